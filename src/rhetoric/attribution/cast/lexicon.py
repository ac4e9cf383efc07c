"""Words that the cast and its speakers are read by: roles, gender, bodies, countries, things."""

from __future__ import annotations

from spacy.tokens import Token

from rhetoric.words import word_lists, word_set, word_table

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
PAIRED = frozenset(role for role in ROLES if " " in role)  # roles of several words

COURTESY = word_set("people.courtesy")
TITLES = word_table("people.titles")
TITLE_WORDS = (
    COURTESY.union(TITLES, word_set("people.title_words"), *map(str.split, ROLES - KIN))
) - {"of", "the"}
OFFICES = ROLES | TITLES.keys()  # "spokesman for President A." is not A.
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
# Of these endings, nouns of people and bodies, and of texts that say something.
SPEAKING = word_set("things.speaking")
LISTED = word_set("things.nouns")


def is_impersonal(noun: Token) -> bool:
    """Whether a noun is common and no role of a person's: what urges and warns is somebody."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() not in ROLES


def is_thing(noun: str, *, plural: bool = False) -> bool:
    """Tell whether a common noun, in lower case, is surely no party to anything."""
    one = noun.removesuffix("s") if plural and not noun.endswith("ss") else noun
    one = f"{noun[:-3]}y" if plural and noun.endswith("ies") else one
    if {noun, one} & (ROLES | BODIES | WRITINGS | SAYINGS | KIN | PRESS_NOUNS | SPEAKING):
        return False
    return one in LISTED or (len(one) > 6 and one.endswith(ENDINGS))


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
