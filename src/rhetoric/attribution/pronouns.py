"""Who a pronoun means: number, gender, recency, subjects before others, the speaker before.

The preferences are those of Lappin & Leass (1994) and of centering (Grosz, Joshi & Weinstein 1995),
as a sum of a few weights.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import log

from rhetoric.attribution.cast import Cast, Member, Mention
from rhetoric.attribution.facts import HE, SHE, possessed
from rhetoric.attribution.roles import ROLES
from rhetoric.words import word_set

FIRST = word_set("function_words.first_person")
THEY = frozenset("they them their theirs themselves".split())
IT = frozenset("it its itself".split())
RELATIVE = frozenset("who whom whose which that".split())
PAIR = frozenset("both neither either".split())
SUBJECTS = frozenset(("nsubj", "nsubjpass"))
OPENERS = word_set("function_words.openers")
SPOKE = 1.4  # for the one who spoke before
SPOKE_BUT = 0.4  # … when somebody else has been named in the sentence since
WINDOW = 40  # entries looked back on


@dataclass(slots=True)
class Trace:
    """A place where a person is spoken of, by name or by pronoun."""

    token: int
    member: Member
    subject: bool
    possessive: bool
    named: bool


class Pronouns:
    """The people spoken of, in order, so that a pronoun finds its antecedent."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.words = cast.words
        self.count = {id(m): len(m.mentions) for m in cast.members}
        self.traces: list[Trace] = []

    def follow(self, described: Callable[[int], Member | None]) -> None:
        """Go through the article once; `described` says whom a noun such as "minister" means."""
        starts = {m.start: m for m in self.cast.mentions if m.member.kind == "person"}
        for i, low in enumerate(self.words.low):
            if i in starts:
                self.traces.append(self._trace(i, starts[i]))
            elif low in HE or low in SHE:
                found = self.person(i, gender_of(low))
                if found is not None:
                    subject = self.words.dep[i] in SUBJECTS
                    own = self.words.dep[i] == "poss"
                    self.traces.append(Trace(i, found[0], subject, own, False))
            elif low in ROLES and self.words.dep[i] in SUBJECTS and i not in self.cast.at:
                member = described(i)
                if member is not None:
                    self.traces.append(Trace(i, member, True, False, False))

    def _trace(self, i: int, mention: Mention) -> Trace:
        words, head = self.words, mention.end - 1
        for k in range(mention.start, mention.end):
            if not mention.start <= words.head[k] < mention.end:
                head = k
        subject = words.dep[head] in SUBJECTS
        if words.dep[head] in ("appos", "conj"):
            subject = words.dep[words.head[head]] in SUBJECTS
        return Trace(i, mention.member, subject, possessed(self.cast, mention), True)

    def person(
        self,
        i: int,
        gender: str,
        *,
        before: Member | None = None,
        exclude: Member | None = None,
    ) -> tuple[Member, float] | None:
        """Return the person that the pronoun at token i means, and how sure that is (0–1)."""
        ahead = self._announced(i, gender)
        if ahead is not None and ahead is not exclude:
            return ahead, 0.7
        best: dict[int, tuple[float, Member]] = {}
        place = bisect_left(self.traces, i, key=lambda t: t.token)
        recent = self.traces[max(0, place - WINDOW) : place]
        rival = any(
            self.words.sentence[t.token] == self.words.sentence[i]
            and t.member is not before
            and t.member.gender in ("", gender)
            and self.words.quote[t.token] == self.words.quote[i]
            for t in recent[-4:]
        )
        bonus = SPOKE_BUT if rival else SPOKE
        for trace in reversed(recent):
            member = trace.member
            if member is exclude or (gender and member.gender and member.gender != gender):
                continue
            value = self._weigh(i, trace, gender, bonus * (member is before))
            known = best.get(id(member))
            if known is None or value > known[0]:
                best[id(member)] = (value, member)
        if not best:
            return self._ahead(i, gender, exclude)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])
        margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 2.0
        return ranked[0][1], round(min(0.95, 0.55 + 0.2 * margin), 2)

    def _weigh(self, i: int, trace: Trace, gender: str, spoke: float) -> float:
        words, member, at = self.words, trace.member, trace.token
        away = words.sentence[i] - words.sentence[at]
        if words.quote[i] < 0 and words.quote[at] < 0:
            away = words.story[i] - words.story[at]
        value: float = -1.0 * min(away, 6) + 0.15 * log(1 + self.count[id(member)])
        value += 0.8 * trace.subject - 0.3 * trace.possessive
        value += 0.4 * (words.line[i] == words.line[at])
        value += 0.8 * bool(gender and member.gender == gender)
        value += spoke
        value -= 0.6 * (not member.plain)
        if words.quote[i] != words.quote[at]:
            value -= (1.2 if trace.named else 2.0) if words.quote[at] >= 0 else 0.3
        return value

    def _announced(self, i: int, gender: str) -> Member | None:
        """Return the subject that an opening clause announces: "As he left, X said"."""
        words, k = self.words, i
        while k > 0 and words.sentence[k - 1] == words.sentence[i] and i - k < 4:
            k -= 1
        if i == k or words.low[k] not in OPENERS or words.quote[i] >= 0:
            return None
        comma = False
        for j in range(i + 1, min(i + 40, len(words))):
            if words.sentence[j] != words.sentence[i] or words.quote[j] >= 0:
                return None
            comma = comma or words.text[j] == ","
            mention = self.cast.at.get(j)
            if mention is not None and mention.member.kind == "person":
                trace = self._trace(mention.start, mention)
                fits = trace.member.gender in ("", gender)
                return trace.member if comma and trace.subject and fits else None
        return None

    def _ahead(self, i: int, gender: str, exclude: Member | None) -> tuple[Member, float] | None:
        """Return the first person named after the pronoun: in its sentence, or under a headline."""
        sentence, line = self.words.sentence, self.words.line
        end = line.index(1) if line[i] == 0 < line[-1] else 0  # of a first line
        headline = end > 1 and (self.words.titled[i] or self.words.text[end - 2] != ".")
        for mention in self.cast.ahead(i):
            if sentence[mention.start] != sentence[i] and not headline:
                return None
            member = mention.member
            fits = member.kind == "person" and (not gender or member.gender in ("", gender))
            if fits and member is not exclude:
                return member, 0.45
        return None

    def lists(self, i: int, size: int | None) -> list[Member]:
        """Return the people last named in a row before token i ("A, B and C"), `size` of them."""
        row: list[Mention] = []
        for mention in self.cast.back(i):
            if mention.member.kind != "person":
                continue
            if row and not self.cast.joined(mention, row[-1]):
                if len(row) > 1 and (size is None or len(row) == size):
                    break
                row = []
            row.append(mention)
            if self.words.sentence[i] - self.words.sentence[mention.start] > 30:
                break
        members = list(dict.fromkeys(m.member for m in reversed(row)))
        if len(members) > 1 and (size is None or len(members) == size):
            return members
        return []

    def latest(self, i: int, gender: str, before: Member | None) -> Member | None:
        """Return whom a description at token i means if nothing but nearness tells."""
        found = self.person(i, gender, before=before)
        if found is None:
            return None
        story = self.words.story
        place = bisect_left(self.traces, i, key=lambda t: t.token)
        for trace in reversed(self.traces[max(0, place - 12) : place]):
            if trace.member is found[0] and story[i] - story[trace.token] < 4:
                return trace.member
        return None

    def recent(self, i: int, size: int) -> list[Member]:
        """Return the `size` people last spoken of before token i, outside quotations."""
        found: list[Member] = []
        place = bisect_left(self.traces, i, key=lambda t: t.token)
        for trace in reversed(self.traces[max(0, place - WINDOW) : place]):
            if trace.member not in found and self.words.quote[trace.token] < 0:
                found.append(trace.member)
            if len(found) == size:
                return found
        return []


def gender_of(pronoun: str) -> str:
    """Return "f" or "m" for she and he."""
    return "f" if pronoun in SHE else "m" if pronoun in HE else ""
