"""The one shape that all formats share: a span of an article, what it is, and its code.

| role | label | value | holder | the span |
|---|---|---|---|---|
| `statement` | its kind | | whose it is | the statement |
| `agreement` | the concept | for, against, neutral; '' not scored | who is | the concept's words |
| `act`, `condition` | the code | | | the words that prove it |
| `source` | source | | the canonical speaker | the mention |
| `cue`, `content` | cue, content | | | the words, a row for each part |

`Check` finds what is wrong with a coder's, against articles and codebook.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from rhetoric.codebook import Codebook
from rhetoric.csv_files import spoilt
from rhetoric.errors import InputError, TableError
from rhetoric.tables import UNSCORED, Tables, records

NONE = "none"  # a coder's word for: there is no such position, act or condition
SIDES = {1: "for", -1: "against", 0: "neutral"}
CODES = ("statement", "agreement", "act", "condition")
VOICES = ("source", "cue", "content")
ROLES = CODES + VOICES
EMPTIED = "article"  # role of what stands for an article in which a coder left nothing
COLUMNS = ("id", "doc_id", "role", "label", "value", "holder", "start", "end", "text")
_KINDS = {int: "whole number", str: "text"}
_WHOLE = r"(?:s\d+(?:/a\d+)?|a\d+)"
_TAIL = r"/(?:agreement/.+|act|condition|source|cue\d+|content\d+)"
_PART = re.compile(rf"(?s)({_WHOLE}){_TAIL}")
_OURS = re.compile(rf"(?s)(.+)/{_WHOLE}(?:{_TAIL})?")
_MOST = 20  # faults told of at once
_LONGEST = 200  # bytes of a name: file systems take 255, tools add to it


@dataclass(frozen=True, slots=True)
class Annotation:
    """A marked span; `place` says where it was read, for errors."""

    id: str  # '' where a coder added it
    doc_id: str
    role: str
    label: str
    value: str
    holder: str
    start: int
    end: int
    text: str
    place: str = field(default="", compare=False)

    @property
    def parent(self) -> str:
        """Return the id of the statement or attribution that this is part of; '' for neither."""
        fits = _PART.fullmatch(self.id.removeprefix(f"{self.doc_id}/"))
        return f"{self.doc_id}/{fits[1]}" if fits else ""


def emptied(doc_id: str, place: str) -> Annotation:
    """Return what stands for an article that is in a file, without any annotation."""
    return Annotation("", doc_id, EMPTIED, "", "", "", 0, 0, "", place)


class Export(NamedTuple):
    """What a format writes: annotations, the articles' texts, and the tags to choose from."""

    rows: list[Annotation]
    texts: dict[str, str]
    tags: list[str]
    dates: dict[str, str]

    def by_article(self) -> Iterator[tuple[str, str, list[Annotation]]]:
        """Yield each article's doc_id, text and annotations."""
        rows: dict[str, list[Annotation]] = {doc_id: [] for doc_id in self.texts}
        for row in self.rows:
            rows[row.doc_id].append(row)
        for doc_id, text in self.texts.items():
            yield doc_id, text, rows[doc_id]


def file_name(doc_id: str) -> str:
    """Return a doc_id that is short enough for the name of a file, however that is escaped.

    One that is too long keeps its beginning; a hash of the whole keeps it unique.
    """
    if len(quote(doc_id, safe="")) <= _LONGEST:
        return doc_id
    kept = doc_id[:_LONGEST]
    while len(quote(kept, safe="")) > _LONGEST - 13:
        kept = kept[:-1]
    return f"{kept}~{hashlib.sha256(doc_id.encode()).hexdigest()[:12]}"


def article_of(stem: str, ids: Iterable[str]) -> str:
    """Return the doc_id that named a file: one too long is in the ids there, else `Check` knows."""
    name = unquote(stem)
    doc_ids = (fits[1] for one in ids if (fits := _OURS.fullmatch(one)))
    return next((one for one in doc_ids if file_name(one) == name), name)


def tag(role: str, label: str) -> str:
    """Return role and label as one name: 'agreement:sanctions'."""
    return f"{role}:{label}"


def ours(name: object) -> str:
    """Return an id if it has the form of ours, else '': tools name what coders add themselves."""
    return name if isinstance(name, str) and _OURS.fullmatch(name) else ""


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


def export_of(tables: Tables, texts: Mapping[str, str], codebook: Codebook) -> Export:
    """Return what is written of tables. Raises TableError as `check_texts` does."""
    check_texts(tables, texts)
    dates = {row["doc_id"]: row["published"] or "" for row in records(tables.articles)}
    kept = {name: texts[name] for name in dates}
    return Export(annotations_of(tables, texts), kept, _tags(codebook, tables), dates)


def _tags(codebook: Codebook, tables: Tables) -> list[str]:
    labels = {
        "statement": sorted({*tables.statements["kind"]} - {*UNSCORED}),
        "agreement": codebook.concepts,
        "act": codebook.values,
        "condition": codebook.conditions,
        **{role: (role,) for role in VOICES},
    }
    return [tag(role, label) for role, some in labels.items() for label in some]


def annotations_of(tables: Tables, texts: Mapping[str, str]) -> list[Annotation]:
    """List the statements of tables, their codes, and who says them, in the order of the text."""
    made = [
        Annotation(*row, texts[row[1]][row[6] : row[7]])
        for row in (*_statements(tables), *_codes(tables), *_voices(tables))
    ]
    order = {doc_id: n for n, doc_id in enumerate(tables.articles["doc_id"])}
    return sorted(made, key=lambda a: (order[a.doc_id], a.start, -a.end, ROLES.index(a.role), a.id))


_Row = tuple[str, str, str, str, str, str, int, int]


def _statements(tables: Tables) -> Iterator[_Row]:
    for row in records(tables.statements):
        if row["kind"] not in UNSCORED:
            codes = "statement", row["kind"], "", row["holder"] or ""
            yield row["statement_id"], row["doc_id"], *codes, row["start"], row["end"]


def _codes(tables: Tables) -> Iterator[_Row]:
    spans = {r["statement_id"]: (r["start"], r["end"]) for r in records(tables.statements)}
    for row, name in positions(tables):
        side = SIDES.get(row["agreement"], "")
        codes = "agreement", row["concept"], side, row["holder"] or ""
        yield name, row["doc_id"], *codes, row["start"], row["end"]
    proofs: dict[tuple[str, str], tuple[int, int]] = {}
    for row in records(tables.evidence):
        proofs.setdefault((row["statement_id"], row["score"]), (row["start"], row["end"]))
    for row in records(tables.scores):
        for role in ("act", "condition"):
            if row[role] is not None:
                name = row["statement_id"]
                span = proofs.get((name, role), spans[name])
                yield f"{name}/{role}", row["doc_id"], role, row[role], "", "", *span


def positions(tables: Tables) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the rows of `positions` with an id each: a concept may have several holders."""
    seen: Counter[str] = Counter()
    for row in records(tables.positions):
        name = f"{row['statement_id']}/agreement/{row['concept']}"
        seen[name] += 1
        yield row, f"{name}/{seen[name]}" if seen[name] > 1 else name


def _voices(tables: Tables) -> Iterator[_Row]:
    for row in records(tables.attributions):
        name, doc_id = row["attribution_id"], row["doc_id"]
        if row["mention"] is not None:
            codes = "source", "source", "", row["speaker"] or ""
            yield f"{name}/source", doc_id, *codes, row["mention_start"], row["mention_end"]
        for role in ("cue", "content"):
            for n, (start, end) in enumerate(row[f"{role}_spans"], start=1):
                yield f"{name}/{role}{n}", doc_id, role, role, "", "", start, end


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


def _short(text: str) -> str:
    return f"{text[:40]}…" if len(text) > 40 else text
