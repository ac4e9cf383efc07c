"""Take annotations to the tools that coders use, and back.

Each format is a module with `write` and `read`; between them is one shape, `Annotation`.
"""

from rhetoric.exchange.annotations import Annotation, annotations_of
from rhetoric.exchange.corrections import touched
from rhetoric.exchange.folders import check_folder, merge_into
from rhetoric.exchange.merging import Merged, merge
from rhetoric.exchange.transfer import FORMATS, check_place, read, write

__all__ = [
    "FORMATS",
    "Annotation",
    "Merged",
    "annotations_of",
    "check_folder",
    "check_place",
    "merge",
    "merge_into",
    "read",
    "touched",
    "write",
]
