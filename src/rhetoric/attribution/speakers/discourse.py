"""What is known of an article when it is asked who speaks, and who is spoken of near a token.

Nearness is number, gender, recency, subjects before others, and who spoke before: the preferences
of Lappin & Leass (1994) and of centering (Grosz, Joshi & Weinstein 1995), as a sum of weights.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import log

from rhetoric.attribution.cast import Cast, Member, Mention
from rhetoric.attribution.cast.facts import describe
from rhetoric.attribution.lexicon import author, broad
from rhetoric.reading.documents import Document

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
SPOKE = 1.4  # for the one who spoke before
SPOKE_BUT = 0.4  # … when somebody else has been named in the sentence since
WINDOW = 40  # entries looked back on
Sure = tuple[Member, float]  # a person, and how sure that is (0–1)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The canonical speaker of a mention; `name` is None where `how` is "unresolved"."""

    name: str | None
    how: str  # name, nominal, pronoun, metonym, group, unnamed, unresolved
    named: bool
    confidence: float
    party: bool = True  # no thing, which says nothing: a decision, an operation


UNRESOLVED = Resolution(None, "unresolved", False, 0.0)


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
        self.known: dict[str, list[Member]] = {}  # people by role, nation, word of their titles
        for member in self.cast.people():
            for key in broad(member.roles) | member.nations | member.about:
                self.known.setdefault(key, []).append(member)
        self.traces: list[Trace] = []

    def context(self, outer: str | None = None, before: str | None = None) -> Context:
        """Return where a mention stands."""
        outer = self.author if outer == self.speaker else outer
        return Context(outer, before, self.by_name.get(before or ""), self.by_name.get(outer or ""))

    def trace(self, mention: Mention) -> Trace:
        """Return a name as a place where a person is spoken of."""
        words, head = self.words, mention.end - 1
        for k in range(mention.start, mention.end):
            if not mention.start <= words.head[k] < mention.end:
                head = k
        if words.dep[head] in ("appos", "conj"):
            head = words.head[head]
        subject = words.dep[head] in SUBJECTS
        return Trace(mention.start, mention.member, subject, words.possessed(mention.end), True)

    def recent(self, i: int, most: int = WINDOW) -> list[Trace]:
        """Return the last places before token i where people are spoken of, the nearest first."""
        place = bisect_left(self.traces, i, key=lambda t: t.token)
        return self.traces[max(0, place - most) : place][::-1]

    def person(
        self, i: int, gender: str, before: Member | None, exclude: Member | None = None
    ) -> Sure | None:
        """Return the person that the pronoun at token i means."""
        words, near = self.words, self.recent(i)
        rival = any(
            words.sentence[t.token] == words.sentence[i]
            and t.member is not before
            and t.member.fits(gender)
            and words.quote[t.token] == words.quote[i]
            for t in near[:4]
        )
        best: dict[Member, float] = {}
        for one in near:
            member = one.member
            if member is exclude or (gender and not member.fits(gender)):
                continue
            value = self._weigh(i, one, gender)
            value += (SPOKE_BUT if rival else SPOKE) * (member is before)
            best[member] = max(value, best.get(member, value))
        if not best:
            return self._ahead(i, gender, exclude)
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 2.0
        return ranked[0][0], round(min(0.95, 0.55 + 0.2 * margin), 2)

    def _weigh(self, i: int, one: Trace, gender: str) -> float:
        words, member, at = self.words, one.member, one.token
        told = words.quote[i] < 0 and words.quote[at] < 0
        away = words.story[i] - words.story[at] if told else words.sentence[i] - words.sentence[at]
        value: float = -1.0 * min(away, 6) + 0.15 * log(1 + len(member.mentions))
        value += 0.8 * one.subject - 0.3 * one.possessive
        value += 0.4 * (words.line[i] == words.line[at])
        value += 0.8 * bool(gender and member.gender == gender)
        value -= 0.6 * (not member.plain)
        if words.quote[i] != words.quote[at]:
            value -= (1.2 if one.named else 2.0) if words.quote[at] >= 0 else 0.3
        return value

    def _ahead(self, i: int, gender: str, exclude: Member | None) -> Sure | None:
        """Return the first person named after the pronoun: in its sentence, or under a headline."""
        sentence, line = self.words.sentence, self.words.line
        end = line.index(1) if line[i] == 0 < line[-1] else 0  # of a first line
        headline = end > 1 and (self.words.titled[i] or self.words.text[end - 2] != ".")
        for mention in self.cast.ahead(i):
            if sentence[mention.start] != sentence[i] and not headline:
                return None
            member = mention.member
            fit = member.kind == "person" and (not gender or member.fits(gender))
            if fit and member is not exclude:
                return member, 0.45
        return None

    def row(self, i: int, size: int | None = None) -> list[Member]:
        """Return the people last named in a row before token i ("A, B and C"), `size` of them."""
        found: list[Mention] = []
        for mention in self.cast.back(i):
            if mention.member.kind != "person":
                continue
            if found and not self.cast.joined(mention, found[-1]):
                if len(found) > 1 and size in (None, len(found)):
                    break
                found = []
            found.append(mention)
        members = list(dict.fromkeys(m.member for m in reversed(found)))
        return members if len(members) > 1 and size in (None, len(members)) else []

    def latest(self, i: int, gender: str, before: Member | None) -> Member | None:
        """Return whom a description at token i means if nothing but nearness tells."""
        found, story = self.person(i, gender, before), self.words.story
        for one in self.recent(i, 12) if found else []:
            if found and one.member is found[0] and story[i] - story[one.token] < 4:
                return one.member
        return None

    def spoken_of(self, i: int, size: int) -> list[Member]:
        """Return the `size` people last spoken of before token i, outside quotations."""
        told = [t.member for t in self.recent(i) if self.words.quote[t.token] < 0]
        found = list(dict.fromkeys(told))[:size]
        return found if len(found) == size else []


def listed(members: list[Member]) -> str:
    """Return names as a list, in the order of the article: the same people, the same name."""
    return joined([m.name for m in sorted(members, key=lambda m: m.mentions[0].start)])


def joined(names: list[str]) -> str:
    """Return "A", "A and B" or "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
