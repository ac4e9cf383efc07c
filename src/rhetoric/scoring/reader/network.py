"""The reader's network in PyTorch, its training, and the model that is made of it.

An encoder, and heads on what it makes of a piece: spans are tagged piece by piece; who holds a
position on a span, and which side, is asked of each pair of a span and a possible holder. All heads
but the last layer of pairs are linear in a piece, so that the mean over a span's pieces can be
taken afterwards: one pass of the encoder a window.

It is trained by several losses: tags of spans, their concept, who holds what of them, on which
side, by which words, how a text speaks of a target, and what the inner layers of a larger reader
make of each piece. Weights averaged over steps (Izmailov et al. 2018), linear warm-up and cosine
decay; texts of one written group stand in one batch, so that what differs between them is what is
learned. The same texts give the same weights on the same machine.
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from rhetoric.errors import ModelError
from rhetoric.gold_standard import CONCEPTS
from rhetoric.scoring.reader import Columns, ReaderModel, inputs
from rhetoric.scoring.reader.export import rounded, small_layers
from rhetoric.scoring.reader.inputs import LINKS, PLACES, ROLES, SIDES, TAGS, TIES, padded
from rhetoric.scoring.reader.lessons import Lesson, Target

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rhetoric.scoring.reader.inputs import Pieces

PAIR, CUE, TARGET = 192, 64, 128
_BATCH, _TARGETS = 24, 32  # texts a step
_ROUND = 16  # pieces
_HEADS = 1e-3  # learning rate of the heads
_ALIKE = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
_WEIGHTS = {
    "tag": 3.0, "concept": 0.5, "held": 0.5, "holder": 0.5, "side": 1.0, "cue": 2.0, "inner": 1.0,
}  # fmt: skip
_PAIRS = ("held", "side", "tie", "link", "place")  # layers that read nothing but ask and key


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


def train(
    lessons: Sequence[Lesson], targets: Sequence[Target], encoder: Path, tokenizer: Tokenizer, *,
    epochs: int, rate: float = 2e-4, ships: bool = False, like: ReaderNetwork | None = None,
    progress: Callable[[str], None] = print,
) -> ReaderNetwork:  # fmt: skip
    """Fine-tune the encoder of a folder (config.json, model.safetensors) on coded texts.

    One that `ships` gets more layers, and words in four bits. `like` is the network that has told
    of the texts: its last layers are where this one starts.
    Returns the network with the mean of its weights over the later steps. Raises ModelError where
    the encoder does not know the pieces of the tokenizer.
    """
    dice = random.Random(0)
    steps = [step for _ in range(epochs) for step in _epoch(lessons, targets, dice)]
    torch.manual_seed(0)
    network = _network(encoder, tokenizer)
    if ships:
        _grow(network)
    for name in _PAIRS if like is not None else ():
        getattr(network, name).load_state_dict(getattr(like, name).state_dict())
    _fit(network, steps, rate, progress)
    return network


def _network(encoder: Path, tokenizer: Tokenizer) -> ReaderNetwork:
    from transformers import AutoModel

    body = AutoModel.from_pretrained(
        encoder, add_pooling_layer=False, attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    words = body.get_input_embeddings().weight.detach()[_order(encoder, tokenizer)]
    # frozen: words that were not seen keep their place
    body.set_input_embeddings(torch.nn.Embedding.from_pretrained(words.clone(), freeze=True))
    return ReaderNetwork(body, body.config.hidden_size, len(CONCEPTS))


def _grow(network: ReaderNetwork) -> None:
    """Put a copy behind every second layer, and the word embeddings in as many bits as in the file.

    A copy adds nothing at first and learns to (depth up-scaling, Kim et al. 2024).
    """
    layers = []
    for number, layer in enumerate(network.encoder.encoder.layer):
        layers.append(layer)
        if number % 2:
            layers.append(_passing(layer))
    network.encoder.encoder.layer = nn.ModuleList(layers)
    network.encoder.config.num_hidden_layers = len(layers)
    words = network.encoder.get_input_embeddings().weight
    words.data = rounded(words.data)


def _passing(layer: nn.Module) -> nn.Module:
    """Return a copy of a layer that gives nearly what it is given."""
    made = copy.deepcopy(layer)
    last = layer.output.LayerNorm
    scale = float((last.weight.square().mean() + last.bias.var()).sqrt())
    for part in (made.attention.output, made.output):
        nn.init.zeros_(part.dense.weight)
        nn.init.zeros_(part.dense.bias)
        nn.init.constant_(part.LayerNorm.weight, scale)
        nn.init.constant_(part.LayerNorm.bias, float(last.bias.mean()))
    return made


def _order(encoder: Path, tokenizer: Tokenizer) -> list[int]:
    """Return for each piece of a tokenizer its number in the vocabulary of an encoder."""
    own = inputs.read_tokenizer((encoder / "tokenizer.json").read_text("utf-8")).get_vocab()
    found = {n: own.get(w, own.get(_ALIKE.get(w, ""))) for w, n in tokenizer.get_vocab().items()}
    lost = [n for n, k in found.items() if k is None]
    if len(lost) > len(found) // 100:
        raise ModelError(f"{encoder}: its vocabulary is not that of the reader's tokenizer")
    return [found.get(n) or 0 for n in range(max(found) + 1)]


def _fit(
    net: ReaderNetwork, steps: Sequence[list[Any]], rate: float, progress: Callable[[str], None]
) -> None:
    """Take all steps; leave the network with the mean of its weights over the later ones."""
    learned = [p for p in net.parameters() if p.requires_grad]
    inner = {id(p) for p in net.encoder.parameters()}
    groups = [
        {"params": [p for p in learned if id(p) in inner], "lr": rate},
        {"params": [p for p in learned if id(p) not in inner], "lr": _HEADS},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: _rate(n, len(steps)))
    later = int(0.4 * len(steps))
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.95))
    for number, step in enumerate(steps):
        net.train()
        losses = _targets(net, step) if isinstance(step[0], Target) else _losses(net, step)
        loss = sum(losses.values())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        if number >= later and (number - later) % 5 == 0:
            average.update_parameters(net)
        if number % 100 == 99:
            told = " ".join(f"{name} {float(value):.2f}" for name, value in losses.items())
            progress(f"step {number + 1} of {len(steps)}: {told}")
    net.load_state_dict(average.module.state_dict())
    net.eval()


def _rate(step: int, steps: int) -> float:
    warm = min(1.0, step / (0.06 * steps + 1))
    return warm * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def _epoch(
    lessons: Sequence[Lesson], targets: Sequence[Target], dice: random.Random
) -> list[list[Any]]:
    """Return batches of texts of like length; those of a group stay together."""
    units: dict[str, list[Lesson]] = {}
    for one in lessons:
        units.setdefault(one.group, []).append(one)
    ordered = sorted(units.values(), key=lambda unit: len(unit[0].window.ids) + 16 * dice.random())
    flat = [one for unit in ordered for one in unit]
    made: list[list[Any]] = [flat[k : k + _BATCH] for k in range(0, len(flat), _BATCH)]
    told = sorted(targets, key=lambda t: len(t.ids) + 16 * dice.random())
    aside = [told[k : k + _TARGETS] for k in range(0, len(told), _TARGETS)]
    dice.shuffle(aside)
    made += aside[: len(made) // 2]
    dice.shuffle(made)
    return made


def _encoded(net: ReaderNetwork, batch: Sequence[Pieces]) -> Tensor:
    given = padded(batch, _ROUND)  # shapes that recur are made ready once
    with torch.autocast("cpu", dtype=torch.bfloat16):
        made = net.encode(*(torch.from_numpy(one) for one in given.values()))
    return made.float()


def _targets(net: ReaderNetwork, batch: list[Target]) -> dict[str, Tensor]:
    hidden = net.target(_encoded(net, batch))
    means = torch.stack([hidden[k, t.first : t.last].mean(0) for k, t in enumerate(batch)])
    labels = torch.tensor([t.label for t in batch])
    return {"target": functional.cross_entropy(net.sentiment(torch.tanh(means)), labels)}


def _losses(net: ReaderNetwork, batch: list[Lesson]) -> dict[str, Tensor]:
    seen = [one.window for one in batch]
    tag, con, ask, key, cue_of, cue_at, _ = net.columns(_encoded(net, seen))
    parts: dict[str, list[Tensor]] = {name: [] for name in _WEIGHTS}
    for row, one in enumerate(batch):
        size = len(seen[row].ids)
        if one.tags is not None:
            parts["tag"].append(_apart(tag[row, 1 : size - 1], one.tags[1:-1]))
        if one.inner is not None:
            made = torch.cat([ask[row, :size], key[row, :size]], -1)
            missed = (made - one.inner).square().mean() / one.inner.float().var(0).mean()
            parts["inner"].append(missed[None])
        if not len(one.spread):
            continue
        scores = net.pair(one.spread @ ask[row, :size], key[row, seen[row].holders], one.ties)
        odds = scores[..., 0]
        parts["held"].append(_missed(odds, one.held).sum(-1))
        somebody = one.held.sum(-1, keepdim=True)
        wanted = torch.where(one.holds[:, None], one.held / (somebody + 1e-6), 0.0)
        parts["holder"].append(_apart(odds, wanted)[one.holds])
        parts["side"].append((one.weight * _apart(scores[..., 1:], one.sides))[one.weight > 0])
        parts["concept"].append(
            _apart(one.spread @ con[row, :size], one.concept)[one.concept.sum(-1) > 0]
        )
        shown = (one.spread @ cue_of[row, :size]) @ cue_at[row, :size].T / 8 + net.cue_bias
        parts["cue"].append(_missed(shown, one.cue)[one.shown, 1:-1].mean(-1))
    return {
        name: _WEIGHTS[name] * told.mean()
        for name, values in parts.items()
        if values and len(told := torch.cat(values))
    }


def _apart(scores: Tensor, wanted: Tensor) -> Tensor:
    """Return the cross-entropy of rows of scores against rows of probabilities."""
    return -(wanted * functional.log_softmax(scores, -1)).sum(-1)


def _missed(odds: Tensor, wanted: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(odds, wanted, reduction="none")


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
    return ReaderModel(_Session(network), tokenizer, CONCEPTS, small_layers(network), {}, None, "")
