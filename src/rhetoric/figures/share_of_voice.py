"""Share of voice: who has the word, in quotation marks or reported."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import style
from rhetoric.figures.shown import describe
from rhetoric.positions import NARRATION

VOICES = 12  # the others are added up
COUNTED = (
    "Counted: words of voices and narration; not those that introduce a voice, nor datelines and "
    "page furniture."
)
_WAYS = {"quoted": 1, "reported": -1, "narrated": 0}


def share_of_voice(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH
) -> Axes:
    """Draw `positions.share_of_voice`: a bar a voice, split into quoted and reported words.

    Without `ax`, makes a figure `width` inches wide. Returns the Axes; `alt_text` states who has
    how much of the word.
    """
    words = int(table["words"].sum()) if len(table) else 0
    with style.house(ax, width=width) as size:
        own = ax is None
        if not words:
            ax = ax or style.new_axes(width, 1.0)
            style.say(ax, "No voice found: there is no statement to count the words of.")
            return describe(ax, "No voice found: there is no statement to count.", table)
        room = VOICES if own else max(int(style.extent(ax)[1] / (size * 2.6)) - 1, 1)  # type: ignore[arg-type]
        bars = _bars(table, room)
        ax = ax or style.new_axes(width, len(bars) * size * 2.4 / 72 + style.NOTES)
        _draw(ax, bars, table, size)
        if own:
            style.stretch(ax, len(bars) * size * 2.2)
    return describe(ax, _alt(bars, words), table)


def _bars(table: pd.DataFrame, room: int) -> pd.DataFrame:
    """Count words by holder and way of speech, and add up the smallest voices."""
    way = table["quoted"].map({True: "quoted", False: "reported"})
    way = way.mask(table["kind"] == "narration", "narrated")
    bars = table.assign(way=way).pivot_table(
        index="holder", columns="way", values="words", aggfunc="sum", fill_value=0
    )
    bars = bars.reindex(columns=list(_WAYS), fill_value=0)
    bars["words"] = bars.sum(axis=1)
    bars["statements"] = table.groupby("holder")["statements"].sum()
    bars = bars.sort_values("words", ascending=False, kind="stable")
    if len(bars) > room:
        rest = bars.iloc[room:].sum().rename(f"{len(bars) - room} others")
        bars = pd.concat([bars.iloc[:room], rest.to_frame().T])
    return bars


def _draw(ax: Axes, bars: pd.DataFrame, table: pd.DataFrame, size: float) -> None:
    total = float(bars["words"].sum())
    columns = style.name_columns()
    ax.set_yticks(range(len(bars)), [style.label(str(name), columns) for name in bars.index])
    ax.set_ylim(len(bars) - 0.5, -0.5)
    many = style.count(int(table["statements"].sum()), "statement")
    notes = [f"share of words, % (n = {int(total)} words in {many})", COUNTED]
    style.fill(ax, notes, size)
    wide, _ = style.extent(ax)
    ends = [f"{style.percent(w / total)} · {style.count(int(w), 'word')}" for w in bars["words"]]
    room = max(style.text_width(one, size) for one in ends) + 8
    highest = 100 * float(bars["words"].max()) / total
    limit = highest / max(1 - room / wide, 0.3)
    ax.set_xlim(0, limit)
    left = pd.Series(0.0, index=bars.index)
    for way, sign in _WAYS.items():
        share = 100 * bars[way].astype(float) / total
        ax.barh(
            range(len(bars)),
            share,
            left=left,
            height=0.62,
            label=way,
            linewidth=0.8,
            facecolor=style.HUES[sign] if sign == 1 else style.TINTS[sign],
            edgecolor=style.HUES[sign],
            hatch="////" if sign == -1 else None,
        )
        left += share
    for i, (end, words) in enumerate(zip(ends, left, strict=True)):
        ax.annotate(end, (words, i), (4, 0), textcoords="offset points", va="center")
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= highest + 1e-9])
    ax.spines["left"].set_bounds(-0.5, len(bars) - 0.5)
    ax.spines["bottom"].set_bounds(0, highest)
    unnamed = _name_segments(ax, bars, total, wide / limit, size)
    if unnamed:
        style.fill(ax, [*notes[:1], *unnamed, *notes[1:]], size)


def _name_segments(
    ax: Axes, bars: pd.DataFrame, total: float, point: float, size: float
) -> list[str]:
    """Write each way of speech into its longest segment; give sentences for those too short."""
    looks = {"quoted": "Solid blue: in quotation marks.", "reported": "Hatched orange: reported."}
    names = {"quoted": "in quotation marks", "reported": "reported"}
    if bars["narrated"].drop(NARRATION, errors="ignore").any():
        looks["narrated"], names["narrated"] = "Grey: narrated.", "narrated"
    left_over = []
    for way, name in names.items():
        share = 100 * bars[way].astype(float) / total
        if not share.max():
            continue
        row = int(np.argmax(share.to_numpy()))
        before = list(_WAYS)[: list(_WAYS).index(way)]
        start = 100 * float(bars[before].iloc[row].sum()) / total
        if style.text_width(name, size) + 8 > share.iloc[row] * point:
            left_over.append(looks[way])
            continue
        text = ax.text(
            start + share.iloc[row] / 2,
            row,
            name,
            ha="center",
            va="center",
            color="white" if way == "quoted" else style.INK,
        )
        if way == "reported":
            text.set_bbox({"facecolor": style.TINTS[-1], "edgecolor": "none", "pad": 1})
    return left_over


def _alt(bars: pd.DataFrame, words: int) -> str:
    """State the shares of the voices, largest first, and how much of it is quoted."""
    named = [
        f"{style.name(name)} {style.percent(row['words'] / words)}"
        f" ({style.count(int(row['words']), 'word')} in "
        f"{style.count(int(row['statements']), 'statement')})"
        for name, row in bars.head(5).iterrows()
    ]
    more = f", and {len(bars) - 5} more" if len(bars) > 5 else ""
    quoted = 100 * float(bars["quoted"].sum()) / words
    own = f" {100 * float(bars['narrated'].sum()) / words:.0f} % is the article's own narration."
    return (
        f"Who has the word, of {words} words of voices and narration: {', '.join(named)}{more}. "
        f"{quoted:.0f} % of all words are quoted directly."
        + (own if NARRATION in bars.index else "")
    )
