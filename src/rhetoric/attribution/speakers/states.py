"""States: by name or adjective, and the state in whose name a whole text is spoken."""

from __future__ import annotations

from rhetoric.attribution.cast.countries import NATIONS, country, derived
from rhetoric.attribution.cast.lexicon import BODIES
from rhetoric.attribution.speakers import pronouns
from rhetoric.attribution.speakers.discourse import Context, DiscourseModel, Resolution
from rhetoric.attribution.speakers.phrases import Phrase

STANDS = frozenset("side delegation authorities".split())  # of whatever state
SIDES = STANDS | {"government", "leadership"}  # in the speech of a state
CABINETS = SIDES | {"administration", "cabinet"}
HOME = frozenset("country delegation government nation people state republic kingdom".split())


def _behind_the(discourse: DiscourseModel, phrase: Phrase) -> int:
    more = phrase.end - phrase.start > 1
    return phrase.start + (more and discourse.words.low[phrase.start] == "the")


def _nation(discourse: DiscourseModel, first: int, end: int) -> str | None:
    """Return the country of an adjective or name, a known one or one that the article names."""
    words = discourse.words
    end -= words.low[end - 1] in ("'s", "'")
    adjective = " ".join(words.low[first:end])
    if adjective in NATIONS:
        return NATIONS[adjective]
    members = (m for m in discourse.cast.members if m.kind in ("place", "body"))
    made = (m.name for m in members if derived(adjective, m.words))
    return next(made, None) or country(words.slice(first, end))


def side(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "the Angolan side", "Angola's delegation", "the Republic of Angola" to the state."""
    words, last, first = discourse.words, phrase.end - 1, _behind_the(discourse, phrase)
    if "of" in words.low[first:last] and (full := country(words.slice(first, phrase.end))):
        return Resolution(full, "name", True, 0.9, "a state by its full name")
    if words.low[last] not in STANDS or last == first:
        return None
    name = _nation(discourse, first, last)
    return Resolution(name, "metonym", True, 0.85, "it stands for its state") if name else None


def own(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "my country" and, in a state's own speech, the state's name to who speaks."""
    words, name, end = discourse.words, discourse.author, phrase.end
    if name is None or context.outer not in (None, name):
        return None
    mine = words.low[phrase.start] in ("my", "our") and words.low[phrase.head] in HOME
    if mine and phrase.core == end:
        return Resolution(name, "pronoun", True, 0.9, "first person: the article's speaker")
    home, first = country(name), _behind_the(discourse, phrase)
    if home is None:
        return None
    if words.low[first] in SIDES and words.low[first + 1 : min(first + 2, end - 1)] == ["of"]:
        first += 2
    if words.low[end - 1] in SIDES and end - 1 > first:
        if _nation(discourse, first, end - 1) == home:
            return Resolution(name, "name", True, 0.9, "the state that speaks")
    elif country(words.slice(first, end)) == home:
        return Resolution(name, "name", True, 0.95, "the state that speaks")
    return None


def owned(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "his government", "their party" by whose it is: a state, or "Karl Lind's party"."""
    words, owner = discourse.words, phrase.owner
    body = words.low[phrase.head]
    if owner is None or words.tag[owner] != "PRP$" or body not in BODIES:
        return None
    member = discourse.by_name.get(pronouns.whose(discourse, owner, context).name or "")
    if member is None:
        return None
    if body in CABINETS and len(member.nations) == 1:
        [state] = member.nations
        return Resolution(state, "metonym", True, 0.7, "whose government it is")
    name = f"{member.name}'s {words.slice(owner + 1, phrase.core)}"
    return Resolution(name, "group", False, 0.6, "whose it is")
