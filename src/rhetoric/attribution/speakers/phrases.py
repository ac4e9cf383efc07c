"""What a source mention is made of: names at its head, the noun it turns on, what possesses it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rhetoric.attribution.cast import Cast, Mention
from rhetoric.attribution.cast.names import HYPHENS, POSSESSIVES, Tokens
from rhetoric.attribution.lexicon import BODIES, PAIRED, ROLES, WRITINGS
from rhetoric.words import word_set

STOPS = frozenset(',;:(—–)"“”') | {"--", "-", "''", "``"}
BREAKS = word_set("function_words.breaks")
LEADS = word_set("function_words.leads")
DEFINITE = frozenset("the this that these those such said".split())
INDEFINITE = word_set("function_words.indefinite")
PREPOSITIONS = word_set("function_words.prepositions")
NOUNS = frozenset(("NOUN", "PROPN", "NUM"))
MANY = word_set("function_words.many")
ALIKE = frozenset(("both", "all", "alike", "each"))
CLOSING = POSSESSIVES | {")", "%"}
REFLEXIVE = frozenset("themselves himself herself itself".split())


@dataclass(slots=True)
class Phrase:
    """A source mention, tokens start to end, taken apart."""

    start: int
    end: int
    core: int  # end of the noun phrase proper, before "of …", a comma, "who …"
    head: int  # the noun that it turns on
    plural: bool
    definite: bool
    indefinite: bool
    owner: int | None  # token of a possessor
    names: list[Mention] = field(default_factory=list)  # people who are the source, not modifiers


def read(cast: Cast, start: int, end: int) -> Phrase | None:
    """Take the tokens start to end apart; None when no word is among them."""
    words = cast.words
    while start < end and (not words.text[start][0].isalnum() or words.low[start] in LEADS):
        if words.low[start : start + 2] == ["as", "many"]:
            break
        start += 1
    while end > start and not (words.text[end - 1][0].isalnum() or words.text[end - 1] in CLOSING):
        end -= 1
    while end - start > 1 and (
        words.low[end - 1] in REFLEXIVE
        or (words.low[end - 1] in ALIKE and words.pos[end - 2] in NOUNS)
    ):
        end -= 1
    if start >= end:
        return None
    start = _past_dateline(cast, start, end)
    if words.low[start] == "both" and {"and", "&"} & set(words.low[start + 2 : end]):
        start += 1
    core = _core(cast, start, end)
    head = _head(words, start, core)
    within, first = words.low[start:core], words.low[start]
    phrase = Phrase(
        start,
        end,
        core,
        head,
        plural=words.tag[head] in ("NNS", "NNPS")
        or words.low[head] in MANY
        or "%" in within
        or "and" in within,
        definite=first in DEFINITE or words.tag[start] == "PRP$",
        indefinite=first in INDEFINITE or words.pos[start] == "NUM",
        owner=_owner(cast, start, core),
    )
    phrase.names = _names(cast, phrase)
    return phrase


def _past_dateline(cast: Cast, start: int, end: int) -> int:
    """Return where a mention starts once "ROME (AP) — " before it is left out."""
    words = cast.words
    for k in range(start + 1, min(start + 10, end - 1)):
        if words.text[k] in ("–", "—", "--", "-") and not words.tight[k - 1]:
            mention = cast.at.get(start)
            place = mention is not None and mention.member.kind == "place"
            return k + 1 if place or words.text[start].isupper() else start
    return start


def _core(cast: Cast, start: int, end: int) -> int:
    """Return where the noun phrase proper ends."""
    words = cast.words
    for k in range(start, end):
        if k in cast.at and k > cast.at[k].start:
            continue
        low = words.low[k]
        hyphen = low in HYPHENS and k and words.tight[k - 1] and words.tight[k]
        if (low in STOPS and not hyphen) or (low in BREAKS and k > start):
            return max(k, start + 1)
        if k > start and words.pos[k] == "ADP" and low in PREPOSITIONS and not _titular(cast, k):
            return k
        participle = words.tag[k] in ("VBN", "VBG") and words.pos[k - 1] in NOUNS
        if participle and k > start and (k + 1 >= end or words.pos[k + 1] not in NOUNS):
            return k
    return end


def _titular(cast: Cast, k: int) -> bool:
    """Tell the "of" of a title before a name: "Secretary of State A.", "Envoy for arms B."."""
    words, paired = cast.words, " ".join(cast.words.low[k - 1 : k + 2]) in PAIRED
    title = k in cast.titles and not cast.person_at(k + 1)
    return paired or (title and words.text[k - 1][0].isupper())


def _head(words: Tokens, start: int, core: int) -> int:
    inner = [k for k in range(core - 1, start - 1, -1) if words.text[k][0].isalnum()]
    for kinds in (NOUNS, ("ADJ", "PRON", "DET")):  # "people familiar", but "the wealthy"
        for k in inner:
            if words.pos[k] in kinds or words.low[k] in WRITINGS:
                titular = " ".join(words.low[max(k - 2, start) : k + 1]) in PAIRED
                return k - 2 if titular and words.low[k - 1] == "of" else k
    return inner[-1] if inner else core - 1


def _owner(cast: Cast, start: int, core: int) -> int | None:
    words = cast.words
    for k in range(start, core):
        if words.tag[k] == "PRP$":
            return k
        if words.text[k] in POSSESSIVES and k + 1 < core:
            return k - 1
        if words.text[k] in STOPS:
            break
    return None


def _names(cast: Cast, phrase: Phrase) -> list[Mention]:
    """Return the people that the phrase names as its head: alone, in a row, or in apposition."""
    words = cast.words
    people = [m for m in cast.within(phrase.start, phrase.end) if m.member.kind == "person"]
    found = [m for m in people if _heads(cast, phrase, m)]
    row = found[:1]
    for mention in found[1:]:
        if cast.joined(row[-1], mention):
            row.append(mention)
    if len(row) > 1 and not {"and", "&", "or"} & set(words.low[row[0].end : row[-1].start]):
        row = row[:1]
    if not row or row[0].start < phrase.core:
        return row
    several = phrase.plural and len(row) > 1
    return row if several or _apposed(words, phrase) else []


def _heads(cast: Cast, phrase: Phrase, mention: Mention) -> bool:
    """Tell whether a name is not a possessor, a modifier or governed by a preposition."""
    words, after = cast.words, mention.end
    if after < phrase.end:
        if words.text[after] in POSSESSIVES:
            return after + 1 >= phrase.end
        modifies = words.pos[after] in ("NOUN", "PROPN", "ADJ") and words.text[after].isalpha()
        if modifies and words.line[after] == words.line[mention.start]:
            return False
    for k in range(mention.start - 1, phrase.start - 1, -1):
        low = words.low[k]
        if low in STOPS or low in ("and", "&", "or"):
            return True
        if low in BREAKS or (low in PREPOSITIONS and not _titular(cast, k)):
            return False
        if words.tag[k] in ("VBN", "VBG", "VBD", "VBZ") and not words.title(k):
            return False
    return True


def _apposed(words: Tokens, phrase: Phrase) -> bool:
    """Tell whether a name after a comma can name the person whom the noun before describes."""
    head = words.low[phrase.head]
    role = head in ROLES or head.endswith(("er", "or", "ist", "man", "woman", "person"))
    role = role or words.low[phrase.start] in ("his", "her")  # "her shadow, Tom Lee"
    return role and not phrase.plural and head not in BODIES and head not in WRITINGS


def as_name(words: Tokens, phrase: Phrase, end: int | None = None) -> str:
    """Return the mention as the name of a group: without "the", "'s", and what a comma adds."""
    start, last = phrase.start, end or phrase.end
    if words.low[start] in ("the", "these", "those") and start + 1 < phrase.end:
        start += 1
    if words.text[last - 1] in POSSESSIVES and start + 1 < last:
        last -= 1
    return words.slice(start, last)


def nobody(words: Tokens, phrase: Phrase) -> bool:
    """Tell whether a mention denies that there is a source: "no one", "none of them"."""
    first = words.low[phrase.start]
    if first in ("no", "neither"):  # "No. 10" has a full stop
        return phrase.end - phrase.start > 1 and not words.text[phrase.start + 1].isdigit()
    return first in ("nobody", "none", "no-one", "not")  # "not everyone in Oslo"
