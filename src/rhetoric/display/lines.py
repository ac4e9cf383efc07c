"""Cut a text into lines: sentences, and the parts of them in different paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rhetoric.display.record import Record, Span

_OPENING = "\"'“‘«„‹([{"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»›)\]]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, or the part of it in one paragraph."""

    sentence: int | None
    start: int
    end: int
    paragraph: int
    first: bool
    last: bool


def lines_of(record: Record) -> list[Line]:
    """Cut the whole text into sentences, and these at the ends of paragraphs."""
    cuts = _cuts(record)
    lines: list[Line] = []
    paragraph = 0
    ends = [*(start for _, start in cuts[1:]), len(record.text)]
    for (number, start), end in zip(cuts, ends, strict=True):
        parts = []
        for match in re.finditer(r"[^\n]+|\n", record.text[start:end]):
            words = match.group()
            if words == "\n":
                paragraph += 1
            elif words.strip():
                left = start + match.start() + len(words) - len(words.lstrip())
                parts.append((left, left + len(words.strip()), paragraph))
        lines += [
            Line(number, left, right, block, i == 0, i == len(parts) - 1)
            for i, (left, right, block) in enumerate(parts)
        ]
    return lines


def _cuts(record: Record) -> list[tuple[int | None, int]]:
    """Find where each sentence starts; the tables know only the words of its statements."""
    spans: dict[int, Span] = {}
    for row in record.statements:
        low, high = spans.get(row.sentence, (row.start, row.end))
        spans[row.sentence] = min(low, row.start), max(high, row.end)
    cuts: list[tuple[int | None, int]] = []
    reached = 0
    for number, (low, high) in sorted(spans.items(), key=lambda item: item[1]):
        cuts.append((number, _cut(record.text, reached, max(low, reached)) if cuts else 0))
        reached = max(reached, high)
    return cuts or [(None, 0)]


def _cut(text: str, low: int, high: int) -> int:
    """Choose where between two statements the second sentence starts."""
    newline = text.find("\n", low, high)
    if newline >= 0:
        return newline
    for match in _SENTENCE_END.finditer(text, max(low - 1, 0), high):
        word = re.split(r"\W", text[max(match.start() - 5, 0) : match.start()])[-1]
        if not (word[:1].isupper() and len(word) <= 4):  # 'Gen. Smith', 'Jan. 5'
            return match.end()
    while high > low and text[high - 1] in _OPENING:
        high -= 1
    return high
