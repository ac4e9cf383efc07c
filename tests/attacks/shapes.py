"""Texts of odd shapes, and what a word of them costs beside a word of prose."""

from __future__ import annotations

import random
import re
import string
import time
import warnings
from collections.abc import Callable
from functools import cache

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


def _clauses(dice: Dice) -> str:
    unit = f"{dice.choice(NOUNS)}{dice.choice([',', ' and', ';', ' of', ' that', ''])} "
    return f"{_name(dice)} {dice.choice(SAID)} " + unit * WORDS


def _nested(dice: Dice) -> str:
    left, right = dice.choice(PAIRS)
    gap = dice.choice(["", "", " ", f"{_word(dice)} "])
    depth = WORDS // (4 if gap.strip() else 2)
    return (left + gap) * depth + "no" + (gap + right) * depth


def _voices(dice: Dice) -> str:
    end = dice.choice([". ", ", ", " ", ".\n"])
    parts = (f"{_name(dice)} {dice.choice(SAID)} {dice.choice(NOUNS)}{end}" for _ in range(WORDS))
    return "".join(parts)


def _told(dice: Dice) -> str:
    who = _name(dice)
    return f"{who} said that " * WORDS


def _listed(dice: Dice) -> str:
    return ", ".join(_name(dice) if dice.random() < 0.5 else _word(dice) for _ in range(WORDS))


def _labels(dice: Dice) -> str:
    names = [_word(dice).upper() for _ in range(dice.choice([2, WORDS]))]
    end = dice.choice(["\n", "\n", " "])
    return "".join(
        f"MR. {dice.choice(names)}: {dice.choice(NOUNS)} work{end}" for _ in range(WORDS)
    )


def _unspaced(dice: Dice) -> str:
    unit = dice.choice([_word(dice), "sanctions,", "sanctions-", "a.b/", "said.", "Ann’s", "…—"])
    return "the envoy " + unit * WORDS


def _repeated(dice: Dice) -> str:
    return (
        "the envoy "
        + dice.choice(["said ", "Ann ", "A. ", "not ", ", ", "' ", "“x” ", "that ", "? "]) * WORDS
    )


def _quoted(dice: Dice) -> str:
    left, right = dice.choice(PAIRS)
    unit = f"{left}{dice.choice(NOUNS)}{dice.choice([',', '.', ''])}{right} {_name(dice)} said"
    return (unit + dice.choice([". ", " ", ", ", "\n"])) * WORDS


def _random(dice: Dice) -> str:
    return " ".join(_word(dice) for _ in range(WORDS))


def _mixed(dice: Dice) -> str:
    made = [_first(dice.choice(SHAPES[:-1])(dice), WORDS // 8) for _ in range(8)]
    return dice.choice([" ", "\n"]).join(made)


SHAPES: list[Callable[[Dice], str]] = [
    _clauses, _nested, _voices, _told, _listed, _labels, _unspaced, _repeated, _quoted, _random,
    _mixed,
]  # fmt: skip


def _first(text: str, count: int) -> str:
    """Return the first words and marks of a text."""
    for number, match in enumerate(re.finditer(r"\w+|[^\w\s]", text), start=1):
        if number == count:
            return text[: match.end()]
    return text


def draw(dice: Dice, n: int) -> tuple[str, str]:
    """Return the name of shape number `n`, and a text of it."""
    shape = SHAPES[n % len(SHAPES)]
    return shape.__name__.strip("_"), shape(dice)


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
