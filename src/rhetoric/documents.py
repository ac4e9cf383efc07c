"""Parse an article: paragraphs, quotation structure, sentences (offsets into the text as it is)."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from rhetoric.articles import Article


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks: text[start:end] with the marks, text[inner:outer] without."""

    start: int
    end: int
    inner: int
    outer: int
    block: int
    closed: bool  # False: it goes on in the next paragraph, or its closing mark is missing
    depth: int = 0  # 1: a quotation inside a quotation


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: text[start:end], in block number `block`; quotation marks stay with their sentence."""

    start: int
    end: int
    block: int
    role: str


@dataclass(frozen=True)
class Document:
    """An article with its spaCy parse and its structure."""

    article: Article
    doc: Doc  # doc.text == article.text
    quotations: tuple[Quotation, ...]
    sentences: tuple[Sentence, ...]
