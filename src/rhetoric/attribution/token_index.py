"""What the rules look up in a parsed document: sentences and quotations as token ranges."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from rhetoric.grammar import Range
from rhetoric.reading.documents import Document, numbered
from rhetoric.reading.layout import WHOLE
from rhetoric.reading.quotations import Quotation


@dataclass(frozen=True)
class TokenIndex:
    """A parsed document, indexed by token."""

    document: Document
    doc: Doc
    sentences: list[tuple[Range, str]]  # with their role
    sentence_of: list[int]  # token → number of its sentence, or −1
    top: list[Quotation]  # quotations that lie in no other
    quotes: list[Range]  # the same as token ranges, marks included
    inside: list[int]  # token → number of its top-level quotation, or −1
    deeper: list[int]  # the same for quotations inside quotations

    @classmethod
    def open(cls, document: Document) -> TokenIndex:
        """Index the document."""
        sentences = [
            (document.tokens(s.start, s.end), s.role)
            for s in document.sentences
            if s.role not in WHOLE
        ]
        top = [q for q in document.quotations if q.depth == 0]
        inner = [document.tokens(q.start, q.end) for q in document.quotations if q.depth]
        size = len(document.doc)
        return cls(
            document,
            document.doc,
            sentences,
            numbered([r for r, _ in sentences], size),
            top,
            [document.tokens(q.start, q.end) for q in top],
            document.quotation_of,
            numbered(inner, size),
        )

    def sentence(self, i: int) -> Range:
        """Return the range of the sentence that a token stands in."""
        number = self.sentence_of[i]
        return self.sentences[number][0] if number >= 0 else (i, i + 1)

    def chars(self, span: Range) -> Range:
        """Return the code points of a range of tokens."""
        last = self.doc[span[1] - 1]
        return self.doc[span[0]].idx, last.idx + len(last)

    def same_block(self, a: int, b: int) -> bool:
        """Whether two tokens stand in one paragraph."""
        start, end = sorted((self.doc[a].idx, self.doc[b].idx))
        return "\n" not in self.document.text[start:end]
