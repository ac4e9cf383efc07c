"""Parsing keeps the text: offsets, sentences and quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhetoric.attribution import attribute
from rhetoric.errors import ModelError
from rhetoric.reading import documents, load_model
from rhetoric.reading.articles import Article
from rhetoric.statements import tabulate

SENTENCES = [
    (
        "inside marks",
        '"We came early. They came late," he said.',
        ['"We came early.', 'They came late," he said.'],
    ),
    ("marks begin a sentence", 'It rained. "Why?" he asked.', ["It rained.", '"Why?" he asked.']),
    ("closing mark stays", '"One." Then two.', ['"One."', "Then two."]),
    ("curly", "It rained. “Why now?”", ["It rained.", "“Why now?”"]),
    (
        "headline without a stop",
        "Talks fail\nThe talks failed.",
        ["Talks fail", "The talks failed."],
    ),
    ("British", "‘No.’ He left.", ["‘No.’", "He left."]),
]


def parse(text: str) -> documents.Document:
    return documents.parse(Article("t", text))


@pytest.mark.parametrize(
    ("text", "want"), [c[1:] for c in SENTENCES], ids=[c[0] for c in SENTENCES]
)
def test_sentences_keep_their_marks(text: str, want: list[str]) -> None:
    assert [text[s.start : s.end] for s in parse(text).sentences] == want


PIECES = [*"“”\"'‘’«» .,!?:—\n\t", "said", "He ", "Lavrov ", "that ", "according to "]
ODD = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=80,
).map("".join)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(ODD)
def test_offsets_hold_on_odd_text(text: str) -> None:
    """Every sentence and statement quotes the text; no visible character is lost."""
    document = parse(text)
    assert document.doc.text == document.text
    assert len(document.text) == len(text)
    covered = {i for s in document.sentences for i in range(s.start, s.end)}
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered
    attributions = attribute(document)
    for a in attributions:
        for s, e in [*a.content, *a.cue, *([a.source] if a.source else [])]:
            assert 0 <= s < e <= len(text)
        assert a.parent is None or a.parent != attributions.index(a)
    statements = tabulate(document, attributions)
    assert {s.sentence for s in statements} == set(range(1, len(document.sentences) + 1))
    for st_ in statements:
        sentence = document.sentences[st_.sentence - 1]
        assert sentence.start <= st_.start <= st_.end <= sentence.end


def test_a_long_text_is_parsed_in_pieces() -> None:
    text = "\n".join(f"Sentence number {i} is here." for i in range(6000))
    document = parse(text)
    assert document.doc.text == text
    assert len(document.sentences) == 6000


def test_a_missing_model_says_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"no_such_model.*RHETORIC_SPACY_MODEL"):
        load_model("no_such_model")
