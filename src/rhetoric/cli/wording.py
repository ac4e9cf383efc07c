"""`rhetoric concordance` and `keyness`: words in one's own corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhetoric.cells import to_csv
from rhetoric.cli.shared import FILE, TABLES, say, tell_table
from rhetoric.errors import InputError
from rhetoric.whole import check_new_or_ours, whole

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("word")
@TABLES
@click.option("--width", type=click.IntRange(10, 500), default=60, metavar="N",
              help="Characters on each side.")  # fmt: skip
@click.option("--out", type=FILE, help="A table (.csv) or a page (.html), instead of printing.")
def concordance(*, word: str, tables: Path, width: int, out: Path | None) -> None:
    """Show WORD in context in a folder of TABLES, and who says it.

    WORD is a word in any of its forms, or a phrase, written as a pattern of a codebook. What no
    statement holds ("he said on Monday") is not in TABLES, and shows as …

    \b
    Examples:
        rhetoric concordance sanction tables
        rhetoric concordance "lift|ease *2 sanction" tables --out sanctions.html
    """
    from rhetoric import storage, wording
    from rhetoric.reports import display

    check_new(out, ".csv", ".html")
    found = wording.concordance(word, storage.read_tables(tables), width=width)
    if out is None:
        shown = found[["left", "words", "right", "holder", "kind"]]
        tell_table(shown.assign(right=shown["right"].str.ljust(width)))
    elif out.suffix.lower() == ".csv":
        put(out, found)
    else:
        put(out, display.concordance(word, found).html)
    say(f"{len(found)} places in {found['doc_id'].nunique()} articles")


@click.command()
@TABLES
@click.option("--by", default="holder", metavar="NAME",
              help="A column of statements or articles: holder, kind, outlet, …")  # fmt: skip
@click.option("--target", required=True, metavar="VALUE", help="The group whose words are listed.")
@click.option(
    "--others", metavar="VALUE", help="The group to compare it with; without it, all others."
)
@click.option("--least", type=click.IntRange(min=1), default=5, metavar="N",
              help="Leave out words that both groups together have less often.")  # fmt: skip
@click.option("--out", type=FILE, help="The whole table (.csv).")
def keyness(
    *, tables: Path, by: str, target: str, others: str | None, least: int, out: Path | None
) -> None:
    """List the words that one group uses more, or less, often than another.

    Printed are the forty with the largest log-likelihood. A log-ratio of 1 is twice as often, of -1
    half as often. Look at the articles, too: one article says little about a group.

    \b
    Example:
        rhetoric keyness tables --by outlet --target TASS --others Reuters
    """
    from rhetoric import storage, wording

    check_new(out, ".csv")
    found = wording.keyness(storage.read_tables(tables), by, target, others, least=least)
    tell_table(found.head(40))
    if out is not None:
        put(out, found)
    say(f"{len(found)} words compared, {int((found['q'] < 0.05).sum())} with q below .05")


def check_new(out: Path | None, *endings: str) -> None:
    """Raise InputError unless FILE is a new one with one of the endings."""
    if out is None:
        return
    if out.suffix.lower() not in endings:
        raise InputError(f"{out}: unknown format '{out.suffix}'; allowed are {', '.join(endings)}")
    check_new_or_ours(out, taken="is there already; name a new file")


def put(out: Path, made: str | pd.DataFrame) -> None:
    """Write a text or a table to a file, whole or not at all."""
    text = made if isinstance(made, str) else "\ufeff" + to_csv(made)
    with whole(out) as beside:
        beside.write_bytes(text.encode())
    say(f"written to {out}")
