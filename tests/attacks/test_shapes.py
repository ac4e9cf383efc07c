"""Time goes with the length of a text, whatever its shape; so does memory, article by article."""

from __future__ import annotations

import gzip
import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import pytest

import attack
import shapes
from rhetoric import analysis, corpus, storage
from rhetoric.attribution import tagger
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError, InputWarning
from rhetoric.reading import articles, documents, formats
from rhetoric.reading.articles import Article
from shapes import PROSE

pytestmark = pytest.mark.attack


@pytest.mark.parametrize("n", range(attack.ROUND["shapes"]))
def test_a_word_costs_what_it_costs_in_prose(n: int) -> None:
    name, text = shapes.draw(attack.throw("shapes", 0, n), n)
    assert shapes.cost(text) <= shapes.WORST, f"{name}: {text[:80]!r}"


def test_voices_in_voices() -> None:
    """What takes time in squares shows at six times the length, if not before."""
    size = 6 * shapes.WORDS
    assert shapes.cost("Ann said that " * size, size=size) <= shapes.WORST


def test_brackets_in_brackets() -> None:
    """The same for what has no space, in the tokenizer and in what stands around it."""
    size = 6 * shapes.WORDS
    assert shapes.cost("Ann said " + "(" * size, documents.parse, size) <= shapes.WORST


LONG = {
    "clauses": "Ann said " + "the sanctions, " * 600 + "end.",
    "no marks": "the sanctions " * 600,
    "no spaces": "Ann said " + "(" * 5_000,
    "prose in one line": PROSE.replace("\n", " ") * 20,
    "no sentence ends": "“A. B. C. ” " * 500,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_what_is_parsed_at_once_has_bounds(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long paragraphs are parsed in parts, long sentences cut, and no character is lost."""
    monkeypatch.setattr(documents, "CHUNK", 500)
    monkeypatch.setattr(documents, "PARAGRAPH", 2_000)
    sizes, usual = [], documents._marked

    def marked(nlp: Any, piece: Any, *cuts: Any) -> Any:
        sizes.append(piece.end - piece.start)
        return usual(nlp, piece, *cuts)

    monkeypatch.setattr(documents, "_marked", marked)
    [article] = articles.read(text + "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        document = documents.parse(article)
    assert document.doc.text == document.text
    assert max(sizes) <= documents.PARAGRAPH + 1 < len(text)
    assert max(len(sentence) for sentence in document.doc.sents) <= documents.SENTENCE


@pytest.mark.parametrize(
    ("text", "cut"), [("Ann said " + "the sanctions, " * 400 + "end.", True), (PROSE * 20, False)]
)
def test_a_cut_sentence_is_told(text: str, cut: bool) -> None:
    """Whoever reads the tables can know that a sentence was cut; prose never is."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        documents.parse(Article("d", text))
    assert [str(w.message).split(":")[0] for w in told] == ["d"] * cut


def test_parts_make_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What bounds the memory of long texts changes no row."""
    [article] = articles.read(PROSE * 12)
    whole = analysis.rows(article, load_codebook())
    assert len(whole["positions"]) > 5
    monkeypatch.setattr(tagger, "AT_ONCE", 128)
    assert analysis.rows(article, load_codebook()) == whole


def test_an_article_for_which_memory_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is a failure, with what to do; the others go on."""
    usual = analysis.rows

    def fails(article: Article, book: Codebook, parsed: documents.Document) -> object:
        if article.doc_id == "large":
            raise MemoryError
        return usual(article, book, parsed)

    monkeypatch.setattr(analysis, "rows", fails)
    for name in ("large", "small"):
        (tmp_path / f"{name}.txt").write_text(PROSE)
    rows = corpus.analyze_corpus(tmp_path, tmp_path / "out")
    assert (rows["articles"], rows["failures"]) == (1, 1)
    [what] = storage.read_tables(tmp_path / "out").failures["what"]
    assert "not enough memory" in what
    assert str(len(PROSE)) in what


BOMBS = {
    "one line": ["b,", *["x" * 1_000] * 20_000],
    "one quoted text": ['b,"', *["x" * 999 + "\n"] * 20_000],
    "many fields": ["b,", *['"x\n",'] * 1_000_000],
    "no end of a header": None,
}


@pytest.mark.parametrize("parts", BOMBS.values(), ids=BOMBS)
def test_a_small_file_that_unpacks_to_much(
    parts: list[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row has a limit: what was read before it stays, one error tells of the rest."""
    monkeypatch.setattr(formats, "LONGEST", 1 << 16)
    path = tmp_path / "news.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.writelines(["x," * 100_000] if parts is None else ["doc_id,text\na,Hello.\n", *parts])
    tracemalloc.start()
    try:
        *good, bad = formats.records(path, "text", "utf-8")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    where = "the header" if parts is None else "row 2"
    assert [record.fields["doc_id"] for record in good] == ["a"] * (parts is not None)
    assert isinstance(bad.error, InputError)
    assert f"{where}: longer than {1 << 16} characters" in str(bad.error)
    assert peak < 1 << 23


def test_a_text_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it comes from."""
    monkeypatch.setattr(formats, "LONGEST", 1_000)
    with pytest.raises(InputError, match="an article may have 1000: cut it into chapters"):
        articles.read("word " * 400)
