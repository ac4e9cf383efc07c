"""Concepts in running text: named, clausal, anaphoric, or linked to another mention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rhetoric.scoring.conditions import Found, clause_span
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax

Resolve = Callable[[int, int], "str | None"]
_POINTERS = frozenset({"such", "this", "that", "these", "those", "same"})
_PRONOUNS = frozenset({"it", "this", "that", "they", "these", "those", "them"})
_CLAUSES_OF = frozenset({"ccomp", "csubj", "xcomp", "acl"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a concept: tokens [first, last) headed by `head`."""

    concept: str
    first: int
    last: int
    head: int
    entry: str
    how: str  # pattern, clause, pointer, linked, pronoun
    antecedent: tuple[int, int] | None = None


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


class Links:
    """Stance nouns of an article by owner: "X's stance" is what the body calls X's hard line."""

    def __init__(self, s: Syntax, lex: Lexicon, mentions: list[Mention], resolve: Resolve) -> None:
        self._s, self._lex, self._resolve = s, lex, resolve
        self._known: dict[str, list[Mention]] = {}
        for m in mentions:
            owner = self.owner(m.head)
            if owner is not None and s.lemma[m.head] in lex.stance_nouns:
                self._known.setdefault(owner, []).append(m)

    def owner(self, noun: int) -> str | None:
        """Return the canonical name of whose stance, approach or demand a noun is."""
        s = self._s
        i = s.owner(noun)
        if i is None:
            for c in s.children[noun]:  # "the position that Oslo took"
                if s.dep[c] == "relcl":
                    i = s.child(c, "nsubj")
                    i = None if i is not None and s.tag[i] in ("WDT", "WP") else i
        if i is None:
            return None
        span = (s.start[i], s.end[i])
        return (self._resolve(*span) or self._resolve(*s.span(i)) or s.text[i]).lower()

    def find(self, first: int, last: int, taken: set[int]) -> list[Mention]:
        """Return stance nouns in [first, last) that another mention makes explicit."""
        s, out = self._s, []
        for i in range(first, last):
            if i in taken or s.pos[i] != "NOUN" or s.lemma[i] not in self._lex.stance_nouns:
                continue
            owner = self.owner(i)
            known = self._known.get(owner or "", [])
            if known and not s.negations(i):  # "there is no way" is nobody's
                m = known[0]
                a = min([i, *(c for c in s.children[i] if first <= c < i)])
                entry = f"link: the stance of {owner}, named elsewhere in the article"
                span = (s.start[m.first], s.end[m.last - 1])
                out.append(Mention(m.concept, a, i + 1, i, entry, "linked", span))
        return out


def pointers(
    s: Syntax, lex: Lexicon, bounds: tuple[int, int], before: Mention | None, taken: set[int]
) -> list[Mention]:
    """Return "such an approach", "this demand": nouns that point to the concept before."""
    if before is None:
        return []
    out = []
    for i in range(*bounds):
        if s.pos[i] != "NOUN" or s.lemma[i] not in lex.stance_nouns or i in taken:
            continue
        if any(s.lower[c] in ("as", "that", "who", "which") for c in s.children[i]):
            continue  # "such practices as": points forward
        for c in s.children[i]:
            if s.lower[c] in _POINTERS and s.dep[c] in ("det", "predet", "amod"):
                span = (s.start[before.first], s.end[before.last - 1])
                out.append(
                    Mention(before.concept, c, i + 1, i, "pointer: " + s.lower[c], "pointer", span)
                )
    return out


def _presents(s: Syntax, i: int) -> bool:
    """Tell whether a pronoun only presents what follows: "this is a busy year", "it is X who"."""
    verb = s.head[i]
    noun = s.child(verb, "attr", "prep") if s.lemma[verb] == "be" else None
    if noun is not None and s.dep[noun] == "prep":  # "it is at times like these that …"
        return s.child(verb, "ccomp", "advcl", "relcl", "acl") is not None
    if noun is None or s.pos[noun] not in ("NOUN", "PROPN", "PRON"):
        return False
    relative = s.child(noun, "relcl", "acl") is not None or s.child(verb, "relcl") is not None
    return relative or s.child(verb, "ccomp", "advcl") is not None


def _acts(s: Syntax, i: int) -> bool:
    """Tell whether a pronoun is who must do something: "they must honour the accord"."""
    verb = s.head[i]
    person = s.lower[i] in ("they", "those") and s.dep[i] == "nsubj"
    return person and s.child(verb, "dobj") is not None and s.child(verb, "aux") is not None


def pronouns(s: Syntax, first: int, last: int, before: list[Mention]) -> list[Mention]:
    """Return pronouns that can stand for a concept before, the likeliest first: "It will fail"."""
    out: list[Mention] = []
    if first >= last or any(
        s.pos[i] in ("NOUN", "PROPN") and s.dep[i] not in ("npadvmod", "pobj")
        for i in range(s.sentence_of[first][0], first)
    ):
        return out  # what it points to may stand in the same sentence
    for i in range(first, last):
        if s.pos[i] in ("NOUN", "PROPN"):
            break
        if s.lower[i] not in _PRONOUNS or s.dep[i] not in ("nsubj", "nsubjpass", "dobj", "pobj"):
            continue
        verb, plural = s.head[i], s.lower[i] in ("they", "them", "these", "those")
        formal = s.lower[i] == "it" and s.lemma[verb] in ("be", "seem", "appear", "make")
        if formal and any(s.dep[c] in _CLAUSES_OF for c in s.children[verb]):
            continue  # "it is clear that …"
        if s.lemma[verb] in ("reach", "get", "take", "last") and s.dep[i] == "dobj":
            continue  # "it took six weeks to reach it"
        if _presents(s, i) or _acts(s, i):
            continue
        for m in before:
            if plural == (s.tag[m.head] in ("NNS", "NNPS") and m.how != "clause"):
                span = (s.start[m.first], s.end[m.last - 1])
                entry = f"pronoun: {s.lower[i]}"
                out.append(Mention(m.concept, i, i + 1, i, entry, "pronoun", span))
                break
    return out
