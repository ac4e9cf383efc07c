"""Scores against a gold standard, and agreement between coders.

Here are scores of labels: macro-F1, confusion, calibration, worst errors. `attributions` and
`positions` have measures of their own, `coders` that of agreement.

Macro-F1 is the plain mean of F1 over the labels that are marked. A row that was not scored is
wrong. Intervals are percentile bootstraps over groups of rows (Efron & Tibshirani 1993). The
expected calibration error is that of Naeini, Cooper & Hauskrecht (2015), in bins of equal width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.evaluation.attributions import Case, errors, evaluate
from rhetoric.summaries.rows_and_intervals import Floats, divided, interval

__all__ = [
    "Case", "calibration_error", "confusion", "errors", "evaluate", "label_errors", "label_scores",
    "reliability_table",
]  # fmt: skip
COLUMNS = "scale measure label precision recall value low high marked found".split()
UNSCORED = "not scored"


def label_scores(
    marked: pd.Series[Any], found: pd.Series[Any], *, scale: str, groups: pd.Series[Any],
    confidence: pd.Series[Any] | None = None, seed: int = 0, draws: int = 1000,
) -> pd.DataFrame:  # fmt: skip
    """Score the labels found against those marked, row by row.

    Returns a row for the accuracy, one for the macro-F1 and one for the F1 of each label: `value`
    (0–1) with its 95 % bootstrap interval `low`…`high` over `groups` (articles; null with fewer
    than two), precision and recall of a label, and how often it was `marked` and `found`; with
    `confidence` (0–1), the expected calibration error of the rows that were scored.
    `scale` names what is scored, in the first column.
    """
    gold, guess = _words(marked), _words(found)
    labels = sorted(set(gold))
    names, at = np.unique([str(g) for g in groups], return_inverse=True)
    is_gold, is_guess = (side[:, None] == np.array(labels, dtype=object) for side in (gold, guess))
    counts = np.zeros((len(names), len(labels), 3))
    np.add.at(counts, at, np.stack([is_gold & is_guess, is_gold, is_guess], axis=-1))
    total = counts.sum(axis=0)
    values = _values(total)
    low, high = interval(counts, _values, np.random.default_rng(seed), draws)
    precision, recall = divided(total[:, 0], total[:, 2]), divided(total[:, 0], total[:, 1])
    sizes = len(gold), int((guess != UNSCORED).sum())
    rows: list[tuple[Any, ...]] = [
        (scale, measure, "all", None, None, values[n], low[n], high[n], *sizes)
        for n, measure in enumerate(("accuracy", "macro-F1"))
    ]
    if confidence is not None:
        error = calibration_error(reliability_table(gold == guess, confidence))
        rows.append((scale, "calibration error", "all", None, None, error, None, None, *sizes))
    for n, label in enumerate(labels):
        own = values[n + 2], low[n + 2], high[n + 2], int(total[n, 1]), int(total[n, 2])
        rows.append((scale, "F1", label, precision[n], recall[n], *own))
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[3:8], "float64"))


def class_scores(
    marked: pd.Series[Any], found: pd.Series[Any], *, scale: str, groups: pd.Series[Any],
    confidence: pd.Series[Any] | None = None, quads: dict[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Score labels as `label_scores` does, and the classes that follow from acts.

    `quads` gives the quad class of each act (V-COOP); binary is its side (COOP).
    """
    made = [label_scores(marked, found, scale=scale, groups=groups, confidence=confidence)]
    if quads is not None:
        sides = {name: quad[2:] for name, quad in quads.items()}
        for name, classes in (("quad", quads), ("binary", sides)):
            both = marked.map(classes.get), found.map(classes.get)
            made.append(label_scores(*both, scale=name, groups=groups))
    return pd.concat(made, ignore_index=True)


def _words(labels: pd.Series[Any]) -> NDArray[Any]:
    return np.array([UNSCORED if pd.isna(x) else str(x) for x in labels], dtype=object)


def _values(counts: Floats) -> Floats:
    """Return accuracy, macro-F1 and the F1 of each label; the last axes hold labels and counts."""
    right, marked, found = (counts[..., k] for k in range(3))
    accuracy = divided(right.sum(axis=-1), marked.sum(axis=-1))
    f1 = divided(2 * right, marked + found)
    there = ~np.isnan(f1)
    macro = np.where(there, f1, 0).sum(axis=-1) / np.maximum(there.sum(axis=-1), 1)
    return np.concatenate([accuracy[..., None], macro[..., None], f1], axis=-1)


def confusion(marked: pd.Series[Any], found: pd.Series[Any]) -> pd.DataFrame:
    """Count how often each label that was marked (rows) was found as each label (columns)."""
    gold, guess = _words(marked), _words(found)
    names = sorted({*gold, *guess} - {UNSCORED}) + [UNSCORED] * (UNSCORED in guess)
    made: pd.DataFrame = pd.crosstab(pd.Series(gold, name="marked"), pd.Series(guess, name="found"))
    return made.reindex(index=sorted(set(gold)), columns=names, fill_value=0)


def reliability_table(
    right: Sequence[bool] | NDArray[np.bool_], confidence: Sequence[float] | pd.Series[Any], *,
    bins: int = 10,
) -> pd.DataFrame:  # fmt: skip
    """Hold confidence against how often it is right: a row for each of `bins` equal bins.

    Rows without a confidence are left out. Returns `low` and `high` (the bin's bounds, 0–1), `n`
    (rows in it), `confidence` (their mean) and `right` (the share that is right); both are null in
    an empty bin.
    `figures.reliability` draws it.
    """
    sure, ok = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    sure, ok = sure[~np.isnan(sure)], ok[~np.isnan(sure)]
    bin_of = np.minimum((sure * bins).astype(int), bins - 1)
    n = np.bincount(bin_of, minlength=bins)
    means = [divided(np.bincount(bin_of, weights=w, minlength=bins), n) for w in (sure, ok)]
    edges = np.arange(bins + 1) / bins
    return pd.DataFrame(
        {"low": edges[:-1], "high": edges[1:], "n": n, "confidence": means[0], "right": means[1]}
    )


def calibration_error(table: pd.DataFrame) -> float:
    """Return the expected calibration error (0–1) of a `reliability_table`; NaN of an empty one."""
    n = table["n"].sum()
    gap = (table["confidence"] - table["right"]).abs() * table["n"]
    return float(gap.sum() / n) if n else float("nan")


def label_errors(rows: pd.DataFrame, marked: pd.Series[Any], found: pd.Series[Any]) -> pd.DataFrame:
    """List the rows whose label is wrong, the surest first, those that were not scored last.

    `rows` has `text`, `confidence` and `evidence`. Returns it with `row` (its index), `marked` and
    `found` before its own columns.
    """
    made = rows.assign(row=rows.index, marked=_words(marked), found=_words(found))
    wrong: pd.DataFrame = made[made["marked"] != made["found"]]
    return wrong.sort_values("confidence", ascending=False, kind="stable", ignore_index=True)
