"""Many articles to tables on disk: in batches, in several processes, resumed where it stopped."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from rhetoric import analysis, parts, storage
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError, ModelError, RhetoricError
from rhetoric.reading import articles, documents
from rhetoric.reading.formats import Record
from rhetoric.tables import SCHEMAS, Tables
from rhetoric.tables import frame as table

CHARACTERS, RECORDS = 100_000, 256  # a batch has no more: seconds of work
ENGINES = ("processes", "dask")
_DASK = {  # as it comes, a worker gives memory back at every turn and samples itself: that costs
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1},
    "distributed.worker.profile.enabled": False,
}
Part = tuple[dict[str, bytes], str | None]  # the files of a batch, and its first failure
Pool = tuple[futures.Executor, Callable[[], int]]  # and how many batches to give it at once
_ALONE = threading.Lock()  # a pipeline is for one thread


def tabulate(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, text_column: str = "text"
) -> Tables:
    """Return the tables of a frame of articles, which has the columns that `rhetoric.read` knows.

    A pure function, for whatever maps frames: Dask's map_partitions, Spark's mapInPandas, Ray's
    map_batches. An article that fails is a row of `failures`. Give each a doc_id of its own.
    """
    records = list(articles.records(frame, text_column=text_column))
    return _tables(records, codebook or load_codebook(), text_column)


def analyze_corpus(
    source: articles.Source,
    out: str | Path,
    *,
    codebook: Codebook | str | Path | None = None,
    form: str = "parquet",
    text_column: str = "text",
    encoding: str = "utf-8",
    strict: bool = False,
    workers: int = 1,
    engine: str = "processes",
    scheduler: str | None = None,
    progress: bool = False,
) -> dict[str, int]:
    """Write the tables of any number of articles to the folder `out`, a batch at a time.

    `source` is what `read` takes, or a list of files and folders. With `form` parquet a table is a
    folder `out`/<table>.parquet with a file a batch; with csv or jsonl it is one file. What made
    them is in provenance.json. An article that fails is a row of `failures`; with `strict` it ends
    the run. Called again, a run that was stopped goes on after its last whole batch, to the same
    files. `workers` are processes of one thread each; engine dask takes those of the cluster at
    `scheduler`, or starts them.

    Returns the number of rows of each table.
    Raises InputError, also where every article fails; TableError where `out` holds anything else,
    be it tables of another input, codebook, model or version; OutputError where it cannot be
    written; CodebookError; ModelError.
    """
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    storage.check_directory(out)  # before all is read

    def records() -> Iterator[Record]:
        return articles.records(source, text_column=text_column, encoding=encoding)

    given = {"text_column": text_column, "encoding": encoding} | _fingerprint(records())
    if not given["articles"]:
        raise InputError(f"{articles.named(source)}: holds no article; give at least one")
    made_by = analysis.provenance(book) | {"input": given, "form": form}
    with parts.opened(out, form, made_by) as folder:
        folder.check_failures(strict=strict)
        if not folder.finished:
            with _pool(engine, workers, scheduler) as pool, _bar(folder, given, progress) as bar:
                digest = hashlib.sha256()
                todo = _todo(_hashed(records(), digest), text_column, folder)
                for number, size, (files, failure) in _done(todo, pool, book, text_column, made_by):
                    if strict and failure:
                        raise InputError(failure)
                    folder.write(number, files)
                    bar.update(size)
            if digest.hexdigest() != given["sha256"]:
                folder.forget()
                raise InputError("the input changed while it was read; start anew")
            folder.finish()
        folder.check_failures()
        return folder.count_rows()


def _hashed(records: Iterator[Record], digest: Any) -> Iterator[Record]:
    """Pass on the records, and have the digest take in all that they hold."""
    for record in records:
        held = repr((record.stem, record.fields, record.error is None))
        digest.update(held.encode("utf-8", "backslashreplace"))
        yield record


def _fingerprint(records: Iterator[Record]) -> dict[str, Any]:
    """Return the number of the records, and a hash of all that they hold."""
    digest = hashlib.sha256()
    count = sum(1 for _ in _hashed(records, digest))
    return {"sha256": digest.hexdigest(), "articles": count}


def _bar(folder: parts.Parts, given: dict[str, Any], progress: bool) -> Any:
    rows = folder.count_rows()
    return tqdm(
        total=given["articles"],
        initial=rows["articles"] + rows["failures"],
        unit="article",
        mininterval=1,
        disable=not progress or given["articles"] < 2,
    )


def _todo(
    records: Iterator[Record], text_column: str, folder: parts.Parts
) -> Iterator[tuple[int, list[Record]]]:
    """Yield the batches that are not written yet, with their numbers."""
    for number, batch in enumerate(_batches(records, text_column)):
        if not folder.holds(number):
            yield number, batch


def _batches(records: Iterator[Record], text_column: str) -> Iterator[list[Record]]:
    """Cut the records into batches, by nothing but their number and the length of their texts."""
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(str(record.fields.get(text_column)))
        if size >= CHARACTERS or len(batch) == RECORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _done(
    todo: Iterator[tuple[int, list[Record]]], pool: Pool, *how: Any
) -> Iterator[tuple[int, int, Part]]:
    """Yield the number and size of each batch and what was made of it, as they are done."""
    executor, at_once = pool
    running: dict[futures.Future[Part], tuple[int, int]] = {}
    while True:
        for number, batch in islice(todo, max(0, at_once() - len(running))):
            running[executor.submit(_work, batch, *how)] = number, len(batch)
        if not running:
            return
        for future in futures.wait(running, return_when=futures.FIRST_COMPLETED).done:
            yield *running.pop(future), future.result()


def _work(batch: list[Record], book: Codebook, text_column: str, made_by: dict[str, Any]) -> Part:
    """Take a batch to the files of its tables, wherever this is run."""
    for key, value in analysis.provenance(book).items():
        if made_by[key] != value:
            raise ModelError(
                f"a worker has other {key} ({value}) than where the run was started "
                f"({made_by[key]}); install the same on both"
            )
    made = _tables(batch, book, text_column)
    failed = made.failures.to_dict("records")
    first = f"{failed[0]['where']}: {failed[0]['what']}" if failed else None
    return {name: storage.encode(name, getattr(made, name)) for name in SCHEMAS}, first


def _tables(records: list[Record], book: Codebook, text_column: str) -> Tables:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    with _ALONE, documents.passing():
        for record in records:
            _add(rows, record, book, text_column)
    return Tables(**{name: table(name, rows[name]) for name in SCHEMAS})


def _add(
    rows: dict[str, list[dict[str, Any]]], record: Record, book: Codebook, text_column: str
) -> None:
    try:
        made = analysis.tabulate(articles.to_article(record, text_column), book)
    except ModelError:  # not the article's fault
        raise
    except Exception as error:  # whatever an article causes, the others go on
        rows["failures"].append(_failure(record, text_column, error))
    else:
        for name, more in made.items():
            rows[name] += more


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
    digest = (
        hashlib.sha256(text.encode("utf-8", "surrogatepass")) if isinstance(text, str) else None
    )
    return row | {"sha256": digest and digest.hexdigest()}


@contextmanager
def _pool(engine: str, workers: int, scheduler: str | None) -> Iterator[Pool]:
    """Give what runs the batches, and how many to hand it at once."""
    if engine not in ENGINES or (scheduler and engine != "dask"):
        raise InputError(
            f"the engine '{engine}' has no scheduler; give engine 'dask' (--engine dask)"
            if engine in ENGINES
            else f"unknown engine '{engine}'; allowed are {', '.join(ENGINES)}"
        )
    try:
        if engine == "dask":
            with _dask(workers, scheduler) as pool:
                yield pool
        elif workers == 1:
            yield _Here(), lambda: 1
        else:
            context = multiprocessing.get_context("spawn")
            executor = futures.ProcessPoolExecutor(workers, context, _end_with_parent)
            try:
                yield executor, lambda: 2 * workers
            finally:
                executor.shutdown(cancel_futures=True)
    except futures.BrokenExecutor as error:
        raise RhetoricError(
            "a worker process died, perhaps for want of memory, or the scheduler is gone; the same "
            "command goes on from the last whole batch, if need be with fewer workers"
        ) from error


def _end_with_parent() -> None:
    """Watch the pipe from the process that started this one: it closes, however that one ends."""

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Here(futures.Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> futures.Future[Any]:
        done: futures.Future[Any] = futures.Future()
        done.set_result(work(*given, **named))
        return done


@contextmanager
def _dask(workers: int, scheduler: str | None) -> Iterator[Pool]:
    """Give a Dask cluster: that at an address, or one that is started here and for here alone."""
    try:
        import dask
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise ModelError("Dask is not installed; pip install 'rhetoric[dask]'") from error
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
