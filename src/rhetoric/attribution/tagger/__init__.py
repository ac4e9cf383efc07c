"""Tag the sources, cues and contents of a document with the networks that ship with the package."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution.tagger.features import extract
from rhetoric.attribution.tagger.linker import Labelled
from rhetoric.attribution.tagger.network import (
    LABELS,
    OFFSETS,
    POINTERS,
    SHIFTS,
    VALUES,
    Floats,
    Network,
    label,
    rows,
)
from rhetoric.attribution.tagger.vocabulary import NAMES, Ints
from rhetoric.errors import ModelError
from rhetoric.files import check_model, of_model, read_arrays, write_arrays
from rhetoric.reading.documents import Document

MODEL = Path(__file__).with_name("model") / "attribution.npz"
SPEECH = MODEL.with_name("speech.npz")  # for texts in which known voices talk
CHOICE = "RHETORIC_ATTRIBUTION_MODEL"  # names another file to use
FORMAT = 1


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
