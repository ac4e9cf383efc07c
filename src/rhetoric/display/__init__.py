"""Show an article, voices and evidence highlighted: HTML, no script, all text escaped."""

from __future__ import annotations

from rhetoric.display.highlight import Html, article

__all__ = ["Html", "article"]
