"""Coders one after the other: nobody's work is lost, and where two contradict each other none wins."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from rhetoric import exchange, storage, summaries
from rhetoric.cli import main
from rhetoric.codebook import load_codebook
from rhetoric.errors import TableError
from rhetoric.exchange import merging
from rhetoric.exchange.annotations import Annotation
from rhetoric.tables import SCHEMAS, Tables, frame

BOOK = load_codebook()
TEXT = "Aid and sanctions fail, said Lee."
NAME = {"statement_id": "d/s1/a1", "doc_id": "d"}
SPAN = {**NAME, "start": 0, "end": 22}
ROWS = {
    "articles": [
        {"doc_id": "d", "n_chars": len(TEXT), "sha256": hashlib.sha256(TEXT.encode()).hexdigest()},
    ],
    "statements": [
        {**SPAN, "sentence": 1, "depth": 0, "holder": "Lee", "chain": "Lee", "kind": "indirect",
         "role": "body", "text": TEXT[:22]},
    ],
    "positions": [
        {**SPAN, "end": 3, "holder": "Lee", "concept": "aid", "axis": 3, "agreement": -1,
         "confidence": 0.9, "source": "model"},
        {**SPAN, "start": 8, "end": 17, "holder": "Kim", "concept": "sanctions", "axis": -2,
         "agreement": 1, "confidence": 0.9, "source": "model"},
    ],
    "scores": [{**NAME, "act": "AID", "source": "rules"}],
}  # fmt: skip
AID, SANCTIONS = "d/s1/a1/agreement/aid", "d/s1/a1/agreement/sanctions"
ACT, SAID = "d/s1/a1/act", "d/s1/a1"
MACHINE = {"aid": ("Lee", -1, "model"), "sanctions": ("Kim", 1, "model")}
Edit = dict[str, dict[str, str] | None]  # by id, what a coder changes; None: nothing


@cache
def machine() -> Tables:
    return Tables(**{name: frame(name, ROWS.get(name, [])) for name in SCHEMAS})


def rows(edit: Edit, coder: str) -> list[Annotation]:
    """Return the rows of a coder's file that an edit is about; an id of '+…' is a new row."""
    base = {a.id: a for a in exchange.annotations_of(machine(), {"d": TEXT})}
    new = replace(base[AID], id="", label="dialogue")
    return [
        replace(base.get(name, new), place=f"{coder}.csv, row {n}", **(change or {}))
        for n, (name, change) in enumerate(edit.items(), start=2)
    ]


def merged(*files: tuple[str, Edit], coded: str = "", settle: str = "") -> list[exchange.Merged]:
    """Merge coders' files one after the other; `coded` and `settle` name whose are so."""
    made: list[exchange.Merged] = []
    log: list[dict[str, object]] = []
    for coder, edit in files:
        options = {"coded": coder in coded.split(), "settle": coder == settle}
        made.append(
            exchange.merge(
                machine(), {"d": TEXT}, rows(edit, coder), BOOK, coder=coder, earlier=log,
                whole=False, **options,
            )
        )  # fmt: skip
        log = json.loads(json.dumps([*log, *made[-1].log, *made[-1].confirmed], default=str))
    return made


def held(tables: Tables) -> dict[str, tuple[str, int, str]]:
    """Return holder, agreement and source by concept; a second holder's by 'concept 2'."""
    made: dict[str, tuple[str, int, str]] = {}
    for row in tables.positions.sort_values("holder").to_dict("records"):
        key = f"{row['concept']} 2" if row["concept"] in made else row["concept"]
        made[key] = (row["holder"], row["agreement"], row["source"])
    return made


FOR, NEUTRAL, GONE = {"value": "for"}, {"value": "neutral"}, {"value": "none"}
NEW = {"value": "for"}
#    what is tried, ann's file, ben's file, what then differs from the machine's, conflicts
CODERS: list[tuple[str, Edit, Edit, dict[str, tuple[str, int, str] | None], int]] = [
    ("other rows", {AID: FOR}, {SANCTIONS: NEUTRAL},
     {"aid": ("Lee", 1, "coder"), "sanctions": ("Kim", 0, "coder")}, 0),
    ("of one mind", {AID: FOR}, {AID: FOR}, {"aid": ("Lee", 1, "coder")}, 0),
    ("both take it away", {AID: GONE}, {AID: GONE}, {"aid": None}, 0),
    ("two sides", {AID: FOR}, {AID: NEUTRAL}, {}, 1),
    ("gone or changed", {AID: GONE}, {AID: FOR}, {}, 1),
    ("two holders", {AID: {"holder": "Kim"}}, {AID: {"holder": "Sun"}}, {}, 1),
    ("one conflict of two rows", {AID: FOR, SANCTIONS: GONE}, {AID: NEUTRAL}, {"sanctions": None}, 1),
    ("the same is new", {"+": NEW}, {"+": NEW}, {"dialogue": ("Lee", 1, "coder")}, 0),
    ("two sides of what is new", {"+": NEW}, {"+": NEUTRAL}, {}, 1),
    ("new by two holders", {"+": NEW}, {"+": NEW | {"holder": "Sun"}}, {"dialogue": ("Lee", 1, "coder"), "dialogue 2": ("Sun", 1, "coder")}, 0),
    ("new, and moved there", {"+": NEW}, {AID: {"label": "dialogue"}}, {}, 2),
    ("whose the statement is", {SAID: {"holder": "Sun"}}, {SANCTIONS: GONE},
     {"aid": ("Sun", -1, "coder"), "sanctions": None}, 0),
    ("a statement's holder, a position's side", {SAID: {"holder": "Sun"}}, {AID: FOR}, {}, 2),
    ("two acts", {ACT: {"label": "COOPERATE"}}, {ACT: {"label": "THREATEN"}}, {}, 1),
]  # fmt: skip


@pytest.mark.parametrize("first", ["ann", "ben"])
@pytest.mark.parametrize(
    ("ann", "ben", "differs", "conflicts"), [c[1:] for c in CODERS], ids=[c[0] for c in CODERS]
)
def test_two_coders_in_one_folder(ann, ben, differs, conflicts, first):
    files = sorted([("ann", ann), ("ben", ben)], key=lambda one: one[0] != first)
    one, both = merged(*files)
    now = {name: row for name, row in (MACHINE | differs).items() if row}
    assert held(both.tables) == now
    assert len(both.conflicts) == conflicts
    assert [row["coder"] for row in one.log + both.log] == [
        coder for coder, edit in files for _ in edit
    ], "everyone's corrections are in the log"
    assert both.tables.scores.loc[0, "act"] == "AID"
    assert all(
        row["machine"] is None or row["machine"].get("source") != "coder" for row in both.log
    )


@pytest.mark.parametrize("edit", [{AID: FOR}, {SAID: {"holder": "Sun"}}, {"+": NEW}])
def test_what_a_person_says_has_no_confidence_and_outlives_every_cut(edit):
    [made] = merged(("ann", edit))
    kept = summaries.surer(made.tables, 0.99).positions
    assert set(kept["source"]) == {"coder"}
    assert kept["confidence"].isna().all()


@pytest.mark.parametrize("first", ["ann", "ben"])
def test_who_agrees_with_the_machine_contradicts_who_does_not(first):
    """A sheet's rows are codes, those that say what the machine says, too."""
    files = sorted([("ann", {AID: FOR}), ("ben", {AID: None})], key=lambda one: one[0] != first)
    *_, both = merged(*files, coded="ann ben")
    assert held(both.tables) == MACHINE
    [row] = both.conflicts
    assert row["id"] == AID
    assert "ann: Lee for aid (ann.csv, row 2)" in row["coders"]
    assert "ben: Lee against aid (ben.csv, row 2)" in row["coders"]
    *_, silent = merged(*files)
    assert held(silent.tables)["aid"] == ("Lee", 1, "coder"), (
        "an untouched row of an export says nothing"
    )


#      ann's file, ben's file, what settles, what then differs from the machine's
SETTLED: list[tuple[Edit, Edit, Edit, dict[str, tuple[str, int, str] | None]]] = [
    ({AID: FOR}, {AID: NEUTRAL}, {AID: FOR}, {"aid": ("Lee", 1, "coder")}),
    ({AID: FOR}, {AID: NEUTRAL}, {AID: None}, {}),
    ({AID: FOR}, {AID: NEUTRAL}, {AID: GONE}, {"aid": None}),
    ({"+": NEW}, {"+": NEUTRAL}, {"+": NEUTRAL}, {"dialogue": ("Lee", 0, "coder")}),
    ({"+": NEW}, {"+": NEUTRAL}, {"+": GONE}, {}),
    ({SAID: {"holder": "Sun"}}, {AID: FOR}, {SAID: {"holder": "Sun"}, AID: FOR}, {"aid": ("Sun", 1, "coder")}),
]  # fmt: skip


@pytest.mark.parametrize(("ann", "ben", "both", "differs"), SETTLED)
def test_a_conflict_is_settled(ann, ben, both, differs):
    *_, made = merged(("ann", ann), ("ben", ben), ("both", both), settle="both")
    assert held(made.tables) == {name: row for name, row in (MACHINE | differs).items() if row}
    assert made.conflicts == []
    *_, later = merged(
        ("ann", {AID: FOR}), ("ben", {AID: NEUTRAL}), ("both", {AID: FOR}), ("cy", {AID: GONE}),
        settle="both",
    )  # fmt: skip
    assert len(later.conflicts) == 1, "nobody overrules silently what was settled"


def test_one_coder_does_not_contradict_herself():
    again, same = merged(("ann", {AID: FOR}), ("ann", {AID: FOR}))
    assert (len(again.log), same.log, held(same.tables)["aid"][1]) == (1, [], 1)
    message = r"ann\.csv, row 2: nothing was merged: ann has coded this as 'Lee for aid' before"
    with pytest.raises(TableError, match=message):
        merged(("ann", {AID: FOR}), ("ann", {AID: NEUTRAL}))


def test_what_was_coded_over_other_tables_is_refused():
    [made] = merged(("ann", {AID: FOR}))
    log = [{**made.log[0], "id": "d/s9/agreement/aid"}]
    with pytest.raises(TableError, match="are of other tables"):
        exchange.merge(machine(), {"d": TEXT}, [], BOOK, coder="ben", earlier=log)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    noted = {"inputs": {"d": "…"}, "rows": {"positions": 2, "scores": 1}}
    storage.write_tables(machine(), "tables", "csv", provenance=noted)
    Path("articles.jsonl").write_text(json.dumps({"doc_id": "d", "text": TEXT}), encoding="utf-8")
    return tmp_path


def saved(name: str, edit: Edit) -> None:
    from rhetoric.csv_files import write_rows
    from rhetoric.exchange.annotations import COLUMNS

    cells = [[getattr(a, column) for column in COLUMNS] for a in rows(edit, name)]
    write_rows(Path(f"{name}.csv"), COLUMNS, cells)


def import_(name: str, *options: str, code: int = 0) -> str:
    parts = [f"{name}.csv", "--tables", "tables", "--articles", "articles.jsonl", "--format", "csv"]
    done = CliRunner().invoke(
        main, ["import", *parts, "--coder", name, "--out", "corrected", *options]
    )
    assert done.exit_code == code, done.output
    return done.output


def test_from_two_files_to_a_settled_folder(folder):
    for name, edit in (("ann", {AID: FOR}), ("ben", {AID: NEUTRAL, SANCTIONS: GONE})):
        saved(name, edit)
    assert "People coded 1 of 2 positions and 0 of 1 statement." in import_("ann")
    said = import_("ben", "--conflicts", "both.csv")
    assert (
        "People coded 0 of 1 position and 0 of 1 statement; they took 1 other position away."
        in said
    )
    assert "coders contradict each other on 1: " in said
    noted = json.loads(Path("corrected/provenance.json").read_text(encoding="utf-8"))
    assert [(row["coder"], row["file"], row["number"]) for row in noted["corrections"]] == [
        ("ann", "ann.csv", 1), ("ben", "ben.csv", 2), ("ben", "ben.csv", 2),
    ]  # fmt: skip
    assert all(row["when"] for row in noted["corrections"])
    assert noted["rows"] == {"positions": 1, "scores": 1}
    assert [row["id"] for row in noted["conflicts"]] == [AID]
    with open("both.csv", encoding="utf-8-sig", newline="") as lines:
        head, row = csv.reader(lines)
    row[head.index("value")] = "for"
    with open("both.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([head, row])
    said = import_("both", "--settle")
    assert "contradict" not in said
    assert held(storage.read_tables("corrected")) == {"aid": ("Lee", 1, "coder")}
    assert (
        json.loads(Path("corrected/provenance.json").read_text(encoding="utf-8"))["conflicts"] == []
    )


def test_a_folder_of_other_tables_is_not_written_over(folder):
    saved("ann", {AID: FOR})
    storage.write_tables(machine(), "corrected", "csv", provenance={"inputs": {"d": "another"}})
    before = Path("corrected/positions.csv").read_bytes()
    said = import_("ann", code=2)
    assert "corrected: holds tables that are no corrections of tables" in said
    assert Path("corrected/positions.csv").read_bytes() == before


def test_what_coders_corrected_is_not_written_over(folder):
    saved("ann", {AID: FOR})
    import_("ann")
    with pytest.raises(TableError, match="holds what coders corrected"):
        storage.write_tables(machine(), "corrected", "csv")
    assert held(storage.read_tables("corrected"))["aid"] == ("Lee", 1, "coder")


def test_of_two_imports_at_once_none_is_lost(folder, monkeypatch):
    for coder, edit in ("ann", {AID: FOR}), ("ben", {SANCTIONS: NEUTRAL}), ("eva", {ACT: GONE}):
        saved(coder, edit)
    import_("ann")
    merge = merging.merge

    def late(*given, **named):
        monkeypatch.setattr(merging, "merge", merge)
        import_("eva")
        return merge(*given, **named)

    monkeypatch.setattr(merging, "merge", late)
    assert "give the same command again" in import_("ben", code=2)
    import_("ben")
    noted = json.loads(Path("corrected/provenance.json").read_text(encoding="utf-8"))
    assert [row["coder"] for row in noted["corrections"]] == ["ann", "eva", "ben"]


def test_an_article_that_failed_holds_up_no_import(folder):
    """A corpus goes on without it; so do its coders."""
    saved("ann", {AID: FOR})
    with open("articles.jsonl", "a", encoding="utf-8") as out:
        out.write('\n{"doc_id": "e", "text": "a\\u0000b"}\n')
    assert "1 corrections by ann" in import_("ann")


def test_a_file_of_conflicts_is_not_written_over(folder):
    saved("ann", {AID: FOR})
    Path("both.csv").write_text("settled by hand", encoding="utf-8")
    assert "both.csv: is there already" in import_("ann", "--conflicts", "both.csv", code=2)
    assert not Path("corrected").exists()
