"""Concepts that the codebook finds: named by a pattern, or stated by a clause."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.scoring.conditions import Found, clause_span
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a concept: tokens [first, last) headed by `head`."""

    concept: str
    first: int
    last: int
    head: int
    entry: str
    how: str  # pattern or clause


def find_concepts(s: Syntax, lex: Lexicon, first: int, last: int) -> list[Mention]:
    """Return the concepts named in tokens [first, last): the longest match wins, none overlaps."""
    barred: list[tuple[int, int, str]] = [
        (a, b, c.name) for a, b, _, c in lex.excludes.find(s, first, last)
    ]
    taken: set[int] = set()
    found = []
    for a, b, pattern, concept in lex.concepts.find(s, first, last):
        span = range(a, b)
        if any(c == concept.name and x < b and a < y for x, y, c in barred):
            continue
        head = s.top(a, b)
        if _part_of_word(s, b) or _title(s, a, b, head):
            continue
        if taken.isdisjoint(span):
            taken.update(span)
            entry = f"concept {concept.name}: {pattern.source}"
            found.append(Mention(concept.name, a, b, head, entry, "pattern"))
    return sorted(found, key=lambda m: m.first)


def _part_of_word(s: Syntax, end: int) -> bool:
    """Tell whether a hyphen makes the words before it part of an adjective: aid-dependent."""
    return end + 1 < len(s.text) and s.text[end] in "-‐‑" and s.pos[end + 1] in ("ADJ", "VERB")


def _title(s: Syntax, first: int, last: int, head: int) -> bool:
    """Tell whether tokens [first, last) are part of a longer name: a commission's, a forum's."""
    low, high = s.sentence_of[first]
    words = [i for i in range(low, high) if s.text[i].isalpha()]
    capital = [i for i in words if s.text[i][0].isupper()]
    if not words or not s.text[head][0].isupper() or 2 * len(capital) > len(words):
        return False  # a headline has capitals everywhere
    above = s.head[head]
    longer = s.text[above][0].isupper() or (first - 1 in capital and first - 1 > words[0])
    within = s.dep[head] in ("compound", "nmod", "amod", "poss") and longer
    return above not in range(first, last) and above != words[0] and within


def clause_mentions(
    s: Syntax, lex: Lexicon, found: Found | None, first: int, last: int
) -> list[Mention]:
    """Return concepts that a clause states: a precondition is an ultimatum, whatever its words."""
    if found is None:
        return []
    a, b = clause_span(s, found, first, last)
    return [
        Mention(c.name, a, b, found.top, found.entry, "clause")
        for c in lex.book.concepts.values()
        if found.name in c.clauses
    ]


def swallow(clauses: list[Mention], named: list[Mention]) -> list[Mention]:
    """Drop what a clause names inside: what it withholds is not what its holder wants."""
    kept = [
        m for m in named
        if not any(c.first <= m.first and m.last <= c.last for c in clauses)
        or any(c.concept == m.concept for c in clauses)
    ]  # fmt: skip
    return [*clauses, *kept]
