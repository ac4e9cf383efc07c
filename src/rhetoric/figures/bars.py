"""Bars: who speaks how much, how often each rung is named, what hangs on each entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.errors import count, signed
from rhetoric.figures import style
from rhetoric.figures.page import Page, figure
from rhetoric.figures.style import HUES, INK, QUIET, TINTS, percent, text_width, when
from rhetoric.summaries import NARRATION

VOICES = 12  # the others are added up
ENTRIES = 12
COUNTED = (
    "Counted: words of voices and narration; not those that introduce a voice, nor datelines and "
    "page furniture."
)
_WAYS = {"quoted": 1, "reported": -1, "narrated": 0}


def _ends(
    page: Page, ys: Sequence[float], ends: Sequence[float], said: list[str], room: float
) -> float:
    """Write beside each bar what it counts, within `room` points; scale the axis to leave those.

    Returns how many points wide a unit of the axis is.
    """
    ax, highest = page.ax, max(ends)
    wide = page.extent()[0]
    limit = highest / max(1 - room / wide, 0.3)
    ax.set_ylim(ys[-1] + 0.5, -0.5)
    ax.set_xlim(0, limit)
    for y, end, one in zip(ys, ends, said, strict=True):
        page.beside((end, y), one)
    ax.set_xticks([tick for tick in ax.get_xticks() if tick <= highest + 1e-9])
    ax.spines["left"].set_bounds(-0.5, ys[-1] + 0.5)
    ax.spines["bottom"].set_bounds(0, highest)
    return wide / limit


def _widest(page: Page, said: list[str]) -> float:
    return max(text_width(one, page.size) for one in said) + 8


@figure
def share_of_voice(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.share_of_voice`: a bar a voice, split into quoted and reported words.

    Of two groups a bar each, of all the group's words. Returns the Axes; `alt_text` states who has
    how much of the word.
    """
    if not table["words"].sum():
        return page.say("No voice found: there is no statement to count.")
    if style.groups_of(table):
        return _voices_beside(page, table)
    voices = _voices(table, page.rows(VOICES, 2.6, 1))
    total = int(voices["words"].sum())
    page.names(range(len(voices)), voices.index)
    many = count(int(table["statements"].sum()), "statement")
    notes = [f"share of words, % (n = {total} words in {many})", COUNTED]
    page.notes(*notes)
    shares = 100 * voices[list(_WAYS)].astype(float) / total
    for (way, sign), left in zip(_WAYS.items(), _starts(shares).T.to_numpy(), strict=True):
        page.ax.barh(
            range(len(shares)), shares[way], 0.62, left, label=way, edgecolor=HUES[sign],
            facecolor=HUES[1] if sign == 1 else TINTS[sign], linewidth=0.8,
            hatch="////" if sign == -1 else None,
        )  # fmt: skip
    said = [f"{percent(w / total)} · {count(int(w), 'word')}" for w in voices["words"]]
    ends = list(shares.sum(axis=1))
    point = _ends(page, list(range(len(voices))), ends, said, _widest(page, said))
    page.notes(notes[0], *_name_segments(page, shares, point), notes[1])
    page.stretch(len(voices) * page.size * 2.2)
    return [_voices_alt(voices, total)]


def _voices_beside(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw two bars a voice, one a group, and write how far they are apart."""
    both = style.groups_of(table)
    words = table.assign(group=table["group"].astype(str)).pivot_table(
        index="holder", columns="group", values="words", aggfunc="sum", fill_value=0, sort=False
    )
    words = words.reindex(columns=both, fill_value=0)
    totals = words.sum()
    shares = 100 * words / totals.clip(lower=1)
    order = shares.sum(axis=1).sort_values(ascending=False, kind="stable").index
    kept = shares.loc[order[: page.rows(VOICES, 3.4, 1)]]
    ys = list(range(len(kept)))
    page.names(ys, kept.index)
    many = [count(int(totals[name]), "word") for name in both]
    first = table.drop_duplicates("holder").set_index("holder").loc[kept.index]
    for y, row in zip(ys, first.to_dict("records"), strict=True):
        page.apart(row, y, points=True)
    page.notes(
        f"share of each group's words, %; {style.key_of(both, many, 'hatched')}",
        style.apart_note(first, "Right", "percentage points"),
        COUNTED,
        style.left_out(len(shares) - len(kept), "voice"),
    )
    places: list[float] = []
    said: list[str] = []
    for name, aside, look in zip(both, (-0.2, 0.2), style.BARS, strict=True):
        places += [y + aside for y in ys]
        said += [percent(share / 100) for share in kept[name]]
        page.ax.barh(places[-len(ys) :], kept[name], 0.36, label=name, linewidth=0.8, **look)
    _ends(page, places, [*kept[both[0]], *kept[both[1]]], said, _widest(page, said))
    page.stretch(len(kept) * page.size * 3.4)
    named = [
        f"{style.name(h)} {percent(row[both[0]] / 100)} and {percent(row[both[1]] / 100)}"
        for h, row in kept.head(5).iterrows()
    ]
    return [
        f"Share of words in {style.name(both[0])} and in {style.name(both[1])}: "
        f"{', '.join(named)}{when(len(shares) > 5, f', and {len(shares) - 5} more')}.",
        style.apart_told(table, "holder", "Percentage points of share", points=True),
    ]


def _voices(table: pd.DataFrame, room: int) -> pd.DataFrame:
    """Count words by holder and way of speech, and add up the smallest voices."""
    way = table["quoted"].map({True: "quoted", False: "reported"})
    way = way.mask(table["kind"] == "narration", "narrated")
    voices = table.assign(way=way).pivot_table(
        index="holder", columns="way", values="words", aggfunc="sum", fill_value=0
    )
    voices = voices.reindex(columns=list(_WAYS), fill_value=0)
    voices["words"] = voices.sum(axis=1)
    voices["statements"] = table.groupby("holder")["statements"].sum()
    voices = voices.sort_values("words", ascending=False, kind="stable")
    if len(voices) > room:
        rest = voices.iloc[room:].sum().rename(f"{len(voices) - room} others")
        voices = pd.concat([voices.iloc[:room], rest.to_frame().T])
    return voices


def _starts(shares: pd.DataFrame) -> pd.DataFrame:
    """Say where each way of speech starts in the bar of its voice."""
    return shares.cumsum(axis=1) - shares


def _name_segments(page: Page, shares: pd.DataFrame, point: float) -> list[str]:
    """Write each way of speech into its longest segment; give sentences for those too short."""
    looks = {
        "quoted": ("in quotation marks", "Solid blue: in quotation marks."),
        "reported": ("reported", "Hatched orange: reported."),
        "narrated": ("narrated", "Grey: narrated."),
    }
    if not shares["narrated"].drop(NARRATION, errors="ignore").any():
        del looks["narrated"]
    starts = _starts(shares)
    unnamed = []
    for way, (name, sentence) in looks.items():
        row = int(np.argmax(shares[way].to_numpy()))
        long = shares[way].iloc[row]
        if text_width(name, page.size) + 8 > long * point:
            unnamed += [sentence] * bool(long)
            continue
        color, behind = ("white", "none") if way == "quoted" else (INK, TINTS[_WAYS[way]])
        box = {"facecolor": behind, "edgecolor": "none", "pad": 1}
        place = (starts[way].iloc[row] + long / 2, row)
        page.ax.text(*place, name, ha="center", va="center", color=color, bbox=box)
    return unnamed


def _voices_alt(voices: pd.DataFrame, total: int) -> str:
    """State the shares of the voices, largest first, and how much of it is quoted."""
    named = [
        f"{style.name(name)} {percent(row['words'] / total)}"
        f" ({count(int(row['words']), 'word')} in "
        f"{count(int(row['statements']), 'statement')})"
        for name, row in voices.head(5).iterrows()
    ]
    more = f", and {len(voices) - 5} more" if len(voices) > 5 else ""
    quoted, narrated = (100 * float(voices[way].sum()) / total for way in ("quoted", "narrated"))
    own = f" {narrated:.0f} % is the article's own narration." if NARRATION in voices.index else ""
    return (
        f"Shares of the {total} words of voices and narration: {', '.join(named)}{more}. "
        f"{quoted:.0f} % of all words are quoted directly.{own}"
    )


@figure
def ladder(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.ladder`: a bar a rung, the cooperative above, the coercive below.

    The line at a bar's end is the bootstrap interval of its share; beside it n and the PLOVER acts.
    Returns the Axes.
    """
    rungs = table.dropna(subset=["rung"])
    negated = int(table.loc[table["rung"].isna(), "n"].sum())
    if rungs.empty:
        said = "No act found: no statement names one of the codebook's acts."
        return page.say(said + (f" {negated} are negated." if len(table) else ""))
    n, told = int(rungs["n"].sum()), int(rungs["n_reported"].sum())
    on_none = f"{count(negated, 'negated act')} on no rung."
    ys = [i + 0.35 * (rung < 0) for i, rung in enumerate(rungs["rung"])]
    names = [
        f"{name}  {signed(rung).removesuffix('.00')}"
        for name, rung in zip(rungs["name"], rungs["rung"], strict=True)
    ]
    page.ax.set_yticks(ys, names)
    page.notes(
        f"share of acts, % (n = {count(n, 'statement')}); beside it n and PLOVER's acts",
        when(rungs["low"].notna().any(), "Line: 95 % bootstrap interval."),
        when(told, f"{told} of them as reported by another voice."),
        when(len(table) > len(rungs), on_none),
    )
    _name_acts(page, rungs, ys, _rungs(page, rungs, ys))
    page.ax.axhline(2.675, color=QUIET, lw=0.6)
    page.bare("left")
    page.stretch(len(rungs) * page.size * 2.8)
    up = int(rungs.loc[rungs["rung"] > 0, "n"].sum())
    named = [f"{r['name']} {r['n']}" for r in rungs.to_dict("records")]
    return [
        f"Of {count(n, 'statement')} that name an act, {up} stand on the cooperative "
        f"rungs of the ladder and {n - up} on the coercive ones.",
        f"From reward to punish: {', '.join(named)}.",
        when(negated, on_none),
    ]


def _rungs(page: Page, rungs: pd.DataFrame, ys: list[float]) -> list[float]:
    """Draw a bar a rung with its interval; return where each ends."""
    bars = rungs[["share", "low", "high"]].astype(float).mul(100).assign(at=ys)
    for sign, side in ((1, "cooperative"), (-1, "coercive")):
        rows = bars[rungs["rung"] * sign > 0]
        looks: Any = {"facecolor": TINTS[sign], "edgecolor": HUES[sign], "linewidth": 0.8}
        page.ax.barh(rows["at"], rows["share"], 0.6, label=side, **looks)
    for row in bars.to_dict("records"):
        page.interval(row["at"], row["low"], row["high"], "y")
    return list(bars["high"].fillna(bars["share"]))


def _name_acts(page: Page, rungs: pd.DataFrame, ys: list[float], reach: list[float]) -> None:
    """Write beside each bar how many and which acts it counts; half of the width is for them."""
    wide = page.extent()[0]
    # drawn letters are wider than measured
    rooms = [0.92 * (wide * (1 - 0.52 * end / max(reach)) - 8) for end in reach]
    said = [f"{n}: {acts}" if n else "0" for n, acts in zip(rungs["n"], rungs["acts"], strict=True)]
    said = [_short(one, room, page.size) for one, room in zip(said, rooms, strict=True)]
    _ends(page, ys, reach, said, 0.48 * wide)


def _short(text: str, room: float, size: float) -> str:
    """Write as many acts as there is room for, on two lines."""
    parts = text.split(", ")
    for kept in range(len(parts), 0, -1):
        more = [f"+{len(parts) - kept} more"] * (kept < len(parts))
        lines = [""]
        for part in [*(f"{one}," for one in parts[: kept - 1 + len(more)]), *(more or parts[-1:])]:
            if lines[-1] and text_width(f"{lines[-1]} {part}", size) > room:
                lines.append("")  # an act and its number stay together
            lines[-1] = f"{lines[-1]} {part}".strip()
        if len(lines) < 3:
            return "\n".join(lines)
    return parts[0].split(":")[0]


@figure
def sensitivity(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.sensitivity`: a bar an entry, as long as the positions that need it.

    Black where a result (a holder on a concept) falls away or changes its sign without the entry.
    Returns the Axes.
    """
    if table.empty:
        return page.say(
            "No scored position rests on an entry of the codebook: nothing can be left out."
        )
    entries = table.groupby("entry", sort=False).agg(lost=("n_lost", "sum"), turns=("turns", "sum"))
    shown = entries.head(page.rows(ENTRIES, 2.6, 1))
    results = table[["holder", "concept", "n"]].drop_duplicates()
    n, many = int(results["n"].sum()), len(results)
    ys = list(range(len(shown)))
    page.names(ys, [e.replace("_", " ").replace("|", " | ") for e in shown.index], 4)
    rest = style.left_out(len(entries) - len(shown), "entry").replace(" of the table", "")
    page.notes(
        f"positions that need the entry (n = {count(n, 'position')} in {count(many, 'result')})",
        "Black: without it, the mean of a holder on a concept falls away or turns.",
        rest,
    )
    inks = np.where(shown["turns"] > 0, INK, "white")
    page.ax.barh(ys, shown["lost"], 0.55, facecolor=inks, edgecolor=INK, linewidth=0.8)
    said = [
        str(row["lost"]) + (f" · {count(row['turns'], 'result')} turned" if row["turns"] else "")
        for row in shown.to_dict("records")
    ]
    _ends(page, ys, list(shown["lost"]), said, _widest(page, said))
    page.ax.set_xticks([tick for tick in page.ax.get_xticks() if float(tick).is_integer()])
    page.stretch(len(shown) * page.size * 2.5)
    turned = table.loc[table["turns"], ["holder", "concept"]].drop_duplicates()
    first, after = entries.iloc[0], entries.iloc[1:4]
    following = [f"{style.name(e)} ({lost})" for e, lost in after["lost"].items()]
    return [
        f"Most hangs on the entry “{style.name(entries.index[0])}”: {first['lost']} of {n} scored "
        f"positions need it, and {first['turns']} of {many} results fall away or change "
        "their sign without it.",
        f"{len(turned)} of {many} results hang on a single entry.",
        when(following, f"Next: {', '.join(following)}."),
    ]
