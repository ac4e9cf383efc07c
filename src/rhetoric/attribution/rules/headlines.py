"""What names its speaker by place and mark alone: headlines at an edge, quotations below.

"… — Putin", "Putin: …", "…: minister"; a quotation signed "— Name, role" on the next line.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

from rhetoric.attribution import cues
from rhetoric.attribution.cast.lexicon import ROLES, is_thing
from rhetoric.attribution.relations import CONFIDENCE, Relation
from rhetoric.attribution.token_index import TokenIndex
from rhetoric.grammar import Range, trim
from rhetoric.words import word_set

# What papers put before a headline to say what kind of piece it is, or what it is on.
RUBRICS = word_set("layout.rubrics")
DASHES = frozenset(("—", "–", "--", "-", "―"))


def headline(index: TokenIndex, sentence: Range) -> Relation | None:
    """Return the attribution of a headline by a dash or a colon, or None."""
    doc = index.doc
    start, end = sentence
    for i in range(end - 2, start + 2, -1):
        if doc[i].text in DASHES and doc[i - 1].whitespace_ and doc[i].whitespace_:
            if is_name(doc, i + 1, end):
                return _found(doc, (start, i), (i + 1, end))
            return None
    for i in range(start + 1, min(start + 7, end - 3)):
        if doc[i].text == ":" and is_name(doc, start, i) and not _is_topic(doc, start, i, end):
            return _found(doc, (i + 1, end), (start, i))
    return None


def _found(doc: Doc, content: Range, source: Range) -> Relation:
    source = trim(doc, *source)
    return Relation([trim(doc, *content)], [], source, "headline", CONFIDENCE["headline"])


def _is_topic(doc: Doc, start: int, colon: int, end: int) -> bool:
    """Whether what stands before a colon names the piece or its matter, not who speaks.

    No body or country speaks where somebody else says it: "Border talks: …, minister says".
    """
    last = doc[colon - 1]
    word = last.lower_
    if word in RUBRICS or doc[start:colon].text.lower() in RUBRICS:
        return True
    if word in ROLES or last.ent_type_ == "PERSON":
        return False
    told = any(
        t.lemma_.lower() in cues.SAYING - cues.WEAK
        and any(c.dep_ == "nsubj" and c.i > colon for c in t.lefts)
        for t in doc[colon + 1 : end]
    )
    return told or is_thing(word, plural=last.tag_ in ("NNS", "NNPS"))


def signed(index: TokenIndex) -> Iterator[Relation]:
    """Yield the quotations with a signature below them: "— Name, role"."""
    doc = index.doc
    for number, (start, end) in enumerate(index.quotes):
        i = end
        while i < len(doc) and doc[i].is_space:
            i += 1
        block = index.document.blocks[index.top[number].block]
        if i >= len(doc) or doc[i].text not in DASHES or block.start != index.top[number].start:
            continue
        a, b = i + 1, index.sentence(i)[1]
        posted = next(
            (k for k in range(a, b - 1) if doc[k].text == "(" and "@" in doc[k + 1].text), b
        )  # the author of a post, whose handle follows
        if (i > end or posted < b) and posted - a <= 14 and is_name(doc, a, min(posted, a + 9)):
            source = trim(doc, a, posted)
            yield Relation([(start, end)], [(i, i + 1)], source, "signed", CONFIDENCE["signed"])


def is_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a range is a short noun phrase that may speak: no verb, at most eight words."""
    words = [t for t in doc[start:end] if not t.is_punct and not t.is_space]
    if not 1 <= len(words) <= 8:
        return False
    return words[-1].pos_ in ("PROPN", "NOUN") and not any(
        t.pos_ in ("VERB", "AUX") and t.tag_ not in ("VBN", "VBG") for t in words
    )
