"""Take annotations to the tools that coders use, and back.

Each format is `write_NAME` and `read_NAME` in a module of this package; between them is one shape,
`Annotation`. Corrected tables have a folder of their own, which notes who changed what, from which
file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rhetoric.errors import InputError, RhetoricError
from rhetoric.files import check_new_or_ours, check_writable, whole

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.exchange.annotations import Annotation, annotations_of
    from rhetoric.exchange.corrections import touched
    from rhetoric.exchange.merging import Merged, merge
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
    "note",
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
    "csv": Format("table_files", ".csv", whole=False),
    "dna": Format("table_files", "a folder, or FILE.dna", sided=True),
    "doccano": Format("json_files", ".jsonl"),
    "inception": Format("standoff", "a folder"),
    "label-studio": Format("json_files", "a folder"),
    "sheet": Format("table_files", ".csv", whole=False, coded=True, exported=False),
    "web-annotation": Format("json_files", ".jsonld"),
}
_HOMES = {
    "annotations": ("Annotation", "annotations_of"),
    "corrections": ("touched",),
    "merging": ("Merged", "merge"),
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


def check_corrections(out: Path, folder: Path) -> None:
    """Check that corrections of the tables in `folder` can be written to `out`.

    Raises InputError where both are one, else as `storage.check_tables_folder` does.
    """
    from rhetoric import storage

    if os.path.realpath(out) == os.path.realpath(folder):
        raise InputError(f"{out}: holds the machine's tables, which are kept; name another folder")
    storage.check_tables_folder(out)
    check_writable(out)


def merge_into(
    out: Path, folder: Path, tables: Tables, texts: Mapping[str, str],
    edited: Sequence[Annotation], *, codebook: Codebook, file: Path, form: str, **options: Any,
) -> Merged:  # fmt: skip
    """Merge a coder's annotations over the tables of `folder`, and write what comes out to `out`.

    `edited` was read from `file` in the format `form`; the options are those of `merge`. What
    coders merged into `out` before is kept. Returns and raises as `merge` does, InputError where
    `out` holds other tables, and as `storage.write_tables` does.
    """
    from rhetoric import storage
    from rhetoric.exchange.merging import merge

    known, earlier = _noted(folder, out)
    before = [row for rows in earlier.values() for row in rows]
    how = FORMATS[form]
    merged = merge(
        tables, texts, edited, codebook, earlier=before, whole=how.whole, coded=how.coded,
        sided=how.sided, **options
    )  # fmt: skip
    note(known, earlier, merged, file)
    storage.write_tables(merged.tables, out, storage.form_of(folder), provenance=known)
    return merged


def _noted(folder: Path, out: Path) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return what is noted of the tables, and what earlier imports into `out` added to it."""
    from rhetoric import storage

    known = storage.read_provenance(folder)
    there = storage.read_provenance(out) if out.exists() and any(out.iterdir()) else known
    changing = {*storage.LOGS, "rows"}
    same = all(there.get(k) == known.get(k) for k in {*there, *known} - changing)
    earlier: dict[str, list[Any]] = {}
    for name in ("corrections", "confirmed"):
        old, rows = known.get(name, []), there.get(name, [])
        same = same and rows[: len(old)] == old
        earlier[name] = rows[len(old) :]
    if not same:
        raise InputError(
            f"{out}: holds tables that are no corrections of {folder}, and would be lost; name a "
            "new folder"
        )
    return known, earlier


def note(known: dict[str, Any], earlier: dict[str, list[Any]], merged: Merged, file: Path) -> None:
    """Add to what is noted of the tables what coders did, from which file and when."""
    stamp = {"file": str(file), "when": datetime.now(UTC).isoformat(timespec="seconds")}
    for name, rows in (("corrections", merged.log), ("confirmed", merged.confirmed)):
        made = [{**row, **stamp} for row in rows]
        known[name] = [*known.get(name, []), *earlier[name], *made]
    known["conflicts"] = [*known.get("conflicts", []), *merged.conflicts]
    if "rows" in known:
        sizes = {name: len(table) for name, table in vars(merged.tables).items()}
        known["rows"] = {name: sizes[name] for name in known["rows"] if name in sizes}


def _known(form: str) -> Format:
    if form not in FORMATS:
        raise InputError(f"unknown format '{form}'; allowed are {', '.join(FORMATS)}")
    return FORMATS[form]


def _verb(verb: str, form: str) -> Any:
    home = import_module(f"rhetoric.exchange.{_known(form).module}")
    return getattr(home, f"{verb}_{form.replace('-', '_')}")
