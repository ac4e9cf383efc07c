"""What runs the batches: this process, several of one thread each, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent import futures
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from rhetoric.errors import InputError, ModelError, RhetoricError

ENGINES = ("processes", "dask")
_DASK = {  # as it comes, a worker gives memory back at every turn and samples itself: that costs
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1},
    "distributed.worker.profile.enabled": False,
}
Pool = tuple[futures.Executor, Callable[[], int]]  # and how many batches to give it at once
Batch = TypeVar("Batch")
Made = TypeVar("Made")


def run(
    work: Callable[[Batch], Made],
    batches: Iterator[tuple[int, Batch]],
    *,
    engine: str = "processes",
    workers: int = 1,
    scheduler: str | None = None,
) -> Generator[tuple[int, Batch, Made], None, None]:
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
    work: Callable[[Batch], Made], batches: Iterator[tuple[int, Batch]], pool: Pool
) -> Iterator[tuple[int, Batch, Made]]:
    executor, at_once = pool
    running: dict[futures.Future[Made], tuple[int, Batch]] = {}
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
