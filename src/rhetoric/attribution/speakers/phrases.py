"""A source mention taken apart, and whom its names mean: people, bodies, states and their sides.

It is made of names at its head, the noun it turns on, and what possesses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rhetoric.attribution import lexicon
from rhetoric.attribution.cast import Cast, Mention
from rhetoric.attribution.cast.names import HYPHENS, POSSESSIVES, Tokens
from rhetoric.attribution.lexicon import BODIES, PAIRED, ROLES, WRITINGS, country, derived
from rhetoric.attribution.speakers.discourse import Context, DiscourseModel, Resolution, listed
from rhetoric.words import word_set

STOPS = frozenset(',;:(—–)"“”') | {"--", "-", "''", "``"}
BREAKS = word_set("function_words.breaks")
LEADS = word_set("function_words.leads")
DEFINITE = frozenset("the this that these those such said".split())
INDEFINITE = word_set("function_words.indefinite")
PREPOSITIONS = word_set("function_words.prepositions")
NOUNS = frozenset(("NOUN", "PROPN", "NUM"))
MANY = word_set("function_words.many")
ALIKE = frozenset(("both", "all", "alike", "each"))
CLOSING = POSSESSIVES | {")", "%"}
WEEKDAYS = word_set("calendar.weekdays")
BY_DAY = frozenset("on late early last this next".split()) | {","}
REFLEXIVE = frozenset("themselves himself herself itself".split())
JOINTS = frozenset((",", "and", "&"))
STANDS = frozenset("side delegation authorities".split())  # of whatever state
SIDES = STANDS | {"government", "leadership"}  # in the speech of a state
HOME = frozenset("country delegation government nation people state republic kingdom".split())


@dataclass(slots=True)
class Phrase:
    """A source mention, tokens start to end, taken apart."""

    start: int
    end: int
    core: int  # end of the noun phrase proper, before "of …", a comma, "who …"
    head: int  # the noun that it turns on
    plural: bool
    definite: bool
    indefinite: bool
    owner: int | None  # token of a possessor
    names: list[Mention] = field(default_factory=list)  # people who are the source, not modifiers


def read(cast: Cast, start: int, end: int) -> Phrase | None:
    """Take the tokens start to end apart; None when no word is among them."""
    words = cast.words
    while start < end and (not words.text[start][0].isalnum() or words.low[start] in LEADS):
        if words.low[start : start + 2] == ["as", "many"]:
            break
        start += 1
    while end > start and not (words.text[end - 1][0].isalnum() or words.text[end - 1] in CLOSING):
        end -= 1
    end = _before_day(words, start, end)
    while end - start > 1 and (
        words.low[end - 1] in REFLEXIVE
        or (words.low[end - 1] in ALIKE and words.pos[end - 2] in NOUNS)
    ):
        end -= 1
    if start >= end:
        return None
    start = _past_dateline(cast, start, end)
    if words.low[start] == "both" and {"and", "&"} & set(words.low[start + 2 : end]):
        start += 1
    core = _core(cast, start, end)
    head = _head(words, start, core)
    within, first = words.low[start:core], words.low[start]
    phrase = Phrase(
        start,
        end,
        core,
        head,
        plural=words.tag[head] in ("NNS", "NNPS")
        or words.low[head] in MANY
        or "%" in within
        or "and" in within,
        definite=first in DEFINITE or words.tag[start] == "PRP$",
        indefinite=first in INDEFINITE or words.pos[start] == "NUM",
        owner=_owner(cast, start, core),
    )
    phrase.names = _names(cast, phrase)
    return phrase


def _before_day(words: Tokens, start: int, end: int) -> int:
    """Return where a mention ends once the day that it took in is left out: "on Wednesday"."""
    at = end
    while at - start > 1 and words.low[at - 1] in WEEKDAYS:
        at -= 1
    if at < end:
        while at - start > 1 and words.low[at - 1] in BY_DAY:
            at -= 1
    return at


def _past_dateline(cast: Cast, start: int, end: int) -> int:
    """Return where a mention starts once "ROME (AP) — " before it is left out."""
    words = cast.words
    for k in range(start + 1, min(start + 10, end - 1)):
        if words.text[k] in ("–", "—", "--", "-") and not words.tight[k - 1]:
            mention = cast.at.get(start)
            place = mention is not None and mention.member.kind == "place"
            return k + 1 if place or words.text[start].isupper() else start
    return start


def _core(cast: Cast, start: int, end: int) -> int:
    """Return where the noun phrase proper ends."""
    words = cast.words
    for k in range(start, end):
        if k in cast.at and k > cast.at[k].start:
            continue
        low = words.low[k]
        hyphen = low in HYPHENS and k and words.tight[k - 1] and words.tight[k]
        if (low in STOPS and not hyphen) or (low in BREAKS and k > start):
            return max(k, start + 1)
        if k > start and words.pos[k] == "ADP" and low in PREPOSITIONS and not _titular(cast, k):
            return k
        participle = words.tag[k] in ("VBN", "VBG") and words.pos[k - 1] in NOUNS
        if participle and k > start and (k + 1 >= end or words.pos[k + 1] not in NOUNS):
            return k
    return end


def _titular(cast: Cast, k: int) -> bool:
    """Tell the "of" of a title before a name: "Secretary of State A.", "Envoy for arms B."."""
    words, paired = cast.words, " ".join(cast.words.low[k - 1 : k + 2]) in PAIRED
    title = k in cast.titles and not cast.person_at(k + 1)
    return paired or (title and words.text[k - 1][0].isupper())


def _head(words: Tokens, start: int, core: int) -> int:
    inner = [k for k in range(core - 1, start - 1, -1) if words.text[k][0].isalnum()]
    for kinds in (NOUNS, ("ADJ", "PRON", "DET")):  # "people familiar", but "the wealthy"
        for k in inner:
            if words.pos[k] in kinds or words.low[k] in WRITINGS:
                titular = " ".join(words.low[max(k - 2, start) : k + 1]) in PAIRED
                return k - 2 if titular and words.low[k - 1] == "of" else k
    return inner[-1] if inner else core - 1


def _owner(cast: Cast, start: int, core: int) -> int | None:
    words = cast.words
    for k in range(start, core):
        if words.tag[k] == "PRP$":
            return k
        if words.text[k] in POSSESSIVES and k + 1 < core:
            return k - 1
        if words.text[k] in STOPS:
            break
    return None


def _names(cast: Cast, phrase: Phrase) -> list[Mention]:
    """Return the people that the phrase names as its head: alone, in a row, or in apposition."""
    words = cast.words
    people = [m for m in cast.within(phrase.start, phrase.end) if m.member.kind == "person"]
    found = [m for m in people if _heads(cast, phrase, m)]
    row = found[:1]
    for mention in found[1:]:
        if cast.joined(row[-1], mention):
            row.append(mention)
    if len(row) > 1 and not {"and", "&", "or"} & set(words.low[row[0].end : row[-1].start]):
        row = row[:1]
    if not row or row[0].start < phrase.core:
        return row
    several = phrase.plural and len(row) > 1
    return row if several or _apposed(words, phrase) else []


def _heads(cast: Cast, phrase: Phrase, mention: Mention) -> bool:
    """Tell whether a name is not a possessor, a modifier or governed by a preposition."""
    words, after = cast.words, mention.end
    if after < phrase.end:
        if words.text[after] in POSSESSIVES:
            return after + 1 >= phrase.end
        modifies = words.pos[after] in ("NOUN", "PROPN", "ADJ") and words.text[after].isalpha()
        if modifies and words.line[after] == words.line[mention.start]:
            return False
    for k in range(mention.start - 1, phrase.start - 1, -1):
        low = words.low[k]
        if low in STOPS or low in ("and", "&", "or"):
            return True
        if low in BREAKS or (low in PREPOSITIONS and not _titular(cast, k)):
            return False
        if words.tag[k] in ("VBN", "VBG", "VBD", "VBZ") and not words.title(k):
            return False
    return True


def _apposed(words: Tokens, phrase: Phrase) -> bool:
    """Tell whether a name after a comma can name the person whom the noun before describes."""
    head = words.low[phrase.head]
    role = head in ROLES or head.endswith(("er", "or", "ist", "man", "woman", "person"))
    role = role or words.low[phrase.start] in ("his", "her")  # "her shadow, Tom Lee"
    return role and not phrase.plural and head not in BODIES and head not in WRITINGS


def as_name(words: Tokens, phrase: Phrase, end: int | None = None) -> str:
    """Return the mention as the name of a group: without "the", "'s", and what a comma adds."""
    start, last = phrase.start, end or phrase.end
    if words.low[start] in ("the", "these", "those") and start + 1 < phrase.end:
        start += 1
    if words.text[last - 1] in POSSESSIVES and start + 1 < last:
        last -= 1
    return words.slice(start, last)


def nobody(words: Tokens, phrase: Phrase) -> bool:
    """Tell whether a mention denies that there is a source: "no one", "none of them"."""
    first = words.low[phrase.start]
    if first in ("no", "neither"):  # "No. 10" has a full stop
        return phrase.end - phrase.start > 1 and not words.text[phrase.start + 1].isdigit()
    return first in ("nobody", "none", "no-one", "not")  # "not everyone in Oslo"


def people(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve the people that are named."""
    if not phrase.names:
        return None
    cast, words, last = discourse.cast, discourse.words, phrase.names[-1]
    members = list(dict.fromkeys(cast.which(m, context.before) for m in phrase.names))
    if len(members) > 1:
        return Resolution(listed(members), "name", True, 0.9)
    follows = words.low[last.end : min(last.end + 2, phrase.end - 1)]
    if follows[:1] in (["and"], ["&"]) or follows == [",", "and"]:
        return Resolution(as_name(words, phrase), "group", True, 0.7)
    in_full = len(members[0].words) > 1
    return Resolution(members[0].name, "name", True, 0.97 if in_full else 0.85)


def row(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Keep a row of bodies or countries as it is written; two of them by their full names."""
    words, cast, inside = discourse.words, discourse.cast, range(phrase.start, phrase.end)
    between = {words.low[k] for k in inside if k not in cast.at}
    members = list(dict.fromkeys(m.member for m in cast.within(phrase.start, phrase.end)))
    joined = not JOINTS.isdisjoint(words.low[phrase.start : phrase.end])  # "Senate Republicans"
    if len(members) < 2 or not joined or not between <= JOINTS | {"the"}:
        return None
    pair = " and ".join(map(cast.actor, members))
    name = pair if len(members) == 2 else words.slice(phrase.start, phrase.end)
    return Resolution(name, "name", True, 0.85)


def body(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve bodies, places and what stands for them."""
    words = discourse.words
    if words.low[phrase.head] in lexicon.STAND_FOR and phrase.core < phrase.end:
        phrase = read(discourse.cast, phrase.core + 1, phrase.end) or phrase
    bare = phrase.start
    while bare < phrase.end - 1 and words.low[bare] in ("the", "official"):
        bare += 1
    end = phrase.end - (words.low[phrase.end - 1] in ("'s", "'"))
    text = " ".join(words.low[bare:end])
    if actor := lexicon.METONYMS.get(text):
        how = "name" if actor.lower() == text else "metonym"
        return Resolution(actor, how, True, 0.9)
    if words.low[phrase.head] in lexicon.TITLES or phrase.indefinite:  # "the Hungarian PM"
        return None
    mention = discourse.cast.at.get(phrase.head)
    if mention is None or mention.member.kind == "person":
        return _composed(discourse, phrase)
    if mention.member.kind == "people":
        return None
    if mention.start > bare and words.low[mention.start - 1] not in ("the", "so-called"):
        return _composed(discourse, phrase)
    people = words.tag[phrase.head] == "NNPS" and mention.end - mention.start == 1
    if people or mention.end > phrase.core < phrase.end:
        return None
    return Resolution(discourse.cast.actor(mention.member), "name", True, 0.9)


def _composed(discourse: DiscourseModel, phrase: Phrase) -> Resolution | None:
    """Keep "the Dunmore administration" and the like: a body with a name before its noun."""
    words = discourse.words
    first = phrase.start + (words.low[phrase.start] == "the")
    whole = phrase.core == phrase.end and phrase.owner is None and not phrase.indefinite
    kind = words.low[phrase.head] in lexicon.BODIES and not phrase.plural
    if not (whole and kind and phrase.head > first and words.text[first][0].isupper()):
        return None
    name = words.slice(first, phrase.head + 1)
    return Resolution(name, "name", True, 0.8)


def _behind_the(discourse: DiscourseModel, phrase: Phrase) -> int:
    more = phrase.end - phrase.start > 1
    return phrase.start + (more and discourse.words.low[phrase.start] == "the")


def _nation(discourse: DiscourseModel, first: int, end: int) -> str | None:
    """Return the country of an adjective or name, a known one or one that the article names."""
    words = discourse.words
    end -= words.low[end - 1] in ("'s", "'")
    adjective = " ".join(words.low[first:end])
    if adjective in lexicon.NATIONS:
        return lexicon.NATIONS[adjective]
    members = (m for m in discourse.cast.members if m.kind in ("place", "body"))
    made = (m.name for m in members if derived(adjective, m.words))
    return next(made, None) or country(words.slice(first, end))


def side(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "the Angolan side", "Angola's delegation", "the Republic of Angola" to the state."""
    words, last, first = discourse.words, phrase.end - 1, _behind_the(discourse, phrase)
    if "of" in words.low[first:last] and (full := country(words.slice(first, phrase.end))):
        return Resolution(full, "name", True, 0.9)
    if words.low[last] not in STANDS or last == first:
        return None
    name = _nation(discourse, first, last)
    return Resolution(name, "metonym", True, 0.85) if name else None


def own(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "my country" and, in a state's own speech, the state's name to who speaks."""
    words, name, end = discourse.words, discourse.author, phrase.end
    if name is None or context.outer not in (None, name):
        return None
    mine = words.low[phrase.start] in ("my", "our") and words.low[phrase.head] in HOME
    if mine and phrase.core == end:
        return Resolution(name, "pronoun", True, 0.9)
    home, first = country(name), _behind_the(discourse, phrase)
    if home is None:
        return None
    if words.low[first] in SIDES and words.low[first + 1 : min(first + 2, end - 1)] == ["of"]:
        first += 2
    if words.low[end - 1] in SIDES and end - 1 > first:
        if _nation(discourse, first, end - 1) == home:
            return Resolution(name, "name", True, 0.9)
    elif country(words.slice(first, end)) == home:
        return Resolution(name, "name", True, 0.95)
    return None
