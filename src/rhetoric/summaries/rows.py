"""A row a position or a statement: whose it is, who reports it, its period, tone and proof."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from rhetoric.summaries.resampling import By, agreements, grouped
from rhetoric.tables import Tables

Period = Literal["day", "month", "year", "decade"]
UNRESOLVED = "speaker not resolved"
NARRATION = "the article itself"
COUNTED: dict[str, Any] = {  # what `agg` makes of rows: how many, how many reported, and which
    "n": ("statement_id", "size"),
    "n_reported": ("via", "count"),
    "statements": ("statement_id", " ".join),
}
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?")
_SPOKEN = ("direct", "indirect", "mixed", "transcript", "narration")


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
    """Name the voices around each holder: all of the chain but the holder.

    A voice may tell of a holder without quoting them ("they reject it"), and nobody reports
    himself.
    """
    made: list[str | None] = []
    for holder, voice, chain in zip(rows["holder"], voices, rows["chain"], strict=True):
        names = chain.split(" > ") if isinstance(chain, str) else []
        names = [UNRESOLVED if name == "?" else name for name in names]
        own = holder == voice or not isinstance(holder, str)
        others = [name for name in names[: len(names) - own] if name != holder]
        made.append(" > ".join(others) or None)
    return made


def _named(rows: pd.DataFrame) -> pd.Series[str]:
    nameless = np.where(rows["kind"] == "narration", NARRATION, UNRESOLVED)
    return rows["holder"].where(rows["holder"].notna(), nameless)


def placed(tables: Tables, rows: pd.DataFrame, period: Period, window: int) -> pd.DataFrame:
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


def marks_of(rows: pd.DataFrame) -> list[str]:
    """Make short ids: within one article as 's12/a4', running numbers in many."""
    if rows["doc_id"].nunique() > 1:
        numbers = {name: str(i) for i, name in enumerate(dict.fromkeys(rows["statement_id"]), 1)}
        return [numbers[name] for name in rows["statement_id"]]
    both = zip(rows["statement_id"], rows["doc_id"], strict=True)
    return [statement.removeprefix(f"{doc_id}/") for statement, doc_id in both]


def largest_first(table: pd.DataFrame, name: str, number: str, *then: str) -> pd.DataFrame:
    """Sort by the sum of a number over each name, then by the number itself; the rest rises."""
    order = table.assign(total=table.groupby(name)[number].transform("sum"))
    keys = ["total", name, number, *then]
    order = order.sort_values(keys, ascending=[k not in ("total", number) for k in keys])
    return order.drop(columns="total").reset_index(drop=True)


def position_map(
    tables: Tables, *, by: By | None = None, seed: int = 0, draws: int = 2000
) -> pd.DataFrame:
    """List who is for and against which concept, one row for each position.

    Returns `mark` (the short id of the statement, which a figure prints), statement_id, doc_id,
    holder, via, concept, axis, agreement, endorsed (agreement × axis), confidence, text, in
    the order of the text. A statement has a row for each concept it takes up; one without a scored
    stance has null agreement; `source` says whether rules, a model or a coder gave it, `words` are
    those that name the concept first. Of two groups (`by`, see `timeline`) there is `group`
    besides, and how far their mean agreements with the concept are apart: `difference`, the
    second's less the first's, with its 95 % bootstrap interval over articles.
    """
    rows = grouped(positions_of(tables), tables, by)
    rows = rows.assign(mark=marks_of(rows))
    keys = ["statement_id", "concept"]
    naming = tables.evidence[tables.evidence["part"] == "concept"].sort_values("start")
    naming = naming.drop_duplicates(keys).rename(columns={"text": "words"})
    rows = rows.merge(naming[[*keys, "words"]], how="left", on=keys)
    columns = "mark statement_id doc_id holder via concept axis agreement endorsed confidence text"
    made = rows[[*columns.split(), "source", "words", *(["group"] if by is not None else [])]]
    return agreements(made, rows, seed=seed, draws=draws)


def article_course(tables: Tables, doc_id: str | None = None) -> pd.DataFrame:
    """Follow one article sentence by sentence: voice, what it endorses, tone.

    Takes the first article unless `doc_id` names another. Returns one row for each statement and
    each concept on which its own holder takes a position there (what it says of others' is theirs:
    see `position_map`), in the order of the text and of the axis; a statement without one has a row
    of nulls: sentence, statement_id, holder, via, kind, depth, concept, agreement, endorsed
    (agreement × axis), polarity. Raises KeyError for an unknown article.
    """
    rows = statements_of(tables)
    if doc_id is None:
        doc_id = str(tables.articles["doc_id"].iloc[0]) if len(tables.articles) else ""
    elif doc_id not in set(tables.articles["doc_id"]):
        raise KeyError(f"no article '{doc_id}' in these tables; see tables.articles['doc_id']")
    rows = rows[rows["doc_id"] == doc_id]
    own = "statement_id holder concept axis agreement endorsed".split()
    stance = positions_of(tables).dropna(subset=["agreement"])[own]
    rows = rows.merge(stance, how="left", on=own[:2])
    rows = rows.merge(tables.scores[["statement_id", "polarity"]], how="left", on="statement_id")
    columns = "sentence statement_id holder via kind depth concept agreement endorsed polarity"
    return rows.sort_values(["sentence", "depth", "start", "axis"], ignore_index=True)[
        columns.split()
    ]


def stance_and_sentiment(tables: Tables) -> pd.DataFrame:
    """Set each statement's stance beside its tone.

    Returns one row for each position: mark, statement_id, doc_id, holder, via, concept, agreement,
    polarity (TextBlob, −1…+1), `parts` (whether their signs differ; null where either is not
    scored), text. A tone of 0 beside a stance parts from it: the lexicon heard nothing.
    """
    rows = positions_of(tables)
    rows["mark"] = marks_of(rows)
    rows = rows.merge(tables.scores[["statement_id", "polarity"]], how="left", on="statement_id")
    signs = np.sign(rows["polarity"].astype("Float64"))
    rows["parts"] = (signs != rows["agreement"]).astype("boolean")
    return rows[
        "mark statement_id doc_id holder via concept agreement polarity parts text".split()
    ].reset_index(drop=True)


def evidence_table(tables: Tables) -> pd.DataFrame:
    """Name the words that prove each scored position.

    Returns one row for each scored position: mark, statement_id, holder, via, concept, stance (for,
    against, neutral), words (as they stand in the text, joined by " … "), entry (of the codebook,
    or the rule; joined by " · ", what names the
    concept first), confidence, text.
    """
    rows = positions_of(tables).dropna(subset=["agreement"])
    rows.insert(0, "mark", marks_of(rows))
    proofs = tables.evidence[tables.evidence["score"] == "agreement"]
    proofs = proofs.sort_values(["start", "end"], ascending=[True, False])
    keys = ["statement_id", "concept"]
    until = proofs.groupby(keys)["end"].transform(lambda e: e.cummax().shift(fill_value=-1))
    proofs = proofs.assign(words=proofs["text"].where(proofs["end"] > until))  # once, not twice
    words = proofs.groupby(keys)["words"].agg(lambda s: " … ".join(dict.fromkeys(s.dropna())))
    first = proofs.sort_values("part", key=lambda part: part != "concept", kind="stable")
    entry = first.groupby(keys)["entry"].agg(lambda s: " · ".join(dict.fromkeys(s)))
    rows = rows.join(words, on=keys).join(entry, on=keys)
    rows["stance"] = rows["agreement"].map({1: "for", -1: "against", 0: "neutral"})
    columns = "mark statement_id holder via concept stance words entry confidence text".split()
    return rows[columns].reset_index(drop=True)
