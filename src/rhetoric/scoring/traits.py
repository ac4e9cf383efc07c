"""What a linear model sees of a sentence: words with the parties masked, and their places.

A trait has a name and the tokens that show it, so that a weight of the model can be pointed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rhetoric.grammar import negations
from rhetoric.scoring.syntax import Syntax

CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN", "INTJ"})
_IN_TREE = CONTENT | {"ADP", "AUX"}
_FAR = 4  # steps from a party through the tree
Span = tuple[int, int]


class Trait(NamedTuple):
    """A trait: its name, after the room that it is scaled in; the tokens that show it; how much."""

    name: str
    first: int
    last: int
    value: float = 1.0


def traits(s: Syntax, marks: Mapping[str, Span]) -> Iterator[Trait]:
    """Yield the traits of a text; `marks` gives the tokens of each party, which are masked."""
    yield from _words(s, marks)
    inside = {i for span in marks.values() for i in range(*span)}
    yield from _pieces(s, inside)
    words = {
        i: ("!" if len(negations(s.doc[i])) % 2 else "") + s.lemma[i]
        for i in range(len(s.text)) if s.pos[i] in _IN_TREE and i not in inside
    }  # fmt: skip
    for name, (first, last) in marks.items():
        for i, way in paths(s, s.top(first, last)).items():
            if way and i in words:
                yield Trait(f"tree:{name}:{'/'.join(way)}={words[i]}", i, i + 1)
                yield Trait(f"tree:{name}:{len(way)}={words[i]}", i, i + 1)


def _words(s: Syntax, marks: Mapping[str, Span]) -> Iterator[Trait]:
    """Yield runs of one and two words, those between two parties apart."""
    row: list[tuple[str, int, int]] = []
    named = {first: (name, last) for name, (first, last) in marks.items()}
    at, i = {}, 0
    while i < len(s.text):
        start, i = i, i + 1
        if start in named:
            name, i = named[start]
            at[name] = len(row)
            row.append((f"<{name}>", start, i))
        elif not s.text[start].isspace():
            row.append(("0" if s.text[start][0].isdigit() else s.lower[start], start, i))
    yield from _runs("words:", row)
    if len(at) == 2:
        (one, low), (_, high) = sorted(at.items(), key=lambda item: item[1])
        yield from _runs(f"between:{one}..", row[low + 1 : high])


def _runs(prefix: str, row: list[tuple[str, int, int]]) -> Iterator[Trait]:
    for k, (word, first, last) in enumerate(row):
        yield Trait(prefix + word, first, last)
        if k:
            before, start, _ = row[k - 1]
            yield Trait(f"{prefix}{before} {word}", start, last)


def _pieces(s: Syntax, inside: set[int]) -> Iterator[Trait]:
    """Yield runs of three to five characters of content words: their stems and endings."""
    for i, word in enumerate(s.lower):
        if s.pos[i] in CONTENT and i not in inside:
            edged = f"^{word}$"
            for n in (3, 4, 5):
                for k in range(len(edged) - n + 1):
                    yield Trait(f"pieces:{edged[k : k + n]}", i, i + 1)


def paths(s: Syntax, start: int) -> dict[int, tuple[str, ...]]:
    """Return the tokens at most four steps away in the tree, with the steps up (^) and down."""
    found: dict[int, tuple[str, ...]] = {start: ()}
    todo = [start]
    for i in todo:
        way = found[i]
        if len(way) == _FAR:
            continue
        if s.head[i] not in found:
            found[s.head[i]] = (*way, f"^{s.dep[i]}")
            todo.append(s.head[i])
        for c in s.children[i]:
            if c not in found:
                found[c] = (*way, s.dep[c])
                todo.append(c)
    return found
