"""Aggregate the tables: who is for and against what, who speaks, where tone and stance part.

Each function takes `Tables` and returns a DataFrame; the figure of the same name draws it.
Null is "not scored", 0 is "neutral": a mean leaves the first out and counts the second.
`via` names the voices that report another's position, outermost first; null where the holder is
quoted by the article itself.
"""

from __future__ import annotations

from rhetoric.summaries.counts_and_means import (
    heat_map,
    ladder,
    sensitivity,
    share_of_voice,
    summarize,
    timeline,
)
from rhetoric.summaries.findings import findings
from rhetoric.summaries.networks import (
    backbone,
    coalitions,
    congruence_network,
    discourse_network,
    network,
    polarisation,
    scaling,
    write_network,
)
from rhetoric.summaries.rows_and_intervals import (
    NARRATION,
    article_course,
    evidence_table,
    own,
    position_map,
    stance_and_sentiment,
    surer,
)

__all__ = [
    "NARRATION", "article_course", "backbone", "coalitions",
    "congruence_network", "discourse_network", "evidence_table", "findings", "heat_map", "ladder",
    "network", "own", "polarisation", "position_map", "scaling", "sensitivity", "share_of_voice",
    "stance_and_sentiment", "summarize", "surer", "timeline", "write_network",
]  # fmt: skip
