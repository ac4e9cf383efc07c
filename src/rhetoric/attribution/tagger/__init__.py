"""Tag the sources, cues and contents of a document with the networks that ship with the package.

A small network stands over the columns of `features`, a linear-chain CRF on top. Every row starts
as the sum of its columns' vectors. Layer by layer it then hears what a few other rows have to say:
its neighbours, its head, its governing reporting word, its subject, the words around its quotation.
Labels are read off by Viterbi (Lafferty, McCallum & Pereira 2001).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution.tagger.features import Features, extract
from rhetoric.attribution.tagger.linker import Labelled
from rhetoric.attribution.tagger.vocabulary import NAMES, Ints
from rhetoric.errors import ModelError
from rhetoric.files import check_model, of_model, read_arrays, write_arrays
from rhetoric.reading.documents import Document

MODEL = Path(__file__).with_name("model") / "attribution.npz"
SPEECH = MODEL.with_name("speech.npz")  # for texts in which known voices talk
CHOICE = "RHETORIC_ATTRIBUTION_MODEL"  # names another file to use
FORMAT = 1

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


@dataclass(frozen=True)
class Tagger:
    """Trained networks, whose scores are averaged, and the weights of the linker."""

    networks: tuple[Network, ...]
    links: Mapping[str, float]

    @staticmethod
    def load(path: str | Path | None = None) -> Tagger:
        """Return the tagger of a file, else of RHETORIC_ATTRIBUTION_MODEL, else the one that ships.

        Raises ModelError if the file is missing, not ours, or trained on other features.
        """
        return _load(str(path or in_use()))

    def save(self, path: str | Path) -> None:
        """Write the tagger to one file, whole or not at all (.npz, weights in half precision).

        Raises as `arrays.check_model` does.
        """
        arrays: dict[str, NDArray[Any]] = {
            f"{i}/{name}": values
            for i, network in enumerate(self.networks)
            for name, values in network.weights.items()
        }
        arrays["links"] = np.array(list(self.links.values()))
        write_arrays(check_model(path, Tagger.load), _about(list(self.links)), arrays)
        _load.cache_clear()

    def tag(self, document: Document) -> list[Labelled]:
        """Return the sources, cues and contents of a document, in order; none overlap."""
        seen = extract(document)
        if not any(b > a for a, b in seen.paragraphs):
            return []
        labels, sure = label(self.networks, rows([seen]))
        spans = _spans(labels, seen.paragraphs)
        tokens = seen.tokens
        return [
            Labelled(role, int(tokens[a]), int(tokens[b - 1]) + 1, float(sure[a:b].mean()))
            for role, a, b in spans
        ]


def in_use(*, spoken: bool = False) -> Path:
    """Return the file of the model that RHETORIC_ATTRIBUTION_MODEL names, else the shipped one.

    `spoken` asks for the one for transcripts and speeches, in place of the one for prose.
    """
    return Path(os.environ.get(CHOICE) or (SPEECH if spoken else MODEL))


def _spans(labels: Ints, paragraphs: list[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Return role, first and last row (end-exclusive) of each labelled span."""
    spans = []
    for start, end in paragraphs:
        here = labels[start:end]
        for at in (start + np.flatnonzero(here % 2 == 1)).tolist():
            stop = at + 1
            while stop < end and labels[stop] == labels[at] + 1:
                stop += 1
            spans.append((LABELS[labels[at]][2:], at, stop))
    return spans


def _about(links: list[str]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "labels": list(LABELS),
        "pointers": list(POINTERS),
        "shifts": [list(s) for s in SHIFTS],
        "columns": {k: list(v) for k, v in NAMES.items()},
        "links": links,
    }


@lru_cache(maxsize=4)
def _load(path: str) -> Tagger:
    with of_model(path, "attribution model", "rhetoric"):
        arrays, about = read_arrays(path)
        _check(path, about)
        current = _current_rows(about["columns"])
        links = dict(zip(about["links"], arrays.pop("links").astype(float).tolist(), strict=True))
        weights: dict[str, dict[str, Floats]] = {}
        for name, values in arrays.items():
            number, _, weight = name.partition("/")
            kept = values[current] if weight == "E" else values
            weights.setdefault(number, {})[weight] = kept.astype(np.float32)
        layers = [f"{name}{n}" for n in range(len(SHIFTS)) for name in "VWb"]
        whole = {"E", "b", "Wo", "bo", "T", *layers}
        if not weights or any({*w} != whole for w in weights.values()):
            raise ValueError("weights are missing")
        return Tagger(tuple(Network(weights[k]) for k in sorted(weights)), links)


def _check(path: str, about: dict[str, Any]) -> None:
    ours = _about([])
    wrong = [k for k in ("format", "labels", "pointers", "shifts") if about.get(k) != ours[k]]
    wrong += [] if list(about["columns"]) == list(NAMES) else ["columns"]
    if wrong:
        raise ModelError(
            f"{path}: its {', '.join(wrong)} are not those of this version; train the model anew"
        )


def _current_rows(columns: dict[str, list[str]]) -> Ints:
    """Return for each value of each column its row in the file; one the file lacks counts as none.

    So a word added to the lexicon does not void the weights: until they are trained anew it is
    known by its class alone.
    """
    at, found = 0, np.zeros(VALUES, dtype=np.int64)
    for column, names in columns.items():
        row = {name: at + i for i, name in enumerate(names)}
        for i, name in enumerate(NAMES[column]):
            found[OFFSETS[column] + i] = row.get(name, at)
        at += len(names)
    return found
