"""Many articles to tables on disk: a batch at a time, in one process, several, or on Dask."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent import futures
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from tqdm import tqdm

from rhetoric import analysis, storage
from rhetoric.actors import Actors, load_actors, merge
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.corpus.resume import Parts, opened
from rhetoric.errors import InputError, ModelError, RhetoricError
from rhetoric.reading import articles, passing
from rhetoric.reading.articles import Article, in_plain_form, to_article
from rhetoric.reading.documents import Document, parse_many
from rhetoric.reading.formats import Record
from rhetoric.tables import SCHEMAS, Tables, frames

__all__ = ["analyze_corpus", "tabulate"]

CHARACTERS, RECORDS = 100_000, 256  # a batch has no more: seconds of work
_TOGETHER = 10_000, 4  # characters and articles parsed at once: more takes memory and no less time
T = TypeVar("T")
Part = tuple[dict[str, bytes], str | None]  # the files of a batch, and its first failure
ENGINES = ("processes", "dask")
_DASK = {  # as it comes, a worker gives memory back at every turn and samples itself: that costs
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1},
    "distributed.worker.profile.enabled": False,
}
Pool = tuple[futures.Executor, Callable[[], int]]  # and how many batches to give it at once
Batch = list[Record]
_ALONE = threading.Lock()  # a pipeline is for one thread


def tabulate(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, text_column: str = "text"
) -> Tables:
    """Return the tables of a frame of articles, which has the columns that `rhetoric.read` knows.

    A pure function, for whatever maps frames: Dask's map_partitions, Spark's mapInPandas, Ray's
    map_batches. An article that fails is a row of `failures`. Give each a doc_id of its own.
    """
    records = articles.records(frame, text_column=text_column)
    return _tables(records, codebook or load_codebook(), text_column)


def analyze_corpus(
    source: articles.Source, out: str | Path, *, codebook: Codebook | str | Path | None = None,
    actors: str | Path | None = None, form: str = "parquet", text_column: str = "text",
    encoding: str = "utf-8", strict: bool = False, workers: int = 1, engine: str = "processes",
    scheduler: str | None = None, progress: bool = False,
) -> dict[str, int]:  # fmt: skip
    """Write the tables of any number of articles to the folder `out`, a batch at a time.

    `source` is what `read` takes, or a list of files and folders; `actors` is a file that says whom
    names mean (`rhetoric.actors`). With `form` parquet a table is a folder `out/<table>.parquet`
    with a file a batch; with csv or jsonl it is one file. What made them is in provenance.json. An
    article that fails is a row of `failures`; with `strict` it ends the run. Called again, a run
    that was stopped goes on after its last whole batch, to the same files. `workers` are processes
    of one thread each; engine dask takes those of the cluster at `scheduler`, or starts them.

    Returns the number of rows of each table.
    Raises InputError, also where every article fails; TableError where `out` holds anything else,
    be it tables of another input, codebook, model, version or file of actors; OutputError where it
    cannot be written; CodebookError; ModelError.
    """
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    known = load_actors(actors) if actors else None
    storage.check_tables_folder(out)  # before all is read
    first, again = hashlib.sha256(), hashlib.sha256()
    records = partial(_hashed, source, text_column, encoding)
    count = sum(1 for _ in records(first))
    if not count:
        raise InputError(f"{articles.named(source)}: holds no article; give at least one")
    given = {"sha256": first.hexdigest(), "articles": count, "text_column": text_column}
    made_by = analysis.provenance(book) | {"input": given | {"encoding": encoding}, "form": form}
    made_by |= known.noted if known else {}
    with opened(out, form, made_by) as folder:
        folder.check_failures(strict=strict)
        if not folder.finished:
            work = partial(_work, book=book, actors=known, text_column=text_column, made_by=made_by)
            way = partial(_run, work, engine=engine, workers=workers, scheduler=scheduler)
            bar, text = _bar(folder, count, progress), partial(_text, text_column)
            batches = _batches(records(again), text, CHARACTERS, RECORDS)
            _go_on(folder, batches, way, bar, strict=strict)
            if again.digest() != first.digest():
                folder.forget()
                raise InputError("the input changed while it was read; start again")
            folder.finish()
        folder.check_failures()
        return folder.count_rows()


def _hashed(
    source: articles.Source, text_column: str, encoding: str, digest: Any
) -> Iterator[Record]:
    """Read the records, and have the digest take in all that they hold."""
    for record in articles.records(source, text_column=text_column, encoding=encoding):
        held = repr((record.stem, record.fields, record.error is None))
        digest.update(held.encode("utf-8", "backslashreplace"))
        yield record


def _go_on(
    folder: Parts, batches: Iterator[Batch], way: Callable[..., Any], bar: Any, *,
    strict: bool,
) -> None:  # fmt: skip
    """Take those batches their way that the folder does not hold."""
    todo = ((number, batch) for number, batch in enumerate(batches) if not folder.holds(number))
    with closing(way(todo)) as made, bar:
        for number, batch, (files, failure) in made:
            if strict and failure:
                raise InputError(failure)
            folder.write(number, files)
            bar.update(len(batch))


def _bar(folder: Parts, count: int, progress: bool) -> Any:
    rows = folder.count_rows()
    there = rows["articles"] + rows["failures"]
    shown = progress and count > 1
    return tqdm(total=count, initial=there, unit="article", mininterval=1, disable=not shown)


def _text(column: str, record: Record) -> str:
    return str(record.fields.get(column))


def _batches(
    items: Iterable[T], text: Callable[[T], str], characters: int, most: int
) -> Iterator[list[T]]:
    """Cut what has a text into batches, by nothing but their number and the length of the texts."""
    batch: list[T] = []
    size = 0
    for one in items:
        batch.append(one)
        size += len(text(one))
        if size >= characters or len(batch) == most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _work(
    batch: Batch, book: Codebook, actors: Actors | None, text_column: str,
    made_by: dict[str, Any],
) -> Part:  # fmt: skip
    """Take a batch to the files of its tables, wherever this is run."""
    for key, value in analysis.provenance(book).items():
        if made_by[key] != value:
            raise ModelError(
                f"a worker has other {key} ({value}) than where the run was started "
                f"({made_by[key]}); install the same on both"
            )
    made = _tables(batch, book, text_column)
    made = merge(made, actors) if actors else made
    failed = made.failures.head(1).to_dict("records")
    first = f"{failed[0]['where']}: {failed[0]['what']}" if failed else None
    return {name: storage.encode(name, getattr(made, name)) for name in SCHEMAS}, first


def _tables(records: Iterable[Record], book: Codebook, text_column: str) -> Tables:
    with _ALONE, passing():
        return Tables(**frames(_rows(list(records), book, text_column)))


def _rows(
    records: Sequence[Record], book: Codebook, text_column: str
) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Yield the rows of each record's tables. Whatever an article causes, the others go on."""
    made = [_article(record, text_column) for record in records]
    parsed = _parsed([one for one in made if isinstance(one, Article)])
    for record, one in zip(records, made, strict=True):
        try:
            if isinstance(one, Exception):
                raise one
            yield analysis.rows(one, book, next(parsed, None))
        except ModelError:  # not the article's fault
            raise
        except Exception as error:
            yield {"failures": [_failure(record, text_column, error)]}


def _article(record: Record, text_column: str) -> Article | Exception:
    try:
        return to_article(record, text_column)
    except Exception as error:
        return error


def _parsed(made: Sequence[Article]) -> Iterator[Document]:
    """Parse articles together, which is quicker; of a batch with one that fails, parse none."""
    with suppress(Exception):  # each that is left is then parsed alone
        shown = (in_plain_form(one)[0] for one in made)
        for some in _batches(shown, lambda one: one.text, *_TOGETHER):
            yield from parse_many(some, batch_size=len(some))


def _failure(record: Record, text_column: str, error: Exception) -> dict[str, Any]:
    text = record.fields.get(text_column)
    what = str(error).removeprefix(f"{record.place}: ")
    if isinstance(error, MemoryError):
        what = (
            f"there was not enough memory for this article ({len(str(text))} characters); cut it "
            "into chapters or days, or give the run more memory and another folder"
        )
    elif not isinstance(error, RhetoricError):
        at = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {what} ({Path(at.filename).name}, line {at.lineno})"
    row = {
        "doc_id": str(record.fields.get("doc_id") or record.stem),
        "where": record.place,
        "what": what[:1000],
    }
    row = {key: value.encode("utf-8", "backslashreplace").decode() for key, value in row.items()}
    if isinstance(text, str):
        row["sha256"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return row


def _run(
    work: Callable[[Batch], Part], batches: Iterator[tuple[int, Batch]], *,
    engine: str, workers: int, scheduler: str | None,
) -> Generator[tuple[int, Batch, Part], None, None]:  # fmt: skip
    """Yield the number of each batch, the batch, and what `work` made of it, as they are done.

    Raises InputError for an unknown engine or scheduler, ModelError where Dask is missing,
    RhetoricError where a worker dies.
    """
    if engine not in ENGINES:
        raise InputError(f"unknown engine '{engine}'; allowed are {', '.join(ENGINES)}")
    if scheduler and engine != "dask":
        raise InputError(
            f"the engine '{engine}' has no scheduler; give engine 'dask' (--engine dask)"
        )
    if engine == "processes" and workers == 1:
        for number, batch in batches:
            yield number, batch, work(batch)
        return
    try:
        with _dask(workers, scheduler) if engine == "dask" else _processes(workers) as pool:
            yield from _done(work, batches, pool)
    except futures.BrokenExecutor as error:
        raise RhetoricError(
            "a worker process died, perhaps because memory ran out, or the scheduler is "
            "gone; the same command continues after the last complete batch, with fewer workers if "
            "memory is short"
        ) from error


def _done(
    work: Callable[[Batch], Part], batches: Iterator[tuple[int, Batch]], pool: Pool
) -> Iterator[tuple[int, Batch, Part]]:
    executor, at_once = pool
    running: dict[futures.Future[Part], tuple[int, Batch]] = {}
    while True:
        for number, batch in islice(batches, max(0, at_once() - len(running))):
            running[executor.submit(work, batch)] = number, batch
        if not running:
            return
        for future in futures.wait(running, return_when=futures.FIRST_COMPLETED).done:
            yield *running.pop(future), future.result()


@contextmanager
def _processes(workers: int) -> Iterator[Pool]:
    context = multiprocessing.get_context("spawn")
    executor = futures.ProcessPoolExecutor(workers, context, _end_with_parent)
    try:
        yield executor, lambda: 2 * workers
    finally:
        executor.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Watch the pipe from the process that started this one: it closes, however that one ends."""

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _dask(workers: int, scheduler: str | None) -> Iterator[Pool]:
    """Give a Dask cluster: that at an address, or one that is started here and for here alone."""
    try:
        import dask
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise ModelError("Dask is not installed; pip install dask distributed") from error
    how = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    try:
        with dask.config.set({} if scheduler else _DASK):
            client = Client(scheduler) if scheduler else Client(**how)
    except (OSError, ValueError, TypeError) as error:  # the last where TLS is not set up
        raise InputError(
            f"no Dask scheduler answers at '{scheduler}' ({error}); give its address, such as "
            "tcp://127.0.0.1:8786"
        ) from error
    with client:
        executor = client.get_executor(pure=False)
        try:
            yield executor, lambda: 2 * sum(client.nthreads().values()) or 1  # they may be late
        except (KilledWorker, futures.CancelledError, CommClosedError) as error:
            raise futures.BrokenExecutor from error
