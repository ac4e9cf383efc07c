"""A small network over the columns of `features`, with a linear-chain CRF on top.

Every row starts as the sum of its columns' vectors. Layer by layer it then hears what a few other
rows have to say: its neighbours, its head, its governing reporting word, its subject, the words
around its quotation. Labels are read off by Viterbi (Lafferty, McCallum & Pereira 2001).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution.tagger.features import Features
from rhetoric.attribution.tagger.vocabulary import NAMES, Ints

Floats = NDArray[Any]  # single precision; double in the sums of a CRF
LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
N = len(LABELS)
POINTERS = tuple("head|gov|branch|clause|left|right|qfrom|qto|subject|clause of|object".split("|"))
SHIFTS = ((-1, 1, -2, 2), (-1, 1, -3, 3), (-1, 1, -6, 6))  # neighbours heard in each layer
OFFSETS = dict(zip(NAMES, np.cumsum([0, *(len(v) for v in NAMES.values())]).tolist(), strict=False))
SHARED = 1 << 18  # multiplications
AT_ONCE = 1 << 14  # rows: bounds the memory of long texts
VALUES = sum(len(v) for v in NAMES.values())
FIRST = np.array([not name.startswith("I-") for name in LABELS])
FOLLOWS = np.array(
    [[not b.startswith("I-") or a in (b, "B" + b[1:]) for b in LABELS] for a in LABELS]
)


@dataclass(frozen=True)
class Rows:
    """The rows of one or more documents, ready for the network."""

    values: Ints  # rows × columns: the number of each value among all columns' values
    pointers: tuple[Ints, ...]
    paragraphs: list[tuple[int, int]]


def rows(seen: Sequence[Features]) -> Rows:
    """Join what was seen of documents into one set of rows."""
    values, pointers, paragraphs, offset = [], [], [], 0
    for s in seen:
        values.append(np.stack([s.columns[c] + OFFSETS[c] for c in NAMES], axis=1))
        pointers.append(np.stack([s.pointers[p] for p in POINTERS]) + offset)
        paragraphs += [(a + offset, b + offset) for a, b in s.paragraphs if b > a]
        offset += len(s.tokens)
    return Rows(np.concatenate(values), tuple(np.concatenate(pointers, axis=1)), paragraphs)


def hear(
    message: Floats, own: Floats, pointers: Sequence[Ints], shifts: Sequence[int],
    part: slice = slice(None),
) -> Floats:  # fmt: skip
    """Return each row (of a part of them) beside the messages of the rows it hears."""
    n, size = message.shape
    first, last, _ = part.indices(n)
    at = own.shape[1]
    out = np.zeros((last - first, at + size * (len(pointers) + len(shifts))), dtype=message.dtype)
    out[:, :at] = own[part]
    for pointer in pointers:
        out[:, at : at + size] = message[pointer[part]]
        at += size
    for shift in shifts:
        low, high = max(first + shift, 0), max(min(last + shift, n), first + shift, 0)
        out[low - shift - first : high - shift - first, at : at + size] = message[low:high]
        at += size
    return out


def times(rows: Floats, weights: Floats) -> Floats:
    """Return rows @ weights, a few rows at a time: too little for BLAS to share out among threads.

    Threads cost more than they save here: they wait busily between products, and each product
    waits for the slowest of them. SHARED is where OpenBLAS begins to share out.
    """
    few = max(1, SHARED // weights.size // 4 * 4)  # kernels take four rows at once
    whole = len(rows) // few * few
    made = np.empty((len(rows), weights.shape[1]), dtype=np.result_type(rows, weights))
    parts = made[:whole].reshape(-1, few, weights.shape[1])
    np.matmul(rows[:whole].reshape(-1, few, len(weights)), weights, out=parts)
    np.matmul(rows[whole:], weights, out=made[whole:])
    return made


@dataclass
class Network:
    """Weights by name: E and b (columns), V, W and b of each layer, Wo and bo (labels), T."""

    weights: Mapping[str, Floats]

    def emissions(self, r: Rows) -> Floats:
        """Return the score of each label at each row."""
        w = self.weights
        h: Floats = w["E"][r.values[:, 0]] + w["b"]
        for k in range(1, r.values.shape[1]):
            h += w["E"][r.values[:, k]]
        np.maximum(h, 0, out=h)
        for layer, shifts in enumerate(SHIFTS):
            message, told = times(h, w[f"V{layer}"]), np.empty_like(h)
            for at in range(0, len(h), AT_ONCE):
                part = slice(at, at + AT_ONCE)
                heard = hear(message, h, r.pointers, shifts, part)
                told[part] = np.maximum(times(heard, w[f"W{layer}"]) + w[f"b{layer}"], 0)
            h = h + told
        scores: Floats = times(h, w["Wo"]) + w["bo"]
        return scores


def label(networks: Sequence[Network], r: Rows) -> tuple[Ints, Floats]:
    """Return the best label of each row by the mean of some networks, and how sure it is.

    Sure is the share of the label's role at that row alone, whatever its neighbours are.
    """
    scores = sum((n.emissions(r) for n in networks[1:]), networks[0].emissions(r)) / len(networks)
    moves = sum((n.weights["T"] for n in networks[1:]), networks[0].weights["T"]) / len(networks)
    best = np.zeros(len(scores), dtype=np.int64)
    for group in alike(r.paragraphs):
        viterbi(scores, moves, group, best)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    twin = best + np.where(best == 0, 0, np.where(best % 2 == 1, 1, -1))  # B and I are one role
    here = np.arange(len(best))
    sure: Floats = odds[here, best] + np.where(best == 0, 0, odds[here, twin])
    return best, sure


def alike(paragraphs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group paragraphs of like length, longest first, so that little is padded."""
    groups: list[list[tuple[int, int]]] = []
    for p in sorted(paragraphs, key=lambda p: p[0] - p[1]):
        if groups and 4 * (p[1] - p[0]) + 200 >= groups[-1][0][1] - groups[-1][0][0]:
            groups[-1].append(p)
        else:
            groups.append([p])
    return groups


def living(lengths: Ints) -> list[int]:
    """Return for each step how many paragraphs (longest first) are longer than it."""
    live: list[int] = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left").tolist()
    return live


def viterbi(
    scores: Floats, transitions: Floats, group: Sequence[tuple[int, int]], best: Ints
) -> None:
    """Write the best labels of a group of paragraphs (longest first) into `best`."""
    starts = np.array([a for a, _ in group])
    lengths = np.array([b - a for a, b in group])
    steps = int(lengths[0])
    live = living(lengths)
    move = np.where(FOLLOWS, transitions, -1e9).T.copy()  # to × from
    total = np.where(FIRST, scores[starts], -1e9)
    back = np.zeros((steps, len(group), N), dtype=np.int8)
    for t in range(1, steps):
        k = live[t]
        ways = total[:k, None, :] + move
        back[t, :k] = ways.argmax(axis=2)
        total[:k] = ways.max(axis=2) + scores[starts[:k] + t]
    label = total.argmax(axis=1)
    here = np.arange(len(group))
    for t in range(steps - 1, -1, -1):
        k = live[t]
        best[starts[:k] + t] = label[:k]
        label[:k] = back[t, here[:k], label[:k]]


def crf(
    scores: Floats, moves: Floats, paragraphs: Sequence[tuple[int, int]], gold: Ints
) -> tuple[float, Floats, Floats]:
    """Return the loss a token of a linear-chain CRF, and its gradients for scores and moves."""
    d_scores = np.zeros(scores.shape)
    d_moves = np.zeros(moves.shape)
    loss, wide = 0.0, scores.astype(np.float64)
    for group in alike(paragraphs):
        loss += _chains(wide, moves, group, gold, d_scores=d_scores, d_moves=d_moves)
    n = sum(b - a for a, b in paragraphs)
    return loss / n, (d_scores / n).astype(np.float32), (d_moves / n).astype(np.float32)


def _chains(
    scores: Floats,
    moves: Floats,
    group: Sequence[tuple[int, int]],
    gold: Ints,
    *,
    d_scores: Floats,
    d_moves: Floats,
) -> float:
    """Add one group of paragraphs, longest first, by scaled forward and backward sums."""
    starts, ends = (np.array(x) for x in zip(*group, strict=True))
    lengths = ends - starts
    live = living(lengths)
    odds = np.where(FOLLOWS, np.exp(moves.astype(np.float64)), 0)
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
        way = local[t, :k] * (FIRST if t == 0 else ahead[t - 1, :k] @ odds)
        scale[t, :k] = way.sum(axis=1)
        ahead[t, :k] = way / scale[t, :k, None]
        total += float(np.log(scale[t, :k]).sum() + top.sum())
    return local, ahead, scale, total
