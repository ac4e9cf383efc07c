"""`rhetoric sample`, `export`, `import`, `evaluate coders`: what people code and correct."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.models import evaluate
from rhetoric.cli.shared import (
    FILE,
    TABLES,
    TABLES_CODEBOOK,
    Decorated,
    load,
    of_file,
    save,
    say,
    tell,
    texts_of,
    titled,
)
from rhetoric.errors import InputError
from rhetoric.exchange import FORMATS
from rhetoric.files import check_apart, check_new_or_ours

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.evaluation.codings import Codings
    from rhetoric.exchange import Merged

_ARTICLES = click.option(
    "--articles", required=True, type=FILE, metavar="INPUT",
    help="The file or folder of articles that the tables were made from.",
)  # fmt: skip


def _format(names: Iterable[str]) -> Callable[[Decorated], Decorated]:
    choice = click.Choice(list(names))
    return click.option("--format", "form", required=True, type=choice, help="Tool.")


@click.command()
@TABLES
@click.option("--n", default=200, metavar="N", help="How many rows.")
@click.option(
    "--by", default="holder,concept", metavar="NAMES",
    help="Columns over whose values rows are spread evenly: holder, concept, doc_id, kind, "
    "agreement, act, condition.",
)  # fmt: skip
@click.option("--seed", default=0, metavar="N", help="Of the random draw.")
@click.option("--out", required=True, type=FILE, help="The sheet, FILE.csv.")
def sample(*, tables: Path, n: int, by: str, seed: int, out: Path) -> None:
    """Draw statements for people to code by hand, from a folder of TABLES.

    FILE has a row for each statement and concept, with the sentences around it. Give each coder a
    copy, ann.csv or ben.csv, to fill in `agreement`: -1 against, 0 neutral, 1 for, none where there
    is no position. What the machine says is in FILE.machine.csv, for later.

    \b
    Example:
        rhetoric sample tables --n 200 --by holder,concept --out sheet.csv
    """
    from rhetoric import storage
    from rhetoric.evaluation import codings

    codings.check_sheets(out)
    names = [name.strip() for name in by.split(",")]
    drawn = codings.sample(storage.read_tables(tables), n, by=names, seed=seed)
    hidden = codings.write(drawn, out)
    strata = drawn["machine_stratum"].nunique()
    say(f"{len(drawn)} rows of {strata} strata: written to {out}; the machine's codes: {hidden}")


@click.command()
@TABLES
@_ARTICLES
@_format(name for name, one in FORMATS.items() if one.exported)
@click.option("--out", required=True, type=FILE, metavar="PLACE", help="A new file or folder.")
@TABLES_CODEBOOK
def export(*, tables: Path, articles: Path, form: str, out: Path, codebook: Path | None) -> None:
    """Write a folder of TABLES as annotations for another tool.

    PLACE is a folder, but FILE.csv for csv, FILE.jsonl for doccano, FILE.jsonld for web-annotation;
    for dna FILE.dna, a project, or a folder with two tables.

    \b
    Example:
        rhetoric export tables --articles articles/ --format brat --out for_brat
    """
    from rhetoric import exchange, storage

    exchange.check_export(out, form)  # before the long work, not after it
    made = storage.read_tables(tables)
    exchange.write(made, texts_of(articles, made, tables), load(codebook), out, form)
    say(f"written to {out}")


@click.command("import")
@click.argument("file", type=FILE, metavar="PLACE")
@click.option("--tables", required=True, type=FILE, metavar="DIR", help="What was exported.")
@_ARTICLES
@_format(FORMATS)
@click.option("--coder", required=True, metavar="NAME", help="Who coded; kept with each change.")
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the new tables.")
@click.option(
    "--conflicts", type=FILE,
    help="Write the codes on which coders contradict each other to FILE.csv, to be settled.",
)  # fmt: skip
@click.option(
    "--settle", is_flag=True,
    help="PLACE settles: its codes take the place of what coders said before (format csv).",
)  # fmt: skip
@click.option(
    "--reanchor", is_flag=True,
    help="Where offsets do not fit, put an annotation where its words stand, if they stand once.",
)  # fmt: skip
@TABLES_CODEBOOK
def import_(
    *, file: Path, tables: Path, articles: Path, form: str, out: Path, conflicts: Path | None,
    codebook: Path | None, settle: bool, **options: Any,
) -> None:  # fmt: skip
    """Merge what a coder changed over the machine's codes: all of it, or, after an error, nothing.

    PLACE is what the tool saved; a sheet is what 'rhetoric sample' made. Changed rows have the
    source 'coder'; what they replace is in the new folder's provenance.json, under `corrections`.
    The tables that were exported stay as they are.

    Several coders are merged one after the other into the same DIR. Where they contradict each
    other neither wins: the machine's code stays, and the row is to settle (--conflicts, --settle).

    \b
    Example:
        rhetoric import ann.csv --tables tables --articles articles/ --format sheet --coder ann
            --out corrected
    """
    from rhetoric import exchange, storage

    if conflicts is not None:
        check_new_or_ours(conflicts, endings=(".csv",))
    if settle and form != "csv":
        raise InputError(f"--settle takes the file that --conflicts wrote: csv, not {form}")
    check_apart(out, conflicts)
    exchange.check_corrections(out, tables)
    edited = exchange.read(file, form)
    old = storage.read_tables(tables)
    merged = exchange.merge_into(
        out, tables, old, texts_of(articles, old, tables), edited, codebook=load(codebook),
        file=file, form=form, settle=settle, **options,
    )  # fmt: skip
    say(f"{len(merged.log)} corrections by {options['coder']}: written to {out}")
    _tell(merged)
    save(conflicts, merged.conflicts, f"{len(merged.conflicts)} conflicts")


def _tell(merged: Merged) -> None:
    from rhetoric import exchange

    say(exchange.touched(merged.tables, merged.gone))
    if merged.conflicts:
        say(
            f"coders contradict each other on {len(merged.conflicts)}: there the machine's code "
            "stays, until you settle it (--conflicts FILE, then --settle)"
        )
    if merged.aside:
        say(
            f"left aside: {merged.aside} changed marks of statements and voices, which are no "
            "codes; 'rhetoric train attribution' learns from a brat folder as it is"
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
        titled("Entries of the codebook that people overruled", ranked[ranked["overruled"] > 0])
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
    titled("Learning curve", made)
    tell(f"\n{training.outlook(made)}")


def _report(compared: dict[str, pd.DataFrame]) -> None:
    from rhetoric.evaluation import coders as measures
    from rhetoric.evaluation import confusion

    titled("Reliability", measures.reliability(compared))
    for sentence in measures.unmeasured(compared):
        tell(sentence)
    for variable, codes in compared.items():
        people, found = measures.parted(codes)
        titled(f"{variable}: agreement of people by category", measures.categories(people))
        if found is not None:
            common = measures.majority(people).dropna()
            met = confusion(common, found[common.index])
            titled(f"{variable}: people's majority (rows), machine (columns)", met, index=True)


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
