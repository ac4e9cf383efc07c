"""Cells of CSV files: whoever opens one finds what was written, and no spreadsheet runs it.

A cell that a spreadsheet would take for a formula gets an apostrophe before it. A character that
the reader at the other end cannot hold is written as its picture (␀ for NUL, ␍ for a carriage
return), and a picture that stands in the text itself gets a ␦ before it. `read` undoes both.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

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
