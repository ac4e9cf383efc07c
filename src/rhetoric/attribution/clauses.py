"""Questions about one clause of a spaCy parse: its subject, its agent, the span of its words."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from rhetoric.attribution.cast.lexicon import ROLES

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
Range = tuple[int, int]  # token indices, half-open


def child(token: Token, *deps: str) -> Token | None:
    """Return the first child with one of these dependencies."""
    return next((c for c in token.children if c.dep_ in deps), None)


def hull(token: Token) -> Range:
    """Return the contiguous range of a token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def subject(verb: Token) -> Token | None:
    """Return who does the verb: its own subject, or the one it shares with the clause above it."""
    seen = 0
    while seen < 6:
        found = child(verb, *SUBJECTS)
        if found is not None:
            return found
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and _after_comma(verb):
            above = next((a for a in verb.ancestors if a.pos_ in ("VERB", "AUX")), verb)
            if above is verb:
                return verb.head
            verb, seen = above, seen + 1
            continue
        if verb.dep_ in ("acl", "relcl"):
            return verb.head if verb.head.pos_ in ("NOUN", "PROPN", "PRON") else None
        if verb.dep_ == "ROOT":
            return _strayed(verb)
        if verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "dep", "parataxis"):
            return None
        above = verb.head
        if verb.dep_ == "pcomp" or above.pos_ not in ("VERB", "AUX"):
            above = next((a for a in above.ancestors if a.pos_ in ("VERB", "AUX")), above)
        if above is verb or above.pos_ not in ("VERB", "AUX"):
            return None
        verb = above
        seen += 1
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


def is_thing(noun: Token) -> bool:
    """Whether a noun is common and no role of a person's: what urges and warns is somebody."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() not in ROLES


def _after_comma(token: Token) -> bool:
    return token.i > 0 and token.doc[token.i - 1].text == ","


def agent(verb: Token) -> Token | None:
    """Return the noun of a passive's "by" phrase."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def is_passive(verb: Token) -> bool:
    """Whether the verb is a passive participle."""
    if verb.tag_ != "VBN":
        return False
    return child(verb, "auxpass", "nsubjpass", "agent") is not None


def is_finite(verb: Token) -> bool:
    """Whether the clause has tense: a finite form or a finite auxiliary."""
    if verb.tag_ in ("VBD", "VBP", "VBZ", "MD"):
        return True
    return any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBP", "VBZ", "MD")
        for c in verb.children
    )


def noun_phrase(head: Token) -> Range:
    """Return the range of a noun phrase, without a clause or an aside that only follows it."""
    start, end = hull(head)
    for c in head.children:
        if c.i > head.i and c.dep_ in ("relcl", "acl", "advcl", "ccomp", "parataxis", "punct"):
            before = c.left_edge.i
            if c.dep_ == "punct" and c.text not in (",", "—", "–", "--", "-", "(", ";", ":"):
                continue
            following = [
                x for x in head.children if x.i > c.i and x.dep_ in ("appos", "conj", "cc")
            ]
            if c.dep_ == "punct" and following:
                continue
            if before > head.i:
                end = min(end, before)
    return start, max(end, head.i + 1)


def trim(doc: Doc, start: int, end: int) -> Range:
    """Drop space and stray punctuation at the edges; quotation marks and brackets stay."""
    while start < end and (doc[start].is_space or doc[start].text in EDGE):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in EDGE):
        end -= 1
    return start, end


EDGE = frozenset((",", ".", ";", ":", "—", "–", "--", "-", "…", "..."))
