"""Put corrections into the tables, and keep what they replace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rhetoric.exchange.annotations import SIDES, Annotation, positions, records
from rhetoric.tables import frame

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.tables import Tables

_SIGNS = {side: sign for sign, side in SIDES.items()}
_EMPTY = ("quad", "act_value", "act_source", "act_target", "act_modality")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One correction: `was` is the machine's annotation, `now` the coder's; None for neither."""

    statement_id: str
    was: Annotation | None
    now: Annotation | None


def apply(
    tables: Tables, changes: Iterable[Change], codebook: Codebook, coder: str
) -> tuple[Tables, list[Row]]:
    """Return the tables with the changes in them, and the log: a row for each change.

    A holder that is changed for a statement is changed for its positions that had the same one.
    """
    made = _Tables(tables, codebook, coder)
    for change in changes:
        now = change.now or change.was
        assert now is not None
        {"statement": made.holder, "agreement": made.position}.get(now.role, made.score)(change)
    return made.tables(tables), made.log


def touched(tables: Tables) -> str:
    """Say how many rows people coded, for whoever reads a figure or report of these tables.

    >>> from rhetoric import analyze
    >>> touched(analyze('"Sanctions will not work," the envoy said.'))
    'People coded 0 of 1 position and 0 of 1 statement.'
    """
    parts = []
    for name, table in (("position", tables.positions), ("statement", tables.scores)):
        coded, count = int((table["source"] == "coder").sum()), len(table)
        parts.append(f"{coded} of {count} {name}{'' if count == 1 else 's'}")
    return f"People coded {' and '.join(parts)}."


class _Tables:
    """The tables as rows by id, while changes are made."""

    def __init__(self, tables: Tables, codebook: Codebook, coder: str) -> None:
        self._book, self._coder = codebook, coder
        self._positions = {name: row for row, name in positions(tables)}
        self._scores = {row["statement_id"]: row for row in records(tables.scores)}
        self._statements = {row["statement_id"]: row for row in records(tables.statements)}
        self._evidence = list(records(tables.evidence))
        self.log: list[Row] = []

    def tables(self, like: Tables) -> Tables:
        """Return the tables in their order; what is new stands behind its article's rows."""
        order = {doc_id: n for n, doc_id in enumerate(like.articles["doc_id"])}
        return replace(
            like,
            **{
                name: frame(name, sorted(rows, key=lambda row: order[row["doc_id"]]))
                for name, rows in (
                    ("statements", self._statements.values()),
                    ("positions", self._positions.values()),
                    ("scores", self._scores.values()),
                    ("evidence", self._evidence),
                )
            },
        )

    def position(self, change: Change) -> None:
        """Change, add or take away a position."""
        was, now = change.was, change.now
        before = self._positions.get(was.id) if was else None
        self._log(change, "agreement", before)
        if was:
            self._forget(change.statement_id, "agreement", was.label)
        if now is None:
            assert was is not None
            del self._positions[was.id]
            return
        name = was.id if was else f"{change.statement_id}/agreement/{now.label}/{now.holder}"
        self._positions[name] = {
            "statement_id": change.statement_id,
            "doc_id": now.doc_id,
            "holder": now.holder or None,
            "concept": now.label,
            "axis": self._book.concepts[now.label].axis,
            "agreement": _SIGNS.get(now.value),
            "confidence": 1.0,
            "start": now.start,
            "end": now.end,
            "source": "coder",
        }
        if now.value:
            self._prove(change.statement_id, now, "agreement", _SIGNS[now.value])

    def holder(self, change: Change) -> None:
        """Change whose a statement is, and the positions in it that were the same holder's."""
        was, now = change.was, change.now
        assert was is not None
        assert now is not None
        row = self._statements[change.statement_id]
        self._log(change, "holder", row)
        outer = (row["chain"] or "").split(" > ")[:-1]
        chain = " > ".join([*outer, now.holder])
        self._statements[was.id] = row | {"holder": now.holder or None, "chain": chain or None}
        for name, position in self._positions.items():
            if position["statement_id"] == was.id and position["holder"] == (was.holder or None):
                held = {"holder": now.holder or None, "source": "coder"}
                self._positions[name] = position | held

    def score(self, change: Change) -> None:
        """Change a statement's act or condition."""
        code = change.now or change.was
        assert code is not None
        row, role = self._scores[change.statement_id], code.role
        label = change.now.label if change.now else None
        self._log(change, role, row)
        made = row | {role: label, "source": "coder"}
        if role == "act":
            made |= dict.fromkeys(_EMPTY)
            if label is not None:
                made["quad"], made["act_value"] = self._book.values[label]
        self._scores[change.statement_id] = made
        self._forget(change.statement_id, role, None)
        if change.now:
            self._prove(change.statement_id, change.now, role, None)

    def _log(self, change: Change, variable: str, machine: Row | None) -> None:
        codes = [a and _code(a) for a in (change.was, change.now)]
        either = change.now or change.was
        assert either is not None
        self.log.append(
            {
                "coder": self._coder,
                "statement_id": change.statement_id,
                "doc_id": either.doc_id,
                "variable": variable,
                "concept": either.label if variable == "agreement" else None,
                "was": codes[0],
                "now": codes[1],
                "machine": machine,
                "place": either.place,
            }
        )

    def _forget(self, statement_id: str, score: str, concept: str | None) -> None:
        """Take away the evidence of what is no longer said; it stays in the machine's tables."""
        gone = (statement_id, score, concept)
        self._evidence = [
            e for e in self._evidence if (e["statement_id"], e["score"], e["concept"]) != gone
        ]

    def _prove(self, statement_id: str, a: Annotation, score: str, value: float | None) -> None:
        self._evidence.append(
            {
                "statement_id": statement_id,
                "doc_id": a.doc_id,
                "score": score,
                "concept": a.label if score == "agreement" else None,
                "part": "concept" if score == "agreement" else "marker",
                "start": a.start,
                "end": a.end,
                "text": a.text,
                "entry": f"coder {self._coder}",
                "value": value,
            }
        )


def _code(a: Annotation) -> str:
    """Say a code in one line: 'Ann Lee against sanctions'."""
    if a.role == "statement":
        return a.holder
    side = a.value or "not scored on"
    return f"{a.holder or '?'} {side} {a.label}" if a.role == "agreement" else a.label
