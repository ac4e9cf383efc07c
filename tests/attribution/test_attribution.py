"""Who says what, case by case: `data/attribution_cases.toml` is the table."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from places import DATA, ROOT
from rhetoric.attribution import DEEPEST, Attribution, attribute
from rhetoric.reading import articles, documents, layout

CASES = tomllib.loads((DATA / "attribution_cases.toml").read_text(encoding="utf-8"))["case"]


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=case["known"], strict=True)] if "known" in case else []
    return pytest.param(case, id=case["name"], marks=marks)


def contents(text: str, attribution: Attribution) -> list[str]:
    return [text[s:e] for s, e in attribution.content]


@pytest.mark.parametrize("case", [marked(c) for c in CASES])
def test_who_says_what(case: dict[str, Any]) -> None:
    article = articles.read(case["text"] + "\n")[0]
    found = attribute(documents.parse(article))
    assert [
        {"speaker": a.speaker, "kind": a.kind, "content": contents(article.text, a)} for a in found
    ] == [
        {"speaker": s.get("speaker"), "kind": s["kind"], "content": s["content"]}
        for s in case["says"]
    ]
    assert [a.parent for a in found] == [s.get("parent") for s in case["says"]]


def words(text: str, spans: list[list[int]]) -> set[int]:
    from re import finditer

    return {m.start() for s, e in spans for m in finditer(r"\w+", text) if s <= m.start() < e}


def test_the_seed_article_is_read_as_a_careful_coder_reads_it() -> None:
    """13 of 13: content word F1 ≥ .9, speaker, kind and parent."""
    article = articles.read(ROOT / "data/articles/tass_2019-02-25_lavrov.txt")[0]
    gold = json.loads((DATA / "seed/tass_2019-02-25_lavrov.attributions.json").read_text())
    found = attribute(documents.parse(article))
    place = {}
    for g in gold["attributions"]:
        want = words(article.text, g["content"])

        def overlap(a: Attribution, want: set[int] = want) -> float:
            have = words(article.text, [list(s) for s in a.content])
            return 2 * len(want & have) / (len(want) + len(have))

        best = max(range(len(found)), key=lambda i: overlap(found[i]))
        assert overlap(found[best]) >= 0.9, g["id"]
        assert (found[best].speaker, found[best].kind) == (g["speaker"], g["kind"]), g["id"]
        parent = found[best].parent
        assert parent == (place[g["parent"]] if g["parent"] else None), g["id"]
        place[g["id"]] = best
    assert len(found) == len(gold["attributions"])


@pytest.mark.parametrize("unit", ["A", "外", "Я ", "A.", "A B "])
def test_a_label_is_looked_for_in_linear_time(unit):
    assert layout._CAPITALS.match(unit * 10_000) is None


def test_a_speech_is_not_heard_as_a_voice_that_it_does_not_name():
    text = "The road map is rightly considered a key strategy. The envoy said the talks failed.\n"
    found = attribute(documents.parse(articles.Article("x", text, speaker="Norden")))
    assert [(a.kind, a.speaker) for a in found] == [("transcript", "Norden"), ("indirect", "envoy")]


def test_voices_within_voices_end_somewhere():
    """Each holds the text of the next: without an end the work would be squared."""
    found = attribute(documents.parse(articles.Article("x", "he said “no " * 60)))
    assert max(a.depth for a in found) == DEEPEST
