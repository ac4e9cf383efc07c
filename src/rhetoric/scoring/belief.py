"""What the words around a judgement do to it: doubt, a gerund before it, a call for more of it."""

from __future__ import annotations

from dataclasses import replace

from rhetoric.scoring.climb import Climb
from rhetoric.scoring.lexicon import Word
from rhetoric.scoring.valence import Piece, predicate

_SUPPOSING = frozenset({
    "believe", "think", "expect", "consider", "feel", "suppose", "convince", "convinced",
    "confident", "sure", "certain",
})  # fmt: skip
PERSONAL = _SUPPOSING | {"doubt", "disbelieve", "dispute", "sceptical", "skeptical"}
_OF_ITSELF = frozenset({"fail", "collapse", "lose", "stall", "continue", "stay", "remain", "break"})
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
