"""The house style: ink, two contrast-safe hues with a shape each, system fonts, no chart junk."""

from __future__ import annotations

import textwrap
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.text import Text

INK = "#1a1a1a"
QUIET = "#767676"  # 4.5:1 on white: the faintest ink that text may have
FAINT = "#d9d9d9"
HUES = {1: "#0173b2", -1: "#d55e00", 0: QUIET}
TINTS = {1: "#cfe3f0", -1: "#f8dfcc", 0: "#ececec"}
SHAPES = {1: "o", -1: "s", 0: "h"}
COLUMN = 3.3  # inches: one column of a journal
NOTES = 2.0  # inches: room for what is written below, until the figure is stretched to fit
WIDTH = 5.0  # inches: still read on a telephone, where a page shrinks it to 3.5
FONTS = ("Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "Segoe UI", "Noto Sans")
SCRIPTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC",
    "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Zen Hei",
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai",
    "Noto Sans Georgian", "Noto Sans Armenian", "Arial Unicode MS",
)  # fmt: skip
_LATIN = 0x250  # letters before it are in every font
_IN_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


@cache
def _fonts() -> list[str]:
    """Choose what is installed: naming an absent font would print a warning with each figure."""
    there = set(fontManager.get_font_names())
    latin = [name for name in FONTS if name in there][:1]
    return [*latin, "DejaVu Sans", *(name for name in SCRIPTS if name in there)]


@contextmanager
def house(ax: Axes | None = None, *, width: float = 0.0) -> Iterator[float]:
    """Set the house style for what is drawn inside; yield the size of its text in points."""
    # Axes alone in a figure take 0.775 of its width: measure those of others as if they were alone.
    inches = root(ax).get_figwidth() * ax.get_position().width / 0.775 if ax else width
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
        if ax is not None:
            _dress(ax, size)
        yield size


def _dress(ax: Axes, size: float) -> None:
    """Give axes that were made outside the house style what they took from another."""
    ax.spines[["top", "right"]].set_visible(False)
    for spine in ax.spines.values():
        spine.set(edgecolor=QUIET, linewidth=0.6)
    ax.tick_params(labelsize=size, labelfontfamily=_fonts(), labelcolor=INK, width=0.6)
    ax.tick_params(axis="y", length=0)
    titles = [ax.set_title(ax.get_title(loc), loc=loc) for loc in ("left", "center", "right")]
    for text in (ax.xaxis.label, ax.yaxis.label, *titles):
        text.set(fontsize=size, fontfamily=_fonts(), color=INK, parse_math=False)


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


@contextmanager
def quiet() -> Iterator[None]:
    """Keep still about scripts that no installed font has: alt text and table have the name.

    And about a layout that does not fit yet: it is measured so that the figure can be made larger.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="constrained_layout not applied")
        yield


def extent(ax: Axes) -> tuple[float, float]:
    """Lay the figure out and measure its axes: width and height in points."""
    figure = root(ax)
    with quiet():
        figure.draw_without_rendering()
    box = ax.get_window_extent()
    return box.width * 72 / figure.dpi, box.height * 72 / figure.dpi


def stretch(ax: Axes, high: float) -> None:
    """Make the figure as high as axes of `high` points, and all that stands around them, need."""
    figure = root(ax)
    figure.set_figheight(figure.get_figheight() + (high - extent(ax)[1]) / 72)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text in points."""
    from matplotlib.textpath import TextPath

    font = FontProperties(family=_fonts(), size=size, weight="bold" if bold else "normal")
    return float(TextPath((0, 0), text or " ", prop=font, usetex=False).get_extents().width)


@cache
def _drawn(letter: str) -> bool:
    """Tell whether one of the fonts in use has a letter."""
    paths = (fontManager.findfont(FontProperties(family=name)) for name in _fonts())
    return any(get_font(path).get_char_index(ord(letter)) for path in paths)


@cache
def _lacking(script: str) -> None:
    """Say once of a script that no font in use has it."""
    cjk = script in _IN_CJK
    named = "CJK SC" if cjk else script.title()
    whose = "Chinese, Japanese or Korean" if cjk else script.title()
    warnings.warn(
        f"figures: no installed font has the letters of {whose} names, which are drawn "
        f"as boxes; install the font Noto Sans {named} and start again",
        stacklevel=2,
    )


def clean(text: str) -> str:
    """Make control characters visible and everything encodable: names come from any text."""
    for letter in set(text):
        if ord(letter) >= _LATIN and letter.isalpha() and not _drawn(letter):
            _lacking(unicodedata.name(letter, "other").split()[0].split("-")[0])
    return "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text
    )


def name(text: object, most: int = 60) -> str:
    """Write a name in running words: on one line, and no longer than `most` characters."""
    words = clean(" ".join(str(text).split()))
    return words if len(words) <= most else words[: most - 1] + "…"


def label(text: str, columns: int, lines: int = 2, *, count: int | None = None) -> str:
    """Wrap a name; what does not fit into `lines` ends in an ellipsis. A count stays with it."""
    wrapped = textwrap.wrap(clean(" ".join(text.split())), columns) or [""]
    if len(wrapped) > lines:
        rest = " ".join(wrapped[lines - 1 :])
        wrapped = [*wrapped[: lines - 1], rest[: columns - 1].rstrip() + "…"]
    return "\n".join(wrapped) + (f" ({count})" if count is not None else "")


def name_columns() -> int:
    """Give the characters a line of names may have: fewer where room is scarce."""
    return 17 if mpl.rcParams["font.size"] < 7.75 else 28


def count(number: int, noun: str) -> str:
    """Write a number with its noun: '1 statement', '2 statements'."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def signed(value: float) -> str:
    """Write a number with its sign, the minus as a minus."""
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"


def percent(share: float) -> str:
    """Write a share for readers; a small one is not nothing."""
    return f"{100 * share:.0f} %" if share >= 0.01 or not share else f"{100 * share:.1g} %"


def concept(text: object) -> str:
    """Write a concept's name for readers: 'gradual reciprocity'."""
    return name(str(text).replace("_", " "))


def fill(ax: Axes, sentences: list[str], size: float) -> Text:
    """Write the sentences below the axes, wrapped to their width."""
    wide = max(extent(ax)[0] * 0.92, size * 8)  # drawn letters are wider than measured ones
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
