"""Sentiment: TextBlob's tone with the words that fired, and the tone towards a target."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rhetoric.scoring.syntax import Syntax
from rhetoric.scoring.valence import Piece

_MARGIN = 0.3  # of the sum of values near a target: below it neutral
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[!?]+|[:;][-']?[)(DPp]")


@lru_cache(maxsize=1)
def _sentiment() -> Any:
    from textblob.en import sentiment  # TextBlob's own property reads the text twice

    return sentiment


def tone_of(text: str, offset: int = 0) -> tuple[float, float, list[tuple[int, int, str, float]]]:
    """Return TextBlob's polarity and subjectivity, and (start, end, words, value) of what fired.

    Source: De Smedt & Daelemans 2012 (pattern), in TextBlob's `sentiment_assessments`.
    """
    found = _sentiment()(text)
    tone, subjectivity = found
    places = [(m.start(), m.end(), m[0].lower()) for m in _WORD.finditer(text)]
    spans, at = [], 0
    for words, polarity, _, _ in found.assessments:
        first = words[0].lower()
        for n in range(at, len(places)):
            if places[n][2] == first or places[n][2].startswith(first):
                end = n + sum(1 for w in words[1:] if w[0].isalnum())
                end = min(end, len(places) - 1)
                spans.append(
                    (offset + places[n][0], offset + places[end][1], " ".join(words), polarity)
                )
                at = n + 1
                break
    return float(tone), float(subjectivity), spans


def towards(s: Syntax, first: int, last: int) -> tuple[str, list[Piece]]:
    """Return negative, neutral or positive by the good and bad words near the target [first, last).

    A lexicon's verdict, beside which the trained model is measured; the nearest words count most.
    """
    from rhetoric.scoring.traits import traits

    near = [t for t in traits(s, {"target": (first, last)}) if t.name.startswith("target:near")]
    pieces = [
        Piece(t.first, t.last, "word", "VADER", t.value if t.name[-1] == "+" else -t.value)
        for t in near
    ]
    total = sum(p.value for p in pieces)
    if abs(total) < _MARGIN:
        return "neutral", []
    return ("positive" if total > 0 else "negative"), pieces
