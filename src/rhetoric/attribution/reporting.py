"""Find attributions by rule: what a reporting verb, noun or adjective reports; "according to".

Ranges here are token indices; `attribute` turns them into offsets. The kinds of construction are
those of Pareti (2015, PARC 3) and Newell, Margolin & Ruths (2018, PolNeAR).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from spacy.tokens import Doc, Token

from rhetoric.attribution import lexicon
from rhetoric.attribution.relations import Relation, TokenIndex, by_rule
from rhetoric.grammar import (
    SUBJECTS,
    VERBAL,
    Range,
    agent,
    child,
    hull,
    is_finite,
    is_passive,
    noun_phrase,
    subject,
    trim,
)
from rhetoric.words import word_set

INTENT = word_set("reporting.intent")
OBJECT = word_set("reporting.object")
STRONG = (lexicon.SAYING | lexicon.THINKING) - lexicon.WEAK
SILENCE = frozenset(("comment", "elaborate"))  # "declined to comment" says nothing
RELAYING = frozenset(("quote", "cite"))  # somebody "as saying"
UNNAMED = frozenset(("name", "identify"))  # "did not want to be named"
TELL = word_set("reporting.tell")
CLAUSES = ("clause", "aside")
CLOSES = frozenset(', — – -- " ” ’ ? ! -'.split())  # what is said, before "she said"
THAT = ("acl", "ccomp", "relcl", "appos")  # clauses of a noun
BEFORE_VERB = ("advmod", "aux", "neg")
SUBORDINATE = ("relcl", "acl", "advcl", "conj")
DEEPER = ("ccomp", "acl", "advcl", "relcl")
INDEFINITE = frozenset("everyone everybody anyone anybody someone somebody one nobody".split())


def is_cue(token: Token) -> bool:
    """Whether a token may be the verb of a reporting clause."""
    return token.pos_ in VERBAL and token.lemma_.lower() in lexicon.ALL_VERBS


def reporting(index: TokenIndex, verb: Token, sentence: Range) -> Relation | None:
    """Return what a reporting verb reports in its sentence, by clause, infinitive or object."""
    lemma = verb.lemma_.lower()
    source = source_of(index, verb)
    cue = cue_range(verb)
    content = _clause(index, verb, sentence, source, cue)
    rule = "aside" if content is not None and content[1] <= verb.i else "clause"
    if content is None and lemma in INTENT:
        content, rule = _infinitive(verb), "infinitive"
    if (quote := _quoting(verb)) is not None:
        said = child(quote, "ccomp")  # "…," the agency quoted her as saying
        content, rule = content or (hull(said) if said else None), "relayed"
    infinitive = verb.tag_ == "VB" and any(c.tag_ == "TO" for c in verb.children)
    if content is None and lemma in lexicon.DEMANDING and not infinitive:
        content, rule = _asked_for(verb), "object"
    if content is None and lemma in OBJECT and not infinitive:
        content, rule = _object(verb), "object"
    if content is None or source is None or (is_passive(verb) and agent(verb) is None):
        return None
    indefinite = index.doc[source[0]].lower_ in INDEFINITE
    if indefinite and (rule not in CLAUSES or index.depth):
        return None
    if cue[0] < content[0] < cue[1]:  # "promises to continue": the infinitive is the content
        cue = cue[0], content[0]
    shared = verb.dep_ == "conj" and child(verb, *SUBJECTS) is None
    return by_rule(rule, [content], [cue], source, shared=shared)


def source_of(index: TokenIndex, verb: Token) -> Range | None:
    """Return the range of the source of a verb: its agent in a passive, else its subject."""
    who = agent(verb) if is_passive(verb) else subject(verb)
    if (quote := _quoting(verb)) is not None:
        who = child(quote, "nsubjpass" if is_passive(quote) else "dobj")
    strayed = verb.dep_ == "conj" and verb.head.dep_ == "ccomp" and child(verb, *SUBJECTS) is None
    if strayed and who is not None and lexicon.is_impersonal(who):  # "said it was rash and urged"
        who = subject(verb.head.head)
    if who is None or who.dep_ == "csubj" or who.pos_ in ("VERB", "ADJ", "ADV"):
        return None
    start, end = noun_phrase(who)
    if start <= verb.i < end:
        end = verb.i if who.i < verb.i else end
        start = who.i if not start < end else start
    # A subject does not reach over a quotation mark that it does not hold.
    if index.inside[who.i] >= 0:
        a, b = index.quotes[index.inside[who.i]]
        start, end = max(start, a), min(end, b)
    return trim(index.doc, start, end)


def _quoting(verb: Token) -> Token | None:
    """Return the verb that somebody is "quoted as saying" by."""
    under = verb.head if verb.dep_ == "pcomp" else None
    return under.head if under and under.lower_ == "as" and under.head.lemma_ in RELAYING else None


def relayed(verb: Token) -> Range | None:
    """Return the words after a verb that tell whom it quotes: "quoted [her as saying]"."""
    under = (c for c in verb.children if c.lower_ == "as" and verb.lemma_ in RELAYING)
    said = next((c for one in under for c in one.children if c.dep_ == "pcomp"), None)
    return None if said is None or is_passive(verb) else (verb.i + 1, said.i + 1)


def cue_range(verb: Token) -> Range:
    """Return the cue's words: the verb with its particle, "continue to state", "expressed hope"."""
    end = verb.i + 1
    for c in verb.children:
        near = verb.i < c.i <= verb.i + 3
        hope = c.dep_ == "dobj" and c.lemma_ in lexicon.REPORTING_NOUNS
        light = hope and verb.lemma_ in lexicon.LIGHT
        particle = c.dep_ == "prt" and c.i == verb.i + 1
        if near and (particle or light or (c.dep_ == "xcomp" and is_cue(c))):
            end = c.i + 1
    return verb.i, end


def _clause(
    index: TokenIndex, verb: Token, sentence: Range, source: Range | None, cue: Range
) -> Range | None:
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and is_clause(c)), None)
    if clause is None:
        clause = _over_adjective(verb)
    aside = _aside(index, verb, sentence, source)
    if aside is not None and (clause is None or clause.i < verb.i):
        return aside
    if clause is None or clause.i < verb.i:
        return None
    start, end = hull(clause)
    if index.doc[start].dep_ == "cc":
        return None
    if child(clause, "nsubj", "nsubjpass", "expl", "csubj", "mark") is None:
        # A finite clause has a subject: the parser took it for the verb's object.
        object_ = child(verb, "dobj")
        if object_ is not None and verb.i < object_.i < start and is_finite(clause):
            start = object_.left_edge.i
    start = max(start, verb.i + 1)
    if verb.lemma_ in TELL:  # "told the Commons that …": whom it is told is no content
        heard = next((t for t in index.doc[start : start + 8] if t.lower_ == "that"), None)
        start = heard.i + 1 if heard is not None and start < heard.i < clause.i else start
    end = with_coordinate(index, min(end, sentence[1]), sentence[1])
    return without_that(index.doc, start, end)


def _over_adjective(verb: Token) -> Token | None:
    """ "be confident that …": the clause hangs on the adjective."""
    for c in verb.children:
        if c.dep_ == "dobj" and (verb.lemma_ not in lexicon.LIGHT or child(c, "poss") is not None):
            continue
        if c.dep_ in ("acomp", "attr", "dobj") and c.i > verb.i:
            clause = child(c, "ccomp", "acl")
            if clause is not None and clause.i > c.i and child(clause, "mark") is not None:
                return clause
    return None


def is_clause(c: Token) -> bool:
    if c.pos_ in VERBAL:
        return is_finite(c) or child(c, "nsubj", "nsubjpass", "mark", "expl") is not None
    return child(c, "nsubj", "cop", "mark") is not None


def with_coordinate(index: TokenIndex, end: int, limit: int) -> int:
    """Move the end of a content over a clause that follows with "and" and is reported as well.

    It has a subject of its own, and no reporting verb.
    """
    doc = index.doc
    q = index.inside[end - 1]
    if q >= 0:
        limit = min(limit, index.quotes[q][1])
    i = end
    while i < limit and doc[i].text == ",":
        i += 1
    if i < limit and doc[i].dep_ == "cc":
        i += 1
    elif doc[end - 1].dep_ != "cc":
        return end
    verbs = (t for t in doc[i:limit] if t.pos_ in VERBAL)
    verb = next((t for t in verbs if t.dep_ in ("conj", "ccomp", "ROOT")), None)
    if verb is None or is_cue(verb):
        return end
    who = child(verb, "nsubj", "nsubjpass", "expl")
    return end if who is None or who.i < i else min(verb.right_edge.i + 1, limit)


def without_that(doc: Doc, start: int, end: int) -> Range | None:
    start, end = trim(doc, start, end)
    if start < end and doc[start].lower_ == "that" and doc[start].dep_ == "mark":
        start += 1
    while end > start and doc[end - 1].dep_ == "cc":
        start, end = trim(doc, start, end - 1)
    return trim(doc, start, end) if end - start >= 1 else None


def _aside(index: TokenIndex, verb: Token, sentence: Range, source: Range | None) -> Range | None:
    """Return the rest of the sentence where "…, she said on Monday" closes it."""
    if source is None or not is_finite(verb) or verb.lemma_.lower() not in STRONG:
        return None
    if min(abs(source[1] - verb.i), abs(source[0] - verb.i)) > 12:
        return None
    doc, first, start = index.doc, sentence[0], min(source[0], verb.i)
    while start > first and doc[start - 1].head == verb and doc[start - 1].dep_ in BEFORE_VERB:
        start -= 1
    opening, before = doc[start], doc[start - 1]
    closes = (
        start - first > 1
        and before.text in CLOSES
        and before.dep_ != "cc"
        and opening.dep_ != "mark"
        and opening.tag_ not in ("WDT", "WP", "WRB")
        and (verb.is_sent_start or verb.dep_ not in SUBORDINATE)
        and any(t.pos_ in VERBAL for t in doc[first:start])
    )
    return trim(doc, first, start) if closes else None


def _infinitive(verb: Token) -> Range | None:
    for c in verb.children:
        clause = c.i > verb.i and c.dep_ in ("xcomp", "ccomp", "advcl")
        if clause and any(t.tag_ == "TO" and t.dep_ == "aux" for t in c.children):
            if c.lemma_ in SILENCE or (child(verb, "neg") is not None and c.lemma_ in UNNAMED):
                return None
            start, end = hull(c)
            object_ = child(verb, "dobj")
            if object_ is not None and verb.i < object_.i < start:
                start = object_.left_edge.i
            return max(start, verb.i + 1), end
    return None


def _asked_for(verb: Token) -> Range | None:
    """Return what is "called for", "appealed for", "urged"."""
    near = (c for c in verb.children if c.dep_ == "prep" and verb.i < c.i <= verb.i + 3)
    what = next((child(c, "pobj") for c in near if c.lower_ == "for"), None)
    return hull(what) if what is not None else None


def _object(verb: Token) -> Range | None:
    """Return the object, with what it is called ("as …") or accused of ("of …")."""
    found = child(verb, "dobj")
    if found is None or found.i < verb.i:
        return None
    start, end = found.left_edge.i, max(found.right_edge.i, found.i) + 1
    after = (c for c in verb.children if c.dep_ == "prep" and c.i == end)
    more = next((c for c in after if c.lower_ in ("as", "of", "for")), None)
    if more is None and found.pos_ == "PRON":
        return None
    end = end if more is None else more.right_edge.i + 1
    for c in verb.children:  # "the need to act, so that …"
        if c.dep_ == "advcl" and end <= c.left_edge.i <= end + 1 and c.left_edge.lower_ == "so":
            end = c.right_edge.i + 1
    return start, end


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
    clause = _clause_of_noun(noun, voiced)
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


def _clause_of_noun(noun: Token, voiced: Token | None) -> Token | None:
    """Return the clause that says what a noun is about, wherever the parser hangs it."""
    by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    who = child(by, "pobj") if by is not None else None  # who claims
    own = (c for c in noun.rights if c.dep_ in THAT and _has_that(c))
    whose = (c for c in who.children if c.dep_ in ("relcl", "acl")) if who is not None else ()
    marked = (c for c in whose if any(k.dep_ == "mark" and k.lower_ == "that" for k in c.children))
    below = (c for c in voiced.subtree if c.i > voiced.i) if voiced is not None else ()
    deeper = (c for c in below if c.dep_ in DEEPER and _has_that(c))
    return next(chain(own, marked, deeper), None)


def _has_that(clause: Token) -> bool:
    that = clause.left_edge
    leads = that.lower_ == "that" and that.head == clause and that.i < clause.i
    return leads and that.dep_ in ("mark", "det", "nsubj", "dobj", "advmod")


def _possessor(index: TokenIndex, noun: Token, voiced: Token | None) -> Range | None:
    own = child(noun, "poss") if voiced is None else None
    if own is not None:
        return trim(index.doc, *hull(own))
    after = (c for c in noun.children if c.dep_ == "prep" and c.i > noun.i)
    of = (child(c, "pobj") for c in after if c.lower_ in ("of", "by", "from", "among"))
    who = agent(voiced) if voiced is not None else next(filter(None, of), None)
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
        comma = next((i for i in range(source[1], right) if doc[i].text == ","), right)
        content = trim(doc, comma, right)
    else:
        content = trim(doc, left, token.i)
        if content[1] - content[0] < 3:
            content = trim(doc, source[1], right)
    if content[1] - content[0] < 2:
        return None
    return by_rule("according", [content], [cue], source)


def by_adjective(index: TokenIndex, be: Token) -> Relation | None:
    adjective = child(be, "acomp")
    if adjective is None:
        return None
    said, clause = {adjective.lemma_.lower(), adjective.lower_}, child(adjective, "ccomp")
    if said.isdisjoint(lexicon.REPORTING_ADJECTIVES):
        return None
    source = source_of(index, be)
    if clause is None or clause.i < adjective.i or source is None or not is_clause(clause):
        return None
    content = without_that(index.doc, *hull(clause))
    if content is None:
        return None
    return by_rule("adjective", [content], [(be.i, adjective.i + 1)], source)
