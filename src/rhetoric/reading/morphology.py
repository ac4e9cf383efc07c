"""Parts of speech and lemmas as spaCy's rules give them, asked once for each word in its role.

The attribute ruler and the rule lemmatizer look at a word, its tag and its dependency, and for a
few words at the one beside it. To go through their patterns for every token anew takes a fifth of
the pipeline's time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PIPES = ("attribute_ruler", "lemmatizer")
_MOST = 50_000  # words in their roles that are remembered
_ROLE: list[int | str] = ["ORTH", "TAG", "DEP"]
_SET: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP"]
_NOBODY = (0, 0, 0)
Role = tuple[int, int, int]  # word, tag, dependency


class Morphology:
    """Does what the two pipes do, and remembers it."""

    def __init__(self, nlp: Language) -> None:
        pipes: list[Any] = [nlp.get_pipe(name) for name in PIPES]
        self._ruler, self._lemmatizer = pipes
        self._vocab = nlp.vocab
        self._known: dict[tuple[Role, ...], list[int]] = {}
        self._lately: dict[tuple[Role, ...], list[int]] = {}  # what is known until `passing` ends
        self._new = self._known
        self._heeds: dict[int, bool] = {}  # whether a rule for the word looks beside it
        self._beside = [
            pattern[rule["index"]].get("LOWER")
            for rule in self._ruler.patterns
            for pattern in rule["patterns"]
            if len(pattern) > 1
        ]

    @staticmethod
    def of(nlp: Language) -> Morphology | None:
        """Return it for pipes that look at no more than words in their roles, else None."""
        from spacy.lang.en.lemmatizer import EnglishLemmatizer
        from spacy.pipeline import AttributeRuler

        pipes: list[Any] = [nlp.get_pipe(name) for name in PIPES if name in nlp.pipe_names]
        if [type(pipe) for pipe in pipes] != [AttributeRuler, EnglishLemmatizer]:
            return None
        patterns = [p for rule in pipes[0].patterns for p in rule["patterns"]]
        keys = {key for pattern in patterns for token in pattern for key in token}
        fit = keys <= {"LOWER", "TAG", "DEP", "IS_SPACE"} and all(len(p) < 3 for p in patterns)
        return Morphology(nlp) if fit and pipes[1].mode == "rule" else None

    def __call__(self, doc: Doc) -> None:
        """Set part of speech, morphology and lemma of each token, which has a tag and a head."""
        if not len(doc):
            return
        if len(self._new) > _MOST:
            self._new.clear()
        roles = [_NOBODY, *map(tuple, doc.to_array(_ROLE).tolist()), _NOBODY]
        keys = [
            tuple(roles[i - 1 : i + 2] if self._looks_beside(roles[i][0]) else roles[i : i + 1])
            for i in range(1, len(roles) - 1)
        ]
        known, lately = self._known, self._lately
        self._ask([k for k in dict.fromkeys(keys) if k not in known and k not in lately])
        values: Any = np.array([known.get(k) or lately[k] for k in keys], dtype=np.uint64)
        doc.from_array(_SET, values)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Forget at the end what is learned in here, whose strings spaCy lets go of."""
        self._new = self._lately
        try:
            yield
        finally:
            self._new = self._known
            for learned in (self._lately, self._heeds, self._lemmatizer.cache):
                learned.clear()

    def _looks_beside(self, word: int) -> bool:
        """Whether what the pipes make of a word may hang on the one beside it."""
        if word not in self._heeds:
            lower = self._vocab[word].lower_
            self._heeds[word] = any(_may_be(lower, wanted) for wanted in self._beside)
        return self._heeds[word]

    def _ask(self, keys: list[tuple[Role, ...]]) -> None:
        """Ask the pipes for words in their roles: alone, or the middle one of three."""
        from spacy.tokens import Doc

        while keys:
            edge = next((n for n, key in enumerate(keys) if _NOBODY in key), len(keys))
            some, keys = keys[: edge or 1], keys[edge or 1 :]  # nothing may stand beside nobody
            there = [role for key in some for role in key if role != _NOBODY]
            doc = Doc(self._vocab, [self._vocab.strings[word] for word, _, _ in there])
            for token, (_, tag, dep) in zip(doc, there, strict=True):
                token.tag, token.dep = tag, dep
            rows = iter(self._lemmatizer(self._ruler(doc)).to_array(_SET).tolist())
            for key in some:
                made = [next(rows) if role != _NOBODY else [] for role in key]
                self._new[key] = made[len(made) // 2]


def _may_be(lower: str, wanted: Any) -> bool:
    """Whether a word may be what a pattern wants of LOWER; if it cannot be told, it may."""
    if isinstance(wanted, dict) and {*wanted} <= {"IN", "REGEX"}:
        return lower in wanted.get("IN", ()) or bool(re.search(wanted.get("REGEX", "$^"), lower))
    return not isinstance(wanted, str) or wanted == lower
