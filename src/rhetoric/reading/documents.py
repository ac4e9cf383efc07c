"""Parse an article: paragraphs, quotation structure, sentences (offsets into the text as it is).

Of long ones, the passages that are about something can be cut out first.
"""

from __future__ import annotations

import itertools
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.errors import InputWarning
from rhetoric.grammar import Range
from rhetoric.reading import PIPES, load_model, morphology_of, one_thread
from rhetoric.reading.articles import Article, Block
from rhetoric.reading.layout import LINE, WHOLE
from rhetoric.reading.typography import Quotation, find_quotations, fold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CHUNK = 10_000  # characters parsed at once: bounds the memory of long texts
PARAGRAPH = 4 * CHUNK  # a longer one is parsed in parts
SENTENCE = 256  # tokens; a longer one is cut, as much of what is done in one takes time in squares
_UNSPACED = re.compile(r"(?<!\S)\S{1000,}")  # the tokenizer, too, takes time in squares of them
_WORD = 100  # characters of those that it gets at once
_ENDED, _SPACED = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s"), re.compile(r"\s")
_PAUSES = (frozenset(";:"), frozenset(","))  # the better places to cut a sentence first
ENDS_SENTENCE = frozenset(".!?…")
RIGHT_SHUT = frozenset("\"'”’»›)]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: text[start:end], in block number `block`; its quotation marks stay with it."""

    start: int
    end: int
    block: int
    role: str


@dataclass(frozen=True)
class Document:
    """An article with its spaCy parse and its structure.

    `text` is the article's in one form of marks, spaces and letters, character for character.
    """

    article: Article
    text: str
    doc: Doc  # doc.text == text
    blocks: tuple[Block, ...]
    quotations: tuple[Quotation, ...]
    sentences: tuple[Sentence, ...]

    @property
    def spoken(self) -> bool:
        """Whether known voices talk in it: turns under labels, or one speaker all through."""
        return bool(self.article.speaker) or any(b.role == "label" for b in self.blocks)

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        starts, lengths = self.doc.to_array(["IDX", "LENGTH"]).astype(np.int64).T
        return starts.tolist(), (starts + lengths).tolist()

    def tokens(self, start: int, end: int) -> Range:
        """Return the range of the tokens that text[start:end] touches."""
        starts, ends = self._bounds
        return bisect_right(ends, start), bisect_left(starts, end)

    @cached_property
    def quotation_of(self) -> list[int]:
        """Give for every token the number of the outermost quotation around it, else -1."""
        outer = (q for q in self.quotations if not q.depth)
        return numbered((self.tokens(q.start, q.end) for q in outer), len(self.doc))


def numbered(ranges: Iterable[Range], size: int) -> list[int]:
    """Give for every token the number of the range that it is in, else -1."""
    found = [-1] * size
    for number, (a, b) in enumerate(ranges):
        found[a:b] = [number] * (b - a)
    return found


_COLUMNS: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "ENT_IOB", "ENT_TYPE", "DEP", "HEAD"]
_GAP = "\n\n"


def cut_out(document: Document, paragraphs: Sequence[Sequence[int]]) -> Document:
    """Return some tokens of a document as one of their own, of paragraphs with a token between.

    The parse is the document's: what hung on a word left out hangs on the topmost of its sentence.
    """
    from spacy.tokens import Doc

    doc = document.doc
    kept = np.array([i for tokens in paragraphs for i in (*tokens, -1)][:-1])
    gap, strings = kept < 0, doc.vocab.strings
    raw = doc.to_array(_COLUMNS)[kept]
    raw[gap, :7] = [*map(strings.add, ("_SP", "SPACE", "", _GAP)), 2, 0, strings.add("dep")]
    heads = np.array([far for tokens in paragraphs for far in (*_heads(doc, tokens), -1)][:-1])
    raw[:, 7] = heads.astype(np.uint64)
    raw[heads == 0, 6] = strings.add("ROOT")
    words = [_GAP if i < 0 else doc[i].text for i in kept.tolist()]
    ends = np.append(gap[1:], True) | gap
    spaced = (bool(doc[i].whitespace_) for i in kept.tolist())
    spaces = [space and not end for space, end in zip(spaced, ends, strict=True)]
    made = Doc(doc.vocab, words=words, spaces=spaces).from_array(_COLUMNS, raw)
    blocks = line_blocks(made.text)
    marks = find_quotations(made.text, blocks)
    told = tuple(_sentences(made.text, made, blocks))
    return Document(document.article, made.text, made, blocks, marks, told)


def _heads(doc: Doc, tokens: Sequence[int]) -> list[int]:
    """Return how far off the head of each token stands among them."""
    at = {i: n for n, i in enumerate(tokens)}
    far = [at.get(doc[i].head.i, n) - n for n, i in enumerate(tokens)]
    loose: dict[int, list[int]] = {}
    for n, i in enumerate(tokens):
        if not far[n]:
            loose.setdefault(doc[i].sent.start, []).append(n)
    for ones in loose.values():
        edges = ((doc[tokens[n]].right_edge.i - doc[tokens[n]].left_edge.i, -n) for n in ones)
        top = -max(edges)[1]
        for n in ones:
            far[n] = top - n
    return far


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is parsed at once of an article: text[start:end]; all else is the whole article's."""

    article: Article
    text: str
    blocks: tuple[Block, ...]
    quotations: tuple[Quotation, ...]
    start: int
    end: int


def parse(article: Article) -> Document:
    """Return the article parsed: spaCy annotation, paragraphs, quotations, sentences."""
    return next(parse_many([article], batch_size=1))


def parse_many(articles: Iterable[Article], *, batch_size: int = 16) -> Iterator[Document]:
    """Yield each article parsed, in order; short ones are parsed in batches.

    A sentence of more than SENTENCE tokens is cut, with an InputWarning.
    """
    nlp = load_model()
    morphology = morphology_of(nlp)
    left = PIPES if morphology else ()
    marked = ((_marked(nlp, piece), piece) for article in articles for piece in _pieces(article))
    piped = nlp.pipe(marked, as_tuples=True, batch_size=batch_size, disable=left)
    parts: list[Doc] = []
    cut = 0

    def step() -> tuple[Doc, _Piece] | None:
        with one_thread():
            return next(piped, None)

    for doc, piece in iter(step, None):
        cuts = list(_too_long(doc))
        if cuts:
            with one_thread():
                doc = nlp(_marked(nlp, piece, cuts), disable=left)  # noqa: PLW2901 - the same words
        if morphology:
            morphology(doc)
        parts.append(doc)
        cut += len(cuts)
        if piece.end == len(piece.text):
            if cut:
                warnings.warn(
                    f"{piece.article.doc_id}: sentences of more than {SENTENCE} words and marks "
                    f"were cut, at {cut} places: what is said across these is not seen; give the "
                    "text its full stops and line ends, if it has lost them",
                    InputWarning, stacklevel=2,
                )  # fmt: skip
            yield _document(piece, parts)
            parts, cut = [], 0


def _too_long(doc: Doc) -> Iterator[int]:
    """Yield the tokens before which to cut sentences of more than SENTENCE tokens."""
    for sentence in doc.sents:
        at = sentence.start
        while sentence.end - at > SENTENCE:
            late = range(at + SENTENCE - 1, at + SENTENCE // 2, -1)
            pauses = (i + 1 for marks in _PAUSES for i in late if doc[i].text in marks)
            at = next(pauses, at + SENTENCE)
            yield at


def about(articles: Iterable[Article], words: str) -> list[Article]:
    """Cut articles to the paragraphs in which a regular expression finds something.

    Under labels of turns ("MR. LIND:") each paragraph keeps the label of its turn, and one that
    holds a question brings the whole next turn, its answer. What is left are texts of their own:
    offsets are into them. Titles and page furniture are left out, and so is an article without
    such a paragraph. Raises re.error where `words` is no regular expression.

    >>> from rhetoric.reading.articles import read
    >>> text = "MS. LEE: Welcome.\\n\\nWe want talks.\\n\\nMR. LIND: So do we.\\n"
    >>> [one.text for one in about(read(text), "talks")]
    ['MS. LEE: We want talks.']
    """
    named = re.compile(words)
    return [cut for one in articles if (cut := _excerpt(one, named)).text]


def _excerpt(article: Article, named: re.Pattern[str]) -> Article:
    text = ""
    blocks: list[Block] = []
    label: Block | None = None  # of the turn, until it is written
    asked = answers = False
    for block in article.blocks:
        said = article.text[block.start : block.end]
        if block.role == "label":
            label, answers, asked = block, asked, False
        elif block.role == "body":
            found = named.search(said) is not None
            asked |= found and "?" in said
            for one in [label, block] if found or answers else ():
                if one is not None:
                    text += "" if not text else " " if blocks[-1].role == "label" else "\n\n"
                    start, text = len(text), text + article.text[one.start : one.end]
                    blocks.append(replace(one, start=start, end=len(text)))
                    label = None
    return replace(article, text=text, blocks=tuple(blocks))


def line_blocks(text: str) -> tuple[Block, ...]:
    """Return one body block a line, for texts whose layout is not known."""
    return tuple(Block(*m.span(), "body") for m in LINE.finditer(text))


def _pieces(article: Article) -> Iterator[_Piece]:
    """Cut a text into pieces of about CHUNK characters that cover all of it."""
    text = fold(article.text)
    blocks = article.blocks or line_blocks(text)
    found = find_quotations(text, blocks)
    for start, end in itertools.pairwise([0, *_cuts(text, blocks), len(text)]):
        yield _Piece(article, text, blocks, found, start, end)


def _cuts(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    """Yield where to cut a text: between blocks, and within those longer than PARAGRAPH."""
    start = 0
    for number, block in enumerate(blocks):
        if number and block.end - start > CHUNK:
            yield (start := block.start)
        while block.end - start > PARAGRAPH:
            yield (start := _place_to_cut(text, start))


def _place_to_cut(text: str, start: int) -> int:
    """Return the end of a part of a long paragraph: after a sentence, a word, or anywhere."""
    end = start + PARAGRAPH
    for place in (_ENDED, _SPACED):
        *_, last = [end, *(m.end() for m in place.finditer(text, end - CHUNK, end))]
        if last < end:
            return last
    return end


def _tokens(nlp: Language, text: str) -> Doc:
    from spacy.tokens import Doc

    cuts = [at for m in _UNSPACED.finditer(text) for at in range(m.start(), m.end(), _WORD)]
    if not cuts:
        return nlp.make_doc(text)
    parts = [text[a:b] for a, b in itertools.pairwise([0, *cuts, len(text)]) if a < b]
    return Doc.from_docs([nlp.make_doc(part) for part in parts], ensure_whitespace=False)


def _marked(nlp: Language, piece: _Piece, cuts: Sequence[int] = ()) -> Doc:
    """Tokenize a piece and set the sentence starts that layout and quotation marks decide.

    `cuts` are tokens that begin a sentence whatever stands there.
    """
    start = piece.start
    doc = _tokens(nlp, piece.text[start : piece.end])
    orths, offsets = (doc.to_array(name).tolist() for name in ("ORTH", "IDX"))
    words = [nlp.vocab.strings[orth] for orth in orths]
    at = {offset + start: i for i, offset in enumerate(offsets)}
    # 1 a start, -1 none, 0 for the parser to say; set at once, as each setting reads the whole doc
    ended = [False, *_ended(words)]  # before each word
    starts = [0 if end else -1 for end in ended[:-1]]
    for block in piece.blocks:
        if block.start in at:
            starts[at[block.start]] = 1
    for q in piece.quotations:
        opening, closing = at.get(q.start), at.get(q.outer) if q.closed else None
        if q.depth:
            continue
        if opening is not None and q.inner > q.start:
            if ended[opening]:
                starts[opening] = 1
            if opening + 1 < len(words) and not starts[opening + 1]:
                starts[opening + 1] = -1
        if closing:
            starts[closing] = -1
            after = closing + 1
            free = after < len(words) and not starts[after]
            if free and (not ended[closing] or words[after][:1].islower()):
                starts[after] = -1
    for at_cut in cuts:
        starts[at_cut] = 1
    if words:
        column: Any = np.array(starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1)
        doc.from_array(["SENT_START"], column)
    return doc


def _ended(words: list[str]) -> Iterator[bool]:
    """Tell of each word whether a sentence may end there; after it marks may close."""
    ended = False
    for i, word in enumerate(words):
        if i == 0 or not (word.isspace() or word in RIGHT_SHUT):
            ended = word[-1:] in ENDS_SENTENCE
        yield ended


def _document(piece: _Piece, parts: list[Doc]) -> Document:
    from spacy.tokens import Doc

    doc = parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
    sentences = tuple(_sentences(piece.text, doc, piece.blocks))
    return Document(piece.article, piece.text, doc, piece.blocks, piece.quotations, sentences)


def _sentences(text: str, doc: Doc, blocks: tuple[Block, ...]) -> Iterator[Sentence]:
    """Cut sentences at block bounds, trim them, and keep stray marks with their sentence."""
    bounds = [sent.start_char for sent in doc.sents] + [len(text)]
    here = 0
    for number, block in enumerate(blocks):
        while here < len(bounds) - 1 and bounds[here] <= block.start:
            here += 1
        cuts = [block.start]
        while here < len(bounds) and bounds[here] < block.end:
            if block.role not in WHOLE:
                cuts.append(_past_marks(text, bounds[here], block.end))
            here += 1
        cuts.append(block.end)
        for start, end in itertools.pairwise(cuts):
            piece = text[start:end]
            inner = piece.strip()
            if inner:
                at = start + len(piece) - len(piece.lstrip())
                yield Sentence(at, at + len(inner), number, block.role)


def _past_marks(text: str, at: int, end: int) -> int:
    """Move a cut behind a closing mark, or before an opening one, that it would strand."""
    if at < end and text[at] in "”»’)]" and not text[at - 1].isspace():
        return at + 1
    before = at
    while before > 0 and text[before - 1].isspace():
        before -= 1
    if before > 1 and text[before - 1] in "“„«‘" and text[before - 2].isspace():
        return before - 1
    return at
