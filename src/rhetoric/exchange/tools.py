"""The formats of the tools that coders use: each is a module with `write` and `read`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rhetoric.errors import InputError, RhetoricError
from rhetoric.exchange.annotations import (
    UNSCORED,
    VOICES,
    Annotation,
    Export,
    annotations_of,
    tag,
)
from rhetoric.exchange.checks import check_texts, check_types
from rhetoric.whole import check_free, whole

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.tables import Tables


class Format(NamedTuple):
    """A module of this package, what it writes, and what its rows say."""

    module: str
    writes: str  # a suffix, or 'a folder'
    whole: bool = True  # what is missing there was deleted
    coded: bool = False  # each row is a code that its coder gave
    sided: bool = False  # it holds positions for or against, and nothing else


FORMATS = {
    "brat": Format("brat", "a folder"),
    "csv": Format("spreadsheet", ".csv", whole=False),
    "dna": Format("dna", "a folder, or FILE.dna", sided=True),
    "doccano": Format("doccano", ".jsonl"),
    "inception": Format("inception", "a folder"),
    "label-studio": Format("label_studio", "a folder"),
    "sheet": Format("sheet", ".csv", whole=False, coded=True),
    "web-annotation": Format("web_annotation", ".jsonld"),
}


def write(
    tables: Tables, texts: Mapping[str, str], codebook: Codebook, place: str | Path, form: str
) -> Path:
    """Write the annotations of tables to a new file or folder, for the tool named by `form`.

    `texts` are the articles by doc_id, as the tables were made from them (`Analysis.texts`). The
    concepts, acts and conditions of the codebook are the labels to choose from. Returns the place.
    Raises TableError for another article's text, else as `check_place` does.
    """
    out = check_place(place, form)
    check_texts(tables, texts)
    rows = tables.articles[["doc_id", "published"]].fillna("").astype(str)
    dates = dict(zip(rows["doc_id"], rows["published"], strict=True))
    export = Export(
        annotations_of(tables, texts),
        {name: texts[name] for name in dates},
        _tags(codebook, tables),
        dates,
    )
    with whole(out) as made:
        _module(form).write(made, export)
    return out


def check_place(place: str | Path, form: str) -> Path:
    """Return the path to write to. Raises InputError where it is taken, or not for that format.

    Raises OutputError where nothing can be written.
    """
    out = Path(place)
    if not hasattr(_module(form), "write"):
        raise InputError("a sheet is what 'rhetoric sample' writes; export as csv for all there is")
    writes = FORMATS[form].writes
    if writes.startswith(".") and out.suffix != writes:
        raise InputError(f"{out}: {form} writes a {writes} file; name it so")
    return check_free(out)


def read(place: str | Path, form: str) -> list[Annotation]:
    """Read the annotations that a tool saved. Raises InputError, naming file and row."""
    path, module = Path(place), _module(form)
    if not hasattr(module, "read"):
        others = ", ".join(name for name in FORMATS if name != form)
        raise InputError(f"{form} is for export only; import what {others} saved")
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder; check the path")
    try:
        made: list[Annotation] = module.read(path)
        for one in made:
            check_types(one)
    except RhetoricError:
        raise
    except Exception as error:  # what a broken file raises has no common class
        raise InputError(
            f"{path}: is not as {form} saves it ({type(error).__name__}: {error}); export it again"
        ) from error
    return made


def _module(form: str) -> Any:
    if form not in FORMATS:
        raise InputError(f"unknown format '{form}'; allowed are {', '.join(FORMATS)}")
    return import_module(f"rhetoric.exchange.{FORMATS[form].module}")


def _tags(codebook: Codebook, tables: Tables) -> list[str]:
    labels = {
        "statement": sorted({*tables.statements["kind"]} - {*UNSCORED}),
        "agreement": codebook.concepts,
        "act": codebook.values,
        "condition": codebook.conditions,
        **{role: (role,) for role in VOICES},
    }
    return [tag(role, label) for role, some in labels.items() for label in some]
