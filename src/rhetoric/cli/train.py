"""`rhetoric train`: models of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from rhetoric.cli.shared import FILE, progress, say


@click.group()
def train() -> None:
    """Train a model of your own on what a person has marked."""


@train.command("attribution")
@click.argument("corpus", type=FILE)
@click.option("--out", required=True, type=FILE, metavar="MODEL", help="The model, MODEL.npz.")
def train_attribution(corpus: Path, out: Path) -> None:
    """Train the attribution tagger on CORPUS, marked as for 'rhetoric evaluate attribution'.

    The same corpus gives the same model on the same machine. Use it with
    'rhetoric evaluate attribution --model MODEL', or everywhere by setting
    RHETORIC_ATTRIBUTION_MODEL to its path. MODEL must be new, or a model, which is replaced.

    \b
    Example:
        rhetoric train attribution corpus/ --out mine.npz
    """
    from tqdm import tqdm

    from rhetoric import corpora, documents
    from rhetoric.attribution.tagger import check_place
    from rhetoric.attribution.training import train as train_tagger

    check_place(out)  # before the long work, not after it
    marked = corpora.read(corpus)
    parsed = documents.parse_many(progress([one.article for one in marked]))
    examples = [(d, one.marked) for d, one in zip(parsed, marked, strict=True)]

    def epochs_(epochs: Iterable[int]) -> Iterable[int]:
        return tqdm(epochs, unit="epoch")  # type: ignore[no-any-return]

    train_tagger(examples, progress=epochs_).save(out)
    count = sum(len(one.marked) for one in marked)
    say(f"trained on {count} attributions in {len(marked)} articles: written to {out}")
