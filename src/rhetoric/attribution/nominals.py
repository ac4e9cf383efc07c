"""Whom a description means: "the minister", "his spokesman", "both candidates", "officials"."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rhetoric.attribution import groups
from rhetoric.attribution.cast import Member, Mention
from rhetoric.attribution.facts import broad, nations_in, roles_in
from rhetoric.attribution.metonyms import METONYMS, NATIONS
from rhetoric.attribution.phrases import Phrase
from rhetoric.attribution.pronouns import gender_of
from rhetoric.attribution.resolution import Resolution
from rhetoric.attribution.roles import (
    BODIES,
    COUNTRY_NOUNS,
    FEMALE,
    GENERIC,
    KNOWN_AS,
    MALE,
    PRESS,
    PRESS_NOUNS,
    ROLES,
    TITLES,
)
from rhetoric.attribution.words import fold
from rhetoric.words import word_set

if TYPE_CHECKING:
    from rhetoric.attribution.speakers import Speakers

PEERS = word_set("people.peers")
# Descriptions under which people speak who are not named.
ANONYMOUS = word_set("people.anonymous")
PARTISANS = frozenset(("republican", "democrat")) | GENERIC
DROPPED = word_set("function_words.dropped")


def resolve(
    speakers: Speakers, phrase: Phrase, outer: str | None, before: str | None
) -> Resolution:
    """Return whom a description means; a group or an unnamed source keeps its words."""
    return (
        groups.several(speakers, phrase)
        or _unnamed_again(speakers, phrase, before)
        or person(speakers, phrase, outer, before)
        or _body(speakers, phrase, before)
        or _again(speakers, phrase, before)
        or groups.kept(speakers, phrase)
    )


def _unnamed_again(speakers: Speakers, phrase: Phrase, before: str | None) -> Resolution | None:
    """Resolve "the aide" to the "White House official" who spoke before and was not named."""
    words = speakers.words
    if not before or before in speakers.by_name or phrase.plural or not phrase.definite:
        return None
    said = set(before.lower().split())
    if words.low[phrase.head] in ANONYMOUS and said & ANONYMOUS and said & {"a", "an", "one"}:
        return Resolution(before, "nominal", False, 0.7, "the unnamed source before")
    return None


def _again(speakers: Speakers, phrase: Phrase, before: str | None) -> Resolution | None:
    """Resolve "the official", "the friends" to an unnamed source or a row of people before."""
    words = speakers.words
    if not before or words.low[phrase.start] != "the" or before in speakers.by_name:
        return None
    head = words.low[phrase.head]
    if (
        phrase.core == phrase.end
        and head == groups.turns_on(before)
        and phrase.head - phrase.start < 3
    ):
        known = all(w[0].isupper() for w in before.split())
        return Resolution(before, "nominal", known, 0.7, "the source before")
    if phrase.core == phrase.end and phrase.plural and " and " in before and head in PEERS:
        return Resolution(before, "nominal", True, 0.5, "the people who spoke before")
    return None


@dataclass(frozen=True, slots=True)
class Description:
    """What a noun phrase says of the person meant."""

    phrase: Phrase
    head: str
    said: list[str]
    roles: set[str]
    nations: set[str]
    gender: str
    owner: str | None  # whose spokesman it is; "" for somebody


def person(
    speakers: Speakers, phrase: Phrase, outer: str | None, before: str | None
) -> Resolution | None:
    """Resolve a definite description of one person by role, nation, words of titles, gender."""
    words = speakers.words
    head = words.low[phrase.head]
    if phrase.plural or phrase.indefinite:
        return None
    if not (phrase.definite or _headline(speakers, phrase)) and phrase.owner is None:
        return None
    capital = words.text[phrase.head][0].isupper() and phrase.head > phrase.start
    described = head in ROLES | TITLES.keys() | FEMALE | MALE or (capital and _demonym(head))
    free = words.pos[phrase.start - 1] != "ADP" if phrase.start else True
    personal = described or (free and words.low[phrase.core : phrase.core + 1] == ["who"])
    if not personal or (head in BODIES and head not in ROLES):
        return None
    said = words.low[phrase.start : phrase.core]
    gender = "f" if head in FEMALE else "m" if head in MALE else ""
    owner = _owner(speakers, phrase, before)
    wanted = Description(phrase, head, said, roles_in(said), nations_in(said), gender, owner)
    speaker = speakers.by_name.get(before or "")
    exclude = speakers.by_name.get(outer or "") if words.quote[phrase.start] >= 0 else None
    ranked = []
    keys = wanted.roles | wanted.nations | set(said) - DROPPED | {head[:4]}
    fitting = [m for key in keys for m in speakers.known.get(key, [])]
    for member in dict.fromkeys([*fitting, *([speaker] if speaker else [])]):
        fit = None if member is exclude or member.kind != "person" else _fit(wanted, member)
        alone = member is speaker and not wanted.roles - PARTISANS
        if fit is not None and (fit or alone):
            fit += 1.2 * (member is speaker) + _nearness(speakers, phrase.start, member)
            ranked.append((fit, member.name))
    if not ranked:
        return _nearest(speakers, wanted, speaker)
    ranked.sort(reverse=True)
    margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 1.5
    sure = round(min(0.95, 0.5 + 0.25 * margin), 2)
    return Resolution(ranked[0][1], "nominal", True, sure, f"{head!r}: role, nation, nearness")


def index(people: list[Member]) -> dict[str, list[Member]]:
    """Return the people by role, nation and word of their titles."""
    known: dict[str, list[Member]] = {}
    for member in people:
        stems = {word[:4] for word in member.about if len(word) > 3}
        for key in broad(member.roles) | member.nations | member.about | stems:
            known.setdefault(key, []).append(member)
    return known


def _against(wanted: Description, member: Member) -> bool:
    """Tell whether gender or nation speaks against a person."""
    if wanted.gender and member.gender and wanted.gender != member.gender:
        return True
    return bool(wanted.nations and member.nations and not wanted.nations & member.nations)


def _nearest(speakers: Speakers, wanted: Description, speaker: Member | None) -> Resolution | None:
    """Take the person last spoken of for a description that fits nobody, if nothing is against."""
    phrase = wanted.phrase
    vague = wanted.roles & ANONYMOUS or phrase.core < phrase.end or phrase.owner is not None
    if vague or wanted.said[0] != "the":
        return None
    member = speakers.pronouns.latest(phrase.start, wanted.gender, speaker)
    if member is None or _against(wanted, member):
        return None
    return Resolution(
        member.name, "nominal", True, 0.35, "the person last spoken of; nothing against"
    )


def _fit(wanted: Description, member: Member) -> float | None:
    """Return how well a person fits a description; None when something speaks against it."""
    if _against(wanted, member):
        return None
    value = 0.0
    specific = wanted.roles - GENERIC
    if specific & member.roles:
        value += 3.5 if specific <= member.roles else 2.0
    elif specific & broad(member.roles):
        value += 2.5
    elif wanted.roles & broad(member.roles):
        value += 1.0
    value += bool(wanted.nations & member.nations)
    value += 0.7 * len((set(wanted.said) - DROPPED - {wanted.head}) & member.about)
    if wanted.head not in ROLES and any(_akin(wanted.head, other) for other in member.about):
        value += 1.5
    if wanted.owner is not None:
        if wanted.owner and wanted.owner in member.principals:
            value += 2.0
        elif wanted.owner == member.name or not specific & member.roles:
            return None
    return value


def _nearness(speakers: Speakers, i: int, member: Member) -> float:
    """Return 0 for a person named just now, less for one named long ago or only later."""
    words = speakers.words
    here = words.sentence[i]
    place = bisect_right(member.mentions, i, key=lambda m: m.start)
    if place:
        return -0.1 * min(here - words.sentence[member.mentions[place - 1].start], 10)
    return -0.6 - 0.1 * min(words.sentence[member.mentions[0].start] - here, 10)


def _owner(speakers: Speakers, phrase: Phrase, before: str | None) -> str | None:
    """Return the name of a person who possesses; "" where it is not known; None for no person."""
    owner, words = phrase.owner, speakers.words
    if isinstance(owner, Mention):
        return owner.member.name if owner.member.kind == "person" else None
    if owner is None or words.tag[owner] != "PRP$":
        return None
    gender = gender_of(words.low[owner])
    if not gender:
        return ""
    found = speakers.pronouns.person(owner, gender, before=speakers.by_name.get(before or ""))
    return found[0].name if found else ""


def _headline(speakers: Speakers, phrase: Phrase) -> bool:
    """Tell whether a bare noun may be definite: in a headline, or after a dash."""
    words = speakers.words
    bare = words.pos[phrase.start] != "DET" and not phrase.indefinite
    first = words.line[phrase.start] <= words.line[0] + 2
    return bare and first and len(words.low[phrase.start : phrase.end]) < 5


def _demonym(word: str) -> bool:
    return word.endswith(("an", "er", "ese", "ish", "i", "ite", "crat"))


def _akin(word: str, other: str) -> bool:
    return len(other) > 3 and word[:4] == other[:4]


def _body(speakers: Speakers, phrase: Phrase, before: str | None) -> Resolution | None:
    """Resolve "the institute", "the newspaper", "the group" to the body named before."""
    words = speakers.words
    head = words.low[phrase.head]
    if not phrase.definite or phrase.owner is not None or phrase.plural:
        return None
    if head not in BODIES | PRESS_NOUNS | COUNTRY_NOUNS | KNOWN_AS.keys():
        return None
    if phrase.core < phrase.end or phrase.head - phrase.start > 6:
        return None
    kinds = {head, *(PRESS if head in PRESS_NOUNS else ()), *KNOWN_AS.get(head, ())}
    for mention in speakers.cast.back(phrase.start):
        if mention.member.kind == "person":
            continue
        member, country = mention.member, head in COUNTRY_NOUNS and mention.member.kind == "place"
        if kinds & {*member.words, fold(member.name)} or (country and _is_country(member)):
            name = speakers.actor(mention.member)
            return Resolution(name, "nominal", True, 0.7, f"the {head} named before")
    for k in range(phrase.start - 1, max(0, phrase.start - 600), -1):  # "the Dunmore campaign"
        if words.low[k] == head and k > 1:
            named = speakers.cast.at.get(k - 1) or speakers.cast.at.get(k - 2)
            if named is not None and named.member.kind == "person" and named.end >= k - 1:
                name = words.slice(named.start, k + 1)
                return Resolution(name, "nominal", True, 0.6, f"the {head} named before")
    said = speakers.by_name.get(before or "")
    if said is not None and said.kind == "body" and head in ("group", "organization", "body"):
        return Resolution(said.name, "nominal", True, 0.5, "the body that spoke before")
    return None


def _is_country(member: Member) -> bool:
    return NATIONS.get(fold(member.name)) == METONYMS.get(fold(member.name), "")


def title_roles(speakers: Speakers, start: int) -> set[str]:
    """Return the roles in the title that stands right before token `start`."""
    words, i = speakers.words, start
    while i and words.title(i - 1) and start - i < 6:
        i -= 1
    return roles_in(words.low[i:start])
