"""Figures: what is drawn equals the table, no label lies upon another, the words are right."""

from __future__ import annotations

import subprocess
import sys
import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from rhetoric import figures, positions
from rhetoric.figures.marks import swarm

NAMES = [
    "position_map",
    "share_of_voice",
    "article_course",
    "stance_and_sentiment",
    "summarize",
]

FIVE = [
    {"holder": "Ann", "concept": "threat", "axis": -3, "agreement": -1, "polarity": 0.0},
    {"holder": "Ann", "concept": "threat", "axis": -3, "agreement": -1, "polarity": 0.5},
    {"holder": "Bob", "concept": "threat", "axis": -3, "agreement": 1, "polarity": 0.25},
    {"holder": "Ann", "concept": "open_talks", "axis": 2, "agreement": 1, "polarity": -0.5},
    {"holder": "Bob", "concept": "open_talks", "axis": 2, "agreement": 0, "polarity": None},
]


def draw(name, tables, **options):
    return getattr(figures, name)(getattr(positions, name)(tables), **options)


def marks(ax):
    """Read the marks back: their label (for, against, neutral) and their places."""
    return [
        (c.get_label(), tuple(map(float, xy)))
        for c in ax.collections
        if c.get_label() in ("for", "against", "neutral")
        for xy in c.get_offsets()
    ]


def bars(ax, label):
    return next(
        [patch.get_bbox() for patch in c]
        for c in ax.containers
        if isinstance(c, BarContainer) and c.get_label() == label
    )


def texts(ax: Axes) -> list[str]:
    return [t.get_text() for t in ax.texts]


def test_the_map_draws_each_statement_on_its_side(tables_of):
    ax = draw("position_map", tables_of(FIVE))
    found = marks(ax)
    assert sorted(label for label, _ in found) == ["against"] * 2 + ["for"] * 2 + ["neutral"]
    sides = {"for": 1, "against": -1, "neutral": 0}
    assert all(np.sign(x) == sides[label] for label, (x, _) in found)
    assert {"s1", "s2", "s3", "s4", "s5"} <= set(texts(ax))
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["threat", "Ann (2)", "Bob (1)", "open talks", "Ann (1)", "Bob (1)"]
    heights = dict(zip(rows[:3], ax.get_yticks()[:3], strict=True))
    assert {y for label, (_, y) in found if label == "against"} == {heights["Ann (2)"]}


def test_the_map_says_who_is_for_and_against(tables_of):
    alt = figures.alt_text(draw("position_map", tables_of(FIVE)))
    assert alt == (
        "Ann (2) is against threat, Bob (1) for it. Ann (1) is for open talks, nobody against it, "
        "Bob (1) neutral on it. In brackets: of 5 positions in 5 statements."
    )


def test_a_mark_of_little_confidence_has_a_broken_outline(tables_of):
    ax = draw("position_map", tables_of([FIVE[0] | {"confidence": 0.3}]))
    [mark] = [c for c in ax.collections if c.get_label() == "against"]
    assert mark.get_linestyle()[0][1] is not None
    assert "Broken outline" in ax.get_xlabel()
    sure = draw("position_map", tables_of([FIVE[0]]))
    assert "Broken" not in sure.get_xlabel()


@pytest.mark.parametrize("name", ["position_map", "stance_and_sentiment", "summarize"])
def test_what_another_voice_reports_is_hollow(name, tables_of):
    white = [1.0, 1.0, 1.0, 1.0]
    told = FIVE[2] | {"chain": "Ann > Bob"}
    ax = draw(name, tables_of([FIVE[0], told]))
    marks = [c for c in ax.collections if isinstance(c, PathCollection)]
    faces = [face.tolist() for c in marks for face in c.get_facecolor()]
    assert faces.count(white) == 1
    assert "Hollow" in ax.get_xlabel()
    assert "Hollow" not in draw(name, tables_of([FIVE[0], FIVE[2]])).get_xlabel()
    if name == "position_map":
        assert "2 statements, 1 as reported by another voice." in figures.alt_text(ax)


def test_the_course_hatches_what_another_voice_reports(tables_of):
    ax = draw("article_course", tables_of([FIVE[0], FIVE[2] | {"chain": "Ann > Bob"}]))
    hatched = {c.get_label(): [b.get_hatch() for b in c] for c in ax.containers}
    assert (hatched["cooperative"], hatched["coercive"]) == ([None], ["//////"])
    assert "Hatched" in ax.get_xlabel()


def test_the_course_counts_the_neutral_apart(tables_of):
    ax = draw("article_course", tables_of([*FIVE, FIVE[0] | {"agreement": None}]))
    said = " ".join(ax.get_xlabel().split())
    assert "6 statements: 4 for or against, 1 neutral, 1 without a scored stance" in said
    assert "Of 4 statements that take a side" in figures.alt_text(ax)
    assert "1 more are neutral" in figures.alt_text(ax)


def test_bars_are_as_long_as_the_shares(tables_of):
    tables = tables_of(
        [
            {"holder": "Ann", "text": "one two three four five six"},
            {"holder": "Ann", "text": "one two", "kind": "indirect"},
            {"kind": "narration", "text": "one two"},
        ]
    )
    ax = draw("share_of_voice", tables)
    assert [bar.width for bar in bars(ax, "quoted")] == pytest.approx([60, 0])
    assert [bar.width for bar in bars(ax, "reported")] == pytest.approx([20, 0])
    assert [bar.width for bar in bars(ax, "narrated")] == pytest.approx([0, 20])
    alt = figures.alt_text(ax)
    assert "Ann 80 % (8 words in 2 statements)" in alt
    assert "60 % of all words are quoted directly" in alt
    assert "20 % is the article's own narration" in alt
    assert "n = 10 words in 3 statements" in ax.get_xlabel().replace("\n", " ")


def test_the_course_rises_with_what_is_endorsed(tables_of):
    ax = draw("article_course", tables_of(FIVE))
    # The axis points down: a block that rises has the smaller y.
    blocks = bars(ax, "cooperative")
    assert [b.height for b in blocks] == pytest.approx([-0.45, -0.45, -0.3])
    assert [round(b.x0 + b.width / 2) for b in blocks] == [1, 2, 4]
    assert [b.height for b in bars(ax, "coercive")] == [pytest.approx(0.45)]
    assert len(bars(ax, "neutral")) == 1
    tone = [b.height for b in bars(ax, "tone")]
    assert np.array(tone) / tone[1] == pytest.approx([0, 1, 0.5, -1])
    alt = figures.alt_text(ax)
    assert "Ann in 3, Bob in 2" in alt
    assert "3 are for the cooperative and 1 for the coercive (Bob)" in alt


def test_each_mark_stands_at_its_tone(tables_of):
    ax = draw("stance_and_sentiment", tables_of(FIVE))
    assert sorted((label, x) for label, (x, _) in marks(ax)) == [
        ("against", 0.0),
        ("against", 0.5),
        ("for", -0.5),
        ("for", 0.25),
    ]
    alt = figures.alt_text(ax)
    assert "the sign of the stance in 1, the opposite in 2, and is 0 in 1" in alt
    assert "It hears 0 of 2 oppositions as negative" in alt
    assert "1 more lack" in alt


def test_means_stand_at_their_numbers_with_their_intervals(tables_of):
    tables = tables_of([FIVE[0], FIVE[1], FIVE[0] | {"agreement": 1}, FIVE[3]])
    table = positions.summarize(tables)
    ax = figures.summarize(table)
    places = {round(float(x), 6) for c in ax.collections[1:] for x in c.get_offsets()[:, 0]}
    assert places == {round(-1 / 3, 6), 1.0}
    (interval,) = ax.collections[0].get_segments()
    assert interval[:, 0].tolist() == pytest.approx(table.loc[0, ["low", "high"]].tolist())
    assert "Ann on threat −0.33 (n = 3, interval" in figures.alt_text(ax)


def test_the_seed_in_one_sentence(seed):
    alt = figures.alt_text(draw("position_map", seed))
    assert alt == (
        "Sergey Lavrov (8) and Americans (1) are against ultimatum, Michael Pompeo (1) and "
        "US administration (1) for it. Sergey Lavrov (4) and United States (1) are for gradual "
        "reciprocity, nobody against it. In brackets: of 16 positions in 16 statements, "
        "4 as reported by another voice."
    )
    assert "It hears 0 of 9 oppositions" in figures.alt_text(draw("stance_and_sentiment", seed))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_to_draw_is_said(name, tables_of):
    ax = draw(name, tables_of([]))
    assert not ax.patches
    assert not ax.collections
    assert "No " in " ".join(texts(ax))
    assert "No " in figures.alt_text(ax)


@pytest.mark.parametrize("name", NAMES)
def test_scores_that_are_all_null_are_not_drawn_as_neutral(name, tables_of):
    ax = draw(name, tables_of([{"holder": "Ann", "concept": "talks"}] * 3))
    assert not marks(ax)
    if name != "share_of_voice":
        said = figures.alt_text(ax)
        assert "none" in said or "No statement has a scored stance" in said
    if name == "article_course":
        assert "not scored" in texts(ax)


@pytest.mark.parametrize("name", NAMES)
def test_one_holder_and_one_concept(name, tables_of):
    ax = draw(name, tables_of(FIVE[:1]), width=3.3)
    assert "Ann" in figures.alt_text(ax) or name == "stance_and_sentiment"
    assert not overlaps(ax)


@pytest.mark.parametrize("name", NAMES)
def test_three_hundred_holders_are_not_squeezed_together(name, tables_of):
    many = [FIVE[i % 4] | {"holder": f"Holder {i}"} for i in range(300)]
    ax = draw(name, tables_of(many), width=3.3)
    assert ax.figure.get_figheight() < 9
    assert not overlaps(ax)
    if name in ("position_map", "summarize"):
        assert "276 further rows" in ax.get_xlabel()
        assert "more" in figures.alt_text(ax) or "others" in figures.alt_text(ax)
    if name in ("share_of_voice", "article_course"):
        assert any("others" in label.get_text() for label in ax.get_yticklabels())


def test_crowds_are_counted_in_bars(tables_of):
    ax = draw("stance_and_sentiment", tables_of([FIVE[0]] * 90 + [FIVE[1]] * 30))
    heights = {round(b.x0 + b.width / 2, 3): b.height for b in bars(ax, "against")}
    assert heights[0.0] / heights[0.45] == pytest.approx(3)
    assert "90" in texts(ax)


@pytest.mark.parametrize("width", [3.3, 8])
@pytest.mark.parametrize("name", NAMES)
def test_labels_of_the_seed_do_not_overlap(name, width, seed):
    ax = draw(name, seed, width=width)
    assert not overlaps(ax)
    assert ax.figure.get_figwidth() == width
    assert "n = " in ax.get_xlabel() or "n scored" in ax.get_xlabel()
    sizes = [t.get_fontsize() for t in ax.texts if t.get_text()]
    assert min(sizes, default=9) > 4.5


@pytest.mark.parametrize("name", NAMES)
def test_axes_of_others_are_taken_as_they_are(name, seed):
    figure = Figure(figsize=(7, 2.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    assert draw(name, seed, ax=left) is left
    assert figure.get_size_inches().tolist() == [7, 2.2]
    assert not right.has_data()
    assert not overlaps(left)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_are_drawn_as_they_are(name, tables_of):
    holder = "$x_1$ <b>\u202eevil\n" + "w" * 500
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = draw(name, tables_of([FIVE[0] | {"holder": holder}, FIVE[0] | {"holder": "习近平"}]))
        shown = figures.show(ax)
    assert "\u202e" not in shown.alt
    assert len(shown.alt) < 1200
    if name != "stance_and_sentiment":
        assert "$x_1$ <b><U+202E>evil" in shown.alt


def test_a_changed_number_changes_the_text_and_a_changed_pixel_does_not(tables_of):
    table = positions.stance_and_sentiment(tables_of(FIVE))
    data, meta = figures.show(figures.stance_and_sentiment(table))._repr_mimebundle_()
    wider, _ = figures.show(figures.stance_and_sentiment(table, width=8))._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"}
    assert meta["image/png"]["alt"] == figures.alt_text(figures.stance_and_sentiment(table))
    assert wider["text/plain"] == data["text/plain"]
    assert wider["image/png"] != data["image/png"]
    changed = table.assign(polarity=[0.0, 0.5001, 0.25, -0.5, None])
    moved, _ = figures.show(figures.stance_and_sentiment(changed))._repr_mimebundle_()
    assert moved["text/plain"] != data["text/plain"]


def test_alt_text_of_others_is_not_known():
    with pytest.raises(KeyError, match=r"rhetoric\.figures"):
        figures.alt_text(Figure().add_subplot())


def test_importing_the_library_does_not_import_matplotlib():
    code = "import sys, rhetoric; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.lists(st.floats(-1, 1), max_size=40), st.floats(0.01, 0.5))
def test_stacked_marks_never_touch(xs, apart):
    placed = list(zip(sorted(xs), swarm(sorted(xs), apart), strict=True))
    for (x, level), (other, above) in combinations(placed, 2):
        assert level != above or abs(x - other) >= apart * 0.99


def overlaps(ax):
    """Find texts that lie upon each other, or leave the figure."""
    figure = ax.figure
    figure.draw_without_rendering()
    shown = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label]
    shown += [ax.title, ax._left_title, ax._right_title]
    boxes = [(t.get_text(), t.get_window_extent()) for t in shown if t.get_text().strip()]
    found = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    width, height = figure.get_size_inches() * figure.dpi
    out = [t for t, b in boxes if b.x0 < -1 or b.x1 > width + 1 or b.y0 < -1 or b.y1 > height + 1]
    return found + out
