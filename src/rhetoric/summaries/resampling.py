"""The bootstrap: how far a mean could move, had other units been drawn; two groups compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.errors import TableError, listed
from rhetoric.tables import Tables

Floats = NDArray[np.float64]
By = str | Mapping[str, Any] | pd.Series
FEWEST = 5  # articles of each group: resampling fewer makes intervals that are too narrow
DIFFERENCE = ["difference", "difference_low", "difference_high"]


def bootstrap(
    values: pd.Series[float], units: pd.Series[Any], rng: np.random.Generator, draws: int
) -> tuple[float, float]:
    """Resample whole units with replacement; give the 2.5th and 97.5th percentile of the mean."""
    names, codes = np.unique(units, return_inverse=True)
    if len(names) < 2 or values.nunique() < 2:
        return float("nan"), float("nan")
    sums = np.bincount(codes, weights=values)
    sizes = np.bincount(codes)
    means: list[float] = []
    at_once = max(1, 1_000_000 // len(names))  # all draws of a corpus would take gigabytes
    while len(means) < draws:
        drawn = rng.integers(len(names), size=(min(at_once, draws - len(means)), len(names)))
        means += (sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)).tolist()
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def interval(
    counts: Floats, measure: Callable[[Floats], Floats], rng: np.random.Generator, draws: int
) -> tuple[Floats, Floats]:
    """Resample the units of the first axis; return where 95 % of a measure of their sums lie.

    That is the 2.5th and the 97.5th percentile (Efron & Tibshirani 1993); null where there are
    fewer than two units, or where no draw gives a value.
    """
    low, high = (np.full_like(measure(counts.sum(axis=0)), np.nan) for _ in range(2))
    units = len(counts)
    if units > 1:
        at_once, even = max(1, 10_000_000 // units), np.full(units, 1 / units)
        sizes = [min(at_once, draws - done) for done in range(0, draws, at_once)]
        weights = (rng.multinomial(units, even, size=size) for size in sizes)
        drawn = np.concatenate([measure(np.tensordot(one, counts, axes=1)) for one in weights])
        some = ~np.isnan(drawn).all(axis=0)
        if some.any():
            low[some], high[some] = np.nanpercentile(drawn[:, some], [2.5, 97.5], axis=0)
    return low, high


def divided(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Return shares; null where there is nothing to have a share of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def rates(
    right_of_gold: Floats, gold: Floats, right_of_found: Floats, found: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F1 of counts; F1 is 0 where nothing is right."""
    recall, precision = divided(right_of_gold, gold), divided(right_of_found, found)
    f1 = np.nan_to_num(divided(2 * precision * recall, precision + recall))
    return precision, recall, f1


def values_of(
    rows: pd.DataFrame, tables: Tables, by: By
) -> tuple[pd.Series[Any], pd.Series[Any]]:  # fmt: skip
    """Give what a column of the rows or of the articles, or a mapping of doc_ids, says of rows.

    Returns all that it says, in its order, and what of each row. Raises TableError.
    """
    articles = tables.articles.set_index("doc_id")
    if isinstance(by, str) and by in rows:
        return rows[by], rows[by]
    if isinstance(by, str) and by not in articles:
        there = listed(sorted({*rows, *articles}), 40)
        raise TableError(f"by='{by}' is no column of rows or articles; there are {there}")
    known = articles[by] if isinstance(by, str) else pd.Series(by, dtype=object)
    known = known[known.index.isin(articles.index)]
    return known, rows["doc_id"].map(known)


def grouped(rows: pd.DataFrame, tables: Tables, by: By | None) -> pd.DataFrame:
    """Give each row its `group`, and leave out what is in neither.

    `by` names a column of the rows or of the articles, or maps doc_ids to groups. The order of the
    two is that of the mapping, of the categories or of the articles. Raises TableError.
    """
    if by is None:
        return rows
    known, values = values_of(rows, tables, by)
    names = list(dict.fromkeys(map(str, known.dropna())))
    if len(names) != 2 and len(rows):
        raise TableError(
            f"by makes {len(names)} groups ({listed(names)}) and two can be compared: map doc_ids "
            "to two, as by={'d1': 'before', 'd2': 'after'}; what is in neither is left out"
        )
    group = pd.Categorical([str(one) if pd.notna(one) else None for one in values], names)
    return rows.assign(group=group).dropna(subset=["group"])


def each(rows: pd.DataFrame, of: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Make a table of rows; of two groups one of each, with its `group`."""
    if "group" not in rows:
        return of(rows)
    parts = [of(part).assign(group=name) for name, part in rows.groupby("group", observed=False)]
    return pd.concat(parts, ignore_index=True).astype({"group": rows["group"].dtype})


def counts_of(rows: pd.DataFrame, key: str, part: str, whole: str) -> tuple[pd.Index[Any], Floats]:
    """Add up `part` and `whole` by article, key and group; return the keys and the sums."""
    docs, articles = pd.factorize(rows["doc_id"])
    keys, names = pd.factorize(rows[key].astype(object))
    sums = np.zeros((len(articles), len(names), 2, 2))
    np.add.at(sums, (docs, keys, rows["group"].cat.codes), rows[[part, whole]].to_numpy(float))
    return pd.Index(names, dtype=rows[key].dtype), sums


def differences(
    names: pd.Index[Any], sums: Floats, *, seed: int = 0, draws: int = 2000
) -> pd.DataFrame:
    """Take the share of the first group from that of the second, for each key of `counts_of`.

    Returns `difference`, and its 95 % percentile bootstrap interval `difference_low` …
    `difference_high`: articles are drawn whole, of both groups at once, so that it is right too
    where one article speaks of both. There is none where a group has less than five articles with
    the key, or where nothing varies.
    """
    low, high = interval(sums, _difference, np.random.default_rng(seed), draws)
    few = (sums[..., 1] > 0).sum(axis=0).min(axis=-1) < FEWEST
    bounds = np.where(few | ~(low < high), np.nan, [low, high])
    made = [_difference(sums.sum(axis=0)), *bounds]
    return pd.DataFrame(dict(zip(DIFFERENCE, made, strict=True)), index=names)


def _difference(sums: Floats) -> Floats:
    shares = divided(sums[..., 0], sums[..., 1])
    return shares[..., 1] - shares[..., 0]


def agreements(table: pd.DataFrame, rows: pd.DataFrame, *, seed: int, draws: int) -> pd.DataFrame:
    """Write beside each row of a table how far the groups' mean agreements are apart."""
    if "group" not in rows:
        return table
    scored = rows.dropna(subset=["agreement"]).assign(one=1)
    names, sums = counts_of(scored, "concept", "agreement", "one")
    return table.join(differences(names, sums, seed=seed, draws=draws), on="concept")
