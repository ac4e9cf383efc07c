"""The characters of a text: one form to be read by, and what its quotation marks hold.

What differs one for one (marks, spaces, hyphens, full-width letters) is folded in place, so that
offsets hold for both forms. What does not (soft hyphens, entities, ligatures, decomposed accents,
words broken at a line's end) is undone in a second text, whose rows are taken back to the first.
Quotation marks (straight, curly, « », „ “, single, nested, over paragraphs) are read block by
block, left to right, in linear time. A mark that opens nothing or closes nothing (an apostrophe,
the inches of 6'2") is no quotation.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from rhetoric.reading.layout import WHOLE, Block
from rhetoric.words import word_lists

_FOLDED = {
    " ": "\u00a0\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))),
    "'": "‘’‛ʼʹ′´｀`＇",
    '"': "“”„‟″〃＂",
    "-": "‐‑⁃−﹣－",
    "—": "―⸺",
}
_FOLD = str.maketrans({
    **{chr(0xFF01 + k): chr(0x21 + k) for k in range(94)},  # full-width forms
    **{one: to for to, many in _FOLDED.items() for one in many},
})  # fmt: skip
_DASH = re.compile("[–‒]")  # between letters or digits a hyphen, else a dash
_SINGLE = f"(?:[{_FOLDED[chr(39)]}']|&(?:#(?:39|821[67])|[lr]squo|apos);)"
_HYPHEN = f"[{_FOLDED['-']}-]"
_IGNORED = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_UNFIT = re.compile(
    rf"(?P<broken>(?<=[a-z]{{2}})[-\u2010\u00ad]\r?\n(?=[a-z]{{2}}))"
    rf"|(?P<ignored>[{_IGNORED}]+)"
    rf"|(?P<quote>{_SINGLE}{{2}})"
    r"|(?P<entity>&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});)"
    r"|(?P<marked>[^\W\d_][\u0300-\u036f]+)"
    r"|(?P<joined>[\ufb00-\ufb06])"
    rf"|(?P<dash>(?<!{_HYPHEN}){_HYPHEN}{{2}}(?!{_HYPHEN}))"
    r"|(?P<glued>(?<=[^\W\d_]{3}\))(?=[^\W\d_]{3}))"  # a bracket and the word after it
    rf"|(?P<gap>(?<=\w)[{_FOLDED[' ']} ](?=[.,;](?:[\s\"”]|$)))"
)


def fold(text: str) -> str:
    """Return a text of the same length in which marks, spaces and letters have one form each."""
    if text.isascii():
        return text.replace("`", "'")
    return _DASH.sub(_dash, text.translate(_FOLD))


def _dash(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    inside = 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()
    return "-" if inside else "—"


@dataclass(frozen=True)
class Plain:
    """A text without what has no form of its own; `start`, `end`: where each character stood."""

    text: str
    start: list[int]
    end: list[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters [start, end) stand in the text as it is."""
        if start >= end:
            at = self.start[start] if start < len(self.start) else self.end[-1]
            return at, at
        return self.start[start], self.end[end - 1]

    def there(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters that [start, end) of the text as it is have become."""
        return bisect_left(self.end, start + 1), bisect_left(self.start, end)

    def all_there(self, spans: Any) -> Any:
        """Return spans, in lists or tuples as deep as they are, each as `there` gives it."""
        if spans and isinstance(spans[0], int):
            return type(spans)(self.there(*spans))
        return spans and type(spans)(map(self.all_there, spans))


def plain(text: str) -> Plain:
    """Return a text with all that has no one-for-one form undone."""
    made = _edited(text, [(m.start(), m.end(), _undone(m)) for m in _UNFIT.finditer(text)])
    spaced = list(_spaced(fold(made.text)))
    if not spaced:
        return made
    again = _edited(made.text, spaced)
    back = [made.back(*span) for span in zip(again.start, again.end, strict=True)]
    return Plain(again.text, [start for start, _ in back], [end for _, end in back])


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> Plain:
    made: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, new in [*edits, (len(text), len(text), "")]:
        made += (text[at:start], new)
        starts += (*range(at, start), *[start] * len(new))
        ends += (*range(at + 1, start + 1), *[end] * len(new))
        at = end
    return Plain("".join(made), starts, ends)


def _spaced(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield spaces to be set or left out beside the double quotation marks of a folded text.

    In a line with a mark at its head, or with pairs of them, the first opens, the next one closes.
    """
    for line in re.finditer("[^\n]+", text):
        first, last = line.span()
        marks = [first + m.start() for m in re.finditer('"', line.group())]
        if len(marks) % 2 and marks[0] != first:
            continue
        for number, at in enumerate(marks):
            left = text[at - 1] if at > first else " "
            right = text[at + 1] if at + 1 < last else " "
            if number % 2 == 0:
                if right.isalnum() and (left.isalnum() or left in ".,:;!?)"):
                    yield at, at, " "
                elif right == left == " " and at + 1 < last:
                    yield at + 1, at + 2, ""
                continue
            if left == " " and at - 1 > first:
                yield at - 1, at, ""
            words = text[marks[number - 1] : at]
            name = right == "-" and " " in words and text[at + 2 : at + 3].isupper()
            if right.isalnum() or right == "—" or name:
                yield at + 1, at + 1, " "
            if (right in ",;—" or name) and text[at + 2 : at + 3].isalpha():
                yield at + 2, at + 2, " "


def _undone(match: re.Match[str]) -> str:
    kind, words = match.lastgroup, match.group()
    if kind == "entity":
        found = html.unescape(words)
        return words if found == words else _shown(found)
    if kind == "marked":
        return unicodedata.normalize("NFC", words)
    if kind == "joined":
        return unicodedata.normalize("NFKC", words)
    if kind == "broken":
        return "-" if _hyphenated(match) else ""
    return {"quote": '"', "dash": "—", "glued": " "}.get(kind or "", "")


def _shown(found: str) -> str:
    return " " if found.isspace() else found if found.isprintable() else ""


def _hyphenated(match: re.Match[str]) -> bool:
    """Tell whether a word broken at a line's end has its hyphen elsewhere in the text too."""
    text, start, end = match.string, match.start(), match.end()
    *_, left = re.findall(r"[^\W_]+", text[max(0, start - 40) : start])
    right, *_ = re.findall(r"[^\W_]+", text[end : end + 40])
    return f"{left}-{right}" in _compounds(text)


@lru_cache(maxsize=1)
def _compounds(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+-[^\W_]+", text))


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


def find_quotations(text: str, blocks: Sequence[Block]) -> tuple[Quotation, ...]:
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
