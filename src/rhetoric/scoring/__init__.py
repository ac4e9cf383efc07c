"""Score statements: agreement, act, condition, hedges, sentiment, each with its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rhetoric.codebook import Codebook
from rhetoric.scoring.frames import score_acts, score_agreement, score_targets
from rhetoric.scoring.sentiment import score_vader

if TYPE_CHECKING:
    from rhetoric.attribution import Attribution
    from rhetoric.reading.documents import Document
    from rhetoric.scoring.lexicon import Lexicon
    from rhetoric.scoring.positions import Voice
    from rhetoric.scoring.syntax import Syntax
    from rhetoric.statements import Statement

__all__ = ["Scores", "score", "score_acts", "score_agreement", "score_targets", "score_vader"]
Row = dict[str, Any]


@dataclass
class Scores:
    """Rows of the tables positions, scores and evidence."""

    positions: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)


def score(
    document: Document, statements: Sequence[Statement], attributions: Sequence[Attribution],
    codebook: Codebook, resolve: Callable[[int, int], str | None],
) -> Scores:  # fmt: skip
    """Score all statements of an article.

    `resolve` gives the canonical name of a mention by its code points, for holders named inside a
    statement. Returns one row of `scores` a statement (all null in page furniture and datelines),
    rows of `positions` where a holder is for, against or expressly neutral, and the evidence.
    """
    from rhetoric.scoring.lexicon import compile_book
    from rhetoric.scoring.positions import ArticleReader, voices
    from rhetoric.scoring.reader.model import load
    from rhetoric.scoring.syntax import Syntax

    lex, s = compile_book(codebook), Syntax(document.doc)
    heard = voices(s, statements, attributions)
    reader = ArticleReader(
        document, s, lex, heard, attributions=attributions, resolve=resolve, model=load()
    )
    made = Scores()
    made.positions, made.evidence = reader.rows()
    for voice in heard:
        row, evidence = _score_row(document, s, lex, voice)
        made.scores.append(row)
        made.evidence.extend(evidence)
    return made


def _score_row(document: Document, s: Syntax, lex: Lexicon, v: Voice) -> tuple[Row, list[Row]]:
    """Return the row of `scores` for one statement, and its evidence."""
    from rhetoric.scoring.acts import find_act
    from rhetoric.scoring.positions import UNSCORED
    from rhetoric.scoring.sentiment import tone_of

    st, text = v.statement, document.article.text
    row: Row = dict.fromkeys(
        ("act", "quad", "act_value", "act_source", "act_target", "act_modality", "condition",
         "hedges", "boosters", "polarity", "subjectivity", "source")
    )  # fmt: skip
    row = {"statement_id": st.statement_id, "doc_id": document.article.doc_id, **row}
    if st.kind in UNSCORED or v.first >= v.last:
        return row, []
    row["source"] = "rules"
    spans: list[tuple[str, str, int, int, str, float | None]] = []
    act = find_act(s, lex, (v.first, v.last), cue=v.cue)
    if act is not None:
        row["act"], row["act_modality"] = act.root, act.modality
        row["quad"], row["act_value"] = lex.book.values[act.root]
        for key, token in (("act_source", act.source), ("act_target", act.target)):
            row[key] = None if token is None else text[slice(*s.span(token))]
        spans += [
            ("act", p.part, s.start[p.first], s.end[p.last - 1], p.entry, None) for p in act.pieces
        ]
    if v.condition is not None:
        c = v.condition
        row["condition"] = c.name
        spans.append(("condition", "marker", s.start[c.first], s.end[c.last - 1], c.entry, None))
        spans += [
            ("condition", "side", s.start[a], s.end[b - 1], entry, None) for a, b, entry in c.words
        ]
    for key, one in (("hedges", "hedge"), ("boosters", "booster")):
        hits = lex.lists[key].find(s, v.first, v.last)
        row[key] = len({a for a, _, _, _ in hits})
        spans += [
            (one, one, s.start[a], s.end[b - 1], f"{one}: {src}", None) for a, b, _, src in hits
        ]
    row["polarity"], row["subjectivity"], words = tone_of(
        document.text[st.start : st.end], st.start
    )
    spans += [("polarity", "word", a, b, f"TextBlob: {w}", value) for a, b, w, value in words]
    return row, [
        {
            "statement_id": st.statement_id, "doc_id": document.article.doc_id, "score": kind,
            "concept": None, "part": part, "start": a, "end": b, "text": text[a:b],
            "entry": entry, "value": value,
        }
        for kind, part, a, b, entry, value in spans
    ]  # fmt: skip
