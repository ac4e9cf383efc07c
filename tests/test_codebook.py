"""Codebooks: what the shipped one promises, and what a wrong one is told."""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from rhetoric.codebook import MADE, Codebook, load_codebook
from rhetoric.errors import CodebookError
from rhetoric.patterns import MAX_GAP, Matcher, PatternError, compile_pattern
from rhetoric.wording.trial import failing_examples

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
    roots = [act for act in BOOK.acts if act.part == "root"]
    assert all(one.examples for one in [*roots, *BOOK.conditions.values()])
    assert failing_examples(BOOK) == []


def test_a_file_is_read_again_where_it_changed_and_nobodys_changes_are_anothers(tmp_path) -> None:
    """It is parsed once, and a book made of that is its caller's own."""
    first, same = (load_codebook(write(tmp_path, HEAD + CONCEPT)) for _ in range(2))
    assert first == same
    assert first.concepts["tariffs"] is same.concepts["tariffs"]
    for book in (first, load_codebook()):
        for held in (book.concepts, book.conditions, book.words):
            held.clear()
    assert load_codebook(tmp_path / "mine.toml") == same
    assert load_codebook() == BOOK
    changed = load_codebook(write(tmp_path, HEAD + CONCEPT.replace("-2", "2")))
    assert (changed.concepts["tariffs"].axis, same.concepts["tariffs"].axis) == (2, -2)
    assert changed.sha256 != same.sha256


OWN_ACT = '[[act]]\nname = "{}"\nquad = "M-CONF"\nvalue = -5\npatterns = ["tax/V"]\n'
SHIPPED_ACTS = "".join(map(OWN_ACT.format, MADE))
MISSED = [  # what a file has besides a concept, and what is wrong with its examples
    (
        OWN_ACT.format("TAX") + 'examples = ["Peru fined the bank."]\n' + SHIPPED_ACTS,
        "act 'TAX' misses its example 'Peru fined the bank.'",
    ),
    (
        OWN_ACT.format("TAX") + 'counter_examples = ["Peru taxed the bank."]\n' + SHIPPED_ACTS,
        "act 'TAX' catches 'taxed' in its counter-example 'Peru taxed the bank.'",
    ),
    (
        '[[condition]]\nname = "reciprocal"\npatterns = ["in return for"]\n'
        'examples = ["They paid first."]\n',
        "condition 'reciprocal' misses its example 'They paid first.'",
    ),
    (
        SHIPPED_ACTS + '[[act]]\nname = "ask for"\npart = "ask"\npatterns = ["urge/V"]\n'
        'examples = ["He urged them to tax the bank.", "He taxed it."]\n',
        "act 'ask for' misses its example 'He taxed it.'",
    ),
]


@pytest.mark.parametrize(("text", "says"), MISSED, ids=[says for _, says in MISSED])
def test_examples_of_every_kind_are_tried(tmp_path: Path, text: str, says: str) -> None:
    assert failing_examples(load_codebook(write(tmp_path, HEAD + CONCEPT + text))) == [says]


def test_own_concepts_take_the_rest_from_the_shipped_codebook(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, HEAD + CONCEPT))
    assert list(book.concepts) == ["tariffs"]
    assert book.acts == BOOK.acts
    assert book.sha256 != BOOK.sha256
    assert isinstance(hash(book), int)


@pytest.mark.parametrize("words", ['hedges = ["perhaps"]', "hedges = []"])
def test_a_list_of_words_replaces_that_list_alone(tmp_path: Path, words: str) -> None:
    rest = SHIPPED_ACTS + '[[condition]]\nname = "deadline"\npatterns = ["deadline"]\n'
    book = load_codebook(write(tmp_path, f"{HEAD}{CONCEPT}{rest}[words]\n{words}\n"))
    assert [p.source for p in book.words["hedges"]] == (["perhaps"] if "perhaps" in words else [])
    assert book.words == BOOK.words | {"hedges": book.words["hedges"]}
    assert list(book.conditions) == ["deadline"]
    assert [act.name for act in book.acts] == list(MADE)


@pytest.mark.parametrize("name", MADE)
def test_a_code_that_others_are_turned_into_keeps_its_name(tmp_path: Path, name: str) -> None:
    acts = SHIPPED_ACTS.replace(f'"{name}"', '"OTHER"')
    with pytest.raises(CodebookError, match=rf"mine\.toml: \[act\]: lacks '{name}'"):
        load_codebook(write(tmp_path, HEAD + CONCEPT + acts))


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
    (
        "opposite unknown",
        HEAD + CONCEPT + 'opposite = "trade"\n',
        ["[concept]", "'tariffs'", "trade", "name of another concept"],
    ),
    ("opposite of itself", HEAD + CONCEPT + 'opposite = "tariffs"\n', ["name of another concept"]),
    (
        "several opposites",
        HEAD
        + "".join(
            CONCEPT.replace("tariffs", n) + f'opposite = "{o}"\n' for n, o in ["ab", "bc", "ca"]
        ),
        ["has the opposites", "allowed is one"],
    ),
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
    (
        "act without class",
        HEAD + CONCEPT + '[[act]]\nname = "x"\npatterns = []\n',
        ["act x", "quad"],
    ),
    ("axis no whole number", HEAD + CONCEPT.replace("-2", "2.0"), ["axis", "whole number", "2.0"]),
    ("axis true", HEAD + CONCEPT.replace("-2", "true"), ["axis", "whole number", "True"]),
    ("misspelt key", HEAD + CONCEPT.replace("axis", "axes"), ["axes", "unknown", "axis"]),
    ("one table", HEAD + CONCEPT.replace("[[", "[").replace("]]", "]"), ["[[concept]]"]),
    (
        "words looked up",
        HEAD + CONCEPT + '[words]\nparties = ["bank/N"]\n',
        ["words", "parties", "bank/N"],
    ),
    ("braces", HEAD + CONCEPT.replace("-2", '"{kind}"'), ["axis", "{kind}"]),
    ("deep", HEAD + CONCEPT.replace("-2", "[" * 90 + "]" * 90), ["axis", "whole number"]),
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


SEEN = {"unknown key", "missing key", "axis out of range", "wrong type", "bad name", "bad clause",
        "bad act", "unknown table", "axis true", "misspelt key", "one table"}  # fmt: skip


def test_editors_are_told_the_same() -> None:
    place = resources.files("rhetoric") / "codebooks"
    schema = json.loads((place / "codebook.schema.json").read_text(encoding="utf-8"))
    editor = jsonschema.validators.validator_for(schema)(schema)
    shipped = (place / "diplomacy.toml").read_text(encoding="utf-8")
    for text in (shipped, HEAD + CONCEPT):
        assert not list(editor.iter_errors(tomllib.loads(text)))
    texts = {name: text for name, text, _ in WRONG if name in SEEN}
    assert {name for name in texts if editor.is_valid(tomllib.loads(texts[name]))} == set()
    assert texts.keys() == SEEN


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"nowhere\.toml"):
        load_codebook(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CodebookError, match="UTF-8"):
        load_codebook(file)


class Forms:
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
    words = Forms(text)
    found = Matcher([(compile_pattern(pattern), None)]).find(words, 0, len(words.forms))
    assert [(a, b) for a, b, _, _ in found] == ([span] if span else [])


def test_matching_stays_linear() -> None:
    pattern = compile_pattern(f"a *{MAX_GAP} a *{MAX_GAP} a *{MAX_GAP} b")
    words = Forms("a " * 3000)
    assert Matcher([(pattern, None)]).find(words, 0, 3000) == []  # ends at once, or the test hangs


def test_codebook_is_frozen() -> None:
    with pytest.raises(AttributeError):
        BOOK.name = "other"  # type: ignore[misc]
    assert isinstance(BOOK, Codebook)


def test_one_of_two_opposites_may_name_the_other(tmp_path: Path) -> None:
    for named in ("", 'opposite = "tariffs"\n'):
        other = CONCEPT.replace("tariffs", "trade") + named
        book = load_codebook(write(tmp_path, f'{HEAD}{CONCEPT}opposite = "trade"\n{other}'))
        assert book.opposites == {"tariffs": "trade", "trade": "tariffs"}
    assert load_codebook().opposites["gradual_reciprocity"] == "ultimatum"
