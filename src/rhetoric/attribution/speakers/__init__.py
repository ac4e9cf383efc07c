"""Whom a source mention means: resolvers, in the order in which they are tried."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace

from rhetoric.attribution.speakers import descriptions, groups, phrases
from rhetoric.attribution.speakers.discourse import (
    UNRESOLVED,
    Context,
    DiscourseModel,
    Resolution,
    listed,
)
from rhetoric.attribution.speakers.phrases import Phrase
from rhetoric.reading.documents import Document

__all__ = ["Resolution", "Speakers"]
Resolver = Callable[[DiscourseModel, Phrase, Context], Resolution | None]
RELATIVE = frozenset("who whom whose which that".split())
NOBODY = replace(UNRESOLVED, confidence=0.1)


def nobody(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "neither minister" to the names before it, and "nobody" to no one."""
    if not phrases.nobody(discourse.words, phrase):
        return None
    neither = discourse.words.low[phrase.start] == "neither"
    return (neither and groups.several(discourse, phrase, context)) or NOBODY


def relative(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve who, which, that, and "all of whom", by the noun phrase that they hang on."""
    words, start, i = discourse.words, phrase.start, phrase.end - 1
    several = words.low[start + 1 : i] == ["of"]
    if words.low[i] not in RELATIVE or not (several or start == i):
        return None
    end, verb = start, i
    while end and words.text[end - 1] in (",", ")", "--", "—"):
        end -= 1
    near = discourse.cast.at.get(end - 1)
    people = discourse.row(start) if several and near is not None else []
    if people:
        return Resolution(listed(people), "pronoun", True, 0.7)
    if near is not None and near.member.kind == "person" and words.low[i] != "which":
        return Resolution(near.member.name, "pronoun", True, 0.85)
    for _ in range(6):
        if words.dep[verb] != "relcl":
            verb = words.head[verb]
    clause = words.dep[verb] == "relcl" and words.head[verb] < start
    noun = words.head[verb] if clause else end - 1
    if noun < 0:
        return UNRESOLVED
    before = phrases.read(discourse.cast, words.left_edge(noun), end)
    found = before and _first(NOUNS, discourse, before, context)
    if not found:
        return UNRESOLVED
    return replace(found, how="pronoun", confidence=0.7) if found.name else found


# What may stand for a noun phrase, and what else a source may be.
NOUNS: tuple[Resolver, ...] = (
    phrases.people,
    phrases.side,
    phrases.row,
    phrases.body,
    groups.several,
    descriptions.again,
    descriptions.person,
    descriptions.body,
    groups.kept,
)
RESOLVERS: tuple[Resolver, ...] = (
    nobody,
    groups.pronoun,
    relative,
    phrases.own,
    phrases.people,
    descriptions.writing,
    *NOUNS[1:],
)


def _first(
    resolvers: tuple[Resolver, ...], discourse: DiscourseModel, phrase: Phrase, context: Context
) -> Resolution:
    found = (resolver(discourse, phrase, context) for resolver in resolvers)
    return next((one for one in found if one is not None), UNRESOLVED)


class Speakers(DiscourseModel):
    """The people and bodies of one article, built once; `resolve` says whom a mention means."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        descriptions.follow(self)

    def resolve(
        self, mention: tuple[int, int], *, outer: str | None, before: str | None
    ) -> Resolution:
        """Return whom the source text[start:end] means.

        `outer` is the speaker of the enclosing attribution, `before` that of the one before.
        """
        words, context = self.words, self.context(outer, before)
        start = max(0, bisect_right(words.at, mention[0]) - 1)
        end = bisect_left(words.at, mention[1])
        phrase = phrases.read(self.cast, start, end)
        if phrase is not None:
            return _first(RESOLVERS, self, phrase, context)
        lets = start and end - start == 1 and words.low[start - 1] == "let"  # "let's"
        return groups.first(self, context) if lets else UNRESOLVED

    def named(self, start: int, end: int) -> str | None:
        """Return the name of whom text[start:end] means, wherever it stands; None if unresolved."""
        return self.resolve((start, end), outer=None, before=None).name
