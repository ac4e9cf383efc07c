"""Join the tables: a row a position or a statement, with whose it is and who reports it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.tables import Tables

UNRESOLVED = "speaker not resolved"
NARRATION = "the article itself"
COUNTED: dict[str, Any] = {  # what `agg` makes of rows: how many, how many reported, and which
    "n": ("statement_id", "size"),
    "n_reported": ("via", "count"),
    "statements": ("statement_id", " ".join),
}
_SPOKEN = ("direct", "indirect", "mixed", "transcript", "narration")


def short_id(statement_id: str, doc_id: str) -> str:
    """Give the id as it is within its article: 's12/a4'."""
    return statement_id.removeprefix(f"{doc_id}/")


def own(tables: Tables) -> Tables:
    """Leave out the positions that one voice reports of another.

    Returns tables of which `positions` alone is shorter: what remains, its holder says itself (or
    the article does, in its own words).
    """
    keep = _joined(tables)["via"].isna().to_numpy()
    return replace(tables, positions=tables.positions[keep].reset_index(drop=True))


def surer(tables: Tables, least: float) -> Tables:
    """Leave out the positions whose confidence is below `least` (0–1); people's have none and stay.

    Returns tables of which `positions` alone is shorter. The model card says how many of those
    that stay are right at each cut.
    """
    sure = tables.positions["confidence"]
    return replace(tables, positions=tables.positions[~(sure < least)].reset_index(drop=True))


def _joined(tables: Tables) -> pd.DataFrame:
    said = tables.statements[["statement_id", "holder", "chain", "kind", "text", "start"]]
    rows = tables.positions.drop(columns=["start", "end"])
    rows = rows.merge(said.rename(columns={"holder": "voice"}), how="left", on="statement_id")
    rows["via"] = _via(rows, rows["voice"])
    return rows


def positions_of(tables: Tables) -> pd.DataFrame:
    """Join positions with their statements, in the order of the text; name the nameless."""
    rows = _joined(tables)
    order = {doc: i for i, doc in enumerate(tables.articles["doc_id"])}
    rows["_doc"] = rows["doc_id"].map(order)
    rows = rows.sort_values(["_doc", "start"], kind="stable", ignore_index=True)
    rows["holder"] = _named(rows)
    rows["endorsed"] = rows["agreement"] * rows["axis"]
    return rows.drop(columns=["voice", "chain"])


def statements_of(tables: Tables) -> pd.DataFrame:
    """Take the statements of the article itself: no page furniture, no datelines."""
    rows = tables.statements[tables.statements["kind"].isin(_SPOKEN)].copy()
    rows["via"] = _via(rows, rows["holder"])
    rows["holder"] = _named(rows)
    return rows


def _via(rows: pd.DataFrame, voices: pd.Series[str]) -> list[str | None]:
    """Name the voices around each holder: of the chain all but the last, if that is the holder.

    A voice may also tell of a holder without quoting them ("they reject it"): then all of them.
    """
    made: list[str | None] = []
    for holder, voice, chain in zip(rows["holder"], voices, rows["chain"], strict=True):
        names = chain.split(" > ") if isinstance(chain, str) else []
        names = [UNRESOLVED if name == "?" else name for name in names]
        own = holder == voice or not isinstance(holder, str)
        made.append(" > ".join(names[: len(names) - own]) or None)
    return made


def _named(rows: pd.DataFrame) -> pd.Series[str]:
    nameless = np.where(rows["kind"] == "narration", NARRATION, UNRESOLVED)
    return rows["holder"].where(rows["holder"].notna(), nameless)


def marks_of(rows: pd.DataFrame) -> list[str]:
    """Make short ids: of the sentence and voice in one article, running numbers in many."""
    if rows["doc_id"].nunique() > 1:
        numbers = {name: str(i) for i, name in enumerate(dict.fromkeys(rows["statement_id"]), 1)}
        return [numbers[name] for name in rows["statement_id"]]
    return [short_id(s, d) for s, d in zip(rows["statement_id"], rows["doc_id"], strict=True)]


def largest_first(table: pd.DataFrame, name: str, number: str, *then: str) -> pd.DataFrame:
    """Sort by the sum of a number over each name, then by the number itself; the rest rises."""
    order = table.assign(total=table.groupby(name)[number].transform("sum"))
    keys = ["total", name, number, *then]
    order = order.sort_values(keys, ascending=[k not in ("total", number) for k in keys])
    return order.drop(columns="total").reset_index(drop=True)
