"""Keyness: words that one group of texts or voices has more of than another.

The log-likelihood ratio G² is Dunning's (1993), as Rayson & Garside (2000) use it for corpora; the
log-ratio, which says how large a difference is, Hardie's (2014); q is p after Benjamini & Hochberg
(1995).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.errors import TableError, listed
from rhetoric.reading.typography import fold, plain
from rhetoric.summaries.rows import statements_of
from rhetoric.tables import Tables
from rhetoric.wording.texts import texts_of

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['-][^\W\d_]+)*")  # U.S. is one word
COLUMNS = (
    "word n_target n_others per_million_target per_million_others articles_target articles_others "
    "log_ratio log_likelihood p q"
).split()


def keyness(
    tables: Tables, by: str | pd.Series[Any], target: object, others: object = None, *,
    least: int = 5,
) -> pd.DataFrame:  # fmt: skip
    """Compare the words of one group with those of another, or of all others.

    `by` is a column of the statements (holder, kind) or articles (outlet), or a Series of your own
    whose index is doc_id; `target` and `others` are values in it. Words are forms as written, in
    small letters and one typography; those of a nested voice count for that voice alone.
    Returns a row for each word that the two have `least` times together, by log-likelihood: how
    often and in how many articles each has it; `log_ratio` (log2 of the two rates; negative: the
    others have more; 0 counts as 0.5); `log_likelihood` with `p` (chi-squared, 1 degree) and `q`,
    p corrected for the number of words. Raises TableError for an unknown column, value or no words.
    """
    said = statements_of(tables)
    groups = _groups(tables, said, by)
    for value in (target, others):
        if value is not None and not (groups == value).any():
            known = listed([str(one) for one in groups.value_counts().index])
            raise TableError(f"there is no '{value}' to compare; allowed are {known}")
    rest = groups.notna() if others is None else groups == others
    side = dict.fromkeys(groups.index[rest], "others")
    side |= dict.fromkeys(groups.index[groups == target], "target")
    counts = _counts(tables, said, side)
    n, m = (int(counts[name].sum()) for name in ("n_target", "n_others"))
    if not n or not m:
        raise TableError("one of the two groups has no words; name others, or another column")
    return _compared(counts[counts["n_target"] + counts["n_others"] >= least], n, m)


def _groups(tables: Tables, said: pd.DataFrame, by: str | pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(by, str):
        if by in said:
            return said[by]
        if by not in tables.articles:
            names = ("holder", "kind", "doc_id", "outlet", "published")
            raise TableError(f"there is no column '{by}' to group by; allowed are {listed(names)}")
        by = tables.articles.set_index("doc_id")[by]
    return said["doc_id"].map(by)


def _counts(tables: Tables, said: pd.DataFrame, side: dict[Any, str]) -> pd.DataFrame:
    rows = []
    for text in texts_of(tables, said):
        form = plain(text.text)
        for found in _WORD.finditer(fold(form.text if form else text.text)):
            owner = text.owner[form.start[found.start()] if form else found.start()]
            if owner in side:
                rows.append((found[0].lower().removesuffix("'s"), side[owner], text.doc_id))
    words = pd.DataFrame(rows, columns=["word", "side", "doc_id"]).groupby(["word", "side"])
    table = words["doc_id"].agg(n="size", articles="nunique").unstack(fill_value=0)
    table.columns = pd.Index(["_".join(names) for names in table.columns])
    return table.reindex(columns=[*COLUMNS[1:3], *COLUMNS[5:7]], fill_value=0)


def _compared(table: pd.DataFrame, n: int, m: int) -> pd.DataFrame:
    from scipy.special import xlogy  # type: ignore[import-untyped]  # it has no annotations
    from scipy.stats import chi2, false_discovery_control  # type: ignore[import-untyped]

    a, b = table["n_target"].to_numpy(float), table["n_others"].to_numpy(float)

    def of(*cells: Any) -> Any:
        return sum(xlogy(cell, cell) for cell in cells)

    g2 = 2 * (of(a, b, n - a, m - b) - of(n, m) - of(a + b, n + m - a - b) + of(n + m))
    p = chi2.sf(g2.clip(0), 1)
    made = table.assign(
        per_million_target=a / n * 1e6, per_million_others=b / m * 1e6,
        log_ratio=np.log2(a.clip(0.5) / n / (b.clip(0.5) / m)), log_likelihood=g2.clip(0), p=p,
        q=false_discovery_control(p) if len(p) else p,
    ).reset_index()  # fmt: skip
    return made.sort_values(["log_likelihood", "word"], ascending=[False, True], ignore_index=True)[
        COLUMNS
    ]
