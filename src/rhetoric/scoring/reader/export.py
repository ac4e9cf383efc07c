"""A trained network as one ONNX file: 8-bit integers, its word embeddings in 4, its small layers.

Needs the extra `train` (PyTorch, onnx).
"""

from __future__ import annotations

import base64
import json
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from rhetoric.files import whole
from rhetoric.gold_standard import CONCEPTS
from rhetoric.scoring.reader import FORMAT, Columns

if TYPE_CHECKING:
    from rhetoric.scoring.reader.inputs import Gate
    from rhetoric.scoring.reader.network import ReaderNetwork

_SMALL = ("tie", "link", "place", "held", "side", "sentiment", "cue_bias")
_BLOCK = 64  # numbers of an embedding with a scale and a zero of their own


class _Graph(nn.Module):  # type: ignore[misc]  # PyTorch is an extra, and may be absent
    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, roles: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        return self.network.columns(self.network.encode(ids, roles, mask))


def write(network: ReaderNetwork, tokenizer: Path, path: Path) -> None:
    """Write a network with its tokenizer (tokenizer.json), whole or not at all."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    inputs, outputs = ("ids", "roles", "mask"), Columns._fields
    free = {name: {0: "window", 1: "piece"} for name in (*inputs, *outputs)}
    some = torch.ones((2, 8), dtype=torch.int64)
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        with warnings.catch_warnings():  # the newer exporter needs one more package
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(
                _Graph(network.eval()), (some, some, some), full, input_names=list(inputs),
                output_names=list(outputs), dynamic_axes=free, dynamo=False, opset_version=17,
            )  # fmt: skip
        onnx.save(_words_in_four_bits(onnx.load(str(full))), str(full))
        quantize_dynamic(
            full, small, weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=True,  # seven bits: the products of eight overflow on older processors
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # of what the words become
        )  # fmt: skip
        graph = onnx.load(str(small))
    graph.doc_string = graph.producer_name = graph.producer_version = ""
    for node in graph.graph.node:  # names of files and lines where it was made
        node.doc_string = ""
        del node.metadata_props[:]
    settings = json.loads(tokenizer.read_text(encoding="utf-8"))
    settings["truncation"] = settings["padding"] = None
    layers = {name: _packed(values) for name, values in small_layers(network).items()}
    _save(graph, path, {
        "rhetoric.format": str(FORMAT),
        "rhetoric.tokenizer": json.dumps(settings, ensure_ascii=False, separators=(",", ":")),
        "rhetoric.head": json.dumps({"concepts": CONCEPTS, "calibration": {}, "small": layers}),
    })  # fmt: skip


def _words_in_four_bits(model: Any) -> Any:
    """Put the word embeddings of a graph in 4 bits; they are looked up and never multiplied."""
    graph = model.graph
    known = {one.name: one for one in graph.initializer}
    named = ((k, n) for k, n in enumerate(graph.node) if n.op_type == "Gather")
    place, gather = next((k, n) for k, n in named if "word_embeddings" in n.input[0])
    name, ids = gather.input
    words = numpy_helper.to_array(known[name])
    numbers, scale, zero = _four_bits(words)
    for part, values in (("number", numbers.reshape(words.shape)), ("zero", zero[..., 0])):
        few = values.astype(np.uint8).ravel()
        raw = (few[0::2] | few[1::2] << 4).tobytes()
        graph.initializer.append(
            helper.make_tensor(f"{name}.{part}", TensorProto.UINT4, values.shape, raw, raw=True)
        )
    graph.initializer.append(numpy_helper.from_array(scale[..., 0], f"{name}.scale"))
    given = [f"{name}.number", ids, f"{name}.scale", f"{name}.zero"]
    graph.node.insert(place, helper.make_node(
        "GatherBlockQuantized", given, list(gather.output), domain="com.microsoft",
        gather_axis=0, quantize_axis=1, block_size=_BLOCK,
    ))  # fmt: skip
    graph.node.remove(gather)
    graph.initializer.remove(known[name])
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


def rounded(words: Tensor) -> Tensor:
    """Return word embeddings as the file will keep them."""
    numbers, scale, zero = _four_bits(words.numpy())
    return torch.from_numpy(((numbers - zero) * scale).reshape(words.shape))


def _four_bits(words: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Return (words, blocks, numbers) from 0 to 15, and the scale and the zero of each block."""
    blocks = words.reshape(len(words), -1, _BLOCK)
    low, high = blocks.min(-1, keepdims=True).clip(max=0), blocks.max(-1, keepdims=True).clip(min=0)
    scale = ((high - low) / 15).clip(min=1e-9)
    zero = np.round(-low / scale)
    return np.round(blocks / scale + zero).clip(0, 15), scale, zero


def finish(path: Path, calibration: Mapping[str, Sequence[float]], gate: Gate) -> None:
    """Add to a written model how sure it is, and which sentences it need not read."""
    graph = onnx.load(str(path))
    about = {one.key: one.value for one in graph.metadata_props}
    head = json.loads(about["rhetoric.head"])
    head["calibration"] = {
        name: [round(float(x), 5) for x in line] for name, line in calibration.items()
    }
    head["small"]["gate"] = _packed(gate.weights.astype(np.float32).round(3))
    head |= {"article": gate.article, "least": gate.least}
    _save(graph, path, {**about, "rhetoric.head": json.dumps(head)})


def _save(graph: Any, path: Path, about: dict[str, str]) -> None:
    helper.set_model_props(graph, about)
    with whole(path) as beside:
        onnx.save(graph, str(beside))


def small_layers(network: ReaderNetwork) -> dict[str, NDArray[np.float32]]:
    """Return the small layers that are no part of the graph."""
    return {
        name: np.atleast_1d(values.numpy().astype(np.float32))
        for name, values in network.state_dict().items()
        if name.split(".")[0] in _SMALL
    }


def _packed(array: NDArray[np.float32]) -> dict[str, object]:
    data = base64.b64encode(array.tobytes()).decode()
    return {"shape": list(array.shape), "data": data}
