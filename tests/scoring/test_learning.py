"""A scorer that learns from coded rows: what it learns, shows, saves, refuses."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from rhetoric import cli, score_acts, score_agreement, score_targets
from rhetoric.errors import ModelError, RhetoricError, TableError
from rhetoric.files import check_model
from rhetoric.scoring import score_vader
from rhetoric.scoring.scorer import Scorer, read_model
from rhetoric.scoring.training import label_column, read_coded, train_rows

NAMES = "Peru Chile Norway Mali Ghana Oman Nepal Cuba Togo Laos".split()
DEEDS = {
    "ACCUSE": "{} accused {} of lying about the harbour.",
    "CONSULT": "{} held talks with {} in the capital.",
    "AID": "{} sent grain and medicine to {} after the flood.",
}
FACES = {
    "positive": "Voters cheered {} and called the plan a triumph in {}.",
    "negative": "Voters jeered {} and called the plan a disaster in {}.",
    "neutral": "On Monday {} took the train to a meeting in {}.",
}


def acts() -> pd.DataFrame:
    rows = [
        {"text": deed.format(a, b), "source": a, "target": b, "act": act, "doc_id": f"d{n % 6}"}
        for n, (a, b) in enumerate(
            zip(NAMES * 2, NAMES[1:] + NAMES[:1] + NAMES[3:] + NAMES[:3], strict=True)
        )
        for act, deed in DEEDS.items()
    ]
    return pd.DataFrame(rows)


def faces() -> pd.DataFrame:
    rows = []
    for n, name in enumerate(NAMES * 2):
        for label, face in FACES.items():
            text = face.format(name, NAMES[(n + 3) % 10])
            at = text.index(name)
            rows.append(
                {
                    "text": text,
                    "target_start": at,
                    "target_end": at + len(name),
                    "label": label,
                    "doc_id": str(n),
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def trained() -> tuple[Scorer, pd.DataFrame]:
    return train_rows(label_column(acts(), "acts"), "acts")


@pytest.fixture
def saved(trained, tmp_path) -> Path:
    trained[0].save(tmp_path / "acts.npz")
    return tmp_path / "acts.npz"


def test_learns_and_says_what_unseen_articles_got(trained):
    _, told = trained
    assert (told["found"] == told["act"]).mean() > 0.9
    assert told["confidence"].between(0, 1).all()
    assert {"shipped", "found", "confidence"} <= set(told.columns)


def test_parties_are_masked(trained):
    model, _ = trained
    words = {name for name in model.names if name.startswith("words:")}
    assert "words:<source> accused" in words
    assert not any(name.lower() in word for word in words for name in NAMES)


def test_scores_with_a_model_and_shows_the_words(saved):
    rows = acts().head(9)
    made = score_acts(rows, model=saved)
    assert list(made["act"]) == list(rows["act"])
    assert list(made["binary"].unique()) == ["CONF", "COOP"]
    for row in made.itertuples():
        assert row.evidence
        for span in row.evidence:
            assert row.text[span["start"] : span["end"]] == span["text"]
            assert span["entry"].startswith(f"model {row.act}: ")
        assert 0 < row.confidence <= 1


def test_a_model_of_agreement():
    ways = {1: "The envoy welcomed the {}.", -1: "The envoy condemned the {}."}
    things = (
        "talks blockade sanctions dialogue truce embargo treaty invasion mediation boycott".split()
    )
    rows = [
        {"text": way.format(thing) + tail, "concept_start": way.index("{"), "concept_end": way.index("{") + len(thing), "agreement": sign}
        for sign, way in ways.items() for thing in things for tail in ("", " He left on Monday.")
    ]  # fmt: skip
    model, told = train_rows(label_column(pd.DataFrame(rows), "agreement"), "agreement")
    assert model.classes == ("-1", "1")
    assert (told["found"] == told["agreement"]).mean() > 0.9


def test_agreement_is_a_number_with_its_concept(tmp_path):
    row = {"text": "We need talks.", "concept_start": 8, "concept_end": 13}
    model = Scorer("agreement", ("-1", "1"), ("reader:194",), np.ones(1), np.array([[-1.0, 1.0]]), np.zeros(2), (1.0, 0.0), 30)  # fmt: skip
    model.save(tmp_path / "m.npz")
    made = score_agreement(pd.DataFrame([row]), model=tmp_path / "m.npz").iloc[0]
    assert made["agreement"] == 1
    concept, *cue = (e["text"] for e in made["evidence"])
    assert concept == "talks"
    assert cue
    assert "need" in cue[-1]


def test_the_same_rows_give_the_same_model(trained, tmp_path):
    again, _ = train_rows(label_column(acts(), "acts"), "acts")
    for name, model in (("a.npz", trained[0]), ("b.npz", again)):
        model.save(tmp_path / name)
    one, two = (dict(np.load(tmp_path / n).items()) for n in ("a.npz", "b.npz"))
    assert all((one[key] == two[key]).all() for key in one)


def test_a_file_holds_no_text_and_no_code(saved):
    with np.load(saved, allow_pickle=False) as file:
        about = json.loads(str(file["about"]))
        names = file["names"].tobytes().decode()
    assert about["task"] == "acts"
    assert about["rows"] == 60
    assert "of lying about the harbour" not in names


FOREIGN = {
    "text": b"no model",
    "pickle": pickle.dumps({"weights": [1, 2]}),
    "empty": b"",
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_foreign_files_are_refused(tmp_path, content):
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"x\.npz is no model of 'rhetoric train'"):
        score_acts(acts().head(1), model=path)
    with pytest.raises(ModelError, match="is there and is no model"):
        check_model(path, read_model)


def test_untrained_missing_and_other_files_are_refused(saved, tmp_path):
    np.savez(tmp_path / "bare.npz", weights=np.zeros(3))
    with np.load(saved) as file:
        arrays = dict(file)
    np.savez(tmp_path / "short.npz", **arrays | {"weights": arrays["weights"][:-1]})
    np.savez(tmp_path / "nan.npz", **arrays | {"bias": arrays["bias"] * np.nan})
    np.savez(tmp_path / "objects.npz", **arrays | {"bias": np.array([{}], dtype=object)})
    for name in ("bare", "short", "nan", "objects"):
        with pytest.raises(ModelError, match="is no model"):
            Scorer.load(tmp_path / f"{name}.npz", "acts")
    with pytest.raises(ModelError, match="no model at"):
        Scorer.load(tmp_path / "none.npz", "acts")
    with pytest.raises(ModelError, match="a model for acts, not for targets"):
        score_targets(faces().head(1), model=saved)


def test_a_user_can_name_only_npz_files(tmp_path):
    with pytest.raises(ModelError, match=r"ending \.npz"):
        check_model(tmp_path / "m.txt", read_model, ".npz")


def coded(rows: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".csv":
        rows.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        rows.to_parquet(path)
    else:
        rows.to_json(path, orient="records", lines=True)
    return path


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_coded_rows_from_any_format(tmp_path, suffix):
    rows = read_coded(coded(faces(), tmp_path / f"t.{suffix}"), "targets")
    assert len(rows) == 60
    assert rows["target_sentiment"].value_counts().to_dict() == {
        "positive": 20,
        "negative": 20,
        "neutral": 20,
    }
    assert rows["target_start"].map(type).eq(int).all()
    assert rows.index[0] == 1


def broken(task: str, column: str, value: object) -> pd.DataFrame:
    rows = acts() if task == "acts" else faces()
    rows[column] = rows[column].astype(object)
    rows.loc[3, column] = value
    return rows


BAD = {
    "no label": ("acts", broken("acts", "act", None), "row 4, field 'act': has no label"),
    "unknown act": ("acts", broken("acts", "act", "DANCE"), "row 4, field 'act': 'DANCE' is no label; allowed are"),
    "unknown sentiment": ("targets", broken("targets", "label", "good"), "row 4, field 'label': 'good' is no label"),
    "empty text": ("targets", broken("targets", "text", ""), "row 4, field 'text': is empty"),
    "span outside": ("targets", broken("targets", "target_end", 999), "row 4, fields 'target_start' and 'target_end'"),
    "no span": ("targets", broken("targets", "target_end", "x"), "row 4, fields 'target_start' and 'target_end'"),
    "absent target": ("acts", broken("acts", "target", "Atlantis"), "row 4, field 'target': 'Atlantis' does not occur"),
    "no column": ("acts", acts().drop(columns="source"), "column 'source' is missing"),
    "no label column": ("acts", acts().drop(columns="act"), "column 'act' is missing"),
    "one class": ("acts", acts().assign(act="AID"), "all rows have the label 'AID'"),
    "too few rows": ("acts", acts().head(9), "9 rows are too few"),
    "one article": ("acts", acts().assign(doc_id="d"), "1 articles are too few"),
}  # fmt: skip


@pytest.mark.parametrize(("task", "rows", "message"), BAD.values(), ids=BAD)
def test_bad_tables_get_one_error_with_file_row_and_field(
    tmp_path, monkeypatch, task, rows, message
):
    monkeypatch.chdir(tmp_path)
    coded(rows, Path("t.csv"))
    done = CliRunner().invoke(cli.main, ["train", task, "t.csv", "--out", "m.npz"])
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: t.csv: ")
    assert message in done.stderr
    assert not Path("m.npz").exists()


def test_train_and_evaluate_on_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    coded(acts(), Path("t.csv"))
    run = CliRunner().invoke
    done = run(cli.main, ["train", "acts", "t.csv", "--out", "m.npz"])
    assert done.exit_code == 0, done.output
    for word in ("macro-F1", "as shipped", "binary", "calibration error"):
        assert word in done.stdout
    done = run(cli.main, ["evaluate", "acts", "t.csv", "--model", "m.npz", "--out", "p.html"])
    assert done.exit_code == 0, done.output
    assert "quad" in done.stdout
    assert "<title>Acts: scores and errors</title>" in Path("p.html").read_text("utf-8")
    assert run(cli.main, ["evaluate", "acts", "t.csv", "--out", "s.csv"]).exit_code == 0
    assert Path("s.csv").read_text("utf-8").startswith("scale,measure,label,")
    done = run(cli.main, ["evaluate", "acts", "t.csv", "--out", "t.csv"])
    assert (done.exit_code, "not written by this command" in done.stderr) == (2, True)


def test_other_files_are_no_coded_rows(tmp_path):
    (tmp_path / "t.txt").write_text("text")
    for name in ("t.txt", ""):
        with pytest.raises(RhetoricError, match="coded rows are"):
            read_coded(tmp_path / name, "acts")


# The reader that ships


def test_neutral_has_its_words_too():
    rows = faces()
    made = score_targets(rows)
    assert (made["target_sentiment"] == rows["label"]).mean() >= 0.8
    assert made["confidence"].between(0, 1).all()
    for row in made.itertuples():
        assert row.evidence
        for span in row.evidence:
            assert row.text[span["start"] : span["end"]] == span["text"]


def test_empty_tables_and_one_word():
    assert len(score_targets(faces().iloc[:0])) == 0
    made = score_targets(pd.DataFrame([{"text": "Peru", "target_start": 0, "target_end": 4}]))
    assert made["target_sentiment"].notna().all()
    with pytest.raises(TableError, match="no words"):
        score_targets(pd.DataFrame([{"text": "A  b", "target_start": 1, "target_end": 3}]))


# VADER beside TextBlob


def test_vader_stands_beside_and_shows_its_words():
    pytest.importorskip("vaderSentiment", reason="the extra 'vader' is not installed")
    rows = pd.DataFrame({
        "text": ["A great success.", "BOSTON, Nov 3", "They met."],
        "kind": ["direct", "dateline", "narration"],
    })  # fmt: skip
    made = score_vader(rows)
    assert made["vader"].iloc[0] > 0.5
    assert made["vader"].isna().tolist() == [False, True, False]
    assert made["vader"].iloc[2] == 0
    assert [e["text"] for e in made["vader_evidence"].iloc[0]] == ["great", "success"]
    with pytest.raises(TableError, match="column 'text' is missing"):
        score_vader(rows.drop(columns="text"))


def test_vader_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(ModelError, match=r"pip install vadersentiment"):
        score_vader(pd.DataFrame({"text": ["A text."]}))
