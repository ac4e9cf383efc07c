"""The reader: one ONNX file, and from what it says of word pieces to who holds what of which span.

The graph gives for each word piece what is linear in it; what is asked of spans and holders is a
few small matrices, which travel in the file's metadata as JSON: no code, no pickle, no text.
Spans come from the codebook's patterns and from the model's own tags. Of each span and each word
that may name a holder the model says whether that is the holder, and on which side; how sure that
is are the odds that a careful coder would say the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rhetoric.errors import ModelError
from rhetoric.files import content
from rhetoric.scoring.reader import inputs
from rhetoric.scoring.reader.inputs import Gate, Pieces, ReaderView, Window, ends, padded, pieces_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
SHIPPED = Path(__file__).with_name("positions.onnx")
FORMAT = 2
_ADVICE = "name another in RHETORIC_POSITIONS_MODEL, or leave that empty for the one that ships"
CUT = 0.55  # of what is given, seven in ten should be as a careful coder has it
KINDS = ("found", "named", "foreign", "silent")
_MOST = 8.0  # log odds beyond which more is nothing
BIAS = 1.0  # taken from "no span": finds more of them, for the confidence to sort
_HELD, _LEAST = 0.4, 0.12  # who holds: all above the first, else the likeliest above the second
_FAR = -5.0  # log odds below which nobody is thought of as a holder
_CUE = 0.2  # best F1 with the words that coders mark
_NAMES = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})
_LOOSE = frozenset({"ADP", "PART", "PUNCT", "CCONJ", "SCONJ", "SPACE", "AUX"})
_SIGNS = (0, -1, -1, 1, 1)  # of the tags


class Columns(NamedTuple):
    """What the graph says of the pieces of one window; rows are pieces."""

    tag: Floats
    con: Floats
    ask: Floats
    key: Floats
    cue_of: Floats
    cue_at: Floats
    target: Floats


@dataclass(frozen=True, eq=False)
class ReaderModel:
    """A loaded model: the graph, its tokenizer, the small layers and the names of concepts."""

    session: Any
    tokenizer: Tokenizer
    concepts: tuple[str, ...]
    small: dict[str, Floats]
    calibration: dict[str, list[float]]
    gate: Gate | None
    sha256: str

    def read(self, windows: Sequence[Pieces]) -> Iterator[tuple[int, Columns]]:
        """Yield the number of each window and what the graph says of it, as they are read.

        Those of like length are read together, the shortest first: all that is held is a batch.
        """
        for batch in inputs.batches([len(w.ids) for w in windows]):
            chosen = [windows[k] for k in batch]
            found = self.session.run(list(Columns._fields), padded(chosen))
            for row, (k, window) in enumerate(zip(batch, chosen, strict=True)):
                yield k, Columns(*(one[row, : len(window.ids)] for one in found))

    def embed(self, phrases: Iterable[str]) -> Floats:
        """Return a row for each phrase, read alone: what the encoder makes of it as a span."""
        first, last = ends(self.tokenizer)
        encoded = self.tokenizer.encode_batch(list(phrases), add_special_tokens=False)
        ids = [[first, *one.ids[: inputs.PIECES - 2], last] for one in encoded]
        read = self.read([Pieces(one, [inputs.NARRATION] * len(one)) for one in ids])
        rows = {k: columns.ask[1:-1].mean(0) for k, columns in read}
        return np.array([rows[k] for k in range(len(ids))], dtype=np.float32)


def in_use() -> Path:
    """Return the file of the model: RHETORIC_POSITIONS_MODEL, else the one that ships."""
    return Path(os.environ.get("RHETORIC_POSITIONS_MODEL") or SHIPPED)


def load(path: str | Path | None = None) -> ReaderModel:
    """Return the model of a file, loaded once. Raises ModelError where it is missing or foreign."""
    place = Path(path or in_use())
    return _load(str(place), place.stat().st_mtime_ns if place.is_file() else 0)


@lru_cache(maxsize=2)
def _load(path: str, written: int) -> ReaderModel:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        raw = content(Path(path))
    except OSError as error:
        raise ModelError(f"{path}: cannot read the model ({error.strerror}); {_ADVICE}") from error
    try:
        session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors have no common class
        raise ModelError(
            f"{path}: onnxruntime {onnxruntime.__version__} cannot read it as a model "
            f"({str(error).partition(chr(10))[0][:120]}); {_ADVICE}"
        ) from error
    about = session.get_modelmeta().custom_metadata_map
    if about.get("rhetoric.format", str(FORMAT)) != str(FORMAT):
        raise ModelError(f"{path}: a model of another version of rhetoric; {_ADVICE}")
    try:
        tokenizer = inputs.read_tokenizer(about["rhetoric.tokenizer"])
        head = json.loads(about["rhetoric.head"])
        small = {
            name: np.frombuffer(base64.b64decode(one["data"]), np.float32).reshape(one["shape"])
            for name, one in head["small"].items()
        }
        concepts, calibration = tuple(head["concepts"]), dict(head["calibration"])
        bounds = head.get("article"), head.get("least")
        gate = Gate(small.pop("gate"), *map(float, bounds)) if "gate" in small else None
    except Exception as error:  # nor have those of tokenizers
        raise ModelError(f"{path}: is no reader of positions; {_ADVICE}") from error
    digest = hashlib.sha256(raw).hexdigest()
    return ReaderModel(session, tokenizer, concepts, small, calibration, gate, digest)


@dataclass(frozen=True)
class Asked:
    """Words to be judged: code points [start, end); what named them, if anything did."""

    start: int
    end: int
    top: int  # the token that heads them
    concept: str | None = None
    entry: str | None = None
    how: str | None = None  # pattern or clause


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

    def kind(self, known: bool) -> str:
        """Return how it came about: `KINDS` of spans, each with a line of its own.

        found: tagged by the model; named: by a pattern alone, of a concept that the model has
        learned (`known`); foreign: by a pattern, of any other concept; silent: no side.
        """
        if not self.side:
            return "silent"
        if self.asked.concept is not None and not known:
            return "foreign"
        return "named" if self.features[0] < 0 else "found"

    def terms(self, topic: float) -> list[float]:
        """Return what the log odds of being right are linear in; `topic` is of the text around."""
        speaks, sourced = self.holder is None, self.tie in (inputs.ITS_SOURCE, inputs.OUTER_SOURCE)
        return [
            1.0, *(max(-_MOST, min(_MOST, x)) for x in self.features), float(speaks),
            float(sourced), float(self.side > 0), topic,
        ]  # fmt: skip

    def confidence(self, lines: Mapping[str, Sequence[float]], kind: str, *, topic: float) -> float:
        """Return the probability (0–1) that a careful coder would give the same side and holder."""
        found = self.terms(topic)
        line = lines.get(kind, [0.0] * len(found))
        odds = sum(a * b for a, b in zip(line, found, strict=True))
        return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True)
class Weighed:
    """A span in a window with everybody who may hold it: rows are `holders`."""

    pieces: tuple[int, int]
    holders: list[int]
    ties: NDArray[np.int64]
    hidden: Floats
    odds: Floats
    sides: Floats


@dataclass(frozen=True)
class ReadWindow:
    """A window of an article, and what the model says of its pieces."""

    model: ReaderModel
    view: ReaderView
    window: Window
    columns: Columns

    def told(self) -> Floats:
        """Return for each piece how likely it is part of words that name a way of dealing."""
        shares: Floats = 1 - softmax(self.columns.tag[1:-1])[:, 0]
        return shares

    def tagged(self) -> Iterator[tuple[Asked, int, str]]:
        """Yield the spans that the model tags, each with its sign and the model's concept."""
        scores = self.columns.tag.copy()
        scores[:, 0] -= BIAS
        tags = [0, *scores.argmax(-1).tolist()[1:-1], 0, 0]
        first = None
        for k, tag in enumerate(tags):
            if first is not None and (_SIGNS[tag] != _SIGNS[tags[first]] or tag in (1, 3)):
                asked, sign = self._span(first, k)
                if self.view.s.pos[asked.top] in _NAMES:  # no stray "to" or "such"
                    yield asked, sign, self.concept(first, k)
                first = None
            if first is None and tag:
                first = k

    def _span(self, a: int, b: int) -> tuple[Asked, int]:
        tag = self.columns.tag[a:b]
        sign = 1 if tag[:, 3:].max(-1).mean() > tag[:, 1:3].max(-1).mean() else -1
        token, pos = self.window.token, self.view.s.pos
        while a > 1 and token[a - 1] == token[a]:
            a -= 1  # whole words
        while b < len(token) - 1 and token[b] == token[b - 1]:
            b += 1
        while b - a > 1 and pos[token[b - 1]] in _LOOSE | {"DET"}:  # "easing of the"
            b -= 1
        while b - a > 1 and pos[token[a]] in _LOOSE:
            a += 1
        return self.asked(a, b), sign

    def asked(self, a: int, b: int) -> Asked:
        """Return the words of pieces [a, b)."""
        w = self.window
        top = self.view.s.top(w.token[a], w.token[b - 1] + 1)
        return Asked(w.start[a], w.end[b - 1], top)

    def concept(self, a: int, b: int) -> str:
        """Return what the model takes pieces [a, b) to name."""
        return self.model.concepts[int(self.columns.con[a:b].mean(0).argmax())]

    def weigh(self, asked: Asked) -> Weighed | None:
        """Weigh all possible holders of a span and their sides; None where it is not here."""
        found = pieces_of(self.window, asked.start, asked.end)
        if found is None:
            return None
        small, columns = self.model.small, self.columns
        holders = [k for k in self.window.holders if not found[0] <= k < found[1]]
        ties = self.view.ties(self.window, asked.top, holders)
        ask, key = columns.ask[slice(*found)].mean(0), columns.key[holders]
        half = ask.shape[0] // 2
        tie, link, place = ties.T
        bias = small["tie.weight"][tie] + small["link.weight"][link] + small["place.weight"][place]
        hidden = np.tanh(ask[:half] + key[:, :half] + bias + ask[half:] * key[:, half:])
        odds = (hidden @ small["held.weight"].T + small["held.bias"])[:, 0]
        sides = hidden @ small["side.weight"].T + small["side.bias"]
        return Weighed(found, holders, ties, hidden, odds, sides)

    def judge(
        self, asked: Asked, name: Callable[[int, int | None], str | None]
    ) -> Iterator[Reading]:
        """Yield the readings of one span: each likely holder with its side.

        `name` gives whom a token means as the holder of what another token heads (None: whoever
        speaks). Mentions of one holder are weighed together: "he", "Lavrov" and the voice itself
        may be one, and the reader cannot know it. Whoever speaks holds nothing beside a name on
        the same side: in "Togo welcomes the talks" it is Togo.
        """
        w = self.weigh(asked)
        if w is None:
            return
        groups: dict[str, list[int]] = {}
        for k in np.flatnonzero(w.odds > _FAR).tolist():
            who = name(asked.top, self.holder(w, k))
            if who is not None:
                groups.setdefault(who, []).append(k)
        odds = {one: float(np.logaddexp.reduce(w.odds[ks])) for one, ks in groups.items()}
        likely = [one for one in groups if odds[one] > _logit(_HELD)]
        if not likely and odds:
            best = max(odds, key=lambda one: odds[one])
            likely = [best] if odds[best] > _logit(_LEAST) else []
        concept, shown = self.concept(*w.pieces), tuple(self.cue(*w.pieces))
        inside, made = self.inside(w.pieces), []
        for one in likely:
            ks = groups[one]
            sides: Floats = np.exp(w.odds[ks] - odds[one]) @ w.sides[ks]
            side, first = int(sides.argmax()), max(ks, key=lambda k: float(w.odds[k]))
            features = (inside, odds[one], _margin(sides, side))
            tie, holder = int(w.ties[first, 0]), self.holder(w, first)
            made.append(Reading(asked, concept, holder, side - 1, shown, features, tie))
        named = {r.side for r in made if r.holder is not None}
        yield from (r for r in made if r.holder is not None or r.side not in named)

    def inside(self, pieces: tuple[int, int]) -> float:
        """Return the log odds that pieces [first, last) name a way of dealing with others."""
        tags = self.columns.tag[slice(*pieces)]
        return float((np.logaddexp.reduce(tags[:, 1:], axis=1) - tags[:, 0]).mean())

    def holder(self, w: Weighed, k: int) -> int | None:
        """Return the token that names a holder; None: whoever speaks."""
        token = self.window.token[w.holders[k]]
        return token if token >= 0 else None

    def cue(self, a: int, b: int) -> Iterator[tuple[int, int]]:
        """Yield the words of its sentence that show a span's side; neighbours as one stretch."""
        window, sentence = self.window, self.view.sentence
        of = self.columns.cue_of[a:b].mean(0)
        bias = self.model.small["cue_bias"][0]
        odds = self.columns.cue_at @ of / np.float32(np.sqrt(of.shape[0])) + bias
        around = [k for k in range(1, len(window.ids) - 1) if not a <= k < b]
        here = [k for k in around if sentence[window.token[k]] == sentence[window.token[a]]]
        shown = {window.token[k] for k in here if odds[k] > _logit(_CUE)}
        pieces = enumerate(k for k in around if window.token[k] in shown)
        for _, run in groupby(pieces, key=lambda pair: pair[1] - pair[0]):
            stretch = [k for _, k in run]
            yield window.start[stretch[0]], window.end[stretch[-1]]


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
