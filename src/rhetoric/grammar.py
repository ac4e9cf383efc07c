"""Questions about one clause of a spaCy parse: who does it, what negates it, where its words end.

Who does it is asked in two ways. `subject` is the grammatical one, of a clause that reports: a
passive has one, too. `doer` is who acts, whatever names the act: of a passive its agent, of a noun
its owner.

`Syntax` is the parse as plain arrays: spaCy's tokens are read once, and scoring works on these.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from spacy.tokens import Doc, Token

from rhetoric.words import word_set

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
VERBAL = ("VERB", "AUX")
_FARTHEST = 6  # clauses that share what the topmost of them names
_SHARING = ("conj", "xcomp", "advcl", "pcomp", "dep", "parataxis")
_CONTROLLED = (
    "xcomp", "conj", "acl", "acomp", "attr", "dobj", "advcl", "pcomp", "pobj", "prep", "aux",
)  # fmt: skip
_FOLLOWING = ("relcl", "acl", "advcl", "ccomp", "parataxis")
_ASIDES = (",", "—", "–", "--", "-", "(", ";", ":")
_PREMODIFIERS = ("det", "compound", "amod", "poss", "nummod", "nmod", "case", "quantmod")
_NAMED = ("GPE", "ORG", "NORP", "PERSON")
_PREFIXES = ("anti", "counter")
_NO = ("no", "neither")
_RARELY = ("hardly", "scarcely", "barely", "never", "nowhere")
_ONLY = ("only", "just", "merely", "least")  # "not only"
EDGE = frozenset((",", ".", ";", ":", "—", "–", "--", "-", "…", "..."))
FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our", "myself", "ourselves"})
SECOND_PERSON = frozenset({"you", "your", "yours", "yourself", "yourselves"})
_REPAIRED = {"hoped": "hope", "hoping": "hope"}  # the lemmatizer takes them for "hop"
_CLAUSE_MARKS = word_set("function_words.clause_marks")
_TIMES = frozenset({"before", "after", "until"})
_TURNED = frozenset({"but", "so", "yet", "which", "who", "when", "while"})
_BREAKS = frozenset({";", "\n", "\n\n"})
_HYPHENS = frozenset({"-", "‐", "‑", '"', "“", "”", "‘", "’", "'", "[", "]", "(", ")"})
Range = tuple[int, int]  # token indices, half-open


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child with one of these dependencies."""
    return next((c for c in token.children if c.dep_ in deps), None)


def hull(token: Token) -> Range:
    """Return the contiguous range of a token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def subject(verb: Token) -> Token | None:
    """Return who does the verb: its own subject, or the one it shares with the clause above it."""
    for _ in range(_FARTHEST):
        found = child(verb, *SUBJECTS)
        if found is not None:
            return found
        under = verb.head if verb.dep_ == "pcomp" else verb
        above = next((a for a in under.ancestors if a.pos_ in VERBAL), None)
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and _after_comma(verb):
            if above is None:
                return verb.head
        elif verb.dep_ in ("acl", "relcl"):
            return verb.head if verb.head.pos_ in ("NOUN", "PROPN", "PRON") else None
        elif verb.dep_ == "ROOT":
            return _strayed(verb)
        elif verb.dep_ not in _SHARING or above is None:
            return None
        verb = above
    return None


def _strayed(verb: Token) -> Token | None:
    """The subject that a parser took for an apposition: "On May 2, Ann Smith, an aide, said"."""
    before = verb.i - 1
    while before > verb.left_edge.i and verb.doc[before].text == ",":
        before -= 1
    if before < verb.left_edge.i or not is_finite(verb):
        return None
    token, found = verb.doc[before], None
    while token.i < verb.i and token.head is not token and token.head.i < verb.i:
        if token.dep_ == "appos" and _after_comma(token.left_edge):
            found = token
        token = token.head
    return found


def _after_comma(token: Token) -> bool:
    return token.i > 0 and token.doc[token.i - 1].text == ","


def agent(verb: Token) -> Token | None:
    """Return the noun of a passive's "by" phrase."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def is_passive(verb: Token) -> bool:
    """Whether the verb is a passive participle."""
    return verb.tag_ == "VBN" and child(verb, "auxpass", "nsubjpass", "agent") is not None


def is_finite(verb: Token) -> bool:
    """Whether the clause has tense: a finite form or a finite auxiliary."""
    helping = (c for c in verb.children if c.dep_ in ("aux", "auxpass"))
    return any(word.tag_ in ("VBD", "VBP", "VBZ", "MD") for word in (verb, *helping))


def noun_phrase(head: Token) -> Range:
    """Return the range of a noun phrase, without a clause or an aside that only follows it."""
    start, end = hull(head)
    joined = max((c.i for c in head.children if c.dep_ in ("appos", "conj", "cc")), default=-1)
    for c in head.children:
        aside = c.dep_ == "punct" and c.text in _ASIDES and c.i > joined
        if (aside or c.dep_ in _FOLLOWING) and head.i < c.left_edge.i:
            end = min(end, c.left_edge.i)
    return start, end


def trim(doc: Doc, start: int, end: int) -> Range:
    """Drop space and stray punctuation at the edges; quotation marks and brackets stay."""
    while start < end and (doc[start].is_space or doc[start].text in EDGE):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in EDGE):
        end -= 1
    return start, end


def doer(word: Token) -> Token | None:
    """Return who does what a verb or a noun names: agent, subject, owner, or who controls it."""
    for _ in range(_FARTHEST):
        by, own = child(word, "agent"), child(word, "nsubj", "csubj")
        if by is not None:
            return child(by, "pobj")
        passive = child(word, "nsubjpass", "auxpass") is not None
        if own is not None and not passive and not _is_bare(word, own):
            relative = own.tag_ in ("WDT", "WP") and word.dep_ == "relcl"
            return word.head if relative else own
        if (passive or own is not None) and word.dep_ != "xcomp":
            return None
        found = owner(word) or _controller(word)
        participle = word.dep_ == "acl" and word.tag_ == "VBN"
        if found is not None or word.dep_ not in _CONTROLLED or participle:
            return found
        word = word.head
    return None


def _is_bare(verb: Token, own: Token) -> bool:
    """Whether a participle's subject is what is done with: "wants it lifted"."""
    bare = verb.tag_ == "VBN" and verb.dep_ in ("ccomp", "xcomp")
    return (
        bare and verb.head.i < own.i < verb.i
        and child(verb, "aux", "auxpass", "mark", "dobj") is None
    )  # fmt: skip


def _controller(word: Token) -> Token | None:
    """Return who does an infinitive or a participle: an object, or the noun that it describes."""
    if word.dep_ == "xcomp":
        return child(word.head, "dobj")
    return word.head if word.dep_ == "acl" and word.tag_ == "VBG" else None


def owner(noun: Token) -> Token | None:
    """Return whose a noun is: a possessive, who voiced it, or a name after by, of or from."""
    if noun.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return None
    own = child(noun, "poss")
    if own is not None:
        return own
    for c in noun.children:  # "a demand, which was voiced by …"
        if c.dep_ in ("relcl", "acl") and (who := agent(c)) is not None:
            return who
    for c in noun.children:
        if c.dep_ in ("prep", "agent") and c.lower_ in ("by", "of", "from"):
            who = child(c, "pobj")
            if who is not None and (who.pos_ == "PROPN" or who.ent_type_ in _NAMED):
                return who
    return None


def first_conjunct(word: Token) -> Token:
    """Return the first member of a coordination, which stands for all of it in the tree."""
    while word.dep_ in ("conj", "appos") and word.head != word:
        word = word.head
    return word


def base_phrase(head: Token) -> Range:
    """Return the range of a noun phrase without all that follows its head."""
    parts = [c for c in head.children if c.dep_ in _PREMODIFIERS]
    first = min([head.i, *(c.left_edge.i for c in parts)])
    return first, max([head.i, *(c.i for c in parts)]) + 1


def negations(word: Token) -> list[Token]:
    """Return what negates a word: not, never, no longer, no, hardly, nobody, counter- …"""
    out = [c for c in word.children if _negates(c, word)]
    if word.pos_ in VERBAL:  # "no country supports it", "few believe it"
        for own in word.children:
            if own.dep_ in (*SUBJECTS, "csubjpass"):
                out += [k for k in own.children if k.lower_ in _NO and k.dep_ == "det"]
                few = (k for k in (own, *own.children) if k.lower_ == "few")
                out += [k for k in few if not (k.i and k.nbor(-1).lower_ == "a")]
    if word.dep_ == "xcomp":  # "it is hard to see the point of it"
        near = (word.head, child(word.head, "acomp"))
        out += [c for c in near if c is not None and c.lemma_ in ("hard", "difficult")]
    if word.i and (before := word.nbor(-1)).lower_.rstrip("-") in _PREFIXES:
        return [*out, before]
    if word.i > 1 and before.text in ("-", "‐", "‑") and word.nbor(-2).lower_ in _PREFIXES:
        out.append(word.nbor(-2))
    return out


def _negates(c: Token, word: Token) -> bool:
    """Whether a child of a word negates it."""
    low, dep = c.lower_, c.dep_
    if dep == "neg":
        return not (c.i + 1 < len(c.doc) and c.nbor().lower_ in _ONLY)
    if low == "longer":
        return any(k.lower_ == "no" for k in c.children)
    if low in _NO:  # of a subject it negates the verb
        return dep == "det" and word.dep_ not in (*SUBJECTS, "csubjpass")
    if dep == "advmod":
        return low in _RARELY
    return low in ("nobody", "none", "nothing") and dep in ("nsubj", "nsubjpass", "dobj")


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
            turned = word in _TURNED and i > 0 and self.text[i - 1] == ","
            timed = word in _TIMES and self.pos[i] in ("ADP", "SCONJ")
            if turned or timed or (self.dep[i] == "mark" and word in _CLAUSE_MARKS):
                out[i] = True
        return out

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Turn code points [start, end) into tokens [first, last + 1) that overlap them."""
        first = bisect_left(self.end, start + 1)
        last = bisect_left(self.start, end)
        return first, last

    def points(self, first: int, last: int) -> tuple[int, int]:
        """Turn tokens [first, last) into code points."""
        return self.start[first], self.end[last - 1]

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
            noun = child(self.doc[best], "dobj")  # a slip: "demands complete disarmament"
            return noun.i if noun is not None and first <= noun.i < last else best
        return last - 1 if best is None else best

    def span(self, i: int) -> tuple[int, int]:
        """Give code points of the noun phrase headed by i, without all that follows it."""
        return self.points(*base_phrase(self.doc[i]))


def _forms(lower: str, lemma: str, pos: str) -> tuple[str, ...]:
    forms = {lower, lemma}
    if pos in ("NOUN", "PROPN") and len(lower) > 4 and lower.endswith("s") and lower[-2] != "s":
        forms.add(lower[:-1])  # headlines: plurals tagged as names keep their s
    return tuple(sorted(forms))  # in an order that no hash seed changes
