"""Figures: what is drawn equals the table, no label lies upon another, the words are right."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from dataclasses import replace
from itertools import combinations, zip_longest
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from rhetoric import figures, summaries
from rhetoric.figures import style
from rhetoric.figures.stance_and_sentiment import swarm
from rhetoric.summaries.rows_and_intervals import DIFFERENCE
from rhetoric.tables import frame

NAMES = [
    "position_map",
    "share_of_voice",
    "article_course",
    "stance_and_sentiment",
    "summarize",
    "heat_map",
    "timeline",
    "ladder",
    "discourse_network",
    "congruence_network",
    "polarisation",
    "sensitivity",
]

FIVE = [
    {"holder": "Ann", "concept": "threat", "axis": -3, "agreement": -1, "polarity": 0.0},
    {"holder": "Ann", "concept": "threat", "axis": -3, "agreement": -1, "polarity": 0.5},
    {"holder": "Bob", "concept": "threat", "axis": -3, "agreement": 1, "polarity": 0.25},
    {"holder": "Ann", "concept": "open_talks", "axis": 2, "agreement": 1, "polarity": -0.5},
    {"holder": "Bob", "concept": "open_talks", "axis": 2, "agreement": 0, "polarity": None},
]
FIVE = [
    row | {"act": act, "quad": quad, "act_modality": "actual", "entry": f"concept {entry}"}
    for row, act, quad, entry in zip(
        FIVE,
        ["REQUEST", "REQUEST", "THREATEN", "AID", "CONSULT"],
        ["V-CONF", "V-CONF", "V-CONF", "M-COOP", "V-COOP"],
        [
            "threat: threaten",
            "threat: threat|menace",
            "threat: threaten",
            "talks: talk",
            "talks: talk",
        ],
        strict=True,
    )
]
NAMELESS = (
    "stance_and_sentiment",
    "timeline",
    "ladder",
    "sensitivity",
    "polarisation",
)  # alt names no holder


def told(name, seed, tables_of):
    """Give tables that the figure has something to say of: the coded seed knows no acts."""
    return tables_of(FIVE * 4) if name in ("ladder", "sensitivity") else seed


def draw(name, tables, **options):
    return getattr(figures, name)(getattr(summaries, name)(tables), **options)


SIDES = {"#0173b2": "for", "#d55e00": "against", "#767676": "neutral"}


def looks(ax):
    """Read the marks back: a row each, with its side by its hue, its place, and whether hollow."""
    points = [
        (face if face[3] and to_hex(edge) not in SIDES else edge, face, xy)
        for c in ax.collections
        if isinstance(c, PathCollection)
        for edge, face, xy in zip_longest(
            c.get_edgecolor(), c.get_facecolor(), c.get_offsets(), fillvalue=(0, 0, 0, 1)
        )
    ]
    points += [
        (line.get_color(), line.get_markerfacecolor(), xy)
        for line in ax.lines
        if line.get_marker() not in ("", "None", None)
        for xy in line.get_xydata()
        if not np.isnan(xy).any()
    ]
    rows = [(SIDES.get(to_hex(hue)), *xy, to_hex(face) == "#ffffff") for hue, face, xy in points]
    return pd.DataFrame(rows, columns=["side", "x", "y", "hollow"]).dropna(subset=["side"])


def marks(ax):
    """Read back on which side each mark is, and where."""
    return [(row.side, (row.x, row.y)) for row in looks(ax).itertuples()]


def bars(ax, label):
    return next(
        [patch.get_bbox() for patch in c]
        for c in ax.containers
        if isinstance(c, BarContainer) and c.get_label() == label
    )


@pytest.mark.parametrize(
    "text", ["Ann Lee", "“AV”", "習近平", "e\u0301", "-1", "a  b", "$5 and $6"]
)
def test_a_line_is_as_wide_as_its_outlines(text):
    drawn = TextPath(
        (0, 0), text.replace("$", r"\$"), prop=FontProperties(family=style.fonts()), size=8
    )
    assert style.text_width(text, 8) == drawn.get_extents().width  # to the last bit: SVG shows it
    assert style.text_width("", 8) == style.text_width(" ", 8) == 0


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
    [mark] = [c for c in ax.collections if isinstance(c, PathCollection)]
    assert mark.get_linestyle()[0][1] is not None
    assert "Broken outline" in ax.get_xlabel()
    sure = draw("position_map", tables_of([FIVE[0]]))
    assert "Broken" not in sure.get_xlabel()


@pytest.mark.parametrize("name", ["position_map", "stance_and_sentiment", "summarize"])
def test_what_another_voice_reports_is_hollow(name, tables_of):
    told = FIVE[2] | {"chain": "Ann > Bob"}
    ax = draw(name, tables_of([FIVE[0], told]))
    assert looks(ax)["hollow"].tolist().count(True) == 1
    assert "Hollow" in ax.get_xlabel()
    assert "Hollow" not in draw(name, tables_of([FIVE[0], FIVE[2]])).get_xlabel()
    if name == "position_map":
        assert "2 statements, 1 as reported by another voice." in figures.alt_text(ax)


def test_the_course_has_a_block_a_concept_of_the_speaker_alone(tables_of):
    tables = tables_of([FIVE[0]])
    first = tables.positions.iloc[0]
    more = [
        {"concept": "open_talks", "axis": 2, "agreement": -1},
        {"holder": "Cal", "agreement": 1},  # of another, in the same words
    ]
    rows = [first.to_dict(), *(first.to_dict() | one for one in more)]
    tables = replace(tables, positions=frame("positions", rows))
    table = summaries.article_course(tables)
    assert list(zip(table["concept"], table["endorsed"], strict=True)) == [
        ("threat", 3),
        ("open_talks", -2),
    ]
    ax = figures.article_course(table)
    assert [len(bars(ax, side)) for side in ("cooperative", "coercive", "tone")] == [1, 1, 1]
    assert "1 statement; " in ax.get_xlabel()


def test_the_course_hatches_what_another_voice_reports(tables_of):
    ax = draw("article_course", tables_of([FIVE[0], FIVE[2] | {"chain": "Ann > Bob"}]))
    hatched = {c.get_label(): [b.get_hatch() for b in c] for c in ax.containers}
    assert (hatched["cooperative"], hatched["coercive"]) == ([None], ["//////"])
    assert "Hatched" in ax.get_xlabel()


def test_the_course_counts_the_neutral_apart(tables_of):
    ax = draw("article_course", tables_of([*FIVE, FIVE[0] | {"agreement": None}]))
    said = " ".join(ax.get_xlabel().split())
    assert "6 statements; their speakers' own positions: 4 for or against, 1 neutral; 1 w" in said
    assert "Of 4 positions that speakers take themselves" in figures.alt_text(ax)
    assert "1 more are neutral" in figures.alt_text(ax)


NEUTRAL = [
    (
        "stance_and_sentiment",
        "of 1 position none takes a side. 1 more lack a scored stance or tone.",
    ),
    ("article_course", "No statement takes a side; 1 position stay neutral."),
]


@pytest.mark.parametrize(("name", "said"), NEUTRAL)
def test_where_nobody_takes_a_side_nothing_is_counted(name, said, tables_of):
    rows = [FIVE[0] | {"agreement": 0}, FIVE[0] | {"agreement": None}]
    assert said in figures.alt_text(draw(name, tables_of(rows)))


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
    table = summaries.summarize(tables)
    ax = figures.summarize(table)
    assert {round(x, 6) for x in looks(ax)["x"]} == {round(-1 / 3, 6), 1.0}
    drawn = [line.get_xdata() for line in ax.lines if line.get_color() == style.INK]
    (interval,) = [one for one in drawn if np.ptp(one) > 0]
    assert interval.tolist() == pytest.approx(table.loc[0, ["low", "high"]].tolist())
    assert "Ann on threat −0.33 (n = 3, interval" in figures.alt_text(ax)


def test_the_seed_in_one_sentence(seed):
    alt = figures.alt_text(draw("position_map", seed))
    assert alt == (
        "Sergey Lavrov (8) and Americans (1, as reported) are against ultimatum, Michael Pompeo (1, as reported) and "
        "US administration (1, as reported) for it. Sergey Lavrov (4) and United States (1, as reported) are for gradual "
        "reciprocity, nobody against it. In brackets: of 16 positions in 16 statements, "
        "4 as reported by another voice, 16 coded by people."
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
        assert "none" in said or said.startswith("No ") or "No statement has" in said
    if name == "article_course":
        assert "not scored" in texts(ax)


@pytest.mark.parametrize("name", NAMES)
def test_one_holder_and_one_concept(name, tables_of):
    ax = draw(name, tables_of(FIVE[:1]), width=3.3)
    assert "Ann" in figures.alt_text(ax) or name in (*NAMELESS, "congruence_network")
    assert not overlaps(ax)


@pytest.mark.parametrize("name", NAMES)
def test_three_hundred_holders_are_not_squeezed_together(name, tables_of):
    many = [FIVE[i % 4] | {"holder": f"Holder {i}"} for i in range(300)]
    ax = draw(name, tables_of(many), width=3.3)
    assert ax.figure.get_figheight() < 9
    assert not overlaps(ax)
    if name == "summarize":
        assert "276 further rows" in ax.get_xlabel()
        assert "more" in figures.alt_text(ax)
    if name in ("share_of_voice", "article_course", "position_map"):
        assert any("others" in label.get_text() for label in ax.get_yticklabels())


@pytest.mark.parametrize(("concepts", "holders"), [(1, 300), (3, 40), (12, 4), (40, 1)])
def test_the_map_never_cuts_a_concept(concepts, holders, tables_of):
    rows = [
        FIVE[2 * (h % 2)] | {"holder": f"Holder {h}", "concept": f"concept {c:02}"}
        for c in range(concepts)
        for h in range(holders)
    ]
    ax = draw("position_map", tables_of(rows), width=3.3)
    shown = [label.get_text() for label in ax.get_yticklabels()]
    whole = sum(one.startswith("concept") for one in shown)
    assert len(marks(ax)) == whole * holders  # each concept that is there has all its positions
    assert len(shown) - whole <= 24
    left_out = f"{concepts - whole} further concepts" if whole < concepts else ""
    assert left_out in ax.get_xlabel().replace("\n", " ")


@pytest.mark.parametrize("width", [6.0, 3.3])
@pytest.mark.parametrize("sides", [(2, 150), (150, 2)])
def test_a_crowd_on_one_side_leaves_the_headings_room(sides, width, tables_of):
    against, in_favour = ({"concept": "threat of force", "agreement": side} for side in (-1, 1))
    rows = [FIVE[0] | against] * sides[0] + [FIVE[0] | in_favour] * sides[1]
    assert not overlaps(draw("position_map", tables_of(rows), width=width))


def test_the_words_stand_beside_the_marks(tables_of):
    ax = draw("position_map", tables_of(FIVE))
    assert texts(ax).count("some") == 3  # what names the concept, for each row but the neutral
    assert "Beside it" in ax.get_xlabel()
    assert not overlaps(ax)


def test_crowds_are_counted_in_bars(tables_of):
    ax = draw("stance_and_sentiment", tables_of([FIVE[0]] * 90 + [FIVE[1]] * 30))
    heights = {round(b.x0 + b.width / 2, 3): b.height for b in bars(ax, "against")}
    assert heights[0.0] / heights[0.45] == pytest.approx(3)
    assert "90" in texts(ax)


@pytest.mark.parametrize("width", [3.3, 8])
@pytest.mark.parametrize("name", NAMES)
def test_labels_of_the_seed_do_not_overlap(name, width, seed, tables_of):
    ax = draw(name, told(name, seed, tables_of), width=width)
    assert not overlaps(ax)
    assert ax.figure.get_figwidth() == width
    label = " ".join(ax.get_xlabel().split())
    assert "n = " in label or "n scored" in label
    sizes = [t.get_fontsize() for t in ax.texts if t.get_text()]
    assert min(sizes, default=9) > 4.5


@pytest.mark.parametrize("name", NAMES)
def test_axes_of_others_are_taken_as_they_are(name, seed, tables_of):
    size = [8, 2.4]  # room for the widest of the fonts, DejaVu, which every machine has
    figure = Figure(figsize=size, layout="constrained")
    left, right = figure.subplots(1, 2)
    assert draw(name, told(name, seed, tables_of), ax=left) is left
    assert figure.get_size_inches().tolist() == size
    assert not right.has_data()
    assert not overlaps(left)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_are_drawn_as_they_are(name, tables_of):
    holder = "$x_1$ <b>\u202eevil\n" + "w" * 500
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("default", message="figures: no installed font")
        ax = draw(name, tables_of([FIVE[0] | {"holder": holder}, FIVE[0] | {"holder": "习近平"}]))
        shown = figures.show(ax)
    assert "\u202e" not in shown.alt
    assert len(shown.alt) < 1200
    if name not in NAMELESS:
        assert "$x_1$ <b><U+202E>evil" in shown.alt


def test_a_figure_is_dark_and_narrow_where_its_page_is(tables_of):
    hostile = 'it\'s <b>"50 %" & #1a1a1a</b>'
    ax = draw("heat_map", tables_of([*FIVE, FIVE[0] | {"holder": hostile}]))
    soup = BeautifulSoup(figures.show(ax).html, "html.parser")
    assert soup.img["alt"] == figures.alt_text(ax)
    for source, width in ((soup.img["src"], 360), (soup.source["srcset"], 237.6)):
        head, _, svg = source.partition(",")
        assert head == "data:image/svg+xml"
        root = ElementTree.fromstring(unquote(svg))
        assert float(root.get("width").removesuffix("pt")) == width
        [style] = [one.text for one in root.iter("{http://www.w3.org/2000/svg}style")]
        assert '[style*="fill: #ffffff"]' in style
        assert "#161616!important" in style  # white
        assert "#e7e7e7!important" in style  # ink
    assert not BeautifulSoup(
        figures.show(draw("ladder", tables_of(FIVE), width=3)).html, "html.parser"
    ).source


def test_a_changed_number_changes_the_text_and_a_changed_pixel_does_not(tables_of):
    table = summaries.stance_and_sentiment(tables_of(FIVE))
    data, meta = figures.show(figures.stance_and_sentiment(table))._repr_mimebundle_()
    wider, _ = figures.show(figures.stance_and_sentiment(table, width=8))._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert meta["image/png"]["alt"] == figures.alt_text(figures.stance_and_sentiment(table))
    assert wider["text/plain"] == data["text/plain"]
    assert wider["image/png"] != data["image/png"]
    changed = table.assign(polarity=[0.0, 0.5001, 0.25, -0.5, None])
    moved, _ = figures.show(figures.stance_and_sentiment(changed))._repr_mimebundle_()
    assert moved["text/plain"] != data["text/plain"]


# Heat map, timeline, ladder, networks, reliability, sensitivity


def test_a_cell_says_its_mean_and_what_it_rests_on(tables_of):
    ax = draw("heat_map", tables_of([*FIVE, FIVE[2] | {"agreement": None}]))
    assert texts(ax) == ["−1.0\nn 2", "+1.0\nn 1", "+1.0\nn 1", "0\nn 1"]
    [cells] = [c for c in ax.collections if isinstance(c, QuadMesh)]
    colors = cells.get_facecolor()[:, 0]  # of Ann on threat, and on talks: the redder is against
    assert colors[1] < colors[0]
    assert "Ann on threat (−1.00, n = 2)" in figures.alt_text(ax)
    assert "5 scored positions" in figures.alt_text(ax)


def test_a_table_wider_than_the_page_is_cut_and_says_so(tables_of):
    many = [FIVE[0] | {"concept": f"concept {i}", "axis": i % 7 - 3} for i in range(40)]
    ax = draw("heat_map", tables_of(many), width=3.3)
    assert not overlaps(ax)
    assert "further rows of the table left out" in ax.get_xlabel().replace("\n", " ")


def years(tables_of, *said):
    """Make tables of one article a year, each with these agreements on an axis of +2."""
    rows = [FIVE[3] | {"doc_id": f"d{year}", "agreement": a} for year, all_ in said for a in all_]
    tables = tables_of(rows)
    tables.articles["published"] = [doc[1:] for doc in tables.articles["doc_id"]]
    return tables


def test_the_timeline_stands_at_its_means_with_its_band(tables_of):
    tables = years(tables_of, (1950, [1, 1]), (1951, [-1, 0]), (1952, [1, -1]))
    table = summaries.timeline(tables, window=3)
    ax = figures.timeline(table)
    assert marks(ax) == [
        ("for", (1950, pytest.approx(2))),
        ("against", (1951, pytest.approx(-1))),
        ("neutral", (1952, pytest.approx(0))),
    ]
    line = ax.lines[0]
    assert line.get_ydata().tolist() == pytest.approx(table["smoothed"].tolist())
    assert [round(b.height / bars(ax, "n")[0].height, 6) for b in bars(ax, "n")] == [1, 1, 1]
    assert "6 positions in 3 articles endorse from 1950 to 1952" in figures.alt_text(ax)
    assert "Band: 95 % bootstrap interval" in ax.get_xlabel()
    assert not overlaps(ax)


def test_the_timeline_breaks_where_nothing_was_said_for_long(tables_of):
    tables = years(tables_of, *((year, [1]) for year in (1950, 1951, 1952, 1980, 1981)))
    ax = figures.timeline(summaries.timeline(tables))
    assert [len(one.get_xdata()) for one in ax.lines[:2]] == [3, 2]
    assert "No band" in ax.get_xlabel()


def test_missing_and_mixed_dates_are_said_and_not_drawn(tables_of):
    tables = years(tables_of, (1950, [1]), (1951, [1, 0]), (1952, [-1]))
    tables.articles["published"] = ["1950", "3 May 1951", None]
    ax = figures.timeline(summaries.timeline(tables))
    left_out = "without a usable date: 3 positions in 2 articles"
    assert left_out in figures.alt_text(ax)
    assert left_out in ax.get_xlabel().replace("\n", " ")
    tables.articles["published"] = [None, "05/03/1951", "spring"]
    none = figures.timeline(summaries.timeline(tables))
    assert "No article has a date that places it in time: 4 positions in 3" in figures.alt_text(
        none
    )
    assert not none.collections


@pytest.mark.parametrize(
    ("period", "ticks"), [("month", ["1950-01", "1951-02"]), ("day", ["1950-01-31", "1951-02-01"])]
)
def test_periods_shorter_than_a_year_are_named_on_the_axis(tables_of, period, ticks):
    tables = years(tables_of, (1950, [1]), (1951, [0]))
    tables.articles["published"] = ["1950-01-31", "1951-02-01"]
    ax = figures.timeline(summaries.timeline(tables, period=period))
    assert [label.get_text() for label in ax.get_xticklabels()] == ticks
    assert not overlaps(ax)


def test_the_ladder_has_a_rung_each_and_bars_as_long_as_shares(tables_of):
    ax = draw("ladder", tables_of(FIVE))
    assert [bar.width for bar in bars(ax, "cooperative")] == pytest.approx([20, 0, 20])
    assert [bar.width for bar in bars(ax, "coercive")] == pytest.approx([40, 20, 0])
    assert "2: REQUEST 2" in texts(ax)
    assert figures.finding(ax).startswith("Of 5 statements that name an act, 2 stand on the coop")


def test_the_network_ties_each_holder_by_their_side(tables_of):
    ax = draw("discourse_network", tables_of(FIVE))
    lines = [(one.get_label(), one.get_linewidth()) for one in ax.lines]
    assert sorted(label for label, _ in lines) == ["against", "for", "for"]
    width = dict(lines)
    assert width["against"] > width["for"]  # two statements
    assert "1 of these concepts are disputed" in figures.alt_text(ax)
    told = draw("discourse_network", tables_of([FIVE[0] | {"chain": "Bob > Ann"}]))
    assert [one.get_color() for one in told.lines] == ["#d55e00", "white"]
    assert "Hollow" in told.get_xlabel()


def test_camps_stand_on_two_flanks(tables_of):
    said = [
        FIVE[0] | {"holder": h, "agreement": a} for h, a in zip("ABCD", (1, -1, 1, -1), strict=True)
    ]
    ax = draw("congruence_network", tables_of(said))
    left = {label.get_text() for label in ax.get_yticklabels()}
    assert {frozenset(left), frozenset(texts(ax))} == {frozenset("AC"), frozenset("BD")}
    sides = [one.get_label() for one in ax.lines if one.get_label() in ("for", "against")]
    assert (sides.count("for"), sides.count("against")) == (2, 4)
    assert "2 take the same side on some concept and 4 take opposite sides" in figures.alt_text(ax)


# Two groups


def two_groups(tables_of, each=8, holders="AB"):
    """Make two articles groups of `each` articles: the first against, the second half for."""
    rows = [
        FIVE[0]
        | {
            "doc_id": f"{g}{i}",
            "holder": f"{h} {g}",
            "agreement": a,
            "text": "word " * (i % 3 + (h == "B")),
        }
        for g in "xy"
        for i in range(each)
        for h, a in zip(holders, (1 if g == "y" and i % 2 else -1, 0), strict=True)
    ]
    tables = tables_of(rows)
    docs = tables.articles["doc_id"]
    tables.articles["published"] = ["1950" if int(d[1:]) * 2 < each else "1951" for d in docs]
    tables.articles["outlet"] = ["before" if d[0] == "x" else "after" for d in docs]
    return tables


COMPARED = ["position_map", "heat_map", "timeline", "share_of_voice"]


def compared(name, tables, by="outlet", **options):
    return getattr(figures, name)(getattr(summaries, name)(tables, by=by), **options)


@pytest.mark.parametrize("width", [3.3, 5])
@pytest.mark.parametrize("name", COMPARED)
def test_two_groups_stand_side_by_side(name, width, tables_of):
    ax = compared(name, two_groups(tables_of, 12), width=width)
    assert not overlaps(ax)
    said = figures.alt_text(ax)
    note = ax.get_xlabel().replace("\n", " ")
    assert "after less before" in said
    assert "after less before, with its 95 % bootstrap interval over articles" in note
    assert {"before", "after"} <= set(re.findall(r"\w+", f"{said} {note}"))


def test_the_difference_is_drawn_as_the_table_has_it(tables_of):
    tables = two_groups(tables_of)
    row = summaries.position_map(tables, by="outlet").iloc[0]
    assert row["difference"] == pytest.approx(0.5)  # (0 + 0) / 2 less (-1 + 0) / 2
    said = style.apart(row, "\n")
    assert said in texts(compared("position_map", tables))
    assert style.apart(row) in texts(compared("heat_map", tables))
    assert style.apart(dict.fromkeys(DIFFERENCE, 0.1234), points=True).startswith("+12.3 (")
    rows = [t.get_text() for t in compared("position_map", tables).get_yticklabels()]
    assert rows == ["threat", "before (16)", "after (16)"]


@pytest.mark.parametrize("name", COMPARED)
def test_of_few_articles_the_difference_has_no_interval(name, tables_of):
    ax = compared(name, two_groups(tables_of, 2))
    assert "bootstrap interval over articles" not in ax.get_xlabel().replace("\n", " ")
    assert "excludes zero in 0 of 0" in figures.alt_text(ax)


@pytest.mark.parametrize("name", COMPARED)
def test_two_groups_of_nothing_and_of_hostile_names(name, tables_of):
    empty = tables_of([])
    assert "No " in figures.alt_text(compared(name, empty, by={"doc": "x"}))
    tables = two_groups(tables_of, 6)
    tables.articles["outlet"] = tables.articles["outlet"].map(
        {"before": "$x$ <b>\u202eevil\n" + "w" * 300, "after": "习近平"}
    )
    shown = figures.show(compared(name, tables))
    assert "\u202e" not in shown.alt
    assert "<script" not in shown.html
    alone = summaries.timeline(tables, by="outlet").iloc[:1]  # one group, as a filter leaves it
    assert "less" in figures.alt_text(figures.timeline(alone))


def test_polarisation_stands_at_its_shares(tables_of):
    tables = years(tables_of, (1950, [1]), (1951, [1]))
    other = tables.positions.assign(holder="Bob", agreement=[1, -1])
    tables = replace(tables, positions=pd.concat([tables.positions, other], ignore_index=True))
    ax = figures.polarisation(summaries.polarisation(tables))
    assert [xy for _, xy in marks(ax)] == [(1950, 0), (1951, 1)]
    assert "most in 1951 (100 % of 1 pair), least in 1950 (0 % of 1 pair)" in figures.alt_text(ax)


BINS = pd.DataFrame(
    {
        "low": [0.0, 0.5, 0.9],
        "high": [0.5, 0.9, 1.0],
        "confidence": [0.3, 0.8, 0.95],
        "right": [0.5, 0.6, 1.0],
        "n": [10, 80, 10],
    }
)


@pytest.mark.parametrize("width", [3.3, 6])
def test_reliability_stands_off_the_diagonal_by_its_error(width):
    ax = figures.reliability(BINS, width=width)
    assert sorted(marks(ax)) == [
        ("against", (0.8, 0.6)),  # surer than right
        ("for", (0.3, 0.5)),
        ("for", (0.95, 1.0)),
    ]
    assert "calibration error is 0.185" in figures.alt_text(ax)
    assert {"10", "80"} <= set(texts(ax))
    assert not overlaps(ax)
    [interval] = [one.get_ydata() for one in ax.lines if list(one.get_xdata()) == [0.3, 0.3]]
    assert sorted(interval) == pytest.approx((0.2366, 0.7634), abs=1e-3)  # Wilson, 5 of 10


@pytest.mark.parametrize("change", [{"n": 0}, {"right": None}, {"confidence": None}])
def test_reliability_of_nothing_is_said(change):
    ax = figures.reliability(BINS.assign(**change))
    assert figures.alt_text(ax).startswith("No score has both")
    assert not ax.collections


def test_what_hangs_on_an_entry_is_black_where_a_result_turns(tables_of):
    ax = draw("sensitivity", tables_of(FIVE))
    rows = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    faces = {
        row: bar.get_facecolor()[:3]
        for row, bar in zip(rows, sorted(ax.patches, key=lambda bar: bar.get_y()), strict=True)
    }
    assert {row: face == (1, 1, 1) for row, face in faces.items()} == {
        "concept talks: talk": False,
        "concept threat: threaten": False,
        "concept threat: threat | menace": True,  # Ann is against it in another statement too
    }
    assert "of 4 results hang on a single entry" in figures.alt_text(ax)


def test_the_finding_is_the_first_two_sentences(tables_of):
    ax = draw("position_map", tables_of(FIVE))
    assert figures.finding(ax) == (
        "Ann (2) is against threat, Bob (1) for it. Ann (1) is for open talks, nobody against it, "
        "Bob (1) neutral on it."
    )


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
    shown = [*ax.texts, ax.title, ax._left_title, ax._right_title]
    if ax.axison:
        shown += [*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label]
    boxes = [(t.get_text(), t.get_window_extent()) for t in shown if t.get_text().strip()]
    found = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    width, height = figure.get_size_inches() * figure.dpi
    out = [t for t, b in boxes if b.x0 < -1 or b.x1 > width + 1 or b.y0 < -1 or b.y1 > height + 1]
    return found + out


@pytest.mark.parametrize(
    ("name", "font"),
    [("王毅", "Noto Sans CJK SC"), ("محمد", "Noto Sans Arabic"), ("ประยุทธ์", "Noto Sans Thai")],
)
def test_a_font_that_is_missing_is_named_once(monkeypatch, recwarn, name, font):
    monkeypatch.setattr(style, "_drawn", lambda letter: False)
    style._lacking.cache_clear()
    assert style.clean(name) == style.clean(name) == name
    [said] = recwarn.list
    assert f"install the font {font} and" in str(said.message)


def test_letters_that_every_font_has_are_not_doubted(recwarn):
    style._lacking.cache_clear()
    style.clean("Ñandú Łódź Лавров Ερμής")
    assert not recwarn.list
