"""`rhetoric evaluate` and `rhetoric train` for rows that a person has coded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.evaluate import check_scores, evaluate, options, write
from rhetoric.cli.shared import FILE, MODEL_OUT, of_file, say, tell_table
from rhetoric.cli.train import train

if TYPE_CHECKING:
    import pandas as pd

_TASKS = {  # what is scored; the columns of a table; its label
    "acts": ("acts", "text, source, target (words of the text)", "act"),
    "agreement": (
        "agreement with a concept",
        "text, concept_start, concept_end (code points)",
        "agreement (-1, 0, 1)",
    ),
    "targets": (
        "sentiment towards a target",
        "text, target_start, target_end (code points)",
        "target_sentiment (negative, neutral, positive)",
    ),
}
_EVALUATE = """Score {what} against GOLD, rows that a person has coded.

GOLD is a CSV, JSONL or Parquet file with the columns {columns} and {label}, which may be called
label too, and doc_id where rows come from articles. Printed are accuracy, macro-F1, the expected
calibration error of the confidence, and the F1 of each label, with 95 % intervals over articles.
The page has the confusion, the reliability table and the worst errors besides. A model is no
better tested by the rows that it was trained on: hold some out.

\b
Example:
    rhetoric evaluate {task} coded.csv --out errors.html
"""
_TRAIN = """Train a model for {what} on TABLE, rows that a person has coded.

TABLE is a CSV, JSONL or Parquet file with the columns {columns} and {label}, which may be called
label too, and doc_id where rows come from articles. Printed is what five-fold cross-validation
says of the model (no article on both sides), beside what is said without training. The same table
gives the same model on the same machine. Use it with 'rhetoric evaluate {task} --model MODEL', or
in Python: rhetoric.score_{task}(rows, model="mine.npz"). MODEL must be new, or a model, which is
replaced.

\b
Example:
    rhetoric train {task} coded.csv --out mine.npz
"""


def _evaluate(task: str, gold: Path, out: Path | None, most: int, model: Path | None) -> None:
    import pandas as pd

    from rhetoric import evaluation, scoring
    from rhetoric.reports import display
    from rhetoric.scoring.coded_tables import parties
    from rhetoric.scoring.learned import LABELS, read_coded
    from rhetoric.scoring.learning import Scorer

    check_scores(out)  # before the long work, not after it
    if model is not None:
        Scorer.load(model, task)
    rows, name = read_coded(gold, task), LABELS[task]
    made = getattr(scoring, f"score_{task}")(rows, model=model)
    marked, found = rows[name], made[name]
    scores = _scores(task, marked, found, made)

    def page() -> str:
        wrong = evaluation.label_errors(made, marked, found)
        about = [list(parties(dict(row), task).values()) for _, row in wrong.iterrows()]
        right = marked.astype(str) == found.astype(str)
        return display.mislabelled(
            f"{_TASKS[task][0].capitalize()}: scores and errors",
            scores,
            evaluation.confusion(marked, found),
            evaluation.reliability_table(right, made["confidence"]),
            wrong.assign(spans=pd.Series(about, dtype=object)),
            most=most,
        ).html

    write(out, scores, page)


def _train(task: str, table: Path, out: Path) -> None:
    import pandas as pd

    from rhetoric.arrays import check_model
    from rhetoric.scoring.learned import LABELS, read_coded, train_rows
    from rhetoric.scoring.learning import read_model

    check_model(out, read_model, ".npz")  # before the long work, not after it
    rows = read_coded(table, task)
    with of_file(table):
        model, told = train_rows(rows, task)
    bare = told.drop(columns="confidence")
    by = {"model": (told["found"], told), "as shipped": (told["shipped"], bare)}
    scores = {name: _scores(task, rows[LABELS[task]], *one) for name, one in by.items()}
    tell_table(pd.concat(scores, names=["by"]).reset_index("by"))
    model.save(out)
    say(f"trained on {len(rows)} rows: written to {out}")


def _scores(
    task: str, marked: pd.Series[Any], found: pd.Series[Any], rows: pd.DataFrame
) -> pd.DataFrame:
    from rhetoric.codebook import load_codebook
    from rhetoric.evaluation import class_scores
    from rhetoric.scoring.learned import LABELS

    quads = {name: quad for name, (quad, _) in load_codebook().values.items()}
    return class_scores(
        marked, found, scale=LABELS[task], groups=rows["doc_id"],
        confidence=rows.get("confidence"), quads=quads if task == "acts" else None,
    )  # fmt: skip


def _add(task: str) -> None:
    what, columns, label = _TASKS[task]
    words = {"task": task, "what": what, "columns": columns, "label": label}

    @evaluate.command(task, help=_EVALUATE.format(**words))
    @options
    def evaluate_labels(*, gold: Path, out: Path | None, most: int, model: Path | None) -> None:
        _evaluate(task, gold, out, most, model)

    @train.command(task, help=_TRAIN.format(**words))
    @click.argument("table", type=FILE)
    @MODEL_OUT
    def train_labels(table: Path, out: Path) -> None:
        _train(task, table, out)


for _task in _TASKS:
    _add(_task)

__all__ = ["train"]
