"""From attributions to statements: one a sentence and voice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rhetoric.attribution import Attribution, Span
from rhetoric.reading.documents import Document, Sentence

EDGES = " \t\r\n\u00a0,;"
MARKS = 40  # quotations looked back over at a statement's edges; more stand in no sentence


@dataclass(frozen=True, slots=True)
class Statement:
    """What one voice says in one sentence: text[start:end], without outer quotation marks.

    Statements of a deeper voice lie inside those of the outer one (same sentence, greater depth).
    """

    statement_id: str
    sentence: int  # from 1; documents.Document.sentences[sentence - 1]
    kind: str
    role: str
    start: int
    end: int
    attribution: int | None = None  # index in the document's attributions
    depth: int = 0
    holder: str | None = None
    chain: str | None = None


def tabulate(document: Document, attributions: Sequence[Attribution]) -> list[Statement]:
    """Return the statements of a document, in order: every sentence has at least one.

    A sentence in which nobody is quoted is one statement of kind narration; page furniture and
    datelines are statements of their own kind. A sentence with voices has one for each, and one of
    narration where its main clause is nobody's: "Norland left the talks, accusing …".
    """
    made: list[Statement] = []
    inside = _by_sentence(document, attributions)
    for number, (sentence, parts) in enumerate(zip(document.sentences, inside, strict=True), 1):
        voices = list(_voices(document, attributions, parts, number))
        if not voices or _told(document, [attributions[i] for i in parts], sentence):
            made.append(_narration(document, number))
        made.extend(voices)
    return made


def _by_sentence(
    document: Document, attributions: Sequence[Attribution]
) -> list[dict[int, list[Span]]]:
    """Return for each sentence the attributions whose content touches it, with what lies in it."""
    sentences = document.sentences
    starts = [s.start for s in sentences]
    inside: list[dict[int, list[Span]]] = [{} for _ in starts]
    for index, a in enumerate(attributions):
        for start, end in a.content:
            first = max(bisect_right(starts, start) - 1, 0)
            for i in range(first, bisect_left(starts, end)):
                parts = inside[i].setdefault(index, [])
                if start < sentences[i].end:
                    parts.append((max(start, starts[i]), min(end, sentences[i].end)))
    return inside


def _voices(
    document: Document,
    attributions: Sequence[Attribution],
    inside: dict[int, list[Span]],
    number: int,
) -> Iterator[Statement]:
    found = []
    for index, parts in inside.items():
        start, end = _trim(document, parts[0][0], parts[-1][1]) if parts else (0, 0)
        if start < end:
            found.append((attributions[index].depth, start, index, end))
    for _, start, index, end in sorted(found):
        a = attributions[index]
        yield Statement(
            statement_id=f"{document.article.doc_id}/s{number}/a{index + 1}",
            sentence=number,
            kind=a.kind,
            role=document.sentences[number - 1].role,
            start=start,
            end=end,
            attribution=index,
            depth=a.depth,
            holder=a.speaker,
            chain=_chain(attributions, a),
        )


def _told(document: Document, voices: Sequence[Attribution], sentence: Sentence) -> bool:
    """Whether the main clause of a sentence is nobody's, and tells of no saying."""
    doc = document.doc
    first, last = document.tokens(sentence.start, sentence.end)
    main = next(
        (t for t in doc[first:last] if t.head == t or not first <= t.head.i < last), doc[first]
    )
    spans = (span for a in voices for span in (*a.content, *a.cue))
    said = {i for span in spans for i in range(*document.tokens(*span))}
    aside = any(c.i in said and c.dep_ in ("parataxis", "ccomp") for c in main.children)
    return main.pos_ in ("VERB", "AUX") and main.i not in said and not aside


def _narration(document: Document, number: int) -> Statement:
    sentence = document.sentences[number - 1]
    kind = {"dateline": "dateline", "furniture": "furniture", "label": "furniture"}
    return Statement(
        statement_id=f"{document.article.doc_id}/s{number}",
        sentence=number,
        kind=kind.get(sentence.role, "narration"),
        role=sentence.role,
        start=sentence.start,
        end=sentence.end,
    )


def _chain(attributions: Sequence[Attribution], a: Attribution) -> str:
    """Return the speakers from the outermost to this one."""
    names = [a.speaker or "?"]
    while a.parent is not None:
        a = attributions[a.parent]
        names.append(a.speaker or "?")
    return " > ".join(reversed(names))


def _trim(document: Document, start: int, end: int) -> tuple[int, int]:
    """Leave out commas at the edges, and marks that hold all of it or are not paired in it."""
    text = document.text
    near = bisect_left(document.quotations, end, key=lambda q: q.start)
    marks = [q for q in document.quotations[max(0, near - MARKS) : near] if q.end > start]
    last = None
    while last != (start, end):
        last = start, end
        part = text[start:end]
        start, end = start + len(part) - len(part.lstrip(EDGES)), start + len(part.rstrip(EDGES))
        for q in marks:
            opens, closes = start == q.start < q.inner, q.closed and end == q.end
            if opens and not start < q.end < end:
                start = q.inner
            if closes and not start < q.start:
                end = q.outer
    return start, end
