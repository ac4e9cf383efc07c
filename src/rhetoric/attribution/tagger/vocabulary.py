"""The columns of `features`: their names, the names of their values, and how words are looked up.

A value's number is its index among the names; 0 is "nothing there". The weights file carries
these names, so that a file trained on others is refused.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rhetoric.words import word_row, word_set

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
TAGS = word_row("tagger.tags")
DEPENDENCIES = word_row("tagger.dependencies")
ENTITIES = word_row("tagger.entities")
PUNCTUATION = word_row("tagger.punctuation")
FUNCTION_WORDS = word_row("tagger.function_words")
CLASSES = tuple("none light weak demand say think more noun adjective clausal".split())
# The class of each list of reporting words; a verb is of the last that has it.
_CLASS_OF = {
    "verb": {
        "more_verbs": "more", "light": "light", "saying": "say", "thinking": "think",
        "demanding": "demand", "weak": "weak",
    },
    "noun": {"nouns": "noun", "more_nouns": "noun"},
    "adjective": {"adjectives": "adjective", "more_adjectives": "adjective"},
}  # fmt: skip
_REPORTING = [key for lists in _CLASS_OF.values() for key in lists]
# What the model knows as itself; words of one's own it knows by class.
LEMMAS = tuple(sorted({word for key in _REPORTING for word in word_row(f"reporting.{key}")}))
WORDS = PUNCTUATION + FUNCTION_WORDS
CLAUSAL = CLASSES.index("clausal")
VERB, NOUN, ADJ, AUX, PROPN, PRON = 100, 92, 84, 87, 96, 95  # spaCy's numbers
SPACE, STOP = (1 + TAGS.index(tag) for tag in ("_SP", "."))

DISTANCES = ("-", "0", "1", "2", "3", "4-6", "7-12", "13+")
_DISTANCE_OF = np.array([1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7])
DEPS = ("-", *DEPENDENCIES)
# Function words and marks as themselves, reporting words as themselves, the rest as nothing.
WORD = ("", *WORDS, *(f"={lemma}" for lemma in LEMMAS))
# Function words and marks as themselves, reporting words by class, the rest by tag.
MIX = ("", *WORDS, *(f"<{c}>" for c in CLASSES[1:]), *(f"/{tag}" for tag in TAGS))
MIX_CLASS = 1 + len(WORDS)
MIX_TAG = MIX_CLASS + len(CLASSES) - 1
KIDS = tuple(str(i) for i in range(256))  # which children a token has, as bits
BEFORE = ("-", "start", ",", ":", "mark", "that", "preposition", "verb", "determiner", "other")
AFTER = ("-", "end", ",", ".", "verb", "name", "pronoun", "conjunction", "other")

NAMES: dict[str, tuple[str, ...]] = {
    "tag": ("-", *TAGS),
    "dep": DEPS,
    "word": WORD,
    "mix": MIX,
    "cls": CLASSES,
    "shape": ("-", "lower", "title", "upper", "other"),
    "ent": ("-", *ENTITIES),
    # h: the head. g: the nearest reporting word above. gg: the one above that. c: the clause.
    "hdep": DEPS,
    "hmix": MIX,
    "hdist": ("-", *(f"{s}{d}" for s in "<>" for d in DISTANCES[1:])),
    "gword": WORD,
    "gcls": CLASSES,
    "gbranch": DEPS,
    "gside": ("-", "left", "right"),
    "gsteps": ("-", "1", "2", "3", "4+"),
    "gedge": ("-", "first", "last", "only", "inside"),
    "gkids": KIDS,
    "kids": KIDS,
    "ggcls": CLASSES,
    "ggbranch": DEPS,
    "cmix": MIX,
    "cdep": DEPS,
    # The nearest reporting words to the left and right.
    "lcls": CLASSES,
    "ldist": DISTANCES,
    "rcls": CLASSES,
    "rdist": DISTANCES,
    "lword": WORD,
    "rword": WORD,
    # The quotation around or beside, and the place in sentence and text.
    "q": ("-", "open", "in", "close"),
    "qbefore": BEFORE,
    "qafter": AFTER,
    "qlen": ("-", "1-2", "3-5", "6-10", "11+"),
    "qend": ("-", ",", ".", "?", "other", "none"),
    "qleft": DISTANCES,
    "qright": DISTANCES,
    "spos": DISTANCES,
    "send": DISTANCES,
    "para": ("-", "first", "second", "later"),
    "sent": ("-", "first", "second", "later"),
    "stop": ("-", "stop", "none"),
}


def distance(steps: Ints) -> Ints:
    """Return the number of the bucket of each distance in tokens."""
    return _DISTANCE_OF[np.clip(steps, 0, 13)]


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[Hashes, Ints]]:
    """Return sorted string hashes and the number of each, for tags, dependencies, words, …"""
    from spacy.strings import get_string_id

    def table(pairs: dict[str, int]) -> tuple[Hashes, Ints]:
        keys = np.array([get_string_id(text) for text in pairs], dtype=np.uint64)
        order = np.argsort(keys)
        return keys[order], np.array(list(pairs.values()), dtype=np.int64)[order]

    return {
        "tag": table({t: i for i, t in enumerate(TAGS, 1)}),
        "dep": table({d: i for i, d in enumerate(DEPENDENCIES, 1)}),
        "ent": table({e: i for i, e in enumerate(ENTITIES, 1)}),
        "word": table({w: i for i, w in enumerate(WORDS, 1)}),
        "lemma": table({w: i for i, w in enumerate(LEMMAS, 1 + len(WORDS))}),
        **{
            part: table(
                {
                    word: CLASSES.index(name)
                    for key, name in lists.items()
                    for word in word_set(f"reporting.{key}")
                }
            )
            for part, lists in _CLASS_OF.items()
        },
    }


def look_up(table: str, values: Hashes) -> Ints:
    """Return the number of each string hash in a table, 0 for those that are not in it."""
    keys, numbers = _tables()[table]
    at = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
    return np.where(keys[at] == values, numbers[at], 0)


def number(names: tuple[str, ...], *wanted: str) -> list[int]:
    """Return the numbers of some of a column's values."""
    return [names.index(name) for name in wanted]
