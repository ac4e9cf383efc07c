"""Show labels against those that a person gave: one page of HTML, no script, all text escaped."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rhetoric.display.escape import given, plain
from rhetoric.display.highlight import Html
from rhetoric.display.mistakes import grid, marked, page


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
    bins = reliability[reliability["n"] > 0]
    return page(
        title,
        grid(scores, "Scores; from–to is the 95 % interval of the value over articles.")
        + grid(
            confusion.reset_index(), "How often a label that is marked (rows) was found (columns)."
        )
        + grid(bins, "Confidence and the share that is right, by bins of confidence.")
        + f"<p>Errors: {len(errors)}. The {len(shown)} that were surest:</p>"
        + '<p class="key"><span class="gold">What the label is about</span>, '
        '<span class="found">evidence</span>.</p>'
        + "".join(_article(n, row) for n, row in enumerate(shown, start=1)),
    )


def _article(number: int, row: dict[Any, Any]) -> str:
    sure = f", confidence {row['confidence']:.2f}" if given(row["confidence"]) else ""
    words = [(e["start"], e["end"]) for e in row["evidence"] if e["part"] != "concept"]
    entries = "; ".join(f"{e['text']} ({e['entry']})" for e in row["evidence"])
    text = "".join(marked(row["text"], {"gold": row["spans"], "found": words}))
    return (
        f"<article><h2>{number}. Marked {plain(row['marked'])}, found {plain(row['found'])}{sure} "
        f'(row {plain(row["row"])})</h2><p dir="auto">{text}</p>'
        f"<dl><dt>words</dt><dd>{plain(entries) or 'none'}</dd></dl></article>"
    )
