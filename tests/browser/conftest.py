"""Chromium for the tests that need it: required where RHETORIC_REQUIRE_BROWSER is set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _without(reason: str) -> NoReturn:
    if os.environ.get("RHETORIC_REQUIRE_BROWSER"):
        pytest.fail(f"{reason}, and RHETORIC_REQUIRE_BROWSER is set")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def without() -> Callable[[str], NoReturn]:
    """Skip for a reason, or fail where the browser is required."""
    return _without


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium that asks nothing of the network by itself."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        _without("no Chromium on PATH (Debian: apt-get install chromium)")
    try:
        import axe_playwright_python  # noqa: F401  the tests need both
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("playwright or axe-playwright-python is not installed (extra: dev)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
