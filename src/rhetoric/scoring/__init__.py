"""Score statements: agreement, act, condition, hedges, sentiment, each with its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rhetoric.attribution import Attribution
from rhetoric.codebook import Codebook
from rhetoric.grammar import Syntax
from rhetoric.reading.documents import Document
from rhetoric.scoring.acts import find_act
from rhetoric.scoring.coded_tables import score_acts, score_agreement, score_targets
from rhetoric.scoring.lexicon import Lexicon, compile_book, span_row
from rhetoric.scoring.positions import UNSCORED, ArticleReader, Voice
from rhetoric.scoring.reader import load
from rhetoric.scoring.sentiment import score_vader, tone_of
from rhetoric.statements import Statement

__all__ = ["Scores", "score", "score_acts", "score_agreement", "score_targets", "score_vader"]
Row = dict[str, Any]
# what is scored, what its words do, their code points, the entry that they fired, its value
Shown = tuple[str, str, tuple[int, int], str, float | None]
COLUMNS = (
    "act", "quad", "act_value", "act_source", "act_target", "act_modality", "condition", "hedges",
    "boosters", "polarity", "subjectivity", "source",
)  # fmt: skip


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
    return row, [
        {**ids, "score": score, "concept": None, **span_row(text, span, part, entry, value)}
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
