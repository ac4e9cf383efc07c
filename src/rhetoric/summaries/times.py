"""Follow stance through time: what the dated articles endorse, period by period."""

from __future__ import annotations

import re
import zlib
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from rhetoric.summaries.networks import Cross, Floats, camps, sided
from rhetoric.summaries.resampling import By, bootstrap, counts_of, differences, each, grouped
from rhetoric.summaries.rows import positions_of
from rhetoric.tables import Tables

Period = Literal["day", "month", "year", "decade"]

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?")


def timeline(
    tables: Tables, *, by: By | None = None, period: Period = "year", window: int = 1,
    seed: int = 0, draws: int = 2000,
) -> pd.DataFrame:  # fmt: skip
    """Average what the positions of each period endorse, over the articles of that time.

    Returns one row for each period that has scored positions: `period` (ISO 8601, of a decade its
    first year), n positions and n_articles, n_coercive, n_neutral, n_cooperative (the sign of
    agreement × axis), `endorsed`, their mean (−3 coercive…+3 cooperative), and `smoothed`, the mean
    over the `window` periods around it (an odd number; 1: of itself alone), with a 95 % bootstrap
    interval `low`…`high` over these periods' articles: an article is drawn whole, since what stands
    in it hangs together. The interval is null where one article alone, or one mind, speaks. A last
    row with null `period` counts what has no date, or one too coarse to place.

    `by` compares two groups: a column of the articles ("outlet") or of the positions ("holder"),
    or a mapping or Series from doc_id to group; what is in neither is left out. Each group then has
    rows of its own, with `group`; `difference` is the second's `smoothed` less the first's, and
    `difference_low`…`difference_high` its interval over articles, null where a group has less than
    five. Raises TableError where there are not two groups.
    """
    rows = grouped(positions_of(tables).dropna(subset=["agreement"]), tables, by)
    rows = _placed(tables, rows, period, window)
    rows["endorsed"] = rows["endorsed"].astype(float)
    table = each(rows, lambda part: _periods(part, window, seed, draws))
    if by is not None:
        dated = rows.dropna(subset=["at"]).assign(one=1)
        names, sums = counts_of(dated, "at", "endorsed", "one")
        near = np.abs(np.subtract.outer(names, names)) <= window // 2
        around = np.einsum("akgp,kj->ajgp", sums, near)
        table = table.join(differences(names, around, seed=seed, draws=draws), on="at")
    return table.drop(columns="at")


def _periods(rows: pd.DataFrame, window: int, seed: int, draws: int) -> pd.DataFrame:
    """Average what is endorsed in each period, and around it."""
    signs = np.sign(rows["endorsed"])
    sides = {"n_coercive": signs < 0, "n_neutral": signs == 0, "n_cooperative": signs > 0}
    table = (
        rows.assign(**sides)
        .groupby("at", as_index=False, dropna=False)
        .agg(
            period=("period", "first"),
            n=("doc_id", "size"),
            n_articles=("doc_id", "nunique"),
            **{name: (name, "sum") for name in sides},
            endorsed=("endorsed", "mean"),
        )
    )
    means = []
    for name, at in zip(table["period"], table["at"], strict=True):
        near = rows[rows["at"].sub(at).abs() <= window // 2]
        rng = np.random.default_rng([seed, zlib.crc32(str(name).encode())])
        values, articles = near["endorsed"], near["doc_id"]
        means.append((values.mean(), *bootstrap(values, articles, rng, draws)))
    table[["smoothed", "low", "high"]] = np.array(means).reshape(-1, 3)
    table.loc[table["at"].isna(), "endorsed"] = np.nan
    return table


def polarisation(
    tables: Tables, *, period: Period = "year", window: int = 1, seed: int = 0, draws: int = 500
) -> pd.DataFrame:
    """Say of each period how far the holders oppose each other, and whether in blocs.

    Each row looks at the `window` periods around one (an odd number): `period`, n positions for or
    against and n_articles in them, `holders` who share a concept with another, `pairs` (of holders,
    counted on each concept on which both take a side), `conflict`, the share of these pairs who
    take opposite sides (0 all of one mind; near .5 two equal camps on every concept), with its
    95 % bootstrap interval `low`…`high` over whole articles, and `modularity` of the coalitions
    then (`coalitions`; null where nobody is tied). A holder's side is that of most of its
    statements in the window. Periods without positions, and what has no date, have no row.
    """
    rows = _placed(tables, sided(tables), period, window).dropna(subset=["at"])
    made = []
    for at, name in sorted({*zip(rows["at"], rows["period"], strict=True)}):
        near = rows[rows["at"].sub(at).abs() <= window // 2]
        cross = Cross.of(near)
        sides = cross.sides()
        rng = np.random.default_rng([seed, zlib.crc32(str(name).encode())])
        drawn = [_opposed(one)[1] for one in cross.redrawn(near["doc_id"], rng, draws)]
        some = np.isfinite(drawn).any()
        interval = np.nanpercentile(drawn, [2.5, 97.5]) if some else (np.nan, np.nan)
        holders = int(sides[:, np.abs(sides).sum(axis=0) > 1].any(axis=1).sum())
        counts = name, len(near), near["doc_id"].nunique(), holders
        made.append((*counts, *_opposed(sides), *interval, camps(sides, seed)[1]))
    columns = "period n n_articles holders pairs conflict low high modularity".split()
    return pd.DataFrame(made, columns=columns)


def _opposed(sides: Floats) -> tuple[int, float]:
    """Count the pairs who share a concept, and say which share of them is of two minds."""
    up, down = (sides > 0).sum(axis=0), (sides < 0).sum(axis=0)
    pairs = int(((up + down) * (up + down - 1)).sum()) // 2
    return pairs, float((up * down).sum() / pairs) if pairs else float("nan")


def _placed(tables: Tables, rows: pd.DataFrame, period: Period, window: int) -> pd.DataFrame:
    """Give each position its `period`, and the number `at` which that stands among periods."""
    if window < 1 or window % 2 == 0:
        raise ValueError(f"window={window}: give an odd number of periods, 1 or more")
    dates = zip(tables.articles["doc_id"], tables.articles["published"], strict=True)
    places = {doc: _place(published, period) for doc, published in dates}
    names = pd.Series([places[doc][0] for doc in rows["doc_id"]], rows.index, object)
    return rows.assign(period=names, at=[places[doc][1] for doc in rows["doc_id"]])


def _place(published: object, period: Period) -> tuple[str | None, float]:
    """Give the period of a date as it is written, and its number in the row of periods."""
    found = _DATE.fullmatch(published) if isinstance(published, str) else None
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        exact = date(year, month or 1, day or 1)
    except ValueError:
        return None, np.nan
    places = {
        "decade": (f"{year // 10 * 10}", year // 10),
        "year": (f"{year:04}", year),
        "month": (f"{year:04}-{month:02}", year * 12 + month) if month else (None, np.nan),
        "day": (exact.isoformat(), exact.toordinal()) if day else (None, np.nan),
    }
    return places[period]
