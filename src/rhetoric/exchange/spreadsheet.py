"""CSV that survives a spreadsheet: Excel, LibreOffice, Google Sheets.

Written with a byte order mark, without which Excel misreads what is not ASCII. A cell that a
spreadsheet would take for a number, a date or a formula gets an apostrophe before it, control
characters are pictures (`rhetoric.cells`); reading undoes both. Read is whatever a spreadsheet
saves: UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from rhetoric import cells
from rhetoric.errors import InputError
from rhetoric.exchange.annotations import Annotation, Export, opened

COLUMNS = ("id", "doc_id", "role", "label", "value", "holder", "start", "end", "text")
Row = dict[str, str]
Source = str | Path | pd.DataFrame


def write_rows(place: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file for spreadsheets."""
    with place.open("w", encoding="utf-8-sig", newline="") as out:
        cells.write(out, [columns], cells.SHEET)
        cells.write(out, (map(str, row) for row in rows), cells.SHEET)


def read_rows(
    source: Source, needed: Sequence[str] = (), *, every: bool = True
) -> list[tuple[str, Row]]:
    """Read a CSV file as a spreadsheet saves it: each row with where it stands, its cells by name.

    A DataFrame is read as such a file. Raises InputError where a row has more or fewer cells than
    the header, a column has no name, or one that is `needed` is missing; if not `every`, where all
    of them are.
    """
    where = place_of(source)
    if isinstance(source, pd.DataFrame):
        first, (names, *rows) = 1, _of_frame(source)
    else:
        first, (names, *rows) = 2, _of_file(Path(source), needed)
    if len(set(names)) < len(names):
        raise InputError(f"{where}: two columns have the same name, or none; name each once")
    missing = [name for name in needed if name not in names]
    if missing and (every or len(missing) == len(needed)):
        raise InputError(f"{where}: there is no column '{missing[0]}'; keep all the columns")
    made = []
    for number, row in enumerate(rows, start=first):
        if any(row):
            if len(row) != len(names):
                raise InputError(
                    f"{where}, row {number}: {len(row)} cells, but the header has {len(names)}"
                )
            made.append((f"{where}, row {number}", dict(zip(names, row, strict=True))))
    return made


def place_of(source: Source) -> str:
    """Return what messages call a file or DataFrame."""
    return "the DataFrame" if isinstance(source, pd.DataFrame) else str(source)


def _of_file(place: Path, needed: Sequence[str]) -> list[list[str]]:
    text = _decoded(place)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):
        text = rest
    head = text.partition("\n")[0]
    if head and needed and not re.search(rf"\b(?:{'|'.join(needed)})\b", head):
        raise InputError(
            f"{place}: its first line names no column '{needed[0]}'; give a table that has it, "
            "no article"
        )
    return _cells(place, text, max(",;\t", key=head.count))


def _of_frame(frame: pd.DataFrame) -> list[list[str]]:
    """Return the header and the rows as text: a whole number without a point, a list with ;."""
    rows = np.where(frame.notna(), frame.convert_dtypes().astype(object), "")
    lists = ((cell if isinstance(cell, list) else [cell] for cell in row) for row in rows)
    return [[*map(str, frame)], *([";".join(map(str, cell)) for cell in row] for row in lists)]


def _cells(place: Path, text: str, delimiter: str) -> list[list[str]]:
    try:
        with cells.long_fields():
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(
            f"{place}: not a valid CSV file ({error}); save it as CSV again"
        ) from error
    if not rows:
        raise InputError(f"{place}: the file is empty; give a table with a header")
    head = [name.strip() for name in rows[0]]
    return [[cells.SHEET.read(cell) for cell in row] for row in (head, *rows[1:])]


def _decoded(place: Path) -> str:
    data = opened(place)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # Excel's plain "CSV" in the West
        return data.decode("cp1252", errors="replace")


def write(place: Path, export: Export) -> None:
    """Write one row for each annotation (.csv)."""
    write_rows(place, COLUMNS, ([getattr(a, name) for name in COLUMNS] for a in export.rows))


def read(place: Path) -> list[Annotation]:
    """Read the rows back."""
    return [_annotation(where, row) for where, row in read_rows(place, COLUMNS)]


def _annotation(place: str, row: Row) -> Annotation:
    try:
        start, end = int(row["start"]), int(row["end"])
    except ValueError as error:
        raise InputError(f"{place}: start and end are whole numbers, not '{error}'") from None
    codes = row["role"], row["label"], row["value"], row["holder"]
    return Annotation(row["id"], row["doc_id"], *codes, start, end, row["text"], place)
