"""Draw the tables: a table in, matplotlib Axes out, with the finding in words as alt text.

Each function draws the table that the function of the same name in `rhetoric.summaries` returns: on
the axes `ax`, or, without them, in a figure `width` inches wide and as high as it must be.
"""

from __future__ import annotations

from rhetoric.figures.bars import ladder, sensitivity, share_of_voice
from rhetoric.figures.means import heat_map, reliability, summarize
from rhetoric.figures.networks import congruence_network, discourse_network
from rhetoric.figures.page import Shown, alt_text, finding, show
from rhetoric.figures.position_map import position_map
from rhetoric.figures.stance_and_sentiment import article_course, stance_and_sentiment
from rhetoric.figures.times import polarisation, timeline

__all__ = [
    "Shown",
    "alt_text",
    "article_course",
    "congruence_network",
    "discourse_network",
    "finding",
    "heat_map",
    "ladder",
    "polarisation",
    "position_map",
    "reliability",
    "sensitivity",
    "share_of_voice",
    "show",
    "stance_and_sentiment",
    "summarize",
    "timeline",
]
