"""Concepts that the codebook finds: named by a pattern, or stated by a clause."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.scoring.conditions import StatedCondition, clause_span
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax


@dataclass(frozen=True, slots=True)
class ConceptMention:
    """Words that name a concept: tokens [first, last) headed by `head`."""

    concept: str
    first: int
    last: int
    head: int
    entry: str
    how: str  # pattern or clause


def find_concepts(s: Syntax, lex: Lexicon, first: int, last: int) -> list[ConceptMention]:
    """Return the concepts named in tokens [first, last): the longest match wins, none overlaps."""
    barred = [(a, b, c.name) for a, b, _, c in lex.excludes.find(s, first, last)]
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
            found.append(ConceptMention(concept.name, a, b, head, entry, "pattern"))
    return sorted(found, key=lambda m: m.first)


def _part_of_word(s: Syntax, end: int) -> bool:
    """Tell whether a hyphen makes the words before it part of an adjective: aid-dependent."""
    return end + 1 < len(s.text) and s.text[end] in "-‐‑" and s.pos[end + 1] in ("ADJ", "VERB")


def _title(s: Syntax, first: int, last: int, head: int) -> bool:
    """Tell whether tokens [first, last) are part of a longer name: a commission's, a forum's."""
    sentence = s.doc[first].sent
    words = [i for i in range(sentence.start, sentence.end) if s.text[i].isalpha()]
    capital = [i for i in words if s.text[i][0].isupper()]
    if not words or not s.text[head][0].isupper() or 2 * len(capital) > len(words):
        return False  # a headline has capitals everywhere
    above = s.head[head]
    longer = s.text[above][0].isupper() or (first - 1 in capital and first - 1 > words[0])
    within = s.dep[head] in ("compound", "nmod", "amod", "poss") and longer
    return above not in range(first, last) and above != words[0] and within


def find_mentions(
    s: Syntax, lex: Lexicon, condition: StatedCondition | None, first: int, last: int
) -> list[ConceptMention]:
    """Return the concepts that a condition's clause states, then those that are named.

    A precondition is an ultimatum, whatever its words. Of what a clause names inside, only the
    concept that it states is kept: what it withholds is not what its holder wants.
    """
    named = find_concepts(s, lex, first, last)
    if condition is None:
        return named
    stated = [c.name for c in lex.book.concepts.values() if condition.name in c.clauses]
    if not stated:
        return named
    a, b = clause_span(s, condition, first, last)
    return [
        *(ConceptMention(name, a, b, condition.top, condition.entry, "clause") for name in stated),
        *(m for m in named if m.first < a or b < m.last or m.concept in stated),
    ]
