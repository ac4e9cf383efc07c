"""`rhetoric evaluate`: what is found against what a person has marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhetoric.cells import to_csv
from rhetoric.cli.shared import FILE, progress, say, tell_table
from rhetoric.errors import InputError
from rhetoric.whole import check_writable, content, whole

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.attribution import Attribution
    from rhetoric.corpora import Gold
    from rhetoric.reading.documents import Document


@click.group()
def evaluate() -> None:
    """Compare what is found with what a person has marked."""


OPTIONS = (
    click.option(
        "--model", type=FILE, metavar="FILE", help="A model of your own (rhetoric train)."
    ),
    click.option(
        "--errors",
        "most",
        type=click.IntRange(min=0),
        default=100,
        show_default=True,
        metavar="N",
        help="How many errors the page shows.",
    ),
    click.option(
        "--out",
        type=FILE,
        metavar="FILE",
        help="A page of the scores and the worst errors (.html), or the scores as a table (.csv).",
    ),
    click.argument("gold", type=FILE),
)


def options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument and the options that all evaluations share."""
    for option in OPTIONS:
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
    are nested in others.

    \b
    Example:
        rhetoric evaluate attribution gold.jsonl --out errors.html
    """
    from rhetoric import corpora, display, evaluation

    if out is not None:
        check_out(out)  # before the long work, not after it
    if model is not None:
        from rhetoric.attribution.tagger import Tagger

        Tagger.load(model)
    marked = corpora.read(gold)
    cases = [
        evaluation.Case(one.article.doc_id, document.text, one.marked, found)
        for one, (document, found) in zip(marked, _attributed(marked, model), strict=True)
    ]
    scores = evaluation.evaluate(cases)
    tell_table(scores)
    if out is not None:
        write(out, scores, display.mistakes(scores, evaluation.errors(cases), most=most).html)


@evaluate.command("positions")
@click.option("--model", type=FILE, metavar="FILE", help="A model of 'rhetoric train positions'.")
@click.option("--codebook", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
@click.option("--out", type=FILE, metavar="FILE", help="The scores as a table (.csv).")
@click.argument("gold", type=FILE)
def evaluate_positions(
    *, gold: Path, out: Path | None, model: Path | None, codebook: Path | None
) -> None:
    """Score positions against GOLD, texts that a person has coded.

    GOLD is a JSONL file: a row holds text and positions (start and end of the words that name the
    concept, in code points; concept, axis, holder as written or SPEAKER, agreement). Printed are
    precision, recall and F1 of the side, and of side and holder, with the 95 % interval of the
    last over texts, at cuts of confidence; and the expected calibration error.

    \b
    Example:
        rhetoric evaluate positions coded.jsonl
    """
    from rhetoric import teaching
    from rhetoric.codebook import load_codebook

    if out is not None:
        check_out(out)  # before the long work, not after it
    book = load_codebook(codebook) if codebook else None
    scores = teaching.evaluate_positions(gold, book, path=model)
    tell_table(scores)
    if out is not None:
        write(out, scores, "")


def _attributed(
    marked: list[Gold], model: Path | None
) -> Iterator[tuple[Document, list[Attribution]]]:
    from rhetoric import attribution
    from rhetoric.reading import documents

    for document in documents.parse_many(progress([one.article for one in marked])):
        yield document, attribution.attribute(document, model=model)


def write(out: Path, scores: pd.DataFrame, page: str) -> None:
    """Write the scores as a table, or the page, whole or not at all."""
    made = page
    if out.suffix.lower() == ".csv":
        made = to_csv(scores)
    with whole(out) as beside:
        beside.write_bytes(made.encode())
    say(f"written to {out}")


def check_out(out: Path) -> None:
    """Raise InputError unless FILE is new, or was written by 'rhetoric evaluate'.

    Raises OutputError where nothing can be written.
    """
    starts = {
        ".html": (b"<!DOCTYPE html>\n<!-- rhetoric evaluate -->",),
        ".csv": (b"depth,measure,kind,", b"scale,measure,label,", b"group,cut,coded,"),
    }
    start = starts.get(out.suffix.lower())
    if start is None:
        raise InputError(f"{out}: unknown format '{out.suffix}'; allowed are {', '.join(starts)}")
    check_writable(out)
    if out.exists() and not (out.is_file() and content(out).startswith(start)):
        raise InputError(f"{out}: is there and was not written by this command; name a new file")
