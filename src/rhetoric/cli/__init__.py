"""The command line: the library's verbs, for files. Data go to files, messages to stderr."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import click

from rhetoric.cli.coding import export, import_, sample
from rhetoric.cli.models import evaluate, train
from rhetoric.cli.shared import (
    ACTORS,
    CODEBOOK,
    FILE,
    TABLES,
    TABLES_CODEBOOK,
    load,
    plain,
    say,
    texts_of,
)
from rhetoric.cli.wording import actors, codebook, concordance, keyness
from rhetoric.errors import InputWarning, RhetoricError, count

_ALIKE = 5  # notes with the same advice that are told
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True}


class _Failure(click.ClickException):
    exit_code = 2


class _Notes:
    """Says each note once, and of those that give the same advice the first few.

    A corpus may hold thousands of articles of one kind.
    """

    def __init__(self) -> None:
        self._told: dict[str, set[str]] = {}

    def note(self, message: str) -> None:
        from tqdm import tqdm

        told = self._told.setdefault(message.rpartition("; ")[2], set())
        if message not in told and len(told) < _ALIKE:  # an article may be read twice
            with tqdm.external_write_mode(file=sys.stderr):  # not into a progress bar's line
                say(f"Note: {message}")
        told.add(message)

    def close(self) -> None:
        for advice, told in self._told.items():
            if len(told) > _ALIKE:
                say(f"Note: {len(told) - _ALIKE:,} more of this kind: {advice}")


class _Group(click.Group):
    """Turns every error that the library raises on purpose into one line and exit code 2.

    So it does with what the system says of a file. What is warned of becomes a line, too.
    """

    def invoke(self, ctx: click.Context) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("always", InputWarning)
            usual, notes = warnings.showwarning, _Notes()

            def show(message: Any, category: type[Warning], *rest: Any) -> None:
                if issubclass(category, InputWarning):
                    notes.note(str(message))
                else:
                    usual(message, category, *rest)

            warnings.showwarning = show  # type: ignore[assignment]  # passes on what it gets
            try:
                return super().invoke(ctx)
            except RhetoricError as error:
                raise _Failure(_line(str(error))) from error
            except BrokenPipeError:  # whoever reads what we write has seen enough
                raise
            except OSError as error:  # of a file that its reader has not looked at before
                why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
                raise _Failure(f"{_line(why)}; check the path") from error
            except click.UsageError as error:
                said = error.format_message()
                if plain(said) == said:
                    raise
                raise click.UsageError(plain(said), error.ctx) from error
            finally:
                notes.close()


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


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=FILE, metavar="INPUT…")
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the tables.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "parquet"]), default="parquet",
    help="File format of the tables.",
)  # fmt: skip
@CODEBOOK
@ACTORS
@click.option(
    "--text-column", default="text", metavar="NAME",
    help="Field that holds the text, in JSONL, CSV and Parquet.",
)  # fmt: skip
@click.option("--encoding", default="utf-8", metavar="NAME", help="Encoding of the files.")
@click.option("--strict", is_flag=True, help="Stop at the first article that fails.")
@click.option("--workers", type=click.IntRange(min=1), default=1, metavar="N",
              help="Processes, of one thread each.")  # fmt: skip
@click.option("--engine", type=click.Choice(["processes", "dask"]), default="processes",
              help="What runs them.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS",
              help="Address of a Dask cluster; without it, one starts here.")  # fmt: skip
def analyze(*, inputs: tuple[Path, ...], codebook: Path | None, **options: Any) -> None:
    """Write the tables of articles: who says what, who holds which position, and why.

    INPUT is a file (.txt, .html, .jsonl, .csv, .tsv, .parquet) or a folder of such files, of any
    size. DIR gets articles, attributions, statements, positions, scores and evidence, and
    provenance.json. In CSV and JSONL each table is a file; in Parquet it is a folder of files.
    Articles that fail are in the table failures, and the others go on. The same command goes on
    where it was stopped; DIR must be new, empty, or of the same command.

    \b
    Examples:
        rhetoric analyze article.txt more/ --out tables --format csv
        rhetoric analyze archive.jsonl.gz --out tables --workers 4
    """
    from rhetoric.corpus import analyze_corpus

    rows = analyze_corpus(inputs, codebook=load(codebook), progress=True, **options)
    say(f"{_sizes(rows)}: written to {options['out']}")


@click.command()
@click.argument("inputs", nargs=-1, type=FILE, metavar="[INPUT…]")
@click.option("--out", required=True, type=FILE, help="The page, FILE.html.")
@CODEBOOK
@ACTORS
@click.option("--notebook", default="positions", metavar="NAME",
              help="A notebook of the shelf, or the path of your own.")  # fmt: skip
@click.option(
    "--assets", "assets_to", type=FILE, metavar="DIR",
    help="Folder for the page's figures, as SVG and PDF, and its tables, as CSV.",
)  # fmt: skip
def report(*, inputs: tuple[Path, ...], out: Path, notebook: str, **options: Any) -> None:
    """Run a notebook on articles and write one HTML page that needs nothing else.

    INPUT is an article, or a folder or file of many; several make one page. Without any, the
    notebook runs on what it names itself.

    \b
    Examples:
        rhetoric report article.txt --out report.html --notebook who_said_what
        rhetoric report articles/ --out paper.html --notebook a_corpus_over_time --assets paper
    """
    from rhetoric.reports.notebook import report as write_report

    def started() -> None:
        on = ", ".join(map(str, inputs[:3])) + (" …" if len(inputs) > 3 else "")
        say(f"running the notebook '{notebook}'{' on ' * bool(on)}{on} …")

    made = write_report(inputs, out, notebook=notebook, started=started, **options)
    too = options["assets_to"]
    say(f"written to {made}" + (f", figures and tables to {too}" if too else ""))


@click.command()
@TABLES
@click.option("--out", required=True, type=FILE, metavar="DIR", help="Folder for the pages.")
@click.option(
    "--articles", type=FILE, metavar="INPUT",
    help="The file or folder of articles that the tables were made from, to show them whole.",
)  # fmt: skip
@TABLES_CODEBOOK
def site(*, tables: Path, out: Path, articles: Path | None, codebook: Path | None) -> None:
    """Write a folder of pages to read TABLES in: by article, holder, concept and time.

    Open DIR/index.html: no server is needed, and nothing is loaded from elsewhere. Every mark
    leads to its sentence in the article, where voices and evidence are highlighted. Without
    --articles, a page shows what the tables quote of its article.

    \b
    Example:
        rhetoric site tables --articles articles/ --out site
    """
    from rhetoric import storage
    from rhetoric.reports import site as pages

    pages.check_site(out)
    made, book = storage.read_tables(tables), load(codebook)
    there = (tables / storage.PROVENANCE).exists()
    noted = storage.read_provenance(tables) if there else {}
    storage.check_codebook(made, noted, book, tables)
    texts = None if articles is None else texts_of(articles, made, tables)
    pages.site(made, out, book, texts=texts)
    say(f"{count(len(made.articles), 'article')}: written to {out}; open {out / 'index.html'}")


def _line(message: str) -> str:
    """Return a message in one line, without what no reader needs of a word without end."""
    words = (f"{word[:100]}…" if len(word) > 500 else word for word in message.split())
    return plain(" ".join(words))


def _sizes(rows: dict[str, int]) -> str:
    shown = ["articles", "statements", "attributions", "positions"]
    shown += ["failures"] if rows["failures"] else []
    return ", ".join(count(rows[n], n.removesuffix("s")) for n in shown)


for command in (
    analyze, report, site, actors, concordance, keyness, codebook, evaluate, train, sample, export,
    import_,
):  # fmt: skip
    main.add_command(command)
