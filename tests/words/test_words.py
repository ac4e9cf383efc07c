"""The lists of words: shipped as data, each read by something, added to by a file of one's own."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from places import ROOT
from rhetoric import words
from rhetoric.errors import WordsError

HERE = Path(words.__file__).parent
DOCS = ROOT / "docs"
LISTS = {
    f"{path.stem}.{key}": value
    for path in sorted(HERE.glob("*.toml"))
    for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items()
}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Give a file that RHETORIC_WORDS names, and let the lists be read anew."""
    caches = [f for f in vars(words).values() if hasattr(f, "cache_clear")]
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setenv(words.CHOICE, str(tmp_path / "mine.toml"))
    yield tmp_path / "mine.toml"
    for cached in caches:
        cached.cache_clear()


def test_no_list_is_idle() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in HERE.parent.rglob("*.py"))
    named = {*re.findall(r'"(\w+\.\w+)"', code)}
    named |= {f"reporting.{key}" for key in re.findall(r'"(\w+)"', code)}  # LEMMAS
    named |= {f"page_furniture.{key}" for key in re.findall(r"""["'](\w+)["']""", code)}
    assert not LISTS.keys() - named


def test_no_word_stands_twice_in_a_list() -> None:
    twice = {
        name: sorted(word for word in value.split() if value.split().count(word) > 1)
        for name, value in LISTS.items()
        if isinstance(value, str)
    }
    assert not {name: found for name, found in twice.items() if found}


def test_each_file_says_what_it_is_and_who_reads_it() -> None:
    for path in HERE.glob("*.toml"):
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        assert head.startswith("# "), path
        assert "Read by" in head.replace("\n# ", " "), path


def test_a_file_of_ones_own_adds_words_and_replaces_entries(own) -> None:
    own.write_text("")
    before = words.words_sha256()
    words.words_sha256.cache_clear()
    words._read.cache_clear()
    own.write_text('people.kin = "gran"\n[people.titles]\nsen = "elder"\nsherpa = "envoy"\n')
    assert words.word_set("people.kin") == {*words.word_row("people.kin"), "gran"}
    assert "gran" not in words.word_row("people.kin")
    titles = words.word_table("people.titles")
    assert (titles["sen"], titles["sherpa"], titles["gov"]) == ("elder", "envoy", "governor")
    assert words.words_sha256() != before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people.kin = 'a\nb'", "(at line 1, column"),
        ("\n[weather]\nrain = 'wet'", "mine.toml, line 2: 'weather': unknown; allowed are bodies,"),
        ("people = 'gran'", "mine.toml, line 1: 'people': must be a table of lists"),
        ("[people]\n\nrain = 'wet'", "mine.toml, line 3: 'people.rain': unknown; allowed are generic"),
        ("[tagger]\ntags = 'XY'", "mine.toml, line 1: 'tagger': unknown"),
        ("[people]\nkin = 3", "line 2: 'people.kin': must be a text of words, as"),
        ("[people]\nkin = {gran = 'x'}", "line 2: 'people.kin': must be a text of words, as"),
        ("[people]\nkin = ['gran']", "line 2: 'people.kin': must be a text of words, as"),
        ("[people]\nkin = 'Gran'", "line 2: 'people.kin': holds 'Gran'; write in lower case"),
        ("[people.titles]\nsen = 3", "line 1: 'people.titles': must be a table of texts"),
        ("[countries.metonyms]\nVauxhall = 'MI6'", "holds 'Vauxhall'; write in lower case"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_told_with_its_line(own, text: str, message: str) -> None:
    own.write_text(text)
    with pytest.raises(WordsError) as told:
        words.word_set("people.generic")
    assert message in str(told.value)


def test_a_file_that_is_not_there_is_told(own) -> None:
    with pytest.raises(WordsError, match=r"mine\.toml: cannot be read .*: No such file"):
        words.word_set("people.generic")


HEARD = """
from rhetoric.reading.articles import Article
from rhetoric.attribution import attribute
from rhetoric.reading.documents import parse
for text in (
    "Zhongnanhai insists that the pact must be signed.",
    "Officials livestream the deal would fail.",
    "Karl Lind, the sherpa of France, and Ann Holt, a lawyer, met. 'We agree,' the diplomat said.",
):
    print(*[one.speaker for one in attribute(parse(Article("case", text)))])
"""


def test_the_words_of_the_docs_are_heard(tmp_path, monkeypatch) -> None:
    """Without them Zhongnanhai is itself, nobody says the second and Ann Holt the third."""
    page = (DOCS / "words.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
    (tmp_path / "words.toml").write_text(example, encoding="utf-8")
    monkeypatch.setenv("RHETORIC_WORDS", str(tmp_path / "words.toml"))
    run = subprocess.run([sys.executable, "-c", HEARD], capture_output=True, text=True, check=True)
    assert run.stdout == "China\nOfficials\nKarl Lind\n"


def test_the_command_tells_what_is_wrong_with_the_words(tmp_path, monkeypatch) -> None:
    (tmp_path / "words.toml").write_text("[people]\nkin = 3", encoding="utf-8")
    monkeypatch.setenv("RHETORIC_WORDS", str(tmp_path / "words.toml"))
    run = "from rhetoric.cli import main; main()"
    command = [sys.executable, "-c", run, "analyze", "none.txt", "--out", "out"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "words.toml, line 2: 'people.kin': must be a text of words" in ran.stderr
    assert "Traceback" not in ran.stderr
