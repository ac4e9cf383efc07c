"""A parsed text as plain arrays: forms, parts of speech, and who governs whom in which role.

spaCy's tokens are read once; everything in scoring works on these lists.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from rhetoric.grammar import base_phrase, child
from rhetoric.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc

FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our", "myself", "ourselves"})
SECOND_PERSON = frozenset({"you", "your", "yours", "yourself", "yourselves"})
_REPAIRED = {"hoped": "hope", "hoping": "hope"}  # the lemmatizer takes them for "hop"
_CLAUSE_MARKS = word_set("function_words.clause_marks")
_TIMES = frozenset({"before", "after", "until"})
_TURNS = frozenset({"but", "so", "yet", "which", "who", "when", "while"})
_BREAKS = frozenset({";", "\n", "\n\n"})
_HYPHENS = frozenset({"-", "‐", "‑", '"', "“", "”", "‘", "’", "'", "[", "]", "(", ")"})


class Syntax:
    """The arrays of one spaCy Doc; token numbers are the Doc's own."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.string = doc.text  # spaCy builds it anew each time it is asked
        tokens = list(doc)
        self.text = [t.text for t in tokens]
        self.lower = [t.lower_ for t in tokens]
        self.lemma = [_REPAIRED.get(t.lower_) or t.lemma_.lower() for t in tokens]
        self.pos = [t.pos_ for t in tokens]
        self.dep = [t.dep_ for t in tokens]
        self.head = [t.head.i for t in tokens]
        self.start = [t.idx for t in tokens]
        self.end = [t.idx + len(t.text) for t in tokens]
        self.children: list[list[int]] = [[] for _ in tokens]
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)
        self.forms = [
            _forms(low, lem, pos)
            for low, lem, pos in zip(self.lower, self.lemma, self.pos, strict=True)
        ]
        self.hyphens = [w in _HYPHENS for w in self.text]
        self.breaks = [w in _BREAKS for w in self.text]
        for sentence in doc.sents:  # a pattern never runs over the end of a sentence
            if self.text[sentence.end - 1] in ".!?…":
                self.breaks[sentence.end - 1] = True

    @cached_property
    def clauses(self) -> list[bool]:
        """Tell of every token whether a clause begins there, or the sentence ends."""
        out = list(self.breaks)
        for i, word in enumerate(self.lower):
            turned = word in _TURNS and i > 0 and self.text[i - 1] == ","
            timed = word in _TIMES and self.pos[i] in ("ADP", "SCONJ")
            if turned or timed or (self.dep[i] == "mark" and word in _CLAUSE_MARKS):
                out[i] = True
        return out

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Turn code points [start, end) into tokens [first, last + 1) that overlap them."""
        first = bisect_left(self.end, start + 1)
        last = bisect_left(self.start, end)
        return first, last

    def points(self, first: int, last: int) -> tuple[int, int]:
        """Turn tokens [first, last) into code points."""
        return self.start[first], self.end[last - 1]

    def top(self, first: int, last: int) -> int:
        """Return the token that heads [first, last): the one whose head lies outside."""
        best = None
        for i in range(first, last):
            head = self.head[i]
            inside = first <= head < last and head != i
            if not inside and self.pos[i] not in ("PUNCT", "SPACE", "DET", "PART"):
                if self.pos[i] in ("NOUN", "PROPN", "VERB", "AUX"):
                    return i
                best = i if best is None else best
        if best is not None and self.pos[best] == "ADJ":
            noun = child(self.doc[best], "dobj")  # a slip: "demands complete disarmament"
            return noun.i if noun is not None and first <= noun.i < last else best
        return last - 1 if best is None else best

    def span(self, i: int) -> tuple[int, int]:
        """Give code points of the noun phrase headed by i, without all that follows it."""
        return self.points(*base_phrase(self.doc[i]))


def _forms(lower: str, lemma: str, pos: str) -> tuple[str, ...]:
    forms = {lower, lemma}
    if pos in ("NOUN", "PROPN") and len(lower) > 4 and lower.endswith("s") and lower[-2] != "s":
        forms.add(lower[:-1])  # headlines: plurals tagged as names keep their s
    return tuple(sorted(forms))  # in an order that no hash seed changes
