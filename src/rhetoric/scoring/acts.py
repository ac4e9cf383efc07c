"""Acts between states: a PLOVER root code from a lexicon, and the syntax from source to target.

The act nearest to its source wins; what governs it turns it: agreeing to withdraw is AGREE,
refusing to is REJECT, cutting aid is SANCTION, lifting a blockade YIELD. Codes and values: PLOVER
(Halterman et al. 2023), after CAMEO (Schrodt 2012).
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from rhetoric.codebook import Act
from rhetoric.grammar import VERBAL, Range, Syntax, child, doer, first_conjunct, negations
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.words import word_set

# by where the act stands: on the path from source to target, below it, between them, elsewhere
_SURE = (0.9, 0.75, 0.75, 0.75, 0.5)
_TURNS = {  # what an operator makes of a cooperative act, of a material conflict, of a verbal one
    "commit": ("AGREE", "THREATEN", None),
    "refuse": ("REJECT", "REJECT", "REJECT"),
    "ask": ("REQUEST", "REQUEST", "REQUEST"),
    "threat": ("THREATEN", "THREATEN", "THREATEN"),
    "reduce": ("SANCTION", "YIELD", None),
    "end": (None, "YIELD", "YIELD"),
}
_OPERATORS = ("light", "end", "reduce", "threat", "ask", "refuse", "commit")  # the nearest first
_COMPLEMENTS = (
    "dobj oprd dative nsubjpass csubjpass attr acomp ccomp xcomp acl parataxis compound nmod poss"
).split()
_FUTURE, _MAYBE = "will shall 'll wo".split(), "may might could would can".split()
_OWN = ("amod", "compound", "poss", "nmod")
_ENTITIES = ("GPE", "ORG", "NORP", "PERSON", "LOC")
_MEASURES = "DATE TIME CARDINAL ORDINAL QUANTITY PERCENT MONEY".split()
_DAYS = word_set("calendar.weekdays") | word_set("calendar.months")
_TOWARDS = ("against", "on", "to", "with", "for", "from", "of", "in")  # the surest first


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that bear on an act: tokens [first, last), what they do, the entry, what they add."""

    first: int
    last: int
    part: str
    entry: str
    value: float


@dataclass(frozen=True, slots=True)
class Event:
    """An act: code, modality, source and target, the words that show it."""

    root: str
    modality: str
    source: Token | None
    target: Token | None
    confidence: float
    pieces: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of one act pattern."""

    first: int
    last: int
    head: Token
    act: Act
    source: str  # the pattern

    @property
    def helps(self) -> Token | None:
        """The verb that the match is an auxiliary of: what must be done, may be done."""
        first = self.head.doc[self.first]
        return first.head if first.dep_ == "aux" else None

    @property
    def piece(self) -> Evidence:
        """The match as evidence."""
        return Evidence(self.first, self.last, "act", f"act {self.act.name}: {self.source}", 0.0)


def find_act(
    s: Syntax, lex: Lexicon, bounds: Range, source: Range | None = None,
    target: Range | None = None, *, cue: frozenset[int] = frozenset(),
) -> Event | None:  # fmt: skip
    """Return the act that source does towards target in tokens `bounds`, or None.

    Without source and target it is the act of the main clause. `cue`: the words of saying around
    it, which turn it: to reject a ban, to threaten an embargo.
    """
    hits = _hits(s, lex, *bounds)
    roots = [h for h in hits if h.act.part == "root"]
    if not roots:
        return None
    start = s.doc[s.top(*(source or target or bounds))]
    goal = s.doc[s.top(*target)] if target else None
    path, parties = _path(start, goal), [span for span in (source, target) if span]
    ranked = [(_rank(h, path, parties), h) for h in roots]
    (where, *_), main = min(ranked, key=lambda pair: pair[0])
    if not parties and where > 1:
        return None
    around = _hits(s, lex, min(cue, default=0), max(cue, default=-1) + 1)
    turning = [h for h in around if h.act.part in ("refuse", "threat", "ask") and h.first in cue]
    root, pieces = _compose(lex, main, [*hits, *turning])
    counted = root == "REJECT" and any(p.part == "negation" for p in pieces)
    who = doer(main.head) if source is None else start
    aim = _target(lex, main.head) if goal is None else goal
    must = any(p.part == "act" and s.dep[p.first] == "aux" for p in pieces)
    if root == "REQUEST" and must and not parties:
        who, aim = None, who  # "they must withdraw": it is asked of them
    modality = _modality(main.head, counted=counted)
    return Event(root, modality, who, aim, _SURE[where], tuple(pieces))


def _hits(s: Syntax, lex: Lexicon, first: int, last: int) -> list[Hit]:
    """Return the matches of act patterns; a match that begins with a verb is headed by it."""
    return [
        Hit(a, b, s.doc[a if s.pos[a] == "VERB" else s.top(a, b)], act, pattern.source)
        for a, b, pattern, act in lex.acts.find(s, first, last)
    ]


def _path(start: Token, goal: Token | None) -> list[Token]:
    """Return the tokens from source to target through the tree, topmost first on each side."""
    up = [start, *start.ancestors]
    if goal is None:
        return up
    down = [goal, *goal.ancestors]
    common = next((t for t in up if t in down), None)
    if common is None:
        return [*up, *reversed(down)]
    return [*up[: up.index(common) + 1], *reversed(down[: down.index(common)])]


def _rank(h: Hit, path: list[Token], parties: list[Range]) -> tuple[int, int, int]:
    """Rank a match: on the path, a child of it, between the parties, elsewhere, inside one."""
    inside = any(first <= h.first < last for first, last in parties)
    here = next((n for n, t in enumerate(path) if h.first <= t.i < h.last), None)
    length = h.first - h.last
    if here is not None:
        return (3 if inside else 0), here, length
    if inside:
        return 4, 0, length
    if h.head.head in path:
        return 1, path.index(h.head.head), length
    starts = [first for first, _ in parties]
    between = len(starts) == 2 and min(starts) <= h.first <= max(starts)
    return (2 if between else 3), 0, length


def _compose(lex: Lexicon, main: Hit, hits: list[Hit]) -> tuple[str, list[Evidence]]:
    """Let what governs an act turn it, from the inside out."""
    pieces, root = [main.piece], main.act.name
    inner = _inner(main, hits)
    if inner is not None and (turned := turn(lex, _part(main, hits), inner.act.name)):
        root = turned
        pieces.append(inner.piece)
    for token in [main.head, *main.head.ancestors][:4]:
        for h in hits:
            helps = h.helps == token
            silent = helps and main.head.dep_ == "nsubj" and main.head.head == token
            if silent or not (helps or h.head == token != main.head):
                continue  # "sanctions will work": nobody says that they will impose them
            turned = turn(lex, h.act.part, root)
            if turned is None or turned == root:
                continue
            root = turned
            pieces.append(h.piece)
            if token != main.head and (denied := _denied(lex, root, h.head)):
                return "REJECT", [*pieces, *denied]  # "will not end the strike"
    denied = _denied(lex, root, main.head)
    return ("REJECT", [*pieces, *denied]) if denied else (root, pieces)


def _denied(lex: Lexicon, root: str, head: Token) -> list[Evidence]:
    """Return the words that make a cooperative act a refusal; two negations make none."""
    found = negations(head)
    if len(found) % 2 == 0 or not lex.book.values[root][0].endswith("COOP"):
        return []
    return [Evidence(n.i, n.i + 1, "negation", f"negator: {n.lower_}", -1.0) for n in found]


def _part(main: Hit, hits: list[Hit]) -> str:
    """Return the operator that the main match is besides: to suspend, to lift, to agree."""
    parts = [h.act.part for h in hits if h.head == main.head and h.act.part != "root"]
    return min(parts, key=_OPERATORS.index, default="root")


def _inner(main: Hit, hits: list[Hit]) -> Hit | None:
    """Return the act that the main word governs as its object or complement."""
    inside = [
        h for h in hits
        if h.act.part == "root" and not main.first <= h.first < main.last
        and _governor(h.head) == main.head
    ]  # fmt: skip
    return min(inside, key=lambda h: h.first, default=None)


def _governor(word: Token) -> Token | None:
    """Return what a word is the object or complement of, by a case or by of, for, to or from."""
    word = first_conjunct(word)
    if word.dep_ in _COMPLEMENTS:
        return word.head
    if word.dep_ == "advcl":
        return _taken_for_adverbial(word)
    while word.dep_ in ("pobj", "pcomp"):
        word = first_conjunct(word.head)
    return word.head if word.lower_ in ("of", "for", "to", "from") else None


def _taken_for_adverbial(verb: Token) -> Token | None:
    """Return what governs a clause that parsers take for an adverbial."""
    mark, to = child(verb, "mark"), child(verb, "aux")
    if mark is not None and mark.lower_ == "for":  # "called for them to be lifted"
        return verb.head if to is not None else None
    if verb.tag_ == "VB" and to is not None and to.lower_ == "to" and to.i:
        noun = to.nbor(-1)  # "took back the threat to bomb …"
        return noun if noun.pos_ == "NOUN" and noun.head == verb.head else None
    return None


def turn(lex: Lexicon, part: str, root: str) -> str | None:
    """Return what an operator makes of a root code; None where it says nothing of it."""
    quad = lex.book.values[root][0]
    if part == "light":
        return root
    if part == "ask" and root in ("COERCE", "SANCTION", "ACCUSE"):
        return "ACCUSE"
    if part not in _TURNS or (part, root) == ("reduce", "YIELD"):
        return None
    cooperative, material, verbal = _TURNS[part]
    return cooperative if quad.endswith("COOP") else material if quad == "M-CONF" else verbal


def _modality(head: Token, *, counted: bool) -> str:
    """Return actual, future, hypothetical or negated, of the verb that says it.

    `counted`: its negation is in the act already, as in REJECT for "we do not accept".
    """
    near = [head, *head.ancestors][:4]
    verb = next((t for t in near if t.pos_ in VERBAL), near[-1])
    linked = verb.dep_ in ("acomp", "attr")  # "is not opposed to"
    if not counted and (negations(verb) or (linked and negations(verb.head))):
        return "negated"
    for c in verb.children:
        if c.dep_ == "aux" and c.lower_ in _FUTURE:
            return "future"
        able = counted and c.lower_ in ("can", "ca")  # "we cannot accept" is said outright
        if c.dep_ == "aux" and c.lower_ in _MAYBE and not able:
            return "hypothetical"
        if c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether"):
            return "hypothetical"
    return "future" if verb.tag_ == "VB" and verb.dep_ in ("xcomp", "acl", "advcl") else "actual"


def _target(lex: Lexicon, head: Token) -> Token | None:
    """Return the party towards whom it is, or None: a thing, a time, a place is no target."""
    for found in _aims(head):
        near = [found, *(c for c in found.children if c.dep_ in _OWN)]
        party = found.lemma_.lower() in lex.parties or found.pos_ in ("PROPN", "PRON")
        if (
            found.ent_type_ not in _MEASURES
            and found.lower_ not in _DAYS
            and (party or any(k.ent_type_ in _ENTITIES for k in near))
        ):
            return found
    return None


def _aims(head: Token) -> list[Token]:
    """Return what an act can be aimed at: objects, then what follows on, to, with and the like."""
    passive, thing = child(head, "nsubjpass"), child(head, "dobj", "dative")
    if passive is not None:
        return [passive]
    things = [thing] if thing is not None else []
    led = [
        (_TOWARDS.index(c.lower_), who)
        for word in (*things, head)
        for c in word.children
        if c.dep_ in ("prep", "dative") and c.lower_ in _TOWARDS
        for who in c.children if who.dep_ == "pobj"
    ]  # fmt: skip
    named = [one for one in things if one.pos_ == "PROPN"]
    return [*named, *(who for _, who in sorted(led, key=lambda pair: pair[0])), *things]
