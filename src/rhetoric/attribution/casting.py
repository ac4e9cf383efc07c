"""Who speaks each attribution."""

from __future__ import annotations

from dataclasses import dataclass, field

from rhetoric.attribution import QUESTION
from rhetoric.attribution.relations import Relation
from rhetoric.attribution.rules.turns import voices
from rhetoric.attribution.speakers import Resolution, Speakers
from rhetoric.attribution.token_index import TokenIndex


@dataclass
class Casting:
    """Who speaks each attribution: outer ones in the order of the text, then those inside them."""

    index: TokenIndex
    found: list[Relation]
    above: list[int | None]
    speakers: Speakers
    who: dict[int, Resolution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turns = voices(self.index, self.found, self.speakers)

    def all(self) -> dict[int, Resolution]:
        """Resolve every source."""
        before: str | None = None
        for i in sorted(range(len(self.found)), key=lambda i: _place(self.found[i])):
            if self.above[i] is None:
                self.who[i] = self.resolve(self.found[i], None, before)
                before = self.who[i].name or before
        for i in range(len(self.found)):
            self.nested(i)
        return self.who

    def nested(self, i: int) -> Resolution:
        """Resolve a source after the one whose words it stands in."""
        parent = self.above[i]
        if i not in self.who and parent is not None:
            outer = self.nested(parent).name
            self.who[i] = self.resolve(self.found[i], outer, outer)
        return self.who[i]

    def resolve(self, found: Relation, outer: str | None, before: str | None) -> Resolution:
        """Resolve one source in its place."""
        if found.rule == "document":
            name = self.speakers.author
            return Resolution(name, "document", True, 1.0, "the speaker of the whole text")
        if found.rule == "turn" and found.source is not None:
            name = self.turns[found.source[0]]
            if name == QUESTION:
                return Resolution(name, "unnamed", False, 1.0, "the label of a question")
            return Resolution(name, "named", True, 0.98, "the label of a turn")
        if found.source is not None:
            return self.speakers.resolve(self.index.chars(found.source), outer=outer, before=before)
        if found.rule == "carried" and before is not None:
            return Resolution(before, "carried", True, 0.8, "goes on from the quotation before")
        return Resolution(None, "unresolved", False, 0.5, "no source is given")


def _place(found: Relation) -> int:
    return found.cue[0][0] if found.cue else found.content[0][0]
