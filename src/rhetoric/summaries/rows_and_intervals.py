"""A row a position or a statement: whose it is, in which group; how far a mean of rows may move.

An interval is how far a mean could move, had other units been drawn: the bootstrap.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.errors import TableError, listed
from rhetoric.tables import OF_POSITION, Tables

Floats = NDArray[np.float64]
By = str | Mapping[str, Any] | pd.Series
FEWEST = 5  # articles of each group: resampling fewer makes intervals that are too narrow
DIFFERENCE = ["difference", "difference_low", "difference_high"]
UNRESOLVED = "speaker not resolved"
NARRATION = "the article itself"
COUNTED: dict[str, Any] = {  # what `agg` makes of rows: how many, how many reported, and which
    "n": ("statement_id", "size"),
    "n_reported": ("via", "count"),
    "statements": ("statement_id", " ".join),
}
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


def sided(tables: Tables) -> pd.DataFrame:
    """Take the positions for or against a concept, whose holder is somebody."""
    rows = positions_of(tables)
    nobody = rows["holder"].isin([NARRATION, UNRESOLVED])
    return rows[rows["agreement"].isin([-1, 1]) & ~nobody].reset_index(drop=True)


def statements_of(tables: Tables) -> pd.DataFrame:
    """Take the statements of the article itself: no page furniture, no datelines."""
    rows = tables.statements[tables.statements["kind"].isin(_SPOKEN)].copy()
    rows["via"] = _via(rows, rows["holder"])
    rows["holder"] = _named(rows)
    return rows


def _via(rows: pd.DataFrame, voices: pd.Series[str]) -> list[str | None]:
    """Name the voices around each holder: those of the chain outside of the holder's.

    A voice may tell of a holder without quoting them ("they reject it"): then all of the chain
    do. What a holder tells of others (Ann in Ann > Karl) nobody tells of the holder.
    """
    made: list[str | None] = []
    for holder, voice, chain in zip(rows["holder"], voices, rows["chain"], strict=True):
        names = chain.split(" > ") if isinstance(chain, str) else []
        names = [UNRESOLVED if name == "?" else name for name in names]
        if holder == voice or not isinstance(holder, str):
            names = [name for name in names[:-1] if name != holder]
        elif holder in names:
            names = names[: names.index(holder)]
        made.append(" > ".join(names) or None)
    return made


def _named(rows: pd.DataFrame) -> pd.Series[str]:
    nameless = np.where(rows["kind"] == "narration", NARRATION, UNRESOLVED)
    return rows["holder"].where(rows["holder"].notna(), nameless)


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
    keys = [*OF_POSITION]
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
    rows = positions_of(tables).dropna(subset=["agreement"]).reset_index(drop=True)
    rows.insert(0, "mark", marks_of(rows))
    keys = [*OF_POSITION]
    proofs = tables.evidence[tables.evidence["score"] == "agreement"]
    proofs = proofs.merge(rows.rename_axis("row").reset_index()[["row", *keys]], on=keys)
    proofs = proofs.sort_values(["start", "end"], ascending=[True, False])
    until = proofs.groupby("row")["end"].transform(lambda e: e.cummax().shift(fill_value=-1))
    proofs = proofs.assign(words=proofs["text"].where(proofs["end"] > until))  # once, not twice
    words = proofs.groupby("row")["words"].agg(lambda s: " … ".join(dict.fromkeys(s.dropna())))
    first = proofs.sort_values("part", key=lambda part: part != "concept", kind="stable")
    entry = first.groupby("row")["entry"].agg(lambda s: " · ".join(dict.fromkeys(s)))
    rows = rows.join(words).join(entry)
    rows["stance"] = rows["agreement"].map({1: "for", -1: "against", 0: "neutral"})
    columns = "mark statement_id holder via concept stance words entry confidence text".split()
    return rows[columns].reset_index(drop=True)


def seed_of(seed: int, name: object) -> list[int]:
    """Return the seed of what has a name: leaving out the others must not move its interval."""
    return [seed, zlib.crc32(str(name).encode())]


def bootstrap(
    values: pd.Series[float], units: pd.Series[Any], seed: Sequence[int], draws: int
) -> tuple[float, float]:
    """Resample whole units with replacement; give the 2.5th and 97.5th percentile of the mean."""
    names, codes = np.unique(units, return_inverse=True)
    if len(names) < 2 or values.nunique() < 2:
        return float("nan"), float("nan")
    sums = np.bincount(codes, weights=values)
    sizes = np.bincount(codes)
    means, rng = list[float](), np.random.default_rng(seed)
    at_once = max(1, 1_000_000 // len(names))  # all draws of a corpus would take gigabytes
    while len(means) < draws:
        drawn = rng.integers(len(names), size=(min(at_once, draws - len(means)), len(names)))
        means += (sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)).tolist()
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def interval(
    counts: Floats, measure: Callable[[Floats], Floats], rng: np.random.Generator, draws: int
) -> tuple[Floats, Floats]:
    """Resample the units of the first axis; return where 95 % of a measure of their sums lie.

    That is the 2.5th and the 97.5th percentile (Efron & Tibshirani 1993); null where there are
    fewer than two units, or where no draw gives a value.
    """
    low, high = (np.full_like(measure(counts.sum(axis=0)), np.nan) for _ in range(2))
    units = len(counts)
    if units > 1:
        at_once, even = max(1, 10_000_000 // units), np.full(units, 1 / units)
        sizes = [min(at_once, draws - done) for done in range(0, draws, at_once)]
        weights = (rng.multinomial(units, even, size=size) for size in sizes)
        drawn = np.concatenate([measure(np.tensordot(one, counts, axes=1)) for one in weights])
        some = ~np.isnan(drawn).all(axis=0)
        if some.any():
            low[some], high[some] = np.nanpercentile(drawn[:, some], [2.5, 97.5], axis=0)
    return low, high


def divided(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Return shares; null where there is nothing to have a share of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def values_of(
    rows: pd.DataFrame, tables: Tables, by: By
) -> tuple[pd.Series[Any], pd.Series[Any]]:  # fmt: skip
    """Give what a column of the rows or of the articles, or a mapping of doc_ids, says of rows.

    Returns all that it says, in its order, and what of each row. Raises TableError.
    """
    articles = tables.articles.set_index("doc_id")
    if isinstance(by, str) and by in rows:
        return rows[by], rows[by]
    if isinstance(by, str) and by not in articles:
        there = listed(sorted({*rows, *articles}), 40)
        raise TableError(f"by='{by}' is no column of rows or articles; there are {there}")
    known = articles[by] if isinstance(by, str) else pd.Series(by, dtype=object)
    known = known[known.index.isin(articles.index)]
    return known, rows["doc_id"].map(known)


def grouped(rows: pd.DataFrame, tables: Tables, by: By | None) -> pd.DataFrame:
    """Give each row its `group`, and leave out what is in neither.

    `by` names a column of the rows or of the articles, or maps doc_ids to groups. The order of the
    two is that of the mapping, of the categories or of the articles. Raises TableError.
    """
    if by is None:
        return rows
    known, values = values_of(rows, tables, by)
    names = list(dict.fromkeys(map(str, known.dropna())))
    if len(names) != 2 and len(rows):
        raise TableError(
            f"by makes {len(names)} groups ({listed(names)}) and two can be compared: map doc_ids "
            "to two, as by={'d1': 'before', 'd2': 'after'}; what is in neither is left out"
        )
    group = pd.Categorical([str(one) if pd.notna(one) else None for one in values], names)
    return rows.assign(group=group).dropna(subset=["group"])


def each(rows: pd.DataFrame, of: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Make a table of rows; of two groups one of each, with its `group`."""
    if "group" not in rows:
        return of(rows)
    parts = [of(part).assign(group=name) for name, part in rows.groupby("group", observed=False)]
    return pd.concat(parts, ignore_index=True).astype({"group": rows["group"].dtype})


def counts_of(rows: pd.DataFrame, key: str, part: str, whole: str) -> tuple[pd.Index[Any], Floats]:
    """Add up `part` and `whole` by article, key and group; return the keys and the sums."""
    docs, articles = pd.factorize(rows["doc_id"])
    keys, names = pd.factorize(rows[key].astype(object))
    sums = np.zeros((len(articles), len(names), 2, 2))
    np.add.at(sums, (docs, keys, rows["group"].cat.codes), rows[[part, whole]].to_numpy(float))
    return pd.Index(names, dtype=rows[key].dtype), sums


def differences(
    names: pd.Index[Any], sums: Floats, *, seed: int = 0, draws: int = 2000
) -> pd.DataFrame:
    """Take the share of the first group from that of the second, for each key of `counts_of`.

    Returns `difference`, and its 95 % percentile bootstrap interval `difference_low` …
    `difference_high`: articles are drawn whole, of both groups at once, so that it is right too
    where one article speaks of both. There is none where a group has less than five articles with
    the key, or where nothing varies.
    """
    low, high = interval(sums, _difference, np.random.default_rng(seed), draws)
    few = (sums[..., 1] > 0).sum(axis=0).min(axis=-1) < FEWEST
    bounds = np.where(few | ~(low < high), np.nan, [low, high])
    made = [_difference(sums.sum(axis=0)), *bounds]
    return pd.DataFrame(dict(zip(DIFFERENCE, made, strict=True)), index=names)


def _difference(sums: Floats) -> Floats:
    shares = divided(sums[..., 0], sums[..., 1])
    return shares[..., 1] - shares[..., 0]


def agreements(table: pd.DataFrame, rows: pd.DataFrame, *, seed: int, draws: int) -> pd.DataFrame:
    """Write beside each row of a table how far the groups' mean agreements are apart."""
    if "group" not in rows:
        return table
    scored = rows.dropna(subset=["agreement"]).assign(one=1)
    names, sums = counts_of(scored, "concept", "agreement", "one")
    return table.join(differences(names, sums, seed=seed, draws=draws), on="concept")
