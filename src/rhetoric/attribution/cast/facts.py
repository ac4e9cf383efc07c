"""What the article says of the people it names: roles, nationality, whom they work for, gender."""

from __future__ import annotations

from collections import defaultdict

from rhetoric.attribution.cast.countries import NATIONS, nations_in
from rhetoric.attribution.cast.lexicon import (
    FEMALE,
    GENERIC,
    HE,
    IMPLIED,
    KIN,
    MALE,
    OFFICES,
    ROLES,
    SHE,
    broad,
    roles_in,
)
from rhetoric.attribution.cast.members import Cast, Member, Mention
from rhetoric.attribution.cast.words import HYPHENS, Words
from rhetoric.words import word_table

REACH = 10  # tokens of a title before a name
ASIDE = 24  # tokens of an apposition behind it
PARTIES = word_table("people.parties")
LINKS = frozenset("of to for in at on".split())


def describe(cast: Cast) -> None:
    """Add to each person of the cast what titles, appositions, copulas and pronouns say."""
    for mention in cast.mentions:
        if mention.member.kind == "person":
            _before(cast, mention)
            _behind(cast, mention)
    _delayed(cast)
    _genders(cast)


def _delayed(cast: Cast) -> None:
    """Give the unnamed role of the lead to who is named next: "the mediator said. … A. B. told"."""
    words = cast.words
    held = broad(set().union(*(m.roles for m in cast.members)))
    free = ROLES - KIN - GENERIC - held
    for i, low in enumerate(words.low):
        if low not in free or words.dep[i] != "nsubj":
            continue
        first = i
        while first > 0 and words.pos[first - 1] in ("ADJ", "NOUN", "PROPN"):
            first -= 1
        if words.low[first - 1 : first] != ["the"] or words.titled[i] or i in cast.at:
            continue
        named = next((m for m in cast.ahead(i) if m.member.kind == "person"), None)
        if named is not None and _bare(cast, named):
            near = words.story[named.start] - words.story[i] < 3
            if near and named.member.mentions[0] is named:
                _learn(named.member, words.low[first : i + 1])
        return


def _bare(cast: Cast, mention: Mention) -> bool:
    """Tell whether a full name is a subject without title or apposition."""
    words, end = cast.words, mention.end
    alone = not words.title(mention.start - 1) and words.text[end : end + 1] != [","]
    return alone and end - mention.start > 1 and words.dep[end - 1] == "nsubj"


def _learn(member: Member, said: list[str]) -> None:
    roles = roles_in(said)
    member.roles |= roles
    member.about.update(said)
    if roles:
        member.roles |= {role for words, role in IMPLIED.items() if words <= set(said)}
    for country in nations_in(said):
        member.nations.add(country)
    for word in (w.rstrip(".") for w in said if w not in SHE | HE):  # "her counterpart, X"
        if word in FEMALE and word not in KIN:
            member.female += 5
        elif word in MALE and word not in KIN:
            member.male += 5


def _before(cast: Cast, mention: Mention) -> None:
    """Read the title before a name, and a noun phrase to which the name is in apposition."""
    words, i = cast.words, mention.start - 1
    said = _leftward(cast, mention.member, i)
    if said:
        _learn(mention.member, said)
        i -= len(said)
    after = mention.end
    closed = after < len(words) and words.text[after] in (",", "—", "–", ")")
    if i > 1 and words.text[i] == "," and closed:
        said = _leftward(cast, mention.member, i - 1)
        if said and roles_in(said[-1:]):
            _learn(mention.member, said)


def _leftward(cast: Cast, member: Member, i: int) -> list[str]:
    """Return the words of a title that ends at token i, in order."""
    words = cast.words
    said: list[str] = []
    stop = max(-1, i - REACH)
    while i > stop:
        low, pos = words.low[i], words.pos[i]
        if i in cast.at and cast.at[i].member.kind == "person":
            member.principals.add(cast.at[i].member.name)
            break
        noun = pos in ("NOUN", "PROPN", "ADJ") or words.title(i)
        j = i - 1 if low == "the" else i  # "representative to the"
        link = not OFFICES & set(said)  # "spokesman for President X": X is no spokesman
        link = link and j > 0 and words.low[j] in LINKS and words.low[j - 1].split("-")[-1] in ROLES
        if words.text[i] in HYPHENS and words.tight[i]:
            said.append(low)
        elif "\n" in words.text[i] or not (noun or link):
            break
        else:
            said.append(low)
        i -= 1
    said.reverse()
    while said and said[0] in HYPHENS:
        said.pop(0)
    return said


def _behind(cast: Cast, mention: Mention) -> None:
    """Read "(R-Tenn.)", ", the committee's chairman," and "is the minister" behind a name."""
    words, i, n = cast.words, mention.end, len(cast.words)
    if i + 1 >= n:
        return
    if words.text[i] == "(":
        i = _party(words, mention.member, i + 1)
        if i + 1 >= n:
            return
    if words.text[i : i + 3 : 2] == [",", ","] and words.pos[i + 1] == "NUM" and i + 3 < n:
        i += 2  # an age
    copula = words.low[i] in ("is", "was", "became", "remains")
    if words.text[i] not in (",", "—", "–") and not copula:
        return
    i += 1
    if words.low[i] == "who" and i + 1 < n:
        i += 2 if words.pos[i + 1] == "AUX" or words.low[i + 1] in ("serves", "served") else n
        if i < n and words.low[i] == "as":
            i += 1
    said = _aside(cast, i, mention.member)
    if said and (roles_in(said) - KIN or (copula and said[0] in NATIONS)):
        _learn(mention.member, said)


def _party(words: Words, member: Member, i: int) -> int:
    end = i
    while end < len(words) and end < i + 8 and words.text[end] != ")":
        end += 1
    inside = [w for k in range(i, end) for w in words.low[k].split("-")]
    if inside and inside[0].rstrip(".") in PARTIES:
        member.roles |= {"lawmaker", PARTIES[inside[0].rstrip(".")]}
        member.about.update(w.rstrip(".") for w in inside[1:])
    return end + 1


def _aside(cast: Cast, i: int, member: Member) -> list[str]:
    """Return the words of a noun phrase that starts at token i and tells a role."""
    words, said, role = cast.words, [], False
    for k in range(i, min(i + ASIDE, len(words))):
        low, pos = words.low[k], words.pos[k]
        mention = cast.at.get(k)
        if mention is not None and mention.member.kind == "person":
            if mention.member is member or words.text[mention.end : mention.end + 1] == [","]:
                break
            if not role or words.low[k - 1] in ("of", "for", "to"):
                member.principals.add(mention.member.name)
            continue
        if pos in ("VERB", "AUX", "SCONJ") and words.text[k].islower():
            break
        if "\n" in words.text[k] or words.text[k] in (",", ";", ".", '"', "”", "“", ")", "(", ":"):
            break
        if pos in ("NOUN", "PROPN", "ADJ", "ADP", "CCONJ", "NUM") or words.title(k):
            said.append(low)
            role = role or low in ROLES
    return said


def _genders(cast: Cast) -> None:
    """Let he and she vote for the only person that a sentence names before them."""
    words, votes = cast.words, defaultdict[Member, float](float)
    by_sentence: dict[int, list[Mention]] = {}
    for mention in cast.mentions:
        if mention.member.kind == "person":
            by_sentence.setdefault(words.sentence[mention.start], []).append(mention)
    for i, low in enumerate(words.low):
        if low not in SHE and low not in HE:
            continue
        here = by_sentence.get(words.sentence[i], [])
        before = {id(m.member): m for m in here if m.start < i and _same_voice(words, m, i)}
        weight = 1.0
        if not before and words.dep[i] in ("nsubj", "poss"):
            here = by_sentence.get(words.sentence[i] - 1, [])
            near = words.line[i] == words.line[here[0].start] if here else False
            before = {id(m.member): m for m in here if _same_voice(words, m, i)} if near else {}
            weight = 0.4
        if len(before) == 1:
            member = next(iter(before.values())).member
            votes[member] += weight if low in SHE else -weight
    for member, votes_cast in votes.items():
        vote = max(-3.0, min(3.0, votes_cast))  # a title or a given name is worth more
        member.female += max(vote, 0)
        member.male += max(-vote, 0)


def _same_voice(words: Words, mention: Mention, i: int) -> bool:
    return words.quote[mention.start] == words.quote[i]
