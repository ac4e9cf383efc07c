"""A codebook compiled for use: a matcher for each of its lists."""

from __future__ import annotations

from functools import lru_cache

from rhetoric.codebook import Codebook, Concept
from rhetoric.patterns import Matcher


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
        self.parties = self._bare("parties")
        self.demand = self._bare("demand")

    def _bare(self, key: str) -> frozenset[str]:
        """Return the words of a list, without marks: for lists that are looked up, not matched."""
        return frozenset(w for p in self.book.words[key] for w in p.elements[0].words)


@lru_cache(maxsize=8)
def compile_book(book: Codebook) -> Lexicon:
    """Compile a codebook once."""
    return Lexicon(book)
