"""How far a measure could move, had other articles or texts been drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
        weights = rng.multinomial(units, np.full(units, 1 / units), size=draws)
        drawn = measure(np.tensordot(weights, counts, axes=1))
        some = ~np.isnan(drawn).all(axis=0)
        if some.any():
            low[some], high[some] = np.nanpercentile(drawn[:, some], [2.5, 97.5], axis=0)
    return low, high


def divided(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Return shares; null where there is nothing to have a share of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)
