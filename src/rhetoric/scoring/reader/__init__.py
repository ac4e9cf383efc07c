"""The reader's model as it ships: one ONNX file, its tokenizer and last layers included.

The graph gives for each word piece what is linear in it; what is asked of spans and holders is a
few small matrices, which travel in the file's metadata as JSON: no code, no pickle, no text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rhetoric.errors import ModelError
from rhetoric.files import content
from rhetoric.scoring.reader.inputs import NARRATION, PIECES, Gate, Pieces, ends, padded

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
SHIPPED = Path(__file__).with_name("positions.onnx")
FORMAT = 1
_BATCH = 1_600  # pieces read at once: bounds the memory
_ADVICE = "name another in RHETORIC_POSITIONS_MODEL, or leave that empty for the one that ships"


class Columns(NamedTuple):
    """What the graph says of the pieces of one window; rows are pieces."""

    tag: Floats
    con: Floats
    ask: Floats
    key: Floats
    cue_of: Floats
    cue_at: Floats
    target: Floats


@dataclass(frozen=True, eq=False)
class ReaderModel:
    """A loaded model: the graph, its tokenizer, the small layers and the names of concepts."""

    session: Any
    tokenizer: Tokenizer
    concepts: tuple[str, ...]
    small: dict[str, Floats]
    calibration: dict[str, list[float]]
    gate: Gate | None
    sha256: str

    def read(self, windows: Sequence[Pieces]) -> Iterator[tuple[int, Columns]]:
        """Yield the number of each window and what the graph says of it, as they are read.

        Those of like length are read together, the shortest first: all that is held is a batch.
        """
        for batch in _batches([len(w.ids) for w in windows]):
            chosen = [windows[k] for k in batch]
            found = self.session.run(list(Columns._fields), padded(chosen))
            for row, (k, window) in enumerate(zip(batch, chosen, strict=True)):
                yield k, Columns(*(one[row, : len(window.ids)] for one in found))

    def embed(self, phrases: Iterable[str]) -> Floats:
        """Return a row for each phrase, read alone: what the encoder makes of it as a span."""
        first, last = ends(self.tokenizer)
        encoded = self.tokenizer.encode_batch(list(phrases), add_special_tokens=False)
        ids = [[first, *one.ids[: PIECES - 2], last] for one in encoded]
        read = self.read([Pieces(one, [NARRATION] * len(one)) for one in ids])
        rows = {k: columns.ask[1:-1].mean(0) for k, columns in read}
        return np.array([rows[k] for k in range(len(ids))], dtype=np.float32)


def _batches(sizes: list[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for k in sorted(range(len(sizes)), key=sizes.__getitem__):
        if batch and sizes[k] * (len(batch) + 1) > _BATCH:
            yield batch
            batch = []
        batch.append(k)
    if batch:
        yield batch


def in_use() -> Path:
    """Return the file of the model: RHETORIC_POSITIONS_MODEL, else the one that ships."""
    return Path(os.environ.get("RHETORIC_POSITIONS_MODEL") or SHIPPED)


def load(path: str | Path | None = None) -> ReaderModel:
    """Return the model of a file, loaded once. Raises ModelError where it is missing or foreign."""
    place = Path(path or in_use())
    return _load(str(place), place.stat().st_mtime_ns if place.is_file() else 0)


@lru_cache(maxsize=2)
def _load(path: str, written: int) -> ReaderModel:
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
            f"({str(error).partition(chr(10))[0][:120]}); {_ADVICE}"
        ) from error
    about = session.get_modelmeta().custom_metadata_map
    if about.get("rhetoric.format", str(FORMAT)) != str(FORMAT):
        raise ModelError(f"{path}: a model of another version of rhetoric; {_ADVICE}")
    try:
        tokenizer = read_tokenizer(about["rhetoric.tokenizer"])
        head = json.loads(about["rhetoric.head"])
        small = {name: _unpacked(**one) for name, one in head["small"].items()}
        concepts, calibration = tuple(head["concepts"]), dict(head["calibration"])
        gate = Gate(small.pop("gate"), float(head["least"])) if "gate" in small else None
    except Exception as error:  # nor have those of tokenizers
        raise ModelError(f"{path}: is no reader of positions; {_ADVICE}") from error
    digest = hashlib.sha256(raw).hexdigest()
    return ReaderModel(session, tokenizer, concepts, small, calibration, gate, digest)


def _unpacked(data: str, shape: list[int]) -> Floats:
    return np.frombuffer(base64.b64decode(data), dtype=np.float32).reshape(shape)


def read_tokenizer(settings: str) -> Tokenizer:
    """Return the tokenizer that a tokenizer.json describes, without padding or truncation."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_str(settings)
    made.no_padding()
    made.no_truncation()
    return made
