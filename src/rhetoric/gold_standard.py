"""Read corpora whose attributions a person has marked: brat standoff folders, and JSONL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhetoric.attribution import Span
from rhetoric.attribution.tagger.training import Marked, check
from rhetoric.errors import InputError
from rhetoric.exchange import brat
from rhetoric.reading import articles, formats
from rhetoric.reading.articles import Article

ROLES = ("source", "cue", "content")
WIDE = 300  # characters: a source in parts that reaches further is its longest part


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
    if form is None:
        return gold
    marked = (
        Marked(
            m.source and form.there(*m.source),
            tuple(form.there(*span) for span in m.cue),
            tuple(form.there(*span) for span in m.content),
        )
        for m in gold.marked
    )
    return MarkedArticle(article, tuple(marked))


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
    standoff = brat.parse(path, article.text)
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
