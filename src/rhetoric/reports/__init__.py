"""What people read: an article with its voices, tables and errors, and a notebook as one page."""

from __future__ import annotations

from rhetoric.reports import display

__all__ = ["display"]
