"""Escape text for HTML: whatever an article holds shows as text."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Any

import pandas as pd

# Joiners (U+200C, U+200D) and soft hyphens shape honest words; other controls hide or turn.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def plain(text: Any) -> str:
    """Escape text for HTML; make what would hide or turn it visible."""
    return _CONTROL.sub(_visible, escape(str(text)))


def attribute(text: Any) -> str:
    """Escape text for an attribute, where no element can show a control character."""
    return _CONTROL.sub(lambda match: f"U+{ord(match.group()):04X}", escape(str(text)))


def _visible(match: re.Match[str]) -> str:
    code = match.group()
    name = unicodedata.name(code, "control character")
    return f'<span class="rh-x" title="{escape(name)}">U+{ord(code):04X}</span>'


def signed(value: Any, digits: int) -> str:
    """Write a number with its sign, the minus as a minus, and nothing before a zero."""
    sign = "+" if round(float(value), digits) else ""
    return f"{float(value):{sign}.{digits}f}".replace("-", "−")


def given(value: Any) -> bool:
    """Tell whether a cell of a table holds anything."""
    return value is not None and not bool(pd.isna(value))


def voice_name(holder: Any) -> str:
    """Name a voice, also one that nobody could name."""
    return str(holder) if given(holder) else "speaker not resolved"
