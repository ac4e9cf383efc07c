"""Follow stance through time: what the dated articles endorse, period by period."""

from __future__ import annotations

import re
import zlib
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric.positions.resampling import bootstrap
from rhetoric.positions.rows import positions_of
from rhetoric.tables import Tables

Period = Literal["day", "month", "year", "decade"]

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?")


def timeline(
    tables: Tables, *, period: Period = "year", window: int = 1, seed: int = 0, draws: int = 2000
) -> pd.DataFrame:
    """Average what the positions of each period endorse, over the articles of that time.

    Returns one row for each period that has scored positions: `period` (ISO 8601, of a decade its
    first year), n positions and n_articles, n_coercive, n_neutral, n_cooperative (the sign of
    agreement × axis), `endorsed`, their mean (−3 coercive…+3 cooperative), and `smoothed`, the mean
    over the `window` periods around it (an odd number; 1: of itself alone), with a 95 % bootstrap
    interval `low`…`high` over these periods' articles: an article is drawn whole, since what stands
    in it hangs together. The interval is null where one article alone, or one mind, speaks. A last
    row with null `period` counts what has no date, or one too coarse to place.
    """
    if window < 1 or window % 2 == 0:
        raise ValueError(f"window={window}: give an odd number of periods, 1 or more")
    rows = positions_of(tables).dropna(subset=["agreement"])
    rows["endorsed"] = rows["endorsed"].astype(float)
    placed = {
        doc: _place(published, period)
        for doc, published in zip(
            tables.articles["doc_id"], tables.articles["published"], strict=True
        )
    }
    rows["period"] = [(placed[doc] or (None, None))[0] for doc in rows["doc_id"]]
    rows["at"] = [float((placed[doc] or (None, np.nan))[1] or np.nan) for doc in rows["doc_id"]]
    made = []
    for _, group in rows.groupby("at"):
        name = group["period"].iloc[0]
        near = rows[rows["at"].sub(group["at"].iloc[0]).abs() <= window // 2]
        rng = np.random.default_rng([seed, zlib.crc32(str(name).encode())])
        values = near["endorsed"].to_numpy(dtype=np.float64)
        low, high = bootstrap(values, near["doc_id"].to_numpy(), rng, draws)
        mean = float(group["endorsed"].mean())
        made.append(_counted(name, group) | {"endorsed": mean, "smoothed": float(values.mean())})
        made[-1] |= {"low": low, "high": high}
    undated = rows[rows["period"].isna()]
    made += [_counted(None, undated)] if len(undated) else []
    columns = (
        "period n n_articles n_coercive n_neutral n_cooperative endorsed smoothed low high"
    ).split()
    return pd.DataFrame(made, columns=columns).astype({"period": object})


def _counted(name: object, group: pd.DataFrame) -> dict[str, Any]:
    signs = np.sign(group["endorsed"])
    return {
        "period": name,
        "n": len(group),
        "n_articles": group["doc_id"].nunique(),
        "n_coercive": int((signs < 0).sum()),
        "n_neutral": int((signs == 0).sum()),
        "n_cooperative": int((signs > 0).sum()),
    }


def _place(published: object, period: Period) -> tuple[str, int] | None:
    """Give the period of a date as it is written, and its number in the row of periods."""
    found = _DATE.fullmatch(published) if isinstance(published, str) else None
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        exact = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if period == "decade":
        return f"{year // 10 * 10}", year // 10
    if period == "year":
        return f"{year:04}", year
    if period == "month":
        return (f"{year:04}-{month:02}", year * 12 + month) if month else None
    return (exact.isoformat(), exact.toordinal()) if day else None
