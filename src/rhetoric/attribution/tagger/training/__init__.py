"""Train the tagger and the linker on articles whose attributions are marked.

The network is trained by back-propagation through a linear-chain CRF, with dropout and Adam; the
linker by AdaGrad on a conditional logit. The same data, seeds and machine give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from rhetoric.attribution.tagger import Tagger
from rhetoric.attribution.tagger.features import extract
from rhetoric.attribution.tagger.network import Network, rows
from rhetoric.attribution.tagger.training.back_propagation import Trainer
from rhetoric.attribution.tagger.training.linking import train_linker
from rhetoric.attribution.tagger.training.marked import Example, check, targets
from rhetoric.errors import InputError

BATCH = 3  # documents a step
Progress = Callable[[Iterable[int]], Iterable[int]]


def train(
    examples: Sequence[Example],
    *,
    seeds: Sequence[int] = (0, 1),
    epochs: int = 11,
    progress: Progress = iter,
) -> Tagger:
    """Return a tagger trained on examples; `progress` may wrap the epochs (tqdm, say).

    Raises InputError if no attribution is marked, or a span does not fit its text.
    """
    if not any(marked for _, marked in examples):
        raise InputError(
            "the corpus has no attributions; mark at least one source, cue and content"
        )
    for document, marked in examples:
        for number, one in enumerate(marked, 1):
            where = f"{document.article.doc_id}, attribution {number}"
            check(one, len(document.text), where)
    seen = [extract(document) for document, _ in examples]
    gold = [targets(d, m, s.tokens) for (d, m), s in zip(examples, seen, strict=True)]
    trainers = [Trainer(seed) for seed in seeds]
    steps = epochs * ((len(seen) + BATCH - 1) // BATCH)
    for _ in progress(range(epochs)):
        for trainer in trainers:
            order = trainer.random.permutation(len(seen))
            for at in range(0, len(order), BATCH):
                picked = order[at : at + BATCH]
                right = np.concatenate([gold[i] for i in picked])
                trainer.step(rows([seen[i] for i in picked]), right, steps)
    return Tagger(tuple(Network(t.weights) for t in trainers), train_linker(examples))
