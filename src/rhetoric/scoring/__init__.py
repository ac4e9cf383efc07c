"""Score statements: agreement, act, condition, hedges, sentiment, each with its words.

Sentiment is TextBlob's tone; VADER's stands beside it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

import pandas as pd

from rhetoric.attribution import Attribution
from rhetoric.codebook import Codebook
from rhetoric.errors import ModelError
from rhetoric.grammar import Syntax
from rhetoric.reading.documents import Document
from rhetoric.scoring.acts import find_act
from rhetoric.scoring.coded_tables import check_columns, score_acts, score_agreement, score_targets
from rhetoric.scoring.lexicon import Lexicon, Span, compile_book, span_row
from rhetoric.scoring.positions import ArticleReader, Voice
from rhetoric.scoring.reader import load
from rhetoric.statements import Statement
from rhetoric.tables import UNSCORED

__all__ = ["Scores", "score", "score_acts", "score_agreement", "score_targets", "score_vader"]
Row = dict[str, Any]
# what is scored, what its words do, their code points, the entry that they fired, its value
Shown = tuple[str, str, tuple[int, int], str, float | None]
COLUMNS = (
    "act", "quad", "act_value", "act_source", "act_target", "act_modality", "condition", "hedges",
    "boosters", "polarity", "subjectivity", "source",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[!?]+|[:;][-']?[)(DPp]")
_NOT = re.compile(r"\wn't\b", re.IGNORECASE)  # TextBlob knows "not" alone


@dataclass
class Scores:
    """Rows of the tables positions, scores and evidence."""

    positions: list[Row]
    evidence: list[Row]
    scores: list[Row] = field(default_factory=list)


def score(
    document: Document, statements: Sequence[Statement], attributions: Sequence[Attribution],
    codebook: Codebook, resolve: Callable[[int, int], str | None],
) -> Scores:  # fmt: skip
    """Score all statements of an article.

    `resolve` gives the canonical name of a mention by its code points, for holders named inside a
    statement. Returns one row of `scores` a statement (all null in page furniture and datelines),
    rows of `positions` where a holder is for, against or expressly neutral, and the evidence.
    """
    lex, s = compile_book(codebook), Syntax(document.doc)
    reader = ArticleReader(
        document, s, lex, statements, attributions=attributions, resolve=resolve, model=load()
    )
    made = Scores(*reader.rows())
    for voice in reader.voices:
        row, evidence = _score_row(document, s, lex, voice)
        made.scores.append(row)
        made.evidence.extend(evidence)
    return made


def _score_row(document: Document, s: Syntax, lex: Lexicon, v: Voice) -> tuple[Row, list[Row]]:
    """Return the row of `scores` for one statement, and its evidence."""
    st, text = v.statement, document.article.text
    ids: Row = {"statement_id": st.statement_id, "doc_id": document.article.doc_id}
    row = ids | dict.fromkeys(COLUMNS)
    if st.kind in UNSCORED or v.first >= v.last:
        return row, []
    row["source"] = "rules"
    told, shown = _act(text, s, lex, v)
    row |= told
    if (c := v.condition) is not None:
        row["condition"] = c.name
        shown.append(("condition", "marker", s.points(c.first, c.last), c.entry, None))
        shown += [("condition", "side", s.points(a, b), entry, None) for a, b, entry in c.words]
    for key, one in (("hedges", "hedge"), ("boosters", "booster")):
        hits = lex.lists[key].find(s, v.first, v.last)
        row[key] = len({a for a, *_ in hits})
        shown += [(one, one, s.points(a, b), f"{one}: {src}", None) for a, b, _, src in hits]
    row["polarity"], row["subjectivity"], words = tone_of(
        document.text[st.start : st.end], st.start
    )
    shown += [("polarity", "word", span, f"TextBlob: {w}", value) for span, w, value in words]
    ids |= {"concept": None, "holder": None}
    return row, [
        {**ids, "score": score, **span_row(text, span, part, entry, value)}
        for score, part, span, entry, value in shown
    ]


def _act(text: str, s: Syntax, lex: Lexicon, v: Voice) -> tuple[Row, list[Shown]]:
    """Return the columns of a statement's act, and the words that show it."""
    act = find_act(s, lex, (v.first, v.last), cue=v.cue)
    if act is None:
        return {}, []
    quad, value = lex.book.values[act.root]
    row: Row = {"act": act.root, "act_modality": act.modality, "quad": quad, "act_value": value}
    for key, token in (("act_source", act.source), ("act_target", act.target)):
        row[key] = None if token is None else text[slice(*s.span(token.i))]
    return row, [("act", p.part, s.points(p.first, p.last), p.entry, None) for p in act.pieces]


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
