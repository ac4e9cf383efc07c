"""The docs: examples run, generated pages are up to date, links lead somewhere."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import rhetoric
from places import ROOT
from rhetoric.cli import main

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md")])
MODULES = sorted(m.name for m in pkgutil.walk_packages(rhetoric.__path__, "rhetoric."))


# Each page has a process of its own, in which the packages of others are imported and ours are not.
APART = """\
import json, os, sys, traceback
import matplotlib.pyplot, onnxruntime, pandera.pandas, seaborn, sklearn, spacy, trafilatura
for place, blocks in json.load(sys.stdin).items():
    if os.fork() == 0:
        os.chdir(place)
        try:
            exec(compile(blocks, place, "exec"), {"__name__": "__main__"})
        except BaseException:
            with open("failed", "w") as file:
                traceback.print_exc(file=file)
        os._exit(0)
    if os.wait()[1]:
        open(f"{place}/failed", "w").write("the process died")
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Callable[[Path], Path]:
    """Run the Python blocks of all pages; give the folder in which those of a page ran."""
    top = tmp_path_factory.mktemp("pages")
    given = {}
    for page in PAGES:
        blocks = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
        (top / page.relative_to(ROOT)).mkdir(parents=True)
        (top / page.relative_to(ROOT) / "data").symlink_to(ROOT / "data")
        if blocks:
            given[str(top / page.relative_to(ROOT))] = "\n".join(blocks)
    subprocess.run(
        [sys.executable, "-c", APART], input=json.dumps(given), text=True, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return lambda page: top / page.relative_to(ROOT)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run(page, ran):
    failed = ran(page) / "failed"
    assert not failed.exists(), failed.read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_readme_shows_pictures_that_are_small_and_say_what_the_figure_says():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r'(?:src|srcset)="([^"]+)"', page)
    assert len(pictures) == 4
    assert all((ROOT / one).stat().st_size < 100_000 for one in pictures)
    made = runpy.run_path(str(ROOT / "docs" / "pictures.py"))["shots"]()
    for name, shot in made.items():
        assert {f"docs/pictures/{name}_{scheme}.png" for scheme in ("light", "dark")} <= {*pictures}
        assert {*re.findall(r"<img [^>]*alt='([^']+)'", shot)} <= {
            *re.findall(r'alt="(.+?)"', page)
        }


def test_the_readme_shows_what_the_command_prints():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    [(command, printed)] = re.findall(r"```sh\n(.*?)```\n\n```text\n(.*?)```", page, re.S)
    done = CliRunner().invoke(main, shlex.split(command)[1:])
    assert (done.exit_code, done.output) == (0, printed)


def test_the_readme_leads_to_every_notebook():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"(notebooks/{path.name})" in page


def test_the_codebook_of_the_docs_loads_and_does_what_is_said(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    [book] = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    [commands] = re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)
    monkeypatch.chdir(tmp_path)
    Path("trade.toml").write_text(book, encoding="utf-8")
    Path("articles").mkdir()
    Path("articles/a.txt").write_text("Free trade helps everyone, Ann Lee said.\n")
    said = []
    for line in commands.splitlines():
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
        said.append(done.output)
    assert "no error. trade 1, 2 concepts" in said[0]
    assert said[1].startswith("envoy against free_trade")


def test_the_page_on_actors_goes_on_where_the_readme_ends(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("data").symlink_to(ROOT / "data")
    [first] = re.findall(
        r"^(rhetoric analyze .*?) *#", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    page = (ROOT / "docs" / "actors.md").read_text("utf-8")
    commands = re.findall(r"^(rhetoric .*?) *#", page, re.M)
    assert commands[0] == first
    for line in [first, *commands]:
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
    assert Path("merged/positions.csv").exists()


@pytest.mark.parametrize("name", ["tables", "command_line", "codebook_keys"])
def test_generated_pages_are_up_to_date(name):
    made = runpy.run_path(str(ROOT / "docs" / "generate.py"))[name]()
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == made, "run `make docs`"


def test_the_schema_of_codebooks_is_up_to_date():
    made = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    assert made["SCHEMA"].read_text(encoding="utf-8") == made["codebook_schema"](), (
        "run `make docs`"
    )


TRAINING = {f"rhetoric.scoring.reader.{name}" for name in ("export", "lessons", "network")}


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name):
    if name in TRAINING:
        pytest.importorskip("torch", reason="the extra 'train' is not installed")
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert not failed


def test_provenance_of_the_article():
    import hashlib

    for path in (ROOT / "data" / "articles").iterdir():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert digest in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_import_is_quick():
    heavy = set("pandas pydantic spacy matplotlib textblob seaborn nbconvert trafilatura".split())
    code = f"import sys, rhetoric, rhetoric.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_public_names_are_there():
    for name in rhetoric.__all__:
        assert getattr(rhetoric, name) is not None
    assert callable(rhetoric.report)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = rhetoric.nothing


def test_the_page_on_how_it_is_built_names_every_folder_and_nothing_that_is_not_there():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "rhetoric"
    folders = {
        f"{path.relative_to(source).as_posix()}/"
        for path in source.rglob("*")
        if path.is_dir() and path.name != "__pycache__"
    }
    assert folders <= {*re.findall(r"`([a-z_/]+/)`", page)}
    for name in re.findall(r"`([\w/]+/|[\w/]+\.(?:py|toml))`", page):
        assert (source / name).exists() or (ROOT / name).exists(), name


def test_the_picture_of_how_it_is_built_shows_rooms_that_are_there():
    picture = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    drawn = " · ".join(re.findall(r'class="name"[^>]*>([^<]+)<', picture)).split(" · ")
    names = {name.rstrip("/") for name in drawn}
    assert names <= {name.rsplit(".", 1)[1] for name in MODULES}
    assert {path.parent.name for path in (ROOT / "src/rhetoric").glob("*/__init__.py")} <= names
