"""Draw the tables: a table in, matplotlib Axes out, with the finding in words as alt text.

Each function draws the table that the function of the same name in `rhetoric.positions` returns.
"""

from __future__ import annotations

from rhetoric.figures.article_course import article_course
from rhetoric.figures.heat_map import heat_map
from rhetoric.figures.ladder import ladder
from rhetoric.figures.networks import congruence_network, discourse_network
from rhetoric.figures.position_map import position_map
from rhetoric.figures.reliability import reliability
from rhetoric.figures.sensitivity import sensitivity
from rhetoric.figures.share_of_voice import share_of_voice
from rhetoric.figures.shown import Shown, alt_text, finding, show
from rhetoric.figures.stance_and_sentiment import stance_and_sentiment
from rhetoric.figures.summarize import summarize
from rhetoric.figures.timeline import timeline

__all__ = [
    "Shown",
    "alt_text",
    "article_course",
    "congruence_network",
    "discourse_network",
    "finding",
    "heat_map",
    "ladder",
    "position_map",
    "reliability",
    "sensitivity",
    "share_of_voice",
    "show",
    "stance_and_sentiment",
    "summarize",
    "timeline",
]
