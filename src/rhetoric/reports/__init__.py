"""What people read: HTML from templates, in which whatever an article holds shows as text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric.errors import signed

if TYPE_CHECKING:
    from jinja2 import Environment

Span = tuple[int, int]
NOTE = '<p class="rh-note">'  # begins what is said in place of a figure or a table

# Joiners (U+200C, U+200D) and soft hyphens shape honest words; other controls hide or turn.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML that a notebook, a template and a report take as it is.

    In a terminal it is `text`; a report with assets takes the `csv`.
    """

    html: str
    text: str = ""
    csv: str | None = None

    def __str__(self) -> str:
        return self.html

    _repr_html_ = __html__ = __str__

    def __repr__(self) -> str:
        # Notebooks store it beside the HTML, and compare it: it changes when anything shown does.
        mark = hashlib.sha256(str(_shown(self.html)).encode()).hexdigest()[:8]
        return self.text or f"<Html {mark}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        shown = {"text/html": self.html, "text/plain": repr(self)}
        return shown | ({"text/csv": self.csv} if self.csv is not None else {})


def render(template: str, **values: Any) -> Html:
    """Fill a template of the folder `templates`; every value is escaped."""
    return Html(_environment().get_template(template).render(values))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("rhetoric"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    made.filters |= {"attribute": _attribute, "signed": signed, "voice": voice_name}
    made.tests["given"] = given
    return made


def _shown(value: Any) -> Any:
    """Escape text for HTML; make what would hide or turn it visible."""
    if hasattr(value, "__html__"):
        return value
    return Html(_CONTROL.sub(_visible, escape(str(value))))


def _visible(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "control character")
    return f'<span class="rh-x" title="{escape(name)}">{_number(found)}</span>'


def _attribute(text: Any) -> Html:
    """Escape text for an attribute, where no element can show a control character."""
    return Html(_CONTROL.sub(_number, escape(str(text))))


def _number(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"


def given(value: Any) -> bool:
    """Tell whether a cell of a table holds anything."""
    return not (pd.api.types.is_scalar(value) and pd.isna(value))


def voice_name(holder: Any) -> str:
    """Name a voice, also one that nobody could name."""
    return str(holder) if given(holder) else "speaker not resolved"


def anchor(doc_id: str, sentence: int | None = None) -> str:
    """Give the id of a highlighted article, or of a sentence of it."""
    name = re.sub(r"\s", "-", doc_id)
    return name if sentence is None else f"{name}/s{sentence}"


def cut(start: int, end: int, spans: Iterable[Span]) -> Iterator[Span]:
    """Cut a stretch of text wherever a span begins or ends."""
    edges = {min(max(edge, start), end) for span in spans for edge in span}
    return pairwise(sorted({start, end, *edges}))


def pieces(text: str, start: int = 0, **sides: Iterable[Span]) -> list[tuple[str, list[str]]]:
    """Cut a text where a span begins or ends; give each piece the sides whose spans it is in."""
    spans = {side: list(own) for side, own in sides.items()}
    every = [span for own in spans.values() for span in own]
    return [
        (
            text[left - start : right - start],
            [side for side, own in spans.items() if any(a <= left < b for a, b in own)],
        )
        for left, right in cut(start, start + len(text), every)
    ]
