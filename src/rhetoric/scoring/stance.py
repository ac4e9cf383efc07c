"""Agreement of a holder with a concept, read from the parse.

From the words that name the concept one climbs the dependency tree. What judges, begins or ends
multiplies the sign (support × end × embargo = against the embargo); negation turns it, a report
ends the climb: who reports does not hold. After Moilanen & Pulman 2007 (sentiment composition) and
Choi & Wiebe 2014 (good and bad effects).
"""

from __future__ import annotations

from rhetoric.scoring.belief import gerund, pass_report, wants_more
from rhetoric.scoring.climb import (
    NOBODY,
    Climb,
    Link,
    Verdict,
    is_speaker,
    must_be,
    other_than_speaker,
)
from rhetoric.scoring.lexicon import Lexicon, Word
from rhetoric.scoring.syntax import FIRST_PERSON, Syntax
from rhetoric.scoring.valence import BARELY, COPULAS, Piece, flip, predicate
from rhetoric.scoring.verdicts import close

_FARTHEST = 16
_ORDER = {
    "clause": ("report", "know", "attitude", "change", "neutral", "container"),
    "other": ("attitude", "change", "neutral", "container", "know", "report"),
}
_CORE = frozenset({"nsubj", "nsubjpass", "attr", "dobj"})
_THROUGH = frozenset({"of", "object", "clause", "attr", "subject", "pcomp"})
_CALLS = frozenset({"call", "demand", "appeal", "plea", "insistence", "request", "proposal"})
_PREFERRING = frozenset({"prefer", "choose", "favor", "favour", "prioritize", "prioritise"})
_DOUBTING = frozenset({"doubt", "doubtful"})
_ALLEGING = frozenset({"deny", "claim", "allegation", "accusation", "charge", "rumour", "rumor"})
_CIRCUMSTANCES = frozenset({"if", "as", "while", "when", "once", "although", "though", "unless"})
_NEEDING = frozenset({"need", "require"})
_ABILITY = frozenset({"impossible", "possible", "hard", "difficult", "easy", "tough"})


def judge(
    s: Syntax, lex: Lexicon, head: int, bounds: tuple[int, int], *, clause: bool = False,
    cue: frozenset[int] = frozenset(), foreign: frozenset[int] = frozenset(),
) -> list[Verdict]:  # fmt: skip
    """Read who is for or against what token `head` names; the first verdict is the outermost.

    `bounds` are the tokens of the statement, `cue` those of its own words of saying (the climb may
    pass into them), `foreign` those of a voice nested in it. `clause`: head is the top of a clause
    that is the concept itself, so what negates it inside belongs to the concept.
    """
    climb = Climb(s, lex, foreign)
    if clause:
        _demanded(climb, head)
    else:
        climb.enter(head, "head")
        gerund(climb, head)
    node = head
    for _ in range(_FARTHEST):
        above = s.governor(node)
        if above is None:
            break
        parent, role, via = above
        if not bounds[0] <= parent < bounds[1] and parent not in cue:
            break
        climb.crossed = climb.crossed or parent in foreign
        if not _step(climb, Link(node, parent, role, via, clause and node == head, parent in cue)):
            break
        node = parent
    return close(climb, head, clause=clause)


def _demanded(climb: Climb, head: int) -> None:
    """Give a clause to whose demand it is: "there was an insistence by X that …"."""
    s = climb.s
    noun = s.child(head, "attr")
    if noun is None or s.child(head, "expl") is None:
        return
    word = _pick(climb, noun, "clause", None)
    if word is not None and word.predicate.name == "call":
        owner = s.owner(noun)
        climb.how, climb.holder = "judged", NOBODY if owner is None else owner
        climb.pieces.append(predicate(noun, word))


def _step(climb: Climb, link: Link) -> bool:
    """Take one step up; return whether the climb goes on."""
    s, parent, role, via = climb.s, link.parent, link.role, link.via
    if _stops(climb, link):
        return False
    word = _pick(climb, parent, role, via)
    if via is not None and (word is None or not word.with_):
        if role in ("to", "over") and (chooser := _prefers(s, parent)) is not None:
            piece = Piece(chooser, chooser + 1, "predicate", "prefers … to", -1)
            climb.take((-1, [piece]))
            climb.holder = other_than_speaker(s, s.subject(chooser))
            return True
        by_itself = climb.lex.preposition(s, via)
        if by_itself is not None:
            return _preposition(climb, parent, via, by_itself)
    if role == "subject" and not link.clause:
        return _as_subject(climb, link)
    open_ = word is None or word.predicate.kind in ("know", "report", "neutral")
    if role == "object" and open_ and climb.take(climb.values.phrase(_named_as(s, parent))):
        climb.negate(parent)  # "call the plan helpful"
        climb.holder = other_than_speaker(s, s.subject(parent))
        return True
    if word is None and via is not None and (noun := s.child(parent, "dobj")) is not None:
        word = _pick(climb, noun, role, via)  # "see no value in", "put an end to"
        if word is not None:
            climb.negate(noun)
            outer = _pick(climb, parent, "object", None)
            if outer is not None and outer.predicate.kind == "change":
                climb.sign *= outer.predicate.sign  # "lost interest in", "spared no effort in"
                climb.pieces.append(predicate(parent, outer))
    return _unknown(climb, link) if word is None else _apply(climb, link, word)


def _stops(climb: Climb, link: Link) -> bool:
    """Stop where a clause is open, a claim of somebody's or a mere circumstance of what follows.

    "to say whether they halt it", "the claim that they send it", "if it collapses, we act".
    """
    s, node, parent, lemma = climb.s, link.node, link.parent, climb.s.lemma[link.parent]
    marks = {s.lower[c] for c in s.children[node] if s.dep[c] in ("mark", "advmod")}
    if s.pos[node] not in ("VERB", "AUX"):
        return False
    if link.role == "clause":
        open_ = "whether" in marks and lemma not in _DOUBTING
        alleged = climb.how != "judged" and (lemma in _ALLEGING and not link.clause)
        if open_ or alleged:
            climb.how, climb.agent, climb.holder = "neutral", None, None
            climb.pieces = [Piece(parent, parent + 1, "predicate", f"left open: {lemma}", 0)]
        return open_ or alleged
    if link.role == "relcl" and "that" in marks and _alleged_above(s, parent):
        climb.how, climb.agent = "neutral", None
        return True
    if link.role != "advcl" or not marks & _CIRCUMSTANCES:
        return False
    it = s.child(parent, "nsubj") if s.lemma[parent] in COPULAS else None
    if it is not None and s.lower[it] == "it" and climb.take(climb.values.verb(parent)):
        return True  # "it would be good if they were lifted"
    if "if" in marks and climb.how == "judged" and climb.holder is None and not climb.own:
        climb.how = ""
    theirs = climb.how == "enacted" or (climb.how == "judged" and climb.holder is not None)
    if marks & {"if", "unless"} and theirs:  # what they might do or want is not their stand
        climb.how, climb.agent, climb.holder, climb.pieces = "", None, None, []
    return True


def _alleged_above(s: Syntax, i: int) -> bool:
    """Tell whether a that-clause hung on noun i belongs to a claim: "claims by X that …"."""
    near = (i, s.head[i], s.head[s.head[i]])
    return any(s.lemma[k] in _ALLEGING and s.pos[k] == "NOUN" for k in near)


def _named_as(s: Syntax, verb: int) -> int | None:
    """Return what the verb calls its object: "call it helpful", "see it as a mistake"."""
    for c in s.children[verb]:
        if s.dep[c] == "oprd":
            return c
        if s.dep[c] == "prep" and s.lower[c] == "as":
            return s.child(c, "pobj", "amod", "advcl", "pcomp")
        if s.dep[c] == "advcl" and s.pos[c] == "ADJ":
            return c
    return None


def _prefers(s: Syntax, i: int) -> int | None:
    """Return the verb of preferring, prefer or choose, where i is it or its object."""
    return next((verb for verb in (i, s.head[i]) if s.lemma[verb] in _PREFERRING), None)


def _pick(climb: Climb, i: int, role: str, via: int | None) -> Word | None:
    """Return the predicate word that token i is for what stands in `role` to it."""
    order = _ORDER["clause" if role == "clause" else "other"]
    words = climb.lex.predicates(climb.s, i, role, via)
    ranked = [w for w in words if w.predicate.kind in order]
    return min(ranked, key=lambda w: (not w.with_, order.index(w.predicate.kind)), default=None)


def _preposition(climb: Climb, parent: int, via: int, word: Word) -> bool:
    """Take a preposition that says something itself: against, without, through, under."""
    s, kind = climb.s, word.predicate.kind
    if kind == "attitude":
        climb.take((word.predicate.sign, [predicate(via, word)]))
        climb.negate(parent)
        if s.lower[via] == "instead":
            climb.holder = other_than_speaker(s, s.subject(parent))
        if s.lower[via] == "without":  # "without dialogue there can be no peace"
            for i in s.children[parent]:
                if s.dep[i] in _CORE:
                    climb.negate(i)
            return s.pos[parent] == "NOUN"
    elif kind == "means":
        value = climb.values.goal(parent)
        if not value[0] and not s.negations(parent) and (way := _bound(s, parent, via)) is not None:
            value = 1, [way]  # "we must do so through talks"
        turn, negators = flip(s, via)  # "not through force"
        value = value[0] * turn, [*value[1], *negators]
        if not value[0]:
            return s.pos[parent] in ("VERB", "AUX", "NOUN")
        if not climb.how:
            climb.take(value)
    elif not climb.how:
        climb.how = "neutral"
        climb.pieces.append(predicate(via, word))
    return False


def _bound(s: Syntax, verb: int, via: int) -> Piece | None:
    """Return the word that binds to a way: only so, it must be done, who speaks will do it."""
    if via and s.lower[via - 1] == "only":  # "it is only through talks that …"
        return Piece(via - 1, via, "predicate", "only this", 1)
    subject = s.subject(verb)
    if subject is not None and is_speaker(s, subject):
        for c in s.children[verb]:
            if s.dep[c] == "aux" and s.lower[c] in ("will", "shall", "'ll", "’ll"):
                return Piece(c, c + 1, "predicate", f"intends: {s.lower[c]}", 1)
    return must_be(s, verb)


def _as_subject(climb: Climb, link: Link) -> bool:
    """Take what the verb says of the concept, which the sentence is about."""
    s, verb = climb.s, link.parent
    value = climb.values.verb(verb)
    must = must_be(s, verb)
    if not value[0]:
        words = climb.lex.predicates(s, verb, "subject", None)
        for word in [w for w in words if w.with_] or words:  # "go on" is not "go"
            if word.predicate.kind == "change":  # "it must go", "we regret that it ended"
                ends = word.predicate.sign, [predicate(verb, word)]
                if must is not None:
                    value = ends[0], [*ends[1], must]
                else:
                    climb.sign *= ends[0]
                    climb.pieces += ends[1]
    if not value[0] and s.child(verb, "aux") is not None:
        only = next((c for c in s.children[link.node] if s.lower[c] in ("only", "nothing")), None)
        if only is not None:  # "only talks will help them"
            value = 1, [Piece(only, only + 1, "predicate", "only this", 1)]
    if value[0] < 0 and (more := wants_more(climb, link.node)) is not None:
        climb.how, climb.pieces = "neutral", [more]  # too little of it is no stance against it
        return False
    if value[0]:
        climb.keep_holder()  # "their plans to isolate us failed": theirs, then who says so
        climb.take(value)
    elif must is not None:
        climb.how = climb.how or "judged"
        climb.pieces.append(must)
        climb.negate(verb)
    else:
        climb.negate(verb)  # "we regret that no talks took place"
    return True


def _unknown(climb: Climb, link: Link) -> bool:
    """Pass a word the codebook does not know, where what it governs is its content."""
    s, parent, role = climb.s, link.parent, link.role
    infinitive, copula = s.tag[link.node] == "VB", s.lemma[parent] in COPULAS
    if role == "attr" and copula:
        return _as_complement(climb, parent)
    formal = copula and (role == "clause" or (role == "advcl" and infinitive))
    if formal and climb.sign < 0 and climb.how == "enacted" and _is_of_ability(s, parent):
        climb.how, climb.agent, climb.pieces = "", None, []  # "impossible to end it": no stance
        return False
    if formal and climb.take(climb.values.verb(parent)):  # "it is wrong to impose …"
        return True
    if role == "advcl":
        climb.enter(parent, role)
        return bool(climb.how) or infinitive
    yields = role in ("of", "from") and s.lemma[parent] in ("come", "result", "stem", "arise")
    yields = yields or (role == "in" and s.lemma[parent] in ("lie", "reside"))
    if yields and climb.take(climb.values.phrase(s.child(parent, "nsubj"))):
        return True  # "nothing good can come of it", "the solution lies in it"
    if copula and link.via is not None and climb.how == "judged":
        climb.enter(parent, role)  # "we are not in favour of it"
        return True
    if s.lemma[parent] == "able" and role == "clause":  # "they should be able to cooperate"
        climb.enter(s.head[parent], "object")
        return True
    if role not in _THROUGH and not (role == "relcl" and infinitive):  # "calls to end it"
        return False
    borne = climb.lex.value(s, parent) if s.pos[parent] == "VERB" else None
    if borne is not None and role == "object" and not climb.how:  # "endure", "inflict"
        climb.take((borne[0], [Piece(parent, parent + 1, "predicate", borne[1], borne[0])]))
        return False
    if climb.take(_noun_value(climb, link)):
        return True
    climb.enter(parent, role)
    return True


def _is_of_ability(s: Syntax, copula: int) -> bool:
    """Tell whether the words after be say what one can, not what one wants: "it is hard to"."""
    said = s.child(copula, "acomp")
    return said is not None and s.lemma[said] in _ABILITY


def _noun_value(climb: Climb, link: Link) -> tuple[int, list[Piece]]:
    """Return what the governing noun or adjective says: "a mistake to …", "the horror of …"."""
    s, parent, role = climb.s, link.parent, link.role
    noun = s.pos[parent] in ("NOUN", "PROPN")
    says = role == "clause" and (noun or s.pos[parent] == "ADJ")
    frames = role == "of" and noun and not climb.how and s.dep[parent] != "compound"
    if s.lemma[parent] in BARELY or not (says or frames):
        return 0, []
    return climb.values.word(parent)


def _as_complement(climb: Climb, verb: int) -> bool:
    """Read the concept after be: "the only way is dialogue", "there is no military solution"."""
    s = climb.s
    subject = s.child(verb, "nsubj")
    if subject is not None and not climb.how:
        climb.take(climb.values.phrase(subject))
    elif s.child(verb, "expl") is not None and climb.sign < 0:
        climb.how = "judged"
    cleft = s.child(verb, "csubj") if not climb.how else None
    word = _pick(climb, cleft, "object", None) if cleft is not None else None
    if cleft is not None and word is not None and word.predicate.kind == "attitude":
        climb.take((word.predicate.sign, [predicate(cleft, word)]))  # "what we need is mediation"
        climb.holder = other_than_speaker(s, s.subject(cleft))
        climb.negate(cleft)
    climb.enter(verb, "attr")
    return True


def _apply(climb: Climb, link: Link, word: Word) -> bool:
    """Take a predicate word that governs the concept."""
    s, parent, kind = climb.s, link.parent, word.predicate.kind
    if kind in ("neutral", "report", "know"):
        claims = kind == "report" and s.pos[parent] == "NOUN" and s.dep[parent] == "dobj"
        if claims and climb.how == "judged":
            return True  # "rejected claims that …"
        return pass_report(climb, link, word)
    if s.lemma[parent] == "fail" and link.role == "clause" and not s.negations(parent):
        climb.how, climb.agent, climb.holder = "neutral", None, None  # no success is no stance
        climb.pieces = [Piece(parent, parent + 1, "predicate", "left open: fail to", 0)]
        return True
    if word.predicate.name == "consequence" and not climb.how:
        climb.consequence = predicate(parent, word)
        climb.enter(parent, "adjunct")
        return True
    if kind == "change":
        if climb.consequence:  # to ease its burden is not to ease it
            return True
        _change(climb, link)
    elif kind == "attitude":
        _attitude(climb, link, word)
    if kind != "container":
        climb.sign *= word.predicate.sign
    climb.pieces.append(predicate(parent, word))
    role = {"container": "adjunct", "change": "object"}.get(kind, link.role)
    climb.enter(parent, role)  # "they must return to it", "they must put an end to it"
    return True


def _change(climb: Climb, link: Link) -> None:
    """Note who begins or ends the concept."""
    s, parent = climb.s, link.parent
    if not climb.how:
        climb.agent = s.subject(parent)
        passive = s.child(parent, "auxpass") is not None or s.dep[parent] == "acl"
        passive = passive or s.left_bare(link.node)
        climb.how = "" if passive and climb.agent is None else "enacted"
    elif climb.how == "enacted":
        actor = s.subject(parent)  # "we keep supporting that they lift it"
        if actor is not None and s.lower[actor] in FIRST_PERSON:
            climb.agent = actor


def _attitude(climb: Climb, link: Link, word: Word) -> None:
    """Note whose attitude a predicate word is."""
    s, parent = climb.s, link.parent
    subject = s.subject(parent)
    if subject is None and (parent in climb.foreign or _nobodys(s, parent, word)):
        subject = NOBODY
    same = subject is not None and subject == climb.holder  # "he refused to rule it out"
    climb.keep_holder(irrealis=same or word.predicate.name in ("call", "need"))
    climb.how, climb.consequence = "judged", None
    must = must_be(s, parent) if s.pos[parent] == "VERB" else None
    if must is not None and subject is not None:
        climb.pieces.append(must)
    if must is not None or s.lemma[parent] in _NEEDING:
        subject = None  # that others need it, or must want it, is what the speaker says
    if subject is not None and not link.in_cue:
        climb.own = climb.own or (subject >= 0 and s.lower[subject] in FIRST_PERSON)
        climb.holder = other_than_speaker(s, subject)
    elif link.in_cue and same:
        climb.holder = None


def _nobodys(s: Syntax, noun: int, word: Word) -> bool:
    """Tell whether a call or demand is made by somebody who is not named: "there was a demand"."""
    return s.pos[noun] == "NOUN" and word.predicate.name == "call" and s.lemma[noun] in _CALLS
