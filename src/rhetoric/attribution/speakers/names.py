"""People, bodies and states by name, what stands for them, and who stands behind a report."""

from __future__ import annotations

from rhetoric.attribution import lexicon
from rhetoric.attribution.lexicon import country, derived
from rhetoric.attribution.speakers import groups, phrases
from rhetoric.attribution.speakers.discourse import Context, DiscourseModel, Resolution, listed
from rhetoric.attribution.speakers.phrases import STOPS, Phrase

JOINTS = frozenset((",", "and", "&"))
STANDS = frozenset("side delegation authorities".split())  # of whatever state
SIDES = STANDS | {"government", "leadership"}  # in the speech of a state
CABINETS = SIDES | {"administration", "cabinet"}
HOME = frozenset("country delegation government nation people state republic kingdom".split())
TOPICS = frozenset("on about against in to".split())  # what comes after is not the issuer


def people(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve the people that are named."""
    if not phrase.names:
        return None
    cast, words, last = discourse.cast, discourse.words, phrase.names[-1]
    members = list(dict.fromkeys(cast.which(m, context.before) for m in phrase.names))
    if len(members) > 1:
        return Resolution(listed(members), "name", True, 0.9)
    follows = words.low[last.end : min(last.end + 2, phrase.end - 1)]
    if follows[:1] in (["and"], ["&"]) or follows == [",", "and"]:
        return Resolution(phrases.as_name(words, phrase), "group", True, 0.7)
    in_full = len(members[0].words) > 1
    return Resolution(members[0].name, "name", True, 0.97 if in_full else 0.85)


def row(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Keep a row of bodies or countries as it is written; two of them by their full names."""
    words, cast, inside = discourse.words, discourse.cast, range(phrase.start, phrase.end)
    between = {words.low[k] for k in inside if k not in cast.at}
    members = list(dict.fromkeys(m.member for m in cast.within(phrase.start, phrase.end)))
    joined = not JOINTS.isdisjoint(words.low[phrase.start : phrase.end])  # "Senate Republicans"
    if len(members) < 2 or not joined or not between <= JOINTS | {"the"}:
        return None
    pair = " and ".join(map(cast.actor, members))
    name = pair if len(members) == 2 else words.slice(phrase.start, phrase.end)
    return Resolution(name, "name", True, 0.85)


def body(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve bodies, places and what stands for them."""
    words = discourse.words
    if words.low[phrase.head] in lexicon.STAND_FOR and phrase.core < phrase.end:
        phrase = phrases.read(discourse.cast, phrase.core + 1, phrase.end) or phrase
    bare = phrase.start
    while bare < phrase.end - 1 and words.low[bare] in ("the", "official"):
        bare += 1
    end = phrase.end - (words.low[phrase.end - 1] in ("'s", "'"))
    text = " ".join(words.low[bare:end])
    if actor := lexicon.METONYMS.get(text):
        how = "name" if actor.lower() == text else "metonym"
        return Resolution(actor, how, True, 0.9)
    if words.low[phrase.head] in lexicon.TITLES or phrase.indefinite:  # "the Hungarian PM"
        return None
    mention = discourse.cast.at.get(phrase.head)
    if mention is None or mention.member.kind == "person":
        return _composed(discourse, phrase)
    if mention.member.kind == "people":
        return None
    if mention.start > bare and words.low[mention.start - 1] not in ("the", "so-called"):
        return _composed(discourse, phrase)
    people = words.tag[phrase.head] == "NNPS" and mention.end - mention.start == 1
    if people or mention.end > phrase.core < phrase.end:
        return None
    return Resolution(discourse.cast.actor(mention.member), "name", True, 0.9)


def _composed(discourse: DiscourseModel, phrase: Phrase) -> Resolution | None:
    """Keep "the Dunmore administration" and the like: a body with a name before its noun."""
    words = discourse.words
    first = phrase.start + (words.low[phrase.start] == "the")
    whole = phrase.core == phrase.end and phrase.owner is None and not phrase.indefinite
    kind = words.low[phrase.head] in lexicon.BODIES and not phrase.plural
    if not (whole and kind and phrase.head > first and words.text[first][0].isupper()):
        return None
    name = words.slice(first, phrase.head + 1)
    return Resolution(name, "name", True, 0.8)


def _behind_the(discourse: DiscourseModel, phrase: Phrase) -> int:
    more = phrase.end - phrase.start > 1
    return phrase.start + (more and discourse.words.low[phrase.start] == "the")


def _nation(discourse: DiscourseModel, first: int, end: int) -> str | None:
    """Return the country of an adjective or name, a known one or one that the article names."""
    words = discourse.words
    end -= words.low[end - 1] in ("'s", "'")
    adjective = " ".join(words.low[first:end])
    if adjective in lexicon.NATIONS:
        return lexicon.NATIONS[adjective]
    members = (m for m in discourse.cast.members if m.kind in ("place", "body"))
    made = (m.name for m in members if derived(adjective, m.words))
    return next(made, None) or country(words.slice(first, end))


def side(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "the Angolan side", "Angola's delegation", "the Republic of Angola" to the state."""
    words, last, first = discourse.words, phrase.end - 1, _behind_the(discourse, phrase)
    if "of" in words.low[first:last] and (full := country(words.slice(first, phrase.end))):
        return Resolution(full, "name", True, 0.9)
    if words.low[last] not in STANDS or last == first:
        return None
    name = _nation(discourse, first, last)
    return Resolution(name, "metonym", True, 0.85) if name else None


def own(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve "my country" and, in a state's own speech, the state's name to who speaks."""
    words, name, end = discourse.words, discourse.author, phrase.end
    if name is None or context.outer not in (None, name):
        return None
    mine = words.low[phrase.start] in ("my", "our") and words.low[phrase.head] in HOME
    if mine and phrase.core == end:
        return Resolution(name, "pronoun", True, 0.9)
    home, first = country(name), _behind_the(discourse, phrase)
    if home is None:
        return None
    if words.low[first] in SIDES and words.low[first + 1 : min(first + 2, end - 1)] == ["of"]:
        first += 2
    if words.low[end - 1] in SIDES and end - 1 > first:
        if _nation(discourse, first, end - 1) == home:
            return Resolution(name, "name", True, 0.9)
    elif country(words.slice(first, end)) == home:
        return Resolution(name, "name", True, 0.95)
    return None


def writing(discourse: DiscourseModel, phrase: Phrase, context: Context) -> Resolution | None:
    """Resolve a report, a poll or a statement to whoever issued it."""
    words, owner, head = discourse.words, phrase.owner, discourse.words.low[phrase.head]
    if head not in lexicon.WRITINGS and (owner is None or head not in lexicon.SAYINGS):
        return None
    if owner is not None and words.tag[owner] == "PRP$":
        found = groups.whose(discourse, owner, context)
        if found.name:
            return Resolution(found.name, "nominal", found.named, 0.7)
    mentions = discourse.cast.within(phrase.start, phrase.end)
    members = [m.member for m in mentions if words.low[m.start - 1] not in TOPICS]
    people = list(dict.fromkeys(m for m in members if m.kind == "person"))
    bodies = [m for m in members if m.kind == "body"]
    if people and (owner is not None or not bodies):
        return Resolution(listed(people), "name", True, 0.75)
    if bodies:
        return Resolution(discourse.cast.actor(bodies[0]), "name", True, 0.8)
    name = None if members else _unseen(discourse, phrase) or _behind(discourse, phrase)
    if name:
        return Resolution(name, "name", True, 0.6)
    said = context.said
    if phrase.definite and said is not None and said.kind == "body":
        return Resolution(said.name, "nominal", True, 0.5)
    return None


def _behind(discourse: DiscourseModel, phrase: Phrase) -> str | None:
    """Return the body behind a mention that was cut short: "A report | by the Institute"."""
    words, at = discourse.words, discourse.cast.at
    for k in range(phrase.end, min(phrase.end + 14, len(words) - 3)):
        if words.text[k] in STOPS or words.tag[k] in ("VBZ", "VBP", "MD"):
            return None
        mention = at.get(k + 1) or at.get(k + 2)
        if words.low[k] in ("by", "from") and mention and mention.member.kind == "body":
            return discourse.cast.actor(mention.member)
    return None


def _unseen(discourse: DiscourseModel, phrase: Phrase) -> str | None:
    """Return the capitalised words before a poll or report that the tagger of names passed over."""
    words, k = discourse.words, phrase.start
    while k < phrase.head and not (
        words.text[k][0].isupper()
        and (k > phrase.start or words.pos[k] == "PROPN")
        and words.pos[k] not in ("DET", "PRON")
        and words.low[k] not in lexicon.DAYS
        and words.low[k] not in lexicon.NATIONS
    ):
        k += 1
    first = k
    while k < phrase.head and words.text[k][0].isupper():
        k += 1
    return words.slice(first, k) if k > first else None
