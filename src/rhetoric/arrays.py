"""Model files: arrays, and what they are in JSON, in one .npz file: no code, no pickle."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.errors import ModelError
from rhetoric.whole import check_new_or_ours, content, whole

_MOST = 1 << 30  # bytes unpacked: what announces more is no model of ours


def read_arrays(path: str | Path) -> tuple[dict[str, NDArray[Any]], Any]:
    """Return the arrays of an .npz file, and what it says in JSON about itself.

    Raises OSError where it cannot be read, ValueError where it is no such file.
    """
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
