"""The timeline: what the positions of each period endorse, with the bootstrap band."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rhetoric.figures import style
from rhetoric.figures.shown import describe

TALL = 15.0  # of the text's size: the height of the axes
GAP = 4  # times the usual step: the line is broken there
_NAMES = {1: "cooperative", -1: "coercive", 0: "neutral"}


def timeline(table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH) -> Axes:
    """Draw `positions.timeline`: up the cooperative, down the coercive, and n below.

    A mark is a period, the line the smoothed mean, the band its interval. Without `ax`, makes a
    figure `width` inches wide. Returns the Axes.
    """
    dated = table.dropna(subset=["period"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if dated.empty else size * TALL / 72 + style.NOTES)
        if dated.empty:
            words = _nothing(table)
            style.say(ax, words)
            return describe(ax, words, table)
        _draw(ax, dated, size)
        style.fill(ax, _notes(table, dated), size)
        if own:
            style.stretch(ax, size * TALL)
    return describe(ax, _alt(table, dated), table)


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position is scored: there is nothing to follow through time."
    return (
        f"No article has a date that places it in time: {_undated(table)} cannot be drawn. Give "
        "each article a date, as 1962-10-22."
    )


def _undated(table: pd.DataFrame) -> str:
    row = table[table["period"].isna()].iloc[0]
    return _many(int(row["n"]), int(row["n_articles"]))


def _many(n: int, articles: int) -> str:
    return f"{style.count(n, 'position')} in {style.count(articles, 'article')}"


def _years(periods: pd.Series[str]) -> list[float]:
    """Place ISO dates on an axis of years."""
    made = []
    for period in periods:
        year, month, day = (*map(int, str(period).split("-")), 1, 1)[:3]
        made.append(year + (month - 1) / 12 + (day - 1) / 366)
    return made


def _draw(ax: Axes, dated: pd.DataFrame, size: float) -> None:
    xs = np.array(_years(dated["period"]))
    step = float(np.median(np.diff(xs))) if len(xs) > 1 else 1.0
    drawn = dated[["endorsed", "smoothed", "low", "high"]].to_numpy(dtype=float)
    most = max(float(np.nanmax(np.abs(drawn))) * 1.1, 0.5)
    top, bottom = (max(most * 0.45, float(np.nanmax(sign * drawn)) * 1.1) for sign in (1, -1))
    _band(ax, xs, dated, step)
    for sign in (1, -1, 0):
        here = (np.sign(dated["endorsed"]) == sign).to_numpy()
        if here.any():
            ax.scatter(
                xs[here],
                dated["endorsed"][here],
                s=(size * 0.5) ** 2,
                marker=style.SHAPES[sign],
                color=style.HUES[sign],
                linewidths=0,
                zorder=4,
                label=_NAMES[sign],
            )
    ax.axhline(0, color=style.QUIET, lw=0.6, zorder=1)
    lane = (top + bottom) * 0.2
    floor = -bottom - lane * 1.85  # between them stands what is down
    n = dated["n"].to_numpy()
    bars = ax.bar(xs, n / n.max() * lane, step * 0.8, bottom=floor, color=style.FAINT, linewidth=0)
    bars.set_label("n")
    _axes(ax, dated["period"], xs, (floor, -bottom, top, step))
    ticks = [t for t in (-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3) if -bottom <= t <= top]
    ticks = [t for t in ticks if t == int(t) or most < 1.6]
    names = [style.signed(t).removesuffix(".00").removesuffix("0") or "0" for t in ticks]
    ax.set_yticks([*ticks, floor, floor + lane], [*names, "0", f"n  {n.max()}"])


def _axes(
    ax: Axes, periods: pd.Series[str], xs: np.ndarray[tuple[int], np.dtype[np.float64]],
    sizes: tuple[float, float, float, float],
) -> None:  # fmt: skip
    floor, bottom, top, step = sizes
    ax.set_ylim(floor, top)
    ax.set_xlim(xs[0] - step, xs[-1] + step)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_title("▲ endorses the cooperative", loc="left", pad=3)
    ax.annotate(
        "▼ endorses the coercive",
        (0, bottom),
        xycoords=ax.get_yaxis_transform(),
        va="top",
    )
    room = max(int(style.extent(ax)[0] / 55), 2)
    if periods.str.len().eq(4).all():
        ticks = MaxNLocator(room, integer=True).tick_values(xs[0], xs[-1])
        ax.set_xticks([int(t) for t in ticks if xs[0] <= t <= xs[-1]] or [xs[0]])
        ax.xaxis.set_major_formatter("{x:.0f}")
    else:
        kept = np.unique(np.linspace(0, len(xs) - 1, min(room, len(xs))).round().astype(int))
        ax.set_xticks(xs[kept], list(periods.iloc[kept]))


def _band(
    ax: Axes, xs: np.ndarray[tuple[int], np.dtype[np.float64]], dated: pd.DataFrame, step: float
) -> None:
    """Draw line and band, broken where nothing was said for long; tinted by the side of zero."""
    breaks = np.flatnonzero(np.diff(xs) > GAP * step) + 1
    for part in np.split(np.arange(len(xs)), breaks):
        rows = dated.iloc[part]
        low, high = (rows[name].to_numpy(dtype=float) for name in ("low", "high"))
        for sign in (1, -1):
            ax.fill_between(
                xs[part],
                np.clip(low * sign, 0, None) * sign,
                np.clip(high * sign, 0, None) * sign,
                color=style.TINTS[sign],
                linewidth=0,
                zorder=0,
            )
        ax.plot(xs[part], rows["smoothed"], color=style.INK, lw=1.2, zorder=3)


def _notes(table: pd.DataFrame, dated: pd.DataFrame) -> list[str]:
    notes = [
        f"agreement × axis, of ±3, by period (n = "
        f"{_many(int(dated['n'].sum()), int(dated['n_articles'].sum()))}; grey: how many in each)"
    ]
    if (dated["smoothed"] - dated["endorsed"]).abs().max() > 1e-9:
        notes.append("Mark: a period. Line: the mean over the periods around it.")
    if dated["low"].notna().any():
        notes.append("Band: 95 % bootstrap interval, articles drawn whole.")
    else:
        notes.append("No band: no period has articles enough to resample.")
    if len(dated) < len(table):
        notes.append(f"Left out, without a usable date: {_undated(table)}.")
    return notes


def _alt(table: pd.DataFrame, dated: pd.DataFrame) -> list[str]:
    """State the mean over all, where the interval leaves zero, and the ends."""
    n = dated["n"].to_numpy(dtype=float)
    mean = float((dated["endorsed"] * n).sum() / n.sum())
    first, last = dated["period"].iloc[0], dated["period"].iloc[-1]
    span = f"in {first}" if first == last else f"from {first} to {last}"
    up, down = int((dated["low"] > 0).sum()), int((dated["high"] < 0).sum())
    ranged = int(dated["low"].notna().sum())
    told = [
        f"What {_many(int(n.sum()), int(dated['n_articles'].sum()))} endorse {span}, from −3 "
        "coercive to +3 cooperative: "
        f"{style.signed(mean)} on average "
        f"({int(dated['n_cooperative'].sum())} cooperative, {int(dated['n_coercive'].sum())} "
        f"coercive, {int(dated['n_neutral'].sum())} neutral).",
        f"The 95 % band lies above zero in {up} of the {ranged} periods that have one, below it "
        f"in {down}."
        if ranged
        else "No period has articles enough for an interval.",
    ]
    for word, at in (("highest", "idxmax"), ("lowest", "idxmin")) if len(dated) > 1 else ():
        row = dated.loc[getattr(dated["smoothed"], at)()]
        told.append(f"The line is {word} in {row['period']} ({style.signed(row['smoothed'])}).")
    if len(dated) < len(table):
        told.append(f"Left out, without a usable date: {_undated(table)}.")
    return told
