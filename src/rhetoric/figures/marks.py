"""Marks that can be looked up: one a statement, its number inside, none upon another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from rhetoric.figures import style

SURE = 0.5  # a mark below this confidence is drawn hollow
NUMBERED = 5.5  # points: the smallest number still read in a column


def short(marks: Iterable[str]) -> list[str]:
    """Shorten ids to what fits into a mark: 's12/a4' to 's12'; the row says whose it is."""
    return [mark.split("/")[0] for mark in marks]


def pitch(labels: Sequence[str], size: float) -> float:
    """Give the width in points that marks need for these labels."""
    widest = max((style.text_width(one, size) for one in set(labels)), default=0.0)
    return max(widest + 6.0, 11.0)


def swarm(xs: Sequence[float], apart: float) -> list[int]:
    """Stack marks that would touch: the level of each (0, 1, 2, …), its x left as it is."""
    levels: list[int] = []
    placed: list[tuple[float, int]] = []
    for x in xs:
        taken = {level for other, level in placed if abs(other - x) < apart * 0.999}
        level = next(i for i in range(len(taken) + 1) if i not in taken)
        levels.append(level)
        placed.append((x, level))
    return levels


def draw(
    ax: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    sign: int,
    *,
    size: float,
    labels: Sequence[str] | None,
    sure: Sequence[bool],
    font: float,
) -> PathCollection:
    """Draw marks of one stance, `size` points wide; returns their collection."""
    fills = [style.TINTS[sign] if one else "white" for one in sure]
    marks = ax.scatter(
        xs,
        ys,
        s=size**2,
        marker=style.SHAPES[sign],
        facecolors=fills if labels is not None else [style.HUES[sign] if s else "white" for s in sure],
        edgecolors=style.HUES[sign],
        linewidths=1.0 if size > 6 else 0.5,
        zorder=3,
        clip_on=False,
    )
    marks.set_label({1: "for", -1: "against", 0: "neutral"}[sign])
    for x, y, one in zip(xs, ys, labels or (), strict=False):
        ax.text(x, y, one, ha="center", va="center_baseline", fontsize=font, zorder=4)
    return marks
