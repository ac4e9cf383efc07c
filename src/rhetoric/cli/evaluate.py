"""`rhetoric evaluate`: what is found beside what people have marked, and what coders say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.shared import (
    CODEBOOK,
    FILE,
    TABLES_CODEBOOK,
    Decorated,
    load,
    of_file,
    progress,
    put,
    save,
    tell,
    tell_table,
)
from rhetoric.csv_files import to_csv
from rhetoric.errors import InputError
from rhetoric.files import check_apart, check_new_or_ours, content

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.evaluation.codings import Codings


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
    from rhetoric import attribution, evaluation, gold_standard
    from rhetoric.reading import documents
    from rhetoric.reports import display

    check_scores(out)  # before the long work, not after it
    if model is not None:
        from rhetoric.attribution.tagger import Tagger

        Tagger.load(model)
    marked = gold_standard.read(gold)
    parsed = documents.parse_many(progress([one.article for one in marked]))
    cases = [
        evaluation.Case(
            one.article.doc_id,
            d.text,
            one.marked,
            attribution.reports(attribution.attribute(d, model=model)),
        )
        for one, d in zip(marked, parsed, strict=True)
    ]
    scores = evaluation.evaluate(cases)
    write(out, scores, lambda: display.mistakes(scores, evaluation.errors(cases), most=most).html)


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


@evaluate.command("coders")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@click.option(
    "--machine", metavar="WHAT",
    help="Add the machine as a coder: a folder of tables, a model of 'rhetoric train agreement', "
    "or 'reader', by which the marked concepts are scored.",
)  # fmt: skip
@click.option("--out", type=FILE, help="The disagreements, with texts (.csv).")
@click.option("--settled", type=FILE, help="The rows that most people agree on (.csv).")
@TABLES_CODEBOOK
def coders(
    *, files: tuple[Path, ...], machine: str | None, out: Path | None, settled: Path | None,
    codebook: Path | None,
) -> None:  # fmt: skip
    """Compare coders with each other, and the machine with each and with their majority.

    FILE is a sheet of 'rhetoric sample' that a coder filled in, named after the coder (ann.csv,
    ben.csv), or one table with a column for each (agreement.ann, agreement.ben). Printed are
    Krippendorff's α with its 95 % interval, agreement by category, and confusion. With --machine,
    the codebook's entries follow, ranked by how often people overruled them.
    The settled rows can be merged ('rhetoric import --format sheet') and learned from
    ('rhetoric train agreement').

    \b
    Example:
        rhetoric evaluate coders ann.csv ben.csv --machine tables --out disagreements.csv
    """
    import pandas as pd

    from rhetoric.evaluation import coders as measures
    from rhetoric.evaluation import codings

    check_apart(out, settled)
    for place in (out, settled):
        if place is not None:
            check_new_or_ours(place)
    coded = codings.read(files)
    codes = None if machine is None else _machine(machine, coded, codebook)
    if codes is not None:
        coded = coded.with_coder(measures.MACHINE, codes)
    compared = coded.compared()
    _report(compared)
    people, found = measures.parted(compared.get("agreement", pd.DataFrame()))
    if codes is not None and found is not None:
        ranked = measures.overruled(found, measures.majority(people), codes["entries"])
        _print("Entries of the codebook that people overruled", ranked[ranked["overruled"] > 0])
    differing = measures.disagreements(compared, coded.texts)
    save(out, differing, f"{len(differing)} disagreements")
    rows = coded.settled() if settled else []
    save(settled, rows, f"{len(rows)} settled rows")


@evaluate.command("learning-curve")
@click.argument("table", type=FILE, metavar="TABLE")
@click.option(
    "--task", type=click.Choice(["agreement", "acts", "targets"]), default="agreement",
    help="What was coded.",
)  # fmt: skip
@TABLES_CODEBOOK
def learning_curve(*, table: Path, task: str, codebook: Path | None) -> None:
    """Show how much better a scorer becomes with more coded rows of TABLE.

    TABLE is as for 'rhetoric train'. Printed is the macro-F1 in rows that were held out, by the
    number of rows to learn from (n 0 is what ships), with the range of five repeats.

    \b
    Example:
        rhetoric evaluate learning-curve settled.csv
    """
    from rhetoric.scoring import training

    book = load(codebook)
    rows = training.read_coded(table, task, book)
    with of_file(table):
        made = training.learning_curve(rows, task, book)
    _print("Learning curve", made)
    tell(f"\n{training.outlook(made)}")


def _report(compared: dict[str, pd.DataFrame]) -> None:
    from rhetoric.evaluation import coders as measures
    from rhetoric.evaluation import confusion

    _print("Reliability", measures.reliability(compared))
    for sentence in measures.unmeasured(compared):
        tell(sentence)
    for variable, codes in compared.items():
        people, found = measures.parted(codes)
        _print(f"{variable}: agreement of people by category", measures.categories(people))
        if found is not None:
            common = measures.majority(people).dropna()
            met = confusion(common, found[common.index])
            _print(f"{variable}: people's majority (rows), machine (columns)", met, index=True)


def _machine(what: str, coded: Codings, codebook: Path | None) -> pd.DataFrame:
    """Return the machine's codes of each unit, and the entries that its agreement rests on."""
    from rhetoric import scoring, storage
    from rhetoric.evaluation import codings

    if Path(what).is_dir():
        return codings.of_tables(storage.read_tables(what), coded)
    marked = coded.marked()
    if not {"text", *codings.SPAN} <= {*marked}:
        raise InputError(f"--machine {what} needs the columns text, {', '.join(codings.SPAN)}")
    there = [unit for unit, row in coded.rows.items() if all(row[name] for name in codings.SPAN)]
    model = None if what == "reader" else Path(what)
    return codings.of_scores(
        scoring.score_agreement(marked.loc[there], load(codebook), model=model), coded
    )


def _print(title: str, table: Any, *, index: bool = False) -> None:
    tell(f"\n{title}")
    if len(table):
        tell_table(table, index=index, max_colwidth=60)
    else:
        tell("none")
