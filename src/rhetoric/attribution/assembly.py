"""Put what the rules found together: one attribution a saying, nested by containment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from rhetoric.attribution import AUTHOR, QUESTION, Attribution, Span, cues
from rhetoric.attribution.merging import merge, tagged
from rhetoric.attribution.relations import TRANSCRIPT, Relation
from rhetoric.attribution.rules.headlines import headline, signed
from rhetoric.attribution.rules.nouns import in_sentence
from rhetoric.attribution.rules.turns import turns, voices
from rhetoric.attribution.rules.verbs import trailing
from rhetoric.attribution.speakers import Resolution, Speakers
from rhetoric.attribution.token_index import TokenIndex
from rhetoric.grammar import Range, trim
from rhetoric.reading.documents import Document

# How many of the tagger's attributions of a kind are right, on its development set; its own
# probabilities tell less than that.
PRECISION = {"direct": 0.97, "mixed": 0.9, "indirect": 0.78}
DEEPEST = 20  # voices within voices: nobody follows more, and their texts would be n squared long
_TALKING = frozenset({"you", "i", "we"})
RUMOUR = cues.HEARSAY & {"say", "report", "allege", "rumor", "rumour", "claim", "accuse"}


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
    labelled = any(b.role == "label" for b in document.blocks)
    outermost = AUTHOR if labelled else None  # what stands before the first label is somebody's
    who = _Casting(index, found, above, speakers or Speakers(document)).all()
    kept = [
        i
        for i in range(len(found))
        if not _repeats(index, found[i], who[i].name, _voice(who, above[i], outermost))
        and not _is_thing(index, found[i], who[i], above[i])
        and not _is_source(index, found[i])
        and not _is_told(index, found, above[i], i, who[i])
        and not _is_talk(index, found, who, above[i], i)
    ]
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


@dataclass
class _Casting:
    """Who speaks each attribution: outer ones in the order of the text, then those inside them."""

    index: TokenIndex
    found: list[Relation]
    above: list[int | None]
    speakers: Speakers
    who: dict[int, Resolution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turns = voices(self.index, self.found, self.speakers)

    def all(self) -> dict[int, Resolution]:
        """Resolve every source."""
        before: str | None = None
        for i in sorted(range(len(self.found)), key=lambda i: _place(self.found[i])):
            if self.above[i] is None:
                self.who[i] = self.resolve(self.found[i], None, before)
                before = self.who[i].name or before
        for i in range(len(self.found)):
            self.nested(i)
        return self.who

    def nested(self, i: int) -> Resolution:
        """Resolve a source after the one whose words it stands in."""
        parent = self.above[i]
        if i not in self.who and parent is not None:
            outer = self.nested(parent).name
            self.who[i] = self.resolve(self.found[i], outer, outer)
        return self.who[i]

    def resolve(self, found: Relation, outer: str | None, before: str | None) -> Resolution:
        """Resolve one source in its place."""
        if found.rule == "document":
            name = self.speakers.author
            return Resolution(name, "document", True, 1.0, "the speaker of the whole text")
        if found.rule == "turn" and found.source is not None:
            name = self.turns[found.source[0]]
            if name == QUESTION:
                return Resolution(name, "unnamed", False, 1.0, "the label of a question")
            return Resolution(name, "named", True, 0.98, "the label of a turn")
        if found.source is not None:
            return self.speakers.resolve(
                _chars(self.index, found.source), outer=outer, before=before
            )
        if found.rule == "carried" and before is not None:
            return Resolution(before, "carried", True, 0.8, "goes on from the quotation before")
        return Resolution(None, "unresolved", False, 0.5, "no source is given")


def _words(index: TokenIndex, span: Range | None) -> str:
    return index.doc[span[0] : span[1]].text.lower() if span is not None else ""


def _place(found: Relation) -> int:
    return found.cue[0][0] if found.cue else found.content[0][0]


def _is_thing(index: TokenIndex, found: Relation, who: Resolution, parent: int | None) -> bool:
    """Whether nothing is said: a thing is the subject, or only a pronoun the object inside."""
    a, b = found.content[0]
    quoted = any(index.inside[i] >= 0 for i in range(a, b))  # a sign reads, a banner says
    if not who.party and not quoted and found.rule not in ("headline", "according"):
        return True
    return parent is not None and b - a == 1 and index.doc[a].pos_ == "PRON"


def _is_source(index: TokenIndex, found: Relation) -> bool:
    """Whether the content is but the "according to X" of another's saying."""
    (start, end), doc = found.content[0], index.doc
    if len(found.content) > 1 or [t.lower_ for t in doc[start : start + 2]] != ["according", "to"]:
        return False
    return end <= max(t.right_edge.i for t in doc[start : start + 2]) + 1


def _is_told(
    index: TokenIndex, found: list[Relation], parent: int | None, i: int, who: Resolution
) -> bool:
    """Whether a transcript only tells it: "terrorists attack schools", "X is seen as progress"."""
    if parent is None or found[parent].rule not in TRANSCRIPT:
        return False
    if found[i].rule in ("tagger", "object") and _is_noun_phrase(index, found[i]):
        return True  # "Norland expects a deal", "defends its borders"
    if found[i].rule != "tagger":
        return False
    heard = cues.SPEAKING if who.name is not None else RUMOUR
    words = [t.lemma_.lower() for a, b in found[i].cue for t in index.doc[a:b]]
    return not any(w in heard for w in words)


def _is_noun_phrase(index: TokenIndex, found: Relation) -> bool:
    """Whether a content is but a noun phrase outside of inner quotation marks."""
    (a, b) = found.content[0]
    top = index.doc[a:b].root
    return len(found.content) == 1 and top.pos_ in ("NOUN", "PROPN", "PRON") and (
        index.deeper[a] < 0 and index.deeper[b - 1] < 0
    )  # fmt: skip


def _is_talk(
    index: TokenIndex, found: list[Relation], who: dict[int, Resolution], parent: int | None, i: int
) -> bool:
    """Whether a turn only talks, "you know", "we are defending", or asks: "did you say"."""
    source = found[i].source
    if parent is None or found[parent].rule not in TRANSCRIPT or source is None:
        return False
    words = _words(index, source)
    told = any(t.lemma_.lower() in cues.SPEAKING for a, b in found[i].cue for t in index.doc[a:b])
    told = told and (words != "you" or _told_before(index, found[i]))
    return (not told or who[parent].name == QUESTION) and words in _TALKING


def _told_before(index: TokenIndex, found: Relation) -> bool:
    """Whether it was said before: "I told them that …", "as you said"."""
    cue = (t for a, b in found.cue for t in index.doc[a:b])
    return any(t.lemma_.lower() in cues.SAYING and t.tag_ in ("VBD", "VBN") for t in cue)


def _voice(who: dict[int, Resolution], parent: int | None, outermost: str | None) -> str | None:
    return outermost if parent is None else who[parent].name


def _repeats(index: TokenIndex, found: Relation, name: str | None, voice: str | None) -> bool:
    """Whether a voice only says what it thinks: "I think that …"; not "I told them that …"."""
    return name is not None and name == voice and not _told_before(index, found)


def _attribution(
    index: TokenIndex, found: Relation, who: Resolution, parent: int | None, depth: int
) -> Attribution:
    content = tuple(_chars(index, r) for r in found.content)
    kind = _kind(index, found, depth)
    sure = PRECISION[kind] if found.rule == "tagger" else found.confidence
    return Attribution(
        content=content,
        cue=tuple(_chars(index, r) for r in found.cue),
        source=_chars(index, found.source) if found.source is not None else None,
        kind=kind,
        speaker=who.name,
        speaker_how=who.how,
        named=who.named,
        parent=parent,
        depth=depth,
        rule=found.rule,
        confidence=round(sure * who.confidence, 3),
    )


def _chars(index: TokenIndex, span: Range) -> Span:
    last = index.doc[span[1] - 1]
    return index.doc[span[0]].idx, last.idx + len(last)


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
