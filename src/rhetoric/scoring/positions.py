"""Positions of an article: every holder's agreement with every concept, statement by statement."""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.attribution import AUTHOR, QUESTION, Attribution
from rhetoric.attribution.speakers.phrases import HOME
from rhetoric.grammar import FIRST_PERSON, SECOND_PERSON, Syntax, child, noun_phrase
from rhetoric.reading.documents import Document
from rhetoric.scoring.lexicon import (
    Lexicon,
    StatedCondition,
    find_condition,
    find_mentions,
    span_row,
)
from rhetoric.scoring.pointing import BACK, pointers
from rhetoric.scoring.reader import CUT, Asked, ReaderModel, Reading, ReadWindow
from rhetoric.scoring.reader.inputs import ReaderView, Window, tokens_of, windows
from rhetoric.statements import Statement
from rhetoric.tables import UNSCORED

_NEAR = 150  # tokens to each side: some ten sentences
_USUAL, _FEW = 0.13, 100  # the share in texts on the topic; so many words more that have it
_START = attrgetter("start")
Resolve = Callable[[int, int], "str | None"]


@dataclass
class Voice:
    """A statement in tokens: its bounds, its words of saying, and the voices nested in it."""

    statement: Statement
    first: int
    last: int
    cue: frozenset[int]
    inner: list[Voice] = field(default_factory=list)
    condition: StatedCondition | None = None


@dataclass(frozen=True)
class Candidate:
    """A reading in its place: the statement it is read from, whose it is, and how sure it is."""

    voice: Voice
    holder: str
    mention: str | None  # the words that name the holder; None: whoever speaks
    concept: str
    axis: int
    reading: Reading
    kind: str
    topic: float  # of the text around
    confidence: float
    named: Asked | None = None  # the words that say what it is, where those judged only point


def _voices(
    s: Syntax, statements: Sequence[Statement], attributions: Sequence[Attribution]
) -> list[Voice]:
    """Put statements into tokens, and each below the one that it is nested in."""
    out: list[Voice] = []
    for st in statements:
        first, last = s.tokens(st.start, st.end)
        cue = attributions[st.attribution].cue if st.attribution is not None else ()
        out.append(Voice(st, first, last, frozenset(tokens_of(s, cue))))
    together: dict[int, list[Voice]] = {}
    for v in out:
        together.setdefault(v.statement.sentence, []).append(v)
    for v in out:
        around = [
            o for o in together[v.statement.sentence]
            if _deep(o) < _deep(v) and o.first <= v.first and v.last <= o.last
        ]  # fmt: skip
        if around:
            max(around, key=_deep).inner.append(v)
    return out


def _deep(v: Voice) -> int:
    """Return how deep a voice lies: narration lies around all."""
    return -1 if v.statement.attribution is None else v.statement.depth


class ArticleReader:
    """Reads the positions of one article."""

    def __init__(
        self, document: Document, s: Syntax, lex: Lexicon, statements: Sequence[Statement], *,
        attributions: Sequence[Attribution], resolve: Resolve, model: ReaderModel,
        asked: Sequence[Asked] | None = None,
    ) -> None:  # fmt: skip
        self._document, self._s, self._lex, self._model = document, s, lex, model
        self.voices = _voices(s, statements, attributions)
        self._view = ReaderView(document, s, attributions)
        self._resolve = resolve
        self._names: dict[int, str] = {}
        kept = [
            v
            for v in self.voices
            if v.statement.kind not in UNSCORED and v.statement.holder != QUESTION
        ]
        self._heard = sorted(kept, key=lambda v: (v.statement.sentence, -_deep(v)))
        self._said: dict[int, list[Voice]] = {}
        for v in self._heard:
            self._said.setdefault(v.statement.sentence - 1, []).append(v)
            found = find_condition(s, lex, v.first, v.last)
            nested = found is not None and any(w.first <= found.first < w.last for w in v.inner)
            v.condition = None if nested else found  # it is the inner voice that sets it
        self._asked = sorted(self._named() if asked is None else asked, key=_START)
        self._owners = dict(pointers(s) if asked is None else ())
        self._pointing = sorted(self._owners, key=_START)

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of `positions` and the rows of `evidence` that prove them."""
        sure = [one for one in self.best() if one.confidence >= CUT]
        sure.sort(key=lambda one: (one.voice.statement.sentence, one.reading.asked.start))
        return (
            [self._position(one) for one in sure],
            [row for one in sure for row in self._evidence(one)],
        )

    def best(self) -> list[Candidate]:
        """Return one reading of each holder's side on a concept in a statement: the surest."""
        best: dict[tuple[str, str, str], Candidate] = {}
        readings, told = self._read()

        def keep(r: Reading, named: Candidate | None = None) -> None:
            one = self._placed(r, _topic(told, r.asked.top), named)
            if one is not None:
                key = one.voice.statement.statement_id, one.holder, one.concept
                if key not in best or _rank(one) > _rank(best[key]):
                    best[key] = one

        for r in readings:
            if r.asked.how != BACK:
                keep(r)
        near: dict[int, list[Candidate]] = {}  # in a sentence
        held: dict[str | None, Candidate] = {}  # the surest that one is for
        for c in sorted(best.values(), key=lambda c: -c.confidence):
            if c.reading.side and c.confidence >= CUT:
                near.setdefault(c.voice.statement.sentence - 1, []).append(c)
                if c.reading.side > 0:
                    held.setdefault(c.holder, c)
        for r in readings:
            if r.asked.how == BACK and (named := self._antecedent(r, near, held)) is not None:
                keep(r, named)
        return list(best.values())

    def _antecedent(
        self, r: Reading, near: Mapping[int, Sequence[Candidate]],
        held: Mapping[str | None, Candidate],
    ) -> Candidate | None:  # fmt: skip
        """Return the surest of the positions that tell what pointing words name."""
        owner = self._owners[r.asked]
        if owner is not None:
            return held.get(self._holder(r.asked.top, owner))
        own = self._holder(r.asked.top, r.holder)
        before = near.get(self._view.sentence[r.asked.top] - 1, ())
        best = max(before, key=lambda c: (c.holder == own, c.confidence), default=None)
        turned = best is not None and best.holder == own and best.reading.side != r.side
        return None if turned else best  # nobody turns from one sentence to the next

    def _read(self) -> tuple[list[Reading], NDArray[np.float64]]:
        """Return every reading, however unsure, and what is told of the tokens before each one.

        That is how many of the words so far name a way of dealing with others, as the model
        expects.
        """
        asked, told = self._asked, np.zeros(len(self._s.text) + 1)
        named = {self._view.sentence[a.top] for a in asked}
        pointing = {self._view.sentence[a.top] for a in self._pointing}
        named |= {sentence for sentence in pointing if sentence - 1 in named}
        cut = windows(self._view, self._model.tokenizer, gate=self._model.gate, named=named)
        found: list[list[Reading]] = [[] for _ in cut]
        for number, columns in self._model.read(cut):
            window = cut[number]
            known = here = _within(window, asked)
            seen = ReadWindow(self._model, self._view, window, columns)
            np.add.at(told, np.array(window.token[1:-1]) + 1, seen.told())
            for one in seen.tagged():
                here = _merged(here, one, known, self._lex.book.concepts)
            here = [*here, *_apart(_within(window, self._pointing), here)]
            found[number] = [r for a in here for r in seen.judge(a, self._holder)]
        return list(itertools.chain.from_iterable(found)), told.cumsum()

    def _named(self) -> list[Asked]:
        """Return what the codebook's patterns name, and the conditions that state a concept."""
        s = self._s
        made = []
        for v in self._heard:
            inside = {i for w in v.inner for i in range(w.first, w.last)}
            made += [
                Asked(s.start[m.first], s.end[m.last - 1], m.head, m.concept, m.entry, m.how)
                for m in find_mentions(s, self._lex, v.condition, v.first, v.last)
                if m.head not in inside
            ]
        return made

    def _placed(self, r: Reading, topic: float, told: Candidate | None) -> Candidate | None:
        """Give a reading its statement, the holder's name, the codebook's concept.

        Of pointing words, `told` is the position that tells what they name.
        """
        if told is not None:
            entry = f"points back: {told.concept}"
            asked = replace(r.asked, concept=told.concept, entry=entry)
            r = replace(r, asked=asked, features=(told.reading.features[0], *r.features[1:]))
        name = r.asked.concept or r.concept
        voice, concept = self._voice(r), self._lex.book.concepts.get(name)
        holder = self._holder(r.asked.top, r.holder)
        if voice is None or concept is None or holder is None:
            return None
        kind = r.kind(name in self._model.concepts)
        sure = r.confidence(self._model.calibration, kind, topic=topic)
        text = self._document.article.text
        words = None if r.holder is None else text[slice(*self._mention(r.holder))]
        made = Candidate(voice, holder, words, name, concept.axis, r, kind, topic, sure)
        if told is None:
            return made
        return replace(made, confidence=min(sure, told.confidence), named=told.reading.asked)

    def _voice(self, r: Reading) -> Voice | None:
        """Return the innermost statement around a span; beside it, where none is around."""
        said = self._said.get(self._view.sentence[r.asked.top], [])
        top = self._s.start[r.asked.top]
        for v in said:  # the deepest first
            if v.statement.start <= top < v.statement.end:
                return v
        return min(said, key=lambda v: abs(v.statement.start - top), default=None)

    def _holder(self, top: int, token: int | None) -> str | None:
        """Name the holder of what token `top` heads: whoever speaks, or whom `token` means.

        Who is asked in a question has said nothing.
        """
        s = self._s
        if token is None or self._is_own(token):
            own = self._view.innermost[top]
            name = self._view.attributions[own].speaker if own >= 0 else AUTHOR
        else:
            if token not in self._names:
                self._names[token] = self._name(token)
            name = self._names[token]
        asked = name is not None and name.lower() in SECOND_PERSON
        sent = s.doc[top].sent
        return None if asked and "?" in s.text[sent.start : sent.end] else name

    def _is_own(self, token: int) -> bool:
        """Tell whether a holder is whoever speaks: "we", "my country"."""
        s = self._s
        if s.lower[token] in HOME:
            return any(s.dep[c] == "poss" and s.lower[c] in FIRST_PERSON for c in s.children[token])
        return s.pos[token] == "PRON" and s.lower[token] in FIRST_PERSON

    def _name(self, token: int) -> str:
        s, attributions = self._s, self._view.attributions
        source = self._view.source_of[token]
        said = attributions[source].speaker if source >= 0 else None
        span = self._mention(token)
        return _bare(
            said
            or self._resolve(*span)
            or self._resolve(s.start[token], s.end[token])
            or s.string[slice(*span)]
        )

    def _mention(self, token: int) -> tuple[int, int]:
        """Return the words that a token heads, with those that are joined to it by and."""
        s = self._s
        start, end = s.span(token)
        joined = [c for c in s.children[token] if s.dep[c] == "conj" and self._view.may_hold[c]]
        if joined and s.dep[token] != "conj":
            end = max(end, s.span(joined[-1])[1])
        of = child(s.doc[token], "prep") if s.pos[token] == "NOUN" else None
        whom = child(of, "pobj") if of is not None and of.i == token + 1 else None
        if whom is not None:  # "the governments of Russia and Kazakhstan"
            end = max(end, s.points(*noun_phrase(whom))[1])
        if s.doc[token].ent_type_ == "GPE":  # a state of two names
            first, last = token, token + 1
            while s.doc[first].ent_iob_ == "I":
                first -= 1
            while last < len(s.text) and s.doc[last].ent_iob_ == "I":
                last += 1
            start, end = min(start, s.start[first]), max(end, s.end[last - 1])
        return start, end

    def _pointed(self, one: Candidate) -> int | None:
        """Return the token that names the holder; None where it is whoever speaks.

        A voice around the words needs no mention in another sentence.
        """
        r, view = one.reading, self._view
        if r.holder is None or view.sentence[r.holder] == view.sentence[r.asked.top]:
            return r.holder
        speakers = (view.attributions[k].speaker for k in view.around(r.asked.top))
        return None if one.holder in speakers else r.holder

    def _position(self, one: Candidate) -> dict[str, Any]:
        return {
            "statement_id": one.voice.statement.statement_id,
            "doc_id": self._document.article.doc_id, "holder": one.holder,
            "mention": None if self._pointed(one) is None else one.mention, "concept": one.concept,
            "axis": one.axis, "agreement": one.reading.side,
            "confidence": round(one.confidence, 3), "start": one.reading.asked.start,
            "end": one.reading.asked.end, "source": "model",
        }  # fmt: skip

    def _evidence(self, one: Candidate) -> list[dict[str, Any]]:
        s, r, c = self._s, one.reading, one.voice.condition
        text = self._document.article.text
        found = r.asked.entry or f"reader: {one.concept}"
        spans = [(r.asked.start, r.asked.end, "concept", found)]
        if one.named is not None:
            entry = one.named.entry or f"reader: {one.concept}"
            spans.append((one.named.start, one.named.end, "antecedent", entry))
        if r.asked.how == "clause" and c is not None:
            spans.append((s.start[c.first], s.end[c.last - 1], "condition", c.entry))
        if (whose := self._pointed(one)) is not None:
            spans.append((*self._mention(whose), "holder", "reader: who holds it"))
        spans += [(a, b, "cue", "reader: words that show the side") for a, b in r.cue]
        ids = {
            "statement_id": one.voice.statement.statement_id,
            "doc_id": self._document.article.doc_id, "score": "agreement", "concept": one.concept,
            "holder": one.holder,
        }  # fmt: skip
        return [ids | span_row(text, (a, b), part, entry, None) for a, b, part, entry in spans]


def _topic(told: NDArray[np.float64], token: int) -> float:
    """Return the log share of the words around a token that name a way of dealing with others.

    What looks like one where the talk is of other things (a fight for votes, a bank's
    restrictions) is none.
    """
    first, last = max(0, token - _NEAR), min(len(told) - 1, token + _NEAR)
    share = (told[last] - told[first] + _USUAL * _FEW) / (last - first + _FEW)
    return math.log(share)


def _within(window: Window, asked: list[Asked]) -> list[Asked]:
    """Return what begins in a window of what is asked about, in order."""
    first, last = (bisect_left(asked, at, key=_START) for at in (window.start[1], window.end[-2]))
    return asked[first:last]


def _apart(some: Sequence[Asked], others: Sequence[Asked]) -> list[Asked]:
    """Return those that share no words with the others."""
    return [a for a in some if all(a.end <= b.start or b.end <= a.start for b in others)]


def _merged(
    here: list[Asked], one: tuple[Asked, int, str], known: Sequence[Asked], concepts: Any
) -> list[Asked]:
    """Add a tagged span; where a pattern (of the `known`) names it, it takes the codebook's name.

    All words of a pattern count, whichever of them the model has tagged.
    """
    span, sign, concept = one
    over = [a for a in known if a.how == "pattern" and a.start < span.end and span.start < a.end]
    for a in over:
        if concepts[a.concept].axis * sign > 0 or a.concept == concept:
            left = [one for one in here if one not in over]
            return [*left, replace(a, start=span.start, end=span.end, top=span.top)]
    if over or concept not in concepts:
        return here  # the codebook's name for the words stands
    return [*here, span]


def _bare(words: str) -> str:
    """Return a name without what owns by it: "Trump’s" is Trump."""
    return re.sub(r"\s*['’]\s*s?$", "", " ".join(words.split()))


def _rank(one: Candidate) -> tuple[bool, float]:
    return one.reading.side != 0, one.confidence
