"""Suggest words for a codebook: phrases near those that show a concept, which no pattern finds.

Nearness is the cosine of what the reader's own encoder makes of two phrases, each read alone and
its dimensions made equal (whitened) over the phrases of the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.codebook import Codebook
from rhetoric.errors import TableError
from rhetoric.scoring.coded_tables import parse
from rhetoric.scoring.lexicon import Lexicon, compile_book, find_concepts
from rhetoric.scoring.reader.model import Floats, load
from rhetoric.scoring.syntax import Syntax
from rhetoric.summaries.rows import statements_of
from rhetoric.tables import Tables
from rhetoric.wording.texts import texts_of

SENTENCES = 8_000
COLUMNS = "concept pattern n articles nearness context".split()
_DIMENSIONS, _FAR = 100, 4  # of the encoder's 384; words between a verb and its object
_PARTS = frozenset({"NOUN", "ADJ", "VERB"})
_JOINS = frozenset({"of", "on", "for", "to", "with", "against", "in"})


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
    examples = [(c.name, text) for c in codebook.concepts.values() for text in c.examples]
    read, shown = _phrases(lex, _sentences(tables, seed)), _phrases(lex, examples)
    known = pd.concat([read, shown[shown["concept"] == shown["origin"]]]).groupby("concept")["key"]
    free = read[read["concept"].isna()].groupby("key", sort=False)
    places = free.agg(
        n=("origin", "size"), articles=("origin", "nunique"), gap=("gap", "max"),
        context=("context", "first"),
    )  # fmt: skip
    places = places[places["n"] >= least]
    if len(places) < 2 or not len(known):
        raise TableError(
            "there are too few phrases to compare; give more articles, or concepts with patterns "
            "and examples"
        )
    near = pd.DataFrame(_nearness(places.index, [sorted({*keys}) for _, keys in known]))
    near = near.set_axis(places.index).set_axis([name for name, _ in known], axis=1)
    rows = []
    for concept, phrases in near.groupby(near.idxmax(axis=1)):
        ranked = phrases[concept].sort_values(ascending=False, kind="stable")
        given: list[str] = []
        for key in ranked.index:  # without what the pattern of an earlier one finds
            if len(given) < n and not any(f" {other} " in f" {key} " for other in given):
                given.append(key)
        rows.append(places.loc[given].assign(concept=concept, nearness=ranked.astype(float)))
    made = pd.concat(rows).reset_index()
    made["pattern"] = list(map(_pattern, made["key"], made["gap"]))
    return made[COLUMNS]


def _sentences(tables: Tables, seed: int) -> list[tuple[str, str]]:
    """Return sentences with their articles, at most so many as can be read in a few minutes."""
    found = [
        (text.doc_id, text.sentence(start, end))
        for text in texts_of(tables, statements_of(tables))
        for start, end in text.sentences
    ]
    drawn = np.random.default_rng(seed).permutation(len(found))[:SENTENCES]
    return [found[k] for k in sorted(drawn)]


def _phrases(lex: Lexicon, sentences: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Return a row for each phrase that a pattern finds, or that none does (null concept)."""
    rows: list[tuple[Any, ...]] = []
    documents = parse(text for _, text in sentences)
    for (origin, _), document in zip(sentences, documents, strict=True):
        s = Syntax(document.doc)
        found = [(m.concept, range(m.first, m.last)) for m in find_concepts(s, lex, 0, len(s.text))]
        taken = {i for _, tokens in found for i in tokens}
        free = [(None, tokens) for tokens in _candidates(s) if taken.isdisjoint(tokens)]
        for concept, tokens in (*found, *free):
            key = " ".join(s.lemma[i] for i in tokens if s.text[i][0].isalpha())
            gap = tokens[-1] - tokens[0] + 1 - len(tokens)
            rows.append((origin, concept, key, gap, _context(s, tokens[0], tokens[-1] + 1)))
    return pd.DataFrame(rows, columns="origin concept key gap context".split())


def _context(s: Syntax, a: int, b: int) -> str:
    """Return a phrase in brackets, with the ten words on each side of it."""
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


def _nearness(phrases: Iterable[str], known: list[list[str]]) -> Floats:
    """Return (phrases, concepts): how near each phrase is to what is known of each concept."""
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import normalize

    model = load()
    found = model.embed(phrases)
    space = PCA(min(_DIMENSIONS, len(found) - 1), whiten=True, svd_solver="full").fit(found)
    middles = [normalize(space.transform(model.embed(some))).mean(0) for some in known]
    made: Floats = normalize(space.transform(found)) @ normalize(np.array(middles)).T
    return made


def _pattern(key: str, gap: int) -> str:
    first, *rest = key.split()
    return " ".join([first, *[f"*{gap}"] * (gap > 0), *rest])


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
