"""Whom I, he, they, it and both mean."""

from __future__ import annotations

from dataclasses import replace

from rhetoric.attribution import AUTHOR
from rhetoric.attribution.cast.lexicon import gender_of
from rhetoric.attribution.speakers import groups, salience
from rhetoric.attribution.speakers.discourse import (
    UNRESOLVED,
    Context,
    DiscourseModel,
    Resolution,
    listed,
)
from rhetoric.attribution.speakers.phrases import Phrase
from rhetoric.words import word_set

FIRST = word_set("function_words.first_person")
THEY = frozenset("they them their theirs themselves".split())
IT = frozenset("it its itself".split())
PAIR = frozenset("both neither either".split())


def resolve(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve a pronoun that stands alone, and "we all", "we in the South"."""
    words, i = discourse.words, phrase.start
    last, low = phrase.end - 1, words.low[i]
    near = last - i < 5 or words.text[i + 1] == ","
    if low in ("we", "i") and words.pos[i] == "PRON" and near:
        return first(discourse, context)
    if last > i:  # a mention that took in too much: "than what he"
        stray = words.low[last] in ("he", "she", "they") and words.dep[last] == "nsubj"
        return third(discourse, last, context) if stray else None
    if low in FIRST and words.pos[i] != "PROPN":  # the US
        return first(discourse, context)
    if low in PAIR:
        return _row(discourse, i, 2)
    if low == "this":
        return UNRESOLVED
    return _it(discourse, i, context) if low in IT else third(discourse, i, context)


def whose(discourse: DiscourseModel, i: int, context: Context) -> Resolution:
    """Resolve the possessive pronoun at token i."""
    low = discourse.words.low[i]
    if low in FIRST:
        return first(discourse, context)
    return (
        _they(discourse, i, context) if low in IT else third(discourse, i, context)
    ) or UNRESOLVED


def first(discourse: DiscourseModel, context: Context) -> Resolution:
    """Resolve I and we to who speaks."""
    name = context.outer or discourse.author
    if name:
        return Resolution(name, "pronoun", True, 0.9, "first person: who speaks")
    return Resolution(AUTHOR, "pronoun", False, 0.6, "first person outside quotations")


def third(discourse: DiscourseModel, i: int, context: Context) -> Resolution | None:
    """Resolve he, she and they; None for any other word."""
    low = discourse.words.low[i]
    if low in THEY:
        return _they(discourse, i, context)
    if not gender_of(low):
        return None
    exclude = context.around if discourse.words.quote[i] >= 0 else None
    found = salience.person(discourse, i, gender_of(low), context.said, exclude)
    if found is None:
        return UNRESOLVED
    return Resolution(found[0].name, "pronoun", True, found[1], f"{low!r}: nearest fit")


def _they(discourse: DiscourseModel, i: int, context: Context) -> Resolution:
    before, said = context.before, context.said
    if before and (said.kind != "person" if said else groups.looks_plural(before)):
        named = said is not None or " and " in before
        return Resolution(before, "pronoun", named, 0.7, "they: the speakers before")
    group = groups.last_group(discourse, i, context)
    return replace(group, how="pronoun", confidence=0.5) if group else _row(discourse, i)


def _it(discourse: DiscourseModel, i: int, context: Context) -> Resolution:
    said = context.said
    if said is not None and said.kind != "person":
        return Resolution(said.name, "pronoun", True, 0.7, "it: the body that spoke before")
    for mention in discourse.cast.back(i):
        if mention.member.kind not in ("person", "people"):
            name = discourse.cast.actor(mention.member)
            return Resolution(name, "pronoun", True, 0.5, "it: the body named before")
    return UNRESOLVED


def _row(discourse: DiscourseModel, i: int, size: int | None = None) -> Resolution:
    members = salience.row(discourse, i, size)
    if not members:
        return UNRESOLVED
    return Resolution(listed(members), "pronoun", True, 0.6, "the people named in a row")
