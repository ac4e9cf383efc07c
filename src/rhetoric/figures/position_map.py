"""The position map: who is for and against what, each mark one position."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.figures import marks, style
from rhetoric.figures.shown import describe

ROWS = 24  # holder × concept: more cannot be read on a page
LINES = 4  # of marks in a row, before they shrink to dots


@dataclass(frozen=True)
class _Row:
    holder: str | None  # None: the heading of a concept
    concept: str
    group: pd.DataFrame


@dataclass(frozen=True)
class _Plan:
    """How many columns each side has, how many lines each row, and how far marks lie apart."""

    against: int
    neutral: int
    supporting: int
    lines: list[int]
    step: float  # points

    @property
    def numbered(self) -> bool:
        return self.step not in marks.DOTS

    @property
    def columns(self) -> int:
        return self.against + self.neutral + self.supporting


def position_map(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH
) -> Axes:
    """Draw `positions.position_map`: against to the left, for to the right, a mark a position.

    The number in a mark is that of the sentence (of one article) or the table's `mark` (of many).
    Hollow is what another voice reports (`via`).
    Without `ax`, makes a figure `width` inches wide and as high as it must be. Returns the Axes;
    `alt_text` states who is for and against what.
    """
    scored = table.dropna(subset=["agreement"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0)
        if scored.empty:
            words = _nothing(table)
            style.say(ax, words)
            return describe(ax, words, table)
        room = ROWS if own else max(int(style.extent(ax)[1] / (size * 2.2)) - 2, 2)
        rows, left_out = _rows(scored, room)
        _draw(ax, rows, (table, left_out), size, own)
    return describe(ax, _alt(table), table)


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position found: no statement names a concept of the codebook."
    return f"{len(table)} statements name a concept, but none is scored for or against it."


def _rows(scored: pd.DataFrame, room: int) -> tuple[list[_Row], int]:
    """Choose the most frequent holders, grouped by concept (the coercive first)."""
    counts = scored.groupby(["concept", "holder"], sort=False).size()
    kept = counts.sort_values(ascending=False, kind="stable").head(room)
    rows: list[_Row] = []
    for name, group in sorted(
        scored.groupby("concept", sort=False), key=lambda pair: (pair[1]["axis"].iloc[0], pair[0])
    ):
        holders = [holder for concept, holder in kept.index if concept == name]
        rows += [_Row(None, str(name), group)] * bool(holders)
        rows += [_Row(h, str(name), group[group["holder"] == h]) for h in holders]
    return rows, len(counts) - len(kept)


def _plan(rows: list[_Row], wide: float, step: float) -> _Plan:
    """Find the fewest lines a row with which all marks fit beside each other."""
    sides = [
        [int((row.group["agreement"] == sign).sum()) for sign in (-1, 0, 1)]
        for row in rows
        if row.holder is not None
    ]
    most = [max(column) for column in zip(*sides, strict=True)]
    lines = 1
    while sum(ceil(n / lines) for n in most) > wide / step - 1 and lines < sum(most):
        lines += 1
    left, middle, right = (ceil(n / lines) for n in most)
    sizes = max(left, 1), middle, max(right, 1)
    need = [
        max(ceil(n / width) for n, width in zip(counts, sizes, strict=True) if width)
        for counts in sides
    ]
    each = iter(need)
    return _Plan(*sizes, [1 if row.holder is None else next(each) for row in rows], step)


def _tall(plan: _Plan, names: list[str], size: float) -> list[float]:
    """Give the height of each row in points: of its marks or its name, whichever needs more."""
    text = [(name.count("\n") + 1) * size * 1.35 + 3 for name in names]
    return [max(n * plan.step + 4, t) for n, t in zip(plan.lines, text, strict=True)]


def _draw(
    ax: Axes, rows: list[_Row], told: tuple[pd.DataFrame, int], size: float, own: bool
) -> None:
    table, left_out = told
    columns = style.name_columns()
    names = [
        style.label(r.holder, columns, count=len(r.group))
        if r.holder is not None
        else style.label(style.concept(r.concept), columns)
        for r in rows
    ]
    ax.set_yticks(range(len(rows)), names)
    _embolden(ax, rows)
    style.fill(ax, _notes(table, left_out, numbered=True), size)
    wide, high = style.extent(ax)
    font = max(size - 1.5, marks.NUMBERED)
    labels = [m for r in rows if r.holder is not None for m in marks.short(r.group["mark"])]
    for step in (marks.pitch(labels, font), *marks.DOTS):
        plan = _plan(rows, wide, step)
        tall = _tall(plan, names, size)
        if max(plan.lines) <= LINES and (own or sum(tall) <= high):
            break
    style.fill(ax, _notes(table, left_out, numbered=plan.numbered), size)
    high = style.extent(ax)[1]
    if own:
        style.stretch(ax, sum(tall) + 1.5)
    shrink = 1.0 if own else min(1.0, high / sum(tall))
    ends = [sum(tall[: i + 1]) for i in range(len(tall))]
    middles = [end - t / 2 for end, t in zip(ends, tall, strict=True)]
    ax.set_ylim(ends[-1], 0)
    ax.set_yticks(middles, names)
    _embolden(ax, rows)
    half = plan.neutral / 2
    slack = max(wide / plan.step - plan.columns, 0) / 2
    ax.set_xlim(-plan.against - half - slack - 0.1, plan.supporting + half + slack + 0.1)
    for row, middle in zip(rows, middles, strict=True):
        if row.holder is not None:
            _marks(ax, row, middle, plan, (shrink, font))
    _scaffold(ax, rows, middles, ends, half)


def _embolden(ax: Axes, rows: list[_Row]) -> None:
    for row, tick in zip(rows, ax.get_yticklabels(), strict=True):
        tick.set_fontweight("bold" if row.holder is None else "normal")


def _marks(ax: Axes, row: _Row, middle: float, plan: _Plan, sizes: tuple[float, float]) -> None:
    shrink, font = sizes
    half = plan.neutral / 2
    widths = {-1: plan.against, 0: plan.neutral, 1: plan.supporting}
    for sign, width in widths.items():
        group = row.group[row.group["agreement"] == sign]
        if group.empty:
            continue
        lines = ceil(len(group) / width)
        across = [i % width for i in range(len(group))]
        if sign == 0:
            xs = [a - (min(width, len(group)) - 1) / 2 for a in across]
        else:
            xs = [sign * (half + 0.5 + a) for a in across]
        ys = [middle + (i // width - (lines - 1) / 2) * plan.step for i in range(len(group))]
        marks.draw(
            ax,
            xs,
            ys,
            sign,
            size=plan.step * shrink * (0.88 if plan.numbered else 0.8),
            labels=marks.short(group["mark"]) if plan.numbered else None,
            hollow=list(group["via"].notna()),
            sure=list(group["confidence"].fillna(1.0) >= marks.SURE),
            font=font,
        )


def _scaffold(
    ax: Axes, rows: list[_Row], middles: list[float], ends: list[float], half: float
) -> None:
    """Draw the middle line under each concept, and say on its heading which side is which."""
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    heads = [i for i, row in enumerate(rows) if row.holder is None]
    unit = style.extent(ax)[0] / np.ptp(ax.get_xlim())  # points a mark has
    for head, after in zip(heads, [*heads[1:], len(rows)], strict=True):
        ax.hlines(middles[head + 1 : after], *ax.get_xlim(), color=style.FAINT, lw=0.5, zorder=0)
        for x in {-half, half}:
            ax.plot([x, x], [ends[head], ends[after - 1]], color=style.QUIET, lw=0.6, zorder=1)
        if head:
            ax.axhline(ends[head - 1], color=style.FAINT, lw=0.6, zorder=0)
        neutral = any((row.group["agreement"] == 0).any() for row in rows[head:after])
        between = style.text_width("neutral", mpl.rcParams["font.size"]) / 2 + 6 if neutral else 4.0
        lane = half * unit + 4
        for side, words in ((-1, "← against"), (0, "neutral"), (1, "for →")):
            if side or neutral:
                ax.annotate(
                    words,
                    (0, middles[head]),
                    (side * max(between, lane), 0),
                    textcoords="offset points",
                    ha={-1: "right", 0: "center", 1: "left"}[side],
                    va="center",
                )


def _notes(table: pd.DataFrame, left_out: int, *, numbered: bool) -> list[str]:
    scored = table.dropna(subset=["agreement"])
    articles = table["doc_id"].nunique()
    number = "by its sentence" if articles == 1 else "as in the table"
    notes = [
        f"Each mark is a position (n = {style.count(len(scored), 'position')} in "
        f"{style.count(scored['statement_id'].nunique(), 'statement')}, "
        f"{style.count(articles, 'article')})"
        + (f", numbered {number}." if numbered else ", from the middle in the table's order.")
    ]
    if scored["via"].notna().any():
        notes.append(marks.REPORTED)
    if (scored["confidence"] < marks.SURE).any():
        notes.append(f"Broken outline: confidence below {marks.SURE}.")
    if coded := _coded(scored):
        notes.append(f"{coded} of {len(scored)} were coded by people, the others by the machine.")
    if len(table) > len(scored):
        notes.append(f"{len(table) - len(scored)} more name a concept without a scored stance.")
    if left_out:
        notes.append(f"{style.count(left_out, 'further row')} of the table left out.")
    return notes


def _coded(scored: pd.DataFrame) -> int:
    return int((scored["source"] == "coder").sum())


def _alt(table: pd.DataFrame) -> list[str]:
    """State for each concept who is for and who against it: the contested first, then by size."""
    scored = table.dropna(subset=["agreement"])
    told = []
    for concept, group in scored.groupby("concept", sort=False):
        sides = {s: group[group["agreement"] == s] for s in (1, -1, 0)}
        taken = sum(len(sides[s]) > 0 for s in (1, -1))  # 2: contested, 0: nobody takes a side
        told.append((-taken, -len(group), _sentence(style.concept(concept), sides)))
    many = style.count(len(scored), "position")
    within = style.count(scored["statement_id"].nunique(), "statement")
    told_of = int(scored["via"].notna().sum())
    reported = f", {told_of} as reported by another voice" if told_of else ""
    if coded := _coded(scored):
        reported += f", {coded} coded by people"
    missing = len(table) - len(scored)
    left = f"{missing} more name a concept without a scored stance."
    sentences = [words for *_, words in sorted(told)]
    return [*sentences, f"In brackets: of {many} in {within}{reported}.", *[left] * bool(missing)]


def _sentence(concept: str, sides: dict[int, pd.DataFrame]) -> str:
    """Say where the holders stand on one concept."""
    order = sorted((s for s in sides if len(sides[s])), key=lambda s: (not s, -len(sides[s])))
    words: list[str] = []
    for sign in order:
        names, many = _names(sides[sign])
        stance = {1: "for", -1: "against", 0: "neutral on"}[sign]
        verb = "" if words else "are " if many else "is "
        words.append(f"{names} {verb}{stance} {'it' if words else concept}")
    if order[0] and -order[0] not in order:
        words.insert(1, f"nobody {'against' if order[0] > 0 else 'for'} it")
    return ", ".join(words) + "."


def _names(rows: pd.DataFrame, most: int = 5) -> tuple[str, bool]:
    """Name the holders with their counts, the most frequent first; tell whether they are many.

    Whom only another voice reports is said to be reported: it is not known from themselves.
    """
    counts = rows["holder"].value_counts(sort=True)
    own = set(rows.loc[rows["via"].isna(), "holder"])
    named = [
        f"{style.name(h)} ({n}{'' if h in own else ', as reported'})"
        for h, n in counts.head(most).items()
    ]
    if len(counts) > most:
        named.append(style.count(len(counts) - most, "other"))
    if len(named) == 1:
        return named[0], False
    return f"{', '.join(named[:-1])} and {named[-1]}", True
