"""Rows that a researcher has coded: read from a file, and learned from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.codebook import Codebook, load_codebook
from rhetoric.csv_files import SHEET
from rhetoric.errors import InputError, TableError
from rhetoric.gold_standard import SIDES
from rhetoric.reading import formats
from rhetoric.scoring.coded_tables import (
    LABELS,
    NEEDED,
    check,
    check_columns,
    judged,
    row_traits,
)  # fmt: skip
from rhetoric.scoring.scorer import Scorer, Trait, fit, folds, train

_ALLOWED = {"agreement": ("-1", "0", "1"), "targets": SIDES}
_SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)  # of the rows, in a learning curve
_FEWEST = 50  # rows of one: with fewer, a fifth is nothing to learn from
_LITTLE = 0.01
_TABLES = ("csv", "jsonl", "parquet")


def read_coded(path: str | Path, task: str, codebook: Codebook | None = None) -> pd.DataFrame:
    """Read coded rows from a CSV, JSONL or Parquet file; the index is the number of the row.

    Besides the columns that `score_acts`, `score_agreement` or `score_targets` takes, it has
    `act`, `agreement` or `target_sentiment` (or any of these as `label`). Returned is the table
    with that column as words, and `doc_id` (the text, where the file names no article).
    Raises InputError and TableError that name file, row and field.
    """
    place = Path(path)
    if formats.SUFFIXES.get(place.suffix.lower()) not in _TABLES or place.is_dir():
        raise InputError(f"{place}: coded rows are a .csv, .tsv, .jsonl or .parquet file")
    records = [r for p in formats.files(place) for r in formats.records(p, "text", "utf-8")]
    numbers = [int(r.place.rsplit(" ", 1)[1]) for r in records if r.place != str(place)]
    for record in records:
        _check_record(record, (*NEEDED[task], LABELS[task], "label", "doc_id", "holder"))
    frame = pd.DataFrame([r.fields for r in records], index=numbers)
    if formats.kind(place) == "csv":  # as a coder's sheet is written
        frame = frame.rename(columns=SHEET.read).map(SHEET.read)
    if LABELS[task] in frame:  # a coder's sheet says so where there is no position to learn from
        frame = frame[frame[LABELS[task]] != "none"]
    for name in NEEDED[task]:
        if name.endswith(("_start", "_end")) and name in frame:
            frame[name] = [_number(value) for value in frame[name]]
    try:
        check(frame, task)
        return label_column(frame, task, codebook)
    except TableError as error:
        raise TableError(f"{place}: {error}") from error


def _check_record(record: formats.Record, names: Sequence[str]) -> None:
    """Raise InputError for what could not be read, or no cell of a table can hold."""
    if record.error is not None:
        raise record.error
    for name in names:
        value = record.fields.get(name)
        if isinstance(value, list | dict) or formats.SURROGATE.search(str(value)):
            raise InputError(
                f"{record.place}, field '{name}': {ascii(value)[:80]} is neither text nor number; "
                "give one of these"
            )


def _number(value: Any) -> Any:
    """Turn the digits of a CSV file into a number; anything else stays, to be refused."""
    short = isinstance(value, str) and len(value) < 20
    return int(value) if short and value.strip().isdecimal() else value


def label_column(frame: pd.DataFrame, task: str, codebook: Codebook | None = None) -> pd.DataFrame:
    """Return the frame with its labels checked and as words. Raises TableError."""
    name = LABELS[task]
    column = name if name in frame else "label"
    if column not in frame:
        check_columns(frame, (*NEEDED[task], name))
    allowed = _ALLOWED.get(task) or tuple((codebook or load_codebook()).values)
    labels = []
    for number, value in frame[column].items():
        word = "" if formats.is_missing(value) else str(value).strip().removeprefix("+")
        word = word.removesuffix(".0").replace("−", "-")
        if word not in allowed:
            what = f"{value!r} is no label" if word else "has no label"
            raise TableError(
                f"row {number}, field '{column}': {what}; allowed are {', '.join(allowed)}"
            )
        labels.append(word)
    groups = frame["doc_id"] if "doc_id" in frame else frame["text"]
    made = frame.copy()
    made[name], made["doc_id"] = labels, groups
    return made


def train_rows(
    frame: pd.DataFrame, task: str, codebook: Codebook | None = None
) -> tuple[Scorer, pd.DataFrame]:
    """Train a model on coded rows, as `read_coded` gives them.

    Returns the model and the frame with what each row was given by a model that had not seen its
    article: `found` and `confidence` (0–1), and `shipped`, what is said without training.
    Raises TableError where there is too little to learn from, or a row is wrong.
    """
    rows, shipped = coded_traits(frame, task, codebook)
    model, found, sure = train(task, rows, frame[LABELS[task]].tolist(), frame["doc_id"].tolist())
    told = frame.copy()
    told["found"], told["confidence"], told["shipped"] = found, sure, shipped
    return model, told


def coded_traits(
    frame: pd.DataFrame, task: str, codebook: Codebook | None
) -> tuple[list[list[Trait]], list[str | None]]:
    """Return the traits of each row, and what is said of it without training."""
    told = [(one, row_traits(*one, task)) for one in judged(frame, task, codebook)]
    return [made for _, made in told], [_word(verdict[LABELS[task]]) for (*_, verdict), _ in told]


def _word(value: Any) -> str | None:
    return None if formats.is_missing(value) else str(value)


def learning_curve(
    frame: pd.DataFrame, task: str, codebook: Codebook | None = None, *, repeats: int = 5,
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Train on more and more of the coded rows, and score those that were held out.

    `frame` is as `read_coded` gives it. Rows are cut in five folds, no article on both sides, in
    `repeats` ways; all sizes are scored on the same rows. Returns one row for what ships
    (`n` 0), then one for each size: `n` (rows to train on, on average), `macro_f1` (0–1, mean over
    repeats) and the range `low`…`high` of the repeats. The same rows give the same curve.
    Raises TableError where there are too few rows.
    """
    if len(frame) < _FEWEST:
        raise TableError(f"{len(frame)} rows are too few for a learning curve; code {_FEWEST}")
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
    for share in _SHARES:
        told, sizes = np.empty(len(y), dtype=object), []
        for (use, rest), order in zip(cut, orders, strict=True):
            part = _two_classes(order, y, round(share * len(use)))
            sizes.append(len(part))
            model = fit(task, [found[i] for i in part], y[part])
            told[rest] = model.best([found[i] for i in rest])
        yield share, float(np.mean(sizes)), _macro_f1(y, told)


def _two_classes(order: NDArray[Any], y: NDArray[Any], n: int) -> NDArray[Any]:
    """Take the first `n` rows, or as many more as it takes to see two classes."""
    other = int(np.argmax(y[order] != y[order[0]]))
    return order[: max(n, other + 1)]


def _macro_f1(y: NDArray[Any], told: NDArray[Any]) -> float:
    from sklearn.metrics import f1_score

    told = told.astype(str)
    return float(f1_score(y, told, labels=np.unique(y), average="macro", zero_division=0))


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
