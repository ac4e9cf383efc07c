"""Who says what: source, cue and content, nested, with the canonical speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from rhetoric.attribution.speakers import Speakers
    from rhetoric.reading.documents import Document

Span = tuple[int, int]
QUESTION = "Question"  # who asks in a transcript ("Q:"): nobody's position
AUTHOR = "the author"  # whose voice narration is, where it speaks for itself


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying (or thinking): who, in which words, what. Offsets are code points."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: Span | None
    kind: str  # direct, indirect, mixed, transcript
    speaker: str | None
    speaker_how: str
    named: bool
    parent: int | None  # index in the document's list
    depth: int
    rule: str
    confidence: float


def attribute(
    document: Document, *, model: str | Path | None = None, speakers: Speakers | None = None
) -> list[Attribution]:
    """Return the attributions of a document in order of their content, each with its speaker.

    `speakers` is the document's cast, where it is at hand already.
    `model` is the file of a trained tagger; without it RHETORIC_ATTRIBUTION_MODEL names one, or the
    one that ships is used. Raises ModelError.
    """
    from rhetoric.attribution.assembly import attributions

    return attributions(document, model=model, speakers=speakers)
