"""The reader's site: whole without server and script, every link leads somewhere, text is text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from rhetoric import load_codebook, storage, tables
from rhetoric.cli import main
from rhetoric.errors import ReportError, TableError
from rhetoric.reports import site as pages
from rhetoric.reports.site import site
from test_display import tables_for

HOSTILE = '</title><script>alert(1)</script> "><img src=x onerror=alert(2)> \u202eevil'
TEXT = f"{HOSTILE} said: No. The {HOSTILE} is wrong.\nJa."
VOICES = [(HOSTILE, 0, len(HOSTILE), "ultimatum"), ("ÅNN", len(HOSTILE) + 7, 90, "ultimatum")]
BYTES = 2.6  # of a page to one of its article
DATES = {"a/1": "2019-02-25", "A 1": "2021", "../x": None}


def joined(*made):
    names = tables.SCHEMAS
    frames = {n: pd.concat([getattr(m, n) for m in made], ignore_index=True) for n in names}
    frames["articles"]["published"] = frames["articles"]["doc_id"].map(DATES).astype(object)
    return tables.Tables(**frames)


@pytest.fixture(scope="module")
def three():
    """Three articles of hostile words, of which two would have the same file."""
    made = joined(*(tables_for(TEXT, *VOICES, doc_id=doc_id) for doc_id in DATES))
    made.articles["title"] = [None, HOSTILE, "T"]
    made.articles["url"] = ["javascript:alert(3)", 'https://example.org/?a="b', None]
    return made


@pytest.fixture(params=["full", "brief"])
def folder(request, three, tmp_path, monkeypatch):
    """A site as it is, and as it is made of many articles."""
    if request.param == "brief":
        monkeypatch.setattr(pages, "FULL", 1)
        monkeypatch.setattr(pages, "_SHOWN", tuple((n, 1, *more) for n, _, *more in pages._SHOWN))
    texts = None if request.param == "brief" else dict.fromkeys(DATES, TEXT)
    return site(three, tmp_path / "site", load_codebook(), texts=texts)


def opened(folder: Path) -> dict[Path, BeautifulSoup]:
    return {p: BeautifulSoup(p.read_text("utf-8"), "html.parser") for p in folder.rglob("*.html")}


def test_pages_of_many_articles_say_nothing_twice(seed, seed_text, tmp_path, monkeypatch):
    """So that a thousand speeches fit in 30 MB: beside the words little, but all the evidence."""
    monkeypatch.setattr(pages, "FULL", 1)
    doc_id = seed.articles["doc_id"].iloc[0]
    out = site(seed, tmp_path / "site", load_codebook(), texts={doc_id: seed_text})
    page = (out / "pages/a1.html").read_text("utf-8")
    assert len(page[page.index("<main") :].encode()) < BYTES * len(seed_text.encode())
    soup = BeautifulSoup(page, "html.parser")
    shown = "".join(tag.get_text() for tag in soup.select(".brief u, .brief em"))
    own = seed.evidence[seed.evidence["score"] == "agreement"]
    assert [text for text in own["text"] if text not in shown] == []
    numbers = soup.select(".brief small")
    assert len(re.findall(r"\d\.\d\d", " ".join(map(str, numbers)))) == len(seed.positions)
    alone = "".join(tag.get_text() for tag in soup.select(".stands a[href^='#']"))
    assert alone


def test_every_link_leads_to_a_page_and_an_id(folder):
    made = opened(folder)
    reached = set()
    for path, soup in made.items():
        ids = [tag["id"] for tag in soup.select("[id]")]
        assert len(ids) == len(set(ids)), path.name
        for tag in soup.select("[href]"):
            there = urlsplit(tag["href"])
            if there.scheme:
                assert tag["href"].startswith("https://example.org/")
                continue
            target = (path.parent / unquote(there.path)).resolve() if there.path else path
            assert target.is_file(), tag
            reached.add(target)
            if there.fragment:
                assert made[target].find(id=unquote(there.fragment)), tag
    assert reached == {p for p in folder.rglob("*") if p.is_file()}


def test_marks_lead_to_their_sentence(folder):
    """From every kind of page that lists marks."""
    made = opened(folder)
    for kind in ("concept", "time", "holder"):
        for path in folder.glob(f"pages/{kind}-*.html"):
            for mark in made[path].select(".marks li"):
                page, _, sentence = mark.a["href"].partition("#")
                line = made[folder / "pages" / page].find(id=sentence)
                assert mark.q.get_text() in line.get_text()


def test_hostile_words_show_as_text_and_nothing_is_loaded(folder):
    made = opened(folder)
    assert "script>alert(1)" in made[folder / "index.html"].get_text()
    for path, soup in made.items():
        [policy] = soup.select("meta[http-equiv]")
        assert policy["content"].startswith("default-src 'none'; style-src 'self' file:; ")
        assert ("img-src data:" in policy["content"]) == bool(soup.select("img"))
        for script in soup.select("script"):
            digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
            assert f"script-src 'sha256-{digest}'" in policy["content"]
            assert "alert" not in script.string
        for tag in soup.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], path.name
            assert not str(tag.get("href", "")).lower().startswith("javascript:")
            assert tag.name not in ("iframe", "object", "embed", "base")
            assert tag.get("src", "data:").startswith("data:")
        assert "\u202e" not in path.read_text("utf-8")


def test_what_is_missing_is_said(folder, request):
    """Without the articles a page has what the tables quote, and says so."""
    brief = "brief" in request.node.name
    said = opened(folder)
    missing = said[folder / "index.html"].select(".missing")
    assert len(missing) == (2 if brief else 0)
    page = said[folder / "pages/a1.html"]
    assert bool(page.select(".missing")) == brief
    words = page.select_one(".rhetoric-article").get_text()
    assert ("said:" in words) != brief
    assert ("…" in words) == brief


def test_a_corpus_without_positions_or_dates(three, tmp_path):
    """The pages say that there is nothing; none is left out."""
    nothing = replace(three, positions=three.positions.head(0), evidence=three.evidence.head(0))
    nothing.articles["published"] = None
    out = site(nothing, tmp_path / "site", load_codebook())
    names = {p.relative_to(out).as_posix() for p in out.rglob("*.html")}
    lists = {f"pages/{name}s.html" for name in ("holder", "concept", "time")}
    assert names == {"index.html", "pages/a1.html", "pages/a2.html", "pages/a3.html", *lists}
    assert "No position found" in (out / "pages/a1.html").read_text("utf-8")
    times = BeautifulSoup((out / "pages/times.html").read_text("utf-8"), "html.parser")
    assert not times.select("figure")  # said in words once, not in a picture of words, too
    assert "there is nothing to follow through time" in times.get_text()


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["Sergey Lavrov"], ["k-sergey-lavrov.html"]),
        (["a", "A", "a-2", "../a"], ["k-a.html", "k-a-2.html", "k-a-2-2.html", "k-a-3.html"]),
        (["习近平", "Путин", "Škoda"], ["k.html", "k-2.html", "k-skoda.html"]),
        (["x" * 999], [f"k-{'x' * 60}.html"]),
    ],
)
def test_every_name_has_a_file_of_its_own(names, files):
    assert list(pages._files("k", names).values()) == files


@pytest.mark.parametrize(
    ("there", "kept"),
    [("notes.txt", True), ("pages/notes.html", True), (None, False)],
)
def test_a_folder_is_replaced_only_if_it_is_ours(three, tmp_path, there, kept):
    out = site(three, tmp_path / "site", load_codebook())
    before = sorted(out.rglob("*"))
    if there:
        (out / there).write_text("mine")
        with pytest.raises(ReportError, match="not a site of ours: it is left as it is"):
            site(three, out, load_codebook())
        assert (out / there).read_text() == "mine"
    else:
        site(three, out, load_codebook())
        assert sorted(out.rglob("*")) == before


def test_texts_that_are_not_those_of_the_tables(three, tmp_path):
    with pytest.raises(TableError, match="does not quote this text"):
        site(three, tmp_path / "site", load_codebook(), texts=dict.fromkeys(DATES, "x" * 300))
    assert not (tmp_path / "site").exists()


def test_the_command(seed, seed_text, tmp_path):
    folder = storage.write_tables(seed, tmp_path / "tables")
    doc_id = seed.articles["doc_id"].iloc[0]
    (tmp_path / f"{doc_id}.txt").write_text(seed_text, encoding="utf-8")
    command = ["site", str(folder), "--out", str(tmp_path / "site")]
    ran = CliRunner().invoke(main, command)
    assert ran.exit_code == 0, ran.output
    page = (tmp_path / "site/pages/holder-sergey-lavrov.html").read_text("utf-8")
    assert re.search(r"<li class=a><b>against</b> <q>.*<u>", page)
    ran = CliRunner().invoke(main, [*command[:-1], str(folder)])
    assert ran.exit_code == 2
    assert "not a site of ours" in ran.output
    book = load_codebook()
    noted = {"codebook": {"name": "other", "version": "9", "sha256": f"{book.sha256[:-1]}x"}}
    storage.write_provenance(folder, noted)
    ran = CliRunner().invoke(main, command)
    assert ran.exit_code == 2
    assert "made with the codebook other 9" in ran.output
