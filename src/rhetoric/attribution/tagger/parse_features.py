"""Columns from the tags and the parse: words by class, and what stands above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution.tagger.vocabulary import (
    ADJ,
    AUX,
    CLAUSAL,
    DEPS,
    MIX_CLASS,
    MIX_TAG,
    NOUN,
    VERB,
    Hashes,
    Ints,
    distance,
    look_up,
    number,
)

if TYPE_CHECKING:
    from spacy.strings import StringStore

_BITS = {
    "nsubj": 1, "csubj": 1, "expl": 1, "nsubjpass": 2, "auxpass": 2, "ccomp": 4, "parataxis": 4,
    "dobj": 8, "attr": 8, "oprd": 8, "dative": 8, "xcomp": 16, "prep": 32, "agent": 32, "mark": 64,
    "poss": 64, "acl": 128, "relcl": 128,
}  # fmt: skip
_CLAUSE = 4  # the bit of a complement clause
BIT_OF = np.array([_BITS.get(dep, 0) for dep in DEPS])
_KIN = {
    "subject": number(DEPS, "nsubj", "nsubjpass", "csubj", "poss"),
    "clause of": number(DEPS, "ccomp", "xcomp", "pcomp", "acl", "advcl", "relcl"),
    "object": number(DEPS, "dobj", "attr", "oprd", "acomp", "pobj", "prep", "agent"),
}
_AUXILIARY = number(DEPS, "aux", "auxpass")


def shapes(strings: StringStore, shapes: Hashes) -> Ints:
    values, back = np.unique(shapes, return_inverse=True)
    kinds = []
    for value in values.tolist():
        s = strings[value]
        lower = "x" in s
        kinds.append(2 if s[:1] == "X" and lower else 3 if s[:1] == "X" else 1 if lower else 4)
    return np.array(kinds)[back]


def words(c: dict[str, Ints], lemmas: Hashes, lower: Hashes, pos: Ints, kids: Ints) -> None:
    word, lemma = look_up("word", lower), look_up("lemma", lemmas)
    cls = np.where(pos == VERB, look_up("verb", lemmas), 0)
    cls = np.where(pos == NOUN, look_up("noun", lemmas), cls)
    cls = np.where(pos == ADJ, look_up("adjective", lemmas), cls)
    cls = np.where(word > 0, 0, cls)
    cls = np.where((cls == 0) & (kids & _CLAUSE > 0) & (pos == VERB), CLAUSAL, cls)
    c["cls"] = cls
    c["word"] = np.where(word > 0, word, np.where((cls > 0) & (cls != CLAUSAL), lemma, 0))
    tag = np.where(c["tag"] > 0, MIX_TAG + c["tag"] - 1, 0)
    c["mix"] = np.where(word > 0, word, np.where(cls > 0, MIX_CLASS + cls - 1, tag))


def _climb(start: Ints, head: Ints, stop: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Climb from each token's `start` to the first ancestor where `stop` holds (or the root).

    Returns the ancestor, the token below it on the way, and the number of steps.
    """
    here = np.arange(len(head))
    below, current, steps = here.copy(), start.copy(), np.ones(len(head), dtype=np.int64)
    for _ in range(24):
        on = ~stop[current] & (head[current] != current)
        if not on.any():
            break
        below = np.where(on, current, below)
        current = np.where(on, head[current], current)
        steps += on
    return current, below, steps


def ancestors(c: dict[str, Ints], head: Ints, to: dict[str, Ints]) -> None:
    """What stands above each token: its head, and the nearest two reporting words."""
    n = len(head)
    here = np.arange(n)
    root = head == here
    c["hdep"] = np.where(root, 0, c["dep"][head])
    c["hmix"] = np.where(root, 0, c["mix"][head])
    gap = here - head
    c["hdist"] = np.where(root, 0, np.where(gap < 0, 0, 7) + distance(np.abs(gap)))
    reports = c["cls"] > 0
    gov, branch, steps = _climb(head, head, reports)
    has = reports[gov] & (gov != here)
    c["gword"] = np.where(has, c["word"][gov], 0)
    c["gcls"] = np.where(has, c["cls"][gov], 0)
    c["gbranch"] = np.where(has, c["dep"][branch], 0)
    c["gside"] = np.where(has, np.where(here < gov, 1, 2), 0)
    c["gsteps"] = np.where(has, np.minimum(steps, 4), 0)
    c["gkids"] = np.where(has, c["kids"][gov], 0)
    c["gedge"] = np.where(has, _edges(np.where(has, branch, -1)), 0)
    c["ggcls"] = np.where(has, c["gcls"][gov], 0)
    c["ggbranch"] = np.where(has, c["gbranch"][gov], 0)
    to["gov"], to["branch"] = np.where(has, gov, -1), np.where(has, branch, -1)


def _edges(key: Ints) -> Ints:
    """Tell the first (1), last (2), only (3) and inner (4) tokens of runs of one value."""
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    last = np.append(first[1:], True)
    return np.where(first & last, 3, np.where(first, 1, np.where(last, 2, 4)))


def clauses(c: dict[str, Ints], head: Ints, pos: Ints, to: dict[str, Ints]) -> None:
    """The verb of the clause that a token stands in."""
    here = np.arange(len(head))
    verb = ((pos == VERB) | (pos == AUX)) & ~np.isin(c["dep"], _AUXILIARY)
    clause, _, _ = _climb(here, head, verb)
    to["clause"] = np.where(clause == here, -1, clause)
    c["cmix"], c["cdep"] = c["mix"][clause], c["dep"][clause]


def children(c: dict[str, Ints], head: Ints, to: dict[str, Ints]) -> None:
    """Point from each token to the last of its subjects, of its clauses, of its objects."""
    here = np.arange(len(head))
    for name, deps in _KIN.items():
        to[name] = np.full(len(head), -1)
        child = np.isin(c["dep"], deps) & (head != here)
        to[name][head[child]] = here[child]
