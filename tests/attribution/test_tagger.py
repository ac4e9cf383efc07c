"""The span tagger, its linker, its training, and what its weights may know."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rhetoric.attribution import tagger as network
from rhetoric.attribution.tagger import MODEL, SPEECH, Tagger, training, vocabulary
from rhetoric.attribution.tagger.features import extract
from rhetoric.attribution.tagger.linker import ROLES, link
from rhetoric.attribution.tagger.training import Marked, targets
from rhetoric.attribution.tagger.vocabulary import NAMES, WORDS
from rhetoric.errors import InputError, ModelError
from rhetoric.reading import documents
from rhetoric.reading.articles import Article


def parsed(text: str) -> documents.Document:
    return documents.parse(Article("text", text))


def linked(text: str) -> list[tuple[str | None, str, list[str]]]:
    """Return source, cue and contents of each attribution, as written."""
    document, tagger = parsed(text), Tagger.load()

    def words(ranges: list[tuple[int, int]]) -> list[str]:
        return [document.doc[a:b].text for a, b in ranges]

    return [
        (words([x.source])[0] if x.source else None, " ".join(words(x.cue)), words(x.content))
        for x in link(document, tagger.tag(document), tagger.links)
    ]


CASES = [
    (
        "The minister said that the bridge would open in May.",
        [("The minister", "said", ["that the bridge would open in May"])],
    ),
    (
        '"We will open the bridge in May," Anna Berg told reporters on Monday.',
        [("Anna Berg", "told", ["We will open the bridge in May"])],
    ),
    (
        "The harbour was closed all winter. Nobody came.",
        [],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_who_says_what(text: str, expected: list[tuple[str, str, list[str]]]) -> None:
    found = linked(text)
    assert len(found) == len(expected)
    for (source, cue, contents), (who, verb, what) in zip(found, expected, strict=True):
        assert source == who
        assert verb in cue
        assert [c.strip('",') for c in contents] == what


def test_a_quotation_split_by_its_attribution_is_one() -> None:
    text = '"The bridge is safe," Anna Berg said. "We tested it twice."'
    ((source, cue, contents),) = linked(text)
    assert (source, cue, len(contents)) == ("Anna Berg", "said", 2)


def test_spans_are_words_of_the_text_in_order() -> None:
    text = "Berg — who, she says, “never lied” — said «no».\n\n\tAccording to him, it is 5’ long.\n"
    document = parsed(text)
    spans = Tagger.load().tag(document)
    assert [s.first for s in spans] == sorted(s.first for s in spans)
    for before, after in pairwise(spans):
        assert before.last <= after.first
    for s in spans:
        assert s.role in ROLES
        assert 0 < s.probability <= 1.001
        words = document.doc[s.first : s.last].text
        assert words.strip() == words != ""


@pytest.mark.parametrize("text", ["", " \n\n ", "Yes.", '"', "“" + "word " * 300])
def test_texts_with_little_to_see(text: str) -> None:
    document, tagger = parsed(text), Tagger.load()
    assert isinstance(link(document, tagger.tag(document), tagger.links), list)


@pytest.mark.parametrize("model", [MODEL, SPEECH], ids=lambda path: path.stem)
def test_weights_know_closed_sets_only(model: Path) -> None:
    """Every attribute is a tag, dependency, function word, reporting word, or name of structure."""
    with np.load(model, allow_pickle=False) as file:
        about = json.loads(str(file["about"]))
        assert model.stat().st_size <= 3_000_000
        rows = {name: file[name].shape[0] for name in file.files if name.endswith("/E")}
    assert set(rows.values()) == {sum(len(v) for v in about["columns"].values())}
    tags = {f"/{tag}" for tag in vocabulary.TAGS}
    classes = {f"<{name}>" for name in vocabulary.CLASSES}
    lemmas = {f"={lemma}" for lemma in vocabulary.LEMMAS}
    for column, names in about["columns"].items():
        words = set(names) - set(NAMES[column]) if column not in ("word", "mix") else set(names)
        assert words <= {"", *WORDS, *tags, *classes, *lemmas}, column
    closed = {*ROLES, *vocabulary.TAGS, *vocabulary.DEPENDENCIES, *WORDS, *STRUCTURE}
    for attribute in about["links"]:
        assert set(attribute.split(" ")) <= closed, attribute


STRUCTURE = set(
    "before after block 0 1 2 3 4 3-5 6-12 13+ gap cues others same under over beside apart quoted "
    "span none of mark cue True False - _SP punct dep".split()
)


def test_vocabulary_has_no_name_twice() -> None:
    for column, names in NAMES.items():
        assert len(names) == len(set(names)), column


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no attribution model at"):
        Tagger.load(tmp_path / "missing.npz")
    (tmp_path / "text.npz").write_text("not a model", encoding="utf-8")
    with pytest.raises(ModelError, match="train one anew"):
        Tagger.load(tmp_path / "text.npz")
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(ModelError, match="train one anew"):
        Tagger.load(tmp_path / "other.npz")
    about = {"format": 0, "labels": [], "pointers": [], "shifts": [], "columns": {}, "links": []}
    np.savez(tmp_path / "old.npz", about=np.array(json.dumps(about)), links=np.zeros(0))
    with pytest.raises(ModelError, match=r"format, labels, .* train the model anew"):
        Tagger.load(tmp_path / "old.npz")


TEXT = 'Berg said the bridge was closed. "It is safe," Moller said.'


def marked() -> list[Marked]:
    def span(words: str, nth: int = 0) -> tuple[int, int]:
        at = TEXT.index(words)
        for _ in range(nth):
            at = TEXT.index(words, at + 1)
        return at, at + len(words)

    return [
        Marked(span("Berg"), (span("said"),), (span("the bridge was closed"),)),
        Marked(span("Moller"), (span("said", 1),), (span('"It is safe,"'),)),
    ]


def test_training_learns_is_deterministic_and_comes_back_from_disk(tmp_path: Path) -> None:
    document = parsed(TEXT)
    examples = [(document, marked())] * 6
    files = []
    for name in ("a.npz", "b.npz"):
        tagger = training.train(examples, seeds=(3,), epochs=40)
        tagger.save(tmp_path / name)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    again = Tagger.load(tmp_path / "a.npz")
    found = link(document, again.tag(document), again.links)
    said_by = [document.doc[slice(*x.source)].text for x in found if x.source]
    assert said_by == ["Berg", "Moller"]


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 130, 1001])
@pytest.mark.parametrize(("wide", "out"), [(544, 64), (64, 32), (64, 7), (2, 70_000)])
def test_products_in_parts_are_products(n: int, wide: int, out: int) -> None:
    chance = np.random.default_rng(n)
    rows = chance.standard_normal((min(n, 9) if out > 1000 else n, wide), dtype=np.float32)
    weights = chance.standard_normal((wide, out), dtype=np.float32)
    expected = np.einsum("ij,jk", rows, weights)
    np.testing.assert_allclose(network.times(rows, weights), expected, rtol=1e-3, atol=1e-3)


def test_gradients_are_those_of_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "DROP", 0.0)
    monkeypatch.setattr(training, "DROP_COLUMN", 0.0)
    document = parsed(TEXT)
    seen = extract(document)
    rows, gold = network.rows([seen]), targets(document, marked(), seen.tokens)
    trainer = training.Trainer(0)
    trainer.weights = {k: v.astype(np.float64) for k, v in trainer.weights.items()}
    found: dict[str, np.ndarray] = {}
    monkeypatch.setattr(trainer, "_adam", lambda g, total: found.update(g))
    trainer.step(rows, gold, 1)
    slopes = dict(found)
    for name in ("E", "b", "V1", "W2", "b0", "Wo", "T"):
        at = np.unravel_index(np.abs(slopes[name]).argmax(), slopes[name].shape)
        weight = trainer.weights[name]
        weight[at] += 1e-4
        above = trainer.step(rows, gold, 1)
        weight[at] -= 2e-4
        below = trainer.step(rows, gold, 1)
        weight[at] += 1e-4
        assert slopes[name][at] == pytest.approx((above - below) / 2e-4, rel=0.05)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "no attributions"),
        ([Marked(None, (), ((0, 999),))], r"text, attribution 1: content \[0, 999\] is not a span"),
        ([Marked(None, (), ((4, 4),))], "give start < end"),
        ([Marked(None, ((0, 9),), ((5, 20),))], "overlaps its cue"),
    ],
)
def test_gold_that_does_not_fit(wrong: list[Marked], message: str) -> None:
    with pytest.raises(InputError, match=message):
        training.train([(parsed(TEXT), wrong)], epochs=1)
