"""All rows of one article, sorted for showing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from rhetoric.display.escape import given, voice_name
from rhetoric.errors import TableError
from rhetoric.tables import Tables

Span = tuple[int, int]
TINTS = 8  # voices beyond share a colour: their label tells them apart


@dataclass(frozen=True, slots=True)
class Record:
    """All rows of one article, sorted for showing."""

    text: str
    statements: list[Any]
    content: dict[str, list[Span]]  # of each attribution
    who: dict[str, Any]  # attributions by id
    positions: dict[str, list[Any]]  # by statement
    scores: dict[str, Any]
    evidence: list[Any]  # by start
    proofs: dict[str, list[Any]]  # evidence by statement
    longest: int  # of the evidence, in characters
    sentences: dict[int, list[Any]]  # statements by sentence
    tints: dict[str, int]  # of each holder, from 1


def record_of(text: str, tables: Tables, doc_id: str) -> Record:
    if doc_id not in set(tables.articles["doc_id"]):
        raise TableError(f"table 'articles' has no doc_id '{doc_id}'; its column doc_id lists them")

    def rows(table: pd.DataFrame, *order: str) -> list[Any]:
        mine = table[table["doc_id"] == doc_id]
        mine = mine.sort_values(list(order), kind="stable") if order else mine
        return list(mine.itertuples(index=False))

    statements = rows(tables.statements, "start", "depth")
    for row in statements:
        if text[row.start : row.end] != row.text:
            raise TableError(
                f"statement '{row.statement_id}' does not quote this text at {row.start}; "
                f"pass the text that '{doc_id}' was read from, unaltered"
            )
    who = {row.attribution_id: row for row in rows(tables.attributions)}
    evidence = [e for e in rows(tables.evidence, "start", "end") if not _silent(e)]
    holders = dict.fromkeys(row.holder for row in statements if given(row.attribution_id))
    return Record(
        text=text,
        statements=statements,
        content={name: [(s, e) for s, e in row.content_spans] for name, row in who.items()},
        who=who,
        positions=_grouped(rows(tables.positions), "statement_id"),
        scores={row.statement_id: row for row in rows(tables.scores)},
        evidence=evidence,
        proofs=_grouped(evidence, "statement_id"),
        longest=max((e.end - e.start for e in evidence), default=0),
        sentences=_grouped(statements, "sentence"),
        tints={voice_name(h): i % TINTS + 1 for i, h in enumerate(holders)},
    )


def _grouped(rows: list[Any], column: str) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    return groups


def _silent(proof: Any) -> bool:
    """Tell whether a tone word adds nothing: the lexicon has many that are neither."""
    return bool(proof.score == "polarity" and proof.value == 0)
