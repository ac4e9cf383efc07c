"""Positions: aggregates of literal tables, and of the seed article."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from rhetoric import summaries
from rhetoric.errors import OutputError, TableError
from rhetoric.summaries.rows_and_intervals import DIFFERENCE
from rhetoric.tables import frame

EVERY = [
    summaries.summarize,
    summaries.position_map,
    summaries.share_of_voice,
    summaries.article_course,
    summaries.stance_and_sentiment,
    summaries.evidence_table,
    summaries.heat_map,
    summaries.timeline,
    summaries.ladder,
    summaries.discourse_network,
    summaries.congruence_network,
    summaries.coalitions,
    summaries.backbone,
    summaries.scaling,
    summaries.polarisation,
    summaries.sensitivity,
    summaries.findings,
]


def rows(*agreements, holder="Ann", concept="talks", axis=2, **more):
    return [
        {"holder": holder, "concept": concept, "axis": axis, "agreement": a, **more}
        for a in agreements
    ]


def test_summarize_counts_what_the_rows_say(tables_of):
    tables = tables_of(rows(1, 1, -1, 0, None) + rows(-1, holder="Bob"))
    ann, bob = summaries.summarize(tables).to_dict("records")
    assert (ann["holder"], ann["concept"], ann["n"]) == ("Ann", "talks", 5)
    counts = ann["n_for"], ann["n_against"], ann["n_neutral"], ann["n_not_scored"]
    assert counts == (2, 1, 1, 1)
    assert ann["agreement"] == pytest.approx(1 / 4)  # null is not zero: four rows are scored
    assert ann["endorsed"] == pytest.approx(2 / 4)
    assert ann["share"] == pytest.approx(5 / 6)
    assert -1 <= ann["low"] < ann["agreement"] < ann["high"] <= 1
    assert bob["endorsed"] == -2
    still = summaries.summarize(tables_of(rows(0, axis=-2))).loc[0, "endorsed"]
    assert str(still) == "0.0"  # and not −0.0


def test_opposing_the_coercive_endorses_cooperation(seed):
    table = summaries.summarize(seed).set_index(["concept", "holder"])
    lavrov = table.loc[("ultimatum", "Sergey Lavrov")]
    assert (lavrov["n_against"], lavrov["n_for"], lavrov["endorsed"]) == (8, 0, 2)
    assert table.loc[("ultimatum", "Michael Pompeo"), "endorsed"] == -2


@pytest.mark.parametrize("values", [[1], [1, 1, 1], [None, 1], [None]])
def test_there_is_no_interval_where_resampling_shows_none(tables_of, values):
    row = summaries.summarize(tables_of(rows(*values))).iloc[0]
    assert pd.isna(row["low"])
    assert pd.isna(row["high"])


def test_the_interval_is_seeded_and_does_not_depend_on_others(tables_of):
    mine = rows(1, -1, 1, 0, 1)
    alone = summaries.summarize(tables_of(mine))
    among = summaries.summarize(tables_of(rows(-1, 1, 1, holder="Aaron") + mine))
    again = summaries.summarize(tables_of(mine))
    other = summaries.summarize(tables_of(mine), seed=2, draws=50)
    pd.testing.assert_frame_equal(alone, again)
    ann = among.loc[among["holder"] == "Ann", ["low", "high"]].to_numpy()
    assert ann.tolist() == alone[["low", "high"]].to_numpy().tolist()
    assert other.loc[0, "agreement"] == alone.loc[0, "agreement"]


def test_resampling_articles_keeps_their_statements_together(tables_of):
    one = tables_of(rows(1, 1, -1, -1))
    two = tables_of(rows(1, 1, doc_id="a") + rows(-1, -1, doc_id="b"))
    assert pd.isna(summaries.summarize(one, by="article").loc[0, "low"])
    by_article = summaries.summarize(two, by="article").iloc[0]
    assert (by_article["low"], by_article["high"]) == (-1, 1)


def test_the_map_has_a_row_a_statement(seed):
    table = summaries.position_map(seed)
    assert table["mark"].tolist()[:4] == ["s2/a1", "s5/a3", "s6/a4", "s6/a5"]
    assert table["statement_id"].tolist() == seed.positions["statement_id"].tolist()
    assert (table["endorsed"] == table["agreement"] * table["axis"]).all()


def test_a_reported_position_names_who_reports_it(seed, tables_of):
    table = summaries.evidence_table(seed).set_index("mark")
    assert table.loc["s6/a5", ["holder", "via"]].tolist() == ["Michael Pompeo", "Sergey Lavrov"]
    assert pd.isna(table.loc["s6/a4", "via"])
    summary = summaries.summarize(seed).set_index(["concept", "holder"])
    assert summary.loc[("ultimatum", "Michael Pompeo"), "n_reported"] == 1
    assert summary.loc[("ultimatum", "Sergey Lavrov"), "n_reported"] == 0
    inner = tables_of(rows(1, chain="Cid > ? > Ann"))
    assert summaries.position_map(inner)["via"].tolist() == ["Cid > speaker not resolved"]
    inner.positions["holder"] = "they"  # told of within the statement, and not quoted
    assert summaries.position_map(inner)["via"].tolist() == ["Cid > speaker not resolved > Ann"]
    inner.positions["holder"] = "Cid"  # who tells of Ann is not told of by her
    assert summaries.position_map(inner)["via"].isna().all()


def test_surer_positions_can_be_asked_for(seed):
    sure = summaries.surer(seed, 0.5)
    assert set(sure.positions["confidence"]) == {1.0}
    assert 0 < len(sure.positions) < len(seed.positions)
    assert len(summaries.surer(seed, 0.0).positions) == len(seed.positions)
    assert len(sure.statements) == len(seed.statements)


def test_own_positions_are_those_that_nobody_reports(seed):
    mine = summaries.own(seed)
    assert len(mine.positions) == len(seed.positions) - 4
    assert summaries.position_map(mine)["via"].isna().all()
    assert mine.statements is seed.statements
    none = summaries.own(dataclasses.replace(seed, positions=seed.positions.head(0)))
    assert list(none.positions.columns) == list(seed.positions.columns)


def test_marks_of_many_articles_are_numbers(tables_of):
    tables = tables_of(rows(1, doc_id="a") + rows(1, -1, doc_id="b"))
    assert summaries.position_map(tables)["mark"].tolist() == ["1", "2", "3"]


def test_words_count_for_the_innermost_voice_alone(seed, seed_text):
    table = summaries.share_of_voice(seed)
    words = table.groupby("holder")["words"].sum()
    assert words["Americans"] == len("such ultimatums will not work out in any way".split())
    assert table["share"].sum() == pytest.approx(1)
    outermost = seed.statements[(seed.statements["depth"] == 0) & seed.statements["holder"].notna()]
    whole = outermost["text"].str.count(r"\w+(?:[’'.,-]\w+)*").sum()
    assert words.sum() == whole
    assert table.loc[table["kind"] == "direct", "quoted"].all()


def test_narration_and_the_nameless_have_names(tables_of):
    tables = tables_of([{"kind": "narration"}, {"kind": "indirect", "concept": "talks"}])
    assert set(summaries.share_of_voice(tables)["holder"]) == {
        "the article itself",
        "speaker not resolved",
    }


def test_the_course_follows_the_text(seed):
    table = summaries.article_course(seed)
    assert table["sentence"].is_monotonic_increasing
    sixth = table[table["sentence"] == 6]
    assert sixth["holder"].tolist() == ["Sergey Lavrov", "Michael Pompeo"]
    assert sixth["endorsed"].tolist() == [2, -2]
    assert table.loc[table["sentence"] == 3, "endorsed"].isna().all()
    with pytest.raises(KeyError, match="nowhere"):
        summaries.article_course(seed, "nowhere")


def test_tone_parts_from_stance_where_the_signs_differ(tables_of):
    tables = tables_of(
        [
            {"holder": "Ann", "concept": "talks", "agreement": a, "polarity": p}
            for a, p in [(1, 0.5), (-1, 0.5), (-1, 0.0), (0, 0.0), (None, 0.5), (1, None)]
        ]
    )
    parts = summaries.stance_and_sentiment(tables)["parts"]
    assert parts.tolist()[:4] == [False, True, True, False]
    assert parts[4:].isna().all()


def test_the_evidence_table_quotes_the_words(seed):
    table = summaries.evidence_table(seed).set_index("mark")
    assert table.loc["s7/a4", ["stance", "words"]].tolist() == ["against", "It … won't work"]
    assert "concepts.ultimatum" in table.loc["s6/a4", "entry"]
    assert len(table) == len(seed.positions)


@pytest.mark.parametrize("function", EVERY, ids=lambda f: f.__name__)
def test_nothing_makes_an_empty_table(function, tables_of, seed):
    empty = function(tables_of([]))
    assert len(empty) == 0
    assert list(empty.columns) == list(function(seed).columns)


# Heat map, timeline, ladder


def test_the_heat_map_averages_what_is_scored(tables_of):
    table = summaries.heat_map(
        tables_of([*rows(1, -1, -1, None), *rows(1, concept="war", axis=-3)])
    )
    assert table["concept"].tolist() == ["war", "talks"]
    talks = table.loc[1]
    assert (talks["n"], talks["n_not_scored"]) == (4, 1)
    assert talks["agreement"] == pytest.approx(-1 / 3)  # null is not zero
    assert talks["statements"].split() == [f"doc/s{i}/a{i}" for i in range(1, 5)]


def dated(tables, *published):
    tables.articles["published"] = list(published)
    return tables


PLACED = [  # published, period, the period it falls in
    ("1947", "year", "1947"),
    ("1947-01-06", "year", "1947"),
    ("1947-01-06T10:00", "month", "1947-01"),
    ("1947-01-06", "decade", "1940"),
    ("1947-01-06 10:00", "day", "1947-01-06"),
    ("1947", "month", None),
    ("1947-01", "day", None),
    ("1947-13-01", "year", None),
    ("6 January 1947", "year", None),
    ("01/06/1947", "year", None),
    (None, "year", None),
    ("", "year", None),
]


@pytest.mark.parametrize(("published", "period", "falls_in"), PLACED)
def test_a_date_falls_in_its_period_or_is_counted_apart(tables_of, published, period, falls_in):
    table = summaries.timeline(dated(tables_of(rows(1)), published), period=period)
    [name] = table["period"]
    assert name == falls_in if falls_in else pd.isna(name)
    assert table["n"].tolist() == [1]
    assert pd.isna(table["endorsed"][0]) == (falls_in is None)


def test_the_timeline_averages_by_period_and_draws_whole_articles(tables_of):
    said = [
        *rows(1, 1, doc_id="a"),
        *rows(-1, doc_id="b"),
        *rows(1, 0, doc_id="c"),
        *rows(None, doc_id="d"),
    ]
    tables = dated(tables_of(said), "1950", "1951", "1951-05", "1953")
    table = summaries.timeline(tables).set_index("period")
    assert table.index.tolist() == ["1950", "1951"]  # what is not scored has no place in time
    assert table.loc[
        "1951", ["n", "n_articles", "n_coercive", "n_neutral", "n_cooperative"]
    ].tolist() == [3, 2, 1, 1, 1]
    assert table["endorsed"].tolist() == [2, pytest.approx(0)]
    assert pd.isna(table.loc["1950", "low"])  # one article
    assert table.loc["1951", ["low", "high"]].tolist() == [-2, 1]
    wide = summaries.timeline(tables, window=3).set_index("period")
    assert wide["smoothed"].tolist() == [pytest.approx(0.8)] * 2
    assert wide["endorsed"].tolist() == table["endorsed"].tolist()
    pd.testing.assert_frame_equal(wide, summaries.timeline(tables, window=3).set_index("period"))
    with pytest.raises(ValueError, match="odd number"):
        summaries.timeline(tables, window=2)


RUNG = [  # act, quad, modality, the rung it stands on
    ("AID", "M-COOP", "actual", 3),
    ("YIELD", "M-COOP", "future", 2),
    ("AGREE", "V-COOP", "actual", 2),
    ("SUPPORT", "V-COOP", None, 1),
    ("REQUEST", "V-CONF", "actual", -1),
    ("THREATEN", "V-CONF", "actual", -2),
    ("ASSAULT", "M-CONF", "hypothetical", -2),
    ("ASSAULT", "M-CONF", "actual", -3),
    ("THREATEN", "V-CONF", "negated", None),
]


def acting(tables_of, acts):
    tables = tables_of([{"holder": "Ann"} for _ in acts])
    for number, column in enumerate(("act", "quad", "act_modality")):
        tables.scores[column] = [act[number] for act in acts]
    return tables


def test_acts_stand_on_their_rungs(tables_of):
    table = summaries.ladder(acting(tables_of, RUNG)).set_index("rung")
    on = [rung for *_, rung in RUNG]
    assert {rung: table.loc[rung, "n"] for rung in (3, 2, 1, -1, -2, -3)} == {
        rung: on.count(rung) for rung in (3, 2, 1, -1, -2, -3)
    }
    assert table.loc[2, "acts"] == "AGREE 1, YIELD 1"
    assert table["share"].dropna().sum() == pytest.approx(1)
    assert (table["low"].dropna() < table["share"].dropna()).all()
    assert table[table.index.isna()]["n"].tolist() == [1]  # negated: counted, and on no rung


# Networks


SIDES = [
    *rows(1, 1, holder="Ann"),
    *rows(1, holder="Bob"),
    *rows(-1, 1, holder="Cid"),
    *rows(-1, holder="Ann", concept="war", axis=-3),
    *rows(1, holder="Cid", concept="war", axis=-3),
    *rows(0, None, holder="Dan"),
    *rows(1, holder=None),
]


def test_the_network_ties_whoever_takes_a_side(tables_of):
    table = summaries.discourse_network(tables_of(SIDES)).set_index(
        ["holder", "concept", "agreement"]
    )
    assert set(table.index.get_level_values("holder")) == {"Ann", "Bob", "Cid"}
    assert table.loc[("Ann", "talks", 1), "n"] == 2
    assert table.loc[("Ann", "war", -1), "axis"] == -3


def test_congruence_and_conflict_are_normalized_by_average_activity(tables_of):
    table = summaries.congruence_network(tables_of(SIDES)).set_index(["holder", "other"])
    columns = ["congruence", "conflict", "congruence_share", "conflict_share"]
    expected = {  # Cid is as often for talks as against them: no side; of 2, 1 and 1 concepts
        ("Ann", "Bob"): [1, 0, 1 / 1.5, 0],
        ("Ann", "Cid"): [0, 1, 0, 1 / 1.5],
    }
    assert {pair: table.loc[pair, columns].tolist() for pair in table.index} == {
        pair: pytest.approx(values) for pair, values in expected.items()
    }
    assert table[["agreed", "disputed"]].to_numpy().tolist() == [["talks", ""], ["", "war"]]


@pytest.mark.parametrize(
    ("said", "agreed", "disputed"),
    [
        ((1,) * 8 + (-1,), "talks", ""),  # one stray mark of nine
        ((1, 1, -1), "talks", ""),
        ((1, -1, -1), "", "talks"),
        ((1, -1), None, None),  # as often for as against: no tie
        ((0, None), None, None),
    ],
)
def test_a_pair_never_both_agrees_and_disagrees_on_a_concept(tables_of, said, agreed, disputed):
    table = summaries.congruence_network(tables_of(rows(*said) + rows(1, holder="Bob")))
    found = table[["agreed", "disputed"]].to_numpy().tolist()
    assert found == ([[agreed, disputed]] if agreed is not None else [])


def debate(tables_of, *, of=6, second=1):
    """Three holders for talks and against war, three the other way round; an article a year."""
    said = [
        row | {"doc_id": f"d{year}"}
        for year in range(of)
        for n, name in enumerate("ABCDEF")
        for side in [1 if n < 3 else -second]
        for row in (
            *rows(side, holder=name),
            *rows(-side, holder=name, concept="war", axis=-3),
            *rows(1, holder=name, concept="aid", axis=3),
        )
    ]
    tables = tables_of(said)
    tables.articles["published"] = [f"{2000 + int(doc[1:])}" for doc in tables.articles["doc_id"]]
    return tables


def test_two_camps_are_two_coalitions_and_stay_so_in_other_articles(tables_of):
    table = summaries.coalitions(debate(tables_of), draws=20)
    camps = table.groupby("coalition")["holder"].agg("".join).map(sorted).tolist()
    assert sorted(camps) == [["A", "B", "C"], ["D", "E", "F"]]
    assert (table["stability"].eq(1).all(), table["elsewhere"].eq(0).all()) == (True, True)
    assert table["modularity"].tolist() == pytest.approx([0.5] * 6)
    first = table.set_index("holder").loc["A"]
    assert (first["supports"], first["opposes"], first["n"]) == ("aid talks", "war", 18)


def test_a_coalition_of_one_article_alone_has_no_stability_and_a_loner_no_coalition(tables_of):
    lone = rows(-1, -1, holder="Z", concept="aid", axis=3) + rows(1, holder="Z", concept="tax")
    said = [
        *rows(1),
        *rows(1, concept="aid"),
        *rows(1, holder="B"),
        *rows(1, holder="B", concept="aid"),
    ]
    table = summaries.coalitions(tables_of(said + lone)).set_index("holder")
    assert table["coalition"].isna().to_dict() == {"Ann": False, "B": False, "Z": True}
    assert table["stability"].isna().all()
    drawn = summaries.coalitions(tables_of(said + lone), by="statement", draws=50)
    assert drawn["stability"].notna().sum() == 2
    assert summaries.coalitions(tables_of(said[:1] + said[2:3])).empty  # one concept each


def test_the_backbone_is_what_the_ties_rest_on(tables_of):
    table = summaries.backbone(debate(tables_of)).set_index("concept")
    assert table.index.tolist() == ["war", "aid", "talks"]  # talks tie whom war ties already
    assert table.loc["war", ["n_for", "n_against"]].tolist() == [3, 3]
    # 6 pairs are of one camp and agree on all three, 9 on aid alone; the cosine of ties kept and all
    assert table["likeness"].tolist() == pytest.approx(
        [6 * 3 / (6 * 63) ** 0.5, (6 * 2 * 3 + 9) / ((6 * 4 + 9) * 63) ** 0.5, 1]
    )


def test_scaling_puts_the_camps_at_two_ends_and_the_cooperative_to_the_right(tables_of):
    table = summaries.scaling(debate(tables_of)).set_index(["kind", "name"])
    places = table.loc["holder", "place"]
    assert set(np.sign(places[list("ABC")])) == {1.0}
    assert places["A"] == pytest.approx(-places["D"])
    assert table.loc[("for", "aid"), "place"] == pytest.approx(0, abs=1e-9)
    assert table.loc[("against", "war"), "place"] > 0 > table.loc[("for", "war"), "place"]
    assert table["inertia"].iloc[0] == pytest.approx(1)
    said = [row for row in SIDES if row["holder"] != "Cid"]
    assert summaries.scaling(tables_of(said)).empty  # two holders are always two ends


@pytest.mark.parametrize(
    ("second", "conflict"),
    [(1, 2 * 9 / 45), (-1, 0.0)],  # pairs: 9 of 15 cross the camps on each of two of three concepts
)
def test_polarisation_is_the_share_of_pairs_on_opposite_sides(tables_of, second, conflict):
    table = summaries.polarisation(debate(tables_of, second=second), window=3, draws=20)
    assert table["period"].tolist() == [f"{year}" for year in range(2000, 2006)]
    assert table["n_articles"].tolist() == [2, 3, 3, 3, 3, 2]
    assert set(zip(table["holders"], table["pairs"], strict=True)) == {(6, 45)}
    assert table["conflict"].tolist() == pytest.approx([conflict] * 6)
    assert table["low"].tolist() == pytest.approx([conflict] * 6)  # all articles are alike
    alone = summaries.polarisation(debate(tables_of, of=1))
    assert alone[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("name", ["discourse_network", "congruence_network"])
def test_a_network_comes_back_from_graphml_with_all_attributes(tables_of, tmp_path, name):
    import networkx as nx

    hostile = rows(1, holder='<"&\x00\u202e">')
    table = getattr(summaries, name)(tables_of([*SIDES, *hostile]))
    path = summaries.write_network(table, tmp_path / "n.graphml")
    read = nx.read_graphml(path, force_multigraph=True)
    made = summaries.network(table)
    assert dict(read.nodes(data=True)) == dict(made.nodes(data=True))
    assert [d for *_, d in read.edges(data=True)] == [d for *_, d in made.edges(data=True)]
    assert set(table.columns[2:]) == set().union(*(d for *_, d in made.edges(data=True)))
    kinds = {data["kind"] for _, data in made.nodes(data=True)}
    assert kinds == ({"holder", "concept"} if name[0] == "d" else {"holder"})
    assert [p.name for p in tmp_path.iterdir()] == ["n.graphml"]


def test_edges_come_back_from_csv(tables_of, tmp_path):
    table = summaries.discourse_network(tables_of(SIDES))
    path = summaries.write_network(table, tmp_path / "edges.csv")
    pd.testing.assert_frame_equal(pd.read_csv(path), table)
    with pytest.raises(TableError, match=r"\.graphml or \.csv"):
        summaries.write_network(table, tmp_path / "edges.xlsx")
    with pytest.raises(OutputError, match="cannot be written"):
        summaries.write_network(table, path / "edges.csv")


# Sensitivity


def proving(tables, *proofs):
    """Add evidence: number of the statement, part, entry."""
    whose = tables.positions.set_index("statement_id")["holder"]
    made = [
        {"statement_id": f"doc/s{n}/a{n}", "doc_id": "doc", "score": "agreement", "concept": "talks",
         "holder": whose[f"doc/s{n}/a{n}"], "part": part, "start": 0, "end": 1, "text": "w", "entry": entry, "value": None}
        for n, part, entry in proofs
    ]  # fmt: skip
    return dataclasses.replace(tables, evidence=frame("evidence", made))


def test_an_entry_left_out_takes_the_positions_that_need_it(tables_of):
    tables = proving(
        tables_of([*rows(1, 1, -1), *rows(-1, holder="Bob")]),
        (1, "concept", "concept talk"), (1, "cue", "reader: words that show the side"),
        (2, "concept", "concept talk"), (2, "concept", "concept summit"),
        (2, "condition", "condition deadline"),
        (3, "concept", "concept summit"), (3, "holder", "reader: who holds it"),
        (4, "concept", "concept summit"),
    )  # fmt: skip
    table = summaries.sensitivity(tables).set_index(["entry", "holder"])
    ann = table.xs("Ann", level="holder")
    # The second statement names its concept twice: it needs neither of the two names. What the
    # reader judges is no entry of the codebook.
    assert ann["n_lost"].to_dict() == {
        "concept talk": 1,
        "concept summit": 1,
        "condition deadline": 1,
    }
    assert ann.loc["concept talk", "without"] == pytest.approx(0)
    assert ann["turns"].to_dict() == {
        "concept talk": True,
        "concept summit": False,
        "condition deadline": True,
    }
    assert pd.isna(table.loc[("concept summit", "Bob"), "without"])
    assert table.loc[("concept summit", "Bob"), "turns"]
    assert table.index[0][0] == "concept summit"  # two positions hang on it, one on each other


# What articles are about

PAIR = {"ultimatum": "steps", "steps": "ultimatum"}
FINDINGS = [  # rows; (issue, concept, holder, agreement, n) of each finding
    (  # what one holder says on two opposites outranks what more sentences say on one side
        "a holder against one of two opposites and for the other",
        [*rows(-1, -1, concept="ultimatum"), *rows(1, concept="steps"), *rows(1, 1, 1, 1)],
        [(1, "ultimatum", "Ann", -1, 2), (1, "steps", "Ann", 1, 1), (2, "talks", "Ann", 1, 4)],
    ),
    (
        "two sides before one",
        [*rows(1, 1), *rows(-1, holder="Bob"), *rows(1, 1, 1, concept="aid")],
        [(1, "talks", "Ann", 1, 2), (1, "talks", "Bob", -1, 1), (2, "aid", "Ann", 1, 3)],
    ),
    (
        "a single sentence is left out where another issue has more",
        [*rows(1, 1, confidence=0.6), *rows(-1, concept="aid", confidence=0.9)],
        [(1, "talks", "Ann", 1, 2)],
    ),
    (
        "who is in a single sentence is left out where others of that side are in more",
        [*rows(1, 1), *rows(1, holder="Bob"), *rows(-1, holder="Cy")],
        [(1, "talks", "Ann", 1, 2), (1, "talks", "Cy", -1, 1)],
    ),
    (
        "the other side stays, however much oftener the one is read",
        [*rows(-1, -1, -1, -1, -1, -1), *rows(1, holder="Bob")],
        [(1, "talks", "Ann", -1, 6), (1, "talks", "Bob", 1, 1)],
    ),
    (
        "but not a stray among many",
        [*rows(*[-1] * 20), *rows(1, holder="Bob")],
        [(1, "talks", "Ann", -1, 20)],
    ),
    ("a single sentence, if there is no more", rows(1), [(1, "talks", "Ann", 1, 1)]),
    ("nothing that is unsure", rows(1, confidence=0.55), []),
    ("two unsure ones of one mind", rows(1, 1, confidence=0.5), [(1, "talks", "Ann", 1, 2)]),
    ("nobody who is read both ways", rows(1, 1, -1, -1), []),
    ("one turn among several", rows(1, 1, 1, -1), [(1, "talks", "Ann", 1, 3)]),
    ("no side, no score, nobody known", [*rows(0, None), *rows(1, 1, holder=None)], []),
    ("coded by people: no confidence", rows(1, confidence=None), [(1, "talks", "Ann", 1, 1)]),
    (
        "issues that are much weaker than the first",
        [*rows(*[1] * 12), *rows(1, 1, concept="aid"), *rows(1, 1, 1, concept="law")],
        [(1, "talks", "Ann", 1, 12), (2, "law", "Ann", 1, 3)],
    ),
]


@pytest.mark.parametrize(
    ("said", "expected"), [f[1:] for f in FINDINGS], ids=[f[0] for f in FINDINGS]
)
def test_findings_are_what_most_sentences_carry(tables_of, said, expected):
    made = summaries.findings(tables_of(said), opposites=PAIR).dropna(subset="issue")
    columns = ["issue", "concept", "holder", "agreement", "n"]
    assert list(made[columns].itertuples(index=False, name=None)) == expected


TORN = [  # rows; (concept, holder, on which sentences for, against) of who is on both sides
    ("as often for as against", rows(1, -1, 1, -1), [("talks", "Ann", "13", "24")]),
    ("once each", rows(1, -1), [("talks", "Ann", "1", "2")]),
    ("more for than against, but not by much", rows(1, 1, 1, -1, -1), [("talks", "Ann", "123", "45")]),
    ("surely for", rows(1, 1, 1, -1), []),
    ("each side unsure", rows(1, -1, confidence=0.2), []),
    ("nobody known", rows(1, -1, holder=None), []),
    (
        "the most read first, beside those who take a side",
        [*rows(1, -1), *rows(1, -1, 1, -1, holder="Bob"), *rows(1, 1, 1, holder="Cy")],
        [("talks", "Bob", "35", "46"), ("talks", "Ann", "1", "2")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), [t[1:] for t in TORN], ids=[t[0] for t in TORN])
def test_who_is_read_on_both_sides_is_told_of(tables_of, said, expected):
    made = summaries.findings(tables_of(said))
    torn = made[made["issue"].isna()]
    columns = ["concept", "holder", "statements", "otherwise"]
    told = torn[columns].map(lambda c: "".join(i[5] for i in c) if isinstance(c, list) else c)
    assert list(told.itertuples(index=False, name=None)) == expected
    assert torn["agreement"].isna().all()
    assert torn["words"].isna().all()


def test_a_side_is_that_of_all_sentences_also_of_those_that_count_for_another_issue(tables_of):
    told = [
        *rows(1, 1, 1),
        *rows(1, 1, 1, concept="aid"),
        *rows(-1, -1, concept="aid", confidence=0.7),
    ]
    tables = tables_of(told)
    ids = tables.positions["statement_id"].to_numpy()[[0, 1, 2, 0, 1, 2, 6, 7]]
    again = dataclasses.replace(tables, positions=tables.positions.assign(statement_id=ids))
    made = summaries.findings(again)  # aid: for in the sentences on talks, against in two others
    assert list(made["concept"]) == ["talks"]


def test_a_sentence_counts_for_one_issue_and_once(tables_of):
    tables = tables_of([*rows(1, 1), *rows(1, 1, concept="aid", confidence=0.9)])
    again = tables.positions.assign(
        statement_id=tables.positions["statement_id"].to_numpy()[[0, 1, 0, 1]]
    )
    made = summaries.findings(dataclasses.replace(tables, positions=again))
    assert list(made["concept"]) == ["talks"]  # aid is read in the same two sentences
    voices = tables.statements.assign(sentence=1)  # of one sentence, two voices
    made = summaries.findings(dataclasses.replace(tables, statements=voices))
    assert list(made["n"]) == [1]


def test_a_finding_quotes_the_surest_words_once(tables_of):
    told = [
        *rows(1, text="For it.", confidence=0.7, chain="Bob > Ann"),
        *rows(1, text="All for it.", confidence=0.9),
        *rows(-1, holder="Cy", text="All for it."),
        *rows(-1, holder="Dee", text=f"Not this. {'word ' * 60}end."),
    ]
    made = summaries.findings(tables_of(told)).set_index("holder")
    assert made.loc["Ann", "statements"] == ["doc/s2/a2", "doc/s1/a1"]
    assert (made.loc["Ann", "words"], made.loc["Cy", "words"]) == ("All for it.", None)
    assert made.loc["Ann", "via"] == {"doc/s1/a1": "Bob"}
    assert made.loc["Dee", "words"].startswith("Not this. word")
    assert made.loc["Dee", "words"].endswith("word …")
    assert len(made.loc["Dee", "words"]) <= 202


def test_who_has_no_name_is_somebody_else_in_each_article(tables_of):
    told = [one for doc in "ab" for one in rows(1, 1, holder="the author", doc_id=doc)]
    made = summaries.findings(tables_of(told))
    assert set(made["holder"]) == {"the author (a)", "the author (b)"}


def test_the_seed_article_is_about_ultimatums_and_gradual_steps(seed):
    pair = {"ultimatum": "gradual_reciprocity", "gradual_reciprocity": "ultimatum"}
    made = summaries.findings(seed, opposites=pair)
    said = set(
        made.query("issue == 1")[["holder", "concept", "agreement"]].itertuples(
            index=False, name=None
        )
    )
    assert said >= {
        ("Sergey Lavrov", "ultimatum", -1),
        ("Sergey Lavrov", "gradual_reciprocity", 1),
    }


# Two groups


def outlets(tables_of, *agreements, each=6):
    """Make articles of two outlets, `each` in turn, all with these agreements of Ann's."""
    rows = [
        {"doc_id": f"{o}{i}", "holder": "Ann", "concept": "threat", "agreement": a}
        for o, some in zip("xy", agreements, strict=True)
        for i in range(each)
        for a in some[i % len(some)]
    ]
    tables = tables_of(rows)
    tables.articles["outlet"] = [doc[0] for doc in tables.articles["doc_id"]]
    return tables


MIXED = ([[1], [-1, -1], [0]], [[1, 1], [-1], [1]])
BY = [
    ("outlet", ["x", "y"]),
    (
        {f"{o}{i}": {"x": "late", "y": "early"}[o] for o in "yx" for i in range(6)},
        ["early", "late"],
    ),
    (pd.Series({f"{o}{i}": o == "x" for o in "xy" for i in range(6)}), ["True", "False"]),
]


@pytest.mark.parametrize(("by", "names"), BY)
@pytest.mark.parametrize("name", ["position_map", "heat_map", "share_of_voice", "timeline"])
def test_two_groups_are_apart_by_the_second_less_the_first(name, by, names, tables_of):
    table = getattr(summaries, name)(outlets(tables_of, *MIXED), by=by)
    assert list(table["group"].cat.categories) == names
    assert set(table["group"]) == set(names)
    if name in ("position_map", "heat_map"):
        [[apart, low, high]] = table[DIFFERENCE].drop_duplicates().to_numpy()
        sign = -1 if names[0] == "early" else 1
        second = (1 + 1 - 1 + 1) / 4 - (1 - 1 - 1 + 0) / 4
        assert apart == pytest.approx(sign * second)
        assert low < apart < high


@pytest.mark.parametrize(
    "by", [{"x0": "a", "y0": "b", "x1": "c"}, {"x0": "a"}, {}, "doc_id", "kin"]
)
def test_what_is_not_two_groups_is_named(by, tables_of):
    with pytest.raises(TableError, match=r"by makes \d+ groups .* two|by='kin' is no column"):
        summaries.heat_map(outlets(tables_of, *MIXED), by=by)


def test_what_is_in_neither_group_is_left_out_and_few_articles_have_no_interval(tables_of):
    tables = outlets(tables_of, *MIXED)
    few = {f"{o}{i}": o for o in "xy" for i in range(4)}
    table = summaries.position_map(tables, by=few)
    assert set(table["doc_id"]) == set(few)
    assert table["difference"].notna().all()
    assert table["difference_low"].isna().all()


def test_holders_in_the_same_articles_are_compared_within_them(tables_of):
    rows = [
        {"doc_id": f"d{i}", "holder": h, "concept": "talks", "agreement": a}
        for i in range(20)
        for h, a in (("Ann", 1 if i % 2 else -1), ("Bob", 1 if i % 2 else 0))
    ]
    row = summaries.heat_map(tables_of(rows), by="holder").iloc[0]
    # Bob less Ann is 0 or 1 in each article: were they drawn apart, the interval were wider than 1
    assert (row["difference_high"] - row["difference_low"]) < 0.6
