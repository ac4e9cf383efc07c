"""A report's figures and tables as files: SVG and PDF for a paper, CSV for a spreadsheet."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from rhetoric.errors import ReportError
from rhetoric.whole import check_writable, whole

ENVIRONMENT = {"RHETORIC_ASSETS": "1"}  # asks figures.show and display.table for them
_KINDS = {"image/svg+xml": "svg", "application/pdf": "pdf", "text/csv": "csv"}
_OURS = re.compile(r"(figure|table)-\d+\.(svg|pdf|csv)")


def take(node: NotebookNode) -> list[dict[str, bytes]]:
    """Take the files out of an executed notebook's outputs, each of which keeps its number.

    Returns for each output that has any its files by ending.
    """
    found: list[dict[str, bytes]] = []
    for cell in node.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            files = {
                ending: _bytes(kind, data.pop(kind))
                for kind, ending in _KINDS.items()
                if kind in data and len(data) > 1
            }
            if files:
                output.metadata["asset"] = len(found)
                found.append(files)
    return found


def _bytes(kind: str, content: str) -> bytes:
    return base64.b64decode(content) if kind == "application/pdf" else content.encode("utf-8")


def name(page: str, found: list[dict[str, bytes]]) -> dict[str, bytes]:
    """Name the files as the page numbers them: figure-1.svg, figure-1.pdf, table-1.csv, …"""
    named = {}
    for tag in BeautifulSoup(page, "html.parser").select("[data-asset]"):
        label = tag.find(["figcaption", "caption"], id=True)
        if isinstance(label, Tag):
            for ending, content in found[int(str(tag["data-asset"]))].items():
                named[f"{label['id']}.{ending}"] = content
    return named


def check(directory: Path) -> None:
    """Raise ReportError where the folder holds anything that is not from a report.

    Raises OutputError where nothing can be written.
    """
    check_writable(directory)
    if directory.exists() and not directory.is_dir():
        raise ReportError(f"'{directory}' is a file: give --assets a folder")
    others = sorted(p.name for p in directory.glob("*") if not _OURS.fullmatch(p.name))
    if others:
        raise ReportError(
            f"'{directory}' holds '{others[0]}', which is not from a report: it is left as it is; "
            "give --assets a folder that is new, empty, or from a report"
        )


def write(named: dict[str, bytes], directory: Path) -> None:
    """Write the files to the folder, all of them or none. Raises OutputError."""
    with whole(directory) as made:
        made.mkdir()
        for file, content in named.items():
            (made / file).write_bytes(content)
