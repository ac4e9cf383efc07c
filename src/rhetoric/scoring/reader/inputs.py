"""What the reader sees of an article: windows of word pieces, who may hold a position, and how.

A window is a run of whole sentences. Each piece carries the part that its word plays in what is
said (source, cue, content); each pair of a span and a possible holder carries how the two hang
together in attribution, in the parse and in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution import QUESTION
from rhetoric.attribution.reporting import INDEFINITE
from rhetoric.reading.layout import WHOLE

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rhetoric.attribution import Attribution
    from rhetoric.grammar import Syntax
    from rhetoric.reading.documents import Document

WordPiece = tuple[int, int, int, int]  # id, start, end, token
PIECES = 192  # of a window: about 140 words, as in the passages that the reader has learned from
# the part that a word plays in what is said
NARRATION, DIRECT, INDIRECT, NESTED, SOURCE, CUE, SPEECH, ASKED = range(8)
ROLES = 8
_USUAL, _FEW = 5.0, 5  # sum of a sentence where little is known of its article: so many of these
_BATCH = 1_600  # pieces read at once: bounds the memory
# how a holder hangs together with a span: by who says it, by the parse, by place
NO_TIE, ITS_SOURCE, OUTER_SOURCE, SAME_VOICE, HAS_SOURCE, NO_SOURCE, UNATTRIBUTED = range(7)
NO_LINK, SUBJECT, HIGHER, HIGHEST, OWNER, OBJECT = range(6)
ITSELF, BEFORE, AFTER, EARLIER, LATER = range(5)
TIES, LINKS, PLACES = 7, 6, 5
# what the reader says of a piece (O, B and I of coercive, B and I of cooperative ways), and of a
# holder (against, none, for)
TAGS, SIDES = 5, 3
_CLIMB = 12
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_VERBAL = frozenset({"VERB", "AUX"})
_HOLDS = frozenset({"NOUN", "PROPN", "PRON"})
_NAMED = frozenset({"PERSON", "GPE", "ORG", "NORP"})
_TIMES = frozenset({"DATE", "TIME"})
_OF = frozenset({"by", "of", "from", "between"})
_PARTS = frozenset({"compound", "amod", "nummod", "npadvmod", "quantmod", "expl"})


@dataclass(frozen=True)
class Pieces:
    """Word pieces with the part that each plays; `ids[0]` is [CLS], for whoever speaks."""

    ids: list[int]
    roles: list[int]


@dataclass(frozen=True)
class Window(Pieces):
    """A run of sentences in word pieces."""

    start: list[int]  # code points of each piece in the article; -1 for [CLS] and [SEP]
    end: list[int]
    token: list[int]  # the spaCy token of each piece; -1 for [CLS] and [SEP]
    holders: list[int]  # pieces that may be pointed at: [CLS], and the last piece of each head


def batches(sizes: list[int]) -> Iterator[list[int]]:
    """Yield the numbers of what is read at once: of like size, the smallest first."""
    batch: list[int] = []
    for k in sorted(range(len(sizes)), key=sizes.__getitem__):
        if batch and sizes[k] * (len(batch) + 1) > _BATCH:
            yield batch
            batch = []
        batch.append(k)
    if batch:
        yield batch


def padded(batch: Sequence[Pieces], multiple: int = 1) -> dict[str, NDArray[np.int64]]:
    """Return what the encoder takes, each (batch, pieces): ids, roles, and a mask of what is."""
    longest = -(-max(len(one.ids) for one in batch) // multiple) * multiple
    names = ("ids", "roles", "mask")
    made = {name: np.zeros((len(batch), longest), dtype=np.int64) for name in names}
    for row, one in enumerate(batch):
        n = len(one.ids)
        made["ids"][row, :n], made["roles"][row, :n], made["mask"][row, :n] = one.ids, one.roles, 1
    return made


@dataclass(frozen=True)
class Gate:
    """A weight a word piece: a sentence whose pieces sum to too little holds no position.

    A linear classifier over bags of word pieces, which costs next to nothing; the reader is not
    asked about what it passes over. What is too little hangs on the article: the mean of its
    sentences counts besides, `article` times.
    """

    weights: NDArray[np.float32]
    article: float
    least: float

    def opens(self, sentences: Sequence[Iterable[int]]) -> list[bool]:
        """Tell of each sentence of an article, given as word pieces, whether it is to be read."""
        sums = [float(self.weights[list(set(ids))].sum()) for ids in sentences]
        least = self.least - self.article * self.mean(sums)
        return [one >= least for one in sums]

    @staticmethod
    def mean(sums: Sequence[float]) -> float:
        """Return what the sentences of an article sum to on average, with `_FEW` usual ones."""
        return (sum(sums) + _USUAL * _FEW) / (len(sums) + _FEW)


class ReaderView:
    """An article as the reader sees it: its parse, and whose words each token is in."""

    def __init__(self, document: Document, s: Syntax, attributions: Sequence[Attribution]) -> None:
        self.document, self.s, self.attributions = document, s, attributions
        n = len(s.text)
        self.innermost = [-1] * n
        self.role = [NARRATION] * n
        self.source_of = [-1] * n
        for number in sorted(range(len(attributions)), key=lambda k: attributions[k].depth):
            for i in tokens_of(s, attributions[number].content):
                self.innermost[i], self.role[i] = number, _role(attributions[number])
        for number, a in enumerate(attributions):
            for i in tokens_of(s, a.cue):
                self.role[i] = CUE
            for i in tokens_of(s, [a.source] if a.source else []):
                self.role[i], self.source_of[i] = SOURCE, number
        self.speech = bool(document.article.speaker)

    @cached_property
    def sentence(self) -> list[int]:
        """Give for every token the number of its sentence."""
        starts = [one.start for one in self.document.sentences]
        return [bisect_right(starts, at) - 1 for at in self.s.start]

    @cached_property
    def may_hold(self) -> list[bool]:
        """Tell of every token whether it heads words that can name a holder."""
        made = []
        for t in self.s.doc:
            nobody = t.ent_type_ in _TIMES or t.lower_ in INDEFINITE
            heads = t.pos_ in _HOLDS and t.dep_ not in _PARTS
            named = t.ent_type_ in _NAMED and (t.i + 1 == len(t.doc) or t.nbor().ent_iob_ != "I")
            made.append((heads or named or t.dep_ in _SUBJECTS) and not nobody)
        return made

    def links(self, top: int) -> dict[int, int]:
        """Return how tokens hang together with a span in the parse: subjects, owners, objects."""
        s, verbs, node = self.s, 0, top
        found: dict[int, int] = {}
        for _ in range(_CLIMB + 1):
            if s.pos[node] in _VERBAL:
                verbs += 1
                near = self._of_verb(node, (SUBJECT, HIGHER, HIGHEST)[min(verbs, 3) - 1])
            else:
                near = iter(()) if verbs else self._of_noun(node)
            for i, link in near:
                if i != top:
                    found.setdefault(i, link)
                    for c in s.children[i]:
                        if s.dep[c] == "conj":
                            found.setdefault(c, link)
            if s.head[node] == node:
                break
            node = s.head[node]
        return found

    def _of_verb(self, verb: int, rank: int) -> Iterator[tuple[int, int]]:
        s, subject = self.s, self.subject(verb)
        if subject is not None:
            yield subject, rank
        for c in s.children[verb]:
            if s.dep[c] in ("dobj", "dative"):
                yield c, OBJECT
            elif s.dep[c] == "agent":
                yield from ((k, SUBJECT) for k in s.children[c])

    def _of_noun(self, noun: int) -> Iterator[tuple[int, int]]:
        s = self.s
        for c in s.children[noun]:
            if s.dep[c] == "poss":
                yield c, OWNER
            elif s.dep[c] == "prep" and s.lower[c] in _OF:
                yield from ((k, OWNER) for k in s.children[c])

    def subject(self, verb: int) -> int | None:
        """Return the subject of a verb, of what it is coordinated with, or that controls it."""
        s = self.s
        for _ in range(4):
            for c in s.children[verb]:
                if s.dep[c] in _SUBJECTS:
                    return c
            if s.dep[verb] == "acl" and s.head[verb] != verb:
                return s.head[verb]
            if s.dep[verb] not in ("conj", "xcomp", "aux", "advcl", "pcomp"):
                return None
            verb = s.head[verb]
            if s.pos[verb] not in _VERBAL:
                return None
        return None

    def around(self, token: int) -> Iterator[int]:
        """Yield the numbers of the attributions whose words a token is in, the innermost first."""
        at: int | None = self.innermost[token]
        while at is not None and at >= 0:
            yield at
            at = self.attributions[at].parent

    def ties(self, window: Window, top: int, holders: Sequence[int]) -> NDArray[np.int64]:
        """Return (holders, 3): tie, link and place of each possible holder of a span."""
        own, outer = self.innermost[top], {*islice(self.around(top), 1, None)}
        inside = self.attributions[own].source if own >= 0 else None
        seen = inside is not None and window.start[1] <= inside[0] and inside[1] <= window.end[-2]
        links, here = self.links(top), self.sentence[top]
        made = np.zeros((len(holders), 3), dtype=np.int64)
        for row, piece in zip(made, holders, strict=True):
            i = window.token[piece]
            if i < 0:
                row[0] = UNATTRIBUTED if own < 0 else HAS_SOURCE if seen else NO_SOURCE
                continue
            source = self.source_of[i]
            if own >= 0 and source == own:
                row[0] = ITS_SOURCE
            elif source in outer:
                row[0] = OUTER_SOURCE
            elif own >= 0 and self.innermost[i] == own:
                row[0] = SAME_VOICE
            row[1] = links.get(i, NO_LINK)
            there = self.sentence[i]
            if there == here:
                row[2] = BEFORE if i < top else AFTER
            else:
                row[2] = EARLIER if there < here else LATER
        return made


def tokens_of(s: Syntax, spans: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yield the tokens of several spans."""
    return (i for span in spans for i in range(*s.tokens(*span)))


def _role(a: Attribution) -> int:
    """Return the part that what an attribution holds plays in what is said."""
    if a.rule == "document":
        return NARRATION
    if a.speaker == QUESTION:
        return ASKED
    return NESTED if a.depth else DIRECT if a.kind in ("direct", "transcript") else INDIRECT


def windows(
    view: ReaderView, tokenizer: Tokenizer, *, gate: Gate | None = None,
    named: Collection[int] = (),
) -> list[Window]:  # fmt: skip
    """Cut an article into windows of at most `PIECES` word pieces, at sentence bounds.

    Sentences that the gate passes over are left out, unless they are among the `named`; so is
    furniture. A sentence that is longer than a window is cut into several.
    """
    made: list[Window] = []
    held: list[WordPiece] = []
    room = PIECES - 2
    read = [
        (number, _pieces(view, tokenizer, one.start, one.end))
        for number, one in enumerate(view.document.sentences)
        if one.role not in WHOLE
    ]
    opened = gate.opens([[p[0] for p in pieces] for _, pieces in read]) if gate else []
    for k, (number, pieces) in enumerate(read):
        if gate and number not in named and not opened[k]:
            continue
        for at in range(0, len(pieces), room):
            part = pieces[at : at + room]
            if held and len(held) + len(part) > room:
                made.append(_window(view, tokenizer, held))
                held = []
            held = held + part
    if held:
        made.append(_window(view, tokenizer, held))
    return made


def _pieces(view: ReaderView, tokenizer: Tokenizer, start: int, end: int) -> list[WordPiece]:
    encoded = tokenizer.encode(view.document.text[start:end], add_special_tokens=False)
    starts = view.s.start
    return [
        (one, start + a, start + b, max(0, bisect_right(starts, start + a) - 1))
        for one, (a, b) in zip(encoded.ids, encoded.offsets, strict=True)
    ]


def _window(view: ReaderView, tokenizer: Tokenizer, pieces: list[WordPiece]) -> Window:
    first, last = ends(tokenizer)
    pieces = [(first, -1, -1, -1), *pieces, (last, -1, -1, -1)]
    ids, start, end, token = map(list, zip(*pieces, strict=True))
    inside = range(1, len(token) - 1)
    heads = [k for k in inside if view.may_hold[token[k]] and token[k + 1] != token[k]]
    roles = [view.role[i] for i in token]
    roles[0], roles[-1] = SPEECH if view.speech else NARRATION, NARRATION
    return Window(ids, roles, start, end, token, holders=[0, *heads])


def read_tokenizer(settings: str) -> Tokenizer:
    """Return the tokenizer that a tokenizer.json describes, without padding or truncation."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_str(settings)
    made.no_padding()
    made.no_truncation()
    return made


def ends(tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the pieces that a window begins and ends with."""
    first, last = (tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]"))
    return first, last


def pieces_of(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """Return the pieces [first, last) of a window that overlap code points [start, end)."""
    inside = [
        k
        for k, (a, b) in enumerate(zip(window.start, window.end, strict=True))
        if a >= 0 and a < end and b > start
    ]
    return (inside[0], inside[-1] + 1) if inside else None
