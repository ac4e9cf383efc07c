"""The commands that meet hostile files, what runs them, and the rules that they keep."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import pandas as pd
from click.testing import CliRunner, Result

import damages
import hostile
from hostile import SAID, Make, tables_but, wrote
from rhetoric import cli, reader_training
from rhetoric.attribution.tagger import in_use
from rhetoric.errors import ModelError
from rhetoric.files import shipped
from rhetoric.reports import notebook
from rhetoric.scoring.reader import SHIPPED

IMPORT = "import {} --tables tables --articles a.txt --coder x --out out --format"
SLOTS: dict[str, tuple[str, str]] = {  # a command with a hostile file, and how its name ends
    "analyze .txt": ("analyze {} --out out", ".txt"),
    "analyze .html": ("analyze {} --out out", ".html"),
    "analyze .jsonl": ("analyze {} --out out", ".jsonl"),
    "analyze .csv": ("analyze {} --out out", ".csv"),
    "analyze .parquet": ("analyze {} --out out", ".parquet"),
    "analyze a folder": ("analyze {} --out out", ""),
    "analyze --codebook": ("analyze a.txt --out out --codebook {}", ".toml"),
    "report": ("report {} --out out.html", ".txt"),
    "report --codebook": ("report a.txt --out out.html --codebook {}", ".toml"),
    "report --notebook": ("report a.txt --out out.html --notebook {}", ".ipynb"),
    "codebook check": ("codebook check {}", ".toml"),
    "codebook list": ("codebook list --codebook {}", ".toml"),
    "codebook try": ("codebook try It --codebook {}", ".toml"),
    "codebook try articles": ("codebook try {}", ".jsonl"),
    "codebook suggest": ("codebook suggest book.toml {}", ""),
    "codebook suggest CODEBOOK": ("codebook suggest {} tables", ".toml"),
    "concordance": ("concordance sanction {}", ""),
    "keyness": ("keyness {} --by kind --target direct", ""),
    "evaluate attribution": ("evaluate attribution {} --out out.csv", ".jsonl"),
    "evaluate attribution brat": ("evaluate attribution {} --out out.csv", ""),
    "evaluate attribution --model": (
        "evaluate attribution gold.jsonl --out out.csv --model {}",
        ".npz",
    ),
    "evaluate positions": ("evaluate positions {} --out out.csv", ".jsonl"),
    "evaluate positions --model": (
        "evaluate positions gold.jsonl --out out.csv --model {}",
        ".onnx",
    ),
    "evaluate positions --codebook": (
        "evaluate positions gold.jsonl --out out.csv --codebook {}",
        ".toml",
    ),
    "evaluate acts": ("evaluate acts {} --out out.csv", ".csv"),
    "evaluate agreement": ("evaluate agreement {} --out out.csv", ".jsonl"),
    "evaluate targets": ("evaluate targets {} --out out.csv", ".parquet"),
    "evaluate acts --model": ("evaluate acts coded.csv --out out.csv --model {}", ".npz"),
    "evaluate coders": ("evaluate coders {} --out out.csv", ".csv"),
    "evaluate coders two": ("evaluate coders ann.csv {} --out out.csv", ".csv"),
    "evaluate coders --machine": ("evaluate coders ann.csv --out out.csv --machine {}", ""),
    "evaluate coders --machine model": (
        "evaluate coders ann.csv --out out.csv --machine {}",
        ".npz",
    ),
    "evaluate learning-curve": ("evaluate learning-curve {}", ".csv"),
    "train attribution": ("train attribution {} --out out.npz", ".jsonl"),
    "train acts": ("train acts {} --out out.npz", ".csv"),
    "train agreement": ("train agreement {} --out out.npz", ".jsonl"),
    "train targets": ("train targets {} --out out.npz", ".parquet"),
    "train positions": ("train positions {} --held {} --out out.onnx", ".jsonl"),
    "train positions --targets": (
        "train positions gold.jsonl --held gold.jsonl --targets {} --out out.onnx",
        ".jsonl",
    ),
    "train positions --encoder": (
        "train positions gold.jsonl --held gold.jsonl --encoder {} --out out.onnx",
        "",
    ),
    "train positions --teacher": (
        "train positions gold.jsonl --held gold.jsonl --teacher {} --out out.onnx",
        "",
    ),
    "sample": ("sample {} --out out.csv", ""),
    "export": ("export {} --articles a.txt --format brat --out out", ""),
    "export --articles": ("export tables --articles {} --format brat --out out", ".txt"),
    "import --tables": (
        "import ann.csv --tables {} --articles a.txt --coder x --out out --format sheet",
        "",
    ),
    "import csv": (f"{IMPORT} csv", ".csv"),
    "import sheet": (f"{IMPORT} sheet", ".csv"),
    "import brat": (f"{IMPORT} brat", ""),
    "import doccano": (f"{IMPORT} doccano", ".jsonl"),
    "import inception": (f"{IMPORT} inception", ""),
    "import label-studio": (f"{IMPORT} label-studio", ".json"),
    "import web-annotation": (f"{IMPORT} web-annotation", ".jsonld"),
}
OUTPUTS = {  # commands that lack an input: what is wrong with the place is told first
    "analyze missing --out {}": "",
    "report missing --out {}": ".html",
    "report missing --out out.html --assets {}": "",
    "evaluate attribution missing --out {}": ".html",
    "evaluate positions missing --out {}": ".csv",
    "evaluate acts missing --out {}": ".csv",
    "evaluate coders missing --out {}": ".csv",
    "evaluate coders missing --settled {}": ".csv",
    "concordance x missing --out {}": ".html",
    "keyness missing --target x --out {}": ".csv",
    "codebook suggest missing missing --out {}": ".toml",
    "train attribution missing --out {}": ".npz",
    "train targets missing --out {}": ".npz",
    "train positions missing --held missing --out {}": ".onnx",
    "sample missing --out {}": ".csv",
    "export missing --articles missing --format brat --out {}": "",
    "export missing --articles missing --format doccano --out {}": ".jsonl",
    "import missing --tables missing --articles missing --coder x --format csv --out {}": "",
}
NOWHERE: dict[str, tuple[str, Make]] = {
    "below a file": ("a.txt/hostile", lambda path: None),
    "in no file system": ("/proc/hostile", lambda path: None),
    "a long name": ("hostile" * 40, lambda path: None),
    "a link to itself": ("hostile", lambda path: path.symlink_to(path)),
    "a pipe": ("hostile", os.mkfifo),
    "somebody's folder": (
        "hostile",
        lambda path: (path.mkdir(), (path / "thesis").write_text("x")),
    ),
}
GOOD = {  # what commands take, by the end of a name, and for single ones
    ".txt": "a.txt", ".html": "page.html", ".jsonl": "coded.jsonl", ".csv": "coded.csv",
    ".parquet": "coded.parquet", ".toml": "book.toml", ".ipynb": "notebook.ipynb",
    ".npz": "voices.npz", ".onnx": "reader.onnx", "": "tables",
    "evaluate attribution": "gold.jsonl", "evaluate positions": "gold.jsonl",
    "train attribution": "gold.jsonl", "train positions": "gold.jsonl",
    "evaluate coders": "ann.csv", "evaluate coders two": "ann.csv", "import sheet": "ann.csv",
    "evaluate attribution brat": "brat",
    "import csv": "csv.csv", "import brat": "brat", "import doccano": "doccano.jsonl",
    "import inception": "inception", "import label-studio": "label-studio",
    "import web-annotation": "web-annotation.jsonld",
}  # fmt: skip
_POSITION = {
    "start": 21,
    "end": 30,
    "axis": -2,
    "agreement": -1,
    "holder": "the envoy",
    "concept": "x",
}
_CODED = {
    "text": SAID, "source": "envoy", "target": "", "act": "CONSULT",
    "concept_start": 21, "concept_end": 30, "agreement": -1,
    "target_start": 21, "target_end": 30, "target_sentiment": "negative",
}  # fmt: skip


PLACES = 6  # so many of ANYWHERE are no files; every command meets them, and some of the others


def cases() -> Iterator[tuple[str, str, str, str, Make]]:
    """Yield slot, name, command line, hostile file, and what makes it."""
    odd = list(hostile.ANYWHERE.items())
    bodies = itertools.cycle(odd[PLACES:])
    for slot, (line, ending) in SLOTS.items():
        for name, make in (*odd[:PLACES], *itertools.islice(bodies, 2)):
            yield slot, name, line, f"hostile{ending}", make
    for slot, name, make in of_slots():
        line, ending = SLOTS[slot]
        yield slot, name, line, f"hostile{ending}", make
    for name, (ending, text) in hostile.ARTICLES.items():
        yield "analyze", name, "analyze {} --out out", f"hostile{ending}", wrote(text)
    for name, text in hostile.PROVENANCE.items():
        make = tables_but("provenance", lambda _, text=text: text)
        yield "analyze", f"provenance {name}", "analyze a.txt --out {}", "hostile", make
    for number, (name, (task, row)) in enumerate(hostile.GOLD.items()):
        evaluated = task in ("attribution", "positions") or number % 2
        line = f"evaluate {task} {{}}" if evaluated else f"train {task} {{}} --out out.npz"
        text = row if isinstance(row, str) else json.dumps({"text": SAID} | row)
        yield task, name, line, "hostile.jsonl", wrote(text)


def of_slots() -> Iterator[tuple[str, str, Make]]:
    """Yield slot, name and what makes the file, of files that are for some slots alone."""
    for number, (name, make) in enumerate(hostile.CODEBOOKS.items()):
        yield "codebook list", name, make
        yield ("codebook check", "codebook try")[number % 2], name, make
    readers = ("sample", "export", "import --tables", "evaluate coders --machine", "concordance")
    for slot, (name, change) in zip(itertools.cycle(readers), hostile.TABLES.items()):
        yield slot, f"tables {name}", tables_but(*change)
    for name, text in hostile.PROVENANCE.items():
        make = tables_but("provenance", lambda _, text=text: text)
        yield "import --tables", f"provenance {name}", make
    for name, make in hostile.MODELS.items():
        yield "evaluate attribution --model", name, make
        yield "evaluate acts --model", name, make
    for name, (form, make) in hostile.FOLDERS.items():
        yield f"import {form}", name, make
        if form == "brat":
            yield "evaluate attribution brat", name, make
    for name, (form, text) in hostile.FILES.items():
        yield f"import {form}", name, wrote(text)


def draw(dice: damages.Dice, n: int) -> tuple[str, str, str, Make]:
    """Return slot, command line, file and what makes it: what the command takes, damaged.

    Or what another takes. Slot after slot, so that every command has its turn.
    """
    slot = list(SLOTS)[n % len(SLOTS)]
    line, ending = SLOTS[slot]
    good = GOOD[slot if slot in GOOD else ending]
    if dice.random() < 0.2:
        good = dice.choice(sorted(GOOD.values()))

    def make(path: Path) -> None:
        (shutil.copytree if Path(good).is_dir() else shutil.copyfile)(good, path)
        for _ in range(dice.randint(1, 3)):
            dice.choice(damages.OF_A_FILE)(path, dice)

    return slot, line, f"hostile{ending}", make


def base(place: Path) -> Path:
    """Fill a folder with an article, its tables, what coders made of it, and a file of each kind."""
    with contextlib.chdir(place):
        Path("a.txt").write_text(SAID)
        Path("page.html").write_text(f"<html><body><h1>Talks</h1><p>{SAID}</p></body></html>")
        row = {"text": SAID, "positions": [_POSITION], "attributions": [{"content": [[17, 43]]}]}
        Path("gold.jsonl").write_text(json.dumps(row))
        Path("ann.csv").write_text("id,doc_id,concept,text,agreement\n,a,sanctions,x,\n")
        coded = pd.DataFrame([_CODED])
        coded.to_csv("coded.csv", index=False)
        coded.to_json("coded.jsonl", orient="records", lines=True)
        coded.to_parquet("coded.parquet")
        shutil.copy(shipped("codebooks") / "diplomacy.toml", "book.toml")
        shutil.copy(shipped("notebooks") / "positions.ipynb", "notebook.ipynb")
        shutil.copy(in_use(), "voices.npz")
        shutil.copy(SHIPPED, "reader.onnx")
        _make("analyze a.txt --out tables --format jsonl")
        for out in ("brat", "csv.csv", "doccano.jsonl", "label-studio", "web-annotation.jsonld"):
            form = out.partition(".")[0]
            _make(f"export tables --articles a.txt --format {form} --out {out}")
        if find_spec("cassis"):
            _make("export tables --articles a.txt --format inception --out inception")
    return place


def _make(line: str) -> None:
    done = CliRunner().invoke(cli.main, line.split())
    assert done.exit_code == 0, done.output


class Hang(BaseException):
    """Raised in what waits for ever; no OSError, which would be taken for one of a file."""


def _ring(*_: object) -> None:
    raise Hang


@contextlib.contextmanager
def inside(base: Path, place: Path) -> Iterator[None]:
    """Work in a folder that has what is in `base`; notebooks are not run, nor readers trained."""
    without = ModelError("pip install 'rhetoric[train]'")
    with (
        contextlib.chdir(place),
        mock.patch.object(notebook, "run", return_value=None),
        mock.patch.object(reader_training, "_folder", side_effect=without),
    ):
        for one in base.iterdir():
            Path(one.name).symlink_to(one)
        signal.signal(signal.SIGALRM, _ring)
        yield


def run(line: str, *names: str) -> Result:
    """Run a command line, for half a minute at most. Raises what is no exit."""
    signal.setitimer(signal.ITIMER_REAL, 30)
    try:
        done = CliRunner().invoke(cli.main, [part.format(*names) for part in line.split()])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def meet(line: str, file: str, make: Make) -> None:
    """Run a command over a hostile file, and hold it to the rules. Raises AssertionError."""
    make(Path(file))
    before = there()
    done = run(line, file, file)
    said(done, "hostile")
    if done.exit_code:
        if line.startswith("analyze") and Path("out").exists():  # the table of failures, whole
            assert json.loads(Path("out/provenance.json").read_text())["rows"]["failures"]
            shutil.rmtree("out")
        assert there() == before


def there() -> list[tuple[str, int]]:
    found = [p for p in Path().rglob("*") if not p.is_symlink()]  # a lock comes and goes in folders
    return sorted((str(p), 0 if p.is_dir() else p.lstat().st_mtime_ns) for p in found)


def said(done: Result, name: str) -> None:
    """Hold the output of a command to the rules: one message that names what was given."""
    assert done.exit_code in (0, 2), done.output
    assert "Traceback" not in done.output
    assert not [c for c in done.output if not c.isprintable() and c not in "\n\t\r"], done.output
    if done.exit_code:
        beside = ("Note: ", "running the notebook")
        lines = [line for line in done.stderr.splitlines() if not line.startswith(beside)]
        [error] = [line for line in lines if line and "article/s]" not in line]
        assert error.startswith("Error: ")
        assert name in error or "pip install" in error, error
        assert len(error) < 3000
