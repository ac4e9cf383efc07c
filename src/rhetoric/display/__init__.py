"""Show an article with voices and evidence, or errors: HTML, no script, all text escaped."""

from __future__ import annotations

from rhetoric.display.highlight import Html, article
from rhetoric.display.mistakes import mistakes

__all__ = ["Html", "article", "mistakes"]
