"""The table for corrections: its edits are a coder's sheet, and nothing that was edited is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from traitlets import HasTraits

import rhetoric
from rhetoric import editing, exchange, storage
from rhetoric.codebook import load_codebook
from rhetoric.csv_files import read_rows, write_rows
from rhetoric.errors import InputError, TableError
from rhetoric.evaluation import codings
from rhetoric.tables import SCHEMAS

BOOK = rhetoric.load_codebook()
edit = partial(rhetoric.edit, codebook=BOOK)  # which is long to load
TEXT = (
    '"Sanctions will not work," Ann Lee said.\n\n'
    'The bridge is green, Ann Lee said.\n\n"We want talks and reject the ultimatum," Karl Lind said.\n'
)
SANCTIONS, BRIDGE = "text/s1/a1/agreement/sanctions", "text/s2/a2"
TALKS, ULTIMATUM = "text/s3/a3/agreement/dialogue", "text/s3/a3/agreement/ultimatum"
BESIDE = "text/s3/a3/+1"
AGAINST, FOR, NONE = ({"agreement": code} for code in ("-1", "1", "none"))


@pytest.fixture(scope="module")
def analysis(tmp_path_factory) -> rhetoric.Analysis:
    place = tmp_path_factory.mktemp("articles") / "text.txt"
    place.write_text(TEXT, encoding="utf-8")
    return rhetoric.analyze(place)


def edits(*rows: tuple[str, dict[str, str]]) -> list[dict[str, str]]:
    """Return what the browser sends: an edit a field, in order."""
    return [{"row": r, "field": f, "value": v} for r, fields in rows for f, v in fields.items()]


def by_hand(
    analysis: rhetoric.Analysis, place: Path, rows: list[tuple[str, dict[str, str]]]
) -> Path:
    """Fill in a sheet as a coder does: its rows, and one without id for a new position."""
    drawn = codings.sample(analysis, 10**6).astype(object)
    whole = {row["id"]: row for row in drawn.where(drawn.notna(), "").to_dict("records")}
    found = {row["id"]: row["machine_agreement"] for row in whole.values()}
    made: dict[str, dict[str, Any]] = {}
    for name, fields in rows:
        row = whole.get(name) or whole[TALKS] | {
            "id": "",
            "holder": "",
            "concept_start": "",
            "concept_end": "",
        }
        made[name] = made.get(name, row | {"agreement": found.get(name, "")}) | fields
        if not fields.keys() - {"note"}:
            made[name]["agreement"] = ""
    write_rows(place, codings.SHEET, ([row[c] for c in codings.SHEET] for row in made.values()))
    return place


#      what is tried, the edits, which corrections they are
SAME: list[tuple[str, list[tuple[str, dict[str, str]]], list[str | None]]] = [
    ("nothing", [], []),
    ("another side", [(SANCTIONS, FOR)], ["Ann Lee for sanctions"]),
    ("no position", [(SANCTIONS, NONE)], [None]),
    ("another holder", [(TALKS, {"holder": "Ann Lee"})], ["Ann Lee for dialogue"]),
    ("no holder", [(TALKS, {"holder": ""})], ["? for dialogue"]),
    ("another concept", [(SANCTIONS, {"concept": "aid"})], ["Ann Lee against aid"]),
    ("a note alone", [(SANCTIONS, {"note": "unsure"})], []),
    ("two edits of one row", [(SANCTIONS, FOR), (SANCTIONS, {"holder": "Kim"})], ["Kim for sanctions"]),
    ("there and back", [(SANCTIONS, FOR), (SANCTIONS, AGAINST)], []),
    ("two rows", [(TALKS, NONE), (ULTIMATUM, FOR)], [None, "Karl Lind for ultimatum"]),
    ("new where nothing was", [(BRIDGE, {"concept": "aid"} | FOR)], ["Ann Lee for aid"]),
    ("new beside others", [(BESIDE, {"concept": "aid"} | FOR)], ["Karl Lind for aid"]),
    ("new, of another", [(BESIDE, {"concept": "aid"} | FOR | {"holder": "Kim"})], ["Kim for aid"]),
    ("new without a code", [(BESIDE, {"concept": "aid"})], []),
    ("new and taken away", [(BESIDE, {"concept": "aid"} | NONE)], []),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "now"), [one[1:] for one in SAME], ids=[one[0] for one in SAME])
def test_edits_are_what_a_sheet_filled_in_by_hand_is(analysis, tmp_path, rows, now):
    table = edit(analysis, tmp_path / "ann.csv", coder="ann")
    for end in range(1, len(edits(*rows)) + 1):
        table.edits = edits(*rows)[:end]
    mine, log = table.corrected(), table.corrections().to_dict("records")
    assert [row["now"] for row in log] == now
    for place in [by_hand(analysis, tmp_path / "hand.csv", rows), tmp_path / "ann.csv"][
        : 1 + bool(rows)
    ]:
        made = exchange.merge(
            analysis, analysis.texts, exchange.read(place, "sheet"), BOOK, coder="ann", whole=False,
            coded=True,
        )  # fmt: skip
        for name in SCHEMAS:
            pd.testing.assert_frame_equal(getattr(made.tables, name), getattr(mine, name))
        of_file = ("place", "mark") if place.stem == "hand" else ()
        assert without(made.log, of_file) == without(log, of_file)
        assert len(made.confirmed) == len(mine.provenance["confirmed"])


def without(log: list[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k not in names} for row in log]


def test_the_provenance_is_that_of_import(analysis, tmp_path):
    storage.write_tables(analysis, tmp_path / "tables", provenance=analysis.provenance)
    table = edit(analysis, tmp_path / "ann.csv", coder="ann")
    table.edits = edits((SANCTIONS, FOR), (TALKS, FOR), (BESIDE, {"concept": "aid"} | NONE))
    exchange.merge_into(
        tmp_path / "imported", tmp_path / "tables", analysis, analysis.texts,
        exchange.read(tmp_path / "ann.csv", "sheet"), codebook=BOOK, file=tmp_path / "ann.csv",
        form="sheet", coder="ann",
    )  # fmt: skip
    table.corrected().write(tmp_path / "written")
    one, other = (storage.read_provenance(tmp_path / name) for name in ("imported", "written"))
    assert {k: without(one.pop(k), ("when",)) for k in storage.LOGS} == {
        k: without(other.pop(k), ("when",)) for k in storage.LOGS
    }
    assert one == other


#      edits, what the error says
REFUSED = [
    ([{"row": "text/s9", "field": "note", "value": ""}], "edit 1: there is no row 'text/s9'"),
    ([{"row": "text/s3/a3/+x", "field": "concept", "value": "aid"}], "there is no row"),
    (edits((SANCTIONS, FOR), (SANCTIONS, {"mood": "1"})), "edit 2: there is no field 'mood'"),
    (edits((SANCTIONS, {"agreement": "2"})), "'2' is no code; allowed are -1"),
    (edits((SANCTIONS, {"concept": "<b>"})), "'<b>' is no concept of the codebook; allowed are "),
    (edits((BESIDE, FOR)), "a new position has no agreement before its concept"),
    (edits((BESIDE, {"concept": "dialogue"})), "has a position on 'dialogue' already, of 'Karl Lind'"),
    (edits((TALKS, {"concept": "ultimatum"})), "has a position on 'ultimatum' already"),
    (edits((TALKS, {"concept": "aid"}), (BESIDE, {"concept": "dialogue"})), "already"),
    (edits((SANCTIONS, {"holder": "\ud83d"})), "its value is no text"),
    ([{"row": SANCTIONS, "field": "note", "value": 1}], "its value is no text"),
    ([{"row": SANCTIONS}], "its field is no text"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "says"), REFUSED, ids=[one[1] for one in REFUSED])
def test_what_cannot_be_is_taken_back(analysis, tmp_path, bad, says):
    table = edit(analysis, tmp_path / "ann.csv")
    good = edits((ULTIMATUM, FOR))
    table.edits = good
    before = (tmp_path / "ann.csv").read_bytes()
    with pytest.raises(InputError, match=re.escape(says)):
        table.edits = bad
    assert table.edits == good, "the browser gets back what stands"
    assert table.kept["edits"] == 1
    assert table.kept["bad"]
    assert says in table.kept["said"]
    assert (tmp_path / "ann.csv").read_bytes() == before


HOSTILE = [
    "=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "\u202eeel nnA", "a\r\nb", "'", "007", "1/2",
    "\x00\x1b[31m", "␀", '";,\t', "😀 e\u0301", " spaces ", "x" * 40_000, "NaN", "none",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_any_text_is_kept_in_the_file_and_comes_back(analysis, tmp_path, text):
    table = edit(analysis, tmp_path / "ann.csv")
    table.edits = edits((SANCTIONS, {"holder": text, "note": text}))
    again = edit(analysis, tmp_path / "ann.csv")
    [shown] = [row for row in again.shown["rows"] if row["id"] == SANCTIONS]
    assert (shown["holder"], shown["note"]) == (text, text)
    assert list(again.corrections()["now"]) == list(table.corrections()["now"])


def test_the_file_keeps_every_edit_and_opens_again(analysis, tmp_path):
    place = tmp_path / "ann.csv"
    table = edit(analysis, place)
    assert not place.exists()
    done = edits(
        (SANCTIONS, FOR), (TALKS, {"note": "look"}), (BESIDE, {"concept": "aid"} | AGAINST)
    )
    table.edits = done[:2]
    table.edits = done
    again = edit(analysis, place)
    assert [row["id"] for row in again.shown["rows"]] == [SANCTIONS, TALKS, ULTIMATUM, BESIDE]
    assert again.corrections().drop(columns="mark").equals(table.corrections().drop(columns="mark"))
    again.edits = again.edits[:-1]
    assert list(again.corrections()["now"]) == ["Ann Lee for sanctions"], "the last is undone"
    with pytest.raises(InputError, match="something else has changed it; open it again"):
        table.edits = done[:1]
    assert "NOT SAVED" in table.kept["said"]
    assert edit(analysis, place).edits == again.edits, "the later one's work stands"


def test_save_keeps_what_is_to_come_and_takes_no_place(analysis, tmp_path):
    table = edit(analysis)
    table.edits = edits((SANCTIONS, FOR))
    assert "Not saved in a file" in table.kept["said"]
    (tmp_path / "taken.csv").write_text("mine")
    with pytest.raises(InputError, match=r"taken\.csv: is there already"):
        table.save(tmp_path / "taken.csv")
    assert table.save(tmp_path / "ann.csv") == tmp_path / "ann.csv"
    table.edits = edits((SANCTIONS, NONE))
    assert list(edit(analysis, tmp_path / "ann.csv").corrections()["now"]) == [None]


def test_a_file_of_other_tables_is_refused(analysis, tmp_path):
    table = edit(analysis, tmp_path / "ann.csv")
    table.edits = edits((SANCTIONS, FOR))
    [(_, row)] = read_rows(tmp_path / "ann.csv")
    for column, value, says in (
        ("id", "text/s8/a1/agreement/sanctions", "row 2: there is no row 'text/s8"),
        ("text", "Pressure will not work", "row 2: row '.*' has other words in these tables"),
        ("concept_start", "3", "row 2: row '.*' has other words in these tables"),
        ("concept", "mood", "row 2: .*'mood' is no concept"),
        ("agreement", "7", "row 2: .*'7' is no code"),
    ):
        write_rows(tmp_path / "other.csv", list(row), [(row | {column: value}).values()])
        with pytest.raises(InputError, match=says):
            edit(analysis, tmp_path / "other.csv")
    blank = by_hand(analysis, tmp_path / "blank.csv", [(SANCTIONS, {"agreement": ""})])
    with pytest.raises(InputError, match=r"blank\.csv, row 2: a row is not coded"):
        edit(analysis, blank)


def test_tables_need_their_texts_and_their_codebook(analysis, tmp_path):
    storage.write_tables(analysis, tmp_path / "tables")
    read = storage.read_tables(tmp_path / "tables")
    with pytest.raises(TableError, match="its text is missing"):
        edit(read)
    shipped = load_codebook()
    book = replace(shipped, concepts={"dialogue": shipped.concepts["dialogue"]})
    with pytest.raises(InputError, match="concepts that are not in the codebook: 'sanctions'"):
        edit(analysis, codebook=book)
    table = edit(read, texts=analysis.texts)
    table.edits = edits((SANCTIONS, FOR))
    assert list(table.corrected().positions["source"]).count("coder") == 1


def test_a_page_is_sent_and_no_more(analysis, monkeypatch):
    monkeypatch.setattr(editing, "PAGE", 2)
    table = edit(analysis)
    views: dict[tuple[str, str, Any], tuple[list[str], int]] = {
        ("positions", "", 0): ([SANCTIONS, TALKS], 3),
        ("positions", "", 1): ([ULTIMATUM], 3),
        ("positions", "", 99): ([ULTIMATUM], 3),
        ("positions", "", "<b>"): ([SANCTIONS, TALKS], 3),
        ("positions", "LIND talks", 0): ([TALKS, ULTIMATUM], 2),
        ("positions", "lind dialogue", 0): ([TALKS], 1),
        ("positions", "(", 0): ([], 0),
        ("edited", "", 0): ([], 0),
        ("every", "", 0): ([SANCTIONS, "text/s1/a1/+1"], 6),
        ("every", "bridge", 0): ([BRIDGE], 1),
    }
    for (show, find, page), (names, total) in views.items():
        table.view = {"show": show, "find": find, "page": page}
        assert [row["id"] for row in table.shown["rows"]] == names, (show, find, page)
        assert table.shown["total"] == total
    table.view = {}
    assert table.shown["total"] == 3


def test_of_two_statements_of_the_same_words_the_first_takes_what_is_new(analysis):
    """`import` puts a new row into the innermost statement around its words."""
    said = analysis.statements[analysis.statements["statement_id"] == BRIDGE]
    twin = said.assign(statement_id=f"{BRIDGE}9", holder="Karl Lind")
    scores = analysis.scores[analysis.scores["statement_id"] == BRIDGE]
    two = replace(
        analysis,
        statements=pd.concat([analysis.statements, twin]),
        scores=pd.concat([analysis.scores, scores.assign(statement_id=f"{BRIDGE}9")]),
    )
    table = edit(two)
    for name in (f"{BRIDGE}9", f"{BRIDGE}9/+1"):
        with pytest.raises(InputError, match="there is no row"):
            table.edits = edits((name, {"concept": "aid"}))
    table.view = {"show": "every", "find": "bridge"}
    assert [row["id"] for row in table.shown["rows"]] == [BRIDGE]


def test_the_words_are_marked_in_their_line(analysis):
    shown = {row["id"]: row for row in edit(analysis).shown["rows"]}
    row = shown[ULTIMATUM]
    assert row["words"] in "the ultimatum"
    assert f"{row['before']}{row['words']}{row['after']}" in TEXT.splitlines()


def test_without_anywidget_it_is_said_what_to_install(analysis, monkeypatch):
    monkeypatch.setattr(editing, "AnyWidget", HasTraits)  # as where it cannot be imported
    with pytest.raises(
        InputError, match="anywidget, which is not installed: pip install anywidget"
    ):
        edit(analysis)


def test_nothing_else_needs_anywidget():
    root = Path(rhetoric.__file__).parent
    users = {
        p.name
        for p in root.rglob("*.py")
        if re.search(r"^\s*(?:import|from) anywidget", p.read_text("utf-8"), re.M)
    }
    assert users == {"editing.py"}
    assert issubclass(editing.Editor, HasTraits)


def test_no_text_becomes_html():
    script = (Path(rhetoric.__file__).parent / "templates/edit/table.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script)
