"""Show an article, voices and evidence highlighted: HTML, no script, all text escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import pandas as pd

from rhetoric.errors import TableError
from rhetoric.tables import Tables

Span = tuple[int, int]
_TINTS = 8  # voices beyond share a colour: their label tells them apart
_OPENING = "\"'“‘«„‹([{"
_SENTENCE_END = re.compile(r"(\w*)[.!?…][\"'”’»›)\]]*(?=\s)")
# Joiners (U+200C, U+200D) and soft hyphens shape honest words; other controls hide or turn.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SIGNS = {1: "for", -1: "against", 0: "neutral"}
_STANCES = {1: "for", -1: "against", 0: "neutral on"}


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML that a notebook shows and a report takes as it is."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class _Line:
    """One sentence, or the part of it in one paragraph."""

    sentence: int | None
    start: int
    end: int
    paragraph: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class _Record:
    """All rows of one article, sorted for showing."""

    text: str
    statements: list[Any]
    content: dict[str, list[Span]]  # of each attribution
    who: dict[str, Any]  # attributions by id
    positions: dict[str, list[Any]]  # by statement
    scores: dict[str, Any]
    evidence: list[Any]
    tints: dict[str, int]  # of each holder, from 1


def article(text: str, tables: Tables, doc_id: str, *, anchors: bool = True) -> Html:
    """Highlight the voices and the evidence in an article.

    Returns HTML with a style of its own and no script: each sentence on a line, each voice in its
    colour with its label, nested voices nested, evidence underlined; beside it, folded, its scores,
    the words that prove them, and the codebook entry or rule. `text` is the article exactly as
    read (`analysis.texts[doc_id]`). `anchors=False` leaves out the ids, for a page that
    shows an article twice. Raises TableError if the tables are not of this text.
    """
    record = _record(text, tables, doc_id)
    lines = _lines(record)
    shown: list[str] = []
    paragraph = -1
    for line in lines:
        if line.paragraph != paragraph:
            shown.append(("</div>" if shown else "") + '<div class="rh-p">')
            paragraph = line.paragraph
        shown.append(_line(record, line, doc_id if anchors else None))
    body = "".join(shown) + ("</div>" if shown else "")
    title = next((s.text for s in record.statements if s.role == "title"), doc_id)
    style = files("rhetoric").joinpath("display.css").read_text(encoding="utf-8")
    return Html(
        f'<section class="rhetoric-article" aria-label="Voices and evidence: {_attribute(title)}">'
        f"<style>{style}</style>{_key(record)}{body}</section>"
    )


def _record(text: str, tables: Tables, doc_id: str) -> _Record:
    if doc_id not in set(tables.articles["doc_id"]):
        raise TableError(f"table 'articles' has no doc_id '{doc_id}'; its column doc_id lists them")

    def rows(table: pd.DataFrame, *order: str) -> list[Any]:
        mine = table[table["doc_id"] == doc_id]
        mine = mine.sort_values(list(order), kind="stable") if order else mine
        return list(mine.itertuples(index=False))

    statements = rows(tables.statements, "start", "depth")
    for row in statements:
        if text[row.start : row.end] != row.text:
            raise TableError(
                f"statement '{row.statement_id}' does not quote this text at {row.start}; "
                f"pass the text that '{doc_id}' was read from, unaltered"
            )
    who = {row.attribution_id: row for row in rows(tables.attributions)}
    positions: dict[str, list[Any]] = {}
    for row in rows(tables.positions):
        positions.setdefault(row.statement_id, []).append(row)
    holders = dict.fromkeys(row.holder for row in statements if _is(row.attribution_id))
    return _Record(
        text=text,
        statements=statements,
        content={name: [(s, e) for s, e in row.content_spans] for name, row in who.items()},
        who=who,
        positions=positions,
        scores={row.statement_id: row for row in rows(tables.scores)},
        evidence=[e for e in rows(tables.evidence, "start", "end") if not _silent(e)],
        tints={_name(h): i % _TINTS + 1 for i, h in enumerate(holders)},
    )


def _silent(proof: Any) -> bool:
    """Tell whether a tone word adds nothing: the lexicon has many that are neither."""
    return proof.score == "polarity" and proof.value == 0


def _lines(record: _Record) -> list[_Line]:
    """Cut the whole text into sentences, and these at the ends of paragraphs."""
    cuts = _cuts(record)
    lines: list[_Line] = []
    paragraph = 0
    for (number, start), end in zip(
        cuts, [*(c[1] for c in cuts[1:]), len(record.text)], strict=True
    ):
        parts = []
        for match in re.finditer(r"[^\n]+|\n", record.text[start:end]):
            words = match.group()
            if words == "\n":
                paragraph += 1
            elif words.strip():
                left = start + match.start() + len(words) - len(words.lstrip())
                parts.append((left, left + len(words.strip()), paragraph))
        lines += [
            _Line(number, left, right, block, i == 0, i == len(parts) - 1)
            for i, (left, right, block) in enumerate(parts)
        ]
    return lines


def _cuts(record: _Record) -> list[tuple[int | None, int]]:
    """Find where each sentence starts; the tables know only the words of its statements."""
    spans: dict[int, Span] = {}
    for row in record.statements:
        low, high = spans.get(row.sentence, (row.start, row.end))
        spans[row.sentence] = min(low, row.start), max(high, row.end)
    cuts: list[tuple[int | None, int]] = []
    reached = 0
    for number, (low, high) in sorted(spans.items(), key=lambda item: item[1]):
        cuts.append((number, _cut(record.text, reached, max(low, reached)) if cuts else 0))
        reached = max(reached, high)
    return cuts or [(None, 0)]


def _cut(text: str, low: int, high: int) -> int:
    """Choose where between two statements the second sentence starts."""
    newline = text.find("\n", low, high)
    if newline >= 0:
        return newline
    for match in _SENTENCE_END.finditer(text, max(low - 1, 0), high):
        word = match.group(1)
        if not (word[:1].isupper() and len(word) <= 4):  # 'Gen. Smith', 'Jan. 5'
            return match.end()
    while high > low and text[high - 1] in _OPENING:
        high -= 1
    return high


def _line(record: _Record, line: _Line, doc_id: str | None) -> str:
    mine = [s for s in record.statements if s.sentence == line.sentence]
    role = mine[0].role if mine else "body"
    number = f"s{line.sentence}" if line.sentence is not None and line.first else ""
    name = re.sub(r"\s", "-", f"{doc_id}/{number}")
    anchor = f' id="{_attribute(name)}"' if doc_id is not None and number else ""
    why = _why(record, mine) if line.last else ""
    return (
        f'<div class="rh-s rh-{_attribute(role)}"{anchor}><span class="rh-n">{number}</span>'
        f'<div class="rh-t" dir="auto">{_marked(record, line, mine)}</div>{why}</div>'
    )


def _marked(record: _Record, line: _Line, statements: list[Any]) -> str:
    """Nest the words of a line in their voices, and underline the evidence among them."""
    voices = [
        (s, span)
        for s in sorted(statements, key=lambda s: (s.depth, s.start))
        if _is(s.attribution_id)
        for span in _voiced(record, s)
    ]
    proofs = [e for e in record.evidence if e.start < line.end and e.end > line.start]
    edges = {line.start, line.end}
    for start, end in [*(span for _, span in voices), *((e.start, e.end) for e in proofs)]:
        edges |= {min(max(edge, line.start), line.end) for edge in (start, end)}
    bounds = sorted(edges)
    open_voices: list[str] = []
    named: set[str] = set()
    made: list[str] = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        path = [s for s, span in voices if span[0] <= start and end <= span[1]]
        names = [s.statement_id for s in path]
        kept = 0
        while kept < min(len(names), len(open_voices)) and names[kept] == open_voices[kept]:
            kept += 1
        made.append("</span>" * (len(open_voices) - kept))
        for s in path[kept:]:
            label = "" if s.statement_id in named else _label(s.holder)
            made.append(f'<span class="rh-v" {_tint(record, s.holder)}>{label}')
            named.add(s.statement_id)
        open_voices = names
        made.append(_underlined(record, proofs, start, end))
    return "".join(made) + "</span>" * len(open_voices)


def _voiced(record: _Record, statement: Any) -> Iterator[Span]:
    """Give the words of a statement less the attribution that may stand among them."""
    whole = [(statement.start, statement.end)]
    for start, end in record.content.get(statement.attribution_id, whole):
        left, right = max(start, statement.start), min(end, statement.end)
        if left < right:
            yield left, right


def _underlined(record: _Record, proofs: list[Any], start: int, end: int) -> str:
    here = [e for e in proofs if e.start <= start and end <= e.end]
    words = _plain(record.text[start:end])
    if not here:
        return words
    signs = [
        _SIGNS[int(p.agreement)]
        for e in here
        if e.score == "agreement"
        for p in record.positions.get(e.statement_id, [])
        if p.concept == e.concept and _is(p.agreement)
    ]
    return f'<span class="{" ".join(["rh-e", *(f"rh-{s}" for s in signs[:1])])}">{words}</span>'


def _why(record: _Record, statements: list[Any]) -> str:
    """Fold up the scores of a sentence: what, how sure, by which words and rules."""
    heads: list[str] = []
    parts: list[str] = []
    for row in sorted(statements, key=lambda s: (s.depth, s.start)):
        taken, items = _items(record, row)
        heads += taken
        if items:
            points = "".join(f"<li>{item}</li>" for item in items)
            parts.append(f"<p>{_source(record, row)}</p><ul>{points}</ul>")
    if not parts:
        return ""
    summary = "; ".join(heads) or "no stance scored"
    return f'<details class="rh-why"><summary>{summary}</summary>{"".join(parts)}</details>'


def _source(record: _Record, row: Any) -> str:
    """Say who speaks in a statement and how that is known."""
    known = record.who.get(row.attribution_id) if _is(row.attribution_id) else None
    who = f"<b>{_plain(_name(row.holder))}</b>" if known else "<b>The article itself</b>"
    how = f" ({_plain(row.kind)})"
    if known:
        mention = f" from “{_plain(known.mention)}”" if _is(known.mention) else ""
        how = f" ({_plain(row.kind)}; {_plain(known.speaker_how)}{mention})"
    short = row.statement_id.removeprefix(f"{row.doc_id}/")
    return f"<code>{_plain(short)}</code> {who}{how}"


def _items(record: _Record, row: Any) -> tuple[list[str], list[str]]:
    """List the scores of a statement: for the summary, and in full."""
    heads, items = [], []
    proofs = [e for e in record.evidence if e.statement_id == row.statement_id]
    for p in record.positions.get(row.statement_id, []):
        what = _plain(p.concept.replace("_", " "))
        mine = [e for e in proofs if e.score == "agreement" and e.concept == p.concept]
        if not _is(p.agreement):
            items.append(f"{what}: not scored{_proven(mine)}")
            continue
        stance = f"{_STANCES[int(p.agreement)]} {what}"
        heads.append(f"{_plain(_name(p.holder))} <b>{stance}</b>")
        sure = f", confidence {p.confidence:.2f}" if _is(p.confidence) else ""
        items.append(f"<b>{stance}</b> ({_signed(p.agreement, 0)}{sure}){_proven(mine)}")
    scores = record.scores.get(row.statement_id)
    for name in ("act", "condition"):
        value = getattr(scores, name, None)
        if _is(value):
            items.append(f"{name}: {_plain(value)}{_proven(e for e in proofs if e.score == name)}")
    for name in ("hedge", "booster"):
        mine = [e for e in proofs if e.score == name]
        if mine:
            items.append(f"{name}s: {len(mine)}{_proven(mine)}")
    polarity = getattr(scores, "polarity", None)
    if _is(polarity) and (polarity or items):
        items.append(
            f"tone {_signed(polarity, 2)} (TextBlob)"
            + _proven(e for e in proofs if e.score == "polarity")
        )
        if polarity and not heads and row.depth == 0:
            heads.append(f"tone {_signed(polarity, 2)}")
    return heads, items


def _proven(evidence: Iterable[Any]) -> str:
    words = [
        f"“{_plain(e.text)}” <code>{_plain(e.part)} · {_plain(e.entry)}"
        + (f" {_signed(e.value, 2)}" if _is(e.value) else "")
        + "</code>"
        for e in evidence
    ]
    return ": " + ", ".join(words) if words else ""


def _key(record: _Record) -> str:
    """Name the voices with their colours, and say what the lines below words mean."""
    counts: dict[str, set[int]] = {}
    for row in record.statements:
        if _is(row.attribution_id):
            counts.setdefault(_name(row.holder), set()).add(row.sentence)
    voices = " ".join(
        f'<span class="rh-v" {_tint(record, name)}>{_label(name)}{len(sentences)}</span>'
        for name, sentences in counts.items()
    )
    said = f"Voices, and in how many sentences: {voices}" if voices else "No voice found."
    return (
        f'<div class="rh-key"><p>{said}</p><p>Words that prove a score: '
        '<span class="rh-e rh-for">for</span>, <span class="rh-e rh-against">against</span>, '
        '<span class="rh-e">tone and the rest</span>.</p></div>'
    )


def _tint(record: _Record, holder: Any) -> str:
    return f'style="--tint: var(--c{record.tints[_name(holder)]})"'


def _label(holder: Any) -> str:
    return f'<span class="rh-who">{_plain(_name(holder))}:</span>'


def _name(holder: Any) -> str:
    return str(holder) if _is(holder) else "speaker not resolved"


def _is(value: Any) -> bool:
    return value is not None and not bool(pd.isna(value))


def _signed(value: Any, digits: int) -> str:
    sign = "+" if round(float(value), digits) else ""
    return f"{float(value):{sign}.{digits}f}".replace("-", "−")


def _plain(text: Any) -> str:
    """Escape text for HTML; make what would hide or turn it visible."""
    return _CONTROL.sub(_visible, escape(str(text)))


def _attribute(text: Any) -> str:
    """Escape text for an attribute, where no element can show a control character."""
    return _CONTROL.sub(lambda match: f"U+{ord(match.group()):04X}", escape(str(text)))


def _visible(match: re.Match[str]) -> str:
    code = match.group()
    name = unicodedata.name(code, "control character")
    return f'<span class="rh-x" title="{escape(name)}">U+{ord(code):04X}</span>'
