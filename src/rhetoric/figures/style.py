"""The house style: ink, two contrast-safe hues with a shape each, system fonts, no chart junk."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.text import Text

INK = "#1a1a1a"
QUIET = "#767676"  # 4.5:1 on white: the faintest ink that text may have
FAINT = "#d9d9d9"
HUES = {1: "#0173b2", -1: "#d55e00", 0: QUIET}
TINTS = {1: "#cfe3f0", -1: "#f8dfcc", 0: "#ececec"}
SHAPES = {1: "o", -1: "s", 0: "D"}
COLUMN = 3.3  # inches: one column of a journal
FONTS = ("Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "Segoe UI", "Noto Sans")
SCRIPTS = ("Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari")


@cache
def _fonts() -> list[str]:
    """Choose what is installed: naming an absent font would print a warning with each figure."""
    there = set(fontManager.get_font_names())
    latin = [name for name in FONTS if name in there][:1]
    return [*latin, "DejaVu Sans", *(name for name in SCRIPTS if name in there)]


@contextmanager
def house(ax: Axes | None = None, *, width: float = 0.0) -> Iterator[float]:
    """Set the house style for what is drawn inside; yield the size of its text in points."""
    inches = root(ax).get_figwidth() if ax else width
    size = min(max(7.0 + (inches - COLUMN) * 0.55, 6.5), 11.0)
    settings: Any = {
        "font.family": _fonts(),
        "font.size": size,
        "axes.labelsize": size,
        "axes.titlesize": size,
        "xtick.labelsize": size,
        "ytick.labelsize": size,
        "text.parse_math": False,  # a name may hold a dollar sign
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": QUIET,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": 0.6,
        "ytick.major.size": 0,
        "hatch.linewidth": 0.6,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
    }
    with mpl.rc_context(settings):
        yield size


def new_axes(width: float, height: float) -> Axes:
    """Make a figure of its own, outside pyplot: nothing shows it twice, nothing must close it."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def root(ax: Axes) -> Figure:
    """Give the figure at the root of the axes, also from within a subfigure."""
    figure = ax.figure.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def extent(ax: Axes) -> tuple[float, float]:
    """Lay the figure out and measure its axes: width and height in points."""
    figure = root(ax)
    figure.draw_without_rendering()
    box = ax.get_window_extent()
    return box.width * 72 / figure.dpi, box.height * 72 / figure.dpi


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text in points."""
    from matplotlib.textpath import TextPath

    font = FontProperties(family=_fonts(), size=size, weight="bold" if bold else "normal")
    return float(TextPath((0, 0), text or " ", prop=font, usetex=False).get_extents().width)


def clean(text: str) -> str:
    """Make control characters visible and everything encodable: names come from any text."""
    return "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text
    )


def label(text: str, columns: int, lines: int = 2, *, count: int | None = None) -> str:
    """Wrap a name; what does not fit into `lines` ends in an ellipsis. A count stays with it."""
    wrapped = textwrap.wrap(clean(text.replace("\n", " ")), columns) or [""]
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], wrapped[lines - 1][: columns - 1] + "…"]
    return "\n".join(wrapped) + (f" ({count})" if count is not None else "")


def concept(name: str) -> str:
    """Write a concept's name for readers: 'gradual reciprocity'."""
    return name.replace("_", " ")


def fill(ax: Axes, sentences: list[str], size: float) -> Text:
    """Write the sentences below the axes, wrapped to their width."""
    wide = max(extent(ax)[0], size * 8)
    words = "\n".join(wrap(sentence, wide, size) for sentence in sentences)
    return ax.set_xlabel(words, loc="left", linespacing=1.35)


def wrap(sentence: str, width: float, size: float) -> str:
    """Break a sentence into lines of at most `width` points."""
    lines = [""]
    for word in clean(sentence).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def say(ax: Axes, sentence: str) -> None:
    """Say in words what there is nothing to draw of."""
    ax.set_axis_off()
    size = mpl.rcParams["font.size"]
    words = wrap(sentence, extent(ax)[0] - size, size)
    ax.text(0.5, 0.5, words, ha="center", va="center", transform=ax.transAxes)
