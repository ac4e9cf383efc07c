"""Find attributions by noun, adjective and preposition: "his claim that", "according to"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from spacy.tokens import Token

from rhetoric.attribution import lexicon
from rhetoric.attribution.relations import Relation, TokenIndex, by_rule
from rhetoric.attribution.verbs import (
    is_clause,
    is_cue,
    reporting,
    source_of,
    with_coordinate,
    without_that,
)
from rhetoric.grammar import Range, agent, child, hull, noun_phrase, trim

CLAUSAL = ("acl", "ccomp", "relcl", "appos")
SUBORDINATE = ("ccomp", "acl", "advcl", "relcl")


def in_sentence(index: TokenIndex, sentence: Range) -> Iterator[Relation]:
    """Yield what the words of one sentence report, quotations as such aside."""
    for token in index.doc[sentence[0] : sentence[1]]:
        found = None
        if is_cue(token):
            found = reporting(index, token, sentence)
        elif token.pos_ == "AUX" and token.lemma_ == "be":
            found = by_adjective(index, token)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in lexicon.REPORTING_NOUNS:
            found = by_noun(index, token)
        elif token.lower_ == "according":
            found = according(index, token, sentence)
        if found is not None:
            yield found


def by_noun(index: TokenIndex, noun: Token) -> Relation | None:
    """Return "a claim by X that …", "his belief that …", "a demand, voiced by X, that …"."""
    relative = (c for c in noun.children if c.dep_ in ("relcl", "acl") and c.tag_ == "VBN")
    voiced = max((c for c in relative if agent(c) is not None), key=lambda c: c.i, default=None)
    clause = _clause(noun, voiced)
    if clause is None:
        return None
    source = _possessor(index, noun, voiced)
    start, end = hull(clause)
    start = next((t.i for t in clause.children if t.lower_ == "that" and t.i < clause.i), start)
    end = with_coordinate(index, end, index.sentence(noun.i)[1])
    content = without_that(index.doc, start, end)
    if content is None:
        return None
    by = child(voiced, "agent") if voiced is not None else None
    cue = noun.i, (noun if by is None else by).i + 1
    verb = noun.head
    if source is None and noun.dep_ in ("dobj", "attr") and verb.lemma_ in lexicon.LIGHT:
        source, cue = source_of(index, verb), (verb.i, noun.i + 1)
    return by_rule("noun", [content], [cue], source) if source is not None else None


def _clause(noun: Token, voiced: Token | None) -> Token | None:
    """Return the clause that says what a noun is about, wherever the parser hangs it."""
    by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    who = child(by, "pobj") if by is not None else None  # who claims
    own = (c for c in noun.rights if c.dep_ in CLAUSAL and _has_that(c))
    whose = (c for c in who.children if c.dep_ in ("relcl", "acl")) if who is not None else ()
    marked = (c for c in whose if any(k.dep_ == "mark" and k.lower_ == "that" for k in c.children))
    below = (c for c in voiced.subtree if c.i > voiced.i) if voiced is not None else ()
    deeper = (c for c in below if c.dep_ in SUBORDINATE and _has_that(c))
    return next(chain(own, marked, deeper), None)


def _has_that(clause: Token) -> bool:
    that = clause.left_edge
    leads = that.lower_ == "that" and that.head == clause and that.i < clause.i
    return leads and that.dep_ in ("mark", "det", "nsubj", "dobj", "advmod")


def _possessor(index: TokenIndex, noun: Token, voiced: Token | None) -> Range | None:
    if voiced is not None:
        who = agent(voiced)
        return trim(index.doc, *noun_phrase(who)) if who is not None else None
    who = child(noun, "poss")
    if who is not None:
        return trim(index.doc, *hull(who))
    after = (c for c in noun.children if c.dep_ == "prep" and c.i > noun.i)
    of = (child(c, "pobj") for c in after if c.lower_ in ("of", "by", "from", "among"))
    who = next((one for one in of if one is not None), None)
    return trim(index.doc, *noun_phrase(who)) if who is not None else None


def according(index: TokenIndex, token: Token, sentence: Range) -> Relation | None:
    """Return "According to X, …" and "…, according to X"."""
    doc = index.doc
    if token.i + 1 >= sentence[1] or (to := doc[token.i + 1]).lower_ != "to":
        return None
    who = child(to, "pobj") or child(token, "pobj")
    if who is None or who.i < to.i:
        return None
    source = trim(doc, *noun_phrase(who))
    cue = (token.i, token.i + 2)
    q = index.inside[token.i]
    left, right = sentence
    if q >= 0:
        left, right = max(left, index.quotes[q][0] + 1), min(right, index.quotes[q][1])
    if token.i - left <= 1:
        start = source[1]
        while start < right and doc[start].text != ",":
            start += 1
        content = trim(doc, start, right)
    else:
        content = trim(doc, left, token.i)
        if content[1] - content[0] < 3:
            content = trim(doc, source[1], right)
    if content[1] - content[0] < 2:
        return None
    return by_rule("according", [content], [cue], source)


def by_adjective(index: TokenIndex, be: Token) -> Relation | None:
    adjective = child(be, "acomp")
    if (
        adjective is None
        or not {adjective.lemma_.lower(), adjective.lower_} & lexicon.REPORTING_ADJECTIVES
    ):
        return None
    clause = child(adjective, "ccomp")
    source = source_of(index, be)
    if clause is None or clause.i < adjective.i or source is None or not is_clause(clause):
        return None
    content = without_that(index.doc, *hull(clause))
    if content is None:
        return None
    return by_rule("adjective", [content], [(be.i, adjective.i + 1)], source)
