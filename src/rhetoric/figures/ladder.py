"""The ladder from punishing to rewarding: how often each rung is named."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import style
from rhetoric.figures.shown import describe


def ladder(table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH) -> Axes:
    """Draw `positions.ladder`: a bar a rung, the cooperative above, the coercive below.

    The line at a bar's end is the bootstrap interval of its share; beside it n and the PLOVER acts.
    Without `ax`, makes a figure `width` inches wide. Returns the Axes.
    """
    rungs = table.dropna(subset=["rung"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if rungs.empty else style.NOTES)
        if rungs.empty:
            words = "No act found: no statement names one of the codebook's acts." + (
                f" {int(table['n'].sum())} are negated." if len(table) else ""
            )
            style.say(ax, words)
            return describe(ax, words, table)
        _draw(ax, rungs, _notes(table, rungs), size)
        if own:
            style.stretch(ax, len(rungs) * size * 2.8)
    return describe(ax, _alt(table, rungs), table)


def _draw(ax: Axes, rungs: pd.DataFrame, notes: list[str], size: float) -> None:
    ys = [i + 0.35 * (rung < 0) for i, rung in enumerate(rungs["rung"])]
    names = [
        f"{name}  {style.signed(rung).removesuffix('.00')}"
        for name, rung in zip(rungs["name"], rungs["rung"], strict=True)
    ]
    ax.set_yticks(ys, names)
    ax.set_ylim(ys[-1] + 0.5, -0.5)
    style.fill(ax, notes, size)
    share = 100 * rungs["share"].astype(float)
    reach = (100 * rungs["high"].astype(float)).fillna(share)
    wide = style.extent(ax)[0]
    highest = float(reach.max())
    limit = highest / 0.52  # the other half is for the acts
    ax.set_xlim(0, limit)
    for sign in (1, -1):
        here = (rungs["rung"] * sign > 0).to_numpy(dtype=bool)
        ax.barh(
            [y for y, one in zip(ys, here, strict=True) if one],
            share[here],
            height=0.6,
            facecolor=style.TINTS[sign],
            edgecolor=style.HUES[sign],
            linewidth=0.8,
            label={1: "cooperative", -1: "coercive"}[sign],
        )
    low = 100 * rungs["low"].astype(float)
    ranged = rungs["low"].notna().to_numpy(dtype=bool)
    at = pd.Series(ys, index=rungs.index)
    ax.hlines(at[ranged], low[ranged], reach[ranged], color=style.INK, lw=1.0, zorder=3)
    for y, end, row in zip(ys, reach, rungs.to_dict("records"), strict=True):
        text = f"{row['n']}: {row['acts']}" if row["n"] else "0"
        room = wide * (1 - end / limit) - 8
        ax.annotate(
            _short(text, room, size), (end, y), (5, 0), textcoords="offset points", va="center"
        )
    ax.axhline(2.675, color=style.QUIET, lw=0.6)
    ax.set_xticks([t for t in ax.get_xticks() if t <= highest + 1e-9])
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(0, highest)


def _short(text: str, room: float, size: float) -> str:
    """Write as many acts as there is room for, on two lines."""
    parts = text.split(", ")
    for kept in range(len(parts), 0, -1):
        more = [f"+{len(parts) - kept} more"] * (kept < len(parts))
        lines = [""]
        for part in [*(f"{one}," for one in parts[: kept - 1 + len(more)]), *(more or parts[-1:])]:
            if lines[-1] and style.text_width(f"{lines[-1]} {part}", size) > room:
                lines.append("")  # an act and its number stay together
            lines[-1] = f"{lines[-1]} {part}".strip()
        if len(lines) < 3:
            return "\n".join(lines)
    return parts[0].split(":")[0]


def _notes(table: pd.DataFrame, rungs: pd.DataFrame) -> list[str]:
    n = int(rungs["n"].sum())
    notes = [f"share of acts, % (n = {style.count(n, 'statement')}); beside it n and PLOVER's acts"]
    if rungs["low"].notna().any():
        notes.append("Line: 95 % bootstrap interval.")
    told = int(rungs["n_reported"].sum())
    if told:
        notes.append(f"{told} of them as reported by another voice.")
    if len(table) > len(rungs):
        negated = int(table.loc[table["rung"].isna(), "n"].sum())
        notes.append(f"{style.count(negated, 'negated act')} on no rung.")
    return notes


def _alt(table: pd.DataFrame, rungs: pd.DataFrame) -> list[str]:
    n = int(rungs["n"].sum())
    up = int(rungs.loc[rungs["rung"] > 0, "n"].sum())
    named = [f"{r['name']} {r['n']}" for r in rungs.to_dict("records")]
    negated = int(table.loc[table["rung"].isna(), "n"].sum())
    told = [
        f"Of {style.count(n, 'statement')} that name an act, {up} stand on the cooperative "
        f"rungs of the ladder and {n - up} on the coercive ones.",
        f"From reward to punish: {', '.join(named)}.",
    ]
    return told + ([f"{style.count(negated, 'negated act')} on no rung."] if negated else [])
