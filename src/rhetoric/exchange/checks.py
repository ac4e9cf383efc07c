"""What is wrong with annotations: a coder's against articles and codebook, coders' to each other.

Every fault is told by its row. Where coders contradict each other neither wins, and the row is
there to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from rhetoric.csv_files import SHEET, pictured
from rhetoric.errors import TableError
from rhetoric.exchange.annotations import EMPTIED, NONE, ROLES, SIDES, Annotation, file_name
from rhetoric.exchange.corrections import Change, code

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook

_MOST = 20
_Claims = dict[tuple[str, ...], object]  # what is coded, and as what


class Check:
    """Gathers what is wrong with rows, so that a coder can mend them all at once."""

    def __init__(
        self, base: Mapping[str, Annotation], texts: Mapping[str, str], codebook: Codebook
    ) -> None:
        self.faults: list[str] = []
        self._base, self._texts = base, texts
        self._named = {file_name(doc_id): doc_id for doc_id in texts}
        self._labels = {
            "agreement": set(codebook.concepts),
            "act": {*codebook.values, NONE},
            "condition": {*codebook.conditions, NONE},
        }

    def fault(self, row: Annotation, message: str) -> None:
        """Note a fault; `report` raises it."""
        self.faults.append(f"{row.place or row.id}: {message}")

    def rows(self, edited: Sequence[Annotation], *, reanchor: bool) -> list[Annotation]:
        """Return the rows that are in order, with their offsets mended where that is asked for."""
        seen: dict[object, str] = {}
        made = []
        for found in edited:
            row = replace(found, doc_id=self._named.get(found.doc_id, found.doc_id))
            key = row.id or (row.doc_id, row.role, row.label, row.holder, row.start, row.end)
            wrong = self._miscoded(row) or self._unknown(row)
            if key in seen:
                wrong = f"'{row.id or row.text}' is there twice, first at {seen[key]}; keep one"
            seen[key] = row.place
            if wrong:
                self.fault(row, wrong)
            elif row.role == EMPTIED:
                made.append(row)
            else:
                made.append(self._anchored(self._restored(row), reanchor))
        return made

    def report(self) -> None:
        """Raise TableError for all that is wrong."""
        if count := len(self.faults):
            more = f"; and {count - _MOST} more" if count > _MOST else ""
            raise TableError(
                f"nothing was merged, {count} row{'s have' if count > 1 else ' has'} an error: "
                f"{'; '.join(self.faults[:_MOST])}{more}"
            )

    def _miscoded(self, row: Annotation) -> str:
        """Say what is wrong with the codes of a row; nothing where they are in order."""
        allowed = self._labels.get(row.role)
        if row.role not in (*ROLES, EMPTIED):
            return f"unknown role '{row.role}'; allowed are {', '.join(ROLES)}"
        if allowed is not None and row.label not in allowed:
            what = "concept" if row.role == "agreement" else row.role
            among = ", ".join(sorted(allowed))
            return f"'{row.label}' is no {what} of the codebook; allowed are {among}"
        if row.role == "agreement" and row.value not in ("", NONE, *SIDES.values()):
            return (
                f"agreement is {', '.join(SIDES.values())}, {NONE} (no position) or empty "
                f"(not scored), not '{row.value}'"
            )
        if row.role == "statement" and not row.id:
            return "a new statement cannot be merged; mark a concept in one that is there"
        return ""

    def _unknown(self, row: Annotation) -> str:
        """Say what of a row the tables do not have; nothing where they have it."""
        known = self._base.get(row.id)
        if row.doc_id not in self._texts:
            return (
                f"article '{row.doc_id}' is not in these tables{self._mangled(row.doc_id)}; "
                "merge into the tables that were exported"
            )
        if row.id and known is None:
            return (
                f"id '{row.id}' is not in these tables{self._mangled(row.id)}; leave it "
                "empty for an annotation of your own"
            )
        if known is not None and (known.doc_id, known.role) != (row.doc_id, row.role):
            return (
                f"id '{row.id}' is of role '{known.role}' in '{known.doc_id}'; keep both, and "
                "add a row without id for another"
            )
        return ""

    def _restored(self, row: Annotation) -> Annotation:
        """Undo what no coder did: spaces at the edges, and letters that an encoding lacks."""
        known, there = self._base.get(row.id), self._texts[row.doc_id][row.start : row.end]
        same = known is not None and row.holder.strip() in spoilt(known.holder)
        return replace(
            row,
            holder=known.holder if known is not None and same else row.holder.strip(),
            text=there if row.text.strip() in spoilt(there) else row.text,
        )

    def _anchored(self, row: Annotation, reanchor: bool) -> Annotation:
        text = self._texts[row.doc_id]
        if row.text and 0 <= row.start < row.end and text[row.start : row.end] == row.text:
            return row
        found = self._places(row)
        if reanchor and len(found) == 1:
            return replace(row, start=found[0], end=found[0] + len(row.text))
        there = _short(text[max(row.start, 0) : max(row.end, 0)])
        where = " or ".join(f"{at}–{at + len(row.text)}" for at in found[:3]) or "nowhere"
        advice = "say which" if len(found) > 1 else "is this another version of the article?"
        if len(found) == 1:
            advice = "reanchor it there (--reanchor)"
        self.fault(
            row, f"offsets {row.start}–{row.end} of '{row.doc_id}' hold '{there}', the row quotes "
            f"'{_short(row.text)}', which stands {where}; {advice}"
        )  # fmt: skip
        return row

    def _places(self, row: Annotation) -> list[int]:
        """Return where the quoted text stands: at its id's place, else everywhere it does."""
        known, text = self._base.get(row.id), self._texts[row.doc_id]
        if known is not None and known.text == row.text:
            return [known.start]
        return [m.start() for m in re.finditer(re.escape(row.text), text)] if row.text else []

    def _mangled(self, name: str) -> str:
        """Say which id a spreadsheet may have changed: 007 to 7, 201902251234567 to 2.01902E+14."""
        if not re.fullmatch(r"[\d.,/:-]+(?:[eE][+-]?\d+)?", name.partition("/s")[0]):
            return ""
        digits = name.lstrip("0")
        alike = [d for d in self._texts if d.lstrip("0") == digits]
        was = f"was it '{alike[0]}'? " if alike else ""
        return f" ({was}a spreadsheet may have changed it: import the column as text)"


def spoilt(text: str) -> set[str]:
    """Return what spreadsheets save of a text, without the spaces around it: Excel's plain CSV
    has a ? for every character that Windows-1252 lacks."""
    western = pictured(text, SHEET.lost).encode("cp1252", "replace").decode("cp1252", "replace")
    return {text.strip(), western.strip()}


def _short(text: str) -> str:
    return f"{text[:40]}…" if len(text) > 40 else text


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
