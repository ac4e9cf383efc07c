"""Coded texts: read from files, and what coders say of a window of one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.errors import InputError
from rhetoric.reading import articles, formats
from rhetoric.reading.articles import Article
from rhetoric.reading.formats import Record
from rhetoric.reading.typography import plain
from rhetoric.scoring import coded_tables
from rhetoric.scoring.lexicon import Lexicon, find_concepts
from rhetoric.scoring.reader.inputs import ReaderView, Window, pieces_of
from rhetoric.words import word_row

Row = dict[str, Any]
CONCEPTS = word_row("reader.concepts")  # as coders know them
SPEECHES = ("White House", "Kremlin", "UN General Debate")  # sources that are one voice
SPEAKER = "SPEAKER"  # the holder of what a text says in its own voice
IDLE = 3  # spans a text that nobody holds anything on, to learn from
_NEEDED = {
    "start": int, "end": int, "concept": str, "axis": int, "agreement": int, "holder": str,
}  # fmt: skip


@dataclass
class GoldSpan:
    """A span in pieces [first, last): its concept, its holders by piece, the words that show it."""

    first: int
    last: int
    axis: int
    concept: str
    ties: NDArray[np.int64]  # (holders of the window, 3)
    holders: dict[int, int] = field(default_factory=dict)  # piece: 0 against, 1 neither, 2 for
    cue: set[int] = field(default_factory=set)
    sure: bool = True


def read_gold(path: str | Path) -> list[Row]:
    """Return coded texts from a JSONL file, checked.

    A row has `text`, `positions` and may have id, doc_id, speaker, source, field. A position has
    start, end (code points of the words that name the concept), concept, axis, holder (as written,
    or SPEAKER), agreement, and may have holder_span, cue (spans) and sure.
    Raises InputError that names file, line and field.
    """
    made = []
    for record in _records(path, "coded text"):
        row = record.fields
        _check(record.place, row)
        row.setdefault("id", row.get("doc_id", record.stem))
        made.append(_in_plain_form(row))
    return made


def _in_plain_form(row: Row) -> Row:
    form = plain(row["text"])
    if form is None:
        return row
    positions = []
    for p in row["positions"]:
        start, end = form.there(p["start"], p["end"])
        spans = {name: form.all_there(p.get(name)) for name in ("cue", "holder_span")}
        positions.append(p | spans | {"start": start, "end": end})
    return row | {"text": form.text, "positions": positions}


def read_targets(path: str | Path) -> list[Row]:
    """Return texts with a target, as `span` [start, end), and a label. Raises InputError."""
    made = []
    for record in _records(path, "text with a target"):
        row, allowed = record.fields, coded_tables.SIDES
        span = row["target"] if isinstance(row.get("target"), list) else row.get("span")
        fits = isinstance(span, list) and [type(at) for at in span] == [int, int]
        if not fits or row.get("label") not in allowed or not isinstance(row.get("text"), str):
            raise InputError(
                f"{record.place}: give text, target ([start, end]) and label ({', '.join(allowed)})"
            )
        form = plain(row["text"])
        told = {} if form is None else {"text": form.text}
        made.append(row | {"span": span if form is None else form.all_there(span)} | told)
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


def _check(where: str, row: Row) -> None:
    if not isinstance(row.get("text"), str):
        raise InputError(f"{where}, field 'text': is missing; give the words of the text")
    if not isinstance(row.get("positions"), list):
        raise InputError(f"{where}, field 'positions': give a list, empty where nothing is held")
    for p in row["positions"]:
        for name, kind in _NEEDED.items():
            if not isinstance(p, dict) or not isinstance(p.get(name), kind):
                raise InputError(f"{where}, positions, field '{name}': give a {kind.__name__}")
        if not 0 <= p["start"] < p["end"] <= len(row["text"]):
            raise InputError(
                f"{where}, positions, field 'start': [{p['start']}, {p['end']}) is outside the text"
            )
        if p["agreement"] not in (-1, 0, 1):
            raise InputError(f"{where}, positions, field 'agreement': allowed are -1, 0, 1")


def is_open(row: Row) -> bool:
    """Tell whether all spans of a text are coded that name one of `CONCEPTS`.

    In a text of another field they are not looked for; who holds what of its own policies is.
    """
    known = all(p.get("concept") in CONCEPTS for p in row["positions"])
    return known and (row.get("field") in (None, "diplomacy") or bool(row["positions"]))


def article(row: Row) -> Article:
    """Return a coded text as an article; what a speech or briefing says, SPEAKER says."""
    speech = row.get("speaker") or (SPEAKER if row.get("source") in SPEECHES else None)
    fields = {"doc_id": str(row["id"]), "text": row["text"], "speaker": speech}
    return articles.to_article(Record(fields, str(row["id"]), str(row["id"])), "text")


def gold_spans(row: Row, window: Window, view: ReaderView, lex: Lexicon) -> list[GoldSpan]:
    """Return the coded spans of a window, and some that nobody holds anything on (axis 0)."""
    spans = _coded(row, window, view)
    return [*spans, *_idle(window, view, lex, spans, random.Random(str(row["id"])))]


def gold(
    view: ReaderView, window: Window, pieces: tuple[int, int], axis: int, concept: str
) -> GoldSpan:
    """Return a span of which nobody has said yet who holds it."""
    first, last = pieces
    top = view.s.top(window.token[first], window.token[last - 1] + 1)
    return GoldSpan(first, last, axis, concept, view.ties(window, top, window.holders))


def _coded(row: Row, window: Window, view: ReaderView) -> list[GoldSpan]:
    """Return the coded spans of a window, in order, each with its holders."""
    found: dict[tuple[int, int], GoldSpan] = {}
    for p in row["positions"]:
        pieces = pieces_of(window, p["start"], p["end"])
        if pieces is None:
            continue
        if pieces not in found:
            found[pieces] = gold(view, window, pieces, p["axis"], p.get("concept", ""))
        one = found[pieces]
        holder = _holder(row["text"], p, window, view)
        if holder is not None:
            one.holders[holder] = p["agreement"] + 1
        one.sure = one.sure and bool(p.get("sure", True))
        for span in p.get("cue") or ():
            one.cue.update(range(*(pieces_of(window, *span) or (0, 0))))
    return [found[pieces] for pieces in sorted(found)]


def _holder(text: str, p: Row, window: Window, view: ReaderView) -> int | None:
    """Return the piece that stands for a coded holder; None where the window has none."""
    if p["holder"] == SPEAKER:
        return 0
    span = p.get("holder_span")
    whole = [m.span() for m in re.finditer(rf"(?<!\\w){re.escape(p['holder'])}(?!\\w)", text)]
    if whole and (span is None or tuple(span) not in whole):  # "he" is not in "the"
        span = min(whole, key=lambda one: abs(one[0] - p["start"]))
    if span is None:
        return None
    first, last = view.s.tokens(*span)
    top = view.s.top(first, last)
    heads = [k for k in window.holders[1:] if first <= window.token[k] < last]
    return next((k for k in heads if window.token[k] == top), heads[-1] if heads else None)


def _idle(
    window: Window, view: ReaderView, lex: Lexicon, spans: list[GoldSpan], dice: random.Random
) -> Iterator[GoldSpan]:
    """Yield spans that are not coded: what a pattern names, and noun phrases. Nobody holds them."""
    s = view.s
    taken = {k for one in spans for k in range(one.first, one.last)}
    low, high = window.token[1], window.token[-2] + 1
    named = [(m.first, m.last) for m in find_concepts(s, lex, low, high)]
    nouns = [
        (s.doc[k].left_edge.i, k + 1)
        for k in range(low, high)
        if s.pos[k] == "NOUN" and view.may_hold[k]
    ]  # fmt: skip
    dice.shuffle(nouns)
    left = IDLE
    for a, b in [*named, *nouns]:
        pieces = pieces_of(window, s.start[a], s.end[b - 1])
        if left and pieces is not None and taken.isdisjoint(range(*pieces)):
            taken.update(range(*pieces))
            left -= 1
            yield gold(view, window, pieces, 0, "")
