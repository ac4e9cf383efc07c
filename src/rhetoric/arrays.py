"""Read the arrays of a model file."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.whole import content

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
