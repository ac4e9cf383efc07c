"""One writer a folder: the second is told who is there."""

from __future__ import annotations

import itertools
import os
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from rhetoric.errors import InputWarning, TableError

LOCK = ".lock"
_PATIENCE = 500  # hundredths of a second, for who has it to say so


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Hold the folder `place`, made if it is not there, for this process and no other.

    The system lets go of it when the process ends, however it ends: what a dead one left is taken
    over. Raises TableError, which names the holder's pid and host, where another has it.
    """
    path = place / LOCK
    for patience in itertools.count(_PATIENCE, -1):
        with _opened(path) as file:  # to close it is to let go
            if not _lock(file.fileno(), path, patience) or not _is_at(file.fileno(), path):
                continue  # who had it has let go of it and unlinked it: there is a new one
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
            try:
                yield
            finally:
                if _is_at(file.fileno(), path):  # the folder may be another by now
                    path.unlink()  # before it is let go of: who waits for it looks again
            return


def _opened(path: Path) -> FileIO:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return path.open("ab", buffering=0)
        except FileNotFoundError:
            if path.parent.exists():  # else who made the folder has removed it, as it was empty
                raise


def _lock(handle: int, path: Path, patience: int) -> bool:
    """Say whether this process has it. Raises TableError where another says that it has."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(0.01)  # the other says so just after it has it
        with suppress(FileNotFoundError):
            holder = path.read_text(encoding="utf-8").strip()
            if holder or patience < 0:
                holder = holder or "another program"
                raise TableError(
                    f"{path.parent}: {holder} is writing to it; let it end, or name another folder"
                ) from None
        return False
    except (ImportError, OSError):
        warnings.warn(
            f"{path.parent}: this file system has no locks; let no other run write here",
            InputWarning,
            stacklevel=4,
        )
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
