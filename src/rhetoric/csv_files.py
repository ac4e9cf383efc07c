"""Cells of CSV files: whoever opens one finds what was written, and no spreadsheet runs it.

A cell that a spreadsheet would take for a formula gets an apostrophe before it. A character that
the reader at the other end cannot hold is written as its picture (␀ for NUL, ␍ for a carriage
return), and a picture that stands in the text itself gets a ␦ before it. `read` undoes both.

Files that people fill in (`write_rows`, `read_rows`) are for Excel, LibreOffice and Google Sheets:
with a byte order mark, without which Excel misreads what is not ASCII, and guarded numbers and
dates. Read is whatever these save, with commas, semicolons or tabs.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, TypeAlias

from rhetoric.errors import InputError
from rhetoric.files import opened

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, str]
Source: TypeAlias = "str | Path | pd.DataFrame"
CONTROLS = "".join(map(chr, range(0x20)))
LONGEST = 1 << 26  # characters a field: what announces more is no article
_FIRST, _MARK = 0x2400, "\u2426"  # the picture of NUL; what marks a picture as the text's own
_PICTURE = re.compile("\u2426([\u2400-\u241f\u2426])|([\u2400-\u241f])")
_FORMULA = r"[=+\-@\t\r\n＝＋－＠].*"
_SURE = re.compile(r"-?[1-9]\d{0,9}|0|0\.\d{0,8}[1-9]")  # a number that comes back as it was


class Cells(NamedTuple):
    """What the reader of a file changes: cells that match `risk`, and the characters of `lost`."""

    risk: re.Pattern[str]
    lost: str

    def written(self, cell: object) -> object:
        """Return a cell as it is written; what is no text is not changed.

        >>> TABLE.written("=1+1"), TABLE.written("- he said"), TABLE.written(-1)
        ("'=1+1", "'- he said", -1)
        """
        if not isinstance(cell, str):
            return cell
        made = pictured(cell, self.lost)
        return f"'{made}" if self._risky(made) else made

    def read(self, cell: str) -> str:
        """Return what a cell was before it was written."""
        return plain(cell[1:] if cell[:1] == "'" and self._risky(cell[1:]) else cell)

    def _risky(self, cell: str) -> bool:
        bare = cell.lstrip("'")  # an apostrophe of the text's own is guarded, if one might be taken
        return bool(self.risk.fullmatch(bare)) and not _SURE.fullmatch(bare)


TABLE = Cells(re.compile(_FORMULA, re.DOTALL), "\0")
SHEET = Cells(  # what people fill in and a spreadsheet saves: numbers and dates are safe there, too
    re.compile(
        rf"(?is){_FORMULA}|[\d.,(].{{0,20}}|true|false"
        r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,/-]*\d+.{0,10}"
    ),
    CONTROLS.replace("\t", "").replace("\n", ""),
)


def pictured(text: str, lost: str = CONTROLS) -> str:
    r"""Return the text with pictures for the control characters of `lost`; `plain` undoes it.

    >>> pictured("one\r\ntwo"), plain(pictured("one\r\ntwo"))
    ('one␍␊two', 'one\r\ntwo')
    """
    return re.sub(
        f"[{re.escape(lost)}\u2400-\u241f\u2426]",
        lambda m: chr(_FIRST + ord(m[0])) if m[0] < " " else _MARK + m[0],
        text,
    )


def plain(text: str) -> str:
    """Return the text with the characters that `pictured` took out."""
    return _PICTURE.sub(lambda m: m[1] or chr(ord(m[2]) - _FIRST), text)


def spoilt(text: str) -> set[str]:
    """Return what spreadsheets save of a text, without the spaces around it: Excel's plain CSV
    has a ? for every character that Windows-1252 lacks."""
    western = pictured(text, SHEET.lost).encode("cp1252", "replace").decode("cp1252", "replace")
    return {text.strip(), western.strip()}


def write(out: IO[str], rows: Iterable[Iterable[object]], cells: Cells = TABLE) -> None:
    """Write rows as CSV; None is an empty cell."""
    # with another line end, a carriage return would stand outside quotation marks
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([cells.written(cell) for cell in row] for row in rows)


@contextmanager
def long_fields() -> Iterator[None]:
    """Let Python's csv read fields of more than its 131,072 characters."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def to_csv(table: pd.DataFrame) -> str:
    """Return a DataFrame as CSV, its columns alone."""
    made = table.rename(columns=TABLE.written)
    for place, kind in enumerate(table.dtypes):
        if kind.kind not in "biufM":
            made.isetitem(place, [TABLE.written(cell) for cell in table.iloc[:, place]])
    return made.to_csv(index=False, lineterminator="\r\n")


def write_rows(place: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file for spreadsheets."""
    with place.open("w", encoding="utf-8-sig", newline="") as out:
        write(out, [columns], SHEET)
        write(out, (map(str, row) for row in rows), SHEET)


def read_rows(
    source: Source, needed: Sequence[str] = (), *, every: bool = True
) -> list[tuple[str, Row]]:
    """Read a CSV file as a spreadsheet saves it: each row with where it stands, its cells by name.

    A DataFrame is read as such a file. Raises InputError where a row has more or fewer cells than
    the header, a column has no name, or one that is `needed` is missing; if not `every`, where all
    of them are.
    """
    where, made = place_of(source), []
    first = 2 if isinstance(source, str | Path) else 1
    try:
        with long_fields():
            rows = _rows(source)
            names = _named(next(rows), where, needed, every=every)
            for number, row in enumerate(rows, start=first):
                place = f"{where}, row {number}"
                if any(row) and len(row) != len(names):
                    raise InputError(f"{place}: {len(row)} cells, but the header has {len(names)}")
                if any(row):
                    made.append((place, dict(zip(names, row, strict=True))))
    except csv.Error as error:
        raise InputError(
            f"{where}: not a valid CSV file ({error}); give a table, saved as CSV, no article"
        ) from error
    return made


def grid(lines: Iterator[str], usual: str = ",") -> Iterator[list[str]]:
    """Yield the rows of a CSV file, its header first, whatever separates the cells.

    That is a comma, a semicolon, a tab or a bar, or what a first line says ("sep=;"). Raises
    csv.Error.
    """
    told: Iterator[str] = itertools.dropwhile(str.isspace, lines)
    first = next(told, "")
    mark = re.fullmatch(r'(?i)"?sep=(.)"?\s*', first)  # as spreadsheets write it
    told = told if mark else itertools.chain([first], told)
    bare = re.sub(r'"[^"]*"', "", first)
    comma = mark[1] if mark else max([usual, *",;\t|"], key=bare.count)
    rows = csv.reader(told, delimiter=comma, strict=True, skipinitialspace=f"{comma} " in first)
    yield [name.strip() for name in next(rows, [])]
    yield from rows


def _named(names: list[str], where: str, needed: Sequence[str], *, every: bool) -> list[str]:
    """Return the names of columns. Raises InputError where they are not those of a table."""
    missing = [name for name in needed if name not in names]
    if not names:
        wrong = "the file is empty; give a table with a header"
    elif len(set(names)) < len(names):
        wrong = "two columns have the same name, or none; name each once"
    elif missing and (every or len(missing) == len(needed)):
        wrong = f"there is no column '{missing[0]}'; give a table, with all of its columns"
    else:
        return names
    raise InputError(f"{where}: {wrong}")


def place_of(source: Source) -> str:
    """Return what messages call a file or DataFrame."""
    return str(source) if isinstance(source, str | Path) else "the DataFrame"


def _rows(source: Source) -> Iterator[list[str]]:
    """Yield the header and the rows; of a frame: a whole number without a point, a list with ;."""
    if isinstance(source, str | Path):
        lines = io.StringIO(_decoded(Path(source)), newline="")
        yield from (list(map(SHEET.read, row)) for row in grid(lines))
        return
    import numpy as np

    rows = np.where(source.notna(), source.convert_dtypes().astype(object), "")
    lists = ((cell if isinstance(cell, list) else [cell] for cell in row) for row in rows)
    yield [*map(str, source)]
    yield from ([";".join(map(str, cell)) for cell in row] for row in lists)


def _decoded(place: Path) -> str:
    """Decode what a spreadsheet saves: UTF-8, UTF-16 or, in the West, Windows-1252."""
    data = opened(place)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
