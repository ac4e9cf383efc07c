"""Two groups in one figure: what they are called, and how far they are apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from matplotlib.text import Annotation

from rhetoric.figures import style
from rhetoric.figures.page import Page
from rhetoric.figures.style import INK, signed, when
from rhetoric.summaries.groups import DIFFERENCE

HUES = (INK, "#8f4db3")  # the second is hatched or broken, too
LINES: tuple[dict[str, Any], ...] = ({"color": INK, "ls": "-"}, {"color": HUES[1], "ls": "--"})
BARS: tuple[dict[str, Any], ...] = (
    {"facecolor": INK, "edgecolor": INK},
    {"facecolor": "white", "edgecolor": HUES[1], "hatch": "////"},
)


def names_of(table: pd.DataFrame) -> list[str]:
    """Name the two groups of a table, in their order; none where it has no groups."""
    if "group" not in table:
        return []
    return [str(name) for name in table["group"].astype("category").cat.categories]


def key(names: list[str], many: Iterable[str], second: str) -> str:
    """Say which group has which look, and how much of it there is."""
    looks = ("black", f"purple, {second}")
    pairs = zip(looks, names, many, strict=True)
    return "; ".join(f"{look}: {style.name(name, 40)} ({n})" for look, name, n in pairs)


def apart(row: Mapping[Any, Any] | pd.Series[Any], join: str = " ", *, points: bool = False) -> str:
    """Write a difference with its interval: '+0.40 (−0.10 to +0.90)', or in percentage points."""
    if pd.isna(row["difference"]):
        return "–"
    said = [_signed(row[column], points) for column in DIFFERENCE]
    return said[0] + when(pd.notna(row["difference_low"]), f"{join}({said[1]} to {said[2]})")


def _signed(value: float, points: bool) -> str:
    said = f"{100 * value:+.1f}" if points else signed(value)
    return "0.0" if said in ("+0.0", "-0.0") else said.replace("-", "−")


def aside(page: Page, row: Mapping[Any, Any], y: float, *, points: bool = False) -> Annotation:
    """Write at the right of the axes how far the groups are apart."""
    at = {"xycoords": page.ax.get_yaxis_transform(), "fontsize": page.small}
    return page.beside((1, y), apart(row, "\n", points=points), 6, **at)


def note(table: pd.DataFrame, where: str, what: str) -> str:
    """Say what the differences of a figure are."""
    groups = names_of(table)
    if not groups:
        return ""
    first, second = (style.name(name, 24) for name in groups)
    ranged = table["difference_low"]
    return (
        f"{where}: {what}, {second} less {first}"
        + when(ranged.notna().any(), ", with its 95 % bootstrap interval over articles")
        + "."
        + when(ranged.isna().any(), " No interval: too few articles, or no variation.")
    )


def told(table: pd.DataFrame, of: str, what: str, *, points: bool = False, most: int = 5) -> str:
    """State where the groups are surely apart, the farthest first, and of how many."""
    groups = names_of(table)
    if not groups:
        return ""
    first, second = map(style.name, groups)
    rows = table.dropna(subset=[of]).drop_duplicates(of).set_index(of)
    ranged = rows.dropna(subset=["difference_low"])
    sure = ranged[(ranged["difference_low"] > 0) | (ranged["difference_high"] < 0)]
    order = sure["difference"].abs().sort_values(ascending=False, kind="stable").index
    said = [
        f"{style.concept(name)} {apart(sure.loc[name], points=points)}" for name in order[:most]
    ]
    more = f" and {len(sure) - most} more" if len(sure) > most else ""
    return (
        f"{what}, {second} less {first}: the 95 % interval excludes zero in {len(sure)} of "
        f"{len(ranged)}{': ' if said else ''}{', '.join(said)}{more}."
    )
