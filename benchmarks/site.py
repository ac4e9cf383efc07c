"""Measure the reader's site: time, megabytes, and which pages have them.

    python benchmarks/site.py TABLES ARTICLES

TABLES is a folder of tables, ARTICLES what they were made from. Time is the CPU time of the
whole process; megabytes are those of the files.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import pandas as pd
from run import run

NAMES = {"a": "article"}


def main(tables: str, articles: str) -> None:
    """Print what the site of these tables takes."""
    about = pd.read_parquet(Path(tables, "articles.parquet"))
    command = Path(sys.executable).with_name("rhetoric")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "site")
        cost = run(command, "site", tables, "--articles", articles, "--out", out)
        sizes: dict[str, list[int]] = defaultdict(list)
        for path in out.rglob("*.html"):
            kind = re.match(r"a(?=\d)|[a-z]+(?=-)", path.name)
            sizes[kind[0] if kind else "list"].append(path.stat().st_size)
    every = sum(map(sum, sizes.values()))
    characters = about["n_chars"].sum()
    print(f"{len(about)} articles of {characters / 1e6:.1f} million characters")
    print(f"{cost.cpu:.0f} s, {cost.memory:.0f} MB of memory, {every / 1e6:.1f} MB of pages")
    print(f"bytes of article pages to a character: {sum(sizes['a']) / characters:.2f}")
    for kind, some in sizes.items():
        print(f"  {NAMES.get(kind, kind)} pages: {len(some)}, {sum(some) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
