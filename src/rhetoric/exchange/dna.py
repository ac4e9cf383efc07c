"""Discourse Network Analyzer (Leifeld): documents.csv and statements.csv, to import with rDNA.

The columns are the arguments of `dna_addDocument` and `dna_addStatement`; DNA's statement type
"DNA Statement" has the variables person, organization, concept and agreement (1 or 0). A neutral
or unscored position has no place there and is left out. Offsets count in the text as written, with
the apostrophe before a text that a spreadsheet would run. Export only.
"""

from __future__ import annotations

from pathlib import Path

from rhetoric import cells
from rhetoric.exchange.annotations import Export

DOCUMENTS = ("id", "title", "text", "coder", "author", "source", "section", "notes", "type", "date")
STATEMENTS = (
    "id", "document_id", "start", "stop", "text", "person", "organization", "concept", "agreement"
)  # fmt: skip
_SIGNS = {"for": 1, "against": 0}


def write(place: Path, export: Export) -> None:
    """Write a folder with documents.csv and statements.csv, ids counted from 1."""
    place.mkdir()
    documents: list[list[object]] = []
    statements: list[list[object]] = []
    for number, (doc_id, text, rows) in enumerate(export.by_article(), start=1):
        documents.append([number, doc_id, text, 1, "", "", "", "", "", export.dates[doc_id]])
        guard = len(str(cells.TABLE.written(text))) - len(cells.pictured(text, cells.TABLE.lost))
        for a in rows:
            if a.value in _SIGNS:
                start, stop = (guard + _units(text[:at]) for at in (a.start, a.end))
                codes = a.holder, "", a.label, _SIGNS[a.value]
                statements.append([len(statements) + 1, number, start, stop, a.text, *codes])
    for name, columns, table in (
        ("documents", DOCUMENTS, documents),
        ("statements", STATEMENTS, statements),
    ):
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            cells.write(out, [columns, *table])


def _units(text: str) -> int:
    """Count as Java does: in UTF-16 units."""
    return len(cells.pictured(text, cells.TABLE.lost).encode("utf-16-le")) // 2
