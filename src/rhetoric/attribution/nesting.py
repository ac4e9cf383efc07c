"""The words of each voice as a text of its own, in which the voices that it tells of are heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rhetoric.attribution.relations import TRANSCRIPT, Relation, TokenIndex, tokens_of
from rhetoric.grammar import Range
from rhetoric.reading.documents import cut_out

LEAST = 4  # words; fewer tell of nobody else


class Inside:
    """The words of some voices as one document, in `index`, each voice a paragraph or more.

    The marks of quotations are left out, as what they hold are words of the voice that is quoted;
    those of quotations inside quotations stay.
    """

    def __init__(self, outer: TokenIndex, found: Iterable[Relation]) -> None:
        closed = (end - 1 for q, (_, end) in zip(outer.top, outer.quotes, strict=True) if q.closed)
        self.marks = {start for start, _ in outer.quotes}.union(closed)
        voices = list(self._apart(found))
        self.place = [i for tokens in voices for i in (*tokens, -1)][:-1]  # in the outer document
        self.voice = [n for n, tokens in enumerate(voices) for _ in (*tokens, -1)]
        inner = cut_out(outer.document, voices) if voices else None
        self.index = TokenIndex(inner, outer.depth + 1) if inner else None

    def _apart(self, found: Iterable[Relation]) -> Iterator[list[int]]:
        """Yield the tokens of what each voice says; none are taken twice."""
        taken = set[int]()
        for f in sorted(found, key=lambda f: -f.size):
            tokens = [i for i in tokens_of(f.content) if i not in self.marks]
            if f.rule not in TRANSCRIPT and len(tokens) >= LEAST and taken.isdisjoint(tokens):
                taken.update(tokens)
                yield tokens

    def outside(self, found: Relation) -> Relation | None:
        """Return what was found as it stands in the outer document.

        None where it has no cue or no source, or these and its content are not of one voice.
        """
        if not found.cue or found.source is None:
            return None
        spans = [*found.content, *found.cue, found.source]
        of = {self.voice[i] for i in tokens_of(spans)}
        if len(of) > 1 or any(self.place[i] < 0 for i in tokens_of(spans)):
            return None
        content = [r for span in found.content for r in self._ranges(span)]
        cue = [r for span in found.cue for r in self._ranges(span)]
        source = next(self._ranges(found.source))
        return replace(found, content=content, cue=cue, source=source)

    def _ranges(self, span: Range) -> Iterator[Range]:
        """Yield the ranges of the outer document that a range of this one is made of."""
        start, end = span
        for i in range(start + 1, end + 1):
            before = self.place[i - 1] + 1
            if i == end or not self.marks.issuperset(range(before, max(before, self.place[i]))):
                yield self.place[start], before
                start = i
