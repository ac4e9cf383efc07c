"""Actors: names merge as a file says, and as nothing else; what is likely is told with its proof."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import rhetoric
from places import ROOT
from rhetoric import actors, corpus, storage, summaries
from rhetoric.attribution import AUTHOR, QUESTION
from rhetoric.attribution.lexicon import fold
from rhetoric.cli import main
from rhetoric.errors import TableError
from rhetoric.tables import frame

A = '[[actor]]\nname = "A"\n'
B = '[[actor]]\nname = "B"\n'
FILE = """
[[actor]]
name = "Norland"
aliases = ["his government", "ÉLAN"]
within = { one = ["Reed"] }
kind = "state"
more.bloc = "North"

[[actor]]
name = "Ann Reed"
aliases = ["Reed"]
party = "Greens"
more.bloc = "North"
"""


@pytest.fixture
def load(tmp_path: Path) -> Any:
    def loaded(text: str, name: str = "actors.toml") -> actors.Actors:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return actors.load_actors(path)

    return loaded


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (A + 'aliases = ["x"]\n' + B + 'aliases = ["X"]', "[actor B] key 'aliases': 'X' is a name of the actor 'A'"),
        (A + 'aliases = ["B"]\n' + B + 'aliases = ["A"]', "[actor B] key 'name': 'B' is a name of the actor 'A'"),
        (A + A, "[actor A] key 'name': 'A' is a name of the actor 'A'"),
        (A + 'within = {d = ["x"]}\n' + B + 'within = {d = ["x"]}', "[actor B] key 'within': 'x' is"),
        (A + 'alias = ["x"]', "[actor A] key 'alias': unknown; allowed are name, aliases, within"),
        (A + 'aliases = "x"', "[actor A] key 'aliases': must be a list, is 'x'"),
        (A + "more.year = [1]", "[actor A] key 'more': must be a text, is [1]"),
        ('[[actor]]\nparty = "x"', "[actor 1] key 'name': missing"),
        ("[[actors]]", "[top] key 'actors': unknown; allowed are actor"),
        ("[[actor", "no TOML (UTF-8) or CSV file of actors"),
    ],
)  # fmt: skip
def test_one_error_names_file_row_and_field(load: Any, text: str, said: str) -> None:
    with pytest.raises(TableError) as error:
        load(text)
    assert f"actors.toml: {said}" in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,alias\nA,x\n", "no column 'aliases'"),
        ("name,aliases\nA,x\nB,y;X\n", "[actor B] key 'aliases': 'X' is a name of the actor 'A'"),
    ],
)
def test_a_sheet_is_checked_as_toml_is(load: Any, text: str, said: str) -> None:
    with pytest.raises(TableError) as error:
        load(text, "actors.csv")
    assert said in str(error.value)


def test_a_sheet_says_the_same_as_toml(load: Any) -> None:
    sheet = load(
        "name;aliases;party;bloc\nA;'x; y';Greens;North\nB;;;\n".replace("'", '"'), "a.csv"
    )
    toml = load(A + 'aliases = ["x", "y"]\nparty = "Greens"\nmore.bloc = "North"\n' + B)
    assert sheet.names == toml.names
    pd.testing.assert_frame_equal(*(storage.actors_table(one.noted) for one in (sheet, toml)))


@pytest.mark.parametrize("aliases", ["x; y", ["x", "y"]], ids=["text", "list"])
def test_a_frame_says_the_same_as_a_sheet(load: Any, aliases: Any) -> None:
    frame = pd.DataFrame({"name": ["A", "B"], "aliases": [aliases, None], "party": ["=G", None], "seats": [3, None]})  # fmt: skip
    sheet = load("name,aliases,party,seats\nA,x; y,'=G,3\nB,,,\n", "a.csv")
    made = actors.load_actors(frame)
    assert made.names == sheet.names
    pd.testing.assert_frame_equal(*(storage.actors_table(one.noted) for one in (made, sheet)))
    assert rhetoric.analyze("Talks failed, x said.").with_actors(frame).actors["name"].tolist() == [
        "A",
        "B",
    ]
    with pytest.raises(TableError, match=r"the DataFrame: .*there is no column 'aliases'"):
        actors.load_actors(frame[["name"]])


def test_the_file_of_the_docs_loads(load: Any) -> None:
    page = (ROOT / "docs" / "actors.md").read_text(encoding="utf-8")
    [text] = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    made = load(text)
    assert made.names["article-7", "the envoy"] == "Ingrid Halvorsen"
    assert storage.actors_table(made.noted)["bloc"].tolist() == [None, "East", None]


ROWS = [
    {"doc_id": "one", "holder": "reed", "concept": "talks", "agreement": 1},
    {"doc_id": "two", "holder": "REED", "concept": "talks", "agreement": 1},
    {"doc_id": "two", "holder": "élan", "concept": "talks", "agreement": -1},
    {"doc_id": "two", "holder": "Reed's aide", "concept": "talks", "agreement": 1},
    {"doc_id": "two", "holder": "his government", "chain": "Norland > his government"},
    {"doc_id": "two", "holder": "Vale", "chain": "Reed > Vale > Vale"},
    {"doc_id": "two", "kind": "narration"},
]


def test_names_merge_whole_without_regard_to_case_and_within_their_article(
    load: Any, tables_of: Any
) -> None:
    made = actors.merge(tables_of(ROWS), load(FILE))
    told = ["Norland", "Ann Reed", "Norland", "Reed's aide", "Norland", "Vale", None]
    assert (
        made.statements["holder"].astype(object).where(lambda s: s.notna(), None).tolist() == told
    )
    assert made.positions["holder"].tolist() == told[:4]
    chains = made.statements["chain"].dropna().tolist()
    assert chains[4:] == ["Norland", "Ann Reed > Vale > Vale"]  # himself once, others as they were
    assert made.actors["bloc"].tolist() == ["North", "North"]
    assert list(made.actors) == ["name", "kind", "country", "party", "bloc"]


def test_nothing_but_names_changes(seed: Any, load: Any) -> None:
    made = actors.merge(seed, load('[[actor]]\nname = "Lavrov"\naliases = ["Sergey Lavrov"]'))
    named = {
        "attributions": ["speaker"],
        "statements": ["holder", "chain"],
        "positions": ["holder"],
        "evidence": ["holder"],
    }
    for name in storage.SCHEMAS:
        old, new = getattr(seed, name), getattr(made, name)
        pd.testing.assert_frame_equal(
            *(table.drop(columns=named.get(name, [])) for table in (old, new))
        )
        frame(name, new.to_dict("records"))  # the schema still fits
    assert "Sergey Lavrov" not in set(made.statements["holder"])
    voices = set(summaries.share_of_voice(made)["holder"])
    assert voices == {
        "Lavrov" if v == "Sergey Lavrov" else v for v in summaries.share_of_voice(seed)["holder"]
    }


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ((1, 0.6, "model"), (-1, 0.7, "model"), -1),  # the surer
        ((0, 0.9, "model"), (1, 0.5, "model"), 1),  # a side before none
        ((-1, None, "coder"), (1, 0.9, "model"), -1),  # a person's word
    ],
)
def test_one_actor_has_one_position_in_a_statement(
    load: Any, tables_of: Any, first: Any, second: Any, left: int
) -> None:
    tables = tables_of([{"doc_id": "two", "holder": "Reed", "concept": "talks"}])
    row = tables.positions.to_dict("records")[0]
    keys = ("agreement", "confidence", "source")
    rows = [
        row | dict(zip(keys, code, strict=True)) | {"holder": holder}
        for code, holder in ((first, "Reed"), (second, "Ann Reed"), (second, "Vale"))
    ]
    both = replace(tables, positions=frame("positions", rows))
    made = actors.merge(both, load(FILE))
    assert made.positions[["holder", "agreement"]].values.tolist() == [["Ann Reed", left], ["Vale", second[0]]]  # fmt: skip


def test_figures_can_be_of_groups(load: Any, tables_of: Any) -> None:
    merged = actors.merge(tables_of(ROWS), load(FILE))
    made = summaries.summarize(actors.grouped(merged, "bloc"), draws=1).set_index("holder")
    assert made["n"].to_dict() == {"North": 3, "Reed's aide": 1}
    for tables, by in ((merged, "name"), (merged, "blocs"), (tables_of(ROWS), "party")):
        with pytest.raises(TableError, match=f"no column '{by}' in the table of actors; allowed"):
            actors.grouped(tables, by)


TEXTS = {
    "full": "Foreign Minister Ingrid Halvorsen said that the sanctions must stay. "
    '"We will not lift the sanctions," Halvorsen said.\n\n'
    "French President Jean Duval said his government rejects the ultimatum.",
    "short": "Halvorsen said on Tuesday that the sanctions would be lifted step by step. "
    "The French government wants dialogue. Jean Duval's government wants a ceasefire.",
}


def test_likely_merges_come_with_their_proof(tmp_path: Path) -> None:
    found = rhetoric.analyze(pd.DataFrame(TEXTS.items(), columns=["doc_id", "text"]))
    suggested = actors.suggest(found)
    made = suggested.set_index("alias")
    assert made.loc["Halvorsen", ["name", "sure"]].tolist() == ["Ingrid Halvorsen", "sure"]
    assert "article full calls Ingrid Halvorsen so" in made.loc["Halvorsen", "why"]
    assert "“We will not lift the sanctions”" in made.loc["Halvorsen", "evidence"]
    assert made.loc["French government", ["name", "sure"]].tolist() == ["France", "open"]
    own = made.loc["Jean Duval's government"]
    assert own[["name", "sure"]].tolist() == ["France", "open"]
    assert "French President Jean Duval: “" in own["evidence"]
    file = tmp_path / "actors.toml"
    text = actors.draft(found, suggested)
    file.write_text(text.replace('# "Halvorsen"', '"Halvorsen"'), encoding="utf-8")
    merged = found.with_actors(file)
    assert "Halvorsen" not in set(merged.statements["holder"])
    assert merged.provenance["actors"]["sha256"]
    assert found.with_actors(None) is found


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Ann Reed", "Tom Reed", "Reed"], {("Ann Reed", "Reed", "open"), ("Tom Reed", "Reed", "open")}),
        (["Robert Reed", "Bob Reed"], {("Bob Reed", "Robert Reed", "likely")}),
        (["Ann Q. Reed", "Ann Reed", "Reed"], {("Ann Q. Reed", "Ann Reed", "likely"), ("Ann Q. Reed", "Reed", "likely")}),
        (["Ann Reed", "Reed's aide", "Ann Reed and Tom Vale"], set()),
        (["Free Syrian Army", "Syrian Army", "Army"], set()),  # bodies share words and are not one
        (["Russia", "Russian government"], {("Russia", "Russian government", "open")}),
        (["Russia's government", "Russian government"], {("Russia", "Russia's government", "open"), ("Russia", "Russian government", "open")}),
        (["Ann Reed's party", "Reed's party", "Tom Reed's aide"], {("Ann Reed's party", "Reed's party", "likely")}),
        (["Ann Reed's government", "Reed’s government", "Reed government"], {("Ann Reed's government", "Reed’s government", "likely"), ("Ann Reed's government", "Reed government", "likely")}),
        (["Ann Reed's party", "Tom Reed's party", "Reed's party"], {("Ann Reed's party", "Reed's party", "open"), ("Tom Reed's party", "Reed's party", "open")}),
        (["Ann Reed's government", "Ann Reed's cabinet", "Ann Reed", "Reed's"], set()),
        (["Kenya", "Kenyans"], {("Kenya", "Kenyans", "open")}),
        (['Ann "\\\n#\x7f Reed', "Reed"], {('Ann "\\\n#\x7f Reed', "Reed", "likely")}),
    ],
)  # fmt: skip
def test_what_is_likely_and_what_is_open(
    tables_of: Any, load: Any, names: list[str], told: set[tuple[str, str, str]]
) -> None:
    tables = tables_of([{"doc_id": f"d{n}", "holder": name} for n, name in enumerate(names)])
    made = actors.suggest(tables)
    assert set(made[["name", "alias", "sure"]].itertuples(index=False, name=None)) == told
    text = actors.draft(tables, made)
    pd.testing.assert_frame_equal(actors.merge(tables, load(text)).positions, tables.positions)
    known = load(re.sub(r"^    # (.*?  # (?:sure|likely):)", r"    \1", text, flags=re.M)).names
    merged = {alias for _, alias, sure in told if sure != "open"}
    assert {name for name in names if known.get((None, fold(name))) not in (None, name)} == merged


def test_what_is_drafted_has_every_name_and_merges_nothing(seed: Any, load: Any) -> None:
    text = actors.draft(seed, actors.suggest(seed))
    made = actors.merge(seed, load(text))
    for name in ("attributions", "statements", "positions"):
        pd.testing.assert_frame_equal(getattr(made, name), getattr(seed, name))
    sizes = [int(n) for n in re.findall(r"^(?:# )?name = .*  # (\d+) statement", text, re.M)]
    assert sizes == sorted(sizes, reverse=True)
    names = re.findall(r'^(?:# )?name = "(.*)"  #', text, re.M)
    held = seed.statements["holder"], seed.positions["holder"]
    assert {*pd.concat(held).dropna()} <= {*names, AUTHOR, QUESTION}
    blocks = text.partition("\n\n")[2].split("\n\n")
    whole = "\n\n".join(re.sub("^# ", "", b, flags=re.M) if b[0] == "#" else b for b in blocks)
    stated = load(re.sub("^# country", "country", whole.replace('country = ""\n', ""), flags=re.M))
    of = storage.actors_table(stated.noted).set_index("name")["country"]
    assert len(of) == len(blocks)
    assert of["US administration"] == of["Michael Pompeo"] == "United States"
    assert of["Sergey Lavrov"] == "Russia"
    assert of["United States"] is None


@pytest.mark.parametrize(
    ("text", "told", "states"),
    [
        ("Foreign Minister Marta Quist of Velmark said talks failed. Velmark's government rejects talks.", {("Velmark", "Velmark's government")}, {"Marta Quist": "Velmark", "Velmark's government": "Velmark"}),
        ("Foreign Minister Marta Quist of Velmark said talks failed. The Velmarkian government rejects talks.", {("Velmark", "Velmarkian government")}, {"Marta Quist": "Velmark", "Velmarkian government": "Velmark"}),
        ("Foreign Minister Marta Quist of Velmark said talks failed.", set(), {}),  # a firm, for all that is known
        ("Velmark's government rejects talks.", set(), {}),  # a person's, for all that is known
        ("Rachel Quist of Labour said talks failed. The Labour government rejects talks.", set(), {}),
        ("French President Jean Duval said talks failed.", set(), {"Jean Duval": "France"}),
        ("The French envoy to Russia, Jean Duval, said talks failed.", set(), {}),
    ],
)  # fmt: skip
def test_a_country_is_told_where_an_article_gives_it(
    text: str, told: set[tuple[str, str]], states: dict[str, str]
) -> None:
    tables = rhetoric.analyze(f"{text}\n")
    made = actors.suggest(tables)
    assert set(made[["name", "alias"]].itertuples(index=False, name=None)) == told
    blocks = actors.draft(tables, made).split("\n\n")
    found = [re.search(r'name = "(.*?)"(?s:.*)# country = "(.*?)"  # (.*)', b) for b in blocks]
    assert {one[1]: one[2] for one in found if one} == states
    assert all("(text/s" in one[3] for one in found if one)


def test_one_name_in_two_spellings_is_not_merged_by_having_an_entry(
    tables_of: Any, load: Any
) -> None:
    tables = tables_of([{"holder": "Élan"}, {"holder": "ELAN"}, {"holder": "Vale"}])
    made = actors.merge(tables, load(actors.draft(tables, actors.suggest(tables))))
    assert made.statements["holder"].tolist() == ["Élan", "ELAN", "Vale"]
    assert made.actors["name"].tolist() == ["Vale"]


def test_two_voices_of_one_article_are_not_told_to_be_one(tables_of: Any) -> None:
    made = actors.suggest(tables_of([{"holder": "Ann Reed"}, {"holder": "Reed"}]))
    assert made["sure"].tolist() == ["open"]
    assert made["why"].tolist() == ["article doc has both as voices of their own"]


def _run(*command: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, command)))


@pytest.mark.parametrize("form", storage.FORMATS)
def test_a_folder_is_merged_into_another_and_not_twice(
    tables_of: Any, tmp_path: Path, load: Any, form: str
) -> None:
    old = tables_of(ROWS)
    storage.write_tables(old, tmp_path / "old", form, provenance={"model": "x"})
    known = load(FILE)
    file = tmp_path / "actors.toml"
    assert _run("actors", "merge", tmp_path / "old", file, "--out", tmp_path / "new").exit_code == 0
    made = storage.read_tables(tmp_path / "new")
    pd.testing.assert_frame_equal(made.positions, actors.merge(old, known).positions)
    pd.testing.assert_frame_equal(made.actors, actors.merge(old, known).actors)
    assert (
        storage.read_provenance(tmp_path / "new")["actors"]["sha256"]
        == known.noted["actors"]["sha256"]
    )
    assert storage.form_of(tmp_path / "new") == form
    for out in ("old", "newer"):  # never over what was read; never over names merged before
        again = _run(
            "actors",
            "merge",
            tmp_path / ("new" if out == "newer" else "old"),
            file,
            "--out",
            tmp_path / out,
        )
        assert again.exit_code == 2
    assert set(storage.read_tables(tmp_path / "old").positions["holder"]) == set(
        old.positions["holder"]
    )


def test_suggestions_never_replace_a_file(tables_of: Any, tmp_path: Path) -> None:
    storage.write_tables(tables_of(ROWS), tmp_path / "tables", "csv")
    command = "actors", "suggest", tmp_path / "tables", "--out", tmp_path / "actors.toml"
    assert _run(*command).exit_code == 0
    assert "is there already" in _run(*command).output


def test_a_run_over_many_articles_merges_and_knows_by_which_file(tmp_path: Path, load: Any) -> None:
    articles = pd.DataFrame(TEXTS.items(), columns=["doc_id", "text"])
    load('[[actor]]\nname = "Ingrid Halvorsen"\naliases = ["Halvorsen"]\ncountry = "Norland"')
    file = tmp_path / "actors.toml"
    corpus.analyze_corpus(articles, tmp_path / "out", actors=file)
    made = storage.read_tables(tmp_path / "out")
    whole = rhetoric.analyze(articles).with_actors(file)
    pd.testing.assert_frame_equal(made.statements, whole.statements)
    assert made.actors["country"].tolist() == ["Norland"]
    with pytest.raises(TableError, match="tables of other actors"):
        corpus.analyze_corpus(articles, tmp_path / "out")
