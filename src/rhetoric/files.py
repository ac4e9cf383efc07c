"""Read files whole; write files and folders whole or not at all, one writer a folder; what ships.

A model's file is one .npz: arrays, and what they are in JSON; no code, no pickle.
"""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import re
import shutil
import socket
import stat
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.errors import (
    InputError,
    InputWarning,
    ModelError,
    OutputError,
    RhetoricError,
    TableError,
)  # fmt: skip

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOCK = ".lock"
_PATIENCE = 500  # hundredths of a second, for who has a lock to say so
_MOST = 1 << 30  # bytes unpacked: what announces more is no model of ours
_BESIDE = ".rhetoric-"
_HALF = re.compile(r"\.rhetoric-[a-z0-9_]{8}")  # as tempfile names it


def shipped(folder: str) -> Path:
    """Return a folder that ships beside the code: in the package, else in a checkout."""
    here = Path(__file__).resolve().parent
    packed = here / folder
    return packed if packed.is_dir() else here.parents[1] / folder


def example() -> Path:
    """Return the path of the article that ships, a wire story of 2019, to try things on."""
    return shipped("data") / "articles" / "tass_2019-02-25_lavrov.txt"


def content(place: Path) -> bytes:
    """Return the bytes of a file. Raises OSError as `check_file` does."""
    check_file(place)
    return place.read_bytes()


def opened(path: Path) -> bytes:
    """Return the bytes of a file. Raises InputError where it cannot be opened."""
    try:
        return content(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}); check the path") from error


def check_file(place: Path) -> None:
    """Raise OSError for what is no file: a folder, and a pipe or device, which may never end."""
    mode = place.stat().st_mode
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe or device"
        raise OSError(errno.EINVAL, f"{what}, not a file: save it as one", str(place))


def check_writable(place: Path) -> None:
    """Raise OutputError where nothing can be written at `place`: before long work, not after it."""
    with writing(place):
        with suppress(FileNotFoundError):
            place.stat()  # whose error tells a name that is too long, or a link to itself
        for above in filter(os.path.lexists, place.absolute().parents):
            try:
                remove_half(Path(tempfile.mkdtemp(prefix=_BESIDE, dir=above)))
                break
            except FileNotFoundError:
                if os.path.lexists(above):  # else another process removed it just now
                    raise


def check_new_or_ours(
    place: str | Path,
    ours: Callable[[Path], object] = lambda _: False,
    *,
    endings: Collection[str] = (),
    taken: str = "is there already; name a new one, a coder's work may be in it",
    error: type[RhetoricError] = InputError,
) -> Path:
    """Return the path to write to: before long work, not after it.

    What is there is replaced if it is `ours`, which says so, or raises RhetoricError. Raises else
    `error` with the message `taken`, the same where the name has none of the `endings`, OutputError
    where nothing can be written.
    """
    path = Path(place)
    if endings and path.suffix.lower() not in endings:
        raise error(f"{path}: name a file with the ending {' or '.join(endings)}")
    check_writable(path)
    if path.exists():
        try:
            replaced = ours(path)
        except RhetoricError:
            replaced = False
        if not replaced:
            raise error(f"{path}: {taken}")
    return path


def check_apart(*places: Path | None) -> None:
    """Raise OutputError where of the places to write to one is another, or lies in it."""
    real = [Path(os.path.realpath(place)) for place in places if place is not None]
    for one, other in itertools.permutations(real, 2):
        if other.is_relative_to(one):
            raise OutputError(
                f"{other}: is in {one}, and both are written; give each a place of its own"
            )


@contextmanager
def whole(place: Path) -> Iterator[Path]:
    """Yield a path beside `place`, to write a file or folder to; it takes the place when all is.

    Where the block fails, or the process dies, what was at the place is there as it was. Folders
    above it are made. Raises OutputError where nothing can be written there.
    """
    with writing(place), beside(place) as made:
        yield made


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """Do as `whole` does, but raise OSError as it comes."""
    target = Path(os.path.realpath(place))  # a link stays one
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_BESIDE, dir=target.parent))
    made, old = folder / target.name, folder / ".old"
    try:
        yield made
        for path in (*made.rglob("*"), made):  # all of it is on the disk before it has the place
            _sync(path)
        if made.is_dir() and target.is_dir():  # a folder can replace none that holds files
            target.rename(old)
        try:
            made.replace(target)
        except OSError:
            if old.is_dir():
                old.rename(target)
            raise
        _sync(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_half(place: Path) -> bool:
    """Say whether that holds what is not whole yet, or was not when a process died.

    It may be gone by now.
    """
    return bool(_HALF.fullmatch(place.name)) and (place.is_dir() or not os.path.lexists(place))


def remove_half(place: Path) -> None:
    """Remove what is not whole, if no other process has. Raises OSError."""
    with suppress(FileNotFoundError):
        shutil.rmtree(place)


def put(place: Path, data: bytes) -> None:
    """Write a file whole. Raises OSError."""
    with beside(place) as made:
        made.write_bytes(data)


@contextmanager
def writing(place: Path, advice: str = "name another place") -> Iterator[None]:
    """Say of a disk that is full, or a place that may not be written, which it is and what to do.

    Raises OutputError in the place of OSError.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"{place}: cannot be written ({why}); {advice}") from error


def _sync(path: Path) -> None:
    if os.name == "nt":
        return  # it has no handles for folders
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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


def _opened(path: Path) -> io.FileIO:
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


def read_arrays(path: str | Path) -> tuple[dict[str, NDArray[Any]], Any]:
    """Return the arrays of an .npz file, and what it says in JSON about itself.

    Raises OSError where it cannot be read, ValueError where it is no such file.
    """
    import numpy as np

    raw = io.BytesIO(content(Path(path)))
    try:
        with zipfile.ZipFile(raw) as packed:
            size = sum(one.file_size for one in packed.infolist())
        if size > _MOST:
            raise ValueError(f"it unpacks to {size} bytes")
        with np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return arrays, json.loads(str(arrays.pop("about")))
    except Exception as error:  # what a broken file raises has no common class
        raise ValueError(str(error)) from error


def write_arrays(place: Path, about: Any, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a model whole or not at all; numbers that are no bytes in half precision."""
    import numpy as np

    packed: dict[str, Any] = {
        name: one if one.dtype == np.uint8 else one.astype(np.float16)
        for name, one in arrays.items()
    }
    packed["about"] = np.array(json.dumps(about, ensure_ascii=False))
    with whole(place) as made, made.open("wb") as file:
        np.savez_compressed(file, **packed)


@contextmanager
def of_model(path: str, what: str, whose: str) -> Iterator[None]:
    """Raise ModelError for what goes wrong where a model's file is read."""
    try:
        yield
    except ModelError:
        raise
    except FileNotFoundError as error:
        raise ModelError(f"no {what} at {path}; train one, or name another") from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is no {what} of {whose}; train one anew") from error


def check_model(place: str | Path, load: Callable[[str], object], *endings: str) -> Path:
    """Return the file to write a model to, which `load` would read.

    Raises ModelError where something else is there, OutputError where nothing can be written.
    """
    return check_new_or_ours(
        place,
        lambda there: load(str(there)),
        endings=endings,
        taken="is there and is no model of this kind and version; name a new file",
        error=ModelError,
    )
