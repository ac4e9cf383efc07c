"""Write the public tables to a folder, one file each, and read them back."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric.errors import TableError
from rhetoric.tables import SCHEMAS, Tables, frame

FORMATS = ("csv", "jsonl", "parquet")
PROVENANCE = "provenance.json"
_SPANS = ("cue_spans", "content_spans")
_OURS = {f"{name}.{form}" for name in SCHEMAS for form in FORMATS} | {PROVENANCE}


def write_tables(
    tables: Tables, directory: str | Path, form: str = "parquet", *, provenance: Any = None
) -> Path:
    """Write each table to `directory`/<table>.<form>, all of them or none.

    Spans are lists [[start, end], …] (JSON in a CSV field); null is null (empty in CSV). CSV begins
    with a byte order mark, without which spreadsheets misread what is not ASCII. A folder that
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
            _write(getattr(tables, name), made / f"{name}.{form}", form)
        if provenance is not None:
            text = json.dumps(provenance, ensure_ascii=False, indent=2, sort_keys=True)
            (made / PROVENANCE).write_text(text + "\n", encoding="utf-8")
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
    """Read the tables that `write_tables` wrote, in whichever format.

    Raises TableError where a table is missing or does not fit its schema.
    """
    place = Path(directory)
    for form in FORMATS:
        paths = {name: place / f"{name}.{form}" for name in SCHEMAS}
        if paths["articles"].exists():
            return Tables(**{name: _read(name, path, form) for name, path in paths.items()})
    raise TableError(f"{place}: holds no tables; make them with 'rhetoric analyze … --out {place}'")


def _swap(made: Path, place: Path) -> None:
    """Put the folder `made` where `place` is; what was there goes only once it is replaced."""
    if not place.exists():
        made.rename(place)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{place.name}-old-", dir=place.parent))
    os.replace(place, old)
    made.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _write(table: pd.DataFrame, path: Path, form: str) -> None:
    if form == "parquet":
        table.to_parquet(path, index=False)
        return
    with path.open("w", encoding=_encoding(form), newline="") as out:
        if form == "jsonl":
            for row in _rows(table):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            return
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(table.columns)
        for row in _rows(table):
            writer.writerow(
                json.dumps(value) if isinstance(value, list) else value for value in row.values()
            )


def _encoding(form: str) -> str:
    return "utf-8-sig" if form == "csv" else "utf-8"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with null for every missing value, and plain Python values."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {
            str(name): [list(span) for span in value] if name in _SPANS else value
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
            with path.open(encoding=_encoding(form), newline="") as lines:
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
            made[column] = value == "True" if kind == "bool" else value
    return made
