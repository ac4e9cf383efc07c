"""Conditions: which step depends on which, and whether one side has to move first.

A marker ("only after", "until", "in response to") makes a condition where it joins two things of
the right kind: something given or withheld and something asked of the other side. The kinds are
word lists of the codebook. After Osgood 1962 (step for step) and George 1991 (ultimata).
"""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.grammar import VERBAL, first_conjunct
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax

_RANK = {"precondition": 0, "reciprocal": 1, "deadline": 2}
_OTHERWISE = frozenset({"or", "otherwise", "else"})
_CLAUSE_TOPS = frozenset(
    {"ccomp", "acl", "relcl", "pcomp", "ROOT", "advcl", "xcomp", "parataxis", "csubj"}
)


@dataclass(frozen=True, slots=True)
class StatedCondition:
    """A condition: its kind, the marker's tokens [first, last), the top of its clause."""

    name: str
    first: int
    last: int
    top: int
    entry: str
    words: tuple[tuple[int, int, str], ...]


def find_condition(s: Syntax, lex: Lexicon, first: int, last: int) -> StatedCondition | None:
    """Return the condition stated in tokens [first, last), or None."""
    best: StatedCondition | None = None
    for a, b, pattern, name in lex.conditions.find(s, first, last):
        if best is not None and _RANK[best.name] <= _RANK[name]:
            continue
        words = _sides(s, lex, (name, pattern.source), a, (first, last))
        if words is not None:
            entry = f"condition {name}: {pattern.source}"
            top = clause_top(s, a, first, last)
            best = StatedCondition(name, a, b, top, entry, tuple(words))
    return best


def _sides(
    s: Syntax, lex: Lexicon, marker: tuple[str, str], at: int, bounds: tuple[int, int]
) -> list[tuple[int, int, str]] | None:
    """Return the words that show both sides of the condition, or None where a side is missing."""
    name, source = marker
    if name == "reciprocal":
        return []
    sentence = s.doc[at].sent
    low, high = max(sentence.start, bounds[0]), min(sentence.end, bounds[1])
    asked = _hits(lex, "concession", s, low, high)
    given = _hits(lex, "relief", s, low, high)
    cost = _hits(lex, "pressure", s, low, high)
    if not asked:
        return None
    if source == "deadline":
        return asked[:1]
    if name == "deadline":
        must = _hits(lex, "must", s, low, high)
        threat = [c for c in cost if _OTHERWISE & set(s.lower[low : c[0]])]
        return [asked[0], *(threat or must)[:1]] if threat or must else None
    if source == "first":
        return asked[:1] if _bare_first(s, lex, at, low) else None
    apart = [g for g in given + cost if not any(g[0] < y and x < g[1] for x, y, _ in asked[:1])]
    return [asked[0], apart[0]] if apart else None


def _hits(lex: Lexicon, key: str, s: Syntax, low: int, high: int) -> list[tuple[int, int, str]]:
    return [(a, b, f"{key}: {src}") for a, b, _, src in lex.lists[key].find(s, low, high)]


def _bare_first(s: Syntax, lex: Lexicon, at: int, low: int) -> bool:
    """Accept "first" alone only as an adverb in what is demanded: "demands disarmament first"."""
    if s.pos[at] != "ADV" or (at + 1 < len(s.text) and s.hyphens[at + 1]) or s.hyphens[at - 1]:
        return False
    return any(s.lemma[i] in lex.demand for i in range(low, at))


def clause_top(s: Syntax, i: int, first: int, last: int) -> int:
    """Return the token that heads the clause the marker stands in, within [first, last)."""
    top = first_conjunct(s.doc[i])
    while top.dep_ not in _CLAUSE_TOPS or top.pos_ not in VERBAL:
        if top.head == top or not first <= top.head.i < last:
            break
        top = first_conjunct(top.head)
    if top.pos_ in VERBAL:
        return top.i
    verbs = (k for k in range(first, last) if s.pos[k] in VERBAL)
    return next((k for k in verbs if not first <= s.head[k] < last), top.i)


def clause_span(s: Syntax, found: StatedCondition, first: int, last: int) -> tuple[int, int]:
    """Return the tokens of the condition's clause, its marker and what that governs included."""
    low = high = found.top
    stack = [found.top, *range(found.first, found.last)]
    while stack:
        i = stack.pop()
        low, high = min(low, i), max(high, i)
        stack.extend(c for c in s.children[i] if first <= c < last)
    return max(low, first), min(high + 1, last)
