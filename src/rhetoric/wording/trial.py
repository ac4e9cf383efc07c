"""Try a codebook: on a sentence, on its own examples, on many articles; and suggest what it lacks.

A phrase is near a concept by the cosine of what the reader's own encoder makes of it and of what
shows the concept, each read alone and its dimensions made equal (whitened) over the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from rhetoric import attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import Codebook
from rhetoric.errors import TableError
from rhetoric.grammar import Syntax
from rhetoric.reading import documents
from rhetoric.reading.articles import Article, Block, read
from rhetoric.reading.documents import Document, Sentence
from rhetoric.reading.layout import WHOLE
from rhetoric.scoring.acts import find_act
from rhetoric.scoring.coded_tables import parse
from rhetoric.scoring.lexicon import (
    Lexicon,
    compile_book,
    find_concepts,
    find_condition,
    find_mentions,
)
from rhetoric.scoring.reader import Floats, ReaderModel, ReadWindow, load
from rhetoric.scoring.reader.inputs import ReaderView, windows
from rhetoric.tables import Tables
from rhetoric.wording import sentences_of

__all__ = ["suggest", "survey"]

WRITER = "the unnamed writer"
WHATS = ("hit", "near miss", "conflict", "reader alone", "not covered")
_FOUND = "what concept why words doc_id sentence".split()
_NEAR = 12  # tokens in which the words of a pattern that just fails stand
_BATCH = 32  # texts whose windows are read together
Row = tuple[str, str, str, int, int]  # what, concept, why, tokens [first, last)
_SUGGESTED = "concept pattern n articles nearness context".split()
_DIMENSIONS, _FAR = 100, 4  # of the encoder's 384; words between a verb and its object
_PARTS = frozenset({"NOUN", "ADJ", "VERB"})
_JOINS = frozenset({"of", "on", "for", "to", "with", "against", "in"})


def score_sentence(sentence: str, codebook: Codebook) -> scoring.Scores:
    """Score a sentence as `analyze` would, but so that its holders need not be known.

    An article names its speakers elsewhere; here "he" is called 'he', and a sentence in which
    nobody is quoted is scored as what an unnamed writer says. Returns the rows of the tables.
    Raises InputError for an empty sentence.
    """
    [article] = read(sentence.rstrip() + "\n")  # a text, never a path
    text = article.text
    document = documents.parse(article)
    found = attribution.attribute(document)
    if not found:
        document = _parsed(text, speaker=WRITER)
        found = attribution.attribute(document)
    named = [
        replace(one, speaker=one.speaker or (text[slice(*one.source)] if one.source else WRITER))
        for one in found
    ]
    speakers = Speakers(document)

    def resolve(start: int, end: int) -> str:
        return speakers.named(start, end) or text[start:end]

    said = statements.tabulate(document, named)
    return scoring.score(document, said, named, codebook, resolve)


def find_entries(sentence: str, codebook: Codebook) -> dict[str, dict[str, str]]:
    """Return the concepts, acts and conditions of a sentence, each with words that show it.

    Whether anybody is for or against a concept is another question: `score_sentence` answers it.
    """
    document = _parsed(sentence)
    lex, s = compile_book(codebook), Syntax(document.doc)
    made: dict[str, dict[str, str]] = {"concept": {}, "act": {}, "condition": {}}
    for one in document.sentences:
        first, last = bounds = s.tokens(one.start, one.end)
        condition, act = find_condition(s, lex, *bounds), find_act(s, lex, bounds)
        named = find_mentions(s, lex, condition, first, last)
        found = [("concept", m.concept, m.first, m.last) for m in named]
        if condition is not None:
            found.append(("condition", condition.name, condition.first, condition.last))
        if act is not None:
            for piece in act.pieces:
                name = piece.entry.removeprefix("act ").split(":")[0]  # of a root or an operator
                name = act.root if name in codebook.values else name
                found.append(("act", name, piece.first, piece.last))
        for kind, name, a, b in found:
            made[kind].setdefault(name, sentence[s.start[a] : s.end[b - 1]])
    return made


def failing_examples(codebook: Codebook) -> list[str]:
    """Return a line for each example that its entry misses or counter-example that it catches.

    What the codebook has from the shipped one is not tried.
    """
    made = []
    for kind, entries in (
        ("concept", codebook.concepts.values()),
        ("act", codebook.acts),
        ("condition", codebook.conditions.values()),
    ):
        for entry in entries if kind in codebook.own else ():
            for text in entry.examples:
                if entry.name not in find_entries(text, codebook)[kind]:
                    made.append(f"{kind} '{entry.name}' misses its example '{text}'")
            for text in entry.counter_examples:
                if words := find_entries(text, codebook)[kind].get(entry.name):
                    made.append(
                        f"{kind} '{entry.name}' catches '{words}' in its counter-example '{text}'"
                    )
    return made


def _parsed(text: str, speaker: str | None = None) -> documents.Document:
    return documents.parse(Article("text", text, (Block(0, len(text), "body"),), speaker=speaker))


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
    rows: list[tuple[str, ...]] = []
    left = iter(documents)
    while batch := list(islice(left, _BATCH)):
        rows += _rows(batch, lex, model)
    return pd.DataFrame(rows, columns=_FOUND)


def _rows(batch: list[Document], lex: Lexicon, model: ReaderModel) -> Iterator[tuple[str, ...]]:
    read = [(document, Syntax(document.doc)) for document in batch]
    found: list[list[tuple[Row, Sentence]]] = [
        [
            (row, sentence)
            for sentence in document.sentences
            if sentence.role not in WHOLE
            for row in _of_patterns(s, lex, *s.tokens(sentence.start, sentence.end))
        ]
        for document, s in read
    ]
    for k, row, sentence in _of_reader(read, lex, model):
        hits = [(a, b) for (what, *_, a, b), _ in found[k] if what == "hit"]
        if not any(a < row[4] and row[3] < b for a, b in hits):
            found[k].append((row, sentence))
    for (document, s), here in zip(read, found, strict=True):
        text, doc_id = document.article.text, document.article.doc_id
        for (*told, a, b), sentence in here:
            words = text[slice(*s.points(a, b))]
            yield (*told, words, doc_id, text[sentence.start : sentence.end])


def _of_patterns(s: Syntax, lex: Lexicon, first: int, last: int) -> Iterator[Row]:
    """Yield hits, conflicts and near misses of a sentence."""
    kept = find_concepts(s, lex, first, last)
    for m in kept:
        yield "hit", m.concept, m.entry.partition(": ")[2], m.first, m.last
    barred = [(a, b, c.name) for a, b, _, c in lex.excludes.find(s, first, last)]
    matched = lex.concepts.find(s, first, last)
    told: dict[tuple[Any, ...], Row] = {}
    for a, b, pattern, concept in matched:
        over = [m.concept for m in kept if m.first < b and a < m.last]
        what, won = "near miss", concept.name
        if any(name == concept.name and x < b and a < y for x, y, name in barred):
            why = "barred by 'not'"
        elif over:
            what, won, why = "conflict", over[0], concept.name
        else:
            why = "part of a longer word or name"
        if concept.name not in over:
            told.setdefault((what, won, a, b), (what, won, f"{why}: {pattern.source}", a, b))
    yield from told.values()
    yield from _apart(s, lex, {concept.name for *_, concept in matched}, (first, last))


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
    read: list[tuple[Document, Syntax]], lex: Lexicon, model: ReaderModel
) -> Iterator[tuple[int, Row, Sentence]]:
    """Yield what the reader marks, with the number of its text."""
    views = [ReaderView(document, s, ()) for document, s in read]
    cut = [
        (k, window)
        for k, view in enumerate(views)
        for window in windows(view, model.tokenizer, gate=model.gate)
    ]
    for number, columns in model.read([window for _, window in cut]):
        k, window = cut[number]
        document, s = read[k]
        for asked, _, concept in ReadWindow(model, views[k], window, columns).tagged():
            what = WHATS[3] if concept in lex.book.concepts else WHATS[4]
            sentence = document.sentences[views[k].sentence[asked.top]]
            yield k, (what, concept, "", *s.tokens(asked.start, asked.end)), sentence


def suggest(
    codebook: Codebook, tables: Tables, *, n: int = 10, least: int = 2, seed: int = 0
) -> pd.DataFrame:
    """Rank the phrases of a corpus that no pattern finds by how near they are to each concept.

    Near are phrases like those that a concept's patterns find, in its examples and in the corpus;
    a phrase is suggested for its nearest concept alone. Phrases are nouns with what stands before
    them, nouns joined by a preposition, verbs, and verbs with their objects. Of more than
    `wording.SENTENCES` sentences so many are drawn. Returns the first `n` rows of each concept that
    has such words: concept, pattern (as a codebook takes it), in how many places (at least `least`)
    and articles it was, nearness (cosine) and a context.
    Raises TableError where there are too few phrases to compare.
    """
    lex = compile_book(codebook)
    examples = [(c.name, text) for c in codebook.concepts.values() for text in c.examples]
    read, shown = _phrases(lex, sentences_of(tables, seed)), _phrases(lex, examples)
    known = pd.concat([read, shown[shown["concept"] == shown["origin"]]]).groupby("concept")["key"]
    free = read[read["concept"].isna()].groupby("key", sort=False)
    places = free.agg(
        n=("origin", "size"), articles=("origin", "nunique"), gap=("gap", "max"),
        context=("context", "first"),
    )  # fmt: skip
    places = places[places["n"] >= least]
    if len(places) < 2 or not len(known):
        raise TableError(
            "there are too few phrases to compare; give more articles, or concepts with patterns "
            "and examples"
        )
    near = pd.DataFrame(_nearness(places.index, [sorted({*keys}) for _, keys in known]))
    near = near.set_axis(places.index).set_axis([name for name, _ in known], axis=1)
    rows = []
    for concept, phrases in near.groupby(near.idxmax(axis=1)):
        ranked = phrases[concept].sort_values(ascending=False, kind="stable")
        given: list[str] = []
        for key in ranked.index:  # without what the pattern of an earlier one finds
            if len(given) < n and not any(f" {other} " in f" {key} " for other in given):
                given.append(key)
        rows.append(places.loc[given].assign(concept=concept, nearness=ranked.astype(float)))
    made = pd.concat(rows).reset_index()
    made["pattern"] = list(map(_pattern, made["key"], made["gap"]))
    return made[_SUGGESTED]


def _phrases(lex: Lexicon, sentences: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Return a row for each phrase that a pattern finds, or that none does (null concept)."""
    rows: list[tuple[Any, ...]] = []
    documents = parse(text for _, text in sentences)
    for (origin, _), document in zip(sentences, documents, strict=True):
        s = Syntax(document.doc)
        found = [(m.concept, range(m.first, m.last)) for m in find_concepts(s, lex, 0, len(s.text))]
        taken = {i for _, tokens in found for i in tokens}
        free = [(None, tokens) for tokens in _candidates(s) if taken.isdisjoint(tokens)]
        for concept, tokens in (*found, *free):
            key = " ".join(s.lemma[i] for i in tokens if s.text[i][0].isalpha())
            gap = tokens[-1] - tokens[0] + 1 - len(tokens)
            rows.append((origin, concept, key, gap, _context(s, tokens[0], tokens[-1] + 1)))
    return pd.DataFrame(rows, columns="origin concept key gap context".split())


def _context(s: Syntax, a: int, b: int) -> str:
    """Return a phrase in brackets, with the ten words on each side of it."""
    (low, end), (start, high) = s.points(a, b), s.points(max(0, a - 10), min(len(s.text), b + 10))
    return " ".join(f"{s.string[start:low]}[{s.string[low:end]}]{s.string[end:high]}".split())


def _candidates(s: Syntax) -> Iterator[tuple[int, ...]]:
    """Yield the tokens of each phrase of a sentence that might name a concept."""
    for i, pos in enumerate(s.pos):
        if not s.text[i].isalpha() or pos not in ("NOUN", "VERB"):
            continue
        yield (i,)
        if pos == "VERB":
            continue
        j = i
        while j and i - j < 4 and (s.pos[j - 1] in _PARTS or s.text[j - 1] == "-"):
            j -= 1
            if s.text[j].isalpha() and s.text[max(0, j - 1)] != "-":  # no half of a word
                yield tuple(range(j, i + 1))
        above = s.head[i]
        over = s.head[above] if s.dep[i] == "pobj" and s.lower[above] in _JOINS else None
        if over is not None and s.pos[over] in ("NOUN", "VERB") and 0 < i - over <= _FAR + 1:
            yield (over, above, i)
        elif s.dep[i] == "dobj" and s.pos[above] == "VERB" and 0 < i - above <= _FAR + 1:
            yield (above, i)


def _nearness(phrases: Iterable[str], known: list[list[str]]) -> Floats:
    """Return (phrases, concepts): how near each phrase is to what is known of each concept."""
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import normalize

    model = load()
    found = model.embed(phrases)
    space = PCA(min(_DIMENSIONS, len(found) - 1), whiten=True, svd_solver="full").fit(found)
    middles = [normalize(space.transform(model.embed(some))).mean(0) for some in known]
    made: Floats = normalize(space.transform(found)) @ normalize(np.array(middles)).T
    return made


def _pattern(key: str, gap: int) -> str:
    first, *rest = key.split()
    return " ".join([first, *[f"*{gap}"] * (gap > 0), *rest])


def as_toml(found: pd.DataFrame) -> str:
    """Return suggestions as the text of a codebook: patterns to paste, each after its context."""
    lines = []
    for concept, rows in found.groupby("concept", sort=False):
        lines += ["[[concept]]", f'name = "{concept}"', "patterns = ["]
        for row in rows.to_dict("records"):
            context = re.sub(r"[\x00-\x1f\x7f]", " ", row["context"])
            where = f"{row['n']} in {row['articles']} articles, {row['nearness']:.2f}"
            lines += [f"    # {where}: {context}", f'    "{row["pattern"]}",']
        lines += ["]", ""]
    return "\n".join(lines)
