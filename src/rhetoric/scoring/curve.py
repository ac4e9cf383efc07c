"""How much a learned scorer gains from more coded rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.errors import TableError
from rhetoric.scoring.learned import LABELS, coded_traits
from rhetoric.scoring.learning import fit, folds

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from rhetoric.codebook import Codebook
    from rhetoric.scoring.traits import Trait

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
    found, shipped = coded_traits(frame, task, codebook)
    y, groups = frame[LABELS[task]].to_numpy(str), frame["doc_id"].tolist()
    told = [(0.0, 0.0, _macro_f1(y, np.array(shipped)))]
    for number in range(seed, seed + repeats):
        told += _repeat(found, y, groups, task, number)
    made = pd.DataFrame(told, columns=["share", "n", "macro_f1"]).groupby("share")
    scores = {"macro_f1": "mean", "low": "min", "high": "max"}
    curve = made.agg(n=("n", "mean"), **{k: ("macro_f1", how) for k, how in scores.items()})
    return curve.round({"n": 0}).astype({"n": int}).reset_index(drop=True)


def _repeat(
    found: list[list[Trait]], y: NDArray[Any], groups: list[Any], task: str, seed: int
) -> Iterator[tuple[float, float, float]]:
    """Yield each share of the rows, how many these are on average, and the macro-F1."""
    rng, cut = np.random.default_rng(seed), [*folds(y, groups, seed)]
    orders = [rng.permutation(use) for use, _ in cut]
    for share in SHARES:
        told, sizes = np.empty(len(y), dtype=object), []
        for (use, rest), order in zip(cut, orders, strict=True):
            part = _two_classes(order, y, round(share * len(use)))
            sizes.append(len(part))
            model = fit(task, [found[i] for i in part], y[part])
            told[rest] = np.array(model.classes)[
                model.scores([found[i] for i in rest]).argmax(axis=1)
            ]
        yield share, float(np.mean(sizes)), _macro_f1(y, told)


def _two_classes(order: NDArray[Any], y: NDArray[Any], n: int) -> NDArray[Any]:
    """Take the first `n` rows, or as many more as it takes to see two classes."""
    other = int(np.argmax(y[order] != y[order[0]]))
    return order[: max(n, other + 1)]


def _macro_f1(y: NDArray[Any], told: NDArray[Any]) -> float:
    from sklearn.metrics import f1_score

    scored = f1_score(y, told.astype(str), labels=np.unique(y), average="macro", zero_division=0)
    return float(scored)


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
