"""The reliability diagram: is a confidence of 0.8 right eight times in ten?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import style
from rhetoric.figures.shown import describe

_Z = 1.96


def reliability(table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH) -> Axes:
    """Draw how often scores of each confidence are right, against how sure they were.

    `table` has a row for each bin of confidence: `confidence` (its mean, 0…1), `right` (the share
    that was right, 0…1), `n`, and the bin's bounds `low` and `high`. On the diagonal, confidence is
    honest. The line through a mark is its 95 % interval (Wilson 1927), the number n. Without `ax`,
    makes a figure `width` inches wide. Returns the Axes.
    """
    filled = table[table["n"] > 0].dropna(subset=["confidence", "right"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if filled.empty else style.NOTES)
        if filled.empty:
            words = "No score has both a confidence and an answer to hold it against."
            style.say(ax, words)
            return describe(ax, words, table)
        _draw(ax, filled, size)
        if own:
            style.stretch(ax, min(style.extent(ax)[0], 26 * size))
    return describe(ax, _alt(filled), table)


def _wilson(
    right: pd.Series[float], n: pd.Series[int]
) -> tuple[pd.Series[float], pd.Series[float]]:
    middle = (right + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half: pd.Series[float] = (
        _Z / (1 + _Z**2 / n) * np.sqrt(right * (1 - right) / n + _Z**2 / (4 * n**2))
    )
    return middle - half, middle + half


def _draw(ax: Axes, filled: pd.DataFrame, size: float) -> None:
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "share\nright  1"])
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    n = int(filled["n"].sum())
    notes = [f"confidence (n = {style.count(n, 'score')}; number: of each bin)"]
    notes.append("Grey diagonal: as right as it is sure. Line: 95 % interval.")
    style.fill(ax, notes, size)
    ax.plot([0, 1], [0, 1], color=style.QUIET, lw=0.8, zorder=1)
    for x, y, words, side in (
        (0.03, 0.97, "righter than it is sure", "left"),
        (0.97, 0.03, "surer than it is right", "right"),
    ):
        ax.text(x, y, words, ha=side, va="top" if side == "left" else "bottom", fontstyle="italic")
    low, high = _wilson(filled["right"], filled["n"])
    ax.vlines(filled["confidence"], low, high, color=style.INK, lw=1.0, zorder=2)
    over = filled["confidence"] > filled["right"]
    for sign, here in ((-1, over), (1, ~over)):
        ax.scatter(
            filled["confidence"][here],
            filled["right"][here],
            s=(size * 0.8) ** 2,
            marker=style.SHAPES[sign],
            color=style.HUES[sign],
            zorder=3,
            clip_on=False,
            label={-1: "surer than right", 1: "righter than sure"}[sign],
        )
    wide = style.extent(ax)[0]
    places = filled["confidence"].to_numpy()
    for row in filled.to_dict("records"):
        words, right = str(int(row["n"])), row["confidence"] > 0.85
        room = style.text_width(words, size) + 12
        ahead = (places - row["confidence"]) * (-1 if right else 1) * wide
        if ((ahead > 0) & (ahead < room)).any():
            continue  # a mark stands there; the table has it
        ax.annotate(
            words,
            (row["confidence"], row["right"]),
            (-6 if right else 6, 0),
            textcoords="offset points",
            ha="right" if right else "left",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
            zorder=2.5,
        )


def _alt(filled: pd.DataFrame) -> list[str]:
    n = filled["n"].to_numpy(dtype=float)
    gap = (filled["confidence"] - filled["right"]).to_numpy(dtype=float)
    error = float((np.abs(gap) * n).sum() / n.sum())
    mean, right = ((filled[c] * n).sum() / n.sum() for c in ("confidence", "right"))
    leaning = "surer than it is right" if mean > right else "righter than it is sure"
    rows = [
        f"{r['confidence']:.2f} → {r['right']:.2f} (n = {int(r['n'])})"
        for r in filled.to_dict("records")
    ]
    return [
        f"Over {style.count(int(n.sum()), 'score')} the mean confidence is {mean:.2f} and the "
        f"share right {right:.2f}: {leaning}.",
        f"The expected calibration error is {error:.3f}.",
        f"Confidence → share right, by bin: {', '.join(rows)}.",
    ]
