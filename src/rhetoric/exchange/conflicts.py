"""Where coders contradict each other: neither wins, and the row is there to settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rhetoric.errors import TableError
from rhetoric.exchange.annotations import Annotation
from rhetoric.exchange.checks import NONE
from rhetoric.exchange.corrections import Change, code

_Claims = dict[tuple[str, ...], object]  # what is coded, and as what


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
