"""Sentiment: TextBlob's tone with the words that fired, and VADER's beside it."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

import pandas as pd

from rhetoric.errors import ModelError
from rhetoric.scoring.coded_tables import check_columns
from rhetoric.scoring.lexicon import Span, span_row
from rhetoric.scoring.positions import UNSCORED

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[!?]+|[:;][-']?[)(DPp]")
_NOT = re.compile(r"\wn't\b", re.IGNORECASE)  # TextBlob knows "not" alone


@lru_cache(maxsize=1)
def _sentiment() -> Any:
    """Return TextBlob's scorer, whose property on a blob would read the text twice.

    TextBlob's package loads NLTK, SciPy and scikit-learn, none of which the scorer needs: it is
    loaded below a bare package, which leaves no trace. That halves the time of starting.
    """
    spec = find_spec("textblob")
    if spec is None or spec.name in sys.modules:
        return import_module("textblob.en").sentiment
    sys.modules[spec.name] = module_from_spec(spec)
    try:
        return import_module("textblob.en").sentiment
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == spec.name]:
            del sys.modules[name]


def tone_of(text: str, offset: int = 0) -> tuple[float, float, list[tuple[Span, str, float]]]:
    """Return TextBlob's polarity and subjectivity, and span, words and value of what fired.

    Source: De Smedt & Daelemans 2012 (pattern), in TextBlob's `sentiment_assessments`.
    """
    text = _NOT.sub(" not", text)  # as long: the words stay in their places
    found = _sentiment()(text)
    places = [(m.start(), m.end(), m[0].lower()) for m in _WORD.finditer(text)]
    spans, at, gone = [], 0, set()
    for words, polarity, _, _ in found.assessments:
        first = words[0].lower()
        if first in gone:  # emoticons are no words: sought each time, they would cost squares
            continue
        n = next((n for n in range(at, len(places)) if places[n][2].startswith(first)), None)
        if n is None:
            gone.add(first)
            continue
        last = min(n + sum(w[0].isalnum() for w in words[1:]), len(places) - 1)
        span = offset + places[n][0], offset + places[last][1]
        spans.append((span, " ".join(words), polarity))
        at = n + 1
    return float(found[0]), float(found[1]), spans


def score_vader(frame: pd.DataFrame) -> pd.DataFrame:
    """Score tone by VADER, beside TextBlob's polarity: a second everyday lexicon, no stance.

    `frame` has `text`, as the table `statements` has. Returns it with `vader` (its compound score,
    −1…+1; null for datelines and page furniture) and `vader_evidence` (the words of its lexicon,
    offsets into `text`). Needs the extra: pip install vadersentiment.
    Source: Hutto & Gilbert 2014.
    Raises ModelError where that is not installed, TableError where the frame has no text.
    """
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError as error:
        raise ModelError("VADER is not installed; pip install vadersentiment") from error
    check_columns(frame, ("text",))
    vader = SentimentIntensityAnalyzer()
    scored = ~frame["kind"].isin(UNSCORED) if "kind" in frame else frame["text"].notna()
    texts = frame["text"].where(scored, "")
    words = [
        [span_row(text, m.span(), "word", "VADER", vader.lexicon[m[0].lower()])
         for m in _WORD.finditer(text) if m[0].lower() in vader.lexicon]
        for text in texts
    ]  # fmt: skip
    tones = texts.map(lambda text: vader.polarity_scores(text)["compound"]).astype("float64")
    shown = pd.Series(words, frame.index, "object")
    return frame.assign(vader=tones.where(scored), vader_evidence=shown)
