"""Every command over hostile files: exit 0 or 2, one message that names the file, nothing half-written."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from hostile import NOWHERE, OUTPUTS, SAID, cases
from rhetoric import cli
from rhetoric.reports import notebook


class Hang(BaseException):
    """Raised in what waits for ever; no OSError, which would be taken for one of a file."""


def rings(*_: object) -> None:
    raise Hang


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Return a folder with an article, its tables, and what coders made of it."""
    made = tmp_path_factory.mktemp("base")
    (made / "a.txt").write_text(SAID)
    row = {"text": SAID, "positions": [], "attributions": [{"content": [[17, 43]]}]}
    (made / "gold.jsonl").write_text(json.dumps(row))
    (made / "coded.csv").write_text("text,source,target,label\nThe envoy left.,envoy,,CONSULT\n")
    (made / "ann.csv").write_text("id,doc_id,concept,text,agreement\n,a,sanctions,x,\n")
    analyze = ["analyze", str(made / "a.txt"), "--out", str(made / "tables"), "--format", "jsonl"]
    assert CliRunner().invoke(cli.main, analyze).exit_code == 0
    return made


@pytest.fixture
def run(base, tmp_path, monkeypatch):
    """Return what runs a command line in a folder of its own, for half a minute at most."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebook, "run", lambda *given, **named: None)
    for one in base.iterdir():
        Path(one.name).symlink_to(one)
    signal.signal(signal.SIGALRM, rings)

    def run(line: str, *names: str) -> Result:
        signal.setitimer(signal.ITIMER_REAL, 30)
        try:
            done = CliRunner().invoke(cli.main, [part.format(*names) for part in line.split()])
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


@pytest.mark.parametrize(
    ("line", "file", "make"), [pytest.param(*c[2:], id=f"{c[0]}: {c[1]}") for c in cases()]
)
def test_input(run, line, file, make):
    if "inception" in line:
        pytest.importorskip("cassis", reason="dkpro-cassis is not installed (extra: inception)")
    make(Path(file))
    before = there()
    done = run(line, file, file)
    said(done, "hostile")
    if done.exit_code:
        if line.startswith("analyze") and Path("out").exists():  # the table of failures, whole
            assert json.loads(Path("out/provenance.json").read_text())["rows"]["failures"]
            shutil.rmtree("out")
        assert there() == before


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
            f"import {out} --tables long --articles long.jsonl --format {form} --coder x --out {form}"
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


def there() -> list[tuple[str, int]]:
    found = [p for p in Path().rglob("*") if not p.is_symlink()]  # a lock comes and goes in folders
    return sorted((str(p), 0 if p.is_dir() else p.lstat().st_mtime_ns) for p in found)


def said(done: Result, name: str) -> None:
    """Hold the output of a command to the rules: see the head of this file."""
    assert done.exit_code in (0, 2), done.output
    assert "Traceback" not in done.output
    assert not [c for c in done.output if not c.isprintable() and c not in "\n\t\r"], done.output
    if done.exit_code:
        beside = ("Note: ", "running the notebook")
        lines = [line for line in done.stderr.splitlines() if not line.startswith(beside)]
        [error] = [line for line in lines if line and "article/s]" not in line]
        assert error.startswith("Error: ")
        assert name in error
        assert len(error) < 3000
