"""Who stands behind a report, a poll, a statement: who issued it, or whose words it is."""

from __future__ import annotations

from rhetoric.attribution.cast.countries import NATIONS
from rhetoric.attribution.cast.lexicon import DAYS, SAYINGS, WRITINGS
from rhetoric.attribution.speakers import pronouns
from rhetoric.attribution.speakers.discourse import Context, DiscourseModel, Resolution, listed
from rhetoric.attribution.speakers.phrases import STOPS, Phrase

TOPICS = frozenset("on about against in to".split())  # what comes after is not the issuer


def resolve(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve a report, a poll or a statement to whoever issued it."""
    words, owner, head = discourse.words, phrase.owner, discourse.words.low[phrase.head]
    if head not in WRITINGS and (owner is None or head not in SAYINGS):
        return None
    if owner is not None and words.tag[owner] == "PRP$":
        found = pronouns.whose(discourse, owner, context)
        if found.name:
            return Resolution(found.name, "nominal", found.named, 0.7, "whose words they are")
    mentions = discourse.cast.within(phrase.start, phrase.end)
    members = [m.member for m in mentions if words.low[m.start - 1] not in TOPICS]
    people = list(dict.fromkeys(m for m in members if m.kind == "person"))
    bodies = [m for m in members if m.kind == "body"]
    if people and (owner is not None or not bodies):
        return Resolution(listed(people), "name", True, 0.75, "whose words they are")
    if bodies:
        return Resolution(discourse.cast.actor(bodies[0]), "name", True, 0.8, "who issued it")
    name = None if members else _unseen(discourse, phrase) or _behind(discourse, phrase)
    if name:
        return Resolution(name, "name", True, 0.6, "who issued it")
    said = context.said
    if phrase.definite and said is not None and said.kind == "body":
        return Resolution(said.name, "nominal", True, 0.5, "the issuer before")
    return None


def _behind(discourse: DiscourseModel, phrase: Phrase) -> str | None:
    """Return the body behind a mention that was cut short: "A report | by the Institute"."""
    words, at = discourse.words, discourse.cast.at
    for k in range(phrase.end, min(phrase.end + 14, len(words) - 3)):
        if words.text[k] in STOPS or words.tag[k] in ("VBZ", "VBP", "MD"):
            return None
        mention = at.get(k + 1) or at.get(k + 2)
        if words.low[k] in ("by", "from") and mention and mention.member.kind == "body":
            return discourse.cast.actor(mention.member)
    return None


def _unseen(discourse: DiscourseModel, phrase: Phrase) -> str | None:
    """Return the capitalised words before a poll or report that the tagger of names passed over."""
    words, k = discourse.words, phrase.start
    while k < phrase.head and not (
        words.text[k][0].isupper()
        and (k > phrase.start or words.pos[k] == "PROPN")
        and words.pos[k] not in ("DET", "PRON")
        and words.low[k] not in DAYS
        and words.low[k] not in NATIONS
    ):
        k += 1
    first = k
    while k < phrase.head and words.text[k][0].isupper():
        k += 1
    return words.slice(first, k) if k > first else None
