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
        self.parties, self.demand = (  # looked up, not matched
            frozenset(word for p in book.words[key] for word in p.elements[0].words)
            for key in ("parties", "demand")
        )


@lru_cache(maxsize=8)
def compile_book(book: Codebook) -> Lexicon:
    """Compile a codebook once."""
    return Lexicon(book)
