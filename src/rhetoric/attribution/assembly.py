"""Put what the rules found together: one attribution a saying, nested by containment."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rhetoric.attribution import Attribution
from rhetoric.attribution.casting import Casting
from rhetoric.attribution.filtering import sayings
from rhetoric.attribution.merging import merge, tagged
from rhetoric.attribution.relations import TRANSCRIPT, Relation
from rhetoric.attribution.rules.headlines import headline, signed
from rhetoric.attribution.rules.nouns import in_sentence
from rhetoric.attribution.rules.turns import turns
from rhetoric.attribution.rules.verbs import trailing
from rhetoric.attribution.speakers import Resolution, Speakers
from rhetoric.attribution.token_index import TokenIndex
from rhetoric.grammar import Range, trim
from rhetoric.reading.documents import Document

# How many of the tagger's attributions of a kind are right, on its development set; its own
# probabilities tell less than that.
PRECISION = {"direct": 0.97, "mixed": 0.9, "indirect": 0.78}
DEEPEST = 20  # voices within voices: nobody follows more, and their texts would be n squared long


def collect(index: TokenIndex, model: str | Path | None = None) -> list[Relation]:
    """Return every attribution of a document, outer ones before those inside them."""
    heard = tagged(index, model)
    return order(_without_shadows(merge(heard, by_rules(index, heard))))


def by_rules(index: TokenIndex, heard: list[Relation]) -> list[Relation]:
    """Return what the rules find, but for the cues by which the tagger heard a quotation."""
    found = [*turns(index), *signed(index)]
    quoting = (f for f in heard if any(index.inside[a] >= 0 for a, _ in f.content))
    taken = {i for f in quoting for a, b in f.cue for i in range(a, b)}
    for sentence, role in index.sentences:
        if role in ("title", "dek"):
            head = headline(index, sentence)
            if head is not None:
                found.append(head)
        last = trailing(index, sentence)
        if last is not None and last.cue[0][0] not in taken:
            taken.add(last.cue[0][0])
            found.append(last)
        for here in in_sentence(index, sentence):
            if here.cue[0][0] in taken:
                continue
            clipped = _within_marks(index, here)
            if clipped is not None:
                found.append(clipped)
    return found


def _within_marks(index: TokenIndex, found: Relation) -> Relation | None:
    """Hold a content to quotation marks: inside them, or around them, never across one."""
    anchor = found.cue[0][0]
    here = index.inside[anchor]
    (start, end) = found.content[0]
    if here >= 0:
        a, b = index.quotes[here]
        start, end = max(start, a), min(end, b)
    else:
        first, last = index.inside[start], index.inside[end - 1]
        if last >= 0:
            end = index.quotes[last][1]
        if first >= 0:
            start = index.quotes[first][0]
    if end - start < 1:
        return None
    found.content = [trim(index.doc, start, end)]
    return found if found.content[0][1] > found.content[0][0] else None


def _without_shadows(found: list[Relation]) -> list[Relation]:
    """Drop a cueless quotation inside a content, and the weaker of two readings of one content."""
    around = _covering([f for f in found if f.rule not in ("carried", *TRANSCRIPT)])
    best: dict[Range, float] = {}
    for f in found:
        best[f.content[0]] = max(best.get(f.content[0], 0.0), f.confidence)
    kept = []
    for f in found:
        if f.rule == "carried" and any(_covers(g, f.content[0]) for g in around[f.content[0][0]]):
            continue
        if len(f.content) == 1 and f.confidence < best[f.content[0]]:
            continue
        kept.append(f)
    return kept


def _covering(found: list[Relation]) -> defaultdict[int, list[Relation]]:
    """Return token → the attributions whose content holds it."""
    at: defaultdict[int, list[Relation]] = defaultdict(list)
    for f in found:
        for a, b in f.content:
            for i in range(a, b):
                at[i].append(f)
    return at


def _covers(found: Relation, span: Range) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in found.content)


def order(found: list[Relation]) -> list[Relation]:
    """Sort by start of content, the longer first."""
    return sorted(found, key=lambda f: (f.content[0][0], -(f.content[-1][1] - f.content[0][0])))


def parents(found: list[Relation]) -> list[int | None]:
    """Return for each attribution the one it is nested in: the smallest that holds its cue.

    A parent's content is longer than its child's, so the nesting cannot go round in a circle.
    """
    size = {id(f): sum(b - a for a, b in f.content) for f in found}
    number = {id(f): i for i, f in enumerate(found)}
    at = _covering(found)
    result: list[int | None] = []
    for f in found:
        anchor = f.cue[0] if f.cue else f.content[0]
        around = [
            g
            for g in at[anchor[0]]
            if size[id(g)] > size[id(f)]
            and _covers(g, anchor)
            and (f.cue or g.cue or g.rule in TRANSCRIPT)
        ]
        parent = min(around, key=lambda g: size[id(g)], default=None)
        result.append(None if parent is None else number[id(parent)])
    return result


def attributions(
    document: Document, *, model: str | Path | None = None, speakers: Speakers | None = None
) -> list[Attribution]:
    """Return the attributions of a document, with kinds, nesting and canonical speakers.

    `model` is the file of the tagger to use, if not the one in use.
    """
    index = TokenIndex.open(document)
    found, above = _followed(collect(index, model))
    who = Casting(index, found, above, speakers or Speakers(document)).all()
    kept = sayings(index, found, above, who)
    number = {old: new for new, old in enumerate(kept)}
    made = []
    for i in kept:
        parent, depth = above[i], 0
        while parent is not None and parent not in number:
            parent = above[parent]
        step = parent
        while step is not None:
            depth += step in number
            step = above[step]
        up = number[parent] if parent is not None else None
        made.append(_attribution(index, found[i], who[i], up, depth))
    return made


def _followed(found: list[Relation]) -> tuple[list[Relation], list[int | None]]:
    """Leave out voices deeper than DEEPEST. Return the others, and what each is nested in."""
    above = parents(found)
    kept = []
    for i, f in enumerate(found):
        step, depth = above[i], 0
        while step is not None and depth <= DEEPEST:
            step, depth = above[step], depth + 1
        if depth <= DEEPEST:
            kept.append(f)
    return (found, above) if len(kept) == len(found) else (kept, parents(kept))


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
    words = quoted = 0
    for a, b in found.content:
        for i in range(a, b):
            if not index.doc[i].is_punct and not index.doc[i].is_space:
                words += 1
                quoted += marks[i] >= 0
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * words else "mixed"
