"""Words that point at an approach which other words name: "It won't work", "Washington's stance".

The reader judges them where they stand, as it judges any words. What they name is what they point
at: of "this" and "it", what the sentence before is about; of somebody's stance, what the article
says that somebody stands for.
"""

from __future__ import annotations

from collections.abc import Iterator

from rhetoric.grammar import FIRST_PERSON, SUBJECTS, Syntax
from rhetoric.scoring.reader import Asked
from rhetoric.words import word_set

BACK = "back"  # how such words came to be asked about
_PRONOUNS = frozenset({"it", "this", "that"})
_SUCH = _PRONOUNS | {"these", "those", "such"}
_CLAUSES = frozenset({"ccomp", "csubj", "xcomp", "relcl", "acl", "advcl"})
_APPROACHES = word_set("things.approaches")


def pointers(s: Syntax) -> Iterator[tuple[Asked, int | None]]:
    """Yield the words that point at an approach, and the token of whose it is, if they say so."""
    for i, word in enumerate(s.lower):
        pronoun = word in _PRONOUNS and s.dep[i] in SUBJECTS and _judged(s, i)
        noun = s.lemma[i] in _APPROACHES and s.pos[i] == "NOUN" and _bare(s, i)
        owner = _owner(s, i) if noun else None
        if pronoun or (noun and (owner is not None or _pointed(s, i))):
            yield Asked(*s.span(i), i, how=BACK), owner


def _bare(s: Syntax, i: int) -> bool:
    """Whether no word says which approach it is: no "tough line", "every line"."""
    told = (c for c in s.children[i] if s.dep[c] in ("amod", "compound", "nmod", "det", "nummod"))
    return all(s.lower[c] in _SUCH | {"the"} for c in told)


def _judged(s: Syntax, i: int) -> bool:
    """Whether a clause of its own says something of a pronoun: no "it is said that"."""
    verb = s.head[i]
    under = [verb, *(c for c in s.children[verb] if s.dep[c] in ("attr", "acomp"))]
    kids = (c for one in under for c in s.children[one])
    return s.dep[verb] == "ROOT" and all(s.dep[c] not in _CLAUSES for c in kids)


def _owner(s: Syntax, i: int) -> int | None:
    """Return the token of another whose approach it is; one's own may be any."""
    own = [c for c in s.children[i] if s.dep[c] == "poss" and s.lower[c] not in FIRST_PERSON]
    of = [c for c in s.children[i] if s.dep[c] == "prep" and s.lower[c] == "of"]
    return next(iter(own or [k for c in of for k in s.children[c] if s.dep[k] == "pobj"]), None)


def _pointed(s: Syntax, i: int) -> bool:
    return any(s.lower[c] in _SUCH for c in s.children[i])
