"""Show a table to people: concepts in words, minus signs, dashes for null, and what is left out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from numbers import Integral
from typing import Any

import pandas as pd

from rhetoric.cells import to_csv
from rhetoric.display.escape import given

MOST = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as it is read: `html` for a notebook and a report, `text` for a terminal."""

    html: str
    text: str
    csv: str | None = None

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        shown = {"text/html": self.html, "text/plain": self.text}
        return shown | ({"text/csv": self.csv} if self.csv is not None else {})

    def __repr__(self) -> str:
        return self.text


def table(frame: pd.DataFrame, *, most: int = MOST, digits: int = 2) -> Reading:
    """Show the first `most` rows of a table, and say how many more there are and where.

    Numbers have `digits` decimals and a true minus, null is a dash, and concepts are written in
    words ("sanctions relief"). The index stands in front where it has a name. Returns an object
    that notebooks and reports show; for a report with assets it carries all rows, as they are.
    """
    shown = frame.head(most)
    if shown.index.names != [None]:
        names = [str(name) for name in shown.index.names]
        shown = shown.reset_index()
    else:
        names = []
    cells = shown.astype(object)
    for place, name in enumerate(shown.columns):
        cells.isetitem(place, [_cell(v, str(name), digits) for v in shown.iloc[:, place]])
    if names:
        cells = cells.set_index(names)
    left_out = len(frame) - len(shown)
    note = (
        f"The first {len(shown)} of {len(frame)} rows; 'rhetoric report --assets' writes them all."
        if left_out
        else ""
    )
    options = ("display.max_colwidth", None, "display.max_rows", None, "display.max_columns", None)
    with pd.option_context(*options):
        html = cells.to_html(index=bool(names), border=0)
        text = cells.to_string(index=bool(names)) if len(cells) else "none"
    said = f"<p>{escape(note)}</p>" if note else ""
    made = f"<div>{html}{said}</div>", f"{text}\n{note}".rstrip()
    if not os.environ.get("RHETORIC_ASSETS"):
        return Reading(*made)
    # Spreadsheets misread what is not ASCII without the byte order mark.
    return Reading(*made, "\ufeff" + to_csv(frame.reset_index() if names else frame))


def _cell(value: Any, column: str, digits: int) -> str:
    if not given(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return str(value).replace("-", "−")
    if isinstance(value, float):
        return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
    return str(value).replace("_", " ") if column == "concept" else str(value)
