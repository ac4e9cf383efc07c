"""From the end of a climb to verdicts: judged, enacted, coloured by its company, or mentioned."""

from __future__ import annotations

from rhetoric.scoring.climb import Climb, Verdict
from rhetoric.scoring.syntax import FIRST_PERSON, Syntax
from rhetoric.scoring.valence import Piece, Value, Values


def close(climb: Climb, head: int, *, clause: bool) -> list[Verdict]:
    """Turn the end of a climb into verdicts, that of who speaks first."""
    if climb.consequence is not None:  # "the cost of it" alone
        climb.take((-1, [climb.consequence]))
    s, pieces = climb.s, tuple(climb.pieces)
    if climb.how == "judged":
        _contrast(climb, head)
        main = Verdict(climb.sign, "judged", climb.holder, tuple(climb.pieces), climb.crossed)
        return [main, *climb.others]
    if clause and climb.how != "neutral":
        return [Verdict(1, "enacted", climb.holder, pieces if climb.sign > 0 else ())]
    if climb.how == "enacted" and climb.agent is not None and s.lower[climb.agent] in FIRST_PERSON:
        return [Verdict(climb.sign, "enacted", None, pieces)]
    acts = climb.how == "enacted" and climb.agent is not None
    out = [Verdict(climb.sign, "enacted", climb.agent, pieces)] if acts else []
    value, words = colour(s, climb.values, head)
    if value:
        return [Verdict(value, "coloured", climb.holder, tuple(words)), *out]
    if climb.how == "neutral":
        return [Verdict(0, "neutral", climb.holder, pieces), *out]
    if climb.how == "enacted" and not acts:
        return [Verdict(climb.sign, "enacted", climb.holder, pieces)]
    return [*out, Verdict(0, "mention", climb.holder, ())]


def colour(s: Syntax, values: Values, head: int) -> Value:
    """Return what the words of a concept's own phrase say: adjectives, relative clauses."""
    near = [c for c in s.children[head] if s.dep[c] in ("amod", "advmod")]
    found = [values.word(c) for c in near]
    for c in s.children[head]:
        if s.dep[c] == "relcl":
            subject = s.child(c, "nsubj")
            if subject is not None and s.tag[subject] in ("WDT", "WP"):
                found.append(values.verb(c))
        elif s.dep[c] == "appos":
            found.append(values.phrase(c))
    return next((hit for hit in found if hit[0]), (0, []))


def _contrast(climb: Climb, head: int) -> None:
    """Free the second member of "not A but B" from the negation of the first."""
    base = climb.s.first_conjunct(head)
    negated = any(p.part == "negation" and p.first < head for p in climb.pieces)
    if base >= head or not negated or climb.sign > 0:
        return
    but = next((i for i in range(base + 1, head) if climb.s.lower[i] == "but"), None)
    if but is not None:
        climb.sign = 1
        climb.pieces.append(Piece(but, but + 1, "contrast", "contrast: but", -1))
