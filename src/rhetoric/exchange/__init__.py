"""Take annotations to the tools that coders use, and back.

Each format is `write_NAME` and `read_NAME` in a module of this package; between them is one shape,
`Annotation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rhetoric.errors import InputError, RhetoricError
from rhetoric.files import check_new_or_ours, whole

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.exchange.annotations import Annotation, annotations_of
    from rhetoric.exchange.corrections import touched
    from rhetoric.exchange.merging import Merged, check_corrections, merge, merge_into
    from rhetoric.tables import Tables

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
    "brat": Format("standoff", "a folder"),
    "csv": Format("annotations", ".csv", whole=False),
    "dna": Format("dna", "a folder, or FILE.dna", sided=True),
    "doccano": Format("json_files", ".jsonl"),
    "inception": Format("standoff", "a folder"),
    "label-studio": Format("json_files", "a folder"),
    "sheet": Format("sheet", ".csv", whole=False, coded=True, exported=False),
    "web-annotation": Format("json_files", ".jsonld"),
}
_HOMES = {
    "annotations": ("Annotation", "annotations_of"),
    "corrections": ("touched",),
    "merging": ("Merged", "check_corrections", "merge", "merge_into"),
}


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used (PEP 562): help, which lists the formats, is quick."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"rhetoric.exchange.{home}"), name)
    raise AttributeError(f"module 'rhetoric.exchange' has no attribute '{name}'")


def write(
    tables: Tables, texts: Mapping[str, str], codebook: Codebook, place: str | Path, form: str
) -> Path:
    """Write the annotations of tables to a new file or folder, for the tool named by `form`.

    `texts` are the articles by doc_id, as the tables were made from them (`Analysis.texts`). The
    concepts, acts and conditions of the codebook are the labels to choose from. Returns the place.
    Raises TableError for another article's text, else as `check_export` does.
    """
    from rhetoric.exchange.annotations import export_of

    out = check_export(place, form)
    export = export_of(tables, texts, codebook)
    with whole(out) as made:
        _verb("write", form)(made, export)
    return out


def check_export(place: str | Path, form: str) -> Path:
    """Return the path to write to. Raises InputError where it is taken, or not for that format.

    Raises OutputError where nothing can be written.
    """
    if not _known(form).exported:
        raise InputError("a sheet is what 'rhetoric sample' writes; export as csv for all there is")
    writes = FORMATS[form].writes
    return check_new_or_ours(place, endings=[writes] if writes.startswith(".") else ())


def read(place: str | Path, form: str) -> list[Annotation]:
    """Read the annotations that a tool saved. Raises InputError, naming file and row."""
    from rhetoric.exchange.annotations import check_types

    path = Path(place)
    _known(form)
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder; check the path")
    try:
        made: list[Annotation] = _verb("read", form)(path)
        for one in made:
            check_types(one)
    except RhetoricError:
        raise
    except Exception as error:  # what a broken file raises has no common class
        raise InputError(
            f"{path}: is not as {form} saves it ({type(error).__name__}: {error}); export it again"
        ) from error
    return made


def _known(form: str) -> Format:
    if form not in FORMATS:
        raise InputError(f"unknown format '{form}'; allowed are {', '.join(FORMATS)}")
    return FORMATS[form]


def _verb(verb: str, form: str) -> Any:
    home = import_module(f"rhetoric.exchange.{_known(form).module}")
    return getattr(home, f"{verb}_{form.replace('-', '_')}")
