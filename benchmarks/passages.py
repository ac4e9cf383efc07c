"""Print the passages that models learn from, or are measured on, and that may not be committed.

Their texts are others'; here stand only where they are and what coders found in them:
data/passages_coded.jsonl, data/passages_plain.jsonl that nobody has coded, for a teacher, and
data/attributions_coded.jsonl, in sets.

    python benchmarks/passages.py data/passages_coded.jsonl > coded.jsonl
    python benchmarks/passages.py data/passages_random.jsonl --set fitted --whole > random.jsonl
    python benchmarks/passages.py data/attributions_coded.jsonl --set blind > blind.jsonl
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[2] / "shared"
CORPORA = {
    "polnear": SHARED / "bench" / "attribution" / "polnear_train690.jsonl",
    "polnear_dev": SHARED / "bench" / "attribution" / "polnear_devset150.jsonl",
    "newsmtsc": SHARED / "bench" / "stance" / "data" / "newsmtsc.train.jsonl",
    "whitehouse": SHARED / "corpora" / "whitehouse_2021-2025.jsonl.gz",
    "kremlin": SHARED / "corpora" / "kremlin_en.jsonl.gz",
    "ungd": SHARED / "corpora" / "ungd_2015-2019.jsonl.gz",
}
Row = dict[str, Any]


@cache
def texts(corpus: str) -> dict[str, str]:
    """Return the texts of a corpus by a hash of the document's name, or line where it has none."""
    path = CORPORA[corpus]
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    names = (str(row.get("doc_id", number)) for number, row in enumerate(rows, 1))
    hashes = (hashlib.sha256(name.encode()).hexdigest()[:12] for name in names)
    return {name: row["text"] for name, row in zip(hashes, rows, strict=True)}


def passage(row: Row, *, whole: bool = False) -> Row:
    """Return a passage as `rhetoric train positions` takes it, cut from its document or in it.

    One with attributions is as `rhetoric evaluate attribution` takes it.
    """
    document = texts(row["corpus"])[row["doc_id"]]
    text = document[row["start"] : row["end"]]
    if "attributions" in row:
        speaker = "the speaker" if row["corpus"] == "ungd" else None
        made = {"doc_id": f"{row['doc_id']}-{row['start']}", "text": text, "speaker": speaker}
        return {**made, "attributions": row["attributions"]}
    at = row["start"] if whole else 0
    positions = []
    for p in row.get("positions", ()):
        holder, words = p["holder"], {"holder": "SPEAKER"}
        if holder is not None:
            span = [at + holder[0], at + holder[1]]
            words = {"holder": text[slice(*holder)], "holder_span": span}
        cue = [[at + first, at + last] for first, last in p["cue"]]
        found = {"start": at + p["start"], "end": at + p["end"], "cue": cue}
        positions.append({**p, "holder_span": None, **found, **words})
    kept = {name: row[name] for name in ("id", "doc_id", "source", "field") if name in row}
    coded = {"coded": [row["start"], row["end"]]} if whole else {}
    return {**kept, "text": document if whole else text, "positions": positions, **coded}


def main() -> None:
    """Print one passage a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--set", help="only rows of this set")
    parser.add_argument("--whole", action="store_true", help="whole documents, coded in part")
    parser.add_argument("--times", type=int, default=1, help="how often, to weigh them more")
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
    made = [passage(row, whole=given.whole) for row in rows if given.set in (None, row.get("set"))]
    for again in range(given.times):
        for one in made:
            named = {"doc_id": f"{one['doc_id']}-{again}"} if again else {}
            print(json.dumps(one | named, ensure_ascii=False))


if __name__ == "__main__":
    main()
