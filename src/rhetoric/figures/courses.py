"""Courses: of an article, sentence by sentence, and of a corpus through time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.ticker import MaxNLocator

from rhetoric.figures import groups, style
from rhetoric.figures.page import KNOWN, Page, figure, known
from rhetoric.figures.style import FAINT, HUES, INK, QUIET, TINTS, count, when
from rhetoric.summaries.groups import DIFFERENCE

LANES = 10  # the other voices share one
TONE = "tone (TextBlob)"
TALL = 0.8  # of the lane of tone: the height of a polarity of 1
HIGH = 15.0  # of the text's size: the height of a timeline
GAP = 4  # times the usual step: the line is broken there
UP, DOWN = "▲ endorses the cooperative", "▼ endorses the coercive"
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000)


@figure("No statement found: the article has no sentence to follow.")
def article_course(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.article_course`: a lane a voice, a block for each concept it takes up.

    Blocks rise where the speaker endorses the cooperative and fall where they endorse the coercive
    (height: of 3); a white box is neutral, a bare line not scored; hatched is what another voice
    reports (`via`). The lowest lane is the tone. Returns the Axes.
    """
    ax, size = page.ax, page.size
    rows, lanes = _lanes(table, page.rows(LANES, 3, 2))
    base = len(lanes) - 0.25 + TALL
    names = [*(style.label(lane, page.columns) for lane in lanes), "+1", f"{TONE}  0", "−1"]
    ax.set_yticks([*range(len(lanes)), base - TALL, base, base + TALL], names)
    ax.set_ylim(base + TALL + 0.15, -0.65)
    first, last = int(rows["sentence"].min()), int(rows["sentence"].max())
    ax.set_xlim(first - 0.7, last + 0.7)
    page.bare("left")
    wide = page.extent()[0]
    _stance(page, _slots(rows, ["sentence", "lane"]), lanes, wide / (last - first + 1.4))
    said = rows.drop_duplicates("statement_id")
    _tone(page, _slots(said[said["polarity"].notna()], ["sentence"]), base)
    ax.axhline(base - TALL - 0.22, color=FAINT, lw=0.6)
    apart = wide > sum(style.text_width(title, size * 1.1) for title in (UP, f"{DOWN}  "))
    ax.set_title(UP if apart else f"{UP}\n{DOWN}", loc="left", pad=3)
    ax.set_title(DOWN if apart else "", loc="right", pad=3)
    step = next(s for s in _STEPS if (last - first) / s <= 10 or s == _STEPS[-1])
    ax.set_xticks([tick for tick in range(step, last + 1, step) if tick >= first])
    scored = rows["endorsed"].dropna()
    sided = int((scored != 0).sum())
    page.notes(
        f"sentence (n = {count(len(said), 'statement')}; their speakers' own positions: {sided} "
        f"for or against, {len(scored) - sided} neutral; {len(rows) - len(scored)} without one)",
        when(sided, "Block: a concept, as high as agreement × axis (0 to 3). Grey line: speaks."),
        when(sided < len(scored), "White box: neutral."),
        when(rows["via"].notna().any(), "Hatched: as reported by another voice."),
    )
    page.stretch((len(lanes) + 2 * TALL) * size * 2.7)
    return _course_alt(table)


def _lanes(table: pd.DataFrame, room: int) -> tuple[pd.DataFrame, list[str]]:
    """Give each voice a lane in the order of appearance; those who speak least share the last."""
    counts = table["holder"].value_counts()
    kept = set(counts.head(room if len(counts) <= room else room - 1).index)
    others = f"{len(counts) - len(kept)} others"
    rows = table.assign(lane=[h if h in kept else others for h in table["holder"]])
    lanes = [lane for lane in dict.fromkeys(rows["lane"]) if lane != others]
    return rows, lanes + [others] * (len(kept) < len(counts))


def _slots(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Divide the width of a sentence among the statements that would lie upon each other."""
    wide = 0.8 / rows.groupby(keys)["sentence"].transform("size")
    x = rows["sentence"] - 0.4 + wide * (rows.groupby(keys).cumcount() + 0.5)
    return rows.assign(x=x, wide=wide)


def _speaks(page: Page, rows: pd.DataFrame, base: Any) -> None:
    half = rows["wide"] / 2
    page.ax.hlines(base, rows["x"] - half, rows["x"] + half, color=QUIET, lw=1.2, zorder=2)


def _stance(page: Page, rows: pd.DataFrame, lanes: list[str], unit: float) -> None:
    """Draw the blocks; where a sentence has few points (`unit`), with an edge, else unseen."""
    rows = rows.assign(base=rows["lane"].map(lanes.index).astype(float))
    _speaks(page, rows, rows["base"])
    for sign, side in ((1, "cooperative"), (-1, "coercive"), (0, "neutral")):
        here = rows[np.sign(rows["endorsed"].astype(float)) == sign]
        if here.empty:
            continue
        tall = -here["endorsed"].astype(float) / 3 * 0.45 if sign else 0.2
        bottom = here["base"] - (0 if sign else 0.1)
        edge = 0.7 if not sign else 0.6 if unit < 1.5 else 0.0
        blocks = page.ax.bar(
            here["x"], tall, here["wide"] * 0.94, bottom=bottom, label=side, zorder=3, lw=edge,
            facecolor=HUES[sign] if sign else "white", edgecolor=HUES[sign] if sign else INK,
        )  # fmt: skip
        for block, via in zip(blocks, here["via"], strict=True):
            if sign and isinstance(via, str):
                block.set(facecolor="white", hatch="//////", linewidth=0.6)


def _tone(page: Page, heard: pd.DataFrame, base: float) -> None:
    if heard.empty:
        place: dict[str, Any] = {
            "transform": page.ax.get_yaxis_transform(),
            "ha": "center",
            "va": "center",
        }
        page.ax.text(0.5, base, "not scored", **place)
        return
    _speaks(page, heard, [base] * len(heard))
    tall = -heard["polarity"].astype(float) * TALL
    looks: dict[str, Any] = {
        "bottom": base,
        "color": INK,
        "label": "tone",
        "zorder": 3,
        "linewidth": 0,
    }
    page.ax.bar(heard["x"], tall, heard["wide"], **looks)


def _course_alt(table: pd.DataFrame) -> list[str]:
    """State who speaks in how many sentences, what is endorsed, and whether tone goes along."""
    speaks = table.groupby("holder")["sentence"].nunique()
    speaks = speaks.sort_values(ascending=False, kind="stable")
    named = [f"{style.name(h)} in {n}" for h, n in speaks.head(4).items()]
    more = f" and {count(len(speaks) - 4, 'other')}" if len(speaks) > 4 else ""
    start = (
        f"Who speaks in {count(table['sentence'].nunique(), 'sentence')}: {', '.join(named)}{more}."
    )
    scored = table[table["endorsed"].notna()]
    if scored.empty:
        return [f"{start} No statement has a scored stance."]
    up, down = int((scored["endorsed"] > 0).sum()), int((scored["endorsed"] < 0).sum())
    even, sided = len(scored) - up - down, up + down
    who = scored[scored["endorsed"] < 0]["holder"].drop_duplicates().head(3)
    by = f" ({', '.join(style.name(h) for h in who)})" if down else ""
    took = (
        f"Of {count(sided, 'position')} that speakers take themselves, {up} are for the "
        f"cooperative and {down} for the coercive{by}"
        + (f"; {even} more are neutral." if even else ".")
        if sided
        else f"No statement takes a side; {count(even, 'position')} stay neutral."
    )
    tone = scored.drop_duplicates("statement_id")["polarity"].dropna()
    told = (
        f"TextBlob finds a negative tone in {int((tone < 0).sum())}, none in "
        f"{int((tone == 0).sum())}, a positive one in {int((tone > 0).sum())} of their statements."
        if len(tone)
        else "Their tone is not scored."
    )
    return [f"{start} {took} {told}"]


def _no_period(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position is scored: there is nothing to follow through time."
    if table["period"].notna().any():
        return ""
    return (
        f"No article has a date that places it in time: {_undated(table)} cannot be drawn. Give "
        "each article a date, as 1962-10-22."
    )


@figure(_no_period)
def timeline(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.timeline`: up the cooperative, down the coercive, and n below.

    A mark is a period, the line the smoothed mean, the band its interval. Of two groups each has
    a line, and below is how far they are apart. Returns the Axes.
    """
    if groups.names_of(table):
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
    dated, ax, both = table.dropna(subset=["period"]), page.ax, groups.names_of(table)
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
    for part, look, shape in zip(parts, groups.LINES, "oD", strict=True):
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
        f"agreement × axis, of ±3; {groups.key(both, map(_many, parts), 'broken')}",
        when(dated["low"].notna().any(), "Band: 95 % bootstrap interval, articles drawn whole."),
        groups.note(between, "Grey, below", "the difference") if len(between) else "",
        undated,
    )
    page.stretch(page.size * HIGH * 1.4)
    told = [" ".join([f"{style.name(n)}:", *_timeline_alt(p.reset_index(drop=True))[:2]])
            for n, p in zip(both, parts, strict=True) if len(p)]  # fmt: skip
    return [*told, groups.told(between, "period", "Difference"), undated]


def _scale(bottom: float, top: float, fine: object) -> tuple[list[float], list[str]]:
    """Give the ticks of agreement × axis and their names, with halves where it is `fine`."""
    ticks = [t for t in (-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3) if bottom <= t <= top]
    ticks = [t for t in ticks if t == int(t) or fine]
    return ticks, [style.signed(t).removesuffix(".00").removesuffix("0") or "0" for t in ticks]


def _course(page: Page, rows: pd.DataFrame, columns: Any, step: float, look: Any) -> None:
    """Draw a line and its band, broken where nothing was said for long."""
    middle, low, high = columns
    for _, run in rows.groupby((rows["at"].diff() > GAP * step).cumsum()):
        page.ax.plot(run["at"], run[middle].astype(float), lw=1.2, zorder=3, **look)
        ends = (run[end].astype(float) for end in (low, high))
        page.ax.fill_between(run["at"], *ends, color=look["color"], alpha=0.16, lw=0)


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
    """Draw line and band, broken where nothing was said for long; tinted by the side of zero.

    Returns where the periods stand, in years, and the usual step between them.
    """
    xs = np.array([_year(period) for period in rows["period"]])
    step = float(np.median(np.diff(xs))) if len(xs) > 1 else 1.0
    rows = rows.assign(at=xs, run=(np.diff(xs, prepend=xs[0]) > GAP * step).cumsum())
    looks: dict[str, Any] = {"hue": "run", "legend": False, "ax": page.ax}
    inks = dict.fromkeys(rows["run"], INK)
    sns.lineplot(rows, x="at", y="smoothed", palette=inks, lw=1.2, zorder=3, **looks)
    ranged = known(rows[["at", "run", "low", "smoothed", "high"]].dropna(), "smoothed")
    for sign in (1, -1) if len(ranged) else ():
        side = ranged.assign(value=(ranged["value"] * sign).clip(lower=0) * sign)
        tints = dict.fromkeys(side["run"], TINTS[sign])
        band = {"alpha": 1, "linewidth": 0, "zorder": 0}
        sns.lineplot(side, x="at", y="value", palette=tints, lw=0, err_kws=band, **KNOWN, **looks)
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
        f"{style.signed(mean)} on average ({counted}).",
        f"The 95 % band lies above zero in {up} of the {ranged} periods that have one, below it "
        f"in {down}."
        if ranged
        else "No period has articles enough for an interval.",
        *(
            f"The line is {word} in {dated['period'][at]} ({style.signed(dated['smoothed'][at])})."
            for word, at in ends.items()
            if len(dated) > 1
        ),
    ]


def _no_conflict(table: pd.DataFrame) -> str:
    if table["conflict"].notna().any():
        return ""
    return (
        "No two holders take a side on the same concept in one period: nobody can oppose anybody."
    )


@figure(_no_conflict)
def polarisation(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.polarisation`: the share of pairs on opposite sides, period by period.

    The band is the bootstrap interval; the grey bars below are the holders. Returns the Axes.
    """
    rows, ax = table.dropna(subset=["conflict"]), page.ax
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
