"""A researcher's way: JupyterLab, `positions` opened, Run All, the figure and the article seen."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from places import ROOT
from rhetoric.files import shipped

TOKEN = secrets.token_hex(8)
PATIENCE = 180  # seconds; a quiet machine needs 20


@pytest.fixture
def lab(tmp_path: Path, without: Any) -> Iterator[str]:
    """JupyterLab on a copy of the shelf, with settings of its own; gives its address."""
    if find_spec("jupyterlab") is None:
        without("jupyterlab is not installed (extra: lab)")
    root = tmp_path / "project"
    shutil.copytree(shipped("notebooks"), root / "notebooks")
    shutil.copytree(ROOT / "data", root / "data")
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    env = {**os.environ, **{name: str(tmp_path / name.lower()) for name in places}}
    settings = tmp_path / "jupyter_config_dir/lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    # Else only the cells in the window are drawn.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0", "--LabApp.news_url="]
    options += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}"]
    options += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    options += ["--LabApp.extension_manager=readonly"]
    log = tmp_path / "lab.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            stdout=file, stderr=subprocess.STDOUT, env=env, cwd=root,
        )  # fmt: skip
    try:
        yield address(log, server)
    finally:
        server.terminate()
        server.wait(30)


def address(log: Path, server: subprocess.Popen[bytes]) -> str:
    for _ in range(PATIENCE * 2):
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/", log.read_text()):
            return found[0]
        if server.poll() is not None:
            break
        time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def wait_for_kernel(url: str) -> None:
    """Wait until the kernel is idle and the page is connected: a click before that is lost."""
    kernels: list[dict[str, Any]] = []
    for _ in range(PATIENCE * 2):
        # Asked while a kernel is being added, the server says 500.
        with suppress(HTTPError), urlopen(f"{url}api/kernels?token={TOKEN}") as answer:
            kernels = json.load(answer)
        if kernels and all(k["execution_state"] == "idle" and k["connections"] for k in kernels):
            return
        time.sleep(0.5)
    raise AssertionError("the kernel did not become idle")


def run_all(page: Any, lab: str, notebook: str) -> list[str]:
    """Open a notebook and run it without its old outputs; return what the page will have asked."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{lab}lab/tree/notebooks/{notebook}.ipynb?token={TOKEN}")
    page.wait_for_selector(".jp-Notebook")
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells").click()
    wait_for_kernel(lab)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return asked


def outside(asked: list[str], lab: str) -> list[str]:
    return [url for url in asked if not url.startswith((lab, "data:", "blob:", "ws:"))]


def test_positions_runs_in_jupyterlab(chromium, lab):
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    asked = run_all(page, lab, "positions")
    article = page.locator(".jp-OutputArea-output .rhetoric-article")
    article.wait_for(state="attached")
    figure = page.locator("img.rhetoric-figure").first
    figure.scroll_into_view_if_needed()
    assert figure.evaluate("image => image.complete && image.naturalWidth > 300")
    article.scroll_into_view_if_needed()
    assert "Lavrov" in article.inner_text()
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert outside(asked, lab) == []
    page.close()


EDIT = """\
import rhetoric
rhetoric.edit(rhetoric.analyze('"Sanctions <b>will</b> not work," Ann Lee said.'), "ann.csv")"""


def test_an_edit_in_jupyterlab_is_in_the_file_and_opens_again(chromium, lab, tmp_path, without):
    from axe_playwright_python.sync_playwright import Axe

    if find_spec("anywidget") is None:
        without("anywidget is not installed (extra: edit)")
    folder = tmp_path / "project/notebooks"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    node = new_notebook(cells=[new_code_cell(EDIT)], metadata=kernel)
    nbformat.write(node, folder / "edit.ipynb")
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    asked = run_all(page, lab, "edit")
    side = page.get_by_label("Agreement, row 1: Sanctions")
    assert side.input_value() == "-1"
    side.focus()
    page.keyboard.type("0dd")  # a letter chooses in a menu; D, D is not to delete the cell
    page.get_by_label("Holder, row 1: Sanctions").fill("<img src=x>")
    page.keyboard.press("Tab")
    page.get_by_text("1 row edited. Every edit is saved in ann.csv").wait_for()
    table = page.locator(".rhetoric-edit")
    assert "<b>will</b>" in table.inner_text()
    assert table.locator("b, img").count() == 0
    assert ",<img src=x>,sanctions," in (folder / "ann.csv").read_text("utf-8-sig")
    assert Axe().run(page, context=".rhetoric-edit").response["violations"] == []
    run_all(page, lab, "edit")
    page.get_by_text("was: −1 against").wait_for()
    assert (side.input_value(), table.count()) == ("0", 1)
    page.get_by_role("button", name="Undo last edit").click()
    page.get_by_label("Holder, row 1: Sanctions").and_(
        page.locator("input:not(.edited)")
    ).wait_for()
    assert outside(asked, lab) == []
    page.close()
