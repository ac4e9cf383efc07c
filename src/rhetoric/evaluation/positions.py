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

from rhetoric.evaluation import calibration_error, reliability_table
from rhetoric.evaluation.attributions import rates
from rhetoric.summaries.rows_and_intervals import Floats, divided, interval

Row = Mapping[str, Any]
CUTS = (0.0, 0.5, 0.55, 0.6, 0.7, 0.8)
COLUMNS = (
    "group cut coded found side_precision side_recall side_f1 precision recall f1 low high "
    "concept".split()
)
_LEVELS = {
    "holder and concept": (["holder", "concept"], "agreement"),
    "concept": (["concept"], "agreement"),
    "holder": (["holder"], "endorsed"),
    "window": (["window"], "endorsed"),
}


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
    low…high of the last over texts, and `concept`, the share of those right in both that bear the
    coder's name for the concept, too; and for each group the expected calibration error, as the row
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
        for k, (cut, made) in enumerate(zip(cuts, _rates(total), strict=True)):
            right, alike = total[k, 4], total[k, 6]
            named = alike / right if right else None
            rows.append((name, cut, *total[k, :2].astype(int), *made, low[k], high[k], named))
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
    side, both = matched(gold, signed)
    names = [[p.get("concept") == x.get("concept") for x in signed] for p in gold["positions"]]
    coded = [bool(p["agreement"]) for p in gold["positions"]]
    alike = np.array(names, dtype=bool).reshape(len(coded), len(signed))[coded]
    hits = np.stack([side, both, both & alike])  # by coded and found
    sure = np.array([x["confidence"] for x in signed], dtype=float)
    kept = [hits[..., sure >= cut] for cut in cuts]
    made = [
        [*part.shape[1:], *np.stack([part.any(axis=1).sum(1), part.any(axis=2).sum(1)], 1).flat]
        for part in kept
    ]
    return made, list(zip(sure.tolist(), hits[1].any(axis=0).tolist(), strict=True))


def _rates(counts: Floats) -> Floats:
    """Return precision, recall and F1, of the side and of side and holder, from `_counts`."""
    coded, found, *right = np.moveaxis(counts, -1, 0)
    side = rates(right[1], coded, right[0], found)
    both = rates(right[3], coded, right[2], found)
    return np.stack([*side, *both], axis=-1)


def aggregates(
    coded: pd.DataFrame, found: pd.DataFrame, *, seed: int = 0, draws: int = 1000
) -> pd.DataFrame:
    """Correlate the means that coded and found rows give: do they hold although rows err?

    Both tables have doc_id, holder, concept, agreement, and may have endorsed and window. Returns
    one row for each level (mean agreement by holder and concept, and by concept; mean of what is
    endorsed by holder, and by window): how many means rest on two coded rows or more (`coded`), and
    how many of these are `found`; over the latter Pearson's `r` with its 95 % interval low…high
    over texts (null for fewer than three means, or all alike), the mean `distance` of the two, and
    the mean `bias` (found less coded).
    """
    names = pd.unique(pd.concat([coded["doc_id"], found["doc_id"]]))
    rng, rows = np.random.default_rng(seed), []
    for level, (keys, value) in _LEVELS.items():
        if not {*keys, value} <= {*coded} & {*found}:
            continue
        given = [one.dropna(subset=[*keys, value]) for one in (coded, found)]
        sizes = given[0].groupby(keys).size()
        cells = sizes.index[sizes > 1]
        counts = np.zeros((len(names), len(cells), 4))  # sum and number, coded and found
        for k, one in enumerate(given):
            at = cells.get_indexer(one.set_index(keys).index)
            kept = one[at >= 0]
            where: Any = pd.Index(names).get_indexer(kept["doc_id"]), at[at >= 0]
            np.add.at(counts[..., 2 * k], where, kept[value].to_numpy(dtype=float))
            np.add.at(counts[..., 2 * k + 1], where, 1)
        low, high = interval(counts, _correlation, rng, draws)
        total = counts.sum(axis=0)
        apart = pd.Series(divided(total[:, 2], total[:, 3]) - divided(total[:, 0], total[:, 1]))
        both = len(cells), int(apart.notna().sum())
        rows.append(
            (level, *both, *_correlation(total), *low, *high, apart.abs().mean(), apart.mean())
        )
    return pd.DataFrame(rows, columns="level coded found r low high distance bias".split())


def _correlation(counts: Floats) -> Floats:
    """Return Pearson's r of the means in the last two axes, cell and `aggregates`' four numbers."""
    pair = np.stack([divided(counts[..., k], counts[..., k + 1]) for k in (0, 2)])
    there = ~np.isnan(pair).any(axis=0)
    n = there.sum(axis=-1, keepdims=True)
    pair = np.where(there, pair, 0.0)
    x, y = np.where(there, pair - divided(pair.sum(axis=-1, keepdims=True), n), 0.0)
    spread = np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1)).round(9)[..., None]
    made = divided((x * y).sum(axis=-1)[..., None], spread).clip(-1, 1)
    return np.where(n > 2, made, np.nan)


def rows_of(gold: Sequence[Row], found: Mapping[str, Sequence[Row]]) -> tuple[pd.DataFrame, ...]:
    """Return what is coded and what is found as `aggregates` takes them, holders by last word.

    Coded pronouns, common nouns and SPEAKER are nobody's: they count for concepts and windows.
    """
    known = {_last(p["holder"]) for one in gold for p in one["positions"] if _is_name(p["holder"])}
    made: list[list[Row]] = [[], []]
    for one in gold:
        same: Row = {
            "doc_id": str(one["id"]),
            "window": str(one.get("published") or "")[:4] or None,
        }
        for k, p in [(0, p) for p in one["positions"]] + [
            (1, x) for x in found.get(same["doc_id"], ())
        ]:
            ends = [_last(p["holder"]), _last(p.get("mention"))]
            holder = next((name for name in ends if name in known), ends[0] if k else None)
            codes = {name: p.get(name) for name in ("concept", "agreement")}
            made[k].append({**same, **codes, "holder": holder or None, "endorsed": _side(p)})
    columns = "doc_id window concept agreement holder endorsed".split()
    return tuple(pd.DataFrame(rows, columns=columns) for rows in made)
