"""Nouns of things, which hold no position and say nothing: data, and how to tell one.

Conservative: a noun not listed here, and not of an ending of abstract nouns, may be a party.
"""

from __future__ import annotations

from spacy.tokens import Token

from rhetoric.attribution.roles import BODIES, KIN, PRESS_NOUNS, ROLES, SAYINGS, WRITINGS
from rhetoric.words import word_set

ENDINGS = tuple(word_set("things.endings"))
# Of these endings, nouns of people and bodies, and of texts that say something.
SPEAKING = word_set("things.speaking")
LISTED = word_set("things.nouns")


def is_thing(noun: str, *, plural: bool = False) -> bool:
    """Tell whether a common noun, in lower case, is surely no party to anything."""
    one = _singular(noun) if plural else noun
    if {noun, one} & (ROLES | BODIES | WRITINGS | SAYINGS | KIN | PRESS_NOUNS | SPEAKING):
        return False
    return one in LISTED or (len(one) > 6 and one.endswith(ENDINGS))


def is_impersonal(noun: Token) -> bool:
    """Whether a noun is common and no role of a person's: what urges and warns is somebody."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() not in ROLES


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith("crises"):
        return "crisis"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
