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
ability access accident advantage age agenda aim air aircraft album alternative amount anger angle
approach area arm arrest arrival art aspect asset attack attempt background ban barrier basis
battle beauty beginning behavior behaviour benefit blast blow bomb bombing bond border bottom
boundary box breakthrough bridge budget building burden bus car career case catastrophe category
cause cell central ceremony chain challenge chance change chapter choice circle circumstance clash
climate clock cloud coast code collapse color colour column comfort concept conflict consequence
consumption content core corner corruption cost coup course crackdown crash crime crisis cult
currency curve custom cycle damage danger darkness date dawn day deal death debate debt decade
decrease defeat degree delay desert desire destiny device dialogue difference difficulty dignity
dimension disaster discourse disease distance dollar domain door doubt dream drill drone drought
duty earthquake ease edge effect effort election element embargo emission end energy engine
environment envy epidemic equality era error escalation event evidence evil excess exchange
exercise expense experience explosion extent eye fact factor failure fate fault fear feature fee
field fighting file film fire flight flood food force form format formula foundation frame
framework freedom frequency fruit fuel function future gain game gap gas genocide gesture glory
goal grain grief ground growth gun habit hand hardship harm hatred health heat height heritage
history holocaust hope horizon hour humor humour hunger hurricane idea ideal image impact impasse
impetus impulse incident income increase inequality injury injustice inquiry instrument insult
interest invasion issue item job journey joy juncture key killing kind knowledge lack land
landscape latitude launch layer legacy level liberty lie life light limit link load loan location
loss luck magnitude map margin market material matter meaning mechanism medicine meeting memory
menace method mine misery missile mistake mode model moment momentum money month mood morning
motive mountain move murder myth name nature need night nightmare notion nucleus object obstacle
ocean odds offensive oil operation option origin outbreak outcome outlook output pace pandemic
paradox parallel park passion past path pattern pause peace pension period perspective phase
phenomenon photo picture piece pillar pipeline place plague point pollution potential poverty
power practice precedent pressure price pride principle priority privilege prize problem process
product profit program programme progress project proof property prosperity protest purpose
quality quantity quest quota race rage raid rain range rank rate ratio reality reason recession
reform regard relation remedy rent resource respect response responsibility result reward rhythm
right rise risk ritual rivalry river road rocket role roof room root route ruin rumor rumour
safety saga sake sample sanction scale scandal scene scheme scope score sea season sector seed
sense series set sex shadow shape share shift shock shooting siege sign signal site situation size
skill sky slavery slogan smoke snow soil solution sort soul sound space speed sphere spirit spread
spring stage stain standard start status step stock stone store storm strategy stream strength
stress strike structure struggle style success suffering summit sun supply surface surplus
sustenance symbol symptom system tactic talk target tariff task tax technology temperature
tendency tension tenure term terror test thing threat threshold tide tie time toll tool topic
torture track trade tragedy transparency transport trap treasure treatment tree trend trial trick
trouble truce truth turmoil type uncertainty universe unrest uprising vaccine vacuum value variety
vein vengeance verge verse vessel vicinity victory violence virtue virus vision visit vocation
void volcano volume vote wage war warfare water wave way wealth weapon weather week weight welfare
wheel wind window winter wisdom wonder work world worth wound wreck year yield youthfulness zone
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
