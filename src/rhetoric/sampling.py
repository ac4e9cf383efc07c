"""Draw a sample of statements for people to code by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.errors import TableError
from rhetoric.exchange.annotations import UNSCORED, positions
from rhetoric.exchange.checks import NONE
from rhetoric.exchange.spreadsheet import write_rows
from rhetoric.tables import Tables, records
from rhetoric.whole import check_new_or_ours, whole

SHEET = (
    "id", "doc_id", "holder", "concept", "before", "text", "after", "start", "concept_start",
    "concept_end", "agreement", "note",
)  # fmt: skip
MACHINE = ("id", "stratum", "weight", "agreement", "confidence", "source", "act", "condition")
NOTHING = "no concept found"
STRATA = ("holder", "concept", "doc_id", "kind", "agreement", "act", "condition")


def sample(
    tables: Tables, n: int, *, by: Sequence[str] = ("holder", "concept"), seed: int = 0
) -> pd.DataFrame:
    """Draw `n` rows to code, as even over the strata of `by` as they allow.

    A row is a statement and a concept that was found in it; a statement in which none was found is
    a row without concept, so that misses can be seen as well. Every stratum gives the same number,
    small ones all they have; where there are more strata than `n`, some are drawn.
    Returns the columns of the sheet (`SHEET`: text with the sentences before and after it, offsets
    in code points, `agreement` empty) and of what the coders do not see (`MACHINE`), the latter
    with the prefix `machine_`: the scores, the stratum, and `weight`, how many rows of the stratum
    one drawn row stands for. The same seed gives the same rows.
    Raises TableError for an unknown stratum or where there is nothing to draw from.
    """
    if unknown := [name for name in by if name not in STRATA]:
        raise TableError(f"cannot sample by '{unknown[0]}'; allowed are {', '.join(STRATA)}")
    rows = _rows(tables)
    if rows.empty or n < 1:
        raise TableError(
            "there is nothing to draw; give tables with statements, and n of 1 or more"
        )
    rng = np.random.default_rng(seed)
    names = [f"machine_{name}" if name in MACHINE else name for name in by]
    strata = rows[names].astype(object).fillna("").astype(str).agg(" · ".join, axis=1)
    rows["machine_stratum"] = strata.mask(rows["concept"].isna() & ("concept" in by), NOTHING)
    shuffled = rows.iloc[rng.permutation(len(rows))]
    groups = [group for _, group in shuffled.groupby("machine_stratum", sort=True)]
    groups = [groups[i] for i in rng.permutation(len(groups))[:n]]
    quotas = _quotas([len(group) for group in groups], n)
    drawn = [
        group.head(quota).assign(machine_weight=f"{len(group) / quota:.4g}")
        for group, quota in zip(groups, quotas, strict=True)
    ]
    return pd.concat(drawn).sort_index(ignore_index=True)


def check_sheets(place: str | Path) -> tuple[Path, Path]:
    """Return the files that `write` writes: the sheet, and `<name>.machine.csv` beside it.

    Raises InputError where one of them is there: it may be a coder's work; OutputError where
    nothing can be written.
    """
    out = Path(place)
    hidden = out.with_suffix(".machine.csv")
    return check_new_or_ours(out, endings=(".csv",)), check_new_or_ours(hidden)


def write(drawn: pd.DataFrame, place: str | Path) -> Path:
    """Write the sheet to `place` (.csv), what the machine says to `<name>.machine.csv` beside it.

    Returns the second. Raises as `check_sheets` does.
    """
    out, hidden = check_sheets(place)
    plain = drawn.astype(object).where(drawn.notna(), "")
    plain.loc[plain["concept"] == "", "machine_agreement"] = NONE
    columns = ["id", *(f"machine_{name}" for name in MACHINE[1:])]
    for path, header, shown in ((out, SHEET, list(SHEET)), (hidden, MACHINE, columns)):
        with whole(path) as beside:
            write_rows(beside, header, plain[shown].itertuples(index=False))
    return hidden


def _quotas(sizes: list[int], n: int) -> list[int]:
    """Share `n` evenly; what small strata cannot give goes to the others."""
    quotas = [0] * len(sizes)
    while n > 0 and (open_ := [i for i, size in enumerate(sizes) if quotas[i] < size]):
        for i in open_[:n]:
            quotas[i] += 1
        n -= len(open_[:n])
    return quotas


def _rows(tables: Tables) -> pd.DataFrame:
    """Join statements with their positions, scores and neighbours, in the order of the text."""
    said = [row for row in records(tables.statements) if row["kind"] not in UNSCORED]
    around = _neighbours(said)
    scores = {row["statement_id"]: row for row in records(tables.scores)}
    found: dict[str, list[tuple[dict[str, Any], str]]] = {}
    for row, name in positions(tables):
        found.setdefault(row["statement_id"], []).append((row, name))
    made = []
    for row in said:
        name = row["statement_id"]
        before, after = around[row["doc_id"], row["sentence"]]
        for position, position_id in found.get(name, [({}, name)]):
            span = {k: position[k] - row["start"] for k in ("start", "end") if position}
            machine = {k: position.get(k) for k in ("agreement", "confidence", "source")}
            machine |= {k: scores[name][k] for k in ("act", "condition")}
            made.append({
                **row, "id": position_id, "before": before, "after": after,
                "holder": (position or row)["holder"], "concept": position.get("concept"),
                "concept_start": span.get("start"), "concept_end": span.get("end"),
                "agreement": None, "note": None,
                **{f"machine_{k}": value for k, value in machine.items()},
            })  # fmt: skip
    numbers = ("concept_start", "concept_end", "machine_agreement")
    return pd.DataFrame(made, columns=None if made else numbers).astype(
        dict.fromkeys(numbers, "Int64")
    )


def _neighbours(said: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, str]]:
    """Return the text of the sentence before and of the one after, by article and sentence."""
    sentences: dict[tuple[str, int], str] = {}
    for row in said:
        key = row["doc_id"], row["sentence"]
        sentences[key] = max(sentences.get(key, ""), row["text"], key=len)
    return {
        (doc, n): (sentences.get((doc, n - 1), ""), sentences.get((doc, n + 1), ""))
        for doc, n in sentences
    }
