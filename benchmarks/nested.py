"""Score voices inside voices, of passages in which a reader noted them all.

    python benchmarks/passages.py data/attributions_coded.jsonl --set voices_blind > held.jsonl
    python benchmarks/nested.py held.jsonl

Right has half of its words in common with the content noted (F1), and the same source. What the
reader doubted may be found or not. Intervals: 95 %, bootstrap over passages.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from rhetoric import attribution
from rhetoric.reading import articles, documents

LEAST = 0.5
Row = dict[str, Any]


def letters(spans: Any) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def same(one: attribution.Attribution, gold: Row) -> bool:
    """Whether an attribution is the one noted: its content, and who says it."""
    mine, noted = letters(one.content), letters(gold["content"])
    alike = 2 * len(mine & noted) / (len(mine) + len(noted)) >= LEAST
    if one.source is None or gold["source"] is None:
        return alike and one.source is gold["source"]
    return alike and bool(letters([one.source]) & letters([gold["source"]]))


def counts(rows: list[Row]) -> Iterator[list[int]]:
    """Yield of each passage: given, of these noted, noted without a doubt, of these given."""
    read = [articles.to_article(articles.Record(r, r["doc_id"], r["doc_id"]), "text") for r in rows]
    for row, document in zip(rows, documents.parse_many(read), strict=True):
        all_ = attribution.attribute(document)
        found = [one for one in all_ if one.depth > 0]
        gold = row["attributions"]
        sure = [g for g in gold if g["sure"]]
        good = sum(any(same(one, g) for g in gold) for one in found)
        yield [len(found), good, len(sure), sum(any(same(o, g) for o in found) for g in sure)]


def scores(sums: Any) -> tuple[float, float, float]:
    given, good, sure, right = sums
    p, r = good / max(given, 1), right / max(sure, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def main() -> None:
    """Print precision, recall and F1 with their intervals."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    table = np.array(list(counts([json.loads(line) for line in lines])))
    chance = np.random.default_rng(0)
    drawn = chance.integers(len(table), size=(2000, len(table)))
    spread = np.array([scores(table[picked].sum(axis=0)) for picked in drawn])
    low, high = np.quantile(spread, (0.025, 0.975), axis=0)
    print("given {} (noted {}), noted without a doubt {} (given {})".format(*table.sum(axis=0)))
    for name, *three in zip(("P", "R", "F1"), scores(table.sum(axis=0)), low, high, strict=True):
        print(name, "{:.3f} ({:.3f}–{:.3f})".format(*three))


if __name__ == "__main__":
    main()
