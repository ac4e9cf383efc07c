"""A parsed text as plain arrays: forms, parts of speech, and who governs whom in which role.

spaCy's tokens are read once; everything in scoring works on these lists.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from rhetoric.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
ROLES = {
    "nsubj": "subject", "csubj": "subject", "nsubjpass": "object", "csubjpass": "object",
    "dobj": "object", "obj": "object", "oprd": "object", "dative": "object", "attr": "attr",
    "acomp": "attr", "ccomp": "clause", "xcomp": "clause", "acl": "clause", "relcl": "relcl",
    "advcl": "advcl", "compound": "of", "nmod": "of", "poss": "of", "amod": "modifier",
    "npadvmod": "adverb", "advmod": "adverb", "parataxis": "clause",
}  # fmt: skip
FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our", "myself", "ourselves"})
_PREFIXES = frozenset({"anti", "counter"})
_CONTROLLED = frozenset(
    {"xcomp", "conj", "acl", "acomp", "attr", "dobj", "advcl", "pcomp", "pobj", "prep", "aux"}
)
_FARTHEST = 6
_WILLED = word_set("reporting.willed")
_EXAGGERATING = word_set("reporting.exaggerating")
_NO = frozenset({"no", "neither"})
_RARELY = frozenset({"hardly", "scarcely", "barely", "never", "nowhere"})
_NONE = frozenset({"nobody", "none", "nothing"})
_REPAIRED = {"hoped": "hope", "hoping": "hope"}  # the lemmatizer takes them for "hop"
_CLAUSE_MARKS = word_set("function_words.clause_marks")
_TIMES = frozenset({"before", "after", "until"})
_TURNS = frozenset({"but", "so", "yet", "which", "who", "when", "while"})
_BREAKS = frozenset({";", "\n", "\n\n"})
_HYPHENS = frozenset({"-", "‐", "‑", '"', "“", "”", "‘", "’", "'", "[", "]", "(", ")"})


class Syntax:
    """The arrays of one spaCy Doc; token numbers are the Doc's own."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.string = doc.text  # spaCy builds it anew each time it is asked
        tokens = list(doc)
        self.text = [t.text for t in tokens]
        self.lower = [t.lower_ for t in tokens]
        self.lemma = [_REPAIRED.get(t.lower_) or t.lemma_.lower() for t in tokens]
        self.pos = [t.pos_ for t in tokens]
        self.tag = [t.tag_ for t in tokens]
        self.dep = [t.dep_ for t in tokens]
        self.head = [t.head.i for t in tokens]
        self.start = [t.idx for t in tokens]
        self.end = [t.idx + len(t.text) for t in tokens]
        self.children: list[list[int]] = [[] for _ in tokens]
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)
        self.forms = [
            _forms(low, lem, pos)
            for low, lem, pos in zip(self.lower, self.lemma, self.pos, strict=True)
        ]
        self.hyphens = [w in _HYPHENS for w in self.text]
        self.breaks = [w in _BREAKS for w in self.text]
        for sentence in doc.sents:  # a pattern never runs over the end of a sentence
            if self.text[sentence.end - 1] in ".!?…":
                self.breaks[sentence.end - 1] = True

    @cached_property
    def clauses(self) -> list[bool]:
        """Tell of every token whether a clause begins there, or the sentence ends."""
        out = list(self.breaks)
        for i, word in enumerate(self.lower):
            turned = word in _TURNS and i > 0 and self.text[i - 1] == ","
            timed = word in _TIMES and self.pos[i] in ("ADP", "SCONJ")
            if turned or timed or (self.dep[i] == "mark" and word in _CLAUSE_MARKS):
                out[i] = True
        return out

    @cached_property
    def sentence_of(self) -> list[tuple[int, int]]:
        """Give for every token the bounds of its sentence in tokens."""
        out: list[tuple[int, int]] = []
        for sentence in self.doc.sents:
            out.extend([(sentence.start, sentence.end)] * (sentence.end - sentence.start))
        return out

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Turn code points [start, end) into tokens [first, last + 1) that overlap them."""
        first = bisect_left(self.end, start + 1)
        last = bisect_left(self.start, end)
        return first, last

    def top(self, first: int, last: int) -> int:
        """Return the token that heads [first, last): the one whose head lies outside."""
        best = None
        for i in range(first, last):
            head = self.head[i]
            inside = first <= head < last and head != i
            if not inside and self.pos[i] not in ("PUNCT", "SPACE", "DET", "PART"):
                if self.pos[i] in ("NOUN", "PROPN", "VERB", "AUX"):
                    return i
                best = i if best is None else best
        if best is not None and self.pos[best] == "ADJ":
            noun = self.child(best, "dobj")  # a parser's slip: "demands complete disarmament"
            return noun if noun is not None and first <= noun < last else best
        return last - 1 if best is None else best

    def first_conjunct(self, i: int) -> int:
        """Follow coordination back to its first member, which stands for all in the tree."""
        start = i
        while self.dep[i] in ("conj", "appos") and self.head[i] != i:
            i = self.head[i]
        above = self._their(start, i)
        return i if above is None else self.first_conjunct(above)

    def _their(self, noun: int, base: int) -> int | None:
        """Attach "their plans" in "gambles by A and B and their plans" beside "gambles"."""
        own = self.child(noun, "poss")
        if own is None or self.lower[own] != "their" or noun == base or self.dep[base] != "pobj":
            return None
        above = self.head[self.head[base]]
        return above if self.pos[above] == "NOUN" else None

    def governor(self, i: int) -> tuple[int, str, int | None] | None:
        """Return what governs token i, in which role, and the preposition between them.

        Roles: subject, object, attr, clause, relcl, advcl, of, modifier, adverb, or a preposition.
        """
        i = self.first_conjunct(i)
        head, dep = self.head[i], self.dep[i]
        if self.left_bare(i) and dep in SUBJECTS:
            return head, "object", None  # "wants it lifted"
        repaired = self._repair(i)
        if repaired is not None:
            return repaired
        if head == i:
            return None
        if dep in ("pobj", "pcomp"):
            prep = self.first_conjunct(head)
            above = self.head[prep]
            if self.lower[prep] in ("as", "like", "including") and self.pos[above] == "NOUN":
                return self.governor(above)  # "such practices as sanctions"
            if above == prep:
                return None
            if self.dep[prep] == "agent":
                return above, "subject", head
            if self.dep[prep] in ("prep", "pcomp") and self.pos[above] in ("ADP", "SCONJ", "ADV"):
                upper = self.head[above]
                return (upper, self.lower[above], above) if upper != above else None
            return above, self.lower[head], head
        if dep == "prep":
            return head, self.lower[i], i
        return head, ROLES.get(dep, dep), None

    def _repair(self, i: int) -> tuple[int, str, int | None] | None:
        """Set right what the parser often gets wrong in short news sentences."""
        head, dep = self.head[i], self.dep[i]
        for c in self.children[
            i
        ]:  # "The general dismissed dialogue": a verb taken for an adjective
            if (
                self.dep[c] == "amod"
                and self.pos[c] == "VERB"
                and self.child(c, "nsubj") is not None
            ):
                return c, "object", None
        mark = self.child(i, "mark") if dep == "advcl" else None
        if mark is not None and self.lower[mark] == "for" and self.child(i, "aux") is not None:
            return head, "for", mark  # "called for them to be lifted"
        if dep == "advcl" and self.tag[i] == "VB":  # "disregard the call to resume …"
            to = next((c for c in self.children[i] if self.lower[c] == "to"), None)
            if to and self.pos[to - 1] == "NOUN" and self.head[to - 1] == head:
                return to - 1, "clause", None
        if dep == "dobj":  # "he warns the stance will have no effect": no subject of its own
            for c in self.children[head]:
                if c > i and self.dep[c] == "ccomp" and self._lacks_subject(c):
                    return c, "subject", None
        if dep == "dobj" and self.pos[head] == "ADJ":  # "X demands complete disarmament"
            verb = self.child(head, "nsubj")
            if (
                verb is not None
                and self.pos[verb] == "VERB"
                and self.child(verb, "nsubj", "compound")
            ):
                return verb, "object", None
        return None

    def left_bare(self, i: int) -> bool:
        """Tell whether i is the subject of a participle without an auxiliary: "wants it lifted"."""
        verb = self.head[i]
        return (
            verb != i and self.tag[verb] == "VBN" and self.dep[verb] in ("ccomp", "xcomp")
            and i < verb and self.head[verb] < i
            and self.child(verb, "aux", "auxpass", "mark", "dobj") is None
        )  # fmt: skip

    def _lacks_subject(self, verb: int) -> bool:
        finite = self.tag[verb] in ("VBZ", "VBP", "VBD") or any(
            self.tag[c] in ("MD", "VBZ", "VBP", "VBD")
            for c in self.children[verb]
            if self.dep[c] in ("aux", "auxpass")
        )
        return finite and self.child(verb, "nsubj", "nsubjpass", "csubj", "expl", "mark") is None

    def child(self, i: int, *deps: str) -> int | None:
        """Return the first child of i with one of the dependencies."""
        for c in self.children[i]:
            if self.dep[c] in deps:
                return c
        return None

    def subject(self, verb: int) -> int | None:
        """Return who does what token `verb` says: its subject, agent, owner or controller."""
        i: int | None = verb
        for _ in range(_FARTHEST):
            if i is None:
                return None
            agent = self.child(i, "agent")
            if agent is not None:
                return self.child(agent, "pobj")
            own = self.child(i, "nsubj", "csubj")
            passive = self.child(i, "nsubjpass", "auxpass") is not None
            passive = passive or (own is not None and self.left_bare(own))
            if own is not None and not passive and self.dep[i] != "amod":
                return self._antecedent(own, i)
            if passive and self.dep[i] != "xcomp":
                return None
            owner = self.owner(i) if self.pos[i] in ("NOUN", "PROPN", "ADJ") else None
            if owner is not None:
                return owner
            found, i = self._controller(i)
            if found is not None:
                return found
        return None

    def _controller(self, i: int) -> tuple[int | None, int | None]:
        """Return who controls i where that is known, else the word above to ask next."""
        dep, head = self.dep[i], self.head[i]
        if dep not in _CONTROLLED or head == i:
            return None, None
        if dep == "dobj" and self.pos[head] == "VERB" and self.pos[i] == "VERB":
            return None, None
        if dep == "xcomp" and (thing := self.child(head, "dobj")) is not None:
            return thing, None
        if dep == "acl" and self.tag[i] == "VBG":
            return head, None
        return (None, None) if dep == "acl" and self.tag[i] == "VBN" else (None, head)

    def _antecedent(self, subject: int, verb: int) -> int:
        if self.tag[subject] in ("WDT", "WP") and self.dep[verb] == "relcl":
            return self.head[verb]
        return subject

    def owner(self, noun: int) -> int | None:
        """Return whose it is: a possessive, what follows by, of, from, or a country before it."""
        own = self.child(noun, "poss")
        if own is not None:
            base = noun
            while self.dep[base] == "conj":
                base = self.head[base]
            return own if self._their(noun, base) is None else base
        for c in self.children[noun]:  # "a demand, which was voiced by …"
            if self.dep[c] in ("relcl", "acl") and (by := self.child(c, "agent")) is not None:
                return self.child(by, "pobj")
        for c in self.children[noun]:
            if self.dep[c] in ("prep", "agent") and self.lower[c] in ("by", "of", "from"):
                thing = self.child(c, "pobj")
                if thing is not None and (
                    self.pos[thing] == "PROPN"
                    or self.doc[thing].ent_type_ in ("GPE", "ORG", "NORP", "PERSON")
                ):
                    return thing
        for c in self.children[noun]:  # "the Peru decision to …"
            whose = self.dep[c] in ("compound", "amod", "nmod")
            if whose and self.lemma[noun] in _WILLED and self.doc[c].ent_type_ == "GPE":
                return c
        return None

    def span(self, i: int) -> tuple[int, int]:
        """Give code points of the noun phrase headed by i, without its clauses and complements."""
        first = last = i
        for c in self.children[i]:
            if self.dep[c] in (
                "det",
                "compound",
                "amod",
                "poss",
                "nummod",
                "nmod",
                "case",
                "quantmod",
            ):
                first, last = min(first, self._left(c)), max(last, c)
        last = max(last, i)
        return self.start[first], self.end[last]

    def _left(self, i: int) -> int:
        return min([i, *(self._left(c) for c in self.children[i] if c < i)])

    def negations(self, i: int) -> list[int]:
        """Return what negates token i: not, never, no longer, no, hardly, nobody …"""
        if self.lemma[i] in _EXAGGERATING:  # "its importance cannot be overstated"
            return []
        out = [c for c in self.children[i] if self._negates(c, i)]
        for c in self.children[i]:  # "no country supports it"
            if self.dep[c] in SUBJECTS | PASSIVE_SUBJECTS and self.pos[i] in ("VERB", "AUX"):
                out += [
                    k for k in self.children[c] if self.lower[k] in _NO and self.dep[k] == "det"
                ]
                out += [  # "few believe it", not "a few"
                    k
                    for k in (c, *self.children[c])
                    if self.lower[k] == "few" and self.lower[max(k - 1, 0)] != "a"
                ]
        head = self.head[i]
        if self.dep[i] == "xcomp":  # "it is hard to see the point of it"
            near = (head, self.child(head, "acomp"))
            out += [c for c in near if c is not None and self.lemma[c] in ("hard", "difficult")]
        return out + self._prefix(i)

    def _prefix(self, i: int) -> list[int]:
        """Return the prefix that turns a word into its opposite: counter-terrorism, anti-war."""
        if i and self.lower[i - 1].rstrip("-") in _PREFIXES:
            return [i - 1]
        hyphen = i > 1 and self.text[i - 1] in ("-", "‐", "‑")
        return [i - 2] if hyphen and self.lower[i - 2] in _PREFIXES else []

    def _negates(self, c: int, i: int) -> bool:
        """Tell whether c, a child of i, negates it."""
        low, dep = self.lower[c], self.dep[c]
        if dep == "neg":
            return not self._not_only(c)
        if low == "longer":
            return any(self.lower[k] == "no" for k in self.children[c])
        if low in _NO:  # of a subject it negates the verb
            return dep == "det" and self.dep[i] not in SUBJECTS | PASSIVE_SUBJECTS
        if dep == "advmod":
            return low in _RARELY
        return low in _NONE and dep in ("nsubj", "nsubjpass", "dobj")

    def _not_only(self, i: int) -> bool:
        return i + 1 < len(self.lower) and self.lower[i + 1] in ("only", "just", "merely", "least")


def _forms(lower: str, lemma: str, pos: str) -> tuple[str, ...]:
    forms = {lower, lemma}
    if pos in ("NOUN", "PROPN") and len(lower) > 4 and lower.endswith("s") and lower[-2] != "s":
        forms.add(lower[:-1])  # headlines: plurals tagged as names keep their s
    return tuple(sorted(forms))  # in an order that no hash seed changes
