"""Put corrections into the tables, and keep what they replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from rhetoric.errors import count
from rhetoric.exchange.annotations import NONE, SIDES, Annotation, positions
from rhetoric.tables import Tables, frame, records

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook

_SIGNS = {side: sign for sign, side in SIDES.items()}
_EMPTY = ("quad", "act_value", "act_source", "act_target", "act_modality")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A coder's word on one code: `was` is the machine's annotation, `now` the coder's.

    `was` is None for what is added, `now` for what is gone; where they are the same, the coder
    confirms the code. `number` counts the imports into one folder.
    """

    statement_id: str
    was: Annotation | None
    now: Annotation | None
    coder: str = ""
    number: int = 1
    settles: bool = False

    @property
    def either(self) -> Annotation:
        """Return what is now, else what was."""
        made = self.now or self.was
        assert made is not None
        return made

    @property
    def at(self) -> Row:
        """Return where the code stands, as a row of a table says it."""
        a = self.either
        return {
            "statement_id": self.statement_id, "doc_id": a.doc_id, "start": a.start, "end": a.end
        }  # fmt: skip

    @property
    def gone(self) -> bool:
        """Tell whether the coder says that there is no such code."""
        return self.now is None or NONE in (self.now.label, self.now.value)

    @property
    def corrects(self) -> bool:
        """Tell whether the tables change by it."""
        return self.now != self.was and not (self.gone and self.was is None)


def apply(tables: Tables, changes: Iterable[Change], codebook: Codebook) -> Tables:
    """Return the tables with the changes in them.

    A holder that is changed for a statement is changed for its positions that had the same one.
    """
    made = _Tables(tables, codebook)
    ways = {"statement": made.holder, "agreement": made.position}
    for change in changes:
        if change.corrects:
            ways.get(change.either.role, made.score)(change)
    return made.tables(tables)


def log(tables: Tables, changes: Iterable[Change]) -> list[Row]:
    """Return a row for each change, with the row of the table that it replaces, whole."""
    machine = {
        "statement": {row["statement_id"]: row for row in records(tables.statements)},
        "agreement": {name: row for row, name in positions(tables)},
        "score": {row["statement_id"]: row for row in records(tables.scores)},
    }
    made = []
    for c in changes:
        a, was = c.either, c.was.id if c.was else ""
        found = machine.get(a.role, machine["score"])
        made.append({
            "coder": c.coder, "number": c.number, "settles": c.settles,
            "statement_id": c.statement_id, "doc_id": a.doc_id,
            "variable": "holder" if a.role == "statement" else a.role,
            "concept": a.label if a.role == "agreement" else None,
            "was": c.was and code(c.was), "now": None if c.gone else code(a),
            "machine": found.get(was if a.role == "agreement" else c.statement_id),
            "place": a.place, "id": was, "mark": asdict(c.now) if c.now else None,
        })  # fmt: skip
    return made


def unlogged(row: Row, base: Mapping[str, Annotation]) -> Change:
    """Return the change that a row of the log is of. Raises KeyError if `base` is not its base."""
    was = base[row["id"]] if row["id"] else None
    now = Annotation(**row["mark"]) if row["mark"] else None
    return Change(row["statement_id"], was, now, row["coder"], row["number"], row["settles"])


def touched(tables: Tables, gone: int = 0) -> str:
    """Say how many rows people coded, for whoever reads a figure or report of these tables.

    `gone` is how many of the machine's positions they took away (`Merged.gone`).

    Examples:
        >>> from rhetoric import analyze
        >>> touched(analyze('"Sanctions will not work," the envoy said.'))
        'People coded 0 of 1 position and 0 of 1 statement.'
    """
    parts = []
    for name, table in (("position", tables.positions), ("statement", tables.scores)):
        coded = int((table["source"] == "coder").sum())
        parts.append(f"{coded} of {count(len(table), name)}")
    less = f"; they took {count(gone, 'other position')} away" if gone else ""
    return f"People coded {' and '.join(parts)}{less}."


class _Tables:
    """The tables as rows by id, while changes are made."""

    def __init__(self, tables: Tables, codebook: Codebook) -> None:
        self._book = codebook
        self._positions = {name: row for row, name in positions(tables)}
        self._scores = {row["statement_id"]: row for row in records(tables.scores)}
        self._statements = {row["statement_id"]: row for row in records(tables.statements)}
        self._evidence = records(tables.evidence)

    def tables(self, like: Tables) -> Tables:
        """Return the tables in their order; what is new stands behind its article's rows."""
        order = {doc_id: n for n, doc_id in enumerate(like.articles["doc_id"])}
        changed = {
            "statements": self._statements.values(),
            "positions": self._positions.values(),
            "scores": self._scores.values(),
            "evidence": self._evidence,
        }
        for name, rows in changed.items():
            table = frame(name, sorted(rows, key=lambda row: order[row["doc_id"]]))
            like = replace(like, **{name: table})
        return like

    def position(self, change: Change) -> None:
        """Change, add or take away a position."""
        was, now = change.was, change.now
        before = self._positions[was.id] if was else {}
        if was:
            self._forget(change.statement_id, "agreement", was.label)
        if now is None:
            del self._positions[change.either.id]
            return
        name = was.id if was else f"{change.statement_id}/agreement/{now.label}/{now.holder}"
        holder = before["holder"] if was and was.holder == now.holder else now.holder
        self._positions[name] = {
            **change.at,
            "holder": holder or None,
            "concept": now.label,
            "axis": self._book.concepts[now.label].axis,
            "agreement": _SIGNS.get(now.value),
            "confidence": None,
            "source": "coder",
        }
        if now.value:
            self._prove(change, "agreement", _SIGNS[now.value])

    def holder(self, change: Change) -> None:
        """Change whose a statement is, and the positions in it that were the same holder's."""
        was, now = change.was, change.now
        assert was is not None
        assert now is not None
        row = self._statements[change.statement_id]
        outer = (row["chain"] or "").split(" > ")[:-1]
        chain = " > ".join([*outer, now.holder])
        self._statements[was.id] = row | {"holder": now.holder or None, "chain": chain or None}
        for name, position in self._positions.items():
            if position["statement_id"] == was.id and position["holder"] == (was.holder or None):
                held = {"holder": now.holder or None, "confidence": None, "source": "coder"}
                self._positions[name] = position | held

    def score(self, change: Change) -> None:
        """Change a statement's act or condition."""
        row, role = self._scores[change.statement_id], change.either.role
        label = change.now.label if change.now else None
        made = row | {role: label, "source": "coder"}
        if role == "act":
            made |= dict.fromkeys(_EMPTY)
            if label is not None:
                made["quad"], made["act_value"] = self._book.values[label]
        self._scores[change.statement_id] = made
        self._forget(change.statement_id, role, None)
        if change.now:
            self._prove(change, role, None)

    def _forget(self, statement_id: str, score: str, concept: str | None) -> None:
        """Take away the evidence of what is no longer said; it stays in the machine's tables."""
        gone = (statement_id, score, concept)
        self._evidence = [
            e for e in self._evidence if (e["statement_id"], e["score"], e["concept"]) != gone
        ]

    def _prove(self, change: Change, score: str, value: float | None) -> None:
        of_concept = score == "agreement"
        self._evidence.append({
            **change.at, "score": score, "text": change.either.text,
            "concept": change.either.label if of_concept else None,
            "part": "concept" if of_concept else "marker",
            "entry": f"coder {change.coder}", "value": value,
        })  # fmt: skip


def code(a: Annotation) -> str:
    """Say a code in one line: 'Ann Lee against sanctions'."""
    if a.role == "statement":
        return a.holder
    side = a.value or "not scored on"
    return f"{a.holder or '?'} {side} {a.label}" if a.role == "agreement" else a.label
