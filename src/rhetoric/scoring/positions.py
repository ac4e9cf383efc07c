"""Positions of an article: every holder's agreement with every concept, statement by statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rhetoric.attribution import QUESTION, Attribution
from rhetoric.documents import Document
from rhetoric.scoring.agreement import Reading, doer, own_side, read
from rhetoric.scoring.concepts import (
    Links,
    Mention,
    clause_mentions,
    find_concepts,
    pointers,
    presupposed,
    pronouns,
    swallow,
)  # fmt: skip
from rhetoric.scoring.conditions import Found, find_condition
from rhetoric.scoring.holders import Holders, Resolve
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax
from rhetoric.scoring.valence import BARELY
from rhetoric.statements import Statement

UNSCORED = frozenset({"furniture", "dateline"})
_ATTITUDES = tuple(f"predicate {n}:" for n in ("approve", "call", "ready", "try", "disapprove"))
_MEMORY = 3  # sentences over which a pronoun can point back


@dataclass
class Voice:
    """A statement in tokens: its bounds, its words of saying, and the voices nested in it."""

    statement: Statement
    first: int
    last: int
    cue: frozenset[int]
    foreign: frozenset[int] = frozenset()
    inner: list[Voice] = field(default_factory=list)
    condition: Found | None = None
    mentions: list[Mention] = field(default_factory=list)
    outer: Voice | None = None


def voices(
    s: Syntax, statements: Sequence[Statement], attributions: Sequence[Attribution]
) -> list[Voice]:
    """Put statements into tokens, and each below the one that it is nested in."""
    out: list[Voice] = []
    for st in statements:
        first, last = s.tokens(st.start, st.end)
        cue = _tokens(s, attributions[st.attribution].cue if st.attribution is not None else ())
        out.append(Voice(st, first, last, cue))
    together: dict[int, list[Voice]] = {}
    for v in out:
        together.setdefault(v.statement.sentence, []).append(v)
    for v in out:
        around = [
            o for o in together[v.statement.sentence]
            if o.statement.depth < v.statement.depth and o.first <= v.first and v.last <= o.last
        ]  # fmt: skip
        if around:
            v.outer = max(around, key=lambda o: o.statement.depth)
            v.outer.inner.append(v)
            v.outer.foreign |= v.cue
    return out


def _tokens(s: Syntax, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    out: set[int] = set()
    for span in spans:
        out.update(range(*s.tokens(*span)))
    return frozenset(out)


class ArticleReader:
    """Reads the positions of one article, in order, remembering what was spoken of."""

    def __init__(
        self, document: Document, s: Syntax, lex: Lexicon, all_voices: list[Voice], *,
        attributions: Sequence[Attribution], resolve: Resolve,
    ) -> None:  # fmt: skip
        self._document, self._s, self._lex = document, s, lex
        kept = [
            v
            for v in all_voices
            if v.statement.kind not in UNSCORED and v.statement.holder != QUESTION
        ]
        self._voices = sorted(kept, key=lambda v: (v.statement.sentence, -v.statement.depth))
        self._own: dict[int, list[Mention]] = {}
        self._holders = Holders(s, lex, attributions, resolve)
        self._last: list[tuple[int, Mention]] = []  # (sentence, mention), newest last
        for v in self._voices:
            self._prepare(v)
        named = [m for v in self._voices for m in v.mentions]
        self._links = Links(s, lex, named, resolve)

    def _prepare(self, v: Voice) -> None:
        found = find_condition(self._s, self._lex, v.first, v.last)
        nested = found is not None and any(w.first <= found.first < w.last for w in v.inner)
        v.condition = None if nested else found  # it is the inner voice that sets it
        clauses = clause_mentions(self._s, self._lex, v.condition, v.first, v.last)
        v.mentions = swallow(clauses, find_concepts(self._s, self._lex, v.first, v.last))

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of `positions` and the rows of `evidence` that prove them."""
        positions: list[dict[str, Any]] = []
        evidence: list[dict[str, Any]] = []
        for v in self._voices:
            found: dict[tuple[str, str], tuple[Mention, Reading]] = {}
            own = self._own[id(v)] = self._mentions(v)
            readings = [(m, *r) for m in own for r in self._read(v, m)]
            readings += [
                (m, *r) for w in v.inner for m in self._own[id(w)] for r in self._share(v, m)
            ]
            for m, name, reading in readings:
                best = found.get((m.concept, name))
                if best is None or _rank(reading, m) > _rank(best[1], best[0]):
                    found[m.concept, name] = m, reading
            for (concept, name), (m, reading) in found.items():
                positions.append(self._position(v, concept, name, m, reading))
                evidence.extend(self._evidence(v, m, reading))
        return positions, evidence

    def _mentions(self, v: Voice) -> list[Mention]:
        """Return the statement's own mentions, and those that point back or are linked."""
        s, lex = self._s, self._lex
        inside = {i for w in v.inner for i in range(w.first, w.last)}
        own = [m for m in v.mentions if m.head not in inside]
        taken = {i for m in own for i in range(m.first, m.last) if m.how != "clause"} | inside
        before = self._before(v)
        own += self._links.find(v.first, v.last, taken)
        taken |= {i for m in own for i in range(m.first, m.last) if m.how != "clause"}
        own += pointers(s, lex, (v.first, v.last), before[0] if before else None, taken)
        if before and not own:
            own += [m for m in pronouns(s, v.first, v.last, before) if m.head not in inside]
        for m in own:
            if m.how != "pronoun":
                self._last.append((v.statement.sentence, m))
        return own

    def _before(self, v: Voice) -> list[Mention]:
        """Return what a pronoun can point to, likeliest first: clauses, then what it was about."""
        here = v.statement.sentence
        self._last = [(n, m) for n, m in self._last if here - n <= _MEMORY]
        near = [(n, m) for n, m in self._last if n < here]
        if not near:
            return []
        newest = max(n for n, _ in near)

        def rank(m: Mention) -> int:
            above = self._s.governor(m.head)
            central = above is not None and above[1] in ("subject", "object")
            main = above is not None and self._s.dep[above[0]] in ("ROOT", "ccomp", "conj")
            return 0 if m.how == "clause" else 1 if central and main else 2

        kept = [m for n, m in near if n == newest]
        return sorted((m for m in kept if rank(m) < 2 or m.how == "pronoun"), key=rank)

    def _read(self, v: Voice, m: Mention) -> list[tuple[str, Reading]]:
        """Return (holder, reading) of a mention, for the statement and for those around it."""
        s, st = self._s, v.statement
        heads = {k.head for k in v.mentions if k.how == "pattern"}
        out = []
        readings = read(
            s, self._lex, m.head, (m.first, m.last), (v.first, v.last),
            concept=self._lex.book.concepts[m.concept], clause=m.how == "clause", anaphor=m.how,
            cue=v.cue, foreign=v.foreign,
        )  # fmt: skip
        for reading in readings:
            r = reading
            if r.holder is not None and (
                r.holder < 0 or r.holder in v.foreign or r.holder in heads
            ):
                continue
            name = self._holders.name(r.holder, st, acts_only=r.how == "enacted")
            if name is None:
                continue
            if m.how == "pronoun" and (r.how != "judged" or _headed_elsewhere(s, m, r)):
                continue
            if st.kind == "narration" and r.how != "judged":
                continue
            if st.kind == "direct" and r.holder is None and _impersonal(s, r):
                continue
            flipped = any(p.part == "actor" for p in r.pieces)
            if r.how == "norm" and not flipped and self._holders.is_own(doer(s, m.head), st):
                r = replace(r, sign=-r.sign, pieces=(*r.pieces, own_side(m.first, m.last)))
            out.append((name, r))
        return out

    def _share(self, v: Voice, m: Mention) -> list[tuple[str, Reading]]:
        """Return what an outer voice holds of an inner one's concept: "they know it fails"."""
        readings = read(
            self._s, self._lex, m.head, (m.first, m.last), (v.first, v.last),
            concept=self._lex.book.concepts[m.concept], clause=m.how == "clause", anaphor=m.how,
            cue=v.cue, foreign=v.foreign,
        )  # fmt: skip
        holder = v.statement.holder
        return [
            (holder, r) for r in readings
            if holder and r.holder is None and (
                (r.how == "judged" and r.crossed)
                or (r.how == "norm" and presupposed(self._s, m.head, v.first))
            )
        ]  # fmt: skip

    def _position(
        self, v: Voice, concept: str, name: str, m: Mention, r: Reading
    ) -> dict[str, Any]:
        return {
            "statement_id": v.statement.statement_id, "doc_id": self._document.article.doc_id,
            "holder": name, "concept": concept, "axis": self._lex.book.concepts[concept].axis,
            "agreement": r.sign, "confidence": r.confidence, "start": self._s.start[m.first],
            "end": self._s.end[m.last - 1], "source": "rules",
        }  # fmt: skip

    def _evidence(self, v: Voice, m: Mention, r: Reading) -> list[dict[str, Any]]:
        s, text = self._s, self._document.article.text
        spans: list[tuple[int, int, str, str, float | None]] = [
            (s.start[m.first], s.end[m.last - 1], "concept", m.entry, None)
        ]
        if m.antecedent is not None:
            spans.append((*m.antecedent, "antecedent", m.entry, None))
        if m.how == "clause" and v.condition is not None:
            c = v.condition
            spans.append((s.start[c.first], s.end[c.last - 1], "condition", c.entry, None))
        if r.holder is not None and r.holder >= 0:
            spans.append((*s.span(r.holder), "holder", "holder: who judges or acts here", None))
        spans += [
            (s.start[p.first], s.end[p.last - 1], p.part, p.entry, float(p.value)) for p in r.pieces
        ]
        return [
            {
                "statement_id": v.statement.statement_id, "doc_id": self._document.article.doc_id,
                "score": "agreement", "concept": m.concept, "part": part, "start": a, "end": b,
                "text": text[a:b], "entry": entry, "value": value,
            }
            for a, b, part, entry, value in spans
        ]  # fmt: skip


def _impersonal(s: Syntax, r: Reading) -> bool:
    """Tell whether a thing is the subject of the outermost attitude: "it seeks to justify …"."""
    acts = [p.first for p in r.pieces if p.part == "predicate" and s.pos[p.first] == "VERB"]
    if r.how != "judged" or not acts or not r.pieces[-1].entry.startswith(_ATTITUDES):
        return False
    subject = s.subject(acts[-1])
    return subject is not None and s.lower[subject] in ("it", "this", "that", "which")


def _headed_elsewhere(s: Syntax, m: Mention, r: Reading) -> bool:
    """Tell whether what a pronoun is called is no judgement: "this is an important year"."""
    noun = s.child(s.head[m.head], "attr")
    if noun is None or s.pos[noun] != "NOUN":
        return False
    return not any(p.first <= noun < p.last and s.lemma[noun] not in BARELY for p in r.pieces)


def _rank(r: Reading, m: Mention) -> tuple[bool, float]:
    return r.sign != 0, r.confidence + (0.05 if m.how == "clause" else 0)
