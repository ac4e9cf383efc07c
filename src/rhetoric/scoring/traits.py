"""What a linear model sees of a sentence: words with the parties masked, and their places.

A trait has a name and the tokens that show it, so that a weight of the model can be pointed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rhetoric.scoring.syntax import Syntax

CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN", "INTJ"})
_IN_TREE = CONTENT | {"ADP", "AUX"}
_FAR = 4  # steps from a party through the tree
Span = tuple[int, int]


class Trait(NamedTuple):
    """A trait: the room that it is scaled in, its name, how much, the tokens that show it."""

    room: str
    name: str
    value: float
    first: int
    last: int


def traits(s: Syntax, marks: Mapping[str, Span]) -> Iterator[Trait]:
    """Yield the traits of a text; `marks` gives the tokens of each party, which are masked."""
    yield from _words(s, marks)
    inside = {i for span in marks.values() for i in range(*span)}
    negated = {
        i for i in range(len(s.text)) if s.pos[i] in _IN_TREE and len(s.negations(i)) % 2
    }  # fmt: skip
    yield from _pieces(s, inside)
    for name, (first, last) in marks.items():
        steps = paths(s, s.top(first, last))
        yield from _tree(s, name, steps, inside=inside, negated=negated)


def _words(s: Syntax, marks: Mapping[str, Span]) -> Iterator[Trait]:
    """Yield runs of one and two words, those between two parties apart."""
    row: list[tuple[str, int, int]] = []
    named = {first: (name, last) for name, (first, last) in marks.items()}
    at, i = {}, 0
    while i < len(s.text):
        if i in named:
            name, last = named[i]
            at[name] = len(row)
            row.append((f"<{name}>", i, last))
            i = last
            continue
        if not s.text[i].isspace():
            row.append(("0" if s.text[i][0].isdigit() else s.lower[i], i, i + 1))
        i += 1
    yield from _runs("words", "", row)
    if len(at) == 2:
        (one, low), (_, high) = sorted(at.items(), key=lambda item: item[1])
        yield from _runs("between", f"{one}..", row[low + 1 : high])


def _runs(room: str, prefix: str, row: list[tuple[str, int, int]]) -> Iterator[Trait]:
    for k, (word, first, last) in enumerate(row):
        yield Trait(room, prefix + word, 1, first, last)
        if k:
            before, start, _ = row[k - 1]
            yield Trait(room, f"{prefix}{before} {word}", 1, start, last)


def _pieces(s: Syntax, inside: set[int]) -> Iterator[Trait]:
    """Yield runs of three to five characters of content words: their stems and endings."""
    for i, word in enumerate(s.lower):
        if s.pos[i] in CONTENT and i not in inside:
            edged = f"^{word}$"
            for n in (3, 4, 5):
                for k in range(len(edged) - n + 1):
                    yield Trait("pieces", edged[k : k + n], 1, i, i + 1)


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


def _tree(
    s: Syntax, name: str, steps: Mapping[int, tuple[str, ...]], *, inside: set[int],
    negated: set[int],
) -> Iterator[Trait]:  # fmt: skip
    """Yield the words around a party in the tree, by the path to them and by its length."""
    for i, way in steps.items():
        if way and i not in inside and s.pos[i] in _IN_TREE:
            word = ("!" if i in negated else "") + s.lemma[i]
            yield Trait("tree", f"{name}:{'/'.join(way)}={word}", 1, i, i + 1)
            yield Trait("tree", f"{name}:{len(way)}={word}", 1, i, i + 1)
