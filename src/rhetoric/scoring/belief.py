"""What the words around a judgement do to it: reports, belief, doubt, gerunds, calls for more."""

from __future__ import annotations

from dataclasses import replace

from rhetoric.scoring.climb import NOBODY, Climb, Link, other_than_speaker
from rhetoric.scoring.lexicon import Word
from rhetoric.scoring.syntax import FIRST_PERSON, Syntax
from rhetoric.scoring.valence import Piece, predicate

_SUPPOSING = frozenset({
    "believe", "think", "expect", "consider", "feel", "suppose", "convince", "convinced",
    "confident", "sure", "certain",
})  # fmt: skip
_PERSONAL = _SUPPOSING | {"doubt", "disbelieve", "dispute", "sceptical", "skeptical"}
_OF_ITSELF = frozenset({"fail", "collapse", "lose", "stall", "continue", "stay", "remain", "break"})
_OPINIONS = frozenset({"believe", "think", "consider", "say", "argue"})
_MORE = frozenset({"more", "tougher", "stronger", "harsher"})


def gerund(climb: Climb, head: int) -> None:
    """Take a gerund that the parser hangs below its object: "lifting sanctions would help"."""
    s = climb.s
    first = min(s.children[head], default=head)
    above = s.dep[head] in ("nsubj", "nsubjpass") and first < head
    if not above or not s.lower[first].endswith("ing") or s.lemma[first] in _OF_ITSELF:
        return
    for word in climb.lex.words.get(s.lemma[first], ()):
        if word.predicate.kind == "change" and not word.with_:
            climb.sign *= word.predicate.sign
            climb.pieces.append(predicate(first, word))
            return


def wants_more(climb: Climb, head: int) -> Piece | None:
    """Return the word that asks for more of what failed: "it failed, so more is needed"."""
    s = climb.s
    for i in range(head + 1, s.sentence_of[head][1]):
        if s.lower[i] in _MORE and s.dep[i] in ("nsubj", "nsubjpass", "dobj"):
            words = climb.lex.predicates(s, s.head[i], "object", None)
            if any(w.predicate.name in ("need", "call") for w in words):
                return Piece(i, i + 1, "predicate", f"asks for more: {s.lower[i]}", 0)
    return None


def unbelieved(climb: Climb, verb: int, word: Word) -> bool:
    """Turn what its holder doubts or does not believe; suspend what it did not say; end there."""
    s, known = climb.s, word.predicate
    said = s.head[verb] if s.pos[verb] == "ADJ" else verb  # "is not certain"
    if climb.how == "judged" and climb.holder is None and known.kind == "know" and known.sign < 0:
        climb.sign *= known.sign
        climb.pieces.append(predicate(verb, word))
        climb.negate(said)
    elif climb.how == "judged" and climb.holder is None and s.negations(said):
        climb.negate(said)
        if s.lemma[verb] not in _SUPPOSING:
            climb.how, climb.pieces = "neutral", [replace(p, value=0) for p in climb.pieces]
    return False


def _asks(s: Syntax, verb: int) -> bool:
    """Tell whether the clause of a verb is a question: "know whether it works"."""
    return any(
        s.tag[c] in ("WP", "WRB", "WDT") or s.lower[c] == "whether" for c in s.children[verb]
    )


def _known(climb: Climb, verb: int, word: Word) -> bool:
    """Go on through what is known; what somebody else believes or doubts stays theirs."""
    s = climb.s
    if climb.how == "judged" and word.predicate.sign:
        climb.sign *= word.predicate.sign
        climb.pieces.append(predicate(verb, word))
    if climb.how:
        climb.negate(verb)
    passive = s.child(verb, "nsubjpass")  # "they were not convinced"
    whose = s.subject(verb) if passive is None else passive
    believer = other_than_speaker(s, whose) if s.lemma[verb] in _PERSONAL else None
    if climb.how != "judged" or climb.holder is not None or believer is None:
        return True
    if s.pos[verb] == "ADJ":
        climb.negate(s.head[verb])  # "was not convinced"
    climb.holder = believer
    return False


def pass_report(climb: Climb, link: Link, word: Word) -> bool:
    """Stop at a report by somebody else; go on through what is known, and through "we believe"."""
    s, parent, kind = climb.s, link.parent, word.predicate.kind
    if kind == "neutral" or (kind == "know" and not link.in_cue and _asks(s, link.node)):
        if not climb.how:
            climb.how = "neutral"
            climb.pieces.append(predicate(parent, word))
        return kind == "know" and climb.how != "neutral"
    if (
        kind == "report" and word.predicate.sign < 0 and not climb.how
    ):  # sneered, scoffed: the tone is the judgement
        climb.take((-1, [predicate(parent, word)]))
    if link.in_cue:
        return unbelieved(climb, parent, word)
    theirs = parent in climb.foreign and s.lemma[parent] in _PERSONAL  # belief, not knowledge
    if kind == "know" and not theirs:
        return _known(climb, parent, word)
    if parent in climb.foreign:
        climb.holder = NOBODY
        return False
    subject = s.subject(parent)
    if subject is None or s.lower[subject] in FIRST_PERSON or s.lower[subject] == "it":
        if s.lemma[parent] in _OPINIONS:
            climb.negate(parent)
        return True
    if climb.holder is None and not climb.own:
        climb.holder = subject
    return False
