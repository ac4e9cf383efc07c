"""Rows that a researcher has coded: read from a file, learned from, scored by what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.cells import SHEET
from rhetoric.errors import InputError, TableError
from rhetoric.reading import formats
from rhetoric.scoring.frames import NEEDED, VECTOR, Row, check, judged, marks
from rhetoric.scoring.learning import Model, evidence, train
from rhetoric.scoring.traits import Trait, traits

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.codebook import Codebook
    from rhetoric.scoring.lexicon import Lexicon
    from rhetoric.scoring.syntax import Syntax

LABELS = {"acts": "act", "agreement": "agreement", "targets": "target_sentiment"}
_ALLOWED = {"agreement": ("-1", "0", "1"), "targets": ("negative", "neutral", "positive")}
_TABLES = ("csv", "jsonl", "parquet")


def read_coded(path: str | Path, task: str, codebook: Codebook | None = None) -> pd.DataFrame:
    """Read coded rows from a CSV, JSONL or Parquet file; the index is the number of the row.

    Besides the columns that `score_acts`, `score_agreement` or `score_targets` takes, it has
    `act`, `agreement` or `target_sentiment` (or any of these as `label`). Returned is the table
    with that column as words, and `doc_id` (the text, where the file names no article).
    Raises InputError and TableError that name file, row and field.
    """
    import pandas as pd

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
    from rhetoric.codebook import load_codebook

    name = LABELS[task]
    column = name if name in frame else "label"
    if column not in frame:
        raise TableError(
            f"column '{name}' is missing; needed are {', '.join(NEEDED[task])}, {name}, "
            f"found are {', '.join(map(str, frame.columns)) or 'none'}"
        )
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
) -> tuple[Model, pd.DataFrame]:
    """Train a model on coded rows, as `read_coded` gives them.

    Returns the model and the frame with what each row was given by a model that had not seen its
    article: `found` and `confidence` (0–1), and `shipped`, what is said without training.
    Raises TableError where there is too little to learn from, or a row is wrong.
    """
    rows, alone = [], []
    for s, _, row, verdict in judged(frame, task, codebook):
        alone.append(_word(verdict[LABELS[task]]))
        rows.append(row_traits(s, row, task, verdict))
    made = train(task, rows, frame[LABELS[task]].tolist(), frame["doc_id"].tolist())
    told = frame.copy()
    told["found"], told["confidence"], told["shipped"] = made.found, made.confidence, alone
    return made.model, told


def row_traits(s: Syntax, row: Row, task: str, verdict: Row) -> list[Trait]:
    """Return the traits of a row: of acts its words and the rules' verdict; else the reader's."""
    shown = [e for e in verdict["evidence"] if e["part"] != "concept"] or verdict["evidence"]
    named = marks(s, row, task)
    spans = [s.tokens(e["start"], e["end"]) for e in shown] or list(named.values()) or [(0, 1)]
    if task != "acts":
        return [Trait("reader", str(k), float(v), *spans[0]) for k, v in enumerate(verdict[VECTOR])]
    made = list(traits(s, named))
    label, sure = _word(verdict["act"]), verdict["confidence"] or 0
    for name in (f"{label}", f"{label} {sure:.1f}", f"{verdict.get('quad')}"):
        made.append(Trait("rules", name, 1, *spans[0]))
    return made


def learned(s: Syntax, lex: Lexicon, row: Row, model: Model, verdict: Row) -> Row:
    """Return what a model says of a row, in the columns of the verdict as things ship."""
    task, made = model.task, dict(verdict)
    label, sure, parts = model.predict(row_traits(s, row, task, made))
    made |= {LABELS[task]: int(label) if task == "agreement" else label}
    made |= {"confidence": round(sure, 3)}
    if task == "acts":
        masked = frozenset(i for span in marks(s, row, task).values() for i in range(*span))
        quad, value = lex.book.values.get(label, (None, None))
        made |= {"quad": quad, "binary": quad and quad[2:], "act_value": value}
        made |= {"evidence": evidence(s, parts, label, masked)}
    return made


def _word(value: Any) -> str | None:
    return None if formats.is_missing(value) else str(value)
