"""The command line: data to files, messages to stderr, one line and exit code 2 on an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from rhetoric import cli
from rhetoric.cli import wording
from rhetoric.reading import articles
from rhetoric.reports import notebook
from rhetoric.scoring import Scores
from rhetoric.storage import FORMATS, read_tables

SAID = 'The envoy left. "The sanctions will not work," the envoy said on Monday.\n'


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(SAID, encoding="utf-8")

    def run(*arguments: str):
        return CliRunner().invoke(cli.main, arguments)

    return run


@pytest.mark.parametrize("form", FORMATS)
def test_analyze(run, form):
    done = run("analyze", "a.txt", "--out", "out", "--format", form)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert done.stderr.startswith("1 article, ")
    tables = read_tables("out")
    assert list(tables.articles["doc_id"]) == ["a"]
    for row in tables.statements.itertuples():
        assert SAID[row.start : row.end] == row.text
    provenance = json.loads(Path("out/provenance.json").read_text(encoding="utf-8"))
    assert provenance["rows"]["statements"] == len(tables.statements)
    assert len(provenance["tagger"]["sha256"]) == 64
    assert len(provenance["reader"]["sha256"]) == 64


def test_analyze_many(run):
    Path("more").mkdir()
    Path("more/rows.jsonl").write_text(
        json.dumps({"doc_id": "r1", "body": SAID}) + "\n" + json.dumps({"body": SAID}) + "\n"
    )
    assert run("analyze", "more", "--out", "out", "--text-column", "body").exit_code == 0
    assert list(read_tables("out").articles["doc_id"]) == ["r1", "rows-2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyze", "none.txt", "--out", "out"], "none.txt: there is no such file"),
        (["analyze", "a.txt", "a.txt", "--out", "out", "--strict"], "'a' is already that of a.txt"),
        (["analyze", "a.txt", "--out", "."], "holds 'a.txt', which is not one of the tables"),
        (["analyze", "a.txt", "--out", "a.txt"], "is a file"),
        (["analyze", "a.txt", "--out", "out", "--format", "xlsx"], "'xlsx' is not one of"),
        (["analyze", "a.txt", "--out", "out", "--codebook", "no.toml"], "no.toml"),
        (["analyze", "a.txt", "--out", "out", "--encoding", "klingon"], "'klingon'"),
        (["analyze", "b.jsonl", "--out", "out", "--strict"], "b.jsonl, line 2: not valid JSON"),
        (["analyze", "c.jsonl", "--out", "out"], "holds no article"),
        (["analyze", "a.txt", "--out", "out", "--workers", "0"], "0 is not in the range"),
        (["analyze", "a.txt", "--out", "out", "--scheduler", "x"], "has no scheduler"),
        (["analyze", "--out", "out"], "Missing argument"),
        (["analyze", "a.txt"], "Missing option '--out'"),
        (["report", "none.txt", "--out", "page.html"], "none.txt"),
        (["report", "a.txt", "--out", "page.html", "--notebook", "none"], "no notebook 'none'"),
        (["codebook", "check", "no.toml"], "no.toml"),
        (["codebook", "check", "bad.toml"], "bad.toml"),
        (["codebook", "try", " "], "text is empty"),
        (["nothing"], "No such command"),
    ],
)
def test_errors(run, arguments, message):
    Path("c.jsonl").write_text("\n")
    Path("b.jsonl").write_text('{"text": "A a."}\n{"text"\n')
    Path("bad.toml").write_text("[codebook]\nname = 'x'\nversion = '1'\nkolour = 'red'\n")
    before = sorted(Path().iterdir())
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert sorted(Path().iterdir()) == before  # nothing half-written


def test_report_hands_on(run, monkeypatch):
    seen = {}

    def report(source, out, **options):
        options.pop("started")()
        seen.update(source=source, out=out, **options)
        return out

    monkeypatch.setattr(notebook, "report", report)
    done = run("report", "a.txt", "b", "--out", "page.html", "--notebook", "who_said_what")
    assert done.exit_code == 0
    assert seen == {
        "source": (Path("a.txt"), Path("b")),
        "out": Path("page.html"),
        "notebook": "who_said_what",
        "codebook": None,
        "actors": None,
        "assets_to": None,
    }


def test_a_note_on_an_article_that_is_read_twice_is_told_once(run, monkeypatch):
    def report(inputs, out, **_):
        articles.read(inputs[0])
        articles.read(inputs[0])
        return out

    monkeypatch.setattr(notebook, "report", report)
    Path("karsk.txt").write_text("KARSK, March 3 (Newsline) - He left.")
    said = run("report", "karsk.txt", "--out", "page.html").stderr
    assert said.count("Note: karsk.txt: the dateline 'KARSK, March 3 (Newsline)' has no year") == 1
    assert "file's name" in said


def test_notes_of_one_kind_are_told_for_the_first_articles_and_counted(run):
    Path("folder").mkdir()
    for number in range(9):
        Path(f"folder/karsk{number}.txt").write_text("KARSK, March 3 (Newsline) - He left.")
    done = run("analyze", "folder", "--out", "out", "--format", "jsonl")
    assert done.stderr.count("has no year") == 5
    assert "Note: 4 more of this kind: put the year or day into the file's name" in done.stderr


def gold(path: str, *contents: str, said: str = SAID) -> str:
    """Write a corpus of articles that each mark the contents given."""
    at = said.index("the envoy said")
    marked = [
        {"source": [at, at + 9], "cue": [[at + 10, at + 14]], "content": [_span(said, content)]}
        for content in contents
    ]
    rows = [{"doc_id": f"d{n}", "text": said, "attributions": marked} for n in range(3)]
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _span(text: str, words: str) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


def test_evaluate_attribution(run):
    corpus = gold("gold.jsonl", "The sanctions will not work,", "The envoy left.")
    for _ in range(2):  # the second time it replaces its own page
        done = run("evaluate", "attribution", corpus, "--out", "page.html", "--errors", "1")
        assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.stdout.splitlines()]
    row = next(line for line in lines if line[:3] == ["outermost", "attributions", "all"])
    assert row[3:] == ["1.000", "0.500", "0.667", "0.667", "0.667", "6", "3"]
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.count("<article>") == 1
    assert "3 missed" in page
    assert run("evaluate", "attribution", corpus, "--out", "scores.csv").exit_code == 0
    table = Path("scores.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "depth,measure,kind,precision,recall,f1,low,high,gold,found"
    assert sorted(p.name for p in Path().iterdir()) == [
        "a.txt", "gold.jsonl", "page.html", "scores.csv",
    ]  # fmt: skip


def test_train_attribution(run, monkeypatch):
    """Train on three short articles, twice, and use the model."""
    from rhetoric.attribution.tagger import Tagger

    corpus = gold("gold.jsonl", "The sanctions will not work,")
    made = []
    for _ in range(2):  # the second time it replaces its own model
        done = run("train", "attribution", corpus, "--out", "mine.npz")
        assert done.exit_code == 0, done.output
        assert "trained on 3 attributions in 3 articles: written to mine.npz" in done.stderr
        assert "11/11" in done.stderr
        made.append(Path("mine.npz").read_bytes())
    assert made[0] == made[1]
    used = []
    load = Tagger.load
    monkeypatch.setattr(
        Tagger, "load", staticmethod(lambda path=None: used.append(path) or load(path))
    )
    done = run("evaluate", "attribution", corpus, "--model", "mine.npz")
    assert done.exit_code == 0, done.output
    assert set(used) == {Path("mine.npz")}
    assert sorted(p.name for p in Path().iterdir()) == ["a.txt", "gold.jsonl", "mine.npz"]


@pytest.mark.parametrize("command", ["analyze", "evaluate"])
def test_a_model_of_ones_own_is_used_everywhere(run, monkeypatch, command):
    corpus = gold("gold.jsonl", "The sanctions will not work,")
    monkeypatch.setenv("RHETORIC_ATTRIBUTION_MODEL", "missing.npz")
    arguments = {"analyze": ["a.txt", "--out", "out"], "evaluate": ["attribution", corpus]}
    done = run(command, *arguments[command])
    assert done.exit_code == 2
    assert "no attribution model at missing.npz" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["evaluate", "attribution", "none.jsonl"], "none.jsonl: there is no such file"),
        (["evaluate", "attribution", "a.txt"], "a.txt: a corpus is a .jsonl file or a folder"),
        (["evaluate", "attribution", "."], "there is no .ann file in this folder"),
        (["evaluate", "attribution", "empty.jsonl"], "the corpus has no attributions"),
        (["evaluate", "attribution", "wrong.jsonl"], "wrong.jsonl, line 1, attribution 1: content"),
        (
            ["evaluate", "attribution", "gold.jsonl", "--out", "x.pdf"],
            "x.pdf: name a file with the ending .html or .csv",
        ),
        (["evaluate", "attribution", "gold.jsonl", "--out", "old.html"], "old.html: is there and"),
        (
            ["evaluate", "attribution", "gold.jsonl", "--out", "a.txt/x.csv"],
            "a.txt/x.csv: cannot be",
        ),
        (["evaluate", "attribution", "gold.jsonl", "--model", "a.txt"], "a.txt is no attribution"),
        (["evaluate", "attribution", "gold.jsonl", "--model", "x.npz"], "model at x.npz"),
        (["evaluate", "attribution", "gold.jsonl", "--errors", "-1"], "-1 is not in the range"),
        (["train", "attribution", "empty.jsonl", "--out", "m"], "the corpus has no attributions"),
        (
            ["train", "attribution", "wrong.jsonl", "--out", "m"],
            "wrong.jsonl, line 1, attribution 1",
        ),
        (
            ["train", "attribution", "gold.jsonl", "--out", "a.txt"],
            "a.txt: is there and is no",
        ),
        (["train", "attribution", "gold.jsonl", "--out", "."], "is there and is no model"),
        (["train", "attribution", "gold.jsonl", "--out", "a.txt/m"], "a.txt/m: cannot be"),
        (["train", "attribution", "gold.jsonl"], "Missing option '--out'"),
    ],
)
def test_errors_of_gold_and_models(run, arguments, message):
    gold("gold.jsonl", "The sanctions will not work,")
    gold("empty.jsonl")
    Path("wrong.jsonl").write_text('{"text": "A a.", "attributions": [{"content": [[2, 9]]}]}\n')
    Path("old.html").write_text("<p>mine</p>")
    test_errors(run, arguments, message)


def test_codebook_list(run):
    done = run("codebook", "list")
    assert done.exit_code == 0
    assert "  ultimatum: " in done.stdout
    assert "  gradual_reciprocity: " in done.stdout


def test_codebook_try(run):
    done = run("codebook", "try", "Sanctions will not work, the envoy said.")
    assert done.exit_code == 0, done.output
    assert "against" in done.stdout
    assert "concept: 'Sanctions'" in done.stdout
    assert run("codebook", "try", "It rains.").stdout == "no concept found\n"
    named = run("codebook", "try", "They met to talk about the sanctions.").stdout
    assert named.startswith("They neither for nor against sanctions")
    unquoted = run("codebook", "try", "Sanctions are a shameful mistake.").stdout
    assert unquoted.startswith("the unnamed writer against sanctions")
    pronoun = run("codebook", "try", "He welcomed the talks.").stdout
    assert pronoun.startswith("He for dialogue")
    assert "In an article the sentences around it are read too" in done.stderr


def test_codebook_try_shows_each_position_with_its_own_words():
    held = [("Reed", 1, "cue one"), ("Vale", -1, "cue two")]  # one concept, in one statement
    rows = [
        {"holder": holder, "concept": "talks", "agreement": side, "confidence": 0.7}
        for holder, side, _ in held
    ]
    proofs = [
        {"score": "agreement", "part": part, "text": text, "entry": "e"}
        for holder, _, cue in held
        for part, text in (("concept", "the talks"), ("holder", holder), ("cue", cue))
    ]
    tone = {"score": "polarity", "part": "word", "text": "good", "entry": "e"}
    assert list(wording._lines(Scores(rows, [*proofs, tone]))) == [
        "Reed for talks (confidence 0.70)",
        "    concept: 'the talks' (e)",
        "    holder: 'Reed' (e)",
        "    cue: 'cue one' (e)",
        "Vale against talks (confidence 0.70)",
        "    concept: 'the talks' (e)",
        "    holder: 'Vale' (e)",
        "    cue: 'cue two' (e)",
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("A", "ultimatum", 1, 0), ("A", "gradual", 1, 9)], "A for ultimatum; A for gradual: opposite"),
        ([("A", "ultimatum", 1, 0), ("A", "gradual", -1, 9)], None),
        ([("A", "ultimatum", 1, 0), ("B", "ultimatum", -1, 9)], None),  # two voices, each its words
        ([("A", "ultimatum", 1, 0), ("B", "ultimatum", -1, 0)], "A for ultimatum; B against ultimatum: of the same"),
        ([("A", "ultimatum", 1, 0), ("B", "ultimatum", 0, 0)], None),
        ([("A", "ultimatum", 1, 0), ("B", "ultimatum", 1, 0)], None),
    ],
)  # fmt: skip
def test_which_positions_are_told_to_be_opposite(rows, told):
    names = ("holder", "concept", "agreement", "start")
    given = [dict(zip(names, row, strict=True)) | {"end": row[3] + 5} for row in rows]
    lines = list(wording._opposed(given, {"ultimatum": "gradual", "gradual": "ultimatum"}))
    assert [line.startswith(told or "") for line in lines] == [True] * bool(told)


def test_codebook_check(run):
    shipped = resources.files("rhetoric") / "codebooks" / "diplomacy.toml"
    done = run("codebook", "check", str(shipped))
    assert done.exit_code == 0, done.output
    assert "no error" in done.stdout
    Path("mine.toml").write_text(
        '[codebook]\nname = "mine"\nversion = "1"\n[[concept]]\nname = "rain"\nlabel = "Rain"\n'
        'axis = 1\ndefinition = "Water."\npatterns = ["rain"]\nexamples = ["It snows."]\n'
        'counter_examples = ["The rain stopped."]\n'
    )
    done = run("codebook", "check", "mine.toml")
    assert done.exit_code == 2
    assert "concept 'rain' misses its example 'It snows.'" in done.stderr
    assert "catches 'rain' in its counter-example 'The rain stopped.'" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["analyze"],
        ["report"],
        ["codebook"],
        ["codebook", "try"],
        ["evaluate"],
        ["evaluate", "attribution"],
        ["train"],
        ["train", "attribution"],
    ],
)
def test_help_teaches(run, command):
    done = run(*command, "--help")
    assert done.exit_code == 0
    if command not in (["codebook"], ["evaluate"], ["train"]):
        assert f"\n      rhetoric {' '.join(command)}".rstrip() in done.output


def test_help_is_quick():
    """Starting Python and the command line costs little more than starting Python with click."""
    command = [sys.executable, "-c"]
    plain, ours = (
        min(_time([*command, code]) for _ in range(3))
        for code in (
            "import click, importlib.metadata",
            "import rhetoric.cli as c; c.main(['--help'])",
        )
    )
    assert ours < 2 * plain + 0.1


def _time(command: list[str]) -> float:
    """Return the seconds of processor time of a command, which other work does not lengthen."""
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before[2] - before[3]
