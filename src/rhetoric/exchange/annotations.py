"""The one shape that all formats share: a span of an article, what it is, and its code.

| role | label | value | holder | the span |
|---|---|---|---|---|
| `statement` | its kind | | whose it is | the statement |
| `agreement` | the concept | for, against, neutral; '' not scored | who is | the concept's words |
| `act`, `condition` | the code | | | the words that prove it |
| `source` | source | | the canonical speaker | the mention |
| `cue`, `content` | cue, content | | | the words, a row for each part |

As CSV a row is a row.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from rhetoric.csv_files import Row, read_rows, write_rows
from rhetoric.errors import InputError, TableError
from rhetoric.tables import Tables, records

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook

NONE = "none"  # a coder's word for: there is no such position, act or condition
SIDES = {1: "for", -1: "against", 0: "neutral"}
CODES = ("statement", "agreement", "act", "condition")
VOICES = ("source", "cue", "content")
ROLES = CODES + VOICES
EMPTIED = "article"  # role of what stands for an article in which a coder left nothing
UNSCORED = ("dateline", "furniture")
COLUMNS = ("id", "doc_id", "role", "label", "value", "holder", "start", "end", "text")
_KINDS = {int: "whole number", str: "text"}
_WHOLE = r"(?:s\d+(?:/a\d+)?|a\d+)"
_TAIL = r"/(?:agreement/.+|act|condition|source|cue\d+|content\d+)"
_PART = re.compile(rf"(?s)({_WHOLE}){_TAIL}")
_OURS = re.compile(rf"(?s)(.+)/{_WHOLE}(?:{_TAIL})?")
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
    rows = tables.articles[["doc_id", "published"]].fillna("").astype(str)
    dates = dict(zip(rows["doc_id"], rows["published"], strict=True))
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


def write_csv(place: Path, export: Export) -> None:
    """Write one row for each annotation (.csv)."""
    write_rows(place, COLUMNS, ([getattr(a, name) for name in COLUMNS] for a in export.rows))


def read_csv(place: Path) -> list[Annotation]:
    """Read the rows back."""
    return [_of_row(where, row) for where, row in read_rows(place, COLUMNS)]


def _of_row(place: str, row: Row) -> Annotation:
    try:
        start, end = int(row["start"]), int(row["end"])
    except ValueError as error:
        raise InputError(f"{place}: start and end are whole numbers, not '{error}'") from None
    codes = row["role"], row["label"], row["value"], row["holder"]
    return Annotation(row["id"], row["doc_id"], *codes, start, end, row["text"], place)
