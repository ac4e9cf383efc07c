"""Check a coder's annotations against the articles and the codebook: every fault, by its row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from rhetoric.cells import SHEET, pictured
from rhetoric.errors import InputError, TableError
from rhetoric.exchange.annotations import EMPTIED, ROLES, SIDES, Annotation, file_name

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.tables import Tables

NONE = "none"  # a coder's word for: there is no such position, act or condition
_MOST = 20
_KINDS = {int: "whole number", str: "text"}


def check_texts(tables: Tables, texts: Mapping[str, str]) -> None:
    """Raise TableError unless `texts` are those that the tables were made from."""
    for doc_id, digest in zip(tables.articles["doc_id"], tables.articles["sha256"], strict=True):
        if doc_id not in texts:
            raise TableError(f"article '{doc_id}': its text is missing; give the articles analyzed")
        if hashlib.sha256(texts[doc_id].encode()).hexdigest() != digest:
            raise TableError(
                f"article '{doc_id}': its text is not the one that the tables were made from; give "
                "that one, or analyze anew"
            )


def check_types(row: Annotation) -> None:
    """Raise InputError where a file gives something else than texts and whole numbers."""
    for name, value in asdict(row).items():
        kind = int if name in ("start", "end") else str
        if type(value) is not kind:
            raise InputError(f"{row.place}: '{name}' is {value!r}, no {_KINDS[kind]}")


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
