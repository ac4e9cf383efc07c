"""Codebooks: what the shipped one promises, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import CodebookError
from rhetoric.patterns import MAX_GAP, Matcher, PatternError, compile_pattern
from rhetoric.reading.documents import load_model
from rhetoric.scoring.acts import find_act
from rhetoric.scoring.conditions import find_condition
from rhetoric.scoring.examples import failing_examples
from rhetoric.scoring.lexicon import compile_book
from rhetoric.scoring.syntax import Syntax

BOOK = load_codebook()
HEAD = '[codebook]\nname = "mine"\nversion = "1"\n'
CONCEPT = (
    '[[concept]]\nname = "tariffs"\nlabel = "Tariffs"\naxis = -2\n'
    'definition = "Duties on imports."\npatterns = ["tariff/N"]\n'
)


def write(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_shipped_concepts_have_examples_that_hold() -> None:
    named = [c for c in BOOK.concepts.values() if c.patterns]
    assert {c.name for c in BOOK.concepts.values()} - {c.name for c in named} == {
        "other_coercive",
        "other_cooperative",
    }, "found by the reader alone"
    for concept in named:
        assert len(concept.examples) >= 3, concept.name
        assert concept.counter_examples, concept.name
    assert failing_examples(BOOK) == []


ACTS = [(act.name, text) for act in BOOK.acts for text in act.examples]


@pytest.mark.parametrize(("root", "text"), ACTS, ids=[text for _, text in ACTS])
def test_shipped_act_examples(root: str, text: str) -> None:
    s = Syntax(load_model()(text))
    found = find_act(s, compile_book(BOOK), (0, len(s.text)))
    assert found is not None
    assert found.root == root


CONDITIONS = [(c.name, text) for c in BOOK.conditions.values() for text in c.examples]
FREE = [text for c in BOOK.conditions.values() for text in c.counter_examples]


@pytest.mark.parametrize(("name", "text"), CONDITIONS, ids=[text for _, text in CONDITIONS])
def test_shipped_condition_examples(name: str, text: str) -> None:
    s = Syntax(load_model()(text))
    found = find_condition(s, compile_book(BOOK), 0, len(s.text))
    assert found is not None
    assert name in (found.name, "deadline")  # a precondition with a date is a precondition


@pytest.mark.parametrize("text", FREE)
def test_no_condition(text: str) -> None:
    s = Syntax(load_model()(text))
    assert find_condition(s, compile_book(BOOK), 0, len(s.text)) is None


def test_own_concepts_take_the_rest_from_the_shipped_codebook(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, HEAD + CONCEPT))
    assert list(book.concepts) == ["tariffs"]
    assert book.acts == BOOK.acts
    assert book.sha256 != BOOK.sha256
    assert isinstance(hash(book), int)


WRONG = [
    ("not TOML", "name = ", ["is not TOML"]),
    ("unknown table", HEAD + CONCEPT + "[colour]\n", ["colour", "unknown"]),
    ("unknown key", HEAD + CONCEPT + "weight = 3\n", ["concept tariffs", "weight", "unknown"]),
    ("duplicate concept", HEAD + CONCEPT + CONCEPT, ["duplicate concept 'tariffs'"]),
    (
        "missing key",
        HEAD + CONCEPT.replace("axis = -2\n", ""),
        ["concept tariffs", "axis", "missing"],
    ),
    ("axis out of range", HEAD + CONCEPT.replace("-2", "-5"), ["axis", "-5"]),
    ("wrong type", HEAD + CONCEPT.replace('["tariff/N"]', '"tariff"'), ["patterns", "list"]),
    ("no concept", HEAD, ["at least one concept"]),
    ("regular expression", HEAD + CONCEPT.replace("tariff/N", "(a+)+$"), ["patterns", "(a+)+$"]),
    (
        "without bounds",
        HEAD + CONCEPT.replace("tariff/N", "tariff *99 war"),
        ["tariff *99 war", "bounds"],
    ),
    (
        "gap at the end",
        HEAD + CONCEPT.replace("tariff/N", "tariff *"),
        ["tariff *", "end with a word"],
    ),
    ("bad name", HEAD + CONCEPT.replace('"tariffs"', '"My Tariffs"'), ["name", "small letters"]),
    ("bad clause", HEAD + CONCEPT + 'clauses = ["maybe"]\n', ["clauses", "maybe"]),
    (
        "bad act",
        HEAD + CONCEPT + '[[act]]\nname = "x"\npart = "mood"\npatterns = ["x"]\n',
        ["act x", "part", "mood"],
    ),
]


@pytest.mark.parametrize(("name", "text", "says"), WRONG, ids=[w[0] for w in WRONG])
def test_errors_name_file_table_and_key(
    tmp_path: Path, name: str, text: str, says: list[str]
) -> None:
    with pytest.raises(CodebookError) as error:
        load_codebook(write(tmp_path, text))
    assert "mine.toml" in str(error.value)
    for words in says:
        assert words in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"nowhere\.toml"):
        load_codebook(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CodebookError, match="UTF-8"):
        load_codebook(file)


class Words:
    """The least that a matcher needs."""

    def __init__(self, text: str) -> None:
        tokens = text.split()
        self.forms = [(t,) for t in tokens]
        self.pos = ["NOUN"] * len(tokens)
        self.breaks = [t == ";" for t in tokens]
        self.hyphens = [t == "-" for t in tokens]


MATCHES = [
    ("lift *2 sanction", "they lift all the sanction now", (1, 5)),
    ("lift *1 sanction", "they lift all the sanction now", None),
    ("lift *3 sanction", "they lift ; sanction", None),
    ("step-by-step", "a step - by - step plan", (1, 6)),
    ("step by step", "a step - by - step plan", (1, 6)),
    ("ease|lift sanction", "ease sanction", (0, 2)),
    ("new? sanction", None, None),
    ("hard new? line", "hard line", (0, 2)),
    ("hard/V line", "hard line", None),
]


@pytest.mark.parametrize(("pattern", "text", "span"), MATCHES)
def test_patterns(pattern: str, text: str | None, span: tuple[int, int] | None) -> None:
    if text is None:
        with pytest.raises(PatternError):
            compile_pattern(pattern)
        return
    words = Words(text)
    found = Matcher([(compile_pattern(pattern), None)]).find(words, 0, len(words.forms))
    assert [(a, b) for a, b, _, _ in found] == ([span] if span else [])


def test_matching_stays_linear() -> None:
    pattern = compile_pattern(f"a *{MAX_GAP} a *{MAX_GAP} a *{MAX_GAP} b")
    words = Words("a " * 3000)
    assert Matcher([(pattern, None)]).find(words, 0, 3000) == []  # ends at once, or the test hangs


def test_codebook_is_frozen() -> None:
    with pytest.raises(AttributeError):
        BOOK.name = "other"  # type: ignore[misc]
    assert isinstance(BOOK, Codebook)
