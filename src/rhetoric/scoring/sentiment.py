"""Sentiment: TextBlob's tone with the words that fired, and VADER's beside it."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rhetoric.errors import ModelError, TableError

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[!?]+|[:;][-']?[)(DPp]")


_NOT = re.compile(r"\wn't\b", re.IGNORECASE)  # TextBlob knows "not" alone


@lru_cache(maxsize=1)
def _sentiment() -> Any:
    """Return TextBlob's scorer, whose property on a blob would read the text twice.

    TextBlob's package loads NLTK, SciPy and scikit-learn, none of which the scorer needs: it is
    loaded below a bare package, which leaves no trace. That halves the time of starting.
    """
    if "textblob" in sys.modules:
        return import_module("textblob.en").sentiment
    bare, spec = ModuleType("textblob"), find_spec("textblob")
    bare.__path__ = list((spec and spec.submodule_search_locations) or ())
    sys.modules["textblob"] = bare
    try:
        return import_module("textblob.en").sentiment
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "textblob"]:
            del sys.modules[name]


def tone_of(text: str, offset: int = 0) -> tuple[float, float, list[tuple[int, int, str, float]]]:
    """Return TextBlob's polarity and subjectivity, and (start, end, words, value) of what fired.

    Source: De Smedt & Daelemans 2012 (pattern), in TextBlob's `sentiment_assessments`.
    """
    text = _NOT.sub(" not", text)  # as long: the words stay in their places
    found = _sentiment()(text)
    tone, subjectivity = found
    places = [(m.start(), m.end(), m[0].lower()) for m in _WORD.finditer(text)]
    spans, at, gone = [], 0, set()
    for words, polarity, _, _ in found.assessments:
        first = words[0].lower()
        if first in gone:  # emoticons are no words: sought each time, they would cost squares
            continue
        for n in range(at, len(places)):
            if places[n][2] == first or places[n][2].startswith(first):
                end = n + sum(1 for w in words[1:] if w[0].isalnum())
                end = min(end, len(places) - 1)
                spans.append(
                    (offset + places[n][0], offset + places[end][1], " ".join(words), polarity)
                )
                at = n + 1
                break
        else:
            gone.add(first)
    return float(tone), float(subjectivity), spans


def score_vader(frame: pd.DataFrame) -> pd.DataFrame:
    """Score tone by VADER, beside TextBlob's polarity: a second everyday lexicon, no stance.

    `frame` has `text`, as the table `statements` has. Returns it with `vader` (its compound score,
    −1…+1; null for datelines and page furniture) and `vader_evidence` (the words of its lexicon,
    offsets into `text`). Needs the extra: pip install 'rhetoric[vader]'.
    Source: Hutto & Gilbert 2014.
    Raises ModelError where that is not installed, TableError where the frame has no text.
    """
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError as error:
        raise ModelError("VADER is not installed; pip install 'rhetoric[vader]'") from error
    import pandas as pd

    from rhetoric.scoring.positions import UNSCORED

    if "text" not in frame:
        raise TableError(
            f"column 'text' is missing; found are {', '.join(map(str, frame.columns))}"
        )
    vader = SentimentIntensityAnalyzer()
    scored = ~frame["kind"].isin(UNSCORED) if "kind" in frame else frame["text"].notna()
    tones: list[float | None] = []
    words: list[list[dict[str, Any]]] = []
    for text, wanted in zip(frame["text"], scored, strict=True):
        tones.append(vader.polarity_scores(text)["compound"] if wanted else None)
        words.append([
            {"start": m.start(), "end": m.end(), "part": "word", "entry": "VADER", "text": m[0],
             "value": vader.lexicon[m[0].lower()]}
            for m in _WORD.finditer(text if wanted else "") if m[0].lower() in vader.lexicon
        ])  # fmt: skip
    made = frame.copy()
    made["vader"] = pd.Series(tones, index=frame.index, dtype="float64")
    made["vader_evidence"] = pd.Series(words, index=frame.index, dtype="object")
    return made
