"""What a codebook says of a parsed text: a matcher for each of its lists, concepts, conditions.

A concept is named by a pattern, or stated by the clause of a condition. A condition says which step
depends on which, and whether one side has to move first: a marker ("only after", "until", "in
response to") makes one where it joins two things of the right kind, something given or withheld and
something asked of the other side. The kinds are word lists of the codebook. After Osgood 1962 (step
for step) and George 1991 (ultimata).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rhetoric.codebook import Codebook, Concept
from rhetoric.grammar import VERBAL, Syntax, first_conjunct
from rhetoric.patterns import Matcher

Span = tuple[int, int]
_RANK = {"precondition": 0, "reciprocal": 1, "deadline": 2}
_OTHERWISE = frozenset({"or", "otherwise", "else"})
_CLAUSE_TOPS = frozenset(
    {"ccomp", "acl", "relcl", "pcomp", "ROOT", "advcl", "xcomp", "parataxis", "csubj"}
)


class Lexicon:
    """All of a codebook, ready to match."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.concepts = Matcher(
            ((p, concept) for concept in book.concepts.values() for p in concept.patterns),
            within=True,
        )
        self.excludes: Matcher[Concept] = Matcher(
            (p, concept) for concept in book.concepts.values() for p in concept.excludes
        )
        self.conditions = Matcher((p, c.name) for c in book.conditions.values() for p in c.patterns)
        self.lists = {
            key: Matcher((p, p.source) for p in patterns) for key, patterns in book.words.items()
        }
        self.acts = Matcher(((p, a) for a in book.acts for p in a.patterns), within=True)
        self.parties, self.demand = (  # looked up, not matched
            frozenset(word for p in book.words[key] for word in p.elements[0].words)
            for key in ("parties", "demand")
        )


@lru_cache(maxsize=8)
def compile_book(book: Codebook) -> Lexicon:
    """Compile a codebook once."""
    return Lexicon(book)


@lru_cache(maxsize=8)
def words_of(book: Codebook, concepts: tuple[str, ...]) -> frozenset[str]:
    """Return the words that alone name one of some concepts, in whatever sense they stand."""
    own = [c for name, c in book.concepts.items() if name in concepts]
    alone = [p.elements[0] for c in own for p in c.patterns if len(p.elements) == 1]
    return frozenset(word for element in alone for word in element.words)


def span_row(text: str, span: Span, part: str, entry: str, value: float | None) -> dict[str, Any]:
    """Return a span of evidence: its words, what they do, the entry that they fired, its value."""
    start, end = span
    return {
        "start": start, "end": end, "part": part, "entry": entry, "text": text[start:end],
        "value": value,
    }  # fmt: skip


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
