"""Find an article's parts in plain text: page furniture, title, dek, dateline, paragraphs.

Nothing here changes the text. What cannot be told apart by layout stays body text: a first
sentence taken for a headline is a worse mistake than a headline taken for a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rhetoric.reading.dates import Dateline, find_dateline
from rhetoric.reading.furniture import find_frame
from rhetoric.words import word_set

WHOLE = ("dateline", "furniture", "label")  # roles of blocks that are one sentence, never read
HEAD = 10  # a title, dek or dateline stands among an article's first paragraphs, if anywhere
_LONGEST_HEAD, _LONGEST_TITLE = 400, 200
_NARROWEST_LINE, _LONGEST_LINE = 30, 120  # of hard-wrapped text

_BREAK = re.compile(r"\r\n|[\n\r\f\x85\u2028\u2029]")
LINE = re.compile(r"\S(?:[^\n\r\f\x85\u2028\u2029]*\S)?")  # its blank edges left out
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_INNER_STOP = re.compile(r"[a-z0-9)][.!?…][\"'”’»)]* +[\"'“‘«(]?[A-Z]")
_WORD = re.compile(r"[^\W\d_][\w.'’\-]*")
_SMALL = word_set("layout.small")
_SENTENCE_WORDS = word_set("layout.sentence_words")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s)\b")
_GREETING = re.compile(
    r"(?:(?:mr|mrs|ms)\.? |madam\b|your |ladies\b|dear\b|distinguished\b|excellenc|thank\b"
    r"|good (?:morning|afternoon|evening|day)\b|colleagues\b|friends\b)",
    re.IGNORECASE,
)
# Labels of turns in interviews, briefings, hearings: "Q", "A:", "MR. LIND (Eastmark):".
ASKERS = word_set("layout.askers")
ANSWERERS = frozenset({"a", "answer"})
_SHORT = "Q|A|Question|Answer|QUESTION|ANSWER"
_ASIDE = r"(?: ?\([^)\n]{1,60}\))?"
_CAPITAL = r"(?:[^\W\d_a-z]|[.'’\-&]|c(?=[A-Z])){1,30}"
_CAPITALS = re.compile(rf"{_CAPITAL}(?:,? {_CAPITAL}){{0,11}}{_ASIDE} ?:(?=\s)")
_LINK = "of|the|for|and|on|to|in|de|da|van|von|bin|al"
_NAME = re.compile(
    rf"(?:{_SHORT}|[A-Z][\w.'’\-]{{0,30}}"
    rf"(?:(?: (?:{_LINK})){{0,2}},? (?:al-)?[A-Z][\w.'’\-]{{0,30}}){{0,11}}){_ASIDE} ?:(?=\s)"
)
TALKS = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Yy]our|me|us)\b")
_MARKED = re.compile(rf"(?:{_SHORT})[.:](?=\s)")
_BARE = re.compile(r"[QA](?=\s+[\"'(\[—A-Z])")
_FORMS = {"short": _MARKED, "bare": _BARE, "capitals": _CAPITALS, "names": _NAME}
_COURTESY = re.compile(r"(?:Mr|Ms|Mrs|Miss|Dr|Sir|Madam|Lord|Lady|THE)\b", re.IGNORECASE)
_CONVERSATION = 3  # labels in small letters, one of which comes back
_SAID = 4  # words of a turn
_TOP = 200  # characters that may stand before the only label: title, place, time
_APART = 40  # words at most from one "I", "we", "you" to the next, of who speaks alone
_MOST = 0.5  # of a text that two full names make a conversation of
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the dateline or label at the head of one, not blank at its edges."""

    start: int
    end: int
    role: str  # one of tables.ROLES


def recognise(
    text: str, *, title: str | None = None, speech: bool = False
) -> tuple[tuple[Block, ...], Dateline | None]:
    """Lay out `text`: every character that is not blank lies in exactly one block.

    Returns the blocks in order, and the dateline.
    `title` is the headline where a record or page gives it: it is then looked for in the text,
    not guessed. A `speech` has no head: all of it is body.
    """
    spans = paragraphs(text)
    if speech:
        return tuple(Block(start, end, "body") for start, end in spans), None
    frame = find_frame(text, spans)
    spans = frame.spans
    plain = [i for i in range(len(spans)) if i not in frame.furniture]
    turns = {plain[n]: end for n, end in labels(text, [spans[i] for i in plain]).items()}
    at, dateline = _dateline(text, spans, plain)
    before = [i for i in plain[:HEAD] if (at is None or i < at) and i not in turns]
    known = frame.title
    if known is None and title:
        known = next((i for i in before if _same(text[slice(*spans[i])], title)), None)
    if at is not None or known is not None:
        head = _told_head(text, spans, before, known, dekked=at is not None)
    else:
        head = {} if title else _guessed_head(text, spans, plain)
        head = {} if turns.keys() & head.keys() else head
    roles = dict.fromkeys(plain, "body") | head
    heads = {i: (end, "label") for i, end in turns.items()}
    if at is not None and dateline is not None:
        heads[at] = (dateline.end, "dateline")
    blocks = []
    for i, (start, end) in enumerate(spans):
        body = start
        if i in heads:
            stop, role = heads[i]
            blocks.append(Block(start, stop, role))
            body = end - len(text[stop:end].lstrip())
        if body < end:
            blocks.append(Block(body, end, roles.get(i, "furniture")))
    return tuple(blocks), dateline


def paragraphs(text: str) -> list[Span]:
    """Split at blank lines, and at single line ends unless the lines are hard-wrapped."""
    lines = [m.span() for m in LINE.finditer(text)]
    width = _wrap_width(text, lines)
    made = lines[:1]
    for line, following in pairwise(lines):
        if not _spaced(text, line, following) and _continues(text, line, following, width):
            made[-1] = (made[-1][0], following[1])
        else:
            made.append(following)
    return made


def _wrap_width(text: str, lines: list[Span]) -> int | None:
    """Width at which a text is hard-wrapped: lines end where the next word did not fit."""
    inner = [(a, b) for a, b in pairwise(lines) if not _spaced(text, a, b)]
    width = max((end - start for start, end in lines), default=0)
    if len(inner) < 3 or not _NARROWEST_LINE <= width <= _LONGEST_LINE:
        return None
    full = sum(_fills(text, a, b, width) for a, b in inner)
    return width if full >= 0.7 * len(inner) else None


def _fills(text: str, line: Span, following: Span, width: int) -> bool:
    word = text[slice(*following)].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) > width - 4


def _continues(text: str, line: Span, following: Span, width: int | None) -> bool:
    if text[following[0]].islower() and not _TERMINAL.search(
        text, max(line[0], line[1] - 4), line[1]
    ):
        return True  # a line end in mid-sentence
    if width is None or _indent(text, following[0]) > _indent(text, line[0]):
        return False
    return _fills(text, line, following, width)


def _indent(text: str, start: int) -> int:
    return len(_BREAK.split(text[max(0, start - _LONGEST_LINE) : start])[-1])


def _dateline(text: str, spans: list[Span], plain: list[int]) -> tuple[int | None, Dateline | None]:
    """Find the dateline among the first paragraphs, unless body text stands before it."""
    for i in plain[: HEAD // 2 + 1]:
        start, end = spans[i]
        if found := find_dateline(text, start, end):
            return i, found
        if end - start > _LONGEST_HEAD:
            break
    return None, None


def _told_head(
    text: str, spans: list[Span], before: list[int], known: int | None, *, dekked: bool
) -> dict[int, str]:
    """Tell title from dek where the dateline, or the title a record gives, marks the head."""
    if known is None and not before:
        return {}
    if known is None:
        kickers = 0
        while len(before) - kickers > 2 and len(text[slice(*spans[before[kickers]])].split()) <= 3:
            kickers += 1
        known = before[kickers]
    roles = {i: "furniture" if i < known else "dek" for i in before if i < known or dekked}
    return {**roles, known: "title"}


def _guessed_head(text: str, spans: list[Span], plain: list[int]) -> dict[int, str]:
    """Tell a title by its form, where nothing else marks the head."""
    if len(plain) < 2:
        return {}
    first, second, third = ([text[slice(*spans[i])] for i in plain[:3]] + [""])[:3]
    title, dek = {plain[0]: "title"}, {plain[1]: "dek"}
    if _is_set_apart(text, spans, plain):
        return title | dek
    if _FIRST_PERSON.search(first) and not _spaced(text, spans[plain[0]], spans[plain[1]]):
        return {}
    two = len(second) <= _LONGEST_TITLE and _is_unended(second) and len(third) > len(second)
    body, head = (third, title | dek) if two else (second, title)
    return head if not _is_unended(body) and _is_headline(first, body) else {}


def _is_set_apart(text: str, spans: list[Span], plain: list[int]) -> bool:
    """Tell whether two short lines stand close at the top, and blank lines between all others."""
    if len(plain) < 3 or plain[:2] != [0, 1] or _spaced(text, *spans[:2]):
        return False
    short = all(end - start <= _LONGEST_TITLE for start, end in spans[:2])
    return short and all(_spaced(text, a, b) for a, b in pairwise(spans[1:HEAD]))


def _spaced(text: str, a: Span, b: Span) -> bool:
    return len(_BREAK.findall(text, a[1], b[0])) > 1


def _is_headline(first: str, body: str) -> bool:
    """Decide by form: no full stop, Title Case, or the clipped grammar of a headline."""
    if len(first) > _LONGEST_TITLE or first.endswith((",", ":", ";")) or _GREETING.match(first):
        return False
    words = [word.rstrip(".'’").replace("’", "'") for word in _WORD.findall(first)]
    if _is_unended(first):
        cut = words[-1].lower() in _SMALL if words else True  # a line end in mid-sentence
        return len(words) >= 2 and not cut
    lower = [w for w in words[1:] if w[0].islower() and w not in _SMALL]
    if len(words) >= 4 and not lower:
        return True
    clipped = len(words) <= 14 and not _SENTENCE_WORDS & {w.lower().split("'")[0] for w in words}
    one = first.endswith((".", "?", "!")) and not _INNER_STOP.search(first)
    return clipped and one and len(words) >= 3 and len(body) > 1.5 * len(first)


def _is_unended(text: str) -> bool:
    return not _TERMINAL.search(text, max(0, len(text) - 4))


def _same(paragraph: str, title: str) -> bool:
    return " ".join(paragraph.split()).rstrip(".") == " ".join(title.split()).rstrip(".")


def labels(text: str, spans: Sequence[Span]) -> Mapping[int, int]:
    """Return the paragraphs that begin with the label of a turn: number → where the label ends.

    Two labels in capitals, a question and its answer, or names that talk are a conversation; a
    single one may be a heading, unless it opens the text and addresses ("THE PRESIDENT:").
    """
    found: dict[str, dict[int, int]] = {kind: {} for kind in _FORMS}
    for number, (start, end) in enumerate(spans):
        for kind, pattern in _FORMS.items():
            if m := pattern.match(text, start, end):
                found[kind][number] = m.end()
                break
    short, loose, capitals, names = found.values()
    asked = Counter(text[spans[n][0]] for n in loose)
    if capitals or short:  # "A" may be an article
        short |= {n: end for n, end in loose.items() if text[spans[n][0]] == "Q"}
    elif min(asked["Q"], asked["A"]) >= 2:
        short |= loose
    kinds = {text[spans[n][0]].upper() for n in short}
    if len(capitals) + len(kinds) >= 2:
        known = {key(text[spans[n][0] : end]) for n, end in capitals.items()}
        also = {
            n: end for n, end in names.items()
            if _COURTESY.match(text, spans[n][0]) or key(text[spans[n][0] : end]) in known
        }  # fmt: skip
        return capitals | short | also
    if len(capitals) == 1 and not short:
        [(n, end)] = capitals.items()
        opens = spans[n][0] <= _TOP
        return capitals if opens and _COURTESY.match(text, spans[n][0]) else {}
    return _in_small_letters(text, spans, names | short)


def _in_small_letters(
    text: str, spans: Sequence[Span], found: Mapping[int, int]
) -> Mapping[int, int]:
    """Return what opens turns among labels that may as well be headings: "Karl Lind: …".

    Three are a conversation where one comes back; so are two full names that talk as I, we and you
    through most of the text, and one who does so all the time.
    """
    starts = sorted(found)
    turns = dict(zip(starts, [*(spans[n][0] for n in starts[1:]), len(text)], strict=False))
    said = {n: text[found[n] : end] for n, end in turns.items()}
    label = {n: text[spans[n][0] : found[n]] for n in starts}
    keys = {n: key(label[n]) for n in starts}
    talking = [n for n in starts if TALKS.search(said[n]) or keys[n] in ASKERS]
    full = [
        n for n in starts
        if keys[n] in ASKERS or sum(w[:1].isupper() for w in label[n].split()) > 1
    ]  # fmt: skip
    long = [n for n in starts if len(said[n].split()) >= _SAID or keys[n] in ASKERS | ANSWERERS]
    come_back = len(long) >= _CONVERSATION and len({keys[n] for n in long}) < len(long)
    if len({*full} & {*talking}) > 1 and len(text) - spans[full[0]][0] >= _MOST * len(text):
        known = {keys[n] for n in full} | ASKERS | ANSWERERS
        return {n: found[n] for n in starts if keys[n] in known or n in talking}
    if len(full) == 1 and 0 < spans[full[0]][0] <= _TOP:
        talk = len(TALKS.findall(said[full[0]])) * _APART
        return {full[0]: found[full[0]]} if talk > len(said[full[0]].split()) > _APART else {}
    return {n: found[n] for n in long} if come_back else {}


def bare(label: str) -> str:
    """Return the name of a label, without its colon and the office in brackets or after a comma."""
    return re.sub(r"\s*\([^)]*\)|,.*", "", label).strip(" \t:.")


def key(label: str) -> str:
    """Return the last word of a label in small letters, by which turns of one voice are known."""
    words = bare(label).lower().split()
    return words[-1] if words else ""
