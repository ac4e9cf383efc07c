"""Windows with what is wanted of the network: by coders, and by a larger reader that tells it.

Distillation: a small network learns the probabilities of a larger one, and what its inner layers
make of each piece (Hinton, Vinyals & Dean 2015; Romero et al. 2015), on more text than people can
code. Needs the extra `train` (PyTorch).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rhetoric import attribution, gold_standard
from rhetoric.gold_standard import CONCEPTS, SPEAKER, Row, is_open, to_article
from rhetoric.grammar import Syntax
from rhetoric.reading import documents
from rhetoric.scoring.lexicon import Lexicon, find_concepts
from rhetoric.scoring.reader import Floats, ReaderModel, ReadWindow, softmax
from rhetoric.scoring.reader.inputs import (
    PIECES,
    SIDES,
    TAGS,
    Pieces,
    ReaderView,
    Window,
    pieces_of,
    windows,
)  # fmt: skip

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_TEXTS = 64  # at a time: their windows are read together, those of like length in one batch
_UNSURE, _SMOOTH = 0.6, 0.05
IDLE = 3  # spans a text that nobody holds anything on, to learn from
_SOME, _LEAST = 0.3, 0.1  # so much of all holders, of one, is worth a loss
Bag = tuple[frozenset[int], bool]  # the pieces of a sentence, and whether it holds a span


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


@dataclass(frozen=True)
class Target(Pieces):
    """A text whose pieces [first, last) name a target; 0 negative, 1 neutral, 2 positive."""

    first: int
    last: int
    label: int


@dataclass(frozen=True)
class Lesson:
    """A window with what is wanted of the network, as tensors: S spans, H holders, P pieces.

    What coders say and what another reader tells count alike where both are there.
    """

    group: str
    window: Window
    bags: list[Bag]  # its sentences; none where nobody can tell which hold a span
    tags: Tensor | None  # (P, TAGS); None where nobody can tell
    inner: Tensor | None  # (P, ask and key)
    spread: Tensor  # (S, P): the share of each piece in a span
    ties: Tensor  # (S, H, 3)
    held: Tensor  # (S, H)
    sides: Tensor  # (S, H, SIDES)
    weight: Tensor  # (S, H): how much a side counts
    holds: Tensor  # (S,): whether anybody holds anything on a span
    shown: Tensor  # (S,): whether coders have said by which words
    concept: Tensor  # (S, CONCEPTS); zeros where nobody can tell
    cue: Tensor  # (S, P)


def pieces(rows: Iterable[Row], tokenizer: Tokenizer) -> Iterator[Target]:
    """Yield texts with a target as pieces, without those that are longer than a window."""
    for row in rows:
        start, end = row["span"]
        told = tokenizer.encode(row["text"])
        inside = [k for k, (a, b) in enumerate(told.offsets) if b > a and a < end and b > start]
        if inside and len(told.ids) <= PIECES:
            label = gold_standard.SIDES.index(row["label"])
            yield Target(told.ids, [0] * len(told.ids), inside[0], inside[-1] + 1, label)


def lessons(
    rows: Iterable[Row], tokenizer: Tokenizer, lex: Lexicon, *,
    teacher: ReaderModel | None = None, coded: bool = True,
) -> Iterator[Lesson]:  # fmt: skip
    """Yield texts as windows with what coders have said, and what a `teacher` tells of them.

    Spans are those that `gold_spans` gives, and in texts that nobody has coded the teacher's own.
    """
    left = iter(rows)
    while some := list(islice(left, _TEXTS)):
        cut = []
        for row, document in zip(some, documents.parse_many(map(to_article, some)), strict=True):
            view = ReaderView(document, Syntax(document.doc), attribution.attribute(document))
            cut += [(row, view, window) for window in windows(view, tokenizer)]
        read = {} if teacher is None else dict(teacher.read([window for _, _, window in cut]))
        for k, (row, view, window) in enumerate(cut):
            spans = gold_spans(row, window, view, lex)
            told = None if teacher is None else ReadWindow(teacher, view, window, read[k])
            if told is not None and not coded:
                spans += _tagged(told, spans)
            yield _lesson(row, view, window, spans, told=told, coded=coded)


def _tagged(told: ReadWindow, spans: Sequence[GoldSpan]) -> Iterator[GoldSpan]:
    """Yield the spans that a teacher sees beside those that are there."""
    taken = {k for span in spans for k in range(span.first, span.last)}
    for asked, sign, concept in told.tagged():
        pieces = pieces_of(told.window, asked.start, asked.end)
        if pieces is not None and taken.isdisjoint(range(*pieces)):
            yield gold(told.view, told.window, pieces, sign, concept)


def _lesson(
    row: Row, view: ReaderView, window: Window, spans: Sequence[GoldSpan], *,
    told: ReadWindow | None, coded: bool,
) -> Lesson:  # fmt: skip
    size, open_ = len(window.ids), coded and is_open(row)
    shape = len(spans), len(window.holders)
    spread, cue = (np.zeros((len(spans), size), dtype=np.float32) for _ in range(2))
    concept = np.zeros((len(spans), len(CONCEPTS)), dtype=np.float32)
    held, weight = (np.zeros(shape, dtype=np.float32) for _ in range(2))
    sides = np.zeros((*shape, SIDES), dtype=np.float32)
    ties = np.zeros((*shape, 3), dtype=np.int64)
    holds, shown = (np.zeros(len(spans), dtype=bool) for _ in range(2))
    for k, span in enumerate(spans):
        spread[k, span.first : span.last] = 1 / (span.last - span.first)
        ties[k] = span.ties
        held[k], sides[k], weight[k] = _holders(window, span, told, coded)
        somebody = held[k].sum() > _SOME
        named = bool(span.axis) if coded else somebody
        holds[k] = named and somebody
        shown[k] = named and coded
        if named:
            concept[k] = _concept(span, told, coded)
        else:
            weight[k] = 0
        cue[k, list(span.cue)] = 1
    weight[weight < _LEAST] = 0
    tagged = _tags(window, spans) if open_ else None
    seen = None if told is None else softmax(told.columns.tag)
    inner = None if told is None else np.hstack([told.columns.ask, told.columns.key])
    inner = None if inner is None else inner.astype(np.float16)
    tags = _both(tagged, seen)
    free = tagged if tagged is not None else seen
    arrays = (tags, inner, spread, ties, held, sides, weight, holds, shown, concept, cue)
    return Lesson(
        str(row.get("doc_id", row["id"])), window,
        [] if free is None else _bags(view, window, free[:, 0] < 0.5),
        *(None if one is None else torch.from_numpy(one) for one in arrays),
    )  # fmt: skip


def _bags(view: ReaderView, window: Window, named: NDArray[np.bool_]) -> list[Bag]:
    sentences = np.array([view.sentence[i] if i >= 0 else -1 for i in window.token])
    ids = np.array(window.ids)
    inside = [sentences == number for number in dict.fromkeys(sentences.tolist()) if number >= 0]
    return [(frozenset(ids[here].tolist()), bool(named[here].any())) for here in inside]


def _holders(
    window: Window, span: GoldSpan, told: ReadWindow | None, coded: bool
) -> tuple[Floats, Floats, Floats]:
    """Return of each holder of the window how likely it is one, its sides, and their weight."""
    pieces = window.holders
    held = np.array([p in span.holders for p in pieces], dtype=np.float32)
    sides = np.full((len(pieces), SIDES), _SMOOTH / SIDES, dtype=np.float32)
    for k in np.flatnonzero(held):
        sides[k, span.holders[pieces[k]]] += 1 - _SMOOTH
    weight = held * np.float32(1.0 if span.sure else _UNSURE)
    if told is None:
        return held, sides, weight
    likely, taken = _told(told, span)
    if not coded:
        return likely, taken, likely
    here = held > 0
    return (
        _mean(held, likely),
        np.where(here[:, None], _mean(sides, taken), taken),
        np.where(here, weight, likely * np.float32(0.5)),
    )


def _told(told: ReadWindow, span: GoldSpan) -> tuple[Floats, Floats]:
    """Return the probability that a teacher gives each holder of the window, and their sides."""
    w = told.weigh(told.asked(span.first, span.last))
    assert w is not None  # its pieces are of this window
    pieces = told.window.holders
    held: Floats = np.zeros(len(pieces), dtype=np.float32)
    sides: Floats = np.full((len(pieces), SIDES), 1 / 3, dtype=np.float32)
    rows = np.isin(pieces, w.holders)
    held[rows] = 1 / (1 + np.exp(-w.odds))
    sides[rows] = softmax(w.sides)
    return held, sides


def _concept(span: GoldSpan, told: ReadWindow | None, coded: bool) -> Floats:
    seen = None if told is None else softmax(told.columns.con[span.first : span.last].mean(0))
    named = np.array([coded and name == span.concept for name in CONCEPTS], dtype=np.float32)
    made = _both(named if named.any() else None, seen)
    return named if made is None else made


def _tags(window: Window, spans: Sequence[GoldSpan]) -> Floats:
    """Return the tag of each piece that is coded, as probabilities."""
    numbers = np.zeros(len(window.ids), dtype=np.int64)
    for span in spans:
        if span.axis:
            numbers[span.first : span.last] = 2 if span.axis < 0 else 4
            numbers[span.first] -= 1
    made: Floats = np.eye(TAGS, dtype=np.float32)[numbers]
    return made


def _both(coded: Floats | None, told: Floats | None) -> Floats | None:
    """Return the mean of what coders say and another reader tells, or the one that is there."""
    if coded is None or told is None:
        return told if coded is None else coded
    return _mean(coded, told)


def _mean(one: Floats, other: Floats) -> Floats:
    made: Floats = (one + other) * np.float32(0.5)
    return made


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
    whole = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(p['holder'])}(?!\w)", text)]
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
