"""Write the public tables to a folder, one file each, and read them back."""

from __future__ import annotations

import csv
import itertools
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from rhetoric import csv_files
from rhetoric.errors import InputError, TableError, listed
from rhetoric.files import (
    LOCK,
    check_file,
    check_writable,
    content,
    held,
    is_half,
    put,
    whole,
    writing,
)  # fmt: skip
from rhetoric.tables import SCHEMAS, Tables, frame, records

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook

FORMATS = ("csv", "jsonl", "parquet")
_ENCODINGS = {"csv": "utf-8-sig", "jsonl": "utf-8"}
PROVENANCE, MANIFEST = "provenance.json", "manifest.txt"
LOGS = ("corrections", "confirmed", "conflicts")  # of coders, in the provenance
ACTORS = "actors"  # whom names in the tables mean, in the provenance
_SPANS = {"cue_spans", "content_spans"}
_TEXT = (csv_files.TABLE.read, pa.large_string())
_TYPES: dict[str, tuple[Callable[[str], Any], Any]] = {  # how CSV is read, what Parquet holds
    "int64": (int, pa.int64()),
    "float64": (float, pa.float64()),
    "bool": ("True".__eq__, pa.bool_()),
    "object": (json.loads, pa.list_(pa.list_(pa.int64()))),
}
_OURS = {f"{name}.{form}" for name in SCHEMAS for form in FORMATS} | {PROVENANCE, MANIFEST, LOCK}


def write_tables(
    tables: Tables, directory: str | Path, form: str = "parquet", *, provenance: Any = None
) -> Path:
    """Write each table to `directory/<table>.<form>`, all of them or none.

    Spans are lists [[start, end], …] (JSON in a CSV field); null is null (empty in CSV). CSV begins
    with a byte order mark, without which spreadsheets misread what is not ASCII, and has an
    apostrophe before what a spreadsheet would run as a formula (`rhetoric.csv_files`). A folder
    that holds earlier tables is replaced whole. Returns the folder.
    Raises TableError for an unknown format, or a folder that holds anything else, be it what coders
    corrected and `provenance` does not have; OutputError where nothing can be written.
    """
    if form not in FORMATS:
        raise TableError(f"unknown format '{form}'; allowed are {', '.join(FORMATS)}")
    place = check_tables_folder(directory)
    with writing(place), held(place) if place.exists() else nullcontext(), whole(place) as made:
        _check_kept(place, provenance or {})
        made.mkdir()
        for name in SCHEMAS:
            write_table(name, [getattr(tables, name)], made / f"{name}.{form}", form)
        if provenance is not None:
            write_provenance(made, provenance)
    return place


def _check_kept(place: Path, provenance: Mapping[str, Any]) -> None:
    """Raise TableError where a folder's tables have corrections that those after it lack."""
    if not (place / PROVENANCE).exists():
        return
    earlier = read_provenance(place)
    for name in ("corrections", "confirmed"):
        rows = earlier.get(name, [])
        if provenance.get(name, [])[: len(rows)] != rows:
            raise TableError(
                f"{place}: holds what coders corrected, which would be lost; name a new folder (if "
                "two imported at once, give the same command again)"
            )


def check_tables_folder(directory: str | Path) -> Path:
    """Return the folder to write to.

    Raises TableError if it is there and holds others' files, OutputError if nothing can be written.
    """
    place = Path(os.path.realpath(directory))
    if not os.path.exists(place):  # which a name too long is not, either
        check_writable(place)
        return place
    if not place.is_dir():
        raise TableError(f"{place}: is a file; name a folder that is new, empty, or holds tables")
    others: set[str] = set()
    with suppress(FileNotFoundError):  # another process may remove it when it has written nothing
        others = {one.name for one in place.iterdir() if not is_half(one)} - _OURS
    if others:
        raise TableError(
            f"{place}: holds '{min(others)}', which is not one of the tables; name a folder that "
            "is new, empty, or holds tables written before"
        )
    check_writable(place / "articles")
    return place


def read_tables(directory: str | Path) -> Tables:
    """Read the tables of a folder, in whichever format.

    Raises TableError where a table is missing or does not fit its schema.
    """
    place = Path(directory)
    read = {name: read_table(place, name) for name in SCHEMAS}
    noted = read_provenance(place) if (place / PROVENANCE).exists() else {}
    made = Tables(**read, actors=actors_table(noted))
    _check_joined(made, place)
    return made


def actors_table(noted: Mapping[str, Any]) -> pd.DataFrame:
    """Return what a provenance knows of actors: a row each, none where nothing was merged."""
    rows = noted.get(ACTORS, {}).get("rows", [])
    first = ["name", "kind", "country", "party"] if rows else []
    own = {key for row in rows for key in row} - {*first, "aliases", "within"}
    table = pd.DataFrame(rows, columns=[*first, *sorted(own)], dtype=object)
    return table.where(table.notna(), None)


def read_table(directory: str | Path, name: str) -> pd.DataFrame:
    """Read one table of a folder. Raises TableError as `read_tables` does."""
    place, form = Path(directory), form_of(directory)
    return _read(name, place / f"{name}.{form}", form)


def form_of(directory: str | Path) -> str:
    """Return the format of the tables in a folder. Raises TableError where there are none."""
    for form in FORMATS:
        if Path(directory, f"articles.{form}").exists():
            return form
    raise TableError(
        f"{directory}: holds no tables; make them with 'rhetoric analyze … --out {directory}'"
    )


def read_provenance(directory: Path) -> dict[str, Any]:
    """Return what is noted of the tables in a folder. Raises TableError if nothing is."""
    try:
        noted = json.loads(content(directory / PROVENANCE))
    except (OSError, ValueError, RecursionError):
        noted = None
    kinds: dict[str, type] = {"rows": dict, ACTORS: dict, **dict.fromkeys(LOGS, list)}
    if not isinstance(noted, dict) or not all(
        isinstance(noted[name], kind) for name, kind in kinds.items() if name in noted
    ):
        raise TableError(
            f"{directory}: holds tables, but no {PROVENANCE} that says what made them; name a new "
            "folder"
        )
    return noted


def write_provenance(directory: Path, provenance: Mapping[str, Any]) -> None:
    """Note in a folder what made its tables."""
    text = json.dumps(provenance, ensure_ascii=False, indent=2, sort_keys=True)
    put(directory / PROVENANCE, f"{text}\n".encode())


def check_codebook(
    tables: Tables, noted: Mapping[str, Any], book: Codebook, place: Path | str = "these tables"
) -> None:
    """Raise InputError where tables were made with another codebook, or have what it lacks.

    `noted` is their provenance, as far as there is one.
    """
    used, unknown = noted.get("codebook", {}), {*tables.positions["concept"]} - {*book.concepts}
    if used.get("sha256", book.sha256) != book.sha256:
        wrong = f"made with the codebook {used.get('name')} {used.get('version')}, not"
        wrong += f" {book.name} {book.version} as it is here"
    elif unknown:
        wrong = f"with concepts that are not in the codebook: {listed(sorted(unknown))}"
    else:
        return
    raise InputError(f"{place}: {wrong}; give the file of theirs (--codebook, codebook=)")


def encode(name: str, table: pd.DataFrame) -> bytes:
    """Return a table as a Parquet file, each column of the type that its schema says.

    So a part whose columns are empty fits the others of its table.
    """
    columns = [(column, arrow) for column, (_, arrow) in _types(name).items()]
    made: bytes = table.to_parquet(index=False, schema=pa.schema(columns))
    return made


def _types(name: str) -> dict[str, tuple[Callable[[str], Any], Any]]:
    columns = SCHEMAS[name].columns
    return {column: _TYPES.get(str(of.dtype).lower(), _TEXT) for column, of in columns.items()}


def write_table(name: str, tables: Iterable[pd.DataFrame], path: Path, form: str) -> None:
    """Write one table, whose rows come in one frame or several, to one file."""
    if form == "parquet":
        [table] = tables
        path.write_bytes(encode(name, table))
        return
    with path.open("w", encoding=_ENCODINGS[form], newline="") as out:
        rows = itertools.chain.from_iterable(map(_rows, tables))
        if form == "jsonl":
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            return
        lines = ([json.dumps(v) if k in _SPANS else v for k, v in row.items()] for row in rows)
        csv_files.write(out, itertools.chain([SCHEMAS[name].columns], lines))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with plain Python values: Parquet gives spans as arrays."""
    rows = records(table)
    for row in rows:
        for name in row.keys() & _SPANS:
            row[name] = [[int(at) for at in span] for span in row[name]]
    return rows


def _read(name: str, path: Path, form: str) -> pd.DataFrame:
    rows: list[dict[str, Any]]
    try:
        for file in path.iterdir() if path.is_dir() else [path]:
            if not is_half(file):
                check_file(file)
        if form == "parquet":
            rows = _rows(pd.read_parquet(path.absolute()))  # s3:x is a folder, no address
        else:
            with csv_files.long_fields(), path.open(encoding=_ENCODINGS[form], newline="") as lines:
                if form == "jsonl":
                    rows = [dict(json.loads(line)) for line in lines]
                else:
                    types = _types(name)
                    rows = [
                        {
                            key: types.get(key, _TEXT)[0](v) if v != "" else None
                            for key, v in row.items()
                        }
                        for row in csv.DictReader(lines, strict=True)
                    ]
        return _checked(frame(name, rows))
    except Exception as error:  # what a broken table raises has no common class
        raise TableError(f"{path}: cannot be read ({error}); write the tables again") from error


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    """Raise ValueError where offsets of a table are none: the schema does not know of them."""
    spans = [tuple(span) for name in _SPANS if name in table for row in table[name] for span in row]
    if {"start", "end"} <= {*table.columns}:
        spans += zip(table["start"].tolist(), table["end"].tolist(), strict=True)
    for start, end in spans:
        if not 0 <= int(start) <= int(end):
            raise ValueError(f"[{start}, {end}) is not a span of the text")
    return table


def _check_joined(tables: Tables, place: Path) -> None:
    """Raise TableError where a row is of an article or statement that no table has."""
    for name, key, home in (
        *((name, "doc_id", tables.articles) for name in SCHEMAS if name != "failures"),
        *(
            (name, "statement_id", tables.statements)
            for name in ("positions", "scores", "evidence")
        ),
        ("statements", "statement_id", tables.scores),
    ):
        table = getattr(tables, name)
        lost = table.loc[~table[key].isin(home[key]), key]
        if len(lost):
            raise TableError(
                f"{place}: '{lost.iloc[0]}', which the table {name} names, is not in the others; "
                "write the tables again"
            )
