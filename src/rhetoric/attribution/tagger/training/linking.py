"""Train the linker: a conditional logit, by AdaGrad."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import exp, sqrt

from rhetoric.attribution import Span
from rhetoric.attribution.tagger.linker import Site, choices
from rhetoric.attribution.tagger.spans import Labelled, labelled
from rhetoric.attribution.tagger.training.marked import Example, Marked
from rhetoric.reading.documents import Document


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
        return spans.setdefault((role, a, b), labelled(document.doc, role, a, b, 1.0))

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
