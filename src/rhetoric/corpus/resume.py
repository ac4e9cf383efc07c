"""The folder of a run: a file a batch and table, and a manifest that vouches for each of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from rhetoric import storage
from rhetoric.errors import InputError, InputWarning, TableError, listed
from rhetoric.files import LOCK, beside, content, held, is_half, put, remove_half, writing
from rhetoric.storage import MANIFEST, PROVENANCE
from rhetoric.tables import SCHEMAS

_PART = re.compile(r"\d{6,}\.parquet")
_GO_ON = "what is there is complete, and the same command continues from it"


@contextmanager
def opened(directory: str | Path, form: str, made_by: Mapping[str, Any]) -> Iterator[Parts]:
    """Hold the folder of a run for this process, with what is there and whole.

    Raises TableError where another process has it, or where it holds anything else than what
    `made_by` makes; OutputError where it cannot be written.
    """
    place = storage.check_tables_folder(directory)
    with ExitStack() as stack:
        with writing(place, _GO_ON):
            if not place.exists():
                stack.callback(_remove_empty, place)
            stack.enter_context(held(place))
            folder = Parts(place, form, made_by)
            stack.callback(folder.leave)
        yield folder


class Parts:
    """What is written of a run.

    The manifest's first line is what makes the tables; then comes a line a file: its SHA-256, size
    and name. A file counts once its line is on the disk, and as long as it is what the line says.
    """

    def __init__(self, place: Path, form: str, made_by: Mapping[str, Any]) -> None:
        self.place, self.form, self._made_by = place, form, made_by
        self._head = json.dumps(made_by, sort_keys=True, separators=(",", ":"))
        said = self._said()
        if self._head not in said and _files(place):
            _check_provenance(place, made_by)
        self._whole = self._find_whole(said)
        lost = said - {self._head, *self._whole.values()}
        self.finished = PROVENANCE in self._whole and self._head in said and not lost
        if lost:
            names = [words[2] for line in sorted(lost) if len(words := line.split(" ")) == 3]
            warnings.warn(
                f"{place}: files that are missing or were changed are made again: "
                f"{listed(names or [MANIFEST])}",
                InputWarning,
                stacklevel=4,
            )
        if not self.finished:
            whole = self._whole.items()
            self._whole = {name: line for name, line in whole if self._has_all(Path(name).name)}
            self._write_manifest()
            storage.write_provenance(place, made_by)
        self._clear()

    def holds(self, number: int) -> bool:
        """Say whether all tables of a batch are there."""
        return self._has_all(_part(number))

    def write(self, number: int, tables: Mapping[str, bytes]) -> None:
        """Write the tables of a batch, as Parquet files, and then their lines."""
        made = {f"{name}.parquet/{_part(number)}": data for name, data in tables.items()}
        lines = {name: _line(name, len(d), hashlib.sha256(d)) for name, d in made.items()}
        with writing(self.place, _GO_ON):
            for name, data in made.items():
                put(self.place / name, data)
            with (self.place / MANIFEST).open("a", encoding="utf-8") as out:
                out.writelines(f"{line}\n" for line in lines.values())
                out.flush()
                os.fsync(out.fileno())
        self._whole |= lines

    def count_rows(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        import pyarrow.parquet as pq

        if self.finished:
            return dict(storage.read_provenance(self.place)["rows"])
        return {
            name: sum(pq.read_metadata(path).num_rows for path in self._parts(name))
            for name in SCHEMAS
        }

    def check_failures(self, *, strict: bool = False) -> None:
        """Raise InputError where every article failed or, if `strict`, where one did."""
        rows = self.count_rows()
        if rows["failures"] and (strict or (self.finished and not rows["articles"])):
            first = storage.read_table(self.place, "failures").iloc[0]
            raise InputError(
                f"{self.place}: of {rows['articles'] + rows['failures']} articles "
                f"{rows['failures']} could not be analyzed; {first['where']}: {first['what']}"
            )

    def finish(self) -> None:
        """Join the parts of each table to one file, if not in Parquet, and note that it is all."""
        if lost := sorted(self._whole.keys() - self._find_whole(self._said())):
            raise TableError(
                f"{self.place / lost[0]}: was changed during the run; the same command "
                "makes it again"
            )
        rows = self.count_rows()
        with writing(self.place, _GO_ON):
            if self.form != "parquet":
                self._whole = dict(map(self._join, SCHEMAS))
            storage.write_provenance(self.place, {**self._made_by, "rows": rows})
            self._whole[PROVENANCE] = _line_of(self.place, PROVENANCE)
            self._write_manifest()
            self.finished = True
            self._clear()

    def forget(self) -> None:
        """Vouch for nothing any more."""
        self._whole = {}

    def leave(self) -> None:
        """Leave nothing where nothing counts."""
        if not self._whole:
            for name in (MANIFEST, PROVENANCE):
                (self.place / name).unlink(missing_ok=True)
            self._clear()

    def _has_all(self, part: str) -> bool:
        return all(f"{name}.parquet/{part}" in self._whole for name in SCHEMAS)

    def _join(self, table: str) -> tuple[str, str]:
        """Write the parts of a table to one file; return its name and line."""
        name = f"{table}.{self.form}"
        with beside(self.place / name) as made:
            storage.write_table(table, map(pd.read_parquet, self._parts(table)), made, self.form)
        return name, _line_of(self.place, name)

    def _parts(self, table: str) -> list[Path]:
        names = [name for name in self._whole if name.startswith(f"{table}.parquet/")]
        return [self.place / name for name in sorted(names, key=lambda name: (len(name), name))]

    def _said(self) -> set[str]:
        try:
            said = content(self.place / MANIFEST).decode("utf-8", errors="replace")
        except FileNotFoundError:
            return set()
        return set(said.split("\n")[:-1])  # what has no end was being written

    def _find_whole(self, said: set[str]) -> dict[str, str]:
        lines = {name: _line_of(self.place, name) for name in _files(self.place)}
        return {name: line for name, line in lines.items() if line in said}

    def _write_manifest(self) -> None:
        lines = [self._head, *(line for _, line in sorted(self._whole.items()))]
        put(self.place / MANIFEST, "".join(f"{line}\n" for line in lines).encode())

    def _clear(self) -> None:
        """Remove what no line vouches for: half-written, damaged, or joined since."""
        for name in {*_files(self.place)} - {*self._whole, MANIFEST, PROVENANCE}:
            (self.place / name).unlink()
        for folder in (self.place, *_folders(self.place)):
            for half in filter(is_half, folder.iterdir()):
                remove_half(half)
            if not os.listdir(folder):  # the first holds the lock
                folder.rmdir()


def _remove_empty(place: Path) -> None:
    with suppress(OSError):
        place.rmdir()


def _check_provenance(place: Path, wanted: Mapping[str, Any]) -> None:
    """Raise TableError where anything else than `wanted`, or a coder, made a folder's tables."""
    earlier = storage.read_provenance(place)
    if any(earlier.get(name) for name in storage.LOGS):
        raise TableError(f"{place}: holds what coders corrected; name a new folder")
    for key in dict.fromkeys([*wanted, storage.ACTORS]):
        if earlier.get(key) != wanted.get(key):
            was, now = earlier.get(key), wanted.get(key)
            raise TableError(
                f"{place}: holds tables of other {key} ({was}, now {now}); "
                "name a new folder, or remove this one"
            )


def _files(place: Path) -> list[str]:
    """Return the names of what is whole. Raises TableError where one is not ours, or is no file."""
    folders = _folders(place)
    found = [path for folder in (place, *folders) for path in folder.iterdir()]
    found = [p for p in found if p not in folders and p.name != LOCK and not is_half(p)]
    for path in sorted(found):
        if not path.is_file() or (path.parent != place and not _PART.fullmatch(path.name)):
            raise TableError(f"{path}: is not part of these tables; move it elsewhere")
    return sorted(path.relative_to(place).as_posix() for path in found)


def _folders(place: Path) -> list[Path]:
    return [path for name in SCHEMAS if (path := place / f"{name}.parquet").is_dir()]


def _part(number: int) -> str:
    return f"{number:06}.parquet"


def _line_of(place: Path, name: str) -> str:
    with (place / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return _line(name, file.tell(), digest)


def _line(name: str, size: int, digest: Any) -> str:
    return f"{digest.hexdigest()} {size} {name}"
