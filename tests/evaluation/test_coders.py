"""How far coders agree, and how near the machine comes to a person."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import rhetoric
from places import ROOT
from rhetoric import exchange
from rhetoric.cli import main
from rhetoric.errors import InputError, TableError
from rhetoric.evaluation import coders, codings

SAMPLE = ROOT / "data" / "coded_sample.csv"


def table(**given: str) -> pd.DataFrame:
    """A column a coder: codes between spaces, a dot where nothing was coded."""
    return pd.DataFrame(
        {n: [None if c == "." else c for c in row.split()] for n, row in given.items()}
    )


MEG = {"Meg": "0 1 0 0 0 0 0 0 1 0", "Owen": "1 1 1 0 0 1 0 0 0 0"}
BEN = {"Ben": "a a b b d c c c e d d a", "Gerry": "b a b b b c c c e d d d"}
FOUR = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: sections A, B and C to E
# (the same data stand in Content Analysis, chapter 12)
PUBLISHED = [
    ("A: binary, two coders", MEG, "nominal", 0.095),
    ("B: nominal, two coders", BEN, "nominal", 0.692),
    ("C: nominal, four coders, missing", FOUR, "nominal", 0.743),
    ("D: ordinal", FOUR, "ordinal", 0.815),
    ("E: interval", FOUR, "interval", 0.849),
    ("E: ratio", FOUR, "ratio", 0.797),
]


@pytest.mark.parametrize(
    ("given", "level", "printed"), [p[1:] for p in PUBLISHED], ids=[p[0] for p in PUBLISHED]
)
def test_alpha_is_that_of_the_published_examples(given, level, printed):
    value, low, high = coders.alpha(table(**given), level, draws=200)
    assert value == pytest.approx(printed, abs=0.0005)
    assert low < value <= high


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_is_the_librarys(level):
    rng = np.random.default_rng(1)
    numbers = rng.integers(1, 5, size=(3, 40)).astype(float)
    numbers[rng.random(numbers.shape) < 0.2] = np.nan
    codes = pd.DataFrame(numbers.T).map(lambda v: None if np.isnan(v) else str(int(v)))
    expected = krippendorff.alpha(reliability_data=numbers, level_of_measurement=level)
    assert coders.alpha(codes, level, draws=1)[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "codes", [table(a="1 1", b="1 1"), table(a="1 .", b=". 2"), table(a="", b="")]
)
def test_alpha_is_null_where_it_is_not_defined(codes):
    assert np.isnan(coders.alpha(codes, draws=10)).all()


def test_the_interval_is_seeded():
    codes = table(**BEN)
    assert coders.alpha(codes, draws=50) == coders.alpha(codes, draws=50)
    assert coders.alpha(codes, draws=50) != coders.alpha(codes, draws=50, seed=1)


def test_the_machine_is_set_beside_each_person_and_their_majority():
    codes = table(ann="1 1 0 -1", ben="1 1 0 1", eva="1 0 0 .", machine="1 1 1 -1")
    made = coders.reliability({"agreement": codes}, draws=20)
    assert list(made["coders"]) == [
        "all people", "ann – ben", "ann – eva", "ben – eva",
        "machine – ann", "machine – ben", "machine – eva", "machine – majority",
    ]  # fmt: skip
    row = made.set_index("coders").loc["machine – majority"]
    assert (row["n"], row["same"]) == (3, pytest.approx(2 / 3)), "the fourth unit has no majority"
    assert set(made["level"]) == {"ordinal"}


def test_categories_say_where_coders_part():
    made = coders.categories(table(a="x x y y", b="x x y x")).set_index("category")
    assert made.loc["x", "agreement"] == pytest.approx(4 / 5)
    assert made.loc["y", "agreement"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ann": "1 0 -1"}, "agreement: coded by ann alone; α needs two coders"),
        ({"ann": "1 0 . .", "ben": ". . 1 0"}, "no unit that two of them have coded"),
        ({"ann": "1 1 0", "ben": "1 1 ."}, "all codes are '1'; α needs two values"),
        ({"ann": "1 . .", "ben": ". 0 .", "cleo": ". . 1"}, "all people: no unit"),
        ({"ann": "1 0 .", "machine": ". . 1"}, "machine – ann: no unit"),
    ],
)
def test_what_cannot_be_measured_is_null_and_said(given, says):
    codes = table(**given)
    assert any(says in sentence for sentence in coders.unmeasured({"agreement": codes}))
    made = coders.reliability({"agreement": codes}, draws=5)
    assert made.loc[made["n"] == 0, ["same", "alpha", "low", "high"]].isna().all(axis=None)
    by = coders.categories(codes)
    assert by.loc[by["used"] == 0, "agreement"].isna().all()


def test_nothing_is_said_where_all_is_measured():
    assert coders.unmeasured({"agreement": table(ann="1 0 -1", ben="1 0 0")}) == []


@pytest.mark.parametrize("files", [["ann.csv"], ["ann.csv", "ben.csv"]])
def test_no_common_unit_is_no_nought(files, tmp_path):
    for unit, name in enumerate(files):
        rows = f"id,doc_id,concept,text,agreement\n{unit},a,sanctions,He left.,1\n"
        (tmp_path / name).write_text(rows)
    paths = [str(tmp_path / name) for name in files]
    shown = CliRunner().invoke(main, ["evaluate", "coders", *paths])
    assert shown.exit_code == 0, shown.output
    assert "0.000" not in shown.output
    assert "α needs two coders" in shown.output or "no unit that two" in shown.output


def test_disagreements_come_with_their_text():
    codes = table(a="x y", b="x x").set_axis(["d1", "d2"])
    made = coders.disagreements({"act": codes}, {"d1": "One.", "d2": "Two."})
    assert made.to_dict("records") == [
        {"variable": "act", "unit": "d2", "a": "y", "b": "x", "text": "Two."}
    ]


def test_entries_are_ranked_by_how_often_people_overruled_them():
    machine, people = pd.Series(["1", "1", "-1", None]), pd.Series(["1", "-1", "1", "1"])
    entries = pd.Series([["works"], ["works", "not"], ["not"], ["never"]])
    made = coders.overruled(machine, people, entries)
    assert made.to_dict("records") == [
        {"entry": "not", "n": 2, "overruled": 2, "share": 1.0},
        {"entry": "works", "n": 2, "overruled": 1, "share": 0.5},
    ]


def sheet(path: Path, rows: list[str], head: str = "id,doc_id,concept,text,agreement") -> Path:
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def test_sheets_and_tables_are_read(tmp_path):
    ann = sheet(tmp_path / "ann.csv", ["1,d,aid,One,for", "2,d,aid,Two,−1", "3,d,,Three,none"])
    ben = sheet(tmp_path / "week1.ben.csv", ["1,d,aid,One,1", "2,d,aid,Two,", "3,d,,Three,0"])
    coded = codings.read([ann, ben])
    assert coded.codes["agreement"].fillna("").to_numpy().tolist() == [
        ["1", "1"], ["-1", ""], ["none", "0"],
    ]  # fmt: skip
    compared = coded.compared()
    assert compared["position"].fillna("").to_numpy().tolist() == [
        ["yes", "yes"], ["yes", ""], ["no", "yes"],
    ]  # fmt: skip
    assert [(r["id"], r["agreement"]) for r in coded.settled()] == [("1", "1"), ("2", "-1")]
    wide = sheet(tmp_path / "w.csv", ["d,One,1,0"], "doc_id,text,agreement.ann,agreement.ben")
    assert list(codings.read([wide]).codes["agreement"].columns) == ["ann", "ben"]


def test_a_frame_is_read_as_the_table_that_it_would_be(tmp_path):
    frame = pd.DataFrame(
        {"id": [1, 2], "text": ["'One", "=2"], "agreement.ann": [1, None], "agreement.ben": [0, -1]}
    )
    path = sheet(tmp_path / "w.csv", ["1,''One,1,0", "2,'=2,,-1"], ",".join(frame))
    made, wanted = codings.read(frame), codings.read([path])
    pd.testing.assert_frame_equal(made.codes["agreement"], wanted.codes["agreement"])
    assert made.texts == {"1": "'One", "2": "=2"}
    with pytest.raises(
        InputError, match=r"the DataFrame, row 2, column 'agreement': '3' is no code"
    ):
        codings.read(frame.assign(**{"agreement.ann": [1, 3]}))
    with pytest.raises(
        TableError, match=r"the DataFrame: no column to compare.*'agreement\.CODER'"
    ):
        codings.read(frame[["id", "text"]].assign(agreement=1))  # whose are they?


BROKEN = [
    (["1,d,aid,One,2"], "column 'agreement': '2' is no code"),
    (["1,d,aid,One,1", "1,d,aid,One,1"], "'1' is there already, at"),
    ([",,aid,One,1"], "no id or doc_id"),
]


@pytest.mark.parametrize(("rows", "message"), BROKEN)
def test_faults_are_named_by_row(rows, message, tmp_path):
    path = sheet(tmp_path / "ann.csv", rows)
    with pytest.raises(
        (InputError, TableError), match=rf"ann\.csv, row {len(rows) + 1}.*{message}"
    ):
        codings.read([path])


def test_an_article_is_no_table_of_codes(tmp_path):
    (tmp_path / "a.txt").write_text('"We want talks," Ann Lee, the envoy, said.\n')
    with pytest.raises(InputError, match=r"a\.txt: not a valid CSV file .*; give a table"):
        codings.read(tmp_path / "a.txt")


def test_units_are_marked_as_the_scorer_takes_them(tmp_path):
    head = "id,text,concept_start,concept_end,{}.ann"
    path = sheet(tmp_path / "a.csv", ["1,We talk,3,7,1", "2,We talk,,,1"], head.format("agreement"))
    marked = codings.read([path]).marked()
    assert marked.to_dict("index") == {  # a concept without words is the whole text
        "1": {"id": "1", "text": "We talk", "concept_start": 3, "concept_end": 7},
        "2": {"id": "2", "text": "We talk", "concept_start": 0, "concept_end": 7},
    }
    path = sheet(tmp_path / "a.csv", ["1,We talk,3,7,AID"], head.format("act"))
    with pytest.raises(TableError, match="no column of agreement, only of 'act'"):
        codings.read(path).marked()


def test_where_nobody_else_coded_there_is_no_agreement():
    two = coders.categories(table(ann="1 -1", ben=". 1")).set_index("category")
    assert two["agreement"].to_dict() == {"-1": 0, "1": 0}
    assert coders.categories(table(ann="1 -1"))["agreement"].isna().all()


SAID = [
    ("1 -1 1 1", "1 -1 -1 1", r"Over 4 statements, ann – ben reaches α = 0\.\d\d \(.+ to .+\)\."),
    ("1 -1", "-1 1", r"Over 2 statements, ann – ben reaches α = −0\.50 \(.+ to .+\)\."),
    ("1", "1", "Over 1 statement, ann – ben use one code alone, of which α says nothing."),
    ("1 .", ". 1", "ann – ben: no statement has two codes."),
]


@pytest.mark.parametrize(("ann", "ben", "said"), SAID)
def test_agreement_is_said_in_plain_words(ann, ben, said):
    made = coders.reliability({"agreement": table(ann=ann, ben=ben)}, draws=50)
    assert re.fullmatch(said, coders.in_words(made))


def test_another_sample_is_refused(tmp_path):
    ann, ben = (sheet(tmp_path / f"{n}.csv", [f"1,d,aid,{n},1"]) for n in ("ann", "ben"))
    with pytest.raises(TableError, match="another text than in the first file"):
        codings.read([ann, ben])
    with pytest.raises(TableError, match="no column to compare"):
        codings.read([sheet(tmp_path / "x.csv", ["1,One"], "id,text")])


def test_tables_of_other_articles_are_refused(tmp_path):
    coded = codings.read([sheet(tmp_path / "ann.csv", ["1,elsewhere,aid,One,1"])])
    with pytest.raises(TableError, match="none of the 1 units that were coded"):
        codings.of_tables(rhetoric.analyze("Talks failed, envoy Nora Lind said.\n"), coded)


@pytest.mark.parametrize("what", ["reader", "none.npz"])
def test_where_nobody_coded_agreement_the_machine_is_no_coder(what, tmp_path):
    path = sheet(tmp_path / "a.csv", ["1,We talk,3,7,AID,AID"],
                 "id,text,concept_start,concept_end,act.ann,act.ben")  # fmt: skip
    done = CliRunner().invoke(main, ["evaluate", "coders", str(path), "--machine", what])
    assert done.exit_code == 2
    assert "no column of agreement, only of 'act'" in done.output


def test_what_the_scorer_says_is_as_a_coder_says_it(tmp_path):
    rows = ['1,"Sanctions fail, said Ann Lee.",0,9,1,0', "2,We talk,3,7,1,1", "3,We talk,,,1,1"]
    head = "id,text,concept_start,concept_end,agreement.ann,agreement.ben"
    coded = codings.read(sheet(tmp_path / "a.csv", rows, head))
    scores = rhetoric.score_agreement(coded.marked().iloc[:2])
    codes = codings.of_scores(scores, coded)
    assert codes["agreement"].tolist()[:2] == [
        None if pd.isna(sign) else str(sign) for sign in scores["agreement"]
    ]
    assert pd.isna(codes.loc["3", "agreement"]), "what was not scored is not coded"
    assert codes.loc["1", "entries"] == [e["entry"] for e in scores.loc["1", "evidence"]]


def test_the_shipped_sample_is_in_order():
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len([row for row in rows if row["doc_id"].startswith("own-")]) == 120
    seed = next((ROOT / "data" / "articles").iterdir()).read_text(encoding="utf-8")
    for row in rows:
        assert 0 <= int(row["concept_start"]) < int(row["concept_end"]) <= len(row["text"])
        if row["doc_id"].startswith("seed-"):
            assert row["text"].rstrip(".") in seed
    codes = codings.read([SAMPLE]).codes
    assert set(codes) == {"agreement", "condition"}
    assert codes["agreement"].notna().all(axis=None)
    value, *_ = coders.alpha(codes["agreement"], "ordinal", domain=("-1", "0", "1"), draws=1)
    assert 0.7 < value < 0.95, "two codings that honestly differ"


def run(*parts: object) -> str:
    done = CliRunner().invoke(main, [str(part) for part in parts])
    assert done.exit_code == 0, done.output
    return done.output


def test_from_a_sample_to_corrected_tables(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    articles = ROOT / "data" / "articles"
    run("analyze", articles, "--out", "tables", "--format", "csv")
    run("sample", "tables", "--n", 12, "--out", "sheet.csv")
    with open("sheet.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    for name, code in (("ann", "1"), ("ben", "0")):
        with open(f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [head] + [[*row[:-2], "1" if n else code, ""] if row[3] else row for n, row in enumerate(rows)]
            )  # fmt: skip
    said = run("evaluate", "coders", "ann.csv", "ben.csv", "--machine", "tables", "--out", "parted.csv",
               "--settled", "settled.csv")  # fmt: skip
    assert "machine – majority" in said
    assert "people overruled" in said
    into = ("--tables", "tables", "--articles", articles, "--format", "sheet", "--coder", "both")
    run("import", "settled.csv", *into, "--out", "corrected")
    noted = json.loads(Path("corrected/provenance.json").read_text(encoding="utf-8"))
    assert {row["coder"] for row in noted["corrections"]} == {"both"}
    assert all(row["machine"]["source"] == "model" for row in noted["corrections"])
    assert "coder" in Path("corrected/positions.csv").read_text(encoding="utf-8")
    refused = CliRunner().invoke(
        main, ["import", "settled.csv", *map(str, into), "--out", "tables"]
    )
    assert refused.exit_code == 2
    assert "holds the machine's tables" in refused.output


def test_the_learning_curve_says_what_more_rows_would_add(tmp_path):
    from rhetoric.csv_files import write_rows
    from rhetoric.scoring import training

    rows = codings.read([SAMPLE]).settled()
    write_rows(tmp_path / "settled.csv", list(rows[0]), [row.values() for row in rows])
    frame = training.read_coded(tmp_path / "settled.csv", "agreement")
    made = training.learning_curve(frame, "agreement", repeats=1)
    assert made["n"].is_monotonic_increasing
    assert made["n"].iloc[0] == 0
    assert made["macro_f1"].between(made["low"], made["high"]).all()
    with pytest.raises(TableError, match="code 50"):
        training.learning_curve(frame.head(20), "agreement")


def test_a_settled_sheet_can_be_learned_from(tmp_path):
    from rhetoric.csv_files import write_rows
    from rhetoric.scoring import training

    head = "id,doc_id,concept,text,concept_start,concept_end,agreement"
    lines = ["1,d,aid,Aid helps.,0,3,1", "2,d,aid,Aid?,0,3,none", "3,d,aid,Grants are bad.,,,-1"]
    rows = codings.read([sheet(tmp_path / "ann.csv", lines, head)]).settled()
    write_rows(tmp_path / "settled.csv", list(rows[0]), [row.values() for row in rows])
    frame = training.read_coded(tmp_path / "settled.csv", "agreement")
    assert frame[["agreement", "concept_start", "concept_end"]].to_numpy().tolist() == [
        ["1", 0, 3], ["-1", 0, 15],
    ]  # fmt: skip


GROWTH = [
    ([0.5, 0.6, 0.7], "40 more rows would add about 0.10"),
    ([0.7, 0.7, 0.7], "more rows of the same kind would add little"),
]


@pytest.mark.parametrize(("scores", "says"), GROWTH)
def test_the_outlook_is_the_slope_of_a_doubling(scores, says):
    from rhetoric.scoring import training

    made = pd.DataFrame({"n": [0, 10, 20, 40], "macro_f1": [0.4, *scores]})
    assert training.outlook(made).endswith(says)
    assert "what ships has 0.40" in training.outlook(made)


def test_the_afternoon_of_the_docs_goes_as_written(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "coding.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)
    said = {}
    for line in "".join(blocks).splitlines():
        program, *parts = shlex.split(line)
        assert program == "rhetoric"
        said[" ".join(parts[:2])] = run(*parts)
    assert "words – reader" in said["evaluate coders"]
    assert "0 corrections by ann" in said["import for_brat"]
    assert "macro-F1 is" in said["evaluate learning-curve"]
    assert Path("mine.npz").exists()
    for form in exchange.FORMATS:
        assert form == "sheet" or f"| `{form}` |" in page
