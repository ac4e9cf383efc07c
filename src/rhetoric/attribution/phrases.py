"""What a source mention is made of: names at its head, the noun it turns on, what possesses it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rhetoric.attribution.cast import Cast, Mention
from rhetoric.attribution.roles import BODIES, OFFICES, PAIRED, ROLES, WRITINGS
from rhetoric.attribution.words import HYPHENS, POSSESSIVES, Words
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
REFLEXIVE = frozenset("themselves himself herself itself".split())


@dataclass(slots=True)
class Phrase:
    """A source mention, tokens start to end, taken apart."""

    start: int
    end: int
    core: int  # end of the noun phrase proper, before "of …", a comma, "who …"
    head: int  # the noun that it turns on
    names: list[Mention] = field(default_factory=list)  # people who are the source, not modifiers
    owner: Mention | int | None = None  # possessor: a name, or the token of a pronoun
    plural: bool = False
    definite: bool = False
    indefinite: bool = False


def read(cast: Cast, start: int, end: int) -> Phrase | None:
    """Take the tokens start to end apart; None when no word is among them."""
    words = cast.words
    while start < end and (not words.text[start][0].isalnum() or words.low[start] in LEADS):
        if words.low[start] == "as" and start + 1 < end and words.low[start + 1] == "many":
            break
        start += 1
    while (
        end > start
        and not words.text[end - 1][0].isalnum()
        and words.text[end - 1]
        not in (
            *POSSESSIVES,
            ")",
            "%",
        )
    ):
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
    head = _head(cast, start, core)
    phrase = Phrase(start, end, core, head)
    first = words.low[start]
    phrase.plural = (
        words.tag[head] in ("NNS", "NNPS")
        or words.low[head] in MANY
        or "%" in words.low[start:core]
        or "and" in words.low[start:core]
    )
    phrase.definite = first in DEFINITE or words.tag[start] == "PRP$"
    phrase.indefinite = first in INDEFINITE or words.pos[start] == "NUM"
    phrase.owner = _owner(cast, phrase)
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
        if k > start and words.tag[k] in ("VBD", "VBZ", "VBP", "MD"):
            return k
        participle = words.tag[k] in ("VBN", "VBG") and words.pos[k - 1] in NOUNS
        if participle and k > start and (k + 1 >= end or words.pos[k + 1] not in NOUNS):
            return k
    return end


def _titular(cast: Cast, k: int) -> bool:
    """Tell the "of" of a title before a name: "Secretary of State A.", "Envoy for arms B."."""
    words = cast.words
    if " ".join(words.low[k - 1 : k + 2]) in PAIRED:
        return True
    if words.low[k - 1].split("-")[-1] not in ROLES or not words.text[k - 1][0].isupper():
        return False
    j = k + 1
    while j < len(words) and j < k + 8:
        if j in cast.at and cast.at[j].member.kind == "person":
            return j > k + 1
        small = words.text[j].islower() and words.pos[j] in ("NOUN", "ADJ", "DET", "CCONJ")
        if not (small or words.text[j][0].isupper()) or words.low[j] in OFFICES:
            return False
        j += 1
    return False


def _head(cast: Cast, start: int, core: int) -> int:
    words = cast.words
    inner = [k for k in range(core - 1, start - 1, -1) if words.text[k][0].isalnum()]
    for kinds in (NOUNS, ("ADJ", "PRON", "DET")):  # "people familiar", but "the wealthy"
        for k in inner:
            if words.pos[k] in kinds or words.low[k] in WRITINGS:
                titular = " ".join(words.low[max(k - 2, start) : k + 1]) in PAIRED
                return k - 2 if titular and words.low[k - 1] == "of" else k
    return inner[-1] if inner else core - 1


def _owner(cast: Cast, phrase: Phrase) -> Mention | int | None:
    words = cast.words
    for k in range(phrase.start, phrase.core):
        if words.text[k] in POSSESSIVES and k + 1 < phrase.core:
            return cast.at.get(k - 1, k - 1)
        if words.tag[k] == "PRP$":
            return k
        if words.text[k] in STOPS:
            break
    return None


def _names(cast: Cast, phrase: Phrase) -> list[Mention]:
    """Return the people that the phrase names as its head: alone, in a row, or in apposition."""
    words, found = cast.words, []
    seen: set[int] = set()
    for k in range(phrase.start, phrase.end):
        mention = cast.at.get(k)
        if mention is None or id(mention) in seen or mention.member.kind != "person":
            continue
        seen.add(id(mention))
        if _heads(cast, phrase, mention):
            found.append(mention)
    if not found:
        return []
    row = found[:1]
    for mention in found[1:]:
        if cast.joined(row[-1], mention):
            row.append(mention)
    if not {"and", "&", "or"} & set(words.low[row[0].end : row[-1].start]):
        row = row[:1]
    if row[0].start < phrase.core:
        return row
    several = phrase.plural and len(row) > 1
    return row if several or _apposed(cast, phrase) else []


def _heads(cast: Cast, phrase: Phrase, mention: Mention) -> bool:
    """Tell whether a name is not a possessor, a modifier or governed by a preposition."""
    words, after = cast.words, mention.end
    if after < phrase.end:
        if words.text[after] in POSSESSIVES:
            return after + 1 >= phrase.end
        common = (
            words.pos[after] in ("NOUN", "PROPN", "ADJ")
            and words.line[after] == words.line[mention.start]
        )
        if common and words.text[after].isalpha():
            return False
    depth = 0
    for k in range(mention.start - 1, phrase.start - 1, -1):
        low = words.low[k]
        if low == ")":
            depth += 1
        elif low == "(":
            if not depth:
                return False
            depth -= 1
        if low in STOPS or low in ("and", "&", "or"):
            return True
        if low in BREAKS or (low in PREPOSITIONS and not _titular(cast, k)):
            return low == "with" and words.low[k - 1] == "along"
        if words.tag[k] in ("VBN", "VBG", "VBD", "VBZ") and not words.title(k):
            return False
    return True


def _apposed(cast: Cast, phrase: Phrase) -> bool:
    """Tell whether a name after a comma can name the person whom the noun before describes."""
    head = cast.words.low[phrase.head]
    role = head in ROLES or head.endswith(("er", "or", "ist", "man", "woman", "person"))
    role = role or cast.words.low[phrase.start] in ("his", "her")  # "her shadow, Tom Lee"
    return role and not phrase.plural and head not in BODIES and head not in WRITINGS


def nobody(words: Words, phrase: Phrase) -> bool:
    """Tell whether a mention denies that there is a source: "no one", "none of them"."""
    first = words.low[phrase.start]
    if first in ("no", "neither"):  # "No. 10" has a full stop
        return phrase.end - phrase.start > 1 and not words.text[phrase.start + 1].isdigit()
    return first in ("nobody", "none", "no-one", "not")  # "not everyone in Oslo"
