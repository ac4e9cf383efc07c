"""The text of articles as their tables hold it: whose each character is, and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.errors import TableError
from rhetoric.tables import Tables

_UNKNOWN = "\0"  # what no statement holds: "he said on Monday", and what parts sentences


@dataclass(frozen=True)
class Text:
    """An article's text; `owner` is the row of the innermost statement that a character is in."""

    doc_id: str
    text: str
    owner: NDArray[np.int64]
    sentences: list[tuple[int, int]]

    def shown(self, start: int, end: int) -> str:
        """Return characters [start, end) in one line, with "…" for words that no table holds."""
        known = re.sub(
            f"{_UNKNOWN}+", lambda gap: " … " if len(gap[0]) > 3 else " ", self.text[start:end]
        )
        return " ".join(known.split())

    def sentence(self, start: int, end: int) -> str:
        """Return a sentence with blanks for what no table holds: offsets hold."""
        return self.text[start:end].replace(_UNKNOWN, " ")


def texts_of(tables: Tables, said: pd.DataFrame) -> Iterator[Text]:
    """Yield each article's text as its statements hold it; `said` is `statements_of(tables)`.

    The words of a nested voice are that voice's alone. Raises TableError where offsets do not fit.
    """
    sizes = dict(zip(tables.articles["doc_id"], tables.articles["n_chars"], strict=True))
    for doc_id, rows in said.groupby("doc_id", sort=False):
        size = int(sizes[doc_id])
        text, owner = [_UNKNOWN] * size, np.full(size, -1)
        deep = rows["depth"].where(rows["attribution_id"].notna(), -1).sort_values(kind="stable")
        for i, row in rows.loc[deep.index].iterrows():  # the outermost first
            start, end = row["start"], row["end"]
            if end > size or end - start != len(row["text"]):
                raise TableError(
                    f"{row['statement_id']}: [{start}, {end}) does not fit its text and article; "
                    "write the tables again"
                )
            text[start:end], owner[start:end] = row["text"], i
        bounds = rows.groupby("sentence").agg({"start": "min", "end": "max"})
        sentences = list(bounds.itertuples(index=False, name=None))
        yield Text(str(doc_id), "".join(text), owner, sentences)
