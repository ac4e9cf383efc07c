"""Count and average: stance by holder and concept, words by voice."""

from __future__ import annotations

import zlib
from typing import Literal

import numpy as np
import pandas as pd

from rhetoric.summaries.groups import FEWEST, By, agreements, counts_of, differences, each, grouped
from rhetoric.summaries.resampling import bootstrap
from rhetoric.summaries.rows import COUNTED, largest_first, positions_of, statements_of
from rhetoric.tables import Tables

OFTEN = 200  # voices whose shares are compared
_RESULT = ["holder", "concept", "axis"]


def summarize(
    tables: Tables,
    *,
    by: Literal["statement", "article"] = "statement",
    seed: int = 0,
    draws: int = 2000,
) -> pd.DataFrame:
    """Summarize the positions of each holder on each concept.

    Returns one row for each holder and concept: n statements and how many are for, against,
    neutral, not scored, and reported by another voice; `agreement`, their mean (−1…+1, null if none
    is scored), with a 95 % percentile bootstrap interval `low`…`high` over statements or over
    articles; `endorsed`, agreement × axis (−3 coercive…+3 cooperative); `share` of all statements
    on the concept.
    The interval is null where resampling cannot show any uncertainty: fewer than two
    units, or all of one mind. Agreement follows Leifeld (2017), the axis Walker, Schafer
    & Young (1998), the interval Efron & Tibshirani (1993).
    """
    rows = _scored(tables)
    table = _averaged(rows)
    intervals = {}
    for name, group in rows.dropna(subset=["agreement"]).groupby(_RESULT):
        holder, concept, _ = name
        # Seeded by holder and concept: leaving out the others must not move the interval.
        rng = np.random.default_rng([seed, zlib.crc32(f"{holder}\n{concept}".encode())])
        units = group.index.to_series() if by == "statement" else group["doc_id"]
        intervals[name] = bootstrap(group["agreement"], units, rng, draws)
    names = table[_RESULT].itertuples(index=False, name=None)
    bounds = np.array([intervals.get(name, (np.nan, np.nan)) for name in names]).reshape(-1, 2)
    table["low"], table["high"] = bounds.T
    table["endorsed"] = table["agreement"] * table["axis"] + 0.0  # no −0
    table["share"] = table["n"] / table.groupby("concept")["n"].transform("sum")
    return table.drop(columns="statements")


def heat_map(
    tables: Tables, *, by: By | None = None, seed: int = 0, draws: int = 2000
) -> pd.DataFrame:
    """Count and average the positions of each holder on each concept.

    Returns one row for each holder and concept, the concepts from coercive to cooperative: holder,
    concept, axis, n statements, n_not_scored, n_reported (that another voice reports),
    `agreement`, the mean of the scored (−1…+1; null if none is), and `statements` (their ids).
    `summarize` gives intervals besides. Of two groups (`by`, see `timeline`) each has rows of its
    own, with `group` and, of the concept over all holders, `difference` as in `position_map`.
    """
    rows = grouped(_scored(tables), tables, by)
    made = each(rows, _averaged).drop(columns=["n_for", "n_against", "n_neutral"])
    return agreements(made, rows, seed=seed, draws=draws)


def _scored(tables: Tables) -> pd.DataFrame:
    rows = positions_of(tables)
    rows["agreement"] = rows["agreement"].astype(float)
    return rows


def _averaged(rows: pd.DataFrame) -> pd.DataFrame:
    """Count and average positions by holder and concept, the concepts from coercive to not."""
    given = rows["agreement"]
    sides = {"n_for": given > 0, "n_against": given < 0, "n_neutral": given == 0}
    rows = rows.assign(**sides, n_not_scored=given.isna())
    table = rows.groupby(_RESULT, as_index=False).agg(
        n=COUNTED["n"],
        **{name: (name, "sum") for name in (*sides, "n_not_scored")},
        n_reported=COUNTED["n_reported"],
        agreement=("agreement", "mean"),
        statements=COUNTED["statements"],
    )
    rising = {"axis": True, "concept": True, "n": False, "holder": True}
    return table.sort_values([*rising], ascending=[*rising.values()], ignore_index=True)


def share_of_voice(
    tables: Tables, *, by: By | None = None, seed: int = 0, draws: int = 2000
) -> pd.DataFrame:
    """Count the words and statements of each voice, by kind of speech.

    Returns one row for each holder and kind: `quoted` (whether in quotation marks or a transcript),
    statements, words, and `share` of all words. The words of a nested voice count
    for that voice alone, so that the shares sum to one. Datelines and page furniture are left out.
    Of two groups (`by`, see `timeline`) each has rows of its own, with `group`, shares of its own
    words and, for the voices heard most, `difference` of the voice's two shares.
    """
    rows = statements_of(tables)
    rows["words"] = _own_words(rows)
    rows = grouped(rows, tables, by)
    keys = ["holder", "kind", *rows.columns[rows.columns == "group"]]
    voices = rows.groupby(keys, as_index=False, sort=False, observed=True)
    table = voices.agg(statements=("statement_id", "size"), words=("words", "sum"))
    table.insert(2, "quoted", table["kind"].isin(["direct", "transcript"]))
    same = table["group"].cat.codes if by is not None else np.zeros(len(table))
    table["share"] = table["words"] / table.groupby(same)["words"].transform("sum").clip(lower=1)
    if by is not None:
        table = table.join(_shares_apart(rows, seed, draws), on="holder")
    return largest_first(table, "holder", "words")


def _shares_apart(rows: pd.DataFrame, seed: int, draws: int) -> pd.DataFrame:
    """Take each voice's share of the first group's words from that of the second's."""
    often = rows.groupby("holder")["words"].sum().nlargest(OFTEN).index
    kept = rows.assign(holder=rows["holder"].where(rows["holder"].isin(often), ""))
    names, sums = counts_of(kept, "holder", "words", "words")
    heard = (sums[..., 0] > 0).any(axis=-1).sum(axis=0)
    sums[..., 1] = sums[..., 1].sum(axis=1, keepdims=True)
    found = differences(names, sums, seed=seed, draws=draws)
    found.loc[heard < FEWEST, ["difference_low", "difference_high"]] = np.nan
    return found


def _own_words(rows: pd.DataFrame) -> list[int]:
    """Count the words of each statement, less those of the voices nested in it."""
    full = rows["text"].str.count(r"\w+(?:[’'.,-]\w+)*").astype(int).to_dict()
    own = dict(full)
    shared = rows[rows.duplicated(["doc_id", "sentence"], keep=False)]
    for _, group in shared.groupby(["doc_id", "sentence"], sort=False):
        spans = list(zip(group["start"], group["end"], group.index, strict=True))
        for start, end, inner in spans:
            around = [
                (e - s, outer)
                for s, e, outer in spans
                if s <= start and end <= e and e - s > end - start
            ]
            if around:  # the narrowest of the statements around it pays
                own[min(around)[1]] -= full[inner]
    return [max(own[i], 0) for i in rows.index]
