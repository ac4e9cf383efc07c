"""Time goes with the length of a text, whatever its shape; so does memory, article by article.

    RHETORIC_SHAPES=200 pytest tests/test_shapes.py

draws more shapes than the suite does.
"""

from __future__ import annotations

import gzip
import os
import random
import re
import string
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rhetoric import analysis, corpus
from rhetoric.attribution import network
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import InputError, InputWarning
from rhetoric.reading import articles, documents, formats
from rhetoric.reading.articles import Article

COUNT = int(os.environ.get("RHETORIC_SHAPES", "11"))
WORDS = 2_000  # and marks
Work = Callable[[Article], object]
WORST = 3  # times what as many words of prose take
PROSE = """The minister said the sanctions would not work. "We will answer every threat," Ann Smith told
reporters in Norden on Monday, adding that talks must go on. According to the envoy, the ultimatum was a
mistake. The government supports a peace deal and opposes new missiles, officials said. "If they lift the
sanctions, we are ready," he noted. The market was quiet, and the streets were empty for most of the day.
"""
SAID = "said,told them,denied,added,warned that,said that,demands,urged".split(",")
NOUNS = "the sanctions,the talks,a peace deal,the ultimatum,missiles,the threat,a ceasefire".split(
    ","
)
PAIRS = ["()", "[]", "{}", "“”", "‘’", '""', "«»", "„“", "''"]


def _word(dice: random.Random) -> str:
    return "".join(dice.choice(string.ascii_lowercase) for _ in range(dice.randint(2, 9)))


def _name(dice: random.Random) -> str:
    return f"{dice.choice(['Ann', 'Karl', 'Mr.', 'Minister', 'the'])} {_word(dice).title()}"


def _clauses(dice: random.Random) -> str:
    unit = f"{dice.choice(NOUNS)}{dice.choice([',', ' and', ';', ' of', ' that', ''])} "
    return f"{_name(dice)} {dice.choice(SAID)} " + unit * WORDS


def _nested(dice: random.Random) -> str:
    left, right = dice.choice(PAIRS)
    gap = dice.choice(["", "", " ", f"{_word(dice)} "])
    depth = WORDS // (4 if gap.strip() else 2)
    return (left + gap) * depth + "no" + (gap + right) * depth


def _voices(dice: random.Random) -> str:
    end = dice.choice([". ", ", ", " ", ".\n"])
    parts = (f"{_name(dice)} {dice.choice(SAID)} {dice.choice(NOUNS)}{end}" for _ in range(WORDS))
    return "".join(parts)


def _told(dice: random.Random) -> str:
    who = _name(dice)
    return f"{who} said that " * WORDS


def _listed(dice: random.Random) -> str:
    return ", ".join(_name(dice) if dice.random() < 0.5 else _word(dice) for _ in range(WORDS))


def _labels(dice: random.Random) -> str:
    names = [_word(dice).upper() for _ in range(dice.choice([2, WORDS]))]
    end = dice.choice(["\n", "\n", " "])
    return "".join(
        f"MR. {dice.choice(names)}: {dice.choice(NOUNS)} work{end}" for _ in range(WORDS)
    )


def _unspaced(dice: random.Random) -> str:
    unit = dice.choice([_word(dice), "sanctions,", "sanctions-", "a.b/", "said.", "Ann’s", "…—"])
    return "the envoy " + unit * WORDS


def _repeated(dice: random.Random) -> str:
    return (
        "the envoy "
        + dice.choice(["said ", "Ann ", "A. ", "not ", ", ", "' ", "“x” ", "that ", "? "]) * WORDS
    )


def _quoted(dice: random.Random) -> str:
    left, right = dice.choice(PAIRS)
    unit = f"{left}{dice.choice(NOUNS)}{dice.choice([',', '.', ''])}{right} {_name(dice)} said"
    return (unit + dice.choice([". ", " ", ", ", "\n"])) * WORDS


def _random(dice: random.Random) -> str:
    return " ".join(_word(dice) for _ in range(WORDS))


def _mixed(dice: random.Random) -> str:
    made = [_first(dice.choice(SHAPES[:-1])(dice), WORDS // 8) for _ in range(8)]
    return dice.choice([" ", "\n"]).join(made)


SHAPES: list[Callable[[random.Random], str]] = [
    _clauses, _nested, _voices, _told, _listed, _labels, _unspaced, _repeated, _quoted, _random,
    _mixed,
]  # fmt: skip


def _first(text: str, count: int) -> str:
    """Return the first words and marks of a text."""
    for number, match in enumerate(re.finditer(r"\w+|[^\w\s]", text), start=1):
        if number == count:
            return text[: match.end()]
    return text


def _take(text: str, work: Work, size: int = WORDS, *, enough: float = 0) -> float:
    """Return the CPU seconds that some work takes on the first words of a text.

    The better of two runs, one where it takes no more than `enough`.
    """
    text, times = _first(text, size), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        for less in range(2):  # one character, else the tokenizer remembers
            [article] = articles.read(text[: len(text) - less] + "\n")
            start = time.process_time()
            work(article)
            times.append(time.process_time() - start)
            if times[-1] <= enough:
                break
    return min(times)


def _all_the_way(article: Article) -> object:
    return analysis.tabulate(article, load_codebook())


@pytest.fixture(scope="module")
def prose() -> float:
    """What as many words of prose take in this run."""
    return _take(PROSE * 30, _all_the_way)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_word_costs_what_it_costs_in_prose(seed: int, prose: float) -> None:
    """No shape makes a word cost more than WORST times one of prose."""
    dice = random.Random(seed)
    shape = SHAPES[seed % len(SHAPES)]
    text = shape(dice)
    took = _take(text, _all_the_way, enough=WORST * prose)
    assert took <= WORST * prose, (
        f"{shape.__name__} {seed}: {took / prose:.1f} × prose: {text[:80]!r}"
    )


def test_voices_in_voices(prose: float) -> None:
    """What takes time in squares shows at six times the length, if not before."""
    took = _take("Ann said that " * 6 * WORDS, _all_the_way, 6 * WORDS, enough=WORST * 6 * prose)
    assert took <= WORST * 6 * prose, f"{took / 6 / prose:.1f} × prose"


def test_brackets_in_brackets() -> None:
    """The same for what has no space, in the tokenizer and in what stands around it."""
    usual = 6 * _take(PROSE * 30, documents.parse)
    took = _take("Ann said " + "(" * 6 * WORDS, documents.parse, 6 * WORDS, enough=WORST * usual)
    assert took <= WORST * usual, f"{took / usual:.1f} × prose"


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
    whole = analysis.tabulate(article, load_codebook())
    assert len(whole["positions"]) > 5
    monkeypatch.setattr(network, "AT_ONCE", 128)
    assert analysis.tabulate(article, load_codebook()) == whole


def test_an_article_for_which_memory_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is a failure, with what to do; the others go on."""
    usual = analysis.tabulate

    def fails(article: Article, book: Codebook) -> object:
        if article.doc_id == "large":
            raise MemoryError
        return usual(article, book)

    monkeypatch.setattr(analysis, "tabulate", fails)
    for name in ("large", "small"):
        (tmp_path / f"{name}.txt").write_text(PROSE)
    rows = corpus.analyze_corpus(tmp_path, tmp_path / "out")
    assert (rows["articles"], rows["failures"]) == (1, 1)
    [what] = corpus.storage.read_tables(tmp_path / "out").failures["what"]
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
