"""What the commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cells import to_csv, write_rows
from rhetoric.errors import InputError, TableError
from rhetoric.whole import check_new_or_ours, whole

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.codebook import Codebook
    from rhetoric.reading.articles import Article

FILE = click.Path(path_type=Path)
FILE.name = "file"  # what help calls it
TABLES = click.argument("tables", type=FILE, metavar="TABLES")
CODEBOOK = click.option("--codebook", type=FILE, help="A TOML codebook of your own.")
TABLES_CODEBOOK = click.option(
    "--codebook", type=FILE, help="The TOML codebook of the tables, if your own."
)
MODEL_OUT = click.option(
    "--out", required=True, type=FILE, metavar="MODEL", help="The model, MODEL.npz."
)
ACTORS = click.option(
    "--actors", type=FILE, help="A file of actors, TOML or CSV: which names mean the same actor."
)
Decorated = Callable[..., Any]
_OBEYED = re.compile(  # by terminals: controls, marks of direction; or no character at all
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


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


@contextmanager
def of_file(place: Path | str) -> Iterator[None]:
    """Say of what is wrong with a table which file it came from."""
    try:
        yield
    except TableError as error:
        raise TableError(f"{place}: {error}") from error


def plain(text: str) -> str:
    """Return words of a file as they may reach a terminal: what it would obey is escaped."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def say(message: str) -> None:
    """Write a message to stderr."""
    click.echo(plain(message), err=True)


def tell(line: str) -> None:
    """Write what was asked for to stdout."""
    click.echo(plain(line))


def tell_table(table: pd.DataFrame, **options: Any) -> None:
    """Write a table to stdout."""
    form: dict[str, Any] = {"index": False, "na_rep": "–", "float_format": "{:.3f}".format}
    tell(table.to_string(**form | options))


def save(place: Path | None, rows: pd.DataFrame | list[dict[str, Any]], what: str) -> None:
    """Write rows to a sheet, where a place for it is named."""
    import pandas as pd

    if place is None:
        return
    table = pd.DataFrame(rows, columns=None if len(rows) else ["unit"])
    with whole(place) as beside:
        write_rows(beside, list(map(str, table)), table.fillna("").itertuples(index=False))
    say(f"{what}: written to {place}")


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
