"""What names its speaker by place and mark: headlines, signatures, posts, turns of transcripts.

"… — Putin", "Putin: …", "…: minister"; a quotation signed "— Name, role" on the next line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from spacy.tokens import Doc

from rhetoric.attribution import lexicon
from rhetoric.attribution.lexicon import GIVEN, ROLES, TITLE_WORDS, is_thing
from rhetoric.attribution.relations import QUESTION, Relation, TokenIndex, by_rule
from rhetoric.attribution.reporting import cue_range, relayed
from rhetoric.attribution.speakers import Speakers
from rhetoric.grammar import VERBAL, Range, is_finite, trim
from rhetoric.reading.layout import ANSWERERS, ASKERS, TALKS, bare, key
from rhetoric.reading.typography import CLOSERS
from rhetoric.words import word_set

# What papers put before a headline to say what kind of piece it is, or what it is on.
RUBRICS = word_set("layout.rubrics")
DASHES = frozenset(("—", "–", "--", "-", "―"))
SAID = lexicon.SAYING - lexicon.WEAK
CLAUSE_OPENERS = word_set("function_words.clause_openers")
NOMINAL = frozenset(("DET", "ADJ", "NOUN", "PROPN", "ADP", "PART", "PRON", "NUM", "CCONJ"))
ASIDE = SAID - (lexicon.DEMANDING - {"tell"})
_HEAD = 0.2  # so much of a text may stand before the first turn of what is nothing but turns
_ASIDE = re.compile(  # "(Applause.)", "[Laughs.]", where a sentence begins
    r"(?:(?<=[.!?…\"—] )|(?<=[.!?…\"—])|^)[(\[](?:[A-Z][^()\[\]\n]{0,120}\.|[A-Z][a-z]+)[)\]]", re.M
)
_NOT_NOW = frozenset("former vice deputy ex acting".split())  # before an office that is another
_ASKS = 0.8  # of the turns of somebody who only asks
_POSTED = re.compile(  # the line below an embedded post
    r"(?:^|(?<=\s))(?:(?:—|-|A post shared by) ?(?P<name>[^\n()@]{2,60}?)"
    r" \((?:[^\n()@]{0,40} )?@[\w.@-]+\)"
    r"|Posted by (?P<poster>[^\n()@]{2,60}?) on (?=[^\n]*\d))[^\n.!?]{0,60}$",
    re.MULTILINE,
)


def headline(index: TokenIndex, sentence: Range) -> Relation | None:
    """Return the attribution of a headline by a dash or a colon, or None."""
    doc = index.doc
    start, end = sentence
    for i in range(end - 2, start + 2, -1):
        if doc[i].text in DASHES and doc[i - 1].whitespace_ and doc[i].whitespace_:
            if is_name(doc, i + 1, end):
                return by_rule("headline", [trim(doc, start, i)], [], trim(doc, i + 1, end))
            return None
    for i in range(start + 1, min(start + 7, end - 3)):
        if doc[i].text == ":" and is_name(doc, start, i) and not _is_topic(doc, start, i, end):
            return by_rule("headline", [trim(doc, i + 1, end)], [], trim(doc, start, i))
    return None


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
    said = (t for t in doc[colon + 1 : end] if t.lemma_.lower() in SAID)
    told = any(c.dep_ == "nsubj" and c.i > colon for t in said for c in t.lefts)
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
        handles = (k for k in range(a, b - 1) if doc[k].text == "(" and "@" in doc[k + 1].text)
        posted = next(handles, b)  # the author of a post, whose handle follows
        if (i > end or posted < b) and posted - a <= 14 and is_name(doc, a, min(posted, a + 9)):
            source = trim(doc, a, posted)
            yield by_rule("signed", [(start, end)], [(i, i + 1)], source)


def trailing(index: TokenIndex, sentence: Range) -> Relation | None:
    """Return "…, NP said …." at a sentence's end by position, where the parse went astray.

    The words between the last comma and the verb are one noun phrase, and after the verb comes
    only when, where or to whom.
    """
    doc, (start, end) = index.doc, sentence
    said = (t for t in reversed(doc[start:end]) if t.tag_ in ("VBD", "VBZ", "VBP"))
    verb = next((t for t in said if t.lemma_.lower() in ASIDE), None)
    if verb is None:
        return None
    first = verb.i
    while first > start and doc[first - 1].pos_ in NOMINAL and verb.i - first < 18:
        first -= 1
    who, after = doc[first : verb.i], doc[verb.i + 1 : end]
    closes = (
        first > start + 2
        and doc[first - 1].text in (",", '"', "”", "’", "''")
        and any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in who)
        and doc[first].dep_ != "cc"
        and not any(t.tag_ in ("WDT", "WP") for t in who)
        and len(after) <= 16
        and not any(t.pos_ in VERBAL and is_finite(t) for t in after)
        and any(t.pos_ in VERBAL for t in doc[start:first])
        and doc[start].lower_ not in CLAUSE_OPENERS
        and index.inside[first] < 0 > index.inside[verb.i]
    )
    if not closes:
        return None
    content = [one for one in (trim(doc, start, first), relayed(verb)) if one is not None]
    return by_rule("parenthesis", content, [cue_range(verb)], (first, verb.i))


def is_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a range is a short noun phrase that may speak: no verb, at most eight words."""
    words = [t for t in doc[start:end] if not t.is_punct and not t.is_space]
    verbal = (t for t in words if t.pos_ in VERBAL and t.tag_ not in ("VBN", "VBG"))
    noun = 1 <= len(words) <= 8 and words[-1].pos_ in ("PROPN", "NOUN")
    return noun and not any(verbal)


def turns(index: TokenIndex) -> list[Relation]:
    """Return the turns of a transcript, or the whole text where its one speaker is known.

    In a text that is nothing but turns the last one is kept to its end; in an article, which may
    go on, to the last paragraph that says I, we or you outside quotation marks.
    """
    document = index.document
    blocks = [b for b in document.blocks if b.role in ("label", "body")]
    if document.article.speaker:
        whole = [span for b in blocks for span in _spoken(index, b.start, b.end)]
        return [by_rule("document", whole, [], None)] if whole else []
    labelled = [k for k, block in enumerate(blocks) if block.role == "label"]
    if not labelled:
        return list(posts(index))
    size = sum(b.end - b.start for b in blocks)
    before = sum(b.end - b.start for b in blocks[: labelled[0]])
    dated = any(b.role == "dateline" for b in document.blocks)
    last = len(blocks)
    if dated or before > _HEAD * size:
        after = range(last - 1, labelled[-1], -1)
        told = ((k, document.text[blocks[k].start : blocks[k].end]) for k in after)
        spoken = (k for k, text in told if TALKS.search(re.sub(r'"[^"]*"', "", text)))
        last = next(spoken, labelled[-1] + 1)
    found: list[Relation] = []
    for k in range(labelled[0], len(blocks)):
        start, end = blocks[k].start, blocks[k].end
        if blocks[k].role == "label":
            label = index.document.tokens(start, end)
            found.append(by_rule("turn", [], [], label))
        elif k <= last:
            found[-1].content += _spoken(index, start, end)
    return [one for one in found if one.content]


def _spoken(index: TokenIndex, start: int, end: int) -> list[Range]:
    """Return a paragraph without its stage directions: "(Applause.)"."""
    text = index.document.text
    asides = (place for m in _ASIDE.finditer(text, start, end) for place in m.span())
    bounds = iter([start, *asides, end])
    spoken = zip(bounds, bounds, strict=True)
    return [index.document.tokens(a, b) for a, b in spoken if text[a:b].strip()]


def posts(index: TokenIndex) -> Iterator[Relation]:
    """Yield what embedded posts say: the paragraph above a line with their author's name."""
    document = index.document
    for number, block in enumerate(document.blocks):
        m = _POSTED.search(document.text, block.start, block.end)
        if m is None or m.end() < block.end or block.role != "body":
            continue
        above = document.blocks[number - 1] if number and m.start() == block.start else block
        start, end = above.start, min(above.end, m.start())
        if above.role == "body" and start < end and document.text[start] not in CLOSERS:
            name, said = document.tokens(*m.span(m.lastgroup or 0)), document.tokens(start, end)
            yield by_rule("turn", [said], [], name)


def voices(index: TokenIndex, found: list[Relation], speakers: Speakers) -> dict[int, str]:
    """Return who speaks each turn, by the first token of its label; who asks is QUESTION.

    A label is known by its last word: "MR. LIND", "Karl Lind (Eastmark)" and "LIND" are one voice.
    """
    said: defaultdict[str, list[tuple[Range, Relation]]] = defaultdict(list)
    for one in found:
        if one.rule == "turn" and one.source is not None:
            said[key(_text(index, one.source))].append((one.source, one))
    asking = said.keys() & ASKERS
    if not asking:
        asking = {
            name for name, own in said.items()
            if len(own) > 1 and sum(_asks(index, one) for _, one in own) >= _ASKS * len(own)
        }  # fmt: skip
        asking = asking if len(asking) < len(said) else set()
    made: dict[int, str] = {}
    begun = min((label[0] for own in said.values() for label, _ in own), default=0)
    for name, own in said.items():
        labels = [label for label, _ in own]
        who = QUESTION if name in asking else _name(index, speakers, name, labels, begun)
        made.update((start, who) for start, _ in labels)
    return made


def _text(index: TokenIndex, span: Range) -> str:
    return index.doc[span[0] : span[1]].text


def _asks(index: TokenIndex, one: Relation) -> bool:
    return _text(index, one.content[-1]).rstrip("\"') ")[-1:] == "?"


def _name(index: TokenIndex, speakers: Speakers, name: str, labels: list[Range], begun: int) -> str:
    """Name a voice: by the article's cast, else by the fullest of its labels."""
    if name in ANSWERERS:
        before = [m.member for m in speakers.cast.mentions if m.start < labels[0][0]]
        named = (m for m in [*before, *speakers.cast.members] if m.kind == "person")
        return next((m.name for m in named if m.words[-1] not in ASKERS | ANSWERERS), "Answer")
    full = [m.name for m in speakers.cast.people() if m.words[-1] == name and not m.name.isupper()]
    if full:
        return max((_without_office(one) for one in full), key=lambda one: len(one.split()))
    fullest = max((bare(_text(index, label)) for label in labels), key=len)
    words = fullest.split()
    titles = {w for w in words if w.lower().rstrip(".") in TITLE_WORDS | {"the"}}
    if words[-1] in titles:  # "THE PRESIDENT"
        first, last = labels[0]
        office = [w.lower() for w in words if w.lower() != "the"]
        if holder := _holder(index, speakers, office, begun):
            return holder
        found = speakers.named(index.doc[first].idx, index.doc[last - 1].idx)
        member = speakers.by_name.get(found or "")
        known = member is None or member.mentions[0].start < begun  # no president they speak of
        known = known and "former" not in (member.about if member else ())
        if known and found and not found.isupper():
            return found
        titles = {"THE", "The"}
    shown = _without_office(" ".join(w for w in words if w not in titles))
    if not shown.replace("Mc", "").isupper():
        return shown
    return re.sub(r"[^\W\d_a-z]{2,}", lambda m: m.group().title(), shown)


def _holder(index: TokenIndex, speakers: Speakers, office: list[str], end: int) -> str | None:
    """Return whom an office is first given to before a token: in the headline, as a rule."""
    doc, size = index.doc, len(office)
    for i in range(size, end):
        given = [t.lower_ for t in doc[i - size : i]] == office
        other = i > size and doc[i - size - 1].lower_ in _NOT_NOW
        if given and not other and doc[i].text.istitle():
            last = i + (doc[i].lower_ in GIVEN)
            member = speakers.cast.find(doc[last].lower_)
            return member.name if member else doc[i : last + 1].text
    return None


def _without_office(name: str) -> str:
    """Return a name without the rest of an office before it: "[of Eastmark] Karl Lind"."""
    words = name.split()
    given = (k for k, w in enumerate(words[:-1]) if w.lower() in GIVEN)
    first = next(given, max(0, len(words) - 2) if "of" in words else 0)
    return " ".join(words[first:])
