"""What the tagger sees of a text: integer columns over its tokens, and pointers between them.

Everything is computed with array operations over a whole document, so that the tagger adds
little to the parse it stands on. No column holds a content word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    PRON,
    PROPN,
    SPACE,
    STOP,
    TAGS,
    VERB,
    WORD,
    Hashes,
    Ints,
    distance,
    look_up,
    number,
)

if TYPE_CHECKING:
    from spacy.strings import StringStore

    from rhetoric.reading.documents import Document

PAD = 3  # empty rows between paragraphs, so that no window reaches over their bounds


@dataclass(frozen=True)
class Features:
    """The columns of a document: rows are tokens, with `PAD` empty rows around each paragraph."""

    columns: dict[str, Ints]
    tokens: Ints  # index of the token in the Doc, -1 for an empty row
    paragraphs: list[tuple[int, int]]  # the rows of each paragraph that may hold an attribution
    pointers: dict[str, Ints]  # for each row another row to look at; 0, which is empty, for none


def extract(document: Document) -> Features:
    """Return the columns of a parsed document."""
    doc = document.doc
    raw: Any = doc.to_array(
        ["TAG", "DEP", "POS", "LEMMA", "LOWER", "ENT_TYPE", "HEAD", "SHAPE", "IDX"]
    )
    n = len(doc)
    if not n:
        return Features({}, np.zeros(0, dtype=np.int64), [], {})
    here = np.arange(n)
    c: dict[str, Ints] = {}
    head = raw[:, 6].astype(np.int64) + here
    pos, idx = raw[:, 2].astype(np.int64), raw[:, 8].astype(np.int64)
    c["tag"], c["dep"] = look_up("tag", raw[:, 0]), look_up("dep", raw[:, 1])
    c["ent"], c["shape"] = look_up("ent", raw[:, 5]), shapes(doc.vocab.strings, raw[:, 7])
    kids = np.zeros(n, dtype=np.int64)
    inner = head != here
    np.bitwise_or.at(kids, head[inner], BIT_OF[c["dep"]][inner])
    words(c, raw[:, 3], raw[:, 4], pos, kids)
    c["kids"] = np.where(np.isin(pos, (VERB, NOUN, AUX, ADJ, PROPN)), kids, 0)
    to: dict[str, Ints] = {"head": np.where(inner, head, -1)}
    ancestors(c, head, to)
    clauses(c, head, pos, to)
    children(c, head, to)
    starts = np.array([s.start for s in doc.sents] + [n])
    blocks = np.searchsorted(idx, [b.start for b in document.blocks] + [len(document.text) + 1])
    _places(c, starts, blocks)
    _neighbours(c, starts, to)
    quotations(c, to, document, idx=idx, pos=pos, blocks=blocks)
    return _rows(c, to, blocks, [b.role for b in document.blocks])


def _places(c: dict[str, Ints], starts: Ints, blocks: Ints) -> None:
    """The place in the sentence, of the sentence in its paragraph, of that in the text."""
    n = len(c["tag"])
    here = np.arange(n)
    sentence = np.searchsorted(starts, here, side="right") - 1
    block = np.maximum(np.searchsorted(blocks, here, side="right") - 1, 0)
    begin = np.maximum(starts[sentence], blocks[block])
    end = np.minimum(starts[sentence + 1], np.append(blocks, n)[block + 1])
    c["spos"], c["send"] = distance(here - begin), distance(end - 1 - here)
    c["para"] = np.minimum(block, 2) + 1
    c["sent"] = np.minimum(sentence - sentence[np.minimum(blocks[block], n - 1)], 2) + 1
    c["sent"] = np.maximum(c["sent"], 1)
    total = np.concatenate([[0], np.cumsum(c["tag"] == STOP)])
    c["stop"] = np.where(total[end] > total[begin], 1, 2)


def _neighbours(c: dict[str, Ints], starts: Ints, to: dict[str, Ints]) -> None:
    """The nearest reporting words to the left and right in the sentence (not the token itself)."""
    n = len(c["cls"])
    here = np.arange(n)
    sentence = np.searchsorted(starts, here, side="right") - 1
    at = np.flatnonzero(c["cls"] > 0)
    padded = np.concatenate([[-1], at, [n]])
    left = padded[np.searchsorted(at, here, side="left")]
    right = padded[np.searchsorted(at, here, side="right") + 1]
    for side, found in (("left", left), ("right", right)):
        has = (found >= starts[sentence]) & (found < starts[sentence + 1])
        near = np.clip(found, 0, n - 1)
        to[side] = np.where(has, found, -1)
        for column, values in (
            ("cls", c["cls"][near]),
            ("word", c["word"][near]),
            ("dist", distance(np.abs(here - near))),
        ):
            c[side[0] + column] = np.where(has, values, 0)


def _rows(c: dict[str, Ints], to: dict[str, Ints], blocks: Ints, roles: list[str]) -> Features:
    """Keep the paragraphs that may hold an attribution, with empty rows between them."""
    solid = c["tag"] != SPACE
    hint = np.concatenate([[0], np.cumsum((c["cls"] > 0) | (c["q"] > 0))])
    pieces: list[Ints] = [np.full(PAD, -1)]
    paragraphs: list[tuple[int, int]] = []
    at = PAD
    for block, (lo, hi) in enumerate(zip(blocks[:-1].tolist(), blocks[1:].tolist(), strict=True)):
        if roles[block] in ("furniture", "dateline") or (hint[hi] == hint[lo] and block):
            continue
        inside = lo + np.flatnonzero(solid[lo:hi])
        pieces += [inside, np.full(PAD, -1)]
        paragraphs.append((at, at + len(inside)))
        at += len(inside) + PAD
    tokens = np.concatenate(pieces)
    empty = tokens < 0
    row = np.zeros(len(solid) + 1, dtype=np.int64)
    row[tokens[~empty]] = np.flatnonzero(~empty)
    return Features(
        {k: np.where(empty, 0, v[tokens]) for k, v in c.items()},
        tokens,
        paragraphs,
        {k: np.where(empty, 0, row[v[tokens]]) for k, v in to.items()},
    )


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


def quotations(
    c: dict[str, Ints],
    to: dict[str, Ints],
    document: Document,
    *,
    idx: Ints,
    pos: Ints,
    blocks: Ints,
) -> None:
    """The quotation that a token stands in or beside, and the words on both sides of it."""
    n = len(idx)
    for name in ("q", "qbefore", "qafter", "qlen", "qend", "qleft", "qright"):
        c[name] = np.zeros(n, dtype=np.int64)
    to["qfrom"], to["qto"] = np.full(n, -1), np.full(n, -1)
    outer = [q for q in document.quotations if not q.depth]
    if not outer:
        return
    first = np.searchsorted(idx, [q.start for q in outer])
    last = np.searchsorted(idx, [q.end for q in outer])
    for q, a, b in zip(outer, first.tolist(), last.tolist(), strict=True):
        if b <= a:
            continue
        lo, hi = int(blocks[q.block]), int(blocks[q.block + 1])
        c["q"][a:b] = 2
        c["q"][a] = 1
        if q.closed:
            c["q"][b - 1] = 3
        words = b - a - 2
        c["qlen"][a:b] = 1 if words < 3 else 2 if words < 6 else 3 if words < 11 else 4
        c["qbefore"][a:b] = _what_precedes(c, pos, a, lo)
        c["qafter"][a:b] = _what_follows(c, pos, b, hi)
        to["qfrom"][a:b] = a - 1 if a > lo else -1
        to["qto"][a:b] = b if b < hi else -1
        end = document.text[q.outer - 1 : q.outer] if q.closed else ""
        c["qend"][a:b] = 5 if not end else {",": 1, ".": 2, "?": 3, "!": 3}.get(end, 4)
    _beside_quotations(c, first, last, blocks, to)


def _beside_quotations(
    c: dict[str, Ints], first: Ints, last: Ints, blocks: Ints, to: dict[str, Ints]
) -> None:
    n = len(c["q"])
    here = np.arange(n)
    block = np.maximum(np.searchsorted(blocks, here, side="right") - 1, 0)
    outside = c["q"] == 0
    before = np.concatenate([[-1], last - 1])[np.searchsorted(last, here, side="right")]
    has = outside & (before >= blocks[block])
    to["qfrom"] = np.where(has, before, to["qfrom"])
    c["qleft"] = np.where(has, distance(here - before - 1), 0)
    after = np.concatenate([first, [n]])[np.searchsorted(first, here, side="right")]
    has = outside & (after < np.append(blocks, n)[block + 1])
    to["qto"] = np.where(has, after, to["qto"])
    c["qright"] = np.where(has, distance(after - here - 1), 0)


def _what_precedes(c: dict[str, Ints], pos: Ints, a: int, lo: int) -> int:
    i = a - 1
    if i < lo:
        return 1
    word = WORD[c["word"][i]]
    if word in (",", ":"):
        return 2 if word == "," else 3
    if word == "that":
        return 5
    tag = TAGS[c["tag"][i] - 1]
    if tag in (".", "``", "''", "-LRB-", "HYPH", "NFP"):
        return 4
    if tag in ("IN", "TO"):
        return 6
    if pos[i] in (VERB, AUX):
        return 7
    return 8 if tag in ("DT", "PRP$", "POS") else 9


def _what_follows(c: dict[str, Ints], pos: Ints, b: int, hi: int) -> int:
    if b >= hi:
        return 1
    word = WORD[c["word"][b]]
    if word in (",", "."):
        return 2 if word == "," else 3
    if pos[b] in (VERB, AUX):
        return 4
    if pos[b] == PROPN:
        return 5
    if pos[b] == PRON:
        return 6
    return 7 if word in ("and", "but", "or", "who", "which", "as") else 8
