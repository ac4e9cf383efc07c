"""Learn which sentences need not be read, from the words of those in which nothing was found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rhetoric.scoring.reader.examples import Example
from rhetoric.scoring.reader.inputs import Gate

KEPT = 0.97  # of the sentences with a span, in a fifth of the texts that is left out


def learn(known: Sequence[Example], pieces: int) -> Gate:
    """Return a gate for a vocabulary of so many word pieces, from texts coded or told of."""
    bags = [
        (one.group, bag, held)
        for one in known
        if one.open or one.tags is not None
        for bag, held in _sentences(one)
    ]
    groups = sorted({group for group, _, _ in bags})
    aside = set(groups[::5])
    weights = _fit([(bag, held) for group, bag, held in bags if group not in aside], pieces)
    sums = [float(weights[list(bag)].sum()) for group, bag, held in bags if group in aside and held]
    least = float(np.quantile(sums, 1 - KEPT)) if sums else -np.inf
    return Gate(weights.astype(np.float32), least)


def _sentences(one: Example) -> list[tuple[frozenset[int], bool]]:
    if one.open or one.tags is None:
        named = {k for span in one.spans if span.axis for k in range(span.first, span.last)}
    else:
        named = set(np.flatnonzero(one.tags[:, 0] < 0.5).tolist())
    made: dict[int, tuple[set[int], list[bool]]] = {}
    for k, number in enumerate(one.sentences):
        if number >= 0:
            bag, held = made.setdefault(number, (set(), []))
            bag.add(one.window.ids[k])
            held.append(k in named)
    return [(frozenset(bag), any(held)) for bag, held in made.values()]


def _fit(
    bags: Sequence[tuple[frozenset[int], bool]], pieces: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # it has no annotations
    from sklearn.linear_model import LogisticRegression

    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag, _ in bags])
    columns = np.concatenate([np.fromiter(bag, dtype=np.int64) for bag, _ in bags])
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(bags), pieces))
    fit = LogisticRegression(C=1.0, max_iter=500).fit(matrix, [held for _, held in bags])
    weights: np.ndarray[tuple[int], np.dtype[np.float64]] = fit.coef_[0]
    return weights
