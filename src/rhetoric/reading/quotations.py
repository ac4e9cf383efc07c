"""Find quotations by their marks: straight, curly, « », „ “, single, nested, over paragraphs.

Marks are read block by block, left to right, in linear time. A mark that opens nothing or closes
nothing (an apostrophe, the inches of 6'2") is no quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rhetoric.reading.layout import WHOLE, Block
from rhetoric.words import word_lists


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks: text[start:end] with the marks, text[inner:outer] without."""

    start: int
    end: int
    inner: int
    outer: int
    block: int
    closed: bool  # False: it goes on in the next paragraph, or its closing mark is missing
    depth: int = 0  # 1: a quotation inside a quotation
    continues: bool = False  # True: it goes on from the paragraph before


# An opening mark and what may close it. The order of the closing marks does not matter.
CLOSERS = word_lists("quotation_marks.closers")
SINGLE = ("‘", "‚", "'")  # may open
SINGLES = (*SINGLE, "’")
MARK = re.compile(r"``|''|[\"“”„‟«»「」『』‘’‚‹›']")
# Words that begin with an apostrophe: 'em, 'tis, '90s.
ELISION = re.compile(r"['’‘](?:em|til|tis|twas|cause|bout|n)\b|['’‘]\d0s\b", re.IGNORECASE)
OPENS_AFTER = frozenset("([{—–-/:;,“\"„«‘'…>")
CLOSING = ("”", "»", '"', "''")
_AHEAD = 59  # marks looked at for what closes a single one


def find(text: str, blocks: Sequence[Block]) -> tuple[Quotation, ...]:
    """Return the quotations of a text in order of their start, outer ones first."""
    found: list[Quotation] = []
    carried = False  # the block before ended inside a quotation
    for number, block in enumerate(blocks):
        if block.role in WHOLE:
            continue
        here = _in_block(text, block, number)
        if carried:
            here = _continue(here, text, block, number)
        found.extend(here)
        carried = any(not q.closed and q.depth == 0 for q in here)
    return tuple(_kept(found, text, blocks))


def _in_block(text: str, block: Block, number: int) -> list[Quotation]:
    stack: list[re.Match[str]] = []
    done: list[Quotation] = []

    def close(opening: re.Match[str], mark: re.Match[str]) -> None:
        span = (opening.start(), mark.end(), opening.end(), mark.start())
        done.append(Quotation(*span, number, True, len(stack)))

    marks = list(MARK.finditer(text, block.start, block.end))
    for position, match in enumerate(marks):
        mark, later = match.group(), marks[position + 1 : position + 1 + _AHEAD]
        if stack and mark in CLOSERS[stack[-1][0]] and _may_close(text, stack[-1], match, later):
            close(stack.pop(), match)
        elif len(stack) > 1 and mark in CLOSERS[stack[0][0]] and mark not in SINGLES:
            # The outer quotation closes over an inner mark that never closed.
            outer = stack[0]
            stack.clear()
            close(outer, match)
        elif (
            mark in CLOSERS
            and len(stack) < 3
            and _may_open(text, block, match, stack)
            and (mark not in SINGLE or _closes_later(text, mark, later, block))
        ):
            stack.append(match)
    if stack and stack[0][0] not in SINGLE:
        start, inner = stack[0].span()
        done.append(Quotation(start, block.end, inner, block.end, number, False))
    return sorted(done, key=lambda q: (q.start, -q.end))


def _may_open(text: str, block: Block, match: re.Match[str], stack: list[re.Match[str]]) -> bool:
    mark, at = match.group(), match.start()
    before = text[at - 1] if at > block.start else " "
    after = text[match.end()] if match.end() < block.end else " "
    if after.isspace() and mark in ('"', "'", "''", "»", "“"):
        return False
    if stack and mark == stack[-1][0]:
        return False
    if mark in ("“", "„", "‟", "«", "``", "「", "『", "‹"):
        return True
    if ELISION.match(text, at):
        return False
    return before.isspace() or before in OPENS_AFTER


def _may_close(
    text: str, opening: re.Match[str], match: re.Match[str], later: list[re.Match[str]]
) -> bool:
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    if match.start() == opening.end():
        return False
    if opening[0] in SINGLE:
        return _single_closes(text, match, later)
    if match[0] == '"':
        # A straight mark after a space and before a word opens rather than closes.
        return not (before.isspace() and after and not after.isspace() and after not in ",.;:?!)")
    if match[0] == opening[0] == "“":  # a mark turned the wrong way
        return not before.isspace() and (not after or after.isspace())
    return True


def _single_closes(text: str, match: re.Match[str], later: list[re.Match[str]]) -> bool:
    """Whether this single mark ends a quotation rather than standing for an apostrophe."""
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    if before.isspace() or after.isalnum():
        return False
    if before in "sS" and after.isspace():  # the ministers' — unless no better mark follows
        for one in later[:8]:
            if one[0] in ("‘", '"', "“"):
                break
            if one[0] in ("’", "'") and not text[one.end() : one.end() + 1].isalnum():
                return text[one.start() - 1].isspace()
    return True


def _closes_later(text: str, opening: str, later: list[re.Match[str]], block: Block) -> bool:
    return any(
        one[0] in CLOSERS[opening]
        and not text[one.start() - 1].isspace()
        and not text[one.end() : min(one.end() + 1, block.end)].isalnum()
        for one in later
    )


def _continue(here: list[Quotation], text: str, block: Block, number: int) -> list[Quotation]:
    """Mark the quotation at the head of a block as going on from the block before.

    Some papers repeat the opening mark, some do not: then the first closing mark ends it.
    """
    if here and here[0].start == block.start:
        return [replace(here[0], continues=True), *here[1:]]
    before = here[0].start if here else block.end
    marks = (m for m in MARK.finditer(text, block.start, before) if m[0] in CLOSING)
    start = block.start
    ended = [
        Quotation(start, m.end(), start, m.start(), number, closed=True, continues=True)
        for m in islice(marks, 1)
    ]
    return ended + here


def _kept(found: list[Quotation], text: str, blocks: Sequence[Block]) -> Iterator[Quotation]:
    """Keep an unclosed quotation only at the head of a paragraph or after a comma or colon."""
    continued = {q.block for q in found if q.continues}
    for q in found:
        heads = q.start == blocks[q.block].start or q.block + 1 in continued
        led = text[max(0, q.start - 3) : q.start].rstrip().endswith((",", ":"))
        if q.closed or q.depth or heads or led:
            yield q
