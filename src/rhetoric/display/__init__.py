"""Show an article with its voices, a table, a summary or errors: HTML, no script, all escaped."""

from __future__ import annotations

from rhetoric.display.highlight import Html, article
from rhetoric.display.mislabelled import mislabelled
from rhetoric.display.mistakes import mistakes
from rhetoric.display.reading import Reading, table
from rhetoric.display.summary import summary

__all__ = ["Html", "Reading", "article", "mislabelled", "mistakes", "summary", "table"]
