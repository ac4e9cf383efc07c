"""What is known of an article when it is asked who speaks, and what the answer looks like."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.attribution.cast.countries import author
from rhetoric.attribution.cast.facts import describe
from rhetoric.attribution.cast.lexicon import broad
from rhetoric.attribution.cast.members import Cast, Member
from rhetoric.reading.documents import Document

THING = "a thing"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The canonical speaker of a mention; `name` is None where `how` is "unresolved"."""

    name: str | None
    how: str  # name, nominal, pronoun, metonym, group, unnamed, unresolved
    named: bool
    confidence: float
    reason: str

    @property
    def party(self) -> bool:
        """Tell a party from a thing, which says nothing: a decision, an operation."""
        return self.reason != THING


UNRESOLVED = Resolution(None, "unresolved", False, 0.0, "nothing in the article fits")


@dataclass(frozen=True, slots=True)
class Context:
    """Where a mention stands: in whose words, and after whose."""

    outer: str | None  # the speaker of the enclosing attribution
    before: str | None  # the one of the attribution before
    said: Member | None  # the same as members of the cast
    around: Member | None


@dataclass(slots=True)
class Trace:
    """A place where a person is spoken of, by name, pronoun or description."""

    token: int
    member: Member
    subject: bool
    possessive: bool
    named: bool


class DiscourseModel:
    """The people and bodies of one article, and where each is spoken of."""

    def __init__(self, document: Document) -> None:
        self.speaker = document.article.speaker
        self.author = author(self.speaker)  # of the whole text
        self.cast = Cast(document)
        describe(self.cast)
        self.words = self.cast.words
        self.by_name = {m.name: m for m in reversed(self.cast.members)}
        self.known = _index(self.cast.people())
        self.traces: list[Trace] = []

    def context(self, outer: str | None = None, before: str | None = None) -> Context:
        """Return where a mention stands."""
        outer = self.author if outer == self.speaker else outer
        return Context(outer, before, self.by_name.get(before or ""), self.by_name.get(outer or ""))


def _index(people: list[Member]) -> dict[str, list[Member]]:
    """Return the people by role, nation and word of their titles."""
    known: dict[str, list[Member]] = {}
    for member in people:
        for key in broad(member.roles) | member.nations | member.about:
            known.setdefault(key, []).append(member)
    return known


def listed(members: list[Member]) -> str:
    """Return names as a list, in the order of the article: the same people, the same name."""
    return joined([m.name for m in sorted(members, key=lambda m: m.mentions[0].start)])


def joined(names: list[str]) -> str:
    """Return "A", "A and B" or "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
