"""Labels of turns in interviews, briefings, hearings: "Q", "A:", "MR. LIND (Eastmark):"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rhetoric.words import word_set

ASKERS = word_set("layout.askers")
ANSWERERS = frozenset({"a", "answer"})
_SHORT = "Q|A|Question|Answer|QUESTION|ANSWER"
_ASIDE = r"(?: ?\([^)\n]{1,60}\))?"
_WORD = r"(?:[^\W\d_a-z]|[.'’\-&]|c(?=[A-Z])){1,30}"
_CAPITALS = re.compile(rf"{_WORD}(?:,? {_WORD}){{0,11}}{_ASIDE} ?:(?=\s)")
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
_HEAD = 200  # characters that may stand before the only label: title, place, time
_APART = 40  # words at most from one "I", "we", "you" to the next, of who speaks alone
_MOST = 0.5  # of a text that two full names make a conversation of

Span = tuple[int, int]


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
        opens = spans[n][0] <= _HEAD
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
    if len(full) == 1 and 0 < spans[full[0]][0] <= _HEAD:
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
