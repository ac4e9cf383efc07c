"""People, bodies and places by name, alone or in a row, and places that stand for an actor."""

from __future__ import annotations

from rhetoric.attribution.cast.countries import METONYMS
from rhetoric.attribution.cast.lexicon import BODIES, STAND_FOR, TITLES
from rhetoric.attribution.speakers import phrases
from rhetoric.attribution.speakers.discourse import Context, DiscourseModel, Resolution, listed
from rhetoric.attribution.speakers.phrases import Phrase

JOINTS = frozenset((",", "and", "&"))


def people(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve the people that are named."""
    if not phrase.names:
        return None
    cast, words, last = discourse.cast, discourse.words, phrase.names[-1]
    members = list(dict.fromkeys(cast.which(m, context.before) for m in phrase.names))
    if len(members) > 1:
        return Resolution(listed(members), "name", True, 0.9, "named in a row")
    follows = words.low[last.end : min(last.end + 2, phrase.end - 1)]
    if follows[:1] in (["and"], ["&"]) or follows == [",", "and"]:
        return Resolution(phrases.as_name(words, phrase), "group", True, 0.7, "a name and others")
    if len(members[0].words) == 1:
        return Resolution(members[0].name, "name", True, 0.85, "named in full nowhere")
    return Resolution(members[0].name, "name", True, 0.97, "named")


def row(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Keep a row of bodies or countries as it is written; two of them by their full names."""
    words, at = discourse.words, discourse.cast.at
    if JOINTS.isdisjoint(words.low[phrase.start : phrase.end]):  # "Senate Republicans"
        return None
    for k in range(phrase.start, phrase.end):
        if k not in at and words.low[k] not in JOINTS | {"the"}:
            return None
    mentions = discourse.cast.within(phrase.start, phrase.end)
    members = list(dict.fromkeys(m.member for m in mentions))
    if len(members) < 2:
        return None
    pair = " and ".join(map(discourse.cast.actor, members))
    name = pair if len(members) == 2 else words.slice(phrase.start, phrase.end)
    return Resolution(name, "name", True, 0.85, "named in a row")


def body(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve bodies, places and what stands for them."""
    words = discourse.words
    if words.low[phrase.head] in STAND_FOR and phrase.core < phrase.end:
        phrase = phrases.read(discourse.cast, phrase.core + 1, phrase.end) or phrase
    bare = phrase.start
    while bare < phrase.end - 1 and words.low[bare] in ("the", "official"):
        bare += 1
    end = phrase.end - (words.low[phrase.end - 1] in ("'s", "'"))
    text = " ".join(words.low[bare:end])
    actor = METONYMS.get(text)
    if actor:
        how = "name" if actor.lower() == text else "metonym"
        return Resolution(actor, how, True, 0.9, f"{words.slice(bare, end)!r} stands for it")
    if words.low[phrase.head] in TITLES or phrase.indefinite:  # "the Hungarian PM"
        return None
    mention = discourse.cast.at.get(phrase.head)
    if mention is None or mention.member.kind == "person":
        return _composed(discourse, phrase)
    if mention.member.kind == "people":
        return None
    if mention.start > bare and words.low[mention.start - 1] not in ("the", "so-called"):
        return _composed(discourse, phrase)
    people = words.tag[phrase.head] == "NNPS" and mention.end - mention.start == 1
    if people or mention.end > phrase.core < phrase.end:
        return None
    return Resolution(discourse.cast.actor(mention.member), "name", True, 0.9, "named")


def _composed(discourse: DiscourseModel, phrase: Phrase) -> Resolution | None:
    """Keep "the Dunmore administration" and the like: a body with a name before its noun."""
    words = discourse.words
    first = phrase.start + (words.low[phrase.start] == "the")
    whole = phrase.core == phrase.end and phrase.owner is None and not phrase.indefinite
    kind = words.low[phrase.head] in BODIES and not phrase.plural
    if not (whole and kind and phrase.head > first and words.text[first][0].isupper()):
        return None
    name = words.slice(first, phrase.head + 1)
    return Resolution(name, "name", True, 0.8, "a body named by its noun")
