"""Every error a user can cause: one base class, a few kinds, each a ValueError.

A message says what was wrong (file, row, field), what is allowed, and what to do.
"""

from __future__ import annotations


class RhetoricError(ValueError):
    """Base of all errors that the library raises on purpose."""


class InputError(RhetoricError):
    """An article, a file or a folder of them cannot be read."""


class TableError(RhetoricError):
    """A table lacks a column or holds a value that its schema does not allow."""


class CodebookError(RhetoricError):
    """A codebook cannot be loaded: the message names file, table and key."""


class ModelError(RhetoricError):
    """A language model or a set of trained weights is missing or not ours."""


class ReportError(RhetoricError):
    """A notebook cannot be run or exported, or an output place is not ours."""
