"""Marks that can be looked up: one a statement, its number inside, none upon another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from rhetoric.figures import style

SURE = 0.5  # a mark below this confidence has a broken outline
REPORTED = "Hollow: as reported by another voice."
FILLS = {1: "#abd0ea", -1: "#f6c6a0", 0: "#d0d0d0"}  # numbers are read on them
DOTS = (7.0, 3.5, 2.0)  # points: marks too many to be numbered shrink to these
NUMBERED = 5.5  # points: the smallest number still read in a column


def short(marks: Iterable[str]) -> list[str]:
    """Shorten ids to what fits into a mark: the sentence, and the voice below it if two have it."""
    full = list(marks)
    voices: dict[str, set[str]] = {}
    for mark in full:
        voices.setdefault(mark.split("/")[0], set()).add(mark)
    return [
        mark.replace("/", "\n") if len(voices[mark.split("/")[0]]) > 1 else mark.split("/")[0]
        for mark in full
    ]


def pitch(labels: Sequence[str], size: float) -> float:
    """Give the width in points that marks need for these labels."""
    lines = {line for one in labels for line in one.split("\n")}
    longest = sorted(lines, key=len)[-3:]  # digits are of one width; measuring each takes long
    widest = max((style.text_width(line, size) for line in longest), default=0.0)
    return max(widest + 6.0, 11.0)


def swarm(xs: Sequence[float], apart: float) -> list[int]:
    """Stack marks that would touch: the level of each (0, 1, 2, …), for ascending `xs`."""
    levels: list[int] = []
    first = 0  # that may still touch the next one
    for i, x in enumerate(xs):
        while x - xs[first] >= apart * 0.999:
            first += 1
        taken = set(levels[first:i])
        levels.append(next(level for level in range(len(taken) + 1) if level not in taken))
    return levels


def draw(
    ax: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    sign: int,
    *,
    size: float,
    labels: Sequence[str] | None,
    hollow: Sequence[bool],
    sure: Sequence[bool],
    font: float,
) -> PathCollection:
    """Draw marks of one stance, `size` points wide; returns their collection.

    `hollow` are those that another voice reports, `sure` those whose outline is whole.
    """
    solid = style.HUES[sign] if labels is None else FILLS[sign]
    marks = ax.scatter(
        xs,
        ys,
        s=size**2,
        marker=style.SHAPES[sign],
        facecolors=["white" if one else solid for one in hollow],
        edgecolors=style.HUES[sign],
        linewidths=1.0 if size > 6 else 0.5,
        linestyles=["-" if one else (0, (1, 1)) for one in sure],
        zorder=3,
        clip_on=False,
    )
    marks.set_label({1: "for", -1: "against", 0: "neutral"}[sign])
    for x, y, one in zip(xs, ys, labels or (), strict=False):
        lines = one.count("\n") + 1
        ax.text(
            x,
            y,
            one,
            ha="center",
            va="center" if lines > 1 else "center_baseline",
            fontsize=font if lines == 1 else font * 0.86,
            linespacing=0.95,
            zorder=4,
        )
    return marks
