"""Find attributions by noun, adjective and preposition: "his claim that", "according to"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from rhetoric.attribution import cues
from rhetoric.attribution.relations import CONFIDENCE, Relation
from rhetoric.attribution.rules.verbs import (
    is_clause,
    is_cue,
    reporting,
    source_of,
    with_coordinate,
    without_that,
)
from rhetoric.attribution.token_index import TokenIndex
from rhetoric.grammar import Range, agent, child, hull, noun_phrase, trim


def in_sentence(index: TokenIndex, sentence: Range) -> Iterator[Relation]:
    """Yield what the words of one sentence report, quotations as such aside."""
    for token in index.doc[sentence[0] : sentence[1]]:
        found = None
        if is_cue(token):
            found = reporting(index, token, sentence)
        elif token.pos_ == "AUX" and token.lemma_ == "be":
            found = by_adjective(index, token)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in cues.NOUNS:
            found = by_noun(index, token)
        elif token.lower_ == "according":
            found = according(index, token, sentence)
        if found is not None:
            yield found


def by_noun(index: TokenIndex, noun: Token) -> Relation | None:
    """Return "a claim by X that …", "his belief that …", "a demand, voiced by X, that …"."""
    voiced = None
    for c in noun.children:
        if c.dep_ in ("relcl", "acl") and c.tag_ == "VBN" and agent(c) is not None:
            voiced = c
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
    cue = (noun.i, noun.i + 1)
    if voiced is not None:
        by = child(voiced, "agent")
        cue = (noun.i, by.i + 1 if by is not None else voiced.i + 1)
    if source is None:
        verb = noun.head
        if noun.dep_ in ("dobj", "attr") and verb.lemma_ in cues.LIGHT:
            source, cue = source_of(index, verb), (verb.i, noun.i + 1)
    if source is None:
        return None
    return Relation([content], [cue], source, "noun", CONFIDENCE["noun"])


def _clause(noun: Token, voiced: Token | None) -> Token | None:
    """Return the clause that says what a noun is about, wherever the parser hangs it."""
    for c in noun.children:
        if c.dep_ in ("acl", "ccomp", "relcl", "appos") and c.i > noun.i and _has_that(c):
            return c
    by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    who = child(by, "pobj") if by is not None else None
    for c in who.children if who is not None else ():  # on who claims
        if c.dep_ in ("relcl", "acl") and _marked(c):
            return c
    if voiced is not None:
        for c in voiced.subtree:
            if c.dep_ in ("ccomp", "acl", "advcl", "relcl") and c.i > voiced.i and _has_that(c):
                return c
    return None


def _marked(clause: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _has_that(clause: Token) -> bool:
    return any(
        t.lower_ == "that"
        and t.i < clause.i
        and t.dep_ in ("mark", "det", "nsubj", "dobj", "advmod")
        and t.i == clause.left_edge.i
        for t in clause.lefts
    )


def _possessor(index: TokenIndex, noun: Token, voiced: Token | None) -> Range | None:
    if voiced is not None:
        who = agent(voiced)
        return trim(index.doc, *noun_phrase(who)) if who is not None else None
    who = child(noun, "poss")
    if who is not None:
        return trim(index.doc, *hull(who))
    for c in noun.children:
        if c.dep_ == "prep" and c.lower_ in ("of", "by", "from", "among") and c.i > noun.i:
            who = child(c, "pobj")
            if who is not None:
                return trim(index.doc, *noun_phrase(who))
    return None


def according(index: TokenIndex, token: Token, sentence: Range) -> Relation | None:
    """Return "According to X, …" and "…, according to X"."""
    doc = index.doc
    if token.lower_ != "according" or token.i + 1 >= sentence[1] or doc[token.i + 1].lower_ != "to":
        return None
    to = doc[token.i + 1]
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
    return Relation([content], [cue], source, "according", CONFIDENCE["according"])


def by_adjective(index: TokenIndex, be: Token) -> Relation | None:
    adjective = child(be, "acomp")
    if adjective is None or not {adjective.lemma_.lower(), adjective.lower_} & cues.ADJECTIVES:
        return None
    clause = child(adjective, "ccomp")
    source = source_of(index, be)
    if clause is None or clause.i < adjective.i or source is None or not is_clause(clause):
        return None
    content = without_that(index.doc, *hull(clause))
    if content is None:
        return None
    return Relation(
        [content], [(be.i, adjective.i + 1)], source, "adjective", CONFIDENCE["adjective"]
    )
