"""What was found but says nothing: things as speakers, talk, and what a voice says of itself."""

from __future__ import annotations

from rhetoric.attribution import AUTHOR, QUESTION, cues
from rhetoric.attribution.relations import TRANSCRIPT, Relation
from rhetoric.attribution.speakers import Resolution
from rhetoric.attribution.token_index import TokenIndex
from rhetoric.grammar import Range

_TALKING = frozenset({"you", "i", "we"})
RUMOUR = cues.HEARSAY & {"say", "report", "allege", "rumor", "rumour", "claim", "accuse"}


def sayings(
    index: TokenIndex, found: list[Relation], above: list[int | None], who: dict[int, Resolution]
) -> list[int]:
    """Return the numbers of those that say something; `above` is what each is nested in."""
    labelled = any(b.role == "label" for b in index.document.blocks)
    outermost = AUTHOR if labelled else None  # what stands before the first label is somebody's
    return [
        i
        for i in range(len(found))
        if not _repeats(index, found[i], who[i].name, _voice(who, above[i], outermost))
        and not _is_thing(index, found[i], who[i], above[i])
        and not _is_source(index, found[i])
        and not _is_told(index, found, above[i], i, who[i])
        and not _is_talk(index, found, who, above[i], i)
    ]


def _words(index: TokenIndex, span: Range | None) -> str:
    return index.doc[span[0] : span[1]].text.lower() if span is not None else ""


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
