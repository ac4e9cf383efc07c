"""Transcripts: texts whose speaker is known, and labelled turns ("Q: …", "MINISTER VOSS: …")."""

from __future__ import annotations

import re
from collections import Counter

from rhetoric.articles import Block
from rhetoric.attribution.found import CONFIDENCE, Found
from rhetoric.attribution.page import Page, tokens

_WORD = r"(?:[^\W\d_a-z]|[.'’\-&]){1,30}"
CAPITALS = re.compile(rf"{_WORD}(?: {_WORD}){{0,6}} ?(?:\([^)\n]{{1,60}}\) ?)?:(?=\s)")
NAME = re.compile(
    r"(?:Q|A|Question|Answer|(?:[A-Z][\w.'’\-]{0,30})(?: [A-Z][\w.'’\-]{0,30}){0,5}):(?=\s)"
)


def turns(page: Page) -> list[Found]:
    """Return the turns of a transcript, or the whole text where its one speaker is known."""
    document = page.document
    body = [b for b in document.blocks if b.role == "body"]
    if document.article.speaker:
        whole = [tokens(page.doc, b.start, b.end) for b in body]
        return [Found(whole, [], None, "document", CONFIDENCE["document"])] if whole else []
    labelled = _labelled(page, body)
    found: list[Found] = []
    last = max(labelled, default=-1)
    here: Found | None = None
    for number, block in enumerate(body):
        colon = labelled.get(number)
        if colon is not None and colon + 1 < block.end:
            label = tokens(page.doc, block.start, colon)
            content = tokens(page.doc, colon + 1, block.end)
            here = Found([content], [], label, "turn", CONFIDENCE["turn"])
            found.append(here)
        elif here is not None and number < last:
            here.content.append(tokens(page.doc, block.start, block.end))
    return found


def _labelled(page: Page, body: list[Block]) -> dict[int, int]:
    """Return block number → where its label's colon stands, if the text is a transcript.

    One label may be a heading; two in capitals, or a name that comes back, are a conversation.
    """
    text = page.document.text
    capitals: dict[int, int] = {}
    names: dict[int, int] = {}
    for number, block in enumerate(body):
        match = CAPITALS.match(text, block.start, block.end)
        if match is not None:
            capitals[number] = match.end() - 1
        match = NAME.match(text, block.start, block.end)
        if match is not None and len(text[match.end() : block.end].split()) >= 4:
            names[number] = match.end() - 1
    if len(capitals) >= 2:
        return capitals
    seen = Counter(text[body[n].start : colon] for n, colon in names.items())
    return names if len(names) >= 3 and len(seen) < len(names) else {}
