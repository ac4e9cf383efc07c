"""The ladder from punishing to rewarding: which acts the statements name, and how many of each."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from rhetoric.summaries.resampling import bootstrap
from rhetoric.summaries.rows import statements_of
from rhetoric.tables import Tables

RUNGS = {
    3: "reward", 2: "promise", 1: "appeal, support", -1: "oppose, demand", -2: "threaten",
    -3: "punish",
}  # fmt: skip


def ladder(
    tables: Tables,
    *,
    by: Literal["statement", "article"] = "statement",
    seed: int = 0,
    draws: int = 2000,
) -> pd.DataFrame:
    """Count the acts that the statements name on the VICS ladder, from reward to punish.

    Returns one row for each rung, +3 reward … −3 punish: `rung`, `name`, n statements,
    n_reported (that another voice reports), `share` of all on the ladder, with a 95 % bootstrap
    interval `low`…`high` over statements or articles (null where there is nothing to resample),
    `acts` (PLOVER codes with their counts) and `statements` (their ids). A last row with null
    `rung` counts acts that are negated: what is not done stands on no rung.

    Deeds of cooperation or conflict (quad M-) reward or punish; those still to come promise or
    threaten, as do AGREE and THREATEN; other words (V-) appeal and support, or oppose and demand.
    The rungs are those of Walker, Schafer & Young (1998); the way from PLOVER to them is ours.
    """
    rows = statements_of(tables).merge(
        tables.scores[["statement_id", "act", "quad", "act_modality"]], on="statement_id"
    )
    rows = rows.dropna(subset=["act", "quad"])
    named = zip(rows["act"], rows["quad"], rows["act_modality"], strict=True)
    rows["rung"] = [_rung(*one) for one in named]
    placed = rows.dropna(subset="rung")
    units = placed["statement_id" if by == "statement" else "doc_id"]
    made = []
    for rung, name in RUNGS.items() if len(placed) else ():
        here = (placed["rung"] == rung).astype(float)
        low, high = bootstrap(here, units, np.random.default_rng([seed, rung + 3]), draws)
        shares = {"share": here.mean(), "low": low, "high": high}
        made.append({"rung": rung, "name": name, **shares, **_counted(placed[here > 0])})
    negated = rows[rows["rung"].isna()]
    if len(negated):
        made.append({"rung": None, "name": "negated", **_counted(negated)})
    columns = "rung name n n_reported share low high acts statements".split()
    return pd.DataFrame(made, columns=columns).astype({"rung": "Int64"})


def _rung(act: str, quad: str, modality: object) -> int | None:
    if modality == "negated":
        return None
    sign = 1 if quad.endswith("COOP") else -1
    if act in ("AGREE", "THREATEN"):
        return 2 * sign
    if quad.startswith("V"):
        return sign
    return 3 * sign if modality == "actual" else 2 * sign


def _counted(group: pd.DataFrame) -> dict[str, object]:
    counts = group["act"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return {
        "n": len(group),
        "n_reported": int(group["via"].notna().sum()),
        "acts": ", ".join(f"{act} {n}" for act, n in counts.items()),
        "statements": " ".join(group["statement_id"]),
    }
