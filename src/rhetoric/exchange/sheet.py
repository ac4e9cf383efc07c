"""A coder's sheet: one row for each statement and concept, `agreement` to be filled in.

`rhetoric sample` makes it. A coder writes −1 (against), 0 (neutral) or 1 (for), or these words;
`none` where the holder has no position on the concept; nothing where a row was not coded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rhetoric.csv_files import Row, read_rows
from rhetoric.errors import InputError
from rhetoric.exchange.annotations import NONE, SIDES, Annotation

NEEDED = ("doc_id", "concept", "text", "agreement")
CODES = {word: str(sign) for sign, side in SIDES.items() for word in (str(sign), side)}
CODES |= {NONE: NONE, "": ""}


def code(value: str, place: str) -> str:
    """Return an agreement as '-1', '0', '1', 'none' or ''. Raises InputError for anything else."""
    plain = value.strip().lower().replace("−", "-").removeprefix("+").removesuffix(".0")
    if plain not in CODES:
        raise InputError(
            f"{place}, column 'agreement': '{value}' is no code; allowed are -1 (against), "
            f"0 (neutral), 1 (for), {NONE} (no position), or nothing (not coded)"
        )
    return CODES[plain]


def read_sheet(place: Path) -> list[Annotation]:
    """Read the rows that are coded."""
    return coded(read_rows(place, NEEDED))


def coded(rows: Iterable[tuple[str, Row]]) -> list[Annotation]:
    """Return what rows say that are coded, each given with where it stands."""
    filled = [(where, row, code(row["agreement"], where)) for where, row in rows]
    return [
        _annotation(where, row, value)
        for where, row, value in filled
        if value and (value != NONE or row["concept"])  # to find nothing in vain changes nothing
    ]


def _annotation(where: str, row: Row, value: str) -> Annotation:
    name, text = row.get("id", ""), row["text"]
    first = _number(row, "start", 0, where)
    start, end = (
        _number(row, column, default, where)
        for column, default in (("concept_start", 0), ("concept_end", len(text)))
    )
    side = value if value == NONE else SIDES[int(value)]
    codes = "agreement", row["concept"].strip(), side, row.get("holder", "")
    span = first + start, first + end, text[start:end]
    made = Annotation(name, row["doc_id"], *codes, *span, where)
    return made if made.parent else replace(made, id="")  # a statement in which nothing was found


def _number(row: Row, column: str, default: int, where: str) -> int:
    value = row.get(column, "").strip()
    if value and not value.isdecimal():
        raise InputError(
            f"{where}, column '{column}': '{value}' is no whole number; leave it as it was"
        )
    return int(value) if value else default
