"""Discourse networks: who is tied to which concept, and who to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric.errors import count
from rhetoric.figures import style
from rhetoric.figures.page import Page, figure
from rhetoric.figures.style import FAINT, HUES, INK, REPORTED, when

TIES = 24  # more lines cannot be followed
_KEY = "Blue, whole line: {0}. Orange, broken: {1}."


@figure
def discourse_network(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.discourse_network`: holders to the left, concepts to the right.

    A line ties a holder to a concept they are for (blue, whole) or against (orange, broken); the
    wider, the more statements; hollow where only another voice reports it. Returns the Axes.
    """
    if table.empty:
        return page.say(
            "No position for or against a concept was found: there is nobody to tie to anything."
        )
    room = min(page.rows(TIES, 2.4, 2), TIES)
    shown = table.sort_values("n", ascending=False, kind="stable").head(room)
    concepts = list(shown.sort_values(["axis", "concept"])["concept"].unique())
    right = {name: (i + 0.5) / len(concepts) for i, name in enumerate(concepts)}
    heights = shown.assign(y=shown["concept"].map(right)).groupby("holder")["y"].mean()
    holders = list(heights.sort_values(kind="stable").index)  # near their concepts: few crossings
    left = {name: (i + 0.5) / len(holders) for i, name in enumerate(holders)}
    page.names(left.values(), left)
    more = max(int(shown["n"].max()) - 1, 1)
    both = shown.duplicated(["holder", "concept"], keep=False)
    for row in shown.assign(both=both).to_dict("records"):
        aside = 0.007 * row["agreement"] if row["both"] else 0.0
        ys = [left[row["holder"]] - aside, right[row["concept"]] - aside]
        wide, told = 1.4 + 2.8 * (row["n"] - 1) / more, row["n_reported"] == row["n"]
        _tie(page, ([0.0, 1.0], ys), row["agreement"], wide, hollow=told)
    for name, y in right.items():
        said = style.label(style.concept(name), page.columns - 3)
        page.beside((1, y), said, 6, weight="bold")
    _dots(page, [*((0.0, y) for y in left.values()), *((1.0, y) for y in right.values())])
    page.ax.set_xlim(-0.02, 1.02)
    page.notes(
        f"holders and concepts (n = {count(int(table['n'].sum()), 'position')} for or against)",
        _KEY.format("for", "against") + " The wider, the more statements.",
        when((shown["n_reported"] == shown["n"]).any(), REPORTED),
        style.left_out(len(table) - len(shown), "tie"),
    )
    page.stretch(max(len(holders), len(concepts)) * page.size * 2.4)
    return _ties_alt(table)


def _tie(
    page: Page, ends: tuple[list[float], list[float]], sign: int, wide: float, *, hollow: bool
) -> None:
    broken = "-" if sign > 0 else (0, (5 / wide + 1, 2.5 / wide + 0.6))
    side = {1: "for", -1: "against"}[sign]
    looks: dict[str, Any] = {"solid_capstyle": "butt", "zorder": 3}
    page.ax.plot(*ends, color=HUES[sign], lw=wide, ls=broken, label=side, **looks)
    if hollow:
        page.ax.plot(*ends, color="white", lw=max(wide - 1.1, 0.5), **looks)


def _dots(page: Page, places: list[tuple[float, float]]) -> None:
    """Draw whom and what the lines tie, in place of axes."""
    xs, ys = zip(*places, strict=True)
    page.ax.scatter(xs, ys, s=15, color=INK, zorder=5, clip_on=False)
    page.ax.set_ylim(1.0, 0.0)
    page.ax.set_xticks([])
    page.bare("left", "bottom")


def _ties_alt(table: pd.DataFrame, most: int = 6) -> list[str]:
    """State who is for and against which concept: the disputed first, then by size."""
    told = []
    for concept, group in table.groupby("concept", sort=False):
        sides = [
            f"{word} it {', '.join(style.name(h) for h in names[:most])}"
            + (f" and {count(len(names) - most, 'other')}" if len(names) > most else "")
            for sign, word in ((1, "for"), (-1, "against"))
            if len(names := list(group.loc[group["agreement"] == sign, "holder"]))
        ]
        sentence = f"{style.concept(concept)}: {'; '.join(sides)}."
        told.append((-len(sides), -int(group["n"].sum()), sentence))
    return [
        f"{count(table['holder'].nunique(), 'holder')} tied to {count(len(told), 'concept')} by "
        f"{count(int(table['n'].sum()), 'position')} for or against; "
        f"{sum(t[0] == -2 for t in told)} of these concepts are disputed.",
        *(sentence for *_, sentence in sorted(told)[:most]),
        when(len(told) > most, f"{count(len(told) - most, 'further concept')}."),
    ]


@figure
def congruence_network(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.congruence_network`: who takes whose side, and who the opposite one.

    A line is congruence less conflict, both normalized: blue and whole where the first outweighs.
    Whoever agrees stands on one flank, as far as two flanks can show it. Returns the Axes.
    """
    if table.empty:
        return page.say(
            "No two holders take a side on the same concept: nobody agrees or disagrees."
        )
    busiest = (-table["congruence"] - table["conflict"]).sort_values(kind="stable").index
    shown = table.loc[busiest].head(min(page.rows(TIES, 2.6, 1), TIES))
    shown = shown.assign(net=shown["congruence_share"] - shown["conflict_share"])
    left, right = _camps(shown)
    at = {}
    for side, names in ((-1, left), (1, right)):
        for y, name in zip((np.arange(len(names)) + 0.5) / len(names), names, strict=True):
            at[name] = (side * (1 - 0.45 * (2 * y - 1) ** 2), y)
    page.names([at[name][1] for name in left], left)
    for name in right:
        page.beside((1, at[name][1]), style.label(name, page.columns), 8)
    most = float(shown["net"].abs().max())
    for row in shown[shown["net"] != 0].to_dict("records"):
        ends = tuple(map(list, zip(at[row["holder"]], at[row["other"]], strict=True)))
        wide = 0.8 + 2.4 * abs(row["net"]) / most
        _tie(page, ends, int(np.sign(row["net"])), wide, hollow=False)  # type: ignore[arg-type]
    for x, y in at.values():
        page.ax.plot([x, np.sign(x)], [y, y], color=FAINT, lw=0.6, zorder=1)
    _dots(page, list(at.values()))
    page.ax.set_xlim(-1.02, 1.02)
    holders = count(len({*table["holder"], *table["other"]}), "holder")
    page.notes(
        f"pairs of holders who share a concept (n = {count(len(table), 'pair')} of {holders})",
        _KEY.format("mostly on the same side", "mostly on opposite sides")
        + " The wider, the larger a share of the concepts the two speak on.",
        style.left_out(len(table) - len(shown), "pair"),
    )
    page.stretch(max(len(left), len(right), 3) * page.size * 2.6)
    return _pairs_alt(table, holders)


def _camps(shown: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Part the holders into two flanks: by the sign of the leading eigenvector of their ties."""
    names = sorted({*shown["holder"], *shown["other"]})
    net = np.zeros((len(names), len(names)))
    for row in shown.to_dict("records"):
        i, j = names.index(row["holder"]), names.index(row["other"])
        net[i, j] = net[j, i] = row["net"]
    leading = np.linalg.eigh(net)[1][:, -1].round(6)
    leading *= -1 if leading[np.argmax(np.abs(leading))] < 0 else 1
    ordered = [names[i] for i in np.argsort(-leading, kind="stable")]
    half = int((leading > 0).sum())
    if half in (0, len(names)):  # no camps: both flanks are of one mind
        half = (len(names) + 1) // 2
    return ordered[:half], ordered[half:]


def _pairs_alt(table: pd.DataFrame, holders: str, most: int = 3) -> list[str]:
    """Count who takes whose side, and name the pairs that do most."""
    pairs = {"congruence": ("the same side", "agreed"), "conflict": ("opposite sides", "disputed")}
    counted = " and ".join(
        f"{int((table[tie] > 0).sum())} take {side} on some concept"
        for tie, (side, _) in pairs.items()
    )
    told = [f"Of {count(len(table), 'pair')} among {holders}, {counted}."]
    for tie, (side, on) in pairs.items():
        there = table[table[tie] > 0]
        top = there.sort_values([f"{tie}_share", tie], ascending=False, kind="stable").head(most)
        cells = [
            f"{style.name(r['holder'])} and {style.name(r['other'])} ({r[f'{tie}_share']:.2f}: "
            f"{style.concept(r[on].replace(' ', ', '))})"
            for r in top.to_dict("records")
        ]
        told.append(when(cells, f"Strongest on {side}: {'; '.join(cells)}."))
    return told
