"""What the tagger sees of a text: integer columns over its tokens, and pointers between them.

Everything is computed with array operations over a whole document, so that the tagger adds
little to the parse it stands on. No column holds a content word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.attribution.tagger.parse_features import (
    BIT_OF,
    ancestors,
    children,
    clauses,
    shapes,
    words,
)
from rhetoric.attribution.tagger.quotation_features import quotations
from rhetoric.attribution.tagger.vocabulary import (
    ADJ,
    AUX,
    NOUN,
    PROPN,
    SPACE,
    STOP,
    VERB,
    Ints,
    distance,
    look_up,
)

if TYPE_CHECKING:
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
    has = left >= starts[sentence]
    to["left"] = np.where(has, left, -1)
    c["lcls"] = np.where(has, c["cls"][left], 0)
    c["lword"] = np.where(has, c["word"][left], 0)
    c["ldist"] = np.where(has, distance(here - left), 0)
    has = right < starts[sentence + 1]
    to["right"] = np.where(has, right, -1)
    right = np.minimum(right, n - 1)
    c["rcls"] = np.where(has, c["cls"][right], 0)
    c["rword"] = np.where(has, c["word"][right], 0)
    c["rdist"] = np.where(has, distance(right - here), 0)


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
