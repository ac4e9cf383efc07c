"""Courses through time: what is endorsed, and how far the holders oppose each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from rhetoric.errors import count, signed
from rhetoric.figures import style
from rhetoric.figures.page import Page, figure
from rhetoric.figures.style import DOWN, FAINT, INK, QUIET, TINTS, UP, when
from rhetoric.summaries.rows_and_intervals import DIFFERENCE

HIGH = 15.0  # of the text's size: the height of a timeline
GAP = 4  # times the usual step: the line is broken there


@figure
def timeline(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.timeline`: up the cooperative, down the coercive, and n below.

    A mark is a period, the line the smoothed mean, the band its interval. Of two groups each has
    a line, and below is how far they are apart. Returns the Axes.
    """
    if table.empty:
        return page.say("No position is scored: there is nothing to follow through time.")
    if table["period"].isna().all():
        return page.say(
            f"No article has a date that places it in time: {_undated(table)} cannot be drawn. "
            "Give each article a date, as 1962-10-22."
        )
    if style.groups_of(table):
        return _lines_beside(page, table)
    dated, ax = table.dropna(subset=["period"]), page.ax
    xs, step = _line(page, dated)
    drawn = dated[["endorsed", "smoothed", "low", "high"]].to_numpy(dtype=float)
    most = max(float(np.nanmax(np.abs(drawn))) * 1.1, 0.5)
    top, bottom = (max(most * 0.45, float(np.nanmax(sign * drawn)) * 1.1) for sign in (1, -1))
    page.marks(xs, dated["endorsed"], np.sign(dated["endorsed"]), page.size * 0.5, zorder=4)
    ax.axhline(0, color=QUIET, lw=0.6, zorder=1)
    lane = (top + bottom) * 0.2
    floor = -bottom - lane * 1.85  # between them stands what is down
    n = dated["n"].to_numpy()
    tall = n / n.max() * lane
    ax.bar(xs, tall, step * 0.8, bottom=floor, color=FAINT, linewidth=0, label="n")
    ticks, names = _scale(-bottom, top, most < 1.6)
    ax.set_yticks([*ticks, floor, floor + lane], [*names, "0", f"n  {n.max()}"])
    ax.set_ylim(floor, top)
    ax.set_title(UP, loc="left", pad=3)
    ax.annotate(DOWN, (0, -bottom), xycoords=ax.get_yaxis_transform(), va="top")
    undated = when(len(dated) < len(table), f"Left out, without a usable date: {_undated(table)}.")
    smooth = (dated["smoothed"] - dated["endorsed"]).abs().max() > 1e-9
    page.notes(
        f"agreement × axis, of ±3, by period (n = {_many(dated)}; grey: how many in each)",
        when(smooth, "Mark: a period. Line: the mean over the periods around it."),
        "Band: 95 % bootstrap interval, articles drawn whole."
        if dated["low"].notna().any()
        else "No band: no period has articles enough to resample.",
        undated,
    )
    page.stretch(page.size * HIGH)
    return [*_timeline_alt(dated), undated]


def _lines_beside(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw a line a group, and on a scale of its own, below, how far they are apart."""
    dated, ax, both = table.dropna(subset=["period"]), page.ax, style.groups_of(table)
    dated = dated.assign(at=dated["period"].map(_year)).sort_values("at", kind="stable")
    xs = dated["at"].unique()
    step = float(np.median(np.diff(xs))) if len(xs) > 1 else 1.0
    parts = [dated[dated["group"].astype(str) == name] for name in both]
    between = dated.drop_duplicates("at").dropna(subset=["difference"])
    drawn = dated[["endorsed", "smoothed", "low", "high", *DIFFERENCE]].astype(float)
    line, lane = (drawn[columns] for columns in np.split(drawn.columns, [4]))
    bottom, top = min(line.min().min(), 0) - 0.1, max(line.max().max(), 0) + 0.1
    reach = float(np.nanmax([0.25, *np.abs(lane.to_numpy().ravel())]))
    zero = bottom - (top - bottom) * 0.12 - reach
    for part, look, shape in zip(parts, style.LINES, "oD", strict=True):
        _course(page, part, ("smoothed", "low", "high"), step, look)
        ax.scatter(
            part["at"], part["endorsed"], page.size * 2, color=look["color"], marker=shape, zorder=4
        )
    moved = between.assign(**{c: between[c] + zero for c in DIFFERENCE})
    _course(page, moved, DIFFERENCE, step, {"color": QUIET, "ls": "-"})
    ax.scatter(moved["at"], moved["difference"], page.size * 2, color=QUIET, marker="h", zorder=4)
    for y in (0, zero):
        ax.axhline(y, color=QUIET, lw=0.6, zorder=1)
    half = next(one for one in (1, 0.5, 0.25) if one <= max(reach, 0.25))
    ticks, names = _scale(bottom, top, top - bottom < 2)
    lower = [f"+{half:g}", "difference  0", f"−{half:g}"]
    ax.set_yticks([*ticks, zero + half, zero, zero - half], [*names, *lower])
    ax.set_ylim(zero - reach * 1.15, top)
    ax.set_xlim(xs[0] - step, xs[-1] + step)
    page.bare("left")
    ax.set_title("▲ cooperative, ▼ coercive", loc="left", pad=3)
    _periods(page, dated.drop_duplicates("at")["period"], xs)
    undated = when(len(dated) < len(table), f"Left out, without a usable date: {_undated(table)}.")
    page.notes(
        f"agreement × axis, of ±3; {style.key_of(both, map(_many, parts), 'broken')}",
        when(dated["low"].notna().any(), "Band: 95 % bootstrap interval, articles drawn whole."),
        style.apart_note(between, "Grey, below", "the difference") if len(between) else "",
        undated,
    )
    page.stretch(page.size * HIGH * 1.4)
    told = [" ".join([f"{style.name(n)}:", *_timeline_alt(p.reset_index(drop=True))[:2]])
            for n, p in zip(both, parts, strict=True) if len(p)]  # fmt: skip
    return [*told, style.apart_told(between, "period", "Difference"), undated]


def _scale(bottom: float, top: float, fine: object) -> tuple[list[float], list[str]]:
    """Give the ticks of agreement × axis and their names, with halves where it is `fine`."""
    ticks = [t for t in (-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3) if bottom <= t <= top]
    ticks = [t for t in ticks if t == int(t) or fine]
    return ticks, [signed(t).removesuffix(".00").removesuffix("0") or "0" for t in ticks]


def _course(
    page: Page, rows: pd.DataFrame, columns: Any, step: float, look: Any, *, tinted: bool = False
) -> None:
    """Draw a line and its band, broken where nothing was said for long; tinted by its side."""
    sides = {TINTS[1]: (0, np.inf), TINTS[-1]: (-np.inf, 0)}
    bands = sides if tinted else {look["color"]: (-np.inf, np.inf)}
    for _, run in rows.groupby((rows["at"].diff() > GAP * step).cumsum()):
        middle, *ends = (run[column].astype(float) for column in columns)
        page.ax.plot(run["at"], middle, lw=1.2, zorder=3, **look)
        for color, reach in bands.items():
            low, high = (end.clip(*reach) for end in ends)
            faint: dict[str, Any] = {"alpha": 1 if tinted else 0.16, "lw": 0, "zorder": 0}
            there = ends[0].notna()
            page.ax.fill_between(run["at"], low, high, there, color=color, **faint)


def _many(rows: pd.DataFrame) -> str:
    n, articles = int(rows["n"].sum()), int(rows["n_articles"].sum())
    return f"{count(n, 'position')} in {count(articles, 'article')}"


def _undated(table: pd.DataFrame) -> str:
    return _many(table[table["period"].isna()])


def _year(period: str) -> float:
    """Place an ISO date on an axis of years."""
    year, month, day = (*map(int, str(period).split("-")), 1, 1)[:3]
    return year + (month - 1) / 12 + (day - 1) / 366


def _line(page: Page, rows: pd.DataFrame) -> tuple[np.ndarray[Any, Any], float]:
    """Draw line and band, tinted by the side of zero.

    Returns where the periods stand, in years, and the usual step between them.
    """
    xs = np.array([_year(period) for period in rows["period"]])
    step = float(np.median(np.diff(xs))) if len(xs) > 1 else 1.0
    columns = "smoothed", "low", "high"
    _course(page, rows.assign(at=xs), columns, step, {"color": INK}, tinted=True)
    page.ax.set_xlim(xs[0] - step, xs[-1] + step)
    page.bare("left", "bottom")
    _periods(page, rows["period"], xs)
    return xs, step


def _periods(page: Page, periods: pd.Series[str], xs: np.ndarray[Any, Any]) -> None:
    """Name as many periods on the axis as there is room for."""
    room = max(int(page.extent()[0] / 55), 2)
    if periods.str.len().eq(4).all():
        ticks = MaxNLocator(room, integer=True).tick_values(xs[0], xs[-1])
        page.ax.set_xticks([int(t) for t in ticks if xs[0] <= t <= xs[-1]] or [xs[0]])
        page.ax.xaxis.set_major_formatter("{x:.0f}")
    else:
        kept = np.unique(np.linspace(0, len(xs) - 1, min(room, len(xs))).round().astype(int))
        page.ax.set_xticks(xs[kept], list(periods.iloc[kept]))


def _timeline_alt(dated: pd.DataFrame) -> list[str]:
    """State the mean over all, where the interval leaves zero, and the ends."""
    n = dated["n"].to_numpy(dtype=float)
    mean = float((dated["endorsed"] * n).sum() / n.sum())
    first, last = dated["period"].iloc[0], dated["period"].iloc[-1]
    span = f"in {first}" if first == last else f"from {first} to {last}"
    sides = ("cooperative", "coercive", "neutral")
    counted = ", ".join(f"{int(dated[f'n_{side}'].sum())} {side}" for side in sides)
    up, down = int((dated["low"] > 0).sum()), int((dated["high"] < 0).sum())
    ranged = int(dated["low"].notna().sum())
    ends: dict[str, Any] = {
        "highest": dated["smoothed"].idxmax(),
        "lowest": dated["smoothed"].idxmin(),
    }
    return [
        f"What {_many(dated)} endorse {span}, from −3 coercive to +3 cooperative: "
        f"{signed(mean)} on average ({counted}).",
        f"The 95 % band lies above zero in {up} of the {ranged} periods that have one, below it "
        f"in {down}."
        if ranged
        else "No period has articles enough for an interval.",
        *(
            f"The line is {word} in {dated['period'][at]} ({signed(dated['smoothed'][at])})."
            for word, at in ends.items()
            if len(dated) > 1
        ),
    ]


@figure
def polarisation(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.polarisation`: the share of pairs on opposite sides, period by period.

    The band is the bootstrap interval; the grey bars below are the holders. Returns the Axes.
    """
    rows, ax = table.dropna(subset=["conflict"]), page.ax
    if rows.empty:
        return page.say(
            "No two holders take a side on the same concept in one period: nobody can oppose "
            "anybody."
        )
    xs, step = _line(page, rows.rename(columns={"conflict": "smoothed"}))
    page.marks(xs, rows["conflict"], [0] * len(xs), page.size * 0.5, zorder=4)
    top = max(np.nanmax(rows[["conflict", "high"]].to_numpy(dtype=float)) * 1.1, 0.5)
    n, floor, lane = rows["holders"].to_numpy(), -top * 0.25, top * 0.15
    ax.bar(xs, n / n.max() * lane, step * 0.8, bottom=floor, color=FAINT, linewidth=0)
    ticks = [tick for tick in (0, 0.25, 0.5, 0.75, 1) if tick <= top]
    names = [*map(style.percent, ticks), "0", f"holders  {n.max()}"]
    ax.set_yticks([*ticks, floor, floor + lane], names)
    ax.set_ylim(floor, top)
    page.notes(
        "pairs of holders on opposite sides, of all with a side on the same concept "
        f"(n = {count(int(rows['pairs'].sum()), 'pair')})",
        when(rows["low"].notna().any(), "Band: 95 % bootstrap interval, articles drawn whole."),
        when(len(rows) < len(table), "Left out: periods in which no two share a concept."),
    )
    page.stretch(page.size * HIGH)
    ordered = rows.sort_values("conflict", kind="stable").to_dict("records")
    told = [
        f"{word} in {row['period']} ({style.percent(row['conflict'])} of "
        f"{count(row['pairs'], 'pair')})"
        for word, row in (("most", ordered[-1]), ("least", ordered[0]))
    ]
    return [f"Pairs of holders who take opposite sides: {', '.join(told)}."]
