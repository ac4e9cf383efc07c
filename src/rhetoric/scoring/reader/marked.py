"""Single texts with a span marked: which side a holder takes, how it is spoken of, what is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from rhetoric import attribution
from rhetoric.reading import documents
from rhetoric.reading.articles import Article, Block
from rhetoric.reading.documents import Document
from rhetoric.scoring.reader.inputs import NARRATION, PIECES, Pieces, ReaderView, pieces_of, windows
from rhetoric.scoring.reader.model import Floats, ReaderModel
from rhetoric.scoring.reader.reading import Asked, ReadWindow, softmax
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


def embed(model: ReaderModel, phrases: Iterable[str]) -> Floats:
    """Return a row for each phrase, read alone: what the encoder makes of it as a span."""
    first, last = (model.tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]"))
    encoded = model.tokenizer.encode_batch(list(phrases), add_special_tokens=False)
    ids = [[first, *one.ids[: PIECES - 2], last] for one in encoded]
    read = model.read([Pieces(one, [NARRATION] * len(one)) for one in ids])
    rows = {k: columns.ask[1:-1].mean(0) for k, columns in read}
    return np.array([rows[k] for k in range(len(ids))], dtype=np.float32)


def judge_concept(
    model: ReaderModel, document: Document, s: Syntax, span: Span, holder: str | None
) -> Judged:
    """Say which side a holder takes on what code points `span` name.

    `holder`, where its words stand in the text, is asked of; without it the likeliest holder is.
    """
    view = ReaderView(document, s, attribution.attribute(document))
    seen = _seen(model, view, span)
    w = seen.weigh(Asked(*span, s.top(*s.tokens(*span))))
    assert w is not None  # `_seen` has found the window
    words = set(holder.split()) if holder else set()
    tokens = [seen.holder(w, k) for k in range(len(w.holders))]
    named = [k for k, token in enumerate(tokens) if token is not None and s.text[token] in words]
    best = max(named, key=lambda k: float(w.odds[k])) if named else int(w.odds.argmax())
    token = tokens[best]
    at = None if token is None else s.span(token)
    return _judged(seen, w.pieces, at, w.sides[best], w.hidden[best])


def judge_target(model: ReaderModel, document: Document, s: Syntax, span: Span) -> Judged:
    """Say how a text speaks of whom code points `span` name: badly (−1), neither, well (+1)."""
    view = ReaderView(document, s, ())  # without attributions, as it has learned targets
    seen = _seen(model, view, span)
    found = pieces_of(seen.window, *span)
    assert found is not None  # `_seen` has found the window
    hidden: Floats = np.tanh(seen.columns.target[slice(*found)].mean(0))
    scores = hidden @ model.small["sentiment.weight"].T + model.small["sentiment.bias"]
    return _judged(seen, found, None, scores, hidden)


def _seen(model: ReaderModel, view: ReaderView, span: Span) -> ReadWindow:
    """Return the window of a text that holds a span, and what the graph says of it."""
    held = next(w for w in windows(view, model.tokenizer) if pieces_of(w, *span))
    [(_, columns)] = model.read([held])
    return ReadWindow(model, view, held, columns)


def _judged(
    seen: ReadWindow, pieces: tuple[int, int], holder: Span | None, scores: Floats, hidden: Floats
) -> Judged:
    odds = softmax(scores)
    side = int(odds.argmax())
    vector = np.concatenate([hidden, scores])
    return Judged(side - 1, float(odds[side]), holder, tuple(seen.cue(*pieces)), vector)
