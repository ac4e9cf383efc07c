"""What each stage of the way from an article to its tables takes, on what those before it made."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rhetoric import analysis, attribution, scoring, statements
from rhetoric.attribution.speakers import Speakers
from rhetoric.attribution.tagger import Tagger
from rhetoric.codebook import load_codebook
from rhetoric.grammar import Syntax
from rhetoric.reading import MODELS, documents
from rhetoric.reading import articles as reading
from rhetoric.scoring.reader import load
from rhetoric.scoring.reader.inputs import ReaderView, windows

ROUNDS = 3


def costs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the CPU time of each stage, as a share of the stock pipeline's on the same texts."""
    articles = reading.read(path)
    nlp = import_module(next(filter(find_spec, MODELS))).load()
    book, tagger = load_codebook(), Tagger.load()
    parsed = list(documents.parse_many(articles))
    speakers = [Speakers(document) for document in parsed]
    found = [attribution.attribute(d, speakers=s) for d, s in zip(parsed, speakers, strict=True)]
    said = [statements.tabulate(d, f) for d, f in zip(parsed, found, strict=True)]

    def score() -> list[Any]:
        return [
            scoring.score(d, s, f, book, lambda *_: None)
            for d, s, f in zip(parsed, said, found, strict=True)
        ]

    model = load()
    views = [ReaderView(d, Syntax(d.doc), f) for d, f in zip(parsed, found, strict=True)]

    def read() -> list[Any]:
        return [list(model.read(windows(view, model.tokenizer, gate=model.gate))) for view in views]

    stock = _best(lambda: list(nlp.pipe([article.text for article in articles], batch_size=8)))
    stages: dict[str, Callable[[], Any]] = {
        "parse, with layout, quotation marks and sentences": lambda: list(
            documents.parse_many(articles)
        ),
        "who is in the text": lambda: [Speakers(document) for document in parsed],
        "attribute": lambda: [
            attribution.attribute(d, speakers=s) for d, s in zip(parsed, speakers, strict=True)
        ],
        "of this, tag": lambda: [tagger.tag(document) for document in parsed],
        "score": score,
        "of this, read positions": read,
        "all tables": lambda: analysis.analyze(articles, book),
    }
    for name, work in stages.items():
        yield f"{path.stem}, stage: {name}, of stock", f"{_best(work) / stock:.2f}"


def _best(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of the quickest run."""
    took = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)
