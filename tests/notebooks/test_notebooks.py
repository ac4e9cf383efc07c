"""The shelf: guarded against vacuous passes, and executed again, strictly, by nbval."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from places import DATA
from refresh_notebooks import METADATA, refresh
from rhetoric.files import shipped

SHELF = sorted(shipped("notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in SHELF]


def nbval(*paths: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Execute notebooks again and compare every output, pictures apart."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        f"--nbval-sanitize-with={DATA / 'pictures.cfg'}",
        "-q",
    ]
    command += ["-rpfE", "--color=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
    quiet = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    return subprocess.run(
        [*command, *map(str, paths)], capture_output=True, text=True, env=quiet | more, check=False
    )


@pytest.fixture(scope="module")
def executed(request, wheel, tmp_path_factory) -> subprocess.CompletedProcess[str]:
    """All notebooks that this run asks for, on what is in the wheel alone, a kernel each."""
    asked = {getattr(item, "callspec", None) and item.callspec.id for item in request.session.items}
    shelf = [wheel / f"rhetoric/notebooks/{name}.ipynb" for name in NAMES if name in asked]
    return nbval(*shelf, changed(tmp_path_factory.mktemp("changed")), PYTHONPATH=str(wheel))


def verdicts(executed: subprocess.CompletedProcess[str], name: str) -> list[tuple[str, str]]:
    """Say of each cell of a notebook, in their order, whether it passed."""
    line = rf"^(PASSED|FAILED|ERROR) \S*\b{name}\.ipynb::Cell (\d+)"
    found = re.findall(line, executed.stdout, re.MULTILINE)
    return sorted(((f"Cell {n}", verdict) for verdict, n in found), key=lambda one: int(one[0][5:]))


@pytest.fixture(params=SHELF, ids=NAMES)
def node(request) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def code(node: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in node.cells if cell.cell_type == "code"]


def test_it_was_executed_from_top_to_bottom(node):
    counts = [cell.execution_count for cell in code(node)]
    assert counts == list(range(1, len(counts) + 1))
    assert node.metadata == METADATA
    assert any(cell.outputs for cell in code(node))


def test_no_cell_failed_or_warned(node):
    for cell in code(node):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", output.text


def test_no_output_is_hidden_from_the_comparison(node):
    for cell in code(node):
        assert not re.search(r"^[^#\n]*;\s*$", cell.source, re.MULTILINE)
        assert "NBVAL" not in cell.source
        assert not {"nbval-skip", "nbval-ignore-output"} & set(cell.metadata.get("tags", []))


def test_every_figure_says_what_it_shows(node):
    figures = [o for c in code(node) for o in c.outputs if "image/png" in o.get("data", {})]
    assert figures
    for output in figures:
        assert len(output.metadata["image/png"]["alt"]) > 20
        assert re.search(r"\[data [0-9a-f]{8}", output.data["text/plain"])


def test_it_teaches_in_prose_and_small_cells(node):
    first = node.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    *_, last = (c for c in node.cells if "notebook" not in c.metadata.get("tags", ()))
    assert "## Literature" in last.source
    for cell in code(node):
        lines = [line for line in cell.source.splitlines() if line and not line.startswith("#|")]
        assert 1 <= len(lines) <= 8, cell.source
    [parameters] = [c for c in code(node) if "parameters" in c.metadata.get("tags", [])]
    assert {"article", "codebook"} <= set(re.findall(r"^(\w+) =", parameters.source, re.MULTILINE))


def test_figures_and_tables_have_captions(node):
    for cell in code(node):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                assert cell.source.startswith("#| fig-cap: "), cell.source
            elif 'class="dataframe"' in data.get("text/html", ""):
                assert cell.source.startswith("#| tbl-cap: "), cell.source


def test_it_carries_no_path_of_a_machine(node):
    text = nbformat.writes(node)
    assert not re.search(r"/(?:home|root|tmp|Users|work)/", text)


@pytest.mark.parametrize("name", NAMES)
def test_executed_again_it_says_the_same(name, executed):
    cells = code(nbformat.read(shipped("notebooks") / f"{name}.ipynb", as_version=4))
    passed = [(f"Cell {n}", "PASSED") for n in range(len(cells))]
    assert verdicts(executed, name) == passed, executed.stdout.partition("short test summary")[0]


DRAW = """\
import pandas as pd
from rhetoric import figures
words = 30
row = {"holder": "A", "kind": "direct", "quoted": True, "statements": 2, "words": words, "share": 1}
figures.show(figures.share_of_voice(pd.DataFrame([row])))"""


def changed(folder: Path) -> Path:
    """Make a notebook whose outputs are not what it gives: a pixel, a number, a figure's number."""
    path = folder / "changed.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in (DRAW, "words / 8", DRAW)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    refresh(path)
    node = nbformat.read(path, as_version=4)
    pixel, output, plotted = node.cells
    pixel.outputs[0].data["image/png"] = "iVBORw0KGgo="
    assert output.outputs[0].data["text/plain"] == "3.75"
    output.outputs[0].data["text/plain"] = "3.76"
    plotted.source = DRAW.replace("30", "31")  # a number that only a figure shows
    nbformat.write(node, path)
    return path


def test_a_changed_number_fails_and_a_changed_pixel_does_not(executed):
    # Otherwise the test above could pass whatever the notebooks say.
    said = [("Cell 0", "PASSED"), ("Cell 1", "FAILED"), ("Cell 2", "FAILED")]
    assert verdicts(executed, "changed") == said, executed.stdout
