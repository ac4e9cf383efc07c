"""Words that point at an approach: which do, and what they are taken to mean."""

from __future__ import annotations

import pytest

from rhetoric import analyze, example
from rhetoric.grammar import Syntax
from rhetoric.reading import articles, documents
from rhetoric.scoring.pointing import pointers

WORDS = [
    ("It will not work.", ["It"]),
    ("That must stop.", ["That"]),
    ("Norland's stance is doomed.", ["Norland's stance"]),
    ("The approach of Norland has failed.", ["The approach"]),
    ("We see no way out in such an approach.", []),  # "an" says which: any
    ("We see no way out in this approach.", ["this approach"]),
    ("Norland's tough stance is doomed.", []),  # it says what it is
    ("He keeps every line of the treaty.", []),
    ("Our approach has not changed.", []),  # one's own may be any
    ("Talks will go on, of course.", []),
    ("It is said that Norland has left.", []),
    ("It was Norland that broke it off.", []),
    ("Norland knows that.", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[text for text, _ in WORDS])
def test_words_that_point(text: str, expected: list[str]) -> None:
    [article] = articles.read(text + "\n")
    s = Syntax(documents.parse(article).doc)
    assert [article.text[one.start : one.end] for one, _ in pointers(s)] == expected


def test_what_they_point_at_is_shown_and_bounds_how_sure_they_are() -> None:
    made = analyze(example())
    rows = made.positions.merge(made.statements[["statement_id", "text"]], on="statement_id")
    [row] = rows[rows["text"] == "It won't work."].itertuples()
    assert (row.holder, row.concept, row.agreement) == ("Sergey Lavrov", "ultimatum", -1)
    proofs = made.evidence[made.evidence["statement_id"] == row.statement_id]
    proofs = proofs[proofs["score"] == "agreement"].set_index("part")
    assert proofs.loc["concept", ["text", "entry"]].tolist() == ["It", "points back: ultimatum"]
    assert proofs.loc["antecedent", "text"] == "strict, uncompromising position"
    assert proofs.loc["antecedent", "entry"].startswith("concept ultimatum")
    before = rows[
        rows["text"].str.contains("strict, uncompromising") & rows["holder"].eq(row.holder)
    ]
    assert row.confidence <= before["confidence"].max()


def test_nobody_turns_from_one_sentence_to_the_next() -> None:
    said = '"We reject the sanctions on Norland. This is a good deal," envoy Mette Holm said.\n'
    made = analyze(said)
    assert set(made.positions.query("concept == 'sanctions'")["agreement"]) == {-1}
