"""An attribution, in code points and, as the rules and the tagger find it, in token ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from spacy.tokens import Token

from rhetoric.grammar import Range
from rhetoric.reading.documents import Document, numbered
from rhetoric.reading.layout import WHOLE

# How sure a rule is: about how many of its attributions are right, on the development set.
CONFIDENCE = {
    "clause": 0.8,
    "aside": 0.8,
    "infinitive": 0.55,
    "object": 0.5,
    "according": 0.9,
    "relayed": 0.8,
    "noun": 0.6,
    "adjective": 0.6,
    "signed": 0.95,
    "headline": 0.8,
    "parenthesis": 0.9,
    "turn": 0.98,
    "document": 1.0,
}

Span = tuple[int, int]
QUESTION = "Question"  # who asks in a transcript ("Q:"): nobody's position
AUTHOR = "the author"  # whose voice narration is, where it speaks for itself
TRANSCRIPT = frozenset(("turn", "document"))  # rules whose contents hold other attributions


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying (or thinking): who, in which words, what. Offsets are code points."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: Span | None
    kind: str  # direct, indirect, mixed, transcript
    speaker: str | None
    speaker_how: str
    named: bool
    parent: int | None  # index in the document's list
    depth: int
    rule: str
    confidence: float


@dataclass(slots=True)
class Relation:
    """An attribution in token ranges."""

    content: list[Range]
    cue: list[Range]
    source: Range | None
    rule: str
    confidence: float
    shared: bool = False  # its verb shares the subject of the verb before: "said … and urged …"

    @property
    def anchor(self) -> Range:
        """Return where it is introduced: its cue, else the beginning of its content."""
        return self.cue[0] if self.cue else self.content[0]

    @property
    def size(self) -> int:
        """Return how many tokens its content has."""
        return sum(b - a for a, b in self.content)

    def covers(self, span: Range) -> bool:
        """Whether one piece of its content holds a range."""
        return any(a <= span[0] and span[1] <= b for a, b in self.content)


def by_rule(
    rule: str, content: list[Range], cue: list[Range], source: Range | None, *, shared: bool = False
) -> Relation:
    """Return what a rule finds, as sure as the rule is."""
    return Relation(content, cue, source, rule, CONFIDENCE[rule], shared)


def tokens_of(ranges: Iterable[Range]) -> Iterator[int]:
    """Yield the tokens of some ranges."""
    return chain.from_iterable(range(a, b) for a, b in ranges)


class TokenIndex:
    """A parsed document, indexed by token; `depth` is within how many voices it stands."""

    def __init__(self, document: Document, depth: int = 0) -> None:
        self.document, self.doc, self.depth = document, document.doc, depth
        size = len(self.doc)
        told = [s for s in document.sentences if s.role not in WHOLE]
        self.sentences = [(document.tokens(s.start, s.end), s.role) for s in told]
        self.sentence_of = numbered([r for r, _ in self.sentences], size)  # or -1
        self.top = [q for q in document.quotations if not q.depth]  # that lie in no other
        self.quotes = [document.tokens(q.start, q.end) for q in self.top]  # marks included
        self.inside = document.quotation_of  # token → number in `top`, or -1
        inner = (document.tokens(q.start, q.end) for q in document.quotations if q.depth)
        self.deeper = numbered(inner, size)  # the same for quotations inside quotations

    def sentence(self, i: int) -> Range:
        """Return the range of the sentence that a token stands in."""
        number = self.sentence_of[i]
        return self.sentences[number][0] if number >= 0 else (i, i + 1)

    def words(self, ranges: Iterable[Range]) -> list[Token]:
        """Return the tokens of some ranges."""
        return [self.doc[i] for i in tokens_of(ranges)]

    def chars(self, span: Range) -> Range:
        """Return the code points of a range of tokens."""
        last = self.doc[span[1] - 1]
        return self.doc[span[0]].idx, last.idx + len(last)

    def same_block(self, a: int, b: int) -> bool:
        """Whether two tokens stand in one paragraph."""
        start, end = sorted((self.doc[a].idx, self.doc[b].idx))
        return "\n" not in self.document.text[start:end]
