"""What all figures share: axes of their own or another's, notes, what they say, and their display.

What a figure says is its alt text, with the hash of its data; both go into a notebook with it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from rhetoric.figures import style
from rhetoric.figures.style import COLUMN, FILLS, HUES, INK, SHAPES, WIDTH, quiet, root

DOTS = (7.0, 3.5, 2.0)  # points: marks too many to be numbered shrink to these
CROWD = 1000  # marks: each drawn by itself, they would make a page of megabytes
# of each figure its sentences, the hash of its table, and how it is drawn for a narrow page
_SAID = WeakKeyDictionary[Axes, tuple[list[str], str, Callable[[], Axes] | None]]()
_NARROW = "(max-width: 32rem)"
_STYLE = "".join(  # JupyterLab has a theme of its own; else the page's or the reader's is followed
    f'body[data-jp-theme-light="{light}"] .rhetoric-figure {{ color-scheme: {scheme} }}'
    for light, scheme in (("true", "light"), ("false", "dark"))
)


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
        with style.house(ax, width) as size:
            page = Page(ax or _new_axes(width), size, own=ax is None)
            label = page.ax.get_ylabel()
            alt = draw(page, table)
            page.ax.set_ylabel(label)  # seaborn names it after a column
        small = functools.partial(drawn, table, width=COLUMN)
        narrow = small if page.own and width > COLUMN else None
        _SAID[page.ax] = [sentence for sentence in alt if sentence], fingerprint(table), narrow
        return page.ax

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
        return max(self.size - 1.5, style.NUMBERED)

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


def alt_text(ax: Axes) -> str:
    """Give the finding of a figure in words. Raises KeyError for axes drawn by others."""
    if ax not in _SAID:
        raise KeyError("these axes were not drawn by rhetoric.figures; only those have alt text")
    return " ".join(_SAID[ax][0])


def finding(ax: Axes) -> str:
    """Give the first two sentences of the alt text: what the figure finds, in numbers."""
    alt_text(ax)
    return " ".join(_SAID[ax][0][:2])


def fingerprint(table: pd.DataFrame) -> str:
    """Hash a table: eight hex digits that change when a shown number or word does."""
    digest = hashlib.sha256("\t".join(table.columns).encode())
    for row in table.itertuples(index=False, name=None):
        digest.update("\t".join(map(_canonical, row)).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()[:8]


def _canonical(value: Any) -> str:
    """Write a value alike under every version of pandas; six digits outlive any platform's sums."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "∅"
    if isinstance(value, bool | str):
        return str(value)
    try:
        return f"{float(value) + 0.0:.6g}"
    except (TypeError, ValueError):
        return str(value)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure for a notebook: the picture, and in words what it says.

    `html` shows it dark where the page is, and narrow where that is; the PNG is for a paper.
    """

    png: bytes
    alt: str
    fingerprint: str
    html: str
    svg: str | None = None
    pdf: bytes | None = None

    def __repr__(self) -> str:
        return f"{self.alt} [data {self.fingerprint}]"

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        # nbval compares text/plain and no pictures: a changed number fails, a changed pixel not.
        png = base64.b64encode(self.png).decode()
        data = {"text/html": self.html, "image/png": png, "text/plain": repr(self)}
        if self.svg and self.pdf:
            data["image/svg+xml"] = self.svg
            data["application/pdf"] = base64.b64encode(self.pdf).decode()
        return data, {"image/png": {"alt": self.alt}}


def show(ax: Axes, *, dpi: int = 200) -> Shown:
    """Render the figure of `ax` for a notebook, with its alt text.

    Returns its display object, for a report with assets as SVG and PDF besides. Raises KeyError
    like `alt_text`.
    """
    alt_text(ax)
    figure = root(ax)
    drawn = [one for one in figure.axes if one in _SAID]
    alt, marks = " ".join(map(alt_text, drawn)), "-".join(_SAID[one][1] for one in drawn)
    png = _render(figure, "png", dpi=dpi, metadata={"Software": None})
    narrow = _SAID[drawn[0]][2] if len(figure.axes) == 1 else None
    html = _html(figure, alt, narrow)
    if not os.environ.get("RHETORIC_ASSETS"):
        return Shown(png, alt, marks, html)
    nothing = {"Creator": None, "Producer": None, "CreationDate": None}
    pdf = _render(figure, "pdf", metadata={**nothing, "Subject": alt})
    return Shown(png, alt, marks, html, _svg(figure, alt), pdf)


def _render(figure: Figure, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    with quiet(), mpl.rc_context({"svg.hashsalt": "rhetoric", "pdf.fonttype": 42}):
        figure.savefig(file, format=form, facecolor="auto", **options)  # not the rc
    return file.getvalue()


def _svg(figure: Figure, alt: str | None = None) -> str:
    metadata = {"Date": None, "Creator": None, "Description": alt}
    return _render(figure, "svg", dpi=200, metadata=metadata).decode("utf-8")


def _html(figure: Figure, alt: str, narrow: Callable[[], Axes] | None) -> str:
    """Embed a figure as SVG that follows the colour scheme, and its narrow form beside it."""
    wide = round(figure.get_figwidth() * 150)
    other = f"<source media='{_NARROW}' srcset='{_uri(root(narrow()))}'>" if narrow else ""
    return (
        f"<style>{_STYLE}</style><picture>{other}<img class='rhetoric-figure' "
        f"style='width: {wide}px; max-width: 100%; height: auto' alt='{escape(alt)}' "
        f"src='{_uri(figure)}'></picture>"
    )


def _uri(figure: Figure) -> str:
    """Write a figure as the address of an SVG that is dark where its page is."""
    svg = " ".join(_svg(figure).split())
    colors = sorted(set(re.findall("#[0-9a-f]{6}", svg)))
    rules = "".join(
        f'[style*="{part}: {c}"],[{part}="{c}"]{{{part}:{_dark(c)}!important}}'
        for c in colors
        for part in ("fill", "stroke")
    )
    svg = svg.replace("</style>", f"@media (prefers-color-scheme: dark){{{rules}}}</style>", 1)
    for letter, code in (("%", "%25"), ("#", "%23"), ("'", "%27"), ("&", "&amp;"), (" ", "%20")):
        svg = svg.replace(letter, code)
    return f"data:image/svg+xml,{svg}"


def _dark(color: str) -> str:
    """Give the colour a hue has on a dark page: white becomes #161616, ink nearly white."""
    hue, light, rich = rgb_to_hls(*to_rgb(color))
    return to_hex(hls_to_rgb(hue, 1 - 0.914 * light, rich))
