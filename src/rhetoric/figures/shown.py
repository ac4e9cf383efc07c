"""What a figure says: its alt text, the hash of its data, and its display in a notebook."""

from __future__ import annotations

import base64
import hashlib
import io
import math
import os
import re
import warnings
from collections.abc import Callable, Iterator
from colorsys import hls_to_rgb, rgb_to_hls
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

_SAID: WeakKeyDictionary[Axes, tuple[list[str], str, Callable[[], Axes] | None]]
_SAID = WeakKeyDictionary()
_NARROW = "(max-width: 32rem)"
_STYLE = "".join(  # JupyterLab has a theme of its own; else the page's or the reader's is followed
    f'body[data-jp-theme-light="{light}"] .rhetoric-figure {{ color-scheme: {scheme} }}'
    for light, scheme in (("true", "light"), ("false", "dark"))
)


def describe(
    ax: Axes, alt: list[str], table: pd.DataFrame, narrow: Callable[[], Axes] | None = None
) -> Axes:
    """Keep with the axes the sentences of its alt text and the hash of the table it shows.

    And how it is drawn for a narrow page, where it is a figure of its own.
    """
    _SAID[ax] = ([sentence for sentence in alt if sentence], fingerprint(table), narrow)
    return ax


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
        data = {"text/html": self.html}
        data |= {"image/png": base64.b64encode(self.png).decode(), "text/plain": repr(self)}
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
