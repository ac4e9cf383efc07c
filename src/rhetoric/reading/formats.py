"""Take records out of files: text, HTML, JSONL, CSV, TSV, Parquet, DNA's, and folders of them.

A format is an ending in words/files.toml and, where it is not text or HTML, one of `_READERS`.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import itertools
import json
import os
import re
import sqlite3
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TypeAlias

from rhetoric.csv_files import grid, long_fields
from rhetoric.errors import InputError, InputWarning, listed
from rhetoric.files import check_file
from rhetoric.reading import furniture
from rhetoric.words import word_set, word_table

SUFFIXES = word_table("files.read")
_UNREAD = word_set("files.unread")
LONGEST = 1 << 21  # characters of a text, a line or a row: a long novel; what is held is a batch
_FAR = 10**11  # seconds of three thousand years: a larger date is in milliseconds
_LARGEST = 1 << 27  # bytes of a file that is read whole
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character
_ESCAPED = re.compile("[\udc80-\udcff]")  # bytes that could not be decoded (PEP 383)
Fields: TypeAlias = "dict[str, Any] | InputError"  # the fields of a record, or why there are none
Rows = Iterator[tuple[str, Fields]]  # where each stands


@dataclass(frozen=True, slots=True)
class Record:
    """One article's fields, where they stand (for errors), and a doc_id if they name none.

    What cannot be read is a record with the `error` that says why; a `page` holds HTML.
    """

    fields: dict[str, Any]
    place: str
    stem: str
    error: InputError | None = None
    page: bool = False


def kind(path: Path) -> str | None:
    """Return what a file is by its name: text, html or a name of `_READERS`; None if unknown."""
    twice = "".join(path.suffixes[-2:]).lower()
    return SUFFIXES.get(twice) or SUFFIXES.get(path.suffix.lower())


def codec(encoding: str) -> str:
    """Return Python's name of an encoding. Raises InputError if there is none."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"unknown encoding '{encoding}'; give one that Python knows, such as utf-8, cp1252 or "
            "utf-16"
        ) from None


def files(path: Path) -> list[Path]:
    """Return the file, or a folder's readable files in the order of their names.

    Raises InputError where nothing is there, or nothing that can be read.
    """
    allowed = ", ".join(SUFFIXES)
    if re.match(r"https?:/", str(path), re.IGNORECASE):
        raise InputError(
            f"{path}: nothing is fetched from the network; save the page first, as HTML or plain "
            "text, and give that file"
        )
    if not os.path.exists(path):  # pathlib's raises where the name is too long
        raise InputError(f"{path}: there is no such file or folder; check the path")
    if not os.path.isdir(path):
        if path.suffix and not kind(path):
            raise InputError(
                f"{path}: unknown format '{path.suffix}'; allowed are {allowed}: save the article "
                "as plain text or HTML"
            )
        return [path]
    inside = sorted(_inside(path))
    if passed := sorted(p.name for p in inside if not kind(p) and p.suffix.lower() in _UNREAD):
        warnings.warn(
            f"{path}: passed over {listed(passed)}, which cannot be read; save as plain text "
            "or HTML what belongs to the corpus",
            InputWarning, stacklevel=2,
        )  # fmt: skip
    found = [p for p in inside if kind(p)]
    if not found:
        raise InputError(f"{path}: no file in this folder can be read; allowed are {allowed}")
    return found


def _inside(folder: Path) -> Iterator[Path]:
    """Yield a folder's files but for hidden ones, and for tables that were written into it."""
    tables = {path.parent for path in folder.rglob("provenance.json")}
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and not tables.intersection(path.parents):
            yield path


def records(path: Path, text_column: str, encoding: str) -> Iterator[Record]:
    """Take the records out of one file, one by one: a large file is never whole in memory.

    What cannot be read comes as a record with its error, which names file and row.
    """
    form = kind(path) or "text"
    read = _READERS.get(form)
    rows = _whole(path, read(path, encoding) if read else _text(path, text_column, encoding))
    first = list(itertools.islice(rows, 2))
    for number, (place, found) in enumerate(itertools.chain(first, rows), start=1):
        stem = path.stem if len(first) == 1 else f"{path.stem}-{number}"
        error = found if isinstance(found, InputError) else None
        fields = {} if isinstance(found, InputError) else found
        yield Record(fields, place, stem, error, page=form == "html" and not error)


def _whole(path: Path, rows: Rows) -> Rows:
    """Put the error that ends a file in the place of the rows that are lost by it."""
    try:
        check_file(path)
        empty = True
        for row in rows:
            yield row
            empty = False
        if empty and not path.stat().st_size:
            raise InputError(f"{path}: the file is empty; give an article")
    except InputError as error:
        yield str(path), error
    except UnicodeError as error:
        yield str(path), InputError(f"{path}: {error}; give the file's encoding (--encoding)")
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        yield str(path), InputError(f"{path}: cannot be read ({why}); check the file")


def decode(data: bytes, place: Path | str, encoding: str) -> str:
    """Decode bytes; a byte order mark is part of the encoding, not of the text."""
    name = codec(encoding)
    if name == "utf-8":
        _check_marks(data, place)
        if (at := data.find(b"\0")) >= 0:
            raise InputError(
                f"{place}: NUL byte at offset {at}: a binary file, or text in another encoding; "
                "save it as plain text, or give its encoding (--encoding)"
            )
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        hint = "cp1252" if name == "utf-8" else "utf-8"
        raise InputError(
            f"{place}: byte 0x{data[error.start]:02x} at offset {error.start} is not "
            f"{encoding.upper()}; give the file's encoding, for instance encoding='{hint}' "
            f"(--encoding {hint}), or save it as UTF-8"
        ) from error


def is_missing(value: Any) -> bool:
    """Tell None, NaN, NaT and pandas.NA."""
    import pandas as pd

    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def _check_marks(data: bytes, place: Path | str) -> None:
    if other := _MARKS.get(data[:2]):
        raise InputError(
            f"{place}: the file is in {other.upper()}, not UTF-8; give encoding='{other}' "
            f"(--encoding {other})"
        )


def _open(path: Path, encoding: str, newline: str) -> TextIOWrapper:
    """Open a file for its lines; what is not of the encoding stands escaped in them."""
    name = codec(encoding)
    file = (gzip.open if path.suffix.lower() == ".gz" else open)(path, "rb")
    if name == "utf-8":
        _check_marks(file.peek(2), path)
        name = "utf-8-sig"
    return TextIOWrapper(file, name, errors="surrogateescape", newline=newline)


def _lines(stream: TextIOWrapper) -> Iterator[str]:
    """Yield lines, those longer than `LONGEST` in pieces."""
    return iter(lambda: stream.readline(LONGEST), "")


def _wrong(text: str, place: str, encoding: str) -> InputError | None:
    """Return what is wrong with a line that was opened, if it holds bytes not of the encoding."""
    if _ESCAPED.search(text):
        try:
            decode(text.encode(codec(encoding), "surrogateescape"), place, encoding)
        except InputError as error:
            return error
    return None


def _text(path: Path, text_column: str, encoding: str) -> Rows:
    if (size := path.stat().st_size) > _LARGEST:
        raise InputError(
            f"{path}: has {size} bytes; a file of text may have {_LARGEST}: cut it, or put its "
            "articles into a JSONL file, which is read one by one"
        )
    text = decode(path.read_bytes(), path, encoding)
    if not text.strip("\n\r\t\v\f "):
        raise InputError(f"{path}: the file is empty; give an article")
    several = list(furniture.documents(text))
    for number, fields in enumerate(several, start=1):
        yield f"{path}, document {number}", {**fields, text_column: fields["text"]}
    if not several:
        yield str(path), {text_column: text}


def _jsonl(path: Path, encoding: str) -> Rows:
    number, rest = 1, False
    with _open(path, encoding, "\n") as stream:
        for line in _lines(stream):
            if not rest and line.strip():
                place = f"{path}, line {number}"
                yield place, _object(line, place, encoding)
            rest = not line.endswith("\n")
            number += not rest


def _object(line: str, place: str, encoding: str) -> Fields:
    if len(line) == LONGEST:
        return InputError(
            f"{place}: longer than {LONGEST} characters; give one article a line, and cut a longer "
            "one into chapters"
        )
    if wrong := _wrong(line, place, encoding):
        return wrong
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        return InputError(
            f"{place}: not valid JSON ({error}); each line must be one whole JSON object"
        )
    if not isinstance(fields, dict):
        return InputError(
            f"{place}: a JSON {type(fields).__name__}, not an object; write "
            '{"doc_id": …, "text": …}'
        )
    return fields


def _csv(path: Path, encoding: str) -> Rows:
    row = size = 0  # the row that is read, and its characters up to here

    def lines() -> Iterator[str]:
        nonlocal size
        for line in _lines(stream):
            size += len(line)
            if size >= LONGEST:
                raise InputError(
                    f"{path}, {f'row {row}' if row else 'the header'}: longer than {LONGEST} "
                    "characters, so that it and what follows cannot be read; cut texts into "
                    "chapters, and see that double quotation marks come in pairs"
                )
            yield line

    try:
        # newline="" keeps the line ends inside a quoted text as they are
        with long_fields(), _open(path, encoding, "") as stream:
            rows = grid(lines(), "\t" if path.suffix.lower() == ".tsv" else ",")
            head = next(rows)
            row, size = 1, 0
            for cells in rows:
                if any(map(str.strip, cells)):
                    place = f"{path}, row {row}"
                    yield place, _row(head, cells, place, encoding)
                row, size = row + 1, 0
    except csv.Error as error:
        raise InputError(
            f"{path}: not a valid CSV file ({error}); put texts between double quotation marks, "
            "and double those inside"
        ) from error


def _row(head: list[str], row: list[str], place: str, encoding: str) -> Fields:
    if len(row) != len(head):
        return InputError(
            f"{place}: {len(row)} fields, but the header has {len(head)}; put texts with "
            "commas or line ends between double quotation marks"
        )
    return _wrong("\n".join(row), place, encoding) or dict(zip(head, row, strict=True))


def _parquet(path: Path, _encoding: str) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        # absolute: to pyarrow, s3:x is an address
        with pq.ParquetFile(path.absolute(), buffer_size=1 << 20) as file:
            for batch in file.iter_batches(batch_size=64):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}, row {number}", row
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        after = f" after row {number}" if number else ""
        raise InputError(f"{path}: not a Parquet file{after} ({error}); write it again") from error


def database(path: Path) -> sqlite3.Connection:
    """Open a file of SQLite to read it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _dna(path: Path, _encoding: str) -> Rows:
    """Take the documents of a project of Discourse Network Analyzer."""
    try:
        with closing(database(path)) as file:
            rows = file.execute("SELECT Title, Text, Source, ifnull(Date, 0) FROM DOCUMENTS")
            for title, text, source, date in rows:
                seconds = date / 1000 if abs(date) > _FAR else date  # version 2.0: milliseconds
                day = str(datetime(1970, 1, 1) + timedelta(seconds=seconds))[:10] if date else None
                found = {"doc_id": title, "text": text, "outlet": source or None, "published": day}
                yield f"{path}, document '{title}'", found
    except (sqlite3.Error, TypeError, OverflowError) as error:
        raise InputError(f"{path}: not a project of DNA ({error}); save it again") from error


_READERS: dict[str, Callable[[Path, str], Rows]] = {
    "jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "dna": _dna,
}  # fmt: skip
