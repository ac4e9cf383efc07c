"""How much a learned scorer gains from more coded rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.errors import TableError
from rhetoric.scoring.frames import judged
from rhetoric.scoring.learned import LABELS, row_traits
from rhetoric.scoring.learning import FOLDS, fit_scorer

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from rhetoric.codebook import Codebook

SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)
FEWEST = 50  # rows: with fewer, a fifth is nothing to learn from
_LITTLE = 0.01


def learning_curve(
    frame: pd.DataFrame,
    task: str,
    codebook: Codebook | None = None,
    *,
    repeats: int = 5,
    seed: int = 0,
) -> pd.DataFrame:
    """Train on more and more of the coded rows, and score those that were held out.

    `frame` is as `read_coded` gives it. Rows are cut in five folds, no article on both sides, in
    `repeats` ways; all sizes are scored on the same rows. Returns one row for what ships
    (`n` 0), then one for each size: `n` (rows to train on, on average), `macro_f1` (0–1, mean over
    repeats) and the range `low`…`high` of the repeats. The same rows give the same curve.
    Raises TableError where there are too few rows.
    """
    import pandas as pd

    if len(frame) < FEWEST:
        raise TableError(f"{len(frame)} rows are too few for a learning curve; code {FEWEST}")
    found, alone = [], []
    for s, _, row, verdict in judged(frame, task, codebook):
        alone.append(str(verdict[LABELS[task]]))
        found.append(row_traits(s, row, task, verdict))
    y, groups = frame[LABELS[task]].to_numpy(str), frame["doc_id"].to_numpy(str)
    base = _macro_f1(y, np.array(alone))
    made = [(0, base, base, base)]
    sizes, scores = _repeats(found, y, groups, task, range(seed, seed + repeats))
    for n, values in zip(sizes, scores.T, strict=True):
        made.append((n, float(values.mean()), float(values.min()), float(values.max())))
    return pd.DataFrame(made, columns=["n", "macro_f1", "low", "high"])


def _repeats(
    found: list[Any], y: NDArray[Any], groups: NDArray[Any], task: str, seeds: range
) -> tuple[list[int], NDArray[Any]]:
    """Return the average size of each share of the rows, and macro-F1 by repeat and share."""
    from sklearn.model_selection import StratifiedGroupKFold

    scores, sizes = np.zeros((len(seeds), len(SHARES))), np.zeros(len(SHARES))
    for number, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        told = np.empty((len(SHARES), len(y)), dtype=object)
        for use, rest in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(
            y, y, groups
        ):
            order = rng.permutation(use)
            for k, share in enumerate(SHARES):
                part = _two_classes(order, y, round(share * len(use)))
                sizes[k] += len(part)
                model = fit_scorer(task, [found[i] for i in part], y[part])
                told[k, rest] = [model.predict(found[i])[0] for i in rest]
        scores[number] = [_macro_f1(y, row) for row in told]
    return [round(size) for size in sizes / (len(seeds) * FOLDS)], scores


def _two_classes(order: NDArray[Any], y: NDArray[Any], n: int) -> NDArray[Any]:
    """Take the first `n` rows, or as many more as it takes to see two classes."""
    other = int(np.argmax(y[order] != y[order[0]]))
    return order[: max(n, other + 1)]


def _macro_f1(y: NDArray[Any], told: NDArray[Any]) -> float:
    from sklearn.metrics import f1_score

    return float(
        f1_score(
            y.astype(str), told.astype(str), labels=np.unique(y), average="macro", zero_division=0
        )
    )


def outlook(curve: pd.DataFrame) -> str:
    """Say in a sentence what twice as many rows would add, if the curve went on as it did.

    The gain of a doubling is the slope of macro-F1 over log₂ n of the last three sizes.
    """
    last = curve[curve["n"] > 0].tail(3)
    slope = float(np.polyfit(np.log2(last["n"]), last["macro_f1"], 1)[0])
    rows, best = int(last["n"].iloc[-1]), float(last["macro_f1"].iloc[-1])
    start = f"macro-F1 is {best:.2f} with {rows} rows to learn from"
    against = f"what ships has {float(curve['macro_f1'].iloc[0]):.2f}"
    if slope < _LITTLE:
        return f"{start}; {against}; more rows of the same kind would add little"
    return f"{start}; {against}; {rows} more rows would add about {slope:.2f}"
