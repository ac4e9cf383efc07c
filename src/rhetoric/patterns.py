"""Patterns over words: compiled once, matched in bounded steps, the longest match first.

A pattern is a row of elements: `word`, `one|other`, `word/N` (a mark for the part of speech:
N noun, V verb, A adjective, R adverb, P preposition), `word?` (may be left out), `*` (up to three
words of any kind) and `*5` (up to five). A word stands for its lemma and for the word as written;
hyphens count for nothing, so `step-by-step` is also "step by step".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from rhetoric.grammar import Syntax

MAX_GAP, MAX_GAPS, MAX_ELEMENTS = 8, 3, 12
_MARKS = {
    "n": frozenset({"NOUN", "PROPN"}), "v": frozenset({"VERB", "AUX"}), "a": frozenset({"ADJ"}),
    "r": frozenset({"ADV"}), "p": frozenset({"ADP", "SCONJ", "PART"}),
}  # fmt: skip
_ELEMENT = re.compile(r"([^\W_]['’\w]*(?:\|[^\W_]['’\w]*)*)(?:/([nvarp]))?(\?)?")
_DASHES = frozenset({"-", "‐", "‑"})
_PREFIXES = frozenset({"de", "non", "anti", "counter", "un"})
_GAP = re.compile(r"\*(\d{0,4})")


class PatternError(ValueError):
    """A pattern that cannot be compiled, or one without bounds."""


@dataclass(frozen=True, slots=True)
class Element:
    """One word of a pattern, and how many other words may stand before it."""

    words: frozenset[str]
    pos: frozenset[str]
    optional: bool
    gap: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `source` is what the codebook says."""

    source: str
    elements: tuple[Element, ...]


T = TypeVar("T")


def compile_pattern(source: str) -> Pattern:
    """Compile one pattern. Raises PatternError where it has no bounds or is not a pattern."""
    elements: list[Element] = []
    gap = gaps = 0
    for piece in source.lower().split():
        if found := _GAP.fullmatch(piece):
            gap += int(found[1] or 3)
            gaps += 1
            if gap > MAX_GAP or gaps > MAX_GAPS:
                raise PatternError(
                    f"without bounds: at most {MAX_GAPS} gaps of at most {MAX_GAP} words"
                )
            continue
        for part in [piece] if "|" in piece else piece.split("-"):
            elements.append(_element(part, gap))
            gap = 0
    if not elements or gap or elements[0].optional or elements[0].gap:
        raise PatternError("must begin with a word that is not optional, and end with a word")
    if len(elements) > MAX_ELEMENTS:
        raise PatternError(f"has more than {MAX_ELEMENTS} words")
    return Pattern(source, tuple(elements))


def _element(part: str, gap: int) -> Element:
    found = _ELEMENT.fullmatch(part)
    if found is None:
        raise PatternError(
            f"'{part}' is not part of a pattern; write word, one|other, word/N, word?, * or *5"
        )
    words = frozenset(found[1].replace("’", "'").split("|"))
    return Element(words, _MARKS.get(found[2] or "", frozenset()), bool(found[3]), gap)


class Matcher(Generic[T]):
    """Finds patterns in a text; built once from pairs of a pattern and what it stands for."""

    def __init__(self, patterns: Iterable[tuple[Pattern, T]], *, within: bool = False) -> None:
        """Compile the index; `within`: a gap never runs over the beginning of a clause."""
        self._within = within
        self._index: dict[str, list[tuple[Pattern, T]]] = {}
        for pattern, value in patterns:
            for word in pattern.elements[0].words:
                self._index.setdefault(word, []).append((pattern, value))

    def find(self, words: Syntax, start: int, end: int) -> list[tuple[int, int, Pattern, T]]:
        """Find all matches in tokens [start, end): (start, end, pattern, value), longest first."""
        found: list[tuple[int, int, Pattern, T]] = []
        index, forms = self._index, words.forms
        stops = words.clauses if self._within else words.breaks
        for i in range(start, end):
            seen: set[int] = set()
            if i > 1 and words.hyphens[i - 1] and _turned(forms[i - 2], forms[i - 1]):
                continue
            for form in forms[i]:
                for pattern, value in index.get(form, ()):
                    if id(pattern) in seen:
                        continue
                    seen.add(id(pattern))
                    if (stop := match(pattern.elements, words, i, end, stops)) is not None:
                        found.append((i, stop, pattern, value))
        found.sort(key=lambda m: (m[0] - m[1], m[0]))
        return found


def _turned(before: tuple[str, ...], mark: tuple[str, ...]) -> bool:
    """Tell whether a prefix turns the word after it: de-escalate, non-aggression."""
    return mark[0] in _DASHES and not _PREFIXES.isdisjoint(before)


def match(
    elements: tuple[Element, ...], words: Syntax, i: int, end: int, stops: Sequence[bool]
) -> int | None:
    """Match elements from token i on; return where the match ends.

    Keeps the set of places where the elements so far can end: no place is visited twice for an
    element, so the work is at most tokens × elements × gap.
    """
    places = {i}
    for element in elements:
        reached = {
            at + 1
            for place in places
            for at in _reach(words, place, end, element.gap, stops)
            if _fits(element, words, at)
        }
        if element.optional:
            reached |= places
        if not reached:
            return None
        places = reached
    return max(places) if elements[-1].optional else min(places)


def _reach(words: Syntax, place: int, end: int, gap: int, stops: Sequence[bool]) -> list[int]:
    """Give the tokens a match can go on with: hyphens cost nothing, `stops` end it."""
    out: list[int] = []
    used = 0
    at = place
    while at < end and used <= gap:
        out.append(at)
        if stops[at]:
            break
        if not words.hyphens[at]:
            used += 1
        at += 1
    return out


def _fits(element: Element, words: Syntax, at: int) -> bool:
    if element.pos and words.pos[at] not in element.pos:
        return False
    return any(form in element.words for form in words.forms[at])
