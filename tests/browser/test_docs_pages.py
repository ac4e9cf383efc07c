"""The docs site in Chromium: for everyone, searchable, without a word to anybody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest

from places import ROOT

PAGES = ("", "notebooks/positions/", "api/rhetoric/", "command_line/", "method/")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The site, from the working tree."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def server(built) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(built))) as made:
        Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}/"
        made.shutdown()


@pytest.fixture
def opened(chromium, server) -> Iterator[Any]:
    contexts = []

    def open_(name: str, *, width: int, scheme: str) -> Any:
        view = {"width": width, "height": 900}
        contexts.append(chromium.new_context(viewport=view, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.set_default_timeout(120_000)  # a busy machine needs more than half a minute
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(server + name)
        page.wait_for_load_state("networkidle")
        return page

    yield open_
    for context in contexts:
        context.close()


def _abroad(page: Any, server: str) -> list[str]:
    return [url for url in page.asked if not url.startswith((server, "data:", "blob:"))]


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (400, "dark")])
def test_axe_finds_nothing_and_nobody_else_is_asked(opened, server, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for name in PAGES:
        page = opened(name, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert (_abroad(page, server), page.said) == ([], []), name
        found = Axe().run(page).response["violations"]
        assert [(name, v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == []


def test_the_search_finds_a_function_without_the_network(opened, server):
    from playwright.sync_api import TimeoutError as Late  # the fixtures skip where it is missing

    page = opened("", width=1200, scheme="light")
    box, first = page.locator("input[name=query]"), page.locator(".md-search-result__item a").first
    for _ in range(20):  # what is typed before the page listens is lost
        box.fill("")
        box.press_sequentially("congruence_network")
        with suppress(Late):
            first.wait_for(timeout=5_000)
            break
    assert "api/rhetoric" in first.get_attribute("href")
    assert _abroad(page, server) == []


def test_every_link_of_every_page_leads_somewhere(built):
    pages = {
        path.relative_to(built).as_posix(): lxml.html.parse(path) for path in built.rglob("*.html")
    }
    names = {path: {*tree.xpath("//@id|//a/@name")} for path, tree in pages.items()}
    dead = []
    for path, tree in pages.items():
        for link in tree.xpath("//body//@href|//body//@src"):
            place = urlsplit(urljoin(f"/{path}", link))
            if place.scheme or path == "404.html":  # elsewhere, or data; that page knows no place
                continue
            file = unquote(place.path).lstrip("/")
            file += "index.html" if not file or file.endswith("/") else ""
            there = (built / file).is_file()
            if not there or unquote(place.fragment) not in {"", *names.get(file, ())}:
                dead.append((path, link))
    assert dead == []
