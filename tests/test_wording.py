"""Words in context: concordance, keyness, suggestions, and a codebook tried on articles."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import rhetoric
from rhetoric.cli import main
from rhetoric.codebook import load_codebook
from rhetoric.errors import InputError, TableError
from rhetoric.reading.documents import parse_many
from rhetoric.wording import concordance, keyness, suggest, survey
from rhetoric.wording.trial import as_toml

HEAD = '[codebook]\nname = "mine"\nversion = "1"\n'
TEXTS = {
    "a": "Ann Smith said the sanctions must be lifted. The children’s lives matter, he added.\n\n"
    "“We were brought to the take-it-or-leave-it offer,” Ann Smith said. Women won’t wait.",
    "b": "The sanc\u00adtions stay. “Ann Smith has said that the sanction was a mistake,” Bob Lind said.",
}


@pytest.fixture(scope="module")
def made() -> rhetoric.Analysis:
    rows = [
        {"doc_id": name, "text": text, "outlet": f"{name}-wire"} for name, text in TEXTS.items()
    ]
    return rhetoric.analyze(pd.DataFrame(rows))


def test_an_abbreviation_with_points_is_one_word() -> None:
    rows = [{"doc_id": name, "text": "The U.S. left. " * 6 + f"We left {name}."} for name in "xy"]
    words = set(keyness(rhetoric.analyze(pd.DataFrame(rows)), "doc_id", "x")["word"])
    assert words == {"the", "u.s.", "left"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sanction", ["sanctions", "sanc\u00adtions", "sanction"]),  # forms, and a soft hyphen
        ("sanction *2 lift", ["sanctions must be lifted"]),
        ("SANCTIONS", ["sanctions", "sanc\u00adtions"]),  # as written: the plural alone
        ("child", ["children"]),  # begins alike
        ("life", ["lives"]),  # an odd form
        ("bring", ["brought"]),  # one that begins otherwise
        ("woman", ["Women"]),
        ("not", ["n’t"]),  # a word that is written in other ways
        ("take-it-or-leave-it", ["take-it-or-leave-it"]),
        ("tariff", []),
    ],
)
def test_concordance_finds_forms_whatever_their_marks(
    made: rhetoric.Analysis, words: str, found: list[str]
) -> None:
    rows = concordance(words, made)
    assert list(rows["words"]) == found
    for row in rows.itertuples():
        assert made.texts[row.doc_id][row.start : row.end] == row.words


def test_a_line_is_the_innermost_voices(made: rhetoric.Analysis) -> None:
    rows = concordance("sanction", made, width=30)
    assert list(rows["kind"]) == ["indirect", "narration", "indirect"]
    assert list(rows["holder"])[0::2] == ["Ann Smith", "Ann Smith"]
    assert rows["via"].iloc[2] == "Bob Lind"
    assert rows["left"].str.len().max() <= 30
    assert rows["right"].iloc[0].startswith("must be lifted")


def test_no_row_of_words_is_one_error(made: rhetoric.Analysis) -> None:
    with pytest.raises(InputError, match=r"'\*' is not a pattern of words"):
        concordance("*", made)


def test_offsets_that_do_not_fit_are_told(made: rhetoric.Analysis) -> None:
    moved = made.statements.assign(end=made.statements["end"] + 1)
    broken = rhetoric.Analysis(**{**vars(made), "statements": moved})
    with pytest.raises(TableError, match="does not fit"):
        concordance("sanction", broken)


def group(texts: dict[str, str]) -> rhetoric.Analysis:
    return rhetoric.analyze(pd.DataFrame([{"doc_id": k, "text": t} for k, t in texts.items()]))


@pytest.fixture(scope="module")
def two() -> rhetoric.Analysis:
    return group({
        "x": "Rice helps. " * 20 + "Corn helps. " * 10,
        "y": "Corn helps. " * 20 + "Wheat’s dear.",
    })  # fmt: skip


def test_keyness_is_dunnings_log_likelihood(two: rhetoric.Analysis) -> None:
    from scipy.stats import chi2_contingency

    rows = keyness(two, "doc_id", "x", "y").set_index("word")
    corn = rows.loc["corn"]
    assert (corn["n_target"], corn["n_others"]) == (10, 20)
    table = [[10, 20], [60 - 10, 42 - 20]]  # 60 words against 42
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert corn["log_likelihood"] == pytest.approx(expected.statistic)
    assert corn["p"] == pytest.approx(expected.pvalue)
    assert corn["log_ratio"] == pytest.approx(-1.51457, abs=1e-4)  # log2 (10/60) / (20/42)
    assert rows.loc["rice", "log_ratio"] == pytest.approx(4.80736, abs=1e-4)  # none counts as 0.5
    assert (rows["q"] >= rows["p"]).all()
    assert "wheat" not in rows.index, "fewer than five together"


@pytest.mark.parametrize(
    "by", ["outlet", pd.Series({"x": "red", "y": "blue"})], ids=["column", "own"]
)
def test_keyness_takes_columns_and_series(two: rhetoric.Analysis, by: object) -> None:
    articles = two.articles.assign(outlet=["red", "blue"])
    grouped = rhetoric.Analysis(**{**vars(two), "articles": articles})
    rows = keyness(grouped, by, "red")  # type: ignore[arg-type]
    assert rows["word"].iloc[0] == "rice"
    assert rows["articles_target"].iloc[0] == 1


@pytest.mark.parametrize(
    ("by", "target", "says"),
    [("colour", "red", "by='colour' is no column"), ("doc_id", "z", "no 'z' to compare; allowed are 'x'"),
     ("kind", "narration", "no words")],
)  # fmt: skip
def test_groups_that_are_none_are_told(
    two: rhetoric.Analysis, by: str, target: str, says: str
) -> None:
    with pytest.raises(TableError, match=says):
        keyness(two, by, target)


CONCEPT = (
    '[[concept]]\nname = "{0}"\nlabel = "{0}"\naxis = 0\ndefinition = "-"\n'
    'patterns = {1}\nexamples = ["{2}"]\n'
)
BOOK = (
    HEAD
    + CONCEPT.format(
        "sanctions", '["economic sanction/N", "arms embargo"]', "They fear the arms embargo."
    )
    + 'not = ["economic sanction bill"]\n'
    + CONCEPT.format("talks", '["negotiation", "sanction/N"]', "The negotiations go on.")
)
SPEECH = (
    "We reject the trade embargo. Negotiations help, and so does dialogue. The trade embargo hurts "
    "children. Economic sanctions hurt too. Sanctions that are economic hurt. Dialogue between the "
    "parties is the way, and mediation. They passed the economic sanctions bill. An embargo on arms "
    "would hurt. She prefers mediation by friends to war."
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> rhetoric.Codebook:
    file = tmp_path_factory.mktemp("book") / "mine.toml"
    file.write_text(BOOK, encoding="utf-8")
    return load_codebook(file)


def test_suggestions_are_near_new_and_ready_to_paste(
    book: rhetoric.Codebook, tmp_path: Path
) -> None:
    tables = group({"a": SPEECH, "b": SPEECH})
    found = suggest(book, tables, n=5)
    nearest = found.groupby("concept")["pattern"].agg(list)
    assert "trade embargo" in nearest["sanctions"] or "embargo" in nearest["sanctions"]
    assert "dialogue" in nearest["talks"]
    assert not {"negotiation", "economic sanction"} & {*found["pattern"]}, "patterns find these"
    assert (found["n"] >= 2).all()
    assert found["context"].str.contains(r"\[.+\]").all()
    pasted = tomllib.loads(as_toml(found))["concept"]
    assert [c["patterns"] for c in pasted] == [nearest[c["name"]] for c in pasted]
    file = tmp_path / "more.toml"
    rest = 'label = "x"\naxis = 0\ndefinition = "x"\n'
    file.write_text(HEAD + as_toml(found).replace("patterns", rest + "patterns"), encoding="utf-8")
    assert suggest(book, tables, n=5).equals(found), "the same each time"
    again = load_codebook(file)
    hits = survey(parse_many(rhetoric.read(SPEECH + "\n")), again)
    assert {*hits.loc[hits["what"] == "hit", "why"]} >= {"dialogue"}, "what is pasted is found"


def test_a_codebook_tried_on_articles(book: rhetoric.Codebook) -> None:
    rows = survey(parse_many(rhetoric.read(SPEECH + "\n")), book)
    told = {(r.what, r.concept, r.why.partition(":")[0], r.words) for r in rows.itertuples()}
    assert told >= {
        ("hit", "talks", "negotiation", "Negotiations"),
        ("conflict", "sanctions", "talks", "sanctions"),
        ("near miss", "sanctions", "not in a row", "embargo on arms"),
        ("near miss", "sanctions", "barred by 'not'", "economic sanctions"),
    }
    assert "dialogue" in {*rows.loc[rows["what"] == "not covered", "concept"]}


def test_the_commands_say_and_write_the_same(tmp_path: Path, made: rhetoric.Analysis) -> None:
    made.write(tmp_path / "tables")
    (tmp_path / "mine.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "speech.txt").write_text(SPEECH, encoding="utf-8")

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, [w.replace("@", f"{tmp_path}/") for w in words])
        assert done.exit_code == 0, done.output
        return done.output

    assert "3 places in 2 articles" in run("concordance", "sanction", "@tables")
    run("concordance", "sanction", "@tables", "--out", "@c.csv")
    assert len(pd.read_csv(tmp_path / "c.csv")) == 3
    run("concordance", "take-it-or-leave-it", "@tables", "--out", "@c.html")
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<strong>take-it-or-leave-it</strong>" in page
    assert "default-src 'none'" in page
    assert "log_ratio" in run(
        "keyness", "@tables", "--by", "outlet", "--target", "a-wire", "--least", "1"
    )
    said = run("codebook", "try", "@speech.txt", "--codebook", "@mine.toml", "--out", "@t.csv")
    assert "conflict: " in said
    assert {*pd.read_csv(tmp_path / "t.csv")["what"]} >= {"hit", "conflict", "near miss"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("concordance x nowhere --out c.doc", "unknown format '.doc'"),
        ("keyness nowhere --target x --out taken.csv", "is there already"),
        ("codebook try nowhere --out t.csv", "there is no 'nowhere'"),
    ],
)
def test_a_place_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken.csv").write_text("mine")
    done = CliRunner().invoke(main, line.split())
    assert done.exit_code == 2
    assert says in done.output
