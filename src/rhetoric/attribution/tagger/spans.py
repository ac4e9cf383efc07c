"""What the tagger finds: spans with a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Labelled:
    """A source, cue or content: tokens first..last of the Doc (end-exclusive), text[start:end]."""

    role: str
    first: int
    last: int
    start: int
    end: int
    probability: float


def labelled(doc: Doc, role: str, first: int, last: int, probability: float) -> Labelled:
    """Return tokens first..last of a Doc as a span with a role."""
    end = doc[last - 1]
    return Labelled(role, first, last, doc[first].idx, end.idx + len(end), probability)
