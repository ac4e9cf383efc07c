"""`rhetoric sample`, `export`, `import`, `actors`: people code, correct, and say who is who."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.shared import (
    FILE,
    TABLES,
    TABLES_CODEBOOK,
    Decorated,
    load,
    of_file,
    save,
    say,
)
from rhetoric.errors import InputError, count
from rhetoric.exchange import FORMATS
from rhetoric.files import check_apart, check_new_or_ours, whole

if TYPE_CHECKING:
    from rhetoric.exchange import Merged
    from rhetoric.tables import Tables

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


@click.group()
def actors() -> None:
    """Say which names mean the same actor, and what is known about each."""


@actors.command()
@TABLES
@click.option("--out", required=True, type=FILE, help="The file of actors, FILE.toml.")
def suggest(tables: Path, out: Path) -> None:
    """List likely merges of the names in a folder of TABLES, each with its evidence.

    FILE is a file of actors to be edited: read the evidence, take out what is wrong, add what you
    know. What is open stands behind a #, and is merged only where you take that away.

    \b
    Example:
        rhetoric actors suggest tables --out actors.toml
    """
    from rhetoric import actors, storage

    check_new_or_ours(out)
    found = actors.suggest(storage.read_tables(tables))
    with whole(out) as made:
        made.write_text(actors.draft(found), encoding="utf-8")
    said = ", ".join(f"{n} {sure}" for sure, n in found["sure"].value_counts(sort=False).items())
    say(f"{count(len(found), 'possible merge')}{said and f' ({said})'}: written to {out}")


@actors.command("merge")
@TABLES
@click.argument("file", type=FILE, metavar="FILE")
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the new tables.")
def merge_(tables: Path, file: Path, out: Path) -> None:
    """Write a folder of TABLES anew, with the names that the actors in FILE have.

    Whatever reads tables then has these names. TABLES stays as it is: a merge can be taken back.

    \b
    Example:
        rhetoric actors merge tables actors.toml --out merged
    """
    from rhetoric import actors, exchange, storage

    exchange.check_corrections(out, tables)
    known, old = actors.load_actors(file), storage.read_tables(tables)
    made = actors.merge(old, known)
    noted = storage.read_provenance(tables) | known.noted
    if "rows" in noted:
        noted["rows"]["positions"] = len(made.positions)
    storage.write_tables(made, out, storage.form_of(tables), provenance=noted)
    less = len(old.positions) - len(made.positions)
    say(f"written to {out}; {less} positions left out, where an actor had two in one statement")


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


def texts_of(place: Path, tables: Tables, folder: Path) -> dict[str, str]:
    """Read the articles that the tables of a folder were made from."""
    from rhetoric.exchange.annotations import check_texts
    from rhetoric.reading.articles import records, to_article

    texts = {}
    for record in records(place):
        with suppress(InputError):  # a row of `failures`; where the text is needed, it is missed
            article = to_article(record)
            texts[article.doc_id] = article.text
    with of_file(f"{place} and {folder}"):
        check_texts(tables, texts)
    return texts
