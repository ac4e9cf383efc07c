"""Sources of several people, and sources that nobody names.

"Both candidates" and "all these countries" are a row of names; "some officials" keep their words.
"""

from __future__ import annotations

from rhetoric.attribution.cast.countries import METONYMS
from rhetoric.attribution.cast.lexicon import (
    BODIES,
    COUNTRY_NOUNS,
    DAYS,
    FEMALE,
    KIN,
    MALE,
    ROLES,
    is_thing,
)
from rhetoric.attribution.cast.names import GIVEN
from rhetoric.attribution.cast.tokens import DASHES
from rhetoric.attribution.speakers import phrases, salience
from rhetoric.attribution.speakers.discourse import (
    THING,
    Context,
    DiscourseModel,
    Resolution,
    joined,
    listed,
)
from rhetoric.attribution.speakers.phrases import BREAKS, PREPOSITIONS, Phrase
from rhetoric.words import word_set

COLLECTIVES = word_set("people.collectives")
PLURALS = frozenset("people police men women media public voters".split())
IRREGULAR = {"men": "man", "women": "woman"}
SIDES = COUNTRY_NOUNS | frozenset("side state power capital government party".split())
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2, "neither": 2}
FIXED = frozenset("the both neither these those all none".split())


def core_of(name: str) -> list[str]:
    """Return the words of a kept source up to its noun: "a senior official" "in Rome"."""
    words = name.lower().split()
    ends = (k for k, word in enumerate(words) if word in PREPOSITIONS or word in BREAKS)
    return words[: next(ends, len(words))]


def looks_plural(name: str) -> bool:
    """Tell whether the name of an unnamed source or a row of names is a plural."""
    core = [word.rstrip(",") for word in core_of(name)]
    plural = any(w in PLURALS or (w.endswith("s") and len(w) > 3) for w in core)
    return " and " in name or plural


def several(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "both candidates", "the two leaders", "all these countries" to a row of names."""
    words = discourse.words
    within = words.low[phrase.start : phrase.core]
    size = next((NUMBERS[w] for w in within if w in NUMBERS), None)
    if not phrase.plural and within[0] not in NUMBERS:
        return None
    if size and within[0] in FIXED and phrase.core == phrase.end:
        head = words.low[phrase.head]
        role = f"{head[:-3]}y" if head.endswith("ies") else IRREGULAR.get(head, head.rstrip("s"))
        if role in SIDES:
            return _sides(discourse, phrase, size)
        if role in ROLES | FEMALE | MALE | NUMBERS.keys() or role.endswith(("er", "or", "ist")):
            row = salience.row(discourse, phrase.start, size)
            members = row or salience.spoken_of(discourse, phrase.start, size)
            if members:
                reason = "as many people as were named"
                return Resolution(listed(members), "nominal", True, 0.6, reason)
    text = _enumeration(discourse, phrase.start) if {"these", "those"} & set(within[:2]) else None
    if text is None:
        return None
    return Resolution(text, "nominal", True, 0.6, "the row of names before it")


def _sides(discourse: DiscourseModel, phrase: Phrase, size: int) -> Resolution | None:
    """Resolve "the two countries" to the countries, or what stands for them, last named."""
    named = [METONYMS.get(m.member.name.lower()) for m in discourse.cast.back(phrase.start, 40)]
    found = list(dict.fromkeys(name for name in named if name))[:size]
    if len(found) < size:
        return None
    text = joined(found[::-1])
    return Resolution(text, "nominal", True, 0.4, "the countries last named")


def _enumeration(discourse: DiscourseModel, i: int) -> str | None:
    """Return the last row of three or more capitalised names before token i, as written."""
    words, floor = discourse.words, max(0, i - 120)
    commas = (k for k in range(i - 1, floor - 1, -1) if words.text[k] == ",")
    comma = next((k for k in commas if words.capital(k - 1)), None)
    if comma is None:
        return None
    first, last = comma, comma + 1  # the row's last name follows
    while last < i and (words.text[last][0].isupper() or words.low[last] in ("and", "the")):
        last += 1
    while first > floor and (words.text[first - 1] == "," or words.text[first - 1][0].isupper()):
        first -= 1
    if words.text[first:last].count(",") < 2 or words.text[first] == ",":
        return None
    return words.slice(first, last)


def kept(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution:
    """Keep the words of a group or of a source that nobody names."""
    words, head = discourse.words, discourse.words.low[phrase.head]
    common, proper = (words.pos[phrase.head] == kind for kind in ("NOUN", "PROPN"))
    name = phrases.as_name(words, phrase, _first_part(discourse, phrase))
    label = words.text[phrase.end : phrase.end + 1] == [":"]  # a turn of a transcript
    thing = common and is_thing(head, plural=phrase.plural) and (phrase.plural or not label)
    if thing or head in DAYS:
        return Resolution(name, "unnamed", False, 0.7, THING)
    inner = range(phrase.start + (words.low[phrase.start] == "the"), phrase.core)
    written = proper and all(words.text[k][0].isupper() for k in inner)  # like a name
    whole = phrase.core == phrase.end
    if phrase.plural:
        known = whole and proper and (written or words.low[phrase.start] == "the")
        return Resolution(name, "group", known, 0.8, "a group")
    if (written or label) and head not in BODIES and head not in ROLES:
        name = _untitled(discourse, phrase)
        if len(inner) > 1 or label:
            return Resolution(name, "name", True, 0.6, "written like a name")
    if whole and proper and head not in ROLES:
        return Resolution(name, "name", True, 0.5, "a name the article does not explain")
    how = "group" if head in BODIES or head in KIN else "unnamed"
    return Resolution(name, how, False, 0.7, "a source that is not named")


def _untitled(discourse: DiscourseModel, phrase: Phrase) -> str:
    """Return a name without its title, in small letters where it is written in capitals."""
    words, start = discourse.words, phrase.start
    while start < phrase.core - 1 and (
        words.low[start] == "the"
        or words.text[start] == "."
        or (words.title(start) and words.low[start] not in GIVEN)
    ):
        start += 1
    name = words.slice(start, phrase.core)
    return name.title() if name.isupper() and len(name) > 4 else name


def _first_part(discourse: DiscourseModel, phrase: Phrase) -> int:
    """Return where a kept source ends: before an aside such as ", who …" or ", the …"."""
    words = discourse.words
    for k in range(max(phrase.core, phrase.start + 1), phrase.end - 1):
        after = words.low[k + 1]
        aside = after in BREAKS or words.pos[k + 1] in ("DET", "NUM") or after in ("not", "many")
        spaced = words.text[k] in DASHES and not words.tight[k - 1]
        if spaced or (words.text[k] == "," and aside):
            return k
    return phrase.end


def last_group(discourse: DiscourseModel, i: int, context: Context) -> Resolution | None:
    """Return the plural subject, or the row of people, last spoken of before token i."""
    words = discourse.words
    for k in range(i - 1, max(0, i - 120), -1):
        collective = words.low[k] in COLLECTIVES and words.pos[k] == "NOUN"
        if words.pos[k] == "PRON" or not (collective or words.dep[k] in salience.SUBJECTS):
            continue
        if words.quote[k] != words.quote[i] and words.quote[k] >= 0:
            continue
        mention = discourse.cast.person_at(k)
        if mention is not None:
            near = min(mention.end + 12, len(words) - 1)
            members = salience.row(discourse, near)
            if mention.member in members and "and" in words.low[k : k + 12]:
                return Resolution(listed(members), "name", True, 0.6, "the people named in a row")
        elif collective or words.tag[k] in ("NNS", "NNPS"):
            phrase = phrases.read(discourse.cast, words.left_edge(k), k + 1)
            if phrase is not None:
                return kept(discourse, phrase, context)
    return None
