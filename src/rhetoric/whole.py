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
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
