"""Choose what articles are about: the concepts and sides that most sentences carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from rhetoric.summaries.rows_and_intervals import NARRATION, UNRESOLVED, positions_of
from rhetoric.tables import Tables

SURE = 0.6  # the least sum of confidences by which a holder's one side outweighs the other
WEAK = 0.25  # the least share of what the strongest has: of an issue its strength, of a holder n
QUOTED = 200  # characters: a longer statement is cut
TELLING = 4  # words: a shorter statement is quoted where there is no other
_UNNAMED = (NARRATION, "the author")  # in many articles, somebody else in each
_SIDE = ["issue", "concept", "holder"]
_GIVEN = "issue concept holder via agreement n words cue statements otherwise".split()


def findings(
    tables: Tables, *, opposites: Mapping[str, str] | None = None, most: int = 3
) -> pd.DataFrame:
    """Choose the issues that most sentences carry, at most `most`, and say who stands where.

    An issue is a concept, or two of which each is the other's opposite (`Codebook.opposites`). Its
    strength is the sum of the confidence of its readings; what the smaller side holds counts twice,
    and so does what one holder says against a concept and for its opposite. A sentence counts for
    one issue alone. Left out are a holder who is read as nothing surer than `SURE`; who is in a
    single sentence where another of the same side is in more; issues in a single sentence where
    another is in more; and what is weaker than `WEAK` of the strongest: an issue, a holder among
    those of one side. A side is left out where its strongest is below the square of `WEAK`.

    Returns one row for each holder and concept, the strongest first: issue (1, 2, …), concept,
    holder, via (of the statements that somebody else reports, who does: a dict from their ids),
    agreement (−1, +1: the side that is mostly read), n sentences on that side, `statements` (a list
    of their ids, the holder's own first, then the surest), `otherwise` (of the other side's), words
    (of the first statement that is quoted in no row above, which then leads the list; else null)
    and cue (of these words, where they are the holder's in indirect speech).
    Who is read about as much for a concept as against it comes last, in no issue: issue and
    agreement are null, n is of both sides, `statements` are for it, `otherwise` against.
    """
    rows = _read(tables, opposites or {})
    every = rows
    found: list[pd.DataFrame] = []
    single: list[pd.DataFrame] = []
    enough = 0.0
    while len(found) < most and len(sides := _sides(rows)):
        strengths = sides.groupby("issue")[[*_SIDE[1:], "net"]].apply(_strength)
        if strengths.max() < enough:
            break
        issue = rows[rows["issue"] == strengths.idxmax()]
        claims = _claims(issue, sides[sides["issue"] == strengths.idxmax()], every)
        many = claims["sentences"].explode().nunique() > 1
        enough = max(enough, WEAK * strengths.max() * many)
        (found if many else single).append(claims)
        rows = rows[~rows["sentence"].isin(issue["sentence"])]
    numbered = [one.assign(issue=i) for i, one in enumerate(found or single[:1], start=1)]
    table = pd.concat(numbered or [pd.DataFrame(columns=_GIVEN)], ignore_index=True)
    table[["words", "cue", "statements"]] = _quotes(tables, table)
    table = pd.concat([table, _torn(every)], ignore_index=True)
    return table.astype({"issue": "Int64", "agreement": "Int64"})[_GIVEN]


def _read(tables: Tables, opposites: Mapping[str, str]) -> pd.DataFrame:
    """Give the readings that take a side, the surest first, one for each sentence and side."""
    rows = positions_of(tables).query("agreement in [-1, 1]")
    numbers = tables.statements.set_index("statement_id")["sentence"].astype(str)
    if len(tables.articles) > 1:
        unnamed = rows["holder"].isin(_UNNAMED)
        rows["holder"] = rows["holder"].mask(unnamed, rows["holder"] + " (" + rows["doc_id"] + ")")
    rows = rows.assign(
        issue=["/".join(sorted({one, opposites.get(one, one)})) for one in rows["concept"]],
        weight=rows["agreement"].astype(float) * rows["confidence"].astype(float).fillna(1.0),
        sentence=rows["doc_id"] + "/" + rows["statement_id"].map(numbers),
    )
    rows = rows[rows["holder"] != UNRESOLVED]
    rows = rows.sort_values("weight", key=abs, ascending=False, kind="stable")
    rows = rows.drop_duplicates([*_SIDE, "agreement", "sentence"])
    rows["part"] = rows["weight"].abs()
    held = rows.groupby(_SIDE)
    net, size = held["weight"].transform("sum"), held["part"].transform("sum")
    clear = net.abs() >= (size / 3).clip(lower=SURE)
    return rows.assign(size=size, side=net.gt(0).astype(int).sub(net.lt(0)).where(clear, 0))


def _claim(own: pd.DataFrame, sign: float) -> dict[str, Any]:
    """Say what one holder's readings on one concept are, on the side of a sign and on the other."""
    own = own.sort_values("via", key=pd.Series.notna, kind="stable")
    mine, others = own[own["weight"] * sign > 0], own[own["weight"] * sign < 0]
    via = own.set_index("statement_id")["via"].dropna().to_dict()
    return {
        **own[["concept", "holder"]].iloc[0], "via": via, "n": len(mine),
        "sentences": list(mine["sentence"]), "statements": list(mine["statement_id"]),
        "otherwise": list(others["statement_id"]),
    }  # fmt: skip


def _torn(rows: pd.DataFrame) -> pd.DataFrame:
    """List who is read on both sides of a concept, and mostly on none."""
    rows = rows[(rows["side"] == 0) & (rows["size"] >= SURE)]
    groups = rows.sort_values("size", ascending=False, kind="stable").groupby(_SIDE[1:], sort=False)
    both = [own for _, own in groups if own["agreement"].nunique() > 1]
    return pd.DataFrame([_claim(own, 1) | {"n": len(own)} for own in both])


def _sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Weigh the side of each holder on each concept in these rows, if it is that in all rows."""
    groups = rows[rows["side"] != 0].groupby([*_SIDE, "side"], as_index=False)
    sides: pd.DataFrame = groups.agg(net=("weight", "sum"), size=("part", "sum"))
    return sides[sides["net"] * sides["side"] >= (sides["size"] / 3).clip(lower=SURE)]


def _strength(sides: pd.DataFrame) -> float:
    """Weigh an issue; of two opposites, to be against the one is to be for the other."""
    turned = sides["net"].where(sides["concept"] == sides["concept"].iloc[0], -sides["net"])
    smaller = min(turned.clip(lower=0).sum(), -turned.clip(upper=0).sum())
    held = turned.groupby(sides["holder"]).agg(["size", "min", "max"])
    both = held.loc[(held["size"] > 1) & (held["min"] * held["max"] > 0), ["min", "max"]]
    return float(turned.abs().sum() + smaller + both.abs().min(axis=1).sum())


def _claims(issue: pd.DataFrame, sides: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Say what each holder is read as; leave out who is in few sentences where others are not."""
    held = every.groupby(_SIDE[1:])
    claims = []
    for concept, holder, net in sides[[*_SIDE[1:], "net"]].itertuples(index=False, name=None):
        own = held.get_group((concept, holder))
        told = own[own["sentence"].isin(issue["sentence"]) | (own["weight"] * net < 0)]
        side = {"agreement": 1 if net > 0 else -1, "weight": abs(net)}
        claims.append(_claim(told, net) | side)
    table = pd.DataFrame(claims)
    alike = table.groupby(["concept", "agreement"])["n"].transform("max")
    kept_side = alike >= WEAK**2 * table["n"].max()  # the weaker of two sides is a side
    keep = ((table["n"] > 1) | (alike == 1)) & (table["n"] >= WEAK * alike) & kept_side
    table["size"] = table.groupby("concept")["weight"].transform("sum")
    kept = pd.DataFrame(table[keep])
    return kept.sort_values(["size", "concept", "weight"], ascending=[False, True, False])


def _quotes(tables: Tables, table: pd.DataFrame) -> pd.DataFrame:
    """Quote a statement of each row that is not quoted already, if any, and put it first."""
    said: dict[Any, Any] = {row.statement_id: row for row in tables.statements.itertuples()}
    proofs = tables.evidence.query("score == 'agreement' and part != 'holder'")
    starts: Any = proofs.groupby(["statement_id", "concept"])["start"].agg(list).to_dict()
    quotes: list[tuple[str | None, str | None, list[str]]] = []
    used: set[str] = set()
    rows: Any = table.itertuples()
    for row in rows:
        free = [said[name] for name in row.statements if said[name].text not in used]
        free.sort(key=lambda one: (one.role == "title", len(one.text.split()) < TELLING))
        if not free:
            quotes.append((None, None, row.statements))
            continue
        name, text = free[0].statement_id, free[0].text
        used.add(text)
        known = [at - free[0].start for at in starts.get((name, row.concept), ())]
        words = _cut(text, min((at for at in known if at >= 0), default=0))
        own = free[0].holder == row.holder and name not in row.via
        cue = free[0].cue if own and free[0].kind == "indirect" else None
        order = [name, *(other for other in row.statements if other != name)]
        quotes.append((words, cue, order))
    return pd.DataFrame(
        quotes, index=table.index, columns=["words", "cue", "statements"], dtype=object
    )


def _cut(text: str, first: int) -> str:
    """Quote a text whole, of a long one what goes on from the `first` word that was read."""
    start = text.rfind(" ", 0, max(0, min(first, len(text) - QUOTED)) + 1) + 1
    said = text[start : start + QUOTED]
    if start + QUOTED < len(text):
        said = f"{said.rpartition(' ')[0] or said} …"
    return f"{'… ' if start else ''}{said}"
