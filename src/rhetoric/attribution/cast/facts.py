"""What the article says of the people it names: roles, nationality, whom they work for, gender."""

from __future__ import annotations

from collections import defaultdict

from rhetoric.attribution import lexicon
from rhetoric.attribution.cast import Cast, Member, Mention
from rhetoric.attribution.cast.names import Tokens
from rhetoric.attribution.lexicon import broad, gender_of, nations_in, roles_in

REACH = 10  # tokens of a title before a name
ASIDE = 24  # tokens of an apposition behind it
LINKS = frozenset("of to for in at on".split())
STOPS = frozenset((",", ";", ".", '"', "”", "“", ")", "(", ":"))
SAID = frozenset(("NOUN", "PROPN", "ADJ", "ADP", "CCONJ", "NUM"))


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
