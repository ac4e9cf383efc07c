"""Texts put together by `data/compose.py`: their codes fit, and no word gives the side away."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from places import ROOT
from rhetoric.gold_standard import CONCEPTS, SPEAKER, read_positions

SCRIPT = ROOT / "data" / "compose.py"
MADE = runpy.run_path(str(SCRIPT))
WORDS = MADE["WORDS"]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("composed") / "seed_2.jsonl"
    given = ["--seed", "2", "--groups", "600", "--out", str(path)]
    subprocess.run([sys.executable, str(SCRIPT), *given], check=True)
    return path


@pytest.fixture(scope="module")
def rows(written) -> list[dict]:
    return read_positions(written)


def test_one_seed_writes_one_file(written):
    again = [json.dumps(row, ensure_ascii=False) for row in MADE["compose"](2, 600)]
    assert written.read_text(encoding="utf-8").splitlines() == again
    assert json.loads(again[0])["text"] != next(MADE["compose"](3, 1))["text"]


def test_no_text_stands_twice(rows):
    assert len({row["text"] for row in rows}) == len(rows) == 2400


def test_offsets_quote_their_words(rows):
    for row in rows:
        text, (first, *_) = row["text"], row["positions"]
        assert not re.search(r"[{}<>]|  |\?[,.]|^[a-z]|[.“] ?[a-z]", text), text
        for p in row["positions"]:
            assert text[p["start"] : p["end"]] == p["span"]
            assert (p["start"], p["end"], p["cue"]) == (first["start"], first["end"], first["cue"])
            assert (p["holder"] == SPEAKER) == ("holder_span" not in p)
            assert p["holder"] == SPEAKER or text[slice(*p["holder_span"])] == p["holder"]
            for start, end in p["cue"]:
                assert start < end
                assert not text[start - 1 : start].isalpha()
                assert not text[end : end + 1].isalpha()
                assert end <= p["start"] or start >= p["end"]
        said = re.search(r"“.*\b(we|us|let us)\b.*”", text, re.IGNORECASE)
        assert (first["holder"] == SPEAKER) == (said is not None), text


def test_no_word_gives_the_side_away(rows):
    """Both sides of the verbs of a kind, that end and that keep, and of all common words."""
    starts = {
        thing.partition(" {")[0].lower(): kind
        for kind, of in WORDS["kinds"].items()
        for things in (*of.get("is", {}).values(), *of.get("are", {}).values())
        for thing in things
    }
    kinds, words = defaultdict(Counter), defaultdict(Counter)
    for row in rows:
        for p in row["positions"]:
            [kind] = {k for start, k in starts.items() if p["span"].lower().startswith(start)}
            kinds[kind, row["id"][-1] in "ab"][p["agreement"]] += 1
            for word in set(re.findall(r"\w+", row["text"].lower())):
                words[word][p["agreement"]] += 1
    assert len(kinds) == 2 * len(WORDS["kinds"])
    shares = {key: count[1] / count.total() for key, count in kinds.items()}
    assert {k: share for k, share in shares.items() if not 0.3 <= share <= 0.7} == {}
    common = {w: count[1] / count.total() for w, count in words.items() if count.total() >= 100}
    assert "not" in common
    assert {w: share for w, share in common.items() if not 0.3 <= share <= 0.7} == {}


@pytest.mark.parametrize("kind", WORDS["kinds"])
def test_words_of_a_kind(kind):
    """Concepts are the reader's, or the policy's own; each side has verbs that have a passive."""
    words = WORDS["kinds"][kind]
    concepts = {*words.get("is", {}), *words.get("are", {})}
    assert (
        concepts <= set(CONCEPTS)
        if words["field"] == "diplomacy"
        else concepts.isdisjoint(CONCEPTS)
    )
    verbs = [v for end in ("end", "keep") for v in words[end] + words.get(f"{end}_active", [])]
    assert len(verbs) == len(set(verbs))


@pytest.mark.parametrize(
    ("verb", "doing", "done"),
    [
        ("axe", "axing", "axed"),
        ("tear up", "tearing up", "torn up"),
        ("walk away from", "walking away from", "walked away from"),
        ("uphold", "upholding", "upheld"),
        ("ratify", "ratifying", "ratified"),
        ("scrap", "scrapping", "scrapped"),
    ],
)
def test_forms_of_verbs(verb, doing, done):
    assert MADE["forms"](verb) == {"do": verb, "doing": doing, "done": done}


def test_sides_are_those_of_the_templates():
    """What a coder by the manual gives, of each kind of template."""
    found = {}
    for row in MADE["compose"](2, 600):
        for words in ("accused", "praised", "urged", "failed to persuade", "dropped objections"):
            if words in row["text"]:
                sign = -1 if row["id"][-1] in "ab" else 1
                turned = re.search(r"refusing|\bnot\b", row["text"]) is not None
                sides = tuple(p["agreement"] * sign for p in row["positions"])
                found.setdefault((words, turned), set()).add(sides)
    assert found == {
        ("accused", False): {(-1, 1)},
        ("accused", True): {(1, -1)},
        ("praised", False): {(1, 1), (1,)},
        ("urged", False): {(1,)},
        ("urged", True): {(-1,)},
        ("failed to persuade", False): {(1, -1)},
        ("dropped objections", False): {(1,)},
    }
