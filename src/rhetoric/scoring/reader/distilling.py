"""Let a larger reader tell what it sees in texts, coded or not, for a small one to learn from.

Distillation: the small network learns the probabilities of the larger one (Hinton, Vinyals & Dean
2015), on more text than people can code. Needs the extra `train` (PyTorch).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from rhetoric import attribution, documents
from rhetoric.scoring.reader.examples import (
    CONCEPTS,
    Example,
    Gold,
    Row,
    Told,
    article,
    gold_spans,
    is_open,
)
from rhetoric.scoring.reader.export import head
from rhetoric.scoring.reader.inputs import Scene, Window, windows
from rhetoric.scoring.reader.model import Columns, Model
from rhetoric.scoring.reader.network import Network
from rhetoric.scoring.reader.reading import Asked, tagged, weigh
from rhetoric.scoring.syntax import Syntax

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rhetoric.scoring.lexicon import Lexicon

_TEXTS = 64  # at a time: their windows are read together, those of like length in one batch


class _Session:
    """A network that answers as a session of onnxruntime does."""

    def __init__(self, network: Network) -> None:
        self.network = network.eval()

    def run(self, names: Sequence[str], given: dict[str, Any]) -> list[NDArray[np.float32]]:
        ids, roles, mask = (torch.from_numpy(given[name]) for name in ("ids", "roles", "mask"))
        with torch.no_grad():
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self.network.encode(ids, roles, mask)
            return [one.numpy() for one in self.network.columns(hidden.float())]


def as_model(network: Network, tokenizer: Tokenizer) -> Model:
    """Return a trained network as a model that reads at once, without a file."""
    return Model(_Session(network), tokenizer, CONCEPTS, head(network), {}, None, "")


def taught(model: Model, rows: Iterable[Row], lex: Lexicon, *, coded: bool) -> Iterator[Example]:
    """Yield texts as windows with what a model says of them, beside what coders have said.

    Spans are those that `gold_spans` gives, and in texts that nobody has coded the model's own.
    """
    left = iter(rows)
    while some := list(islice(left, _TEXTS)):
        scenes = []
        for document in documents.parse_many(map(article, some)):
            scenes.append(Scene(document, Syntax(document.doc), attribution.attribute(document)))
        cut = [windows(scene, model.tokenizer) for scene in scenes]
        read = iter(model.read([window for own in cut for window in own]))
        for row, scene, own in zip(some, scenes, cut, strict=True):
            for window, columns in zip(own, read, strict=False):
                spans = gold_spans(row, window, scene, lex)
                if not coded:
                    spans += _own(model, window, columns, scene, spans)
                for span in spans:
                    span.told = _told(model, window, columns, scene, span)
                yield Example(
                    str(row.get("doc_id", row["id"])), window,
                    [scene.sentence[i] if i >= 0 else -1 for i in window.token],
                    spans, coded and is_open(row), _softmax(columns.tag), coded,
                )  # fmt: skip


def _own(
    model: Model, window: Window, columns: Columns, scene: Scene, spans: Sequence[Gold]
) -> Iterator[Gold]:
    taken = {k for one in spans for k in range(one.first, one.last)}
    for asked, sign, concept in tagged(model, window, columns, scene):
        w = weigh(model, window, columns, scene, asked)
        if w is not None and taken.isdisjoint(range(*w.pieces)):
            ties = scene.ties(window, asked.top, window.holders)
            yield Gold(*w.pieces, sign, concept, ties)


def _told(model: Model, window: Window, columns: Columns, scene: Scene, span: Gold) -> Told:
    first, last = window.token[span.first], window.token[span.last - 1] + 1
    asked = Asked(window.start[span.first], window.end[span.last - 1], scene.s.top(first, last))
    w = weigh(model, window, columns, scene, asked)
    assert w is not None  # its pieces are of this window
    rows = [window.holders.index(piece) for piece in w.holders]
    held = np.zeros(len(window.holders), dtype=np.float32)
    sides = np.full((len(window.holders), 3), 1 / 3, dtype=np.float32)
    held[rows] = _sigmoid(w.odds)
    sides[rows] = _softmax(w.sides)
    return Told(held, sides, _softmax(columns.con[span.first : span.last].mean(0)))


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    made = np.exp(scores - scores.max(-1, keepdims=True))
    one: NDArray[np.float32] = (made / made.sum(-1, keepdims=True)).astype(np.float32)
    return one


def _sigmoid(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return made
