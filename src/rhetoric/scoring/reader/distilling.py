"""A network in PyTorch that reads at once, without a file. Needs the extra `train`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from rhetoric.scoring.reader.examples import CONCEPTS
from rhetoric.scoring.reader.export import head
from rhetoric.scoring.reader.model import Model
from rhetoric.scoring.reader.network import Network

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class _Session:
    """A network that answers as a session of onnxruntime does."""

    def __init__(self, network: Network) -> None:
        self.network = network.eval()

    def run(self, names: Sequence[str], given: dict[str, Any]) -> list[NDArray[np.float32]]:
        ids, roles, mask = (torch.from_numpy(given[name]) for name in ("ids", "roles", "mask"))
        with torch.no_grad():
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self.network.encode(ids, roles, mask)
            return [one.numpy() for one in self.network.columns(hidden.float())]


def as_model(network: Network, tokenizer: Tokenizer) -> Model:
    """Return a trained network as a model that reads at once, without a file."""
    return Model(_Session(network), tokenizer, CONCEPTS, head(network), {}, None, "")
