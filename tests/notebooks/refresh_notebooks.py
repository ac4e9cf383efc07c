"""Execute the notebooks of the shelf again and clean what they carry: `make notebooks`.

Counts run from 1, outputs are kept, times and machine facts are left out, so that a notebook
changes only where its results do.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

from rhetoric.files import shipped
from rhetoric.reports.notebook import run

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def refresh(path: Path) -> None:
    """Execute one notebook in its folder and write it back."""
    node = nbformat.read(path, as_version=4)
    for cell in node.cells:
        cell.metadata = nbformat.from_dict(
            {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
        )
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    run(node, name=path.stem, folder=path.parent)
    node.metadata = nbformat.from_dict(METADATA)
    nbformat.write(node, path)


if __name__ == "__main__":
    for notebook in [Path(a) for a in sys.argv[1:]] or sorted(shipped("notebooks").glob("*.ipynb")):
        print(notebook.name, file=sys.stderr)
        refresh(notebook)
