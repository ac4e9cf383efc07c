"""What would change if an entry of the codebook fell away: leave each out, and summarize again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric.summaries.rows import largest_first, positions_of
from rhetoric.tables import Tables

_ENTRIES = ("concept", "condition")


def sensitivity(tables: Tables) -> pd.DataFrame:
    """Leave out each entry of the codebook in turn, and say what of the summary hangs on it.

    Returns one row for each entry and each holder and concept that it moves: `entry` (as in the
    table evidence; what the reader found by itself hangs on none), holder, concept, n
    scored positions, `n_lost` without the entry, `agreement`, `without` (the mean without the
    entry; null where no position is left), `turns` (whether the result falls away or changes its
    sign), and `statements` (the ids of those lost). The entry on which most hangs comes first.

    A position needs an entry if no other entry reads the same part of it (the concept, the
    condition) in the same statement. What other entries would have read instead of
    the one left out is not guessed: the count is the most that can hang on it.
    """
    rows = positions_of(tables).dropna(subset=["agreement"])
    rows["agreement"] = rows["agreement"].astype(float)
    keys = ["statement_id", "concept"]
    proofs = tables.evidence[tables.evidence["score"] == "agreement"]
    proofs = proofs[proofs["entry"].str.split(r"[ :]", n=1).str[0].isin(_ENTRIES)]
    rivals = proofs.groupby([*keys, "part"])["entry"].transform("nunique")
    needs = proofs.loc[rivals == 1, [*keys, "entry"]].drop_duplicates()
    needed = rows.merge(needs, on=keys)
    of = ["holder", "concept"]
    results = rows.groupby(of, as_index=False).agg(
        n=("agreement", "size"), total=("agreement", "sum"), agreement=("agreement", "mean")
    )
    lost = needed.groupby(["entry", *of], as_index=False).agg(
        n_lost=("agreement", "size"),
        lost=("agreement", "sum"),
        statements=("statement_id", " ".join),
    )
    table = lost.merge(results, on=of)
    table["without"] = (table["total"] - table["lost"]) / (table["n"] - table["n_lost"])
    table["turns"] = np.sign(table["agreement"]) != np.sign(table["without"])
    columns = "entry holder concept n n_lost agreement without turns statements".split()
    return largest_first(table, "entry", "n_lost", "holder")[columns]
