"""Attributions as a person marked them: checked, and put into tokens and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rhetoric.attribution import Span
from rhetoric.attribution.tagger.network import (
    LABELS,
)
from rhetoric.attribution.tagger.vocabulary import Ints
from rhetoric.errors import InputError
from rhetoric.reading.documents import Document


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution as a person marked it; spans are code points of the article."""

    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


Example = tuple[Document, Sequence[Marked]]


def check(marked: Marked, length: int, where: str) -> None:
    """Raise InputError unless the spans of an attribution lie in a text and stay apart.

    Two attributions may overlap, nested ones do: a word of both has the role the later one gives.
    `length` is the text's, `where` says which attribution it is.
    """
    end_before, role_before = 0, ""
    for (start, end), role in sorted((s, role) for role, spans in _spans(marked) for s in spans):
        if not 0 <= start < end <= length:
            raise InputError(
                f"{where}: {role} [{start}, {end}] is not a span of a text of {length} characters; "
                "give start < end in code points"
            )
        if role == "source":  # one span may be written around its cue: "the view of many"
            continue
        if start < end_before:
            raise InputError(
                f"{where}: {role} [{start}, {end}] overlaps its {role_before}; "
                "a word may have one role in an attribution"
            )
        end_before, role_before = end, role


def _spans(m: Marked) -> list[tuple[str, Sequence[Span]]]:
    return [("source", [m.source] if m.source else []), ("cue", m.cue), ("content", m.content)]


def targets(document: Document, marked: Sequence[Marked], tokens: Ints) -> Ints:
    """Return the number of the right label of each row."""
    labels = np.zeros(len(document.doc) + 1, dtype=np.int64)
    for m in marked:
        for role, spans in _spans(m):
            begin = LABELS.index(f"B-{role}")
            for span in spans:
                a, b = document.tokens(*span)
                labels[a:b] = begin + 1
                if b > a:
                    labels[a] = begin
    return labels[tokens]  # an empty row is token -1: the last, which is O
