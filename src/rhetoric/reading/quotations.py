"""Find quotations by their marks: straight, curly, « », „ “, single, nested, over paragraphs.

Marks are read block by block, left to right, in linear time. A mark that opens nothing or closes
nothing (an apostrophe, the inches of 6'2") is no quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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


def find(text: str, blocks: Sequence[Block]) -> tuple[Quotation, ...]:
    """Return the quotations of a text in order of their start, outer ones first."""
    found: list[Quotation] = []
    carried = False  # the block before ended inside a quotation
    for number, block in enumerate(blocks):
        if block.role in WHOLE:
            continue
        here = list(_in_block(text, block, number))
        if carried:
            here = _continue(here, text, block, number)
        found.extend(here)
        carried = any(not q.closed and q.depth == 0 for q in here)
    return tuple(_drop_unclosed(found, text, blocks))


def _in_block(text: str, block: Block, number: int) -> Iterator[Quotation]:
    stack: list[tuple[str, int]] = []
    done: list[Quotation] = []
    marks = list(MARK.finditer(text, block.start, block.end))
    for position, match in enumerate(marks):
        mark, at = match.group(), match.start()
        if stack and mark in CLOSERS[stack[-1][0]] and _may_close(text, marks, position, stack):
            opening, start = stack.pop()
            done.append(
                Quotation(start, match.end(), start + len(opening), at, number, True, len(stack))
            )
        elif len(stack) > 1 and mark in CLOSERS[stack[0][0]] and mark not in SINGLES:
            # The outer quotation closes over an inner mark that never closed.
            opening, start = stack[0]
            stack.clear()
            done.append(Quotation(start, match.end(), start + len(opening), at, number, True))
        elif mark in CLOSERS and len(stack) < 3 and _may_open(text, block, match, stack):
            if mark in SINGLE and not _closes_later(text, marks, position, block):
                continue
            stack.append((mark, at))
    if stack and stack[0][0] not in SINGLE:
        opening, start = stack[0]
        done.append(Quotation(start, block.end, start + len(opening), block.end, number, False))
    yield from sorted(done, key=lambda q: (q.start, -q.end))


def _before(text: str, at: int, start: int) -> str:
    return text[at - 1] if at > start else " "


def _after(text: str, at: int, end: int) -> str:
    return text[at] if at < end else " "


def _may_open(text: str, block: Block, match: re.Match[str], stack: list[tuple[str, int]]) -> bool:
    mark, at = match.group(), match.start()
    before, after = _before(text, at, block.start), _after(text, match.end(), block.end)
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
    text: str, marks: list[re.Match[str]], position: int, stack: list[tuple[str, int]]
) -> bool:
    match = marks[position]
    opening, start = stack[-1]
    before = text[match.start() - 1]
    after = text[match.end() : match.end() + 1]
    if match.start() == start + len(opening):
        return False
    if opening in SINGLE:
        return _single_closes(text, marks, position)
    if match.group() == '"':
        # A straight mark after a space and before a word opens rather than closes.
        return not (before.isspace() and after and not after.isspace() and after not in ",.;:?!)")
    if match.group() == opening == "“":  # a mark turned the wrong way
        return not before.isspace() and (not after or after.isspace())
    return True


def _single_closes(text: str, marks: list[re.Match[str]], position: int) -> bool:
    """Whether this single mark ends a quotation rather than standing for an apostrophe."""
    match = marks[position]
    before = text[match.start() - 1]
    after = text[match.end() : match.end() + 1]
    if before.isspace() or after.isalnum():
        return False
    if before in "sS" and after.isspace():  # the ministers' — unless no better mark follows
        for later in marks[position + 1 : position + 9]:
            if later.group() in ("‘", '"', "“"):
                break
            following = text[later.end() : later.end() + 1]
            if later.group() in ("’", "'") and not following.isalnum():
                return text[later.start() - 1].isspace()
    return True


def _closes_later(text: str, marks: list[re.Match[str]], position: int, block: Block) -> bool:
    opening = marks[position].group()
    for later in marks[position + 1 : position + 60]:
        if later.group() in CLOSERS[opening] and not text[later.start() - 1].isspace():
            following = _after(text, later.end(), block.end)
            if not following.isalnum():
                return True
    return False


def _continue(here: list[Quotation], text: str, block: Block, number: int) -> list[Quotation]:
    """Mark the quotation at the head of a block as going on from the block before.

    Some papers repeat the opening mark, some do not: then the first closing mark ends it.
    """
    if here and here[0].start == block.start:
        return [replace(here[0], continues=True), *here[1:]]
    before = here[0].start if here else block.end
    for match in MARK.finditer(text, block.start, before):
        if match.group() in CLOSING:
            at = match.start()
            head = Quotation(
                block.start, match.end(), block.start, at, number, closed=True, continues=True
            )
            return [head, *here]
    return here


def _drop_unclosed(
    found: list[Quotation], text: str, blocks: Sequence[Block]
) -> Iterator[Quotation]:
    """Keep an unclosed quotation only at the head of a paragraph or after a comma or colon."""
    continued = {q.block for q in found if q.continues}
    for q in found:
        before = text[max(0, q.start - 3) : q.start].rstrip()[-1:]
        if (
            q.closed
            or q.depth
            or q.block + 1 in continued
            or q.start == blocks[q.block].start
            or before in (",", ":")
        ):
            yield q
