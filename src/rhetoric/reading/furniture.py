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
Labels = dict[int, tuple[str, int]]  # of paragraphs: the name, and where the label ends

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
    codes = [m["code"].lower() for span in paragraphs if (m := _CODE.match(text, *span))]
    coded = sum(code in _NEEDED for code in codes) > 1
    form = _CODE if coded else _FIELD
    spans = list(_parted(form, text, paragraphs))
    lines = [text[start:end] for start, end in spans]
    labels = {i: (_name(m), m.end()) for i, line in enumerate(lines) if (m := form.match(line))}
    if not coded and not _is_export(lines, labels):
        return None
    body = 0 if coded else _body(lines, labels)
    if not coded:
        labels |= _placed(lines, labels, body)
    made, values = Frame(spans), dict[str, str]()
    for i, (kind, after) in enumerate(_kinds(lines, labels, body)):
        value = lines[i][after:]
        if kind in _TITLES and value:
            made.title = i if made.title is None else made.title
            values[kind] = f"{values.get(kind, '')} {value}".strip()
        elif kind not in _TEXTS or not value or _END.fullmatch(lines[i]):
            made.furniture.add(i)
            if value:
                values.setdefault(kind, value)
    made.told = _told(values)
    return made


def _parted(form: re.Pattern[str], text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """Part the label before a title or a text from it."""
    for start, end in paragraphs:
        m = form.match(text, start, end)
        if m and _name(m) in _TITLES + _TEXTS and m.end() < end:
            yield start, start + len(m.group().rstrip())
            yield m.end(), end
        else:
            yield start, end


def _name(m: re.Match[str]) -> str:
    return str(m[m.lastgroup or 0]).lower()


def _is_export(lines: list[str], labels: Labels) -> bool:
    if not lines:
        return False
    framed = _numbered(lines) >= 0 or _END.fullmatch(lines[-1])
    sure = any(re.fullmatch(_SURE, name) for name, _ in labels.values())
    words = any(map(_WORDS.fullmatch, lines[:_DEEPEST]))
    return bool(framed and (labels or words)) or (sure and len(labels) > 2)


def _numbered(lines: list[str]) -> int:
    """Return which paragraph is the number of a document at the top; -1 for none."""
    return next((i for i, line in enumerate(lines[:5]) if _NUMBER.fullmatch(line)), -1)


def _kinds(lines: list[str], labels: Labels, body: int) -> Iterator[tuple[str, int]]:
    """Yield what each paragraph is, and where its label ends; '' is the article's own."""
    kind = ""
    for i, line in enumerate(lines):
        name, after = labels.get(i, ("", 0))
        yield name or kind or ("head" if i < body else ""), after
        if name:  # codes and lists hold what follows them
            holds = body == 0 or (after == len(line) and name in _HOLDING)
            kind = name if holds else ""


def _body(lines: list[str], labels: Labels) -> int:
    """Return the first paragraph of the article itself."""
    for i, (name, after) in labels.items():
        if name in _TEXTS:
            return i + (after >= len(lines[i]))
    last = _numbered(lines)
    bare = False  # a head without names, in which the owner's line is the last
    for i, line in enumerate(lines[:_DEEPEST]):
        if i not in labels and len(line) > _LONGEST:
            break
        words = bool(_WORDS.fullmatch(line))
        bare = bare or words
        if words or (bare and _OWNER.fullmatch(line)) or labels.get(i, ("",))[0] in _HEADS:
            last = i
    return last + 1


def _placed(lines: list[str], labels: Labels, body: int) -> Labels:
    """Say which lines of a head without names are title, outlet and date, by their order."""
    first = _numbered(lines)
    free = [i for i in range(first + 1, body) if i not in labels]
    free = [i for i in free if not _PASSED.fullmatch(lines[i])]
    dated = next((i for i in free if date_in(lines[i], first=True)), None)
    words = next((i for i in free if _WORDS.fullmatch(lines[i])), None)
    free = [i for i in free if i != words and not _OWNER.fullmatch(lines[i])]
    after = [i for i in free if dated is not None and i > dated]
    if first >= 0 and not lines[first].startswith("Document"):  # outlet, date, title
        outlet = [i for i in free[:1] if i != dated]
        titles = after if dated is not None else free[1:]
    else:
        titles, outlet = free[:1], after[:1] if words is not None else free[1:2]
    if any(name in _TITLES for name, _ in labels.values()):
        titles = []
    kinds = dict.fromkeys(titles, "title") | dict.fromkeys(outlet, "outlet")
    if dated is not None:
        kinds[dated] = "date"
    return {i: (kind, 0) for i, kind in kinds.items()}


def _told(values: dict[str, str]) -> dict[str, str]:
    title, outlet, day = (
        next((values[kind] for kind in kinds if kind in values), "")
        for kinds in (_TITLES, _OUTLETS, _DATES)
    )
    outlet = re.split(r"\s*[;\[]", outlet)[0]
    made = {"title": title, "outlet": outlet, "published": date_in(day)}
    return {name: value for name, value in made.items() if value}
