"""Train the tagger and the linker on articles whose attributions are marked.

The network is trained by back-propagation through a linear-chain CRF, with dropout and Adam; the
linker by AdaGrad on a conditional logit. The same data, seeds and machine give the same weights.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from rhetoric.attribution import Span
from rhetoric.attribution.tagger import Tagger
from rhetoric.attribution.tagger.back_propagation import Trainer
from rhetoric.attribution.tagger.features import extract
from rhetoric.attribution.tagger.linker import Labelled, Site, choices
from rhetoric.attribution.tagger.network import (
    LABELS,
    Network,
    rows,
)
from rhetoric.attribution.tagger.vocabulary import Ints
from rhetoric.errors import InputError
from rhetoric.reading.documents import Document


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
            begin = LABELS.index(f"B-{role}")
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


BATCH = 3  # documents a step
Progress = Callable[[Iterable[int]], Iterable[int]]


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
    return Tagger(tuple(Network(t.weights) for t in trainers), train_linker(examples))
