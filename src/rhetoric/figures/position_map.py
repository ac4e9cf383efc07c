"""The position map: who is for and against what, each mark one position."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.text import Annotation

from rhetoric.errors import count
from rhetoric.figures import style
from rhetoric.figures.page import DOTS, Page, figure
from rhetoric.figures.style import FAINT, QUIET, REPORTED, pitch, short, when

ROWS = 24  # holder × concept: more cannot be read on a page
LEAST = 3  # rows of a concept, the last for all others, before another concept is left out
LINES = 4  # of marks in a row, before they shrink to dots
SIDES = {-1: "← against", 1: "for →"}
SURE = 0.5  # a mark below this confidence has a broken outline


@dataclass(frozen=True)
class _Row:
    holder: str | None  # None: the heading of a concept
    concept: str
    group: pd.DataFrame

    def label(self, columns: int) -> str:
        """Name it on the axis; a holder with the positions it has."""
        if self.holder is None:
            return style.label(style.concept(self.concept), columns)
        return f"{style.label(self.holder, columns)} ({len(self.group)})"


@figure
def position_map(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.position_map`: against to the left, for to the right, a mark a position.

    The number in a mark is that of the sentence (of one article) or the table's `mark` (of many).
    Hollow is what another voice reports (`via`). Returns the Axes; `alt_text` states who is for and
    against what. Of two groups each row is a group, all its holders together.
    """
    scored, both = _scored(table), style.groups_of(table)
    if scored.empty:
        return page.say(style.unscored(table, len(table), " it"))
    rows = _rows(scored, page.rows(ROWS, 2.2, 2))
    names = [row.label(page.columns) for row in rows]
    _name(page, rows, names, list(range(len(rows))))
    _map_notes(page, table, scored, rows, numbered=True)
    differences = _differences(page, rows) if both else []
    wide, high = page.extent()
    text = [(name.count("\n") + 1) * page.size * 1.35 + 3 for name in names]
    said = [one for row in rows if row.holder is not None for one in short(row.group["mark"])]
    heads = _heads(page, rows)
    for step in (pitch(said, page.small), *DOTS):
        least = {s: min(need, wide / 2) / step for s, need in heads.items()}
        columns, lines = _plan(rows, wide / step, least)
        tall = [max(n * step + 4, t) for n, t in zip(lines, text, strict=True)]
        if max(lines) <= LINES and (page.own or sum(tall) <= high):
            break
    numbered = step not in DOTS
    _map_notes(page, table, scored, rows, numbered=numbered)
    ends = np.cumsum(tall).tolist()
    middles = [end - one / 2 for end, one in zip(ends, tall, strict=True)]
    _name(page, rows, names, middles)
    _scaffold(page, rows, middles, ends, (wide / step, columns, least))
    if numbered:
        _quote(page, rows, list(zip(lines, middles, strict=True)), columns[0] / 2)
    for (start, end), written in differences:
        written.xy = (1, (middles[start] + middles[end - 1]) / 2)
    placed = [
        _place(row.group, middle, columns, step)
        for row, middle in zip(rows, middles, strict=True)
        if row.holder is not None
    ]
    shrunk = 1.0 if page.own else min(1.0, page.extent()[1] / sum(tall))
    page.positions(pd.concat(placed), step * shrunk, numbered=numbered)
    page.stretch(sum(tall) + 1.5)
    return [*_map_alt(table, scored), style.apart_told(table, "concept", "Mean agreement")]


def _scored(table: pd.DataFrame) -> pd.DataFrame:
    """Give the scored positions; of two groups, those of each as one holder's."""
    scored = table.dropna(subset=["agreement"])
    scored = scored.assign(sure=scored["confidence"].fillna(1.0) >= SURE)
    if both := style.groups_of(table):
        scored = scored.assign(holder=pd.Categorical(scored["group"].astype(str), both))
        scored = scored.sort_values("holder", kind="stable").astype({"holder": str})
    return scored


def _rows(scored: pd.DataFrame, room: int) -> list[_Row]:
    """Choose the most frequent concepts, each whole (the coercive first), and their holders.

    Who is not among the holders shares the last row of the concept: no side of it is hidden.
    """
    counts = scored.groupby(["concept", "holder"], sort=False).size()
    if "group" not in scored:  # groups keep their order
        counts = counts.sort_values(ascending=False, kind="stable")
    rank = counts.groupby(level="concept", sort=False).cumcount()
    least = rank[rank < LEAST].groupby(level="concept").size()
    least = least[scored["concept"].value_counts().index].cumsum()
    chosen = {*least.index[least <= room], least.index[0]}
    counts, rank = (one[one.index.isin(chosen, level="concept")] for one in (counts, rank))
    kept = rank.sort_values(key=lambda r: r >= LEAST, kind="stable").head(room)
    allotted = kept.groupby(level="concept").size()
    rows: list[_Row] = []
    for concept, group in sorted(
        scored.groupby("concept", sort=False), key=lambda pair: (pair[1]["axis"].iloc[0], pair[0])
    ):
        if concept not in chosen:
            continue
        holders, most = counts.xs(concept).index, int(allotted[concept])
        named = holders if most == len(holders) else holders[: most - 1]
        rows.append(_Row(None, str(concept), group))
        rows += [_Row(h, str(concept), group[group["holder"] == h]) for h in named]
        if len(named) < len(holders):
            others = f"{len(holders) - len(named)} others" if len(named) else "all holders"
            rows.append(_Row(others, str(concept), group[~group["holder"].isin(named)]))
    return rows


def _differences(page: Page, rows: list[_Row]) -> list[tuple[tuple[int, int], Annotation]]:
    """Write at the right of each concept how far the groups are apart: its rows, and the text."""
    heads = [i for i, row in enumerate(rows) if row.holder is None]
    return [
        ((head + 1, after), page.apart(rows[head].group.iloc[0].to_dict(), head))
        for head, after in zip(heads, [*heads[1:], len(rows)], strict=True)
    ]


def _quote(page: Page, rows: list[_Row], places: list[tuple[int, float]], half: float) -> None:
    """Write the words behind the marks where a row has room for them."""
    ends = dict(zip((-1, 1), page.ax.get_xlim(), strict=True))
    unit = page.extent()[0] / (ends[1] - ends[-1])  # points a mark has
    wide_of = functools.partial(style.text_width, size=page.small)
    for row, (lines, middle) in zip(rows, places, strict=True):
        for sign, end in ends.items() if row.holder is not None and lines == 1 else ():
            here = row.group[row.group["agreement"] == sign]
            words = " · ".join(list(dict.fromkeys(here["words"].dropna()))[::sign])
            room = (abs(end) - half - len(here)) * unit - 8
            two = 2 if unit >= 2.4 * page.small else 1
            wrapped = (style.label(words, columns, two) for columns in range(40, 9, -1) if words)
            if said := next((w for w in wrapped if max(map(wide_of, w.split("\n"))) <= room), ""):
                at = (sign * (half + len(here)), middle)
                behind = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                look = {"fontsize": page.small, "color": QUIET, "bbox": behind}
                page.beside(at, said, 4 * sign, linespacing=1.0, **look)


def _heads(page: Page, rows: list[_Row]) -> dict[int, float]:
    """Measure in points what a heading takes to the left and right of the middle."""
    neutral = any((row.group["agreement"] == 0).any() for row in rows)
    between = _between(page, neutral)
    return {s: between + style.text_width(said, page.size) for s, said in SIDES.items()}


def _between(page: Page, neutral: bool) -> float:
    return style.text_width("neutral", page.size) / 2 + 6 if neutral else 4.0


def _plan(
    rows: list[_Row], room: float, least: dict[int, float]
) -> tuple[dict[int, int], list[int]]:
    """Find the fewest lines a row with which all marks fit beside each other.

    `least` is what the headings need of the `room`. Returns how many columns each side has, and
    how many lines each row.
    """
    sided = [row.group["agreement"].value_counts() for row in rows if row.holder is not None]
    counts = pd.DataFrame([one.reindex([-1, 0, 1], fill_value=0) for one in sided])
    most = counts.max()
    lines = 1
    needed = pd.Series({0: 0.0} | least)
    while np.ceil(most / lines).clip(lower=needed).sum() > room - 1 and lines < most.sum():
        lines += 1
    columns = np.ceil(most / lines).clip(lower=pd.Series({-1: 1, 0: 0, 1: 1})).astype(int)
    need = iter(np.ceil(counts / columns.replace(0, 1)).max(axis=1).astype(int))
    return columns.to_dict(), [1 if row.holder is None else next(need) for row in rows]


def _name(page: Page, rows: list[_Row], names: list[str], at: list[float]) -> None:
    page.ax.set_yticks(at, names)
    for row, tick in zip(rows, page.ax.get_yticklabels(), strict=True):
        tick.set_fontweight("bold" if row.holder is None else "normal")


def _place(
    group: pd.DataFrame, middle: float, columns: dict[int, int], step: float
) -> pd.DataFrame:
    """Place the marks of a row from the middle outwards, in the table's order."""
    placed = []
    for sign, rows in group.groupby(group["agreement"].astype(int)):
        line, across = np.divmod(np.arange(len(rows)), columns[sign])
        if sign:
            x = sign * (columns[0] / 2 + 0.5 + across)
        else:
            x = across - (min(columns[0], len(rows)) - 1) / 2
        y = middle + (line - line[-1] / 2) * step
        placed.append(rows.assign(x=x, y=y, said=short(rows["mark"])))
    return pd.concat(placed)


def _scaffold(
    page: Page, rows: list[_Row], middles: list[float], ends: list[float],
    room: tuple[float, dict[int, int], dict[int, float]],
) -> None:  # fmt: skip
    """Draw the middle line under each concept, and say on its heading which side is which."""
    ax, (most, columns, least) = page.ax, room
    half = columns[0] / 2
    slack = max(most - sum(columns.values()), 0) / 2 + 0.1
    ends_at = {side: columns[side] + half + slack for side in SIDES}
    for side in SIDES:  # a heading takes from the other side what that has to spare
        more = min(max(least[side] - ends_at[side], 0), slack)
        ends_at = {side: ends_at[side] + more, -side: ends_at[-side] - more}
    ax.set_xlim(-ends_at[-1], ends_at[1])
    ax.set_ylim(ends[-1], 0)
    ax.set_xticks([])
    page.bare("left", "bottom")
    heads = [i for i, row in enumerate(rows) if row.holder is None]
    unit = page.extent()[0] / np.ptp(ax.get_xlim())  # points a mark has
    for head, after in zip(heads, [*heads[1:], len(rows)], strict=True):
        ax.hlines(middles[head + 1 : after], *ax.get_xlim(), color=FAINT, lw=0.5, zorder=0)
        ax.vlines(sorted({-half, half}), ends[head], ends[after - 1], color=QUIET, lw=0.6, zorder=1)
        if head:
            ax.axhline(ends[head - 1], color=FAINT, lw=0.6, zorder=0)
        neutral = any((row.group["agreement"] == 0).any() for row in rows[head:after])
        aside = max(_between(page, neutral), half * unit + 4)
        for side, said in SIDES.items():
            page.beside((0, middles[head]), said, side * aside)
        if neutral:
            page.beside((0, middles[head]), "neutral", 0, ha="center")


def _map_notes(
    page: Page, table: pd.DataFrame, scored: pd.DataFrame, rows: list[_Row], *, numbered: bool
) -> None:
    articles, coded = table["doc_id"].nunique(), _coded(scored)
    shown = scored[scored["concept"].isin({row.concept for row in rows})]
    left_out = scored["concept"].nunique() - shown["concept"].nunique()
    number = "by its sentence" if articles == 1 else "as in the table"
    page.notes(
        f"Each mark is a position (n = {_many(scored)}, {count(articles, 'article')})"
        + (f", numbered {number}." if numbered else ", from the middle in the table's order."),
        when(
            numbered and shown["words"].notna().any(), "Beside it: the words that name the concept."
        ),
        when(scored["via"].notna().any(), REPORTED),
        when(not scored["sure"].all(), f"Broken outline: confidence below {SURE}."),
        when(coded, f"{coded} of {len(scored)} were coded by people, the others by the machine."),
        _unscored(table, scored),
        style.apart_note(shown, "Right", "mean agreement"),
        style.left_out(left_out, "concept"),
    )


def _many(scored: pd.DataFrame) -> str:
    statements = count(scored["statement_id"].nunique(), "statement")
    return f"{count(len(scored), 'position')} in {statements}"


def _coded(scored: pd.DataFrame) -> int:
    return int((scored["source"] == "coder").sum())


def _unscored(table: pd.DataFrame, scored: pd.DataFrame) -> str:
    missing = len(table) - len(scored)
    return when(missing, f"{missing} more name a concept without a scored stance.")


def _map_alt(table: pd.DataFrame, scored: pd.DataFrame) -> list[str]:
    """State for each concept who is for and who against it: the contested first, then by size."""
    told = []
    for concept, group in scored.groupby("concept", sort=False):
        sides = {s: group[group["agreement"] == s] for s in (1, -1, 0)}
        taken = sum(len(sides[s]) > 0 for s in (1, -1))  # 2: contested, 0: nobody takes a side
        told.append((-taken, -len(group), _sentence(style.concept(concept), sides)))
    via, coded = int(scored["via"].notna().sum()), _coded(scored)
    reported = f", {via} as reported by another voice" if via else ""
    by_people = f", {coded} coded by people" if coded else ""
    sentences = [sentence for *_, sentence in sorted(told)]
    brackets = f"In brackets: of {_many(scored)}{reported}{by_people}."
    return [*sentences, brackets, _unscored(table, scored)]


def _sentence(concept: str, sides: dict[int, pd.DataFrame]) -> str:
    """Say where the holders stand on one concept."""
    order = sorted((s for s in sides if len(sides[s])), key=lambda s: (not s, -len(sides[s])))
    said: list[str] = []
    for sign in order:
        names, many = _names(sides[sign])
        stance = {1: "for", -1: "against", 0: "neutral on"}[sign]
        verb = "" if said else "are " if many else "is "
        said.append(f"{names} {verb}{stance} {'it' if said else concept}")
    if order[0] and -order[0] not in order:
        said.insert(1, f"nobody {'against' if order[0] > 0 else 'for'} it")
    return ", ".join(said) + "."


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
        named.append(count(len(counts) - most, "other"))
    if len(named) == 1:
        return named[0], False
    return f"{', '.join(named[:-1])} and {named[-1]}", True
