"""The house style: ink, two contrast-safe hues with a shape each, how names are written, and how
far two groups are apart."""

from __future__ import annotations

import textwrap
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from rhetoric.errors import count, signed
from rhetoric.summaries.rows_and_intervals import DIFFERENCE

INK = "#1a1a1a"
QUIET = "#767676"  # 4.5:1 on white: the faintest ink that text may have
FAINT = "#d9d9d9"
HUES = {1: "#0173b2", -1: "#d55e00", 0: QUIET}
FILLS = {1: "#abd0ea", -1: "#f6c6a0", 0: "#d0d0d0"}  # numbers are read on them
TINTS = {1: "#cfe3f0", -1: "#f8dfcc", 0: "#ececec"}
SHAPES = {1: "o", -1: "s", 0: "h"}
COLUMN = 3.3  # inches: one column of a journal
WIDTH = 5.0  # inches: still read on a telephone, where a page shrinks it to 3.5
NUMBERED = 5.5  # points: the smallest number still read in a column
FONTS = ("Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "Segoe UI", "Noto Sans")
SCRIPTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC",
    "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Zen Hei",
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai",
    "Noto Sans Georgian", "Noto Sans Armenian", "Arial Unicode MS",
)  # fmt: skip
_SECOND = "#8f4db3"  # the second group is hatched or broken, too
LINES: tuple[dict[str, Any], ...] = ({"color": INK, "ls": "-"}, {"color": _SECOND, "ls": "--"})
BARS: tuple[dict[str, Any], ...] = (
    {"facecolor": INK, "edgecolor": INK},
    {"facecolor": "white", "edgecolor": _SECOND, "hatch": "////"},
)
UP, DOWN = "▲ endorses the cooperative", "▼ endorses the coercive"
REPORTED = "Hollow: as reported by another voice."
_LATIN = 0x250  # letters before it are in every font
_IN_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_OUTLINES: dict[str, Any] = {}  # of the glyphs measured so far
_ALIKE = 1e-6  # what rounding may put between two outlines


@cache
def fonts() -> list[str]:
    """Choose what is installed: naming an absent font would print a warning with each figure."""
    there = set(fontManager.get_font_names())
    latin = [name for name in FONTS if name in there][:1]
    return [*latin, "DejaVu Sans", *(name for name in SCRIPTS if name in there)]


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


@contextmanager
def house(ax: Axes | None, width: float) -> Iterator[float]:
    """Set the house style for what is drawn inside; yield the size of its text in points."""
    # Axes alone in a figure take 0.775 of its width: measure those of others as if they were alone.
    inches = root(ax).get_figwidth() * ax.get_position().width / 0.775 if ax else width
    size = min(max(7.0 + (inches - COLUMN) * 0.55, 6.5), 11.0)
    texts = ("font.size", "axes.labelsize", "axes.titlesize", "xtick.labelsize", "ytick.labelsize")
    settings: Any = {
        **sns.axes_style("ticks"),
        **sns.plotting_context("paper"),
        **dict.fromkeys(texts, size),
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
        "font.family": fonts(),
        "text.parse_math": False,  # a name may hold a dollar sign
        "axes.edgecolor": QUIET,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "xtick.major.width": 0.6,
        "xtick.major.size": 3.5,
        "ytick.major.size": 0,
        "hatch.linewidth": 0.6,
        "patch.force_edgecolor": False,
    }
    with mpl.rc_context(settings):
        if ax is not None:
            _dress(ax, size)
        yield size


def _dress(ax: Axes, size: float) -> None:
    """Give axes that were made outside the house style what they took from another."""
    sns.despine(ax=ax)
    for spine in ax.spines.values():
        spine.set(edgecolor=QUIET, linewidth=0.6)
    ax.tick_params(labelsize=size, labelfontfamily=fonts(), labelcolor=INK, width=0.6)
    ax.tick_params(axis="y", length=0)
    titles = [ax.set_title(ax.get_title(loc), loc=loc) for loc in ("left", "center", "right")]
    for text in (ax.xaxis.label, ax.yaxis.label, *titles):
        text.set(fontsize=size, fontfamily=fonts(), color=INK, parse_math=False)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Measure the ink of a line of text in points: from its first outline to its last."""
    font = get_font([fontManager.findfont(FontProperties(family=name)) for name in fonts()])
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    placed, _, _ = text_to_path.get_glyphs_with_font(font, text or " ", glyph_map=_OUTLINES)
    ink = [(x + _ink(glyph)[0], x + _ink(glyph)[1]) for glyph, x, *_ in placed]
    first, last = min(left for left, _ in ink), max(right for _, right in ink)
    if first > last:
        return 0.0  # blanks have none
    outer = [
        (_OUTLINES[glyph], at)
        for (glyph, *at, _), (left, right) in zip(placed, ink, strict=True)
        if left < first + _ALIKE or right > last - _ALIKE
    ]
    vertices = np.concatenate([vertices + at for (vertices, _), at in outer])
    codes = np.concatenate([codes for (_, codes), _ in outer])
    scaled = Affine2D().scale(size / text_to_path.FONT_SCALE).transform(vertices)
    return float(Outline(scaled, codes).get_extents().width)


@cache
def _ink(glyph: str) -> tuple[float, float]:
    """Give about where a glyph's ink begins and ends: measuring all of a line takes long."""
    box = Outline(*_OUTLINES[glyph]).get_extents()
    return box.x0, box.x1


@cache
def _drawn(letter: str) -> bool:
    """Tell whether one of the fonts in use has a letter."""
    paths = (fontManager.findfont(FontProperties(family=name)) for name in fonts())
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


def concept(text: object) -> str:
    """Write a concept's name for readers: 'gradual reciprocity'."""
    return name(str(text).replace("_", " "))


def label(text: str, columns: int, lines: int = 2) -> str:
    """Wrap a name; what does not fit into `lines` ends in an ellipsis."""
    wrapped = textwrap.wrap(clean(" ".join(text.split())), columns) or [""]
    if len(wrapped) > lines:
        rest = " ".join(wrapped[lines - 1 :])
        wrapped = [*wrapped[: lines - 1], rest[: columns - 1].rstrip() + "…"]
    return "\n".join(wrapped)


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
    widest = max((text_width(line, size) for line in longest), default=0.0)
    return max(widest + 6.0, 11.0)


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


def when(true: object, sentence: str) -> str:
    """Give the sentence where it is true."""
    return sentence if true else ""


def left_out(number: int, noun: str = "row") -> str:
    """Say how much of the table is not drawn, where something is not."""
    return when(number, f"{count(number, f'further {noun}')} of the table left out.")


def percent(share: float) -> str:
    """Write a share for readers; a small one is not nothing."""
    return f"{100 * share:.0f} %" if share >= 0.01 or not share else f"{100 * share:.1g} %"


def unscored(table: pd.DataFrame, number: int, end: str = "") -> str:
    """Say of a table with no scored agreement that there is no position to draw."""
    if table.empty:
        return "No position found: no statement names a concept of the codebook."
    return f"{number} statements name a concept, but none is scored for or against{end}."


def groups_of(table: pd.DataFrame) -> list[str]:
    """Name the two groups of a table, in their order; none where it has no groups."""
    if "group" not in table:
        return []
    return [str(name) for name in table["group"].astype("category").cat.categories]


def key_of(names: list[str], many: Iterable[str], second: str) -> str:
    """Say which group has which look, and how much of it there is."""
    pairs = zip(("black", f"purple, {second}"), names, many, strict=True)
    return "; ".join(f"{look}: {name(group, 40)} ({n})" for look, group, n in pairs)


def apart(row: Mapping[Any, Any] | pd.Series[Any], join: str = " ", *, points: bool = False) -> str:
    """Write a difference with its interval: '+0.40 (−0.10 to +0.90)', or in percentage points."""
    if pd.isna(row["difference"]):
        return "–"
    said = [signed(100 * row[c], 1) if points else signed(row[c]) for c in DIFFERENCE]
    return said[0] + when(pd.notna(row["difference_low"]), f"{join}({said[1]} to {said[2]})")


def apart_note(table: pd.DataFrame, where: str, what: str) -> str:
    """Say what the differences of a figure are."""
    groups = groups_of(table)
    if not groups:
        return ""
    first, second = (name(one, 24) for one in groups)
    ranged = table["difference_low"]
    return (
        f"{where}: {what}, {second} less {first}"
        + when(ranged.notna().any(), ", with its 95 % bootstrap interval over articles")
        + "."
        + when(ranged.isna().any(), " No interval: too few articles, or no variation.")
    )


def apart_told(table: pd.DataFrame, of: str, what: str, *, points: bool = False) -> str:
    """State where the groups are surely apart, the farthest first, and of how many."""
    groups = groups_of(table)
    if not groups:
        return ""
    first, second = map(name, groups)
    rows = table.dropna(subset=[of]).drop_duplicates(of).set_index(of)
    ranged = rows.dropna(subset=["difference_low"])
    sure = ranged[(ranged["difference_low"] > 0) | (ranged["difference_high"] < 0)]
    order = sure["difference"].abs().sort_values(ascending=False, kind="stable").index
    said = [f"{concept(one)} {apart(sure.loc[one], points=points)}" for one in order[:5]]
    more = f" and {len(sure) - 5} more" if len(sure) > 5 else ""
    return (
        f"{what}, {second} less {first}: the 95 % interval excludes zero in {len(sure)} of "
        f"{len(ranged)}{': ' if said else ''}{', '.join(said)}{more}."
    )
