"""Write annotations in the format of a tool that coders use, and read what it saved."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.errors import InputError, RhetoricError
from rhetoric.exchange import FORMATS, Format
from rhetoric.exchange.annotations import (
    UNSCORED,
    VOICES,
    Annotation,
    Export,
    annotations_of,
    tag,
)
from rhetoric.exchange.checks import check_texts, check_types
from rhetoric.whole import check_new_or_ours, whole

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.tables import Tables


def write(
    tables: Tables, texts: Mapping[str, str], codebook: Codebook, place: str | Path, form: str
) -> Path:
    """Write the annotations of tables to a new file or folder, for the tool named by `form`.

    `texts` are the articles by doc_id, as the tables were made from them (`Analysis.texts`). The
    concepts, acts and conditions of the codebook are the labels to choose from. Returns the place.
    Raises TableError for another article's text, else as `check_export` does.
    """
    out = check_export(place, form)
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
    path = Path(place)
    _known(form)
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder; check the path")
    try:
        made: list[Annotation] = _module(form).read(path)
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


def _module(form: str) -> Any:
    return import_module(f"rhetoric.exchange.{_known(form).module}")


def _tags(codebook: Codebook, tables: Tables) -> list[str]:
    labels = {
        "statement": sorted({*tables.statements["kind"]} - {*UNSCORED}),
        "agreement": codebook.concepts,
        "act": codebook.values,
        "condition": codebook.conditions,
        **{role: (role,) for role in VOICES},
    }
    return [tag(role, label) for role, some in labels.items() for label in some]
