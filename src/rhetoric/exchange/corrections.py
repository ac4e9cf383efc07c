"""Put corrections into the tables, and keep what they replace.

Where coders contradict each other neither wins, and the row is there to settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from operator import itemgetter
from typing import Any

from rhetoric.codebook import Codebook
from rhetoric.errors import TableError, count
from rhetoric.exchange.annotations import NONE, SIDES, Annotation, positions
from rhetoric.tables import Tables, frame, records

_SIGNS = {side: sign for sign, side in SIDES.items()}
_EMPTY = ("quad", "act_value", "act_source", "act_target", "act_modality")
Row = dict[str, Any]
_Claims = dict[tuple[str, ...], object]  # what is coded, and as what


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
            self._forget(change.statement_id, "agreement", was.label, was.holder)
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
        for row in self._evidence:
            same = row["statement_id"] == was.id and row["score"] == "agreement"
            if same and row["holder"] == (was.holder or None):
                row["holder"] = now.holder or None

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
        self._forget(change.statement_id, role, None, "")
        if change.now:
            self._prove(change, role, None)

    def _forget(self, statement_id: str, score: str, concept: str | None, holder: str) -> None:
        """Take away the evidence of what is no longer said; it stays in the machine's tables."""
        gone = (statement_id, score, concept, holder or None)
        of = itemgetter("statement_id", "score", "concept", "holder")
        self._evidence = [e for e in self._evidence if of(e) != gone]

    def _prove(self, change: Change, score: str, value: float | None) -> None:
        of_concept = score == "agreement"
        self._evidence.append({
            **change.at, "score": score, "text": change.either.text,
            "concept": change.either.label if of_concept else None,
            "holder": (change.either.holder or None) if of_concept else None,
            "part": "concept" if of_concept else "marker",
            "entry": f"coder {change.coder}", "value": value,
        })  # fmt: skip


class Conflicts:
    """Tells which changes of the same tables speak of the same, and whether they agree."""

    def __init__(self, base: Mapping[str, Annotation]) -> None:
        self._positions: dict[str, list[Annotation]] = {}
        for a in base.values():
            if a.role == "agreement":
                self._positions.setdefault(a.parent, []).append(a)

    def claims(self, change: Change) -> _Claims:
        """Return what a change says: of a position by its id, and of who holds which concept."""
        a, name = change.either, change.statement_id
        if a.role == "statement":
            of_positions: _Claims = {
                (p.id,): (p.label, p.value, a.holder)
                for p in self._positions.get(name, ())
                if change.was and p.holder == change.was.holder
            }
            return {(name, "holder"): a.holder, **of_positions}
        if a.role != "agreement":
            return {(name, a.role): None if change.gone else a.label}
        made: _Claims = {}
        if change.was:
            made[change.was.id,] = None if change.gone else (a.label, a.value, a.holder)
        there = [(p.label, p.holder) for p in self._positions.get(name, ())]
        if change.was is None or there.count((a.label, a.holder)) < 2:
            made[name, a.label, a.holder] = None if change.gone else a.value
        return made

    def new(self, before: Sequence[Change], now: Iterable[Change]) -> list[Change]:
        """Return the changes that their coder has not made before.

        Raises TableError where a coder contradicts what the same coder said before.
        """
        said: dict[tuple[str, ...], tuple[object, Change]] = {}
        for change in sorted(before, key=_statements_first):
            said |= {key: (value, change) for key, value in self.claims(change).items()}
        made = []
        for change in now:
            claims = self.claims(change)
            for key, value in () if change.settles else claims.items():
                if key in said and said[key][0] != value:
                    raise TableError(
                        f"{_place(change)}: nothing was merged: {change.coder} has coded this as "
                        f"'{_said(said[key][1])}' before ({_place(said[key][1])}), now as "
                        f"'{_said(change)}'; import everyone's last file into a new folder"
                    )
            if any(said.get(key, (said,))[0] != value for key, value in claims.items()):
                made.append(change)
        return made

    def parted(self, changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
        """Part changes into those that stand, each once, and those that coders contradict.

        What settles takes the place of all that was said of the same before.
        """
        left: list[tuple[Change, _Claims]] = []
        for change in changes:
            claims = self.claims(change)
            if change.settles:
                left = [
                    (c, said)
                    for c, said in left
                    if c.number == change.number or not said.keys() & claims.keys()
                ]
            left.append((change, claims))
        said_by: dict[tuple[str, ...], dict[str, object]] = {}
        for change, claims in sorted(left, key=lambda one: _statements_first(one[0])):
            for key, value in claims.items():
                said_by.setdefault(key, {})[change.coder] = value
        open_ = {key for key, said in said_by.items() if len(set(said.values())) > 1}
        contested = [c for c, said in left if open_ & said.keys()]
        stand: dict[object, Change] = {}
        for c, said in left:
            if c.corrects and not open_ & said.keys():
                stand.setdefault((*said.items(),), c)
        return list(stand.values()), contested

    def rows(self, contested: Iterable[Change]) -> list[dict[str, Any]]:
        """Return a row for each code that coders contradict: the machine's, and who says what."""
        units: dict[object, list[Change]] = {}
        for change in contested:
            unit = change.was.id if change.was else (*self.claims(change),)
            units.setdefault(unit, []).append(change)
        made = []
        for changes in units.values():
            first = changes[0].either
            row = asdict(changes[0].was or first)
            if changes[0].was is None:
                row["value" if first.role == "agreement" else "label"] = NONE
            del row["place"]
            coders = "; ".join(f"{c.coder}: {_said(c)} ({_place(c)})" for c in changes)
            made.append({**row, "coders": coders})
        return made


def _statements_first(change: Change) -> bool:
    return change.either.role != "statement"  # a coder's word on a position itself counts more


def _said(change: Change) -> str:
    return NONE if change.gone else code(change.either)


def _place(change: Change) -> str:
    return (change.now.place if change.now else "") or f"'{change.either.text}' is gone"


def code(a: Annotation) -> str:
    """Say a code in one line: 'Ann Lee against sanctions'."""
    if a.role == "statement":
        return a.holder
    side = a.value or "not scored on"
    return f"{a.holder or '?'} {side} {a.label}" if a.role == "agreement" else a.label
