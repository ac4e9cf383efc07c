"""Many articles: in batches, resumed, in several processes, and what fails is a row."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

import rhetoric
from rhetoric import corpus, storage
from rhetoric.errors import InputError, OutputError, RhetoricError, TableError
from rhetoric.reading import documents
from rhetoric.tables import SCHEMAS

SAID = '{} left. "The sanctions will not work," the envoy said on Monday. {} agreed.\n'
NAMES = ("Ann Smith", "Bo Li", "Eva Berg", "Omar Aziz", "Ole Moller")


def rows(count: int) -> list[dict[str, object]]:
    """Return short articles, of which every seventh fails."""
    return [
        {"doc_id": f"d{n}", "text": SAID.format(NAMES[n % 5], NAMES[n % 3]) if n % 7 else None}
        for n in range(1, count + 1)
    ]


@pytest.fixture(scope="module")
def given(tmp_path_factory) -> Path:
    """A file of sixteen articles, which no test changes."""
    path = tmp_path_factory.mktemp("given") / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(16)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(given) -> Path:
    """The tables of an undisturbed run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "RECORDS", 2)
        corpus.analyze_corpus(given, given.parent / "whole")
    return given.parent / "whole"


@pytest.fixture
def source(given, tmp_path, monkeypatch) -> Path:
    """Return the file of articles, and make batches so small that there are several."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(corpus, "RECORDS", 2)
    return given


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_tables_are_those_of_analyze(source):
    made = corpus.analyze_corpus(source, "out")
    assert (made["articles"], made["failures"]) == (14, 2)
    tables = storage.read_tables("out")
    good = [row for row in rows(16) if row["text"]]
    alike = rhetoric.analyze(pd.DataFrame(good))
    for name in set(SCHEMAS) - {"failures"}:
        pd.testing.assert_frame_equal(getattr(tables, name), getattr(alike, name))
    assert list(tables.failures["doc_id"]) == ["d7", "d14"]
    assert tables.failures.loc[0, "where"] == f"{source}, line 7"
    assert tables.failures.loc[0, "what"] == "field 'text' is empty; give it a text"
    assert len(list(Path("out/articles.parquet").iterdir())) == 8


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_one_file_a_table(source, whole, form):
    counted = storage.read_provenance(whole)["rows"]
    assert corpus.analyze_corpus(source, "out", form=form) == counted
    assert set(files(Path("out"))) == {f"{name}.{form}" for name in SCHEMAS} | {
        "manifest.txt",
        "provenance.json",
    }
    ours, parts = storage.read_tables("out"), storage.read_tables(whole)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(ours, name), getattr(parts, name))


def test_a_run_that_stops_goes_on(source, whole, monkeypatch):
    """Stop at every file that is written, in turn, as a full disk does."""
    replace = os.replace
    analyzed = []
    work = corpus._work
    monkeypatch.setattr(
        corpus, "_work", lambda batch, **how: analyzed.append(1) or work(batch, **how)
    )
    left = 3
    stops = 0
    while not (Path("out/provenance.json").exists() and finished("out")):
        at = iter(range(left))

        def full(*given, at=at):
            if next(at, None) is None:
                raise OSError(28, "No space left on device")
            replace(*given)

        monkeypatch.setattr(os, "replace", full)
        left = left % 13 + 1
        with contextlib.suppress(OutputError):
            corpus.analyze_corpus(source, "out")
        stops += 1
    assert stops > 5
    assert len(analyzed) < 8 + stops  # one batch is lost a time, at most
    monkeypatch.setattr(os, "replace", replace)
    assert files(Path("out")) == files(whole)
    corpus.analyze_corpus(source, "out")  # finished: nothing is done again
    assert files(Path("out")) == files(whole)


def finished(folder: str) -> bool:
    return "rows" in storage.read_provenance(Path(folder))


def run(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """Start `rhetoric analyze` with batches of two articles."""
    code = "from rhetoric import cli; from rhetoric import corpus; corpus.RECORDS = 2; cli.main()"
    command = [sys.executable, "-c", code, "analyze", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True, **options)


def wait_for(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def test_two_workers(source, whole):
    assert corpus.analyze_corpus(source, "out", workers=2)["articles"] == 14
    assert files(Path("out")) == files(whole)


@contextlib.contextmanager
def cluster() -> Iterator[tuple[str, Callable[[], list[subprocess.Popen[bytes]]]]]:
    """Start a Dask scheduler; give its address, and what starts two workers."""
    pytest.importorskip("distributed")

    def start(role: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *options]
        command += ["--scheduler-file", "dask.json", "--no-dashboard"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def add_workers() -> list[subprocess.Popen[bytes]]:
        added = [start("worker", "--nthreads", "1", "--no-nanny") for _ in range(2)]
        started.extend(added)
        return added

    started = [start("scheduler", "--port", "0", "--host", "127.0.0.1")]
    try:
        wait_for(lambda: Path("dask.json").exists() and Path("dask.json").read_text().endswith("}"))
        yield json.loads(Path("dask.json").read_text())["address"], add_workers
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_dask_loses_a_worker_and_then_its_scheduler(source, whole):
    def parts(out: str) -> int:
        return len(list(Path(out, "articles.parquet").glob("*.parquet")))

    with cluster() as (address, add_workers):
        given = ("--engine", "dask", "--scheduler", address)
        process = run(source, "--out", "out", *given)
        workers = add_workers()  # late: the run waits for them
        wait_for(lambda: parts("out") > 2)
        workers[0].kill()
        assert process.wait() == 0
        assert files(Path("out")) == files(whole)
        Path("more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows(48)))
        process = run("more.jsonl", "--out", "again", *given)  # of what is not done in a moment
        wait_for(lambda: parts("again") > 0)
    assert process.wait(60) == 2
    assert corpus.analyze_corpus(Path("more.jsonl"), "again")["articles"] == 42


def test_dask_gives_up_on_what_kills_workers(source, monkeypatch):
    Path("fatal.py").write_text(
        "import os\nfrom rhetoric import corpus\n"
        "corpus.analysis.provenance = lambda book: os._exit(1)\n"
    )
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "fatal.py")
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with cluster() as (address, add_workers):
        add_workers()
        with pytest.raises(RhetoricError, match=r"a worker process died.*same command continues"):
            corpus.analyze_corpus(source, "out", engine="dask", scheduler=address)
    assert corpus.analyze_corpus(source, "out")["articles"] == 14


def test_an_input_that_changes_while_it_is_read(source, monkeypatch):
    source = Path(shutil.copy(source, "rows.jsonl"))
    provenance = corpus.analysis.provenance

    def grow(book):
        with source.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"doc_id": "new", "text": "Bo Li left."}) + "\n")
        return provenance(book)

    monkeypatch.setattr(corpus.analysis, "provenance", grow)  # asked once the input was looked at
    with pytest.raises(InputError, match="input changed while it was read"):
        corpus.analyze_corpus(source, "out")
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "other.jsonl"}, "tables of other input"),
        ({"text_column": "doc_id"}, "tables of other input"),
        ({"codebook": "mine.toml"}, "tables of other codebook"),
        ({"form": "csv"}, "tables of other form"),
    ],
)
def test_another_run_in_the_same_folder_is_refused(source, whole, change, message):
    shipped = (resources.files("rhetoric") / "codebooks/diplomacy.toml").read_text(encoding="utf-8")
    Path("mine.toml").write_text(shipped + "\n# mine\n", encoding="utf-8")
    Path("other.jsonl").write_text(source.read_text().replace("Monday", "Friday"))
    shutil.copytree(whole, "out")
    before = files(Path("out"))
    with pytest.raises(TableError, match=message):
        corpus.analyze_corpus(**{"source": source, "out": "out"} | change)
    assert files(Path("out")) == before


def test_another_model_is_refused(source, whole, monkeypatch):
    shutil.copytree(whole, "out")
    monkeypatch.setattr("rhetoric.analysis.model_name", lambda: "en_other 1.0")
    with pytest.raises(TableError, match="tables of other model"):
        corpus.analyze_corpus(source, "out")


def test_corrected_tables_are_kept(source, whole):
    shutil.copytree(whole, "out")
    known = storage.read_provenance(Path("out")) | {"corrections": [{"coder": "ann"}]}
    storage.write_tables(storage.read_tables("out"), "corrected", provenance=known)
    before = files(Path("corrected"))
    with pytest.raises(TableError, match="what coders corrected; name a new folder"):
        corpus.analyze_corpus(source, "corrected")
    assert files(Path("corrected")) == before


def test_strict_stops_at_the_first(source, whole):
    with pytest.raises(InputError, match="line 7: field 'text' is empty"):
        corpus.analyze_corpus(source, "out", strict=True)
    assert len(list(Path("out/articles.parquet").iterdir())) == 3
    corpus.analyze_corpus(source, "out")  # goes on
    assert files(Path("out")) == files(whole)


def test_strict_where_some_failed_before(source, whole):
    shutil.copytree(whole, "out")
    before = files(Path("out"))
    with pytest.raises(InputError, match=r"of 16 articles 2 could not .* line 7: field 'text'"):
        corpus.analyze_corpus(source, "out", strict=True)
    assert files(Path("out")) == before


def test_where_every_article_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame({"body": ["He left."] * 3})
    with pytest.raises(
        InputError, match=r"of 3 articles 3 could not be analyzed; .* no field 'text'"
    ):
        corpus.analyze_corpus(frame, "out")
    with pytest.raises(InputError, match="holds no article"):
        corpus.analyze_corpus(frame.head(0), "out")


def test_an_article_that_breaks_the_analysis_is_a_row(source, monkeypatch):
    rows_of = corpus.analysis.rows

    def broken(article, book, parsed):
        if article.doc_id == "d3":
            raise IndexError("list index out of range")
        return rows_of(article, book, parsed)

    monkeypatch.setattr(corpus.analysis, "rows", broken)
    corpus.analyze_corpus(source, "out")
    first = storage.read_tables("out").failures.iloc[0]
    assert first["what"].startswith("IndexError: list index out of range (test_corpus.py, line ")
    assert first["sha256"]


def test_an_article_that_cannot_be_parsed_takes_no_other_with_it(source, monkeypatch):
    marked_of = documents._marked

    def broken(nlp, piece, cuts=()):
        if piece.article.doc_id == "d3":
            raise IndexError("list index out of range")
        return marked_of(nlp, piece, cuts)

    usual = corpus.analyze_corpus(source, "usual")
    monkeypatch.setattr(documents, "_marked", broken)
    told = corpus.analyze_corpus(source, "out")
    assert (told["articles"], told["failures"]) == (usual["articles"] - 1, usual["failures"] + 1)
    whole, rest = storage.read_tables("usual").positions, storage.read_tables("out").positions
    assert "d3" in set(storage.read_tables("out").failures["doc_id"])
    pd.testing.assert_frame_equal(
        whole[whole["doc_id"] != "d3"].reset_index(drop=True), rest.reset_index(drop=True)
    )


def test_compressed_archives(source):
    Path("z.jsonl.gz").write_bytes(gzip.compress(source.read_bytes()))
    one, other = (
        corpus.analyze_corpus(path, path.name[:1]) for path in (source, Path("z.jsonl.gz"))
    )
    assert one == other


def test_a_frame_is_mapped_by_a_pure_function():
    made = corpus.tabulate(pd.DataFrame(rows(8)))
    assert len(made.articles) == 7
    assert list(made.failures["doc_id"]) == ["d7"]
