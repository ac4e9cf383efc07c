"""Single texts with a span marked: which side a holder takes on it, or how it is spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from rhetoric import attribution
from rhetoric.reading import documents
from rhetoric.reading.articles import Article, Block
from rhetoric.reading.documents import Document
from rhetoric.scoring.reader.inputs import Scene, Window, pieces_of, windows
from rhetoric.scoring.reader.model import Columns, Floats, Model
from rhetoric.scoring.reader.reading import Asked, cue, softmax, weigh
from rhetoric.scoring.syntax import Syntax

Span = tuple[int, int]


@dataclass(frozen=True)
class Judged:
    """What the reader says of a marked span; `vector` is what a scorer can be trained on."""

    side: int  # −1, 0, +1
    confidence: float  # 0–1: the probability that the model gives to the side
    holder: Span | None  # code points; None: whoever speaks
    cue: tuple[Span, ...]
    vector: Floats


def parse(texts: Iterable[str]) -> Iterator[Document]:
    """Yield each text parsed as one block of running text."""
    rows = (Article(str(k), text, (Block(0, len(text), "body"),)) for k, text in enumerate(texts))
    return documents.parse_many(rows)


def judge_concept(
    model: Model, document: Document, s: Syntax, span: Span, holder: str | None
) -> Judged:
    """Say which side a holder takes on what code points `span` name.

    `holder`, where its words stand in the text, is asked of; without it the likeliest holder is.
    """
    said = attribution.attribute(document)
    scene = Scene(document, s, said)
    window, columns = _seen(model, scene, span)
    first, last = scene.s.tokens(*span)
    asked = Asked(*span, scene.s.top(first, last))
    w = weigh(model, window, columns, scene, asked)
    assert w is not None  # `_seen` has found the window
    best = int(w.odds.argmax())
    words = set(holder.split()) if holder else set()
    named = [
        k for k, piece in enumerate(w.holders)
        if window.token[piece] >= 0 and scene.s.text[window.token[piece]] in words
    ]  # fmt: skip
    if named:
        best = max(named, key=lambda k: float(w.odds[k]))
    token = window.token[w.holders[best]]
    odds = softmax(w.sides[best])
    side = int(odds.argmax())
    return Judged(
        side - 1, float(odds[side]), scene.s.span(token) if token >= 0 else None,
        tuple(cue(model, window, columns, scene, w.pieces)),
        np.concatenate([w.hidden[best], w.sides[best]]),
    )  # fmt: skip


def judge_target(model: Model, document: Document, s: Syntax, span: Span) -> Judged:
    """Say how a text speaks of whom code points `span` name: badly (−1), neither, well (+1)."""
    scene = Scene(document, s, ())  # without attributions, as it has learned targets
    window, columns = _seen(model, scene, span)
    found = pieces_of(window, *span)
    assert found is not None  # `_seen` has found the window
    hidden: Floats = np.tanh(columns.target[found[0] : found[1]].mean(0))
    scores = hidden @ model.small["sentiment.weight"].T + model.small["sentiment.bias"]
    odds = softmax(scores)
    side = int(odds.argmax())
    shown = tuple(cue(model, window, columns, scene, found))
    return Judged(side - 1, float(odds[side]), None, shown, np.concatenate([hidden, scores]))


def _seen(model: Model, scene: Scene, span: Span) -> tuple[Window, Columns]:
    """Return the window of a text that holds a span, and what the graph says of it."""
    held = next(w for w in windows(scene, model.tokenizer) if pieces_of(w, *span))
    [(_, columns)] = model.read([held])
    return held, columns
