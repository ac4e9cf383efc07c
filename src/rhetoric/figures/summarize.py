"""Mean agreement of each holder with each concept, with its interval."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import style
from rhetoric.figures.shown import describe

ROWS = 24
_TICKS = {-1: "−1\nagainst", -0.5: "−0.5", 0: "0", 0.5: "0.5", 1: "1\nfor"}


def summarize(table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH) -> Axes:
    """Draw `positions.summarize`: the mean agreement of each holder, grouped by concept.

    The line through a mark is the bootstrap interval; there is none where all statements are of one
    mind. A hollow mark is of a holder whom only another voice reports. Without `ax`, makes a figure
    `width` inches wide. Returns the Axes.
    """
    scored = table.dropna(subset=["agreement"])
    with style.house(ax, width=width) as size:
        if scored.empty:
            ax = ax or style.new_axes(width, 1.0)
            words = _nothing(table)
            style.say(ax, words)
            return describe(ax, words, table)
        room, own = ROWS, ax is None
        if ax is not None:  # what notes, ticks and the headings of concepts leave of it
            lines = (style.extent(ax)[1] - size * 7) / (size * 1.5)
            room = max(int(lines) - scored["concept"].nunique(), 1)
        kept = scored.loc[scored["n"].sort_values(ascending=False, kind="stable").index[:room]]
        kept = scored[scored.index.isin(kept.index)]
        lines = len(kept) + kept["concept"].nunique()
        ax = ax or style.new_axes(width, lines * size * 1.9 / 72 + style.NOTES)
        _draw(ax, kept, _notes(table, len(scored) - len(kept)), size)
        if own:
            style.stretch(ax, lines * size * 1.9)
    return describe(ax, _alt(table, scored), table)


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position found: no statement names a concept of the codebook."
    return f"{int(table['n'].sum())} statements name a concept, but none is scored for or against."


def _draw(ax: Axes, rows: pd.DataFrame, notes: list[str], size: float) -> None:
    columns = style.name_columns()
    names: list[str] = []
    heads: list[int] = []
    at: list[int] = []
    for name, group in rows.groupby("concept", sort=False):
        heads.append(len(names))
        names.append(style.label(style.concept(name), columns + 9, 1))
        for holder in group["holder"]:
            at.append(len(names))
            names.append(style.label(holder, columns + 5, 1))
    ax.set_yticks(range(len(names)), names)
    for head in heads:
        ax.get_yticklabels()[head].set_fontweight("bold")
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(-1.06, 1.06)
    ax.set_xticks(list(_TICKS), list(_TICKS.values()))
    ax.axvline(0, color=style.QUIET, lw=0.6, zorder=0)
    ax.spines["left"].set_visible(False)
    ordered = rows.assign(y=at)
    ranged = ordered.dropna(subset=["low", "high"])
    ax.hlines(ranged["y"], ranged["low"], ranged["high"], color=style.INK, lw=1.0, zorder=2)
    for sign in (1, 0, -1):
        mine = ordered[ordered["agreement"].map(lambda a: (a > 0) - (a < 0)) == sign]
        if len(mine):
            hollow = mine["n_reported"] == mine["n"]
            ax.scatter(
                mine["agreement"],
                mine["y"],
                s=(size * 0.75) ** 2,
                marker=style.SHAPES[sign],
                facecolors=["white" if one else style.HUES[sign] for one in hollow],
                edgecolors=style.HUES[sign],
                zorder=3,
                clip_on=False,
            )
    for y, n in zip(ordered["y"], ordered["n"] - ordered["n_not_scored"], strict=True):
        ax.annotate(
            f"n = {n}",
            (1, y),
            (6, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
        )
    style.fill(ax, notes, size)


def _notes(table: pd.DataFrame, left_out: int) -> list[str]:
    notes = ["mean agreement (n scored statements)"]
    if table["low"].notna().any():
        notes.append("Line: 95 % bootstrap interval.")
    if table["low"].isna().any():
        notes.append("No line: one statement, or all alike; read n.")
    if (table["n_reported"] == table["n"]).any():
        notes.append("Hollow: only as reported by another voice.")
    if left_out:
        notes.append(f"{style.count(left_out, 'further row')} of the table left out.")
    missing = int(table["n_not_scored"].sum())
    if missing:
        notes.append(f"{style.count(missing, 'statement')} without a scored stance left out.")
    return notes


def _alt(table: pd.DataFrame, scored: pd.DataFrame, most: int = 8) -> str:
    """State the means of the holders who speak most, with interval and n."""
    first = scored.sort_values("n", ascending=False, kind="stable").head(most)
    parts = []
    for row in first.to_dict("records"):
        interval = (
            f", interval {style.signed(row['low'])} to {style.signed(row['high'])}"
            if pd.notna(row["low"])
            else ""
        )
        parts.append(
            f"{style.name(row['holder'])} on {style.concept(row['concept'])} "
            f"{style.signed(row['agreement'])} (n = {row['n'] - row['n_not_scored']}{interval})"
        )
    more = f"; {len(scored) - most} more" if len(scored) > most else ""
    missing = int(table["n_not_scored"].sum())
    left = f" {style.count(missing, 'statement')} not scored." if missing else ""
    return f"Mean agreement, −1 against to +1 for: {'; '.join(parts)}{more}.{left}"
