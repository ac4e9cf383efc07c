"""The bootstrap: how far a mean could move, had other units been drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


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
