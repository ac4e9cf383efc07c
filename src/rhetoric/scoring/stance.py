"""Agreement of a holder with a concept, read from the parse.

From the words that name the concept one climbs the dependency tree. What judges, begins or ends
multiplies the sign (support × end × embargo = against the embargo); negation turns it, a report
ends the climb: who reports does not hold. After Moilanen & Pulman 2007 (sentiment composition) and
Choi & Wiebe 2014 (good and bad effects).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rhetoric.scoring.lexicon import Lexicon, Word
from rhetoric.scoring.syntax import FIRST_PERSON, MODALS, Syntax
from rhetoric.scoring.valence import BARELY, COPULAS, Piece, flip, phrase_value, verb_value, word_value

CONFIDENCE = {"judged": 0.9, "enacted": 0.7, "coloured": 0.6, "norm": 0.45, "mention": 0.5}
_ORDER = {
    "clause": ("report", "know", "attitude", "change", "neutral", "container"),
    "other": ("attitude", "change", "neutral", "container", "know", "report"),
}
_THROUGH = frozenset({"of", "object", "clause", "attr", "subject", "relcl", "pcomp"})


@dataclass
class Climb:
    """How far a climb has come."""

    sign: int = 1
    how: str = ""  # judged, enacted, neutral or nothing yet
    holder: int | None = None  # token of a holder other than who speaks
    agent: int | None = None  # token of who begins or ends it
    own: bool = False  # we, my, our: who speaks
    pieces: list[Piece] = field(default_factory=list)
    others: list[Verdict] = field(default_factory=list)
    foreign: frozenset[int] = frozenset()
    crossed: bool = False  # the climb went through the words of a nested voice


@dataclass(frozen=True)
class Verdict:
    """A holder's agreement with a concept; `holder` is a token, or None for who speaks."""

    sign: int
    how: str
    holder: int | None
    pieces: tuple[Piece, ...]
    crossed: bool = False


def judge(
    s: Syntax, lex: Lexicon, head: int, bounds: tuple[int, int], *, clause: bool = False,
    cue: frozenset[int] = frozenset(), foreign: frozenset[int] = frozenset(),
) -> list[Verdict]:  # fmt: skip
    """Read who is for or against what token `head` names; the first verdict is the outermost.

    `bounds` are the tokens of the statement, `cue` those of the attribution's words of saying:
    the climb may pass into them and no farther; `foreign` those of a voice nested in this one. `clause`: head is the top of a clause that is the
    concept itself, so what negates it inside belongs to the concept.
    """
    state = Climb(foreign=foreign)
    if clause:
        _demanded(s, lex, state, head)
    else:
        _enter(s, state, head, "head")
    node = head
    for _ in range(16):
        above = s.governor(node)
        if above is None:
            break
        parent, role, via = above
        if not (bounds[0] <= parent < bounds[1]) and parent not in cue:
            break
        state.crossed = state.crossed or parent in foreign
        if not _step(s, lex, state, node, parent, role, via, clause and node == head, parent in cue):
            break
        node = parent
    return _close(s, lex, state, head, clause)


def _demanded(s: Syntax, lex: Lexicon, state: Climb, head: int) -> None:
    """Give a clause to whose demand it is: "there was an insistence by X that …"."""
    noun = s.child(head, "attr")
    if noun is None or s.child(head, "expl") is None:
        return
    word = _pick(lex.predicates(s, noun, "clause", None), "clause")
    if word is not None and word.predicate.name == "call":
        owner = s.owner(noun)
        state.how, state.holder = "judged", noun if owner is None else owner
        state.pieces.append(Piece(noun, noun + 1, "predicate", word.entry, 1))


def _step(
    s: Syntax, lex: Lexicon, state: Climb, node: int, parent: int, role: str, via: int | None,
    clause: bool, in_cue: bool,
) -> bool:  # fmt: skip
    """Take one step up; return whether the climb goes on."""
    if via is not None:
        word = lex.preposition(s, via)
        if word is not None:
            return _preposition(s, lex, state, parent, via, word)
    if role == "subject" and not clause:
        return _as_subject(s, lex, state, parent)
    if role == "object" and (named := s.child(parent, "oprd")) is not None:
        value, pieces = phrase_value(s, lex, named)  # "call the plan helpful"
        if value:
            state.how, state.sign = "judged", state.sign * value
            state.pieces.extend(pieces)
            _negate(s, state, parent)
            state.holder = _holder(s, s.subject(parent))
            return True
    word = _pick(lex.predicates(s, parent, role, via), role)
    if word is None and via is not None and (noun := s.child(parent, "dobj")) is not None:
        word = _pick(lex.predicates(s, noun, role, via), role)  # "see no value in", "put an end to"
        if word is not None:
            _negate(s, state, noun)
    if word is None:
        return _unknown(s, lex, state, parent, role, infinitive=s.tag[node] == "VB")
    return _apply(s, state, parent, node, role, word, in_cue)


def _pick(words: list[Word], role: str) -> Word | None:
    order = _ORDER["clause" if role == "clause" else "other"]
    ranked = [w for w in words if w.predicate.kind in order]
    if not ranked:
        return None
    return min(ranked, key=lambda w: (not w.with_, order.index(w.predicate.kind)))


def _preposition(
    s: Syntax, lex: Lexicon, state: Climb, parent: int, via: int, word: Word
) -> bool:
    kind, sign = word.predicate.kind, word.predicate.sign
    if kind == "attitude":
        state.sign *= sign
        state.how = "judged"
        state.pieces.append(Piece(via, via + 1, "predicate", word.entry, sign))
        _enter(s, state, parent, "adjunct")
        return False
    if kind == "means":
        value, pieces = goal_value(s, lex, parent)
        if value and not state.how:
            state.sign *= value
            state.how = "judged"
            state.pieces.extend(pieces)
        elif value == 0:
            return s.pos[parent] in ("VERB", "AUX", "NOUN")
        return False
    if not state.how:
        state.how = "neutral"
        state.pieces.append(Piece(via, via + 1, "predicate", word.entry, 0))
    return False


def goal_value(s: Syntax, lex: Lexicon, verb: int) -> tuple[int, list[Piece]]:
    """Return whether what the verb reaches is good: to resolve a dispute is, to violate a truce not."""
    words = lex.predicates(s, verb, "subject", None)
    for word in words:
        if word.predicate.kind == "solve":
            return 1, [Piece(verb, verb + 1, "predicate", word.entry, 1)]
        if word.predicate.kind in ("carry", "effect"):
            obj = s.child(verb, "dobj", "nsubjpass")
            value, pieces = phrase_value(s, lex, obj) if obj is not None else (0, [])
            sign = word.predicate.sign
            if word.predicate.kind == "carry":
                value = sign * value if value else (1 if sign < 0 else 0)
            else:
                value = sign
            if value:
                return value, [Piece(verb, verb + 1, "predicate", word.entry, sign), *pieces]
    for word in lex.predicates(s, verb, "object", None):
        if word.predicate.kind in ("attitude", "change"):
            obj = s.child(verb, "dobj", "nsubjpass")
            if obj is None:
                continue
            value, pieces = phrase_value(s, lex, obj)
            if value or word.predicate.sign > 0:
                sign = word.predicate.sign * (value or 1)
                return sign, [Piece(verb, verb + 1, "predicate", word.entry, sign), *pieces]
    return word_value(s, lex, verb)


def _as_subject(s: Syntax, lex: Lexicon, state: Climb, verb: int) -> bool:
    """The concept is what the sentence is about: take what the verb says of it."""
    value, pieces = verb_value(s, lex, verb)
    must = _must(s, verb)
    if value:
        if state.holder is not None:  # "their plans to isolate us failed": theirs, and who says so
            state.others.append(Verdict(state.sign, "judged", state.holder, tuple(state.pieces)))
            state.holder = None
        state.sign *= value
        state.how = "judged"
        state.pieces.extend(pieces)
    elif must is not None:
        state.how = state.how or "judged"
        state.pieces.append(must)
        _negate(s, state, verb)
    elif state.how == "judged":
        _negate(s, state, verb)
    return True


def _unknown(
    s: Syntax, lex: Lexicon, state: Climb, parent: int, role: str, *, infinitive: bool = False
) -> bool:
    """Pass a word the codebook does not know, where what it governs is its content."""
    if role == "attr" and s.lemma[parent] in COPULAS:
        return _as_complement(s, lex, state, parent)
    if role in ("clause", "advcl") and s.lemma[parent] in COPULAS and infinitive:
        value, pieces = verb_value(s, lex, parent)  # "it is wrong to impose …"
        if value:
            state.sign, state.how = state.sign * value, "judged"
            state.pieces.extend(pieces)
            return True
    if role == "advcl":
        if not state.how and not infinitive:
            return False
        _enter(s, state, parent, "adjunct")
        return True
    if role not in _THROUGH:
        return False
    if role == "of" and not state.how and s.pos[parent] in ("NOUN", "PROPN"):
        value, pieces = word_value(s, lex, parent)
        if value and s.dep[parent] != "compound" and s.lemma[parent] not in BARELY:
            state.sign *= value
            state.how = "judged"
            state.pieces.extend(pieces)
            return True
    _enter(s, state, parent, role)
    return True


def _as_complement(s: Syntax, lex: Lexicon, state: Climb, verb: int) -> bool:
    """The concept stands after be: "the only way is dialogue", "there is no military solution"."""
    subject = s.child(verb, "nsubj")
    if subject is not None and not state.how:
        value, pieces = phrase_value(s, lex, subject)
        if value:
            state.sign *= value
            state.how = "judged"
            state.pieces.extend(pieces)
    elif s.child(verb, "expl") is not None and state.sign < 0:
        state.how = "judged"
    cleft = s.child(verb, "csubj") if not state.how else None
    if cleft is not None:  # "what we need is mediation"
        word = _pick(lex.predicates(s, cleft, "object", None), "object")
        if word is not None and word.predicate.kind == "attitude":
            state.how, state.sign = "judged", state.sign * word.predicate.sign
            state.holder = _holder(s, s.subject(cleft))
            state.pieces.append(Piece(cleft, cleft + 1, "predicate", word.entry, word.predicate.sign))
            _negate(s, state, cleft)
    _enter(s, state, verb, "attr")
    return True


def _apply(
    s: Syntax, state: Climb, parent: int, node: int, role: str, word: Word, in_cue: bool
) -> bool:
    kind, sign = word.predicate.kind, word.predicate.sign
    piece = Piece(parent, parent + 1, "predicate", word.entry, sign)
    if kind in ("neutral", "report", "know"):
        return _pass_report(s, state, parent, node, kind, piece, in_cue)
    if kind == "container":
        _negate(s, state, parent)
        state.pieces.append(piece)
        return True
    if kind == "change" and not state.how:
        state.agent = s.subject(parent)
        passive = s.child(parent, "auxpass") is not None or s.dep[parent] == "acl"
        state.how = "" if passive and state.agent is None else "enacted"
    elif kind == "attitude":
        subject = s.subject(parent)
        if subject is None and (parent in state.foreign or _nobodys(s, parent, word)):
            subject = parent
        if state.how == "judged" and state.holder is not None:
            state.others.append(Verdict(state.sign, "judged", state.holder, tuple(state.pieces)))
            state.holder = None
        state.how = "judged"
        if subject is not None and not in_cue:
            state.own = state.own or s.lower[subject] in FIRST_PERSON
            state.holder = _holder(s, subject)
    state.sign *= sign
    state.pieces.append(piece)
    _enter(s, state, parent, role)
    return True


def _nobodys(s: Syntax, noun: int, word: Word) -> bool:
    """Tell whether a call or demand is made by somebody who is not named: "there was a demand"."""
    return s.pos[noun] == "NOUN" and word.predicate.name == "call" and s.lemma[noun] != "favour"


def _holder(s: Syntax, subject: int | None) -> int | None:
    """Return the token of a holder other than who speaks."""
    if subject is None or s.lower[subject] in FIRST_PERSON or s.lower[subject] in ("it", "there", "this", "that"):
        return None
    if s.lower[subject] in ("none", "all", "each", "both", "some", "many", "most"):
        if any(s.lower[s.child(c, "pobj") or c] in FIRST_PERSON for c in s.children[subject]):
            return None
    return subject


def _pass_report(
    s: Syntax, state: Climb, parent: int, node: int, kind: str, piece: Piece, in_cue: bool
) -> bool:
    """Stop at a report by somebody else; go on through what is known, and through "we believe"."""
    asks = any(s.tag[c] in ("WP", "WRB", "WDT") or s.lower[c] == "whether" for c in s.children[node])
    if kind == "neutral":
        if not state.how:
            state.how, state.pieces = "neutral", [*state.pieces, piece]
        return False
    if piece.value < 0 and not state.how:  # sneered, scoffed: the tone is the judgement
        state.sign, state.how = -1, "judged"
        state.pieces.append(piece)
    if in_cue:
        return False
    if parent in state.foreign and kind != "know":
        state.holder = parent
        return False
    if kind == "know":
        if asks and not state.how:
            state.how, state.pieces = "neutral", [*state.pieces, piece]
            return False
        if state.how:
            _negate(s, state, parent)
        return True
    subject = s.subject(parent)
    if subject is None or s.lower[subject] in FIRST_PERSON or s.lower[subject] == "it":
        if s.lemma[parent] in ("believe", "think", "consider", "say", "argue"):
            _negate(s, state, parent)
        return True
    if state.holder is None and not state.own:
        state.holder = subject
    return False


def _negate(s: Syntax, state: Climb, i: int) -> None:
    turn, pieces = flip(s, i)
    state.sign *= turn
    state.pieces.extend(pieces)


def _enter(s: Syntax, state: Climb, i: int, role: str) -> None:
    """Take in what stands at word i itself: negation, and that it must be."""
    _negate(s, state, i)
    if role == "adjunct":
        return
    must = _must(s, i)
    if must is not None and (role == "head" or state.how in ("enacted", "")):
        if role in ("subject", "object", "head", "clause") and s.pos[i] in ("VERB", "AUX"):
            state.how = "judged"
            state.pieces.append(must)
            subject = s.subject(i) if role == "head" else None
            if subject is not None and s.lower[subject] in FIRST_PERSON:
                state.own = True


def _must(s: Syntax, i: int) -> Piece | None:
    """Return the word that says it must be so: must, should, let us, a bare imperative."""
    for c in s.children[i]:
        if s.dep[c] == "aux" and s.lemma[c] in MODALS:
            return Piece(c, c + 1, "predicate", f"must: {s.lower[c]}", 1)
    head = s.head[i]
    if s.dep[i] in ("ccomp", "xcomp") and s.lemma[head] == "let":
        return Piece(head, head + 1, "predicate", "must: let", 1)
    if s.dep[i] == "xcomp" and s.lemma[head] in ("have", "need") and s.tag[i] == "VB":
        return Piece(head, head + 1, "predicate", f"must: {s.lemma[head]} to", 1)
    if s.dep[i] == "ROOT" and s.tag[i] == "VB" and s.child(i, "nsubj", "nsubjpass", "aux", "expl") is None:
        return Piece(i, i + 1, "predicate", "must: imperative", 1)
    return None


def _close(s: Syntax, lex: Lexicon, state: Climb, head: int, clause: bool) -> list[Verdict]:
    """Turn the end of a climb into verdicts."""
    _contrast(s, state, head)
    if state.how == "judged":
        main = Verdict(
            state.sign, "judged", state.holder, tuple(state.pieces), state.crossed
        )
        return [main, *state.others]
    if clause and state.how != "neutral":
        return [Verdict(1, "enacted", state.holder, tuple(state.pieces))]
    out = []
    value, pieces = colour(s, lex, head, company=state.how != "neutral")
    if state.how == "enacted" and state.agent is not None:
        if s.lower[state.agent] in FIRST_PERSON:
            return [Verdict(state.sign, "enacted", None, tuple(state.pieces))]
        out.append(Verdict(state.sign, "enacted", state.agent, tuple(state.pieces)))
    if value:
        out.insert(0, Verdict(value, "coloured", state.holder, tuple(pieces)))
    elif state.how == "neutral":
        out.insert(0, Verdict(0, "neutral", state.holder, tuple(state.pieces)))
    elif state.how == "enacted" and state.agent is None:
        out.insert(0, Verdict(state.sign, "enacted", state.holder, tuple(state.pieces)))
    else:
        out.append(Verdict(0, "mention", state.holder, ()))
    return out


def colour(
    s: Syntax, lex: Lexicon, head: int, *, company: bool = True
) -> tuple[int, list[Piece]]:
    """Return what the words next to a concept say of it: adjectives, relative clauses, its company."""
    for c in s.children[head]:
        if s.dep[c] in ("amod", "compound", "nmod", "advmod") and (hit := word_value(s, lex, c))[0]:
            return hit
    for c in s.children[head]:
        if s.dep[c] == "relcl" and (subject := s.child(c, "nsubj")) is not None:
            if s.tag[subject] in ("WDT", "WP") and (hit := verb_value(s, lex, c))[0]:
                return hit
        if s.dep[c] == "appos" and (hit := phrase_value(s, lex, c))[0]:
            return hit
    base = s.first_conjunct(head)
    for other in [base, *_conjuncts(s, base)] if company else ():
        if other != head and (hit := phrase_value(s, lex, other))[0]:
            return hit
    return 0, []


def _contrast(s: Syntax, state: Climb, head: int) -> None:
    """Free the second member of "not A but B" from the negation of the first."""
    base = s.first_conjunct(head)
    if base >= head or not any(p.part == "negation" and p.first < head for p in state.pieces):
        return
    for i in range(base + 1, head):
        if s.lower[i] == "but" and state.sign < 0:
            state.sign = 1
            state.pieces.append(Piece(i, i + 1, "contrast", "contrast: but", -1))
            return


def _conjuncts(s: Syntax, i: int) -> list[int]:
    out = []
    for c in s.children[i]:
        if s.dep[c] == "conj":
            out += [c, *_conjuncts(s, c)]
    return out
