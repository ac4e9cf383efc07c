"""Labels of turns in interviews, briefings, hearings: "Q", "A:", "MR. LIND (Eastmark):"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

ASKERS = frozenset({
    "q", "question", "questioner", "reporter", "journalist", "interviewer", "moderator", "press",
    "correspondent", "host", "anchor",
})  # fmt: skip
ANSWERERS = frozenset({"a", "answer"})
_SHORT = "Q|A|Question|Answer|QUESTION|ANSWER"
_ASIDE = r"(?: ?\([^)\n]{1,60}\))?"
_WORD = r"(?:[^\W\d_a-z]|[.'’\-&]|c(?=[A-Z])){1,30}"
_CAPITALS = re.compile(rf"{_WORD}(?: {_WORD}){{0,6}}{_ASIDE} ?:(?=\s)")
_NAME = re.compile(
    rf"(?:{_SHORT}|(?:[A-Z][\w.'’\-]{{0,30}})(?: [A-Z][\w.'’\-]{{0,30}}){{0,5}}){_ASIDE} ?:(?=\s)"
)
_MARKED = re.compile(rf"(?:{_SHORT})[.:](?=\s)")
_BARE = re.compile(r"[QA](?=\s+[\"'(\[—A-Z])")
_FORMS = {"short": _MARKED, "bare": _BARE, "capitals": _CAPITALS, "names": _NAME}
_COURTESY = re.compile(r"(?:Mr|Ms|Mrs|Miss|Dr|Sir|Madam|Lord|Lady)\b", re.IGNORECASE)
_CONVERSATION = 3  # labels in small letters, one of which comes back
_SAID = 4  # words after a name in small letters

Span = tuple[int, int]


def labels(text: str, spans: Sequence[Span]) -> Mapping[int, int]:
    """Return the paragraphs that begin with the label of a turn: number → where the label ends.

    Two labels in capitals, a question and its answer, or a name that comes back are a conversation;
    a single one may be a heading.
    """
    found: dict[str, dict[int, int]] = {kind: {} for kind in ("short", "bare", "capitals", "names")}
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
    long = {n: end for n, end in names.items() if len(text[end : spans[n][1]].split()) >= _SAID}
    every = long | short
    seen = Counter(key(text[spans[n][0] : end]) for n, end in every.items())
    return every if len(every) >= _CONVERSATION and len(seen) < len(every) else {}


def bare(label: str) -> str:
    """Return the words of a label, without what stands in brackets and its colon."""
    return re.sub(r"\s*\([^)]*\)", "", label).strip(" \t:.")


def key(label: str) -> str:
    """Return the last word of a label in small letters, by which turns of one voice are known."""
    words = bare(label).lower().split()
    return words[-1] if words else ""
