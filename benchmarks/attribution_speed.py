"""Measure what attribution adds to spaCy's stock pipeline, on the same texts in the same run.

    python benchmarks/attribution_speed.py [PATH] [--articles N] [--rounds N]

PATH is what `rhetoric.read` takes: a file or a folder of articles. Without it, the article in data/
and the paragraphs below are read. CPU time of one process is measured; of each stage the best
of the rounds counts, since what else the machine does can only add to it.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rhetoric import documents
from rhetoric.articles import Article, read
from rhetoric.attribution import assembly, attribute, linker
from rhetoric.attribution.page import Page
from rhetoric.attribution.speakers import Speakers
from rhetoric.attribution.tagger import Tagger

SEED = Path(__file__).parents[1] / "data" / "articles" / "tass_2019-02-25_lavrov.txt"
INVENTED = """\
The council of Norden voted on Tuesday to keep the harbour closed until May. The decision follows
months of repairs to the eastern pier, which was damaged in the winter storms of the year before.

“We will not open a pier that we cannot trust,” said Anna Berg, who leads the harbour board. “The
engineers have told us that the piles need another six weeks, and we believe them.”

According to a report by the engineers, eleven of forty piles show cracks. The report does not say
when the cracks appeared, but two former inspectors claim they warned the board about them.

Fishing crews had asked for a date. Ole Moller, a skipper, told reporters that he expected “nothing
but promises” from the board and that his crew would sail from Sunde instead.

The board denied that it had been warned. In a statement, it said the inspectors' notes “speak of
paint, not of piles”, and that it would publish them. The mayor thinks the dispute will end in
court, her spokesman said.

The pier was built in 1931 and carries a road, a crane and the ice house. Some 40 boats use it in
summer, and about a dozen in winter. A second pier, to the west, is used by the ferry alone.
"""


def texts(path: Path | None, most: int) -> list[Article]:
    """Return the articles to measure."""
    if path is not None:
        return read(path)[:most]
    both = [*read(SEED), *read(INVENTED)]
    return [replace(both[n % 2], doc_id=str(n)) for n in range(most)]


def stages(articles: list[Article]) -> dict[str, Callable[[], Any]]:
    """Return what is measured, each stage on the result of those before it."""
    nlp = documents.load_model()
    tagger = Tagger.load()
    parsed = list(documents.parse_many(articles))
    pages = [Page.open(document) for document in parsed]
    spans = [tagger.tag(document) for document in parsed]
    return {
        "stock": lambda: list(nlp.pipe([article.text for article in articles], batch_size=16)),
        "parse": lambda: list(documents.parse_many(articles)),
        "attribute": lambda: [attribute(document) for document in parsed],
        "page": lambda: [Page.open(document) for document in parsed],
        "tag": lambda: [tagger.tag(document) for document in parsed],
        "link": lambda: [linker.link(d, s) for d, s in zip(parsed, spans, strict=True)],
        "rules": lambda: [assembly.by_rules(page) for page in pages],
        "collect": lambda: [assembly.collect(page) for page in pages],
        "speakers": lambda: [Speakers(document) for document in parsed],
    }


def measure(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of one run."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def report(words: int, best: dict[str, float]) -> str:
    """Return the table: seconds, words a second, and the share of spaCy's time."""
    t = best
    joined = t["collect"] - t["tag"] - t["link"] - t["rules"]
    cast = t["attribute"] - t["collect"] - t["page"] - t["speakers"]
    rows = [
        ("spaCy's stock pipeline", t["stock"]),
        ("+ layout, quotations, sentences", t["parse"] - t["stock"]),
        ("+ attribution with speakers", t["attribute"]),
        ("    index the page", t["page"]),
        ("    tag", t["tag"]),
        ("    link", t["link"]),
        ("    rules", t["rules"]),
        ("    join both", joined),
        ("    who is in the text", t["speakers"]),
        ("    who speaks, nesting", cast),
    ]
    lines = [f"{'':34}{'s':>8}{'of spaCy':>10}"]
    lines += [f"{name:34}{s:8.2f}{s / t['stock']:10.1%}" for name, s in rows]
    together = t["parse"] + t["attribute"]
    lines.append(
        f"{words} words: {words / t['stock']:,.0f} a second with spaCy alone, "
        f"{words / together:,.0f} with attribution"
    )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, help="a file or folder of articles")
    parser.add_argument("--articles", type=int, default=40, help="how many at most")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    articles = texts(given.path, given.articles)
    best: dict[str, float] = {}
    for name, work in stages(articles).items():
        best[name] = min(measure(work) for _ in range(given.rounds))
    words = sum(len(article.text.split()) for article in articles)
    print(f"{documents.model_name()}, {len(articles)} articles, best of {given.rounds} rounds")
    print(report(words, best))


if __name__ == "__main__":
    main()
