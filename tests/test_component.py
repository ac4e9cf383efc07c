"""The spaCy component: on a Doc stands what `analyze` says of its text, wherever the Doc travels."""

from __future__ import annotations

import json
import pickle
import tomllib

import pandas as pd
import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.util import ignore_error

import rhetoric
from places import DATA, ROOT
from rhetoric import component
from rhetoric.errors import CodebookError, InputError
from rhetoric.reading import MODELS
from rhetoric.tables import SCHEMAS, records

SAID = (
    "Talks fail, envoy says\n\nOSLO, June 3. /TASS/. The envoy left on Monday. "
    '"The sanctions will not work," Ann Smith said. Her aide said that Norland wants talks.'
)
NESTED = 'Ann Lee said that Karl Lind had told her that "the sanctions will not work."'
BOOK = """
[codebook]
name = "trade"
version = "1"
description = "d"
[[concept]]
name = "free_trade"
label = "free trade"
axis = 2
definition = "d"
patterns = ["free trade"]
examples = ["Free trade helps."]
"""


def _texts() -> dict[str, str]:
    files = [*(ROOT / "data/articles").glob("*.txt"), *(DATA / "styles").glob("*.txt")]
    made = {path.stem: path.read_bytes().decode() for path in files}
    cases = tomllib.loads((DATA / "attribution_cases.toml").read_text("utf-8"))["case"]
    made |= {case["name"]: case["text"] for case in cases[::4]}
    for name in ("texts_written", "positions_written"):
        lines = (ROOT / f"data/{name}.jsonl").read_text("utf-8").splitlines()[::900]
        made |= {f"{name} {n}": json.loads(line)["text"] for n, line in enumerate(lines)}
    return made


@pytest.fixture(scope="module")
def nlp():
    made = spacy.blank("en")
    made.add_pipe("rhetoric")
    return made


def docs_of(nlp, rows):
    for row in rows:
        doc = nlp.make_doc(row["text"])
        doc._.article = {key: value for key, value in row.items() if key != "text"}
        yield doc


def test_the_same_as_analyze_says(nlp):
    texts = pd.DataFrame({"text": _texts()}).rename_axis("doc_id").reset_index()
    docs = list(nlp.pipe(docs_of(nlp, records(texts))))
    found, wanted = component.gather(docs), rhetoric.analyze(texts)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(wanted, name))
    assert (found.texts, found.provenance) == (wanted.texts, wanted.provenance)
    whole = every = 0
    for doc in docs:
        for table, span in (
            ("statements", "span"),
            ("positions", "span"),
            ("attributions", "source"),
        ):
            shown = getattr(doc._, table)
            assert len(shown) == (getattr(wanted, table)["doc_id"] == doc._.article["doc_id"]).sum()
            for one in (one for one in shown if getattr(one, span)):
                start, end = (
                    (one.start, one.end) if span == "span" else (one.mention_start, one.mention_end)
                )
                tokens = getattr(one, span)
                assert tokens[0].idx <= start < tokens[0].idx + len(tokens[0])
                assert tokens[-1].idx < end <= tokens[-1].idx + len(tokens[-1])
                every, whole = every + 1, whole + (tokens.text == doc.text[start:end])
    assert whole > 0.97 * every > 100  # the others begin or end in a token


def test_spans_lead_to_each_other(nlp):
    doc = nlp(NESTED)
    outer, inner = doc._.attributions
    assert (inner.speaker, inner.kind, inner.nested_in) == ("Karl Lind", "direct", outer)
    assert (outer.source.text, [cue.text for cue in outer.cue]) == ("Ann Lee", ["said"])
    position = next(one for one in doc._.positions if one.holder == inner.speaker)
    assert position.statement.attribution == inner
    assert (position.concept, position.agreement, position.span.text) == (
        "sanctions",
        -1,
        "the sanctions",
    )
    assert {"the sanctions", "will not work"} <= {words.text for words in position.evidence}
    labels = {(span.label_, span.kb_id_, span.id_): span.text for span in doc.spans["rhetoric"]}
    assert labels["CUE", "Karl Lind", inner.attribution_id] == "had told"
    assert labels["CONCEPT", "sanctions", position.statement_id] == "the sanctions"


def test_a_pipeline_of_ones_own_changes_nothing(nlp):
    full = spacy.load(next(name for name in MODELS if spacy.util.is_package(name)))
    full.add_pipe("merge_entities")
    full.add_pipe("rhetoric")
    doc = full(SAID)
    assert doc.user_data["rhetoric"] == nlp(SAID).user_data["rhetoric"]
    assert doc[0].pos_
    assert doc._.statements[-1].span.text == "Norland wants talks"


def test_what_is_known_of_a_text_counts(nlp):
    known = {"doc_id": "a", "speaker": "Ann Lee", "published": "2020-01-02"}
    [doc] = nlp.pipe(docs_of(nlp, [{"text": "We shall lift the sanctions.", **known}]))
    assert [one.holder for one in doc._.statements] == ["Ann Lee"]
    assert list(doc._.analysis.articles["published"]) == ["2020-01-02"]


@pytest.mark.parametrize("text", ["", " \n", "1914–1918 …"])
def test_a_text_without_words_has_nothing(nlp, text):
    doc = nlp(text)
    assert [*doc._.attributions, *doc._.statements, *doc._.positions, *doc.spans["rhetoric"]] == []
    assert len(doc._.analysis.articles) == 0


def test_a_text_that_names_a_file_is_a_text(nlp, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert [one.text for one in nlp("data/articles")._.statements] == ["data/articles"]


TRAVELS = {
    "bytes": lambda doc: Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes()),
    "pickle": lambda doc: pickle.loads(pickle.dumps(doc)),
    "copy": Doc.copy,
    "DocBin": lambda doc: next(
        DocBin(store_user_data=True).from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes())
        .get_docs(spacy.blank("en").vocab)
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", TRAVELS)
def test_a_doc_takes_it_along(nlp, way):
    doc = nlp(SAID)
    there = TRAVELS[way](doc)
    assert there.user_data["rhetoric"] == doc.user_data["rhetoric"]
    assert [one.span.text for one in there._.positions] == [
        one.span.text for one in doc._.positions
    ]
    spans = [
        [(s.start, s.end, s.label_, s.kb_id_, s.id_) for s in d.spans["rhetoric"]]
        for d in (doc, there)
    ]
    assert spans[0] == spans[1] != []


def test_on_several_processes(nlp):
    rows = [{"doc_id": str(number), "text": SAID} for number in range(3)]
    docs = list(nlp.pipe(docs_of(nlp, rows), n_process=2, batch_size=1))
    made = component.gather(docs)
    wanted = rhetoric.analyze(pd.DataFrame(rows))
    pd.testing.assert_frame_equal(made.positions, wanted.positions)
    assert made.provenance == wanted.provenance


def test_a_codebook_of_ones_own(nlp, tmp_path):
    (tmp_path / "trade.toml").write_text(BOOK, encoding="utf-8")
    own = spacy.blank("en")
    own.add_pipe("rhetoric", config={"codebook": str(tmp_path / "trade.toml")})
    own.to_disk(tmp_path / "saved")
    doc = spacy.load(tmp_path / "saved")("Free trade will help everyone, Ann Lee said.")
    assert [(one.holder, one.concept) for one in doc._.positions] == [("Ann Lee", "free_trade")]
    assert doc._.analysis.provenance["codebook"]["name"] == "trade"
    with pytest.raises(InputError, match="two codebooks or models"):
        component.gather([doc, nlp(SAID)])
    with pytest.raises(CodebookError, match=r"none\.toml"):
        own.add_pipe("rhetoric", name="other", config={"codebook": str(tmp_path / "none.toml")})


def test_what_is_wrong_is_said(nlp):
    doc = nlp(SAID)
    joined = Doc.from_docs([nlp(SAID), nlp(NESTED)], exclude=["user_data"])
    for other in (nlp.make_doc(SAID), doc[3:9].as_doc(copy_user_data=True), joined):
        with pytest.raises(InputError, match="this Doc is not analyzed"):
            _ = other._.positions
    with pytest.raises(InputError, match="two Docs have the doc_id 'text'"):
        component.gather([doc, nlp(NESTED)])


def test_a_bad_text_stops_the_others_only_where_it_should():
    own = spacy.blank("en")
    own.add_pipe("rhetoric")
    rows = [{"doc_id": "bad", "text": "Talks\0 failed."}, {"doc_id": "good", "text": SAID}]
    with pytest.raises(InputError, match="bad: NUL character at offset 5"):
        list(own.pipe(docs_of(own, rows)))
    own.set_error_handler(ignore_error)
    assert [doc._.article["doc_id"] for doc in own.pipe(docs_of(own, rows))] == ["good"]


def test_names_of_other_packages_are_not_taken():
    with pytest.raises(ValueError, match=r"\[E090\]"):
        Doc.set_extension("positions", default=None)
