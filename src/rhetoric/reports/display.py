"""Show an article, a table, a summary or errors: HTML, no script, all text escaped."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from html import escape, unescape
from numbers import Integral
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric import summaries
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.csv_files import to_csv
from rhetoric.reports import NOTE, Html, Span, anchor, article, cut, given, render
from rhetoric.tables import Tables

__all__ = [
    "Html", "article", "concordance", "finding", "mislabelled", "mistakes", "note", "summary",
    "table",
]  # fmt: skip

ROWS = 40
STANDS = 10


def table(frame: pd.DataFrame, *, most: int = ROWS, digits: int = 2) -> Html:
    """Show the first `most` rows of a table, and say how many more there are and where.

    Numbers have `digits` decimals and a true minus, null is a dash, and concepts are written in
    words ("sanctions relief"). The index stands in front where it has a name. Returns an object
    that notebooks and reports show; for a report with assets it carries all rows, as they are.
    """
    names = [] if frame.index.names == [None] else [str(name) for name in frame.index.names]
    shown = frame.head(most).reset_index() if names else frame.head(most)
    cells = shown.astype(object)
    for place, name in enumerate(shown.columns):
        cells.isetitem(place, [_cell(v, str(name), digits) for v in shown.iloc[:, place]])
    if names:
        cells = cells.set_index(names)
    note = (
        f"The first {len(shown)} of {len(frame)} rows; 'rhetoric report --assets' writes them all."
    )
    note = note if len(shown) < len(frame) else ""
    options = ("display.max_colwidth", None, "display.max_rows", None, "display.max_columns", None)
    with pd.option_context(*options):
        html = Html(cells.to_html(index=bool(names), border=0))
        text = cells.to_string(index=bool(names)) if len(cells) else "none"
    made = render("table.html", table=html, note=note)
    csv = None
    if os.environ.get("RHETORIC_ASSETS"):
        # Spreadsheets misread what is not ASCII without the byte order mark.
        csv = "\ufeff" + to_csv(frame.reset_index() if names else frame)
    return Html(made.html, f"{text}\n{note}".rstrip(), csv)


def _cell(value: Any, column: str, digits: int) -> str:
    if not given(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return str(value).replace("-", "−")
    if isinstance(value, float):
        return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
    return str(value).replace("_", " ") if column == "concept" else str(value)


def summary(tables: Tables) -> Html:
    """Say how much was found, the voices heard most, and what they are for or against.

    Statements are those of voices and narration, as `summaries.share_of_voice` counts them. Returns
    HTML; the positions are those with the most statements, with a note how many are left out.
    """
    said = tables.statements[~tables.statements["kind"].isin(["dateline", "furniture"])]
    stands = summaries.summarize(tables, draws=1).dropna(subset="agreement")
    return render(
        "summary.html",
        titles=list(tables.articles["title"].fillna(tables.articles["doc_id"])),
        n_statements=len(said),
        n_attributions=len(tables.attributions),
        n_positions=len(tables.positions),
        voices=list(said["holder"].dropna().value_counts().head(5).items()),
        stands=stands.sort_values("n", ascending=False, kind="stable").to_dict("records"),
        most=STANDS,
    )


def finding(
    tables: Tables, codebook: Codebook | str | Path | None = None, *, most: int = 3
) -> Html:
    """Say what articles are about, as read: the issues of `summaries.findings` with their words.

    `codebook` says what is the opposite of what, and what each concept means. Each claim links to
    its mark in the highlighted article, where that is on the page. In a terminal it is text.
    """
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    rows = summaries.findings(tables, opposites=book.opposites, most=most)
    others = tables.positions[~tables.positions["concept"].isin(rows["concept"])]
    made = render(
        "finding.html",
        issues=[list(issue.itertuples()) for _, issue in rows.groupby("issue")],
        torn=list(rows[rows["issue"].isna()].itertuples()),
        concepts=book.concepts,
        places=tables.statements.set_index("statement_id")[["doc_id", "sentence"]].T,
        alone=len(tables.articles) == 1,
        others=list(
            others.groupby("concept")["statement_id"]
            .unique()
            .sort_values(key=lambda ids: -ids.str.len(), kind="stable")
            .items()
        ),
        anchor=anchor,
    )
    return Html(made.html, unescape(re.sub(r"<[^>]+>", "", made.html)).strip())


def note(text: str) -> Html:
    """Say in a line why a figure or a table is left out; a report then leaves its prose out too."""
    return Html(f"{NOTE}{escape(text)}</p>", text)


def mistakes(scores: pd.DataFrame, errors: pd.DataFrame, *, most: int = 100) -> Html:
    """Show the scores that `evaluation.evaluate` gives, and the first `most` of its `errors`.

    Returns a whole page that loads nothing: in each passage what is marked is underlined, and what
    was found is shaded.
    """
    shown: list[dict[Any, Any]] = errors.head(most).to_dict("records")
    for row in shown:
        row["pieces"] = pieces(
            row["text"], row["start"], gold=row["gold_spans"], found=row["found_spans"]
        )
    counts = list(errors["error"].value_counts().items())
    return render("mistakes.html", scores=scores, counts=counts, shown=shown)


def mislabelled(
    title: str, scores: pd.DataFrame, confusion: pd.DataFrame, reliability: pd.DataFrame,
    errors: pd.DataFrame, *, most: int = 100,
) -> Html:  # fmt: skip
    """Show what `evaluation` says of labels, and the first `most` of its `label_errors`.

    `errors` has `spans` besides: what the label is about, as (start, end) in the text.
    Returns a whole page that loads nothing; what the label is about is underlined, the evidence
    is shaded.
    """
    shown: list[dict[Any, Any]] = errors.head(most).to_dict("records")
    for row in shown:
        words = [(e["start"], e["end"]) for e in row["evidence"] if e["part"] != "concept"]
        row["pieces"] = pieces(row["text"], gold=row["spans"], found=words)
    return render(
        "mislabelled.html",
        title=title,
        scores=scores,
        confusion=confusion.reset_index(),
        reliability=reliability[reliability["n"] > 0],
        n_errors=len(errors),
        shown=shown,
    )


def pieces(text: str, start: int = 0, **sides: Iterable[Span]) -> list[tuple[str, list[str]]]:
    """Cut a text where a span begins or ends; give each piece the sides whose spans it is in."""
    spans = {side: list(own) for side, own in sides.items()}
    every = [span for own in spans.values() for span in own]
    return [
        (
            text[left - start : right - start],
            [side for side, own in spans.items() if any(a <= left < b for a, b in own)],
        )
        for left, right in cut(start, start + len(text), every)
    ]


def concordance(words: str, found: pd.DataFrame) -> Html:
    """Show what `wording.concordance` found of `words`: a whole page that loads nothing."""
    return render(
        "concordance.html",
        title=f"‘{words}’ in context",
        rows=found.to_dict("records"),
        articles=found["doc_id"].nunique(),
    )
