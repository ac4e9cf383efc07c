"""Train the tagger and the linker on articles whose attributions are marked.

The network is trained by back-propagation through a linear-chain CRF, with dropout and Adam
(Kingma & Ba 2015); the linker by AdaGrad on a conditional logit. The same data, seeds and machine
give the same weights.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution import tagger
from rhetoric.attribution.relations import Span
from rhetoric.attribution.tagger import SHIFTS, Floats, N, Tagger, rows
from rhetoric.attribution.tagger.features import extract
from rhetoric.attribution.tagger.linker import Labelled, Site, choices
from rhetoric.attribution.tagger.vocabulary import NAMES, Ints
from rhetoric.errors import InputError
from rhetoric.reading.documents import Document

BATCH = 3  # documents a step
Progress = Callable[[Iterable[int]], Iterable[int]]
HIDDEN, MESSAGE = 64, 32
DROP, DROP_COLUMN = 0.3, 0.1
RATE = 3e-3


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution as a person marked it; spans are code points of the article."""

    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


Example = tuple[Document, Sequence[Marked]]


def check(marked: Marked, length: int, where: str) -> None:
    """Raise InputError unless the spans of an attribution lie in a text and stay apart.

    Two attributions may overlap, nested ones do: a word of both has the role the later one gives.
    `length` is the text's, `where` says which attribution it is.
    """
    end_before, role_before = 0, ""
    for (start, end), role in sorted((s, role) for role, spans in _spans(marked) for s in spans):
        if not 0 <= start < end <= length:
            raise InputError(
                f"{where}: {role} [{start}, {end}] is not a span of a text of {length} characters; "
                "give start < end in code points"
            )
        if role == "source":  # one span may be written around its cue: "the view of many"
            continue
        if start < end_before:
            raise InputError(
                f"{where}: {role} [{start}, {end}] overlaps its {role_before}; "
                "a word may have one role in an attribution"
            )
        end_before, role_before = end, role


def _spans(m: Marked) -> list[tuple[str, Sequence[Span]]]:
    return [("source", [m.source] if m.source else []), ("cue", m.cue), ("content", m.content)]


def targets(document: Document, marked: Sequence[Marked], tokens: Ints) -> Ints:
    """Return the number of the right label of each row."""
    labels = np.zeros(len(document.doc) + 1, dtype=np.int64)
    for m in marked:
        for role, spans in _spans(m):
            begin = tagger.LABELS.index(f"B-{role}")
            for span in spans:
                a, b = document.tokens(*span)
                labels[a:b] = begin + 1
                if b > a:
                    labels[a] = begin
    return labels[tokens]  # an empty row is token -1: the last, which is O


def train_linker(examples: Sequence[Example], *, epochs: int = 6) -> dict[str, float]:
    """Return the linker's weights; some cues and sources are hidden, as a tagger misses some."""
    pairs = [pair for n, (d, m) in enumerate(examples) for pair in _pairs(d, m, random.Random(n))]
    weights: dict[str, float] = {}
    squares: dict[str, float] = {}
    shuffle = random.Random(0)
    for _ in range(epochs):
        shuffle.shuffle(pairs)
        for right, options in pairs:
            scores = [sum(weights.get(a, 0.0) for a in option) for option in options]
            top = max(scores)
            odds = [exp(s - top) for s in scores]
            for k, option in enumerate(options):
                slope = odds[k] / sum(odds) - (k == right)
                if abs(slope) < 1e-4:
                    continue
                for a in option:
                    squares[a] = squares.get(a, 1e-3) + slope * slope
                    weights[a] = weights.get(a, 0.0) - 0.3 * slope / sqrt(squares[a])
    return {a: w for a, w in sorted(weights.items()) if abs(w) > 1e-3}


def _pairs(
    document: Document, marked: Sequence[Marked], chance: random.Random, hidden: float = 0.12
) -> list[tuple[int, list[list[str]]]]:
    """Return what each content and cue may choose from, and which choice is right."""
    spans: dict[tuple[str, int, int], Labelled] = {}

    def span(role: str, where: Span) -> Labelled | None:
        a, b = document.tokens(*where)
        if b <= a:
            return None
        return spans.setdefault((role, a, b), Labelled(role, a, b, 1.0))

    right: dict[Labelled, Labelled | None] = {}
    for m in marked:
        cue = span("cue", (m.cue[0][0], m.cue[-1][1])) if m.cue else None
        source = span("source", m.source) if m.source else None
        for part in (span("content", c) for c in m.content):
            if part:
                right[part] = cue
        if cue:
            right[cue] = source
    shown = [s for s in spans.values() if s.role == "content" or chance.random() >= hidden]
    out = []
    for chooser, options, attributes in choices(Site(document, shown)):
        wanted = right.get(chooser)
        wanted = wanted if wanted in options else None
        out.append((options.index(wanted), attributes))
    return out


def scatter(index: Ints, values: Floats, size: int) -> Floats:
    """Return the sum of the values at each index: the reverse of taking rows by index."""
    out = np.zeros((size, values.shape[1]), dtype=values.dtype)
    order = np.argsort(index, kind="stable")
    ordered = index[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    out[ordered[first]] = np.add.reduceat(values[order], first, axis=0)
    return out


def crf(
    scores: Floats, moves: Floats, paragraphs: Sequence[tuple[int, int]], gold: Ints
) -> tuple[float, Floats, Floats]:
    """Return the loss a token of a linear-chain CRF, and its gradients for scores and moves."""
    d_scores = np.zeros(scores.shape)
    d_moves = np.zeros(moves.shape)
    loss, wide = 0.0, scores.astype(np.float64)
    for group in tagger.alike(paragraphs):
        loss += _chains(wide, moves, group, gold, d_scores=d_scores, d_moves=d_moves)
    n = sum(b - a for a, b in paragraphs)
    return loss / n, (d_scores / n).astype(np.float32), (d_moves / n).astype(np.float32)


def _chains(
    scores: Floats, moves: Floats, group: Sequence[tuple[int, int]], gold: Ints, *,
    d_scores: Floats, d_moves: Floats,
) -> float:  # fmt: skip
    """Add one group of paragraphs, longest first, by scaled forward and backward sums."""
    starts, ends = (np.array(x) for x in zip(*group, strict=True))
    lengths = ends - starts
    live = tagger.living(lengths)
    odds = np.where(tagger.FOLLOWS, np.exp(moves.astype(np.float64)), 0)
    local, ahead, scale, loss = _forward(scores, odds, starts, live)
    behind = np.zeros_like(ahead)
    behind[lengths - 1, np.arange(len(group))] = 1
    for t in range(len(live) - 1, 0, -1):
        k = live[t]
        way = local[t, :k] * behind[t, :k] / scale[t, :k, None]
        inside = lengths[:k] > t
        behind[t - 1, :k] = np.where(inside[:, None], way @ odds.T, 1)
        d_moves += (ahead[t - 1, :k].T @ way) * odds
    for t, k in enumerate(live):
        here = starts[:k] + t
        right = gold[here]
        d_scores[here] += ahead[t, :k] * behind[t, :k]
        d_scores[here, right] -= 1
        loss -= float(scores[here, right].sum())
        if t:
            before = gold[here - 1]
            np.add.at(d_moves, (before, right), -1)
            loss -= float(moves[before, right].sum())
    return loss


def _forward(
    scores: Floats, odds: NDArray[Any], starts: Ints, live: list[int]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], float]:
    """Return the scores' odds, their scaled forward sums, the scales, and the log of all ways."""
    local = np.zeros((len(live), len(starts), N))
    ahead = np.zeros_like(local)
    scale = np.ones(local.shape[:2])
    total = 0.0
    for t, k in enumerate(live):
        e = scores[starts[:k] + t]
        top = e.max(axis=1, keepdims=True)
        local[t, :k] = np.exp(e - top)
        way = local[t, :k] * (tagger.FIRST if t == 0 else ahead[t - 1, :k] @ odds)
        scale[t, :k] = way.sum(axis=1)
        ahead[t, :k] = way / scale[t, :k, None]
        total += float(np.log(scale[t, :k]).sum() + top.sum())
    return local, ahead, scale, total


class Trainer:
    """A network in training: its weights, Adam's moments, and its random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        wide = HIDDEN + MESSAGE * (len(tagger.POINTERS) + len(SHIFTS[0]))
        w = {"E": self._normal(tagger.VALUES, HIDDEN, 0.15), "b": np.zeros(HIDDEN, np.float32)}
        w |= {"Wo": self._normal(HIDDEN, N, 0.1), "bo": np.zeros(N, np.float32)}
        for layer in range(len(SHIFTS)):
            w[f"V{layer}"] = self._normal(HIDDEN, MESSAGE, sqrt(1 / HIDDEN))
            w[f"W{layer}"] = self._normal(wide, HIDDEN, sqrt(1 / wide))
            w[f"b{layer}"] = np.zeros(HIDDEN, np.float32)
        w["T"] = np.zeros((N, N), np.float32)
        self.weights: dict[str, Floats] = w
        self.mean = {k: np.zeros_like(v) for k, v in w.items()}
        self.square = {k: np.zeros_like(v) for k, v in w.items()}
        self.steps = 0

    def _normal(self, n: int, m: int, scale: float) -> Floats:
        return (self.random.standard_normal((n, m)) * scale).astype(np.float32)

    def _mask(self, shape: tuple[int, ...], rate: float) -> Floats:
        kept = self.random.random(shape, dtype=np.float32) > rate
        return kept.astype(np.float32) / np.float32(1 - rate)

    def step(self, r: tagger.Rows, gold: Ints, total: int) -> float:
        """Take one step towards the gold labels; return the loss a token."""
        w, layers = self.weights, range(len(SHIFTS))
        kept = self._mask(r.values.shape, DROP_COLUMN)
        h = np.tile(w["b"], (len(gold), 1))
        for k in range(r.values.shape[1]):
            h += w["E"][r.values[:, k]] * kept[:, k : k + 1]
        gates = [(h > 0) * self._mask(h.shape, DROP)]
        h = h * gates[0]
        hidden, heard = [h], []
        for n in layers:
            heard.append(tagger.hear(h @ w[f"V{n}"], h, r.pointers, SHIFTS[n]))
            a = heard[n] @ w[f"W{n}"] + w[f"b{n}"]
            gates.append((a > 0) * self._mask(a.shape, DROP))
            h = h + a * gates[-1]
            hidden.append(h)
        loss, up, moves = crf(h @ w["Wo"] + w["bo"], w["T"], r.paragraphs, gold)
        g: dict[str, Floats] = {"T": moves, "Wo": h.T @ up, "bo": up.sum(0)}
        down = up @ w["Wo"].T
        for n in reversed(layers):
            a = down * gates[n + 1]
            g[f"W{n}"], g[f"b{n}"] = heard[n].T @ a, a.sum(0)
            own, message = _unhear(a @ w[f"W{n}"].T, r.pointers, SHIFTS[n])
            g[f"V{n}"] = hidden[n].T @ message
            down = down + own + message @ w[f"V{n}"].T
        down = down * gates[0]
        g["b"], g["E"] = down.sum(0), np.zeros_like(w["E"])
        for k, (name, values) in enumerate(NAMES.items()):
            at, size = tagger.OFFSETS[name], len(values)
            part = down * kept[:, k : k + 1]
            g["E"][at : at + size] = scatter(r.values[:, k] - at, part, size)
        self._adam(g, total)
        return loss

    def _adam(self, gradients: dict[str, Floats], total: int) -> None:
        self.steps += 1
        rate = RATE * min(1, self.steps / 100) * (1 - (self.steps - 1) / total) + 1e-5
        for k, g in gradients.items():
            self.mean[k] += np.float32(0.1) * (g - self.mean[k])
            self.square[k] += np.float32(0.001) * (g * g - self.square[k])
            mean = self.mean[k] / np.float32(1 - 0.9**self.steps)
            square = self.square[k] / np.float32(1 - 0.999**self.steps)
            self.weights[k] -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))


def _unhear(d: Floats, pointers: Sequence[Ints], shifts: Sequence[int]) -> tuple[Floats, Floats]:
    """Reverse `tagger.hear`: the gradient of a row itself, and of its message."""
    n = len(d)
    message = np.zeros((n, MESSAGE), dtype=d.dtype)
    at = HIDDEN
    for pointer in pointers:
        message += scatter(pointer, d[:, at : at + MESSAGE], n)
        at += MESSAGE
    for shift in shifts:
        part = d[:, at : at + MESSAGE]
        if shift > 0:
            message[shift:] += part[:-shift]
        else:
            message[:shift] += part[-shift:]
        at += MESSAGE
    return d[:, :HIDDEN], message


def train(
    examples: Sequence[Example],
    *,
    seeds: Sequence[int] = (0, 1),
    epochs: int = 11,
    progress: Progress = iter,
) -> Tagger:
    """Return a tagger trained on examples; `progress` may wrap the epochs (tqdm, say).

    Raises InputError if no attribution is marked, or a span does not fit its text.
    """
    if not any(marked for _, marked in examples):
        raise InputError(
            "the corpus has no attributions; mark at least one source, cue and content"
        )
    for document, marked in examples:
        for number, one in enumerate(marked, 1):
            where = f"{document.article.doc_id}, attribution {number}"
            check(one, len(document.text), where)
    seen = [extract(document) for document, _ in examples]
    gold = [targets(d, m, s.tokens) for (d, m), s in zip(examples, seen, strict=True)]
    trainers = [Trainer(seed) for seed in seeds]
    steps = epochs * ((len(seen) + BATCH - 1) // BATCH)
    for _ in progress(range(epochs)):
        for trainer in trainers:
            order = trainer.random.permutation(len(seen))
            for at in range(0, len(order), BATCH):
                picked = order[at : at + BATCH]
                right = np.concatenate([gold[i] for i in picked])
                trainer.step(rows([seen[i] for i in picked]), right, steps)
    return Tagger(tuple(tagger.Network(t.weights) for t in trainers), train_linker(examples))
