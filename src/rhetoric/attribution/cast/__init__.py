"""The cast of an article: the people and bodies that it names, and where it names them.

All mentions of a name vote on what it is, and the fullest form names the member.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain

from rhetoric.attribution import lexicon
from rhetoric.attribution.cast.names import NICKNAME, SMALL, Span, Tokens, grow, spans
from rhetoric.attribution.lexicon import country, fold, roles_in
from rhetoric.reading.documents import Document
from rhetoric.reading.layout import WHOLE
from rhetoric.words import word_table

SHORT = word_table("given_names.short")  # either may stand for the other
GENERATION = frozenset("jr sr jr. sr. ii iii iv".split())
ADDRESS = dict.fromkeys("mrs ms miss madam madame".split(), "f") | {"mr": "m", "sir": "m"}
JOINTS = frozenset(("and", ",", "&", "or", "along"))
BETWEEN = JOINTS | lexicon.KIN | {")", "both", "with", "nor"}


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
        return bool(self.roles or self.gender or self.words[0] in lexicon.GIVEN)

    @property
    def gender(self) -> str:
        """Return "f", "m", or "" where the article does not tell."""
        if abs(self.female - self.male) < 0.5:
            return ""
        return "f" if self.female > self.male else "m"

    def fits(self, gender: str) -> bool:
        """Tell whether a person's gender may be that of a pronoun."""
        return not gender or self.gender in ("", gender)


@dataclass(slots=True, eq=False)
class Mention:
    """Where a member is named: tokens start to end (titles not among them)."""

    start: int
    end: int
    member: Member
    title: list[str] = field(default_factory=list)


class Cast:
    """All members, and the mention that each token belongs to."""

    def __init__(self, document: Document) -> None:
        self.words = Tokens(document)
        self.members: list[Member] = []
        self.at: dict[int, Mention] = {}  # token → mention
        self.titles: set[int] = set()  # tokens of the titles before names
        self._last: dict[str, list[Member]] = {}  # people by surname
        self._any: dict[str, list[Member]] = {}  # … and by each of their names
        people, others = spans(self.words)
        whole = (b for b in document.blocks if b.role in WHOLE)
        aside = {i for b in whole for i in range(*document.tokens(b.start, b.end))}
        # a byline's author is not of the article's cast, nor is "(Reuters)" in a dateline
        others = {s: kind for s, kind in others.items() if s[0] not in aside}
        self._people({s for s in people if s[0] not in aside}, others)
        self._merge_misspelt()
        self._sweep(others)
        self._bodies(others)
        for member in self.members:
            member.mentions.sort(key=lambda m: m.start)
        found = chain.from_iterable(m.mentions for m in self.members)
        self.mentions = sorted(found, key=lambda m: m.start)

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
        if known := lexicon.METONYMS.get(member.name.lower()) or country(member.name):
            return known
        words, size = member.words, len(member.words)
        longer = [m for m in self.members if len(m.words) > size]
        if size == 1:  # the Post
            fuller = [m for m in longer if m.words[-1] == words[0]]
        else:  # the Academies of …
            begun = ((*words, "of"), (*words, "for"))
            fuller = [m for m in longer if m.words[: size + 1] in begun]
        return fuller[0].name if len(fuller) == 1 and fuller[0].kind == "body" else member.name

    def joined(self, left: Mention, right: Mention) -> bool:
        """Tell whether only commas, "and", titles and "(D-Ohio)" stand between two names."""
        words, between, inside = self.words, range(left.end, right.start), False
        if len(between) > 10 or words.line[left.start] != words.line[right.start]:
            return False
        for k in between:
            inside = (inside or words.low[k] == "(") and words.low[k] != ")"
            named = words.pos[k] in ("NOUN", "PROPN", "ADJ", "NUM") or words.tag[k] == "PRP$"
            if not (inside or named or words.low[k] in BETWEEN or words.title(k)):
                return False
        return not JOINTS.isdisjoint(words.low[left.end : right.start])

    # -- people -----------------------------------------------------------------------------------

    def _people(self, spans: set[Span], others: dict[Span, str]) -> None:
        """Add the people: full names first, then surnames, which may be those of bodies."""
        words = self.words
        named = [(name, span) for span in sorted(spans) if (name := self._name(span))]
        labels = Counter(words.low[s] for (s, e) in others if e - s == 1)
        persons = Counter(name[0] for name, _ in named if len(name) == 1)
        for name, span in sorted(named, key=lambda pair: -len(pair[0])):
            if len(name) > 1:
                same = (m for m in self._last.get(name[-1], []) if compatible(m.words, name))
                self._note(next(same, None) or self._add(name, span), span)
        for name, span in named:
            if len(name) > 1:
                continue
            known = self.find(name[0], span[0])
            place = name[0] in lexicon.METONYMS
            other = place or labels[name[0]] >= persons[name[0]]
            if known is None and other and not self._titled_before(span[0]):
                others.setdefault(span, "place" if place else "body")
            else:
                self._note(known or self._add(name, span), span)

    def _name(self, span: Span) -> tuple[str, ...]:
        text = fold(NICKNAME.sub("", self.words.slice(*span))).replace("[", "").replace("]", "")
        return tuple(w for w in text.split() if w not in GENERATION and w not in ("-", '"'))

    def _titled_before(self, i: int) -> bool:
        return self.words.plain(i - 1) in lexicon.STYLED

    def _add(self, name: tuple[str, ...], span: Span) -> Member:
        text = self.words.slice(*span)
        nick = [fold(found) for found in NICKNAME.findall(text)]
        text = " ".join(NICKNAME.sub("", text).replace("[", "").replace("]", "").split())
        member = Member(text.title() if text.isupper() and len(text) > 4 else text, name, "person")
        member.female += 3.5 * (name[0] in lexicon.WOMEN)
        member.male += 3.5 * (name[0] in lexicon.MEN - lexicon.WOMEN)
        self.members.append(member)
        bare = [name[-1][3:]] if name[-1][:3] in ("el-", "al-") else []
        for index, keys in (
            (self._last, [name[-1], *bare, *nick]),
            (self._any, [*bare, *nick, *name]),
        ):
            for key in keys:
                index.setdefault(key, []).append(member)
        return member

    def _note(self, member: Member, span: Span) -> None:
        mention = Mention(*span, member)
        member.mentions.append(mention)
        self.at.update(dict.fromkeys(range(*span), mention))

    def find(self, word: str, at: int | None = None) -> Member | None:
        """Return the person that one word of a name means: by surname, then by any part."""
        known = self._any.get(word, [])
        if at is not None:
            here = [m for m in known if any(one.start < at for one in m.mentions)]
            first = [m for m in here if len(m.words) > 1 and m.words[0] == word]
            if first and all(m.words[-1] != word for m in here):  # a family name that comes first
                return first[-1]
        members = self._last.get(word) or known
        return self._told_apart(members, word, at or 0) if members else None

    def which(self, mention: Mention, before: str | None) -> Member:
        """Return whom a surname that stands alone means, now that all of the article is known."""
        word = self.words.low[mention.start]
        rivals = self._last.get(word, [])
        if mention.end - mention.start > 1 or len(rivals) < 2:
            return mention.member
        titled = [m for m in rivals if roles_in(mention.title) & m.roles]
        return self._told_apart(titled or rivals, word, mention.start, before)

    def _told_apart(
        self, members: list[Member], word: str, at: int, before: str | None = None
    ) -> Member:
        """Return one of namesakes: by the Mr. before token `at`, who spoke, who is named most."""
        gender = ADDRESS.get(self.words.plain(at - 1), "")
        fit = [m for m in members if m.fits(gender)] or members
        if said := [m for m in fit if m.name == before]:
            return said[0]
        return max(fit, key=lambda m: len(m.mentions))

    def _merge_misspelt(self) -> None:
        """Give a surname that stands once, and is nearly another's, to that other."""
        full = [(last, owners[0]) for last, owners in self._last.items()]
        full = [(last, owner) for last, owner in full if len(owner.words) > 1]
        for member in [m for m in self.members if len(m.words) == len(m.mentions) == 1]:
            word, [mention] = member.words[0], member.mentions
            if len(word) < 5 or self._titled_before(mention.start):
                continue
            owner = next((m for last, m in full if last != word and near(word, last)), None)
            if owner is not None:
                self._note(owner, (mention.start, mention.end))
                self._last.pop(word, None)
                self.members.remove(member)

    def _sweep(self, others: dict[Span, str]) -> None:
        """Find the surnames that NER missed or took for something else."""
        words = self.words
        for span in [(start, end) for start, end in others if end - start == 3]:  # "el-Sisi"
            name = fold(words.slice(*span))
            if "-" in name and (member := self.find(name)):
                self._note(member, span)
                del others[span]
        inside = {i for s, e in others for i in range(s, e) if e - s > 1}
        for i, low in enumerate(words.low):
            if i in self.at or low not in self._any or not words.text[i][0].isupper():
                continue
            if low not in self._last and ((i, i + 1) not in others or low in lexicon.METONYMS):
                continue
            after = words.pos[i + 1 : i + 2] == ["PROPN"] and not words.tight[i]
            goes_on = i in inside or (after and words.capital(i + 1))
            member = None if goes_on and not words.titled[i] else self.find(low, i)
            if member and (len(member.words) > 1 or len(member.mentions) > 1):
                start = i
                while start and words.low[start - 1] in member.words and start - 1 not in self.at:
                    start -= 1
                self._note(member, grow(words, start, i + 1))
                others.pop((i, i + 1), None)

    # -- bodies and places ------------------------------------------------------------------------

    def _bodies(self, others: dict[Span, str]) -> None:
        """Add bodies and places, longest names first, and know them again by their initials."""
        words = self.words
        known: dict[str, Member] = {}
        for (start, end), kind in sorted(others.items(), key=lambda kv: (kv[0][0] - kv[0][1], kv)):
            text = words.slice(start, end)
            key = fold(text)
            taken = any(i in self.at for i in range(start, end))
            if taken or (key in lexicon.NATIONS and key not in lexicon.METONYMS):
                continue
            if key not in known:
                known[key] = member = Member(text, tuple(key.split()), kind)
                self.members.append(member)
                letters = "".join(w[0] for w in member.words if w not in SMALL and w[0].isalpha())
                if len(letters) > 2:
                    known.setdefault(letters, member)
            self._note(known[key], (start, end))
        for i, text in enumerate(words.text):  # initials that NER passed over
            if i not in self.at and len(text) > 2 and text.isupper() and words.low[i] in known:
                self._note(known[words.low[i]], (i, i + 1))


def compatible(full: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Tell whether two names of one surname can be one person's: Bob and Robert, J. and John."""
    a, b = full[0].rstrip("."), name[0].rstrip(".")
    if SHORT.get(a, a) == SHORT.get(b, b) or full[-len(name) :] == name:
        return True
    return min(len(a), len(b)) == 1 and a[0] == b[0]


def near(a: str, b: str) -> bool:
    """Tell whether two surnames differ by one slip of the pen (two in long ones)."""
    from spacy.matcher.levenshtein import levenshtein

    alike = a[0] == b[0] and abs(len(a) - len(b)) < 2
    return alike and levenshtein(a, b) <= (2 if len(a) > 8 else 1)
