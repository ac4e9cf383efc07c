"""The reader's network in PyTorch, for training, and the model that is made of it.

An encoder, and heads on what it makes of a piece: spans are tagged piece by piece; who holds a
position on a span, and which side, is asked of each pair of a span and a possible holder. All heads
but the last layer of pairs are linear in a piece, so that the mean over a span's pieces can be
taken afterwards: one pass of the encoder a window. The model is one ONNX file in 8-bit integers, or
one that reads at once.
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
from torch import Tensor, nn

from rhetoric.files import whole
from rhetoric.gold_standard import CONCEPTS
from rhetoric.scoring.reader import FORMAT, Columns, ReaderModel
from rhetoric.scoring.reader.inputs import LINKS, PLACES, ROLES, TIES, Gate

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAIR, CUE, TARGET = 192, 64, 128
TAGS = 5  # O, B and I of coercive, B and I of cooperative ways
SIDES = 3  # against, none, for
_SMALL = ("tie", "link", "place", "held", "side", "sentiment", "cue_bias")


class ReaderNetwork(nn.Module):  # type: ignore[misc]  # PyTorch is an extra, and may be absent
    """An encoder with heads; `encode` reads pieces, `pair` judges spans and holders."""

    def __init__(self, encoder: nn.Module, width: int, concepts: int, drop: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.role = nn.Embedding(ROLES, width)
        nn.init.normal_(self.role.weight, std=0.01)
        self.drop = nn.Dropout(drop)
        self.tag = nn.Linear(width, TAGS)
        self.con = nn.Linear(width, concepts)
        self.ask = nn.Linear(width, 2 * PAIR)  # of a span
        self.key = nn.Linear(width, 2 * PAIR)  # of a holder
        self.tie = nn.Embedding(TIES, PAIR)
        self.link = nn.Embedding(LINKS, PAIR)
        self.place = nn.Embedding(PLACES, PAIR)
        for one in (self.tie, self.link, self.place):
            nn.init.normal_(one.weight, std=0.1)
        self.held = nn.Linear(PAIR, 1)
        self.side = nn.Linear(PAIR, SIDES)
        self.cue_of = nn.Linear(width, CUE)
        self.cue_at = nn.Linear(width, CUE)
        self.cue_bias = nn.Parameter(torch.tensor(-3.0))
        self.target = nn.Linear(width, TARGET)
        self.sentiment = nn.Linear(TARGET, SIDES)

    def encode(self, ids: Tensor, roles: Tensor, mask: Tensor) -> Tensor:
        """Return (batch, pieces, width)."""
        words = self.encoder.get_input_embeddings()(ids) + self.role(roles)
        made: Tensor = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        return self.drop(made.float())

    def columns(self, x: Tensor) -> tuple[Tensor, ...]:
        """Return what is linear in a piece, in the order of `Columns`."""
        return tuple(getattr(self, name)(x) for name in Columns._fields)

    def pair(self, ask: Tensor, key: Tensor, ties: Tensor) -> Tensor:
        """Return (…, S, H, 1 + SIDES): ask is (…, S, 2P), key (…, H, 2P), ties (…, S, H, 3)."""
        bias = self.tie(ties[..., 0]) + self.link(ties[..., 1]) + self.place(ties[..., 2])
        a, b = ask.unsqueeze(-2), key.unsqueeze(-3)
        z = torch.tanh(a[..., :PAIR] + b[..., :PAIR] + bias + a[..., PAIR:] * b[..., PAIR:])
        return torch.cat([self.held(z), self.side(z)], -1)


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
        quantize_dynamic(
            full, small, weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=True,  # seven bits: the products of eight overflow on older processors
        )  # fmt: skip
        graph = onnx.load(str(small))
    graph.doc_string = graph.producer_name = graph.producer_version = ""
    for node in graph.graph.node:  # names of files and lines where it was made
        node.doc_string = ""
        del node.metadata_props[:]
    settings = json.loads(tokenizer.read_text(encoding="utf-8"))
    settings["truncation"] = settings["padding"] = None
    layers = {name: _packed(values) for name, values in _small(network).items()}
    _save(graph, path, {
        "rhetoric.format": str(FORMAT),
        "rhetoric.tokenizer": json.dumps(settings, ensure_ascii=False, separators=(",", ":")),
        "rhetoric.head": json.dumps({"concepts": CONCEPTS, "calibration": {}, "small": layers}),
    })  # fmt: skip


def finish(path: Path, calibration: Mapping[str, Sequence[float]], gate: Gate) -> None:
    """Add to a written model how sure it is, and which sentences it need not read."""
    graph = onnx.load(str(path))
    about = {one.key: one.value for one in graph.metadata_props}
    head = json.loads(about["rhetoric.head"])
    head["calibration"] = {
        name: [round(float(x), 5) for x in line] for name, line in calibration.items()
    }
    head["small"]["gate"] = _packed(gate.weights.astype(np.float32).round(3))
    head["least"] = gate.least
    _save(graph, path, {**about, "rhetoric.head": json.dumps(head)})


def _save(graph: Any, path: Path, about: dict[str, str]) -> None:
    onnx.helper.set_model_props(graph, about)
    with whole(path) as beside:
        onnx.save(graph, str(beside))


def _small(network: ReaderNetwork) -> dict[str, NDArray[np.float32]]:
    """Return the small layers that are no part of the graph."""
    return {
        name: np.atleast_1d(values.numpy().astype(np.float32))
        for name, values in network.state_dict().items()
        if name.split(".")[0] in _SMALL
    }


def _packed(array: NDArray[np.float32]) -> dict[str, object]:
    data = base64.b64encode(array.tobytes()).decode()
    return {"shape": list(array.shape), "data": data}


class _Session:
    """A network that answers as a session of onnxruntime does."""

    def __init__(self, network: ReaderNetwork) -> None:
        self.network = network.eval()

    def run(self, _: Sequence[str], given: dict[str, Any]) -> list[NDArray[np.float32]]:
        with torch.no_grad():
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self.network.encode(*(torch.from_numpy(one) for one in given.values()))
            return [one.numpy() for one in self.network.columns(hidden.float())]


def as_model(network: ReaderNetwork, tokenizer: Tokenizer) -> ReaderModel:
    """Return a trained network as a model that reads at once, without a file."""
    return ReaderModel(_Session(network), tokenizer, CONCEPTS, _small(network), {}, None, "")
