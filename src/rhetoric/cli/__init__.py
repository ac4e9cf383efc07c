"""The command line: the library's verbs, for files. Data go to files, messages to stderr."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhetoric.cli.codebooks import codebook
from rhetoric.cli.evaluate import evaluate
from rhetoric.cli.people import coders, export, import_, sample
from rhetoric.cli.shared import FILE, load, progress, say
from rhetoric.cli.train import train
from rhetoric.errors import RhetoricError

if TYPE_CHECKING:
    from rhetoric.analysis import Analysis

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Failure(click.ClickException):
    exit_code = 2


class _Group(click.Group):
    """Turns every error that the library raises on purpose into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RhetoricError as error:
            raise _Failure(" ".join(str(error).split())) from error


@click.group(cls=_Group, context_settings=_SETTINGS)
@click.version_option(package_name="rhetoric")
def main() -> None:
    """Say who says what in news articles, where they stand, and the words that prove it.

    \b
    One article to a page to read:
        rhetoric report article.txt --out report.html
    A folder of articles to tables:
        rhetoric analyze articles/ --out tables --format csv
    What the words of a codebook catch:
        rhetoric codebook try "Sanctions will not work, the envoy said."
    """


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=FILE, metavar="INPUT…")
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the tables.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    default="parquet",
    show_default=True,
    help="File format of the tables.",
)
@click.option("--codebook", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
@click.option(
    "--text-column",
    default="text",
    show_default=True,
    metavar="NAME",
    help="Field that holds the text, in JSONL, CSV and Parquet.",
)
@click.option(
    "--encoding", default="utf-8", show_default=True, metavar="NAME", help="Encoding of the files."
)
def analyze(
    *,
    inputs: tuple[Path, ...],
    out: Path,
    form: str,
    codebook: Path | None,
    text_column: str,
    encoding: str,
) -> None:
    """Write the tables of articles: who says what, who holds which position, and why.

    INPUT is a file (.txt, .html, .jsonl, .csv, .tsv, .parquet) or a folder of such files. DIR gets
    articles, attributions, statements, positions, scores and evidence, a file each, and
    provenance.json. DIR must be new, empty, or hold tables written before, which are replaced.

    \b
    Example:
        rhetoric analyze article.txt more/ --out tables --format jsonl
    """
    from rhetoric import analysis, storage
    from rhetoric.articles import read

    storage.check_directory(out)  # before the long work, not after it
    book = load(codebook)
    found = [
        article
        for path in inputs
        for article in read(path, text_column=text_column, encoding=encoding)
    ]
    made = analysis.analyze(progress(found), book)
    made.write(out, form)
    say(f"{_sizes(made)}: written to {out}")


@main.command()
@click.argument("article", type=FILE)
@click.option("--out", required=True, type=FILE, metavar="FILE", help="The page, FILE.html.")
@click.option("--codebook", type=FILE, metavar="FILE", help="A TOML codebook of your own.")
@click.option(
    "--notebook",
    default="positions",
    show_default=True,
    metavar="NAME",
    help="A notebook of the shelf, or the path of your own.",
)
def report(article: Path, out: Path, codebook: Path | None, notebook: str) -> None:
    """Run a notebook on ARTICLE and write one HTML page that needs nothing else.

    \b
    Example:
        rhetoric report article.txt --out report.html --notebook who_said_what
    """
    from rhetoric.reports import report as write_report

    def started() -> None:
        say(f"running the notebook '{notebook}' on {article} …")

    made = write_report(article, out, notebook=notebook, codebook=codebook, started=started)
    say(f"written to {made}")


def _sizes(made: Analysis) -> str:
    counts = [
        (len(made.articles), "article"),
        (len(made.statements), "statement"),
        (len(made.attributions), "attribution"),
        (len(made.positions), "position"),
    ]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)


evaluate.add_command(coders)
main.add_command(codebook)
main.add_command(evaluate)
main.add_command(train)
for command in (sample, export, import_):
    main.add_command(command)
