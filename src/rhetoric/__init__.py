"""Who says what in a news article, where they stand, and the words that prove it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rhetoric.analysis import Analysis, analyze
    from rhetoric.codebook import Codebook, load_codebook
    from rhetoric.corpus import analyze_corpus
    from rhetoric.editing import edit
    from rhetoric.errors import RhetoricError
    from rhetoric.figures import (
        article_course,
        position_map,
        share_of_voice,
        stance_and_sentiment,
    )
    from rhetoric.files import example
    from rhetoric.reports import display as display
    from rhetoric.reports.notebook import report
    from rhetoric.scoring import score_acts, score_agreement, score_targets

__all__ = [
    "Analysis",
    "Article",
    "Codebook",
    "Document",
    "RhetoricError",
    "analyze",
    "analyze_corpus",
    "article_course",
    "edit",
    "example",
    "load_codebook",
    "parse",
    "position_map",
    "read",
    "report",
    "score_acts",
    "score_agreement",
    "score_targets",
    "share_of_voice",
    "stance_and_sentiment",
]

_HOMES = {
    "analysis": ("Analysis", "analyze"),
    "reading.articles": ("Article", "read"),
    "codebook": ("Codebook", "load_codebook"),
    "corpus": ("analyze_corpus",),
    "reading.documents": ("Document", "parse"),
    "editing": ("edit",),
    "errors": ("RhetoricError",),
    "figures": ("article_course", "position_map", "share_of_voice", "stance_and_sentiment"),
    "reports.display": ("display",),
    "reports.notebook": ("report",),
    "scoring": ("score_acts", "score_agreement", "score_targets"),
    "files": ("example",),
}
_HOME = {name: f"rhetoric.{home}" for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that `import rhetoric` is quick."""
    if name not in _HOME:
        raise AttributeError(f"module 'rhetoric' has no attribute '{name}'")
    home = import_module(_HOME[name])
    value = getattr(home, name, home)  # of a module the name of its home
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
