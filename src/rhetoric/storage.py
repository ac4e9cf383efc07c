"""Write the public tables to a folder, one file each, and read them back."""

from __future__ import annotations

import csv
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric import cells
from rhetoric.errors import TableError
from rhetoric.locks import LOCK, held
from rhetoric.tables import SCHEMAS, Tables, frame
from rhetoric.whole import put

FORMATS = ("csv", "jsonl", "parquet")
PROVENANCE, MANIFEST = "provenance.json", "manifest.txt"
_SPANS = ("cue_spans", "content_spans")
_OURS = {f"{name}.{form}" for name in SCHEMAS for form in FORMATS} | {PROVENANCE, MANIFEST}
_OURS |= {f".{name}" for name in _OURS} | {LOCK}  # half-written when the computer stopped


def write_tables(
    tables: Tables, directory: str | Path, form: str = "parquet", *, provenance: Any = None
) -> Path:
    """Write each table to `directory`/<table>.<form>, all of them or none.

    Spans are lists [[start, end], …] (JSON in a CSV field); null is null (empty in CSV). CSV begins
    with a byte order mark, without which spreadsheets misread what is not ASCII, and has an
    apostrophe before what a spreadsheet would run as a formula (`rhetoric.cells`). A folder that
    holds earlier tables is replaced whole. Returns the folder.
    Raises TableError for an unknown format, or a folder that holds anything else.
    """
    if form not in FORMATS:
        raise TableError(f"unknown format '{form}'; allowed are {', '.join(FORMATS)}")
    place = check_directory(directory)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as error:
        raise TableError(f"{place}: cannot be written ({error.strerror})") from error
    try:
        made.chmod(0o755)  # mkdtemp makes it private
        for name in SCHEMAS:
            write_table(name, [getattr(tables, name)], made / f"{name}.{form}", form)
        if provenance is not None:
            write_provenance(made, provenance)
        _swap(made, place)
    except OSError as error:
        raise TableError(f"{place}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return place


def check_directory(directory: str | Path) -> Path:
    """Return the folder to write to. Raises TableError if it is there and holds others' files."""
    place = Path(directory).resolve()
    if not place.exists():
        return place
    if not place.is_dir():
        raise TableError(f"{place}: is a file; name a folder that is new, empty, or holds tables")
    if others := sorted({entry.name for entry in place.iterdir()} - _OURS):
        raise TableError(
            f"{place}: holds '{others[0]}', which is no table of ours; name a folder that is new, "
            "empty, or holds tables written before"
        )
    return place


def read_tables(directory: str | Path) -> Tables:
    """Read the tables of a folder, in whichever format.

    Raises TableError where a table is missing or does not fit its schema.
    """
    return Tables(**{name: read_table(directory, name) for name in SCHEMAS})


def read_table(directory: str | Path, name: str) -> pd.DataFrame:
    """Read one table of a folder. Raises TableError as `read_tables` does."""
    place = Path(directory)
    for form in FORMATS:
        if (place / f"articles.{form}").exists():
            return _read(name, place / f"{name}.{form}", form)
    raise TableError(f"{place}: holds no tables; make them with 'rhetoric analyze … --out {place}'")


def read_provenance(directory: Path) -> dict[str, Any]:
    """Return what is noted of the tables in a folder. Raises TableError if nothing is."""
    try:
        noted: dict[str, Any] = json.loads((directory / PROVENANCE).read_bytes())
    except (OSError, ValueError) as error:
        raise TableError(
            f"{directory}: holds tables, but no {PROVENANCE} that says what made them; name a new "
            "folder"
        ) from error
    return noted


def write_provenance(directory: Path, provenance: Mapping[str, Any]) -> None:
    """Note in a folder what made its tables."""
    text = json.dumps(provenance, ensure_ascii=False, indent=2, sort_keys=True)
    put(directory / PROVENANCE, f"{text}\n".encode())


def _swap(made: Path, place: Path) -> None:
    """Put the folder `made` where `place` is; what was there goes only once it is replaced."""
    if not place.exists():
        made.rename(place)
        return
    with held(place):
        old = Path(tempfile.mkdtemp(prefix=f".{place.name}-old-", dir=place.parent))
        os.replace(place, old)
        made.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def encode(name: str, table: pd.DataFrame) -> bytes:
    """Return a table as a Parquet file, each column of the type that its schema says."""
    made: bytes = table.to_parquet(index=False, schema=_arrow_schema(name))
    return made


def _arrow_schema(name: str) -> Any:
    """Return the types on disk: a part whose columns are empty fits the others of its table."""
    import pyarrow as pa

    kinds = {
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "object": pa.list_(pa.list_(pa.int64())),
    }
    columns = SCHEMAS[name].columns.items()
    return pa.schema(
        [(column, kinds.get(str(c.dtype).lower(), pa.large_string())) for column, c in columns]
    )


def write_table(name: str, tables: Iterable[pd.DataFrame], path: Path, form: str) -> None:
    """Write one table, whose rows come in one frame or several, to one file."""
    if form == "parquet":
        [table] = tables
        path.write_bytes(encode(name, table))
        return
    with path.open("w", encoding=_encoding(form), newline="") as out:
        rows = itertools.chain.from_iterable(map(_rows, tables))
        if form == "jsonl":
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            return
        cells.write(out, [SCHEMAS[name].columns])
        cells.write(out, (map(_cell, row.items()) for row in rows))


def _cell(field: tuple[str, Any]) -> object:
    name, value = field
    return json.dumps(value) if name in _SPANS else value


def _encoding(form: str) -> str:
    return "utf-8-sig" if form == "csv" else "utf-8"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with null for every missing value, and plain Python values."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {
            str(name): [[int(at) for at in span] for span in value] if name in _SPANS else value
            for name, value in row.items()
        }
        for row in plain.to_dict("records")
    ]


def _read(name: str, path: Path, form: str) -> pd.DataFrame:
    rows: Sequence[Mapping[str, Any]]
    try:
        if form == "parquet":
            rows = _rows(pd.read_parquet(path))
        else:
            with cells.long_fields(), path.open(encoding=_encoding(form), newline="") as lines:
                if form == "jsonl":
                    rows = [json.loads(line) for line in lines]
                else:
                    rows = [_typed(name, row) for row in csv.DictReader(lines, strict=True)]
    except (OSError, ValueError, csv.Error) as error:
        raise TableError(f"{path}: cannot be read ({error}); write the tables again") from error
    return frame(name, [dict(row) for row in rows])


def _typed(name: str, row: Mapping[str, str]) -> dict[str, Any]:
    """Give the strings of a CSV row the types of the table's columns; the empty one is null."""
    made: dict[str, Any] = {}
    for column, value in row.items():
        kind = str(SCHEMAS[name].columns[column].dtype) if column in SCHEMAS[name].columns else ""
        if value == "":
            made[column] = None
        elif column in _SPANS:
            made[column] = json.loads(value)
        elif kind.lower().startswith("int"):
            made[column] = int(value)
        elif kind.startswith("float"):
            made[column] = float(value)
        else:
            made[column] = value == "True" if kind == "bool" else cells.TABLE.read(value)
    return made
