"""Take apart what news databases export as text: several documents in a file, each with a head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rhetoric.datelines import LONG_DATE, long_date

NUMBER = re.compile(r"^[ \t]*(?:Document )?\d+ of \d+(?: DOCUMENTS?)?[ \t]*$", re.M)
_HEAD = re.compile(r"^[ \t]*(?:BYLINE|SECTION|LENGTH|DATELINE|HEADLINE|BODY)\b:?.*$", re.M | re.I)
_HEADLINE = re.compile(r"^[ \t]*HEADLINE:[ \t]*(?P<title>.+?)[ \t]*$", re.M | re.I)


def documents(text: str) -> Iterator[dict[str, str]]:
    """Yield the documents of an export as of Nexis ("1 of 2 DOCUMENTS"); none of any other text.

    An export is nothing but documents, each with a head: other texts stay whole.

    Each has its `text` as it stands, from its number to the next one's, and `outlet`, `published`
    and `title` where its head gives them.
    """
    starts = [m.start() for m in NUMBER.finditer(text)]
    pieces = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    heads = [found.start() for piece in pieces if (found := _HEAD.search(piece))]
    if starts and not text[: starts[0]].strip() and len(heads) == len(pieces):
        for piece, head in zip(pieces, heads, strict=True):
            yield {"text": piece, **_told(piece, head)}


def _told(piece: str, end: int) -> dict[str, str]:
    """Return what a head tells: outlet, date, title, in this order above the named fields."""
    lines = [line.strip() for line in piece[:end].splitlines() if line.strip()][1:]
    dates = [n for n, line in enumerate(lines) if LONG_DATE.match(line)]
    made: dict[str, str] = {}
    if lines and 0 not in dates[:1]:
        made["outlet"] = lines[0]
    if dates and (m := LONG_DATE.match(lines[dates[0]])) and (day := long_date(m)):
        made["published"] = day
    titled = _HEADLINE.search(piece)
    after = lines[dates[0] + 1 :] if dates else lines[1:]
    if titled or after:
        made["title"] = titled["title"] if titled else " ".join(after)
    return made
