"""Annotations to the coders' tools and back: nothing is lost, and nothing wrong is merged."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rhetoric
from places import ROOT, SHARED
from rhetoric import csv_files, exchange, figures, gold_standard
from rhetoric.codebook import load_codebook
from rhetoric.errors import InputError, TableError
from rhetoric.evaluation import codings
from rhetoric.exchange.annotations import Annotation, Export
from rhetoric.summaries import position_map
from rhetoric.tables import SCHEMAS, frame

SEED = ROOT / "data" / "articles"
SPEECHES = SHARED / "corpora" / "ungd_2015-2019.jsonl.gz"
BOTH_WAYS = [form for form in exchange.FORMATS if form not in ("dna", "sheet")]
BOOK = load_codebook()
ODD = (
    'GRAZ, May 3. /X/. 😀 "Sanctions 😀 will\u2028 not\x0c work,\r\nnor e\u0301 will\x85 \tpressure" the '
    'envoy said 𝔘.\r\n\r\nThe U.S. rejected talks; Ann Lee said: "=Sanctions, “;fail”."\n'
)


def speeches() -> pd.DataFrame:
    if not SPEECHES.exists():
        pytest.skip(f"the corpus of speeches is not there: {SPEECHES.name}")
    with gzip.open(SPEECHES, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(50), strict=False)]
    return pd.DataFrame({"doc_id": r["doc_id"], "text": r["text"][:1500]} for r in rows)


@pytest.fixture(scope="module")
def analyses() -> dict[str, rhetoric.Analysis]:
    return {}


def analysis(analyses: dict[str, rhetoric.Analysis], name: str) -> rhetoric.Analysis:
    if name not in analyses:
        sources = {"seed": lambda: SEED, "odd": lambda: ODD, "speeches": speeches}
        analyses[name] = rhetoric.analyze(sources[name]())
    return analyses[name]


@pytest.fixture(scope="module")
def seed_analysis(analyses) -> rhetoric.Analysis:
    return analysis(analyses, "seed")


def place_of(folder: Path, form: str) -> Path:
    writes = exchange.FORMATS[form].writes
    return folder / ("made" + (writes if writes.startswith(".") else ""))


def merge(made: rhetoric.Analysis, rows: list[Annotation], **options: bool) -> exchange.Merged:
    return exchange.merge(made, made.texts, rows, BOOK, coder="ann", **options)


@pytest.mark.parametrize("name", ["seed", "odd", "speeches"])
@pytest.mark.parametrize("form", BOTH_WAYS)
def test_an_untouched_export_comes_back_the_same(analyses, name, form, tmp_path):
    made = analysis(analyses, name)
    out = exchange.write(made, made.texts, BOOK, place_of(tmp_path, form), form)
    back = exchange.read(out, form)
    assert sorted(back, key=lambda a: a.id) == sorted(
        exchange.annotations_of(made, made.texts), key=lambda a: a.id
    )
    merged = merge(made, back)
    assert (merged.log, merged.aside) == ([], 0)
    for table in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(merged.tables, table), getattr(made, table))


ARTICLE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1)


@pytest.mark.parametrize("form", BOTH_WAYS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=ARTICLE, data=st.data())
def test_any_text_and_any_span_survive(form, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if form == "brat" and not text[start:end].strip("\r\n"):
        return  # brat has no marks on line ends alone
    if form == "brat":  # nor at the edges of one
        while text[start] in "\r\n":
            start += 1
        while text[end - 1] in "\r\n":
            end -= 1
    row = Annotation(
        "d/s1/agreement/aid",
        "d",
        "agreement",
        "aid",
        "for",
        "Ann O'Hé",
        start,
        end,
        text[start:end],
    )
    with tempfile.TemporaryDirectory() as folder:
        place = place_of(Path(folder), form)
        write = exchange._verb("write", form)
        write(place, Export([row], {"d": text}, ["agreement:aid"], {"d": ""}))
        assert exchange.read(place, form) == [row]


def test_brat_is_gold_for_evaluation_too(seed_analysis, tmp_path):
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "b", "brat")
    [gold] = gold_standard.read(out)
    assert len(gold.marked) == len(seed_analysis.attributions)


def test_inception_xmi_is_read_as_well(seed_analysis, tmp_path):
    cassis = pytest.importorskip("cassis")
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "i", "inception")
    [path] = out.glob("*.json")
    before = exchange.read(out, "inception")
    with path.open("rb") as file:
        cassis.load_cas_from_json(file).to_xmi(path.with_suffix(".xmi"))
    path.unlink()
    assert exchange.read(out, "inception") == before


def test_web_annotations_have_what_the_standard_asks(seed_analysis, tmp_path):
    """Web Annotation Data Model (W3C 2017), sections 3.1, 3.2, 4.2.4 and 4.2.6."""
    out = exchange.write(
        seed_analysis, seed_analysis.texts, BOOK, tmp_path / "a.jsonld", "web-annotation"
    )
    page = json.loads(out.read_text(encoding="utf-8"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    [text] = seed_analysis.texts.values()
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["id"].startswith("urn:")
        quote, position = item["target"]["selector"]
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        assert all(body["type"] == "TextualBody" and body["purpose"] for body in item["body"])


def test_the_label_studio_configuration_has_every_label(seed_analysis, tmp_path):
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "l", "label-studio")
    config = (out / "config.xml").read_text(encoding="utf-8")
    [task] = json.loads((out / "tasks.json").read_text(encoding="utf-8"))
    for part in task["annotations"][0]["result"]:
        for label in part["value"].get("labels", []):
            assert f'<Label value="{label}"/>' in config


def test_a_region_that_moved_is_no_silent_change(seed_analysis, tmp_path):
    """Label Studio's regions have words of their own: offsets that hold others are refused."""
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "l", "label-studio")
    tasks = json.loads((out / "tasks.json").read_text(encoding="utf-8"))
    part = next(p for p in tasks[0]["annotations"][0]["result"] if p["type"] == "labels")
    part["value"]["start"] += 3
    part["value"]["end"] += 3
    (out / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    edited = exchange.read(out, "label-studio")
    with pytest.raises(TableError, match="the row quotes"):
        merge(seed_analysis, edited)


def _changed(line: str, **fields: object) -> str:
    return json.dumps({**json.loads(line), **fields}) + "\n"


def _without_regions(text: str) -> str:
    return json.dumps([task | {"annotations": [{"result": []}]} for task in json.loads(text)])


def _without_marks(text: str) -> str:
    cas = json.loads(text)
    kept = [f for f in cas["%FEATURE_STRUCTURES"] if "Rhetoric" not in f["%TYPE"]]
    ids = [f["%ID"] for f in kept]
    for view in cas["%VIEWS"].values():
        view["%MEMBERS"] = [i for i in view["%MEMBERS"] if i in ids]
    return json.dumps(cas | {"%FEATURE_STRUCTURES": kept})


EMPTIES = {
    "brat": ("*.ann", lambda _: ""),
    "doccano": ("*.jsonl", lambda text: _changed(text, entities=[])),
    "label-studio": ("tasks.json", _without_regions),
    "inception": ("*.json", _without_marks),
}


@pytest.mark.parametrize("form", EMPTIES)
def test_an_article_that_was_emptied_is_a_deletion_and_one_that_is_missing_none(
    seed_analysis, form, tmp_path
):
    if form == "inception":
        pytest.importorskip("cassis", reason="the extra 'inception' is not installed")
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, place_of(tmp_path, form), form)
    pattern, empty = EMPTIES[form]
    [path] = [out] if out.is_file() else out.glob(pattern)
    path.write_text(empty(path.read_text(encoding="utf-8")), encoding="utf-8")
    merged = merge(seed_analysis, exchange.read(out, form))
    assert not len(merged.tables.positions)
    assert {row["now"] for row in merged.log} == {None}
    assert not merge(seed_analysis, []).log


def test_a_bulk_export_of_several_people_is_refused(seed_analysis, tmp_path):
    pytest.importorskip("cassis", reason="the extra 'inception' is not installed")
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "i", "inception")
    [path] = out.glob("*.json")
    bulk = tmp_path / "bulk" / "annotation" / path.stem
    bulk.mkdir(parents=True)
    for name in ("ann", "INITIAL_CAS"):
        (bulk / f"{name}.json").write_bytes(path.read_bytes())
    assert {a.doc_id for a in exchange.read(tmp_path / "bulk", "inception")} == {path.stem}
    (bulk / "ben.json").write_bytes(path.read_bytes())
    with pytest.raises(InputError, match="one person's files alone"):
        exchange.read(tmp_path / "bulk", "inception")


def test_a_bulk_export_of_inception_names_articles_by_folder(seed_analysis, tmp_path):
    pytest.importorskip("cassis", reason="the extra 'inception' is not installed")
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "i", "inception")
    before = exchange.read(out, "inception")
    [path] = out.glob("*.json")
    bulk = tmp_path / "bulk" / "annotation" / path.name
    bulk.mkdir(parents=True)
    (bulk / "ann.json").write_bytes(path.read_bytes())
    after = exchange.read(tmp_path / "bulk", "inception")
    assert [(a.id, a.doc_id) for a in after] == [(b.id, b.doc_id) for b in before]


def test_what_doccano_saves_is_read(seed_analysis, tmp_path):
    """doccano gives spans ids of its own and loses their order; labels are cut at 100 characters."""
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "d.jsonl", "doccano")
    row = json.loads(out.read_text(encoding="utf-8"))
    before = exchange.read(out, "doccano")
    for number, entity in enumerate(row["entities"], start=7001):
        entity["id"] = number
    row["entities"].reverse()
    row |= {"id": 3, "Comments": []}
    out.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert sorted(exchange.read(out, "doccano"), key=lambda a: a.id) == sorted(
        before, key=lambda a: a.id
    )


def test_discourse_network_analyzer_counts_as_java_does(analyses, tmp_path):
    made = analysis(analyses, "odd")
    out = exchange.write(made, made.texts, BOOK, tmp_path / "dna", "dna")
    with (out / "statements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = next(iter(made.texts.values())).encode("utf-16-le")
    assert rows
    for row in rows:
        found = text[2 * int(row["start"]) : 2 * int(row["stop"])].decode("utf-16-le")
        assert found == row["text"]
        assert row["agreement"] in ("0", "1")
        assert row["person"]
        assert row["concept"] in BOOK.concepts
    with pytest.raises(InputError, match="export it again"):
        exchange.read(out, "dna")


def test_a_project_comes_back_and_what_was_deleted_in_it_is_taken_away(analyses, tmp_path):
    made = analysis(analyses, "odd")
    place = exchange.write(made, made.texts, BOOK, tmp_path / "odd.dna", "dna")
    ours = [
        a
        for a in exchange.annotations_of(made, made.texts)
        if a.role == "agreement" and a.value in ("for", "against")
    ]
    found = exchange.read(place, "dna")
    assert sorted(found, key=lambda a: a.id) == sorted(ours, key=lambda a: a.id)
    merged = merge(made, found, sided=True)
    assert (merged.log, merged.aside, merged.gone) == ([], 0, 0)  # nor is a neutral one missed
    assert [one.text for one in rhetoric.read(place)] == list(made.texts.values())
    with closing(sqlite3.connect(place)) as file, file:
        file.execute("DELETE FROM STATEMENTS WHERE ID = 1")
        file.execute("UPDATE DATABOOLEAN SET Value = 1 - Value WHERE StatementId = 2")
    merged = merge(made, exchange.read(place, "dna"), sided=True)
    assert (len(merged.log), merged.gone) == (2, 1)
    with closing(sqlite3.connect(place)) as file, file:
        file.execute("DELETE FROM STATEMENTS")
    merged = merge(made, exchange.read(place, "dna"), sided=True)
    assert merged.gone == len(ours)


OLD = """
CREATE TABLE DOCUMENTS (ID INTEGER, Title TEXT, Text TEXT, Source TEXT, Date INTEGER);
CREATE TABLE STATEMENTS (ID INTEGER, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER);
CREATE TABLE VARIABLES (ID INTEGER, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE DATABOOLEAN (StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value INTEGER);
CREATE TABLE DATASHORTTEXT (StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value TEXT);
CREATE TABLE DATALONGTEXT (StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value TEXT);
INSERT INTO DOCUMENTS VALUES (1, 'a', '😀 Aid helps.', 'X', 1551052800000), (2, 'b', 'Rain.', '', NULL);
INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1),
  (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 2);
INSERT INTO STATEMENTS VALUES (7, 1, 1, 3, 6), (8, 2, 1, 3, 6);
INSERT INTO DATABOOLEAN VALUES (7, 4, 1, 0);
INSERT INTO DATASHORTTEXT VALUES (7, 1, 1, ''), (7, 2, 1, 'Red Cross'), (7, 3, 1, 'aid');
"""


def test_an_older_project_of_other_hands_is_read(tmp_path):
    """Version 2.0 has no entities; a statement of another type is none of ours."""
    place = tmp_path / "old.dna"
    with closing(sqlite3.connect(place)) as file:
        file.executescript(OLD)
    found = exchange.read(place, "dna")
    assert [(a.role, a.doc_id) for a in found if a.role != "agreement"] == [
        ("article", "a"), ("article", "b")
    ]  # fmt: skip
    [one] = [a for a in found if a.role == "agreement"]
    assert one == Annotation("", "a", "agreement", "aid", "against", "Red Cross", 2, 5, "Aid")
    first, second = rhetoric.read(place)
    assert (first.doc_id, first.outlet, first.published) == ("a", "X", "2019-02-25")
    assert second.published is None


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"no project", None])
def test_what_is_no_project_is_said(tmp_path, content):
    place = tmp_path / "broken.dna"
    place.mkdir() if content is None else place.write_bytes(content)
    with pytest.raises(InputError, match=r"broken\.dna: is not as dna saves it"):
        exchange.read(place, "dna")
    with pytest.raises(InputError, match=r"broken\.dna"):
        list(rhetoric.read(place))


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_a_table_survives_a_spreadsheet(seed_analysis, tmp_path, delimiter, encoding):
    out = exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "a.csv", "csv")
    before = exchange.read(out, "csv")
    with out.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))
    with out.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(cells)
    assert exchange.read(out, "csv") == before


MANGLED = ["007", "1E5", "3-4", "1/2", "=1+1", "+49 30", "@x", "-x", "2019-02-25", "12345678901234",
           "TRUE", "May 5", "mar-1", "1,5", "0.10", "\ttab"]  # fmt: skip


@pytest.mark.parametrize("cell", MANGLED)
def test_what_a_spreadsheet_would_change_is_guarded(cell, tmp_path):
    path = tmp_path / "a.csv"
    csv_files.write_rows(path, ["id"], [[cell]])
    written = path.read_text(encoding="utf-8-sig").splitlines()[1]
    assert written.strip('"').startswith("'")
    assert csv_files.read_rows(path) == [(f"{path}, row 2", {"id": cell})]


@pytest.mark.parametrize(
    "cell", ["1", "-1", "0", "52", "a; b", 'say "no"', "two\nlines", "Maybe", "é"]
)
def test_plain_cells_stay_plain(cell, tmp_path):
    path = tmp_path / "a.csv"
    csv_files.write_rows(path, ["id"], [[cell]])
    assert "'" not in path.read_text(encoding="utf-8-sig")
    assert csv_files.read_rows(path)[0][1] == {"id": cell}


def codes(made: rhetoric.Analysis, role: str = "agreement") -> list[Annotation]:
    return [a for a in exchange.annotations_of(made, made.texts) if a.role == role]


def test_a_changed_code_is_the_coders_and_the_machines_is_kept(seed_analysis):
    first, second, *_ = codes(seed_analysis)
    side = "for" if first.value != "for" else "against"
    rows = exchange.annotations_of(seed_analysis, seed_analysis.texts)
    edited = [replace(a, value=side) if a == first else a for a in rows if a != second]
    merged = merge(seed_analysis, edited)
    assert [(c["was"] and c["machine"]["source"], c["coder"]) for c in merged.log] == [
        ("model", "ann")
    ] * 2
    positions = merged.tables.positions
    touched = positions[positions["source"] == "coder"]
    assert list(touched["agreement"]) == [1 if side == "for" else -1]
    assert len(positions) == len(seed_analysis.positions) - 1
    assert set(seed_analysis.positions["source"]) == {"model"}, "the machine's tables are kept"
    proof = merged.tables.evidence.query("entry == 'coder ann'")
    assert list(proof["text"]) == [first.text]


def test_concepts_acts_conditions_and_holders_are_merged(seed_analysis):
    rows = exchange.annotations_of(seed_analysis, seed_analysis.texts)
    statement = next(a for a in rows if a.role == "statement" and a.holder)
    act = next(a for a in rows if a.role == "act")
    new = replace(
        statement, id="", role="agreement", label="aid", value="against", holder="", place="mine"
    )
    edited = [
        replace(a, holder="Ann Lee")
        if a == statement
        else replace(a, label="AID")
        if a == act
        else a
        for a in rows
    ]
    merged = merge(seed_analysis, [*edited, new])
    assert {c["variable"] for c in merged.log} == {"holder", "act", "agreement"}
    said = merged.tables.statements.set_index("statement_id").loc[statement.id]
    assert said["holder"] == "Ann Lee"
    assert said["chain"].endswith("Ann Lee")
    score = merged.tables.scores.set_index("statement_id").loc[act.parent]
    assert (score["act"], score["quad"], score["source"]) == ("AID", "M-COOP", "coder")
    added = merged.tables.positions.query("concept == 'aid'").iloc[0]
    assert (added["agreement"], added["axis"], added["source"]) == (-1, 3, "coder")


def test_figures_can_be_drawn_from_corrected_tables(seed_analysis):
    first = codes(seed_analysis)[0]
    rows = [
        replace(a, value="neutral") if a == first else a
        for a in exchange.annotations_of(seed_analysis, seed_analysis.texts)
    ]
    tables = merge(seed_analysis, rows).tables
    ax = rhetoric.position_map(position_map(tables))
    assert "1 coded by people" in figures.alt_text(ax)
    assert exchange.touched(tables).startswith("People coded 1 of ")
    untouched = rhetoric.position_map(position_map(seed_analysis))
    assert "coded" not in figures.alt_text(untouched)


def shifted(a: Annotation) -> Annotation:
    return replace(a, start=a.start + 2, end=a.end + 2)


FAULTS = [
    (
        "unknown id",
        lambda a: replace(a, id=f"{a.doc_id}/s99/agreement/aid"),
        "is not in these tables",
    ),
    ("label", lambda a: replace(a, label="free_beer"), "'free_beer' is no concept of the codebook"),
    ("side", lambda a: replace(a, value="maybe"), "not 'maybe'"),
    ("role", lambda a: replace(a, role="mood"), "unknown role 'mood'"),
    ("offsets", shifted, "reanchor it there"),
    ("article", lambda a: replace(a, doc_id="other"), "article 'other' is not in these tables"),
    ("mangled", lambda a: replace(a, doc_id="2.01902E+14"), "a spreadsheet may have changed it"),
    ("id of another role", lambda a: replace(a, role="act", label="AID"), "is of role 'agreement'"),
    ("new statement", lambda a: replace(a, id="", role="statement"), "a new statement"),
]


@pytest.mark.parametrize(("change", "message"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_what_is_wrong_is_said_by_row_and_nothing_is_merged(seed_analysis, change, message):
    first, second, *_ = codes(seed_analysis)
    rows = [
        replace(change(first), place="a.csv, row 2"),
        replace(second, value="neutral", place="a.csv, row 3"),
    ]
    with pytest.raises(TableError, match="nothing was merged") as error:
        merge(seed_analysis, rows, whole=False)
    assert "a.csv, row 2: " in str(error.value)
    assert message in str(error.value)


def test_a_row_twice_names_both_places(seed_analysis):
    first = codes(seed_analysis)[0]
    rows = [replace(first, place="row 2"), replace(first, value="for", place="row 9")]
    with pytest.raises(TableError, match=r"row 9: .* is there twice, first at row 2"):
        merge(seed_analysis, rows, whole=False)


def test_shifted_offsets_are_put_where_the_words_stand(seed_analysis):
    rows = exchange.annotations_of(seed_analysis, seed_analysis.texts)
    merged = merge(seed_analysis, [shifted(a) for a in rows], reanchor=True)
    assert (merged.log, merged.aside) == ([], 0)


def test_another_version_of_the_article_is_refused(seed_analysis):
    [doc_id] = seed_analysis.texts
    with pytest.raises(TableError, match="not the one that the tables were made from"):
        exchange.merge(seed_analysis, {doc_id: "Other words."}, [], BOOK, coder="ann")


@pytest.mark.parametrize(("form", "content"), [
    ("label-studio", "{}"), ("label-studio", "[{]"), ("label-studio", '[{"data": {}}]'),
    ("doccano", '{"text": "a"}'), ("web-annotation", '{"items": [{"id": "x"}]}'),
    ("csv", "id,doc_id\n1,2\n"), ("csv", "id,id\n1,2\n"), ("csv", ""), ("sheet", "a,b\n1,2\n"),
])  # fmt: skip
def test_a_broken_file_is_named(form, content, tmp_path):
    path = tmp_path / "broken"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="broken"):
        exchange.read(path, form)


def test_nothing_is_written_over(seed_analysis, tmp_path):
    (tmp_path / "a.csv").write_text("a coder's work")
    with pytest.raises(InputError, match="is there already"):
        exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "a.csv", "csv")
    with pytest.raises(InputError, match=r"with the ending \.csv"):
        exchange.write(seed_analysis, seed_analysis.texts, BOOK, tmp_path / "a.txt", "csv")


def test_a_sample_is_seeded_even_and_blind(analyses, tmp_path):
    made = analysis(analyses, "seed")
    drawn = codings.sample(made, 12, by=["concept"], seed=3)
    assert drawn.equals(codings.sample(made, 12, by=["concept"], seed=3))
    assert not drawn.equals(codings.sample(made, 12, by=["concept"], seed=4))
    assert drawn["id"].is_unique
    strata = set(made.positions["concept"]) | {codings.NOTHING}
    assert set(drawn["machine_stratum"]) == strata
    weights = drawn.groupby("machine_stratum")["machine_weight"].agg(["first", "size"])
    found = made.positions["concept"].value_counts()
    for concept in found.index:
        row = weights.loc[concept]
        assert float(row["first"]) * row["size"] == pytest.approx(found[concept], rel=0.01)
    hidden = codings.write(drawn, tmp_path / "sheet.csv")
    header = (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert not {"confidence", "source", "act", "stratum"} & set(header.split(","))
    assert "confidence" in hidden.read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match="is there already"):
        codings.write(drawn, tmp_path / "sheet.csv")
    with pytest.raises(TableError, match="cannot sample by 'mood'"):
        codings.sample(made, 12, by=["mood"])


def test_words_beside_their_statement_come_back_from_a_sheet(analyses, tmp_path):
    """What names the concept may be in another clause of the sentence than what is said of it."""
    made = analysis(analyses, "odd")
    row, text = made.positions.iloc[0].to_dict(), made.texts[made.positions.iloc[0]["doc_id"]]
    at = text.index("the envoy said")
    beside = {"start": at, "end": at + 9, "statement_id": row["statement_id"]}
    proof = made.evidence[made.evidence["score"] == "agreement"].iloc[0].to_dict()
    made = replace(
        made,
        positions=frame("positions", [row | beside | {"agreement": -1}]),
        evidence=frame("evidence", [proof | beside | {"text": "the envoy"}]),
    )
    drawn = codings.sample(made, 99)
    [shown] = drawn[drawn["concept"].notna()].to_dict("records")
    assert shown["text"] == "the envoy"
    assert shown["before"].endswith(
        made.statements.set_index("statement_id")["text"][row["statement_id"]]
    )
    coded = {k: "" if pd.isna(shown[k]) else shown[k] for k in codings.SHEET} | {"agreement": 1}
    csv_files.write_rows(tmp_path / "ann.csv", list(coded), [coded.values()])
    coded = exchange.read(tmp_path / "ann.csv", "sheet")
    merged = exchange.merge(made, made.texts, coded, BOOK, coder="ann", whole=False, coded=True)
    assert [(row["was"], row["now"]) for row in merged.log] == [
        (f"{row['holder']} against {row['concept']}", f"{row['holder']} for {row['concept']}")
    ]


@pytest.mark.parametrize("name", ["agreement", "act", "condition"])
def test_a_sample_is_even_over_what_the_machine_says(seed_analysis, name):
    """What the machine says is in no column of the sheet; a sample can be even over it all the same."""
    drawn = codings.sample(seed_analysis, 6, by=[name])
    said = drawn[f"machine_{name}"].astype(object).fillna("").astype(str)
    assert said.nunique() > 1
    assert drawn["machine_stratum"].tolist() == said.tolist()


def test_a_coded_sheet_is_merged(seed_analysis, tmp_path):
    drawn = codings.sample(seed_analysis, 30)
    coded = drawn.assign(agreement="0").query("concept.notna()")
    codings.write(coded, tmp_path / "ann.csv")
    merged = merge(seed_analysis, exchange.read(tmp_path / "ann.csv", "sheet"), whole=False)
    now = merged.tables.positions
    assert set(now["agreement"]) == {0}
    changed = seed_analysis.positions["agreement"] != 0
    assert list(now["source"] == "coder") == list(changed.fillna(True))
