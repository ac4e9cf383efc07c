"""The cast of an article: the people and bodies that it names, and where it names them.

Named entities of a small model err (a surname is an organisation here, a person there), so they are
votes: runs of capitalised words, titles and the article's other mentions of the name decide.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, chain

from rhetoric.attribution.given_names import MEN, SHORT, WOMEN
from rhetoric.attribution.metonyms import METONYMS, NATIONS
from rhetoric.attribution.roles import BODIES, COURTESY, KIN, PRESS, ROLES, TITLE_WORDS, TITLES
from rhetoric.documents import Document

GIVEN = MEN | WOMEN
PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ten ter la le bin ibn al el bint abu".split()
)
OUTSIDE = frozenset(("the", "a", "an", "its", "his", "her", "their", "our", "''", "``", '"'))
MADAM = frozenset("mrs ms miss madam madame".split())
GENERATION = frozenset("jr sr jr. sr. ii iii iv".split())
PLACES = frozenset(("GPE", "LOC", "FAC"))
BODY_LABELS = frozenset(("ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"))
KINDS = {"NORP": "people"} | dict.fromkeys(PLACES, "place") | dict.fromkeys(BODY_LABELS, "body")
HYPHENS = frozenset("-–‐‑")
POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
FUNCTION = frozenset("DET PRON CCONJ SCONJ AUX".split())
NAMELIKE = frozenset(("PROPN", "NOUN", "ADJ", "X"))
SMALL = frozenset("of and for the on in to a & with from over into that after".split())


def fold(text: str) -> str:
    """Return a word in lower case without accents, to compare names by."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("’", "'")


class Words:
    """The tokens of a document as plain lists: comparing Python strings is what costs little."""

    def __init__(self, document: Document) -> None:
        from spacy.attrs import DEP, HEAD, IDX, LENGTH, POS, SENT_START, SPACY, TAG

        doc = document.doc
        self.ents = doc.ents
        self.source = source = document.text
        table = doc.to_array([IDX, LENGTH, POS, DEP, TAG, SPACY, SENT_START])
        at, length, pos, dep, tag, space, starts = table.T.tolist()
        head = doc.to_array([HEAD]).astype("int64").ravel().tolist()  # stored as offsets
        name = {key: doc.vocab.strings[key] for key in {*pos, *dep, *tag}}
        self.at: list[int] = at
        self.text = [source[i : i + n] for i, n in zip(at, length, strict=True)]
        self.low = [fold(t) for t in self.text]
        self.pos = [name[key] for key in pos]
        self.dep = [name[key] for key in dep]
        self.tag = [name[key] for key in tag]
        self.head = [i + h for i, h in enumerate(head)]
        self.tight = [not s for s in space]  # no space follows
        self.sentence = [max(n - 1, 0) for n in accumulate(s == 1 for s in starts)]
        self.line, self.titled = self._lines()
        self.quote = self._quotes(document)
        told = (s == 1 and q < 0 for s, q in zip(starts, self.quote, strict=True))
        self.story = list(accumulate(told))  # sentences counted outside quotations alone

    def __len__(self) -> int:
        return len(self.text)

    def _lines(self) -> tuple[list[int], list[bool]]:
        """Return each token's line, and whether it is Written Like a Headline."""
        line, here, counts = [], 0, Counter[tuple[int, bool]]()
        for text in self.text:
            line.append(here)
            if "\n" in text:
                here += 1
            elif len(text) > 3 and text.isalpha() and text not in SMALL:
                counts[here, text[0].isupper()] += 1
        titled = [
            counts[n, True] > 3 and counts[n, True] > 6 * counts[n, False] for n in range(here + 1)
        ]
        return line, [titled[n] for n in line]

    def _quotes(self, document: Document) -> list[int]:
        """Return for each token the number of the outermost quotation around it, else -1."""
        quote = [-1] * len(self)
        for number, q in enumerate(document.quotations):
            if not q.depth:
                first, last = bisect_left(self.at, q.start), bisect_left(self.at, q.end)
                quote[first:last] = [number] * (last - first)
        return quote

    def slice(self, start: int, end: int) -> str:
        """Return the text of tokens start to end as it is written, white space made single."""
        last = end - 1
        whole = self.source[self.at[start] : self.at[last] + len(self.text[last])]
        return " ".join(whole.split())

    def capital(self, i: int) -> bool:
        """Tell whether token i is written like a name."""
        return self.text[i][0].isupper() and self.pos[i] not in FUNCTION

    def title(self, i: int) -> bool:
        """Tell whether token i can be part of a title: Sen., Foreign, Minister, Russian."""
        word = self.low[i].rstrip(".")
        return word in TITLE_WORDS or self.low[i] in NATIONS


@dataclass(slots=True, eq=False)
class Member:
    """A person or body of the cast, with what the article says of it."""

    name: str
    words: tuple[str, ...]
    kind: str  # person, body, place, people (Americans, the Republicans)
    mentions: list[Mention] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    nations: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)  # words of titles and appositions
    principals: set[str] = field(default_factory=set)  # names of those they speak or work for
    female: float = 0.0
    male: float = 0.0

    @property
    def gender(self) -> str:
        """Return "f", "m", or "" where the article does not tell."""
        if abs(self.female - self.male) < 0.5:
            return ""
        return "f" if self.female > self.male else "m"


@dataclass(slots=True, eq=False)
class Mention:
    """Where a member is named: tokens start to end (titles not among them)."""

    start: int
    end: int
    member: Member


Span = tuple[int, int]


class Cast:
    """All members, and the mention that each token belongs to."""

    def __init__(self, document: Document) -> None:
        self.words = Words(document)
        self.members: list[Member] = []
        self.at: dict[int, Mention] = {}  # token → mention
        people, others = self._spans()
        self._people(people, others)
        self._bodies(others)
        for member in self.members:
            member.mentions.sort(key=lambda m: m.start)
        self.mentions = sorted(
            chain.from_iterable(m.mentions for m in self.members), key=lambda m: m.start
        )

    def people(self) -> list[Member]:
        """Return the members who are people."""
        return [m for m in self.members if m.kind == "person"]

    # -- which spans are names -------------------------------------------------------------------

    def _spans(self) -> tuple[set[Span], dict[Span, str]]:
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
        for span in self._after_titles(taken):
            people.add(span)
        return people, others

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
        return self._grow(start, end)

    def _strays(self, start: int, end: int) -> bool:
        """Tell whether the first token of a would-be name is no part of it."""
        words, low = self.words, self.words.low[start]
        if end - start == 1:
            return low.rstrip(".") in TITLE_WORDS or not words.text[start][0].isalpha()
        if low in GIVEN:
            return False
        if words.pos[start] == "VERB":  # "Said Novak"
            return True
        if low in METONYMS:  # "Havana Viktor Koronelli", yet "Jordan Peterson"
            return end - start > 2
        if not words.text[start][0].isupper() and low not in PARTICLES:
            return True
        return words.title(start)

    def _grow(self, start: int, end: int) -> Span:
        words, n = self.words, len(self.words)
        while end < n and end - start < 6 and words.line[end] == words.line[start]:
            joined = words.text[end] in HYPHENS and words.tight[end - 1] and words.tight[end]
            particle = words.low[end] in PARTICLES and words.text[end].islower()
            if (joined or particle) and end + 1 < n and (
                words.text[end + 1][0].isupper() or words.low[end + 1] in PARTICLES
            ):
                end += 2
            elif words.low[end] in GENERATION:
                end += 1
            else:
                break
        while start > 0 and end - start < 6:
            low = words.low[start - 1]
            if words.text[start - 1] in HYPHENS and words.tight[start - 1] and start > 1:
                start -= 2
            elif (low in GIVEN or (len(low) == 2 and low[1] == ".")) and words.capital(start - 1):
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
                    found.append(self._grow(start, end))
                i = end
        return found

    # -- people -----------------------------------------------------------------------------------

    def _people(self, spans: set[Span], others: dict[Span, str]) -> None:
        words = self.words
        named = [(name, span) for span in sorted(spans) if (name := self._name(span))]
        labels = Counter(words.low[s] for (s, e) in others if e - s == 1)
        persons = Counter(name[0] for name, _ in named if len(name) == 1)
        self._last: dict[str, list[Member]] = {}
        self._any: dict[str, list[Member]] = {}
        self._tilts: dict[str, str] = {}
        for name, span in sorted(named, key=lambda pair: -len(pair[0])):
            if len(name) > 1:
                member = self._same(name) or self._add(name, span)
                self._note(member, span)
        for name, span in named:
            if len(name) > 1:
                continue
            known = self.find(name[0], span[0])
            if known is None:
                other_kind = name[0] in METONYMS or labels[name[0]] > persons[name[0]]
                if other_kind and not self._titled_before(span[0]):
                    others.setdefault(span, "place" if name[0] in METONYMS else "body")
                    continue
                known = self._add(name, span)
            self._note(known, span)
        self._merge_misspelt()
        self._sweep(others)

    def _name(self, span: Span) -> tuple[str, ...]:
        text = fold(self.words.slice(*span)).replace("[", "").replace("]", "")
        return tuple(w for w in text.split() if w not in GENERATION and w not in ("-", '"'))

    def _titled_before(self, i: int) -> bool:
        low = self.words.low[i - 1].rstrip(".") if i else ""
        return low in COURTESY or low in TITLES

    def _same(self, name: tuple[str, ...]) -> Member | None:
        """Return the person of that name: same surname, given names that do not contradict."""
        for member in self._last.get(name[-1], []):
            if _compatible(member.words, name):
                return member
        if name[0] not in GIVEN:  # "el-Sisi", "von der Leyen", "Le Pen" of fuller names
            for member in self._last.get(name[-1], []):
                if member.words[-len(name) :] == name:
                    return member
        return None

    def _add(self, name: tuple[str, ...], span: Span) -> Member:
        text = self.words.slice(*span).replace("[", "").replace("]", "")
        member = Member(text.title() if text.isupper() and len(text) > 4 else text, name, "person")
        if name[0] in WOMEN:
            member.female += 3.5
        elif name[0] in MEN:
            member.male += 3.5
        elif len(name) > 1 and name[-1].endswith(("ova", "eva", "ina", "skaya")):
            member.female += 1
        self.members.append(member)
        self._last.setdefault(name[-1], []).append(member)
        if name[-1][:3] in ("el-", "al-"):
            self._last.setdefault(name[-1][3:], []).append(member)
            self._any.setdefault(name[-1][3:], []).append(member)
        for word in name:
            self._any.setdefault(word, []).append(member)
        return member

    def _note(self, member: Member, span: Span) -> None:
        mention = Mention(*span, member)
        member.mentions.append(mention)
        for i in range(*span):
            self.at[i] = mention

    def find(self, word: str, at: int | None = None) -> Member | None:
        """Return the person that one word of a name means: by surname, then by any part.

        Namesakes are told apart by the Mr. or Mrs. before token `at`, by what the pronouns behind
        the bare name are in all of the article, and by how often each is named.
        """
        for index in (self._last, self._any):
            members = index.get(word, [])
            if len(members) < 2:
                if members:
                    return members[0]
                continue
            title = self.words.low[at - 1].rstrip(".") if at else ""
            gender = "f" if title in MADAM else "m" if title in ("mr", "sir") else ""
            fit = [m for m in members if not gender or m.gender in ("", gender)] or members
            if len(fit) > 1 and not gender:
                tilt = self._tilt(word)
                fit = [m for m in fit if tilt and m.gender == tilt] or fit
            return max(fit, key=lambda m: len(m.mentions))
        return None

    def _tilt(self, word: str) -> str:
        """Return the gender of most pronouns that follow a bare surname in its sentence."""
        if word not in self._tilts:
            words, she = self.words, 0
            for i, low in enumerate(words.low):
                if low != word or (i and words.low[i - 1] in GIVEN):
                    continue
                for k in range(i + 1, min(i + 25, len(words))):
                    if words.sentence[k] != words.sentence[i] or words.low[k] in self._any:
                        break
                    she += (words.low[k] in ("she", "her")) - (words.low[k] in ("he", "his"))
            self._tilts[word] = "f" if she > 0 else "m" if she < 0 else ""
        return self._tilts[word]

    def namesakes(self, word: str) -> list[Member]:
        """Return all people of a surname."""
        return self._last.get(word, [])

    def _merge_misspelt(self) -> None:
        """Give a surname that stands once, and is nearly another's, to that other."""
        for member in [m for m in self.members if len(m.words) == 1 and len(m.mentions) == 1]:
            word = member.words[0]
            if len(word) < 5 or self._titled_before(member.mentions[0].start):
                continue
            for last, owners in list(self._last.items()):
                if last != word and near(word, last) and len(owners[0].words) > 1:
                    for mention in member.mentions:
                        self._note(owners[0], (mention.start, mention.end))
                    self.members.remove(member)
                    self._last.pop(word, None)
                    break

    def _sweep(self, others: dict[Span, str]) -> None:
        """Find the surnames that NER missed or took for something else."""
        words, n = self.words, len(self.words)
        for start, end in [span for span in others if span[1] - span[0] == 3]:  # "el-Sisi"
            name = fold(words.slice(start, end))
            if "-" in name and (member := self.find(name)):
                self._note(member, (start, end))
                del others[start, end]
        inside = {i: (s, e) for s, e in others for i in range(s, e) if e - s > 1}
        for i in range(n):
            low = words.low[i]
            if i in self.at or low not in self._any or not words.text[i][0].isupper():
                continue
            if low not in self._last and ((i, i + 1) not in others or low in METONYMS):
                continue
            after = i + 1 < n and words.tight[i] is False and words.capital(i + 1)
            upper = words.titled[i]
            if (after and not upper and words.pos[i + 1] == "PROPN") or (i in inside and not upper):
                continue
            member = self.find(low, i)
            if member and (len(member.words) > 1 or len(member.mentions) > 1):
                start = i
                while start and words.low[start - 1] in member.words and start - 1 not in self.at:
                    start -= 1
                self._note(member, self._grow(start, i + 1))
                others.pop((i, i + 1), None)

    # -- bodies and places ------------------------------------------------------------------------

    def _bodies(self, others: dict[Span, str]) -> None:
        words = self.words
        known: dict[str, Member] = {}
        for (start, end), kind in sorted(others.items(), key=lambda kv: (kv[0][0] - kv[0][1], kv)):
            if any(i in self.at for i in range(start, end)):
                continue
            text = words.slice(start, end)
            key = fold(text)
            if key in NATIONS and key not in METONYMS:
                continue
            member = known.get(key)
            if member is None:
                member = Member(text, tuple(key.split()), kind)
                self.members.append(member)
                known[key] = member
                letters = "".join(w[0] for w in member.words if w not in SMALL and w[0].isalpha())
                if len(letters) > 2:
                    known.setdefault(letters, member)
            self._note(member, (start, end))
        for i, text in enumerate(words.text):  # initials that NER passed over
            if i not in self.at and len(text) > 2 and text.isupper() and words.low[i] in known:
                self._note(known[words.low[i]], (i, i + 1))

    def joined(self, left: Mention, right: Mention) -> bool:
        """Tell whether only commas, "and", titles and "(D-Ohio)" stand between two names."""
        words = self.words
        between = range(left.end, right.start)
        if len(between) > 10 or words.line[left.start] != words.line[right.start]:
            return False
        joint = inside = False
        for k in between:
            low = words.low[k]
            inside = (inside or low == "(") and low != ")"
            if low in ("and", ",", "&", "or", "along"):
                joint = True
            elif not (inside or low in (")", "both", "with", "nor") or words.title(k)):
                if low not in KIN and words.pos[k] != "NUM" and words.tag[k] != "PRP$":
                    return False
        return joint


def _compatible(full: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether two names of one surname can be one person's: Bob and Robert, J. and John."""
    a, b = full[0].rstrip("."), name[0].rstrip(".")
    if full == name or SHORT.get(a, a) == SHORT.get(b, b) or full[-len(name) :] == name:
        return True
    if min(len(a), len(b)) == 1 and a[0] == b[0]:
        return True
    return a[:4] == b[:4] and len(a) > 3 and a[-1:] != "a" and b[-1:] != "a"


def near(a: str, b: str) -> bool:
    """Tell whether two surnames differ by one slip of the pen (two in long ones)."""
    if a[0] != b[0] or abs(len(a) - len(b)) > 1:
        return False
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1] <= (2 if len(a) > 8 else 1)
