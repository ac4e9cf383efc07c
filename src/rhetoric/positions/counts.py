"""Count and average: stance by holder and concept, words by voice."""

from __future__ import annotations

import zlib
from typing import Literal

import numpy as np
import pandas as pd

from rhetoric.positions.resampling import bootstrap
from rhetoric.positions.rows import positions_of, statements_of
from rhetoric.tables import Tables


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
    made = []
    rows = positions_of(tables)
    on_concept = rows["concept"].value_counts().to_dict()
    for (holder, concept), group in rows.groupby(["holder", "concept"], sort=False):
        scored = group.dropna(subset=["agreement"])
        values = scored["agreement"].astype(float)
        mean = float(values.mean()) if len(values) else float("nan")
        # Seeded by holder and concept: leaving out the others must not move the interval.
        rng = np.random.default_rng([seed, zlib.crc32(f"{holder}\n{concept}".encode())])
        units = scored.index if by == "statement" else scored["doc_id"]
        low, high = bootstrap(np.asarray(values, dtype=np.float64), units.to_numpy(), rng, draws)
        made.append(
            {
                "holder": holder,
                "concept": concept,
                "axis": int(group["axis"].iloc[0]),
                "n": len(group),
                "n_for": int((values > 0).sum()),
                "n_against": int((values < 0).sum()),
                "n_neutral": int((values == 0).sum()),
                "n_not_scored": len(group) - len(values),
                "n_reported": int(group["via"].notna().sum()),
                "agreement": mean,
                "low": low,
                "high": high,
                "endorsed": mean * int(group["axis"].iloc[0]) + 0.0,  # no −0
                "share": len(group) / on_concept[concept],
            }
        )
    columns = (
        "holder concept axis n n_for n_against n_neutral n_not_scored n_reported agreement low "
        "high endorsed share"
    ).split()
    table = pd.DataFrame(made, columns=columns)
    return table.sort_values(
        ["axis", "concept", "n", "holder"], ascending=[True, True, False, True], ignore_index=True
    )


def share_of_voice(tables: Tables) -> pd.DataFrame:
    """Count the words and statements of each voice, by kind of speech.

    Returns one row for each holder and kind: `quoted` (whether in quotation marks or a transcript),
    statements, words, and `share` of all words. The words of a nested voice count
    for that voice alone, so that the shares sum to one. Datelines and page furniture are left out.
    """
    rows = statements_of(tables)
    rows["words"] = _own_words(rows)
    grouped = rows.groupby(["holder", "kind"], as_index=False, sort=False)
    table = grouped.agg(statements=("statement_id", "size"), words=("words", "sum"))
    table.insert(2, "quoted", table["kind"].isin(["direct", "transcript"]))
    table["share"] = table["words"] / max(int(table["words"].sum()), 1)
    total = table.groupby("holder")["words"].transform("sum")
    order = table.assign(total=total).sort_values(
        ["total", "holder", "words"], ascending=[False, True, False]
    )
    return order.drop(columns="total").reset_index(drop=True)


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


def heat_map(tables: Tables) -> pd.DataFrame:
    """Count and average the positions of each holder on each concept.

    Returns one row for each holder and concept, the concepts from coercive to cooperative: holder,
    concept, axis, n statements, n_not_scored, n_reported (that another voice reports),
    `agreement`, the mean of the scored (−1…+1; null if none is), and `statements` (their ids).
    `summarize` gives intervals besides.
    """
    rows = positions_of(tables)
    rows["agreement"] = rows["agreement"].astype(float)
    table = rows.groupby(["holder", "concept", "axis"], as_index=False).agg(
        n=("statement_id", "size"),
        n_not_scored=("agreement", lambda a: int(a.isna().sum())),
        n_reported=("via", "count"),
        agreement=("agreement", "mean"),
        statements=("statement_id", " ".join),
    )
    return table.sort_values(
        ["axis", "concept", "n", "holder"], ascending=[True, True, False, True], ignore_index=True
    )
