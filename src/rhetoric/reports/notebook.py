"""Run a notebook of the shelf on an article and export it as one self-contained HTML page."""

from __future__ import annotations

import ast
import hashlib
import math
import os
import platform
import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from rhetoric import state_of_the_union
from rhetoric.actors import load_actors
from rhetoric.attribution.tagger import in_use
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import ReportError
from rhetoric.files import check_apart, check_new_or_ours, content, shipped, whole
from rhetoric.reading import articles, model_name
from rhetoric.reading.articles import Article
from rhetoric.reports.page import (
    FILES_TOO,
    MARK,
    check_folder,
    name_files,
    render,
    take_files,
    write_files,
)
from rhetoric.scoring import reader
from rhetoric.words import words_sha256

Parameter = str | int | float | bool | None | list[str]
GIVEN = "given-parameters"
ONLY = "notebook"  # cells on how to use it, and on its own example: no page of other texts has them

_MESSAGES = state_of_the_union.annual_messages.__name__
_VERSIONS = ("rhetoric", "spacy", "textblob", "pandas", "matplotlib", "nbconvert")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LINE = re.compile(r"^Cell In\[\d+\].*?^-+> *\d+ (.*?)$", re.MULTILINE | re.DOTALL)


class _Kernel(AsyncKernelManager):
    """Starts the Python that runs this; the kernelspec on the search path may start another."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR"]
        return KernelSpec(argv=[*command, "-f", "{connection_file}"], language="python")


def report(
    source: str | Path | Sequence[str | Path], out: str | Path, *, notebook: str = "positions",
    codebook: str | Path | None = None, actors: str | Path | None = None,
    assets_to: str | Path | None = None, started: Callable[[], None] = lambda: None,
) -> Path:  # fmt: skip
    """Run `notebook` on the articles at `source`, write the page to `out`.

    `source` is a file or a folder of articles, or several of these; with none, the notebook runs on
    its own. `actors` is a file that says whom names mean; `assets_to` is a folder for the page's
    figures, as SVG and PDF, and tables, as CSV.
    `notebook` is a name of the shelf (`positions`, `who_said_what`, …) or the path of a notebook of
    one's own with a cell tagged `parameters`. `started` is called when all input is checked and the
    notebook begins to run. Returns the path of the page.

    Raises InputError, CodebookError or TableError where the input cannot be read, ReportError where
    the notebook cannot be run, the page would load anything from outside, or `out` is not ours,
    OutputError where nothing can be written there.
    """
    place = Path(out)
    _check_places(place, assets_to)
    path = _find(notebook)
    sources = [source] if isinstance(source, str | Path) else list(source)
    read = articles.read([_file(one) for one in sources]) if sources else []
    book = load_codebook(codebook)
    facts = load_actors(actors).noted if actors else {}  # whose error comes before the long run
    node = _load(path)
    files = {"codebook": codebook, "actors": actors}
    cell = fill(node, _parameters(sources, files, os.path.realpath), name=path.stem)
    _check_messages(node, path.stem)
    started()
    run(node, name=path.stem, folder=path.parent, assets_too=assets_to is not None)
    if sources:
        node.cells = [one for one in node.cells if ONLY not in _tags(one)]
    # the page shows the paths as the reader may retype them
    given = _parameters(sources, files, _shown)
    cell.source = _assignments(given)
    facts |= _facts(node, read, book) | _command(sources, place, notebook, given, assets_to)
    made_too = take_files(node)
    page = render(node, _head(read), facts)
    if assets_to is not None:
        write_files(name_files(page, made_too), Path(assets_to))
    with whole(place) as made:
        made.write_bytes(_bytes(page))
    return place


def _parameters(
    sources: list[str | Path], files: Mapping[str, str | Path | None],
    written: Callable[[str | Path], str],
) -> dict[str, Parameter]:  # fmt: skip
    """Give the notebook's parameters, each path as `written` has it."""
    made: dict[str, Parameter] = {}
    if sources:
        paths = [written(one) for one in sources]
        made["article"] = paths if len(paths) > 1 else paths[0]
    for name, file in files.items():
        if file is not None:  # the name of a codebook that ships is no path
            made[name] = written(file) if Path(file).exists() else str(file)
    return made


def fill(node: NotebookNode, given: Mapping[str, Parameter], *, name: str) -> NotebookNode:
    """Put a cell that assigns `given` after the cell tagged `parameters`; return the new cell.

    Values are written as Python literals, so that no value can become code.
    """
    tagged = [i for i, cell in enumerate(node.cells) if "parameters" in _tags(cell)]
    if len(tagged) != 1:
        raise ReportError(
            f"notebook '{name}' has {len(tagged)} cells tagged 'parameters': it needs one, "
            "with an assignment for each parameter"
        )
    known = _assigned(node.cells[tagged[0]].source, name)
    if missing := [key for key in given if key not in known]:
        raise ReportError(
            f"notebook '{name}' has no parameter '{missing[0]}': its 'parameters' cell has "
            f"{', '.join(known) or 'none'}; add '{missing[0]} = None' there"
        )
    cell = nbformat.v4.new_code_cell(_assignments(given), id=GIVEN, metadata={"tags": [GIVEN]})
    node.cells.insert(tagged[0] + 1, cell)
    return cast(NotebookNode, cell)


def run(node: NotebookNode, *, name: str, folder: Path, assets_too: bool = False) -> None:
    """Execute the notebook in place, in `folder`, with the Python that runs this.

    `assets_too` asks its figures and tables for the files of `reports.page`.
    """
    client = NotebookClient(
        node,
        kernel_manager_class=_Kernel,
        timeout=None,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute(env={**os.environ, **(FILES_TOO if assets_too else {})})
    except CellExecutionError as error:
        raise ReportError(_failure(node, name, error)) from error
    except (DeadKernelError, RuntimeError, TimeoutError) as error:
        raise ReportError(f"notebook '{name}': its kernel stopped ({error})") from error


def _failure(node: NotebookNode, name: str, error: CellExecutionError) -> str:
    """Say which cell failed, at which line, and why."""
    what = _ANSI.sub("", f"{error.ename}: {error.evalue}").strip()
    own = [cell for cell in node.cells if cell.id != GIVEN]  # counted as in the author's file
    number = next(
        (i for i, c in enumerate(own, 1) for o in c.get("outputs", []) if "ename" in o), 0
    )
    line = _LINE.search(_ANSI.sub("", error.traceback))
    where = f" ({line[1].strip()})" if line else ""
    return f"notebook '{name}', cell {number}{where} failed: {what}"


def _find(notebook: str) -> Path:
    shelf = shipped("notebooks")
    own = notebook.endswith(".ipynb")
    path = Path(os.path.realpath(notebook)) if own else shelf / f"{notebook}.ipynb"
    if path.is_file():
        return path
    names = ", ".join(sorted(p.stem for p in shelf.glob("*.ipynb"))) or "nothing"
    raise ReportError(
        f"no notebook '{notebook}': the shelf has {names}; a notebook of your own is given by its "
        "path, ending in .ipynb"
    )


def _load(path: Path) -> NotebookNode:
    try:
        node: NotebookNode = nbformat.reads(content(path).decode("utf-8"), as_version=4)
        nbformat.validate(node)
    except Exception as error:  # nbformat raises its own, json's and jsonschema's errors
        raise ReportError(f"'{path.name}' is not a notebook that can be read: {error}") from error
    return node


def _assigned(source: str, name: str) -> dict[str, ast.expr | None]:
    """Give the variables that a 'parameters' cell assigns, with what it assigns last."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ReportError(
            f"notebook '{name}': its 'parameters' cell is not Python: {error}"
        ) from error
    made: dict[str, ast.expr | None] = {}
    for line in tree.body:
        if isinstance(line, ast.Assign | ast.AnnAssign):
            targets = line.targets if isinstance(line, ast.Assign) else [line.target]
            made |= {target.id: line.value for target in targets if isinstance(target, ast.Name)}
    return made


def _check_messages(node: NotebookNode, name: str) -> None:
    """Raise InputError where the annual messages are missing, and the code takes nothing else."""
    parameters = [c.source for c in node.cells if {"parameters", GIVEN} & set(_tags(c))]
    article = _assigned("\n".join(parameters), name).get("article", ast.Constant(None))
    if _MESSAGES in _code(node) and isinstance(article, ast.Constant) and article.value is None:
        state_of_the_union.check()


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _code(node: NotebookNode) -> str:
    return "\n".join(cell.source for cell in node.cells if cell.cell_type == "code")


def _assignments(given: Mapping[str, Parameter]) -> str:
    return "\n".join(f"{name} = {_literal(name, value)}" for name, value in given.items())


def _literal(name: str, value: Parameter) -> str:
    """Write a value as a literal: of exactly these types, a subclass may have a repr of its own."""
    plain = type(value) in (str, int, bool, type(None))
    texts = type(value) is list and all(type(one) is str for one in value)
    if name.isidentifier() and (plain or texts or (type(value) is float and math.isfinite(value))):
        return ascii(value)
    raise ReportError(
        f"parameter '{name}' must be a text, several, a finite number or None, not {value!r}"
    )


def _file(source: str | Path) -> Path:
    if isinstance(source, str) and "\n" in source:
        raise ReportError(
            "a report is made from a file or a folder, so that it can be made again: "
            "save the text in a file and give its path"
        )
    return Path(source)


def _check_places(out: Path, assets_to: str | Path | None) -> None:
    check_new_or_ours(
        out,
        lambda there: there.is_file() and MARK.encode() in there.read_bytes()[:4096],
        endings=(".html", ".htm"),
        taken="exists and is not a report of ours: it is left as it is; give another --out",
        error=ReportError,
    )
    if assets_to is not None:
        check_apart(out, Path(assets_to))
        check_folder(Path(assets_to))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _shown(path: str | Path) -> str:
    """Give a path below the working folder as it is typed there, any other by its name alone.

    A page is handed round: it should not carry the names of its maker's folders.
    """
    full = Path(path).resolve()
    here = Path.cwd()
    return full.relative_to(here).as_posix() if full.is_relative_to(here) else full.name


def _head(read: list[Article]) -> dict[str, str | None]:
    """Give what the head of the page says of the articles."""
    outlets = sorted({a.outlet for a in read if a.outlet})
    dates = sorted({a.published for a in read if a.published})
    head = {
        "headline": None,
        "dek": f"{len(read)} articles" if read else None,
        "outlet": ", ".join(outlets[:3]) + (" and others" if len(outlets) > 3 else ""),
        "published": " – ".join(dates[:1] + dates[1:][-1:]),
        "url": None,
    }
    if len(read) == 1:
        one = read[0]
        head |= {"headline": one.title or one.doc_id, "dek": one.dek, "url": one.url}
    return head


def _command(
    sources: list[str | Path], place: Path, notebook: str, given: Mapping[str, Parameter],
    assets_to: str | Path | None,
) -> dict[str, Any]:  # fmt: skip
    """Give the command that makes the page again, and where it puts figures and tables."""
    options = {
        "--out": place.name,
        "--notebook": _shown(notebook) if notebook.endswith(".ipynb") else notebook,
        "--codebook": given.get("codebook"),
        "--actors": given.get("actors"),
        "--assets": None if assets_to is None else _shown(assets_to),
    }
    command = ["rhetoric", "report", *map(_shown, sources)]
    for name, value in options.items():
        command += [] if value is None else [name, str(value)]
    return {"command": shlex.join(command), "assets": options["--assets"]}


def _facts(node: NotebookNode, read: list[Article], book: Codebook) -> dict[str, Any]:
    """Give what the page says of its making: what was read, and by what."""
    return {
        "inputs": [(a.doc_id, hashlib.sha256(_bytes(a.text)).hexdigest()) for a in read],
        "codebook": (f"{book.name} {book.version}", book.sha256),
        "words": words_sha256(),
        "model": model_name(),
        "taggers": list(dict.fromkeys(_named(in_use(spoken=spoken)) for spoken in (False, True))),
        "reader": _named(reader.in_use()),
        "versions": _versions(node),
    }


def _named(path: Path) -> tuple[str, str]:
    """Give the name and the hash of a model."""
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def _versions(node: NotebookNode) -> list[tuple[str, str]]:
    """Give the versions of what made the page, and of the corpus that its code may take."""
    names = (*_VERSIONS, state_of_the_union.PACKAGE) if _MESSAGES in _code(node) else _VERSIONS
    found = {name: list(metadata.distributions(name=name))[:1] for name in names}
    return [("Python", platform.python_version())] + [
        (name, one.version) for name, installed in found.items() for one in installed
    ]
