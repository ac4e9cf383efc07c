"""Whose position it is: who speaks, or a holder named inside the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rhetoric.attribution import Attribution
from rhetoric.scoring.climb import is_speaker
from rhetoric.scoring.lexicon import Lexicon
from rhetoric.scoring.syntax import Syntax
from rhetoric.statements import Statement

Resolve = Callable[[int, int], "str | None"]
_ENTITIES = frozenset({"GPE", "ORG", "NORP", "PERSON", "LOC"})
_PERSONS = ("ian", "ist", "crat", "leader", "maker", "minister", "man", "person", "fighter")
_AMERICAN = frozenset({"us", "u.s.", "united", "american", "america", "usa", "americans"})
_TITLES = frozenset({
    "president", "minister", "foreign", "prime", "secretary", "general", "deputy", "ambassador",
    "government", "state", "states", "spokesman", "spokeswoman", "defence", "defense", "chief",
    "party", "people", "republic", "kingdom", "north", "south", "council", "security", "union",
})  # fmt: skip
_ANY = frozenset({"a", "an", "any", "every", "no", "neither"})
_POINTING = frozenset({"those", "these", "that", "this", "some", "others", "many", "one", "you"})
_NOBODY = frozenset(
    {
        "nobody",
        "none",
        "nothing",
        "no one",
        "anybody",
        "anyone",
        "everybody",
        "everyone",
        "somebody",
        "someone",
        "others",
    }
)
_ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ism", "ing", "ure", "acy")
_THINGS = frozenset({
    "idea", "move", "step", "plan", "event", "agenda", "policy", "measure", "treaty", "fact",
    "law", "charter", "crisis", "conflict", "war", "attack", "result", "history", "goal",
    "principle", "value", "challenge", "problem", "process", "practice", "threat", "change",
    "support", "excuse", "effort", "attempt", "need",
})  # fmt: skip
_PAPERS = frozenset(
    {
        "plan",
        "agreement",
        "treaty",
        "accord",
        "accords",
        "charter",
        "agenda",
        "convention",
        "pact",
        "declaration",
        "protocol",
        "act",
        "resolution",
        "initiative",
    }
)
_LINKS = frozenset({"of", "in", "on", "by", "from", "for", "to", "with", "that", "which"})
_STEM = 4  # letters that a country and its adjective share: Iran, Iranian


class Holders:
    """Names the holder of a verdict, for one article."""

    def __init__(
        self, s: Syntax, lex: Lexicon, attributions: Iterable[Attribution], resolve: Resolve
    ) -> None:
        self._s, self._resolve, self._parties = s, resolve, lex.parties
        self._words: dict[str, set[str]] = {}
        self._things: set[str] = set()
        for a in attributions:
            if a.speaker and (a.speaker.lower() in _NOBODY or self._is_thing(a.speaker)):
                self._things.add(a.speaker)
            if a.speaker and a.source:
                said = f"{a.speaker} {s.string[slice(*a.source)]}"
                self._words.setdefault(a.speaker, set()).update(_stems(said))

    def _is_thing(self, speaker: str) -> bool:
        """Tell whether a speaker is no person or body: a decision, such ideas."""
        words = speaker.split(",", maxsplit=1)[0].split()
        until = next((n for n, w in enumerate(words) if n and w in _LINKS), len(words))
        noun = words[until - 1] if words else ""
        if not noun or any(w[0].isupper() for w in words[1:until]) or noun[0].isupper():
            return False  # a name, or one in it
        bare = noun.removesuffix("s") if not noun.endswith("ss") else noun
        if {noun, bare} & self._parties or bare.endswith(_PERSONS):
            return False
        return bool({noun, bare} & _THINGS) or bare.endswith(_ABSTRACT)

    def name(
        self, token: int | None, statement: Statement, *, acts_only: bool = False
    ) -> str | None:
        """Return the canonical holder; None where nobody can be named.

        `acts_only`: the holder does something but says nothing of it, so it must bear a name.
        """
        s = self._s
        if token is None:
            return statement.holder if statement.holder not in self._things else None
        if s.lower[token] in _NOBODY | _POINTING or not self._is_party(token):
            return None
        acts = acts_only and s.pos[token] != "PROPN" and not s.doc[token].ent_type_
        if acts and s.pos[token] != "PRON":
            return None
        span = s.span(token)
        named = self._resolve(*span) or self._resolve(s.start[token], s.end[token])
        if named is None and s.pos[token] != "PRON" and statement.holder is not None:
            named = s.string[span[0] : span[1]]
        if named is None and acts and self._says_of_himself(token, statement):
            return statement.holder
        if named is None or (acts and named != statement.holder):
            return None  # "he will lift it": he who says so
        return statement.holder if self._one_side(statement.holder, named) else named

    def _says_of_himself(self, token: int, statement: Statement) -> bool:
        """Tell whether he or she is the person whose words are reported: "he would lift it"."""
        s, holder = self._s, statement.holder
        if s.lower[token] not in ("he", "she") or holder is None or statement.kind != "indirect":
            return False
        names = set(holder.split())
        return any(t.text in names and t.ent_type_ == "PERSON" for t in s.doc)

    def is_own(self, actor: int | None, statement: Statement) -> bool:
        """Tell whether an actor is the speaker, or the side for which the speaker speaks."""
        if actor is None or actor < 0:
            return False
        if is_speaker(self._s, actor):
            return True
        span = self._s.span(actor)
        named = self._resolve(*span) or self._s.string[span[0] : span[1]]
        return named == statement.holder or self._one_side(statement.holder, named)

    def _is_party(self, token: int) -> bool:
        """Tell whether a word can hold a position: a name, a pronoun, a person or body."""
        s = self._s
        if token < 0:
            return False
        if s.lower[token] in _PAPERS:  # "the Joint Plan of Action"
            return False
        opens = not any(s.text[i].isalpha() for i in range(s.sentence_of[token][0], token))
        beside = [s.text[c] for c in s.children[token] if s.dep[c] == "conj"]
        if opens and not s.doc[token].ent_type_ and any(self._is_thing(w) for w in beside):
            return False  # "Trust and openness": a capital that opens the sentence is no name
        if s.pos[token] in ("PROPN", "PRON") or s.doc[token].ent_type_ in _ENTITIES:
            return True
        if any(s.lower[c] in _ANY for c in s.children[token]):
            return False
        return s.pos[token] == "NOUN" and (
            s.lemma[token] in self._parties or s.lemma[token].endswith(_PERSONS)
        )

    def _one_side(self, speaker: str | None, other: str) -> bool:
        """Tell whether an official speaks for the other party: a Russian minister for Russia."""
        if speaker is None:
            return False
        mine, other_words = self._words.get(speaker, _stems(speaker)), _stems(other)
        return any(_kin(a, b) for a in mine for b in other_words)


def _stems(text: str) -> set[str]:
    out = set()
    for word in text.replace("’s", "").replace("'s", "").split():
        bare = word.strip('.,"“”').lower()
        if bare in _AMERICAN:
            out.add("us!")
        elif word[:1].isupper() and len(bare) > _STEM and bare not in _TITLES:
            out.add(bare)
    return out


def _kin(one: str, other: str) -> bool:
    """Tell whether two words are a country and its adjective: Russia, Russian."""
    if one == other:
        return True
    short = min(len(one), len(other))
    shared = next((n for n in range(short) if one[n] != other[n]), short)
    return shared >= _STEM and shared >= short - 2
