"""What is written can be read: by us unchanged, by pandas and csv, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rhetoric import display, exchange, storage, summaries
from rhetoric.codebook import load_codebook
from rhetoric.csv_files import (
    CONTROLS,
    SHEET,
    TABLE,
    long_fields,
    pictured,
    plain,
    to_csv,
    write_rows,
)
from rhetoric.evaluation import codings
from rhetoric.scoring import training
from rhetoric.tables import SCHEMAS, Tables, frame

BOOK = load_codebook()
CHARACTER = st.one_of(
    st.sampled_from([*"\r\n\0\x1b\t\x85\u2028\ufeff=+-@'\"␀␍␦,;:/%&#<> aA0."]),
    st.characters(exclude_categories=("Cs",)),
)
WORDS = st.text(CHARACTER, max_size=12)
NAME = st.text(CHARACTER, min_size=1, max_size=12)
EDGE = st.sampled_from([*"=+-@'\tA0␀"])  # brat marks no line ends at an edge
SAID = st.tuples(EDGE, WORDS, EDGE).map("".join)
LONG = "x" * 131_073
BOTH_WAYS = [form for form in exchange.FORMATS if form not in ("dna", "sheet")]
Article = tuple[str, str, str, str]  # doc_id, what stands around the statement, its words, speaker
HARD: list[Article] = [
    ("п" * 100, "", "=A", LONG),
    (LONG, LONG, "-A", "Ann:"),
    ("x/agreement/y", "\r\n", "- a\r\nb", " Ann "),
    ("a\r\nT9\tx 0 1\tb", "\r", "'\0A", "Ann\n#1\tId T1\tx"),
]
ARTICLES = st.lists(
    st.tuples(NAME, WORDS, SAID, NAME), min_size=10, max_size=20, unique_by=lambda one: one[0]
)


def made(*articles: Article) -> tuple[Tables, dict[str, str]]:
    """Return tables of articles that have one statement each, and their texts."""
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SCHEMAS}
    texts = {}
    for doc_id, around, words, speaker in articles:
        texts[doc_id] = text = f"{around}{words}{around}"
        start, end = len(around), len(around) + len(words)
        name = {"statement_id": f"{doc_id}/s1/a1", "doc_id": doc_id}
        said = {**name, "start": start, "end": end, "holder": speaker}
        rows["articles"].append(
            {"doc_id": doc_id, "title": around or None, "outlet": speaker, "n_chars": len(text),
             "sha256": hashlib.sha256(text.encode()).hexdigest()}
        )  # fmt: skip
        rows["attributions"].append(
            {"attribution_id": f"{doc_id}/a1", "doc_id": doc_id, "depth": 0, "kind": "direct",
             "speaker": speaker, "speaker_how": "name", "named": True, "mention": words,
             "mention_start": start, "mention_end": end, "cue_spans": [],
             "content_spans": [[start, end]], "rule": "r", "confidence": 0.5}
        )  # fmt: skip
        rows["statements"].append(
            {**said, "sentence": 1, "attribution_id": f"{doc_id}/a1", "depth": 0, "text": words,
             "chain": speaker, "kind": "direct", "role": "body"}
        )  # fmt: skip
        rows["positions"].append(
            {**said, "concept": "aid", "axis": 3, "agreement": -1, "source": "model"}
        )
        rows["scores"].append({**name, "act": "AID", "source": "rules"})
    return Tables(**{name: frame(name, rows[name]) for name in SCHEMAS}), texts


def written(tables: Tables, texts: dict[str, str], folder: Path, form: str) -> Path:
    if form == "sheet":
        drawn = codings.sample(tables, len(texts)).assign(agreement="-1")
        codings.write(drawn, folder / "ann.csv")
        return folder / "ann.csv"
    writes = exchange.FORMATS[form].writes
    place = folder / f"made{writes if writes.startswith('.') else ''}"
    return exchange.write(tables, texts, BOOK, place, form)


def odd_articles(test):
    """Give a test articles whose names and words are hard to write down, a score at a time."""
    few = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    return few(given(articles=ARTICLES)(example(articles=HARD)(test)))


@pytest.mark.parametrize("form", [*BOTH_WAYS, "sheet"])
@odd_articles
def test_what_nobody_touched_comes_back_without_a_correction(form, articles):
    tables, texts = made(*articles)
    with tempfile.TemporaryDirectory() as folder:
        back = exchange.read(written(tables, texts, Path(folder), form), form)
    if form != "sheet":
        ours = exchange.annotations_of(tables, texts)
        assert sorted(back, key=lambda a: a.id) == sorted(ours, key=lambda a: a.id)
    how = exchange.FORMATS[form]
    merged = exchange.merge(
        tables, texts, back, BOOK, coder="ann", whole=how.whole, coded=how.coded
    )
    assert (merged.log, merged.aside, merged.conflicts) == ([], 0, [])
    assert len(merged.confirmed) == (len(texts) if form == "sheet" else 0)


def test_an_emptied_article_whose_name_was_cut_is_known(tmp_path):
    """No id in its file says whose it is."""
    tables, texts = made(("п" * 100, "", "Aid helps.", "Ann"))
    place = written(tables, texts, tmp_path, "brat")
    [marks] = place.glob("*.ann")
    marks.write_bytes(b"")
    merged = exchange.merge(tables, texts, exchange.read(place, "brat"), BOOK, coder="ann")
    assert {row["variable"] for row in merged.log} == {"agreement", "act"}


@pytest.mark.parametrize("form", storage.FORMATS)
@odd_articles
def test_tables_come_back(form, articles):
    tables, _ = made(*articles)
    with tempfile.TemporaryDirectory() as folder:
        place = storage.write_tables(tables, Path(folder) / "out", form, provenance={})
        back = storage.read_tables(place)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(back, name), getattr(tables, name))


@odd_articles
def test_pandas_and_csv_read_the_tables(articles):
    """As docs/tables.md says: cells are undone by `TABLE.read`, nothing else is lost."""
    tables, _ = made(*articles)
    columns = ["doc_id", "text", "holder"]
    with tempfile.TemporaryDirectory() as folder:
        path = storage.write_tables(tables, Path(folder) / "out", "csv") / "statements.csv"
        by_pandas = pd.read_csv(path, dtype=str, keep_default_na=False)[columns].to_numpy().tolist()
        with path.open(encoding="utf-8-sig", newline="") as lines, long_fields():
            by_csv = [[row[name] for name in columns] for row in csv.DictReader(lines)]
    assert by_pandas == by_csv
    assert [[TABLE.read(cell) for cell in row] for row in by_csv] == [
        [doc_id, words, speaker] for doc_id, _, words, speaker in articles
    ]


@given(text=st.text(CHARACTER), cells=st.sampled_from([TABLE, SHEET]))
def test_a_cell_comes_back_and_never_runs(text, cells):
    cell = cells.written(text)
    assert cells.read(cell) == text
    assert cell[:1] not in tuple("=+@\t\r")
    assert not set(cells.lost) & set(cell)
    assert plain(pictured(text)) == text
    assert not set(CONTROLS) & set(pictured(text))


#            what is written    in a table, in a sheet
CELLS = [
    ("=1+1", "'=1+1", "'=1+1"),
    ("+49 30", "'+49 30", "'+49 30"),
    ("- he said", "'- he said", "'- he said"),
    ("@x", "'@x", "'@x"),
    ("\ttab", "'\ttab", "'\ttab"),
    ("\rline", "'\rline", "␍line"),
    ("'=1", "''=1", "''=1"),
    ("'90s", "'90s", "''90s"),
    ("'quoted", "'quoted", "'quoted"),
    ("-1", "-1", "-1"),
    (-0.5, -0.5, -0.5),
    ("2019-02-25", "2019-02-25", "'2019-02-25"),
    ("a\0b", "a␀b", "a␀b"),
    ("a\x1bb\r\nc", "a\x1bb\r\nc", "a␛b␍\nc"),
    ("␀ ␦ ␍", "␦␀ ␦␦ ␦␍", "␦␀ ␦␦ ␦␍"),
]


@pytest.mark.parametrize(("cell", "table", "sheet"), CELLS)
def test_what_a_cell_is_written_as(cell, table, sheet):
    assert (TABLE.written(cell), SHEET.written(cell)) == (table, sheet)


def live(path: Path) -> list[str]:
    """Return the cells of a file that a spreadsheet would run."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    return [c for c in cells if c[:1] in tuple("=+-@\t\r") and not _is_number(c)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _network(tables: Tables, folder: Path) -> None:
    summaries.write_network(summaries.discourse_network(tables), folder / "network.csv")


def _reading(tables: Tables, folder: Path) -> None:
    for name, table in (
        ("plain", tables.statements),
        ("indexed", tables.statements.set_index("text")),
    ):
        (folder / f"{name}.csv").write_bytes(display.table(table).csv.encode())


def _dna(tables: Tables, folder: Path) -> None:
    exchange.write(tables, {"=d": "-=A-"}, BOOK, folder / "dna", "dna")


WRITERS = {
    "tables": lambda tables, folder: storage.write_tables(tables, folder / "out", "csv"),
    "dna": _dna,
    "network": _network,
    "display": _reading,
    "csv": lambda tables, folder: written(tables, {"=d": "-=A-"}, folder, "csv"),
    "sheet": lambda tables, folder: written(tables, {"=d": "-=A-"}, folder, "sheet"),
    "frame": lambda _, folder: (folder / "a.csv").write_text(to_csv(pd.DataFrame({"=a": ["@b"], "n": [-1.5]}))),
}  # fmt: skip


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_no_file_for_people_has_a_live_cell(write, tmp_path, monkeypatch):
    monkeypatch.setenv("RHETORIC_ASSETS", "here")
    tables, _ = made(("=d", "-", "=A", "@Ann"))
    write(tables, tmp_path)
    files = list(tmp_path.rglob("*.csv"))
    assert files
    assert [live(path) for path in files] == [[] for _ in files]


def test_a_guarded_text_keeps_its_offsets_in_dna(tmp_path):
    _dna(made(("=d", "-", "=A", "@Ann"))[0], tmp_path)
    documents, statements = (
        pd.read_csv(tmp_path / "dna" / f"{name}.csv") for name in ("documents", "statements")
    )
    start, stop = statements.loc[0, ["start", "stop"]]
    assert documents.loc[0, "text"][start:stop] == "=A"


def test_the_network_has_its_holder(tmp_path):
    """The test above would pass on a network without one."""
    _network(made(("=d", "-", "=A", "@Ann"))[0], tmp_path)
    assert "'@Ann" in (tmp_path / "network.csv").read_text(encoding="utf-8-sig")


def test_a_guarded_sheet_is_learned_from_as_it_was(tmp_path):
    """An apostrophe that stayed would shift the marked words by one."""
    row = {"doc_id": "=d", "concept": "aid", "text": "- Aid", "concept_start": "2",
           "concept_end": "5", "agreement": "1"}  # fmt: skip
    write_rows(tmp_path / "settled.csv", list(row), [list(row.values())])
    [back] = training.read_coded(tmp_path / "settled.csv", "agreement").to_dict("records")
    assert back["text"][back["concept_start"] : back["concept_end"]] == "Aid"
    assert back["doc_id"] == "=d"


#          what the machine's tables hold      what a spreadsheet saves instead
SPOILT = [
    ("Жанна Ли", "????? ??"),
    (" Ann Lee ", "Ann Lee"),
    ("Ann Lee", " Ann Lee  "),
    ("Ann\rLee", "Ann?Lee"),
]


@pytest.mark.parametrize(("holder", "saved"), SPOILT)
def test_what_a_spreadsheet_spoils_is_no_correction(holder, saved, tmp_path):
    tables, texts = made(("d", "", f"=A{holder.strip()}", holder))
    path = written(tables, texts, tmp_path, "csv")
    head, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    at, words = head.index("holder"), head.index("text")
    for row in rows:
        if row[at]:
            row[at] = saved
        row[words] = f"'=A{saved.strip()}"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    merged = exchange.merge(
        tables, texts, exchange.read(path, "csv"), BOOK, coder="ann", whole=False
    )
    assert (merged.log, merged.aside) == ([], 0)
