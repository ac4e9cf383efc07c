"""Draw the documents of `data/two_sides/documents` from the two corpora they are of.

    python data/two_sides/draw.py CORPORA

CORPORA is the folder with `kremlin_en.jsonl.gz` and `whitehouse_2021-2025.jsonl.gz`. Each document
of the years below whose text holds one of the words is taken whole, in the order of the corpus;
nothing is chosen by hand. Texts are as they are there. Names are short (source, day, and a letter
where a day has several; `corpus_id` is the corpus's), and titles lose marks of another format.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

WORDS = re.compile(
    "North Korea|DPRK|Pyongyang|Democratic People.s Republic of Korea|Kim Jong|Korean [Pp]eninsula"
    "|Korean (?:nuclear|problem|issue)|denuclear"
)
SOURCES = {
    "kremlin.jsonl.gz": ("kremlin_en.jsonl.gz", range(2012, 2020)),
    "white_house.jsonl.gz": ("whitehouse_2021-2025.jsonl.gz", range(2021, 2025)),
}


def titled(title: str) -> str:
    """Return a title without the marks of another format: escapes, and a backslash at a cut."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), title)
    return " ".join(re.sub(r"\\$", "…", plain).replace("\\_", " ").replace("\u2060", "").split())


def named(rows: list[dict[str, Any]], source: str) -> list[dict[str, Any]]:
    """Give each document a short name, and its title in plain letters."""
    of_day, seen = Counter(row["published"] for row in rows), Counter[str]()
    made = []
    for row in rows:
        day = row["published"]
        letter = "abcdefgh"[seen[day]] if of_day[day] > 1 else ""
        seen[day] += 1
        names = {"doc_id": f"{source}-{day}{letter}", "corpus_id": row["doc_id"]}
        made.append(row | names | {"title": titled(row["title"])})
    return made


def main() -> None:
    """Write the two files, and say what was taken of how much."""
    corpora = Path(sys.argv[1])
    for name, (source, years) in SOURCES.items():
        with gzip.open(corpora / source, "rt", encoding="utf-8") as file:
            every = [json.loads(line) for line in file]
        of_years = [row for row in every if int(row["published"][:4]) in years]
        taken = [row for row in of_years if WORDS.search(row["text"])]
        rows = named(taken, name.removesuffix(".jsonl.gz"))
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0)
        (Path(__file__).parent / "documents" / name).write_bytes(packed)
        print(f"{name}: {len(taken)} of {len(of_years)} documents of {years[0]}–{years[-1]}")


if __name__ == "__main__":
    main()
