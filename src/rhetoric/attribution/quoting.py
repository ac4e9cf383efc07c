"""Give each quotation its speaker: the reporting clause beside it, or the quotation before it."""

from __future__ import annotations

from spacy.tokens import Token

from rhetoric.attribution import cues
from rhetoric.attribution.found import CONFIDENCE, Found
from rhetoric.attribution.headlines import DASHES, is_name
from rhetoric.attribution.page import Page
from rhetoric.attribution.rules import cue_range, source_of
from rhetoric.grammar import SUBJECTS, Range, child, noun_phrase, trim
from rhetoric.words import word_set

NAMING = word_set("reporting.naming")
LEADS = frozenset((",", ":"))


def quotations(page: Page) -> list[Found]:
    """Return the attributions of the quotations that are speech, in order."""
    found: list[Found] = []
    for number, (start, end) in enumerate(page.quotes):
        if not _is_speech(page, number):
            continue
        here = _beside(page, number)
        if here is not None and found and here.cue == found[-1].cue:
            found[-1].content.extend(here.content)
            found[-1].quoted.append(number)
        elif here is not None:
            found.append(here)
        elif found and _goes_on(page, number, found[-1]):
            found[-1].content.append((start, end))
            found[-1].quoted.append(number)
        elif page.doc[start].is_sent_start or page.top[number].continues:
            carried = Found([(start, end)], [], None, "carried", CONFIDENCE["carried"], [number])
            found.append(carried)
    return found


def _is_speech(page: Page, number: int) -> bool:
    """Whether a quotation is something said, not a title or a word held at arm's length."""
    start, end = page.quotes[number]
    doc, q = page.doc, page.top[number]
    inner = [t for t in doc[start:end] if not t.is_punct and not t.is_space]
    if not inner:
        return False
    if q.continues or not q.closed:
        return True
    before = doc[start - 1].text if start else ""
    last = _last(page, number)
    opens = start == 0 or doc[start].is_sent_start or before in LEADS or doc[start - 1].is_space
    if last in ("?", "!", ",", ".", "…", "-", "—") and len(inner) >= 2 and opens:
        return True
    if len(inner) < 3:
        return before in LEADS and _cue_before(page, number) is not None
    if any(t.dep_ in SUBJECTS and t.head.i < end and start <= t.head.i for t in inner):
        return True
    return opens or (last in (",", ".", "?", "!") and len(inner) >= 5)


def _bounds(page: Page, number: int) -> tuple[Range, Range]:
    """Return the words before and after a quotation: to the sentence's edge or the next mark."""
    start, end = page.quotes[number]
    left, right = page.sentence(start)[0], page.sentence(end - 1)[1]
    if number:
        left = max(left, page.quotes[number - 1][1])
    goes_on = right <= end < len(page.doc) and page.same_block(end - 1, end)
    if goes_on and (_last(page, number) != "." or page.doc[end].text[:1].islower()):
        right = page.sentence(end)[1]
    if number + 1 < len(page.quotes):
        right = min(right, page.quotes[number + 1][0])
    return (min(left, start), start), (end, max(right, end))


def _last(page: Page, number: int) -> str:
    """Return the last character inside the marks."""
    outer = page.top[number].outer
    return page.document.text[outer - 1 : outer]


def _beside(page: Page, number: int) -> Found | None:
    """Return the attribution by the reporting clause after or before the quotation."""
    (a, b), (c, d) = _bounds(page, number)
    start, end = page.quotes[number]
    content_start = start
    after = _clause_after(page, number, c, d)
    if after is not None:
        if b - a >= 2 and _free_lead(page, a, b):
            content_start = a
        source, cue = after
        return Found(
            [(content_start, end)], [cue], source, "quotation", CONFIDENCE["quotation"], [number]
        )
    before, rule = _cue_before(page, number) or _announced(page, number), "quotation"
    if before is None:
        before, rule = _signed(page, number), "signed"
    if before is not None:
        source, cue, lead = before
        return Found([(lead, end)], [cue], source, rule, CONFIDENCE["quotation"], [number])
    return None


def _free_lead(page: Page, a: int, b: int) -> bool:
    """Whether the words before the quotation belong to what is said, with no cue of their own."""
    words = page.doc[a:b]
    if words[-1].text in (":", ",") or any(t.is_sent_start for t in words[1:]):
        return False
    return not any(
        t.pos_ == "VERB" and t.lemma_ in cues.SAYING and t.lemma_ not in cues.WEAK for t in words
    )


def _clause_after(page: Page, number: int, c: int, d: int) -> tuple[Range, Range] | None:
    """Return source and cue of `," X said` or `," said X`."""
    doc, last, i = page.doc, _last(page, number), c
    while i < d and (doc[i].is_space or doc[i].text in (",", "—", "–", "-", "--")):
        i += 1
    if i < d and doc[i].dep_ == "cc":
        return None
    comma = last in (",", "?", "!", "—", "-", "…") or i > c
    verbs = [t for t in doc[i:d] if t.pos_ in ("VERB", "AUX")]
    for verb in verbs[:3]:
        lemma = verb.lemma_.lower()
        known = lemma in cues.SAYING or lemma in cues.THINKING
        if verb.tag_ in ("VBG", "VB") and not known:
            continue
        if not ((comma and (known or verb is verbs[0])) or (known and lemma not in cues.WEAK)):
            continue
        if verb.dep_ in ("relcl", "acl") and not known:
            continue
        source = _adjacent_source(page, verb, i, d)
        strong = known and lemma not in cues.WEAK
        if source is None or (not strong and doc[source[0]].tag_ in ("WDT", "WP")):
            continue
        if min(source[0], verb.i) - i > (12 if known else 1):
            continue
        if not comma and doc[i].dep_ in ("prep", "cc", "mark"):
            continue
        return source, cue_range(verb)
    return None


def _adjacent_source(page: Page, verb: Token, low: int, high: int) -> Range | None:
    """Return the subject of a verb within a range, by parse or else by position."""
    source = source_of(page, verb)
    if source is not None and low <= source[0] and source[1] <= high:
        return source
    doc = page.doc
    if source is not None and source[0] < high and source[1] > low:
        return trim(doc, max(source[0], low), min(source[1], high))
    if verb.i > low:  # X said
        head = doc[verb.i - 1]
        while head.i > low and head.pos_ in ("ADV", "AUX"):
            head = doc[head.i - 1]
        if head.pos_ in ("NOUN", "PROPN", "PRON"):
            return trim(doc, max(low, head.left_edge.i), head.i + 1)
    if verb.i + 1 < high:  # said X
        for t in doc[verb.i + 1 : min(high, verb.i + 12)]:
            if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ not in ("compound", "poss", "amod"):
                start, end = noun_phrase(t)
                return trim(doc, max(start, verb.i + 1), min(end, high))
    return None


def _cue_before(page: Page, number: int) -> tuple[Range, Range, int] | None:
    """Return source, cue and where the content begins, of `X said, "…` and `X: "…`."""
    doc = page.doc
    (a, b), _ = _bounds(page, number)
    start = page.quotes[number][0]
    i = b - 1
    while i >= a and doc[i].is_space:
        i -= 1
    if i < a:
        return None
    lead = doc[i].text in LEADS
    for verb in reversed(doc[a : i + 1]):
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        lemma = verb.lemma_.lower()
        as_said = lead and any(c.lower_ == "as" and c.dep_ == "mark" for c in verb.children)
        known = lemma in cues.ALL_VERBS or as_said  # "as the song has it, …"
        near = i - verb.i <= (12 if lead or lemma in NAMING else 2)
        if not known or not near:
            if lead and doc[i].text == ":" and i - verb.i <= 3 and not known:
                known = True
            else:
                continue
        source = source_of(page, verb)
        if source is None or source[0] >= start:
            continue
        begin = start
        if (doc[i].lower_ not in (",", ":") and i > verb.i) or doc[verb.i + 1].lower_ == "that":
            begin = _mixed_start(page, verb, start)
        return source, cue_range(verb), begin
    if doc[i].text == ":" and i - a <= 6:  # X: "…
        head = next((t for t in reversed(doc[a:i]) if t.pos_ in ("PROPN", "NOUN")), None)
        if head is not None and not any(t.pos_ == "VERB" for t in doc[a:i]):
            return trim(doc, a, i), (i, i + 1), start
    return None


def _announced(page: Page, number: int) -> tuple[Range, Range, int] | None:
    """Return source and cue of a paragraph before that ends with a colon."""
    doc, start = page.doc, page.quotes[number][0]
    if not start or not _opens_block(page, number):
        return None
    i = start - 1
    while i > 0 and doc[i].is_space:
        i -= 1
    if doc[i].text != ":":
        return None
    a = page.sentence(i)[0]
    for verb in doc[a:i]:
        if verb.pos_ in ("VERB", "AUX") and (verb.dep_ == "ROOT" or verb.lemma_ in cues.SAYING):
            source = source_of(page, verb)
            if source is not None:
                return source, (verb.i, verb.i + 1), start
    return None


def _signed(page: Page, number: int) -> tuple[Range, Range, int] | None:
    """Return source and cue of a quotation with a signature below it: "— Name, role"."""
    doc, (start, end) = page.doc, page.quotes[number]
    i = end
    while i < len(doc) and doc[i].is_space:
        i += 1
    if i >= len(doc) or doc[i].text not in DASHES or not _opens_block(page, number):
        return None
    a, b = i + 1, page.sentence(i)[1]
    posted = next((k for k in range(a, b - 1) if doc[k].text == "(" and "@" in doc[k + 1].text), b)
    if i == end and posted == b:
        return None
    b = posted  # the author of a post, whose handle follows
    if b - a > 14 or not is_name(doc, a, min(b, a + 9)):
        return None
    return trim(doc, a, b), (i, i + 1), start


def _mixed_start(page: Page, verb: Token, start: int) -> int:
    after: int = verb.i + 1
    if verb.lemma_ in NAMING:
        return after
    clause = child(verb, "ccomp", "xcomp")
    if clause is not None and verb.i < clause.left_edge.i <= start <= clause.right_edge.i:
        begin: int = clause.left_edge.i
        return begin + 1 if page.doc[begin].lower_ == "that" else begin
    if page.doc[after].lower_ == "that":
        return after + 1
    return start


def _goes_on(page: Page, number: int, before: Found) -> bool:
    """Whether a quotation without a reporting clause goes on with the saying before it."""
    start = page.quotes[number][0]
    anchor = before.cue[0][0] if before.cue else before.content[-1][0]
    if page.top[number].continues:
        return number - 1 in before.quoted
    starts = page.doc[start].is_sent_start or page.doc[start - 1].text in LEADS
    return starts and page.same_block(anchor, start)


def _opens_block(page: Page, number: int) -> bool:
    q = page.top[number]
    return page.document.blocks[q.block].start == q.start
