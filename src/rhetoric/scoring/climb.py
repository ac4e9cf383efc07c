"""How far a climb up the parse has come, and what a word adds when it is entered."""

from __future__ import annotations

from dataclasses import dataclass, field

from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import FIRST_PERSON, MODALS, Syntax
from rhetoric.scoring.valence import Piece, Value, Values, flip

NOBODY = -1  # a holder who is not named: "there was a demand"
_IMPERSONAL = frozenset({"it", "there", "this", "that", "who", "what", "which"})
_ANYBODY = frozenset({"you", "one"})
_EXCLUDING = frozenset({"do", "does", "ca", "can", "will", "wo", "would", "could"})
_OWN = frozenset({
    "country", "nation", "government", "delegation", "state", "republic", "administration", "party",
    "force", "army", "military", "navy", "troop", "soldier",
})  # fmt: skip
_QUANTITIES = frozenset({"none", "all", "each", "both", "some", "many", "most"})


@dataclass(frozen=True)
class Verdict:
    """A holder's agreement with a concept; `holder` is a token, or None for who speaks.

    `how`: judged, enacted (done rather than said), coloured (by its own phrase), norm, tone (of
    its sentence), neutral, mention. `crossed`: the climb went through the words of a nested voice.
    """

    sign: int
    how: str
    holder: int | None
    pieces: tuple[Piece, ...]
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One step up: from node to its governor, in which role, over which preposition."""

    node: int
    parent: int
    role: str
    via: int | None
    clause: bool  # node is the top of a clause that is the concept itself
    in_cue: bool  # the governor is one of the statement's own words of saying


@dataclass
class Climb:
    """How far a climb has come, and what it found on its way."""

    s: Syntax
    lex: Lexicon
    foreign: frozenset[int] = frozenset()
    sign: int = 1
    how: str = ""  # judged, enacted, neutral or nothing yet
    holder: int | None = None  # token of a holder other than who speaks
    agent: int | None = None  # token of who begins or ends it
    own: bool = False  # we, my, our: who speaks
    consequence: Piece | None = None  # "the cost of it": what is judged is what it does
    crossed: bool = False
    pieces: list[Piece] = field(default_factory=list)
    others: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = Values(self.s, self.lex)

    def take(self, value: Value) -> bool:
        """Multiply by a judgement; return whether there was one."""
        if not value[0]:
            return False
        self.sign *= value[0]
        self.how = "judged"
        self.consequence = None
        self.pieces.extend(value[1])
        return True

    def keep_holder(self, *, irrealis: bool = False) -> None:
        """Set aside what another holder thinks: what comes next is somebody else's judgement.

        `irrealis`: what comes next only asks that they think so.
        """
        if self.how == "judged" and self.holder is not None and not irrealis:
            self.others.append(Verdict(self.sign, "judged", self.holder, tuple(self.pieces)))
            self.holder = None

    def negate(self, i: int) -> None:
        """Take in what negates token i."""
        turn, pieces = flip(self.s, i)
        self.sign *= turn
        self.pieces.extend(pieces)

    def enter(self, i: int, role: str) -> None:
        """Take in what stands at word i itself: negation, and that it must be."""
        before = self.sign
        self.negate(i)
        if role == "head" and self.sign < before and excluded(self.s, i):
            self.how = "judged"
        if role not in ("subject", "object", "head", "clause") or self.how == "neutral":
            return
        if self.how == "judged" and role != "head":
            return
        must = must_be(self.s, i) if self.s.pos[i] in ("VERB", "AUX") else None
        if must is not None:
            self.how = "judged"
            self.pieces.append(must)
            subject = self.s.subject(i) if role == "head" else None
            self.own = self.own or (subject is not None and self.s.lower[subject] in FIRST_PERSON)


def must_be(s: Syntax, i: int) -> Piece | None:
    """Return the word that says it must be so: must, should, let us, a bare imperative."""
    for c in s.children[i]:
        if s.dep[c] == "aux" and s.lemma[c] in MODALS:
            return Piece(c, c + 1, "predicate", f"must: {s.lower[c]}", 1)
    be, head = s.child(i, "auxpass"), s.head[i]
    if be is not None and s.tag[be] == "VB" and s.child(i, "aux") is None and s.dep[i] == "ccomp":
        return Piece(be, be + 1, "predicate", "must: that it be", 1)
    if s.dep[i] in ("ccomp", "xcomp") and s.lemma[head] == "let":
        return Piece(head, head + 1, "predicate", "must: let", 1)
    if s.dep[i] == "xcomp" and s.lemma[head] in ("have", "need") and s.tag[i] == "VB":
        return Piece(head, head + 1, "predicate", f"must: {s.lemma[head]} to", 1)
    bare = s.dep[i] == "ROOT" and s.tag[i] == "VB"
    if bare and s.child(i, "nsubj", "nsubjpass", "aux", "expl") is None:
        return Piece(i, i + 1, "predicate", "must: imperative", 1)
    return None


def excluded(s: Syntax, i: int) -> bool:
    """Tell whether a negated verb says what is not done: "you do not bargain", "one cannot"."""
    subject, aux = s.child(i, "nsubj"), s.child(i, "aux")
    return (
        subject is not None and aux is not None and s.lower[subject] in FIRST_PERSON | _ANYBODY
        and s.lower[aux] in _EXCLUDING
    )  # fmt: skip


def is_speaker(s: Syntax, i: int) -> bool:
    """Tell whether token i is who speaks: "we", "my country", "our forces", "none of us"."""
    if s.lower[i] in FIRST_PERSON:
        return True
    if s.lemma[i] in _OWN and any(s.lower[c] in FIRST_PERSON for c in s.children[i]):
        return True
    return s.lower[i] in _QUANTITIES and any(
        s.lower[s.child(c, "pobj") or c] in FIRST_PERSON for c in s.children[i]
    )


def other_than_speaker(s: Syntax, subject: int | None) -> int | None:
    """Return the subject's token where it is a holder other than who speaks."""
    if subject is None or subject == NOBODY:
        return subject
    return None if s.lower[subject] in _IMPERSONAL or is_speaker(s, subject) else subject
