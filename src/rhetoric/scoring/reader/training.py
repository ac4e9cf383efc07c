"""Train the reader on coded texts, and write it as one file. Needs the extra `train` (PyTorch).

Several losses on one encoder: tags of spans, their concept, who holds what of them, on which side,
by which words, and how a text speaks of a target. Weights averaged over steps (Izmailov et al.
2018) and runs (Wortsman et al. 2022), linear warm-up and cosine decay; texts of one written group
stand in one batch, so that what differs between them is what is learned. The same texts give the
same weights on the same machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rhetoric.scoring.reader.examples import CONCEPTS, Example
from rhetoric.scoring.reader.network import Network

_BATCH, _TARGETS = 16, 32  # texts a step
_UNSURE, _SMOOTH = 0.6, 0.05
_WEIGHTS = {"tag": 3.0, "concept": 0.5, "held": 0.5, "holder": 0.5, "side": 1.0, "cue": 2.0}


@dataclass(frozen=True)
class Target:
    """A text whose pieces [first, last) name a target; 0 negative, 1 neutral, 2 positive."""

    ids: list[int]
    first: int
    last: int
    label: int


def train(
    examples: Sequence[Example], targets: Sequence[Target], encoder: Path, *,
    epochs: int = 6, rate: float = 2e-4, runs: int = 2, progress: Callable[[str], None] = print,
) -> Network:  # fmt: skip
    """Fine-tune the encoder of a folder (config.json, model.safetensors) on coded texts.

    Runs start alike and see the texts in other orders. Returns the network whose weights are the
    mean of theirs, each itself a mean over its steps.
    """
    made = []
    for seed in range(runs):
        progress(f"run {seed + 1} of {runs}")
        steps = _steps(examples, targets, epochs, random.Random(seed))
        torch.manual_seed(0)
        network = _network(encoder)
        torch.manual_seed(seed)
        _fit(network, steps, rate, progress)
        made.append(network)
    network = made[0]
    with torch.no_grad():
        for values in zip(*(one.parameters() for one in made), strict=True):
            values[0].copy_(torch.stack(values).mean(0))
    return network


def _network(encoder: Path) -> Network:
    from transformers import BertModel

    body = BertModel.from_pretrained(encoder, add_pooling_layer=False, attn_implementation="eager")
    for p in body.embeddings.parameters():  # words that were not seen keep their place
        p.requires_grad_(False)
    return Network(body, body.config.hidden_size, len(CONCEPTS))


def _fit(
    net: Network, steps: Sequence[list[Any]], rate: float, progress: Callable[[str], None]
) -> None:
    """Take all steps; leave the network with the mean of its weights over the later ones."""
    learned = [p for p in net.parameters() if p.requires_grad]
    inner = {id(p) for p in net.encoder.parameters()}
    groups = [
        {"params": [p for p in learned if id(p) in inner], "lr": rate},
        {"params": [p for p in learned if id(p) not in inner], "lr": 5 * rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: _rate(n, len(steps)))
    average: list[Tensor] = []
    for number, step in enumerate(steps):
        net.train()
        losses = _targets(net, step) if isinstance(step[0], Target) else _losses(net, step)
        loss = sum(losses.values())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        if number >= 0.3 * len(steps):
            average = average or [p.detach().clone() for p in learned]
            for mean, p in zip(average, learned, strict=True):
                mean.lerp_(p.detach(), 0.01)
        if number % 100 == 99:
            told = " ".join(f"{name} {float(value):.2f}" for name, value in losses.items())
            progress(f"step {number + 1} of {len(steps)}: {told}")
    with torch.no_grad():
        for p, value in zip(learned, average, strict=True):
            p.copy_(value)
    net.eval()


def _rate(step: int, steps: int) -> float:
    warm = min(1.0, step / (0.06 * steps + 1))
    return warm * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def _steps(
    examples: Sequence[Example], targets: Sequence[Target], epochs: int, dice: random.Random
) -> list[list[Any]]:
    return [step for _ in range(epochs) for step in _epoch(examples, targets, dice)]


def _epoch(
    examples: Sequence[Example], targets: Sequence[Target], dice: random.Random
) -> list[list[Any]]:
    """Return batches of texts of like length; those of a group stay together."""
    units: dict[str, list[Example]] = {}
    for one in examples:
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


def _padded(rows: Sequence[Sequence[int]], longest: int) -> Tensor:
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def _encoded(net: Network, ids: Sequence[list[int]], roles: Sequence[list[int]]) -> Tensor:
    longest = max(map(len, ids))
    mask = _padded([[1] * len(row) for row in ids], longest)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        made = net.encode(_padded(ids, longest), _padded(roles, longest), mask)
    return made.float()


def _targets(net: Network, batch: list[Target]) -> dict[str, Tensor]:
    hidden = net.target(_encoded(net, [t.ids for t in batch], [[0] * len(t.ids) for t in batch]))
    means = torch.stack([hidden[k, t.first : t.last].mean(0) for k, t in enumerate(batch)])
    labels = torch.tensor([t.label for t in batch])
    return {"target": functional.cross_entropy(net.sentiment(torch.tanh(means)), labels)}


def _losses(net: Network, batch: list[Example]) -> dict[str, Tensor]:
    hidden = _encoded(net, [e.window.ids for e in batch], [e.window.roles for e in batch])
    tag, con, ask, key, cue_of, cue_at, _ = net.columns(hidden)
    parts: dict[str, list[Tensor]] = {name: [] for name in _WEIGHTS}
    for row, one in enumerate(batch):
        if one.open:
            gold = _tags(one)
            parts["tag"].append(
                functional.cross_entropy(tag[row, 1 : len(gold) + 1], gold, reduction="none")
            )
        keys = key[row, one.window.holders]
        for span in one.spans:
            at = slice(span.first, span.last)
            scores = net.pair(ask[row, at].mean(0)[None], keys, torch.from_numpy(span.ties)[None])[
                0
            ]
            shown = cue_at[row, 1 : len(one.window.ids) - 1] @ cue_of[row, at].mean(0)
            for name, value in _of_span(one, span, scores, shown / 8 + net.cue_bias, con[row, at]):
                parts[name].append(value)
    return {
        name: _WEIGHTS[name] * torch.cat([v.reshape(-1) for v in values]).mean()
        for name, values in parts.items()
        if values
    }


def _of_span(
    one: Example, span: Any, scores: Tensor, shown: Tensor, con: Tensor
) -> Iterator[tuple[str, Tensor]]:
    """Yield the losses of one span: who holds it, on which side, what it is, by which words."""
    pieces = one.window.holders
    held = torch.tensor([float(p in span.holders) for p in pieces])
    yield "held", functional.binary_cross_entropy_with_logits(scores[:, 0], held, reduction="sum")
    if not span.axis:  # nobody holds anything on it
        return
    if held.any():
        yield "holder", -(held / held.sum() * functional.log_softmax(scores[:, 0], 0)).sum()
    weight = 1.0 if span.sure else _UNSURE
    for k, piece in enumerate(pieces):
        if piece in span.holders:
            side = torch.tensor(span.holders[piece])
            yield (
                "side",
                weight * functional.cross_entropy(scores[k, 1:], side, label_smoothing=_SMOOTH),
            )
    if span.concept in CONCEPTS:
        yield (
            "concept",
            functional.cross_entropy(con.mean(0), torch.tensor(CONCEPTS.index(span.concept))),
        )
    words = torch.zeros_like(shown)
    words[[k - 1 for k in span.cue]] = 1
    yield "cue", functional.binary_cross_entropy_with_logits(shown, words)


def _tags(one: Example) -> Tensor:
    gold = np.zeros(len(one.window.ids), dtype=np.int64)
    for span in one.spans:
        if span.axis:
            gold[span.first : span.last] = 2 if span.axis < 0 else 4
            gold[span.first] -= 1
    return torch.from_numpy(gold[1:-1])
