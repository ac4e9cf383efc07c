"""Tables on disk: what is written is read back, and nothing of others' is touched."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from rhetoric.errors import OutputError, TableError
from rhetoric.storage import FORMATS, read_tables, write_tables
from rhetoric.tables import SCHEMAS, Tables, frame

ROWS = {
    "articles": [
        {"doc_id": "a", "dek": 'two\r\nlines, "quoted"', "dateline": "NA", "n_chars": 30,
         "sha256": "00"},
    ],
    "attributions": [
        {"attribution_id": "a/a1", "doc_id": "a", "depth": 0, "kind": "direct", "speaker": "null",
         "speaker_how": "name", "named": False, "mention": "she", "mention_start": 3,
         "mention_end": 6, "cue": "said", "cue_spans": [[7, 11]],
         "content_spans": [[0, 2], [12, 20]], "rule": "r", "confidence": 0.5},
        {"attribution_id": "a/a2", "doc_id": "a", "depth": 1, "parent_id": "a/a1",
         "kind": "indirect", "speaker_how": "unresolved", "named": True, "cue_spans": [],
         "content_spans": [[12, 20]], "rule": "r", "confidence": 1},
    ],
    "statements": [
        {"statement_id": "a/s1", "doc_id": "a", "sentence": 1, "depth": 0, "kind": "narration",
         "role": "body", "start": 0, "end": 20, "text": "=2"},
    ],
    "scores": [{"statement_id": "a/s1", "doc_id": "a", "hedges": 0}],
    "positions": [
        {"statement_id": "a/s1", "doc_id": "a", "concept": "c", "axis": -2, "agreement": None,
         "start": 0, "end": 2, "source": "rules"},
    ],
    "evidence": [
        {"statement_id": "a/s1", "doc_id": "a", "score": "agreement", "part": "concept",
         "start": 0, "end": 2, "text": "=2", "entry": "c"},
    ],
}  # fmt: skip


@pytest.fixture
def tables() -> Tables:
    return Tables(**{name: frame(name, ROWS.get(name, [])) for name in SCHEMAS})


@pytest.mark.parametrize("form", FORMATS)
def test_round_trip(tables, tmp_path, form):
    place = write_tables(tables, tmp_path / "new" / "out", form, provenance={"model": "m"})
    assert sorted(p.name for p in place.iterdir()) == sorted(
        [f"{name}.{form}" for name in SCHEMAS] + ["provenance.json"]
    )
    back = read_tables(place)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(back, name), getattr(tables, name))


def test_jsonl_rows(tables, tmp_path):
    place = write_tables(tables, tmp_path / "out", "jsonl")
    rows = [json.loads(line) for line in (place / "attributions.jsonl").open(encoding="utf-8")]
    assert rows[0]["content_spans"] == [[0, 2], [12, 20]]
    assert rows[0]["mention_start"] == 3
    assert (rows[1]["mention"], rows[1]["mention_start"], rows[1]["speaker"]) == (None,) * 3
    assert rows[1]["parent_id"] == "a/a1"


def test_earlier_tables_are_replaced_whole(tables, tmp_path):
    write_tables(tables, tmp_path / "out", "csv", provenance={})
    write_tables(tables, tmp_path / "out", "jsonl")
    assert {p.suffix for p in (tmp_path / "out").iterdir()} == {".jsonl"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]  # nothing left beside it


def test_others_files_are_left_alone(tables, tmp_path):
    (tmp_path / "thesis.doc").write_text("ten years")
    with pytest.raises(TableError, match=r"holds 'thesis\.doc'"):
        write_tables(tables, tmp_path)
    with pytest.raises(TableError, match="is a file"):
        write_tables(tables, tmp_path / "thesis.doc")
    with pytest.raises(TableError, match="unknown format 'xlsx'"):
        write_tables(tables, tmp_path / "out", "xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_nothing_half_written(tables, tmp_path, monkeypatch):
    write_tables(tables, tmp_path / "out", "csv")
    monkeypatch.setattr(pd.DataFrame, "to_parquet", _full)
    with pytest.raises(OutputError, match="No space left"):
        write_tables(tables, tmp_path / "out", "parquet")
    assert {p.suffix for p in (tmp_path / "out").iterdir()} == {".csv"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def _full(*_args, **_options):
    raise OSError(28, "No space left on device")


def test_unreadable_tables(tables, tmp_path):
    with pytest.raises(TableError, match="holds no tables"):
        read_tables(tmp_path)
    place = write_tables(tables, tmp_path / "out", "jsonl")
    (place / "scores.jsonl").write_text("{\n")
    with pytest.raises(TableError, match=r"scores\.jsonl: cannot be read"):
        read_tables(place)
    (place / "scores.jsonl").write_text('{"statement_id": "a", "doc_id": "a", "polarity": 7}\n')
    with pytest.raises(TableError, match="table 'scores'"):
        read_tables(place)


def test_what_is_not_whole_yet_is_passed_over(tables, tmp_path):
    """A run that goes on, or died, has files beside those that are whole."""
    place = write_tables(tables, tmp_path / "out")
    table = place / "articles.parquet"
    part = table.read_bytes()
    table.unlink()
    half = table / ".rhetoric-0a_b1c2d"
    half.mkdir(parents=True)
    (half / "000001.parquet").write_bytes(part[:9])
    (table / "000000.parquet").write_bytes(part)
    assert list(read_tables(place).articles["doc_id"]) == ["a"]
    (place / ".rhetoric-notes").write_text("mine")
    with pytest.raises(TableError, match=r"holds '\.rhetoric-notes'"):
        write_tables(tables, place)


def test_csv_says_that_it_is_utf_8(tmp_path):
    rows = [{"doc_id": "é", "title": "5 €", "n_chars": 1, "sha256": "0"}]
    made = Tables(**{name: frame(name, rows if name == "articles" else []) for name in SCHEMAS})
    place = write_tables(made, tmp_path / "out", "csv")
    raw = (place / "articles.csv").read_bytes()
    assert raw.startswith("\ufeffdoc_id".encode())
    assert read_tables(place).articles.loc[0, ["doc_id", "title"]].tolist() == ["é", "5 €"]
    (place / "articles.csv").write_bytes(raw.removeprefix("\ufeff".encode()))  # edited by hand
    assert read_tables(place).articles.loc[0, "doc_id"] == "é"
