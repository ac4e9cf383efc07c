"""Fit what stands beside a trained network: which sentences need not be read, and how sure it is.

Both are lines of scikit-learn: over the word pieces of a sentence, and over what a reading shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # it has no annotations
from sklearn.linear_model import LogisticRegression

from rhetoric.scoring.reader.calibration import KINDS
from rhetoric.scoring.reader.inputs import Gate

if TYPE_CHECKING:
    from rhetoric.scoring.reader.training.lessons import Bag, Lesson

KEPT = 0.97  # of the sentences with a span, in a fifth of the texts that is left out


def fit_gate(known: Sequence[Lesson], pieces: int) -> Gate:
    """Return a gate for a vocabulary of so many word pieces, from texts coded or told of."""
    groups = sorted({one.group for one in known if one.bags})
    aside = set(groups[::5])
    bags = [bag for one in known if one.group not in aside for bag in one.bags]
    weights = _weights(bags, pieces)
    left = [bag for one in known if one.group in aside for bag in one.bags]
    sums = [float(weights[list(bag)].sum()) for bag, held in left if held]
    least = float(np.quantile(sums, 1 - KEPT)) if sums else -np.inf
    return Gate(weights.astype(np.float32), least)


def _weights(bags: Sequence[Bag], pieces: int) -> NDArray[np.float64]:
    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag, _ in bags])
    columns = np.concatenate([np.fromiter(bag, dtype=np.int64) for bag, _ in bags])
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(bags), pieces))
    fit = LogisticRegression(C=1.0, max_iter=500).fit(matrix, [held for _, held in bags])
    weights: NDArray[np.float64] = fit.coef_[0]
    return weights


def fit_confidence(seen: Sequence[tuple[str, list[float], bool]]) -> dict[str, list[float]]:
    """Return a line for each kind of reading, from (kind, terms, right) of coded texts.

    Spans of concepts that the model has not learned are too few to be fitted: as `named`.
    """
    lines = {}
    for kind in KINDS:
        own = [(x, ok) for k, x, ok in seen if k == kind]
        if len({ok for _, ok in own}) == 2:
            line = LogisticRegression(C=10, fit_intercept=False, max_iter=2000)
            line.fit([x for x, _ in own], [ok for _, ok in own])
            lines[kind] = line.coef_[0].tolist()
    return lines
