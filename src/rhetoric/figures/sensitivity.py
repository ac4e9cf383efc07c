"""What hangs on each entry of the codebook."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import style
from rhetoric.figures.shown import describe

ENTRIES = 12


def sensitivity(table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH) -> Axes:
    """Draw `positions.sensitivity`: a bar an entry, as long as the positions that need it.

    Black where a result (a holder on a concept) falls away or changes its sign without the entry.
    Without `ax`, makes a figure `width` inches wide. Returns the Axes.
    """
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if table.empty else style.NOTES)
        if table.empty:
            words = "No scored position rests on an entry of the codebook: nothing can be left out."
            style.say(ax, words)
            return describe(ax, words, table)
        most = ENTRIES if own else max(int(style.extent(ax)[1] / (size * 2.6)) - 1, 1)
        entries = _entries(table)
        bars = entries.head(most)
        _draw(ax, bars, _notes(table, len(entries) - len(bars)), size)
        if own:
            style.stretch(ax, len(bars) * size * 2.5)
    return describe(ax, _alt(table, entries), table)


def _entries(table: pd.DataFrame) -> pd.DataFrame:
    return table.groupby("entry", sort=False).agg(
        lost=("n_lost", "sum"), results=("n", "size"), turns=("turns", "sum")
    )


def _draw(ax: Axes, bars: pd.DataFrame, notes: list[str], size: float) -> None:
    columns = style.name_columns() + 4
    names = [
        style.label(str(entry).replace("_", " ").replace("|", " | "), columns)
        for entry in bars.index
    ]
    ax.set_yticks(range(len(bars)), names)
    ax.set_ylim(len(bars) - 0.5, -0.5)
    style.fill(ax, notes, size)
    ends = [
        str(row["lost"])
        + (f" · {style.count(int(row['turns']), 'result')} turned" if row["turns"] else "")
        for row in bars.to_dict("records")
    ]
    room = max(style.text_width(one, size) for one in ends) + 8
    highest = int(bars["lost"].max())
    ax.set_xlim(0, highest / max(1 - room / style.extent(ax)[0], 0.3))
    faces = [style.INK if turns else "white" for turns in bars["turns"]]
    ax.barh(range(len(bars)), bars["lost"], height=0.55, color=faces, edgecolor=style.INK,
            linewidth=0.8)  # fmt: skip
    for y, (lost, words) in enumerate(zip(bars["lost"], ends, strict=True)):
        ax.annotate(words, (lost, y), (4, 0), textcoords="offset points", va="center")
    ax.set_xticks([t for t in ax.get_xticks() if float(t).is_integer() and t <= highest])
    ax.spines["left"].set_bounds(-0.5, len(bars) - 0.5)
    ax.spines["bottom"].set_bounds(0, highest)


def _notes(table: pd.DataFrame, left_out: int) -> list[str]:
    results = table[["holder", "concept", "n"]].drop_duplicates()
    n = style.count(int(results["n"].sum()), "position")
    notes = [f"positions that need the entry (n = {n} in {style.count(len(results), 'result')})"]
    notes.append("Black: without it, the mean of a holder on a concept falls away or turns.")
    if left_out:
        notes.append(
            f"{style.count(left_out, 'further entry').replace('entrys', 'entries')} left out."
        )
    return notes


def _alt(table: pd.DataFrame, entries: pd.DataFrame) -> list[str]:
    results = table[["holder", "concept", "n"]].drop_duplicates()
    turned = table.loc[table["turns"], ["holder", "concept"]].drop_duplicates()
    first = entries.iloc[0]
    rest = [f"{style.name(e)} ({r['lost']})" for e, r in entries.iloc[1:4].iterrows()]
    name = style.name(entries.index[0])
    told = [
        f"Most hangs on the entry “{name}”: {first['lost']} of {int(results['n'].sum())} scored "
        f"positions need it, and {first['turns']} of {len(results)} results fall away or change "
        "their sign without it.",
        f"{len(turned)} of {len(results)} results hang on a single entry.",
    ]
    return told + ([f"Next: {', '.join(rest)}."] if rest else [])
