"""What the rules and the tagger find: an attribution in token ranges."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.grammar import Range

# How sure a rule is: about how many of its attributions are right, on the development set.
CONFIDENCE = {
    "clause": 0.8,
    "aside": 0.8,
    "infinitive": 0.55,
    "object": 0.5,
    "according": 0.9,
    "noun": 0.6,
    "adjective": 0.6,
    "signed": 0.95,
    "headline": 0.8,
    "parenthesis": 0.9,
    "turn": 0.98,
    "document": 1.0,
}

TRANSCRIPT = frozenset(("turn", "document"))  # rules whose contents hold other attributions


@dataclass(slots=True)
class Relation:
    """An attribution in token ranges."""

    content: list[Range]
    cue: list[Range]
    source: Range | None
    rule: str
    confidence: float
    shared: bool = False  # its verb shares the subject of the verb before: "said … and urged …"
