"""Reading: every kind of file, and every kind of bad input."""

from __future__ import annotations

import datetime
import gzip
import json
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.errors import InputError, InputWarning
from rhetoric.reading.articles import read

TEXT = 'OSLO, June 3. /TASS/. The envoy said:\r\n"We won’t."\n\nHe left.\u2028 '
RECORD = {
    "doc_id": "one", "text": TEXT, "title": "Envoy leaves", "outlet": "The Paper",
    "published": "2019-06-03", "url": "https://paper.example/1", "speaker": None,
}  # fmt: skip


def _write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_seed(seed_text):
    [article] = read("data/articles/tass_2019-02-25_lavrov.txt")
    assert article.text == seed_text
    assert article.doc_id == "tass_2019-02-25_lavrov"
    assert article.title.startswith("Lavrov warns Washington's stance")
    assert article.dek.startswith('The term "denuclearization"')
    assert article.dateline == "HO CHI MINH CITY, February 25. /TASS/."
    assert (article.outlet, article.published) == ("TASS", "2019-02-25")
    assert [block.role for block in article.blocks[:5]] == [
        "furniture", "title", "dek", "dateline", "body",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "write",
    [
        lambda p: _write(p, "x.jsonl", json.dumps(RECORD) + "\n\n"),
        lambda p: _write(p, "x.jsonl", json.dumps(RECORD, ensure_ascii=False)),
        lambda p: pd.DataFrame([RECORD]).to_parquet(p / "x.parquet"),
        lambda p: pd.DataFrame([RECORD]).to_csv(p / "x.csv", index=False),
        lambda p: pd.DataFrame([RECORD]).to_csv(p / "x.tsv", index=False, sep="\t"),
    ],
    ids=["jsonl", "jsonl-utf8", "parquet", "csv", "tsv"],
)
def test_records_keep_the_text_and_fields(tmp_path, write):
    write(tmp_path)
    [article] = read(tmp_path)
    assert article.text == TEXT
    assert article.doc_id == "one"
    assert (article.title, article.outlet) == ("Envoy leaves", "The Paper")
    assert (article.published, article.url) == ("2019-06-03", "https://paper.example/1")
    assert article.speaker is None


def test_frame():
    frame = pd.DataFrame([RECORD, {**RECORD, "doc_id": None, "speaker": "Ann Smith"}])
    first, second = read(frame)
    assert (first.doc_id, second.doc_id) == ("one", "row-2")
    assert [block.role for block in second.blocks] == ["body"] * 3  # a speech has no dateline
    assert read(frame.rename(columns={"text": "body"}), text_column="body") == [first, second]


@pytest.mark.parametrize(
    ("source", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        ("Fünf “Worte” sind es.\r\n".encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(tmp_path, source, encoding):
    [article] = read(_write(tmp_path, "x.txt", source), encoding=encoding)
    assert article.text == source.decode("utf-8-sig" if encoding == "utf-8" else encoding)


def test_html(tmp_path):
    page = (
        "<html><head><title>Envoy leaves | The Paper</title>"
        '<meta property="og:title" content="Envoy leaves">'
        '<meta property="og:site_name" content="The Paper">'
        '<meta property="article:published_time" content="2020-05-01T10:00:00Z">'
        '<link rel="canonical" href="https://paper.example/1"></head><body>'
        '<nav><a href="/">Home</a></nav><article><h1>Envoy leaves</h1>'
        "<p>GENEVA, May 1 (Reuters) - The envoy left on Friday after the talks had failed, "
        "a step that diplomats in the city called dangerous for all sides.</p>"
        "<p>“We tried &lt;everything&gt;,” she said, “and time is running out for everyone who "
        "is involved in these talks.”</p></article><script>alert(1)</script></body></html>"
    )
    [article] = read(_write(tmp_path, "page.html", page))
    assert [block.role for block in article.blocks] == ["title", "dateline", "body", "body"]
    assert (article.doc_id, article.title, article.outlet) == ("page", "Envoy leaves", "The Paper")
    assert (article.published, article.url) == ("2020-05-01", "https://paper.example/1")
    assert "“We tried <everything>,”" in article.text
    assert "alert" not in article.text


def test_folder_in_order_of_names(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/d.txt", "notes.docx"):
        _write(tmp_path, name, "He left.")
    assert [article.doc_id for article in read(str(tmp_path))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("2019-02-25", "2019-02-25"),
        ("2019-02", "2019-02"),
        ("2019", "2019"),
        (2019, "2019"),
        (2019.0, "2019"),
        ("2019-02-25T10:00:00Z", "2019-02-25T10:00:00Z"),
        ("February 25, 2019", "2019-02-25"),
        ("25 Feb. 2019", "2019-02-25"),
        (datetime.date(2019, 2, 25), "2019-02-25"),
        (pd.Timestamp("2019-02-25"), "2019-02-25"),
        ("20190225", "2019-02-25"),
        (20190225, "2019-02-25"),
        ("Mon, 25 Feb 2019 10:00:00 +0300", "2019-02-25"),
        (1551052800, "2019-02-25"),
        ("1551052800000", "2019-02-25"),
        ("25.02.2019", "2019-02-25"),
        ("25. 2. 2019 14:00", "2019-02-25"),
        ("25/02/2019", "2019-02-25"),
        ("2019/02/25", "2019-02-25"),
        ("02/25/2019", "2019-02-25"),
        ("Monday, February 25, 2019", "2019-02-25"),
        ("Mon. 25th February 2019 at 10:30", "2019-02-25"),
        ("2019-2-25", "2019-02-25"),
        ("25-02-2019", "2019-02-25"),
        ("25-Feb-2019", "2019-02-25"),
        ("25th of February 2019", "2019-02-25"),
        ("February 2019", "2019-02"),
        ("20190225100000", "2019-02-25"),
        ("20190225T100000Z", "2019-02-25"),
        ("1551052800.5", "2019-02-25"),
        ("Mon Feb 25 10:00:00 +0000 2019", "2019-02-25"),
        ("NaT", "2019-06-03"),
        (float("nan"), "2019-06-03"),  # then the file's name says it
        (pd.NaT, "2019-06-03"),
        (pd.NA, "2019-06-03"),
        (" ", "2019-06-03"),
    ],
)
def test_published(text, published):
    row = {"doc_id": "x", "text": "OSLO, June 3, 2019. /TASS/. He left.", "published": text}
    [article] = read(pd.DataFrame([row]))
    assert article.published == published


@pytest.mark.parametrize(
    ("name", "text", "published"),
    [
        ("tass_2019-06-04_talks.txt", "OSLO, June 3. /TASS/. He left.", "2019-06-03"),
        ("x.txt", "Talks fail\n\nMay 4, 2021 10:15 AM\n\nOSLO (AP) — He left.", "2021-05-04"),
        ("x.txt", "Talks fail\n\nUpdated 4 May 2021\n\nOSLO, May 3 (AP) — He left.", "2021-05-03"),
        ("20190604.txt", "He left.", "2019-06-04"),
        ("talks_2019.txt", "OSLO, June 3. /TASS/. He left.", "2019-06-03"),
        ("talks_2019.txt", "He left.", "2019"),
        ("talks.txt", "OSLO, June 3. /TASS/. He left.", None),
        ("page_120190604.txt", "He left.", None),
        ("2019-13-45.txt", "He left.", "2019"),
    ],
)
def test_published_from_file_name_and_dateline(tmp_path, name, text, published):
    [article] = read(_write(tmp_path, name, text))
    assert article.published == published


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("talks.txt", "KARSK, March 3 (Newsline) - He left.", True),
        ("talks_2019.txt", "KARSK, March 3 (Newsline) - He left.", False),
        ("talks.txt", "KARSK, March 3, 2019 (Newsline) - He left.", False),
        ("talks.txt", "KARSK (Reuters) - He left.", False),
        ("talks.csv", "text,published\n'KARSK, March 3 (Newsline) - He left.',2019", False),
        ("talks.csv", "text,published\n'KARSK, March 3 (Newsline) - He left.',", True),
    ],
)
def test_a_dateline_without_a_year_is_told_once(tmp_path, recwarn, name, text, told):
    read(_write(tmp_path, name, text.replace("'", '"')))
    said = [str(one.message) for one in recwarn if one.category is InputWarning]
    assert len(said) == told
    assert all("'KARSK, March 3 (Newsline)' has no year" in one for one in said)
    assert all("file's name" in one and "'published'" in one for one in said)


@pytest.mark.parametrize(
    "text",
    [
        "ж" * 120 + " ж ж " + "ж" * 120,
        "He left.\n",
        "Talks fail, the envoy said",
        'He left. "We won\'t be back," she said.',
    ],
)
def test_string_is_text(text):
    [article] = read(text)
    assert (article.doc_id, article.text) == ("text", text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_text_is_never_altered(text):
    [article] = read(f"word\n{text}")
    assert article.text == f"word\n{text}"


BAD = [
    # file name, bytes, words of the message
    ("x.txt", b"", "empty"),
    ("x.txt", b" \n\t ", "empty"),
    ("x.txt", "\u3000\n".encode(), "text is empty"),
    ("x.txt", b"... !!! 123", "no words"),
    ("x.txt", b"MZ\x00\x01\x02", "NUL byte at offset 2"),
    ("x.txt", "Fünf".encode("cp1252"), "byte 0xfc at offset 1 is not UTF-8"),
    ("x.txt", "Fünf".encode("cp1252"), "--encoding cp1252"),
    ("x.txt", "Five".encode("utf-16"), "UTF-16"),
    ("x.pdf", b"%PDF-1.7", "unknown format '.pdf'"),
    ("x.html", b"<html><body></body></html>", "no article was found"),
    ("x.parquet", b"PAR1 not", "not a Parquet file"),
    ("x.csv", b"doc_id,body\n1,He left.\n", "no field 'text' (fields: 'doc_id', 'body')"),
    ("x.csv", b"doc_id,text\n1,He left.\n2,a,b\n", "row 2: 3 fields, but the header has 2"),
    ("x.csv", b'doc_id,text\n1,"He left.\n', "not a valid CSV"),
    ("x.csv", b"doc_id,text\n1,\n", "row 1: the text is empty"),
    ("x.csv", b"doc_id,text\n1,A a.\n1,B b.\n", "row 2: doc_id '1' is already that of"),
    ("x.csv", b"doc_id,text\n", "holds no article"),
    ("x.jsonl", b'{"text": "A a."}\n{"text": "B\n', "line 2: not valid JSON"),
    ("x.jsonl", b'{"text": "A a."}\n[1]\n', "line 2: a JSON list, not an object"),
    ("x.jsonl", b'{"text": null}\n', "line 1: field 'text' is empty"),
    ("x.jsonl", b'{"text": 5}\n', "line 1: field 'text' is a int"),
    ("x.jsonl", b'{"body": "A"}\n', "line 1: there is no field 'text'"),
    ("x.jsonl", b'{"text": "A \\u0000 a."}\n', "line 1: NUL character at offset 2"),
    ("x.jsonl", b'{"text": "A \\ud83d a."}\n', "lone surrogate U+D83D at offset 2"),
    ("x.jsonl", b'{"text": "A a.", "title": "\\ud83d"}\n', "field 'title': lone surrogate"),
    ("x.jsonl", b"[" * 100_000, "line 1: not valid JSON"),
]


@pytest.mark.parametrize(("name", "data", "message"), BAD)
def test_bad_file(tmp_path, name, data, message):
    path = _write(tmp_path, name, data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert message in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no-such-file.txt", "there is no such file"),
        ("no such file at all.txt", "there is no such file"),
        ("nothing", "there is no such file"),
        ("./no file here", "there is no such file"),
        ("", "text is empty"),
        ("  \n", "text is empty"),
        ("A \0 a.", "NUL character at offset 2"),
        ("A \udcff a.", "U+DCFF at offset 2"),
        ("ж" * 250 + ".txt", "there is no such file"),
        (5, "cannot read a int"),
        (pd.DataFrame({"text": [np.array(["A a.", "b"])]}), "is a ndarray, not a text"),
        (pd.DataFrame({"text": []}), "the DataFrame: holds no article"),
        (pd.DataFrame({"body": ["A a."]}), "no field 'text' (fields: 'body')"),
        (pd.DataFrame({"text": ["A a.", None]}), "row 2: field 'text' is empty"),
    ],
)
def test_bad_source(source, message):
    with pytest.raises(InputError) as caught:
        read(source)
    assert message in str(caught.value)


def test_other_bad_sources(tmp_path):
    with pytest.raises(InputError, match="no file in this folder can be read"):
        read(tmp_path)
    with pytest.raises(InputError, match="unknown encoding 'klingon'"):
        read(_write(tmp_path, "x.txt", "A a."), encoding="klingon")
    _write(tmp_path, "x.html", "<p>")
    with pytest.raises(InputError, match=r"x\.html"):
        read(tmp_path)


def test_same_name_twice(tmp_path):
    (tmp_path / "sub").mkdir()
    _write(tmp_path, "a.txt", "He left.")
    _write(tmp_path, "sub/a.txt", "He left.")
    with pytest.raises(InputError, match="doc_id 'a' is already that of"):
        read(tmp_path)


def test_a_megabyte_on_one_line(tmp_path):
    path = _write(tmp_path, "x.txt", "The envoy said no. " * 55_000)
    start = time.perf_counter()
    assert len(read(path)[0].blocks) == 1
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("when", ["yesterday", "2019-13-01", "31.02.2019", "02/03/2019", "1e9999"])
def test_a_date_that_cannot_be_read_is_left_out(when):
    row = {"doc_id": "x", "text": "He left.", "published": when}
    with pytest.warns(InputWarning, match=f"row 1: field 'published' is '{when}'"):
        [article] = read(pd.DataFrame([row]))
    assert article.published is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.csv", b"doc_id;text\na;He left, she stayed.\n"),
        ("x.csv", b"sep=;\ndoc_id;text\na;He left, she stayed.\n"),
        ("x.csv", b"sep=;\r\ndoc_id;text\r\na;He left, she stayed.\r\n"),
        ("x.csv", b"doc_id\ttext\na\tHe left, she stayed.\n"),
        ("x.csv", b'"doc_id","text"\na,"He left, she stayed."\n'),
        ("x.csv", b'"the text; or id, or so";doc_id;text\n1;a;He left, she stayed.\n'),
        ("x.tsv", b"doc_id\ttext\na\tHe left, she stayed.\n"),
        ("x.csv", b"SEP=;\ndoc_id;text\na;He left, she stayed.\n"),
        ("x.csv", b'"sep=;"\ndoc_id;text\na;He left, she stayed.\n'),
        ("x.csv", b"sep=|\ndoc_id|text\na|He left, she stayed.\n"),
        ("x.csv", b"doc_id|text\na|He left, she stayed.\n"),
        ("x.csv", b"\xef\xbb\xbfsep=\t\ndoc_id\ttext\na\tHe left, she stayed.\n"),
        ("x.csv", b"doc_id ; text\na;He left, she stayed.\n"),
        ("x.csv", b' doc_id,text\na,"He left, she stayed."\n'),
        ("x.csv", b'doc_id, text\na, "He left, she stayed."\n'),
        ("x.csv", b"\n\ndoc_id;text\na;He left, she stayed.\n"),
        ("x.csv", b"doc_id;text;\na;He left, she stayed.;\n;;\n\n;;\n"),
        ("x.csv", b"text;doc_id\r\nHe left, she stayed.;a\r\n"),
        ("x.tsv", b"doc_id;text\na;He left, she stayed.\n"),
    ],
)
def test_what_separates_fields(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    [article] = read(tmp_path / name)
    assert (article.doc_id, article.text) == ("a", "He left, she stayed.")


def test_files_passed_over_are_named(tmp_path):
    for name in ("a.txt", "b.docx", "c.pdf", "d.json", "e.tar.gz"):
        (tmp_path / name).write_text("He left.")
    (tmp_path / "f.jsonl.gz").write_bytes(gzip.compress(b'{"text": "She stayed."}'))  # is read
    with pytest.warns(
        InputWarning, match=r"passed over 'b.docx', 'c.pdf', 'd.json', 'e.tar.gz', which"
    ):
        assert len(read(tmp_path)) == 2


def test_nothing_is_fetched():
    with pytest.raises(InputError, match="save the page first"):
        read("https://paper.example/article")


@pytest.mark.parametrize(
    "text",
    [
        "Die Regierung hat am Montag neue Sanktionen gegen Norland beschlossen, sagte der "
        "Minister am Abend im Parlament.",
        "Le gouvernement a décidé lundi de nouvelles sanctions contre le Norland, a dit la "
        "ministre à Paris.",
        "El presidente dijo que las sanciones no son la respuesta a los problemas de la región.",
        "Министр сказал, что санкции не работают.",
        "Norland lehnt das Ultimatum ab, sagt Karl Lind nach dem Treffen.",
        "Karl Lind ist für Gespräche.",
        "Le Norland n'est pas dans l'accord.",
        "Les sanctions sont inutiles, selon Karl Lind.",
        "Karl Lind no acepta una tregua para Norland.",
        "Petra Holm es más dura que Karl Lind.",
        "Петра Хольм: санкции вредят.",
        "部长说制裁没有用。",
        "Il ministro ha respinto le sanzioni e non è andato alla riunione.",
        "O ministro rejeitou as sanções e não falou com os jornalistas.",
        "De minister zei dat het niet werkt en vroeg om gesprekken.",
        "Ministern avvisade kravet och sade att det inte är så.",
        "Minister odrzucił żądania i nie zgodził się na rozmowy.",
        "Bakan bu talebi reddetti ve görüşme için değil.",
        "Menteri tidak setuju dengan itu.",
        "A miniszter elutasította az egész követelést, és nem beszélt.",
        "وزير الخارجية رفض الإنذار",
        "장관은 최후통첩을 거부했다.",
        "Ο υπουργός απέρριψε το τελεσίγραφο.",
        "השר דחה את האולטימטום",
        "मंत्री ने अल्टीमेटम खारिज किया",
        "Ministerul a respins cererea și nu vorbește cu presa din țară.",
        "Bộ trưởng bác bỏ tối hậu thư.",
    ],
)
def test_another_language_is_said_so(text):
    with pytest.warns(InputWarning, match="does not read like English"):
        read(text + "\n")


ENGLISH = (
    "Sanctions fail.",
    "Norland on Wednesday imposed sanctions on Eastmark, accusing it of fraud at sea.",
    "Wang Yi, Sergey Lavrov and Petra de la Cruz",
    "LAVROV REJECTS ULTIMATUM",
    "Café Münster reopens",
    "Putin: no talks. Trump: sanctions stay. Xi: trade war hurts all. Merkel: Europe must act.",
    "王毅 said sanctions do not work.",
    "Norland rejects Eastmark ultimatum",
    "Vellan Torr hailed Ostmark envoy Ossa Brin.",
    "Petra Holm, Norland premier, met Eastmark counterpart Karl Lind.",
    "Petro wa Torr doubts Jan van der Meer, Ossa wa Brin, Ursula von der Hagen.",
    "Maria de los Santos blames Ana de los Rios y Vega.",
    "Nur al-din Torr hails Salah al-din Brin.",
    "Norland café owners mourn Münster fiancée",
    "Ülo Väär doubts Põhja pledge.",
    "Tariffs cost Norland 3 per cent per capita.",
    "Lind's son lifted a hat; Torr won 3 per cent, aides admit.",
    "“I’ve met Mr. Torr.”",
    "See norland.example.com",
    "Serbia's game irks Brussels. Dragomir Lukić wants EU membership; he also wants Russian gas, "
    "Chinese missiles, Turkish drones, Gulf loans, cheap oil, free trade, loud praise, quiet deals, "
    "more time, no part in sanctions. Novi Sad, Niš, Subotica, Zrenjanin, Kraljevo, Čačak cheer.",
    "Present: Vellan Torr, Ossa Brin, Ann Reed, Tom Vale, Petra Holm, Karl Lind, Eva Berg, Jan Moe, "
    "Ida Rask, Ulf Dahl, Nils Lund, Kari Voll, Arne Vik, Liv Bakke, Odd Hagen, Siri Moen, Tor Aas, "
    "Unni Lie, Per Sand, Gro Dale, Finn Eng, Rolf Bye, Tone Ness, Alf Ruud and Turid Berge",
)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_not_doubted(recwarn, text):
    read(f"{text}\n")
    assert not recwarn


EXPORT = """1 of 2 DOCUMENTS

The Daily Ledger (London)

February 25, 2019 Monday

Norland rejects "ultimatum" over talks

BYLINE: Petra Holm in Eastport

LENGTH: 512 words

Norland's foreign minister said on Monday that sanctions do not work.

LOAD-DATE: February 26, 2019

2 of 2 DOCUMENTS

Evening Mail

March 3, 2019

HEADLINE: Talks fail

LENGTH: 30 words

Talks failed, the minister said.
"""


def test_documents_of_a_database_are_articles(tmp_path):
    (tmp_path / "export.txt").write_text(EXPORT)
    first, second = read(tmp_path / "export.txt")
    assert (first.doc_id, first.title) == ("export-1", 'Norland rejects "ultimatum" over talks')
    assert (first.outlet, first.published) == ("The Daily Ledger (London)", "2019-02-25")
    assert (second.title, second.outlet, second.published) == (
        "Talks fail", "Evening Mail", "2019-03-03",
    )  # fmt: skip
    assert first.text + second.text == EXPORT
    for one, words in ((first, "sanctions do not work."), (second, "the minister said.")):
        [body] = [b for b in one.blocks if b.role == "body"]
        assert one.text[body.start : body.end].endswith(words)


@pytest.mark.parametrize(
    "text",
    [
        f"A note of whoever exported it.\n\n{EXPORT}",
        f"{EXPORT}\n3 of 3 DOCUMENTS\n\nThis one has no head.\n",
        "The talks failed.\n\n1 of 2\n\nThe length of them is not the point.\n",
    ],
)
def test_nothing_is_lost_of_what_is_no_export(tmp_path, text):
    (tmp_path / "export.txt").write_text(text)
    [article] = read(tmp_path / "export.txt")
    assert article.text == text
