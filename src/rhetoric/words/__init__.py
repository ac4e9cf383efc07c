"""Every list of words that texts are read by, as data, and what reads it.

A file is a theme and a key in it a list: "people.kin". A text holds words between blanks, an array
holds patterns, a table says what each entry stands for. RHETORIC_WORDS names a file that adds to
them: a table a theme, whose keys are those of the theme's file.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from rhetoric.errors import WordsError, listed

CHOICE = "RHETORIC_WORDS"  # names the file of one's own
_HERE = Path(__file__).parent
# Rows of the calendar, patterns, and what the model has learned in this order.
_FIXED = ("calendar", "page_furniture", "tagger")


def word_row(name: str) -> tuple[str, ...]:
    """Return a list that ships in the order of its file, without words of one's own."""
    return tuple(_row(_shipped(name)))


@cache
def word_set(name: str) -> frozenset[str]:
    """Return a list with what RHETORIC_WORDS adds to it. Raises WordsError as that is read."""
    return frozenset([*word_row(name), *_row(_own_of(name, ()))])


def word_table(name: str) -> dict[str, str]:
    """Return what each entry of a table stands for; RHETORIC_WORDS adds entries and replaces them.

    Raises WordsError as that is read.
    """
    return {**_shipped(name), **_own_of(name, {})}


@cache
def words_sha256() -> str:
    """Return the hash of all lists, those of one's own included."""
    files = [*sorted(_HERE.glob("*.toml")), *_chosen()]
    return hashlib.sha256("".join(map(_read, files)).encode()).hexdigest()


@cache
def _chosen() -> list[Path]:
    """Return the file that RHETORIC_WORDS named when the first list was read, if any."""
    place = os.environ.get(CHOICE)
    return [Path(place)] if place else []


def _row(value: str | list[str]) -> list[str]:
    return value.split() if isinstance(value, str) else [*value]


def _shipped(name: str) -> Any:
    theme, _, key = name.partition(".")
    return _parsed(_HERE / f"{theme}.toml")[key]


def _own_of(name: str, default: Any) -> Any:
    theme, _, key = name.partition(".")
    return _own().get(theme, {}).get(key, default)


@cache
def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        reason = getattr(err, "strerror", None) or "is no text in UTF-8"
        raise WordsError(f"{path}: cannot be read as lists of words: {reason}") from err


@cache
def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as err:
        raise WordsError(f"{path}: not valid TOML: {err}") from err


@cache
def _own() -> dict[str, dict[str, Any]]:
    """Return the lists of the file that RHETORIC_WORDS names, checked against those that ship."""
    if not _chosen():
        return {}
    [path] = _chosen()
    themes = sorted({p.stem for p in _HERE.glob("*.toml")} - {*_FIXED})
    for theme, lists in _parsed(path).items():
        if theme not in themes:
            _fail(path, (theme,), f"unknown; allowed are {', '.join(themes)}")
        if not isinstance(lists, dict):
            _fail(path, (theme,), "expected a table of lists")
        there = _parsed(_HERE / f"{theme}.toml")
        for key, value in lists.items():
            if key not in there:
                _fail(path, (theme, key), f"unknown; allowed are {', '.join(there)}")
            if wrong := _wrong(value, there[key]):
                _fail(path, (theme, key), wrong)
    return _parsed(path)


def _wrong(value: Any, like: Any) -> str:
    """Return what is wrong with a list that is to be added to another, or nothing."""
    if isinstance(like, dict):
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            return 'must be a table of texts, as { "entry" = "what it stands for" }'
        words, known = [*value], [*like]
    else:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            return 'must be words, as ["one", "two"]'
        words, known = _row(value), _row(like)
        if phrases := [word for word in words if len(word.split()) != 1]:
            return f"holds {listed(phrases)}; each entry is one word"
    capital = [word for word in words if word != word.lower()]
    if capital and all(word == word.lower() for word in known):
        return f"holds {listed(capital)}; write words in lower case"
    return ""


def _fail(path: Path, names: tuple[str, ...], message: str) -> NoReturn:
    text, at = _read(path), 0
    for name in names:
        found = re.compile(rf"\b{re.escape(name)}\b").search(text, at)
        at = found.end() if found else at
    line = text.count("\n", 0, at) + 1
    raise WordsError(f"{path}, line {line}: '{'.'.join(names)}': {message}")
