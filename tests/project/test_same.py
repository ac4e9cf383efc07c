"""`make same`: what differs between two records is found and said."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from places import ROOT

SCRIPT = ROOT / "benchmarks" / "same.py"
OLD = [
    {"doc_id": "a", "statement_id": "a/s1", "holder": "Ann Lee", "confidence": 0.81},
    {"doc_id": "a", "statement_id": "a/s2", "holder": "Bo Ek", "confidence": 0.6},
    {"doc_id": "b", "statement_id": "b/s1", "holder": None, "confidence": 0.7},
]
NEW = [
    {"doc_id": "a", "statement_id": "a/s1", "holder": "Ann Lee", "confidence": 0.8},
    {"doc_id": "a", "statement_id": "a/s2", "holder": "Bo Ek", "confidence": 0.6},
    {"doc_id": "c", "statement_id": "c/s1", "holder": "Cy Orr", "confidence": 0.7},
]


spec = importlib.util.spec_from_file_location("same", SCRIPT)
assert spec
assert spec.loader
same = importlib.util.module_from_spec(spec)
spec.loader.exec_module(same)


def save(folder: Path, rows: list[Any]) -> Path:
    place = folder / "seed" / "positions.jsonl"
    place.parent.mkdir(parents=True)
    place.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def compared(folder: Path, old: list[Any], new: list[Any]) -> list[str]:
    return list(same.compare(save(folder / "old", old), save(folder / "new", new)))


def test_a_gone_a_new_and_a_changed_row_are_told_apart(tmp_path: Path):
    said = compared(tmp_path, OLD, NEW)
    assert said[0] == "seed/positions: 1 gone, 1 new, 1 changed of 3 rows"
    assert [line.split()[0] for line in said[1:]] == ["gone", "new", "changed"]
    assert "b/s1" in said[1]
    assert "Cy Orr" in said[2]
    assert said[3].endswith("statement_id a/s1, holder Ann Lee: confidence 0.81 → 0.8")


def test_rows_are_the_same_in_their_order_alone(tmp_path: Path):
    assert compared(tmp_path / "same", OLD, OLD) == []
    assert compared(tmp_path / "turned", OLD, OLD[::-1]) == [
        "seed/positions: the same 3 rows in another order"
    ]


def test_a_file_that_one_record_lacks_is_a_difference(tmp_path: Path):
    old = save(tmp_path / "old", OLD)
    assert list(same.compare(old, tmp_path / "new")) == [f"seed/positions.jsonl: only in {old}"]
