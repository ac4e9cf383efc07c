"""Read articles: the text is kept exactly as it is; its parts are recognised around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the dateline at the head of one: text[start:end], never blank at its edges."""

    start: int
    end: int
    role: str  # one of tables.ROLES


@dataclass(frozen=True, slots=True)
class Article:
    """A text as read, and what is known about it."""

    doc_id: str
    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    dek: str | None = None
    dateline: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    speaker: str | None = None  # of a speech: the whole text is this speaker's
