"""Who says what: source, cue and content, nested, with the canonical speaker.

What was found is put together here: one attribution a saying. What says nothing is left out: things
as speakers, talk, and what a voice says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rhetoric.attribution import lexicon
from rhetoric.attribution.headlines_and_turns import voices
from rhetoric.attribution.relations import (
    AUTHOR,
    QUESTION,
    TRANSCRIPT,
    Attribution,
    Relation,
    Span,
    TokenIndex,
)
from rhetoric.attribution.speakers import Resolution, Speakers
from rhetoric.attribution.tagger_and_rules import DEEPEST, Overlaps, collect
from rhetoric.reading.documents import Document

__all__ = ["AUTHOR", "QUESTION", "Attribution", "Span", "attribute", "reports"]

# How many of the tagger's attributions of a kind are right, on its development set; its own
# probabilities tell less than that.
PRECISION = {"direct": 0.97, "mixed": 0.9, "indirect": 0.78}
_TALKING = frozenset({"you", "i", "we"})
RUMOUR = lexicon.HEARSAY & {"say", "report", "allege", "rumor", "rumour", "claim", "accuse"}


def attribute(
    document: Document, *, model: str | Path | None = None, speakers: Speakers | None = None
) -> list[Attribution]:
    """Return the attributions of a document in order of their content, each with its speaker.

    `speakers` is the document's cast, where it is at hand already.
    `model` is the file of a trained tagger; without it RHETORIC_ATTRIBUTION_MODEL names one, or the
    one that ships is used. Raises ModelError.
    """
    index = TokenIndex(document)
    found, above = _followed(collect(index, model))
    who = _cast(index, found, above, speakers or Speakers(document))
    kept = _sayings(index, found, above, who)
    number = {old: new for new, old in enumerate(kept)}
    made = []
    for i in kept:
        outer = [number[k] for k in _around(above, i) if k in number]
        made.append(_attribution(index, found[i], who[i], next(iter(outer), None), len(outer)))
    return made


def reports(found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions without turns of transcripts, whose contents they are nested in.

    So they compare with what coders mark, who pass over who talks. `parent` is of no use in them.
    """
    top = list(range(len(found)))
    for i, one in enumerate(found):  # a parent stands before what is nested in it
        top[i] = i if one.parent is None else top[one.parent]
    return [
        replace(one, depth=one.depth - (found[top[i]].kind == "transcript"))
        for i, one in enumerate(found)
        if one.kind != "transcript"
    ]


def _followed(found: list[Relation]) -> tuple[list[Relation], list[int | None]]:
    """Leave out voices deeper than DEEPEST. Return the others, and what each is nested in."""
    above = parents(found)
    deep = (list(islice(_around(above, i), DEEPEST + 1)) for i in range(len(found)))
    kept = [f for f, line in zip(found, deep, strict=True) if len(line) <= DEEPEST]
    return (found, above) if len(kept) == len(found) else (kept, parents(kept))


def parents(found: list[Relation]) -> list[int | None]:
    """Return for each attribution the one it is nested in: the smallest that holds its cue.

    A parent's content is longer than its child's, so the nesting cannot go round in a circle.
    """
    number, taken = {id(f): i for i, f in enumerate(found)}, Overlaps(found)
    result: list[int | None] = []
    for f in found:
        around = [
            g
            for g in taken.at(f.anchor[0])
            if g.size > f.size and g.covers(f.anchor) and (f.cue or g.cue or g.rule in TRANSCRIPT)
        ]
        parent = min(around, key=lambda g: g.size, default=None)
        result.append(None if parent is None else number[id(parent)])
    return result


def _around(above: Sequence[int | None], i: int) -> Iterator[int]:
    """Yield the numbers of those that one is nested in, the nearest first."""
    step = above[i]
    while step is not None:
        yield step
        step = above[step]


def _cast(
    index: TokenIndex, found: list[Relation], above: list[int | None], speakers: Speakers
) -> dict[int, Resolution]:
    """Return who speaks each: outer ones in the order of the text, then those in their words."""
    turns = voices(index, found, speakers)

    def speaker(one: Relation, outer: str | None, before: str | None) -> Resolution:
        if one.rule == "document":
            return Resolution(speakers.author, "document", True, 1.0)
        if one.rule == "turn" and one.source is not None:
            name = turns[one.source[0]]
            asks = name == QUESTION
            return Resolution(name, "unnamed" if asks else "named", not asks, 1 if asks else 0.98)
        if one.source is not None:
            return speakers.resolve(index.chars(one.source), outer=outer, before=before)
        if one.rule == "carried" and before is not None:
            return Resolution(before, "carried", True, 0.8)
        return Resolution(None, "unresolved", False, 0.5)

    def place(i: int) -> tuple[int, int]:
        return len(list(_around(above, i))), found[i].anchor[0]

    who: dict[int, Resolution] = {}
    before: str | None = None
    for i in sorted(range(len(found)), key=place):
        up = above[i]
        outer = None if up is None else who[up].name
        who[i] = speaker(found[i], outer, before if up is None else outer)
        before = who[i].name or before if up is None else before
    return who


def _sayings(
    index: TokenIndex, found: list[Relation], above: list[int | None], who: dict[int, Resolution]
) -> list[int]:
    """Return the numbers of those that say something; `above` is what each is nested in."""
    labelled = any(b.role == "label" for b in index.document.blocks)
    kept = []
    for i, (one, up) in enumerate(zip(found, above, strict=True)):
        # what stands before the first label is somebody's
        voice = who[up].name if up is not None else AUTHOR if labelled else None
        repeats = who[i].name is not None and who[i].name == voice
        turn = up is not None and found[up].rule in TRANSCRIPT
        if not (
            (repeats and not _told_before(index, one))  # "I think that …"
            or _is_thing(index, one, who[i], nested=up is not None)
            or (turn and _is_told(index, one, who[i].name))
            or (up is not None and _is_talk(index, one, voice))
        ):
            kept.append(i)
    return kept


def _is_thing(index: TokenIndex, found: Relation, who: Resolution, *, nested: bool) -> bool:
    """Whether nothing is said: a thing is the subject, or only a pronoun the object inside."""
    a, b = found.content[0]
    marks = index.deeper if nested else index.inside
    quoted = any(marks[i] >= 0 for i in range(a, b))  # a sign reads, a banner says
    if not who.party and not quoted and found.rule not in ("headline", "according"):
        return True
    return nested and b - a == 1 and index.doc[a].pos_ == "PRON"


def _is_told(index: TokenIndex, found: Relation, name: str | None) -> bool:
    """Whether a transcript only tells it: "terrorists attack schools", "X is seen as progress"."""
    if found.rule in ("tagger", "object") and _is_noun_phrase(index, found):
        return True  # "Norland expects a deal", "defends its borders"
    heard = lexicon.SPEAKING if name is not None else RUMOUR
    return found.rule == "tagger" and not _by_cue(index, found, heard)


def _by_cue(index: TokenIndex, found: Relation, words: frozenset[str]) -> bool:
    """Whether one of some words is in the cue."""
    return any(t.lemma_.lower() in words for t in index.words(found.cue))


def _is_noun_phrase(index: TokenIndex, found: Relation) -> bool:
    """Whether a content is but a noun phrase outside of inner quotation marks."""
    (a, b) = found.content[0]
    top = index.doc[a:b].root
    return len(found.content) == 1 and top.pos_ in ("NOUN", "PROPN", "PRON") and (
        index.deeper[a] < 0 and index.deeper[b - 1] < 0
    )  # fmt: skip


def _is_talk(index: TokenIndex, found: Relation, voice: str | None) -> bool:
    """Whether a voice only talks, "you know", "we are defending", or asks: "did you say"."""
    words = " ".join(t.lower_ for t in index.words([found.source] if found.source else []))
    told = _by_cue(index, found, lexicon.SPEAKING)
    told = told and (words != "you" or _told_before(index, found))
    return (not told or voice == QUESTION) and words in _TALKING


def _told_before(index: TokenIndex, found: Relation) -> bool:
    """Whether it was said before: "I told them that …", "as you said"."""
    past = (t for t in index.words(found.cue) if t.tag_ in ("VBD", "VBN"))
    return any(t.lemma_.lower() in lexicon.SAYING for t in past)


def _attribution(
    index: TokenIndex, found: Relation, who: Resolution, parent: int | None, depth: int
) -> Attribution:
    content = tuple(index.chars(r) for r in found.content)
    kind = _kind(index, found, depth)
    sure = PRECISION[kind] if found.rule == "tagger" else found.confidence
    return Attribution(
        content=content,
        cue=tuple(index.chars(r) for r in found.cue),
        source=index.chars(found.source) if found.source is not None else None,
        kind=kind,
        speaker=who.name,
        speaker_how=who.how,
        named=who.named,
        parent=parent,
        depth=depth,
        rule=found.rule,
        confidence=round(sure * who.confidence, 3),
    )


def _kind(index: TokenIndex, found: Relation, depth: int) -> str:
    """Direct where nearly every word stands in quotation marks, mixed where some do.

    Inside a quotation only the marks inside it count: the outer ones are the outer voice's.
    """
    if found.rule in TRANSCRIPT:
        return "transcript"
    marks = index.inside
    if depth and found.cue and index.inside[found.cue[0][0]] >= 0:
        marks = index.deeper
    words = [t for t in index.words(found.content) if not t.is_punct and not t.is_space]
    quoted = sum(marks[t.i] >= 0 for t in words)
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * len(words) else "mixed"
