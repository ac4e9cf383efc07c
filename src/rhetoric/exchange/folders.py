"""Corrected tables in a folder of their own, which notes who changed what, from which file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric import storage
from rhetoric.errors import InputError
from rhetoric.exchange import FORMATS
from rhetoric.exchange.merging import Merged, merge
from rhetoric.whole import check_writable

if TYPE_CHECKING:
    from rhetoric.codebook import Codebook
    from rhetoric.exchange.annotations import Annotation
    from rhetoric.tables import Tables


def check_corrections(out: Path, folder: Path) -> None:
    """Check that corrections of the tables in `folder` can be written to `out`.

    Raises InputError where both are one, else as `storage.check_tables_folder` does.
    """
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
