"""Who a source mention means: the canonical speaker, how that was found, and how sure it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rhetoric.attribution import AUTHOR, groups, nominals, phrases, states
from rhetoric.attribution.cast import Cast, Member
from rhetoric.attribution.facts import HE, SHE, describe
from rhetoric.attribution.metonyms import METONYMS, NATIONS
from rhetoric.attribution.phrases import Phrase
from rhetoric.attribution.pronouns import FIRST, IT, PAIR, RELATIVE, THEY, Pronouns, gender_of
from rhetoric.attribution.resolution import Resolution, listed
from rhetoric.attribution.roles import BODIES, DAYS, SAYINGS, STAND_FOR, TITLES, WRITINGS
from rhetoric.attribution.words import POSSESSIVES
from rhetoric.reading.documents import Document

TOPICS = frozenset("on about against in to".split())  # what comes after is not the issuer
__all__ = ["Resolution", "Speakers"]

UNRESOLVED = Resolution(None, "unresolved", False, 0.0, "nothing in the article fits")
NOBODY = Resolution(None, "unresolved", False, 0.1, "nobody is the source")


class Speakers:
    """The people and bodies of one article, built once; `resolve` says whom a mention means."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.author = states.author(document.article.speaker)  # of the whole text
        self.cast = Cast(document)
        describe(self.cast)
        self.words = self.cast.words
        self.by_name = {m.name: m for m in reversed(self.cast.members)}
        self.known = nominals.index(self.cast.people())
        self.pronouns = Pronouns(self.cast)
        self.pronouns.follow(self._described)

    def resolve(
        self, mention: tuple[int, int], *, outer: str | None, before: str | None
    ) -> Resolution:
        """Return whom the source text[start:end] means.

        `outer` is the speaker of the enclosing attribution, `before` that of the one before.
        """
        words = self.words
        if outer == self.document.article.speaker:
            outer = self.author
        start = max(0, bisect_right(words.at, mention[0]) - 1)
        end = bisect_left(words.at, mention[1])
        phrase = phrases.read(self.cast, start, end)
        if phrase is not None and phrases.nobody(words, phrase):
            return self._of_none(phrase)
        if phrase is None:
            lets = start and end - start == 1 and words.low[start - 1] == "let"
            return self._first(start, outer) if lets else UNRESOLVED
        return (
            self._pronoun(phrase, outer, before)
            or states.own(self, phrase, outer)
            or (self._writing(phrase, outer, before) if phrase.owner is not None else None)
            or states.owned(self, phrase, outer, before)
            or self._name(phrase, before)
            or self._writing(phrase, outer, before)
            or states.side(self, phrase)
            or self._body(phrase)
            or nominals.resolve(self, phrase, outer, before)
        )

    def named(self, start: int, end: int) -> str | None:
        """Return the name of whom text[start:end] means, wherever it stands; None if unresolved."""
        return self.resolve((start, end), outer=None, before=None).name

    def _of_none(self, phrase: Phrase) -> Resolution:
        """Resolve "none of whom", "neither minister" to names before it, and "nobody" to no one."""
        words, i = self.words, phrase.start
        if words.low[i + 1 : i + 3] in (["of", "whom"], ["of", "which"]):
            return self._antecedent(i, i + 2, None, None) or NOBODY
        return (words.low[i] == "neither" and groups.several(self, phrase)) or NOBODY

    def _described(self, i: int) -> Member | None:
        """Return the person that a noun, the subject of a clause, describes ("the minister")."""
        start = self.noun_phrase(i)
        if self.words.low[start] != "the" or i - start > 4:
            return None
        phrase = phrases.read(self.cast, start, i + 1)
        found = phrase and nominals.person(self, phrase, None, None)
        return self.by_name.get(found.name or "") if found else None

    # -- pronouns ---------------------------------------------------------------------------------

    def _pronoun(self, phrase: Phrase, outer: str | None, before: str | None) -> Resolution | None:
        i, words = phrase.start, self.words
        if phrase.end - i == 3 and words.low[i + 1] == "of" and words.low[i + 2] in RELATIVE:
            return self._antecedent(i, i + 2, outer, before)
        last = phrase.end - 1
        near = last - i < 5 or words.text[i + 1] == ","
        if words.low[i] in ("we", "i") and words.pos[i] == "PRON" and near:
            return self._first(i, outer)  # "we all", "we in the South"
        if last > i and words.low[last] in ("he", "she", "they") and words.dep[last] == "nsubj":
            i = last  # a mention that took in too much: "than what he"
        elif last > i:
            return None
        return self._alone(i, outer, before)

    def _alone(self, i: int, outer: str | None, before: str | None) -> Resolution | None:
        """Resolve the pronoun at token i; None for any other word."""
        low = self.words.low[i]
        if low in FIRST and self.words.pos[i] != "PROPN":  # the US
            return self._first(i, outer)
        if low in HE or low in SHE:
            return self._third(i, gender_of(low), outer, before)
        if low in THEY:
            return self._they(i, before)
        if low in IT:
            return self._it(i, before)
        if low in PAIR:
            return self._pair(i, 2)
        if low == "this":
            return UNRESOLVED
        if low in RELATIVE:
            return self._antecedent(i, i, outer, before)
        return None

    def _first(self, i: int, outer: str | None) -> Resolution:
        if outer:
            return Resolution(outer, "pronoun", True, 0.9, "first person: the enclosing speaker")
        if self.author:
            return Resolution(
                self.author, "pronoun", True, 0.9, "first person: the article's speaker"
            )
        return Resolution(AUTHOR, "pronoun", False, 0.6, "first person outside quotations")

    def _third(self, i: int, gender: str, outer: str | None, before: str | None) -> Resolution:
        said = self.by_name.get(before or "")
        exclude = self.by_name.get(outer or "") if self.words.quote[i] >= 0 else None
        found = self.pronouns.person(i, gender, before=said, exclude=exclude)
        if found is None:
            return UNRESOLVED
        member, sure = found
        return Resolution(member.name, "pronoun", True, sure, f"{self.words.low[i]!r}: nearest fit")

    def _they(self, i: int, before: str | None) -> Resolution:
        said = self.by_name.get(before or "")
        if before and (said.kind != "person" if said else groups.looks_plural(before)):
            named = said is not None or " and " in before
            return Resolution(before, "pronoun", named, 0.7, "they: the speakers before")
        group = groups.last_group(self, i)
        if group:
            reason = "they: the group before"
            return Resolution(group.name, "pronoun", group.named, 0.5, reason, group.party)
        return self._pair(i, None)

    def _it(self, i: int, before: str | None) -> Resolution:
        said, doer = self.by_name.get(before or ""), self._doer(i)
        if said is not None and said.kind != "person" and said is not doer:
            return Resolution(said.name, "pronoun", True, 0.7, "it: the body that spoke before")
        for mention in self.cast.back(i):
            if mention.member.kind not in ("person", "people") and mention.member is not doer:
                name = self.actor(mention.member)
                return Resolution(name, "pronoun", True, 0.5, "it: the body named before")
        return UNRESOLVED

    def _doer(self, i: int) -> Member | None:
        """Return who does what is done to token i: "Norland left, accusing it of …" is not "it"."""
        words, k = self.words, i
        if words.dep[i] not in ("dobj", "pobj", "dative", "iobj"):
            return None
        for _ in range(5):
            k = words.head[k]
            for c in range(max(0, k - 40), k):
                if words.head[c] == k and words.dep[c] == "nsubj":
                    mention = self.cast.at.get(c)
                    return mention.member if mention else None
        return None

    def _pair(self, i: int, size: int | None) -> Resolution:
        members = self.pronouns.lists(i, size)
        if members:
            return Resolution(listed(members), "pronoun", True, 0.6, "the people named in a row")
        return UNRESOLVED

    def _antecedent(
        self, start: int, i: int, outer: str | None, before: str | None
    ) -> Resolution | None:
        """Resolve who, which and that by the noun phrase that they hang on."""
        words = self.words
        k, steps = i, 0
        while words.dep[k] != "relcl" and words.head[k] != k and steps < 6:
            k, steps = words.head[k], steps + 1
        j = start - 1
        while j >= 0 and words.text[j] in (",", ")", "--", "—"):
            j -= 1
        near = self.cast.at.get(j)
        if start < i:  # "all of whom": a row of people
            row = self.pronouns.lists(start, None)
            if row and near is not None:
                return Resolution(listed(row), "pronoun", True, 0.7, "the people named in a row")
        noun = words.head[k] if words.dep[k] == "relcl" and words.head[k] < start else j
        if near is not None and near.member.kind == "person" and words.low[i] != "which":
            return Resolution(near.member.name, "pronoun", True, 0.85, "the name before it")
        if noun < 0:
            return UNRESOLVED
        first, last = self.noun_phrase(noun), j + 1
        phrase = phrases.read(self.cast, first, last)
        if phrase is None or (first == start and last <= start):
            return UNRESOLVED
        found = self._name(phrase, before) or states.side(self, phrase) or self._body(phrase)
        found = found or nominals.resolve(self, phrase, outer, before)
        if found.name is None:
            return found
        reason = "the noun phrase before it"
        return Resolution(found.name, "pronoun", found.named, 0.7, reason, found.party)

    def noun_phrase(self, noun: int) -> int:
        """Return where the noun phrase that turns on token `noun` starts."""
        words, i = self.words, noun
        inner = ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "ADV", "CCONJ")
        while i > 0 and words.line[i - 1] == words.line[noun]:
            if words.pos[i - 1] in inner or words.text[i - 1] == "-" or words.tag[i - 1] == "PRP$":
                i -= 1
            else:
                break
            if words.pos[i] == "DET":
                break
        while words.pos[i] in ("CCONJ", "ADV", "PART") and i < noun:
            i += 1
        return i

    # -- names ------------------------------------------------------------------------------------

    def _name(self, phrase: Phrase, before: str | None) -> Resolution | None:
        if not phrase.names:
            return None
        members = [self._which(m.member, m.start, m.end, before) for m in phrase.names]
        members = list(dict.fromkeys(members))
        last = phrase.names[-1]
        if len(members) == 1:
            follows = self.words.low[last.end : min(last.end + 2, phrase.end - 1)]
            if follows[:1] in (["and"], ["&"]) or follows == [",", "and"]:
                return Resolution(self.text(phrase), "group", True, 0.7, "a name and others")
            alone = len(members[0].words) == 1
            reason = "named in full nowhere" if alone else "named"
            return Resolution(members[0].name, "name", True, 0.85 if alone else 0.97, reason)
        return Resolution(listed(members), "name", True, 0.9, "named in a row")

    def _which(self, member: Member, start: int, end: int, before: str | None) -> Member:
        """Tell people of one surname apart when the surname stands alone."""
        if end - start > 1:
            return member
        rivals = self.cast.namesakes(self.words.low[start])
        if len(rivals) < 2:
            return member
        title = self.words.low[start - 1].rstrip(".") if start else ""
        gender = "f" if title in ("mrs", "ms", "miss", "madam") else "m" if title == "mr" else ""
        fit = [m for m in rivals if not gender or m.gender in ("", gender)] or rivals
        roles = nominals.title_roles(self, start)
        fit = [m for m in fit if roles & m.roles] or fit
        for rival in fit:
            if rival.name == before:
                return rival
        return max(fit, key=lambda m: len(m.mentions))

    # -- bodies, places, writings -----------------------------------------------------------------

    def _writing(self, phrase: Phrase, outer: str | None, before: str | None) -> Resolution | None:
        """Resolve a report, a poll or a statement to whoever issued it."""
        words, owner = self.words, phrase.owner
        saying = owner is not None and words.low[phrase.head] in SAYINGS
        if words.low[phrase.head] not in WRITINGS and not saying:
            return None
        if isinstance(owner, int) and words.tag[owner] == "PRP$":
            found = self.whose(owner, outer, before)
            if found.name:
                return Resolution(found.name, "nominal", found.named, 0.7, "whose words they are")
        members = [
            mention.member
            for k in range(phrase.start, phrase.end)
            if (mention := self.cast.at.get(k)) and words.low[mention.start - 1] not in TOPICS
        ]
        people = list(dict.fromkeys(m for m in members if m.kind == "person"))
        bodies = [m for m in members if m.kind == "body"]
        if people and (owner is not None or not bodies):
            return Resolution(listed(people), "name", True, 0.75, "whose words they are")
        if bodies:
            return Resolution(self.actor(bodies[0]), "name", True, 0.8, "who issued it")
        name = None if members else self._issuer(phrase) or self._behind(phrase)
        if name:
            return Resolution(name, "name", True, 0.6, "who issued it")
        said = self.by_name.get(before or "")
        if phrase.definite and said is not None and said.kind == "body":
            return Resolution(said.name, "nominal", True, 0.5, "the issuer before")
        return None

    def whose(self, owner: int, outer: str | None, before: str | None) -> Resolution:
        """Resolve the possessive pronoun at token `owner`."""
        low = self.words.low[owner]
        if low in FIRST:
            return self._first(owner, outer)
        if low in THEY or low in IT:
            return self._they(owner, before)
        return self._third(owner, gender_of(low), outer, before)

    def _behind(self, phrase: Phrase) -> str | None:
        """Return the body behind a mention that was cut short: "A report | by the Institute"."""
        words, last = self.words, min(phrase.end + 14, len(self.words) - 3)
        for k in range(phrase.end, last):
            if words.text[k] in phrases.STOPS or words.tag[k] in ("VBZ", "VBP", "MD"):
                return None
            mention = self.cast.at.get(k + 1) or self.cast.at.get(k + 2)
            if words.low[k] in ("by", "from") and mention and mention.member.kind == "body":
                return self.actor(mention.member)
        return None

    def _issuer(self, phrase: Phrase) -> str | None:
        """Return the capitalised words before a poll or report that NER has not seen."""
        words = self.words
        k = phrase.start
        while k < phrase.head and not (
            words.text[k][0].isupper()
            and (k > phrase.start or words.pos[k] == "PROPN")
            and words.pos[k] not in ("DET", "PRON")
            and words.low[k] not in DAYS
            and words.low[k] not in NATIONS
        ):
            k += 1
        first = k
        while k < phrase.head and words.text[k][0].isupper():
            k += 1
        return words.slice(first, k) if k > first else None

    def _body(self, phrase: Phrase) -> Resolution | None:
        """Resolve bodies, places and what stands for them."""
        words = self.words
        row = self._row(phrase)
        if row:
            return Resolution(row, "name", True, 0.85, "named in a row")
        if words.low[phrase.head] in STAND_FOR and phrase.core < phrase.end:
            inner = phrases.read(self.cast, phrase.core + 1, phrase.end)
            found = self._body(inner) if inner else None
            if found is not None:
                return found
        bare = phrase.start
        while bare < phrase.end - 1 and words.low[bare] in ("the", "official"):
            bare += 1
        end = phrase.end - (words.low[phrase.end - 1] in ("'s", "'"))
        text = " ".join(words.low[bare:end])
        actor = METONYMS.get(text)
        if actor:
            how = "name" if actor.lower() == text else "metonym"
            return Resolution(actor, how, True, 0.9, f"{words.slice(bare, end)!r} stands for it")
        mention = self.cast.at.get(phrase.head)
        if words.low[phrase.head] in TITLES or phrase.indefinite:  # "the Hungarian PM"
            return None
        if mention is None or mention.member.kind == "person":
            return self._composed(phrase)
        if mention.member.kind == "people":
            return None
        if mention.start > bare and words.low[mention.start - 1] not in ("the", "so-called"):
            return self._composed(phrase)
        if words.tag[phrase.head] == "NNPS" and mention.end - mention.start == 1:
            return None
        if phrase.core == phrase.end or phrase.core >= mention.end:
            return Resolution(self.actor(mention.member), "name", True, 0.9, "named")
        return None

    def _row(self, phrase: Phrase) -> str | None:
        """Keep a row of bodies or countries as it is written; two of them by their full names."""
        words, members = self.words, []
        for k in range(phrase.start, phrase.end):
            mention, low = self.cast.at.get(k), words.low[k]
            if mention is None and low not in (",", "and", "&", "the"):
                return None
            if mention is not None and mention.member not in members:
                members.append(mention.member)
        if len(members) < 2:
            return None
        if len(members) > 2:
            return words.slice(phrase.start, phrase.end)
        return " and ".join(self.actor(m) for m in members)

    def _composed(self, phrase: Phrase) -> Resolution | None:
        """Keep "the Dunmore administration" and the like: a body with a name before its noun."""
        words = self.words
        first = phrase.start + (words.low[phrase.start] == "the")
        whole = phrase.core == phrase.end and phrase.owner is None and not phrase.indefinite
        lower = words.low[phrase.head] in BODIES and not phrase.plural
        if whole and lower and phrase.head > first and words.text[first][0].isupper():
            name = words.slice(first, phrase.head + 1)
            return Resolution(name, "name", True, 0.8, "a body named by its noun")
        return None

    def actor(self, member: Member) -> str:
        """Return a body's or place's canonical name: in full, a country for its capital."""
        low = member.name.lower()
        if known := METONYMS.get(low) or states.country(member.name):
            return known
        size = len(member.words)
        if size == 1:  # the Post
            fuller = self.cast.fuller.get(member.words[0], [])
        else:  # the Academies of …
            longer = self.cast.begins.get(member.words[0], [])
            fuller = [m for m in longer if m.words[:size] == member.words]
            fuller = [m for m in fuller if m.words[size : size + 1] in (("of",), ("for",))]
        if len(fuller) == 1 and fuller[0].kind == "body":
            return fuller[0].name
        return member.name

    def text(self, phrase: Phrase, end: int | None = None) -> str:
        """Return the mention as the name of a group: without "the", "'s", and what a comma adds."""
        words, start, last = self.words, phrase.start, end or phrase.end
        if words.low[start] in ("the", "these", "those") and start + 1 < phrase.end:
            start += 1
        if words.text[last - 1] in POSSESSIVES and start + 1 < last:
            last -= 1
        return words.slice(start, last)
