"""The cast of an article: the people and bodies that it names, and where it names them.

All mentions of a name vote on what it is, and the fullest form names the member.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain

from rhetoric.attribution.cast.countries import METONYMS, NATIONS, country, fold
from rhetoric.attribution.cast.lexicon import COURTESY, KIN, TITLES, roles_in
from rhetoric.attribution.cast.names import GENERATION, GIVEN, MEN, WOMEN, Names, Span
from rhetoric.attribution.cast.words import SMALL, Words
from rhetoric.attribution.page import tokens
from rhetoric.documents import Document
from rhetoric.layout import WHOLE
from rhetoric.words import word_table

SHORT = word_table("given_names.short")  # either may stand for the other
MADAM = frozenset("mrs ms miss madam madame".split())


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
    def plain(self) -> bool:
        """Tell whether a given name, a title or a pronoun shows that this is a person."""
        return bool(self.roles or self.gender or self.words[0] in GIVEN)

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


class Cast:
    """All members, and the mention that each token belongs to."""

    def __init__(self, document: Document) -> None:
        self.words = Words(document)
        self.members: list[Member] = []
        self.at: dict[int, Mention] = {}  # token → mention
        self._names = Names(self.words)
        people, others = self._names.spans()
        aside = _furniture(document)  # a byline's author is not of the article's cast
        people = {s for s in people if s[0] not in aside}
        others = {s: label for s, label in others.items() if s[0] not in aside}
        self._people(people, others)
        self._bodies(others)
        for member in self.members:
            member.mentions.sort(key=lambda m: m.start)
        self.mentions = sorted(
            chain.from_iterable(m.mentions for m in self.members), key=lambda m: m.start
        )
        self.fuller: dict[str, list[Member]] = {}  # last word of a longer name → whose it is
        self.begins: dict[str, list[Member]] = {}  # first word of one
        for member in self.members:
            if len(member.words) > 1:
                self.fuller.setdefault(member.words[-1], []).append(member)
                self.begins.setdefault(member.words[0], []).append(member)

    def people(self) -> list[Member]:
        """Return the members who are people."""
        return [m for m in self.members if m.kind == "person"]

    def back(self, i: int, most: int = 300) -> list[Mention]:
        """Return the last mentions before token i, the nearest first."""
        place = bisect_left(self.mentions, i, key=lambda m: m.start)
        return self.mentions[max(0, place - most) : place][::-1]

    def ahead(self, i: int, most: int = 60) -> list[Mention]:
        """Return the next mentions after token i."""
        place = bisect_right(self.mentions, i, key=lambda m: m.start)
        return self.mentions[place : place + most]

    def person_at(self, i: int) -> Mention | None:
        """Return the mention of a person that token i belongs to."""
        mention = self.at.get(i)
        return mention if mention is not None and mention.member.kind == "person" else None

    def within(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that tokens start to end belong to, in order."""
        return list(dict.fromkeys(self.at[k] for k in range(start, end) if k in self.at))

    def actor(self, member: Member) -> str:
        """Return a body's or place's canonical name: in full, a country for its capital."""
        if known := METONYMS.get(member.name.lower()) or country(member.name):
            return known
        size = len(member.words)
        if size == 1:  # the Post
            fuller = self.fuller.get(member.words[0], [])
        else:  # the Academies of …
            longer = self.begins.get(member.words[0], [])
            fuller = [m for m in longer if m.words[:size] == member.words]
            fuller = [m for m in fuller if m.words[size : size + 1] in (("of",), ("for",))]
        return fuller[0].name if len(fuller) == 1 and fuller[0].kind == "body" else member.name

    def which(self, mention: Mention, before: str | None) -> Member:
        """Tell people of one surname apart when the surname stands alone."""
        start = mention.start
        rivals = self._last.get(self.words.low[start], [])
        if mention.end - start > 1 or len(rivals) < 2:
            return mention.member
        title = self.words.low[start - 1].rstrip(".") if start else ""
        gender = "f" if title in MADAM else "m" if title == "mr" else ""
        fit = [m for m in rivals if not gender or m.gender in ("", gender)] or rivals
        first = start
        while first and self.words.title(first - 1) and start - first < 6:
            first -= 1
        roles = roles_in(self.words.low[first:start])
        fit = [m for m in fit if roles & m.roles] or fit
        for rival in fit:
            if rival.name == before:
                return rival
        return max(fit, key=lambda m: len(m.mentions))

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
                other_kind = name[0] in METONYMS or labels[name[0]] >= persons[name[0]]
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
        if at is not None and (first := self._family_first(word, at)):
            return first
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

    def _family_first(self, word: str, at: int) -> Member | None:
        """Return whose family name comes first, where nobody else of that surname is known yet."""
        here = [m for m in self._any.get(word, []) if any(one.start < at for one in m.mentions)]
        first = [m for m in here if len(m.words) > 1 and m.words[0] == word]
        return first[-1] if first and not any(m.words[-1] == word for m in here) else None

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

    def _merge_misspelt(self) -> None:
        """Give a surname that stands once, and is nearly another's, to that other."""
        merged: set[int] = set()
        alike: dict[str, list[str]] = {}
        for last, owners in self._last.items():
            if len(owners[0].words) > 1:
                alike.setdefault(last[0], []).append(last)
        for member in [m for m in self.members if len(m.words) == 1 and len(m.mentions) == 1]:
            word = member.words[0]
            if len(word) < 5 or self._titled_before(member.mentions[0].start):
                continue
            for last in alike.get(word[0], ()):
                owner = self._last[last][0]
                if last != word and len(owner.words) > 1 and near(word, last):
                    for mention in member.mentions:
                        self._note(owner, (mention.start, mention.end))
                    merged.add(id(member))
                    self._last.pop(word, None)
                    break
        self.members = [m for m in self.members if id(m) not in merged]

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
                self._note(member, self._names.grow(start, i + 1))
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
            elif not (
                inside
                or low in (")", "both", "with", "nor")
                or low in KIN
                or words.title(k)
                or words.pos[k] in ("NOUN", "PROPN", "ADJ", "NUM")
                or words.tag[k] == "PRP$"
            ):
                return False
        return joint


def _furniture(document: Document) -> set[int]:
    """Return the tokens of page furniture and datelines: "(Reuters)" is nobody in the article."""
    found: set[int] = set()
    for block in document.blocks:
        if block.role in WHOLE:
            found.update(range(*tokens(document.doc, block.start, block.end)))
    return found


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
