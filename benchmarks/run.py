"""Measure speed and memory, and write the table benchmarks/results.md: `make bench`.

    python benchmarks/run.py [--speeches FILE] [--articles FILE] [--only NAME …]

Every figure is a ratio of two things measured in this run, turn by turn: best of the rounds, since
what else the machine does can only add to either, but against the stock pipeline the median of
five; `--only` renews a part of the table. FILE is
JSONL, gzipped or not, with the fields doc_id and text, for speeches speaker or country too;
without one, texts are put together from the article in data/ and from invented prose. Times are
CPU times of whole processes, with all that they start, unless said otherwise; "stock" is spaCy's
pipeline as installed, over the same texts.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from texts import Texts

RESULTS = Path(__file__).with_name("results.md")
HEAD = "| figure | measured |\n|---|---|"
LOAD = """
import json, sys
from importlib import import_module
from importlib.util import find_spec
from rhetoric.reading import MODELS
nlp = import_module(next(filter(find_spec, MODELS))).load()
"""
STOCK = f"""{LOAD}
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
for doc in nlp.pipe(texts, batch_size=8):  # its quickest; its default of 256 takes a tenth more
    pass
"""
TEXTACY = f"""{LOAD}
from textacy.extract import direct_quotations
for line in open(sys.argv[1], encoding="utf-8"):
    for paragraph in filter(str.strip, json.loads(line)["text"].splitlines()):
        try:  # textacy refuses a text with an odd number of marks
            list(direct_quotations(nlp(paragraph)))
        except ValueError:
            pass
"""
ONE = f"""{LOAD}
nlp(open(sys.argv[1], encoding="utf-8").read())
"""


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    cpu: float  # seconds
    wall: float  # seconds
    memory: float  # MB at most


def run(*command: str | Path) -> Cost:
    """Run a command to its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (1, 2)]
    words = [str(word) for word in command]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    pid = os.posix_spawnp(words[0], words, environment, file_actions=actions)
    _, status, used = os.wait4(pid, 0)
    os.close(null)
    if status:
        raise SystemExit(f"failed: {' '.join(words)}")
    wall = time.perf_counter() - start
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def python(code: str, *arguments: str | Path) -> Callable[[], Cost]:
    """Return what runs Python code."""
    return lambda: run(sys.executable, "-c", code, *arguments)


def analyze(path: Path, *options: str) -> Callable[[], Cost]:
    """Return what runs `rhetoric analyze` into a folder that is thrown away."""

    def once() -> Cost:
        with tempfile.TemporaryDirectory() as folder:
            command = Path(sys.executable).with_name("rhetoric")
            return run(command, "analyze", path, "--out", Path(folder, "out"), *options)

    return once


def medians(rounds: int, *things: Callable[[], Cost]) -> list[float]:
    """Return the middle of the CPU times that each thing took, turn by turn."""
    rows = [[thing().cpu for thing in things] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def best(rounds: int, *things: Callable[[], Cost]) -> list[Cost]:
    """Return the least that each thing took, turn by turn."""
    all_ = [[thing() for thing in things] for _ in range(rounds)]
    return [
        Cost(*(min(getattr(c, name) for c in column) for name in ("cpu", "wall", "memory")))
        for column in zip(*all_, strict=True)
    ]


def analysis(texts: Texts) -> Iterator[tuple[str, str]]:
    """All tables to Parquet against spaCy's stock pipeline."""
    for path, words in (texts.speeches(60), texts.articles(20), texts.articles(150)):
        ours, stock = medians(5, analyze(path), python(STOCK, path))
        yield (
            f"all tables of {path.stem} ({words:,} words), of stock",
            f"{ours / stock:.2f} ({ours:.1f} s, {stock:.1f} s)",
        )


def peers(texts: Texts) -> Iterator[tuple[str, str]]:
    """All tables, and who is quoted alone, against textacy's direct quotations."""
    path, _ = texts.articles(20)
    try:
        import textacy
    except ImportError:
        yield "textacy", "not installed (pip install textacy)"
        return
    ours, theirs = best(2, analyze(path), python(TEXTACY, path))
    name = f"all tables of {path.stem}, of textacy {textacy.__version__}'s direct quotations"
    yield name, f"{ours.cpu / theirs.cpu:.2f}"


def workers(texts: Texts) -> Iterator[tuple[str, str]]:
    """Two processes against one, in time on the clock."""
    path, _ = texts.speeches(300)
    dask = ("--workers", "2", "--engine", "dask")
    one, two, two_dask = best(
        2, analyze(path), analyze(path, "--workers", "2"), analyze(path, *dask)
    )
    yield f"one process, of two, {path.stem}, time on the clock", f"{one.wall / two.wall:.2f}"
    yield (
        f"one process, of two by Dask, {path.stem}, time on the clock",
        (f"{one.wall / two_dask.wall:.2f}"),
    )


def memory(texts: Texts) -> Iterator[tuple[str, str]]:
    """Peak memory of a process, by the size of the corpus."""
    base = None
    for count in (50, 200, 800):
        path, _ = texts.speeches(count)
        used = analyze(path)().memory
        base = base or used
        yield f"peak memory, {path.stem}", f"{used:.0f} MB, {used / base:.2f} of the first"


def length(texts: Texts) -> Iterator[tuple[str, str]]:
    """Cost of a word by the length of the document it stands in, in one process."""
    from rhetoric import analysis as whole
    from rhetoric.codebook import load_codebook
    from rhetoric.reading.articles import Article

    book, base = load_codebook(), 0.0
    whole.rows(Article("warm", texts.words(1_000)), book)
    for count in (1_000, 3_000, 10_000, 30_000, 100_000):
        article = Article("long", texts.words(count))
        took = []
        for _ in range(3 if count < 30_000 else 1):
            start = time.process_time()
            whole.rows(article, book)
            took.append((time.process_time() - start) / count)
        base = base or min(took)
        yield f"cost of a word in a document of {count:,}", f"{min(took) / base:.2f} of the first"


def start(texts: Texts) -> Iterator[tuple[str, str]]:
    """Start-up: the help, and one article with all tables."""
    command = Path(sys.executable).with_name("rhetoric")
    [shown] = best(5, lambda: run(command, "--help"))
    yield "rhetoric --help", f"{shown.wall:.2f} s"
    path = texts.one()
    ours, parsed = best(5, analyze(path), python(ONE, path))
    yield (
        "one article, all tables, of loading spaCy and its model and parsing it",
        (f"{ours.cpu / parsed.cpu:.2f}"),
    )


def stages(texts: Texts) -> Iterator[tuple[str, str]]:
    """What each stage of the way takes, in one process."""
    from stages import costs

    path, _ = texts.articles(20)
    yield from costs(path)


FIGURES: dict[str, Callable[[Texts], Iterator[tuple[str, str]]]] = {
    # A new process has its parent's peak at first: what is measured in this one comes last.
    f.__name__: f
    for f in (workers, memory, analysis, start, peers, stages, length)
}


def machine() -> str:
    """Say what kind of machine this is."""
    import pandas
    import spacy

    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, spaCy {spacy.__version__}, pandas {pandas.__version__}"
    )


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speeches", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=list(FIGURES))
    given = parser.parse_args()
    results = {} if given.only == list(FIGURES) else _earlier()
    with tempfile.TemporaryDirectory() as folder:
        texts = Texts(Path(folder), given.speeches, given.articles)
        for name in given.only:
            for figure, value in FIGURES[name](texts):
                print(f"{figure}: {value}", flush=True)
                results[figure] = value
    lines = [f"| {figure} | {value} |" for figure, value in results.items()]
    head = f"# Benchmarks\n\nBy `make bench` ({texts.said}). {machine()}.\n\n"
    RESULTS.write_text("\n".join([f"{head}{HEAD}", *lines, ""]), encoding="utf-8")


def _earlier() -> dict[str, str]:
    """Return the figures measured before, of which a part is measured anew."""
    rows = RESULTS.read_text(encoding="utf-8").partition(HEAD)[2].splitlines()
    return dict(row.strip("| ").split(" | ") for row in rows if row)


if __name__ == "__main__":
    main()
