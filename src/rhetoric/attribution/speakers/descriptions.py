"""Whom a description means: "the minister", "his party", "the institute", "the report"."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rhetoric.attribution import lexicon
from rhetoric.attribution.cast import Member
from rhetoric.attribution.cast.names import POSSESSIVES
from rhetoric.attribution.lexicon import broad, fold, gender_of, nations_in, roles_in
from rhetoric.attribution.speakers import groups, phrases
from rhetoric.attribution.speakers.discourse import (
    SUBJECTS,
    Context,
    DiscourseModel,
    Resolution,
    Trace,
    listed,
)
from rhetoric.attribution.speakers.phrases import Phrase
from rhetoric.words import word_set

PEERS = word_set("people.peers")
# Descriptions under which people speak who are not named.
ANONYMOUS = word_set("people.anonymous")
PARTISANS = frozenset(("republican", "democrat")) | lexicon.GENERIC
PERSONAL = lexicon.ROLES | lexicon.TITLES.keys() | lexicon.FEMALE | lexicon.MALE
COLLECTIVE = lexicon.BODIES.union(lexicon.PRESS_NOUNS, lexicon.COUNTRY_NOUNS, lexicon.KNOWN_AS)
DROPPED = word_set("function_words.dropped")
CABINETS = phrases.SIDES | {"administration", "cabinet"}
TOPICS = frozenset("on about against in to".split())  # what comes after is not the issuer
DEMONYMS = ("an", "er", "ese", "ish", "i", "ite", "crat")


def again(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "the aide", "the friends" to an unnamed source or a row of people before."""
    before, head = context.before, discourse.words.low[phrase.head]
    if not before or context.said or not phrase.definite:
        return None
    said = set(before.lower().split())
    if not phrase.plural and head in ANONYMOUS and said & ANONYMOUS and said & {"a", "an", "one"}:
        return Resolution(before, "nominal", False, 0.7)
    if discourse.words.low[phrase.start] != "the" or phrase.core < phrase.end:
        return None
    if groups.core_of(before)[-1:] == [head] and phrase.head - phrase.start < 3:
        known = all(w[0].isupper() for w in before.split())
        return Resolution(before, "nominal", known, 0.7)
    if phrase.plural and " and " in before and head in PEERS:
        return Resolution(before, "nominal", True, 0.5)
    return None


@dataclass(frozen=True, slots=True)
class Description:
    """What a noun phrase says of the person meant."""

    head: str
    said: list[str]
    roles: set[str]
    nations: set[str]
    gender: str
    owner: str | None  # whose spokesman it is; "" for somebody


def person(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve a definite description of one person by role, nation, words of titles, gender."""
    if not _personal(discourse, phrase):
        return None
    words, speaker = discourse.words, context.said
    head, said = words.low[phrase.head], words.low[phrase.start : phrase.core]
    gender = "f" if head in lexicon.FEMALE else "m" if head in lexicon.MALE else ""
    owner = _owner(discourse, phrase, context)
    wanted = Description(head, said, roles_in(said), nations_in(said), gender, owner)
    exclude = context.around if words.quote[phrase.start] >= 0 else None
    ranked = []
    keys = wanted.roles | wanted.nations | set(said) - DROPPED
    fitting = [m for key in keys for m in discourse.known.get(key, [])]
    for member in dict.fromkeys([*fitting, *([speaker] if speaker else [])]):
        fit = None if member is exclude or member.kind != "person" else _fit(wanted, member)
        alone = member is speaker and not wanted.roles - PARTISANS
        if fit is not None and (fit or alone):
            fit += 1.2 * (member is speaker) + _nearness(discourse, phrase.start, member)
            ranked.append((fit, member.name))
    if not ranked:
        return _nearest(discourse, phrase, wanted, speaker)
    ranked.sort(reverse=True)
    margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 1.5
    sure = round(min(0.95, 0.5 + 0.25 * margin), 2)
    return Resolution(ranked[0][1], "nominal", True, sure)


def _personal(discourse: DiscourseModel, phrase: Phrase) -> bool:
    """Tell whether a phrase is a definite description of one person."""
    words, head = discourse.words, discourse.words.low[phrase.head]
    definite = phrase.definite or phrase.owner is not None or _headline(discourse, phrase)
    body = head in lexicon.BODIES and head not in lexicon.ROLES
    if phrase.plural or phrase.indefinite or body or not definite:
        return False
    capital = words.text[phrase.head][0].isupper() and phrase.head > phrase.start
    return head in PERSONAL or (capital and head.endswith(DEMONYMS))


def _against(wanted: Description, member: Member) -> bool:
    """Tell whether gender or nation speaks against a person."""
    if not member.fits(wanted.gender):
        return True
    return bool(wanted.nations and member.nations and not wanted.nations & member.nations)


def _nearest(
    discourse: DiscourseModel, phrase: Phrase, wanted: Description, speaker: Member | None
) -> Resolution | None:
    """Take the person last spoken of for a description that fits nobody, if nothing is against."""
    vague = wanted.roles & ANONYMOUS or phrase.core < phrase.end or phrase.owner is not None
    if vague or wanted.said[0] != "the":
        return None
    member = discourse.latest(phrase.start, wanted.gender, speaker)
    if member is None or _against(wanted, member):
        return None
    return Resolution(member.name, "nominal", True, 0.35)


def _fit(wanted: Description, member: Member) -> float | None:
    """Return how well a person fits a description; None when something speaks against it."""
    if _against(wanted, member):
        return None
    value = 0.0
    specific = wanted.roles - lexicon.GENERIC
    if specific & member.roles:
        value += 3.5 if specific <= member.roles else 2.0
    elif specific & broad(member.roles):
        value += 2.5
    elif wanted.roles & broad(member.roles):
        value += 1.0
    value += bool(wanted.nations & member.nations)
    value += 0.7 * len((set(wanted.said) - DROPPED - {wanted.head}) & member.about)
    if wanted.owner is not None:
        if wanted.owner and wanted.owner in member.principals:
            value += 2.0
        elif wanted.owner == member.name or not specific & member.roles:
            return None
    return value


def _nearness(discourse: DiscourseModel, i: int, member: Member) -> float:
    """Return 0 for a person named just now, less for one named long ago or only later."""
    sentence = discourse.words.sentence
    place = bisect_right(member.mentions, i, key=lambda m: m.start)
    away = sentence[i] - sentence[member.mentions[max(0, place - 1)].start]
    return -0.1 * min(abs(away), 10) - (0 if place else 0.6)


def _owner(discourse: DiscourseModel, phrase: Phrase, context: Context) -> str | None:
    """Return the name of a person who possesses; "" where it is not known; None for no person."""
    owner, words = phrase.owner, discourse.words
    if owner is None:
        return None
    if words.tag[owner] != "PRP$":
        mention = discourse.cast.person_at(owner)
        return mention.member.name if mention else None
    gender = gender_of(words.low[owner])
    found = discourse.person(owner, gender, context.said) if gender else None
    return found[0].name if found else ""


def _headline(discourse: DiscourseModel, phrase: Phrase) -> bool:
    """Tell whether a bare noun may be definite: in a headline, or after a dash."""
    words = discourse.words
    first = words.line[phrase.start] <= words.line[0] + 2
    return words.pos[phrase.start] != "DET" and first and phrase.end - phrase.start < 5


def body(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "the institute", "the newspaper", "the group" to the body named before."""
    words, head = discourse.words, discourse.words.low[phrase.head]
    if not phrase.definite or phrase.owner is not None or phrase.plural or head not in COLLECTIVE:
        return None
    if phrase.core < phrase.end or phrase.head - phrase.start > 6:
        return None
    kinds = {head, *lexicon.KNOWN_AS.get(head, ())}
    kinds |= lexicon.PRESS if head in lexicon.PRESS_NOUNS else set()
    for mention in discourse.cast.back(phrase.start):
        member = mention.member
        if member.kind == "person":
            continue
        name = fold(member.name)
        place = head in lexicon.COUNTRY_NOUNS and member.kind == "place"
        country = place and lexicon.NATIONS.get(name) == lexicon.METONYMS.get(name, "")
        if country or kinds & {*member.words, name}:
            return Resolution(discourse.cast.actor(member), "nominal", True, 0.7)
    for k in range(phrase.start - 1, max(1, phrase.start - 600), -1):  # "Dunmore's campaign"
        if words.low[k] == head:
            owned = words.text[k - 1] in POSSESSIVES
            named = discourse.cast.person_at(k - 1 - owned)
            if named is not None:
                name = f"{named.member.name}'s {head}" if owned else words.slice(named.start, k + 1)
                return Resolution(name, "nominal", True, 0.6)
    said = context.said
    if said is not None and said.kind == "body" and head in ("group", "organization", "body"):
        return Resolution(said.name, "nominal", True, 0.5)
    return None


def follow(discourse: DiscourseModel) -> None:
    """Go through the article once and note where people are spoken of, in whatever words."""
    words, starts = discourse.words, {m.start: m for m in discourse.cast.mentions}
    for i, low in enumerate(words.low):
        mention = starts.get(i)
        if mention is not None and mention.member.kind == "person":
            discourse.traces.append(discourse.trace(mention))
        elif gender_of(low):
            found = discourse.person(i, gender_of(low), None)
            if found is not None:
                subject, own = words.dep[i] in SUBJECTS, words.dep[i] == "poss"
                discourse.traces.append(Trace(i, found[0], subject, own, False))
        elif low in lexicon.ROLES and words.dep[i] in SUBJECTS and i not in discourse.cast.at:
            member = _described(discourse, i)
            if member is not None:
                discourse.traces.append(Trace(i, member, True, False, False))


def _described(discourse: DiscourseModel, i: int) -> Member | None:
    """Return the person that a noun, the subject of a clause, describes ("the minister")."""
    start = discourse.words.left_edge(i)
    if discourse.words.low[start] != "the" or i - start > 4:
        return None
    phrase = phrases.read(discourse.cast, start, i + 1)
    found = person(discourse, phrase, discourse.context()) if phrase else None
    return discourse.by_name.get(found.name or "") if found else None


def writing(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve a report, a poll or a statement to whoever issued it."""
    words, owner, head = discourse.words, phrase.owner, discourse.words.low[phrase.head]
    if head not in lexicon.WRITINGS and (owner is None or head not in lexicon.SAYINGS):
        return None
    if owner is not None and words.tag[owner] == "PRP$":
        found = groups.whose(discourse, owner, context)
        if found.name:
            return Resolution(found.name, "nominal", found.named, 0.7)
    mentions = discourse.cast.within(phrase.start, phrase.end)
    members = [m.member for m in mentions if words.low[m.start - 1] not in TOPICS]
    people = list(dict.fromkeys(m for m in members if m.kind == "person"))
    bodies = [m for m in members if m.kind == "body"]
    if people and (owner is not None or not bodies):
        return Resolution(listed(people), "name", True, 0.75)
    if bodies:
        return Resolution(discourse.cast.actor(bodies[0]), "name", True, 0.8)
    name = None if members else _unseen(discourse, phrase) or _behind(discourse, phrase)
    if name:
        return Resolution(name, "name", True, 0.6)
    said = context.said
    if phrase.definite and said is not None and said.kind == "body":
        return Resolution(said.name, "nominal", True, 0.5)
    return None


def _behind(discourse: DiscourseModel, phrase: Phrase) -> str | None:
    """Return the body behind a mention that was cut short: "A report | by the Institute"."""
    words, at = discourse.words, discourse.cast.at
    for k in range(phrase.end, min(phrase.end + 14, len(words) - 3)):
        if words.text[k] in phrases.STOPS or words.tag[k] in ("VBZ", "VBP", "MD"):
            return None
        mention = at.get(k + 1) or at.get(k + 2)
        if words.low[k] in ("by", "from") and mention and mention.member.kind == "body":
            return discourse.cast.actor(mention.member)
    return None


def _unseen(discourse: DiscourseModel, phrase: Phrase) -> str | None:
    """Return the capitalised words before a poll or report that the tagger of names passed over."""
    words, k = discourse.words, phrase.start
    while k < phrase.head and not (
        words.text[k][0].isupper()
        and (k > phrase.start or words.pos[k] == "PROPN")
        and words.pos[k] not in ("DET", "PRON")
        and words.low[k] not in lexicon.DAYS
        and words.low[k] not in lexicon.NATIONS
    ):
        k += 1
    first = k
    while k < phrase.head and words.text[k][0].isupper():
        k += 1
    return words.slice(first, k) if k > first else None
