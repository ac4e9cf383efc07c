"""Link spans: which cue a content belongs to, which source a cue has.

A content chooses among the cues near it (or none), a cue among the sources near it (or none): a
conditional logit (McFadden 1974) over where the two stand in the sentence and in its parse.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from rhetoric import grammar
from rhetoric.attribution.relations import Relation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from rhetoric.reading.documents import Document

REACH = 6  # spans of the other role looked at on either side
STEPS = 8  # how far up the parse
ROLES = ("source", "cue", "content")
MARKS = frozenset(",.?!:;—")
NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A source, cue or content: tokens first..last of a Doc (end-exclusive)."""

    role: str
    first: int
    last: int
    probability: float


class Site:
    """Where the spans of a document stand: sentence, paragraph, parse."""

    def __init__(self, document: Document, spans: Sequence[Labelled]) -> None:
        doc = document.doc
        raw = doc.to_array(["HEAD", "SENT_START", "IDX"]).astype("int64")
        self.doc = doc
        self.heads = raw[:, 0].tolist()
        self.sentence = (raw[:, 1] == 1).cumsum().tolist()
        starts = [b.start for b in document.blocks]
        self.block = (np.searchsorted(starts, raw[:, 2], side="right")).tolist()
        outer = [q for q in document.quotations if not q.depth]
        inside = [outer[n] if n >= 0 else None for n in document.quotation_of]
        self.quoted = [1 + q.block if q else 0 for q in inside]
        self.goes_on = [q is not None and q.continues for q in inside]
        self.spans = sorted(spans, key=lambda s: s.first)
        self.rank = {s: i for i, s in enumerate(self.spans)}
        self.of = {role: [s for s in self.spans if s.role == role] for role in ROLES}
        self.head = {s: self._top(s) for s in self.spans}
        self.counts = {
            role: [0, *accumulate(int(s.role == role) for s in self.spans)] for role in ROLES
        }

    def _top(self, span: Labelled) -> int:
        """The token of a span whose head lies outside of it (the first that is no mark)."""
        found = span.first
        for i in range(span.first, span.last):
            up = i + self.heads[i]
            if not span.first <= up < span.last or up == i:
                if self.doc[i].dep_ != "punct":
                    return i
                found = i
        return found

    def climb(self, start: int, inside: Labelled) -> tuple[int, int]:
        """Return the steps from a token up into a span and the token below it (0: not above)."""
        i = start
        for step in range(1, STEPS):
            up = i + self.heads[i]
            if up == i:
                return 0, start
            if inside.first <= up < inside.last:
                return step, i
            i = up
        return 0, start

    def between(self, a: Labelled, b: Labelled, role: str) -> int:
        lo, hi = sorted((self.rank[a], self.rank[b]))
        return self.counts[role][hi] - self.counts[role][lo + 1]


def _bucket(n: int) -> str:
    return str(n) if n < 3 else "3-5" if n < 6 else "6-12" if n < 13 else "13+"


def relate(site: Site, span: Labelled, cue: Labelled) -> Iterator[str]:
    """Yield the attributes of a pair of a content or source and a cue."""
    role = span.role
    side = "before" if span.first < cue.first else "after"
    gap = max(0, cue.first - span.last if side == "before" else span.first - cue.last)
    a, b = site.head[span], site.head[cue]
    apart = abs(site.sentence[span.last - 1 if side == "before" else span.first] - site.sentence[b])
    place = "block" if site.block[span.first] != site.block[cue.first] else str(min(apart, 2))
    yield f"{role} {side} {place}"
    yield f"{role} {side} gap {_bucket(gap)}"
    cues = site.between(span, cue, "cue")
    others = site.between(span, cue, "source" if role == "content" else "content")
    same = site.between(span, cue, role)
    yield f"{role} {side} cues {min(cues, 2)}"
    yield f"{role} {side} cues {min(cues, 2)} others {min(others, 2)} same {min(same, 2)}"
    yield f"{role} {place} same {min(same, 2)}"
    up, below = site.climb(a, cue)
    if up:
        yield f"{role} under {min(up, 4)}"
        yield f"{role} under {site.doc[below].dep_}"
        yield f"{role} {side} under {site.doc[below].dep_} {min(up, 3)}"
    down, below = site.climb(b, span)
    if down:
        yield f"{role} over {min(down, 4)}"
        yield f"{role} {side} over {site.doc[below].dep_}"
    if not up and not down:
        siblings = a + site.heads[a] == b + site.heads[b]
        where = "beside" if siblings else "apart"
        yield f"{role} {side} {where} {site.doc[a].dep_} {site.doc[b].dep_}"
    qs, qc = site.quoted[a], site.quoted[b]
    state = "same" if qs and qs == qc else "span" if qs and not qc else "cue" if qc else "none"
    yield f"{role} quoted {state} {place}"
    yield f"{role} quoted {state} {side} {_bucket(gap)}"
    mark = _mark(site.doc, span, side)
    yield f"{role} {side} mark {mark} {min(cues, 1)}"
    yield f"{role} {side} mark {mark} {place} {state} {_bucket(gap)}"
    tag = site.doc[b].tag_
    yield f"{role} {side} cue {tag}"
    word = site.doc[cue.first].lower_
    if word in ("according", "by", ":", "in", "for", "to"):
        yield f"{role} {side} cue {word}"
    tag = site.doc[a].tag_
    yield f"{role} {side} span {tag if tag in ('PRP', 'WP', 'WDT', 'NNP') else '-'} {place}"


def _mark(doc: Doc, span: Labelled, side: str) -> str:
    """Return the mark between a span and the cue's side of it."""
    for i in range(span.last, span.last - 3, -1) if side == "before" else (span.first - 1,):
        if 0 <= i < len(doc) and doc[i].text in MARKS:
            return doc[i].text
    return "-"


def nothing(site: Site, span: Labelled, best: int) -> Iterator[str]:
    """Yield the attributes of choosing none of `best` candidates."""
    yield f"{span.role} none"
    yield f"{span.role} none of {min(best, 3)}"
    yield f"{span.role} none {site.doc[site.head[span]].tag_}"
    yield f"{span.role} none quoted {bool(site.quoted[site.head[span]])}"


def near(site: Site, span: Labelled, role: str) -> list[Labelled]:
    """Return the spans of a role that a span may be linked to: its paragraph and the one before."""
    others = site.of[role]
    at = bisect_left(others, span.first, key=lambda s: s.first)
    block = site.block[span.first]
    return [
        s
        for s in others[max(0, at - REACH) : at + REACH]
        if s is not span and block - 1 <= site.block[s.first] <= block
    ]


def choices(site: Site) -> Iterator[tuple[Labelled, list[Labelled | None], list[list[str]]]]:
    """Yield each content with its cues, and each cue with its sources, and their attributes."""
    for chooser, role in (("content", "cue"), ("cue", "source")):
        for span in site.of[chooser]:
            options = near(site, span, role)
            pairs = [(span, o) if chooser == "content" else (o, span) for o in options]
            rows = [list(relate(site, a, b)) for a, b in pairs]
            rows.append(list(nothing(site, span, len(options))))
            yield span, [*options, None], rows


def link(
    document: Document, spans: Sequence[Labelled], weights: Mapping[str, float]
) -> list[Relation]:
    """Return the attributions that spans make, in the order of their content."""
    site = Site(document, spans)
    owner: dict[Labelled, Labelled | None] = {}
    source: dict[Labelled, Labelled | None] = {}
    sure: dict[Labelled, float] = {}
    for span, options, rows in choices(site):
        scores = [sum(weights.get(a, 0.0) for a in row) for row in rows]
        top = max(scores)
        sure[span] = 1 / sum(exp(s - top) for s in scores)
        chosen = options[scores.index(top)]
        if span.role == "cue":
            source[span] = chosen
        else:
            owner[span] = chosen or _carried(site, span, owner)
    return _join(site, owner, source, sure)


def _join(
    site: Site,
    owner: Mapping[Labelled, Labelled | None],
    source: Mapping[Labelled, Labelled | None],
    sure: Mapping[Labelled, float],
) -> list[Relation]:
    """Put the contents of each cue together; a content without cue stands alone."""
    out = []
    parts: dict[Labelled, list[Labelled]] = {}
    for content, cue in owner.items():
        if cue is not None:
            parts.setdefault(cue, []).append(content)
            continue
        verb = above(site, content)
        said_by = _beside(site, content) or (verb and subject(site.doc, verb, verb.first))
        out.append(_linked([content], verb, said_by, content.probability * sure[content]))
    for cue, contents in parts.items():
        said_by = source.get(cue)
        if said_by is None or _accompanies(site.doc, cue, said_by):
            said_by = subject(site.doc, cue, site.head[cue]) or said_by
        if said_by and any(c.first < said_by.last and said_by.first < c.last for c in contents):
            said_by = None  # "the talks are expected to fail": what is said, not who says it
        p = sum(c.probability * sure[c] for c in contents) / len(contents)
        out.append(_linked(contents, cue, said_by, p * sure[cue]))
    return sorted(out, key=lambda x: x.content[0][0])


def _linked(
    contents: Sequence[Labelled], cue: Labelled | None, source: Labelled | None, sure: float
) -> Relation:
    said_by = (source.first, source.last) if source else None
    cues = [(cue.first, cue.last)] if cue else []
    return Relation([(c.first, c.last) for c in contents], cues, said_by, "tagger", sure)


def _accompanies(doc: Doc, cue: Labelled, said_by: Labelled) -> bool:
    """Whether a participle has its source behind it: "…, saying it works, as X left"."""
    after_comma = cue.first > 0 and doc[cue.first - 1].text == ","
    return after_comma and doc[cue.first].tag_ == "VBG" and said_by.first >= cue.last


def _carried(
    site: Site, content: Labelled, owner: Mapping[Labelled, Labelled | None]
) -> Labelled | None:
    """Return the cue of the quotation before, in the paragraph or going on into the next one."""
    at = site.counts["content"][site.rank[content]]
    if not at or not site.quoted[site.head[content]]:
        return None
    before = site.of["content"][at - 1]
    apart = site.block[content.first] - site.block[before.last - 1]
    close = apart == 0 or (apart == 1 and site.goes_on[content.first])
    return owner.get(before) if close and site.quoted[site.head[before]] else None


def above(site: Site, content: Labelled) -> Labelled | None:
    """Return as cue the verb above a content, or that of the sentence that leads up to it."""
    doc, i = site.doc, site.head[content]
    up = i + site.heads[i]
    if up == i and content.first and doc[content.first - 1].text in (":", ","):
        up = doc[content.first - 1].sent.root.i
    token = doc[up]
    if token.pos_ != "VERB" or content.first <= up < content.last:
        return None
    return Labelled("cue", up, up + 1, content.probability)


def _beside(site: Site, content: Labelled) -> Labelled | None:
    """Return the source of a content without cue: in its sentences, or shortly before it."""
    best = []
    for s in near(site, content, "source"):
        here = (site.sentence[content.first], site.sentence[content.last - 1])
        before = content.first - s.last
        if site.sentence[s.first] in here or (
            0 <= before < 12 and site.block[s.first] == site.block[content.first]
        ):
            best.append((max(before, s.first - content.last), s.first, s))
    return min(best)[2] if best else None


def subject(doc: Doc, cue: Labelled, head: int) -> Labelled | None:
    """Return the subject, agent or possessor that the parse gives a cue: its source."""
    token = doc[head]
    for step in range(4):
        by, own = grammar.agent(token), grammar.child(token, "nsubj", "csubj", "poss")
        if by is not None or own is not None:
            return _phrase(doc, own if by is None else by, cue)
        passive = grammar.child(token, "nsubjpass")
        if passive is not None:  # "is said to": of the cue itself it is no source
            return _phrase(doc, passive if step else None, cue)
        if token.dep_ == "acl" and token.tag_ == "VBG" and doc[token.i - 1].text == ",":
            # "signed a law, calling …": as who does the verb above
            return _phrase(doc, grammar.subject(token), cue)
        if token.dep_ in ("acl", "relcl") and token.tag_ == "VBG" and token.head.pos_ in NOMINAL:
            return _phrase(doc, token.head, cue)
        if token.head is token or token.dep_ == "ccomp":
            return None
        token = token.head
    return None


def _phrase(doc: Doc, token: Token | None, cue: Labelled) -> Labelled | None:
    if token is None:
        return None
    first, last = token.left_edge.i, token.right_edge.i + 1
    if first < cue.last and cue.first < last:
        first, last = (first, cue.first) if token.i < cue.first else (cue.last, last)
    if not first <= token.i < last or token.dep_ == "expl" or token.lower_ in ("it", "there"):
        return None
    return Labelled("source", first, last, 0.5)
