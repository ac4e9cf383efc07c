"""Which words of an article are names, of people and of others.

Named entities of a small model err (a surname is an organisation here, a person there): titles,
runs of capitalised words and given names correct them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rhetoric.attribution.cast.countries import METONYMS
from rhetoric.attribution.cast.lexicon import (
    BODIES,
    COURTESY,
    FAMILY,
    GENERIC,
    KIN,
    PRESS,
    ROLES,
    TITLE_WORDS,
    TITLES,
)
from rhetoric.attribution.cast.tokens import HYPHENS, NAMELIKE, POSSESSIVES, Tokens
from rhetoric.words import word_set

MEN, WOMEN = word_set("given_names.men"), word_set("given_names.women")
GIVEN = MEN | WOMEN
PARTICLES = word_set("given_names.particles")
OUTSIDE = word_set("function_words.outside")
PLACES = frozenset(("GPE", "LOC", "FAC"))
KINDS = (
    {"NORP": "people"}
    | dict.fromkeys(PLACES, "place")
    | dict.fromkeys(("ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"), "body")
)
MANDATES = frozenset("for on to of".split())
WHOSE = frozenset(("his", "her", "my"))
LOOSE = frozenset(("PUNCT", "VERB", "AUX", "ADP", "PART"))
Span = tuple[int, int]
OPENING = frozenset("\"'(")
NICKNAME = re.compile(r"""["'(] ?(?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*)?) ?["')]""")
_SYLLABLE = 5  # letters
_JOINED = word_set("given_names.joined")
_NOBODY = BODIES | PRESS | METONYMS.keys()  # no surname


def spans(words: Tokens) -> tuple[set[Span], dict[Span, str]]:
    """Return spans that name people, and other named spans with their kind."""
    people: set[Span] = set()
    others: dict[Span, str] = {}
    for ent in words.ents:
        start, end, label = ent.start, ent.end, ent.label_
        if words.titled[start] and not _plausible(words, start, end, label):
            continue
        house = words.low[end - 1] in BODIES and words.low[start] not in GIVEN
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
        if words.low[i] in GIVEN and not taken & {i, i + 1} and not words.titled[i]:
            pair = words.pos[i : i + 2] == ["PROPN", "PROPN"] and words.text[i][0].isupper()
            if pair and words.capital(i + 1) and words.low[i + 1] not in _NOBODY:
                yield grow(words, i, i + 2)


def _nicknamed(words: Tokens) -> Iterator[Span]:
    """Find names with another one in marks: 'Petra "Pip" Larsen', "Bob (Dutch) Vega"."""
    for first in range(len(words) - 4):
        if words.low[first] not in GIVEN or words.text[first + 1] not in OPENING:
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
            if end - start > 3 or words.low[end] in BODIES or end in taken:
                break
            end += 1
        known = " ".join(words.low[start:end]) in METONYMS or words.low[min(end, last)] in BODIES
        here = words.line[min(end, last) - 1] == words.line[first - 1]
        if end > start and start not in taken and here and not known:
            yield grow(words, start, end)


def _openings(words: Tokens) -> Iterator[int]:
    """Yield where a name may start: "Envoy |", "Envoy for arms control |", "her husband, |"."""
    for i in range(len(words) - 1):
        low, after = words.low[i], i + 1
        whose = i and (words.low[i - 1] in WHOSE or words.text[i - 1] in POSSESSIVES)
        role = low in ROLES - KIN and words.text[i][0].isupper()
        if words.titled[after]:
            continue
        if low in FAMILY and whose and i + 2 < len(words):
            yield after + (words.text[after] == ",")
        elif role and words.low[after] in MANDATES:
            k = after + 1
            while k < min(i + 8, len(words) - 1) and words.text[k].islower():
                if words.pos[k] not in ("NOUN", "ADJ", "DET", "CCONJ") or words.low[k] in ROLES:
                    break
                k += 1
            if k > after + 1 and words.pos[k : k + 2] == ["PROPN", "PROPN"]:
                yield k
        elif role or words.plain(i) in COURTESY | TITLES.keys():
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
        if words.low[k] in ROLES - GENERIC - KIN and words.pos[k + 1 : k + 2] != ["NOUN"]:
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
    """Tell a person whom NER took for a body: a given name and a surname."""
    return (
        1 < end - start < 4
        and words.low[start] in GIVEN
        and not words.titled[start]
        and words.low[end - 1] not in _NOBODY
        and all(text[0].isupper() for text in words.text[start:end])
    )


def _plausible(words: Tokens, start: int, end: int, label: str) -> bool:
    """Tell a name from other words of a headline: a given name and at most two more."""
    if label != "PERSON":
        return end - start == 1 or label in PLACES or words.low[end - 1] in BODIES | PRESS
    return 1 < end - start < 4 and words.low[start] in GIVEN


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
        return low.rstrip(".") in TITLE_WORDS or not words.text[start][0].isalpha()
    if low in GIVEN:
        return False
    small = not words.text[start][0].isupper() and low not in PARTICLES
    if low in METONYMS:  # "Lima Ivan Petrov", yet "Jordan Petrov"
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
        given = low in GIVEN or (len(low) == 2 and low[1] == ".")
        particle = start > 1 and low in PARTICLES and words.text[start - 1].islower()
        if not (tight or particle or (given and words.capital(start - 1))):
            break
        start -= 2 if tight else 1
    return start, end
