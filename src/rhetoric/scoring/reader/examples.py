"""Texts as the reader sees them, with what coders say of them, and what a larger reader tells.

Distillation: a small network learns the probabilities of a larger one, and what its inner layers
make of each piece (Hinton, Vinyals & Dean 2015; Romero et al. 2015), on more text than people can
code.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rhetoric import attribution
from rhetoric.errors import InputError
from rhetoric.reading import articles as reading
from rhetoric.reading import documents
from rhetoric.reading.articles import Article
from rhetoric.reading.formats import Record
from rhetoric.scoring.concepts import find_concepts
from rhetoric.scoring.reader.inputs import Scene, Window, pieces_of, windows
from rhetoric.scoring.reader.reading import Asked, softmax, tagged, weigh
from rhetoric.scoring.syntax import Syntax
from rhetoric.whole import content
from rhetoric.words import word_row

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rhetoric.scoring.lexicon import Lexicon
    from rhetoric.scoring.reader.model import Columns, Model

Row = dict[str, Any]
CONCEPTS = word_row("reader.concepts")  # as coders know them
SPEECHES = ("White House", "Kremlin", "UN General Debate")  # sources that are one voice
SPEAKER = "SPEAKER"  # the holder of what a text says in its own voice
IDLE = 3  # spans a text that nobody holds anything on, to learn from
_TEXTS = 64  # at a time: their windows are read together, those of like length in one batch
_NEEDED = {"start": int, "end": int, "axis": int, "agreement": int, "holder": str}


@dataclass(frozen=True)
class Told:
    """What another reader says of a span, as probabilities; rows are the holders of the window."""

    held: NDArray[np.float32]  # (holders,)
    sides: NDArray[np.float32]  # (holders, 3)
    concept: NDArray[np.float32]  # (CONCEPTS,)


@dataclass
class Gold:
    """A span in pieces [first, last): its concept, its holders by piece, the words that show it."""

    first: int
    last: int
    axis: int
    concept: str
    ties: NDArray[np.int64]  # (holders of the window, 3)
    holders: dict[int, int] = field(default_factory=dict)  # piece: 0 against, 1 neither, 2 for
    cue: set[int] = field(default_factory=set)
    sure: bool = True
    told: Told | None = None


@dataclass(frozen=True)
class Example:
    """A window with what coders found in it; `open`: every span that it has is coded.

    Where another reader was asked, `tags` are its probabilities (pieces, tags), `inner` what it
    makes of each piece as part of a span and of a holder; `coded` is False where it alone was.
    """

    group: str
    window: Window
    sentences: list[int]  # of each piece, its number; -1 for [CLS] and [SEP]
    spans: list[Gold]
    open: bool
    tags: NDArray[np.float32] | None = None
    inner: NDArray[np.float16] | None = None  # (pieces, ask and key)
    coded: bool = True


def read_gold(path: str | Path) -> list[Row]:
    """Return coded texts from a JSONL file, checked.

    A row has `text`, `positions` and may have id, doc_id, speaker, source, field. A position has
    start, end (code points of the words that name the concept), concept, axis, holder (as written,
    or SPEAKER), agreement, and may have holder_span, cue (spans) and sure.
    Raises InputError that names file, line and field.
    """
    place, made = Path(path), []
    try:
        lines = content(place).decode("utf-8").split("\n")  # U+2028 may stand in a text
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{place}: cannot be read ({error}); give a JSONL file") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{place}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: is not JSON ({error})") from error
        _check(where, row)
        row.setdefault("id", row.get("doc_id", f"{place.stem}-{number}"))
        made.append(row)
    if not made:
        raise InputError(f"{place}: holds no coded text")
    return made


def _check(where: str, row: Any) -> None:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
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


def examples(
    rows: Iterable[Row], tokenizer: Tokenizer, lex: Lexicon, *,
    teacher: Model | None = None, coded: bool = True,
) -> Iterator[Example]:  # fmt: skip
    """Yield texts as windows with what coders have said, and what a `teacher` tells of them.

    Spans are those that `gold_spans` gives, and in texts that nobody has coded the teacher's own.
    """
    left = iter(rows)
    while some := list(islice(left, _TEXTS)):
        scenes = [
            Scene(document, Syntax(document.doc), attribution.attribute(document))
            for document in documents.parse_many(map(article, some))
        ]
        cut = [windows(scene, tokenizer) for scene in scenes]
        every = [window for own in cut for window in own]
        told = {} if teacher is None else dict(teacher.read(every))
        read = map(told.get, count())
        for row, scene, own in zip(some, scenes, cut, strict=True):
            for window, columns in zip(own, read, strict=False):
                made = Example(
                    str(row.get("doc_id", row["id"])), window,
                    [scene.sentence[i] if i >= 0 else -1 for i in window.token],
                    gold_spans(row, window, scene, lex), coded and is_open(row), coded=coded,
                )  # fmt: skip
                if teacher is not None and columns is not None:
                    made = _taught(made, teacher, columns, scene)
                yield made


def _taught(one: Example, teacher: Model, columns: Columns, scene: Scene) -> Example:
    """Return an example with what a teacher says of it."""
    spans = list(one.spans)
    if not one.coded:
        taken = {k for span in spans for k in range(span.first, span.last)}
        for asked, sign, concept in tagged(teacher, one.window, columns, scene):
            pieces = pieces_of(one.window, asked.start, asked.end)
            if pieces is not None and taken.isdisjoint(range(*pieces)):
                spans.append(_gold(scene, one.window, pieces, sign, concept))
    for span in spans:
        span.told = _told(teacher, one.window, columns, scene, span)
    inner = np.concatenate([columns.ask, columns.key], axis=-1).astype(np.float16)
    return replace(one, spans=spans, tags=softmax(columns.tag), inner=inner)


def _told(model: Model, window: Window, columns: Columns, scene: Scene, span: Gold) -> Told:
    first, last = window.token[span.first], window.token[span.last - 1] + 1
    asked = Asked(window.start[span.first], window.end[span.last - 1], scene.s.top(first, last))
    w = weigh(model, window, columns, scene, asked)
    assert w is not None  # its pieces are of this window
    rows = [window.holders.index(piece) for piece in w.holders]
    held = np.zeros(len(window.holders), dtype=np.float32)
    sides = np.full((len(window.holders), 3), 1 / 3, dtype=np.float32)
    held[rows] = 1 / (1 + np.exp(-w.odds))
    sides[rows] = softmax(w.sides)
    return Told(held, sides, softmax(columns.con[span.first : span.last].mean(0)))


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
    return reading.to_article(Record(fields, str(row["id"]), str(row["id"])), "text")


def gold_spans(row: Row, window: Window, scene: Scene, lex: Lexicon) -> list[Gold]:
    """Return the coded spans of a window, and some that nobody holds anything on (axis 0)."""
    spans = coded_spans(row, window, scene)
    dice = random.Random(str(row["id"]))
    return [*spans, *_idle(window, scene, lex, spans, dice)]


def coded_spans(row: Row, window: Window, scene: Scene) -> list[Gold]:
    """Return the coded spans of a window, in order, each with its holders."""
    found: dict[tuple[int, int], Gold] = {}
    for p in row["positions"]:
        pieces = pieces_of(window, p["start"], p["end"])
        if pieces is None:
            continue
        if pieces not in found:
            found[pieces] = _gold(scene, window, pieces, p["axis"], p.get("concept", ""))
        one = found[pieces]
        holder = _holder(row["text"], p, window, scene)
        if holder is not None:
            one.holders[holder] = p["agreement"] + 1
        one.sure = one.sure and bool(p.get("sure", True))
        for span in p.get("cue", ()):
            one.cue.update(range(*(pieces_of(window, *span) or (0, 0))))
    return [found[pieces] for pieces in sorted(found)]


def _gold(scene: Scene, window: Window, pieces: tuple[int, int], axis: int, concept: str) -> Gold:
    first, last = pieces
    top = scene.s.top(window.token[first], window.token[last - 1] + 1)
    return Gold(first, last, axis, concept, scene.ties(window, top, window.holders))


def _holder(text: str, p: Row, window: Window, scene: Scene) -> int | None:
    """Return the piece that stands for a coded holder; None where the window has none."""
    if p["holder"] == SPEAKER:
        return 0
    span = p.get("holder_span")
    whole = [m.span() for m in re.finditer(rf"(?<!\\w){re.escape(p['holder'])}(?!\\w)", text)]
    if whole and (span is None or tuple(span) not in whole):  # "he" is not in "the"
        span = min(whole, key=lambda one: abs(one[0] - p["start"]))
    if span is None:
        return None
    first, last = scene.s.tokens(*span)
    top = scene.s.top(first, last)
    heads = [k for k in window.holders[1:] if first <= window.token[k] < last]
    return next((k for k in heads if window.token[k] == top), heads[-1] if heads else None)


def _idle(
    window: Window, scene: Scene, lex: Lexicon, spans: list[Gold], dice: random.Random
) -> Iterator[Gold]:
    """Yield spans that are not coded: what a pattern names, and noun phrases. Nobody holds them."""
    s = scene.s
    taken = {k for one in spans for k in range(one.first, one.last)}
    low, high = window.token[1], window.token[-2] + 1
    named = [(m.first, m.last) for m in find_concepts(s, lex, low, high)]
    nouns = [
        (s.doc[k].left_edge.i, k + 1)
        for k in range(low, high)
        if s.pos[k] == "NOUN" and scene.may_hold[k]
    ]  # fmt: skip
    dice.shuffle(nouns)
    left = IDLE
    for a, b in [*named, *nouns]:
        pieces = pieces_of(window, s.start[a], s.end[b - 1])
        if left and pieces is not None and taken.isdisjoint(range(*pieces)):
            taken.update(range(*pieces))
            left -= 1
            yield _gold(scene, window, pieces, 0, "")
