"""From articles to tables: the contracts that hold for any text."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rhetoric
from rhetoric.errors import InputError
from rhetoric.storage import read_tables
from rhetoric.tables import SCHEMAS

SEED = "data/articles/tass_2019-02-25_lavrov.txt"
SAID = (
    "Talks fail, envoy says\n\nOSLO, June 3. /TASS/. The envoy left on Monday. "
    '"The sanctions will not work," Ann Smith said.\n\nRead also: More'
)


@pytest.fixture(scope="module")
def seed():
    return rhetoric.analyze(SEED)


def check_contracts(made):
    """Every row quotes what its offsets say, and every reference leads to its row."""
    for name in SCHEMAS:
        assert list(getattr(made, name).columns) == list(SCHEMAS[name].columns)
    for table in (made.statements, made.evidence):
        for row in table.itertuples():
            assert made.texts[row.doc_id][row.start : row.end] == row.text
    for row in made.attributions.dropna(subset=["mention"]).itertuples():
        assert made.texts[row.doc_id][row.mention_start : row.mention_end] == row.mention
    for row in made.attributions.itertuples():
        pieces = [made.texts[row.doc_id][start:end] for start, end in row.cue_spans]
        assert (" ".join(pieces) or None) == (None if pd.isna(row.cue) else row.cue)
        assert all(0 <= s < e <= len(made.texts[row.doc_id]) for s, e in row.content_spans)
    ids = set(made.attributions["attribution_id"])
    assert set(made.attributions["parent_id"].dropna()) <= ids
    assert set(made.statements["attribution_id"].dropna()) <= ids
    said = set(made.statements["statement_id"])
    for table in (made.positions, made.scores, made.evidence):
        assert set(table["statement_id"]) <= said
    proven = made.evidence[made.evidence["score"] == "agreement"]
    proven = set(zip(proven["statement_id"], proven["concept"], strict=True))
    scored = made.positions.dropna(subset=["agreement"])
    assert set(zip(scored["statement_id"], scored["concept"], strict=True)) <= proven


def test_seed(seed):
    check_contracts(seed)
    assert list(seed.articles["outlet"]) == ["TASS"]
    assert seed.provenance["inputs"] == {
        "tass_2019-02-25_lavrov": "5914bdabb68fe8a423c10bbc3ccd468877b906869a42dc528eae365bcd424899"
    }
    assert {"Sergey Lavrov", "Michael Pompeo"} <= set(seed.attributions["speaker"])
    numbers = sorted(set(seed.statements["sentence"]))
    assert numbers == list(range(1, numbers[-1] + 1))  # every sentence of the article is there


def test_what_is_no_text_is_not_scored():
    made = rhetoric.analyze(SAID)
    check_contracts(made)
    silent = made.statements[made.statements["kind"].isin(["dateline", "furniture"])]
    assert list(silent["text"]) == ["OSLO, June 3. /TASS/.", "Read also: More"]
    scores = made.scores.set_index("statement_id").reindex(silent["statement_id"])
    assert scores["polarity"].isna().all()


@pytest.mark.parametrize(
    "source",
    [
        SAID,
        rhetoric.read(SAID),
        rhetoric.read(SAID)[0],
        pd.DataFrame({"doc_id": ["text"], "text": [SAID]}),
    ],
    ids=["text", "articles", "article", "frame"],
)
def test_sources(source):
    made = rhetoric.analyze(source)
    pd.testing.assert_frame_equal(made.statements, rhetoric.analyze(SAID).statements)


def test_several_articles_stay_apart(tmp_path):
    frame = pd.DataFrame({"doc_id": ["x", "y"], "text": [SAID, "Bob Jones said no."]})
    made = rhetoric.analyze(frame)
    check_contracts(made)
    assert list(made.articles["doc_id"]) == ["x", "y"]
    assert set(made.statements.loc[made.statements["doc_id"] == "y", "sentence"]) == {1}
    back = read_tables(made.write(tmp_path / "out", "csv"))
    pd.testing.assert_frame_equal(back.statements, made.statements)
    with pytest.raises(InputError, match="no article 'z'; give the doc_id of one: 'x', 'y'"):
        made.display("z")
    with pytest.raises(InputError, match="doc_id"):
        made.display()
    assert "Bob Jones" in made.display("y")._repr_html_()


def test_bad_sources():
    article = rhetoric.read(SAID)[0]
    with pytest.raises(InputError, match="two articles have the doc_id 'text'"):
        rhetoric.analyze([article, article])
    with pytest.raises(InputError, match="no article"):
        rhetoric.analyze([])


def test_repr(seed):
    assert repr(seed).startswith("<Analysis: 1 article, ")
    assert "Sergey Lavrov on ultimatum: " in seed._repr_html_()


def test_markup_in_a_text_shows_as_text():
    made = rhetoric.analyze(
        'Talks <script>alert("x")</script> fail\n\n'
        '"The <b>sanctions</b> will not work & never did," Ann <i>Smith</i> said.\n'
    )
    for html in (made._repr_html_(), made.display()._repr_html_()):
        assert "<script" not in html
        assert "<b>sanctions" not in html
        assert "<i>Smith" not in html


ODD = st.sampled_from(
    [
        *("\n", "\n\n", "\r\n", "\t", "\u2028", "\u00a0", "\u200b", "\N{GRINNING FACE}", "1,000"),
        *"\"'“”‘’«»„‚([].!…—",
        *("the envoy said", "Ann Smith", "said", "that", "he", "sanctions will not work", "we"),
        *("According to", "OSLO, June 3. /TASS/.", "Read also: x", "not"),
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ODD, min_size=1, max_size=25).map(lambda parts: "Ann said: " + " ".join(parts)))
def test_any_text_keeps_the_contracts(text):
    check_contracts(rhetoric.analyze(text + "\n"))
