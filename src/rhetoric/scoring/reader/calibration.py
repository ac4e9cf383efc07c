"""How sure a reading is: the odds that a careful coder would say the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rhetoric.scoring.reader.inputs import ITS_SOURCE, OUTER_SOURCE

if TYPE_CHECKING:
    from rhetoric.scoring.reader.reading import Reading

CUT = 0.5  # a reading that is likelier wrong than right is not given
KINDS = ("found", "named", "foreign", "silent")
_MOST = 8.0  # log odds beyond which more is nothing


def kind_of(reading: Reading, known: bool) -> str:
    """Return how a reading came about: `KINDS` of spans, each with a line of its own.

    found: tagged by the model; named: by a pattern alone, of a concept that the model has learned
    (`known`); foreign: by a pattern, of any other concept; silent: no side.
    """
    if not reading.side:
        return "silent"
    if reading.asked.concept is not None and not known:
        return "foreign"
    return "named" if reading.features[0] < 0 else "found"


def terms(reading: Reading) -> list[float]:
    """Return what the log odds of being right are linear in."""
    speaks, sourced = reading.holder is None, reading.tie in (ITS_SOURCE, OUTER_SOURCE)
    return [
        1.0, *(max(-_MOST, min(_MOST, x)) for x in reading.features), float(speaks),
        float(sourced), float(reading.side > 0),
    ]  # fmt: skip


def confidence(lines: Mapping[str, Sequence[float]], kind: str, reading: Reading) -> float:
    """Return the probability (0–1) that a careful coder would give the same side and holder."""
    found = terms(reading)
    line = lines.get(kind, [0.0] * len(found))
    odds = sum(a * b for a, b in zip(line, found, strict=True))
    return 1 / (1 + math.exp(-odds))
