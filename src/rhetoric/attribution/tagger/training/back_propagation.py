"""A network in training: gradients by back-propagation, steps by Adam (Kingma & Ba 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from rhetoric.attribution.tagger.network import (
    OFFSETS,
    POINTERS,
    SHIFTS,
    VALUES,
    Floats,
    N,
    Rows,
    hear,
)
from rhetoric.attribution.tagger.training.crf import crf
from rhetoric.attribution.tagger.vocabulary import NAMES, Ints

HIDDEN, MESSAGE = 64, 32
DROP, DROP_COLUMN = 0.3, 0.1
RATE = 3e-3


def scatter(index: Ints, values: Floats, size: int) -> Floats:
    """Return the sum of the values at each index: the reverse of taking rows by index."""
    out = np.zeros((size, values.shape[1]), dtype=values.dtype)
    order = np.argsort(index, kind="stable")
    ordered = index[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    out[ordered[first]] = np.add.reduceat(values[order], first, axis=0)
    return out


class Trainer:
    """A network in training: its weights, Adam's moments, and its random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        wide = HIDDEN + MESSAGE * (len(POINTERS) + len(SHIFTS[0]))
        w = {"E": self._normal(VALUES, HIDDEN, 0.15), "b": np.zeros(HIDDEN, np.float32)}
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

    def step(self, r: Rows, gold: Ints, total: int) -> float:
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
            heard.append(hear(h @ w[f"V{n}"], h, r.pointers, SHIFTS[n]))
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
            at, size = OFFSETS[name], len(values)
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
    """Reverse `network.hear`: the gradient of a row itself, and of its message."""
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
