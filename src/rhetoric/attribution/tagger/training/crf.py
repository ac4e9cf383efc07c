"""The loss of a linear-chain CRF and its gradients, by scaled forward and backward sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution.tagger.network import (
    FIRST,
    FOLLOWS,
    Floats,
    N,
    alike,
    living,
)
from rhetoric.attribution.tagger.vocabulary import Ints


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
