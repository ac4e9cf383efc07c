"""Countries by name, people, capital and code, and places that stand for an actor."""

from __future__ import annotations

from rhetoric.words import word_lists, word_table

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
