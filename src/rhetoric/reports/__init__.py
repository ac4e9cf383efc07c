"""What people read: HTML from templates, in which whatever an article holds shows as text.

An article is highlighted here: each voice in its colour with its label, the evidence underlined.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from rhetoric.errors import TableError, signed
from rhetoric.tables import SCHEMAS, Tables

if TYPE_CHECKING:
    from jinja2 import Environment

Span = tuple[int, int]
NOTE = '<p class="rh-note">'  # begins what is said in place of a figure or a table

# Joiners (U+200C, U+200D) and soft hyphens shape honest words; other controls hide or turn.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
TINTS = 8  # voices beyond share a colour: their label tells them apart
STANCES = {1: "for", -1: "against", 0: "neutral"}
_OPENING = "\"'“‘«„‹([{"
_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»›)\]]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML that a notebook, a template and a report take as it is.

    In a terminal it is `text`; a report with assets takes the `csv`.
    """

    html: str
    text: str = ""
    csv: str | None = None

    def __str__(self) -> str:
        return self.html

    _repr_html_ = __html__ = __str__

    def __repr__(self) -> str:
        # Notebooks store it beside the HTML, and compare it: it changes when anything shown does.
        mark = hashlib.sha256(str(_shown(self.html)).encode()).hexdigest()[:8]
        return self.text or f"<Html {mark}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        shown = {"text/html": self.html, "text/plain": repr(self)}
        return shown | ({"text/csv": self.csv} if self.csv is not None else {})


def render(template: str, **values: Any) -> Html:
    """Fill a template of the folder `templates`; every value is escaped."""
    return Html(_environment().get_template(template).render(values))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, finalize=_shown)
    made.loader = PackageLoader("rhetoric")
    made.filters |= {"attribute": _attribute, "signed": signed, "voice": voice_name}
    made.tests["given"] = given
    return made


def _shown(value: Any) -> Any:
    """Escape text for HTML; make what would hide or turn it visible."""
    if hasattr(value, "__html__"):
        return value
    return Html(_CONTROL.sub(_visible, escape(str(value))))


def _visible(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "control character")
    return f'<span class="rh-x" title="{escape(name)}">{_number(found)}</span>'


def _attribute(text: Any) -> Html:
    """Escape text for an attribute, where no element can show a control character."""
    return Html(_CONTROL.sub(_number, escape(str(text))))


def _number(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"


def given(value: Any) -> bool:
    """Tell whether a cell of a table holds anything."""
    return not (pd.api.types.is_scalar(value) and pd.isna(value))


def voice_name(holder: Any) -> str:
    """Name a voice, also one that nobody could name."""
    return str(holder) if given(holder) else "speaker not resolved"


def anchor(doc_id: str, sentence: int | None = None) -> str:
    """Give the id of a highlighted article, or of a sentence of it."""
    name = re.sub(r"\s", "-", doc_id)
    return name if sentence is None else f"{name}/s{sentence}"


def cut(start: int, end: int, spans: Iterable[Span]) -> Iterator[Span]:
    """Cut a stretch of text wherever a span begins or ends."""
    edges = {min(max(edge, start), end) for span in spans for edge in span}
    return pairwise(sorted({start, end, *edges}))


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """All rows of one article, sorted for showing."""

    text: str
    sentences: dict[int | None, list[Any]]  # their statements
    voices: dict[str, set[int]]  # the sentences of each
    attributions: dict[str, Any]
    positions: dict[str, list[Any]]  # by statement
    scores: dict[str, Any]
    evidence: list[Any]
    proofs: dict[tuple[str, str], list[Any]]  # evidence by statement and score


class Line(NamedTuple):
    """One sentence, or the part of it in one paragraph."""

    sentence: int | None
    start: int
    end: int
    paragraph: int
    first: bool
    last: bool


class Run(NamedTuple):
    """Words in which no voice and no evidence begins or ends."""

    words: str
    classes: list[str]
    path: list[tuple[str, str]]  # statement and name of the voices, the outer first


class VoiceRuns(NamedTuple):
    """Pieces of one voice, and of the voices that it reports."""

    name: str
    named: bool
    parts: list[Any]


def article(text: str, tables: Tables, doc_id: str, *, anchors: bool = True) -> Html:
    """Highlight the voices and the evidence in an article.

    Returns HTML with a style of its own and no script: each sentence on a line, each voice in its
    colour with its label, nested voices nested, evidence underlined; beside it, folded, its scores,
    the words that prove them, and the codebook entry or rule. `text` is the article exactly as
    read (`analysis.texts[doc_id]`). `anchors=False` leaves out the ids, for a page that
    shows an article twice. Raises TableError if the tables are not of this text.
    """
    if doc_id not in set(tables.articles["doc_id"]):
        raise TableError(f"table 'articles' has no doc_id '{doc_id}'; its column doc_id lists them")
    own = {name: (table := getattr(tables, name))[table["doc_id"] == doc_id] for name in SCHEMAS}
    rows = {name: list(table.itertuples(index=False)) for name, table in own.items()}
    prefix = f"{anchor(doc_id)}/" if anchors else None
    return highlighted(text, rows, doc_id, anchor=prefix, styled=True)


def highlighted(
    text: str, rows: Mapping[str, Sequence[Any]], doc_id: str, *, template: str = "article.html",
    **values: Any,
) -> Html:  # fmt: skip
    """Do as `article` does, with the rows of the article by table and what else fills a template.

    For its own template that is `anchor`, with which ids start, and whether it is `styled`, or a
    page has the style.
    """
    record = _record(text, rows, doc_id)
    lines = list(_lines(record))
    shown = []
    for line, proofs in zip(lines, _underlined(lines, record.evidence), strict=True):
        said = record.sentences[line.sentence]
        outer_first = sorted(said, key=lambda one: (one.depth, one.start))
        parts = _parts(record, line, outer_first, proofs)
        shown.append((line, said[0].role if said else "body", outer_first, parts))
    said = [one for some in record.sentences.values() for one in some]
    return render(
        template,
        title=next((one.text for one in said if one.role == "title"), doc_id),
        record=record,
        tints={name: i % TINTS + 1 for i, name in enumerate(record.voices)},
        paragraphs=[list(some) for _, some in groupby(shown, key=lambda one: one[0].paragraph)],
        **values,
    )


def _record(text: str, rows: Mapping[str, Sequence[Any]], doc_id: str) -> ArticleRows:
    statements = sorted(rows["statements"], key=attrgetter("start", "depth"))
    voices = defaultdict(set)
    for row in statements:
        if text[row.start : row.end] != row.text:
            raise TableError(
                f"statement '{row.statement_id}' does not quote this text at {row.start}; "
                f"pass the text that '{doc_id}' was read from, unaltered"
            )
        if given(row.attribution_id):
            voices[voice_name(row.holder)].add(row.sentence)
    evidence = [  # many words of the lexicon of tones are neither
        row
        for row in sorted(rows["evidence"], key=attrgetter("start", "end"))
        if not (row.score == "polarity" and row.value == 0)
    ]
    return ArticleRows(
        text=text,
        sentences=grouped(statements, "sentence"),
        voices=voices,
        attributions={row.attribution_id: row for row in rows["attributions"]},
        positions=grouped(rows["positions"], "statement_id"),
        scores={row.statement_id: row for row in rows["scores"]},
        evidence=evidence,
        proofs=grouped(evidence, "statement_id", "score"),
    )


def grouped(rows: Iterable[Any], *columns: str) -> dict[Any, list[Any]]:
    """Group rows by one or more of their columns."""
    groups, key = defaultdict(list), attrgetter(*columns)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _lines(record: ArticleRows) -> Iterator[Line]:
    """Cut the whole text into sentences, and these at the ends of paragraphs."""
    breaks = [match.start() for match in re.finditer("\n", record.text)]
    cuts = list(_cuts(record))
    ends = [*(start for _, start in cuts[1:]), len(record.text)]
    for (number, start), end in zip(cuts, ends, strict=True):
        parts = [match.span() for match in _PARAGRAPH.finditer(record.text, start, end)]
        for i, (left, right) in enumerate(parts, start=1):
            yield Line(number, left, right, bisect(breaks, left), i == 1, i == len(parts))


def _cuts(record: ArticleRows) -> Iterator[tuple[int | None, int]]:
    """Find where each sentence starts; the tables know only the words of its statements."""
    spans = sorted(
        (min(one.start for one in some), max(one.end for one in some), number)
        for number, some in record.sentences.items()
    )
    reached = 0
    for i, (low, high, number) in enumerate(spans):
        yield number, _cut(record.text, reached, max(low, reached)) if i else 0
        reached = max(reached, high)
    if not spans:
        yield None, 0


def _cut(text: str, low: int, high: int) -> int:
    """Choose where between two statements the second sentence starts."""
    newline = text.find("\n", low, high)
    if newline >= 0:
        return newline
    for match in _SENTENCE_END.finditer(text, max(low - 1, 0), high):
        word = re.split(r"\W", text[max(match.start() - 5, 0) : match.start()])[-1]
        if not (word[:1].isupper() and len(word) <= 4):  # 'Gen. Smith', 'Jan. 5'
            return match.end()
    while high > low and text[high - 1] in _OPENING:
        high -= 1
    return high


def _underlined(lines: list[Line], evidence: list[Any]) -> list[list[Any]]:
    """Give the evidence of each line; some stands in another sentence than its statement."""
    found: list[list[Any]] = [[] for _ in lines]
    ends = [line.end for line in lines]
    for proof in evidence:
        for i in range(bisect(ends, proof.start), len(lines)):
            if lines[i].start >= proof.end:
                break
            found[i].append(proof)
    return found


def _parts(record: ArticleRows, line: Line, statements: list[Any], proofs: list[Any]) -> list[Any]:
    """Nest the words of a line in their voices, and underline the evidence among them."""
    voices = [
        ((statement.statement_id, voice_name(statement.holder)), span)
        for statement in statements
        if given(statement.attribution_id)
        for span in _voiced(record, statement)
    ]
    pieces = []
    spans = [*(span for _, span in voices), *((one.start, one.end) for one in proofs)]
    for start, end in cut(line.start, line.end, spans):
        here = [one for one in proofs if one.start <= start and end <= one.end]
        path = [voice for voice, (low, high) in voices if low <= start and end <= high]
        pieces.append(Run(record.text[start:end], _classes(record, here), path))
    return list(_nested(pieces, set()))


def _voiced(record: ArticleRows, statement: Any) -> Iterator[Span]:
    """Give the words of a statement less the attribution that may stand among them."""
    known = record.attributions.get(statement.attribution_id)
    for start, end in known.content_spans if known else [(statement.start, statement.end)]:
        left, right = max(start, statement.start), min(end, statement.end)
        if left < right:
            yield left, right


def _nested(pieces: list[Run], known: set[tuple[str, str]], depth: int = 0) -> Iterator[Any]:
    """Nest pieces in the voices that they are in; each is named where it begins."""
    for voice, some in groupby(pieces, key=lambda one: (*one.path, None)[depth]):
        if voice is None:
            yield from some
        else:
            named = voice not in known
            known.add(voice)
            yield VoiceRuns(voice[1], named, list(_nested(list(some), known, depth + 1)))


def _classes(record: ArticleRows, proofs: list[Any]) -> list[str]:
    """Name what the evidence of some words is for: the first position that it proves."""
    sides = (
        f"rh-{STANCES[int(position.agreement)]}"
        for proof in proofs
        if proof.score == "agreement"
        for position in record.positions[proof.statement_id]
        if (position.concept, position.holder) == (proof.concept, proof.holder)
        and given(position.agreement)
    )
    return ["rh-e", *([side] if (side := next(sides, None)) else [])] if proofs else []
