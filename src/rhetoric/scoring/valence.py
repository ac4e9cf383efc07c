"""Good or bad news: what a noun phrase, a predicate or a clause says of the thing it is about."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax

COPULAS = frozenset({"be", "remain", "seem", "become", "stay", "prove", "appear", "look", "sound", "'s", "'re"})

# heads that are good only for want of another judgement: "a bad result"
BARELY = frozenset({"effect", "result", "way", "option", "role", "element", "road", "path", "basis"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that bear on a score: tokens [first, last), what they do, the entry, what they add."""

    first: int
    last: int
    part: str
    entry: str
    value: float


def flip(s: Syntax, i: int) -> tuple[int, list[Piece]]:
    """Return −1 where an odd number of words negates token i, and these words."""
    found = s.negations(i)
    pieces = [Piece(n, n + 1, "negation", f"negator: {s.lower[n]}", -1) for n in found]
    return (-1 if len(found) % 2 else 1), pieces


def flip_words(s: Syntax, i: int) -> list[Piece]:
    """Return the piece for a word that is itself a negation: nothing, little."""
    return [Piece(i, i + 1, "negation", f"negator: {s.lower[i]}", -1)]


def word_value(s: Syntax, lex: Lexicon, i: int) -> tuple[int, list[Piece]]:
    """Return the value of one word, negation counted; 0 where the codebook has none."""
    hit = lex.valence.get(s.lemma[i]) or lex.valence.get(s.lower[i])
    if hit is None:
        return 0, []
    turn, pieces = flip(s, i)
    return hit[0] * turn, [Piece(i, i + 1, "predicate", hit[1], hit[0]), *pieces]


def phrase_value(s: Syntax, lex: Lexicon, i: int, depth: int = 0) -> tuple[int, list[Piece]]:
    """Return the value of the phrase headed by i: its head's, else its modifiers', else its content's."""
    value, pieces = word_value(s, lex, i)
    if value and s.lemma[i] not in BARELY:
        for c in s.children[i]:  # "a bad result": the modifier decides over a head that is barely good
            if s.dep[c] == "amod" and (turned := word_value(s, lex, c))[0] * value < 0:
                return turned
        return value, pieces
    if s.pos[i] in ("VERB", "AUX") and depth < 3 and (hit := verb_value(s, lex, i, depth))[0]:
        return hit
    turn, negators = flip(s, i)
    for c in s.children[i]:
        if s.dep[c] in ("amod", "acomp", "oprd", "compound") and (hit := word_value(s, lex, c))[0]:
            return hit[0] * turn, [*hit[1], *negators]
    if value:
        return value, pieces
    if depth < 3:
        for c in s.children[i]:
            inner = None
            if s.dep[c] == "prep" and s.lower[c] in ("of", "to", "on", "in", "for"):
                inner = s.child(c, "pobj", "pcomp")
            elif s.dep[c] in ("relcl", "acl", "dobj", "conj", "xcomp"):
                inner = c
            if inner is not None:
                hit = phrase_value(s, lex, inner, depth + 1)
                if hit[0]:
                    return hit[0] * turn, [*hit[1], *negators]
    return 0, []


def verb_value(s: Syntax, lex: Lexicon, i: int, depth: int = 0) -> tuple[int, list[Piece]]:
    """Return what the verb i says of its subject: that it works, fails, brings good or bad things."""
    if s.pos[i] not in ("VERB", "AUX") or depth > 3:
        return 0, []
    turn, negators = flip(s, i)
    idiom = idiom_at(s, lex, i)
    if idiom is not None:
        return idiom[0] * (turn if idiom[1].value > 0 else 1), [idiom[1], *negators]
    if s.lemma[i] in COPULAS:
        return _complement(s, lex, i, depth, turn, negators)
    words = lex.predicates(s, i, "subject", None)
    empty = s.child(i, "dobj")
    if empty is not None and s.lower[empty] in ("nothing", "little", "naught"):
        for word in words:  # "has achieved nothing"
            if word.predicate.sign > 0:
                return -1, [Piece(i, i + 1, "predicate", word.entry, 1), *flip_words(s, empty)]
    carried = _carried(s, lex, i, depth)
    for word in words:
        if word.predicate.kind == "carry" and carried[0]:
            sign = word.predicate.sign * carried[0] * turn
            return sign, [Piece(i, i + 1, "predicate", word.entry, word.predicate.sign), *carried[1], *negators]
    for word in words:
        kind, sign = word.predicate.kind, word.predicate.sign
        if kind == "solve":
            return sign * turn, [Piece(i, i + 1, "predicate", word.entry, sign), *negators]
        if kind == "effect":
            if sign > 0 and carried[0] < 0 and s.child(i, "dobj") is not None:
                sign = -1  # "promotes violence"
            return sign * turn, [Piece(i, i + 1, "predicate", word.entry, sign), *negators]
        if kind == "carry" and sign < 0 and s.child(i, "dobj") is not None:
            return sign * turn, [Piece(i, i + 1, "predicate", word.entry, sign), *negators]
    return _rest(s, lex, i, depth, turn, negators)


def _rest(
    s: Syntax, lex: Lexicon, i: int, depth: int, turn: int, negators: list[Piece]
) -> tuple[int, list[Piece]]:
    """Look into what the verb leads to: "continues to impede", "is known to work"."""
    for c in s.children[i]:
        if s.dep[c] in ("xcomp", "oprd", "acomp"):
            hit = verb_value(s, lex, c, depth + 1)
            if not hit[0]:
                hit = word_value(s, lex, c)
            if hit[0]:
                return hit[0] * turn, [*hit[1], *negators]
    return 0, []


def _complement(
    s: Syntax, lex: Lexicon, i: int, depth: int, turn: int, negators: list[Piece]
) -> tuple[int, list[Piece]]:
    for c in s.children[i]:
        hit: tuple[int, list[Piece]] = (0, [])
        if s.dep[c] in ("attr", "acomp", "oprd", "xcomp"):
            hit = phrase_value(s, lex, c, depth + 1)
        elif s.dep[c] == "prep" and s.lower[c] in ("of", "in", "against", "for"):
            thing = s.child(c, "pobj")
            hit = phrase_value(s, lex, thing, depth + 1) if thing is not None else (0, [])
            if s.lower[c] == "against":
                hit = (-1, [Piece(c, c + 1, "predicate", "predicate side of: against", -1)])
        if hit[0]:
            return hit[0] * turn, [*hit[1], *negators]
    return 0, []


def _carried(s: Syntax, lex: Lexicon, i: int, depth: int) -> tuple[int, list[Piece]]:
    """Return the value of what the verb brings about: its object, or what follows to, in, as."""
    for c in s.children[i]:
        thing = None
        if s.dep[c] in ("dobj", "oprd", "ccomp", "attr"):
            thing = c
        elif s.dep[c] in ("prep", "dative") and s.lower[c] in ("to", "in", "as", "for", "into"):
            thing = s.child(c, "pobj")
        if thing is not None:
            hit = phrase_value(s, lex, thing, depth + 1)
            if hit[0]:
                return hit
    return 0, []


def idiom_at(s: Syntax, lex: Lexicon, i: int) -> tuple[int, Piece] | None:
    """Return an idiom of the codebook that the predicate at token i is, or has as its complement."""
    low, high = s.sentence_of[i]
    for first, last, pattern, (sign, name) in lex.idioms.find(s, max(low, i - 1), min(high, i + 8)):
        if any(k == i or s.head[k] == i or s.head[s.head[k]] == i for k in range(first, last)):
            turned = 1 if _negates(pattern.source) else 0
            return sign, Piece(first, last, "predicate", f"idiom {name}: {pattern.source}", 0 if turned else 1)
    return None


def _negates(source: str) -> bool:
    """Tell whether an idiom holds its own negation, which then does not count twice."""
    return bool({"no", "not", "nothing", "nowhere", "never"} & set(source.split()))


def tone(s: Syntax, lex: Lexicon, first: int, last: int) -> tuple[int, list[Piece]]:
    """Return the tone of the sentence around tokens [first, last): +1 or −1 where it is one-sided.

    Idioms count twice; two units on one side and none on the other make a tone.
    """
    low, high = s.sentence_of[first]
    pieces, total, bulk = [], 0, 0
    taken: set[int] = set(range(first, last))
    for a, b, pattern, (sign, name) in lex.idioms.find(s, low, high):
        if not taken & set(range(a, b)):
            taken |= set(range(a, b))
            pieces.append(Piece(a, b, "predicate", f"idiom {name}: {pattern.source}", sign))
            total, bulk = total + 2 * sign, bulk + 2
    for i in range(low, high):
        if i not in taken and s.pos[i] in ("NOUN", "ADJ", "VERB", "ADV"):
            sign, found = word_value(s, lex, i)
            pieces.extend(found)
            total, bulk = total + sign, bulk + abs(sign)
    if bulk >= 2 and abs(total) == bulk:
        return (1 if total > 0 else -1), pieces
    return 0, []
