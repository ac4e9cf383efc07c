"""Tell the furniture of a page: lines around and between an article's own paragraphs."""

from __future__ import annotations

import re

from rhetoric.reading.dates import AGENCIES
from rhetoric.words import word_row, word_table

_LONGEST, _LONGEST_CAPTION = 250, 600

_PARTS = word_table("page_furniture.parts") | {
    "agency": "|".join(sorted(map(re.escape, sorted(AGENCIES)), key=len, reverse=True))
}


def _any(kind: str) -> str:
    """Return the pattern of one kind of line, its <parts> written out."""
    pattern = "|".join(word_row(f"page_furniture.{kind}"))
    return re.sub(r"<(\w+)>", lambda m: _PARTS[m[1]], pattern)


_FURNITURE = re.compile(
    rf"(?i:(?:(?:{_any('alone')})(?:\W+|\Z))+|{_any('led')})|[\W_]+|https?://\S+"
    rf"|(?:Document )?\d+ of \d+(?: DOCUMENTS?)?|(?:{_any('fields')})(?: ?:.*)?"
    rf"|{_any('bylines')}|{_any('dates')}"
)
_CAPTIONED = re.compile(_any("captions"))


def is_furniture(text: str, start: int, end: int) -> bool:
    """Tell whether the paragraph text[start:end] is none of an article's own."""
    if end - start <= _LONGEST and _FURNITURE.fullmatch(text, start, end):
        return True
    return end - start <= _LONGEST_CAPTION and bool(_CAPTIONED.fullmatch(text, start, end))
