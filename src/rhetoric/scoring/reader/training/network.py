"""The reader's network in PyTorch, for training: an encoder, and heads on what it makes of a piece.

Spans are tagged piece by piece; who holds a position on a span, and which side, is asked of each
pair of a span and a possible holder. All heads but the last layer of pairs are linear in a piece,
so that the mean over a span's pieces can be taken afterwards: one pass of the encoder a window.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from rhetoric.scoring.reader.inputs import LINKS, PLACES, ROLES, TIES
from rhetoric.scoring.reader.model import Columns

PAIR, CUE, TARGET = 192, 64, 128
TAGS = 5  # O, B and I of coercive, B and I of cooperative ways
SIDES = 3  # against, none, for


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
