"""A codebook compiled for use: predicates by their head word, matchers for everything else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rhetoric.codebook import Codebook, Concept, Predicate
from rhetoric.patterns import Matcher
from rhetoric.scoring.syntax import Syntax

_MARKS = {
    "N": ("NOUN", "PROPN"), "V": ("VERB", "AUX"), "A": ("ADJ", "VERB"), "R": ("ADV",),
    "P": ("ADP", "SCONJ"),
}  # fmt: skip
_OBJECT = frozenset({"object", "clause"})
_NOUN_OBJECT = frozenset(
    {
        "of",
        "for",
        "to",
        "on",
        "against",
        "in",
        "clause",
        "towards",
        "toward",
        "upon",
        "about",
        "into",
        "over",
        "between",
        "with",
    }
)
_ADJECTIVE_OBJECT = frozenset({"clause", "to", "for", "subject", "of"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a predicate: its mark and the preposition or particle that it asks for."""

    head: str
    mark: str
    with_: frozenset[str]
    predicate: Predicate
    particle: str = ""

    @property
    def entry(self) -> str:
        """Name the codebook entry, for evidence."""
        return f"predicate {self.predicate.name}: {self.head}"


class Lexicon:
    """All of a codebook, ready to match."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.words: dict[str, list[Word]] = {}
        for predicate in book.predicates:
            for text in predicate.words:
                head, *rest = text.split(" ")
                head, _, mark = head.partition("/")
                asked = frozenset(rest[-1].split("|")) if rest else frozenset()
                self.words.setdefault(head, []).append(
                    Word(head, mark, asked, predicate, rest[0] if len(rest) > 1 else "")
                )
        self._values: dict[str, tuple[int, str, str]] = {}
        for value in book.valences:
            for word in value.words:
                bare, _, mark = word.partition("/")
                entry = f"valence {value.name}: {bare}"
                self._values.setdefault(bare, (value.sign, entry, mark))
        self.idioms = Matcher((p, (v.sign, v.name)) for v in book.valences for p in v.idioms)
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
        self.stance_nouns = self._bare("stance_nouns")
        self.parties = self._bare("parties")

    def _bare(self, key: str) -> frozenset[str]:
        """Return the words of a list, without marks: for lists that are looked up, not matched."""
        return frozenset(w for p in self.book.words[key] for w in p.elements[0].words)

    def value(self, s: Syntax, i: int) -> tuple[int, str] | None:
        """Return the sign of token i as a word of value, and its entry; None for other words."""
        hit = self._values.get(s.lemma[i]) or self._values.get(s.lower[i])
        if hit is None or (hit[2] and s.pos[i] not in _MARKS[hit[2]]):
            return None
        return hit[:2]

    def predicates(self, s: Syntax, i: int, role: str, via: int | None) -> list[Word]:
        """Return the predicate words that token i is, for something that stands in `role` to it."""
        out = []
        for word in self.words.get(s.lemma[i], ()):
            if word.mark and s.pos[i] not in _MARKS[word.mark]:
                continue
            if word.mark == "P":
                continue
            if self._fits(s, word, i, role):
                out.append(word)
        return out

    def preposition(self, s: Syntax, i: int) -> Word | None:
        """Return the predicate word that preposition i is by itself: against, without, through."""
        for word in self.words.get(s.lower[i], ()):
            if word.mark == "P":
                return word
        return None

    def _fits(self, s: Syntax, word: Word, i: int, role: str) -> bool:
        kind, subject = word.predicate.kind, word.predicate.role == "subject"
        if word.particle and s.has_particle(i, word.particle) is None:
            return False
        if word.with_:
            if role in word.with_:
                return not subject
            particle = next(
                (p for w in word.with_ if (p := s.has_particle(i, w)) is not None), None
            )
            if subject:
                return role == "subject" and (particle is not None or self._object_is(s, i, word))
            if particle is None:
                return False
            return role == "clause" or (role == "object" and s.dep[particle] == "prt")
        if subject:
            return role == "subject"
        if kind in ("report", "know"):
            return role in ("clause", "object", "of")
        if s.pos[i] in ("NOUN", "PROPN"):
            return role in _NOUN_OBJECT
        if s.pos[i] == "ADJ":
            return role in _ADJECTIVE_OBJECT
        return role in _OBJECT

    def _object_is(self, s: Syntax, i: int, word: Word) -> bool:
        obj = s.child(i, "dobj")
        return obj is not None and s.lemma[obj] in word.with_


@lru_cache(maxsize=8)
def compile_book(book: Codebook) -> Lexicon:
    """Compile a codebook once."""
    return Lexicon(book)
