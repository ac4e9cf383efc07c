"""Take annotations to the tools that coders use, and back.

Each format is a module with `write` and `read`; between them is one shape, `Annotation`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rhetoric.exchange.annotations import Annotation, annotations_of
    from rhetoric.exchange.corrections import touched
    from rhetoric.exchange.folders import check_corrections, merge_into
    from rhetoric.exchange.merging import Merged, merge
    from rhetoric.exchange.transfer import check_export, read, write

__all__ = [
    "FORMATS",
    "Annotation",
    "Merged",
    "annotations_of",
    "check_corrections",
    "check_export",
    "merge",
    "merge_into",
    "read",
    "touched",
    "write",
]


class Format(NamedTuple):
    """A module of this package, what it writes, what its rows say, and which ways it goes."""

    module: str
    writes: str  # a suffix, or 'a folder'
    whole: bool = True  # what is missing there was deleted
    coded: bool = False  # each row is a code that its coder gave
    sided: bool = False  # it holds positions for or against, and nothing else
    exported: bool = True


FORMATS = {
    "brat": Format("brat", "a folder"),
    "csv": Format("spreadsheet", ".csv", whole=False),
    "dna": Format("dna", "a folder, or FILE.dna", sided=True),
    "doccano": Format("doccano", ".jsonl"),
    "inception": Format("inception", "a folder"),
    "label-studio": Format("label_studio", "a folder"),
    "sheet": Format("sheet", ".csv", whole=False, coded=True, exported=False),
    "web-annotation": Format("web_annotation", ".jsonld"),
}
_HOMES = {
    "annotations": ("Annotation", "annotations_of"),
    "corrections": ("touched",),
    "folders": ("check_corrections", "merge_into"),
    "merging": ("Merged", "merge"),
    "transfer": ("check_export", "read", "write"),
}


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used (PEP 562): help, which lists the formats, is quick."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"rhetoric.exchange.{home}"), name)
    raise AttributeError(f"module 'rhetoric.exchange' has no attribute '{name}'")
