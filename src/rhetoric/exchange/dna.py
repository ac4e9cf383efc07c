"""Discourse Network Analyzer (Leifeld): documents.csv and statements.csv, to import with rDNA.

The columns are the arguments of `dna_addDocument` and `dna_addStatement`; DNA's statement type
"DNA Statement" has the variables person, organization, concept and agreement (1 or 0). A neutral
or unscored position has no place there and is left out. Export only.
"""

from __future__ import annotations

from pathlib import Path

from rhetoric.exchange.annotations import Export
from rhetoric.exchange.spreadsheet import write_rows

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
    holders = {a.id: a.value for a in export.rows if a.role == "statement"}
    for number, (doc_id, text, rows) in enumerate(export.by_article(), start=1):
        documents.append([number, doc_id, text, 1, "", "", "", "", "", export.dates[doc_id]])
        for a in rows:
            if a.role == "agreement" and a.value in _SIGNS:
                statements.append(
                    [len(statements) + 1, number, a.start, a.end, a.text, holders[a.parent], "",
                     a.label, _SIGNS[a.value]]
                )  # fmt: skip
    write_rows(place / "documents.csv", DOCUMENTS, documents)
    write_rows(place / "statements.csv", STATEMENTS, statements)
