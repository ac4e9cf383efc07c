"""Tell what stands around an article: lines of a page, and the fields of a database's export.

Lines are patterns in words/page_furniture.toml. Exports are those of Nexis ("1 of 2 DOCUMENTS",
"LENGTH: 512 words", "End of Document"), Factiva ("HD", "LP", or a head without codes above
"Document ABC000…") and ProQuest ("Full text: …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rhetoric.reading.dates import AGENCIES, date_in
from rhetoric.words import word_row, word_table

Span = tuple[int, int]

_LONGEST_LINE, _LONGEST_CAPTION = 250, 600

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

_NUMBER = re.compile(r"^[ \t]*(?P<document>Document )?\d+ of \d+(?: DOCUMENTS?)?[ \t]*$", re.M)
_END = re.compile(
    r"^[ \t]*(?:End of Document|(?:AN\s+)?Document [A-Z]{3,8}\d{10,}\w*)[ \t]*$", re.M
)
_BEFORE = re.compile(r"[\W_]*(?:Report Information from ProQuest(?s:.{0,300}))?")
_SURE, _ALSO, _CODES = map(_any, ("sure_fields", "other_fields", "field_codes"))
_FIELD = re.compile(
    rf"(?:(?:(?P<sure>{_SURE})|(?P<also>{_ALSO})) ?:|(?P<alone>body|graphic|classification)\Z)\s*",
    re.I,
)
_CODE = re.compile(rf"(?P<code>{_CODES})(?:\s+|\Z)")
_NEEDED = {"wc", "pd", "sn"}  # two of them make a text one in codes
_HEADS = frozenset("byline section length dateline headline highlight author".split())
_TITLES, _TEXTS = ("headline", "hd", "title"), ("lp", "td", "body", "full text", "")
_OUTLETS = ("sn", "publication title", "publication info", "outlet")
_DATES = ("pd", "publication date", "publication info", "date")
_HOLDING = (*_TITLES, "graphic", "classification")
_LINE = re.compile(r"\S(?:.*\S)?")
_WORDS = re.compile(r"\d[\d,]* words")
_OWNER = re.compile(r"(?:Copyright\b|©|\(c\)).*")
_PASSED = re.compile(r"(?:Page|Document )?\s*\d+ of \d+.*|By .*|BY .*|All Rights Reserved", re.I)
_LONGEST, _DEEPEST = 200, 25  # characters of a line of a head; its lines


def is_furniture(text: str, start: int, end: int) -> bool:
    """Tell whether the paragraph text[start:end] is none of an article's own."""
    if end - start <= _LONGEST_LINE and _FURNITURE.fullmatch(text, start, end):
        return True
    return end - start <= _LONGEST_CAPTION and bool(_CAPTIONED.fullmatch(text, start, end))


@dataclass(slots=True)
class Frame:
    """What stands around one article, by the numbers of its paragraphs."""

    spans: list[Span]  # its paragraphs, the label before a title or a text apart
    title: int | None = None
    furniture: set[int] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)  # title, outlet and published


def documents(text: str) -> Iterator[dict[str, str]]:
    """Yield the documents of an export; none of any other text.

    An export is nothing but documents, each with a head: other texts stay whole.

    Each has its `text` as it stands, and `outlet`, `published` and `title` where its head gives
    them.
    """
    cuts = [m.start() for m in _NUMBER.finditer(text)]
    if not cuts:
        cuts = [0] + [m.end() for m in _END.finditer(text) if text[m.end() :].strip()]
    elif not _BEFORE.fullmatch(text, 0, cuts[0]):
        return
    pieces = [text[start:end] for start, end in pairwise([0, *cuts[1:], len(text)])]
    frames = [_exported(p, [m.span() for m in _LINE.finditer(p)]) for p in pieces]
    for piece, found in zip(pieces, frames, strict=True):
        if found and None not in frames:
            yield {"text": piece, **found.told}


def find_frame(text: str, paragraphs: Sequence[Span]) -> Frame:
    """Tell an article's own paragraphs from a database's fields and the lines of a page."""
    made = _exported(text, paragraphs) or Frame(list(paragraphs))
    own = (i for i in range(len(made.spans)) if i != made.title)
    made.furniture.update(i for i in own if is_furniture(text, *made.spans[i]))
    return made


def _exported(text: str, paragraphs: Sequence[Span]) -> Frame | None:
    """Tell a database's fields from the article in them; null for a text that has none."""
    coded = sum(m["code"].lower() in _NEEDED for _, m in _matches(_CODE, text, paragraphs)) > 1
    form = _CODE if coded else _FIELD
    spans = list(_cut(form, text, paragraphs))
    named = {i: (_name(m), m.end()) for i, m in _matches(form, text, spans)}
    if not coded and not _is_export(text, spans, named):
        return None
    body = 0 if coded else _body(text, spans, named)
    if not coded:
        named |= _placed(text, spans, named, body)
    made, values = Frame(spans), dict[str, str]()
    for i, (kind, start) in enumerate(_filled(named, spans, body)):
        value = text[start : spans[i][1]]
        if kind in _TITLES and value:
            made.title = i if made.title is None else made.title
            values[kind] = f"{values.get(kind, '')} {value}".strip()
        elif kind not in _TEXTS or not value or _END.fullmatch(text, *spans[i]):
            made.furniture.add(i)
            if value:
                values.setdefault(kind, value)
    made.told = _told(values)
    return made


def _cut(form: re.Pattern[str], text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """Part the label before a title or a text from it."""
    for start, end in paragraphs:
        m = form.match(text, start, end)
        if m and _name(m) in _TITLES + _TEXTS and m.end() < end:
            yield start, start + len(m.group().rstrip())
            yield m.end(), end
        else:
            yield start, end


def _matches(
    form: re.Pattern[str], text: str, spans: Sequence[Span]
) -> Iterator[tuple[int, re.Match[str]]]:
    for i, (start, end) in enumerate(spans):
        if m := form.match(text, start, end):
            yield i, m


def _name(m: re.Match[str]) -> str:
    return str(m[m.lastgroup or 0]).lower()


def _is_export(text: str, spans: Sequence[Span], named: dict[int, tuple[str, int]]) -> bool:
    if not spans:
        return False
    framed = _first(text, spans) >= 0 or bool(_END.fullmatch(text, *spans[-1]))
    sure = any(re.fullmatch(_SURE, name) for name, _ in named.values())
    words = any(_WORDS.fullmatch(text, *span) for span in spans[:_DEEPEST])
    return (framed and bool(named or words)) or (sure and len({*named.values()}) > 2)


def _first(text: str, spans: Sequence[Span]) -> int:
    """Return which paragraph is the number of a document at the top; -1 for none."""
    return next((i for i, span in enumerate(spans[:5]) if _NUMBER.fullmatch(text, *span)), -1)


def _filled(
    fields: dict[int, tuple[str, int]], spans: Sequence[Span], body: int
) -> Iterator[tuple[str, int]]:
    """Yield what each paragraph is, and where its label ends; '' is the article's own."""
    kind = ""
    for i, (start, end) in enumerate(spans):
        name, after = fields.get(i, ("", start))
        yield name or kind or ("head" if i < body else ""), after
        if name:  # codes and lists hold what follows them
            holds = body == 0 or (after == end and name in _HOLDING)
            kind = name if holds else ""


def _body(text: str, spans: Sequence[Span], named: dict[int, tuple[str, int]]) -> int:
    """Return the first paragraph of the article itself."""
    for i, (name, after) in named.items():
        if name in _TEXTS:
            return i + (after >= spans[i][1])
    last = _first(text, spans)
    bare = False  # a head without names, in which the owner's line is the last
    for i, (start, end) in enumerate(spans[:_DEEPEST]):
        if i not in named and end - start > _LONGEST:
            break
        words, owner = _WORDS.fullmatch(text, start, end), _OWNER.fullmatch(text, start, end)
        bare = bare or words is not None
        if words or (owner and bare) or named.get(i, ("",))[0] in _HEADS:
            last = i
    return last + 1


def _placed(
    text: str, spans: Sequence[Span], named: dict[int, tuple[str, int]], body: int
) -> dict[int, tuple[str, int]]:
    """Say which lines of a head without names are title, outlet and date, by their order."""
    first = _first(text, spans)
    lines = [
        i for i in range(first + 1, body)
        if i not in named and not _PASSED.fullmatch(text, *spans[i])
    ]  # fmt: skip
    dated = next((i for i in lines if date_in(text, *spans[i], first=True)), None)
    words = next((i for i in lines if _WORDS.fullmatch(text, *spans[i])), None)
    lines = [i for i in lines if i != words and not _OWNER.fullmatch(text, *spans[i])]
    after = [i for i in lines if dated is not None and i > dated]
    if first >= 0 and not text[spans[first][0] :].startswith("Document"):  # outlet, date, title
        outlet = [i for i in lines[:1] if i != dated]
        titles = after if dated is not None else lines[1:]
    else:
        titles, outlet = lines[:1], after[:1] if words is not None else lines[1:2]
    if any(name in _TITLES for name, _ in named.values()):
        titles = []
    kinds = dict.fromkeys(titles, "title") | dict.fromkeys(outlet, "outlet")
    if dated is not None:
        kinds[dated] = "date"
    return {i: (kind, spans[i][0]) for i, kind in kinds.items()}


def _told(values: dict[str, str]) -> dict[str, str]:
    title, outlet, day = (
        next((values[kind] for kind in kinds if kind in values), "")
        for kinds in (_TITLES, _OUTLETS, _DATES)
    )
    outlet = re.split(r"\s*[;\[]", outlet)[0]
    made = {"title": title, "outlet": outlet, "published": date_in(day)}
    return {name: value for name, value in made.items() if value}
