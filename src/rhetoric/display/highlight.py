"""Highlight an article: each voice in its colour with its label, the evidence underlined."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

from rhetoric.display.escape import attribute, given, plain, voice_name
from rhetoric.display.lines import Line, lines_of
from rhetoric.display.record import Record, Span, record_of
from rhetoric.display.scores import why
from rhetoric.tables import Tables

_SIGNS = {1: "for", -1: "against", 0: "neutral"}


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of HTML that a notebook shows and a report takes as it is."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        # Notebooks store it beside the HTML, and compare it: it changes when anything shown does.
        return f"<Html {hashlib.sha256(plain(self.html).encode()).hexdigest()[:8]}>"


def article(text: str, tables: Tables, doc_id: str, *, anchors: bool = True) -> Html:
    """Highlight the voices and the evidence in an article.

    Returns HTML with a style of its own and no script: each sentence on a line, each voice in its
    colour with its label, nested voices nested, evidence underlined; beside it, folded, its scores,
    the words that prove them, and the codebook entry or rule. `text` is the article exactly as
    read (`analysis.texts[doc_id]`). `anchors=False` leaves out the ids, for a page that
    shows an article twice. Raises TableError if the tables are not of this text.
    """
    record = record_of(text, tables, doc_id)
    lines = lines_of(record)
    shown: list[str] = []
    paragraph = -1
    for line in lines:
        if line.paragraph != paragraph:
            shown.append(("</div>" if shown else "") + '<div class="rh-p">')
            paragraph = line.paragraph
        shown.append(_line(record, line, doc_id if anchors else None))
    body = "".join(shown) + ("</div>" if shown else "")
    title = next((s.text for s in record.statements if s.role == "title"), doc_id)
    style = files("rhetoric.display").joinpath("article.css").read_text(encoding="utf-8")
    return Html(
        f'<section class="rhetoric-article" aria-label="Voices and evidence: {attribute(title)}">'
        f"<style>{style}</style>{_key(record)}{body}</section>"
    )


def _line(record: Record, line: Line, doc_id: str | None) -> str:
    mine = record.sentences.get(line.sentence, []) if line.sentence is not None else []
    role = mine[0].role if mine else "body"
    number = f"s{line.sentence}" if line.sentence is not None and line.first else ""
    name = re.sub(r"\s", "-", f"{doc_id}/{number}")
    anchor = f' id="{attribute(name)}"' if doc_id is not None and number else ""
    scores = why(record, mine) if line.last else ""
    return (
        f'<div class="rh-s rh-{attribute(role)}"{anchor}><span class="rh-n">{number}</span>'
        f'<div class="rh-t" dir="auto">{_marked(record, line, mine)}</div>{scores}</div>'
    )


def _marked(record: Record, line: Line, statements: list[Any]) -> str:
    """Nest the words of a line in their voices, and underline the evidence among them."""
    voices = [
        (s, span)
        for s in sorted(statements, key=lambda s: (s.depth, s.start))
        if given(s.attribution_id)
        for span in _voiced(record, s)
    ]
    near = range(
        bisect_left(record.evidence, line.start - record.longest, key=_start),
        bisect_left(record.evidence, line.end, key=_start),
    )
    proofs = [record.evidence[i] for i in near if record.evidence[i].end > line.start]
    edges = {line.start, line.end}
    for start, end in [*(span for _, span in voices), *((e.start, e.end) for e in proofs)]:
        edges |= {min(max(edge, line.start), line.end) for edge in (start, end)}
    bounds = sorted(edges)
    open_voices: list[str] = []
    named: set[str] = set()
    made: list[str] = []
    for start, end in pairwise(bounds):
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


def _voiced(record: Record, statement: Any) -> Iterator[Span]:
    """Give the words of a statement less the attribution that may stand among them."""
    whole = [(statement.start, statement.end)]
    for start, end in record.content.get(statement.attribution_id, whole):
        left, right = max(start, statement.start), min(end, statement.end)
        if left < right:
            yield left, right


def _underlined(record: Record, proofs: list[Any], start: int, end: int) -> str:
    here = [e for e in proofs if e.start <= start and end <= e.end]
    words = plain(record.text[start:end])
    if not here:
        return words
    signs = [
        _SIGNS[int(p.agreement)]
        for e in here
        if e.score == "agreement"
        for p in record.positions.get(e.statement_id, [])
        if p.concept == e.concept and given(p.agreement)
    ]
    return f'<span class="{" ".join(["rh-e", *(f"rh-{s}" for s in signs[:1])])}">{words}</span>'


def _key(record: Record) -> str:
    """Name the voices with their colours, and say what the lines below words mean."""
    counts: dict[str, set[int]] = {}
    for row in record.statements:
        if given(row.attribution_id):
            counts.setdefault(voice_name(row.holder), set()).add(row.sentence)
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


def _tint(record: Record, holder: Any) -> str:
    return f'style="--tint: var(--c{record.tints[voice_name(holder)]})"'


def _label(holder: Any) -> str:
    return f'<span class="rh-who">{plain(voice_name(holder))}:</span>'


def _start(row: Any) -> int:
    return int(row.start)
