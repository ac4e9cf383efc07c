"""Discourse networks: who is tied to which concept, and who to whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import marks, style
from rhetoric.figures.shown import describe

TIES = 24  # more lines cannot be followed
NOBODY = "No position for or against a concept was found: there is nobody to tie to anything."
_KEY = "Blue, whole line: {0}. Orange, broken: {1}."


def discourse_network(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH
) -> Axes:
    """Draw `positions.discourse_network`: holders to the left, concepts to the right.

    A line ties a holder to a concept they are for (blue, whole) or against (orange, broken); the
    wider, the more statements; hollow where only another voice reports it. Without `ax`, makes a
    figure `width` inches wide. Returns the Axes.
    """
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if table.empty else style.NOTES)
        if table.empty:
            style.say(ax, NOBODY)
            return describe(ax, NOBODY, table)
        room = TIES if own else max(int(style.extent(ax)[1] / (size * 2.4)) - 2, 1)
        shown = table.sort_values("n", ascending=False, kind="stable").head(min(room, TIES))
        high = _affiliations(ax, shown, size)
        style.fill(ax, _affiliation_notes(table, shown), size)
        if own:
            style.stretch(ax, high)
    return describe(ax, _affiliation_alt(table), table)


def _affiliations(ax: Axes, shown: pd.DataFrame, size: float) -> float:
    """Draw the two columns and the lines between them; return the height that they need."""
    concepts = list(shown.sort_values(["axis", "concept"])["concept"].unique())
    right = {name: _spread(i, len(concepts)) for i, name in enumerate(concepts)}
    heights = shown.assign(y=shown["concept"].map(right)).groupby("holder")["y"].mean()
    holders = list(heights.sort_values(kind="stable").index)  # near their concepts: few crossings
    left = {name: _spread(i, len(holders)) for i, name in enumerate(holders)}
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(1.0, 0.0)
    columns = style.name_columns()
    ax.set_yticks(list(left.values()), [style.label(h, columns) for h in holders])
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    most = int(shown["n"].max())
    shown = shown.assign(both=shown.duplicated(["holder", "concept"], keep=False))
    for row in shown.sort_values("n", ascending=False, kind="stable").to_dict("records"):
        wide = 1.4 + 2.8 * (row["n"] - 1) / max(most - 1, 1)
        aside = 0.007 * row["agreement"] if row["both"] else 0.0
        ends = [0.0, 1.0], [left[row["holder"]] - aside, right[row["concept"]] - aside]
        hollow = row["n_reported"] == row["n"]
        _tie(ax, ends, int(row["agreement"]), wide, hollow=hollow)
    ax.scatter([0] * len(left), list(left.values()), s=14, color=style.INK, zorder=5, clip_on=False)
    ax.scatter(
        [1] * len(right), list(right.values()), s=14, color=style.INK, zorder=5, clip_on=False
    )
    for name, y in right.items():
        words = style.label(style.concept(name), columns - 3)
        ax.annotate(words, (1, y), (6, 0), textcoords="offset points", va="center", weight="bold")
    return max(len(holders), len(concepts)) * size * 2.4


def _spread(place: int, many: int) -> float:
    return (place + 0.5) / many


def _tie(
    ax: Axes, ends: tuple[list[float], list[float]], sign: int, wide: float, *, hollow: bool
) -> None:
    style_ = "-" if sign > 0 else (0, (5 / wide + 1, 2.5 / wide + 0.6))
    ax.plot(*ends, color=style.HUES[sign], lw=wide, ls=style_, solid_capstyle="butt", zorder=3,
            label={1: "for", -1: "against"}[sign], gid="hollow" if hollow else None)  # fmt: skip
    if hollow:
        ax.plot(*ends, color="white", lw=max(wide - 1.1, 0.5), solid_capstyle="butt", zorder=3)


def _affiliation_notes(table: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    n = style.count(int(table["n"].sum()), "position")
    notes = [
        f"holders and concepts (n = {n} for or against)",
        _KEY.format("for", "against") + " The wider, the more statements.",
    ]
    if (shown["n_reported"] == shown["n"]).any():
        notes.append(marks.REPORTED)
    if len(shown) < len(table):
        notes.append(
            f"{style.count(len(table) - len(shown), 'further tie')} of the table left out."
        )
    return notes


def _affiliation_alt(table: pd.DataFrame, most: int = 6) -> list[str]:
    told = []
    for concept, group in table.groupby("concept", sort=False):
        sides = [
            f"{word} it {', '.join(style.name(h) for h in names[:most])}"
            + (f" and {style.count(len(names) - most, 'other')}" if len(names) > most else "")
            for sign, word in ((1, "for"), (-1, "against"))
            if len(names := list(group.loc[group["agreement"] == sign, "holder"]))
        ]
        told.append(
            (-len(sides), -int(group["n"].sum()), f"{style.concept(concept)}: {'; '.join(sides)}.")
        )
    told.sort()
    more = [f"{style.count(len(told) - most, 'further concept')}."] if len(told) > most else []
    n = style.count(int(table["n"].sum()), "position")
    holders = style.count(table["holder"].nunique(), "holder")
    first = (
        f"{holders} tied to {style.count(len(told), 'concept')} by {n} for or against; "
        f"{sum(t[0] == -2 for t in told)} of these concepts are disputed."
    )
    return [first, *(words for *_, words in told[:most]), *more]


def congruence_network(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH
) -> Axes:
    """Draw `positions.congruence_network`: who takes whose side, and who the opposite one.

    A line is congruence less conflict, both normalized: blue and whole where the first outweighs.
    Whoever agrees stands on one flank, as far as two flanks can show it. Without `ax`, makes a
    figure `width` inches wide. Returns the Axes.
    """
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if table.empty else style.NOTES)
        if table.empty:
            words = "No two holders take a side on the same concept: nobody agrees or disagrees."
            style.say(ax, words)
            return describe(ax, words, table)
        room = TIES if own else max(int(style.extent(ax)[1] / (size * 2.6)) - 1, 1)
        busiest = (-table["congruence"] - table["conflict"]).sort_values(kind="stable").index
        shown = table.loc[busiest].head(min(room, TIES))
        high = _flanks(ax, shown, size)
        style.fill(ax, _congruence_notes(table, shown), size)
        if own:
            style.stretch(ax, high)
    return describe(ax, _congruence_alt(table), table)


def _camps(shown: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Part the holders into two flanks: by the sign of the leading eigenvector of their ties."""
    names = sorted({*shown["holder"], *shown["other"]})
    net = np.zeros((len(names), len(names)))
    for row in shown.to_dict("records"):
        i, j = names.index(row["holder"]), names.index(row["other"])
        net[i, j] = net[j, i] = row["congruence_share"] - row["conflict_share"]
    leading = np.linalg.eigh(net)[1][:, -1].round(6)
    leading *= -1 if leading[np.argmax(np.abs(leading))] < 0 else 1
    ordered = [names[i] for i in np.argsort(-leading, kind="stable")]
    half = int((leading > 0).sum())
    if half in (0, len(names)):  # no camps: both flanks are of one mind
        half = (len(names) + 1) // 2
    return ordered[:half], ordered[half:]


def _flanks(ax: Axes, shown: pd.DataFrame, size: float) -> float:
    left, right = _camps(shown)
    at = {}
    for side, names in ((-1, left), (1, right)):
        for i, name in enumerate(names):
            y = _spread(i, len(names))
            at[name] = (side * (1 - 0.45 * (2 * y - 1) ** 2), y)
    ax.set_xlim(-1.02, 1.02)
    ax.set_ylim(1.0, 0.0)
    ax.set_yticks(
        [at[name][1] for name in left], [style.label(n, style.name_columns()) for n in left]
    )
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    for name in right:
        words = style.label(name, style.name_columns())
        ax.annotate(words, (1, at[name][1]), (8, 0), textcoords="offset points", va="center")
    net = shown["congruence_share"] - shown["conflict_share"]
    for one, other, share in zip(shown["holder"], shown["other"], net, strict=True):
        (x, y), (x2, y2) = at[one], at[other]
        if share:
            wide = 0.8 + 2.4 * abs(share) / float(net.abs().max())
            _tie(ax, ([x, x2], [y, y2]), 1 if share > 0 else -1, wide, hollow=False)
    for x, y in at.values():
        ax.plot([x, np.sign(x)], [y, y], color=style.FAINT, lw=0.6, zorder=1)
    xs, ys = zip(*at.values(), strict=True)
    ax.scatter(xs, ys, s=16, color=style.INK, zorder=5, clip_on=False)
    return max(len(left), len(right), 3) * size * 2.6


def _congruence_notes(table: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    holders = len({*table["holder"], *table["other"]})
    notes = [
        f"pairs of holders who share a concept (n = {style.count(len(table), 'pair')} of "
        f"{style.count(holders, 'holder')})",
        _KEY.format("mostly on the same side", "mostly on opposite sides")
        + " The wider, the larger a share of the concepts the two speak on.",
    ]
    if len(shown) < len(table):
        notes.append(
            f"{style.count(len(table) - len(shown), 'further pair')} of the table left out."
        )
    return notes


def _congruence_alt(table: pd.DataFrame, most: int = 3) -> list[str]:
    holders = len({*table["holder"], *table["other"]})
    pairs = {"congruence": "the same side", "conflict": "opposite sides"}
    counted = " and ".join(
        f"{int((table[name] > 0).sum())} take {words} on some concept"
        for name, words in pairs.items()
    )
    told = [
        f"Of {style.count(len(table), 'pair')} among {style.count(holders, 'holder')}, {counted}."
    ]
    for name, words in pairs.items():
        top = table[table[name] > 0].sort_values(
            [f"{name}_share", name], ascending=False, kind="stable"
        )
        on = "agreed" if name == "congruence" else "disputed"
        cells = [
            f"{style.name(r['holder'])} and {style.name(r['other'])} ({r[f'{name}_share']:.2f}: "
            f"{style.name(str(r[on]).replace(' ', ', ').replace('_', ' '))})"
            for r in top.head(most).to_dict("records")
        ]
        if cells:
            told.append(f"Strongest on {words}: {'; '.join(cells)}.")
    return told
