"""Refuse to release what does not say one version and one date: `release.py v0.1.0`."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def faults(tag: str, root: Path = ROOT) -> list[str]:
    """Return what stands between a tag and its release, empty if nothing does."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    version = project["version"]
    heading = re.search(
        rf"^## {re.escape(version)} \((.+)\)$", (root / "CHANGELOG.md").read_text("utf-8"), re.M
    )
    day = heading[1] if heading else "no heading"
    released = str(citation.get("date-released", "no date"))
    found = {
        f"the tag is {tag}, the version v{version}": tag != f"v{version}",
        f"CITATION.cff has version {citation['version']}": citation["version"] != version,
        f"CHANGELOG.md has '{day}' for {version}; give the day": not re.fullmatch(
            r"\d{4}-\d\d-\d\d", day
        ),
        f"CITATION.cff has '{released}' as date-released, CHANGELOG.md '{day}'": released != day,
    }
    return [what for what, wrong in found.items() if wrong]


if __name__ == "__main__":
    if wrong := faults(sys.argv[1]):
        sys.exit("\n".join(["not released:", *wrong]))
