"""Nouns of things, which hold no position and say nothing: data, and how to tell one.

Conservative: a noun not listed here, and not of an ending of abstract nouns, may be a party.
"""

from __future__ import annotations

from rhetoric.attribution.roles import BODIES, KIN, PRESS_NOUNS, ROLES, SAYINGS, WRITINGS

ENDINGS = ("tion", "sion", "ment", "ness", "ship", "ism", "ance", "ence", "ity")
# Of these endings, nouns of people and bodies, and of texts that say something.
SPEAKING = frozenset(
    """
administration agreement alliance announcement arrangement association audience authority business
city coalition collection commission committee community confederation conference constitution
convention corporation declaration delegation deployment department document electorate entity
establishment faction faculty federation foundation generation government institution judgment
leadership legislation majority management membership minority mission municipality nationality
nation opinion opposition organisation organization parliament pension population
presidency presentation publication regiment regulation representation resistance resolution
section session settlement statement station testament testimony union university utility witness
legation congregation profession television deputation assumption intelligence eminence excellence
majesty security secession parliamentarianism judiciary aristocracy celebrity personality
contingent insurance finance
""".split()
)
LISTED = frozenset(
    """
accident agenda aim air aircraft arrest attack attempt battle benefit blast blow bomb bombing border
breakthrough building catastrophe cause chance change climate collapse conflict coup crash crime
crisis cycle damage danger day deal death debate debt decade decrease defeat delay difference
difficulty disaster disease drill drought drone earthquake effect effort election emission epidemic
era escalation event evidence exchange exercise experience explosion fact failure fear fighting fire
flight flood force fuel future gap gas goal growth harm heat history hope hunger idea incident
increase injury inquiry invasion issue killing lack launch loss market matter meeting menace
method missile moment momentum month move murder need nightmare oil operation outbreak outcome
outlook pace pandemic path peace phase picture place pollution poverty power practice precedent
pressure price problem process program programme progress project protest race raid reality reason
recession reform result rise risk river rivalry road rocket route sanction scandal scheme sea shift
shock shooting siege sign signal situation storm strategy strike struggle success summit system
talk tariff tax technology temperature tension terror test thing threat tie time trade tragedy
trend truce truth turmoil uncertainty unrest uprising vaccine value victory violence virus visit
volcano vote war warfare water wave way weapon weather week world year
""".split()
) - {"force", "power", "world", "market", "inquiry", "place", "talk", "vote"}


def is_thing(noun: str, *, plural: bool = False) -> bool:
    """Tell whether a common noun, in lower case, is surely no party to anything."""
    one = _singular(noun) if plural else noun
    if {noun, one} & (ROLES | BODIES | WRITINGS | SAYINGS | KIN | PRESS_NOUNS | SPEAKING):
        return False
    return one in LISTED or (len(one) > 6 and one.endswith(ENDINGS))


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith("crises"):
        return "crisis"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
