"""`rhetoric evaluate coders` and `learning-curve`: what people code, and what more would add."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.evaluate import evaluate
from rhetoric.cli.shared import FILE, TABLES_CODEBOOK, load, of_file, save, tell, tell_table
from rhetoric.errors import InputError
from rhetoric.whole import check_apart, check_new_or_ours

__all__ = ["evaluate"]

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.evaluation.codings import Codings


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
    from rhetoric.scoring import learned

    book = load(codebook)
    rows = learned.read_coded(table, task, book)
    with of_file(table):
        made = learned.learning_curve(rows, task, book)
    _print("Learning curve", made)
    tell(f"\n{learned.outlook(made)}")


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
