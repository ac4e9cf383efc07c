"""The heat map: each holder on each concept, with how many statements each cell rests on."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from rhetoric.figures import marks, style
from rhetoric.figures.shown import describe

HOLDERS = 20
CELL = 3.0  # of the text's size: the narrowest cell that two short lines fit into
WIDEST = 6.5


def heat_map(table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH) -> Axes:
    """Draw `positions.heat_map` (or `summarize`): holders by concepts, coercive to cooperative.

    A cell says the mean agreement (blue for, orange against) and below it n, the scored statements
    it rests on; hatched is what only another voice reports. Who and what is named most is kept
    where not all fit. Without `ax`, makes a figure `width` inches wide. Returns the Axes.
    """
    scored = table.dropna(subset=["agreement"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, style.NOTES)
        if scored.empty:
            words = _nothing(table)
            style.say(ax, words)
            return describe(ax, words, table)
        high = HOLDERS if own else max(int(style.extent(ax)[1] / (size * 2.7)) - 4, 1)
        _draw(ax, table, high, size, own)
    return describe(ax, _alt(scored, len(table) - len(scored)), table)


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position found: no statement names a concept of the codebook."
    return f"{int(table['n'].sum())} statements name a concept, but none is scored for or against."


def _top(table: pd.DataFrame, by: str, most: int) -> list[str]:
    """Give the names with the most statements, in their order."""
    return list(table.groupby(by)["n"].sum().sort_values(ascending=False, kind="stable").index)[
        :most
    ]


def _draw(ax: Axes, table: pd.DataFrame, high: int, size: float, own: bool) -> None:
    holders = _top(table, "holder", high)
    ax.set_yticks(range(len(holders)), [style.label(h, style.name_columns()) for h in holders])
    ax.set_xticks([])
    shown = table[table["holder"].isin(holders)]
    style.fill(ax, _notes(table, shown), size)
    wide = style.extent(ax)[0]
    kept = set(_top(shown, "concept", max(int(wide / (size * CELL)), 1)))
    shown = shown[shown["concept"].isin(kept)]
    holders = [holder for holder in holders if holder in set(shown["holder"])]
    ax.set_yticks(range(len(holders)), [style.label(h, style.name_columns()) for h in holders])
    concepts = list(shown.sort_values(["axis", "concept"])["concept"].unique())
    ax.set_xlim(-0.5, max(len(concepts), wide / (size * WIDEST)) - 0.5)
    ax.set_ylim(len(holders) - 0.5, -0.5)
    names = [style.label(style.concept(c), 16) for c in concepts]
    ax.set_xticks(range(len(concepts)), names, rotation=90)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    for row in shown.to_dict("records"):
        _cell(ax, concepts.index(row["concept"]), holders.index(row["holder"]), row, size)
    style.fill(ax, _notes(table, shown), size)
    if own:
        style.stretch(ax, len(holders) * size * 2.7)


def _cell(ax: Axes, x: int, y: int, row: dict[Hashable, Any], size: float) -> None:
    mean, n = row["agreement"], row["n"] - row["n_not_scored"]
    scored = not pd.isna(mean)
    colors = LinearSegmentedColormap.from_list("sides", [marks.FILLS[-1], "white", marks.FILLS[1]])
    reported = row["n_reported"] == row["n"]
    ax.add_patch(
        Rectangle(
            (x - 0.47, y - 0.46),
            0.94,
            0.92,
            facecolor=colors((mean + 1) / 2) if scored else "white",
            edgecolor=style.QUIET,
            linewidth=0.5,
            hatch="////" if reported else None,
        )
    )
    said = (
        f"{mean:+.1f}".replace("-", "−").replace("+0.0", "0").replace("−0.0", "0")
        if scored
        else "–"
    )
    text = ax.text(
        x,
        y,
        f"{said}\nn {n}",
        ha="center",
        va="center",
        linespacing=1.0,
        fontsize=max(size - 1.5, marks.NUMBERED),
    )
    if reported:
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})


def _notes(table: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    n = int((table["n"] - table["n_not_scored"]).sum())
    notes = [
        f"Mean agreement, −1 against to +1 for (n = {style.count(n, 'scored position')}); "
        "concepts from coercive, left, to cooperative, right."
    ]
    if (shown["n_reported"] == shown["n"]).any():
        notes.append("Hatched: only as reported by another voice.")
    if shown["agreement"].isna().any():
        notes.append("–: named, not scored.")
    if len(shown) < len(table):
        notes.append(
            f"{style.count(len(table) - len(shown), 'further row')} of the table left out."
        )
    return notes


def _alt(scored: pd.DataFrame, missing: int, most: int = 4) -> list[str]:
    """State the cells with the most statements on each side, and how many take none."""
    counts = scored["n"] - scored["n_not_scored"]
    ordered = scored.assign(counted=counts).sort_values("counted", ascending=False, kind="stable")
    parts = []
    for sign, words in ((-1, "against"), (1, "for")):
        side = ordered[ordered["agreement"] * sign > 0].head(most)
        cells = [
            f"{style.name(r['holder'])} on {style.concept(r['concept'])} "
            f"({style.signed(r['agreement'])}, n = {r['counted']})"
            for r in side.to_dict("records")
        ]
        parts.append(f"Most often {words}: {', '.join(cells) or 'nobody'}.")
    holders, concepts = scored["holder"].nunique(), scored["concept"].nunique()
    parts.append(
        f"{style.count(holders, 'holder')} and {style.count(concepts, 'concept')}, "
        f"{style.count(int(counts.sum()), 'scored position')}."
    )
    return parts + ([f"{missing} more pairs are named without a scored stance."] * bool(missing))
