"""The reader's model as it ships: one ONNX file, its tokenizer and last layers included.

The graph gives for each word piece what is linear in it; what is asked of spans and holders is a
few small matrices, which travel in the file's metadata as JSON: no code, no pickle, no text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.errors import ModelError
from rhetoric.scoring.reader.inputs import Gate, Window
from rhetoric.whole import content

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
SHIPPED = Path(__file__).with_name("positions.onnx")
FORMAT = 1
OUTPUTS = ("tag", "con", "ask", "key", "cue_of", "cue_at", "target")
_BATCH = 1_600  # pieces read at once: bounds the memory
_ADVICE = "name another in RHETORIC_POSITIONS_MODEL, or leave that empty for the one that ships"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the graph says of the pieces of one window; rows are pieces."""

    tag: Floats
    con: Floats
    ask: Floats
    key: Floats
    cue_of: Floats
    cue_at: Floats
    target: Floats


@dataclass(frozen=True, eq=False)
class Model:
    """A loaded model: the graph, its tokenizer, the small layers and the names of concepts."""

    session: Any
    tokenizer: Tokenizer
    concepts: tuple[str, ...]
    small: dict[str, Floats]
    calibration: dict[str, list[float]]
    gate: Gate | None
    sha256: str

    def read(self, windows: Sequence[Window]) -> Iterator[tuple[int, Columns]]:
        """Yield the number of each window and what the graph says of it, as they are read.

        Those of like length are read together, the shortest first: all that is held is a batch.
        """
        order = sorted(range(len(windows)), key=lambda k: len(windows[k].ids))
        at = 0
        while at < len(order):
            size, longest = 0, 0
            while at + size < len(order):
                longest = len(windows[order[at + size]].ids)
                if size and longest * (size + 1) > _BATCH:
                    break
                size += 1
            chosen = order[at : at + size]
            longest = max(len(windows[k].ids) for k in chosen)
            yield from zip(chosen, self._run([windows[k] for k in chosen], longest), strict=True)
            at += size

    def _run(self, windows: Sequence[Window], longest: int) -> list[Columns]:
        shape = len(windows), longest
        ids, roles, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, w in enumerate(windows):
            n = len(w.ids)
            ids[row, :n], roles[row, :n], mask[row, :n] = w.ids, w.roles, 1
        found = self.session.run(list(OUTPUTS), {"ids": ids, "roles": roles, "mask": mask})
        return [
            Columns(*(one[row, : len(w.ids)] for one in found)) for row, w in enumerate(windows)
        ]


def in_use() -> Path:
    """Return the file of the model: RHETORIC_POSITIONS_MODEL, else the one that ships."""
    return Path(os.environ.get("RHETORIC_POSITIONS_MODEL") or SHIPPED)


def load(path: str | Path | None = None) -> Model:
    """Return the model of a file, loaded once. Raises ModelError where it is missing or foreign."""
    place = Path(path or in_use())
    return _load(str(place), place.stat().st_mtime_ns if place.is_file() else 0)


@lru_cache(maxsize=2)
def _load(path: str, written: int) -> Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        raw = content(Path(path))
    except OSError as error:
        raise ModelError(f"{path}: cannot read the model ({error.strerror}); {_ADVICE}") from error
    try:
        session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors have no common class
        raise ModelError(
            f"{path}: onnxruntime {onnxruntime.__version__} cannot read it as a model "
            f"({_first_line(error)}); {_ADVICE}"
        ) from error
    about = session.get_modelmeta().custom_metadata_map
    try:
        if int(about["rhetoric.format"]) != FORMAT:
            raise ModelError(f"{path}: a model of another version of rhetoric; {_ADVICE}")
        tokenizer = read_tokenizer(about["rhetoric.tokenizer"])
        head = json.loads(about["rhetoric.head"])
        small = {
            name: np.frombuffer(base64.b64decode(one["data"]), dtype=np.float32).reshape(
                one["shape"]
            )
            for name, one in head["small"].items()
        }
        concepts, calibration = tuple(head["concepts"]), dict(head["calibration"])
        gate = Gate(small.pop("gate"), float(head["least"])) if "gate" in small else None
    except Exception as error:  # nor have those of tokenizers
        raise ModelError(f"{path}: is no reader of positions; {_ADVICE}") from error
    digest = hashlib.sha256(raw).hexdigest()
    return Model(session, tokenizer, concepts, small, calibration, gate, digest)


def read_tokenizer(settings: str) -> Tokenizer:
    """Return the tokenizer that a tokenizer.json describes, without padding or truncation."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_str(settings)
    made.no_padding()
    made.no_truncation()
    return made


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:120]
