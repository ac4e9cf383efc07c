"""Suggest words for a codebook: phrases near those that show a concept, which no pattern finds.

Nearness is the cosine of what the reader's own encoder makes of two phrases, each read alone and
its dimensions made equal (whitened) over the phrases of the corpus.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.codebook import Codebook
from rhetoric.errors import TableError
from rhetoric.scoring.concepts import find_concepts
from rhetoric.scoring.lexicon import Lexicon, compile_book
from rhetoric.scoring.reader.marked import embed, parse
from rhetoric.scoring.reader.model import Floats, ReaderModel, load
from rhetoric.scoring.syntax import Syntax
from rhetoric.summaries.rows import statements_of
from rhetoric.tables import Tables
from rhetoric.wording.texts import texts_of

SENTENCES = 8_000
COLUMNS = "concept pattern n articles nearness context".split()
_DIMENSIONS, _FAR = 100, 4  # of the encoder's 384; words between a verb and its object
_PARTS = frozenset({"NOUN", "ADJ", "VERB"})
_JOINS = frozenset({"of", "on", "for", "to", "with", "against", "in"})


@dataclass
class Phrase:
    """Words that stand together in the corpus: where first, how often and in which articles."""

    context: str
    n: int = 0
    gap: int = 0
    articles: set[str] = field(default_factory=set)


def suggest(
    codebook: Codebook, tables: Tables, *, n: int = 10, least: int = 2, seed: int = 0
) -> pd.DataFrame:
    """Rank the phrases of a corpus that no pattern finds by how near they are to each concept.

    Near are phrases like those that a concept's patterns find, in its examples and in the corpus;
    a phrase is suggested for its nearest concept alone. Phrases are nouns with what stands before
    them, nouns joined by a preposition, verbs, and verbs with their objects. Of more than
    `SENTENCES` sentences so many are drawn. Returns the first `n` rows of each concept that has
    such words: concept, pattern (as a codebook takes it), in how many places (at least `least`)
    and articles it was, nearness (cosine) and a context.
    Raises TableError where there are too few phrases to compare.
    """
    lex = compile_book(codebook)
    free, known = _phrases(lex, _sentences(tables, seed))
    for concept in codebook.concepts.values():
        for document in parse(concept.examples):
            s = Syntax(document.doc)
            for m in find_concepts(s, lex, 0, len(s.text)):
                if m.concept == concept.name:
                    known[m.concept].add(_key(s, range(m.first, m.last)))
    some = {key: one for key, one in free.items() if one.n >= least}
    concepts = sorted(known)
    if len(some) < 2 or not concepts:
        raise TableError(
            "there are too few phrases to compare; give more articles, or concepts with patterns "
            "and examples"
        )
    near = _nearness(load(), list(some), [sorted(known[name]) for name in concepts])
    best = near.argmax(1)
    rows = []
    for k, name in enumerate(concepts):
        order = [i for i in np.argsort(-near[:, k], kind="stable") if best[i] == k]
        rows += [
            {"concept": name, **_row(key, one), "nearness": float(near[i, k])}
            for i, key, one in _apart(order, list(some.items()), n)
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _sentences(tables: Tables, seed: int) -> list[tuple[str, str]]:
    """Return sentences with their articles, at most so many as can be read in a few minutes."""
    found = [
        (text.doc_id, text.sentence(start, end))
        for text in texts_of(tables, statements_of(tables))
        for start, end in text.sentences
    ]
    drawn = np.random.default_rng(seed).permutation(len(found))[:SENTENCES]
    return [found[k] for k in sorted(drawn)]


def _phrases(
    lex: Lexicon, sentences: list[tuple[str, str]]
) -> tuple[dict[str, Phrase], dict[str, set[str]]]:
    """Return the phrases that no pattern finds, and those that one finds by concept."""
    free: dict[str, Phrase] = {}
    known: dict[str, set[str]] = defaultdict(set)
    documents = parse(text for _, text in sentences)
    for (doc_id, _), document in zip(sentences, documents, strict=True):
        s = Syntax(document.doc)
        taken: set[int] = set()
        for m in find_concepts(s, lex, 0, len(s.text)):
            taken.update(range(m.first, m.last))
            known[m.concept].add(_key(s, range(m.first, m.last)))
        for tokens in _candidates(s):
            if taken.isdisjoint(tokens):
                key = _key(s, tokens)
                one = free.get(key) or free.setdefault(key, Phrase(_context(s, tokens)))
                one.n += 1
                one.gap = max(one.gap, tokens[-1] - tokens[0] + 1 - len(tokens))
                one.articles.add(doc_id)
    return free, known


def _context(s: Syntax, tokens: tuple[int, ...]) -> str:
    """Return a phrase in brackets, with the ten words on each side of it."""
    a, b = tokens[0], tokens[-1] + 1
    (low, end), (start, high) = s.points(a, b), s.points(max(0, a - 10), min(len(s.text), b + 10))
    return " ".join(f"{s.string[start:low]}[{s.string[low:end]}]{s.string[end:high]}".split())


def _candidates(s: Syntax) -> Iterator[tuple[int, ...]]:
    """Yield the tokens of each phrase of a sentence that might name a concept."""
    for i, pos in enumerate(s.pos):
        if not s.text[i].isalpha() or pos not in ("NOUN", "VERB"):
            continue
        yield (i,)
        if pos == "VERB":
            continue
        j = i
        while j and i - j < 4 and (s.pos[j - 1] in _PARTS or s.text[j - 1] == "-"):
            j -= 1
            if s.text[j].isalpha() and s.text[max(0, j - 1)] != "-":  # no half of a word
                yield tuple(range(j, i + 1))
        above = s.head[i]
        over = s.head[above] if s.dep[i] == "pobj" and s.lower[above] in _JOINS else None
        if over is not None and s.pos[over] in ("NOUN", "VERB") and 0 < i - over <= _FAR + 1:
            yield (over, above, i)
        elif s.dep[i] == "dobj" and s.pos[above] == "VERB" and 0 < i - above <= _FAR + 1:
            yield (above, i)


def _key(s: Syntax, tokens: Any) -> str:
    return " ".join(s.lemma[i] for i in tokens if s.text[i][0].isalpha())


def _nearness(model: ReaderModel, phrases: list[str], known: list[list[str]]) -> Floats:
    """Return (phrases, concepts): how near each phrase is to what is known of each concept."""
    from sklearn.decomposition import PCA

    found = embed(model, phrases)
    size = min(_DIMENSIONS, len(phrases) - 1)
    space = PCA(size, whiten=True, svd_solver="full").fit(found)

    def unit(rows: Floats) -> Floats:
        made: Floats = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
        return made

    middles = [unit(space.transform(embed(model, some))).mean(0) for some in known]
    made: Floats = unit(space.transform(found)) @ unit(np.array(middles)).T
    return made


def _apart(
    order: list[int], phrases: list[tuple[str, Phrase]], n: int
) -> Iterator[tuple[int, str, Phrase]]:
    """Yield the first phrases, without those that the pattern of an earlier one finds."""
    given: list[str] = []
    for i in order:
        key, one = phrases[i]
        if len(given) < n and not any(f" {other} " in f" {key} " for other in given):
            given.append(key)
            yield i, key, one


def _row(key: str, one: Phrase) -> dict[str, Any]:
    words = key.split()
    if one.gap:
        words.insert(1, f"*{one.gap}")
    return {"pattern": " ".join(words), "n": one.n, "articles": len(one.articles),
            "context": one.context}  # fmt: skip


def as_toml(found: pd.DataFrame) -> str:
    """Return suggestions as the text of a codebook: patterns to paste, each after its context."""
    lines = []
    for concept, rows in found.groupby("concept", sort=False):
        lines += ["[[concept]]", f'name = "{concept}"', "patterns = ["]
        for row in rows.to_dict("records"):
            context = re.sub(r"[\x00-\x1f\x7f]", " ", row["context"])
            where = f"{row['n']} in {row['articles']} articles, {row['nearness']:.2f}"
            lines += [f"    # {where}: {context}", f'    "{row["pattern"]}",']
        lines += ["]", ""]
    return "\n".join(lines)
