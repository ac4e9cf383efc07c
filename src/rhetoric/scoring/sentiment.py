"""Sentiment: TextBlob's tone with the words that fired, and the tone towards a target."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rhetoric.scoring.acts import find_act
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.stance import judge
from rhetoric.scoring.syntax import Syntax
from rhetoric.scoring.valence import Piece, Values

_TONE, _MARGIN = 1.0, 0.3  # weight of TextBlob's polarity; below the margin: neutral
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

    First version: the stance of whoever judges it; else what it does and suffers, and the words of
    value around it, the nearest counting most.
    """
    head = s.top(first, last)
    low, high = s.sentence_of[head]
    verdict = judge(s, lex, head, (low, high))[0]
    if verdict.sign and verdict.how in ("judged", "coloured"):
        return ("positive" if verdict.sign > 0 else "negative"), list(verdict.pieces)
    total, pieces = _deed(s, lex, head, (low, high))
    values = Values(s, lex)
    for i in range(low, high):
        if not first <= i < last and s.pos[i] in ("NOUN", "ADJ", "VERB", "ADV"):
            value, found = values.word(i)
            total += value / (1 + min(abs(i - first), abs(i - last)) / 8)
            pieces += found
    start, text = s.start[low], s.string
    polarity, _, fired = tone_of(text[start : s.end[high - 1]], start)
    total += _TONE * polarity
    pieces += [Piece(*s.tokens(a, b), "word", f"TextBlob: {w}", v) for a, b, w, v in fired if v]
    if abs(total) < _MARGIN:
        return "neutral", []
    return ("positive" if total > 0 else "negative"), pieces


def _deed(s: Syntax, lex: Lexicon, head: int, bounds: tuple[int, int]) -> tuple[float, list[Piece]]:
    """Return what the target does or has done to it: who attacks or is accused is in bad light."""
    above = s.governor(head)
    act = None if above is None else find_act(s, lex, bounds, (head, head + 1))
    if above is None or act is None or above[1] not in ("subject", "object"):
        return 0.0, []
    quad = lex.book.values[act.root][0]
    worth = {"M-CONF": -1.0, "V-CONF": -0.4, "M-COOP": 0.7, "V-COOP": 0.5}[quad]
    if above[1] == "object" and quad == "M-CONF":
        worth = -0.4
    return worth, list(act.pieces)
