"""Folders with a file of marks for each article: brat's and INCEpTION's.

- brat (Stenetorp et al. 2012): name.txt and name.ann. Statements and codes are text-bound marks;
  a note `Id` keeps their id, an attribute `Agreement` the side, `AnnotatorNotes` the holder; a
  control character in a note is its picture (`rhetoric.csv_files`). A voice is an event with the
  roles Source, Cue and Content, so that `rhetoric evaluate attribution` and `rhetoric train
  attribution` read the folder as well.
- INCEpTION: a UIMA CAS (JSON 0.4.0), with the type system to import as a layer. dkpro-cassis turns
  code points into UIMA's UTF-16 units and back. JSON, not XMI, because XML cannot hold every
  character that articles do (a form feed); XMI is read as well.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rhetoric.csv_files import pictured, plain
from rhetoric.errors import InputError
from rhetoric.exchange.annotations import (
    CODES,
    ROLES,
    SIDES,
    Annotation,
    Export,
    article_of,
    emptied,
    file_name,
    ours,
)  # fmt: skip
from rhetoric.files import content
from rhetoric.reading import formats

Span = tuple[int, int]
_MARK = re.compile(r"\S+ (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
_EVENT = "Attribution"
_NUL = "\0"  # is in no line that is read as text
_TYPE = "webanno.custom.Rhetoric"
_FEATURES = ("identifier", "role", "label", "value", "holder")


@dataclass(slots=True)
class Standoff:
    """The lines of an .ann file: a mark's type and spans, an event's text and place, notes."""

    types: dict[str, str] = field(default_factory=dict)
    marks: dict[str, list[Span]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, str]] = field(default_factory=list)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, mark) → text


def parse(path: Path, text: str) -> Standoff:
    """Read an .ann file, whose marks must quote `text`. Raises InputError, naming the line."""
    made = Standoff()
    lines = formats.decode(content(path), path, "utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        name, _, rest = line.rstrip("\r").partition("\t")
        where, _, words = rest.partition("\t")
        if name.startswith("E"):
            made.events.append((where, f"{path}, line {number}, event {name}"))
        elif name.startswith("T"):
            made.places[name] = f"{path}, line {number}, {name}"
            made.types[name] = where.partition(" ")[0]
            made.marks[name] = _mark(where, made.places[name], words, text)
        elif name.startswith(("A", "#")):
            kind, _, mark = where.partition(" ")
            mark, _, value = mark.partition(" ") if name.startswith("A") else (mark, "", words)
            made.notes[kind, mark] = value
    return made


def _mark(where: str, place: str, words: str, text: str) -> list[Span]:
    """Return the spans of a text-bound mark, whose words must be those of the text."""
    fits = _MARK.fullmatch(where)
    if fits is None:
        raise InputError(f"{place}: '{where}' is not a type and 'start end' (';' between parts)")
    spans = [(int(a), int(b)) for a, b in (part.split() for part in fits[1].split(";"))]
    read = " ".join(text[start:end] for start, end in spans)
    if words and words.split() not in (read.split(), pictured(read, _NUL).split()):
        shown, given = (f"{s[:40]}…" if len(s) > 40 else s for s in (read, words))
        raise InputError(
            f"{place}: the text has '{shown}' there, the file says '{given}'; the text must be the "
            "one that was annotated, unaltered"
        )
    return spans


def write_brat(place: Path, export: Export) -> None:
    """Write a folder: the articles, their marks, and brat's annotation.conf."""
    place.mkdir()
    for doc_id, text, rows in export.by_article():
        name = quote(file_name(doc_id), safe=" ()+,=@[]{}'")
        (place / f"{name}.txt").write_bytes(text.encode())
        (place / f"{name}.ann").write_bytes("".join(_lines(rows)).encode())
    types = [tag.replace(":", "-", 1) for tag in export.tags]
    roles = ", ".join(f"{role.title()}*:<ENTITY>" for role in ROLES if role not in CODES)
    (place / "annotation.conf").write_text(
        "[entities]\n" + "\n".join(types) + f"\n[events]\n{_EVENT}\t{roles}\n[relations]\n"
        f"[attributes]\nAgreement\tArg:<ENTITY>, Value:{'|'.join(SIDES.values())}\n",
        encoding="utf-8",
    )


def _lines(rows: list[Annotation]) -> Iterator[str]:
    events: dict[str, list[str]] = {}
    for n, a in enumerate(rows, start=1):
        kind = f"{a.role}-{a.label}"
        spans = [(m.start() + a.start, m.end() + a.start) for m in re.finditer(r"[^\r\n]+", a.text)]
        where = ";".join(f"{start} {end}" for start, end in spans)
        words = " ".join(a.text[start - a.start : end - a.start] for start, end in spans)
        yield f"T{n}\t{kind} {where}\t{pictured(words, _NUL)}\n"
        yield f"#{2 * n}\tId T{n}\t{pictured(a.id)}\n"
        if a.value:
            yield f"A{n}\tAgreement T{n} {a.value}\n"
        if a.holder:
            yield f"#{2 * n + 1}\tAnnotatorNotes T{n}\t{pictured(a.holder)}\n"
        if a.role not in CODES:
            part = a.id.rpartition("/")[2].title()  # Source, Cue1, Content2
            events.setdefault(a.parent, []).append(f"{part}:T{n}")
    for n, parts in enumerate(events.values(), start=1):
        trigger = parts[0].partition(":")[2]
        yield f"E{n}\t{_EVENT}:{trigger} {' '.join(parts)}\n"


def read_brat(place: Path) -> list[Annotation]:
    """Read a folder of .ann files with their .txt files."""
    paths = sorted(place.rglob("*.ann"))
    if not paths:
        raise InputError(f"{place}: there is no .ann file in this folder; give brat's files")
    return [one for path in paths for one in _annotations(path)]


def _annotations(path: Path) -> Iterator[Annotation]:
    beside = path.with_suffix(".txt")
    if not beside.is_file():
        raise InputError(f"{path}: its text is missing; put it beside it as {beside.name}")
    try:
        text = content(beside).decode("utf-8")  # as exported, NUL and byte order mark too
    except UnicodeDecodeError as error:
        raise InputError(f"{beside}: is not UTF-8 ({error}); export it again") from error
    found = parse(path, text)
    notes = {key: plain(note) for key, note in found.notes.items()}
    doc_id = article_of(path.stem, (note for (kind, _), note in notes.items() if kind == "Id"))
    if not found.marks:
        yield emptied(doc_id, str(path))
    for name, spans in found.marks.items():
        role, _, label = found.types[name].partition("-")
        start, end = spans[0][0], spans[-1][1]
        value, holder = (notes.get((kind, name), "") for kind in ("Agreement", "AnnotatorNotes"))
        codes = role, label, value, holder
        span = start, end, text[start:end]
        yield Annotation(ours(notes.get(("Id", name))), doc_id, *codes, *span, found.places[name])


def write_inception(place: Path, export: Export) -> None:
    """Write a folder with name.json for each article, and TypeSystem.xml."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    kind = types.create_type(name=_TYPE, supertypeName="uima.tcas.Annotation")
    for feature in _FEATURES:
        types.create_feature(kind, name=feature, rangeType="uima.cas.String")
    place.mkdir()
    types.to_xml(place / "TypeSystem.xml")
    for doc_id, text, rows in export.by_article():
        cas = cassis.Cas(typesystem=types, sofa_string=text, sofa_mime="text/plain")
        for a in rows:
            codes = dict(zip(_FEATURES, (a.id, a.role, a.label, a.value, a.holder), strict=True))
            cas.add(kind(begin=a.start, end=a.end, **{k: v for k, v in codes.items() if v}))
        cas.to_json(place / f"{quote(file_name(doc_id), safe='')}.json")


def read_inception(place: Path) -> list[Annotation]:
    """Read a folder of CAS files: .json, or .xmi with its TypeSystem.xml."""
    paths = sorted(p for p in place.rglob("*") if p.suffix in (".json", ".xmi") and p.is_file())
    if not paths:
        raise InputError(f"{place}: there is no .json or .xmi file in this folder; give CAS files")
    paths = [path for path in paths if path.stem != "INITIAL_CAS"]  # what nobody has touched
    seen: dict[str, Path] = {}
    for path in paths:
        if (known := seen.setdefault(_stem(path), path)) != path:
            raise InputError(
                f"{path}: '{_stem(path)}' is already in {known}; give one person's files alone"
            )
    return [one for path in paths for one in _marks(path)]


def _marks(path: Path) -> Iterator[Annotation]:
    cassis = _cassis()
    file = io.BytesIO(content(path))
    if path.suffix == ".json":
        cas = cassis.load_cas_from_json(file)
    else:
        types = io.BytesIO(content(path.parent / "TypeSystem.xml"))
        cas = cassis.load_cas_from_xmi(file, typesystem=cassis.load_typesystem(types))
    marks = cas.select(_TYPE)
    doc_id = article_of(_stem(path), (one.identifier or "" for one in marks))
    if not marks:
        yield emptied(doc_id, str(path))
    for n, one in enumerate(marks, start=1):
        name, role, label, value, holder = (getattr(one, feature) or "" for feature in _FEATURES)
        codes = role, label, value, holder
        span = one.begin, one.end, cas.sofa_string[one.begin : one.end]
        yield Annotation(ours(name), doc_id, *codes, *span, f"{path}, annotation {n}")


def _stem(path: Path) -> str:
    """Return whose file it is: a bulk export has a folder a document, a file in it a person."""
    folder = Path(path.parent.name)
    if folder.suffix in (".json", ".xmi", ".txt"):
        return folder.stem
    bulk = path.parent.parent.name in ("annotation", "curation")
    return folder.name if bulk else path.stem


def _cassis() -> Any:
    try:
        import cassis
    except ImportError as error:
        raise InputError(
            "INCEpTION's format needs dkpro-cassis; pip install dkpro-cassis"
        ) from error
    return cassis
