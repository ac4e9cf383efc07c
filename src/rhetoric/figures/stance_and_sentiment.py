"""Stance beside sentiment: where tone says something else than position."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from rhetoric.figures import marks, style
from rhetoric.figures.shown import describe

LEVELS = 14  # marks upon each other, before they shrink to dots
_TICKS = {-1: "−1\nnegative", -0.5: "−0.5", 0: "0\nsilent", 0.5: "0.5", 1: "1\npositive"}
_WORDS = {1: "for", 0: "neutral", -1: "against"}


def stance_and_sentiment(
    table: pd.DataFrame, *, ax: Axes | None = None, width: float = 6.5
) -> Axes:
    """Draw `positions.stance_and_sentiment`: a lane a stance, each mark a statement at its tone.

    In the shaded halves tone has the sign of the stance. Without `ax`, makes a figure `width`
    inches wide. Returns the Axes; `alt_text` counts where the two part.
    """
    both = table.dropna(subset=["agreement", "polarity"])
    with style.house(ax, width=width) as size:
        own = ax is None
        ax = ax or style.new_axes(width, 2.0)
        if both.empty:
            words = _nothing(table)
            if own:
                style.root(ax).set_figheight(1.0)
            style.say(ax, words)
            return describe(ax, words, table)
        _draw(ax, table, both, size, own)
    return describe(ax, _alt(table, both), table)


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No position found: there is no stance to set beside the tone."
    return f"Of {len(table)} positions none has both a scored stance and a scored tone."


def _draw(ax: Axes, table: pd.DataFrame, both: pd.DataFrame, size: float, own: bool) -> None:
    signs = [sign for sign in (1, 0, -1) if sign in set(both["agreement"]) or sign]
    ordered = both.sort_values("polarity", kind="stable")
    lanes = {sign: ordered[ordered["agreement"] == sign] for sign in signs}
    names = [f"{_WORDS[s]}\n(n = {len(lanes[s])})" for s in signs]
    ax.set_yticks(range(len(signs)), names)
    ax.set_xlim(-1, 1)
    ax.set_xticks(list(_TICKS), list(_TICKS.values()))
    style.fill(ax, _notes(table, both), size)
    wide, high = style.extent(ax)
    font = max(size - 1.5, marks.NUMBERED)
    labels = dict(zip(both["mark"], marks.short(both["mark"]), strict=True))
    for step in (marks.pitch(list(labels.values()), font), *marks.DOTS):
        apart = 2 * step / wide
        levels = {s: marks.swarm(list(lane["polarity"]), apart) for s, lane in lanes.items()}
        if max(max(one, default=0) for one in levels.values()) < LEVELS:
            break
    numbered = step not in marks.DOTS
    head = size * 1.7
    tall = {s: max((max(levels[s], default=0) + 1) * step + 6, size * 2) + head for s in signs}
    if own:
        figure = style.root(ax)
        figure.set_figheight(figure.get_figheight() + (sum(tall.values()) - high) / 72)
    else:
        step *= min(1.0, high / sum(tall.values()))
    top = 0.0
    middles = []
    for sign in signs:
        floor = top + tall[sign]
        _lane(ax, sign, top, floor)
        lane = lanes[sign]
        if len(lane):
            ys = [floor - 3 - step * (level + 0.5) for level in levels[sign]]
            sure = [True] * len(lane)
            marks.draw(
                ax,
                list(lane["polarity"]),
                ys,
                int(sign),
                size=step * 0.88,
                labels=[labels[m] for m in lane["mark"]] if numbered else None,
                sure=sure,
                font=font,
            )
        middles.append((top + floor) / 2)
        top = floor
    ax.set_ylim(top, 0)
    ax.set_yticks(middles, names)
    ax.axvline(0, color=style.QUIET, lw=0.6, zorder=1)
    ax.spines["left"].set_visible(False)


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
                color=style.INK,
                fontstyle="italic",
            )
    if top:
        ax.axhline(top, color=style.FAINT, lw=0.6, zorder=1)


def _notes(table: pd.DataFrame, both: pd.DataFrame) -> list[str]:
    articles = table["doc_id"].nunique()
    number = "sentence" if articles == 1 else "row in the table"
    notes = [f"tone: TextBlob polarity (n = {len(both)} positions, each mark numbered by {number})"]
    if len(both) < len(table):
        notes.append(f"{len(table) - len(both)} more lack a scored stance or tone.")
    return notes


def _alt(table: pd.DataFrame, both: pd.DataFrame) -> str:
    """Count where tone has the sign of the stance, the other sign, or hears nothing."""
    taken = both[both["agreement"] != 0]
    same = int((taken["polarity"] * taken["agreement"].astype(float) > 0).sum())
    other = int((taken["polarity"] * taken["agreement"].astype(float) < 0).sum())
    silent = len(taken) - same - other
    against = taken[taken["agreement"] < 0]
    heard = int((against["polarity"] < 0).sum())
    missing = len(table) - len(both)
    return (
        f"Stance beside tone in {len(both)} positions: of {len(taken)} for or against a concept, "
        f"TextBlob's polarity has the same sign in {same}, the opposite in {other}, and is 0 in "
        f"{silent}; of {len(against)} oppositions it hears {heard} as negative."
        + (f" {missing} more lack a scored stance or tone." if missing else "")
    )
