"""Stance beside sentiment: of all positions, and sentence by sentence through an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from rhetoric.errors import count
from rhetoric.figures import style
from rhetoric.figures.page import DOTS, Page, figure
from rhetoric.figures.style import DOWN, FAINT, HUES, INK, QUIET, REPORTED, UP, pitch, short, when

LEVELS = 14  # marks upon each other, before they shrink to dots
CROWD = 40  # dots upon each other, before they are counted in bars
BIN = 0.1  # of polarity, of a bar
LANES = 10  # the other voices share one
TONE = "tone (TextBlob)"
TALL = 0.8  # of the lane of tone: the height of a polarity of 1
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000)
_TICKS = {-1: "−1\nnegative", -0.5: "−0.5", 0: "0\nsilent", 0.5: "0.5", 1: "1\npositive"}
_SIDES = {1: "for", 0: "neutral", -1: "against"}


def swarm(xs: Sequence[float], apart: float) -> list[int]:
    """Stack marks that would touch: the level of each (0, 1, 2, …), for ascending `xs`."""
    levels: list[int] = []
    first = 0  # that may still touch the next one
    for i, x in enumerate(xs):
        while x - xs[first] >= apart * 0.999:
            first += 1
        taken = set(levels[first:i])
        levels.append(next(level for level in range(len(taken) + 1) if level not in taken))
    return levels


@figure
def stance_and_sentiment(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.stance_and_sentiment`: a lane a stance, each mark a position at its tone.

    In the shaded halves tone has the sign of the stance. Crowds are counted in bars. Returns the
    Axes; `alt_text` counts where the two part.
    """
    both = table.dropna(subset=["agreement", "polarity"])
    if table.empty:
        return page.say("No position found: there is no stance to set beside the tone.")
    if both.empty:
        many = count(len(table), "position")
        return page.say(f"Of {many} none has a scored stance and a scored tone.")
    both = both.assign(said=short(both["mark"]), sure=True, x=both["polarity"].astype(float))
    both = both.sort_values("x", kind="stable")
    lanes = {sign: both[both["agreement"] == sign] for sign in (1, 0, -1)}
    lanes = {sign: lane for sign, lane in lanes.items() if sign or len(lane)}
    names = [f"{_SIDES[sign]}\n(n = {len(lane)})" for sign, lane in lanes.items()]
    page.ax.set_yticks(range(len(lanes)), names)
    page.ax.set_xlim(-1, 1)
    page.ax.tick_params(axis="y", pad=10)  # a mark at −1 reaches beyond the axes
    page.ax.set_xticks(list(_TICKS), list(_TICKS.values()))
    _tone_notes(page, table, both, "numbered")
    wide, high = page.extent()
    how, step, placed, tall = _stack(page, lanes, wide, np.inf if page.own else high)
    _tone_notes(page, table, both, how)
    floors = np.cumsum(tall).tolist()
    tops = [0.0, *floors[:-1]]
    for sign, top, floor in zip(lanes, tops, floors, strict=True):
        _lane(page, sign, top, floor)
    if how == "bars":
        _crowds(page, lanes, floors, tall[0])
    else:
        floor_of = placed["agreement"].astype(int).map(dict(zip(lanes, floors, strict=True)))
        placed = placed.assign(y=floor_of - 3 - step * (placed["level"] + 0.5))
        page.positions(placed, step, numbered=how == "numbered")
    page.ax.set_ylim(floors[-1], 0)
    page.ax.set_yticks(np.add(tops, floors) / 2, names)
    page.ax.axvline(0, color=QUIET, lw=0.6, zorder=1)
    page.bare("left")
    page.stretch(sum(tall))
    return [_tone_alt(table, both)]


def _stack(
    page: Page, lanes: dict[int, pd.DataFrame], wide: float, high: float
) -> tuple[str, float, pd.DataFrame, list[float]]:
    """Take the largest marks that fit; where none do, or crowds are tall, take bars.

    Returns how they are drawn, how far they lie apart, the marks with the `level` of each in its
    stack, and how high each lane is.
    """
    said = [one for lane in lanes.values() for one in lane["said"]]
    for step in (pitch(said, page.small), *DOTS[:2]):
        levels = [swarm(list(lane["x"]), 2 * step / wide) for lane in lanes.values()]
        stacks = [max(one, default=0) + 1 for one in levels]
        tall = [max(n * step + 6, page.size * 2) + page.size * 1.7 for n in stacks]
        if max(stacks) <= LEVELS and sum(tall) <= high:
            break
    placed = pd.concat(
        [lane.assign(level=n) for lane, n in zip(lanes.values(), levels, strict=True)]
    )
    if max(stacks) > CROWD or sum(tall) > high:
        return "bars", step, placed, [min(page.size * 9, high / len(lanes))] * len(lanes)
    return "dots" if step in DOTS else "numbered", step, placed, tall


def _crowds(
    page: Page, lanes: dict[int, pd.DataFrame], floors: Sequence[float], tall: float
) -> None:
    """Count positions by tone: those of exactly 0 by themselves, the others in bins around it."""
    counts = {}
    for sign, lane in lanes.items():
        tone = lane["x"]
        place = np.sign(tone) * (np.ceil(tone.abs() / BIN - 1e-9).clip(upper=1 / BIN) - 0.5) * BIN
        counts[sign] = place.round(9).value_counts().sort_index()
    most = max(int(one.max()) for one in counts.values() if len(one))
    each = max(tall - page.size * 3, page.size) / most
    for (sign, binned), floor in zip(counts.items(), floors, strict=True):
        if len(binned):
            page.ax.bar(
                binned.index, -each * binned, BIN * 0.42, bottom=floor, color=HUES[sign],
                label=_SIDES[sign], zorder=3,
            )  # fmt: skip
            top = binned.idxmax()
            page.ax.annotate(
                str(binned[top]), (top, floor - each * binned[top]), (0, 1), zorder=4,
                textcoords="offset points", ha="center", va="bottom",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip


def _lane(page: Page, sign: int, top: float, floor: float) -> None:
    """Shade the half in which tone has the sign of the stance, and say so."""
    if sign:
        corner = (min(sign, 0), top)
        page.ax.add_patch(Rectangle(corner, 1, floor - top, color="#f0f0f0", lw=0, zorder=0))
        for side, said in ((sign, "tone agrees"), (-sign, "tone contradicts")):
            page.ax.annotate(
                said, (side, top), (-4 * side, -3), textcoords="offset points",
                ha="right" if side > 0 else "left", va="top", fontstyle="italic",
            )  # fmt: skip
    if top:
        page.ax.axhline(top, color=FAINT, lw=0.6, zorder=1)


def _tone_notes(page: Page, table: pd.DataFrame, both: pd.DataFrame, how: str) -> None:
    number = "by sentence" if table["doc_id"].nunique() == 1 else "as in the table"
    marks_are = {
        "numbered": f"each mark a position, numbered {number}",
        "dots": "each mark a position",
        "bars": f"bars: positions per {BIN} of tone, and at 0; the highest is numbered",
    }
    page.notes(
        f"tone: TextBlob polarity (n = {len(both)}; {marks_are[how]})",
        when(both["via"].notna().any() and how != "bars", REPORTED),
        _lacking(table, both),
    )


def _lacking(table: pd.DataFrame, both: pd.DataFrame) -> str:
    missing = len(table) - len(both)
    return when(missing, f"{missing} more lack a scored stance or tone.")


def _tone_alt(table: pd.DataFrame, both: pd.DataFrame) -> str:
    """Count where tone has the sign of the stance, the other sign, or hears nothing."""
    taken = both[both["agreement"] != 0]
    missing = _lacking(table, both)
    if taken.empty:
        said = f"Stance beside tone: of {count(len(both), 'position')} none takes a side."
        return f"{said} {missing}".strip()
    product = taken["x"] * taken["agreement"].astype(float)
    against = taken[taken["agreement"] < 0]
    heard = int((against["x"] < 0).sum())
    oppositions = (
        f" It hears {heard} of {len(against)} oppositions as negative." if len(against) else ""
    )
    return (
        f"Stance beside tone: of {count(len(taken), 'position')} for or against a concept, "
        f"TextBlob's polarity has the sign of the stance in {int((product > 0).sum())}, the "
        f"opposite in {int((product < 0).sum())}, and is 0 in {int((product == 0).sum())}."
        f"{oppositions} {missing}"
    ).strip()


@figure
def article_course(page: Page, table: pd.DataFrame) -> list[str]:
    """Draw `summaries.article_course`: a lane a voice, a block for each concept it takes up.

    Blocks rise where the speaker endorses the cooperative and fall where they endorse the coercive
    (height: of 3); a white box is neutral, a bare line not scored; hatched is what another voice
    reports (`via`). The lowest lane is the tone. Returns the Axes.
    """
    if table.empty:
        return page.say("No statement found: the article has no sentence to follow.")
    ax, size = page.ax, page.size
    rows, lanes = _lanes(table, page.rows(LANES, 3, 2))
    base = len(lanes) - 0.25 + TALL
    names = [*(style.label(lane, page.columns) for lane in lanes), "+1", f"{TONE}  0", "−1"]
    ax.set_yticks([*range(len(lanes)), base - TALL, base, base + TALL], names)
    ax.set_ylim(base + TALL + 0.15, -0.65)
    first, last = int(rows["sentence"].min()), int(rows["sentence"].max())
    ax.set_xlim(first - 0.7, last + 0.7)
    page.bare("left")
    wide = page.extent()[0]
    _stance(page, _slots(rows, ["sentence", "lane"]), lanes, wide / (last - first + 1.4))
    said = rows.drop_duplicates("statement_id")
    _tone(page, _slots(said[said["polarity"].notna()], ["sentence"]), base)
    ax.axhline(base - TALL - 0.22, color=FAINT, lw=0.6)
    apart = wide > sum(style.text_width(title, size * 1.1) for title in (UP, f"{DOWN}  "))
    ax.set_title(UP if apart else f"{UP}\n{DOWN}", loc="left", pad=3)
    ax.set_title(DOWN if apart else "", loc="right", pad=3)
    step = next(s for s in _STEPS if (last - first) / s <= 10 or s == _STEPS[-1])
    ax.set_xticks([tick for tick in range(step, last + 1, step) if tick >= first])
    scored = rows["endorsed"].dropna()
    sided = int((scored != 0).sum())
    page.notes(
        f"sentence (n = {count(len(said), 'statement')}; their speakers' own positions: {sided} "
        f"for or against, {len(scored) - sided} neutral; {len(rows) - len(scored)} without one)",
        when(sided, "Block: a concept, as high as agreement × axis (0 to 3). Grey line: speaks."),
        when(sided < len(scored), "White box: neutral."),
        when(rows["via"].notna().any(), "Hatched: as reported by another voice."),
    )
    page.stretch((len(lanes) + 2 * TALL) * size * 2.7)
    return _course_alt(table)


def _lanes(table: pd.DataFrame, room: int) -> tuple[pd.DataFrame, list[str]]:
    """Give each voice a lane in the order of appearance; those who speak least share the last."""
    counts = table["holder"].value_counts()
    kept = set(counts.head(room if len(counts) <= room else room - 1).index)
    others = f"{len(counts) - len(kept)} others"
    rows = table.assign(lane=[h if h in kept else others for h in table["holder"]])
    lanes = [lane for lane in dict.fromkeys(rows["lane"]) if lane != others]
    return rows, lanes + [others] * (len(kept) < len(counts))


def _slots(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Divide the width of a sentence among the statements that would lie upon each other."""
    wide = 0.8 / rows.groupby(keys)["sentence"].transform("size")
    x = rows["sentence"] - 0.4 + wide * (rows.groupby(keys).cumcount() + 0.5)
    return rows.assign(x=x, wide=wide)


def _speaks(page: Page, rows: pd.DataFrame, base: Any) -> None:
    half = rows["wide"] / 2
    page.ax.hlines(base, rows["x"] - half, rows["x"] + half, color=QUIET, lw=1.2, zorder=2)


def _stance(page: Page, rows: pd.DataFrame, lanes: list[str], unit: float) -> None:
    """Draw the blocks; where a sentence has few points (`unit`), with an edge, else unseen."""
    rows = rows.assign(base=rows["lane"].map(lanes.index).astype(float))
    _speaks(page, rows, rows["base"])
    for sign, side in ((1, "cooperative"), (-1, "coercive"), (0, "neutral")):
        here = rows[np.sign(rows["endorsed"].astype(float)) == sign]
        if here.empty:
            continue
        tall = -here["endorsed"].astype(float) / 3 * 0.45 if sign else 0.2
        bottom = here["base"] - (0 if sign else 0.1)
        edge = 0.7 if not sign else 0.6 if unit < 1.5 else 0.0
        blocks = page.ax.bar(
            here["x"], tall, here["wide"] * 0.94, bottom=bottom, label=side, zorder=3, lw=edge,
            facecolor=HUES[sign] if sign else "white", edgecolor=HUES[sign] if sign else INK,
        )  # fmt: skip
        for block, via in zip(blocks, here["via"], strict=True):
            if sign and isinstance(via, str):
                block.set(facecolor="white", hatch="//////", linewidth=0.6)


def _tone(page: Page, heard: pd.DataFrame, base: float) -> None:
    if heard.empty:
        across = page.ax.get_yaxis_transform()
        page.ax.text(0.5, base, "not scored", transform=across, ha="center", va="center")
        return
    _speaks(page, heard, [base] * len(heard))
    tall = -heard["polarity"].astype(float) * TALL
    looks: dict[str, Any] = {"color": INK, "label": "tone", "zorder": 3, "linewidth": 0}
    page.ax.bar(heard["x"], tall, heard["wide"], bottom=base, **looks)


def _course_alt(table: pd.DataFrame) -> list[str]:
    """State who speaks in how many sentences, what is endorsed, and whether tone goes along."""
    speaks = table.groupby("holder")["sentence"].nunique()
    speaks = speaks.sort_values(ascending=False, kind="stable")
    named = [f"{style.name(h)} in {n}" for h, n in speaks.head(4).items()]
    more = f" and {count(len(speaks) - 4, 'other')}" if len(speaks) > 4 else ""
    start = (
        f"Who speaks in {count(table['sentence'].nunique(), 'sentence')}: {', '.join(named)}{more}."
    )
    scored = table[table["endorsed"].notna()]
    if scored.empty:
        return [f"{start} No statement has a scored stance."]
    up, down = int((scored["endorsed"] > 0).sum()), int((scored["endorsed"] < 0).sum())
    even, sided = len(scored) - up - down, up + down
    who = scored[scored["endorsed"] < 0]["holder"].drop_duplicates().head(3)
    by = f" ({', '.join(style.name(h) for h in who)})" if down else ""
    took = (
        f"Of {count(sided, 'position')} that speakers take themselves, {up} are for the "
        f"cooperative and {down} for the coercive{by}"
        + (f"; {even} more are neutral." if even else ".")
        if sided
        else f"No statement takes a side; {count(even, 'position')} stay neutral."
    )
    tone = scored.drop_duplicates("statement_id")["polarity"].dropna()
    told = (
        f"TextBlob finds a negative tone in {int((tone < 0).sum())}, none in "
        f"{int((tone == 0).sum())}, a positive one in {int((tone > 0).sum())} of their statements."
        if len(tone)
        else "Their tone is not scored."
    )
    return [f"{start} {took} {told}"]
