"""`rhetoric sample`, `export`, `import`, `evaluate coders`: people code, compare and correct."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.shared import FILE, load, of_file, say, tell, tell_table
from rhetoric.errors import InputError
from rhetoric.whole import check_writable, whole

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.evaluation.codings import Codings
    from rhetoric.exchange import Merged
    from rhetoric.tables import Tables

_FORMATS = ("brat", "csv", "doccano", "inception", "label-studio", "web-annotation")
_CODEBOOK = click.option(
    "--codebook", type=FILE, metavar="FILE", help="The TOML codebook of the tables, if your own."
)
_ARTICLES = click.option(
    "--articles",
    required=True,
    type=FILE,
    metavar="INPUT",
    help="The file or folder of articles that the tables were made from.",
)


@click.command()
@click.argument("tables", type=FILE, metavar="TABLES")
@click.option("--n", default=200, show_default=True, metavar="N", help="How many rows.")
@click.option(
    "--by",
    default="holder,concept",
    show_default=True,
    metavar="NAMES",
    help="What the sample is even over: holder, concept, doc_id, kind, agreement, act, condition.",
)
@click.option("--seed", default=0, show_default=True, metavar="N", help="Of the random draw.")
@click.option("--out", required=True, type=FILE, metavar="FILE", help="The sheet, FILE.csv.")
def sample(*, tables: Path, n: int, by: str, seed: int, out: Path) -> None:
    """Draw statements for people to code by hand, from a folder of TABLES.

    FILE has a row for each statement and concept, with the sentences around it. Give each coder a
    copy, ann.csv or ben.csv, to fill in `agreement`: -1 against, 0 neutral, 1 for, none where there
    is no position. What the machine says is in FILE.machine.csv, for later.

    \b
    Example:
        rhetoric sample tables --n 200 --by holder,concept --out sheet.csv
    """
    from rhetoric import sampling, storage

    sampling.check_place(out)
    names = [name.strip() for name in by.split(",")]
    drawn = sampling.sample(storage.read_tables(tables), n, by=names, seed=seed)
    hidden = sampling.write(drawn, out)
    strata = drawn["machine_stratum"].nunique()
    say(f"{len(drawn)} rows of {strata} strata: written to {out}; the machine's codes: {hidden}")


@click.command("export")
@click.argument("tables", type=FILE, metavar="TABLES")
@_ARTICLES
@click.option(
    "--format", "form", required=True, type=click.Choice([*_FORMATS, "dna"]), help="Tool."
)
@click.option("--out", required=True, type=FILE, metavar="PLACE", help="A new file or folder.")
@_CODEBOOK
def export(*, tables: Path, articles: Path, form: str, out: Path, codebook: Path | None) -> None:
    """Write a folder of TABLES as annotations for another tool.

    PLACE is a folder, but FILE.csv for csv, FILE.jsonl for doccano, FILE.jsonld for web-annotation.

    \b
    Example:
        rhetoric export tables --articles articles/ --format brat --out for_brat
    """
    from rhetoric import exchange, storage

    exchange.check_place(out, form)  # before the long work, not after it
    made = storage.read_tables(tables)
    exchange.write(made, _texts(articles, made), load(codebook), out, form)
    say(f"written to {out}")


@click.command("import")
@click.argument("file", type=FILE, metavar="PLACE")
@click.option("--tables", required=True, type=FILE, metavar="DIR", help="What was exported.")
@_ARTICLES
@click.option(
    "--format", "form", required=True, type=click.Choice([*_FORMATS, "sheet"]), help="Tool."
)
@click.option("--coder", required=True, metavar="NAME", help="Who coded; kept with each change.")
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the new tables.")
@click.option(
    "--conflicts",
    type=FILE,
    metavar="FILE",
    help="Write what coders contradict each other on to FILE.csv, to be settled.",
)
@click.option(
    "--settle",
    is_flag=True,
    help="PLACE settles: its codes take the place of what coders said before (format csv).",
)
@click.option(
    "--reanchor",
    is_flag=True,
    help="Where offsets are off, put an annotation where its words stand, if they stand once.",
)
@_CODEBOOK
def import_(
    *,
    file: Path,
    tables: Path,
    articles: Path,
    form: str,
    coder: str,
    out: Path,
    conflicts: Path | None,
    settle: bool,
    reanchor: bool,
    codebook: Path | None,
) -> None:
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

    if os.path.realpath(out) == os.path.realpath(tables):
        raise InputError(f"{out}: holds the machine's tables, which are kept; name another folder")
    if conflicts is not None and (conflicts.exists() or conflicts.suffix != ".csv"):
        raise InputError(f"{conflicts}: name a new .csv file, a coder's work may be in it")
    if settle and form != "csv":
        raise InputError(f"--settle takes the file that --conflicts wrote: csv, not {form}")
    storage.check_directory(out)
    for place in (out, conflicts):
        if place is not None:
            check_writable(place)  # before the long work, not after it
    edited = exchange.read(file, form)
    old = storage.read_tables(tables)
    known, earlier = _noted(tables, out)
    merged = exchange.merge(
        old,
        _texts(articles, old),
        edited,
        load(codebook),
        coder=coder,
        earlier=[row for rows in earlier.values() for row in rows],
        whole=exchange.FORMATS[form].whole,
        coded=exchange.FORMATS[form].coded,
        settle=settle,
        reanchor=reanchor,
    )
    _note(known, earlier, merged, file)
    kind = next(form for form in storage.FORMATS if (tables / f"articles.{form}").exists())
    storage.write_tables(merged.tables, out, kind, provenance=known)
    say(f"{len(merged.log)} corrections by {coder}: written to {out}")
    _tell(merged)
    if conflicts is not None:
        _save(conflicts, merged.conflicts, f"{len(merged.conflicts)} conflicts")


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


def _noted(tables: Path, out: Path) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return what is noted of the tables, and what earlier imports into `out` added to it."""
    from rhetoric import storage

    known = storage.read_provenance(tables)
    there = storage.read_provenance(out) if out.exists() and any(out.iterdir()) else known
    changing = {*storage.LOGS, "rows"}
    same = all(there.get(k) == known.get(k) for k in {*there, *known} - changing)
    earlier: dict[str, list[Any]] = {}
    for name in ("corrections", "confirmed"):
        old, rows = known.get(name, []), there.get(name, [])
        same = same and rows[: len(old)] == old
        earlier[name] = rows[len(old) :]
    if not same:
        raise InputError(
            f"{out}: holds tables that are no corrections of {tables}, and would be lost; name a "
            "new folder"
        )
    return known, earlier


def _note(known: dict[str, Any], earlier: dict[str, list[Any]], merged: Merged, file: Path) -> None:
    """Add to what is noted of the tables what coders did, from which file and when."""
    stamp = {"file": str(file), "when": datetime.now(UTC).isoformat(timespec="seconds")}
    for name, rows in (("corrections", merged.log), ("confirmed", merged.confirmed)):
        made = [{**row, **stamp} for row in rows]
        known[name] = [*known.get(name, []), *earlier[name], *made]
    known["conflicts"] = [*known.get("conflicts", []), *merged.conflicts]
    if "rows" in known:
        sizes = {name: len(table) for name, table in vars(merged.tables).items()}
        known["rows"] = {name: sizes[name] for name in known["rows"] if name in sizes}


@click.command("coders")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@click.option(
    "--machine",
    metavar="WHAT",
    help="Add the machine as a coder: a folder of tables, a model of 'rhetoric train agreement', "
    "or 'reader', by which the marked concepts are scored.",
)
@click.option("--out", type=FILE, metavar="FILE", help="The disagreements, with texts (.csv).")
@click.option(
    "--settled", type=FILE, metavar="FILE", help="The rows that most people agree on (.csv)."
)
@_CODEBOOK
def coders(
    *,
    files: tuple[Path, ...],
    machine: str | None,
    out: Path | None,
    settled: Path | None,
    codebook: Path | None,
) -> None:
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
    from rhetoric.evaluation import coders as measures
    from rhetoric.evaluation import codings
    from rhetoric.exchange.annotations import records

    for place in (out, settled):
        if place is not None and place.exists():
            raise InputError(f"{place}: is there already; name a new file")
        if place is not None:
            check_writable(place)
    coded, codes = codings.read(files), None
    if machine is not None:
        codes = _machine(machine, coded, codebook)
        coded = coded.with_coder(measures.MACHINE, codes)
    compared = coded.compared()
    _report(compared)
    if codes is not None:
        agreement = compared["agreement"]
        people = measures.majority(agreement.drop(columns=measures.MACHINE))
        ranked = measures.overruled(agreement[measures.MACHINE], people, codes["entries"])
        _print("Entries of the codebook that people overruled", ranked[ranked["overruled"] > 0])
    differing = list(records(measures.disagreements(compared, coded.texts)))
    _save(out, differing, f"{len(differing)} disagreements")
    rows = coded.settled() if settled else []
    _save(settled, rows, f"{len(rows)} settled rows")


@click.command("learning-curve")
@click.argument("table", type=FILE, metavar="TABLE")
@click.option(
    "--task",
    type=click.Choice(["agreement", "acts", "targets"]),
    default="agreement",
    show_default=True,
    help="What was coded.",
)
@_CODEBOOK
def learning_curve(*, table: Path, task: str, codebook: Path | None) -> None:
    """Show what more coded rows would add to a scorer that learns from TABLE.

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
    from rhetoric.evaluation.labels import confusion

    _print("Reliability", measures.reliability(compared))
    for sentence in measures.unmeasured(compared):
        tell(sentence)
    for variable, codes in compared.items():
        people = codes.drop(columns=measures.MACHINE, errors="ignore")
        _print(f"{variable}: agreement of people by category", measures.categories(people))
        if measures.MACHINE in codes:
            common = measures.majority(people).dropna()
            met = confusion(common, codes.loc[common.index, measures.MACHINE])
            _print(f"{variable}: people's majority (rows), machine (columns)", met, index=True)


def _machine(what: str, coded: Codings, codebook: Path | None) -> pd.DataFrame:
    """Return the machine's codes of each unit, and the entries that its agreement rests on."""
    import pandas as pd

    from rhetoric import scoring, storage
    from rhetoric.evaluation import codings

    if Path(what).is_dir():
        return codings.of_tables(storage.read_tables(what), coded)
    rows = pd.DataFrame.from_dict(coded.rows, orient="index")
    columns = ["concept_start", "concept_end"]
    if not {"text", *columns} <= {*rows.columns}:
        raise InputError(f"--machine {what} needs the columns text, {', '.join(columns)}")
    marked = rows[(rows[columns] != "").all(axis=1)]
    marked = marked.assign(**{name: marked[name].astype(int) for name in columns})
    model = None if what == "reader" else Path(what)
    found = scoring.score_agreement(marked, load(codebook), model=model)
    made = pd.DataFrame(index=found.index, dtype=object)
    made["agreement"] = [None if pd.isna(sign) else str(sign) for sign in found["agreement"]]
    made["condition"] = found["condition"].fillna("none")
    made["entries"] = found["evidence"].map(lambda spans: [span["entry"] for span in spans])
    return made.reindex(rows.index)


def _texts(place: Path, tables: Tables) -> dict[str, str]:
    """Read the articles that tables were made from."""
    from rhetoric.articles import records, to_article
    from rhetoric.exchange.checks import check_texts

    texts = {}
    for record in records(place):
        with suppress(InputError):  # a row of `failures`; where the text is needed, it is missed
            article = to_article(record)
            texts[article.doc_id] = article.text
    with of_file(place):
        check_texts(tables, texts)
    return texts


def _print(title: str, table: Any, *, index: bool = False) -> None:
    tell(f"\n{title}")
    if len(table):
        tell_table(table, index=index, max_colwidth=60)
    else:
        tell("none")


def _save(place: Path | None, rows: list[dict[str, Any]], what: str) -> None:
    from rhetoric.exchange.spreadsheet import write_rows

    if place is None:
        return
    columns = list(rows[0]) if rows else ["unit"]
    cells = (["" if row[name] is None else row[name] for name in columns] for row in rows)
    with whole(place) as beside:
        write_rows(beside, columns, cells)
    say(f"{what}: written to {place}")
