"""Acts between states: a PLOVER root code from a lexicon, and the syntax from source to target.

The act nearest to its source wins; what governs it turns it: agreeing to withdraw is AGREE,
refusing to is REJECT, cutting aid is SANCTION, lifting a blockade YIELD. Codes and values: PLOVER
(Halterman et al. 2023), after CAMEO (Schrodt 2012).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rhetoric.attribution.cast.lexicon import DAYS
from rhetoric.codebook import Act
from rhetoric.patterns import Pattern
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax

_FUTURE = frozenset({"will", "shall", "'ll", "wo"})
# by where the act stands: on the path from source to target, below it, between them, elsewhere
_SURE = (0.9, 0.75, 0.75, 0.75, 0.5)
_GOVERNED = frozenset({"object", "clause", "of", "for", "to", "attr", "from"})
_OWN = frozenset({"amod", "compound", "poss", "nmod"})
_ENTITIES = frozenset({"GPE", "ORG", "NORP", "PERSON", "LOC"})
_MEASURES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY"})
_TOWARDS = ("against", "on", "to", "with", "for", "from", "of", "in")  # the surest first
_MAYBE = frozenset({"may", "might", "could", "would", "can"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that bear on an act: tokens [first, last), what they do, the entry, what they add."""

    first: int
    last: int
    part: str
    entry: str
    value: float


@dataclass(frozen=True, slots=True)
class Found:
    """An act: code, modality, the tokens of source and target, the words that show it."""

    root: str
    modality: str
    source: int | None
    target: int | None
    confidence: float
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Hit:
    """A match of one act pattern."""

    first: int
    last: int
    head: int
    act: Act
    pattern: Pattern


def find_act(
    s: Syntax, lex: Lexicon, bounds: tuple[int, int], source: tuple[int, int] | None = None,
    target: tuple[int, int] | None = None, *, cue: frozenset[int] = frozenset(),
) -> Found | None:  # fmt: skip
    """Return the act that source does towards target in tokens `bounds`, or None.

    Without source and target it is the act of the main clause. `cue`: the words of saying around
    it, which turn it: to reject a ban, to threaten an embargo.
    """
    hits = [
        Hit(a, b, _head(s, a, b), act, pattern) for a, b, pattern, act in lex.acts.find(s, *bounds)
    ]
    roots = [h for h in hits if h.act.part == "root"]
    if not roots:
        return None
    start = s.top(*(source or target or bounds))
    goal = s.top(*target) if target else None
    path = _path(s, start, goal)
    main = min(roots, key=lambda h: _distance(s, h, path, source, target))
    if source is None and target is None and _distance(s, main, path, None, None)[0] > 1:
        return None
    around = [
        Hit(a, b, _head(s, a, b), act, pattern)
        for a, b, pattern, act in lex.acts.find(s, min(cue, default=0), max(cue, default=-1) + 1)
        if act.part in ("refuse", "threat", "ask") and a in cue
    ]
    root, pieces = _compose(s, lex, main, [*hits, *around])
    sure = _SURE[_distance(s, main, path, source, target)[0]]
    negated = root == "REJECT" and any(p.part == "negation" for p in pieces)
    modality = _modality(s, main.head, counted=negated)
    doer = s.subject(main.head) if source is None else start
    aim = _target(s, lex, main.head) if goal is None else goal
    must = any(p.part == "act" and s.dep[p.first] == "aux" for p in pieces)
    if root == "REQUEST" and must and source is None and target is None:
        doer, aim = None, doer  # "they must withdraw": it is asked of them
    return Found(root, modality, doer, aim, sure, tuple(pieces))


def flip(s: Syntax, i: int) -> tuple[int, list[Piece]]:
    """Return −1 where an odd number of words negates token i, else 1, and these words."""
    found = s.negations(i)
    pieces = [Piece(n, n + 1, "negation", f"negator: {s.lower[n]}", -1) for n in found]
    return (-1 if len(found) % 2 else 1), pieces


def _head(s: Syntax, a: int, b: int) -> int:
    """Return the head of a match: where it begins with a verb, that verb."""
    return a if s.pos[a] == "VERB" else s.top(a, b)


def _chain(s: Syntax, i: int) -> list[int]:
    out = [i]
    while s.head[i] != i and len(out) < 60:
        i = s.head[i]
        out.append(i)
    return out


def _path(s: Syntax, start: int, goal: int | None) -> list[int]:
    """Return the tokens from source to target through the tree, topmost first on each side."""
    up = _chain(s, start)
    if goal is None:
        return up
    down = _chain(s, goal)
    common = next((t for t in up if t in down), None)
    if common is None:
        return [*up, *reversed(down)]
    return [*up[: up.index(common) + 1], *reversed(down[: down.index(common)])]


def _distance(
    s: Syntax, h: Hit, path: list[int], source: tuple[int, int] | None,
    target: tuple[int, int] | None,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Rank a match: on the path, a child of it, between source and target, elsewhere."""
    inside = any(span is not None and span[0] <= h.first < span[1] for span in (source, target))
    where = 4 if inside else 3
    order = 0
    for n, token in enumerate(path):
        if h.first <= token < h.last:
            where, order = min(where, 3 if inside else 0), n
            break
        if s.head[h.head] == token and not inside:
            where, order = min(where, 1), n
    if where == 3 and not inside and source and target:
        low, high = sorted((source[0], target[0]))
        where = 2 if low <= h.first <= high else 3
    return where, order, h.first - h.last, h.first


def _compose(s: Syntax, lex: Lexicon, main: Hit, hits: list[Hit]) -> tuple[str, list[Piece]]:
    """Let what governs an act turn it, from the inside out."""
    pieces, root = [_piece(main)], main.act.name
    above = _chain(s, main.head)[1:4]
    inner = _inner(s, main, hits)
    if inner is not None:
        turned = turn(lex, _part(main, hits), inner.act.name)
        if turned is not None:
            root = turned
            pieces.append(_piece(inner))
    for token in [main.head, *above]:
        for h in hits:
            if h.act.part in ("root", "light") or not (h.head == token or _aux_of(s, h, token)):
                continue
            if token == main.head and not _aux_of(s, h, token):
                continue
            if _aux_of(s, h, token) and s.head[main.head] == token and s.dep[main.head] == "nsubj":
                continue  # "sanctions will work": nobody says that they will impose them
            turned = turn(lex, h.act.part, root)
            if turned is not None and turned != root:
                pieces.append(_piece(h))
                root = turned
                negated, marks = flip(s, h.head)
                if negated < 0 and token != main.head and lex.book.values[root][0].endswith("COOP"):
                    return "REJECT", [*pieces, *marks]  # "will not end the strike"
    negated, marks = flip(s, main.head)
    if negated < 0 and lex.book.values[root][0].endswith("COOP"):
        root, pieces = "REJECT", [*pieces, *marks]
    return root, pieces


def _piece(h: Hit) -> Piece:
    return Piece(h.first, h.last, "act", f"act {h.act.name}: {h.pattern.source}", 0)


def _part(main: Hit, hits: list[Hit]) -> str:
    """Return the operator that the main match is besides: to suspend, to lift, to agree."""
    parts = [h.act.part for h in hits if h.head == main.head and h.act.part != "root"]
    order = ("light", "end", "reduce", "threat", "ask", "refuse", "commit")
    return min(parts, key=order.index) if parts else ""


def _inner(s: Syntax, main: Hit, hits: list[Hit]) -> Hit | None:
    """Return the act that the main word governs as its object or complement."""
    best = None
    for h in hits:
        if h.act.part != "root" or main.first <= h.first < main.last:
            continue
        governor = s.governor(h.head)
        if governor is None or governor[1] not in _GOVERNED:
            continue
        if governor[0] == main.head and (best is None or h.first < best.first):
            best = h
    return best


def _aux_of(s: Syntax, h: Hit, token: int) -> bool:
    return s.dep[h.first] == "aux" and s.head[h.first] == token


def turn(lex: Lexicon, part: str, root: str) -> str | None:
    """Return what an operator makes of a root code; None where it says nothing of it."""
    quad = lex.book.values[root][0]
    cooperative = quad.endswith("COOP")
    if part == "commit":
        return "AGREE" if cooperative else ("THREATEN" if quad == "M-CONF" else None)
    if part == "refuse":
        return "REJECT"
    if part == "ask":
        return "ACCUSE" if root in ("COERCE", "SANCTION", "ACCUSE") else "REQUEST"
    if part == "threat":
        return "THREATEN"
    if part == "reduce":
        if cooperative:
            return "SANCTION" if root != "YIELD" else None
        return "YIELD" if quad == "M-CONF" else None
    if part == "end":
        return "YIELD" if not cooperative else None
    if part == "light":
        return root
    return None


def _modality(s: Syntax, head: int, *, counted: bool) -> str:
    """Return actual, future, hypothetical or negated, of the verb that says it.

    `counted`: its negation is in the act already, as in REJECT for "we do not accept".
    """
    for _ in range(3):
        if s.pos[head] in ("VERB", "AUX") or s.head[head] == head:
            break
        head = s.head[head]
    linked = s.dep[head] in ("acomp", "attr")  # "is not opposed to"
    if not counted and (s.negations(head) or (linked and s.negations(s.head[head]))):
        return "negated"
    for c in s.children[head]:
        if s.dep[c] == "aux" and s.lower[c] in _FUTURE:
            return "future"
        able = counted and s.lower[c] in ("can", "ca")  # "we cannot accept" is said outright
        if s.dep[c] == "aux" and s.lower[c] in _MAYBE and not able:
            return "hypothetical"
        if s.dep[c] == "mark" and s.lower[c] in ("if", "unless", "whether"):
            return "hypothetical"
    return (
        "future" if s.tag[head] == "VB" and s.dep[head] in ("xcomp", "acl", "advcl") else "actual"
    )


def _target(s: Syntax, lex: Lexicon, head: int) -> int | None:
    """Return the party towards whom it is, or None: a thing, a time, a place is no target."""
    for found in _aims(s, head):
        near = [found, *(c for c in s.children[found] if s.dep[c] in _OWN)]
        if s.doc[found].ent_type_ in _MEASURES or s.lower[found] in DAYS:
            continue
        party = s.lemma[found] in lex.parties or s.pos[found] in ("PROPN", "PRON")
        if party or any(s.doc[k].ent_type_ in _ENTITIES for k in near):
            return found
    return None


def _aims(s: Syntax, head: int) -> Iterator[int]:
    """Yield what an act can be aimed at: objects, then what follows on, to, with and the like."""
    passive = s.child(head, "nsubjpass")
    if passive is not None:
        yield passive
        return
    obj = s.child(head, "dobj", "dative")
    if obj is not None and s.pos[obj] == "PROPN":
        yield obj
    led = [
        (_TOWARDS.index(s.lower[c]), thing)
        for i in (obj, head) if i is not None
        for c in s.children[i]
        if s.dep[c] in ("prep", "dative") and s.lower[c] in _TOWARDS
        for thing in s.children[c] if s.dep[thing] == "pobj"
    ]  # fmt: skip
    yield from (thing for _, thing in sorted(led, key=lambda pair: pair[0]))
    if obj is not None:
        yield obj
