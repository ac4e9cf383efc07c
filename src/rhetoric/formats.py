"""Take records out of files: text, HTML, JSONL, CSV, TSV, Parquet, and folders of them."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Record:
    """One article's fields, where they stand (for errors), and a doc_id if they name none."""

    fields: dict[str, Any]
    place: str
    stem: str


def files(path: Path) -> list[Path]:
    """Return the file, or a folder's readable files in the order of their names.

    Raises InputError where nothing is there, or nothing that can be read.
    """
    allowed = ", ".join(SUFFIXES)
    if os.path.isdir(path):
        found = sorted(
            p
            for p in path.rglob("*")
            if p.suffix.lower() in SUFFIXES
            and p.is_file()
            and not any(part.startswith(".") for part in p.relative_to(path).parts)
        )
        if not found:
            raise InputError(f"{path}: no file in this folder can be read; allowed are {allowed}")
        return found
    if not os.path.exists(path):  # pathlib's raises where the name is too long
        raise InputError(f"{path}: there is no such file or folder; check the path")
    if path.suffix and path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"{path}: unknown format '{path.suffix}'; allowed are {allowed}: save the article as "
            "plain text or HTML"
        )
    return [path]


def records(path: Path, text_column: str, encoding: str) -> Iterator[Record]:
    """Take the records out of one file. Raises InputError, naming file and row."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}); check the path") from error
    if not data.strip():
        raise InputError(f"{path}: the file is empty; give an article")
    kind = SUFFIXES.get(path.suffix.lower(), "text")
    if kind == "parquet":
        yield from frame_records(_parquet(path, data), text_column, path=path)
    elif kind == "html":
        yield _page(path, data, encoding, text_column)
    else:
        text = decode(data, path, encoding)
        if kind == "text":
            yield Record({text_column: text}, str(path), path.stem)
        elif kind == "jsonl":
            yield from _jsonl(path, text)
        else:
            yield from _csv(path, text)


def decode(data: bytes, path: Path, encoding: str) -> str:
    """Decode a file's bytes; a byte order mark is part of the encoding, not of the text."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"{path}: unknown encoding '{encoding}'; give one that Python knows, such as utf-8, "
            "cp1252 or utf-16"
        ) from None
    if name == "utf-8":
        for mark, other in _MARKS.items():
            if data.startswith(mark):
                raise InputError(
                    f"{path}: the file is in {other.upper()}, not UTF-8; give encoding='{other}' "
                    f"(--encoding {other})"
                )
        if (at := data.find(b"\0")) >= 0:
            raise InputError(
                f"{path}: NUL byte at offset {at}: a binary file, or text in another encoding; "
                "save it as plain text, or give its encoding (--encoding)"
            )
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        hint = "cp1252" if name == "utf-8" else "utf-8"
        raise InputError(
            f"{path}: byte 0x{data[error.start]:02x} at offset {error.start} is not "
            f"{encoding.upper()}; give the file's encoding, for instance encoding='{hint}' "
            f"(--encoding {hint}), or save it as UTF-8"
        ) from error


def frame_records(
    frame: pd.DataFrame, text_column: str, *, path: Path | None = None
) -> Iterator[Record]:
    """Take the rows of a DataFrame; `path` is the file it was read from."""
    where, stem = (str(path), path.stem) if path else ("the DataFrame", "row")
    if text_column not in frame.columns:
        yield Record({str(name): None for name in frame.columns}, where, stem)
        return
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    for number, row in enumerate(rows, start=1):
        fields = {str(name): value for name, value in row.items()}
        yield Record(fields, f"{where}, row {number}", _stem(stem, number, len(rows)))


def is_missing(value: object) -> bool:
    """Tell None, NaN, NaT and pandas.NA, which alone are not equal to themselves."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - what makes NaN and NaT differ from values
    except TypeError:  # pandas.NA
        return True
    except ValueError:  # an array
        return False


def _stem(stem: str, number: int, count: int) -> str:
    return stem if count == 1 else f"{stem}-{number}"


def _jsonl(path: Path, text: str) -> Iterator[Record]:
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for count, (number, line) in enumerate(lines, start=1):
        place = f"{path}, line {number}"
        try:
            fields = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(
                f"{place}: not valid JSON ({error}); each line must be one whole JSON object"
            ) from error
        if not isinstance(fields, dict):
            raise InputError(
                f"{place}: a JSON {type(fields).__name__}, not an object; write "
                '{"doc_id": …, "text": …}'
            )
        yield Record(fields, place, _stem(path.stem, count, len(lines)))


def _csv(path: Path, text: str) -> Iterator[Record]:
    before = csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
    tab = path.suffix.lower() == ".tsv"
    try:
        # newline="" keeps the line ends inside a quoted text as they are
        rows = list(
            csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tab else ",", strict=True)
        )
    except csv.Error as error:
        raise InputError(
            f"{path}: not a valid CSV file ({error}); put texts between double quotation marks, "
            "and double those inside"
        ) from error
    finally:
        csv.field_size_limit(before)
    head, body = rows[0], [(n, row) for n, row in enumerate(rows[1:], start=1) if row]
    for number, row in body:
        place = f"{path}, row {number}"
        if len(row) != len(head):
            raise InputError(
                f"{place}: {len(row)} fields, but the header has {len(head)}; put texts with "
                "commas or line ends between double quotation marks"
            )
        fields = dict(zip(head, row, strict=True))
        yield Record(fields, place, _stem(path.stem, number, len(body)))


def _parquet(path: Path, data: bytes) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{path}: not a Parquet file ({error}); write it again") from error


def _page(path: Path, data: bytes, encoding: str, text_column: str) -> Record:
    import trafilatura

    page = decode(data, path, encoding)
    found = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, include_tables=False
    )
    text = getattr(found, "text", None)
    if not text:
        raise InputError(
            f"{path}: no article was found in this HTML page; save its text as a .txt file"
        )
    fields = {
        text_column: text,
        "title": getattr(found, "title", None),
        "published": getattr(found, "date", None),
        "outlet": getattr(found, "sitename", None),
        "url": getattr(found, "url", None),
    }
    return Record(fields, str(path), path.stem)
