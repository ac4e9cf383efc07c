"""Scores against a gold standard, the list of errors and its page, and corpora as they are read."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from places import SHARED
from rhetoric import display, evaluation, gold_standard
from rhetoric.attribution import Span
from rhetoric.attribution.tagger.training import Marked
from rhetoric.errors import InputError

BENCH = SHARED / "bench" / "attribution"
TEXT = (
    'The harbour is closed, Anna Berg said. "We open in May," she told the council.\n'
    "The mayor of Norden believes that it is “too late” for that.\n"
)


@dataclass(frozen=True)
class Found:
    """An attribution as found."""

    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    depth: int = 0


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return start, start + len(words)


def found(source: str | None, cue: str, *content: str, depth: int = 0) -> Found:
    where = at(source) if source else None
    return Found(where, (at(cue),), tuple(at(words) for words in content), depth)


BERG = found("Anna Berg", "said", "The harbour is closed")
SHE = found("she", "told", '"We open in May,"')
MAYOR = found("The mayor of Norden", "believes", "it is “too late” for that")
GOLD = [BERG, SHE, MAYOR]


def scores(*guessed: Found, depth: str = "outermost") -> pd.DataFrame:
    table = evaluation.evaluate([evaluation.Case("a", TEXT, GOLD, guessed)])
    return table[table["depth"] == depth].set_index(["measure", "kind"])


def test_what_is_perfect_scores_one():
    table = scores(*GOLD)
    assert (table[["precision", "recall", "f1"]] == 1).all(axis=None)
    assert table["gold"].equals(table["found"])
    assert table.loc[("attributions", "all"), "gold"] == 3
    for kind in ("direct", "indirect", "mixed"):
        assert table.loc[("attributions", kind), "gold"] == 1
    assert table["low"].isna().all(), "one document shows no uncertainty"
    assert evaluation.errors([evaluation.Case("a", TEXT, GOLD, GOLD)]).empty


def test_what_is_silent_scores_nothing():
    table = scores()
    assert (table["recall"].dropna() == 0).all()
    assert table["precision"].isna().all()
    assert table.loc[("attributions", "all"), "f1"] == 0
    assert pd.isna(table.loc[("sources of those found", "all"), "f1"])


# (what is found, measure, kind, precision, recall)
KNOWN = [
    ([BERG, SHE], "attributions", "all", 1, 2 / 3),
    ([BERG, SHE], "words of content", "all", 1, 8 / 14),
    ([found("Anna Berg", "said", "harbour is closed,")], "attributions", "all", 1, 1 / 3),
    ([found("Anna Berg", "said", "harbour is closed,")], "exact spans of content", "all", 0, 0),
    ([found("Anna Berg", "said", "closed")], "attributions", "all", 0, 0),
    ([found("Anna Berg", "said", "closed")], "words of content", "indirect", 1, 1 / 4),
    ([found("Berg", "said", "The harbour is closed")], "sources of those found", "all", 1, 1),
    ([found("The mayor", "believes", "it is “too late” for that")],
     "attributions with their source", "mixed", 1, 1),
    ([found("Norden", "believes", "it is “too late” for that")],
     "sources of those found", "mixed", 1, 1),
    ([found("council", "believes", "it is “too late” for that")],
     "attributions with their source", "mixed", 0, 0),
    ([found(None, "said", "The harbour is closed")], "words of content with its source", "all", 0, 0),
    ([BERG, BERG], "attributions", "all", 1 / 2, 1 / 3),
]  # fmt: skip


@pytest.mark.parametrize(("guessed", "measure", "kind", "precision", "recall"), KNOWN)
def test_known_scores(guessed, measure, kind, precision, recall):
    row = scores(*guessed).loc[(measure, kind)]
    assert row["recall"] == pytest.approx(recall)
    assert pd.isna(row["precision"]) if precision is None else row["precision"] == precision


def test_nested_ones_count_in_all_depths_alone():
    nested = found("she", "told", "too late", depth=1)
    assert scores(*GOLD, nested).loc[("attributions", "all"), "precision"] == 1
    assert scores(*GOLD, nested, depth="all").loc[("attributions", "all"), "precision"] == 3 / 4


def test_intervals_are_seeded_and_hold_the_score():
    cases = [evaluation.Case(str(n), TEXT, GOLD, GOLD[: n % 4]) for n in range(12)]
    table = evaluation.evaluate(cases)
    pd.testing.assert_frame_equal(table, evaluation.evaluate(cases))
    assert not table.equals(evaluation.evaluate(cases, seed=1))
    row = table[(table["measure"] == "attributions") & (table["kind"] == "all")].iloc[0]
    assert 0 < row["low"] < row["f1"] < row["high"] < 1


@pytest.mark.parametrize("text", ["", "…", "No one spoke."])
def test_texts_with_nothing_to_score(text):
    table = evaluation.evaluate([evaluation.Case("a", text, [], [])] * 2)
    assert table[["precision", "recall", "f1", "low", "high"]].isna().all(axis=None)


def test_errors_are_named_and_the_worst_come_first():
    guessed = [
        found("she", "said", "The harbour is closed"),
        found("The mayor of Norden", "believes", "that it is “too late” for that"),
        found("the council", "told", "The mayor"),
    ]
    table = evaluation.errors([evaluation.Case("a", TEXT, GOLD, guessed)])
    assert dict(zip(table["error"], table["words"], strict=True)) == {
        "missed": 4, "wrong source": 4, "false": 2, "wrong bounds": 1,
    }  # fmt: skip
    assert list(table["words"]) == [4, 4, 2, 1]
    missed, wrong = (table[table["error"] == error].iloc[0] for error in ("missed", "wrong source"))
    assert (missed["gold_source"], missed["gold_content"]) == ("she", '"We open in May,"')
    assert pd.isna(missed["found_content"])
    assert (wrong["gold_source"], wrong["found_source"]) == ("Anna Berg", "she")
    for row in table.itertuples():
        assert TEXT[row.start :].startswith(row.text)


def test_the_page_shows_what_it_is_given_as_text():
    text = "<script>alert(1)</script> is what the <b>mayor</b> & \u202ehis staff said.\n"
    gold = [Found(at("mayor", text), (at("said", text),), (at("<script>alert(1)</script>", text),))]
    case = evaluation.Case("<i>", text, gold, [])
    page = display.mistakes(evaluation.evaluate([case]), evaluation.errors([case])).html
    assert '<span class="gold">&lt;script&gt;alert(1)&lt;/script&gt;</span>' in page
    assert "U+202E" in page
    for tag in ("<script", "<b>", "<i>", "src=", "href="):
        assert tag not in page
    assert "missed: indirect, 4 words (&lt;i&gt;)" in page
    few = display.mistakes(evaluation.evaluate([case]), evaluation.errors([case]), most=0).html
    assert "<article>" not in few


@pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark's data are not beside the repository")
def test_the_numbers_are_those_of_the_benchmark(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(BENCH), *sys.path])
    from qbench import data, score

    docs = data.read_jsonl(BENCH / "polnear_devset150.jsonl")[:8]
    gold = [[Found(a["source"], a["cue"], a["content"]) for a in d["attributions"]] for d in docs]
    guessed = [[_worse(n, one) for n, one in enumerate(marked) if n % 5] for marked in gold]
    parts = zip(docs, gold, guessed, strict=True)
    table = evaluation.evaluate(
        [evaluation.Case(d["doc_id"], d["text"], g, f) for d, g, f in parts]
    )
    predicted = [
        {"doc_id": d["doc_id"], "text": d["text"], "attributions": [vars(one) for one in found]}
        for d, found in zip(docs, guessed, strict=True)
    ]
    theirs = score.score(docs, predicted)
    assert 0.3 < theirs["metrics"]["attr.all.F1"] < 0.9
    for row in table[table["depth"] == "all"].itertuples():
        name, end = f"{THEIRS[row.measure]}.{row.kind}".removesuffix(TAIL[row.measure]), ""
        if row.measure != "sources of those found":
            end = ".F1"
            assert row.precision == pytest.approx(theirs["metrics"][f"{name}.P"])
            assert row.recall == pytest.approx(theirs["metrics"][f"{name}.R"])
        assert row.f1 == pytest.approx(theirs["metrics"][name + end])
        assert [row.low, row.high] == pytest.approx(theirs["ci95"][name + end])


THEIRS = {
    "words of content": "token.content",
    "words of source": "token.source",
    "words of cue": "token.cue",
    "words of content with its source": "token.content+speaker",
    "attributions": "attr",
    "attributions with their source": "attr+speaker",
    "sources of those found": "speaker_acc",
    "exact spans of content": "exact.content",
    "exact spans of source": "exact.source",
    "exact spans of cue": "exact.cue",
}
TAIL = {ours: "" if theirs[:4] in ("attr", "spea") else ".all" for ours, theirs in THEIRS.items()}


def _worse(number: int, one: Found) -> Found:
    """Spoil an attribution: move its source, or cut its content, or its cue."""
    (start, end), *rest = one.content
    if number % 3 == 0:
        return Found((max(0, start - 40), max(9, start - 20)), one.cue, one.content)
    if number % 4 == 0:
        return Found(one.source, one.cue, ((start + (end - start) * number // 20, end), *rest))
    return Found(one.source, one.cue[:1], one.content)


ROW = {
    "doc_id": "a",
    "text": TEXT,
    "attributions": [
        {"source": at("Anna Berg"), "cue": [at("said")], "content": [at("The harbour is closed")]},
        {"source": None, "cue": [], "content": [at("too late")]},
    ],
}


def written(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_jsonl_is_read(tmp_path):
    empty = {"doc_id": "b", "text": "Nobody spoke.", "attributions": []}
    first, second = gold_standard.read(written(tmp_path / "gold.jsonl", ROW, empty))
    assert (first.article.doc_id, first.article.text) == ("a", TEXT)
    assert first.marked == (
        Marked(at("Anna Berg"), (at("said"),), (at("The harbour is closed"),)),
        Marked(None, (), (at("too late"),)),
    )
    assert second.marked == ()


def changed(**attribution: Any) -> dict[str, Any]:
    return ROW | {"attributions": [ROW["attributions"][1], ROW["attributions"][0] | attribution]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            changed(content=[[5, 9999]]),
            r"line 2, attribution 2: content \[5, 9999\] is not a span of a",
        ),
        (changed(source=[9, 9]), r"attribution 2: source \[9, 9\] is not a span"),
        (changed(cue=[[-2, 4]]), r"attribution 2: cue \[-2, 4\] is not a span"),
        (changed(content=[[0, 20], [10, 30]]), r"content \[10, 30\] overlaps its content"),
        (changed(cue=[[5, 9]], content=[[0, 20]]), r"cue \[5, 9\] overlaps its content"),
        (changed(content=[]), "attribution 2: no content is marked"),
        (changed(content=[5, 9]), r"attribution 2: field 'content' is not \[start, end\]"),
        (changed(content=[["5", "9"]]), "give code points"),
        (changed(source=3), r"field 'source' is not \[start, end\]"),
        (ROW | {"attributions": None}, "line 2: field 'attributions' is not a list"),
        (ROW | {"attributions": ["x"]}, "attribution 1: not an object"),
        ({"doc_id": "c", "attributions": []}, "line 2: there is no field 'text'"),
    ],
)
def test_jsonl_that_does_not_fit(tmp_path, row, message):
    path = written(tmp_path / "gold.jsonl", ROW | {"doc_id": "z"}, row)
    with pytest.raises(InputError, match=rf"gold\.jsonl, .*{message}"):
        gold_standard.read(path)


def test_a_corpus_without_attributions(tmp_path):
    path = written(tmp_path / "gold.jsonl", ROW | {"attributions": []})
    with pytest.raises(InputError, match="the corpus has no attributions"):
        gold_standard.read(path)
    with pytest.raises(InputError, match=r"there is no \.ann file"):
        gold_standard.read(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        gold_standard.read(tmp_path / "none.jsonl")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputError, match=r"a corpus is a \.jsonl file or a folder"):
        gold_standard.read(tmp_path / "a.txt")


def standoff(*marks: tuple[str, str, str]) -> str:
    lines = []
    for name, role, words in marks:
        spans = ";".join(f"{a} {b}" for a, b in map(at, words.split(" … ")))
        lines.append(f"{name}\t{role} {spans}\t{words.replace(' … ', ' ')}\n")
    return "".join(lines)


MARKS = standoff(
    ("T1", "Source", "Anna Berg"),
    ("T2", "Cue", "said"),
    ("T3", "Content", "The harbour is closed"),
    ("T4", "Content", "We open … in May"),
)
EVENT = "E1\tCue:T2 Source:T1 Content:T3 Content2:T4\n"


def test_brat_folders_are_read(tmp_path):
    for folder in ("plain", "text", "attributions"):
        (tmp_path / folder).mkdir()
    for path in (tmp_path / "plain/x.txt", tmp_path / "text/y.txt"):
        path.write_text(TEXT, encoding="utf-8")
    other = "A1\tNegation E1\n#1\tAnnotatorNotes E1\tsure?\n\n"
    (tmp_path / "plain/x.ann").write_text(MARKS + EVENT + other, encoding="utf-8")
    (tmp_path / "attributions/y_ann1.ann").write_text(MARKS + EVENT, encoding="utf-8")
    (tmp_path / "attributions/y_ann2.ann").write_text(MARKS, encoding="utf-8")
    contents = (at("The harbour is closed"), at("We open"), at("in May"))
    expected = (Marked(at("Anna Berg"), (at("said"),), contents),)
    for folder, doc_id in (("plain", "x"), ("attributions", "y")):
        [gold] = gold_standard.read(tmp_path / folder)
        assert (gold.article.doc_id, gold.marked) == (doc_id, expected)


@pytest.mark.parametrize(
    ("standoff", "message"),
    [
        (
            MARKS.replace("said\n", "says\n") + EVENT,
            "line 2, T2: the text has 'said' there, the file",
        ),
        (MARKS.replace(" 32\t", " 3200\t") + EVENT, "line 1, T1: the text has"),
        (
            "T1\tContent 5000 5003\nE1\tContent:T1\n",
            r"event E1: content \[5000, 5003\] is not a span",
        ),
        ("T1\tContent 5 x\tharb\n", "line 1, T1: 'Content 5 x' is not a type and 'start end'"),
        (MARKS + "E7\tCue:T2 Content:T9\n", "event E7: Content:T9 names a mark"),
        (MARKS + "E7\tCue:T3 Content:T3\n", "event E7: cue .* overlaps its content"),
        (MARKS, "the corpus has no attributions"),
    ],
)
def test_brat_that_does_not_fit(tmp_path, standoff, message):
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "x.ann").write_text(standoff, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        gold_standard.read(tmp_path)


def test_brat_without_its_text(tmp_path):
    (tmp_path / "x.ann").write_text(MARKS + EVENT, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"x\.ann: its text is missing; put it beside it as x\.txt"
    ):
        gold_standard.read(tmp_path)
