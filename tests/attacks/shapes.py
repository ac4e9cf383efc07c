"""Texts of odd shapes, and what a word of them costs beside a word of prose."""

from __future__ import annotations

import itertools
import random
import re
import string
import time
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from rhetoric import analysis
from rhetoric.codebook import load_codebook
from rhetoric.errors import InputWarning
from rhetoric.reading import articles
from rhetoric.reading.articles import Article

WORDS = 2_000  # and marks
WORST = 3  # times what as many words of prose take
Dice = random.Random
Work = Callable[[Article], object]
PROSE = """The minister said the sanctions would not work. "We will answer every threat," Ann Smith told
reporters in Norden on Monday, adding that talks must go on. According to the envoy, the ultimatum was a
mistake. The government supports a peace deal and opposes new missiles, officials said. "If they lift the
sanctions, we are ready," he noted. The market was quiet, and the streets were empty for most of the day.
"""
SAID = "said,told them,denied,added,warned that,said that,demands,urged".split(",")
NOUNS = "the sanctions,the talks,a peace deal,the ultimatum,missiles,the threat,a ceasefire".split(
    ","
)
PAIRS = ["()", "[]", "{}", "“”", "‘’", '""', "«»", "„“", "''"]


def _word(dice: Dice) -> str:
    return "".join(dice.choice(string.ascii_lowercase) for _ in range(dice.randint(2, 9)))


def _name(dice: Dice) -> str:
    return f"{dice.choice(['Ann', 'Karl', 'Mr.', 'Minister', 'the'])} {_word(dice).title()}"


def _clauses(dice: Dice, end: str) -> str:
    return f"{_name(dice)} {dice.choice(SAID)} " + f"{dice.choice(NOUNS)}{end} " * WORDS


def _nested(dice: Dice, marks: tuple[str, str]) -> str:
    (left, right), gap = marks
    depth = WORDS // (4 if gap.strip() else 2)
    return (left + gap) * depth + "no" + (gap + right) * depth


def _voices(dice: Dice, end: str) -> str:
    parts = (f"{_name(dice)} {dice.choice(SAID)} {dice.choice(NOUNS)}{end}" for _ in range(WORDS))
    return "".join(parts)


def _told(dice: Dice, that: str) -> str:
    return f"{_name(dice)} {that} " * WORDS


def _listed(dice: Dice, between: str) -> str:
    return between.join(_name(dice) if dice.random() < 0.5 else _word(dice) for _ in range(WORDS))


def _labels(dice: Dice, kind: tuple[int, str]) -> str:
    count, end = kind
    names = [_word(dice).upper() for _ in range(count)]
    return "".join(
        f"MR. {dice.choice(names)}: {dice.choice(NOUNS)} work{end}" for _ in range(WORDS)
    )


def _repeated(dice: Dice, unit: str) -> str:
    return f"the envoy {unit * WORDS}"


def _quoted(dice: Dice, pair: str) -> str:
    left, right = pair
    unit = f"{left}{dice.choice(NOUNS)}{dice.choice([',', '.', ''])}{right} {_name(dice)} said"
    return (unit + dice.choice([". ", " ", ", ", "\n"])) * WORDS


def _random(dice: Dice, between: str) -> str:
    return between.join(_word(dice) for _ in range(WORDS))


def _mixed(dice: Dice, between: str) -> str:
    drawn = (dice.choice([kind for kind in KINDS if kind[0] is not _mixed]) for _ in range(8))
    return between.join(_first(shape(dice, option), WORDS // 8) for shape, option in drawn)


SHAPES: dict[Callable[[Dice, Any], str], Iterable[Any]] = {
    _clauses: [",", " and", ";", " of", " that", ""],
    _nested: itertools.product(PAIRS, ["", " ", "sen "]),
    _voices: [". ", ", ", " ", ".\n"],
    _told: ["said that"],
    _listed: [", "],
    _labels: itertools.product([2, WORDS], ["\n", " "]),
    # one word without spaces, and words
    _repeated: ["vo", "sanctions,", "sanctions-", "a.b/", "said.", "Ann’s", "…—",
        "said ", "Ann ", "A. ", "not ", ", ", "' ", "“x” ", "that ", "? "],
    _quoted: PAIRS,
    _random: [" "],
    _mixed: [" ", "\n"],
}  # fmt: skip
KINDS = [(shape, option) for shape, options in SHAPES.items() for option in options]


def _first(text: str, count: int) -> str:
    """Return the first words and marks of a text."""
    for number, match in enumerate(re.finditer(r"\w+|[^\w\s]", text), start=1):
        if number == count:
            return text[: match.end()]
    return text


def draw(dice: Dice, n: int) -> tuple[str, str]:
    """Return the name of kind number `n`, and a text of it."""
    shape, option = KINDS[n % len(KINDS)]
    return shape.__name__.strip("_"), shape(dice, option)


def all_the_way(article: Article) -> object:
    return analysis.rows(article, load_codebook())


def cost(text: str, work: Work = all_the_way, size: int = WORDS) -> float:
    """Return how many times what a word of prose costs one of a text does, in its first words.

    What would be too much is tried three times, and prose beside it: on a busy machine the one may
    have had the caches that the other lacked. What takes time in squares does so each time.
    """
    least = float("inf")
    for less in range(3):
        least = min(least, _seconds(text, work, size, less) / size / _usual(work))
        if least <= WORST:
            break
        _usual.cache_clear()
    return least


@cache
def _usual(work: Work) -> float:
    """Return the CPU seconds that a word of prose takes."""
    return min(_seconds(PROSE * 30, work, WORDS, less) for less in range(3)) / WORDS


def _seconds(text: str, work: Work, size: int, less: int) -> float:
    """Return the CPU seconds that some work takes on the first words of a text.

    So many characters `less`: a text that it has seen the tokenizer remembers.
    """
    text = _first(text, size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        [article] = articles.read(text[: len(text) - less] + "\n")
        start = time.process_time()
        work(article)
        return time.process_time() - start
