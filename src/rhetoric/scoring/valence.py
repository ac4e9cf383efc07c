"""Good or bad news: what a word, a phrase or a verb says of the thing that it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rhetoric.scoring.lexicon import Lexicon, Word
from rhetoric.scoring.syntax import Syntax

COPULAS = frozenset(
    {"be", "remain", "seem", "become", "stay", "prove", "appear", "look", "sound", "'s", "'re"}
)
# heads that are good only for want of another judgement: "a bad result"
BARELY = frozenset(
    {"effect", "result", "way", "option", "role", "element", "road", "path", "basis"}
)
_EMPTY = frozenset({"nothing", "nobody", "little", "naught"})
_CONTENT = frozenset({"relcl", "acl", "dobj", "conj", "xcomp"})
_INNER_PREPOSITIONS = frozenset({"of", "to", "on", "in", "for"})
_WEIGHTY = frozenset(
    {"key", "important", "central", "significant", "fundamental", "primary", "paramount", "genuine"}
)
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that bear on a score: tokens [first, last), what they do, the entry, what they add."""

    first: int
    last: int
    part: str
    entry: str
    value: float


Value = tuple[int, list[Piece]]
_NONE: Value = (0, [])


def flip(s: Syntax, i: int) -> Value:
    """Return −1 where an odd number of words negates token i, else 1, and these words."""
    found = s.negations(i)
    pieces = [Piece(n, n + 1, "negation", f"negator: {s.lower[n]}", -1) for n in found]
    return (-1 if len(found) % 2 else 1), pieces


def predicate(i: int, word: Word, sign: int | None = None) -> Piece:
    """Return the piece for a predicate word at token i."""
    value = word.predicate.sign if sign is None else sign
    return Piece(i, i + 1, "predicate", word.entry, value)


def _empty(s: Syntax, i: int) -> Piece:
    return Piece(i, i + 1, "negation", f"negator: {s.lower[i]}", -1)


class Values:
    """Looks up what the words of one text say; every answer is a sign (0 unknown) and its words."""

    def __init__(self, s: Syntax, lex: Lexicon) -> None:
        self._s, self._lex = s, lex

    def word(self, i: int) -> Value:
        """Return the value of one word, its negation counted."""
        hit = self._lex.value(self._s, i)
        if hit is None:
            return _NONE
        turn, negators = flip(self._s, i)
        return hit[0] * turn, [Piece(i, i + 1, "predicate", hit[1], hit[0]), *negators]

    def phrase(self, i: int | None, depth: int = 0) -> Value:
        """Return the value of the phrase headed by i: its head's, its modifiers', its content's."""
        if i is None:
            return _NONE
        s = self._s
        own = self.word(i)
        if own[0] and s.lemma[i] not in BARELY:
            return self._modified(i, own)
        if depth < _DEEPEST and (hit := self.verb(i, depth))[0]:
            return hit
        turn, negators = flip(s, i)
        if s.lower[i] in _EMPTY:
            turn, negators = -turn, [*negators, _empty(s, i)]
        inner = self._modifier(i)
        if not inner[0] and own[0]:
            return own
        weighs = inner[0] and inner[1][0].entry.split()[-1] in _WEIGHTY
        if (weighs or not inner[0]) and depth < _DEEPEST:  # "a key driver of conflict"
            content = self._content(i, depth)
            inner = content if content[0] else inner
        return (inner[0] * turn, [*inner[1], *negators]) if inner[0] else _NONE

    def _modified(self, i: int, own: Value) -> Value:
        """Let an adjective of the other sign decide: "a false success"."""
        for c in self._s.children[i]:
            if self._s.dep[c] == "amod" and (turned := self.word(c))[0] * own[0] < 0:
                return turned
        return own

    def _modifier(self, i: int) -> Value:
        for c in self._s.children[i]:
            if self._s.dep[c] in ("amod", "acomp", "oprd", "compound") and (hit := self.word(c))[0]:
                return hit
        return _NONE

    def _content(self, i: int, depth: int) -> Value:
        s = self._s
        for c in s.children[i]:
            inner = c if s.dep[c] in _CONTENT else None
            if s.dep[c] == "prep" and s.lower[c] in _INNER_PREPOSITIONS:
                inner = s.child(c, "pobj", "pcomp")
            if inner is not None and (hit := self.phrase(inner, depth + 1))[0]:
                return hit
        return _NONE

    def verb(self, i: int, depth: int = 0) -> Value:
        """Return what the verb i says of its subject: it works, fails, brings good or bad."""
        s = self._s
        if s.pos[i] not in ("VERB", "AUX") or depth > _DEEPEST:
            return _NONE
        turn, negators = flip(s, i)
        idiom = self.idiom(i)
        if idiom is not None:
            sign, piece, counted = idiom
            return (sign, [piece]) if counted else (sign * turn, [piece, *negators])
        if s.child(i, "auxpass") is not None:  # "continues to be undermined": not what it does
            return _NONE
        empty = s.child(i, "dobj")
        words = self._lex.predicates(s, i, "subject", None)
        if s.lemma[i] in COPULAS:
            found = self._complement(i, depth)
        elif empty is not None and s.lower[empty] in _EMPTY:  # "has achieved nothing"
            able = [w for w in words if w.predicate.sign > 0]
            return (-1, [predicate(i, able[0]), _empty(s, empty)]) if able else _NONE
        else:
            found = self._effect(i, words, self._carried(i, depth))
        if not found[0]:
            found = self._leads_to(i, depth)
        return (found[0] * turn, [*found[1], *negators]) if found[0] else _NONE

    def _effect(self, i: int, words: list[Word], carried: Value) -> Value:
        """Combine what the verb does with what it does it to."""
        has_object = self._s.child(i, "dobj") is not None
        for word in words:
            if word.predicate.kind == "carry" and carried[0]:
                return word.predicate.sign * carried[0], [predicate(i, word), *carried[1]]
        for word in words:
            kind, sign = word.predicate.kind, word.predicate.sign
            if kind == "effect" and sign > 0 and carried[0] < 0 and has_object:
                sign = -1  # "promotes violence"
            if kind in ("solve", "effect") or (kind == "carry" and sign < 0 and has_object):
                return sign, [predicate(i, word, sign)]
        return _NONE

    def _leads_to(self, i: int, depth: int) -> Value:
        """Look into what the verb leads to: "continues to impede", "is known to work"."""
        for c in self._s.children[i]:
            if self._s.dep[c] in ("xcomp", "oprd", "acomp"):
                for hit in (self.verb(c, depth + 1), self.word(c)):
                    if hit[0]:
                        return hit
        return _NONE

    def _complement(self, i: int, depth: int) -> Value:
        """Return what stands after be: "is a crime", "is of concern", "are against the law"."""
        s = self._s
        for c in s.children[i]:
            hit = _NONE
            if s.dep[c] in ("attr", "acomp", "oprd", "xcomp"):
                hit = self.phrase(c, depth + 1)
            elif s.dep[c] == "prep" and s.lower[c] == "against":
                hit = (-1, [Piece(c, c + 1, "predicate", "predicate side of: against", -1)])
            elif s.dep[c] == "prep" and s.lower[c] in ("of", "in", "for"):
                hit = self.phrase(s.child(c, "pobj"), depth + 1)
            if hit[0]:
                return hit
        return _NONE

    def _carried(self, i: int, depth: int) -> Value:
        """Return the value of what the verb brings about: its object, or what follows to, in."""
        s = self._s
        for c in s.children[i]:
            thing = c if s.dep[c] in ("dobj", "oprd", "ccomp", "attr") else None
            if s.dep[c] in ("prep", "dative") and s.lower[c] in ("to", "in", "as", "for", "into"):
                thing = s.child(c, "pobj")
            if (hit := self.phrase(thing, depth + 1))[0]:
                return hit
        return _NONE

    def idiom(self, i: int) -> tuple[int, Piece, bool] | None:
        """Return an idiom of the codebook that the predicate at token i is or governs.

        The last item tells whether it holds its own negation, which must not count twice.
        """
        s = self._s
        low, high = s.sentence_of[i]
        found = self._lex.idioms.find(s, max(low, i - 1), min(high, i + 8))
        for first, last, pattern, (sign, name) in found:
            if any(self._belongs(k, i) for k in range(first, last)):
                own = {"no", "not", "nothing", "nowhere", "never"} & set(pattern.source.split())
                entry = f"idiom {name}: {pattern.source}"
                return sign, Piece(first, last, "predicate", entry, sign), bool(own)
        return None

    def _belongs(self, k: int, i: int) -> bool:
        """Tell whether token k is i, or hangs on it without a clause of its own in between."""
        s = self._s
        for _ in range(2):
            if k == i or (s.dep[k] == "conj" and s.child(k, "nsubj") is not None):
                break
            k = s.head[k]
        return k == i

    def goal(self, verb: int) -> Value:
        """Return whether what a verb reaches is good: to solve a dispute is good."""
        s, lex = self._s, self._lex
        thing = s.child(verb, "dobj", "nsubjpass")
        reached = self.phrase(thing)
        for word in lex.predicates(s, verb, "subject", None):
            kind, sign = word.predicate.kind, word.predicate.sign
            if kind == "carry" and not reached[0]:
                return (1, [predicate(verb, word, 1)]) if sign < 0 else _NONE
            if kind == "carry":
                sign *= reached[0]
            if kind in ("solve", "effect", "carry") and sign:
                turned = predicate(verb, word, sign * (reached[0] or 1))  # ends what is bad
                return sign, [turned, *reached[1]]
        for word in lex.predicates(s, verb, "object", None):
            kind, sign = word.predicate.kind, word.predicate.sign
            if kind in ("attitude", "change") and thing is not None and (reached[0] or sign > 0):
                return sign * (reached[0] or 1), [predicate(verb, word), *reached[1]]
        return self.word(verb)

    def tone(self, first: int, last: int) -> Value:
        """Return the tone of the sentence around tokens [first, last), where it is one-sided.

        Idioms count twice; two units on one side and none on the other make a tone.
        """
        s = self._s
        low, high = s.sentence_of[first]
        pieces: list[Piece] = []
        signs: list[int] = []
        taken = set(range(first, last))
        for a, b, pattern, (sign, name) in self._lex.idioms.find(s, low, high):
            if taken.isdisjoint(range(a, b)):
                taken.update(range(a, b))
                pieces.append(Piece(a, b, "predicate", f"idiom {name}: {pattern.source}", sign))
                signs += [sign, sign]
        for i in range(low, high):
            if i not in taken and s.pos[i] in ("NOUN", "ADJ", "VERB", "ADV"):
                sign, found = self.word(i)
                pieces += found
                signs += [sign] * abs(sign)
        if len(signs) > 1 and len(set(signs)) == 1:
            one, *rest = (replace(p, part="tone") for p in pieces)  # one tone, counted once
            return signs[0], [replace(one, value=signs[0]), *(replace(p, value=0) for p in rest)]
        return _NONE
