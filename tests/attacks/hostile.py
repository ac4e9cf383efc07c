"""Hostile files, and the commands that meet them: data of test_hostile.py."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from rhetoric.tables import SCHEMAS

SAID = 'The envoy left. "The sanctions will not work," the envoy said on Monday.\n'
ESC = "\x1b]0;owned\x07\x1b[2J"
DEEP = "[" * 20_000
LONG = "n" * 300
Make = Callable[[Path], object]


def wrote(content: str | bytes) -> Make:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return lambda path: path.write_bytes(data)


ANYWHERE: dict[str, Make] = {  # whatever a command asks for
    "missing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "empty": wrote(b""),
    "line ends": wrote("\n\n\n"),
    "zeros": wrote(bytes(4096)),
    "bytes": wrote(bytes(range(256)) * 16),
    "utf-16": wrote("text,agreement\n".encode("utf-16")),
    "surrogates": wrote('{"text": "\\ud800", "positions": [], "attributions": []}\ud800\n'),
    "one line": wrote("a,b,c\n"),
    "one word": wrote("text"),
    "a number": wrote("1"),
    "a long number": wrote("9" * 5000),
    "not a number": wrote("NaN\n"),
    "null": wrote("null\n"),
    "a list": wrote("[]\n"),
    "an object": wrote("{}\n"),
    "escape codes": wrote(f'{ESC} = "{ESC}"\n"{ESC}"\n'),
    "a zip": wrote(b"PK\x05\x06" + bytes(18)),
    "markup": wrote("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
}

_HEAD = '[codebook]\nname = "x"\nversion = "1"\n'
_CONCEPT = '[[concept]]\nname = "rain"\nlabel = "Rain"\ndefinition = "D"\n'
_BOOK = _HEAD + _CONCEPT + 'axis = 1\npatterns = ["rain"]\n'
CODEBOOKS: dict[str, Make] = {
    name: wrote(text)
    for name, text in {
        "deep": f"a = {DEEP}",
        "axis 2.0": _HEAD + _CONCEPT + 'axis = 2.0\npatterns = ["rain"]\n',
        "axis nan": _HEAD + _CONCEPT + 'axis = nan\npatterns = ["rain"]\n',
        "axis huge": _HEAD + _CONCEPT + f"axis = {'9' * 5000}\npatterns = ['rain']\n",
        "a date": _HEAD + _CONCEPT + 'axis = 1979-05-27\npatterns = ["rain"]\n',
        "patterns of numbers": _HEAD + _CONCEPT + "axis = 1\npatterns = [1]\n",
        "words a number": "words = 3\n" + _BOOK,
        "words a text": _BOOK + '[words]\nhedges = "perhaps"\n',
        "words of numbers": _BOOK + "[words]\nhedges = [1]\n",
        "codebook a list": "codebook = []\n" + _CONCEPT + 'axis = 1\npatterns = ["rain"]\n',
        "concept a text": 'concept = "x"\n' + _HEAD,
        "act without value": _BOOK + '[[act]]\nname="A"\nquad="V-COOP"\npatterns=["a"]\n',
        "act nan": _BOOK + '[[act]]\nname="A"\nquad="V-COOP"\nvalue=nan\npatterns=["a"]\n',
        "escape codes in it": _BOOK.replace('"D"', '"\\u001b[2J\\u009b1m\\u202e"').replace(
            '"Rain"', '"\\u001b]0;x\\u0007"'
        ),
    }.items()
}

_DOC = {"doc_id": "http://a.b/c?d=e", "text": SAID}
ARTICLES: dict[str, tuple[str, str | bytes]] = {
    "deep": (".jsonl", DEEP),
    "deep objects": (".jsonl", '{"a":' * 20_000),
    "doc_id a URL": (".jsonl", json.dumps(_DOC)),
    "doc_id a scheme": (".jsonl", json.dumps(_DOC | {"doc_id": "s3:x"})),
    "doc_id a list": (".jsonl", json.dumps(_DOC | {"doc_id": [1, [2]]})),
    "doc_id long": (".jsonl", json.dumps(_DOC | {"doc_id": "Послы " * 60})),
    "doc_id escape codes": (".jsonl", json.dumps(_DOC | {"doc_id": ESC})),
    "doc_id twice": (".jsonl", f"{json.dumps(_DOC)}\n{json.dumps(_DOC)}\n"),
    "published huge": (".jsonl", json.dumps(_DOC | {"published": 10**400})),
    "published infinite": (".jsonl", json.dumps(_DOC | {"published": float("inf")})),
    "text a number": (".jsonl", '{"text": 1e999}'),
    "text nested": (".jsonl", json.dumps({"text": {"text": SAID}})),
    "broken gzip": (".jsonl.gz", b"\x1f\x8b\x08\x00" + bytes(50)),
    "broken Parquet": (".parquet", b"PAR1" + bytes(64) + b"PAR1"),
    "columns twice": (".csv", "text,text\na,b\n"),
    "a quote left open": (".csv", 'text\n"a\n'),
    "page of nothing": (".html", "<html><script>" + "<div>" * 5000),
}


def without(name: str) -> Callable[[list[dict]], list[dict]]:
    return lambda rows: [{k: v for k, v in row.items() if k != name} for row in rows]


def with_(**values: object) -> Callable[[list[dict]], list[dict]]:
    return lambda rows: [row | values for row in rows]


TABLES: dict[str, tuple[str, Callable[[list[dict]], object]]] = {  # a table, and what becomes of it
    "no column": ("statements", without("kind")),
    "another column": ("statements", with_(more=1)),
    "rows twice": ("statements", lambda rows: rows * 2),
    "another article's": ("statements", with_(doc_id="b")),
    "another statement's": ("positions", with_(statement_id="b/s1")),
    "scores of none": ("scores", lambda rows: []),
    "offsets beyond": ("statements", with_(start=10**6, end=10**7)),
    "offsets before": ("statements", with_(start=-5, end=-1)),
    "offsets huge": ("statements", with_(start=10**30)),
    "offsets null": ("statements", with_(start=None)),
    "spans a number": ("attributions", with_(cue_spans=3)),
    "spans of texts": ("attributions", with_(content_spans=[["a", "b"]])),
    "spans deep": ("attributions", lambda rows: f'{{"cue_spans": {DEEP}'),
    "confidence nan": ("positions", with_(confidence=float("nan"))),
    "confidence 2": ("positions", with_(confidence=2)),
    "rows of lists": ("articles", lambda rows: "[1]\n"),
    "no rows": ("articles", lambda rows: []),
    "article twice": ("articles", lambda rows: rows * 2),
    "escape codes": ("articles", with_(doc_id=ESC)),
    "agreement 7": ("positions", with_(agreement=7)),
}
PROVENANCE = {
    "a list": "[]",
    "a number": "3",
    "deep": DEEP,
    "corrections a number": '{"corrections": 3}',
    "rows a list": '{"rows": []}',
}


def tables_but(name: str, change: Callable[[list[dict]], object]) -> Make:
    """Make a folder of tables of which one, or the provenance, is another."""

    def make(path: Path) -> None:
        shutil.copytree("tables", path)
        file = path / f"{name}.json{'l' * (name in SCHEMAS)}"
        made = change(
            [json.loads(line) for line in file.read_text().splitlines()] if name in SCHEMAS else []
        )
        rows = [made] if isinstance(made, str) else [json.dumps(row) + "\n" for row in made]
        file.write_text("".join(rows))

    return make


def npy(shape: str) -> bytes:
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode()


def npz(**arrays: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in arrays.items():
            file.writestr(f"{name}.npy", data)
    return made.getvalue()


MODELS: dict[str, Make] = {
    "3.6 TiB": wrote(npz(about=npy("(500000000000,)"))),
    "3 GiB": wrote(npz(about=npy("(400000000,)"))),
    "no shape": wrote(npz(about=npy("x"))),
    "deep shape": wrote(npz(about=npy("(" * 500))),
    "negative": wrote(npz(about=npy("(-1,)"))),
    "no arrays": wrote(npz()),
    "encrypted": wrote(
        npz(about=b"")
        .replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
        .replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    ),
    "packed otherwise": wrote(
        npz(about=b"x").replace(b"\x14\x00\x00\x00\x00\x00", b"\x14\x00\x00\x00\x63\x00")
    ),
}

XMI = '<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0">'


def folder(**files: str | bytes) -> Make:
    def make(path: Path) -> None:
        path.mkdir()
        for name, content in files.items():
            wrote(content)(path / name.replace("__", "."))

    return make


FOLDERS: dict[str, tuple[str, Make]] = {
    "no text": ("brat", folder(a__ann="T1\tx 0 1\ty\n")),
    "marks of nothing": ("brat", folder(a__ann="T1\n", a__txt=SAID)),
    "text not UTF-8": ("brat", folder(a__ann="T1\tx 0 1\tT\n", a__txt=b"\xff\xfe\x00")),
    "offsets of 5000 digits": ("brat", folder(a__ann=f"T1\tx 0 {'9' * 5000}\tT\n", a__txt=SAID)),
    "notes of nothing": ("brat", folder(a__ann="A1\n#1\nE1\n", a__txt=SAID)),
    "no types": ("inception", folder(a__xmi=XMI)),
    "broken XMI": ("inception", folder(a__xmi=XMI, TypeSystem__xml="<a>")),
    "not XML": ("inception", folder(a__xmi="no", TypeSystem__xml="no")),
    "empty XMI": ("inception", folder(a__xmi="", TypeSystem__xml="")),
    "deep CAS": ("inception", folder(a__json=DEEP)),
    "CAS a list": ("inception", folder(a__json="[]")),
    "CAS of nulls": ("inception", folder(a__json='{"%TYPES": null, "%FEATURE_STRUCTURES": null}')),
    "task a number": ("label-studio", folder(tasks__json="[1]")),
    "deep tasks": ("label-studio", folder(tasks__json=DEEP)),
    "tasks a pipe": ("label-studio", lambda path: (path.mkdir(), os.mkfifo(path / "tasks.json"))),
    "ann a pipe": ("brat", lambda path: (path.mkdir(), os.mkfifo(path / "a.ann"))),
    "cas a pipe": ("inception", lambda path: (path.mkdir(), os.mkfifo(path / "a.json"))),
    "region of lists": (
        "label-studio",
        folder(
            tasks__json=json.dumps(
                [
                    {
                        "data": {"doc_id": [], "text": SAID},
                        "annotations": [
                            {
                                "result": [
                                    {
                                        "id": [],
                                        "type": "labels",
                                        "value": {"labels": ["act:x"], "start": "a", "end": {}},
                                    }
                                ]
                            }
                        ],
                    }
                ]
            )
        ),
    ),
    "region of floats": (
        "label-studio",
        folder(
            tasks__json=json.dumps(
                [
                    {
                        "data": {"doc_id": "a", "text": SAID},
                        "annotations": [
                            {
                                "result": [
                                    {
                                        "id": "x",
                                        "type": "labels",
                                        "value": {
                                            "labels": ["agreement:sanctions"],
                                            "start": 0.5,
                                            "end": 1e300,
                                            "text": 3,
                                        },
                                    }
                                ]
                            }
                        ],
                    }
                ]
            )
        ),
    ),
}
FILES: dict[str, tuple[str, str]] = {
    "deep lines": ("doccano", DEEP),
    "deep page": ("web-annotation", DEEP),
    "csv header": ("csv", "a,b,c\n"),
    "csv same header": ("csv", "id,id\n"),
    "csv offsets": (
        "csv",
        "id,doc_id,role,label,value,holder,start,end,text\n,a,act,x,,,1e3,nan,x\n",
    ),
    "csv offsets huge": (
        "csv",
        f"id,doc_id,role,label,value,holder,start,end,text\n,a,agreement,sanctions,for,,{'9' * 4000},{'9' * 5000},x\n",
    ),
    "sheet header": ("sheet", "a,b\n"),
    "sheet offsets": (
        "sheet",
        f"id,doc_id,concept,text,agreement,start\nx,a,sanctions,t,1,{'9' * 5000}\n",
    ),
    "sheet ¹": ("sheet", "id,doc_id,concept,text,agreement,start\nx,a,sanctions,t,1,¹\n"),
    "doccano": ("doccano", '{"text": 3, "entities": 3, "ids": 3}'),
    "doccano types": (
        "doccano",
        json.dumps({"doc_id": {}, "text": SAID, "entities": [[0, 3, "act:x"]], "ids": []}),
    ),
    "web types": (
        "web-annotation",
        json.dumps(
            [
                {
                    "id": 1,
                    "body": {"purpose": "classifying", "value": "a:b"},
                    "target": {
                        "source": "x",
                        "selector": [
                            {"type": "TextPositionSelector", "start": "a", "end": []},
                            {"type": "TextQuoteSelector", "exact": {}},
                        ],
                    },
                }
            ]
        ),
    ),
}
GOLD: dict[str, tuple[str, str | dict]] = {
    "deep": ("positions", DEEP),
    "deep too": ("attribution", DEEP),
    "spans huge": ("attribution", {"attributions": [{"content": [[0, 10**30]]}]}),
    "spans of lists": ("attribution", {"attributions": [{"content": [[[], {}]]}]}),
    "attributions a text": ("attribution", {"attributions": "x"}),
    "cue a number": ("attribution", {"attributions": [{"content": [[0, 3]], "cue": 3}]}),
    "concept a list": (
        "positions",
        {
            "positions": [
                {"start": 0, "end": 3, "axis": 1, "agreement": 1, "holder": "x", "concept": []}
            ]
        },
    ),
    "no concept": (
        "positions",
        {"positions": [{"start": 0, "end": 3, "axis": 1, "agreement": 1, "holder": "x"}]},
    ),
    "axis huge": (
        "positions",
        {
            "positions": [
                {
                    "start": 0,
                    "end": 3,
                    "axis": 10**30,
                    "agreement": 1,
                    "holder": "x",
                    "concept": "y",
                }
            ]
        },
    ),
    "cue of texts": (
        "positions",
        {
            "positions": [
                {
                    "start": 0,
                    "end": 3,
                    "axis": 1,
                    "agreement": 1,
                    "holder": "x",
                    "concept": "y",
                    "cue": "z",
                    "holder_span": 3,
                }
            ]
        },
    ),
    "id a list": ("positions", {"id": [], "text": SAID, "positions": []}),
    "no words": ("positions", {"text": "", "positions": []}),
    "NUL": ("positions", {"text": "a\0b", "positions": []}),
    "surrogate": ("positions", {"text": "a\ud800b", "positions": []}),
    "speaker a number": ("positions", {"positions": [], "speaker": 3, "source": [], "field": {}}),
    "doc_id a list": (
        "agreement",
        {"concept_start": 0, "concept_end": 3, "agreement": 1, "doc_id": []},
    ),
    "offsets a bool": ("agreement", {"concept_start": False, "concept_end": True, "agreement": 1}),
    "offsets huge ": ("agreement", {"concept_start": 0, "concept_end": 10**30, "agreement": 1}),
    "offsets NaN": (
        "agreement",
        {"concept_start": float("nan"), "concept_end": 1e308, "agreement": 1},
    ),
    "label a list": ("agreement", {"concept_start": 0, "concept_end": 3, "agreement": [1]}),
    "source a list": ("acts", {"source": ["envoy"], "target": {}, "act": "CONSULT"}),
    "text a NUL": ("acts", {"text": "\0", "source": "", "target": "", "act": "CONSULT"}),
    "text a surrogate": ("acts", {"text": "\ud800", "source": "", "target": "", "act": "CONSULT"}),
    "text blank": (
        "targets",
        {"text": " ", "target_start": 0, "target_end": 1, "label": "neutral"},
    ),
}
