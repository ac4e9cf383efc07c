"""Count and average: stance, words, acts, by holder, group and period; what hangs on each entry."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from rhetoric.summaries.rows_and_intervals import (
    COUNTED,
    FEWEST,
    By,
    agreements,
    bootstrap,
    counts_of,
    differences,
    each,
    grouped,
    largest_first,
    positions_of,
    seed_of,
    statements_of,
)
from rhetoric.tables import OF_POSITION, Tables

Period = Literal["day", "month", "year", "decade"]
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?")
OFTEN = 200  # voices whose shares are compared
_RESULT = ["holder", "concept", "axis"]
RUNGS = {
    3: "reward", 2: "promise", 1: "appeal, support", -1: "oppose, demand", -2: "threaten",
    -3: "punish",
}  # fmt: skip
_ENTRIES = ("concept", "condition")


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
        units = group.index.to_series() if by == "statement" else group["doc_id"]
        seeds = seed_of(seed, "\n".join(map(str, name[:2])))
        intervals[name] = bootstrap(group["agreement"], units, seeds, draws)
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
    rows = placed(tables, rows, period, window)
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
        values, articles = near["endorsed"], near["doc_id"]
        means.append((values.mean(), *bootstrap(values, articles, seed_of(seed, name), draws)))
    table[["smoothed", "low", "high"]] = np.array(means).reshape(-1, 3)
    table.loc[table["at"].isna(), "endorsed"] = np.nan
    return table


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
        low, high = bootstrap(here, units, [seed, rung + 3], draws)
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
    rows = _scored(tables).dropna(subset=["agreement"])
    keys = [*OF_POSITION]
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
