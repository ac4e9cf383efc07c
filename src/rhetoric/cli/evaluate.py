"""`rhetoric evaluate`: what is found against what a person has marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhetoric.cells import to_csv
from rhetoric.cli.shared import CODEBOOK, FILE, Decorated, load, progress, say, tell_table
from rhetoric.whole import check_new_or_ours, content, whole

if TYPE_CHECKING:
    import pandas as pd


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
    from rhetoric import teaching

    check_scores(out)  # before the long work, not after it
    book = load(codebook) if codebook else None
    scores, means = teaching.evaluate_positions(gold, book, path=model)
    write(out, scores, str)
    tell_table(means)


def write(out: Path | None, scores: pd.DataFrame, page: Callable[[], str]) -> None:
    """Print the scores; write them as a table, or the page, whole or not at all."""
    tell_table(scores)
    if out is not None:
        made = to_csv(scores) if out.suffix.lower() == ".csv" else page()
        with whole(out) as beside:
            beside.write_bytes(made.encode())
        say(f"written to {out}")


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
