"""Aggregate the tables: who is for and against what, who speaks, where tone and stance part.

Each function takes `Tables` and returns a DataFrame; the figure of the same name draws it.
Null is "not scored", 0 is "neutral": a mean leaves the first out and counts the second.
`via` names the voices that report another's position, outermost first; null where the holder is
quoted by the article itself.
"""

from __future__ import annotations

from rhetoric.summaries.counts import (
    RUNGS,
    heat_map,
    ladder,
    sensitivity,
    share_of_voice,
    summarize,
)
from rhetoric.summaries.findings import findings
from rhetoric.summaries.networks import (
    backbone,
    coalitions,
    congruence_network,
    discourse_network,
    network,
    scaling,
    write_network,
)
from rhetoric.summaries.rows import (
    NARRATION,
    UNRESOLVED,
    article_course,
    evidence_table,
    own,
    position_map,
    short_id,
    stance_and_sentiment,
    surer,
)
from rhetoric.summaries.times import polarisation, timeline

__all__ = [
    "NARRATION", "RUNGS", "UNRESOLVED", "article_course", "backbone", "coalitions",
    "congruence_network", "discourse_network", "evidence_table", "findings", "heat_map", "ladder",
    "network", "own", "polarisation", "position_map", "scaling", "sensitivity", "share_of_voice",
    "short_id", "stance_and_sentiment", "summarize", "surer", "timeline", "write_network",
]  # fmt: skip
