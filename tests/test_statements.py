"""Statements: every sentence is there, nested voices inside their outer one."""

from __future__ import annotations

import csv

import pytest

from places import DATA
from rhetoric.attribution import attribute
from rhetoric.reading import articles, documents
from rhetoric.statements import tabulate

CASES = [
    ("narration", "Rain fell.", [("narration", None, "Rain fell.")]),
    (
        "marks are left out",
        '"We wait. We hope," Minister Ivo Maric said.',
        [("direct", "Ivo Maric", "We wait."), ("direct", "Ivo Maric", "We hope")],
    ),
    (
        "marks inside stay",
        'Minister Ivo Maric said the plan was "dead".',
        [("mixed", "Ivo Maric", 'the plan was "dead"')],
    ),
    (
        "nested",
        "Minister Ivo Maric said that President Lea Novak believes the talks will fail.",
        [
            ("indirect", "Ivo Maric", "President Lea Novak believes the talks will fail"),
            ("indirect", "Ivo Maric > Lea Novak", "the talks will fail"),
        ],
    ),
    *(
        ("the main clause is the article's", text, [("narration", None, text), *voices])
        for text, *voices in [
            (
                "Norland imposed tariffs on Eastmark, accusing it of dumping steel.",
                ("indirect", "Norland", "it of dumping steel"),
            ),
            (
                "Minister Ivo Maric resigned after he said the plan was dead.",
                ("indirect", "Ivo Maric", "the plan was dead"),
            ),
            (
                "The talks failed on Monday because Minister Ivo Maric said no deal was near.",
                ("indirect", "Ivo Maric", "no deal was near"),
            ),
        ]
    ),
    (
        "a participle is said by who does the verb above it",
        "Norland slapped tariffs on Eastmark, saying they would protect jobs, as Eastmark waited.",
        [
            (
                "narration",
                None,
                "Norland slapped tariffs on Eastmark, saying they would protect jobs, as Eastmark "
                "waited.",
            ),
            ("indirect", "Norland", "they would protect jobs, as Eastmark waited"),
        ],
    ),
    (
        "whom it is according to is no content",
        "According to Minister Ivo Maric, Norland had refused three offers of mediation.",
        [
            ("indirect", "Ivo Maric", "Norland had refused three offers of mediation"),
            ("indirect", "Ivo Maric > Norland", "three offers of mediation"),
        ],
    ),
    (
        "an aside says the main clause",
        "There was, Minister Ivo Maric said, a bargain.",
        [("indirect", "Ivo Maric", "There was")],
    ),
    (
        "a cut sentence is one statement",
        '"If they stop," Minister Ivo Maric said, "we stop."',
        [("direct", "Ivo Maric", '"If they stop," Minister Ivo Maric said, "we stop."')],
    ),
]


@pytest.mark.parametrize(("text", "want"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_tabulate(text: str, want: list[tuple[str, str | None, str]]) -> None:
    document = documents.parse(articles.read(text + "\n")[0])
    made = tabulate(document, attribute(document))
    assert [(s.kind, s.chain, text[s.start : s.end]) for s in made] == want


STYLES = DATA / "styles"


@pytest.mark.parametrize("name", ["agency", "news_conference", "british"])
def test_articles_of_other_styles(name: str) -> None:
    """Invented articles, each statement read by a person: `data/styles/NAME.tsv`."""
    article = articles.read(STYLES / f"{name}.txt")[0]
    document = documents.parse(article)
    made = tabulate(document, attribute(document))
    with (STYLES / f"{name}.tsv").open(encoding="utf-8") as file:
        want = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    assert [[s.kind, s.chain or "", article.text[s.start : s.end]] for s in made] == want
