"""The bootstrap: how far a mean or a measure could move, had other units been drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
