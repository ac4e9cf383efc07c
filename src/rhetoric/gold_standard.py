"""Read what people have marked in texts, or coded of them: the gold standards, checked.

Attributions come from brat standoff folders and JSONL, positions and targets from JSONL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhetoric.attribution import Span
from rhetoric.attribution.tagger.training import Marked, check
from rhetoric.errors import InputError
from rhetoric.exchange.standoff import parse
from rhetoric.reading import articles, formats
from rhetoric.reading.articles import Article
from rhetoric.reading.formats import Record
from rhetoric.reading.typography import plain
from rhetoric.words import word_row

Row = dict[str, Any]
ROLES = ("source", "cue", "content")
WIDE = 300  # characters: a source in parts that reaches further is its longest part
SIDES = ("negative", "neutral", "positive")  # of a sentiment, as the reader numbers them
CONCEPTS = word_row("reader.concepts")  # as coders know them
SPEECHES = ("White House", "Kremlin", "UN General Debate")  # sources that are one voice
SPEAKER = "SPEAKER"  # the holder of what a text says in its own voice
_NEEDED = {
    "start": int, "end": int, "concept": str, "axis": int, "agreement": int, "holder": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article and the attributions that a person marked in it."""

    article: Article
    marked: tuple[Marked, ...]


def read(source: str | Path) -> list[MarkedArticle]:
    """Read a corpus: a JSONL file, or a folder of brat standoff files (.ann) with their texts.

    A JSONL row holds `text`, `attributions`, and what `rhetoric.read` takes besides; an attribution
    is {"source": [start, end] or null, "cue": [[start, end], …], "content": [[start, end], …]}.
    In a folder, the text of name.ann is name.txt beside it, or text/name.txt in the folder above,
    there also for name_annotator.ann, as in PolNeAR; of several annotators the first is read.
    Events with the roles Source, Cue and Content (numbered where there are several) are
    attributions; other marks are passed over.
    Raises InputError: for spans that do not fit the text, for a cue or content that overlaps
    another of its attribution, and where no attribution is marked at all.
    """
    place = Path(source)
    made = [_in_plain_form(one) for one in (_folder if place.is_dir() else _rows)(place)]
    if not any(gold.marked for gold in made):
        raise InputError(
            f"{place}: the corpus has no attributions; mark at least one source, cue and content"
        )
    return made


def _in_plain_form(gold: MarkedArticle) -> MarkedArticle:
    article, form = articles.in_plain_form(gold.article)
    marked = (form.all_there((m.source, m.cue, m.content)) for m in gold.marked)
    return MarkedArticle(article, tuple(Marked(*spans) for spans in marked))


def _rows(path: Path) -> Iterator[MarkedArticle]:
    if path.exists() and formats.kind(path) != "jsonl":
        raise InputError(
            f"{path}: a corpus is a .jsonl file or a folder of .ann files with their .txt files"
        )
    for record in articles.records(path):
        article = articles.to_article(record)
        rows = record.fields.get("attributions")
        if not isinstance(rows, list):
            raise InputError(
                f"{record.place}: field 'attributions' is not a list; give the attributions that "
                "are marked in the text, or []"
            )
        places = [f"{record.place}, attribution {number}" for number in range(1, len(rows) + 1)]
        marked = (_row(row, article, place) for row, place in zip(rows, places, strict=True))
        yield MarkedArticle(article, tuple(marked))


def _row(row: Any, article: Article, place: str) -> Marked:
    if not isinstance(row, dict):
        raise InputError(f"{place}: not an object; give source, cue and content")
    given = {role: row.get(role) or [] for role in ROLES}
    given["source"] = [] if row.get("source") is None else [row["source"]]
    found = {role: _spans(value, f"{place}: field '{role}'") for role, value in given.items()}
    return _marked(found, article, place)


def _spans(value: Any, place: str) -> list[Span]:
    """Return the spans of a field; `bool` is an `int` to Python, but no offset."""
    try:
        spans = [(start, end) for start, end in value]
    except (TypeError, ValueError):
        spans = [("", "")]
    if not all(type(offset) is int for span in spans for offset in span):
        raise InputError(f"{place} is not [start, end] or a list of these; give code points")
    return spans


def _marked(found: dict[str, list[Span]], article: Article, place: str) -> Marked:
    source, cue, content = (sorted(found[role]) for role in ROLES)
    if not content:
        raise InputError(f"{place}: no content is marked; mark what is said, or leave it out")
    whole = (source[0][0], source[-1][1]) if source else None
    if whole is not None and whole[1] - whole[0] >= WIDE:
        whole = max(source, key=lambda span: span[1] - span[0])
    made = Marked(whole, tuple(cue), tuple(content))
    check(made, len(article.text), place)
    return made


def _folder(folder: Path) -> Iterator[MarkedArticle]:
    paths = sorted(folder.rglob("*.ann"))
    if not paths:
        raise InputError(f"{folder}: there is no .ann file in this folder; give brat's files")
    done: set[Path] = set()
    for path in paths:
        text = _text_of(path)
        if text not in done:
            done.add(text)
            [article] = articles.read(text)
            yield MarkedArticle(article, tuple(_events(path, article)))


def _text_of(path: Path) -> Path:
    beside = path.with_suffix(".txt")
    above = path.parent.parent / "text"
    names = (path.stem, path.stem.rpartition("_")[0])
    for found in (beside, *(above / f"{name}.txt" for name in names if name)):
        if found.is_file():
            return found
    raise InputError(f"{path}: its text is missing; put it beside it as {beside.name}")


def _events(path: Path, article: Article) -> Iterator[Marked]:
    """Yield the attributions of a standoff file (Stenetorp et al. 2012, brat)."""
    standoff = parse(path, article.text)
    for event, place in standoff.events:
        found: dict[str, list[Span]] = {role: [] for role in ROLES}
        for part in event.split():
            role, _, name = part.partition(":")
            role = role.rstrip("0123456789").lower()
            if role in found:
                if name not in standoff.marks:
                    raise InputError(f"{place}: {part} names a mark that the file does not hold")
                found[role] += standoff.marks[name]
        if found["content"]:  # events without are of other kinds
            yield _marked(found, article, place)


def read_positions(path: str | Path) -> list[Row]:
    """Return coded texts from a JSONL file, checked.

    A row has `text`, `positions` and may have id, doc_id, speaker, source, field and coded, the
    stretch that was coded of a longer text. A position has start, end (code points of the
    words that name the concept), concept, axis, holder (as written, or SPEAKER), agreement, and may
    have holder_span, cue (spans) and sure.
    Raises InputError that names file, line and field.
    """
    made = []
    for record in _records(path, "coded text"):
        row = record.fields
        _check_row(record.place, row)
        row.setdefault("id", row.get("doc_id", record.stem))
        made.append(_row_in_plain_form(row))
    return made


def _row_in_plain_form(row: Row) -> Row:
    form, positions = plain(row["text"]), []
    for p in row["positions"]:
        start, end = form.there(p["start"], p["end"])
        spans = {name: form.all_there(p[name]) for name in ("cue", "holder_span") if p.get(name)}
        positions.append(p | spans | {"start": start, "end": end})
    part = {"coded": form.there(*row["coded"])} if "coded" in row else {}
    return row | {"text": form.text, "positions": positions} | part


def read_targets(path: str | Path) -> list[Row]:
    """Return texts with a target, as `span` [start, end), and a label. Raises InputError."""
    made = []
    for record in _records(path, "text with a target"):
        row = record.fields
        span = row["target"] if isinstance(row.get("target"), list) else row.get("span")
        fits = isinstance(span, list) and [type(at) for at in span] == [int, int]
        if not fits or row.get("label") not in SIDES or not isinstance(row.get("text"), str):
            raise InputError(
                f"{record.place}: give text, target ([start, end]) and label ({', '.join(SIDES)})"
            )
        form = plain(row["text"])
        made.append(row | {"text": form.text, "span": form.all_there(span)})
    return made


def _records(path: str | Path, what: str) -> Iterator[Record]:
    found = None
    for place in formats.files(Path(path)):
        if formats.kind(place) != "jsonl":
            raise InputError(f"{place}: is no .jsonl file; give one, a {what} a line")
        for found in formats.records(place, "text", "utf-8"):
            if found.error is not None:
                raise found.error
            yield found
    if found is None:
        raise InputError(f"{path}: holds no {what}")


def _check_row(where: str, row: Row) -> None:
    if not isinstance(row.get("text"), str):
        raise InputError(f"{where}, field 'text': is missing; give the words of the text")
    if not isinstance(row.get("positions"), list):
        raise InputError(f"{where}, field 'positions': give a list, empty where nothing is held")
    if "coded" in row:
        [(first, last)] = _spans([row["coded"]], f"{where}, field 'coded'")
        if not 0 <= first < last <= len(row["text"]):
            raise InputError(f"{where}, field 'coded': [{first}, {last}) is outside the text")
    for p in row["positions"]:
        for name, kind in _NEEDED.items():
            if not isinstance(p, dict) or not isinstance(p.get(name), kind):
                raise InputError(f"{where}, positions, field '{name}': give a {kind.__name__}")
        if not 0 <= p["start"] < p["end"] <= len(row["text"]):
            raise InputError(
                f"{where}, positions, field 'start': [{p['start']}, {p['end']}) is outside the text"
            )
        span = p.get("holder_span")
        for name, spans in (("cue", p.get("cue") or []), ("holder_span", [span] if span else [])):
            _spans(spans, f"{where}, positions, field '{name}'")
        if p["agreement"] not in (-1, 0, 1):
            raise InputError(f"{where}, positions, field 'agreement': allowed are -1, 0, 1")


def is_open(row: Row) -> bool:
    """Tell whether all spans of a text are coded that name one of `CONCEPTS`.

    In a text of another field they are not looked for; who holds what of its own policies is.
    """
    known = all(p.get("concept") in CONCEPTS for p in row["positions"])
    return known and (row.get("field") in (None, "diplomacy") or bool(row["positions"]))


def to_article(row: Row) -> Article:
    """Return a coded text as an article; what a speech or briefing says, SPEAKER says."""
    speech = row.get("speaker") or (SPEAKER if row.get("source") in SPEECHES else None)
    fields = {"doc_id": str(row["id"]), "text": row["text"], "speaker": speech}
    return articles.to_article(Record(fields, str(row["id"]), str(row["id"])), "text")
