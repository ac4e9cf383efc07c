"""`rhetoric codebook`: write a codebook of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhetoric.cli.shared import FILE, load, say, tell
from rhetoric.errors import CodebookError

if TYPE_CHECKING:
    from rhetoric.scoring import Scores

_NOBODY = "no named voice takes it up: narration, or an unresolved pronoun"


@click.group()
def codebook() -> None:
    """Write a codebook: check it, try it on a sentence, list what it holds."""


@codebook.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Check the codebook FILE, and its entries on their examples and counter-examples.

    An error names the table and the key, or the example that is missed.

    \b
    Example:
        rhetoric codebook check my_concepts.toml
    """
    from rhetoric.trial import failing_examples

    book = load(file)
    if failing := failing_examples(book):
        for line in failing[1:]:
            say(f"{file}: {line}")
        raise CodebookError(f"{file}: {failing[0]}; mend its patterns, or the example")
    tell(
        f"{file}: in order. {book.name} {book.version}, {len(book.concepts)} concepts, "
        f"SHA-256 {book.sha256[:12]}…"
    )


@codebook.command("try")
@click.argument("sentence")
@click.option("--codebook", "file", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
def try_(sentence: str, file: Path | None) -> None:
    """Score SENTENCE and print which words decide.

    A sentence in which nobody is quoted is scored as what an unnamed writer says, so that you see
    which patterns fire; in an article it would be narration. Pronouns stand for themselves.

    \b
    Example:
        rhetoric codebook try "Sanctions will not work, the envoy said."
    """
    from rhetoric.trial import find_entries, score_sentence

    book = load(file)
    made = score_sentence(sentence, book)
    for line in _lines(made):
        tell(line)
    held = {row["concept"] for row in made.positions}
    named = find_entries(sentence, book)["concept"]
    for name in [name for name in named if name not in held]:
        tell(f"{name}: {_NOBODY}\n    concept: '{named[name]}'")
    if not held and not named:
        tell("no concept found")


@codebook.command("list")
@click.option("--codebook", "file", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
def list_(file: Path | None) -> None:
    """List the concepts of a codebook, with their place on the axis (−3 coercive, +3 cooperative).

    \b
    Example:
        rhetoric codebook list
    """
    for concept in load(file).concepts.values():
        tell(f"{concept.axis:+d}  {concept.name}: {concept.label}. {concept.definition}")


def _lines(made: Scores) -> Iterable[str]:
    """Say each position of a sentence in a line, its evidence in the lines below."""
    sides = {1: "for", -1: "against", 0: "neither for nor against"}
    for row in made.positions:
        side = sides.get(row["agreement"], "mentions")
        yield f"{row['holder']} {side} {row['concept']} (confidence {row['confidence']:.2f})"
        for words in made.evidence:
            if (words["statement_id"], words["concept"]) == (row["statement_id"], row["concept"]):
                yield f"    {words['part']}: '{words['text']}' ({words['entry']})"
