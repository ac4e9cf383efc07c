"""Positions: aggregates of literal tables, and of the seed article."""

from __future__ import annotations

import pandas as pd
import pytest

from rhetoric import positions

EVERY = [
    positions.summarize,
    positions.position_map,
    positions.share_of_voice,
    positions.article_course,
    positions.stance_and_sentiment,
    positions.evidence_table,
]


def rows(*agreements, holder="Ann", concept="talks", axis=2, **more):
    return [
        {"holder": holder, "concept": concept, "axis": axis, "agreement": a, **more}
        for a in agreements
    ]


def test_summarize_counts_what_the_rows_say(tables_of):
    tables = tables_of(rows(1, 1, -1, 0, None) + rows(-1, holder="Bob"))
    ann, bob = positions.summarize(tables).to_dict("records")
    assert (ann["holder"], ann["concept"], ann["n"]) == ("Ann", "talks", 5)
    counts = ann["n_for"], ann["n_against"], ann["n_neutral"], ann["n_not_scored"]
    assert counts == (2, 1, 1, 1)
    assert ann["agreement"] == pytest.approx(1 / 4)  # null is not zero: four rows are scored
    assert ann["endorsed"] == pytest.approx(2 / 4)
    assert ann["share"] == pytest.approx(5 / 6)
    assert -1 <= ann["low"] < ann["agreement"] < ann["high"] <= 1
    assert bob["endorsed"] == -2
    still = positions.summarize(tables_of(rows(0, axis=-2))).loc[0, "endorsed"]
    assert str(still) == "0.0"  # and not −0.0


def test_opposing_the_coercive_endorses_cooperation(seed):
    table = positions.summarize(seed).set_index(["concept", "holder"])
    lavrov = table.loc[("ultimatum", "Sergey Lavrov")]
    assert (lavrov["n_against"], lavrov["n_for"], lavrov["endorsed"]) == (8, 0, 2)
    assert table.loc[("ultimatum", "Michael Pompeo"), "endorsed"] == -2


@pytest.mark.parametrize("values", [[1], [1, 1, 1], [None, 1], [None]])
def test_there_is_no_interval_where_resampling_shows_none(tables_of, values):
    row = positions.summarize(tables_of(rows(*values))).iloc[0]
    assert pd.isna(row["low"])
    assert pd.isna(row["high"])


def test_the_interval_is_seeded_and_does_not_depend_on_others(tables_of):
    mine = rows(1, -1, 1, 0, 1)
    alone = positions.summarize(tables_of(mine))
    among = positions.summarize(tables_of(rows(-1, 1, 1, holder="Aaron") + mine))
    again = positions.summarize(tables_of(mine))
    other = positions.summarize(tables_of(mine), seed=2, draws=50)
    pd.testing.assert_frame_equal(alone, again)
    ann = among.loc[among["holder"] == "Ann", ["low", "high"]].to_numpy()
    assert ann.tolist() == alone[["low", "high"]].to_numpy().tolist()
    assert other.loc[0, "agreement"] == alone.loc[0, "agreement"]


def test_resampling_articles_keeps_their_statements_together(tables_of):
    one = tables_of(rows(1, 1, -1, -1))
    two = tables_of(rows(1, 1, doc_id="a") + rows(-1, -1, doc_id="b"))
    assert pd.isna(positions.summarize(one, by="article").loc[0, "low"])
    by_article = positions.summarize(two, by="article").iloc[0]
    assert (by_article["low"], by_article["high"]) == (-1, 1)


def test_the_map_has_a_row_a_statement(seed):
    table = positions.position_map(seed)
    assert table["mark"].tolist()[:4] == ["s2/a1", "s5/a3", "s6/a4", "s6/a5"]
    assert table["statement_id"].tolist() == seed.positions["statement_id"].tolist()
    assert (table["endorsed"] == table["agreement"] * table["axis"]).all()


def test_a_reported_position_names_who_reports_it(seed, tables_of):
    table = positions.evidence_table(seed).set_index("mark")
    assert table.loc["s6/a5", ["holder", "via"]].tolist() == ["Michael Pompeo", "Sergey Lavrov"]
    assert pd.isna(table.loc["s6/a4", "via"])
    summary = positions.summarize(seed).set_index(["concept", "holder"])
    assert summary.loc[("ultimatum", "Michael Pompeo"), "n_reported"] == 1
    assert summary.loc[("ultimatum", "Sergey Lavrov"), "n_reported"] == 0
    inner = tables_of(rows(1, chain="Cid > ? > Ann"))
    assert positions.position_map(inner)["via"].tolist() == ["Cid > speaker not resolved"]
    inner.positions["holder"] = "they"  # told of within the statement, and not quoted
    assert positions.position_map(inner)["via"].tolist() == ["Cid > speaker not resolved > Ann"]


def test_marks_of_many_articles_are_numbers(tables_of):
    tables = tables_of(rows(1, doc_id="a") + rows(1, -1, doc_id="b"))
    assert positions.position_map(tables)["mark"].tolist() == ["1", "2", "3"]


def test_words_count_for_the_innermost_voice_alone(seed, seed_text):
    table = positions.share_of_voice(seed)
    words = table.groupby("holder")["words"].sum()
    assert words["Americans"] == len("such ultimatums will not work out in any way".split())
    assert table["share"].sum() == pytest.approx(1)
    outermost = seed.statements[(seed.statements["depth"] == 0) & seed.statements["holder"].notna()]
    whole = outermost["text"].str.count(r"\w+(?:[’'.,-]\w+)*").sum()
    assert words.sum() == whole
    assert table.loc[table["kind"] == "direct", "quoted"].all()


def test_narration_and_the_nameless_have_names(tables_of):
    tables = tables_of([{"kind": "narration"}, {"kind": "indirect", "concept": "talks"}])
    assert set(positions.share_of_voice(tables)["holder"]) == {
        "the article itself",
        "speaker not resolved",
    }


def test_the_course_follows_the_text(seed):
    table = positions.article_course(seed)
    assert table["sentence"].is_monotonic_increasing
    sixth = table[table["sentence"] == 6]
    assert sixth["holder"].tolist() == ["Sergey Lavrov", "Michael Pompeo"]
    assert sixth["endorsed"].tolist() == [2, -2]
    assert table.loc[table["sentence"] == 3, "endorsed"].isna().all()
    with pytest.raises(KeyError, match="nowhere"):
        positions.article_course(seed, "nowhere")


def test_tone_parts_from_stance_where_the_signs_differ(tables_of):
    tables = tables_of(
        [
            {"holder": "Ann", "concept": "talks", "agreement": a, "polarity": p}
            for a, p in [(1, 0.5), (-1, 0.5), (-1, 0.0), (0, 0.0), (None, 0.5), (1, None)]
        ]
    )
    parts = positions.stance_and_sentiment(tables)["parts"]
    assert parts.tolist()[:4] == [False, True, True, False]
    assert parts[4:].isna().all()


def test_the_evidence_table_quotes_the_words(seed):
    table = positions.evidence_table(seed).set_index("mark")
    assert table.loc["s7/a4", ["stance", "words"]].tolist() == ["against", "It … won't work"]
    assert "concepts.ultimatum" in table.loc["s6/a4", "entry"]
    assert len(table) == len(seed.positions)


@pytest.mark.parametrize("function", EVERY, ids=lambda f: f.__name__)
def test_nothing_makes_an_empty_table(function, tables_of, seed):
    empty = function(tables_of([]))
    assert len(empty) == 0
    assert list(empty.columns) == list(function(seed).columns)
