"""What the commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rhetoric.articles import Article
    from rhetoric.codebook import Codebook

FILE = click.Path(path_type=Path)


def load(file: Path | None) -> Codebook:
    """Return the codebook of a file, or the one that ships."""
    from rhetoric.codebook import load_codebook

    return load_codebook(file)


def progress(found: list[Article]) -> Iterable[Article]:
    """Show on stderr how far the articles are."""
    if len(found) < 2:
        return found
    from tqdm import tqdm

    bar: Iterable[Article] = tqdm(found, unit="article", mininterval=1)  # writes to stderr
    return bar


def say(message: str) -> None:
    """Write a message to stderr."""
    click.echo(message, err=True)
