"""Measure how many patterns of a codebook `rhetoric codebook suggest` brings back when held out.

    python benchmarks/suggestions.py TABLES [--codebook FILE] [--draws 3]
    python benchmarks/suggestions.py --write FOLDER   # un.jsonl, fields.jsonl, fields.toml

Of each concept a third of the patterns is taken away (its examples that only these find show
nothing, then). Asked for are those that stand at least twice in the sentences where nothing that is
left finds their words; one has come back if it matches one of the first ten, or fifty, suggestions
for its own concept. `--write` draws fifty speeches, and makes a codebook of what coders marked in
news on other fields of policy: concepts with at least six spans of two or more words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from rhetoric.codebook import Codebook, load_codebook
from rhetoric.grammar import Syntax
from rhetoric.patterns import Pattern, match
from rhetoric.scoring.coded_tables import parse
from rhetoric.scoring.lexicon import Lexicon, compile_book, find_concepts
from rhetoric.storage import read_tables
from rhetoric.tables import Tables
from rhetoric.wording import sentences_of
from rhetoric.wording.trial import suggest

SHARED = Path(__file__).parents[2] / "shared"


def measure(book: Codebook, tables: Tables, draws: int) -> str:
    """Return a row of the table in docs/words_in_context.md."""
    parsed = [Syntax(d.doc) for d in parse(text for _, text in sentences_of(tables, 0))]
    asked = ten = fifty = 0
    for seed in range(draws):
        left, held = _parted(book, seed)
        lex = compile_book(left)
        wanted = _standing(parsed, lex, held)
        found = suggest(left, tables, n=50)
        for concept, pattern in wanted:
            own = found.loc[found["concept"] == concept, "pattern"]
            rank = next((k for k, one in enumerate(own) if _finds(pattern, one)), 50)
            asked, ten, fifty = asked + 1, ten + (rank < 10), fifty + (rank < 50)
    return (
        f"| {len(parsed):,} | {asked} | {ten / max(asked, 1):.2f} | {fifty / max(asked, 1):.2f} |"
    )


def _parted(book: Codebook, seed: int) -> tuple[Codebook, dict[str, list[Pattern]]]:
    rng = np.random.default_rng(seed)
    held, concepts = {}, {}
    for name, concept in book.concepts.items():
        order = [concept.patterns[k] for k in rng.permutation(len(concept.patterns))]
        cut = len(order) // 3
        held[name] = order[:cut]
        concepts[name] = concept.model_copy(update={"patterns": tuple(order[cut:])})
    return replace(book, concepts=concepts, sha256=f"{book.sha256} {seed}"), held


def _standing(
    parsed: list[Syntax], lex: Lexicon, held: dict[str, list[Pattern]]
) -> list[tuple[str, Pattern]]:
    """Return the patterns that stand at least twice where nothing else finds their words."""
    gone = {
        name: one.model_copy(update={"patterns": tuple(held[name])})
        for name, one in lex.book.concepts.items()
    }
    other = Lexicon(replace(lex.book, concepts=gone, sha256=f"{lex.book.sha256} held"))
    places: dict[tuple[str, str], int] = defaultdict(int)
    for s in parsed:
        taken = {i for m in find_concepts(s, lex, 0, len(s.text)) for i in range(m.first, m.last)}
        for a, b, pattern, concept in other.concepts.find(s, 0, len(s.text)):
            places[concept.name, pattern.source] += taken.isdisjoint(range(a, b))
    rows = ((name, one) for name, patterns in held.items() for one in patterns)
    return [(name, one) for name, one in rows if places[name, one.source] > 1]


def _finds(pattern: Pattern, suggested: str) -> bool:
    """Whether a pattern, whatever parts of speech it asks for, matches a suggested phrase."""
    words = [w for w in suggested.split() if not w.startswith("*")]
    free = [False] * len(words)
    these = SimpleNamespace(forms=[(w,) for w in words], pos=words, breaks=free, hyphens=free)
    elements = tuple(replace(e, pos=frozenset()) for e in pattern.elements)
    return any(match(elements, these, i, len(words), free) is not None
               for i in range(len(words)) if words[i] in elements[0].words)  # fmt: skip


def write_fields(folder: Path) -> None:
    """Write a codebook and the passages that it is of."""
    files = [SHARED / "bench" / "positions" / f"fields.{part}.jsonl" for part in ("dev", "train")]
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    spans: dict[str, dict[str, str]] = defaultdict(dict)
    documents = parse(row["text"] for row in rows)
    for row, document in zip(rows, documents, strict=True):
        s = Syntax(document.doc)
        for one in row["positions"]:
            tokens = range(*s.tokens(one["start"], one["end"]))
            kept = [i for i in tokens if s.pos[i] in ("NOUN", "PROPN", "VERB", "ADJ")]
            if 2 <= len(kept) <= 6 and all(s.text[i].isalpha() for i in kept):
                spans[one["concept"]][" *2 ".join(s.lemma[i] for i in kept)] = row["text"]
    lines = ['[codebook]\nname = "fields"\nversion = "1"']
    for name, found in sorted(spans.items()):
        patterns = [p for p in found if p.count("*") <= 3]
        if len(patterns) >= 6:
            plain = "".join(c if c.isalnum() else "_" for c in name.lower())
            lines.append(
                f'[[concept]]\nname = "{plain}"\nlabel = "{plain}"\naxis = 0\ndefinition = "-"\n'
                f"patterns = {json.dumps(patterns)}"
            )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fields.toml").write_text("\n\n".join(lines), encoding="utf-8")
    texts = [json.dumps({"doc_id": row["id"], "text": row["text"]}) for row in rows]
    (folder / "fields.jsonl").write_text("\n".join(texts), encoding="utf-8")


def write_speeches(folder: Path) -> None:
    """Write fifty speeches of the UN General Debate, drawn by a seed."""
    with gzip.open(SHARED / "corpora" / "ungd_2015-2019.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(1).shuffle(rows)
    drawn = [json.dumps({**row, "speaker": row["country"]}) for row in rows[:50]]
    (folder / "un.jsonl").write_text("\n".join(drawn), encoding="utf-8")


def main() -> None:
    """Print the row, or write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="?", type=Path)
    parser.add_argument("--codebook", type=Path)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    if given.write:
        write_fields(given.write)
        write_speeches(given.write)
    if given.tables:
        print("| sentences | patterns asked for | in the first ten | in the first fifty |")
        print(measure(load_codebook(given.codebook), read_tables(given.tables), given.draws))


if __name__ == "__main__":
    main()
