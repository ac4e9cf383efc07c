"""Try a codebook's concepts on sentences: on its own examples, or on one of the reader's."""

from __future__ import annotations

from rhetoric.codebook import Codebook
from rhetoric.scoring.concepts import clause_mentions, find_concepts, swallow
from rhetoric.scoring.conditions import find_condition
from rhetoric.scoring.lexicon import compile_book
from rhetoric.scoring.reader.rows import parse
from rhetoric.scoring.syntax import Syntax


def named_concepts(text: str, codebook: Codebook) -> dict[str, str]:
    """Return the concepts that a sentence names or states, each with its words in the sentence.

    Whether anybody is for or against them is another question: `score` answers it.
    """
    [document] = parse([text])
    lex, s = compile_book(codebook), Syntax(document.doc)
    found: dict[str, str] = {}
    for sentence in document.sentences:
        first, last = s.tokens(sentence.start, sentence.end)
        condition = find_condition(s, lex, first, last)
        clauses = clause_mentions(s, lex, condition, first, last)
        for mention in swallow(clauses, find_concepts(s, lex, first, last)):
            start, end = s.points(mention.first, mention.last)
            found.setdefault(mention.concept, text[start:end])
    return found


def failing_examples(codebook: Codebook) -> list[str]:
    """Return a line for each example that its concept misses or counter-example that it catches."""
    made = []
    for concept in codebook.concepts.values():
        for text in concept.examples:
            if concept.name not in named_concepts(text, codebook):
                made.append(f"concept '{concept.name}' misses its example '{text}'")
        for text in concept.counter_examples:
            if words := named_concepts(text, codebook).get(concept.name):
                made.append(
                    f"concept '{concept.name}' catches '{words}' in its counter-example '{text}'"
                )
    return made
