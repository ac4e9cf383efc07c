"""Annotations as rows of tables: of a CSV file, of a coder's sheet, of Discourse Network Analyzer.

- CSV: a row is a row.
- A coder's sheet, which `rhetoric sample` makes: a row for each statement and concept, `agreement`
  to be filled in. A coder writes −1 (against), 0 (neutral) or 1 (for), or these words; `none` where
  the holder has no position on the concept; nothing where a row was not coded.
- Discourse Network Analyzer (Leifeld): a project (.dna, SQLite), or two tables for rDNA. Its
  statement type "DNA Statement" has the variables person, organization, concept and agreement (1 or
  0); a neutral or unscored position has no place there and is left out. In a project, the long text
  "rhetoric id" keeps our ids (dna.sql). The columns of documents.csv and statements.csv are the
  arguments of `dna_addDocument` and `dna_addStatement`; offsets there count in the text as written,
  with the apostrophe before a text that a spreadsheet would run. Read are projects alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rhetoric import csv_files
from rhetoric.csv_files import Row, read_rows, write_rows
from rhetoric.errors import InputError
from rhetoric.exchange.annotations import COLUMNS, NONE, SIDES, Annotation, Export, emptied, ours
from rhetoric.reading import formats

NEEDED = ("doc_id", "concept", "text", "agreement")
CODES = {word: str(sign) for sign, side in SIDES.items() for word in (str(sign), side)}
CODES |= {NONE: NONE, "": ""}
DOCUMENTS = ("id", "title", "text", "coder", "author", "source", "section", "notes", "type", "date")
STATEMENTS = (
    "id", "document_id", "start", "stop", "text", "person", "organization", "concept", "agreement"
)  # fmt: skip
_SIGNS = {"for": 1, "against": 0}


def write_csv(place: Path, export: Export) -> None:
    """Write one row for each annotation (.csv)."""
    write_rows(place, COLUMNS, ([getattr(a, name) for name in COLUMNS] for a in export.rows))


def read_csv(place: Path) -> list[Annotation]:
    """Read the rows back."""
    return [_of_row(where, row) for where, row in read_rows(place, COLUMNS)]


def _of_row(place: str, row: Row) -> Annotation:
    try:
        start, end = int(row["start"]), int(row["end"])
    except ValueError as error:
        raise InputError(f"{place}: start and end are whole numbers, not '{error}'") from None
    codes = row["role"], row["label"], row["value"], row["holder"]
    return Annotation(row["id"], row["doc_id"], *codes, start, end, row["text"], place)


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


def write_dna(place: Path, export: Export) -> None:
    """Write a project, if its name ends in .dna; else a folder with documents and statements."""
    project = place.suffix == ".dna"
    seen = str if project else partial(csv_files.pictured, lost=csv_files.TABLE.lost)
    documents: list[list[object]] = []
    statements: list[list[object]] = []
    for number, (doc_id, text, rows) in enumerate(export.by_article(), start=1):
        date = export.dates[doc_id]
        about = 1, "", "", "", "", "", _seconds(date) if project else date
        documents.append([number, doc_id, text, *about])
        guard = 0 if project else len(str(csv_files.TABLE.written(text))) - len(seen(text))
        for a in rows:
            if a.value in _SIGNS:
                start, stop = (guard + _units(seen(text[:at])) for at in (a.start, a.end))
                codes = a.holder, "", a.label, _SIGNS[a.value]
                one = [len(statements) + 1, number, start, stop, a.text, *codes]
                statements.append([*one, a.id] if project else one)
    if project:
        with closing(sqlite3.connect(place)) as made:
            tables, fill = Path(__file__).with_name("dna.sql").read_text("utf-8").split("-- fill\n")
            made.executescript(tables)
            for name, rows_of in (("DOCUMENTS", documents), ("CODED", statements)):
                made.executemany(f"INSERT INTO {name} VALUES ({'?,' * 9}?)", rows_of)
            made.executescript(fill)
        return
    place.mkdir()
    sheets = {"documents": [DOCUMENTS, *documents], "statements": [STATEMENTS, *statements]}
    for name, table in sheets.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv_files.write(out, table)


def _units(text: str) -> int:
    """Count as Java does: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _seconds(date: str) -> int:
    """Return a date in seconds since 1970, the first day of a month or year; 0 for none."""
    try:
        return int(datetime.fromisoformat(f"{date}-01-01"[:10]).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def read_dna(place: Path) -> list[Annotation]:
    """Read the statements of a project that have a concept and a boolean agreement.

    Short texts are entities (version 3.0), or stand as they are (2.0). The holder is the person,
    else the organization.
    """
    with closing(formats.database(place)) as file:
        entity = "Entity" in {row[1] for row in file.execute("PRAGMA table_info(DATASHORTTEXT)")}
        short = "(SELECT Value FROM ENTITIES e WHERE e.ID = x.Entity)" if entity else "x.Value"
        asked = [("DATASHORTTEXT", short, name) for name in ("person", "organization", "concept")]
        asked += [("DATABOOLEAN", "Value", "agreement"), ("DATALONGTEXT", "Value", "rhetoric id")]
        columns = ", ".join(
            f"(SELECT {value} FROM {table} x JOIN VARIABLES v ON v.ID = x.VariableId"
            f" WHERE x.StatementId = s.ID AND v.Variable = '{name}')"
            for table, value, name in asked
        )
        rows = file.execute(
            f"SELECT Title, Text, s.ID, Start, Stop, {columns} FROM DOCUMENTS d"
            " LEFT JOIN STATEMENTS s ON s.DocumentId = d.ID ORDER BY d.ID, s.ID"
        ).fetchall()
    made = []
    for title, text, number, *span, person, organization, concept, agreement, name in rows:
        if concept is None or agreement is None:
            made.append(emptied(title, str(place)))
            continue
        units = text.encode("utf-16-le")
        start, end = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in span)
        codes = concept, "for" if agreement else "against", person or organization or ""
        where = f"{place}, statement {number}"
        words = text[start:end]
        made.append(Annotation(ours(name), title, "agreement", *codes, start, end, words, where))
    return list(dict.fromkeys(made))
