"""Merge what coders changed over the machine's codes: all of it, or nothing.

A changed row has the source `coder`; what it replaces is kept in the log of corrections, and the
machine's own tables stay where they are. Coders merge one after the other; where they contradict
each other the machine's code stays, and the row is to settle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_
from typing import Any

from rhetoric.codebook import Codebook
from rhetoric.errors import TableError
from rhetoric.exchange.annotations import (
    EMPTIED,
    NONE,
    VOICES,
    Annotation,
    Check,
    annotations_of,
    check_texts,
)  # fmt: skip
from rhetoric.exchange.corrections import Change, Conflicts, apply, log, unlogged
from rhetoric.tables import Tables


@dataclass(frozen=True, slots=True)
class Merged:
    """Corrected tables, and what was done.

    `log` has a row for each new correction, `confirmed` for each code that the coder gave and the
    machine had, `conflicts` for each code that coders contradict each other on. `gone` is how many
    of the machine's positions are taken away, `aside` how many other changes were left aside.
    """

    tables: Tables
    log: list[dict[str, Any]]
    aside: int
    gone: int = 0
    confirmed: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)


def merge(
    tables: Tables, texts: Mapping[str, str], edited: Sequence[Annotation], codebook: Codebook, *,
    coder: str, earlier: Sequence[Mapping[str, Any]] = (), whole: bool = True, coded: bool = False,
    sided: bool = False, settle: bool = False, reanchor: bool = False,
) -> Merged:  # fmt: skip
    """Merge a coder's annotations over the tables that they were exported from.

    With `whole`, a code of an article in `edited` that is missing there was deleted by the coder
    (CSV: only what says 'none' is); with `sided` too, a position for or against alone, since the
    file has no place for others. With `coded`, each row is a code that its coder gave (a sheet),
    so that others can contradict the machine's, too. With `reanchor`, an annotation whose offsets
    are off is put where its text stands, if that is clear. Marks of sources, cues and contents, and
    the bounds of statements, are not codes: changes to them are counted and left aside.

    `earlier` are the rows of `log` and `confirmed` of the coders merged before. What coders
    contradict each other on stays as the machine has it, until a file with `settle`.

    Returns tables of the same kind, with the changed rows marked `coder`, and the log: for each
    change coder, statement_id, doc_id, variable, concept, was, now, `machine` (the row of the table
    that is replaced, whole), place, and what it takes to merge it again.
    Raises TableError that lists every row at fault, or where `earlier` is of other tables or the
    coder said another thing before; nothing is merged then.
    """
    check_texts(tables, texts)
    base = {a.id: a for a in annotations_of(tables, texts)}
    check = Check(base, texts, codebook)
    found = _Changes(base, check.rows(edited, reanchor=reanchor), texts, check, settle=settle)
    changes = [*found.made(), *(found.removed(sided=sided) if whole and not settle else ())]
    check.report()
    if not (coded or settle):
        changes = [c for c in changes if c.now != c.was]
    before = _earlier(earlier, base)
    number = max((c.number for c in before), default=0) + 1
    made = [with_(c, coder=coder, number=number, settles=settle) for c in changes]
    conflicts = Conflicts(base)
    made = conflicts.new([c for c in before if c.coder == coder], made)
    stand, contested = conflicts.parted([*before, *made])
    return Merged(
        apply(tables, stand, codebook),
        log(tables, [c for c in made if c.corrects]),
        found.aside,
        sum(c.gone and c.either.role == "agreement" for c in stand),
        log(tables, [c for c in made if not c.corrects]),
        conflicts.rows(contested),
    )


def _earlier(log: Sequence[Mapping[str, Any]], base: Mapping[str, Annotation]) -> list[Change]:
    try:
        return sorted((unlogged(dict(row), base) for row in log), key=lambda c: c.number)
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(
            f"nothing was merged: the corrections before these are of other tables ({error}); name "
            "a new folder"
        ) from error


class _Changes:
    """What differs between the machine's annotations and a coder's."""

    def __init__(
        self, base: Mapping[str, Annotation], rows: Sequence[Annotation],
        texts: Mapping[str, str], check: Check, *, settle: bool,
    ) -> None:  # fmt: skip
        self._base, self._rows, self._texts, self._check = base, rows, texts, check
        self._settle = settle
        self.aside = 0
        self._statements: dict[str, list[Annotation]] = {}
        self._codes: dict[tuple[str, str, str], list[Annotation]] = {}
        for a in base.values():
            if a.role == "statement":
                self._statements.setdefault(a.doc_id, []).append(a)
            self._codes.setdefault((a.parent, a.role, a.label), []).append(a)
        self._taken = {_key(a.parent, a) for a in rows if a.id}

    def made(self) -> Iterator[Change]:
        """Yield what was changed or confirmed, and what was added."""
        for row in self._rows:
            was = self._base.get(row.id)
            if row.role == EMPTIED:
                continue
            if row.role in VOICES:
                self.aside += was != row
            elif was is None:
                yield from self._added(row)
            elif row.role == "statement":
                self.aside += (was.start, was.end, was.label) != (row.start, row.end, row.label)
                yield Change(was.id, was, with_(was, holder=row.holder, place=row.place))
            elif NONE in (row.label, row.value):
                yield Change(was.parent, was, None)
            else:
                yield Change(was.parent, was, row)

    def removed(self, *, sided: bool) -> Iterator[Change]:
        """Yield the codes that are gone from articles that are there."""
        kept, there = {row.id for row in self._rows}, {row.doc_id for row in self._rows}
        for was in self._base.values():
            held = was.value in ("for", "against") or not sided
            if was.doc_id in there and was.id not in kept and held:
                if was.role in ("agreement", "act", "condition"):
                    yield Change(was.parent, was, None)
                else:
                    self.aside += 1

    def _added(self, row: Annotation) -> Iterator[Change]:
        inner = self._around(row)
        if inner is None:
            self._check.fault(row, f"'{row.text}' is in no one statement; mark words within one")
            return
        there = self._codes.get((inner.id, row.role, row.label), [])
        none = NONE in (row.label, row.value)
        if not self._settle and len(there) == 1 and _key(inner.id, there[0]) not in self._taken:
            was, row = there[0], with_(row, holder=row.holder or there[0].holder)  # without our id
            self._taken |= {_key(inner.id, was), _key(inner.id, row)}
            same = (was.value, was.holder) == (row.value, row.holder)
            now = with_(was, place=row.place) if same else row
            yield Change(inner.id, was, None if none else now)
            return
        row = with_(row, holder=row.holder or inner.holder)
        if none:
            if self._settle:
                yield Change(inner.id, None, row)
        elif _key(inner.id, row) in self._taken:
            self._check.fault(
                row, f"statement '{inner.id}' has a code for {row.role} '{row.label}' already; "
                "change that one"
            )  # fmt: skip
        else:
            self._taken.add(_key(inner.id, row))
            yield Change(inner.id, None, row)

    def _around(self, row: Annotation) -> Annotation | None:
        """Return the innermost statement around words, else the next to them in their line.

        The words that introduce a voice are in no statement: "Asked about the talks, she said …".
        """
        said = self._statements.get(row.doc_id, ())
        around = [s for s in said if s.start <= row.start and row.end <= s.end]
        if around:
            return min(around, key=lambda s: (s.end - s.start, -s.start))
        text = self._texts[row.doc_id]
        beside = [
            s
            for s in said
            if (s.end <= row.start and "\n" not in text[s.end : row.start])
            or (row.end <= s.start and "\n" not in text[row.end : s.start])
        ]
        return min(beside, key=lambda s: max(s.start - row.end, row.start - s.end), default=None)


def _key(statement_id: str, a: Annotation) -> tuple[str, ...]:
    one = (a.label, a.holder) if a.role == "agreement" else ()
    return (statement_id, a.role, *one)
