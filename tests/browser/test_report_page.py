"""The report in Chromium: it asks nothing, runs nothing, and can be read by everyone."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_notebook
from PIL import Image

from places import ROOT
from rhetoric import report
from rhetoric.files import shipped
from rhetoric.reports import notebook as notebooks
from rhetoric.reports.page import FILES_TOO

NOTEBOOKS = (
    "quickstart",
    "positions",
    "who_said_what",
    "stance_and_sentiment",
    "a_corpus_over_time",
    "two_sides",
)
PAGES = [*(("seed", name) for name in NOTEBOOKS), ("coded", "coders_and_the_machine")]
WORD = "Absurdistan" * 910  # 10,010 letters
HOSTILE = f"""<script>document.title = "hacked"</script> Minister warns of </style></title>

<img src=x onerror="document.title='hacked'"> {WORD}

PARIS, May 3. /AFP/. "The ultimatum of <b>Borduria</b> will not work," Foreign Minister \
Anna </style><script>alert(1)</script> Berg said on Friday. "\u202eOnly a gradual approach\u202c \
&lt;may&gt; work, {WORD}," Berg said. </script><svg onload="alert(2)">

"We reject the ultimatum," <iframe src="https://example.org/"> Berg said.
"""


@dataclass
class Opened:
    """A page, and what happened while it was opened."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def one_kernel() -> Iterator[None]:
    """Notebooks run one after the other in one kernel; nbval gives each its own."""
    first = NotebookClient(new_notebook(), kernel_manager_class=notebooks._Kernel)
    first.km = first.create_kernel_manager()
    first.start_new_kernel(cwd=str(shipped("notebooks")), env={**os.environ, **FILES_TOO})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "NotebookClient", partial(NotebookClient, km=first.km))
        yield
    first._cleanup_kernel()


@pytest.fixture(scope="module")
def made(tmp_path_factory, one_kernel) -> Any:
    """Reports, each made once, with their figures and tables as files."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    articles = {
        "seed": ROOT / "data/articles/tass_2019-02-25_lavrov.txt",
        "hostile": folder / "hostile.txt",
        "coded": ROOT / "data/coded_sample.csv",
    }

    def make(article: str, notebook: str) -> Path:
        out = folder / f"{article}_{notebook}.html"
        if not out.exists():
            report(articles[article], out, notebook=notebook, assets_to=out.with_suffix(""))
        return out

    return make


@pytest.fixture
def opened(chromium) -> Iterator[Any]:
    contexts = []

    def open_(path: Path, *, width: int = 1400, scheme: str = "light") -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        one = Opened(context.new_page())
        one.page.on("request", lambda request: one.asked.append(request.url))
        one.page.on("console", lambda message: one.said.append(message.text))
        one.page.on("dialog", lambda dialog: (one.said.append("a dialog"), dialog.dismiss()))
        one.page.goto(path.as_uri())
        return one

    yield open_
    for context in contexts:
        context.close()


def reveal(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize(("article", "notebook"), PAGES)
def test_it_asks_nothing_of_anyone(made, opened, article, notebook):
    path = made(article, notebook)
    one = opened(path)
    assert [url for url in one.asked if not url.startswith("data:")] == [path.as_uri()]
    assert one.said == []
    assert path.stat().st_size < 1_500_000


# The pages have one style: each is seen narrow and wide, light and dark, every second in the other pairs.
VIEWS = [(360, "light"), (1400, "dark"), (360, "dark"), (1400, "light")]
SEEN = [(page, *view) for n, page in enumerate(PAGES) for view in VIEWS[n % 2 * 2 :][:2]]


@pytest.mark.parametrize(("which", "width", "scheme"), SEEN)
def test_axe_finds_nothing(made, opened, which, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(made(*which), width=width, scheme=scheme).page
    reveal(page)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize(("article", "notebook"), PAGES)
def test_every_figure_has_alt_text_a_number_and_files(made, opened, article, notebook):
    path = made(article, notebook)
    page = opened(path).page
    alts = page.eval_on_selector_all("img", "all => all.map(i => [i.alt, i.naturalWidth])")
    assert alts
    assert all(len(alt) > 20 and width > 300 for alt, width in alts)
    captions = page.eval_on_selector_all("figcaption", "all => all.map(c => c.textContent)")
    assert [c.split(". ")[0] for c in captions] == [f"Figure {i + 1}" for i in range(len(alts))]
    for ending in ("pdf", "svg"):
        assert len(list(path.with_suffix("").glob(f"figure-*.{ending}"))) == len(alts)


@pytest.mark.parametrize(
    ("article", "notebook"), [*PAGES, *(("hostile", name) for name in NOTEBOOKS)]
)
def test_a_small_screen_does_not_scroll_sideways(made, opened, notebook, article):
    page = opened(made(article, notebook), width=360).page
    reveal(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dark_mode_is_dark(made, opened):
    page = opened(made("seed", "positions"), scheme="dark").page
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(int(part) for part in color[4:-1].split(",")) < 3 * 60
    for figure in page.locator("figure img").all():
        picture = Image.open(io.BytesIO(figure.screenshot())).convert("L")
        assert np.median(np.asarray(picture)) < 60, "a figure is light on a dark page"


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_nothing_of_a_figure_is_cut_without_a_cue(made, opened, notebook):
    page = opened(made("seed", notebook), width=400).page
    wide = page.eval_on_selector_all(
        ".picture",
        "all => all.map(p => [p.scrollWidth - p.clientWidth, "
        "getComputedStyle(p, '::before').content.includes('Scroll')])",
    )
    assert wide
    assert all(hidden <= 0 or told for hidden, told in wide)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_hostile_words_show_as_text_and_run_nothing(made, opened, notebook):
    path = made("hostile", notebook)
    one = opened(path)
    one.page.wait_for_timeout(200)
    assert "hacked" not in one.page.title().split("<")[0]
    assert one.said == []
    assert [url for url in one.asked if not url.startswith("data:")] == [path.as_uri()]
    assert one.page.locator("script, iframe, svg, main img[src='x']").count() == 0
    if notebook not in ("positions", "who_said_what", "stance_and_sentiment"):
        return  # the others do not show the article whole
    text = one.page.inner_text("body")
    for words in ("<script>document.title", "</style>", "<iframe src=", WORD):
        assert words in text, words
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(text)
