"""From what the model says of word pieces to readings: a span, who holds what of it, and the words.

Spans come from the codebook's patterns and from the model's own tags. Of each span and each word
that may name a holder the model says whether that is the holder, and on which side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rhetoric.scoring.reader.inputs import Scene, Window, pieces_of
from rhetoric.scoring.reader.model import Columns, Floats, Model

_BIAS = 1.0  # taken from "no span": finds more of them, for the confidence to sort
_HELD, _LEAST = 0.4, 0.12  # who holds: all above the first, else the likeliest above the second
_FAR = -5.0  # log odds below which nobody is thought of as a holder
_CUE = 0.2  # best F1 with the words that coders mark
_NAMES = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})
_LOOSE = frozenset({"ADP", "PART", "PUNCT", "CCONJ", "SCONJ", "SPACE", "AUX"})
_SIGNS = np.array([0, -1, -1, 1, 1])  # of the tags


@dataclass(frozen=True)
class Asked:
    """Words to be judged: code points [start, end); what named them, if a pattern did."""

    start: int
    end: int
    top: int  # the token that heads them
    concept: str | None = None
    entry: str | None = None


@dataclass(frozen=True)
class Reading:
    """One holder's side on one span."""

    asked: Asked
    concept: str  # of the model, where no pattern named it
    holder: int | None  # the token that names the holder; None: whoever speaks
    side: int
    cue: tuple[tuple[int, int], ...]
    features: tuple[float, float, float]  # log odds: of the span, the holder, the side
    tie: int


def tagged(
    model: Model, window: Window, columns: Columns, scene: Scene
) -> Iterator[tuple[Asked, int, str]]:
    """Yield the spans that the model tags in a window, each with its sign and concept."""
    scores = columns.tag.copy()
    scores[:, 0] -= _BIAS
    tags = scores.argmax(-1)
    tags[0] = tags[-1] = 0
    first = None
    for k, tag in enumerate([*tags.tolist(), 0]):
        sign = int(_SIGNS[tag])
        if first is not None and (sign != int(_SIGNS[tags[first]]) or tag in (1, 3)):
            found = _span(model, window, columns, scene, (first, k))
            if scene.s.pos[found[0].top] in _NAMES:  # no stray "to" or "such"
                yield found
            first = None
        if first is None and sign:
            first = k


def _span(
    model: Model, window: Window, columns: Columns, scene: Scene, pieces: tuple[int, int]
) -> tuple[Asked, int, str]:
    a, b = pieces
    tag, con = columns.tag[a:b], columns.con[a:b]
    sign = 1 if tag[:, 3:].max(-1).mean() > tag[:, 1:3].max(-1).mean() else -1
    while a > 1 and window.token[a - 1] == window.token[a]:
        a -= 1  # whole words
    while b < len(window.token) - 1 and window.token[b] == window.token[b - 1]:
        b += 1
    pos = scene.s.pos
    while b - a > 1 and pos[window.token[b - 1]] in _LOOSE:  # "the framework of"
        b -= 1
    while b - a > 1 and pos[window.token[a]] in _LOOSE:
        a += 1
    top = scene.s.top(window.token[a], window.token[b - 1] + 1)
    concept = model.concepts[int(con.mean(0).argmax())]
    return Asked(window.start[a], window.end[b - 1], top), sign, concept


@dataclass(frozen=True)
class Weighed:
    """A span in a window with everybody who may hold it: rows are `holders`."""

    pieces: tuple[int, int]
    holders: list[int]
    ties: NDArray[np.int64]
    hidden: Floats
    odds: Floats
    sides: Floats


def weigh(
    model: Model, window: Window, columns: Columns, scene: Scene, asked: Asked
) -> Weighed | None:
    """Weigh all possible holders of a span and their sides; None where the window has it not."""
    found = pieces_of(window, asked.start, asked.end)
    if found is None:
        return None
    holders = [k for k in window.holders if not found[0] <= k < found[1]]
    ties = scene.ties(window, asked.top, holders)
    hidden = pair(model, columns, ties, found, holders)
    small = model.small
    return Weighed(
        found, holders, ties, hidden,
        odds=(hidden @ small["held.weight"].T + small["held.bias"])[:, 0],
        sides=hidden @ small["side.weight"].T + small["side.bias"],
    )  # fmt: skip


def judge(
    model: Model, window: Window, columns: Columns, scene: Scene, asked: Asked, *,
    name: Callable[[int, int | None], str | None] | None = None,
) -> Iterator[Reading]:  # fmt: skip
    """Yield the readings of one span in a window: each likely holder with its side.

    `name` gives whom a token means as the holder of what another token heads (None: whoever
    speaks). Mentions of one holder are weighed together: "he", "Lavrov" and the voice itself may
    be one, and the reader cannot know it.
    """
    w = weigh(model, window, columns, scene, asked)
    if w is None:
        return
    groups: dict[object, list[int]] = {}
    for k in np.flatnonzero(w.odds > _FAR).tolist():
        token = window.token[w.holders[k]]
        who: object = k if name is None else name(asked.top, token if token >= 0 else None)
        if who is not None:
            groups.setdefault(who, []).append(k)
    odds = {one: float(np.logaddexp.reduce(w.odds[ks])) for one, ks in groups.items()}
    likely = [one for one in groups if odds[one] > _logit(_HELD)]
    if not likely and odds:
        best = max(odds, key=lambda one: odds[one])
        likely = [best] if odds[best] > _logit(_LEAST) else []
    a, b = w.pieces
    inside = _span_odds(columns.tag[a:b])
    concept = model.concepts[int(columns.con[a:b].mean(0).argmax())]
    shown = tuple(cue(model, window, columns, scene, (a, b)))
    for one in likely:
        ks = groups[one]
        share = np.exp(w.odds[ks] - odds[one])
        sides: Floats = share @ w.sides[ks]
        side, first = int(sides.argmax()), max(ks, key=lambda k: float(w.odds[k]))
        token = window.token[w.holders[first]]
        features = (inside, odds[one], _margin(sides, side))
        yield Reading(
            asked, concept, token if token >= 0 else None, side - 1, shown, features,
            int(w.ties[first, 0]),
        )  # fmt: skip


def pair(
    model: Model,
    columns: Columns,
    ties: NDArray[np.int64],
    span: tuple[int, int],
    holders: Sequence[int],
) -> Floats:
    """Return the hidden layer of a span with each holder: (holders, width)."""
    w = model.small
    ask, key = columns.ask[span[0] : span[1]].mean(0), columns.key[list(holders)]
    half = ask.shape[0] // 2
    bias = (
        w["tie.weight"][ties[:, 0]] + w["link.weight"][ties[:, 1]] + w["place.weight"][ties[:, 2]]
    )
    made: Floats = np.tanh(ask[:half] + key[:, :half] + bias + ask[half:] * key[:, half:])
    return made


def cue(
    model: Model, window: Window, columns: Columns, scene: Scene, span: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the words of its sentence that show a span's side; neighbours as one stretch."""
    a, b = span
    here = scene.sentence[window.token[a]]
    of = columns.cue_of[a:b].mean(0)
    odds = columns.cue_at @ of / np.float32(np.sqrt(of.shape[0])) + model.small["cue_bias"][0]
    shown = {
        window.token[k]
        for k in np.flatnonzero(odds > _logit(_CUE)).tolist()
        if not a <= k < b and scene.sentence[window.token[k]] == here
    }
    stretch: list[int] = []
    for k in range(1, len(window.ids) - 1):
        if window.token[k] in shown and not a <= k < b:
            stretch.append(k)
        elif stretch:
            yield window.start[stretch[0]], window.end[stretch[-1]]
            stretch = []
    if stretch:
        yield window.start[stretch[0]], window.end[stretch[-1]]


def _span_odds(tags: Floats) -> float:
    """Return the log odds that pieces are part of a span, on average."""
    return float((np.logaddexp.reduce(tags[:, 1:], axis=1) - tags[:, 0]).mean())


def _margin(scores: Floats, best: int) -> float:
    others = np.delete(scores, best)
    top = others.max()
    return float(scores[best] - top - np.log(np.exp(others - top).sum()))


def softmax(scores: Floats) -> Floats:
    """Return rows of scores as probabilities."""
    made = np.exp(scores - scores.max(-1, keepdims=True))
    one: Floats = (made / made.sum(-1, keepdims=True)).astype(np.float32)
    return one


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))
