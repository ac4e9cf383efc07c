"""States: by name, code or adjective, and the state in whose name a whole text is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rhetoric.attribution.metonyms import CODES, METONYMS, NATIONS, STYLES
from rhetoric.attribution.phrases import Phrase
from rhetoric.attribution.resolution import Resolution
from rhetoric.attribution.roles import BODIES
from rhetoric.attribution.words import fold
from rhetoric.words import word_set

if TYPE_CHECKING:
    from rhetoric.attribution.cast import Cast
    from rhetoric.attribution.speakers import Speakers

SIDES = frozenset("side delegation authorities government leadership".split())
HOME = frozenset("country delegation government nation people state republic kingdom".split())
DEMONYMS = word_set("countries.endings")
FORMS = word_set("countries.forms")
NAMES = frozenset(CODES.values())


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
    if not name:
        return None
    return CODES.get(name.strip()) or country(name) or name


def nation(cast: Cast, adjective: str) -> str | None:
    """Return the country of an adjective: a known one, or one that the article names."""
    if adjective in NATIONS:
        return NATIONS[adjective]
    for member in cast.members:
        if member.kind in ("place", "body") and _derived(adjective, member.words):
            return member.name
    return None


def _derived(adjective: str, words: tuple[str, ...]) -> bool:
    """Tell whether an adjective is made from a country's name: Angolan, Angola."""
    if len(words) != 1 or len(words[0]) < 4:
        return False
    stem = words[0].rstrip("aeioy")
    starts = (words[0], words[0][:-1], stem)
    return any(adjective == start + end for start in starts for end in DEMONYMS if start)


def side(speakers: Speakers, phrase: Phrase) -> Resolution | None:
    """Resolve "the Angolan side", "Angola's delegation", "the Republic of Angola" to the state."""
    words, last = speakers.words, phrase.end - 1
    first = phrase.start + (words.low[phrase.start] == "the" and last > phrase.start)
    if "of" in words.low[first:last] and (full := country(words.slice(first, phrase.end))):
        return Resolution(full, "name", True, 0.9, "a state by its full name")
    if words.low[last] not in ("side", "delegation", "authorities") or last == first:
        return None
    end = last - (words.low[last - 1] in ("'s", "'"))
    name = nation(speakers.cast, " ".join(words.low[first:end]))
    if name is None and end < last:
        name = country(words.slice(first, end)) or _place(speakers, first, end)
    if name is None:
        return None
    return Resolution(name, "metonym", True, 0.85, f"the {words.low[last]} stands for its state")


def _place(speakers: Speakers, first: int, end: int) -> str | None:
    mention = speakers.cast.at.get(first)
    if mention is None or mention.member.kind != "place":
        return None
    return speakers.actor(mention.member) if mention.end == end else None


def own(speakers: Speakers, phrase: Phrase, outer: str | None) -> Resolution | None:
    """Resolve "my country" and, in a state's own speech, the state's name to who speaks."""
    words, name = speakers.words, speakers.author
    if name is None or outer not in (None, name):
        return None
    mine = words.low[phrase.start] in ("my", "our") and words.low[phrase.head] in HOME
    if mine and phrase.core == phrase.end:
        return Resolution(name, "pronoun", True, 0.9, "first person: the article's speaker")
    home = country(name)
    if home is None:
        return None
    first = phrase.start + (words.low[phrase.start] == "the" and phrase.end - phrase.start > 1)
    if words.low[first] in SIDES and words.low[first + 1 : first + 2] == ["of"]:
        first = min(first + 2, phrase.end - 1)
    end = phrase.end
    if words.low[end - 1] in SIDES and end - 1 > first:
        end -= 1
        if words.low[end - 1] in ("'s", "'") and end - 1 > first:
            end -= 1
        if nation(speakers.cast, " ".join(words.low[first:end])) == home:
            return Resolution(name, "name", True, 0.9, "the state that speaks")
    if country(words.slice(first, end)) == home:
        return Resolution(name, "name", True, 0.95, "the state that speaks")
    return None


def owned(
    speakers: Speakers, phrase: Phrase, outer: str | None, before: str | None
) -> Resolution | None:
    """Resolve "his government", "their party" by whose it is: a state, or "Karl Lind's party"."""
    words, owner = speakers.words, phrase.owner
    body = words.low[phrase.head]
    if not isinstance(owner, int) or words.tag[owner] != "PRP$" or body not in BODIES:
        return None
    whose = speakers.whose(owner, outer, before)
    member = speakers.by_name.get(whose.name or "")
    if member is None:
        return None
    if body in SIDES | {"administration", "cabinet"} and len(member.nations) == 1:
        [state] = member.nations
        return Resolution(state, "metonym", True, 0.7, "whose government it is")
    name = f"{member.name}'s {words.slice(owner + 1, phrase.core)}"
    return Resolution(name, "group", False, 0.6, "whose it is")
