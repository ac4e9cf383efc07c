"""The course of an article: sentence by sentence who speaks, what they endorse, in which tone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import style
from rhetoric.figures.shown import describe

LANES = 10  # the other voices share one
TONE = "tone (TextBlob)"
TALL = 0.8  # of the lane of tone: the height of a polarity of 1


_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000)


def article_course(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH
) -> Axes:
    """Draw `positions.article_course`: a lane a voice, a block where it endorses something.

    Blocks rise where the statement endorses the cooperative and fall where it endorses the coercive
    (height: of 3); a white box is neutral, a bare line not scored; hatched is what another voice
    reports (`via`). The lowest lane is the tone.
    Without `ax`, makes a figure `width` inches wide. Returns the Axes.
    """
    with style.house(ax, width=width) as size:
        own = ax is None
        if table.empty:
            ax = ax or style.new_axes(width, 1.0)
            words = "No statement found: the article has no sentence to follow."
            style.say(ax, words)
            return describe(ax, words, table)
        room = LANES if own else max(int(style.extent(ax)[1] / (size * 3)) - 2, 1)  # type: ignore[arg-type]
        rows, lanes = _lanes(table, room)
        tall = (len(lanes) + 2 * TALL) * size * 2.7
        ax = ax or style.new_axes(width, tall / 72 + style.NOTES)
        _draw(ax, rows, lanes, size)
        if own:
            style.stretch(ax, tall)
    return describe(ax, _alt(table), table)


def _lanes(table: pd.DataFrame, room: int) -> tuple[pd.DataFrame, list[str]]:
    """Give each voice a lane in the order of appearance; those who speak least share the last."""
    counts = table["holder"].value_counts()
    kept = set(counts.head(room if len(counts) <= room else room - 1).index)
    others = f"{len(counts) - len(kept)} others"
    rows = table.assign(lane=[h if h in kept else others for h in table["holder"]])
    lanes = [lane for lane in dict.fromkeys(rows["lane"]) if lane != others]
    return rows, lanes + [others] * (len(kept) < len(counts))


def _slots(rows: pd.DataFrame, keys: list[str]) -> tuple[pd.Series[float], pd.Series[float]]:
    """Divide the width of a sentence among the statements that would lie upon each other."""
    many = rows.groupby(keys)["sentence"].transform("size")
    nth = rows.groupby(keys).cumcount()
    wide = 0.8 / many
    return rows["sentence"] - 0.4 + wide * (nth + 0.5), wide


def _draw(ax: Axes, rows: pd.DataFrame, lanes: list[str], size: float) -> None:
    columns = style.name_columns()
    names = [style.label(lane, columns) for lane in lanes]
    base = len(lanes) - 0.25 + TALL
    ax.set_yticks(
        [*range(len(lanes)), base - TALL, base, base + TALL], [*names, "+1", f"{TONE}  0", "−1"]
    )
    ax.set_ylim(base + TALL + 0.15, -0.65)
    first, last = int(rows["sentence"].min()), int(rows["sentence"].max())
    ax.set_xlim(first - 0.7, last + 0.7)
    ax.spines["left"].set_visible(False)
    _stance(ax, rows, lanes)
    _tone(ax, rows, base)
    ax.axhline(base - TALL - 0.22, color=style.FAINT, lw=0.6)
    ax.set_title("▲ endorses the cooperative", loc="left", pad=3)
    if style.extent(ax)[0] > 26 * size:
        ax.set_title("▼ endorses the coercive", loc="right", pad=3)
    else:
        ax.set_title("▲ endorses the cooperative\n▼ endorses the coercive", loc="left", pad=3)
    step = next(s for s in _STEPS if (last - first) / s <= 10 or s == _STEPS[-1])
    ax.set_xticks([t for t in range(step, last + 1, step) if t >= first])
    style.fill(ax, _notes(rows), size)


def _notes(rows: pd.DataFrame) -> list[str]:
    """Count what takes a side apart from what does not, and say how to read the blocks."""
    scored = rows["endorsed"].dropna()
    sided = int((scored != 0).sum())
    notes = [
        f"sentence (n = {style.count(len(rows), 'statement')}: {sided} for or against, "
        f"{len(scored) - sided} neutral, {len(rows) - len(scored)} without a scored stance)"
    ]
    if sided:
        notes.append(
            "Height: agreement × axis (0 to 3), of several concepts the mean. Grey line: speaks."
        )
    if sided < len(scored):
        notes.append("White box: neutral, or for and against in balance.")
    if rows["via"].notna().any():
        notes.append("Hatched: as reported by another voice.")
    return notes


def _stance(ax: Axes, rows: pd.DataFrame, lanes: list[str]) -> None:
    xs, wide = _slots(rows, ["sentence", "lane"])
    edge = 0.6 if style.extent(ax)[0] / np.ptp(ax.get_xlim()) < 1.5 else 0.0  # points: else unseen
    base = rows["lane"].map({lane: i for i, lane in enumerate(lanes)}).astype(float)
    ax.hlines(
        base, xs - wide / 2, xs + wide / 2, color=style.QUIET, lw=1.2, zorder=2, label="speaks"
    )
    endorsed = rows["endorsed"].astype(float)
    for sign, name in ((1, "cooperative"), (-1, "coercive")):
        here = np.sign(endorsed) == sign
        if here.any():
            blocks = ax.bar(
                xs[here],
                -endorsed[here] / 3 * 0.45,
                wide[here],
                bottom=base[here],
                color=style.HUES[sign],
                label=name,
                zorder=3,
                linewidth=edge,
                edgecolor=style.HUES[sign],
            )
            for block, via in zip(blocks, rows.loc[here, "via"], strict=True):
                if isinstance(via, str):
                    block.set(facecolor="white", hatch="//////", linewidth=0.6)
    here = endorsed == 0
    if here.any():
        ax.bar(
            xs[here],
            0.2,
            wide[here],
            bottom=base[here] - 0.1,
            facecolor="white",
            edgecolor=style.INK,
            linewidth=0.7,
            label="neutral",
            zorder=3,
        )


def _tone(ax: Axes, rows: pd.DataFrame, base: float) -> None:
    heard = rows[rows["polarity"].notna()]
    if heard.empty:
        ax.text(
            0.5, base, "not scored", transform=ax.get_yaxis_transform(), ha="center", va="center"
        )
        return
    xs, wide = _slots(heard, ["sentence"])
    ax.hlines([base] * len(xs), xs - wide / 2, xs + wide / 2, color=style.QUIET, lw=1.2, zorder=2)
    ax.bar(
        xs,
        -heard["polarity"].astype(float) * TALL,
        wide,
        bottom=base,
        color=style.INK,
        label="tone",
        zorder=3,
        linewidth=0,
    )


def _alt(table: pd.DataFrame) -> str:
    """State who speaks in how many sentences, what is endorsed, and whether tone goes along."""
    speaks = table.groupby("holder")["sentence"].nunique()
    speaks = speaks.sort_values(ascending=False, kind="stable")
    named = [f"{style.name(h)} in {n}" for h, n in speaks.head(4).items()]
    more = f" and {style.count(len(speaks) - 4, 'other')}" if len(speaks) > 4 else ""
    scored = table[table["endorsed"].notna()]
    start = (
        f"Who has the word in {style.count(table['sentence'].nunique(), 'sentence')}: "
        f"{', '.join(named)}{more}. "
    )
    if scored.empty:
        return start + "No statement has a scored stance."
    up, down = int((scored["endorsed"] > 0).sum()), int((scored["endorsed"] < 0).sum())
    even, sided = len(scored) - up - down, up + down
    who = scored[scored["endorsed"] < 0]["holder"].drop_duplicates().head(3)
    by = f" ({', '.join(style.name(h) for h in who)})" if down else ""
    tone = scored["polarity"].dropna()
    told = (
        f"TextBlob finds a negative tone in {int((tone < 0).sum())}, none in "
        f"{int((tone == 0).sum())}, a positive one in {int((tone > 0).sum())} of these."
        if len(tone)
        else "Their tone is not scored."
    )
    if not sided:
        return f"{start}No statement takes a side; {even} stay neutral. {told}"
    return (
        f"{start}Of {style.count(sided, 'statement')} that take a side, {up} are for the "
        f"cooperative and {down} for the coercive{by}"
        + (f"; {even} more are neutral. " if even else ". ")
        + told
    )
