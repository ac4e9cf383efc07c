"""One writer a folder: the second is told who is there."""

from __future__ import annotations

import os
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rhetoric.errors import InputWarning, TableError

LOCK = ".lock"


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Hold the folder `place`, which is there, for this process and no other.

    The system lets go of it when the process ends, however it ends: what a dead one left is taken
    over. Raises TableError, which names the holder's pid and host, where another has it.
    """
    path = place / LOCK
    while True:
        with path.open("ab", buffering=0) as file:  # to close it is to let go
            _lock(file.fileno(), path)
            if not _is_at(file.fileno(), path):
                continue  # who had it has unlinked it: there is a new one
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
            try:
                yield
            finally:
                if _is_at(file.fileno(), path):  # the folder may be another by now
                    path.unlink()  # before it is let go of: who waits for it looks again
            return


def _lock(handle: int, path: Path) -> None:
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise TableError(
            f"{path.parent}: {_holder(path)} is writing to it; let it end, or name another folder"
        ) from error
    except (ImportError, OSError):
        warnings.warn(
            f"{path.parent}: there are no locks here; see that no other run writes to it",
            InputWarning,
            stacklevel=4,
        )


def _holder(path: Path) -> str:
    for _ in range(20):  # it says so just after it has it
        if said := path.read_text(encoding="utf-8").strip() if path.exists() else "":
            return said
        time.sleep(0.01)
    return "another process"


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
