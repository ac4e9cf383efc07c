"""Means: of each holder on each concept, with intervals or as a heat map, and confidence held
against what is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from rhetoric.errors import count, signed
from rhetoric.figures import style
from rhetoric.figures.page import Page, figure
from rhetoric.figures.style import FILLS, INK, QUIET, quiet, when

ROWS = 24
HOLDERS = 20
APART = 4.2  # rows: what the groups' differences take below the cells
CELL = 3.0  # of the text's size: the narrowest cell that two short lines fit into
WIDEST = 6.5
_TICKS = {-1: "−1\nagainst", -0.5: "−0.5", 0: "0", 0.5: "0.5", 1: "1\nfor"}
_QUARTERS = {0: "0", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1: "1"}
_Z = 1.96


@figure
def summarize(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.summarize`: the mean agreement of each holder, grouped by concept.

    The line through a mark is the bootstrap interval; there is none where all statements are of one
    mind. A hollow mark is of a holder whom only another voice reports. Returns the Axes.
    """
    scored = table.dropna(subset=["agreement"])
    if scored.empty:
        return page.say(style.unscored(table, int(table["n"].sum())))
    room = page.rows(ROWS, 1.5, 7 / 1.5 + scored["concept"].nunique())
    kept = scored[scored["n"].rank(method="first", ascending=False) <= room]
    kept = pd.concat([group for _, group in kept.groupby("concept", sort=False)])
    places = kept.assign(at=np.arange(len(kept)) + (~kept["concept"].duplicated()).cumsum())
    heads = places.drop_duplicates("concept")
    names = dict(zip(heads["at"] - 1, heads["concept"].map(style.concept), strict=True))
    bold = list(names)
    names |= dict(zip(places["at"], places["holder"], strict=True))
    lines = [
        style.label(names[y], page.columns + (9 if y in bold else 5), 1) for y in sorted(names)
    ]
    page.ax.set_yticks(range(len(names)), lines)
    for head in bold:
        page.ax.get_yticklabels()[head].set_fontweight("bold")
    page.ax.axvline(0, color=QUIET, lw=0.6, zorder=0)
    side = np.sign(places["agreement"].astype(float))
    means = places.rename(columns={"agreement": "mean"}).assign(side=side, hollow=_told(places))
    page.means(means, page.size * 0.75, "y")
    for y, n in zip(places["at"], places["n"] - places["n_not_scored"], strict=True):
        page.beside((1, y), f"n = {n}", 6, xycoords=page.ax.get_yaxis_transform())
    page.ax.set_ylim(len(names) - 0.4, -0.6)
    page.ax.set_xlim(-1.06, 1.06)
    page.ax.set_xticks(list(_TICKS), list(_TICKS.values()))
    page.bare("left")
    missing = int(table["n_not_scored"].sum())
    without = count(missing, "statement")
    page.notes(
        "mean agreement (n scored statements)",
        when(table["low"].notna().any(), "Line: 95 % bootstrap interval."),
        when(table["low"].isna().any(), "No line: one statement, or all alike; read n."),
        when(_told(table).any(), "Hollow: only as reported by another voice."),
        style.left_out(len(scored) - len(kept)),
        when(missing, f"{without} without a scored stance left out."),
    )
    page.stretch(len(names) * page.size * 1.9)
    return [_summary(scored), when(missing, f"{without} not scored.")]


def _told(rows: pd.DataFrame) -> pd.Series[bool]:
    """Tell what only another voice reports."""
    return rows["n_reported"] == rows["n"]


def _summary(scored: pd.DataFrame, most: int = 8) -> str:
    """State the means of the holders who speak most, with interval and n."""
    parts = []
    for row in scored.sort_values("n", ascending=False, kind="stable")[:most].to_dict("records"):
        ends = f"{signed(row['low'])} to {signed(row['high'])}"
        interval = f", interval {ends}" if pd.notna(row["low"]) else ""
        parts.append(
            f"{style.name(row['holder'])} on {style.concept(row['concept'])} "
            f"{signed(row['agreement'])} (n = {row['n'] - row['n_not_scored']}{interval})"
        )
    more = f"; {len(scored) - most} more" if len(scored) > most else ""
    return f"Mean agreement, −1 against to +1 for: {'; '.join(parts)}{more}."


@figure
def heat_map(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.heat_map` (or `summarize`): holders by concepts, coercive to cooperative.

    A cell says the mean agreement (blue for, orange against) and below it n, the scored statements
    it rests on; hatched is what only another voice reports. Who and what is named most is kept
    where not all fit. Of two groups one stands above the other, and below how far they are apart.
    Returns the Axes.
    """
    if table["agreement"].isna().all():
        return page.say(style.unscored(table, int(table["n"].sum())))
    size, both = page.size, style.groups_of(table)
    counted = table.assign(counted=table["n"] - table["n_not_scored"], part="")
    if both:
        counted["part"] = table["group"].astype(str)
    below = APART if both else 0
    most = max((page.rows(HOLDERS, 2.7, 4 + below) - len(both)) // (len(both) or 1), 1)
    parts = {name: counted[counted["part"] == name] for name in both or [""]}
    parts = {n: part[part["holder"].isin(_top(part, "holder", most))] for n, part in parts.items()}
    shown = pd.concat(parts.values())
    page.names(range(len(shown)), shown["holder"])
    wide = page.extent()[0]
    shown = shown[shown["concept"].isin(_top(shown, "concept", max(int(wide / (size * CELL)), 1)))]
    rows: list[tuple[str, str | None]] = []  # of the heading of a group the holder is None
    for name, part in parts.items():
        there = set(shown.loc[shown["part"] == name, "holder"])
        rows += [(name, None)] * bool(both)
        rows += [(name, holder) for holder in _top(part, "holder", most) if holder in there]
    concepts = sorted(set(zip(shown["axis"], shown["concept"], strict=True)))
    xs = [concepts.index(key) for key in zip(shown["axis"], shown["concept"], strict=True)]
    ys = [rows.index(key) for key in zip(shown["part"], shown["holder"], strict=True)]
    _cells(page, shown.assign(x=xs, y=ys))
    page.ax.set(xlim=(0, max(len(concepts), wide / (size * WIDEST))), ylim=(len(rows) + below, 0))
    page.names(np.arange(len(rows)) + 0.5, [holder or name for name, holder in rows])
    if both:
        _columns_apart(page, shown.drop_duplicates("concept").assign(y=len(rows)), concepts)
        for label, (_, holder) in zip(page.ax.get_yticklabels(), rows, strict=False):
            label.set_fontweight("normal" if holder else "bold")
    names = [style.label(style.concept(concept), 16) for _, concept in concepts]
    page.ax.set_xticks(np.arange(len(concepts)) + 0.5, names, rotation=90)
    page.ax.xaxis.tick_top()
    page.ax.tick_params(length=0)
    _cells_notes(page, counted, shown)
    page.stretch((len(rows) + below) * size * 2.7)
    said = _cells_alt(counted.dropna(subset=["agreement"]), int(table["agreement"].isna().sum()))
    return [*said, style.apart_told(table, "concept", "Mean agreement")]


def _cells_notes(page: Page, counted: pd.DataFrame, shown: pd.DataFrame) -> None:
    page.notes(
        "Mean agreement, −1 against to +1 for "
        f"(n = {count(int(counted['counted'].sum()), 'scored position')}); "
        "concepts from coercive, left, to cooperative, right.",
        when(_told(shown).any(), "Hatched: only as reported by another voice."),
        when(shown["agreement"].isna().any(), "–: named, not scored."),
        style.apart_note(shown, "Below", "mean agreement of all holders"),
        style.left_out(len(counted) - len(shown)),
    )


def _columns_apart(page: Page, rows: pd.DataFrame, concepts: list[tuple[int, str]]) -> None:
    """Write below each column how far the groups are apart on its concept."""
    for row in rows.to_dict("records"):
        x = concepts.index((row["axis"], row["concept"])) + 0.5
        at: dict[str, Any] = {"rotation": 90, "ha": "center", "va": "top", "fontsize": page.small}
        page.ax.text(x, row["y"] + 0.15, style.apart(row), **at)


def _top(table: pd.DataFrame, by: str, most: int) -> list[str]:
    """Give the names with the most statements, in their order."""
    many = table.groupby(by)["n"].sum().sort_values(ascending=False, kind="stable")
    return list(many.index)[:most]


def _cells(page: Page, shown: pd.DataFrame) -> None:
    """Draw a cell for each row: its mean, and the statements that rests on."""
    agreement = shown["agreement"].astype(float)
    said = agreement.map(_mean) + "\nn " + shown["counted"].astype(str)
    rows = shown.assign(said=said, color=agreement.fillna(0))
    color, text = (
        rows.pivot(index="y", columns="x", values=v).reindex(range(rows["y"].max() + 1))
        for v in ("color", "said")
    )
    with quiet():  # it lays the figure out before it fits
        sns.heatmap(
            color, annot=text, fmt="", vmin=-1, vmax=1, cbar=False, ax=page.ax,
            cmap=LinearSegmentedColormap.from_list("sides", [FILLS[-1], "white", FILLS[1]]),
            annot_kws={"color": INK, "linespacing": 1.0, "fontsize": page.small, "zorder": 4},
        )  # fmt: skip
    text_of = {text.get_position(): text for text in page.ax.texts}
    for x, y, told in zip(shown["x"], shown["y"], _told(shown), strict=True):
        hatch = "////" if told else None
        frame = Rectangle((x, y), 1, 1, fill=False, edgecolor=QUIET, linewidth=0.5, hatch=hatch)
        frame.set_clip_on(False)
        page.ax.add_patch(frame)
        if told:
            behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            text_of[x + 0.5, y + 0.5].set_bbox(behind)


def _mean(agreement: float) -> str:
    said = "–" if pd.isna(agreement) else signed(agreement, 1)
    return "0" if said == "0.0" else said


def _cells_alt(scored: pd.DataFrame, missing: int, most: int = 4) -> list[str]:
    """State the cells with the most statements on each side, and how many take none."""
    ordered = scored.sort_values("counted", ascending=False, kind="stable")
    sides = {}
    for sign, side in ((-1, "against"), (1, "for")):
        rows = ordered[ordered["agreement"] * sign > 0].head(most)
        sides[side] = ", ".join(
            f"{style.name(r['holder'])} on {style.concept(r['concept'])} "
            f"({when(r['part'], style.name(r['part']) + ', ')}{signed(r['agreement'])}, "
            f"n = {r['counted']})"
            for r in rows.to_dict("records")
        )
    holders, concepts = scored["holder"].nunique(), scored["concept"].nunique()
    return [
        *(f"Most often {side}: {cells or 'nobody'}." for side, cells in sides.items()),
        f"{count(holders, 'holder')} and {count(concepts, 'concept')}, "
        f"{count(int(scored['counted'].sum()), 'scored position')}.",
        when(missing, f"{missing} more pairs are named without a scored stance."),
    ]


@figure
def reliability(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw how often scores of each confidence are right, against how sure they were.

    `table` has a row for each bin of confidence: `confidence` (its mean, 0…1), `right` (the share
    that was right, 0…1), `n`, and the bin's bounds `low` and `high`. On the diagonal, confidence is
    honest. The line through a mark is its 95 % interval (Wilson 1927), the number n. Returns the
    Axes.
    """
    filled, ax = table[table["n"] > 0].dropna(subset=["confidence", "right"]), page.ax
    if filled.empty:
        return page.say("No score has both a confidence and an answer to compare it with.")
    ax.set_yticks(list(_QUARTERS), [*list(_QUARTERS.values())[:-1], "share\nright  1"])
    n = int(filled["n"].sum())
    page.notes(
        f"confidence (n = {count(n, 'score')}; number: of each bin)",
        "Grey diagonal: as often right as it says. Line: 95 % interval.",
    )
    ax.plot([0, 1], [0, 1], color=QUIET, lw=0.8, zorder=1)
    ax.text(0.03, 0.97, "underconfident", va="top", fontstyle="italic")
    ax.text(0.97, 0.03, "overconfident", ha="right", fontstyle="italic")
    page.means(_wilson(filled), page.size * 0.8, "x")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_xticks(list(_QUARTERS), list(_QUARTERS.values()))
    wide = page.extent()[0]
    for row in filled.to_dict("records"):
        said, side = str(int(row["n"])), -1 if row["confidence"] > 0.85 else 1
        ahead = (filled["confidence"] - row["confidence"]) * side * wide
        if not ahead.between(0, style.text_width(said, page.size) + 12, "neither").any():
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}  # else a mark is there
            page.beside((row["confidence"], row["right"]), said, 6 * side, bbox=box, zorder=2.5)
    page.stretch(min(wide, 26 * page.size))
    return _calibration(filled)


def _wilson(filled: pd.DataFrame) -> pd.DataFrame:
    right, n = filled["right"], filled["n"]
    middle = (right + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(right * (1 - right) / n + _Z**2 / (4 * n**2))
    side = np.where(filled["confidence"] > right, -1, 1)
    ends = {"at": filled["confidence"], "low": middle - half, "mean": right, "high": middle + half}
    return pd.DataFrame(ends).assign(side=side, hollow=False)


def _calibration(filled: pd.DataFrame) -> list[str]:
    n = filled["n"].to_numpy(dtype=float)
    gap = (filled["confidence"] - filled["right"]).to_numpy(dtype=float)
    error = float((np.abs(gap) * n).sum() / n.sum())
    mean, right = ((filled[c] * n).sum() / n.sum() for c in ("confidence", "right"))
    leaning = "it is overconfident" if mean > right else "it is underconfident"
    rows = [
        f"{r['confidence']:.2f} → {r['right']:.2f} (n = {int(r['n'])})"
        for r in filled.to_dict("records")
    ]
    return [
        f"Over {count(int(n.sum()), 'score')} the mean confidence is {mean:.2f} and the "
        f"share right {right:.2f}: {leaning}.",
        f"The expected calibration error is {error:.3f}.",
        f"Confidence → share right, by bin: {', '.join(rows)}.",
    ]
