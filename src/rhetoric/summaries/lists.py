"""List what a reader looks up: every position with its statement, its course, tone and proof."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rhetoric.summaries.groups import By, agreements, grouped
from rhetoric.summaries.rows import marks_of, positions_of, statements_of
from rhetoric.tables import Tables


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
