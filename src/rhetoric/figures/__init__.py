"""Draw the tables: a table in, matplotlib Axes out, with the finding in words as alt text.

Each function draws the table that the function of the same name in `rhetoric.positions` returns.
"""

from __future__ import annotations

from rhetoric.figures.article_course import article_course
from rhetoric.figures.position_map import position_map
from rhetoric.figures.share_of_voice import share_of_voice
from rhetoric.figures.shown import Shown, alt_text, show
from rhetoric.figures.stance_and_sentiment import stance_and_sentiment
from rhetoric.figures.summarize import summarize

__all__ = [
    "Shown",
    "alt_text",
    "article_course",
    "position_map",
    "share_of_voice",
    "show",
    "stance_and_sentiment",
    "summarize",
]
