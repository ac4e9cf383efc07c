"""Join what the trained tagger found with what the rules found, each where it measures better.

The tagger reads running prose. Rules are better at what is rare or regular: "according to",
headlines, transcripts, a reporting clause at the end of a sentence, and voices inside quotations,
which the tagger's training texts leave out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Token

from rhetoric.attribution import lexicon
from rhetoric.attribution.headlines_and_turns import headline, signed, trailing, turns
from rhetoric.attribution.nesting import Inside
from rhetoric.attribution.relations import TRANSCRIPT, Relation, TokenIndex, tokens_of
from rhetoric.attribution.reporting import (
    INDEFINITE,
    INTENT,
    SILENCE,
    in_sentence,
    is_cue,
    relayed,
    source_of,
    with_coordinate,
)
from rhetoric.attribution.tagger import Tagger, in_use, linker
from rhetoric.grammar import Range, agent, child, is_finite, is_passive, trim

FIRST = frozenset(("according", "headline", "signed"))  # rules that overrule the tagger
ALWAYS = FIRST | TRANSCRIPT | {"relayed"}  # rules that are kept whatever the tagger heard
EXTRA = frozenset(("object", "adjective", "noun"))  # rules that speak where it is silent
ENDING = frozenset(("parenthesis", "aside"))  # "…, she said", added where nobody is heard yet
ENDED = frozenset(("clause", "parenthesis"))  # they say where what is said ends
WITHIN = frozenset(("clause", "infinitive", "object", "noun", "adjective", "parenthesis"))
DEMANDS = lexicon.DEMANDING - {"tell", "suggest"}
NOBODY = frozenset(("nobody", "none", "neither", "no", "those", "these", "this"))
DEEPEST = 4  # voices within voices: nobody follows more, and each is read as a text of its own
SAME = 0.5  # word F1 from which two contents are one


def collect(index: TokenIndex, model: str | Path | None = None) -> list[Relation]:
    """Return every attribution of a document, outer ones before those inside them."""
    found = list(_heard(index, model))
    return sorted(found, key=lambda f: (f.content[0][0], -(f.content[-1][1] - f.content[0][0])))


def _heard(index: TokenIndex, model: str | Path | None) -> Iterator[Relation]:
    """Yield the attributions of a document, then those of what each voice in it says."""
    heard = tagged(index, model or in_use(spoken=index.depth > 0 or index.document.spoken))
    both = merge(heard, by_rules(index, heard), inner=index.depth > 0)
    found = [f for f in _without_shadows(both) if not _is_source(index, f)]
    yield from found
    cues = {i for f in found for i in tokens_of(f.cue)}
    told = Inside(index, found)
    if told.index is not None and index.depth < DEEPEST:
        for f in filter(None, map(told.outside, _heard(told.index, model))):
            if cues.isdisjoint(tokens_of(f.cue)):
                yield f


def _is_source(index: TokenIndex, found: Relation) -> bool:
    """Whether the content is but the "according to X" of another's saying."""
    (start, end), doc = found.content[0], index.doc
    if len(found.content) > 1 or [t.lower_ for t in doc[start : start + 2]] != ["according", "to"]:
        return False
    return end <= max(t.right_edge.i for t in doc[start : start + 2]) + 1


def by_rules(index: TokenIndex, heard: list[Relation]) -> list[Relation]:
    """Return what the rules find, but for the cues by which the tagger heard a quotation.

    Of "…, she said, according to X" the tagger may take her for the source of both.
    """
    found = [] if index.depth else [*turns(index), *signed(index)]
    quoting = (f for f in heard if any(index.inside[a] >= 0 for a, _ in f.content))
    cues = (i for f in quoting for i in tokens_of(f.cue))
    taken = {i for i in cues if index.doc[i].lower_ != "according"}
    for sentence, role in index.sentences:
        if role in ("title", "dek") and (head := headline(index, sentence)) is not None:
            found.append(head)
        last = trailing(index, sentence)
        if last is not None and last.cue[0][0] not in taken:
            taken.add(last.cue[0][0])
            found.append(last)
        for here in in_sentence(index, sentence):
            clipped = None if here.cue[0][0] in taken else _within_marks(index, here)
            if clipped is not None:
                found.append(clipped)
    return found


def _within_marks(index: TokenIndex, found: Relation) -> Relation | None:
    """Hold a content to quotation marks: inside them, or around them, never across one."""
    anchor = found.cue[0][0]
    here = index.inside[anchor]
    (start, end) = found.content[0]
    if here >= 0:
        a, b = index.quotes[here]
        start, end = max(start, a), min(end, b)
    else:
        first, last = index.inside[start], index.inside[end - 1]
        end = index.quotes[last][1] if last >= 0 else end
        start = index.quotes[first][0] if first >= 0 else start
    found.content = [trim(index.doc, start, end)]
    return found if any(not t.is_punct for t in index.words(found.content)) else None


def _without_shadows(found: list[Relation]) -> list[Relation]:
    """Drop a cueless quotation inside a content, and the weaker of two readings of one content."""
    around = Overlaps([f for f in found if f.rule not in ("carried", *TRANSCRIPT)])
    best: dict[Range, float] = {}
    for f in found:
        best[f.content[0]] = max(best.get(f.content[0], 0.0), f.confidence)
    kept = []
    for f in found:
        holding = around.at(f.content[0][0]) if f.rule == "carried" else []
        shadow = any(g.covers(f.content[0]) for g in holding)
        weaker = len(f.content) == 1 and f.confidence < best[f.content[0]]
        if not shadow and not weaker:
            kept.append(f)
    return kept


def tagged(index: TokenIndex, model: str | Path) -> list[Relation]:
    """Return the attributions of the trained tagger of a file."""
    found: list[Relation] = []
    tagger = Tagger.load(model)
    for link in linker.link(index.document, tagger.tag(index.document), tagger.links):
        cue, named = link.cue, _named(index, *link.source) if link.source else None
        source = _source(index, cue, named)
        content = list(_contents(index, cue, link.content))
        quoted = any(index.inside[a] >= 0 for a, _ in content)
        if content and (source or quoted or cue) and not _by_nobody(index, cue, source):
            rule = "tagger" if cue or source else "carried"
            here = Relation(content, cue, source, rule, round(link.confidence, 3))
            for told in filter(None, map(relayed, index.words(cue))):  # it holds a voice's cue
                if not here.covers((told[1] - 1, told[1])):
                    here.content = sorted([*here.content, told])
            found.extend(_by_paragraph(index, here))
    return found


def _named(index: TokenIndex, start: int, end: int) -> Range:
    """Return a source without the beginning of a clause after it: "said Smith [as he] left"."""
    opened = (t for t in index.doc[start + 1 : end] if t.dep_ == "mark" or t.tag_ == "WRB")
    return start, next((t.i for t in opened if t.head.i >= end), end)


def _source(index: TokenIndex, cue: list[Range], source: Range | None) -> Range | None:
    """Return the source, or the subject of the cue where none is seen outside the words quoted."""
    if not cue or index.inside[cue[0][0]] >= 0:
        return source
    if source is not None and index.inside[source[0]] < 0:
        return source
    verbs = (t for t in index.words(cue) if t.pos_ == "VERB" and is_finite(t))
    found = next((s for v in verbs if (s := source_of(index, v)) is not None), None)
    return found if found is None or index.inside[found[0]] < 0 else None


def _contents(index: TokenIndex, cue: list[Range], contents: list[Range]) -> Iterator[Range]:
    """Yield the contents, tidied, without clauses that only accompany the cue."""
    for content in contents:
        start, end = _tidy(index, *_before_next_cue(index, cue, content))
        if end <= start:
            continue
        word = index.doc[start]
        follows = len(contents) > 1 and bool(cue) and 0 <= start - cue[-1][1] <= 8
        if follows and word.tag_ == "VBG" and index.inside[start] < 0:
            continue  # "…, he said summing up the meeting"
        silent = index.doc[end - 1].lemma_ in SILENCE and end - start <= 4  # "declined to comment"
        empty = end - start == 1 and word.lower_ in ("it", "there")  # they stand for one
        if not (silent or empty):
            yield start, end


def _before_next_cue(index: TokenIndex, cue: list[Range], content: Range) -> Range:
    """Cut a content before a second cue of its speaker: "said it was late [and urged …]"."""
    start, end = content
    if not cue or start < cue[-1][1] or index.inside[start] >= 0:
        return content
    for token in index.doc[cue[0][0] : end]:
        if token.dep_ != "conj" or not start < token.i < end or not is_cue(token):
            continue
        head = token.head
        over = cue[0][0] <= head.i < cue[-1][1]  # it is coordinated with the cue
        thing = child(head, "nsubj")  # or with what a thing does: decisions do not urge
        strayed = token.lemma_ in DEMANDS and thing is not None and lexicon.is_impersonal(thing)
        if (over or strayed) and child(token, "nsubj") is None:
            first = (c.i for c in head.children if start < c.i < token.i and c.dep_ == "cc")
            return start, min(first, default=token.i)
    return content


def _tidy(index: TokenIndex, start: int, end: int) -> Range:
    """Return a content without stray marks and "that", with the clause that goes on after it."""
    doc = index.doc
    if index.inside[start] < 0:
        start = trim(doc, start, end)[0]
        if end - start > 2 and doc[start].lower_ == "it" and doc[start + 1].text == ",":
            start += 2  # "as she put it, …"
        if end - start > 1 and doc[start].lower_ == "that" and _opens_clause(doc[start]):
            start += 1
            if index.inside[end - 1] < 0:
                end = with_coordinate(index, end, index.sentence(start)[1])
    return (start, trim(doc, start, end)[1]) if index.inside[end - 1] < 0 else (start, end)


def _by_nobody(index: TokenIndex, cue: list[Range], source: Range | None) -> bool:
    """Whether nobody says it: "nobody repeated", "not authorized to discuss it"."""
    doc, words = index.doc, index.words(cue)
    before = list(doc[max(0, cue[0][0] - 4) : cue[0][1]]) if cue else []
    allowed = (t for t in before if t.lower_ in ("authorized", "authorised"))
    hidden = any(t.lower_ == "anonymity" for t in before)
    if hidden or any(doc[cue[0][0]].head == t for t in allowed):
        return True
    if any(t.lemma_ == "ask" and t.tag_ == "VBN" and agent(t) is None for t in words):
        return True  # "asked whether …, the minister said": the question is a reporter's
    if source is not None:
        told = (t for t in words if index.depth > 0 and t.lemma_ in INTENT and is_passive(t))
        if any(child(t, "nsubjpass") in index.words([source]) for t in told):
            return True  # "we were promised", and not by ourselves
        first = doc[source[0]].lower_
        if first == "it" and any(t.pos_ == "ADJ" for t in words):
            return True  # "it has become clear"
        return first in NOBODY or (index.depth > 0 and first in INDEFINITE)
    return bool(cue) and not any(t.lemma_.lower() in lexicon.SPEAKING for t in words)


def _opens_clause(that: Token) -> bool:
    """Whether "that" is no pronoun: tagged so, or before a plural, a name or a pronoun."""
    return that.tag_ == "IN" or that.nbor().tag_ in ("NNS", "NNPS", "NNP", "PRP", "PRP$", "DT")


def _by_paragraph(index: TokenIndex, found: Relation) -> Iterator[Relation]:
    """Cut off new quotations in later paragraphs: each is a saying of its own, without a cue.

    One quotation that goes on over paragraphs, its marks left open, stays one saying.
    """
    anchor = found.anchor[0]
    here: list[Range] = []
    later: list[Range] = []
    for r in found.content:
        number = index.inside[r[0]]
        goes_on = number < 0 or index.same_block(anchor, r[0]) or index.top[number].continues
        (here if goes_on else later).append(r)
    found.content = here or [later.pop(0)]
    yield found
    for r in later:
        yield Relation([r], [], found.source, "carried", found.confidence)


def merge(tagger: list[Relation], rules: list[Relation], *, inner: bool) -> list[Relation]:
    """Return the attributions of both, none twice; more rules speak within a voice (`inner`)."""
    kept = list(_corrected(tagger, rules, inner=inner))
    taken = Overlaps(kept)
    for rule in rules:
        twins = taken.of(rule)
        new = not any(share >= SAME and not _inside(f, rule) for f, share in twins)
        if (
            rule.rule in ALWAYS
            or (rule.rule in EXTRA and not twins)
            or (rule.rule == "infinitive" and rule.shared and not twins)
            or (
                rule.rule in (WITHIN if inner else ENDING)
                and new
                and not taken.cue(rule)
                and not taken.at(rule.cue[0][0])
            )
        ):
            kept.append(rule)
    return kept


def _corrected(tagger: list[Relation], rules: list[Relation], *, inner: bool) -> Iterator[Relation]:
    """Yield the tagger's attributions, set right where a rule knows better."""
    near = Overlaps([r for r in rules if r.rule not in TRANSCRIPT])
    whole = {r.cue[0]: r for r in rules if inner or r.rule == "parenthesis"}
    for f in tagger:
        twins = near.of(f)
        better = (r for r, share in twins if share > 0.3 and r.rule in FIRST)
        if any(r.rule == "headline" or not _inside(f, r) for r in better):
            continue  # not where the tagger's is a voice inside it
        best, share = max(twins, key=lambda t: t[1], default=(f, 0.0))
        if share >= SAME and f.source is None and best.source is not None:
            f.source, f.cue, f.rule = best.source, f.cue or best.cue, "tagger"
        same = next((whole[c] for c in f.cue if c in whole), None)
        if same is not None and (same.rule in ENDED or all(map(same.covers, f.content))):
            f.content = same.content
        yield f


def _inside(found: Relation, outer: Relation) -> bool:
    """Whether the cue of one stands inside the content of another."""
    return any(map(outer.covers, found.cue))


class Overlaps:
    """Attributions by the tokens of their content."""

    def __init__(self, found: list[Relation]) -> None:
        self.found = found
        self.sizes = [f.size for f in found]
        self.cues = {i for f in found for i in tokens_of(f.cue)}
        self.tokens: dict[int, list[int]] = {}
        for number, f in enumerate(found):
            for i in tokens_of(f.content):
                self.tokens.setdefault(i, []).append(number)

    def at(self, token: int) -> list[Relation]:
        """Return the attributions whose content holds a token."""
        return [self.found[n] for n in self.tokens.get(token, ())]

    def cue(self, found: Relation) -> bool:
        """Whether the words of one's cue are a cue already."""
        return not self.cues.isdisjoint(tokens_of(found.cue))

    def of(self, found: Relation) -> list[tuple[Relation, float]]:
        """Return the attributions that share words with one, and how much (F1)."""
        shared = Counter(n for i in tokens_of(found.content) for n in self.tokens.get(i, ()))
        return [(self.found[n], 2 * k / (found.size + self.sizes[n])) for n, k in shared.items()]
