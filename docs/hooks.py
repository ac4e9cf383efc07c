"""What mkdocs is told in Python: the site's pages stand where the files of the repository stand.

So a link leads to the same place on a code host and on the site. Notebooks are shown with the
outputs that they hold, as reports show them; pages of `docs/api/` are the docstrings of a module.
"""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbformat.v4 import new_markdown_cell

from rhetoric.reports.page import render

ROOT = Path(__file__).parent.parent
PLAIN = '<table class="plain">'
# the theme's own frame of a table is out of reach of the keyboard
WIDE = '<p tabindex="0" role="group" aria-label="Picture">'  # pulled aside on a telephone
FRAME = rf'<div class="table" tabindex="0" role="group" aria-label="Table">{PLAIN}\1</div>'
NOTE = """{title}

The notebook `{name}.ipynb` with the outputs that it holds. To see it on a text of yours:
`rhetoric report ARTICLE --out report.html --notebook {name}`.

{finding}

"""


class _Notebook(File):
    def is_documentation_page(self) -> bool:
        return True


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Name the pages as in the repository, and add what the menu names beside `docs/`."""
    made = [file for file in files if file.src_dir != config.docs_dir]
    paths = {f"docs/{file.src_uri}" for file in files if file.src_dir == config.docs_dir}
    menu = re.findall(r"[\w./]+\.(?:md|ipynb)", str(config.nav))
    for path in sorted(paths.union(menu, config.extra["files"])):
        if path.startswith("docs/api/"):
            file = File.generated(config, path, content=_api(Path(path).stem))
        else:
            kind = _Notebook if path.endswith(".ipynb") else File
            file = kind(path, str(ROOT), config.site_dir, config.use_directory_urls)
        file.dest_uri = file.dest_uri.removeprefix("docs/")
        made.append(file)
    return Files(made)


def _api(name: str) -> str:
    """Write a page of a module: what it exports, or else the public names that it defines."""
    module = import_module(name)
    own = [n for n, one in vars(module).items() if getattr(one, "__module__", "") == name]
    names = getattr(module, "__all__", [n for n in own if not n.startswith("_")])
    found = [one for one in (getattr(module, n) for n in names) if callable(one)]
    parts = [f"::: {one.__module__}.{one.__qualname__}" for one in found]
    return "\n\n".join([f"# {name}", inspect.getdoc(module) or "", *parts])


def on_page_read_source(page: Page, *, config: MkDocsConfig) -> str | None:
    """Write a notebook as Markdown: code before what it shows, and that as a report shows it."""
    if not isinstance(page.file, _Notebook):
        return None
    node = nbformat.read(page.file.abs_src_path, as_version=4)
    title, _, node.cells[0].source = node.cells[0].source.partition("\n")
    cells, texts = [], []
    for cell in node.cells:
        lines = cell.source.split("\n")
        code = [cell] * (cell.cell_type == "code")
        if code:  # the lines that begin with #| are its caption
            cell.source = "\n".join(n for n in lines if n.startswith("#|"))
            lines = ["```python", *(n for n in lines if not n.startswith("#|")), "```"]
        cells += [new_markdown_cell(f"\ue000{len(texts)}\ue000"), *code]
        texts.append("\n".join(lines))
    node.cells = cells
    soup = BeautifulSoup(render(node, {"published": None}, defaultdict(str)), "html.parser")
    soup.select_one(".colophon").decompose()
    for place in soup.select("main > .prose"):
        place.replace_with(f"\n\n{place.text.strip()}\n\n")
    shown = soup.main.decode_contents().replace("<table>", PLAIN)
    name, finding = Path(page.file.src_uri).stem, soup.select_one(".finding") or ""
    return NOTE.format(title=title, name=name, finding=finding) + re.sub(
        "\ue000(\\d+)\ue000", lambda place: texts[int(place[1])], shown
    )


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the tables of Markdown into frames that scroll; find pictures that stand as HTML."""
    html = html.replace('="pictures/', '="pictures/' if page.is_homepage else '="../pictures/')
    html = re.sub(r"<p>(?=\s*<(?:img|picture)\b)", WIDE, html)
    return re.sub(r"<table>(.*?</table>)", FRAME, html, flags=re.DOTALL)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Name the dialog of the search, which the theme leaves without a name."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
