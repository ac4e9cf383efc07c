"""`rhetoric site`: pages to read tables in."""

from __future__ import annotations

from pathlib import Path

import click

from rhetoric.cli.people import texts_of
from rhetoric.cli.shared import FILE, TABLES_CODEBOOK, load, say
from rhetoric.errors import InputError, count


@click.command()
@click.argument("tables", type=FILE, metavar="TABLES")
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
    from rhetoric.reports.site import check_site
    from rhetoric.reports.site import site as write

    check_site(out)
    made, book = storage.read_tables(tables), load(codebook)
    if (tables / storage.PROVENANCE).exists():
        used = storage.read_provenance(tables).get("codebook", {})
        if used.get("sha256", book.sha256) != book.sha256:
            raise InputError(
                f"{tables}: made with the codebook {used.get('name')} {used.get('version')}, not "
                f"{book.name} {book.version} as it is here; give that one with --codebook"
            )
    texts = None if articles is None else texts_of(articles, made, tables)
    write(made, out, book, texts=texts)
    say(f"{count(len(made.articles), 'article')}: written to {out}; open {out / 'index.html'}")
