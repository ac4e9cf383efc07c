"""Score one sentence by itself, to see what a codebook reads in it."""

from __future__ import annotations

from dataclasses import replace

from rhetoric import attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.codebook import Codebook
from rhetoric.reading import documents
from rhetoric.reading.articles import Article, Block, read

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
        block = Block(0, len(text), "body")
        document = documents.parse(Article("text", text, (block,), speaker=WRITER))
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
