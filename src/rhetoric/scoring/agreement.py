"""From verdicts to a score: what the marks of a sentence add, and how sure one can be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rhetoric.codebook import Concept
from rhetoric.scoring.climb import Verdict, is_speaker
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.stance import judge
from rhetoric.scoring.syntax import Syntax
from rhetoric.scoring.valence import Piece, Values

CONFIDENCE = {
    "judged": 0.94, "enacted": 0.84, "coloured": 0.82, "norm": 0.72, "tone": 0.66, "mention": 0.62,
}  # fmt: skip
_ANAPHORIC = {"pattern": 1.0, "clause": 1.0, "pointer": 0.85, "linked": 0.85, "pronoun": 0.8}
_COERCIVE = -2  # on the axis of the codebook: demands and threats, of which the name is a reproach
_DENIALS = frozenset({"allegation", "claim", "accusation", "charge", "assertion", "suggestion"})
_NAMING = frozenset({"call", "brand", "label", "term", "dub", "denounce", "describe"})
_NEAR = 6  # tokens
_BESIDE = frozenset({"acomp", "attr", "advmod", "neg"})
_STAYING = frozenset({"be", "go", "keep", "remain", "stay"})
_ANSWERS = frozenset({"meet", "answer", "respond", "retaliate"})
_FALSE = frozenset({"false", "untrue", "deny", "reject", "dismiss", "baseless", "unfounded"})


@dataclass(frozen=True)
class Reading:
    """One holder's agreement with one concept, with its confidence and its words."""

    sign: int
    confidence: float
    holder: int | None
    how: str
    pieces: tuple[Piece, ...]
    crossed: bool = False


def read(
    s: Syntax, lex: Lexicon, head: int, span: tuple[int, int], bounds: tuple[int, int], *,
    concept: Concept | None = None, clause: bool = False, anaphor: str = "pattern",
    cue: frozenset[int] = frozenset(), foreign: frozenset[int] = frozenset(),
) -> list[Reading]:  # fmt: skip
    """Read who is for or against the concept in tokens `span`, headed by `head`."""
    verdicts = judge(s, lex, head, bounds, clause=clause, cue=cue, foreign=foreign)
    if concept is not None:
        verdicts = [_no_stance(s, v, concept, head, cue) for v in verdicts]
    if verdicts[0].how == "mention":
        verdicts = [_fallback(s, lex, verdicts[0], span, head=head, concept=concept), *verdicts[1:]]
    elif verdicts[-1].how == "mention":  # somebody else does it: who tells of it may judge it yet
        last = _fallback(s, lex, verdicts[-1], span, head=head, concept=concept)
        verdicts = [*verdicts[:-1], last]
    verdicts = [_denied(s, v, bounds) for v in verdicts]
    hedged = _hedges(s, lex, bounds, head)
    readings = []
    for v in verdicts:
        sign, confidence = v.sign, CONFIDENCE.get(v.how, 0.62) * _ANAPHORIC[anaphor]
        pieces = v.pieces
        if sign and v.holder is None and not clause:
            turned, mark = _question(s, v, head)
            if concept is not None and concept.norm < 0 < sign * turned:
                turned, mark = 1, ()  # no question makes one's case for what all condemn
            sign, pieces = sign * turned, (*pieces, *mark)
            confidence *= 0.9 if mark else 1
        if hedged:
            confidence *= 0.93
        readings.append(Reading(sign, round(confidence, 3), v.holder, v.how, pieces, v.crossed))
    return readings


def _no_stance(s: Syntax, v: Verdict, concept: Concept, head: int, cue: frozenset[int]) -> Verdict:
    """Take back what is no stance: a setback of something good, a blame for ignoring a harm.

    Nor is anybody for what all condemn unless that is said outright.
    """
    if concept.norm < 0 < v.sign and not _outright(s, v, head, cue):
        return Verdict(0, "mention", None, ())
    against = [p.entry for p in v.pieces if p.value < 0]
    setback = concept.axis >= 0 and v.sign < 0 and v.how == "judged"
    only = [e for e in against if not e.startswith("negator")]
    if setback and only and all(e.startswith("predicate setback") for e in only):
        return replace(v, sign=0, how="neutral", pieces=_unsigned(v.pieces))
    ignored = any(e.startswith("predicate ignore") for e in against)
    if ignored and v.sign > 0 and concept.axis < 0:
        return replace(v, sign=0, how="mention", holder=None, pieces=())
    return v


def _outright(s: Syntax, v: Verdict, head: int, cue: frozenset[int]) -> bool:
    """Tell whether a holder backs the concept in the words right around it.

    "We support strikes", "strikes are justified", "they must be hit", "only force will do".
    """
    near = set(s.children[head])
    above = s.governor(head)
    if above is not None:
        word, role, _ = above
        near.add(word)
        if s.dep[word] == "xcomp":
            near.add(s.head[word])  # "refused to rule it out"
        said = any(p.first == word for p in v.pieces)
        beside = _BESIDE | {"aux"} if said or role != "subject" else _BESIDE
        near.update(c for c in s.children[word] if s.dep[c] in beside)
    who: set[int | None] = {head, v.holder}
    if v.holder is None:
        who |= {s.subject(c) for c in cue}
    sign = 0
    for p in v.pieces:
        backs = p.first in near and abs(p.first - head) <= _NEAR and _is_whose(s, v, p, who)
        if p.first in cue or (p.value and backs):
            sign = (sign or 1) * int(p.value or 1)
    return sign > 0


def _is_whose(s: Syntax, v: Verdict, p: Piece, who: set[int | None]) -> bool:
    """Tell whether one of `who` says or does a piece of a verdict, as far as a subject tells."""
    if p.part != "predicate" or (v.how != "enacted" and s.pos[p.first] != "VERB"):
        return True
    subject = s.subject(p.first)
    if subject is None:
        return v.how != "enacted" and s.tag[p.first] != "VBG"
    return subject in who or is_speaker(s, subject)


def _unsigned(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(replace(p, value=0) for p in pieces)


def _fallback(
    s: Syntax, lex: Lexicon, v: Verdict, span: tuple[int, int], *, head: int,
    concept: Concept | None,
) -> Verdict:  # fmt: skip
    """Judge a mention by its twin in the sentence, else the sentence's tone, else what law says."""
    low, high = s.sentence_of[head]
    if concept is not None and (reproach := _called(s, head, concept)) is not None:
        return Verdict(-1, "judged", v.holder, (reproach,))
    if s.pos[head] == "VERB" and s.lemma[head] in _ANSWERS and s.child(head, "aux") is not None:
        piece = Piece(head, head + 1, "predicate", "announced by who speaks", 1)
        return Verdict(1, "enacted", v.holder, (piece,))
    for i in range(low, high):
        if s.lemma[i] == s.lemma[head] and not span[0] <= i < span[1] and s.pos[i] == s.pos[head]:
            twin = judge(s, lex, i, (low, high))[0]
            twin = twin if concept is None else _no_stance(s, twin, concept, i, frozenset())
            if twin.how == "judged":
                piece = Piece(i, i + 1, "antecedent", "same word in the sentence", 0)
                return replace(twin, how="coloured", pieces=(piece, *twin.pieces))
    value, pieces = Values(s, lex).tone(*span)
    plain = any(p.entry.startswith("idiom") for p in pieces)
    axis, norm = (0, 0) if concept is None else (concept.axis, concept.norm)
    if value and value * norm >= 0 and (plain or value * axis >= 0):  # crises are no stance
        return Verdict(value, "tone", v.holder, tuple(pieces))
    if concept is not None and norm:
        piece = Piece(*span, "concept", f"norm of concept {concept.name}", norm)
        who = doer(s, head)
        if who is not None and is_speaker(s, who):
            return Verdict(-norm, "norm", v.holder, (piece, own_side(*span)))
        return Verdict(norm, "norm", v.holder, (piece,))
    return v


def doer(s: Syntax, head: int) -> int | None:
    """Return who does what a concept names: "our strikes", "we are on the offensive"."""
    actor = s.child(head, "nsubj") if s.pos[head] == "VERB" else None
    verb = s.head[s.head[head]]
    if s.lower[s.head[head]] == "on" and s.lemma[verb] in _STAYING and not s.negations(verb):
        actor = s.subject(verb)
    for c in s.children[head]:
        if actor is None and s.lower[c] == "by":
            actor = s.child(c, "pobj")
        if actor is None and s.dep[c] in ("amod", "compound", "nmod", "poss"):
            named = s.pos[c] == "PROPN" or s.doc[c].ent_type_ in ("NORP", "GPE", "ORG")
            actor = c if named or s.lower[c] == "our" else None
    return actor


def own_side(first: int, last: int) -> Piece:
    """Return the mark of what one's own side does: one's officials back it."""
    return Piece(first, last, "actor", "done by the holder's own side", -1)


def _called(s: Syntax, head: int, concept: Concept) -> Piece | None:
    """Return the words that call something a coercive name: "that is blackmail"."""
    coercive = concept.norm < 0 or concept.axis == _COERCIVE
    if coercive and s.dep[head] == "oprd" and s.lemma[s.head[head]] in _NAMING:
        named = s.head[head]  # "he called it blackmail"
        flat = bool(s.negations(named))
        return None if flat else Piece(named, named + 1, "predicate", "called a coercive name", -1)
    above, verb = s.governor(head), s.child(head, "auxpass")  # a noun may be taken for a verb
    subject = s.child(head, "nsubjpass") if s.pos[head] == "NOUN" else None
    if subject is None and above is not None and above[1] == "attr":
        verb = above[0]
        subject = s.child(verb, "nsubj")
    if verb is None or s.lemma[verb] != "be" or s.negations(verb) or s.negations(head):
        return None
    deictic = subject is not None and s.lower[subject] in ("this", "that", "it", "these", "those")
    if not deictic or not coercive:
        return None
    return Piece(verb, verb + 1, "predicate", "called a coercive name", -1)


def _question(s: Syntax, v: Verdict, head: int) -> tuple[int, tuple[Piece, ...]]:
    """A rhetorical question asserts the opposite of what it asks."""
    low, high = s.sentence_of[head]
    mark = next((i for i in range(high - 1, max(low, high - 4), -1) if s.text[i] == "?"), None)
    if mark is None or v.how not in ("judged", "coloured", "enacted", "tone"):
        return 1, ()
    words = [s.lower[i] for i in range(low, high)]
    if "why" in words and {"not", "n't"} & set(words):  # "why can we not …": it asks for it
        counted = any(p.part == "negation" for p in v.pieces)
        return (-1 if counted else 1), ()
    if "how" in words and {"long", "more", "often"} & set(words):  # "how long must we endure …"
        return 1, ()
    return -1, (Piece(mark, mark + 1, "negation", "rhetorical question", -1),)


def _denied(s: Syntax, v: Verdict, bounds: tuple[int, int]) -> Verdict:
    """Turn a stance that its holder denies: "…, an allegation the president called false"."""
    if v.holder is None or v.holder < 0 or not v.sign:
        return v
    for i in range(*s.sentence_of[v.holder]):
        if s.lemma[i] not in _DENIALS or s.pos[i] != "NOUN":
            continue
        for c in s.children[i]:
            if s.dep[c] != "relcl":
                continue
            subject = s.child(c, "nsubj")
            false = [k for k in (c, *s.children[c]) if s.lemma[k] in _FALSE]
            if subject is not None and s.lemma[subject] == s.lemma[v.holder] and false:
                piece = Piece(false[0], false[0] + 1, "negation", "denied by its holder", -1)
                return replace(v, sign=-v.sign, pieces=(*v.pieces, piece))
    return v


def _hedges(s: Syntax, lex: Lexicon, bounds: tuple[int, int], head: int) -> bool:
    low, high = s.sentence_of[head]
    return bool(lex.lists["hedges"].find(s, max(low, bounds[0]), min(high, bounds[1])))
