"""From attributions to statements: one a sentence and voice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """What one voice says in one sentence. `text[start:end]` of the article, without outer quotation marks.

    Statements of a deeper voice lie inside those of the outer one (same sentence, greater depth).
    """

    statement_id: str
    sentence: int  # from 1; documents.Document.sentences[sentence - 1]
    attribution: int | None  # index in the document's attributions
    depth: int
    holder: str | None
    chain: str | None
    kind: str
    role: str
    start: int
    end: int
