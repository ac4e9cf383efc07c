"""What an analysis found, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from rhetoric import positions
from rhetoric.display.escape import plain
from rhetoric.display.highlight import Html
from rhetoric.tables import Tables

MOST = 10


def summary(tables: Tables) -> Html:
    """Say how much was found, the voices heard most, and what they are for or against.

    Statements are those of voices and narration, as `positions.share_of_voice` counts them. Returns
    HTML; the positions are those with the most statements, with a note how many are left out.
    """
    titles = tables.articles["title"].fillna(tables.articles["doc_id"])
    head = titles.iloc[0] if len(titles) == 1 else _count(len(titles), "article")
    said = tables.statements[~tables.statements["kind"].isin(["dateline", "furniture"])]
    voices = said["holder"].dropna().value_counts().head(5)
    heard = ", ".join(f"{plain(name)} ({n})" for name, n in voices.items()) or "nobody"
    return Html(
        f"<div><strong>{plain(head)}</strong><p>{_count(len(said), 'statement')}, "
        f"{_count(len(tables.attributions), 'attribution')}, "
        f"{_count(len(tables.positions), 'position')}. Heard most: {heard}.</p>"
        f"<ul>{''.join(f'<li>{line}</li>' for line in _stands(tables))}</ul></div>"
    )


def _stands(tables: Tables) -> Iterator[str]:
    table = positions.summarize(tables, draws=1)
    table = table[table["agreement"].notna()].sort_values("n", ascending=False, kind="stable")
    for row in table.head(MOST).to_dict("records"):
        sides = [(row[f"n_{side}"], side) for side in ("for", "against", "neutral")]
        counts = ", ".join(f"{n} {side}" for n, side in sides if n)
        told_of = row["n_reported"]
        part = "" if told_of == row["n"] else f"{told_of} "
        reported = f" ({part}as reported by another voice)" if told_of else ""
        concept = str(row["concept"]).replace("_", " ")
        yield f"{plain(row['holder'])} on {plain(concept)}: {counts}{reported}"
    if len(table) > MOST:
        yield f"and {len(table) - MOST} more: rhetoric.positions.summarize has all"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
