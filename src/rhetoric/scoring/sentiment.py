"""Sentiment: TextBlob's tone with the words that fired, and the tone towards a target."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.stance import judge
from rhetoric.scoring.syntax import Syntax
from rhetoric.scoring.valence import Piece, Values

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[!?]+|[:;][-']?[)(DPp]")


@lru_cache(maxsize=1)
def _blob() -> Any:
    from textblob import TextBlob

    return TextBlob


def tone_of(text: str, offset: int = 0) -> tuple[float, float, list[tuple[int, int, str, float]]]:
    """Return TextBlob's polarity and subjectivity, and (start, end, words, value) of what fired.

    Source: De Smedt & Daelemans 2012 (pattern), in TextBlob's `sentiment_assessments`.
    """
    found = _blob()(text).sentiment_assessments
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
    return float(found.polarity), float(found.subjectivity), spans


def towards(s: Syntax, lex: Lexicon, first: int, last: int) -> tuple[str, list[Piece]]:
    """Return negative, neutral or positive: how the sentence speaks of the target in [first, last).

    First version: the stance of whoever judges it, else its colour, else the words nearest to it.
    """
    head = s.top(first, last)
    low, high = s.sentence_of[head]
    verdict = judge(s, lex, head, (low, high))[0]
    if verdict.sign and verdict.how in ("judged", "coloured"):
        return ("positive" if verdict.sign > 0 else "negative"), list(verdict.pieces)
    values, pieces, total = Values(s, lex), [], 0.0
    for i in range(low, high):
        if not first <= i < last and s.pos[i] in ("NOUN", "ADJ", "VERB", "ADV"):
            value, found = values.word(i)
            if value:
                total += value / (1 + min(abs(i - first), abs(i - last)) / 8)
                pieces += found
    if abs(total) < 0.5:
        return "neutral", []
    return ("positive" if total > 0 else "negative"), pieces
