"""Whom pronouns mean, sources of several people, and sources that nobody names.

"Both candidates" and "all these countries" are a row of names; "some officials" keep their words.
"""

from __future__ import annotations

from dataclasses import replace

from rhetoric.attribution import lexicon
from rhetoric.attribution.cast.names import DASHES, POSSESSIVES
from rhetoric.attribution.lexicon import gender_of, is_thing
from rhetoric.attribution.relations import AUTHOR
from rhetoric.attribution.speakers import phrases
from rhetoric.attribution.speakers.discourse import (
    SUBJECTS,
    UNRESOLVED,
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
SIDES = lexicon.COUNTRY_NOUNS | frozenset("side state power capital government party".split())
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2, "neither": 2}
PEOPLE = lexicon.ROLES | lexicon.FEMALE | lexicon.MALE | NUMBERS.keys()
FIRST = word_set("function_words.first_person")
THEY = frozenset("they them their theirs themselves".split())
IT = frozenset("it its itself".split())
PAIR = frozenset("both neither either".split())
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
        if role in PEOPLE or role.endswith(("er", "or", "ist")):
            row = discourse.row(phrase.start, size)
            members = row or discourse.spoken_of(phrase.start, size)
            if members:
                return Resolution(listed(members), "nominal", True, 0.6)
    text = _enumeration(discourse, phrase.start) if {"these", "those"} & set(within[:2]) else None
    return Resolution(text, "nominal", True, 0.6) if text else None


def _sides(discourse: DiscourseModel, phrase: Phrase, size: int) -> Resolution | None:
    """Resolve "the two countries" to the countries, or what stands for them, last named."""
    before = (m.member.name.lower() for m in discourse.cast.back(phrase.start, 40))
    found = list(dict.fromkeys(name for m in before if (name := lexicon.METONYMS.get(m))))[:size]
    if len(found) < size:
        return None
    return Resolution(joined(found[::-1]), "nominal", True, 0.4)


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
    if thing or head in lexicon.DAYS:
        return Resolution(name, "unnamed", False, 0.7, party=False)
    name = _of_owner(discourse, phrase, context) or name
    inner = range(phrase.start + (words.low[phrase.start] == "the"), phrase.core)
    written = proper and all(words.text[k][0].isupper() for k in inner)  # like a name
    whole = phrase.core == phrase.end
    if phrase.plural:
        known = whole and proper and (written or words.low[phrase.start] == "the")
        return Resolution(name, "group", known, 0.8)
    if (written or label) and head not in lexicon.BODIES and head not in lexicon.ROLES:
        name = _untitled(discourse, phrase)
        if len(inner) > 1 or label:
            return Resolution(name, "name", True, 0.6)
    if whole and proper and head not in lexicon.ROLES:
        return Resolution(name, "name", True, 0.5)
    how = "group" if head in lexicon.BODIES or head in lexicon.KIN else "unnamed"
    return Resolution(name, how, False, 0.7)


def _of_owner(discourse: DiscourseModel, phrase: Phrase, context: Context) -> str | None:
    """Name what is a person's, "his government" and "Lind's", by the full name: "Karl Lind's"."""
    words, owner = discourse.words, phrase.owner
    if owner is None:
        return None
    first, named = owner + 1, discourse.cast.person_at(owner)
    if words.tag[owner] == "PRP$":
        name = whose(discourse, owner, context).name
        name = name if name in discourse.by_name and words.low[owner] != "our" else None
    else:
        first += words.text[first] in POSSESSIVES
        alone = named is not None and not discourse.cast.within(phrase.start, named.start)
        name = discourse.cast.which(named, context.before).name if named and alone else None
    rest = replace(phrase, start=first)
    return name and f"{name}'s {phrases.as_name(words, rest, _first_part(discourse, rest))}"


def _untitled(discourse: DiscourseModel, phrase: Phrase) -> str:
    """Return a name without its title, in small letters where it is written in capitals."""
    words, start = discourse.words, phrase.start
    while start < phrase.core - 1 and (
        words.low[start] == "the"
        or words.text[start] == "."
        or (words.title(start) and words.low[start] not in lexicon.GIVEN)
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
        if words.pos[k] == "PRON" or not (collective or words.dep[k] in SUBJECTS):
            continue
        if words.quote[k] != words.quote[i] and words.quote[k] >= 0:
            continue
        mention = discourse.cast.person_at(k)
        if mention is not None:
            near = min(mention.end + 12, len(words) - 1)
            members = discourse.row(near)
            if mention.member in members and "and" in words.low[k : k + 12]:
                return Resolution(listed(members), "name", True, 0.6)
        elif collective or words.tag[k] in ("NNS", "NNPS"):
            phrase = phrases.read(discourse.cast, words.left_edge(k), k + 1)
            if phrase is not None:
                theirs = phrase.owner is not None and words.low[phrase.owner] in THEY | IT
                phrase.owner = None if theirs else phrase.owner  # whose they are has no end
                return kept(discourse, phrase, context)
    return None


def pronoun(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve a pronoun that stands alone, and "we all", "we in the South"."""
    words, i = discourse.words, phrase.start
    last, low = phrase.end - 1, words.low[i]
    near = last - i < 5 or words.text[i + 1] == ","
    if low in ("we", "i") and words.pos[i] == "PRON" and near:
        return first(discourse, context)
    if last > i:  # a mention that took in too much: "than what he"
        stray = words.low[last] in ("he", "she", "they") and words.dep[last] == "nsubj"
        return third(discourse, last, context) if stray else None
    if low in FIRST and words.pos[i] != "PROPN":  # the US
        return first(discourse, context)
    if low in PAIR:
        return _row(discourse, i, 2)
    if low == "this":
        return UNRESOLVED
    return _it(discourse, i, context) if low in IT else third(discourse, i, context)


def whose(discourse: DiscourseModel, i: int, context: Context) -> Resolution:
    """Resolve the possessive pronoun at token i."""
    low = discourse.words.low[i]
    if low in FIRST:
        return first(discourse, context)
    return (
        _they(discourse, i, context) if low in IT else third(discourse, i, context)
    ) or UNRESOLVED


def first(discourse: DiscourseModel, context: Context) -> Resolution:
    """Resolve I and we to who speaks."""
    name = context.outer or discourse.author
    if name:
        return Resolution(name, "pronoun", True, 0.9)
    return Resolution(AUTHOR, "pronoun", False, 0.6)


def third(discourse: DiscourseModel, i: int, context: Context) -> Resolution | None:
    """Resolve he, she and they; None for any other word."""
    low = discourse.words.low[i]
    if low in THEY:
        return _they(discourse, i, context)
    if not gender_of(low):
        return None
    exclude = context.around if discourse.words.quote[i] >= 0 else None
    found = discourse.person(i, gender_of(low), context.said, exclude)
    if found is None:
        return UNRESOLVED
    return Resolution(found[0].name, "pronoun", True, found[1])


def _they(discourse: DiscourseModel, i: int, context: Context) -> Resolution:
    before, said = context.before, context.said
    if before and (said.kind != "person" if said else looks_plural(before)):
        named = said is not None or " and " in before
        return Resolution(before, "pronoun", named, 0.7)
    group = last_group(discourse, i, context)
    return replace(group, how="pronoun", confidence=0.5) if group else _row(discourse, i)


def _it(discourse: DiscourseModel, i: int, context: Context) -> Resolution:
    said = context.said
    if said is not None and said.kind != "person":
        return Resolution(said.name, "pronoun", True, 0.7)
    for mention in discourse.cast.back(i):
        if mention.member.kind not in ("person", "people"):
            name = discourse.cast.actor(mention.member)
            return Resolution(name, "pronoun", True, 0.5)
    return UNRESOLVED


def _row(discourse: DiscourseModel, i: int, size: int | None = None) -> Resolution:
    members = discourse.row(i, size)
    if not members:
        return UNRESOLVED
    return Resolution(listed(members), "pronoun", True, 0.6)
