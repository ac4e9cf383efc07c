"""What a source mention was found to mean."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.attribution.cast import Member


@dataclass(frozen=True, slots=True)
class Resolution:
    """The canonical speaker of a mention; `name` is None where `how` is "unresolved"."""

    name: str | None
    how: str  # name, nominal, pronoun, metonym, group, unnamed, unresolved
    named: bool
    confidence: float
    reason: str
    party: bool = True  # False for a thing, which says nothing: a decision, an operation


def listed(members: list[Member]) -> str:
    """Return names as a list, in the order of the article: the same people, the same name."""
    names = [m.name for m in sorted(members, key=lambda m: m.mentions[0].start)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
