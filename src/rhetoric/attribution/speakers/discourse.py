"""What is known of an article when it is asked who speaks: its people, and where each is spoken of.

Titles, appositions, copulas and pronouns tell roles, nations, principals and gender. Nearness is
number, gender, recency, subjects before others, and who spoke before: the preferences of Lappin &
Leass (1994) and of centering (Grosz, Joshi & Weinstein 1995), as a sum of weights.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from math import log

from rhetoric.attribution import lexicon
from rhetoric.attribution.cast import Cast, Member, Mention
from rhetoric.attribution.cast.names import Tokens
from rhetoric.attribution.lexicon import author, broad, gender_of, nations_in, roles_in
from rhetoric.reading.documents import Document

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
SPOKE = 1.4  # for the one who spoke before
SPOKE_BUT = 0.4  # … when somebody else has been named in the sentence since
WINDOW = 40  # entries looked back on
REACH = 10  # tokens of a title before a name
ASIDE = 24  # tokens of an apposition behind it
LINKS = frozenset("of to for in at on".split())
STOPS = frozenset((",", ";", ".", '"', "”", "“", ")", "(", ":"))
SAID = frozenset(("NOUN", "PROPN", "ADJ", "ADP", "CCONJ", "NUM"))
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
            if member is exclude or not member.fits(gender):
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
        ahead = self.cast.ahead(i)
        near = takewhile(lambda m: headline or sentence[m.start] == sentence[i], ahead)
        people = (m.member for m in near if m.member.kind == "person" and m.member.fits(gender))
        return next(((member, 0.45) for member in people if member is not exclude), None)

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
        near = (t.member for t in self.recent(i, 12) if story[i] - story[t.token] < 4)
        return found[0] if found and found[0] in near else None

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


def describe(cast: Cast) -> None:
    """Add to each person of the cast what titles, appositions, copulas and pronouns say."""
    people = [m for m in cast.mentions if m.member.kind == "person"]
    for mention in people:
        _before(cast, mention)
        _behind(cast, mention)
    _delayed(cast)
    _genders(cast.words, people)


def _delayed(cast: Cast) -> None:
    """Give the unnamed role of the lead to who is named next: "the mediator said. … A. B. told"."""
    words = cast.words
    free = lexicon.SPECIFIC - broad(set().union(*(m.roles for m in cast.members)))
    for i, low in enumerate(words.low):
        if low not in free or words.dep[i] != "nsubj":
            continue
        first = words.left_edge(i)
        if words.low[first] != "the" or words.titled[i] or i in cast.at:
            continue
        named = next((m for m in cast.ahead(i) if m.member.kind == "person"), None)
        if named is not None and _bare(words, named):
            near = words.story[named.start] - words.story[i] < 3
            if near and named.member.mentions[0] is named:
                _learn(named.member, words.low[first + 1 : i + 1])
        return


def _bare(words: Tokens, mention: Mention) -> bool:
    """Tell whether a full name is a subject without title or apposition."""
    end = mention.end
    alone = not words.title(mention.start - 1) and words.text[end : end + 1] != [","]
    return alone and end - mention.start > 1 and words.dep[end - 1] == "nsubj"


def _learn(member: Member, said: list[str]) -> None:
    """Add to a person what a title or an apposition says."""
    roles = roles_in(said)
    if roles:
        roles |= {role for words, role in lexicon.IMPLIED.items() if words <= set(said)}
    member.roles |= roles
    member.about.update(said)
    member.nations |= nations_in(said)
    plain = {word.rstrip(".") for word in said}
    words = {word for word in plain if not gender_of(word)} - lexicon.KIN  # "her counterpart, X"
    member.female += 5 * len(words & lexicon.FEMALE)
    member.male += 5 * len(words & lexicon.MALE)


def _before(cast: Cast, mention: Mention) -> None:
    """Read the title before a name, and a noun phrase to which the name is in apposition."""
    words, member = cast.words, mention.member
    mention.title = _leftward(cast, member, mention.start - 1)
    _learn(member, mention.title)
    i = mention.start - 1 - len(mention.title)
    cast.titles.update(range(i + 1, mention.start))
    closed = words.text[mention.end : mention.end + 1] in ([","], ["—"], ["–"], [")"])
    if i > 1 and words.text[i] == "," and closed:
        said = _leftward(cast, member, i - 1)
        if roles_in(said[-1:]):
            _learn(member, said)


def _leftward(cast: Cast, member: Member, last: int) -> list[str]:
    """Return the words of a title that ends at token `last`, in order."""
    words, said = cast.words, list[str]()
    for i in range(last, max(-1, last - REACH), -1):
        if person := cast.person_at(i):
            member.principals.add(person.member.name)
            break
        low, noun = words.low[i], words.pos[i] in ("NOUN", "PROPN", "ADJ") or words.title(i)
        link = i > 0 and low in LINKS and words.low[i - 1].split("-")[-1] in lexicon.ROLES
        link = link and not lexicon.OFFICES & set(said)  # "spokesman for President X" is not X
        if "\n" in words.text[i] or not (noun or link):
            break
        said.insert(0, low)
    return said


def _behind(cast: Cast, mention: Mention) -> None:
    """Read ", the committee's chairman," and "is the minister" behind a name."""
    words, i = cast.words, mention.end
    after = words.low[i : i + 1]
    copula = after in (["is"], ["was"], ["became"], ["remains"])
    if after not in ([","], ["—"], ["–"]) and not copula:
        return
    said = _aside(cast, i + 1, mention.member)
    if roles_in(said) - lexicon.KIN or (copula and said and said[0] in lexicon.NATIONS):
        _learn(mention.member, said)


def _aside(cast: Cast, i: int, member: Member) -> list[str]:
    """Return the words of a noun phrase that starts at token i and tells a role."""
    words, said = cast.words, list[str]()
    for k in range(i, min(i + ASIDE, len(words))):
        text, pos = words.text[k], words.pos[k]
        if mention := cast.person_at(k):
            if mention.member is member or words.text[mention.end : mention.end + 1] == [","]:
                break
            continue
        if (pos in ("VERB", "AUX", "SCONJ") and text.islower()) or "\n" in text or text in STOPS:
            break
        if pos in SAID or words.title(k):
            said.append(words.low[k])
    return said


def _genders(words: Tokens, people: list[Mention]) -> None:
    """Let he and she vote for the only person that a sentence names before them."""
    votes = defaultdict[Member, float](float)
    named = defaultdict[int, list[Mention]](list)
    for mention in people:
        named[words.sentence[mention.start]].append(mention)
    for i, low in enumerate(words.low):
        if not gender_of(low):
            continue
        sentence, weight = words.sentence[i], 1.0
        here = [m for m in named[sentence] if m.start < i]
        if not any(words.quote[m.start] == words.quote[i] for m in here):
            last, weight = named[sentence - 1], 0.4
            near = last and words.line[i] == words.line[last[0].start]
            here = last if near and words.dep[i] in ("nsubj", "poss") else []
        before = {m.member for m in here if words.quote[m.start] == words.quote[i]}
        if len(before) == 1:
            votes[before.pop()] += weight if low in lexicon.SHE else -weight
    for member, vote in votes.items():  # a title or a given name is worth more
        member.female += min(3.0, max(vote, 0))
        member.male += min(3.0, max(-vote, 0))
