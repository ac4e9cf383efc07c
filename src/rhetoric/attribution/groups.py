"""Sources of several people, and sources that nobody names.

"Both candidates" and "all these countries" are a row of names; "some officials" keep their words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rhetoric.attribution import phrases
from rhetoric.attribution.cast import Member
from rhetoric.attribution.metonyms import METONYMS
from rhetoric.attribution.names import GIVEN
from rhetoric.attribution.phrases import BREAKS, PREPOSITIONS, Phrase
from rhetoric.attribution.pronouns import SUBJECTS
from rhetoric.attribution.resolution import Resolution, listed
from rhetoric.attribution.roles import BODIES, COUNTRY_NOUNS, DAYS, FEMALE, KIN, MALE, ROLES
from rhetoric.attribution.things import is_thing
from rhetoric.words import word_set

if TYPE_CHECKING:
    from rhetoric.attribution.speakers import Speakers

COLLECTIVES = word_set("people.collectives")
PLURALS = frozenset("people police men women media public voters".split())
IRREGULAR = {"men": "man", "women": "woman"}
SIDES = COUNTRY_NOUNS | frozenset("side state power capital government party".split())
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2, "neither": 2}


def looks_plural(name: str) -> bool:
    """Tell whether the name of an unnamed source or a row of names is a plural."""
    if " and " in name:
        return True
    for word in name.lower().split():
        if word in PREPOSITIONS or word in BREAKS:
            return False
        last = word
        if last.rstrip(",") in PLURALS or (last.rstrip(",").endswith("s") and len(last) > 3):
            return True
    return False


def turns_on(name: str) -> str:
    """Return the noun that a kept source turns on: "official" of "a senior official in Rome"."""
    last = ""
    for word in name.lower().split():
        if word in PREPOSITIONS or word in BREAKS:
            break
        last = word
    return last


def several(speakers: Speakers, phrase: Phrase) -> Resolution | None:
    """Resolve "both candidates", "the two leaders", "all these countries" to a row of names."""
    words = speakers.words
    within = words.low[phrase.start : phrase.core]
    if not phrase.plural and within[0] not in NUMBERS:
        return None
    size = next((NUMBERS[w] for w in within if w in NUMBERS), None)
    fixed = within[0] in ("the", "both", "neither", "these", "those", "all", "none")
    if size and fixed and phrase.core == phrase.end:
        head = words.low[phrase.head]
        role = f"{head[:-3]}y" if head.endswith("ies") else IRREGULAR.get(head, head.rstrip("s"))
        if role in SIDES:
            return _sides(speakers, phrase, size)
        if role in ROLES | FEMALE | MALE | NUMBERS.keys() or role.endswith(("er", "or", "ist")):
            members = _peers(speakers, phrase, role, size)
            if members:
                reason = "as many people as were named"
                return Resolution(listed(members), "nominal", True, 0.6, reason)
    if {"these", "those"} & set(within[:2]):
        text = _enumeration(speakers, phrase.start)
        if text:
            return Resolution(text, "nominal", True, 0.6, "the row of names before it")
    return None


def _sides(speakers: Speakers, phrase: Phrase, size: int) -> Resolution | None:
    """Resolve "the two countries" to the countries, or what stands for them, last named."""
    found: list[str] = []
    for mention in speakers.cast.back(phrase.start, 40):
        name = METONYMS.get(mention.member.name.lower())
        if name is not None and name not in found:
            found.insert(0, name)
        if len(found) == size:
            text = f"{', '.join(found[:-1])} and {found[-1]}"
            return Resolution(text, "nominal", True, 0.4, "the countries last named")
    return None


def _peers(speakers: Speakers, phrase: Phrase, role: str, size: int) -> list[Member]:
    """Return so many people: those of the role, else those in a row, else the last spoken of."""
    fit = speakers.known.get(role, [])
    if len(fit) == size:
        return fit
    row = speakers.pronouns.lists(phrase.start, size)
    return row or speakers.pronouns.recent(phrase.start, size)


def _enumeration(speakers: Speakers, i: int) -> str | None:
    """Return the last row of three or more capitalised names before token i, as written."""
    words = speakers.words
    floor = max(0, i - 120)
    end = i
    while end > floor:
        if words.text[end - 1] == "," and words.capital(end - 2):
            break
        end -= 1
    last = end  # just after the last comma; the row's last name follows
    while last < i and (words.text[last][0].isupper() or words.low[last] in ("and", "the")):
        last += 1
    first, names, k = end - 1, 1, end - 1
    while k > floor and (words.text[k] == "," or words.text[k][0].isupper()):
        names += words.text[k] == ","
        first = k
        k -= 1
    if names < 3 or words.text[first] == ",":
        return None
    return words.slice(first, last)


def kept(speakers: Speakers, phrase: Phrase) -> Resolution:
    """Keep the words of a group or of a source that nobody names."""
    words = speakers.words
    name = speakers.text(phrase, _first_part(speakers, phrase))
    inner = range(phrase.start + (words.low[phrase.start] == "the"), phrase.core)
    proper = all(words.text[k][0].isupper() for k in inner) and words.pos[phrase.head] == "PROPN"
    whole = phrase.core == phrase.end
    if words.low[phrase.head] in DAYS:
        return Resolution(name, "unnamed", False, 0.7, "a thing", party=False)
    if phrase.plural:
        if words.pos[phrase.head] == "NOUN" and is_thing(words.low[phrase.head], plural=True):
            return Resolution(name, "unnamed", False, 0.7, "a thing", party=False)
        known = whole and (proper or words.low[phrase.start] == "the")
        known = known and words.pos[phrase.head] == "PROPN"
        return Resolution(name, "group", known, 0.8, "a group")
    head = words.low[phrase.head]
    label = words.text[phrase.end : phrase.end + 1] == [":"]  # a turn of a transcript
    if (proper or label) and head not in BODIES and head not in ROLES:
        name = _untitled(speakers, phrase)
        if len(inner) > 1 or label:
            return Resolution(name, "name", True, 0.6, "written like a name")
    if whole and words.pos[phrase.head] == "PROPN" and head not in ROLES:
        return Resolution(name, "name", True, 0.5, "a name the article does not explain")
    if words.pos[phrase.head] == "NOUN" and is_thing(head):
        return Resolution(name, "unnamed", False, 0.7, "a thing", party=False)
    how = "group" if head in BODIES or head in KIN else "unnamed"
    return Resolution(name, how, False, 0.7, "a source that is not named")


def _untitled(speakers: Speakers, phrase: Phrase) -> str:
    """Return a name without its title, in small letters where it is written in capitals."""
    words, start = speakers.words, phrase.start
    while start < phrase.core - 1 and (
        words.low[start] == "the"
        or words.text[start] == "."
        or (words.title(start) and words.low[start] not in GIVEN)
    ):
        start += 1
    name = words.slice(start, phrase.core)
    return name.title() if name.isupper() and len(name) > 4 else name


def _first_part(speakers: Speakers, phrase: Phrase) -> int:
    """Return where a kept source ends: before an aside such as ", who …" or ", the …"."""
    words = speakers.words
    for k in range(phrase.core, phrase.end - 1):
        after = words.low[k + 1]
        aside = after in BREAKS or words.pos[k + 1] in ("DET", "NUM") or after in ("not", "many")
        spaced = words.text[k] in ("-", "--", "—", "–") and not words.tight[k - 1]
        if k > phrase.start and (spaced or (words.text[k] == "," and aside)):
            return k
    return phrase.end


def last_group(speakers: Speakers, i: int) -> Resolution | None:
    """Return the plural subject, or the row of people, last spoken of before token i."""
    words = speakers.words
    floor = max(0, i - 120)
    for k in range(i - 1, floor, -1):
        collective = words.low[k] in COLLECTIVES and words.pos[k] == "NOUN"
        if words.pos[k] == "PRON" or not (collective or words.dep[k] in SUBJECTS):
            continue
        if words.quote[k] != words.quote[i] and words.quote[k] >= 0:
            continue
        mention = speakers.cast.at.get(k)
        if mention is not None and mention.member.kind == "person":
            near = min(mention.end + 12, len(words.text) - 1)
            members = speakers.pronouns.lists(near, None)
            if members and mention.member in members and "and" in words.low[k : k + 12]:
                return Resolution(listed(members), "name", True, 0.6, "the people named in a row")
            continue
        if collective or words.tag[k] in ("NNS", "NNPS"):
            phrase = phrases.read(speakers.cast, speakers.noun_phrase(k), k + 1)
            if phrase is not None:
                return kept(speakers, phrase)
    return None
