"""Which words of an article are names, of people and of others.

Named entities of a small model err (a surname is an organisation here, a person there): titles,
runs of capitalised words and given names correct them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from rhetoric.attribution import lexicon
from rhetoric.attribution.lexicon import fold
from rhetoric.reading.documents import Document
from rhetoric.words import word_set

FUNCTION = frozenset("DET PRON CCONJ SCONJ AUX".split())
NAMELIKE = frozenset(("PROPN", "NOUN", "ADJ", "X"))
DASHES = frozenset(("-", "--", "–", "—"))
INNER = frozenset("NOUN PROPN NUM DET ADJ PART ADV CCONJ".split())
HYPHENS = frozenset("-–‐‑")
POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
SMALL = word_set("function_words.small")


class Tokens:
    """The tokens of a document as plain lists: comparing Python strings is what costs little."""

    def __init__(self, document: Document) -> None:
        doc = document.doc
        self.ents = doc.ents
        self.source = source = document.text
        table = doc.to_array(["IDX", "LENGTH", "POS", "DEP", "TAG", "SPACY", "SENT_START"])
        at, length, pos, dep, tag, space, starts = table.T.tolist()
        head = doc.to_array(["HEAD"]).astype("int64").ravel().tolist()  # stored as offsets
        name = {key: doc.vocab.strings[key] for key in {*pos, *dep, *tag}}
        self.at: list[int] = at
        self.text = [source[i : i + n] for i, n in zip(at, length, strict=True)]
        self.low = [fold(t) for t in self.text]
        self.pos = [name[key] for key in pos]
        self.dep = [name[key] for key in dep]
        self.tag = [name[key] for key in tag]
        self.head = [i + h for i, h in enumerate(head)]
        self.tight = [not s for s in space]  # no space follows
        self.sentence: list[int] = [max(n - 1, 0) for n in accumulate(s == 1 for s in starts)]
        self.line, self.titled = self._lines()
        self.quote = document.quotation_of
        told = (s == 1 and q < 0 for s, q in zip(starts, self.quote, strict=True))
        self.story: list[int] = list(accumulate(told))  # sentences counted outside quotations alone

    def __len__(self) -> int:
        return len(self.text)

    def _lines(self) -> tuple[list[int], list[bool]]:
        """Return each token's line, and whether it is Written Like a Headline."""
        line, here, counts = [], 0, Counter[tuple[int, bool]]()
        for i, text in enumerate(self.text):
            line.append(here)
            if "\n" in text:
                here += 1
            elif len(text) > 3 and text.isalpha() and text not in SMALL:
                counts[here, text[0].isupper()] += 1
            if text.islower() and self.pos[i] == "VERB":  # headlines of this style have none
                counts[here, False] += 9
        titled = [
            counts[n, True] > 3 and counts[n, True] > 6 * counts[n, False] for n in range(here + 1)
        ]
        return line, [titled[n] for n in line]

    def slice(self, start: int, end: int) -> str:
        """Return the text of tokens start to end as it is written, white space made single."""
        last = end - 1
        whole = self.source[self.at[start] : self.at[last] + len(self.text[last])]
        return " ".join(whole.split())

    def capital(self, i: int) -> bool:
        """Tell whether token i is written like a name."""
        return self.text[i][0].isupper() and self.pos[i] not in FUNCTION

    def plain(self, i: int) -> str:
        """Return token i in lower case without a full stop, "" where there is none."""
        return self.low[i].rstrip(".") if i >= 0 else ""

    def title(self, i: int) -> bool:
        """Tell whether token i can be part of a title: Sen., Foreign, Minister, Russian."""
        return self.plain(i) in lexicon.TITLE_WORDS or self.low[i] in lexicon.NATIONS

    def left_edge(self, noun: int) -> int:
        """Return where the noun phrase that turns on token `noun` starts."""
        i = noun
        while i > 0 and self.line[i - 1] == self.line[noun] and self.pos[i] != "DET":
            inside = self.pos[i - 1] in INNER or self.tag[i - 1] == "PRP$"
            if not inside and self.text[i - 1] != "-":
                break
            i -= 1
        while self.pos[i] in ("CCONJ", "ADV", "PART") and i < noun:
            i += 1
        return i

    def possessed(self, end: int) -> bool:
        """Tell whether the name that ends at token `end` stands in the possessive: Lavrov's."""
        return end < len(self) and self.text[end] in POSSESSIVES


PARTICLES = word_set("given_names.particles")
OUTSIDE = word_set("function_words.outside")
PLACES = frozenset(("GPE", "LOC", "FAC"))
KINDS = (
    {"NORP": "people"}
    | dict.fromkeys(PLACES, "place")
    | dict.fromkeys(("ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"), "body")
)
LOOSE = frozenset(("PUNCT", "VERB", "AUX", "ADP", "PART"))
Span = tuple[int, int]
NICKNAME = re.compile(r"""["'(] ?(?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*)?) ?["')]""")
_SYLLABLE = 5  # letters
_JOINED = word_set("given_names.joined")
_NOBODY = lexicon.BODIES | lexicon.PRESS | lexicon.METONYMS.keys()  # no surname


def spans(words: Tokens) -> tuple[set[Span], dict[Span, str]]:
    """Return spans that name people, and other named spans with their kind."""
    people: set[Span] = set()
    others: dict[Span, str] = {}
    for ent in words.ents:
        start, end, label = ent.start, ent.end, ent.label_
        if words.titled[start] and not _plausible(words, start, end, label):
            continue
        house = words.low[end - 1] in lexicon.BODIES and words.low[start] not in lexicon.GIVEN
        if label == "PERSON" and house and end - start > 1:
            label = "ORG"  # "Dunmore White House"
        if label == "PERSON" and (span := _core(words, start, end)):
            people.add(span)
        elif label in KINDS:
            start, end = _trim(words, start, end)
            if _like_a_person(words, start, end):
                people.add(grow(words, start, end))
            elif start < end and _one_body(words, start, end):
                others[start, end] = KINDS[label]
    nicknamed = set(_nicknamed(words))
    inside = {i for span in nicknamed for i in range(*span)}
    people = {span for span in people if inside.isdisjoint(range(*span))} | nicknamed
    taken = {i for span in people for i in range(*span)}
    people.update(_behind_titles(words, taken), _introduced(words, others))
    taken = {i for span in people for i in range(*span)}
    others = {span: kind for span, kind in others.items() if taken.isdisjoint(range(*span))}
    taken = {i for span in [*people, *others] for i in range(*span)}
    return people | set(_given(words, taken)), others


def _given(words: Tokens, taken: set[int]) -> Iterator[Span]:
    """Find names that NER passed over: a given name and a capitalised word behind it."""
    for i in range(len(words) - 1):
        if words.low[i] in lexicon.GIVEN and not taken & {i, i + 1} and not words.titled[i]:
            pair = words.pos[i : i + 2] == ["PROPN", "PROPN"] and words.text[i][0].isupper()
            if pair and words.capital(i + 1) and words.low[i + 1] not in _NOBODY:
                yield grow(words, i, i + 2)


def _nicknamed(words: Tokens) -> Iterator[Span]:
    """Find names with another one in marks: 'Petra "Pip" Larsen', "Bob (Dutch) Vega"."""
    for first in range(len(words) - 4):
        if words.low[first] not in lexicon.GIVEN or words.text[first + 1] not in ('"', "'", "("):
            continue
        for last in range(first + 4, min(first + 7, len(words))):
            inside = NICKNAME.fullmatch(words.slice(first + 1, last))
            whole = inside and words.line[first] == words.line[last]
            if whole and words.capital(last) and words.low[last] not in _NOBODY:
                yield grow(words, first, last + 1)


def _behind_titles(words: Tokens, taken: set[int]) -> Iterator[Span]:
    """Find names that NER has not seen as people, where the words before tell that they are."""
    last = len(words) - 1
    for first in _openings(words):
        start = first
        while start < last and words.title(start) and words.text[start][0].isupper():
            start += 1
        end = start
        while end < len(words) and words.capital(end) and words.pos[end] in NAMELIKE:
            if end - start > 3 or words.low[end] in lexicon.BODIES or end in taken:
                break
            end += 1
        known = " ".join(words.low[start:end]) in lexicon.METONYMS
        known = known or words.low[min(end, last)] in lexicon.BODIES
        here = words.line[min(end, last) - 1] == words.line[first - 1]
        if end > start and start not in taken and here and not known:
            yield grow(words, start, end)


def _openings(words: Tokens) -> Iterator[int]:
    """Yield where a name may start: "Envoy |", "Envoy for arms control |", "her husband, |"."""
    for i in range(len(words) - 1):
        low, after = words.low[i], i + 1
        whose = i and (words.low[i - 1] in ("his", "her", "my") or words.text[i - 1] in POSSESSIVES)
        role = low in lexicon.OCCUPATIONS and words.text[i][0].isupper()
        if words.titled[after]:
            continue
        if low in lexicon.FAMILY and whose and i + 2 < len(words):
            yield after + (words.text[after] == ",")
        elif role and words.low[after] in ("for", "on", "to", "of"):
            k = after + 1
            while k < min(i + 8, len(words) - 1) and words.text[k].islower():
                mandate = words.pos[k] in ("NOUN", "ADJ", "DET", "CCONJ")
                if not mandate or words.low[k] in lexicon.ROLES:
                    break
                k += 1
            if k > after + 1 and words.pos[k : k + 2] == ["PROPN", "PROPN"]:
                yield k
        elif role or words.plain(i) in lexicon.STYLED:
            yield after


def _introduced(words: Tokens, others: dict[Span, str]) -> list[Span]:
    """Find would-be bodies that the article says are people: "Reed, a former judge,"."""
    named = [span for span in others if span[1] - span[0] < 4 and _proper(words, *span)]
    surnames = {words.low[end - 1] for _, end in named if _is_one(words, end)}
    return [(start, end) for start, end in named if words.low[end - 1] in surnames]


def _proper(words: Tokens, start: int, end: int) -> bool:
    """Tell whether all words are such as people's names are of."""
    low, written = words.low[start:end], words.text[start:end]
    known = (_NOBODY | {"the"}) & {*low, " ".join(low)}
    proper = all(text.isalpha() and text[0].isupper() for text in written)
    return proper and set(words.pos[start:end]) == {"PROPN"} and not known


def _is_one(words: Tokens, end: int) -> bool:
    """Tell whether ", a former judge," or ", 44," follows a name."""
    comma, after = words.text[end : end + 1] == [","], "".join(words.low[end + 1 : end + 2])
    if comma and after.isdigit() and len(after) == 2:
        return words.text[end + 2 : end + 3] == [","]
    if not comma or after not in ("a", "an"):
        return False
    for k in range(end + 2, min(end + 6, len(words))):
        if words.pos[k] not in ("ADJ", "NOUN", "PROPN"):
            return False
        if words.low[k] in lexicon.SPECIFIC and words.pos[k + 1 : k + 2] != ["NOUN"]:
            return True
    return False


def _trim(words: Tokens, start: int, end: int) -> Span:
    """Drop the article before a body's name and the possessive and strays behind it."""
    while start < end and words.low[start] in OUTSIDE:
        start += 1
    for i in range(start + 1, end):
        if words.text[i] in HYPHENS and not words.tight[i - 1]:
            end = i
            break
    strays = POSSESSIVES | {"", "/", ",", "."}
    while end > start and words.text[end - 1].strip() in strays:
        end -= 1
    return start, end


def _one_body(words: Tokens, start: int, end: int) -> bool:
    """Tell one name from a row ("Ruiz, Vega") or a clause that NER took for a body."""
    row = end - start > 2 and words.text[start + 1] == ","
    return not row and "VERB" not in words.pos[start + 1 : end]


def _like_a_person(words: Tokens, start: int, end: int) -> bool:
    """Tell a person whom NER took for a body: a given name and a surname, or names of a role."""
    apposed = words.dep[end - 1] == "appos" and words.low[words.head[end - 1]] in lexicon.ROLES
    return (
        1 < end - start < 4
        and (words.low[start] in lexicon.GIVEN or apposed)
        and not words.titled[start]
        and words.low[end - 1] not in _NOBODY
        and all(text[0].isupper() for text in words.text[start:end])
    )


def _plausible(words: Tokens, start: int, end: int, label: str) -> bool:
    """Tell a name from other words of a headline: a given name and at most two more."""
    if label != "PERSON":
        body = words.low[end - 1] in lexicon.BODIES | lexicon.PRESS
        return body or end - start == 1 or label in PLACES
    return 1 < end - start < 4 and words.low[start] in lexicon.GIVEN


def _core(words: Tokens, start: int, end: int) -> Span | None:
    """Return a name without titles, possessive and strays, and with the pieces NER cut off."""
    for i in range(start, end):
        stray = "\n" in words.text[i] or words.text[i][-1] in "(/,<>="
        if stray or (i > start and words.pos[i] == "ADP" and words.low[i] not in PARTICLES):
            end = i
            break
    while end > start and (words.pos[end - 1] in LOOSE and not words.text[end - 1][0].isupper()):
        end -= 1
    while start < end and _strays(words, start, end):
        start += 1
    written = any(text[0].isupper() for text in words.text[start:end])
    return grow(words, start, end) if written else None


def _strays(words: Tokens, start: int, end: int) -> bool:
    """Tell whether the first token of a would-be name is no part of it."""
    low = words.low[start]
    if end - start == 1:
        return low.rstrip(".") in lexicon.TITLE_WORDS or not words.text[start][0].isalpha()
    if low in lexicon.GIVEN:
        return False
    small = not words.text[start][0].isupper() and low not in PARTICLES
    if low in lexicon.METONYMS:  # "Lima Ivan Petrov", yet "Jordan Petrov"
        return end - start > 2
    return small or words.pos[start] == "VERB" or words.title(start)  # "Said Novak"


def grow(words: Tokens, start: int, end: int) -> Span:
    """Return a name with the pieces that hyphens, particles and given names add to it."""
    if words.low[end - 1] in PARTICLES and end < len(words) and words.capital(end):
        end += 1  # "Ursula von der | Hagen"
    while end + 1 < len(words) and end - start < 6 and words.line[end] == words.line[start]:
        low, after = words.low[end], words.low[end + 1]
        tight = words.text[end] in HYPHENS and words.tight[end - 1] and words.tight[end]
        short = max(len(words.text[end - 1]), len(after)) <= _SYLLABLE and after.isalpha()
        syllable = tight and end - start > 1 and short and after not in _JOINED  # "Jae-in"
        whole = words.text[end + 1][0].isupper() or after in PARTICLES
        particle = low in PARTICLES and words.text[end].islower()
        if not (syllable or (whole and (tight or particle))):
            break
        end += 2
    while start > 0 and end - start < 6:
        low = words.low[start - 1]
        tight = start > 1 and words.text[start - 1] in HYPHENS and words.tight[start - 1]
        given = low in lexicon.GIVEN or (len(low) == 2 and low[1] == ".")
        particle = start > 1 and low in PARTICLES and words.text[start - 1].islower()
        if not (tight or particle or (given and words.capital(start - 1))):
            break
        start -= 2 if tight else 1
    return start, end
