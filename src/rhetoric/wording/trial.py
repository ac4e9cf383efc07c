"""Try a codebook on sentences: on its own examples, or on one of the reader's."""

from __future__ import annotations

from dataclasses import replace

from rhetoric import attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import Codebook
from rhetoric.reading import documents
from rhetoric.reading.articles import Article, Block, read
from rhetoric.scoring.acts import find_act
from rhetoric.scoring.lexicon import compile_book, find_condition, find_mentions
from rhetoric.scoring.syntax import Syntax

WRITER = "the unnamed writer"


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
