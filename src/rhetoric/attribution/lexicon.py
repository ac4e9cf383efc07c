"""Words that attribution is read by: reporting, roles, gender, bodies, countries, things."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from spacy.tokens import Token

from rhetoric.words import word_lists, word_set, word_table

SAYING = word_set("reporting.saying")
THINKING = word_set("reporting.thinking")
DEMANDING = word_set("reporting.demanding")
WEAK = word_set("reporting.weak")
REPORTING_NOUNS = word_set("reporting.nouns")
LIGHT = word_set("reporting.light")
REPORTING_ADJECTIVES = word_set("reporting.adjectives")
HEARSAY = word_set("reporting.hearsay")
ALL_VERBS = SAYING | THINKING | DEMANDING
SPEAKING = ALL_VERBS | REPORTING_NOUNS | REPORTING_ADJECTIVES | {"accord"}  # "according to"


_BROADER = word_lists("people.broader")


def _closed(role: str) -> frozenset[str]:
    """Return a role and all that it is: "envoy" and "ambassador" name each other."""
    todo = [role]
    for one in todo:
        todo.extend(wider for wider in _BROADER.get(one, ()) if wider not in todo)
    return frozenset(todo)


CLOSURE = {role: _closed(role) for role in _BROADER}
# Words of a title that imply a role which it does not name.
IMPLIED = {frozenset(title.split()): role for title, role in word_table("people.implied").items()}
GENERIC = word_set("people.generic")
KIN = word_set("people.kin")
FAMILY = word_set("people.family")
ROLES = frozenset(CLOSURE).union(GENERIC, KIN, *CLOSURE.values())
OCCUPATIONS = ROLES - KIN
SPECIFIC = OCCUPATIONS - GENERIC
PAIRED = frozenset(role for role in ROLES if " " in role)  # roles of several words

COURTESY = word_set("people.courtesy")
TITLES = word_table("people.titles")
TITLE_WORDS = (
    COURTESY.union(TITLES, word_set("people.title_words"), *map(str.split, OCCUPATIONS))
) - {"of", "the"}
STYLED = COURTESY | TITLES.keys()  # before a name
OFFICES = ROLES | TITLES.keys()  # "spokesman for President A." is not A.
MEN, WOMEN = word_set("given_names.men"), word_set("given_names.women")
GIVEN = MEN | WOMEN
FEMALE = word_set("people.female")
MALE = word_set("people.male")
SHE = frozenset(("she", "her", "herself", "hers"))
HE = frozenset(("he", "him", "his", "himself"))

BODIES = word_set("bodies.kinds")
PRESS = word_set("bodies.press")
PRESS_NOUNS = word_set("bodies.press_nouns")
COUNTRY_NOUNS = frozenset("country nation republic kingdom".split())
# What a body is called when its name has been given.
KNOWN_AS = word_lists("bodies.known_as")
WRITINGS = word_set("reporting.writings")
SAYINGS = word_set("reporting.sayings")
# Of a group, the people who speak for the body that they represent.
STAND_FOR = frozenset("representative representatives".split())
DAYS = word_set("calendar.weekdays") | word_set("calendar.months")

# Endings of abstract nouns: things, which say nothing. A noun of no list here may be a party.
ENDINGS = tuple(word_set("things.endings"))
LISTED = word_set("things.nouns")
# What is no thing: people, bodies, and texts that say something.
PARTIES = ROLES.union(BODIES, WRITINGS, SAYINGS, KIN, PRESS_NOUNS, word_set("things.speaking"))


def is_impersonal(noun: Token) -> bool:
    """Whether a noun is common and no role of a person's: what urges and warns is somebody."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() not in ROLES


def is_thing(noun: str, *, plural: bool = False) -> bool:
    """Tell whether a common noun, in lower case, is surely no party to anything."""
    one = noun.removesuffix("s") if plural and not noun.endswith("ss") else noun
    one = f"{noun[:-3]}y" if plural and noun.endswith("ies") else one
    listed = one in LISTED or (len(one) > 6 and one.endswith(ENDINGS))
    return listed and PARTIES.isdisjoint((noun, one))


def gender_of(pronoun: str) -> str:
    """Return "f" or "m" for she and he, "" for other words."""
    return "f" if pronoun in SHE else "m" if pronoun in HE else ""


def roles_in(words: list[str]) -> set[str]:
    """Return the roles that a row of words names; the longest reading of each word counts."""
    found, i = set[str](), 0
    plain = [TITLES.get(w.rstrip("."), w) for w in words]
    while i < len(plain):
        size = next((n for n in (3, 2) if " ".join(plain[i : i + n]) in PAIRED), 1)
        word = " ".join(plain[i : i + size])
        forms = (word, word.removesuffix("s"), word.rpartition("-")[2])
        found.update([role for role in forms if role in ROLES][:1])
        i += size
    return found


def broad(roles: set[str]) -> set[str]:
    """Return roles and all that they are: a foreign minister is a diplomat."""
    return set().union(*(CLOSURE.get(role, {role}) for role in roles))


CODES = word_table("countries.codes")  # ISO 3166-1 alpha-3 → country
STYLES = word_table("countries.styles")  # long name of a state, in lower case → country
_PEOPLES = word_lists("countries.peoples")


def _countries(names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the country of each name in lower case, from the names of each country."""
    return {name.lower(): country for country, many in names.items() for name in many}


_COUNTRIES = STYLES | {name.lower(): name for name in [*CODES.values(), *_PEOPLES]}
_COUNTRIES |= _countries(word_lists("countries.also"))
# Country, adjective or people → country.
NATIONS = _COUNTRIES | _countries(_PEOPLES)
# Country or capital, as written in lower case without "the" → the actor meant.
METONYMS = (
    _COUNTRIES | _countries(word_lists("countries.capitals")) | word_table("countries.metonyms")
)
DEMONYMS = word_set("countries.endings")
FORMS = word_set("countries.forms")


def fold(text: str) -> str:
    """Return a word in lower case without accents, to compare names by."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("’", "'")


def country(name: str) -> str | None:
    """Return the country that a name means, in full or for short; None where it is none's."""
    plain = fold(name.strip()).removeprefix("the ")
    if plain in STYLES:
        return STYLES[plain]
    named = METONYMS.get(plain)
    if named in CODES.values() and NATIONS.get(plain) == named:  # not the capital
        return named
    form, of, rest = plain.partition(" of ")
    return country(rest) if of and FORMS.issuperset(form.split()) else None


def author(name: str | None) -> str | None:
    """Return the speaker of a whole text: a country's name for its code, else as it is given."""
    return (CODES.get(name.strip()) or country(name) or name) if name else None


def nations_in(words: list[str], names: Mapping[str, str] = NATIONS) -> set[str]:
    """Return the countries that a row of words names, by name or adjective."""
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return {names[w] for w in [*words, *pairs] if w in names}


def derived(adjective: str, words: tuple[str, ...]) -> bool:
    """Tell whether an adjective is made from a country's name: Angolan, Angola."""
    if len(words) != 1 or len(words[0]) < 4:
        return False
    starts = (words[0], words[0][:-1], words[0].rstrip("aeioy"))
    return any(adjective == start + end for start in starts for end in DEMONYMS if start)
