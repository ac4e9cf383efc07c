"""Columns from quotation marks: the quotation that a token stands in or beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rhetoric.attribution.tagger.vocabulary import (
    AUX,
    PRON,
    PROPN,
    TAGS,
    VERB,
    WORD,
    Ints,
    distance,
)

if TYPE_CHECKING:
    from rhetoric.reading.documents import Document


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
