"""Stance beside sentiment: where tone says something else than position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from rhetoric.figures import marks, style
from rhetoric.figures.shown import describe

LEVELS = 14  # marks upon each other, before they shrink to dots
CROWD = 40  # dots upon each other, before they are counted in bars
BIN = 0.1  # of polarity, of a bar
_TICKS = {-1: "−1\nnegative", -0.5: "−0.5", 0: "0\nsilent", 0.5: "0.5", 1: "1\npositive"}
_WORDS = {1: "for", 0: "neutral", -1: "against"}


def stance_and_sentiment(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = style.WIDTH
) -> Axes:
    """Draw `positions.stance_and_sentiment`: a lane a stance, each mark a position at its tone.

    In the shaded halves tone has the sign of the stance. Crowds are counted in bars. Without `ax`,
    makes a figure `width` inches wide. Returns the Axes; `alt_text` counts where the two part.
    """
    both = table.dropna(subset=["agreement", "polarity"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 1.0 if both.empty else 2.0)
        if both.empty:
            words = _nothing(table)
            style.say(ax, words)
            return describe(ax, words, table)
        _draw(ax, table, both, size, own)
    return describe(ax, _alt(table, both), table)


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position found: there is no stance to set beside the tone."
    return f"Of {style.count(len(table), 'position')} none has a scored stance and a scored tone."


@dataclass(frozen=True)
class _Plan:
    """How the marks lie: numbered, as dots, or counted in bars; each lane's height in points."""

    how: str
    step: float
    levels: dict[int, list[int]]
    tall: dict[int, float]


def _plan(
    lanes: dict[int, pd.DataFrame], pitch: float, room: tuple[float, float], size: float
) -> _Plan:
    """Take the largest marks that fit; where none do, or crowds are tall, take bars."""
    wide, high = room
    for step in (pitch, *marks.DOTS[:2]):
        levels = {
            s: marks.swarm(list(lane["polarity"]), 2 * step / wide) for s, lane in lanes.items()
        }
        stacks = {s: max(one, default=0) + 1 for s, one in levels.items()}
        tall = {s: max(n * step + 6, size * 2) + size * 1.7 for s, n in stacks.items()}
        if max(stacks.values()) <= LEVELS and sum(tall.values()) <= high:
            break
    if max(stacks.values()) > CROWD or sum(tall.values()) > high:
        lane = min(size * 9, high / len(lanes))
        return _Plan("bars", step, levels, dict.fromkeys(lanes, lane))
    return _Plan("dots" if step in marks.DOTS else "numbered", step, levels, tall)


def _draw(ax: Axes, table: pd.DataFrame, both: pd.DataFrame, size: float, own: bool) -> None:
    ordered = both.sort_values("polarity", kind="stable")
    signs = [sign for sign in (1, 0, -1) if sign or (both["agreement"] == 0).any()]
    lanes = {sign: ordered[ordered["agreement"] == sign] for sign in signs}
    names = [f"{_WORDS[s]}\n(n = {len(lanes[s])})" for s in signs]
    ax.set_yticks(range(len(signs)), names)
    ax.set_xlim(-1, 1)
    ax.set_xticks(list(_TICKS), list(_TICKS.values()))
    style.fill(ax, _notes(table, both, "numbered"), size)
    wide, high = style.extent(ax)
    font = max(size - 1.5, marks.NUMBERED)
    labels = dict(zip(both["mark"], marks.short(both["mark"]), strict=True))
    pitch = marks.pitch(list(labels.values()), font)
    plan = _plan(lanes, pitch, (wide, np.inf if own else high), size)
    style.fill(ax, _notes(table, both, plan.how), size)
    if own:
        style.stretch(ax, sum(plan.tall.values()))
    floors = dict(zip(signs, np.cumsum(list(plan.tall.values())).tolist(), strict=True))
    most = max(int(_binned(lane)[1].max()) for lane in lanes.values() if len(lane))
    for sign, lane in lanes.items():
        floor, tall = floors[sign], plan.tall[sign]
        _lane(ax, sign, floor - tall, floor)
        if plan.how == "bars":
            _bars(ax, lane, sign, floor, max(tall - size * 3, size) / most)
        elif len(lane):
            marks.draw(
                ax,
                list(lane["polarity"]),
                [floor - 3 - plan.step * (level + 0.5) for level in plan.levels[sign]],
                sign,
                size=plan.step * 0.88,
                labels=[labels[m] for m in lane["mark"]] if plan.how == "numbered" else None,
                hollow=list(lane["via"].notna()),
                sure=[True] * len(lane),
                font=font,
            )
    ax.set_ylim(sum(plan.tall.values()), 0)
    ax.set_yticks([floors[s] - plan.tall[s] / 2 for s in signs], names)
    ax.axvline(0, color=style.QUIET, lw=0.6, zorder=1)
    ax.spines["left"].set_visible(False)


def _binned(lane: pd.DataFrame) -> tuple[list[float], pd.Series[int]]:
    """Count statements by tone: those of exactly 0 by themselves, the others in bins around it."""
    tone = lane["polarity"].astype(float)
    places = np.sign(tone) * np.minimum(np.ceil(tone.abs() / BIN - 1e-9), 1 / BIN)
    counts = pd.Series(places).value_counts().sort_index()
    return [float(p - np.sign(p) / 2) * BIN for p in counts.index], counts


def _bars(ax: Axes, lane: pd.DataFrame, sign: int, floor: float, each: float) -> None:
    if lane.empty:
        return
    places, counts = _binned(lane)
    ax.bar(
        places,
        [-each * n for n in counts],
        BIN * 0.42,
        bottom=floor,
        color=style.HUES[sign],
        label=_WORDS[sign],
        zorder=3,
    )
    top = int(np.argmax(counts.to_numpy()))
    ax.annotate(
        str(int(counts.iloc[top])),
        (places[top], floor - each * int(counts.iloc[top])),
        (0, 1),
        textcoords="offset points",
        ha="center",
        va="bottom",
        zorder=4,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )


def _lane(ax: Axes, sign: int, top: float, floor: float) -> None:
    """Shade the half in which tone has the sign of the stance, and say so."""
    if sign:
        left = 0.0 if sign > 0 else -1.0
        ax.add_patch(Rectangle((left, top), 1, floor - top, color="#f0f0f0", lw=0, zorder=0))
        for side, words in ((sign, "tone agrees"), (-sign, "tone contradicts")):
            ax.annotate(
                words,
                (side, top),
                (-4 * side, -3),
                textcoords="offset points",
                ha="right" if side > 0 else "left",
                va="top",
                fontstyle="italic",
            )
    if top:
        ax.axhline(top, color=style.FAINT, lw=0.6, zorder=1)


def _notes(table: pd.DataFrame, both: pd.DataFrame, how: str) -> list[str]:
    number = (
        "numbered by sentence" if table["doc_id"].nunique() == 1 else "numbered as in the table"
    )
    marks_are = {
        "numbered": f"each mark a position, {number}",
        "dots": "each mark a position",
        "bars": f"bars: positions per {BIN} of tone, and at 0; the highest is numbered",
    }
    notes = [f"tone: TextBlob polarity (n = {len(both)}; {marks_are[how]})"]
    if both["via"].notna().any() and how != "bars":
        notes.append(marks.REPORTED)
    if len(both) < len(table):
        notes.append(f"{len(table) - len(both)} more lack a scored stance or tone.")
    return notes


def _alt(table: pd.DataFrame, both: pd.DataFrame) -> str:
    """Count where tone has the sign of the stance, the other sign, or hears nothing."""
    taken = both[both["agreement"] != 0]
    product = taken["polarity"].astype(float) * taken["agreement"].astype(float)
    against = taken[taken["agreement"] < 0]
    heard = int((against["polarity"] < 0).sum())
    missing = len(table) - len(both)
    if taken.empty:
        return f"Stance beside tone: of {style.count(len(both), 'position')} none takes a side." + (
            f" {missing} more lack a scored stance or tone." if missing else ""
        )
    return (
        f"Stance beside tone: of {style.count(len(taken), 'position')} for or against a concept, "
        f"TextBlob's polarity has the sign of the stance in {int((product > 0).sum())}, the "
        f"opposite in {int((product < 0).sum())}, and is 0 in {int((product == 0).sum())}."
        + (f" It hears {heard} of {len(against)} oppositions as negative." if len(against) else "")
        + (f" {missing} more lack a scored stance or tone." if missing else "")
    )
