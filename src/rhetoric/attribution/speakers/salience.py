"""Who is spoken of near a token: number, gender, recency, subjects before others, who spoke before.

The preferences are those of Lappin & Leass (1994) and of centering (Grosz, Joshi & Weinstein 1995),
as a sum of a few weights.
"""

from __future__ import annotations

from bisect import bisect_left
from math import log

from rhetoric.attribution.cast.members import Member, Mention
from rhetoric.attribution.speakers.discourse import DiscourseModel, Trace

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
SPOKE = 1.4  # for the one who spoke before
SPOKE_BUT = 0.4  # … when somebody else has been named in the sentence since
WINDOW = 40  # entries looked back on
Sure = tuple[Member, float]  # a person, and how sure that is (0–1)


def trace(discourse: DiscourseModel, mention: Mention) -> Trace:
    """Return a name as a place where a person is spoken of."""
    words, head = discourse.words, mention.end - 1
    for k in range(mention.start, mention.end):
        if not mention.start <= words.head[k] < mention.end:
            head = k
    if words.dep[head] in ("appos", "conj"):
        head = words.head[head]
    subject = words.dep[head] in SUBJECTS
    return Trace(mention.start, mention.member, subject, words.possessed(mention.end), True)


def recent(discourse: DiscourseModel, i: int, most: int = WINDOW) -> list[Trace]:
    """Return the last places before token i where people are spoken of, the nearest first."""
    place = bisect_left(discourse.traces, i, key=lambda t: t.token)
    return discourse.traces[max(0, place - most) : place][::-1]


def person(
    discourse: DiscourseModel,
    i: int,
    gender: str,
    before: Member | None,
    exclude: Member | None = None,
) -> Sure | None:
    """Return the person that the pronoun at token i means."""
    words, near = discourse.words, recent(discourse, i)
    rival = any(
        words.sentence[t.token] == words.sentence[i]
        and t.member is not before
        and fits(t.member, gender)
        and words.quote[t.token] == words.quote[i]
        for t in near[:4]
    )
    best: dict[Member, float] = {}
    for one in near:
        member = one.member
        if member is exclude or (gender and not fits(member, gender)):
            continue
        value = _weigh(discourse, i, one, gender)
        value += (SPOKE_BUT if rival else SPOKE) * (member is before)
        best[member] = max(value, best.get(member, value))
    if not best:
        return _ahead(discourse, i, gender, exclude)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 2.0
    return ranked[0][0], round(min(0.95, 0.55 + 0.2 * margin), 2)


def fits(member: Member, gender: str) -> bool:
    """Tell whether a person's gender may be that of a pronoun."""
    return member.gender in ("", gender)


def _weigh(discourse: DiscourseModel, i: int, one: Trace, gender: str) -> float:
    words, member, at = discourse.words, one.member, one.token
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


def _ahead(discourse: DiscourseModel, i: int, gender: str, exclude: Member | None) -> Sure | None:
    """Return the first person named after the pronoun: in its sentence, or under a headline."""
    sentence, line = discourse.words.sentence, discourse.words.line
    end = line.index(1) if line[i] == 0 < line[-1] else 0  # of a first line
    headline = end > 1 and (discourse.words.titled[i] or discourse.words.text[end - 2] != ".")
    for mention in discourse.cast.ahead(i):
        if sentence[mention.start] != sentence[i] and not headline:
            return None
        member = mention.member
        fit = member.kind == "person" and (not gender or fits(member, gender))
        if fit and member is not exclude:
            return member, 0.45
    return None


def row(discourse: DiscourseModel, i: int, size: int | None = None) -> list[Member]:
    """Return the people last named in a row before token i ("A, B and C"), `size` of them."""
    found: list[Mention] = []
    for mention in discourse.cast.back(i):
        if mention.member.kind != "person":
            continue
        if found and not discourse.cast.joined(mention, found[-1]):
            if len(found) > 1 and size in (None, len(found)):
                break
            found = []
        found.append(mention)
    members = list(dict.fromkeys(m.member for m in reversed(found)))
    return members if len(members) > 1 and size in (None, len(members)) else []


def latest(discourse: DiscourseModel, i: int, gender: str, before: Member | None) -> Member | None:
    """Return whom a description at token i means if nothing but nearness tells."""
    found, story = person(discourse, i, gender, before), discourse.words.story
    for one in recent(discourse, i, 12) if found else []:
        if found and one.member is found[0] and story[i] - story[one.token] < 4:
            return one.member
    return None


def spoken_of(discourse: DiscourseModel, i: int, size: int) -> list[Member]:
    """Return the `size` people last spoken of before token i, outside quotations."""
    told = [t.member for t in recent(discourse, i) if discourse.words.quote[t.token] < 0]
    found = list(dict.fromkeys(told))[:size]
    return found if len(found) == size else []
