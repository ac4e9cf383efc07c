"""What all figures share: axes of their own or another's, what is left empty, notes, alt text."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from rhetoric.figures import style
from rhetoric.figures.shown import describe, quiet, root
from rhetoric.figures.style import COLUMN, FILLS, HUES, INK, NUMBERED, SHAPES, WIDTH, house

DOTS = (7.0, 3.5, 2.0)  # points: marks too many to be numbered shrink to these
CROWD = 1000  # marks: each drawn by itself, they would make a page of megabytes


class Drawn(Protocol):
    """A public figure: a table in, Axes out, of `width` inches where `ax` is not given."""

    def __call__(
        self, table: pd.DataFrame, *, ax: Axes | None = None, width: float = WIDTH
    ) -> Axes:
        """Draw the table."""


def figure(draw: Callable[[Page, pd.DataFrame], list[str]]) -> Drawn:
    """Make a public figure of a function that draws on a page and returns its alt text."""

    @functools.wraps(draw, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
    def drawn(table: pd.DataFrame, *, ax: Axes | None = None, width: float = WIDTH) -> Axes:
        with house(ax, width) as size:
            page = Page(ax or _new_axes(width), size, own=ax is None)
            label = page.ax.get_ylabel()
            alt = draw(page, table)
            page.ax.set_ylabel(label)  # seaborn names it after a column
        small = functools.partial(drawn, table, width=COLUMN)
        return describe(page.ax, alt, table, small if page.own and width > COLUMN else None)

    del drawn.__wrapped__  # its signature is not the public one
    return drawn


def _new_axes(width: float) -> Axes:
    """Make a figure of its own, outside pyplot: nothing shows it twice, nothing must close it."""
    made = Figure(figsize=(width, 4.0), layout="constrained")
    FigureCanvasAgg(made)
    return made.add_subplot()


@dataclass(frozen=True)
class Page:
    """Axes, the size of their text in points, and whether their figure is our own to stretch."""

    ax: Axes
    size: float
    own: bool

    @property
    def columns(self) -> int:
        """The characters a line of names may have: fewer where room is scarce."""
        return 17 if self.size < 7.75 else 28

    @property
    def small(self) -> float:
        """The size of numbers in marks and cells."""
        return max(self.size - 1.5, NUMBERED)

    def extent(self) -> tuple[float, float]:
        """Lay the figure out and measure its axes: width and height in points."""
        made = root(self.ax)
        with quiet():
            made.draw_without_rendering()
        box = self.ax.get_window_extent()
        return box.width * 72 / made.dpi, box.height * 72 / made.dpi

    def rows(self, most: int, each: float, taken: float = 0.0) -> int:
        """Tell how many rows to draw: of a figure of another's as many as fit into its axes.

        `each` row is so many times as high as text, and the room of so many rows is `taken`.
        """
        return most if self.own else max(int(self.extent()[1] / (self.size * each) - taken), 1)

    def notes(self, *sentences: str) -> None:
        """Write the sentences that are not empty below the axes, wrapped to their width."""
        wide = max(self.extent()[0] * 0.92, self.size * 8)  # drawn letters are wider than measured
        lines = "\n".join(style.wrap(one, wide, self.size) for one in sentences if one)
        self.ax.set_xlabel(lines, loc="left", linespacing=1.35, visible=True)

    def stretch(self, points: float) -> None:
        """Make a figure of our own as high as axes of so many points, and all around them, need."""
        if self.own:
            made = root(self.ax)
            made.set_figheight(made.get_figheight() + (points - self.extent()[1]) / 72)

    def say(self, sentence: str) -> list[str]:
        """Say in words why there is nothing to draw; return it as the alt text."""
        if self.own:
            root(self.ax).set_figheight(1.0)
        self.ax.set_axis_off()
        lines = style.wrap(sentence, self.extent()[0] - self.size, self.size)
        self.ax.text(0.5, 0.5, lines, ha="center", va="center", transform=self.ax.transAxes)
        return [sentence]

    def names(self, at: Iterable[float], names: Iterable[str], more: int = 0) -> None:
        """Name the rows, wrapped to a width that is left of them."""
        named = [style.label(str(name), self.columns + more) for name in names]
        self.ax.set_yticks(list(at), named, rotation=0)

    def bare(self, *spines: str) -> None:
        """Take away spines that frame nothing."""
        self.ax.spines[list(spines)].set_visible(False)

    def beside(
        self, place: tuple[float, float], said: str, aside: float = 4.0, **options: Any
    ) -> Annotation:
        """Write beside a place, so many points to its right (or left)."""
        options = {"ha": "left" if aside > 0 else "right", "va": "center"} | options
        return self.ax.annotate(said, place, (aside, 0), textcoords="offset points", **options)

    def apart(self, row: Mapping[Any, Any], y: float, *, points: bool = False) -> Annotation:
        """Write at the right of the axes how far two groups are apart."""
        at = {"xycoords": self.ax.get_yaxis_transform(), "fontsize": self.small}
        return self.beside((1, y), style.apart(row, "\n", points=points), 6, **at)

    def marks(
        self, xs: Iterable[float], ys: Iterable[float], signs: Iterable[float], width: float,
        **options: Any,
    ) -> PathCollection:  # fmt: skip
        """Draw a mark a place, `width` points wide, in the hue and shape of its side."""
        sides = [int(sign) for sign in signs]
        looks: dict[str, Any] = {"palette": HUES, "markers": SHAPES, "legend": False, "zorder": 3}
        looks |= {"s": width**2, "edgecolor": "none", "clip_on": False} | options
        sns.scatterplot(x=list(xs), y=list(ys), hue=sides, style=sides, ax=self.ax, **looks)
        return self.ax.collections[-1]  # type: ignore[return-value]

    def positions(self, placed: pd.DataFrame, step: float, *, numbered: bool) -> None:
        """Draw a mark a row (`x`, `y`, `agreement`, `via`, `sure`), with what is `said` inside.

        Hollow is what another voice reports; the outline of what is not sure is broken.
        """
        size = step * (0.88 if numbered else 0.8)
        marks = self.marks(placed["x"], placed["y"], placed["agreement"], size)
        fills = FILLS if numbered else HUES
        signs = placed["agreement"].astype(int)
        told = placed["via"].notna()
        marks.set(
            facecolor=["white" if one else fills[s] for one, s in zip(told, signs, strict=True)],
            edgecolor=[HUES[sign] for sign in signs],
            linewidth=1.0 if size > 6 else 0.5,
            linestyle=["-" if sure else (0, (1, 1)) for sure in placed["sure"]],
            rasterized=len(placed) > CROWD,
        )
        for x, y, said in placed[["x", "y", "said"]].itertuples(index=False) if numbered else ():
            two = "\n" in said  # a voice below its sentence
            self.ax.text(
                x, y, said, ha="center", va="center" if two else "center_baseline", zorder=4,
                fontsize=self.small * (0.86 if two else 1), linespacing=0.95,
            )  # fmt: skip

    def means(self, frame: pd.DataFrame, width: float, orient: str) -> None:
        """Draw means of known intervals: `at`, `low`, `mean`, `high`, `side` and `hollow`."""
        for row in frame.to_dict("records"):
            self.interval(row["at"], row["low"], row["high"], orient)
            side, place = int(row["side"]), ([row["at"]], [row["mean"]])
            self.ax.plot(
                *(place if orient == "x" else place[::-1]), marker=SHAPES[side], color=HUES[side],
                markersize=width, markeredgewidth=1.0, zorder=3, clip_on=False,
                markerfacecolor="white" if row["hollow"] else HUES[side],
            )  # fmt: skip

    def interval(self, at: float, low: float, high: float, orient: str) -> None:
        """Draw an interval at a place of the axis `orient`; nothing where it is not known."""
        ends = [at, at], [low, high]
        self.ax.plot(*(ends if orient == "x" else ends[::-1]), color=INK, lw=1.0, zorder=2)


def short(marks: Iterable[str]) -> list[str]:
    """Shorten ids to what fits into a mark: the sentence, and the voice below it if two have it."""
    full = pd.Series(list(marks), dtype=object)
    sentences = full.str.split("/").str[0]
    voices = full.groupby(sentences).transform("nunique")
    return list(full.str.replace("/", "\n").where(voices > 1, sentences))


def pitch(said: Iterable[str], size: float) -> float:
    """Give the width in points that marks need for what is written in them."""
    lines = {line for one in said for line in one.split("\n")}
    longest = sorted(lines, key=lambda line: (len(line), line))[-3:]  # measuring each takes long
    widest = max((style.text_width(line, size) for line in longest), default=0.0)
    return max(widest + 6.0, 11.0)
