"""Try a codebook on many sentences: its hits, near misses and conflicts, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from rhetoric.codebook import Codebook, Concept
from rhetoric.patterns import Pattern
from rhetoric.reading.documents import Document, Sentence
from rhetoric.reading.layout import WHOLE
from rhetoric.scoring.concepts import ConceptMention, find_concepts
from rhetoric.scoring.lexicon import Lexicon, compile_book
from rhetoric.scoring.reader.inputs import ReaderView, windows
from rhetoric.scoring.reader.model import ReaderModel, load
from rhetoric.scoring.reader.reading import ReadWindow
from rhetoric.scoring.syntax import Syntax

WHATS = ("hit", "near miss", "conflict", "reader alone", "not covered")
COLUMNS = "what concept why words doc_id sentence".split()
_NEAR = 12  # tokens in which the words of a pattern that just fails stand
_BATCH = 32  # texts whose windows are read together
Row = tuple[str, str, str, int, int]  # what, concept, why, tokens [first, last)


def survey(documents: Iterable[Document], codebook: Codebook) -> pd.DataFrame:
    """Say what the patterns of a codebook do in parsed texts, and what the reader sees besides.

    Returns a row for each place: `what` it is, concept, why, words, doc_id and sentence (its text).
    A "hit" is a pattern's (`why`); a "near miss" is a pattern that just fails: barred by `not`,
    part of a longer word or name, or its words all there but not in its row. A "conflict" is a span
    of two concepts, of which `concept` won over the one in `why` (the longest match, then the first
    in the file). "reader alone" is what the reader takes for one of the codebook's concepts and no
    pattern finds; "not covered" what it takes for another, named as in the shipped codebook.
    """
    lex, model = compile_book(codebook), load()
    rows: list[dict[str, str]] = []
    batch: list[tuple[Document, Syntax]] = []
    for document in documents:
        batch.append((document, Syntax(document.doc)))
        if len(batch) == _BATCH:
            rows += _rows(batch, lex, model)
            batch = []
    return pd.DataFrame([*rows, *_rows(batch, lex, model)], columns=COLUMNS)


def _rows(
    batch: list[tuple[Document, Syntax]], lex: Lexicon, model: ReaderModel
) -> Iterator[dict[str, str]]:
    found: list[list[tuple[Row, Sentence]]] = []
    hits: list[set[int]] = []
    for document, s in batch:
        here: list[tuple[Row, Sentence]] = []
        for sentence in document.sentences:
            if sentence.role not in WHOLE:
                bounds = s.tokens(sentence.start, sentence.end)
                here += ((row, sentence) for row in _of_patterns(s, lex, *bounds))
        found.append(here)
        hits.append({i for (what, *_, a, b), _ in here if what == "hit" for i in range(a, b)})
    for k, row, sentence in _of_reader(batch, hits, lex, model):
        found[k].append((row, sentence))
    for (document, s), here in zip(batch, found, strict=True):
        text = document.article.text
        for (what, concept, why, a, b), sentence in here:
            start, end = s.points(a, b)
            yield {
                "what": what, "concept": concept, "why": why, "words": text[start:end],
                "doc_id": document.article.doc_id,
                "sentence": text[sentence.start : sentence.end],
            }  # fmt: skip


def _of_patterns(s: Syntax, lex: Lexicon, first: int, last: int) -> Iterator[Row]:
    """Yield hits, conflicts and near misses of a sentence."""
    kept = find_concepts(s, lex, first, last)
    for m in kept:
        yield "hit", m.concept, m.entry.partition(": ")[2], m.first, m.last
    barred = [(a, b, c.name) for a, b, _, c in lex.excludes.find(s, first, last)]
    matched = lex.concepts.find(s, first, last)
    told: set[tuple[Any, ...]] = set()
    for a, b, pattern, concept in matched:
        over = [m for m in kept if m.first < b and a < m.last]
        by_not = any(name == concept.name and x < b and a < y for x, y, name in barred)
        row = _not_kept((a, b), pattern, concept, over, by_not)
        if row and row[:2] + row[3:] not in told:
            told.add(row[:2] + row[3:])
            yield row
    yield from _apart(s, lex, {concept.name for *_, concept in matched}, (first, last))


def _not_kept(
    at: tuple[int, int],
    pattern: Pattern,
    concept: Concept,
    over: list[ConceptMention],
    by_not: bool,
) -> Row | None:
    """Return why a match counts for nothing; None where its concept has the words."""
    if any(m.concept == concept.name for m in over):
        return None
    if by_not:
        return "near miss", concept.name, f"barred by 'not': {pattern.source}", *at
    if over:
        return "conflict", over[0].concept, f"{concept.name}: {pattern.source}", *at
    return "near miss", concept.name, f"part of a longer word or name: {pattern.source}", *at


def _apart(s: Syntax, lex: Lexicon, matched: set[str], bounds: tuple[int, int]) -> Iterator[Row]:
    """Yield patterns of which a sentence has all the words, though not as the pattern has them."""
    places: dict[str, list[int]] = {}
    for i in range(*bounds):
        for form in s.forms[i]:
            places.setdefault(form, []).append(i)
    for concept in lex.book.concepts.values():
        for pattern in concept.patterns if concept.name not in matched else ():
            needed = [e.words for e in pattern.elements if not e.optional]
            there = [[i for w in words & places.keys() for i in places[w]] for words in needed]
            if len(there) < 2 or not all(there):
                continue
            at = [min(some, key=lambda i: abs(i - there[0][0])) for some in there]
            low, high = min(at), max(at) + 1
            if len({*at}) == len(at) and high - low <= _NEAR:
                yield "near miss", concept.name, f"not in a row: {pattern.source}", low, high
                break


def _of_reader(
    batch: list[tuple[Document, Syntax]], hits: list[set[int]], lex: Lexicon, model: ReaderModel
) -> Iterator[tuple[int, Row, Sentence]]:
    """Yield what the reader marks and no pattern finds, with the number of its text."""
    cut = []
    for k, (document, s) in enumerate(batch):
        scene = ReaderView(document, s, ())
        cut += [(k, scene, w) for w in windows(scene, model.tokenizer, gate=model.gate)]
    for number, columns in model.read([w for *_, w in cut]):
        k, scene, window = cut[number]
        document, s = batch[k]
        for asked, _, concept in ReadWindow(model, scene, window, columns).tagged():
            first, last = s.tokens(asked.start, asked.end)
            if hits[k].isdisjoint(range(first, last)):
                what = WHATS[3] if concept in lex.book.concepts else WHATS[4]
                sentence = document.sentences[scene.sentence[asked.top]]
                yield k, (what, concept, "", first, last), sentence
