"""Which words of an article are names, of people and of others.

Named entities of a small model err (a surname is an organisation here, a person there): titles,
runs of capitalised words and given names correct them.
"""

from __future__ import annotations

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
from rhetoric.attribution.cast.words import HYPHENS, NAMELIKE, POSSESSIVES, Words
from rhetoric.words import word_set

MEN, WOMEN = word_set("given_names.men"), word_set("given_names.women")
GIVEN = MEN | WOMEN
PARTICLES = word_set("given_names.particles")
OUTSIDE = word_set("function_words.outside")
GENERATION = frozenset("jr sr jr. sr. ii iii iv".split())
PLACES = frozenset(("GPE", "LOC", "FAC"))
BODY_LABELS = frozenset(("ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"))
KINDS = {"NORP": "people"} | dict.fromkeys(PLACES, "place") | dict.fromkeys(BODY_LABELS, "body")
MANDATES = frozenset("for on to of".split())
Span = tuple[int, int]
_SYLLABLE = 5  # letters
_JOINED = word_set("given_names.joined")


class Names:
    """Finds the spans of tokens that name people, bodies and places."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def spans(self) -> tuple[set[Span], dict[Span, str]]:
        """Return spans that name people, and other named spans with their kind."""
        words = self.words
        people: set[Span] = set()
        others: dict[Span, str] = {}
        for ent in words.ents:
            start, end, label = ent.start, ent.end, ent.label_
            if words.titled[start] and not self._plausible(start, end, label):
                continue
            if label == "PERSON" and self._house(start, end):
                label = "ORG"
            if label == "PERSON":
                span = self._core(start, end)
                if span:
                    people.add(span)
            elif label in KINDS:
                start, end = self._trim(start, end)
                for i in range(start + 1, end - 1):  # "the Gazette's Scott Moran"
                    if words.text[i] in POSSESSIVES and words.low[i + 1] in GIVEN:
                        others[start, i] = "body"
                        start = i + 1
                if self._like_a_person(start, end):
                    people.add((start, end))
                elif start < end and self._one_body(start, end):
                    others[start, end] = KINDS[label]
        taken = {i for s, e in people for i in range(s, e)}
        people.update(self._after_titles(taken))
        self._corrected(people, others)
        taken.update(i for s, e in [*people, *others] for i in range(s, e))
        people.update(self._given(taken))
        return {self._hyphened(*span) for span in people}, others

    def _hyphened(self, start: int, end: int) -> Span:
        """Take in the second syllable of a given name: "Moon Jae-in", not "Ann Holt-led"."""
        words = self.words
        if end - start < 2 or end + 1 >= len(words) or words.text[end] not in HYPHENS:
            return start, end
        tight = words.tight[end - 1] and words.tight[end]
        short = max(len(words.text[end - 1]), len(words.text[end + 1])) <= _SYLLABLE
        named = words.text[end + 1].isalpha() and words.low[end + 1] not in _JOINED
        return (start, end + 2) if tight and short and named else (start, end)

    def _given(self, taken: set[int]) -> list[Span]:
        """Find names that NER passed over: a given name and a capitalised word behind it."""
        words, found = self.words, []
        for i in range(len(words) - 1):
            if words.low[i] in GIVEN and not taken & {i, i + 1} and not words.titled[i]:
                pair = words.pos[i : i + 2] == ["PROPN", "PROPN"] and words.text[i][0].isupper()
                surname = words.capital(i + 1) and words.low[i + 1] not in BODIES | PRESS
                if pair and surname and words.low[i + 1] not in METONYMS:
                    found.append(self.grow(i, i + 2))
        return found

    def _corrected(self, people: set[Span], others: dict[Span, str]) -> None:
        """Add the people whom NER passed over, or took for a body, though the article tells."""
        for span in [*self._mandated(), *self._kin(), *self._introduced(others)]:
            if not taken_by(people, span):
                people.add(span)
                for other in [o for o in others if o[0] < span[1] and span[0] < o[1]]:
                    del others[other]

    def _run(self, start: int, most: int = 3) -> int:
        """Return where the capitalised words that start at token `start` end."""
        words, end = self.words, start
        while end < len(words) and end - start <= most and words.line[end] == words.line[start]:
            proper = words.pos[end] == "PROPN" and words.text[end].isalpha()
            if not (proper and words.text[end][0].isupper()):
                break
            end += 1
        low = words.low[start:end]
        known = {"the", *METONYMS, *BODIES, *PRESS} & {*low, " ".join(low)}
        return start if known or end - start > most else end

    def _mandated(self) -> list[Span]:
        """Find names behind a title and what it is for: "Special Envoy for arms control A. B."."""
        words, found = self.words, []
        for i in range(len(words) - 3):
            role = words.low[i] in ROLES and words.text[i][0].isupper()
            if not role or words.low[i + 1] not in MANDATES or words.titled[i]:
                continue
            k = i + 2
            while k < min(i + 8, len(words)) and words.text[k].islower():
                if words.pos[k] not in ("NOUN", "ADJ", "DET", "CCONJ") or words.low[k] in ROLES:
                    break
                k += 1
            if k > i + 2 and k < len(words) and (end := self._run(k)) > k + 1:
                found.append((k, end))
        return found

    def _kin(self) -> list[Span]:
        """Find the names of kin and friends: "her husband, A."."""
        words, found = self.words, []
        for i in range(1, len(words) - 2):
            whose = words.low[i - 1] in ("his", "her", "my") or words.text[i - 1] in POSSESSIVES
            if words.low[i] not in FAMILY or not whose:
                continue
            k = i + 1 + (words.text[i + 1] == ",")
            if (end := self._run(k)) > k:
                found.append((k, end))
        return found

    def _introduced(self, others: dict[Span, str]) -> list[Span]:
        """Find would-be bodies that the article says are people: "Reed, a former judge,"."""
        words = self.words
        surnames = {
            words.low[end - 1]
            for start, end in others
            if self._run(start) == end and self._is_one(end)
        } - METONYMS.keys()
        return [
            (start, end)
            for start, end in others
            if words.low[end - 1] in surnames and self._run(start) == end
        ]

    def _is_one(self, end: int) -> bool:
        """Tell whether ", a former judge," or ", 44," follows a name."""
        words = self.words
        if end + 2 >= len(words) or words.text[end] != ",":
            return False
        if words.text[end + 1].isdigit() and words.text[end + 2] == ",":
            return 15 < int(words.text[end + 1]) < 105
        if words.low[end + 1] not in ("a", "an"):
            return False
        k = end + 2
        while k < min(end + 6, len(words)) and words.pos[k] in ("ADJ", "NOUN", "PROPN"):
            if words.low[k] in ROLES - GENERIC - KIN and words.pos[k + 1 : k + 2] != ["NOUN"]:
                return True
            k += 1
        return False

    def _trim(self, start: int, end: int) -> Span:
        """Drop the article before a body's name and the possessive and strays behind it."""
        words = self.words
        while start < end and words.low[start] in OUTSIDE:
            start += 1
        for i in range(start + 1, end):
            if words.text[i] in HYPHENS and not words.tight[i - 1]:
                end = i
                break
        while end > start and (
            words.text[end - 1] in POSSESSIVES or words.text[end - 1].strip() in ("", "/", ",", ".")
        ):
            end -= 1
        return start, end

    def _one_body(self, start: int, end: int) -> bool:
        """Tell one name from a row ("Ruiz, Vega") or a clause that NER took for a body."""
        words = self.words
        row = end - start > 2 and words.text[start + 1] == ","
        return not row and "VERB" not in words.pos[start + 1 : end]

    def _like_a_person(self, start: int, end: int) -> bool:
        """Tell a person whom NER took for a body: a given name and a surname."""
        words = self.words
        return (
            1 < end - start < 4
            and words.low[start] in GIVEN
            and not words.titled[start]
            and words.low[end - 1] not in BODIES | PRESS | METONYMS.keys()
            and all(words.text[i][0].isupper() for i in range(start, end))
        )

    def _plausible(self, start: int, end: int, label: str) -> bool:
        """Tell a name from other words of a headline: a given name and at most two more."""
        low = self.words.low
        if label != "PERSON":
            return end - start == 1 or label in PLACES or low[end - 1] in BODIES | PRESS
        return end - start < 4 and low[start] in GIVEN and end - start > 1

    def _house(self, start: int, end: int) -> bool:
        """Tell a body that NER took for a person: "Dunmore White House"."""
        low = self.words.low
        return end - start > 1 and low[end - 1] in BODIES and low[start] not in GIVEN

    def _core(self, start: int, end: int) -> Span | None:
        """Return a name without titles, possessive and strays, and with the pieces NER cut off."""
        words = self.words
        for i in range(end - 1, start, -1):
            if words.text[i] in POSSESSIVES and i < end - 1:  # "X's niece Y" names Y
                start = i + 1
                break
        for i in range(start, end):
            stray = "\n" in words.text[i] or words.text[i][-1] in "(/,<>="
            if stray or (i > start and words.pos[i] == "ADP" and words.low[i] not in PARTICLES):
                end = i
                break
        loose = ("PUNCT", "VERB", "AUX", "ADP", "PART")
        while end > start and (
            (words.pos[end - 1] in loose and not words.text[end - 1][0].isupper())
            or words.text[end - 1][0].isdigit()
        ):
            end -= 1
        while start < end and self._strays(start, end):
            start += 1
        if start >= end or not any(words.text[i][0].isupper() for i in range(start, end)):
            return None
        return self.grow(start, end)

    def _strays(self, start: int, end: int) -> bool:
        """Tell whether the first token of a would-be name is no part of it."""
        words, low = self.words, self.words.low[start]
        if end - start == 1:
            return low.rstrip(".") in TITLE_WORDS or not words.text[start][0].isalpha()
        if low in GIVEN:
            return False
        if words.pos[start] == "VERB":  # "Said Novak"
            return True
        if low in METONYMS:  # "Lima Ivan Petrov", yet "Jordan Petrov"
            return end - start > 2
        if not words.text[start][0].isupper() and low not in PARTICLES:
            return True
        return words.title(start)

    def grow(self, start: int, end: int) -> Span:
        """Return a name with the pieces that hyphens, particles and given names add to it."""
        words, n = self.words, len(self.words)
        if end < n and words.low[end - 1] in PARTICLES and words.capital(end):
            end += 1  # "Ursula von der | Hagen"
        while end < n and end - start < 6 and words.line[end] == words.line[start]:
            joined = words.text[end] in "-‐‑" and words.tight[end - 1] and words.tight[end]
            particle = words.low[end] in PARTICLES and words.text[end].islower()
            if (
                (joined or particle)
                and end + 1 < n
                and (words.text[end + 1][0].isupper() or words.low[end + 1] in PARTICLES)
            ):
                end += 2
            elif words.low[end] in GENERATION:
                end += 1
            else:
                break
        while start > 0 and end - start < 6:
            low = words.low[start - 1]
            given = low in GIVEN or (len(low) == 2 and low[1] == ".")
            particle = low in PARTICLES and words.text[start - 1].islower() and start > 1
            if words.text[start - 1] in "-‐‑" and words.tight[start - 1] and start > 1:
                start -= 2
            elif (given and words.capital(start - 1)) or particle:
                start -= 1
            else:
                break
        return start, end

    def _after_titles(self, taken: set[int]) -> list[Span]:
        """Find names that follow a title and that NER has not seen as people."""
        words, found, i = self.words, [], 0
        n = len(words)
        while i < n - 1:
            low = words.low[i].rstrip(".")
            courtesy = low in COURTESY or low in TITLES
            role = low in ROLES and low not in KIN and words.text[i][0].isupper()
            i += 1
            if not (courtesy or role) or words.titled[i]:
                continue
            start = i
            while start < n - 1 and words.title(start) and words.text[start][0].isupper():
                if words.low[start] in GIVEN:
                    break
                start += 1
            end = start
            while end < n and words.capital(end) and words.pos[end] in NAMELIKE:
                if end - start > 3 or words.low[end] in BODIES or end in taken:
                    break
                end += 1
            if end > start and start not in taken and words.line[end - 1] == words.line[i - 1]:
                if words.low[start] not in METONYMS or end - start > 1:
                    found.append(self.grow(start, end))
                i = end
        return found


def taken_by(people: set[Span], span: Span) -> bool:
    """Tell whether one of the people's names shares a token with a span."""
    return any(start < span[1] and span[0] < end for start, end in people)
