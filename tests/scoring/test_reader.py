"""The reader of positions: its windows, its file, how sure it is, what it learns from, bad input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from places import ROOT, SHARED
from rhetoric import analyze, attribution, cli
from rhetoric.codebook import load_codebook
from rhetoric.errors import InputError, ModelError
from rhetoric.evaluation.positions import aggregates, matched, position_scores, rows_of
from rhetoric.gold_standard import read_positions
from rhetoric.grammar import Syntax
from rhetoric.reader_training import evaluate_positions, fit_confidence, teach_positions
from rhetoric.reading import articles, documents
from rhetoric.scoring import reader
from rhetoric.scoring.lexicon import compile_book
from rhetoric.scoring.reader import CUT, inputs
from rhetoric.scoring.reader.inputs import PIECES, Gate, ReaderView, windows

WRITTEN = ROOT / "data" / "positions_written.jsonl"
CODED = SHARED / "bench" / "positions" / "passages.dev.jsonl"
READER = reader.load()


def view(text: str) -> ReaderView:
    [article] = articles.read(text + "\n")
    document = documents.parse(article)
    return ReaderView(document, Syntax(document.doc), attribution.attribute(document))


def positions(text: str) -> set[tuple[str, str, int]]:
    made = analyze(text + "\n")
    return {(p.holder.split()[-1], p.concept, p.agreement) for p in made.positions.itertuples()}


# what it sees


def test_pieces_point_into_the_text() -> None:
    text = "“Naïve—ﬁne?” said Ænne Müller‑Öz; the 🕊️ talks in Kyïv go on.\n王毅 rejected sanctions."
    [window] = windows(view(text), READER.tokenizer)
    for start, end, token in zip(window.start, window.end, window.token, strict=True):
        assert (start == -1) == (token == -1)
        assert start == -1 or 0 <= start < end <= len(text)
    assert window.ids[0] == READER.tokenizer.token_to_id("[CLS]")


def test_windows_hold_whole_sentences_and_all_of_them() -> None:
    text = " ".join(f"Envoy number {n} rejected the sanctions on Norland." for n in range(80))
    cut = windows(view(text), READER.tokenizer)
    assert len(cut) > 1
    assert all(len(w.ids) <= PIECES for w in cut)
    assert all(text[w.end[-2] - 1] == "." for w in cut)
    assert sum(len(w.ids) - 2 for w in cut) == len(READER.tokenizer.encode(text).ids) - 2


def test_a_sentence_of_twenty_thousand_words_is_read_in_pieces() -> None:
    text = "Ann Lind said " + ", ".join(["the sanctions must end"] * 5_000) + "."
    document = view("Ann Lind rejected the sanctions.").document
    assert document.sentences
    one = articles.Article("long", text, (articles.Block(0, len(text), "body"),))
    parsed = documents.parse(one)
    cut = windows(ReaderView(parsed, Syntax(parsed.doc), []), READER.tokenizer)
    assert max(len(w.ids) for w in cut) <= PIECES
    assert sum(len(w.ids) - 2 for w in cut) < 8 * 5_000


def test_who_says_it_is_seen() -> None:
    seen = view('"The sanctions must end," Ann Lind said. Norland tested a missile.')
    [window] = windows(seen, READER.tokenizer)
    roles = {seen.s.text[i]: r for i, r in zip(window.token, window.roles, strict=True) if i >= 0}
    assert roles["sanctions"] == inputs.DIRECT
    assert (roles["Lind"], roles["said"], roles["missile"]) == (
        inputs.SOURCE,
        inputs.CUE,
        inputs.NARRATION,
    )
    top = seen.s.text.index("sanctions")
    ties = seen.ties(window, top, window.holders)
    who = {
        seen.s.text[window.token[k]]: row for k, row in zip(window.holders, ties, strict=True) if k
    }
    assert who["Lind"][0] == inputs.ITS_SOURCE
    assert ties[0][0] == inputs.HAS_SOURCE
    assert who["Norland"][2] == inputs.LATER


def test_subjects_and_owners_are_linked() -> None:
    seen = view("Ministers say that Norland will lift Eastmark’s blockade.")
    links = {seen.s.text[i]: k for i, k in seen.links(seen.s.text.index("blockade")).items()}
    assert links["Norland"] == inputs.SUBJECT
    assert links["Ministers"] == inputs.HIGHER
    assert links["Eastmark"] == inputs.OWNER


def test_gate_passes_over_what_holds_nothing() -> None:
    gate = Gate(np.zeros(READER.tokenizer.get_vocab_size(), dtype=np.float32), 0.0, 1.0)
    seen = view("Ann Lind rejected the sanctions. It rained.")
    assert windows(seen, READER.tokenizer, gate=gate) == []
    [window] = windows(seen, READER.tokenizer, gate=gate, named={1})
    assert seen.document.text[window.start[1] : window.end[-2]] == "It rained."
    assert READER.gate is not None
    assert len(
        windows(view("Ann Lind rejected the sanctions."), READER.tokenizer, gate=READER.gate)
    )


def test_the_gate_is_narrower_in_an_article_on_other_things() -> None:
    assert READER.gate is not None
    encode = READER.tokenizer.encode
    plain = encode("He asked for help.", add_special_tokens=False).ids
    others = [
        encode(line, add_special_tokens=False).ids
        for line in ("Norland imposed sanctions and rejected talks.", "The cake was sweet.")
    ]
    opened = [READER.gate.opens([plain, *[other] * 30])[0] for other in others]
    assert opened == [True, False]


# what it says


def test_nobody_is_asked_where_nothing_is_named() -> None:
    assert positions("The library opens at nine. Bring a card.") == set()


def test_a_journalists_question_holds_nothing() -> None:
    text = "Q: Should the sanctions be lifted at once?\nMINISTER LIND: It rains in Norland today."
    assert {who for who, _, _ in positions(text)} <= {"LIND", "Lind"}


def test_accuser_and_accused() -> None:
    found = positions(
        "Norland’s foreign minister, Ann Lind, condemned Eastmark’s invasion of Karvania."
    )
    assert {("Lind", "aggression", -1), ("Eastmark", "aggression", 1)} <= found


def test_confidence_is_at_least_the_cut(seed_text: str) -> None:
    made = analyze(seed_text)
    assert made.positions["confidence"].between(CUT, 1).all()
    assert set(made.positions["source"]) == {"model"}
    for row in made.positions.itertuples():
        if isinstance(row.mention, str):
            assert row.mention in seed_text


def test_concepts_of_ones_own_are_judged(tmp_path: Path) -> None:
    book = tmp_path / "schools.toml"
    book.write_text(
        '[codebook]\nname = "schools"\nversion = "1"\n[[concept]]\nname = "vouchers"\n'
        'label = "School vouchers"\naxis = 1\ndefinition = "Public money for private schools."\n'
        'patterns = ["school voucher", "voucher/N"]\n',
        encoding="utf-8",
    )
    made = analyze("Governor Ann Lind rejected school vouchers on Friday.\n", book)
    [row] = made.positions.itertuples()
    assert (row.holder, row.concept, row.agreement) == ("Ann Lind", "vouchers", -1)
    assert (
        made.evidence.query("part == 'concept'")["entry"].str.startswith("concept vouchers").all()
    )


# its file


def test_the_file_is_small_and_holds_no_text() -> None:
    raw = reader.SHIPPED.read_bytes()
    assert len(raw) <= 25_000_000
    about = READER.session.get_modelmeta().custom_metadata_map
    words = json.loads(about["rhetoric.tokenizer"])["model"]["vocab"]
    assert max(map(len, words)) < 20
    assert len(json.loads(about["rhetoric.head"])["small"]) < 20
    left = re.findall(rb"[A-Za-z][a-z]+(?: [A-Za-z]?[a-z]+){4,}", raw)
    assert left == [], "words in a row"


def test_the_card_says_what_is_needed() -> None:
    card = reader.SHIPPED.with_name("MODEL_CARD.md").read_text(encoding="utf-8")
    for word in ("Data", "Scores", "Not for", "Retrain", "interval", "Apache-2.0"):
        assert word in card


@pytest.mark.parametrize("content", [b"", b"no model", b"\x08\x08" + b"\0" * 64])
def test_a_foreign_file_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "foreign.onnx"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"foreign\.onnx: .*RHETORIC_POSITIONS_MODEL"):
        reader.load(file)


def test_a_model_of_another_version_is_told_from_a_foreign_one(tmp_path: Path) -> None:
    mark = b"rhetoric.format\x12\x01"
    raw = reader.SHIPPED.read_bytes()
    now = b"%d" % reader.FORMAT
    assert raw.count(mark + now) == 1
    file = tmp_path / "later.onnx"
    file.write_bytes(raw.replace(mark + now, mark + b"9"))
    with pytest.raises(ModelError, match=r"later\.onnx: a model of another version"):
        reader.load(file)


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RHETORIC_POSITIONS_MODEL", str(tmp_path / "none.onnx"))
    done = CliRunner().invoke(cli.main, ["codebook", "try", "Sanctions will not work, he said."])
    assert done.exit_code == 2
    assert "none.onnx: cannot read the model" in done.output


# how sure it is


def test_calibration_is_fitted_to_what_was_right() -> None:
    rng = np.random.default_rng(0)
    seen = []
    for x in rng.normal(size=(400, 2)).tolist():
        terms = [1.0, *x, 0.0, 0.0, 0.0, 0.0, 0.0]
        seen.append(("found", terms, bool(rng.random() < 1 / (1 + np.exp(-2 * x[1])))))
    line = fit_confidence(seen)["found"]
    assert 1.2 < line[2] < 2.8
    assert abs(line[1]) < 0.5


HOME = (
    "The town opened a swimming pool for children last summer. Parents liked the warm water and the "
    "long evenings. A baker sold bread beside the door. "
) * 30


def test_a_reading_is_less_sure_in_an_article_on_other_things() -> None:
    sure = []
    for around in ("", HOME):
        made = analyze(around + "Norland’s envoy, Ann Holt, welcomed the talks.").positions
        sure.append(made.loc[made["holder"] == "Ann Holt", "confidence"].max())
    assert sure[0] > CUT
    assert not sure[1] > sure[0] - 0.1  # or it is not given at all


def test_a_text_may_be_coded_in_part(tmp_path: Path) -> None:
    text = "Norland rejected the sanctions. Eastmark welcomed the talks."
    row = {"id": "1", "text": text, "coded": [32, len(text)], "positions": []}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    table, _ = evaluate_positions(file)
    assert set(table["found"]) == {1}
    with pytest.raises(InputError, match="held out"):
        teach_positions([file], [file], tmp_path / "out.onnx")


GOLD = {
    "id": "t",
    "text": "Norland backs the talks. Eastmark, its neighbour, rejects them.",
    "positions": [
        {"start": 14, "end": 23, "axis": 1, "holder": "Norland", "agreement": 1},
        {"start": 58, "end": 62, "axis": 1, "holder": "Eastmark", "agreement": -1},
    ],
}


def found(
    start: int, end: int, holder: str, agreement: int, confidence: float = 0.9
) -> dict[str, Any]:
    return {
        "start": start, "end": end, "holder": holder, "axis": 2, "agreement": agreement,
        "confidence": confidence,
    }  # fmt: skip


def test_positions_are_matched_by_sentence_side_and_holder() -> None:
    rows = [found(0, 24, "Norland", 1), found(25, 63, "Norland", -1), found(0, 24, "Norland", -1)]
    side, both = matched(GOLD, rows)
    assert side.tolist() == [[True, False, False], [False, True, False]]
    assert both.tolist() == [[True, False, False], [False, False, False]]


def test_scores_by_cut() -> None:
    rows = {"t": [found(0, 24, "Norland", 1), found(25, 63, "Norland", -1, 0.55)]}
    table = position_scores([GOLD], rows, cuts=(0.0, 0.6)).set_index("cut")
    assert (table.loc[0.0, "precision"], table.loc[0.0, "recall"]) == (0.5, 0.5)
    assert (table.loc[0.6, "precision"], table.loc[0.6, "side_recall"]) == (1.0, 0.5)
    assert table[["low", "high"]].isna().all(axis=None), "one text alone has no interval"


def test_of_what_is_right_some_has_the_coders_concept() -> None:
    gold = {**GOLD, "positions": [p | {"concept": "dialogue"} for p in GOLD["positions"]]}
    rows = [found(0, 24, "Norland", 1), found(25, 63, "Eastmark", -1)]
    named = [row | {"concept": name} for row, name in zip(rows, ("dialogue", "aid"), strict=True)]
    table = position_scores([gold], {"t": named}, cuts=(0.0, 0.95)).set_index("cut")
    assert table.loc[0.0, ["precision", "concept"]].tolist() == [1.0, 0.5]
    assert pd.isna(table.loc[0.95, "concept"]), "nothing is given at that cut"


def means(found_as: list[list[int]]) -> pd.DataFrame:
    """Three concepts of three texts each, coded −1, 0 and 1 on average, and found in another way."""
    tables = []
    for sides in ([[-1, -1, -1], [1, 0, -1], [1, 1, 1]], found_as):
        cells = [(n, k, side) for n, cell in enumerate(sides) for k, side in enumerate(cell)]
        tables.append(pd.DataFrame(
            {"doc_id": f"d{k}", "concept": f"c{n}", "holder": "Ann", "agreement": side}
            for n, k, side in cells
        ))  # fmt: skip
    return aggregates(*tables).set_index("level")


@pytest.mark.parametrize(
    ("found_as", "r", "distance", "bias"),
    [
        ([[-1, -1, -1], [1, 0, -1], [1, 1, 1]], 1, 0, 0),
        ([[-1, -1, -1], [-1, 1, 0], [1, 1, 1]], 1, 0, 0),  # two rows err, and the mean holds
        ([[-1, -1, 1], [1, 0, -1], [-1, 1, 1]], 1, 4 / 9, 0),  # errors at random: order, not size
        ([[-1, -1, -1], [-1, 0, -1], [-1, 1, 0]], 0.98198, 5 / 9, -5 / 9),  # all to one side
        ([[-1, -1, -1], [1, 0, -1], []], None, 0, 0),  # one is missed: of two means nothing is told
    ],
)
def test_a_mean_can_hold_though_rows_err_and_the_other_way_round(
    found_as: list[list[int]], r: float | None, distance: float, bias: float
) -> None:
    row = means(found_as).loc["concept"]
    assert (row["coded"], row["found"]) == (3, sum(map(bool, found_as)))
    assert row["distance"] == pytest.approx(distance)
    assert row["bias"] == pytest.approx(bias)
    assert pd.isna(row["r"]) if r is None else row["r"] == pytest.approx(r, abs=1e-4)
    assert r is None or -1 - 1e-9 <= row["low"] <= row["high"] <= 1 + 1e-9


def test_holders_are_matched_by_their_last_word_and_pronouns_are_nobody() -> None:
    two = [GOLD | {"id": name, "published": "2001-05-01"} for name in "tu"]
    two[1]["positions"] = [*GOLD["positions"], GOLD["positions"][0] | {"holder": "he"}]
    rows = [found(0, 24, "Kingdom of Norland", 1), found(25, 63, "Prime Minister", 1)]
    coded, read = rows_of(two, {"t": rows, "u": rows})
    assert coded["holder"].fillna("").tolist() == ["norland", "eastmark"] * 2 + [""]
    assert read["holder"].tolist() == ["norland", "minister"] * 2
    table = aggregates(coded, read).set_index("level")
    assert table.loc["holder", ["coded", "found"]].tolist() == [2, 1]
    assert table.loc["window", ["coded", "found"]].tolist() == [1, 1]
    assert table.loc["window", "bias"] == pytest.approx(1 - 1 / 5)


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The governments of Norway and Iceland rejected the sanctions.", "governments of Norway and Iceland"),
        ("Trinidad and Tobago welcomes the talks.", "Trinidad and Tobago"),
        ("Mr. Holt’ s attack on the embassy was condemned by all.", "Holt"),
        ("The senior members of the committee on Monday condemned the missile strikes.", "senior members of the committee"),
    ],
)  # fmt: skip
def test_a_holder_is_called_by_all_of_its_name_and_nothing_else(text: str, holder: str) -> None:
    assert holder in set(analyze(text).positions["holder"])


# what it learns from


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("[]", "not an object"),
        ('{"text": "a b"}', "'positions'"),
        ('{"text": "a b", "positions": [{"start": 0}]}', "'end'"),
        ('{"text": "a b", "positions": [{"start": 0, "end": 9, "concept": "c", "axis": 1, "agreement": 1, "holder": "a"}]}', "'start'"),
        ('{"text": "a b", "positions": [{"start": 0, "end": 1, "concept": "c", "axis": 1, "agreement": 3, "holder": "a"}]}', "'agreement'"),
        ('{"text": "a b", "positions": [], "coded": 3}', "'coded'"),
        ('{"text": "a b", "positions": [], "coded": [0, 9]}', "'coded'"),
        ("{", "JSON"),
    ],
)  # fmt: skip
def test_bad_gold_is_named(row: str, field: str, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"text": "ok", "positions": []}\n' + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"gold\.jsonl, line 2.*{field}"):
        read_positions(file)


def test_written_texts_hold_what_they_say() -> None:
    rows = read_positions(WRITTEN)
    assert len(rows) > 1_900
    for row in rows:
        for p in row["positions"]:
            assert row["text"][p["start"] : p["end"]] == p["span"]
            if p["holder_span"]:
                assert row["text"][slice(*p["holder_span"])] == p["holder"]


@pytest.mark.skipif(not CODED.exists(), reason="the corpora are not beside the project")
def test_coded_passages_are_cut_from_the_corpora(tmp_path: Path) -> None:
    rows = [
        row
        for row in (ROOT / "data" / "passages_coded.jsonl").read_text().splitlines()
        if '"corpus": "polnear"' in row
    ]
    (tmp_path / "some.jsonl").write_text("\n".join(rows), encoding="utf-8")
    made = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "passages.py", tmp_path / "some.jsonl"],
        capture_output=True, check=True,
    )  # fmt: skip
    (tmp_path / "cut.jsonl").write_bytes(made.stdout)
    for row in read_positions(tmp_path / "cut.jsonl"):
        for p in row["positions"]:
            for start, end in ((p["start"], p["end"]), p["holder_span"] or (p["start"], p["end"])):
                words = row["text"][start:end]
                assert words == words.strip() != ""
                assert not re.search(r"\w{2}", row["text"][start - 1 : start + 1]), words


def test_a_line_separator_may_stand_in_a_coded_text(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    row = json.dumps({"text": "One.\u2028Two.", "positions": []}, ensure_ascii=False)
    file.write_text(row + "\n", encoding="utf-8")
    assert [one["text"] for one in read_positions(file)] == ["One.\u2028Two."]


def test_a_coded_holder_is_a_whole_word() -> None:
    pytest.importorskip("torch", reason="the extra 'train' is not installed")
    from rhetoric.scoring.reader.lessons import lessons

    text = "Talks with the others failed; he walked out of them."
    start, inside = text.index("Talks"), text.index("the ") + 1
    coded = {
        "start": start, "end": start + 5, "axis": 1, "concept": "dialogue", "holder": "he",
        "holder_span": [inside, inside + 2], "agreement": -1,
    }  # fmt: skip
    row = {"id": "1", "text": text, "positions": [coded]}
    (one,) = lessons([row], READER.tokenizer, compile_book(load_codebook()))
    holding = one.held[0].nonzero().flatten().tolist()
    pieces = [one.window.holders[k] for k in holding]
    assert [READER.tokenizer.id_to_token(one.window.ids[p]) for p in pieces] == ["he"]


def test_a_reader_is_trained_written_and_read(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the extra 'train' is not installed")
    from safetensors.torch import save_file
    from transformers import BertConfig, BertModel

    rows = WRITTEN.read_text(encoding="utf-8").splitlines()
    plain = [json.dumps({**json.loads(row), "positions": []}) for row in rows[90:120]]
    for name, part in (("coded", rows[:60]), ("held", rows[60:90]), ("plain", plain)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(part), encoding="utf-8")
    about = READER.session.get_modelmeta().custom_metadata_map
    (tmp_path / "tokenizer.json").write_text(about["rhetoric.tokenizer"], encoding="utf-8")
    config = BertConfig(
        vocab_size=READER.tokenizer.get_vocab_size(), hidden_size=64, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=32, max_position_embeddings=256,
    )  # fmt: skip
    config.save_pretrained(tmp_path)
    save_file(BertModel(config).state_dict(), tmp_path / "model.safetensors")
    out = tmp_path / "mine.onnx"
    said: list[str] = []
    scores = teach_positions(
        [tmp_path / "coded.jsonl"], [tmp_path / "held.jsonl"], out, encoder=tmp_path,
        teacher=tmp_path, texts=[tmp_path / "plain.jsonl"], epochs=1, progress=said.append,
    )  # fmt: skip
    assert said[0].startswith("60 coded texts")
    assert "90 texts of which the larger reader tells" in said
    assert set(scores["group"]) == {"all"}
    made = reader.load(out)
    assert made.gate is not None
    assert made.concepts == READER.concepts


@pytest.mark.skipif(not CODED.exists(), reason="the corpora are not beside the project")
def test_passages_drawn_at_random_from_any_article(tmp_path: Path) -> None:
    """A floor under precision, on documents that the confidence was not fitted to."""
    made = subprocess.run(
        [
            sys.executable, ROOT / "benchmarks" / "passages.py",
            ROOT / "data" / "passages_random.jsonl", "--set", "new", "--whole",
        ],
        capture_output=True, check=True,
    )  # fmt: skip
    news = [line for line in made.stdout.splitlines() if b'"source": "news"' in line]
    (tmp_path / "new.jsonl").write_bytes(b"\n".join(news))
    table, _ = evaluate_positions(tmp_path / "new.jsonl")
    given = table[table["cut"] == CUT].iloc[0]
    assert len(news) > 70
    assert given["found"] <= 8  # 5 are coded, and 45 were found before the topic counted


@pytest.mark.skipif(not CODED.exists(), reason="the coded passages are not beside the project")
def test_coded_passages(tmp_path: Path) -> None:
    """A floor under the figures of the model card, on a part of its development passages."""
    part = tmp_path / "part.jsonl"
    part.write_text(
        "\n".join(CODED.read_text(encoding="utf-8").splitlines()[::6]), encoding="utf-8"
    )
    done = CliRunner().invoke(
        cli.main, ["evaluate", "positions", str(part), "--out", str(tmp_path / "s.csv")]
    )
    assert done.exit_code == 0, done.output
    rows = (tmp_path / "s.csv").read_text(encoding="utf-8").splitlines()
    top = dict(zip(rows[0].split(","), rows[1].split(","), strict=True))
    assert float(top["side_f1"]) > 0.70
    assert float(top["f1"]) > 0.55
