"""Roles of people and what includes what, words of gender, kinds of bodies."""

from __future__ import annotations

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
