"""The reader's site in Chromium: from the folder, for everyone, with and without its script."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rhetoric
from places import ROOT
from rhetoric import wording
from rhetoric.reports import display
from rhetoric.reports import site as pages

ARTICLE = ROOT / "data/articles/tass_2019-02-25_lavrov.txt"
PAGES = ("index", "pages/a1", "pages/holders", "pages/concepts", "pages/times",
         "pages/holder-sergey-lavrov", "pages/concept-ultimatum", "pages/time-2019")  # fmt: skip


@pytest.fixture(scope="module", params=["full", "brief"])
def folder(request, tmp_path_factory) -> Path:
    """A site of the seed article twice: as it is, and as it is made of many articles."""
    text = ARTICLE.read_text("utf-8")
    place = tmp_path_factory.mktemp("articles")
    for name in ("2019-02-25_one", "2019-02-25_two"):  # the year of the dateline
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    found = rhetoric.analyze(place)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "brief":
            patch.setattr(pages, "FULL", 1)
        return pages.site(found, place / "site", rhetoric.load_codebook(), texts=found.texts)


@pytest.fixture
def opened(chromium, folder) -> Iterator[Any]:
    contexts = []

    def open_(name: str, *, width: int = 1400, scheme: str = "light", script: bool = True) -> Any:
        view = {"width": width, "height": 900}
        context = chromium.new_context(
            viewport=view, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("width", "schemes"), [(400, ("light", "dark")), (1400, ("dark", "light"))]
)
def test_axe_finds_nothing_and_nothing_is_asked(folder, opened, width, schemes):
    """Each page narrow and wide, in both schemes, every second in the other pairs."""
    from axe_playwright_python.sync_playwright import Axe

    for name, scheme in zip(PAGES, itertools.cycle(schemes)):
        page = opened(name, width=width, scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        dark = (
            page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        )
        assert dark == (scheme == "dark"), "the style is not there"
        asked = [url for url in page.asked if not url.startswith(("data:", folder.as_uri()))]
        assert (asked, page.said) == ([], []), name
        found = Axe().run(page).response["violations"]
        assert [(name, v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == []


def test_a_mark_leads_to_its_sentence_by_keyboard(opened):
    page = opened("pages/concept-ultimatum")
    words = page.locator(".marks q").first.inner_text()
    page.locator(".marks a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(":target")
    assert words.strip("“”\n ") in page.locator(":target").inner_text()
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") >= 0


def test_the_filter_filters_and_is_not_there_without_its_script(opened):
    page = opened("pages/concept-ultimatum")
    marks = page.locator(".marks li:visible")
    every = marks.count()
    page.locator("select").select_option("against")
    assert 0 < marks.count() < every
    assert set(page.locator(".marks li:visible b").all_inner_texts()) == {"against"}
    page.locator("input").fill("no such words")
    assert (marks.count(), page.locator("h2:visible").count()) == (0, 0)
    assert page.locator("output").inner_text() == f"0 of {every} shown"
    plain = opened("pages/concept-ultimatum", script=False)
    assert plain.locator(".marks li:visible").count() == every
    assert plain.locator(".filter:visible").count() == 0


def test_axe_finds_nothing_in_a_concordance(chromium, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    found = rhetoric.analyze(ARTICLE)
    for words in ("sanction", "no such words"):
        path = tmp_path / "page.html"
        path.write_text(display.concordance(words, wording.concordance(words, found)).html, "utf-8")
        for scheme, width in (("light", 1400), ("dark", 400)):
            view = {"width": width, "height": 900}
            page = chromium.new_page(viewport=view, color_scheme=scheme)
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(page).response["violations"] == []
            page.close()
