"""Train the reader on coded texts, and write it as one file. Needs the extra `train` (PyTorch).

Several losses on one encoder: tags of spans, their concept, who holds what of them, on which side,
by which words, and how a text speaks of a target; and what the inner layers of a larger reader make
of each piece. Weights averaged over steps (Izmailov et al.
2018), linear warm-up and cosine decay; texts of one written group stand in one batch, so that what
differs between them is what is learned. What a larger reader tells of a text counts as much as what
coders say. The same texts give the same weights on the same machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from rhetoric.errors import ModelError
from rhetoric.scoring.reader.examples import CONCEPTS, Example, Gold
from rhetoric.scoring.reader.model import read_tokenizer
from rhetoric.scoring.reader.network import SIDES, TAGS, Network

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BATCH, _TARGETS = 24, 32  # texts a step
_ROUND = 16  # pieces
_UNSURE, _SMOOTH = 0.6, 0.05
_SOME, _LEAST = 0.3, 0.1  # so much of all holders, of one, is worth a loss
_HEADS = 1e-3  # learning rate of the heads
_ALIKE = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
_WEIGHTS = {
    "tag": 3.0,
    "concept": 0.5,
    "held": 0.5,
    "holder": 0.5,
    "side": 1.0,
    "cue": 2.0,
    "inner": 1.0,
}
_PAIRS = ("held", "side", "tie", "link", "place")  # layers that read nothing but ask and key


@dataclass(frozen=True)
class Target:
    """A text whose pieces [first, last) name a target; 0 negative, 1 neutral, 2 positive."""

    ids: list[int]
    first: int
    last: int
    label: int


def train(
    examples: Sequence[Example], targets: Sequence[Target], encoder: Path, tokenizer: Tokenizer, *,
    epochs: int, rate: float = 2e-4, like: Network | None = None,
    progress: Callable[[str], None] = print,
) -> Network:  # fmt: skip
    """Fine-tune the encoder of a folder (config.json, model.safetensors) on coded texts.

    `like` is the network that has told of them: its last layers are where this one starts.
    Returns the network with the mean of its weights over the later steps. Raises ModelError where
    the encoder does not know the pieces of the tokenizer.
    """
    steps = _steps([_lesson(one) for one in examples], targets, epochs, random.Random(0))
    torch.manual_seed(0)
    network = _network(encoder, tokenizer)
    for name in _PAIRS if like is not None else ():
        getattr(network, name).load_state_dict(getattr(like, name).state_dict())
    _fit(network, steps, rate, progress)
    return network


def _network(encoder: Path, tokenizer: Tokenizer) -> Network:
    from transformers import AutoModel

    body = AutoModel.from_pretrained(
        encoder, add_pooling_layer=False, attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    words = body.get_input_embeddings().weight.detach()[_order(encoder, tokenizer)]
    # frozen: words that were not seen keep their place
    body.set_input_embeddings(torch.nn.Embedding.from_pretrained(words.clone(), freeze=True))
    return Network(body, body.config.hidden_size, len(CONCEPTS))


def _order(encoder: Path, tokenizer: Tokenizer) -> list[int]:
    """Return for each piece of a tokenizer its number in the vocabulary of an encoder."""
    own = read_tokenizer((encoder / "tokenizer.json").read_text(encoding="utf-8")).get_vocab()
    found = {n: own.get(w, own.get(_ALIKE.get(w, ""))) for w, n in tokenizer.get_vocab().items()}
    lost = [n for n, k in found.items() if k is None]
    if len(lost) > len(found) // 100:
        raise ModelError(f"{encoder}: its vocabulary is not that of the reader's tokenizer")
    return [found.get(n) or 0 for n in range(max(found) + 1)]


def _fit(
    net: Network, steps: Sequence[list[Any]], rate: float, progress: Callable[[str], None]
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
        if number >= later and (number - later) % 5 == 0:
            average = average or [p.detach().clone() for p in learned]
            for mean, p in zip(average, learned, strict=True):
                mean.lerp_(p.detach(), 0.05)
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
    lessons: Sequence[Lesson], targets: Sequence[Target], epochs: int, dice: random.Random
) -> list[list[Any]]:
    return [step for _ in range(epochs) for step in _epoch(lessons, targets, dice)]


def _epoch(
    lessons: Sequence[Lesson], targets: Sequence[Target], dice: random.Random
) -> list[list[Any]]:
    """Return batches of texts of like length; those of a group stay together."""
    units: dict[str, list[Lesson]] = {}
    for one in lessons:
        units.setdefault(one.example.group, []).append(one)
    ordered = sorted(
        units.values(), key=lambda unit: len(unit[0].example.window.ids) + 16 * dice.random()
    )
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
    longest = -(-max(map(len, ids)) // _ROUND) * _ROUND  # shapes that recur are made ready once
    mask = _padded([[1] * len(row) for row in ids], longest)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        made = net.encode(_padded(ids, longest), _padded(roles, longest), mask)
    return made.float()


def _targets(net: Network, batch: list[Target]) -> dict[str, Tensor]:
    hidden = net.target(_encoded(net, [t.ids for t in batch], [[0] * len(t.ids) for t in batch]))
    means = torch.stack([hidden[k, t.first : t.last].mean(0) for k, t in enumerate(batch)])
    labels = torch.tensor([t.label for t in batch])
    return {"target": functional.cross_entropy(net.sentiment(torch.tanh(means)), labels)}


def _losses(net: Network, batch: list[Lesson]) -> dict[str, Tensor]:
    seen = [one.example.window for one in batch]
    hidden = _encoded(net, [w.ids for w in seen], [w.roles for w in seen])
    tag, con, ask, key, cue_of, cue_at, _ = net.columns(hidden)
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


@dataclass(frozen=True)
class Lesson:
    """A window with what is wanted of the network, as tensors: S spans, H holders, P pieces.

    What coders say and what another reader tells count alike where both are there.
    """

    example: Example
    tags: Tensor | None  # (P, TAGS); None where nobody can tell
    inner: Tensor | None  # (P, ask and key)
    spread: Tensor  # (S, P): the share of each piece in a span
    ties: Tensor  # (S, H, 3)
    held: Tensor  # (S, H)
    sides: Tensor  # (S, H, SIDES)
    weight: Tensor  # (S, H): how much a side counts
    holds: Tensor  # (S,): whether anybody holds anything on a span
    shown: Tensor  # (S,): whether coders have said by which words
    concept: Tensor  # (S, CONCEPTS); zeros where nobody can tell
    cue: Tensor  # (S, P)


def _lesson(one: Example) -> Lesson:
    spans, size = one.spans, len(one.window.ids)
    shape = len(spans), len(one.window.holders)
    spread, cue = (np.zeros((len(spans), size), dtype=np.float32) for _ in range(2))
    concept = np.zeros((len(spans), len(CONCEPTS)), dtype=np.float32)
    held, weight = (np.zeros(shape, dtype=np.float32) for _ in range(2))
    sides = np.zeros((*shape, SIDES), dtype=np.float32)
    ties = np.zeros((*shape, 3), dtype=np.int64)
    holds, shown = (np.zeros(len(spans), dtype=bool) for _ in range(2))
    for k, span in enumerate(spans):
        spread[k, span.first : span.last] = 1 / (span.last - span.first)
        ties[k] = span.ties
        held[k], sides[k], weight[k] = _holders(one, span)
        somebody = held[k].sum() > _SOME
        named = bool(span.axis) if one.coded else somebody
        holds[k] = named and somebody
        shown[k] = named and one.coded
        if named:
            concept[k] = _concept(one, span)
        else:
            weight[k] = 0
        cue[k, list(span.cue)] = 1
    weight[weight < _LEAST] = 0
    tags = _tags(one)
    made: tuple[Any, ...] = (spread, ties, held, sides, weight, holds, shown, concept, cue)
    told = (None if x is None else torch.from_numpy(x) for x in (tags, one.inner))
    return Lesson(one, *told, *map(torch.from_numpy, made))


def _holders(one: Example, span: Gold) -> tuple[NDArray[np.float32], ...]:
    """Return of each holder of the window how likely it is one, its sides, and their weight."""
    pieces, told = one.window.holders, span.told
    if told is not None and not one.coded:
        return told.held, told.sides, told.held
    held = np.array([p in span.holders for p in pieces], dtype=np.float32)
    sides = np.full((len(pieces), SIDES), _SMOOTH / SIDES, dtype=np.float32)
    for k in np.flatnonzero(held):
        sides[k, span.holders[pieces[k]]] += 1 - _SMOOTH
    weight = held * np.float32(1.0 if span.sure else _UNSURE)
    if told is None:
        return held, sides, weight
    coded = held[:, None] > 0
    return (
        _both(held, told.held),
        np.where(coded, _both(sides, told.sides), told.sides),
        np.where(held > 0, weight, told.held * np.float32(0.5)),
    )


def _concept(one: Example, span: Gold) -> NDArray[np.float32]:
    told = None if span.told is None else span.told.concept
    if not one.coded or span.concept not in CONCEPTS:
        return np.zeros(len(CONCEPTS), dtype=np.float32) if told is None else told
    concept: NDArray[np.float32] = np.zeros(len(CONCEPTS), dtype=np.float32)
    concept[CONCEPTS.index(span.concept)] = 1
    return concept if told is None else _both(concept, told)


def _tags(one: Example) -> NDArray[np.float32] | None:
    """Return the wanted tag of each piece, as probabilities; None where nobody can tell."""
    if not one.open:
        return one.tags
    gold = np.zeros(len(one.window.ids), dtype=np.int64)
    for span in one.spans:
        if span.axis:
            gold[span.first : span.last] = 2 if span.axis < 0 else 4
            gold[span.first] -= 1
    coded: NDArray[np.float32] = np.eye(TAGS, dtype=np.float32)[gold]
    return coded if one.tags is None else _both(coded, one.tags)


def _both(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (one + other) * np.float32(0.5)
    return made
