"""Score positions against texts that a person has coded: who is found for what, and how surely.

A position is found where one that was read stands in the same sentence or statement and endorses
the same side (agreement × axis, so that "against the ultimatum" and "for talks" are one side where
both are coded), by the same holder: the last word of a coded name is that of the holder's name or
of its mention as written ("Washington", the United States); a pronoun, a common noun and SPEAKER
take any holder but one who is coded on the other side. Zeros are left out on both sides.
Intervals are percentile bootstraps over texts (Efron & Tibshirani 1993).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.evaluation.labels import calibration_error, reliability_table
from rhetoric.summaries.resampling import Floats, divided, interval

Row = Mapping[str, Any]
CUTS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8)
COLUMNS = (
    "group cut coded found side_precision side_recall side_f1 precision recall f1 low high".split()
)


def matched(gold: Row, found: Sequence[Row]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Match what was found in one text with what is coded in it: (coded, found, 2), side and both.

    `gold` has text and positions; a row found has start, end (of its statement), holder, mention,
    axis and agreement. Only signed positions count, on both sides: others match nothing.
    """
    coded = [p for p in gold["positions"] if p["agreement"]]
    text = gold["text"]
    side = np.zeros((len(coded), len(found)), dtype=bool)
    both = side.copy()
    for i, p in enumerate(coded):
        near = [_meet(text, x, p) for x in found]
        others = {
            _last(o["holder"]) for o in coded
            if _is_name(o["holder"]) and _side(o) != _side(p) and _meet(text, o, p)
        }  # fmt: skip
        for k, x in enumerate(found):
            side[i, k] = near[k] and bool(x["agreement"]) and _side(x) == _side(p)
            both[i, k] = side[i, k] and _same_holder(x, p["holder"], others)
    return side, both


def _side(p: Row) -> int:
    return int(np.sign(p["agreement"] * (p["axis"] or 1)))


def _meet(text: str, x: Row, p: Row) -> bool:
    overlap = x["start"] < p["end"] and p["start"] < x["end"]
    return overlap or _sentence(text, x["start"]) == _sentence(text, p["start"])


def _sentence(text: str, at: int) -> int:
    return sum(text.count(mark, 0, at) for mark in (". ", "\n", "? ", "! "))


def _last(name: str | None) -> str:
    words = (name or "").replace("’s", "").replace("'s", "").strip(" .,;:'\"”“").split()
    return words[-1].lower() if words else ""


def _is_name(mention: str) -> bool:
    return mention != "SPEAKER" and mention.rsplit(maxsplit=1)[-1][:1].isupper()


def _same_holder(found: Row, coded: str, others: set[str]) -> bool:
    if not found["holder"]:
        return False
    names = {_last(found["holder"]), _last(found.get("mention"))}
    return _last(coded) in names if _is_name(coded) else _last(found["holder"]) not in others


def position_scores(
    gold: Sequence[Row], found: Mapping[str, Sequence[Row]], *,
    cuts: Sequence[float] = CUTS, seed: int = 0, draws: int = 1000,
) -> pd.DataFrame:  # fmt: skip
    """Score positions at several cuts of confidence.

    `gold` are coded texts (`id`, `text`, `positions`, and `source` where they come from several);
    `found` gives for each id the rows that were read, with their confidence. Returns one row for
    each group (all; each source of 20 texts or more) and cut: how many are coded and found,
    precision, recall and F1 (0–1) of the side alone and of side and holder, with the 95 % interval
    low…high of the last over texts; and for each group the expected calibration error, as the row
    with a null cut, in `precision`.
    """
    per_text = [_counts(one, found.get(str(one["id"]), ()), cuts) for one in gold]
    sources = pd.Series([str(one.get("source") or "") for one in gold])
    groups = {"all": np.ones(len(gold), dtype=bool)}
    for name, size in sources.value_counts().items():
        if name and 20 <= size < len(gold):
            groups[str(name)] = (sources == name).to_numpy()
    rng, rows = np.random.default_rng(seed), []
    counts = np.array([c for c, _ in per_text], dtype=float)  # text, cut, number
    for name, chosen in groups.items():
        part = counts[chosen]
        total = part.sum(axis=0)
        low, high = interval(part, lambda c: _rates(c)[..., -1], rng, draws)
        for k, (cut, rates) in enumerate(zip(cuts, _rates(total), strict=True)):
            rows.append((name, cut, *total[k, :2].astype(int), *rates, low[k], high[k]))
        sure = [pair for n in np.flatnonzero(chosen) for pair in per_text[n][1]]
        table = reliability_table([ok for _, ok in sure], [p for p, _ in sure])
        blank = dict.fromkeys(COLUMNS, None)
        error = {"group": name, "found": len(sure), "precision": calibration_error(table)}
        rows.append(tuple((blank | error).values()))
    return pd.DataFrame(rows, columns=COLUMNS)


def _counts(
    gold: Row, found: Sequence[Row], cuts: Sequence[float]
) -> tuple[list[list[int]], list[tuple[float, bool]]]:
    """Count one text at each cut, and pair the confidence of signed rows with their being right."""
    signed = [x for x in found if x["agreement"]]
    hits = np.stack(matched(gold, signed))  # side and both, coded, found
    sure = np.array([x["confidence"] for x in signed], dtype=float)
    kept = [hits[..., sure >= cut] for cut in cuts]
    made = [
        [*part.shape[1:], *np.stack([part.any(axis=1).sum(1), part.any(axis=2).sum(1)], 1).flat]
        for part in kept
    ]
    return made, list(zip(sure.tolist(), hits[1].any(axis=0).tolist(), strict=True))


def _rates(counts: Floats) -> Floats:
    """Return precision, recall and F1, of the side and of side and holder, from `_counts`."""
    made = []
    for k in (2, 4):
        precision = divided(counts[..., k], counts[..., 1])
        recall = divided(counts[..., k + 1], counts[..., 0])
        f1 = divided(2 * precision * recall, precision + recall)
        made += [precision, recall, np.where(precision + recall > 0, f1, 0.0)]
    return np.stack(made, axis=-1)
