"""Every error a user can cause: one base class, a few kinds, each a ValueError.

A message says what was wrong (file, row, field), what is allowed, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence


class RhetoricError(ValueError):
    """Base of all errors that the library raises on purpose."""


class InputError(RhetoricError):
    """An article, a file or a folder of them cannot be read."""


class InputWarning(UserWarning):
    """A field of an article cannot be read and is left empty; the article stays."""


class TableError(RhetoricError):
    """A table lacks a column or holds a value that its schema does not allow."""


class CodebookError(RhetoricError):
    """A codebook cannot be loaded: the message names file, table and key."""


class WordsError(RhetoricError):
    """A file of words of one's own cannot be used: the message names file, line and list."""


class ModelError(RhetoricError):
    """A language model or a set of trained weights is missing or not ours."""


class ReportError(RhetoricError):
    """A notebook cannot be run or exported, or an output place is not ours."""


class OutputError(RhetoricError):
    """Nothing can be written where a file or folder was asked for."""


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names as a message gives them: the first few, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(f"'{name}'" for name in names[:most]) + more


def count(number: int, noun: str) -> str:
    """Write a number with its noun: '1 statement', '2 statements', '3 entries'."""
    plural = noun.removesuffix("y") + "ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def signed(value: float, digits: int = 2) -> str:
    """Write a number with its sign, the minus as a minus, and nothing before a zero."""
    sign = "+" if round(float(value), digits) else ""
    return f"{float(value) if sign else 0:{sign}.{digits}f}".replace("-", "−")
