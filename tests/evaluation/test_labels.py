"""Labels against those of a person: the measures by hand, and what the tables say where it is thin."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from rhetoric import display, evaluation

MARKED = pd.Series(["a", "a", "a", "b", "b", "c"])
FOUND = pd.Series(["a", "a", "b", "b", None, "a"])
GROUPS = pd.Series([1, 1, 2, 2, 3, 3])


def value(table: pd.DataFrame, measure: str, label: str = "all") -> float:
    [found] = table[(table["measure"] == measure) & (table["label"] == label)]["value"]
    return float(found)


def test_scores_by_hand():
    table = evaluation.label_scores(MARKED, FOUND, scale="x", groups=GROUPS)
    assert value(table, "accuracy") == pytest.approx(3 / 6)
    assert value(table, "F1", "a") == pytest.approx(4 / 6)  # 2 right, 3 marked, 3 found
    assert value(table, "F1", "b") == pytest.approx(2 / 4)
    assert value(table, "F1", "c") == 0
    assert value(table, "macro-F1") == pytest.approx((4 / 6 + 2 / 4 + 0) / 3)
    assert list(table["found"]) == [5, 5, 3, 2, 0]


def test_macro_f1_agrees_with_scikit_learn():
    from sklearn.metrics import f1_score

    marked = pd.Series(list("aabbccabcabcaab"))
    found = pd.Series(list("abbbcaabcacbaac"))
    table = evaluation.label_scores(marked, found, scale="x", groups=marked.index.to_series())
    assert value(table, "macro-F1") == pytest.approx(f1_score(marked, found, average="macro"))


def test_intervals_hold_the_value_and_are_seeded():
    rows = pd.Series(range(60))
    marked, found = (rows % 3).astype(str), (rows % 3).where(rows % 5 > 0, 0).astype(str)
    one, two = (evaluation.label_scores(marked, found, scale="x", groups=rows) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert (one["low"] <= one["value"]).all()
    assert (one["value"] <= one["high"]).all()
    alone = evaluation.label_scores(marked, found, scale="x", groups=rows * 0)
    assert alone["low"].isna().all()  # one article has no interval


def test_confusion_names_what_was_not_scored():
    table = evaluation.confusion(MARKED, FOUND)
    assert table.loc["b"].to_dict() == {"a": 0, "b": 1, "c": 0, "not scored": 1}
    assert int(table.to_numpy().sum()) == len(MARKED)


def test_reliability_and_its_error_by_hand():
    table = evaluation.reliability_table(
        [True, True, False, True], [0.95, 1.0, 0.55, None], bins=10
    )
    assert list(table["n"]) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 2]
    assert table["confidence"].iloc[9] == pytest.approx(0.975)
    assert table["right"].iloc[5] == 0
    assert math.isnan(table["right"].iloc[0])
    assert evaluation.calibration_error(table) == pytest.approx((0.55 + 2 * 0.025) / 3)
    assert math.isnan(evaluation.calibration_error(evaluation.reliability_table([], [])))


def test_errors_are_the_wrong_rows_the_surest_first():
    rows = pd.DataFrame({"text": list("uvwxyz"), "confidence": [0.9, 0.9, 0.4, 0.9, None, 0.8]})
    table = evaluation.label_errors(rows, MARKED, FOUND)
    assert list(table["text"]) == ["z", "w", "y"]
    assert list(table["found"]) == ["a", "b", "not scored"]


def test_page_is_whole_and_escaped():
    text = "<script>alert(1)</script> is bad"
    words = [{"start": 29, "end": 32, "part": "word", "entry": "<b>", "text": "bad", "value": -1.0}]
    rows = pd.DataFrame(
        {"text": [text], "confidence": [0.9], "evidence": [words], "spans": [[(0, 8)]]}
    )
    errors = evaluation.label_errors(rows, pd.Series(["-1"]), pd.Series(["1"]))
    scores = evaluation.label_scores(
        pd.Series(["-1"]), pd.Series(["1"]), scale="x", groups=rows["text"]
    )
    confusion = evaluation.confusion(pd.Series(["-1"]), pd.Series(["1"]))
    page = display.mislabelled(
        "Scores", scores, confusion, evaluation.reliability_table([False], [0.9]), errors
    ).html
    assert "<script" not in page
    assert '<span class="gold">&lt;script&gt;</span>' in page
    assert '<span class="found">bad</span> ' not in page
    assert '<span class="found">bad</span>' in page
    assert "bad (&lt;b&gt;)" in page
    assert page.startswith("<!DOCTYPE html>\n<!-- rhetoric evaluate -->")
