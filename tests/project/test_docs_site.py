"""The docs site: the menu holds every page, and nothing on a page is from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from places import ROOT

MENU = ROOT / "mkdocs.yml"
SITE = yaml.safe_load(MENU.read_text(encoding="utf-8"))


def _paths(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from _paths(part)


def test_the_menu_holds_every_page_and_every_notebook_once():
    listed = [path for path in _paths(SITE["nav"]) if not path.startswith("docs/api/")]
    there = [*ROOT.glob("docs/*.md"), *ROOT.glob("notebooks/*.ipynb")]
    assert {path.relative_to(ROOT).as_posix() for path in there} <= {*listed}
    assert len(listed) == len({*listed})
    assert [path for path in listed if not (ROOT / path).is_file()] == []


def test_the_theme_is_told_to_load_nothing_from_elsewhere():
    assert SITE["theme"]["font"] is False, "the theme fetches its fonts else"
    assert not {"extra_javascript", "repo_url"} & {*SITE}, "the theme asks the host of a repository"
    assert "analytics" not in SITE["extra"]
    for told in (MENU, *(ROOT / "docs" / name for name in SITE["extra_css"])):
        assert "//" not in told.read_text(encoding="utf-8"), told.name


def test_a_dead_link_or_anchor_fails():
    assert SITE["strict"] is True
    rules = [rule for part in SITE["validation"].values() for rule in part.items()]
    assert {said for _, said in rules} == {"warn"}
    assert {"not_found", "anchors", "omitted_files"} <= {name for name, _ in rules}
