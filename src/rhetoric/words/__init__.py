"""Every list of words that texts are read by, as data, and what reads it.

A file is a theme and a key in it a list: "people.kin". A text holds words between blanks, an array
patterns, a table what each entry stands for. RHETORIC_WORDS names a file that adds to them: each of
its tables is a theme, whose keys are those of the theme's file.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from rhetoric.errors import WordsError, listed

CHOICE = "RHETORIC_WORDS"  # names the file of one's own
_FILES = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.toml"))}
# In order of the calendar; as code reads files; patterns; in the order that the model has learned.
_FIXED = ("calendar", "files", "page_furniture", "reader", "tagger")


def word_row(name: str) -> tuple[str, ...]:
    """Return a list that ships in the order of its file, without words of one's own."""
    theme, key = name.split(".")
    found = _parsed(_FILES[theme])[key]
    return tuple(found.split() if isinstance(found, str) else found)


@cache
def word_set(name: str) -> frozenset[str]:
    """Return a list with what RHETORIC_WORDS adds to it. Raises WordsError as that is read."""
    theme, key = name.split(".")
    return frozenset([*word_row(name), *_own().get(theme, {}).get(key, "").split()])


def word_table(name: str) -> dict[str, str]:
    """Return what each entry of a table stands for; RHETORIC_WORDS adds entries and replaces them.

    Raises WordsError as that is read.
    """
    theme, key = name.split(".")
    return {**_parsed(_FILES[theme])[key], **_own().get(theme, {}).get(key, {})}


def word_lists(name: str) -> dict[str, tuple[str, ...]]:
    """Return the words of each entry of a table, where commas part them. Raises as `word_table`."""
    return {
        entry: tuple(word.strip() for word in words.split(","))
        for entry, words in word_table(name).items()
    }


@cache
def words_sha256() -> str:
    """Return the hash of all lists, those of one's own included."""
    files = [*_FILES.values(), *_chosen()]
    return hashlib.sha256("".join(map(_read, files)).encode()).hexdigest()


@cache
def _chosen() -> list[Path]:
    """Return the file that RHETORIC_WORDS named when the first list was read, if any."""
    place = os.environ.get(CHOICE)
    return [Path(place)] if place else []


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
    themes = {name: path for name, path in _FILES.items() if name not in _FIXED}
    found: dict[str, Any] = {}
    for path in _chosen():
        found = _parsed(path)
        for theme, lists in found.items():
            if theme not in themes:
                raise _error(path, f"unknown; allowed are {', '.join(themes)}", theme)
            if not isinstance(lists, dict):
                raise _error(path, "must be a table of lists", theme)
            for key, value in lists.items():
                if wrong := _wrong(value, key, _parsed(themes[theme])):
                    raise _error(path, wrong, theme, key)
    return found


def _wrong(value: Any, key: str, shipped: dict[str, Any]) -> str | None:
    """Return what is wrong with a list that is to be added to the one of its name, if anything."""
    if key not in shipped:
        return f"unknown; allowed are {', '.join(shipped)}"
    if isinstance(shipped[key], str):
        if not isinstance(value, str):
            return "must be a text of words, as 'one two'"
    elif not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        return "must be a table of texts, as { one = 'what it stands for' }"
    entries, known = (x.split() if isinstance(x, str) else [*x] for x in (value, shipped[key]))
    capital = [entry for entry in entries if entry != entry.lower()]
    if capital and all(entry == entry.lower() for entry in known):
        return f"holds {listed(capital)}; write in lower case"
    return None


def _error(path: Path, message: str, *names: str) -> WordsError:
    """Return the error of a list or a table of lists, with the line where its name stands."""
    text, at = _read(path), 0
    for name in names:
        found = re.compile(rf"\b{re.escape(name)}\b").search(text, at)
        at = found.end() if found else at
    line = text.count("\n", 0, at) + 1
    return WordsError(f"{path}, line {line}: '{'.'.join(names)}': {message}")
