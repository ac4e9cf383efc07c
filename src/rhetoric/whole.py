"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(place: Path) -> Iterator[Path]:
    """Yield a new file beside `place` to write to; it takes the place when all is written.

    Where the block fails, or the process dies, what was at the place is there as it was. Raises
    OSError where nothing can be written there.
    """
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.stem}-", suffix=place.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644)  # tempfile makes it private
        replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)


def put(place: Path, data: bytes) -> None:
    """Write a file whole, by a name beside it that is always the same: one writer at a time."""
    beside = place.with_name(f".{place.name}")
    beside.write_bytes(data)
    replace(beside, place)


def replace(beside: Path, place: Path) -> None:
    """Put a file in its place once it is on the disk, and have the disk know that it is there."""
    _sync(beside)
    beside.replace(place)
    _sync(place.parent)


def _sync(path: Path) -> None:
    if os.name == "nt":
        return  # it has no handles for folders
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
