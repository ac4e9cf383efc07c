"""Articles to tables, a batch at a time."""

from __future__ import annotations

import hashlib
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from rhetoric import analysis, storage
from rhetoric.actors import Actors, load_actors, merge
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.corpus.resume import Parts, opened
from rhetoric.corpus.workers import run
from rhetoric.errors import InputError, ModelError, RhetoricError
from rhetoric.reading import articles, documents
from rhetoric.reading.formats import Record
from rhetoric.tables import SCHEMAS, Tables, frames

CHARACTERS, RECORDS = 100_000, 256  # a batch has no more: seconds of work
Part = tuple[dict[str, bytes], str | None]  # the files of a batch, and its first failure
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
    with a file a batch; with csv or jsonl it is one file. What made
    them is in provenance.json. An article that fails is a row of `failures`; with `strict` it ends
    the run. Called again, a run that was stopped goes on after its last whole batch, to the same
    files. `workers` are processes of one thread each; engine dask takes those of the cluster at
    `scheduler`, or starts them.

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
    given = {"sha256": first.hexdigest(), "articles": count}
    given |= {"text_column": text_column, "encoding": encoding}
    made_by = analysis.provenance(book) | {"input": given, "form": form}
    made_by |= known.noted if known else {}
    with opened(out, form, made_by) as folder:
        folder.check_failures(strict=strict)
        if not folder.finished:
            work = partial(_work, book=book, actors=known, text_column=text_column, made_by=made_by)
            way = partial(run, work, engine=engine, workers=workers, scheduler=scheduler)
            bar = _bar(folder, count, progress)
            _go_on(folder, _batches(records(again), text_column), way, bar, strict=strict)
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
    folder: Parts, batches: Iterator[list[Record]], way: Callable[..., Any], bar: Any, *,
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


def _work(
    batch: list[Record], book: Codebook, actors: Actors | None, text_column: str,
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
    with _ALONE, documents.passing():
        return Tables(**frames(_rows(record, book, text_column) for record in records))


def _rows(record: Record, book: Codebook, text_column: str) -> dict[str, list[dict[str, Any]]]:
    try:
        return analysis.rows(articles.to_article(record, text_column), book)
    except ModelError:  # not the article's fault
        raise
    except Exception as error:  # whatever an article causes, the others go on
        return {"failures": [_failure(record, text_column, error)]}


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
