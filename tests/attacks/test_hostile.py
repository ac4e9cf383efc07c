"""Every command over hostile files: exit 0 or 2, one message that names the file, nothing half-written."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pandas as pd
import pytest

import attack
import commands
from commands import NOWHERE, OUTPUTS, said, there
from hostile import SAID

pytestmark = pytest.mark.attack


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return commands.base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def run(base, tmp_path):
    with commands.inside(base, tmp_path):
        yield commands.run


@pytest.mark.parametrize(
    ("line", "file", "make"), [pytest.param(*c[2:], id=f"{c[0]}: {c[1]}") for c in commands.cases()]
)
@pytest.mark.usefixtures("run")
def test_input(line, file, make):
    if "inception" in line:
        pytest.importorskip("cassis", reason="dkpro-cassis is not installed (extra: inception)")
    commands.meet(line, file, make)


@pytest.mark.parametrize("n", range(attack.ROUND["files"]))
@pytest.mark.usefixtures("run")
def test_damaged_input(n):
    """What a command takes, with something odd in it."""
    commands.meet(*commands.draw(attack.throw("files", 0, n), n)[1:])


@pytest.mark.parametrize("line", OUTPUTS)
@pytest.mark.parametrize("name", NOWHERE)
def test_output(run, line, name):
    place, make = NOWHERE[name]
    place += OUTPUTS[line]
    make(Path(place))
    before = there()
    done = run(line, place)
    assert done.exit_code == 2
    said(done, place)
    assert there() == before


@pytest.mark.parametrize("line", ["sample tables --out {}.csv", "export tables --articles a.txt --format dna --out {}",
    "evaluate coders ann.csv --machine tables --out {}.csv", "evaluate attribution gold.jsonl --out {}.html",
    "analyze a.txt --out {} --format csv", "report a.txt --out {}.html"])  # fmt: skip
def test_a_folder_that_is_not_there_is_made_and_a_full_disk_told(run, monkeypatch, line):
    done = run(line, "new/folder/made")
    assert done.exit_code == 0, done.output
    assert {p.name.partition(".")[0] for p in Path("new/folder").iterdir()} == {"made"}

    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr(os, "replace", full)
    before = there()
    done = run(line, "full")
    assert done.exit_code == 2
    said(done, "full")
    assert "No space left on device" in done.stderr
    if not line.startswith("analyze"):  # which goes on from there
        assert there() == before


@pytest.mark.parametrize("line", ["report a.txt --out p/x.html --assets p", "report a.txt --out p.html --assets p.html",
    "import ann.csv --tables tables --articles a.txt --coder x --format sheet --out p --conflicts p/positions.csv",
    "evaluate coders ann.csv --out p.csv --settled p.csv"])  # fmt: skip
def test_what_is_written_never_takes_the_place_of_what_else_is(run, line):
    before = there()
    done = run(line)
    said(done, "p")
    assert "give each a place of its own" in done.stderr
    assert there() == before


def test_names_of_files_are_short_unique_and_lead_back(run):
    """A headline in Cyrillic may be a doc_id: escaped, each letter takes six bytes of a name."""
    rows = [{"doc_id": "Послы и санкции " * 9 + end, "text": SAID} for end in "ab"]
    Path("long.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run("analyze long.jsonl --out long").exit_code == 0
    for form in ("brat", "csv"):
        out = "out.csv" if form == "csv" else "out"
        done = run(f"export long --articles long.jsonl --format {form} --out {out}")
        assert done.exit_code == 0, done.output
        done = run(
            f"import {out} --tables long --articles long.jsonl --format {form} --coder x --out got-{form}"
        )
        assert "0 corrections" in done.stderr, done.output
    assert len(list(Path("out").glob("*.ann"))) == 2


def test_what_looks_like_an_address_is_a_file(run):
    """Nothing is fetched: pyarrow takes a path such as s3:x for a place in the network."""
    pd.DataFrame([{"doc_id": "s3://a/b", "text": SAID}]).to_parquet(Path("s3:x.parquet").absolute())
    for line in (
        "analyze s3:x.parquet --out http:out",
        "sample http:out --out file:sheet.csv",
        "export http:out --articles s3:x.parquet --format brat --out s3:brat",
        "import s3:brat --tables http:out --articles s3:x.parquet --format brat --coder x --out q",
    ):
        done = run(line)
        assert done.exit_code == 0, done.output
