"""Countries by name, people, capital and code, and places that stand for an actor."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from rhetoric.words import word_lists, word_set, word_table

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
NAMES = frozenset(CODES.values())


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
    if named in NAMES and NATIONS.get(plain) == named:  # not the capital
        return named
    form, of, rest = plain.partition(" of ")
    return country(rest) if of and FORMS.issuperset(form.split()) else None


def author(name: str | None) -> str | None:
    """Return the speaker of a whole text: a country's name for its code, else as it is given."""
    return (CODES.get(name.strip()) or country(name) or name) if name else None


def nations_in(words: list[str]) -> set[str]:
    """Return the countries that a row of words names, by name or adjective."""
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return {NATIONS[w] for w in [*words, *pairs] if w in NATIONS}


def derived(adjective: str, words: tuple[str, ...]) -> bool:
    """Tell whether an adjective is made from a country's name: Angolan, Angola."""
    if len(words) != 1 or len(words[0]) < 4:
        return False
    starts = (words[0], words[0][:-1], words[0].rstrip("aeioy"))
    return any(adjective == start + end for start in starts for end in DEMONYMS if start)
