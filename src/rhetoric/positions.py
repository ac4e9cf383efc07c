"""Aggregate the tables: who is for and against what, who has the word, where tone and stance part.

Each function takes `Tables` and returns a DataFrame; the figure of the same name draws it.
Null is "not scored", 0 is "neutral": a mean leaves the first out and counts the second.
`via` names the voices that report another's position, outermost first; null where the holder is
quoted by the article itself.
"""

from __future__ import annotations

import zlib
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from rhetoric.tables import Tables

UNRESOLVED = "speaker not resolved"
NARRATION = "the article itself"
_SPOKEN = ("direct", "indirect", "mixed", "transcript", "narration")


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
    rows = _positions(tables)
    on_concept = rows["concept"].value_counts().to_dict()
    for (holder, concept), group in rows.groupby(["holder", "concept"], sort=False):
        scored = group.dropna(subset=["agreement"])
        values = scored["agreement"].astype(float)
        mean = float(values.mean()) if len(values) else float("nan")
        # Seeded by holder and concept: leaving out the others must not move the interval.
        rng = np.random.default_rng([seed, zlib.crc32(f"{holder}\n{concept}".encode())])
        units = scored.index if by == "statement" else scored["doc_id"]
        low, high = _bootstrap(np.asarray(values, dtype=np.float64), units.to_numpy(), rng, draws)
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


def position_map(tables: Tables) -> pd.DataFrame:
    """List who is for and against which concept, one row for each position.

    Returns `mark` (the short id of the statement, which a figure prints), statement_id, doc_id,
    holder, via, concept, axis, agreement, endorsed (agreement × axis), confidence, text, in
    the order of the text. A statement has a row for each concept it takes up; one without a scored
    stance has null agreement.
    """
    rows = _positions(tables)
    rows["mark"] = _marks(rows)
    return rows[
        "mark statement_id doc_id holder via concept axis agreement endorsed confidence "
        "text".split()
    ]


def share_of_voice(tables: Tables) -> pd.DataFrame:
    """Count the words and statements of each voice, by kind of speech.

    Returns one row for each holder and kind: `quoted` (whether in quotation marks or a transcript),
    statements, words, and `share` of all words. The words of a nested voice count
    for that voice alone, so that the shares sum to one. Datelines and page furniture are left out.
    """
    rows = _statements(tables)
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


def article_course(tables: Tables, doc_id: str | None = None) -> pd.DataFrame:
    """Follow one article sentence by sentence: voice, what it endorses, tone.

    Takes the first article unless `doc_id` names another. Returns one row for each statement in the
    order of the text: sentence, statement_id, holder, via, kind, depth, agreement (mean over
    concepts), endorsed (mean of agreement × axis), polarity. Raises KeyError for an unknown
    article.
    """
    rows = _statements(tables)
    if doc_id is None:
        doc_id = str(tables.articles["doc_id"].iloc[0]) if len(tables.articles) else ""
    elif doc_id not in set(tables.articles["doc_id"]):
        raise KeyError(f"no article '{doc_id}' in these tables; see tables.articles['doc_id']")
    rows = rows[rows["doc_id"] == doc_id]
    stance = _positions(tables).groupby("statement_id")[["agreement", "endorsed"]].mean()
    rows = rows.join(stance.astype(float), on="statement_id")
    rows = rows.merge(tables.scores[["statement_id", "polarity"]], how="left", on="statement_id")
    columns = "sentence statement_id holder via kind depth agreement endorsed polarity".split()
    return rows.sort_values(["sentence", "depth", "start"], ignore_index=True)[columns]


def stance_and_sentiment(tables: Tables) -> pd.DataFrame:
    """Set each statement's stance beside its tone.

    Returns one row for each position: mark, statement_id, doc_id, holder, via, concept, agreement,
    polarity (TextBlob, −1…+1), `parts` (whether their signs differ; null where either is not
    scored), text. A tone of 0 beside a stance parts from it: the lexicon heard nothing.
    """
    rows = _positions(tables)
    rows["mark"] = _marks(rows)
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
    or the rule; joined by " · "), confidence, text.
    """
    rows = _positions(tables).dropna(subset=["agreement"])
    rows.insert(0, "mark", _marks(rows))
    proofs = tables.evidence[tables.evidence["score"] == "agreement"].sort_values("start")
    joined = proofs.groupby(["statement_id", "concept"]).agg(
        words=("text", lambda s: " … ".join(dict.fromkeys(s))),
        entry=("entry", lambda s: " · ".join(dict.fromkeys(s))),
    )
    rows = rows.join(joined, on=["statement_id", "concept"])
    rows["stance"] = rows["agreement"].map({1: "for", -1: "against", 0: "neutral"})
    columns = "mark statement_id holder via concept stance words entry confidence text".split()
    return rows[columns].reset_index(drop=True)


def short_id(statement_id: str, doc_id: str) -> str:
    """Give the id as it is within its article: 's12/a4'."""
    return statement_id.removeprefix(f"{doc_id}/")


def _positions(tables: Tables) -> pd.DataFrame:
    """Join positions with their statements, in the order of the text; name the nameless."""
    said = tables.statements[["statement_id", "holder", "chain", "kind", "text", "start"]]
    rows = tables.positions.drop(columns=["start", "end"])
    rows = rows.merge(said.rename(columns={"holder": "voice"}), how="left", on="statement_id")
    rows["via"] = _via(rows, rows["voice"])
    order = {doc: i for i, doc in enumerate(tables.articles["doc_id"])}
    rows["_doc"] = rows["doc_id"].map(order)
    rows = rows.sort_values(["_doc", "start"], kind="stable", ignore_index=True)
    rows["holder"] = _named(rows)
    rows["endorsed"] = rows["agreement"] * rows["axis"]
    return rows.drop(columns=["voice", "chain"])


def _statements(tables: Tables) -> pd.DataFrame:
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


def _marks(rows: pd.DataFrame) -> list[str]:
    """Make short ids: of the sentence and voice in one article, running numbers in many."""
    if rows["doc_id"].nunique() > 1:
        numbers = {name: str(i) for i, name in enumerate(dict.fromkeys(rows["statement_id"]), 1)}
        return [numbers[name] for name in rows["statement_id"]]
    return [short_id(s, d) for s, d in zip(rows["statement_id"], rows["doc_id"], strict=True)]


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


def _bootstrap(
    values: npt.NDArray[np.float64],
    units: npt.NDArray[np.generic],
    rng: np.random.Generator,
    draws: int,
) -> tuple[float, float]:
    """Resample whole units with replacement; give the 2.5th and 97.5th percentile of the mean."""
    names, codes = np.unique(units, return_inverse=True)
    if len(names) < 2 or np.ptp(values) == 0:
        return float("nan"), float("nan")
    sums = np.bincount(codes, weights=values)
    sizes = np.bincount(codes)
    means: list[float] = []
    at_once = max(1, 1_000_000 // len(names))  # all draws of a corpus would take gigabytes
    while len(means) < draws:
        drawn = rng.integers(len(names), size=(min(at_once, draws - len(means)), len(names)))
        means += (sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)).tolist()
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
