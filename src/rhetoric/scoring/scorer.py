"""A scorer that learns from rows that a researcher has coded: a linear model over traits of a text.

Multinomial logistic regression (Pedregosa et al. 2011). Agreement and targets are learned from what
the reader's frozen encoder makes of the marked words; acts from `traits` (words with the parties
masked, and their places), each room of traits weighted by inverse document frequency and brought to
one length, beside the rules' verdict. A trait has a name and the tokens that show it, so that a
weight can be pointed at. A model is arrays and JSON in an .npz file: no code, no texts, no pickle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rhetoric.errors import ModelError, TableError
from rhetoric.files import check_model, of_model, read_arrays, write_arrays
from rhetoric.grammar import Syntax, negations

CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN", "INTJ"})
_IN_TREE = CONTENT | {"ADP", "AUX"}
_FAR = 4  # steps from a party through the tree
FORMAT = 1
FEWEST = 30  # rows to train on
FOLDS = 5
_FREE = ("reader", "rules")  # rooms of measured values: scaled, not brought to one length
_TRUST = 0.2  # of the rules' verdict on acts beside the words, so that words can overrule it
_UNSEEN = -50.0  # the score of a class that a fold has not seen
Floats = NDArray[Any]
Span = tuple[int, int]


class Trait(NamedTuple):
    """A trait: its name, after the room that it is scaled in; the tokens that show it; how much."""

    name: str
    first: int
    last: int
    value: float = 1.0


Rows = Sequence[Sequence[Trait]]


@dataclass(frozen=True, eq=False)
class Scorer:
    """Weights of one task: a row a trait, a column a class."""

    task: str
    classes: tuple[str, ...]
    names: tuple[str, ...]
    scale: Floats
    weights: Floats
    bias: Floats
    sure: tuple[float, float]  # log odds of being right = first × log odds of the class + second
    rows: int

    @staticmethod
    def load(path: str | Path, task: str) -> Scorer:
        """Return the model of a file. Raises ModelError where it is missing, foreign or no such."""
        model = read_model(str(path))
        if model.task != task:
            raise ModelError(
                f"{path}: a model for {model.task}, not for {task}; name another, or train one: "
                f"rhetoric train {task} TABLE --out MODEL"
            )
        return model

    def save(self, path: str | Path) -> None:
        """Write the model to one file, whole or not at all. Raises as `check_model` does."""
        about = {
            "format": FORMAT, "task": self.task, "classes": self.classes, "sure": self.sure,
            "rows": self.rows,
        }  # fmt: skip
        names = np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)
        numbers = {"scale": self.scale, "weights": self.weights, "bias": self.bias}
        write_arrays(check_model(path, read_model, ".npz"), about, {"names": names, **numbers})
        read_model.cache_clear()

    @cached_property
    def _columns(self) -> Any:
        """Return what puts the traits that the model knows into columns."""
        from sklearn.feature_extraction import DictVectorizer

        return DictVectorizer().fit([dict.fromkeys(self.names, 0.0)])

    def matrix(self, rows: Rows) -> Any:
        """Return the traits of rows, scaled; those of words have one length in each room."""
        from scipy.sparse import hstack  # type: ignore[import-untyped]  # it has no annotations
        from sklearn.preprocessing import normalize

        scaled = self._columns.transform(_amounts(rows))
        scaled.data *= self.scale[scaled.indices]
        blocks, end = [], 0
        for room, names in groupby(self.names, _room):  # sorted: a room's stand together
            start, end = end, end + sum(1 for _ in names)
            block = scaled[:, start:end]
            blocks.append(block if room in _FREE else normalize(block))
        return hstack(blocks, format="csr")

    def scores(self, rows: Rows) -> Floats:
        """Return the score of each class for each row."""
        found: Floats = self.matrix(rows) @ self.weights + self.bias
        return found

    def best(self, rows: Rows) -> NDArray[Any]:
        """Return the class of each row."""
        found: NDArray[Any] = np.array(self.classes)[self.scores(rows).argmax(axis=1)]
        return found

    def sureness(self, rows: Rows) -> Floats:
        """Return how often such a lead was right in the folds that were left out in training."""
        return _sure(_margin(self.scores(rows)), self.sure)

    def speaks(self, row: Sequence[Trait], label: str) -> Iterator[tuple[Trait, float]]:
        """Yield the traits of a row that the model knows, with how much they speak for a class."""
        lead = self.weights[:, self.classes.index(label)] - self.weights.mean(axis=1)
        shares = self.matrix([row]).toarray()[0] * lead
        ways, number = Counter(t.name for t in row), self._columns.vocabulary_
        for t in row:
            if t.name in number:
                yield t, float(shares[number[t.name]]) / ways[t.name]


def _room(name: str) -> str:
    return name.partition(":")[0]


def _amounts(rows: Rows) -> Iterator[dict[str, float]]:
    return ({t.name: t.value for t in row} for row in rows)


def _sure(margin: Floats, line: tuple[float, float]) -> Floats:
    """Turn the lead of a class into the odds that it is right."""
    return 1 / (1 + np.exp(-(line[0] * margin + line[1])))


def _margin(scores: Floats) -> Floats:
    """Return the log odds of the best class against all others."""
    order = np.sort(scores, axis=1)
    margin: Floats = -np.log(np.exp(order[:, :-1] - order[:, -1:]).sum(axis=1))
    return margin


@lru_cache(maxsize=4)
def read_model(path: str) -> Scorer:
    """Return the model of a file, of whatever task. Raises ModelError as `Scorer.load` does."""
    with of_model(path, "model", "'rhetoric train'"):
        arrays, about = read_arrays(path)
        if about["format"] != FORMAT:
            raise ModelError(f"{path}: a model of another version; train it anew")
        names = tuple(arrays["names"].tobytes().decode().split("\n"))
        kept = [arrays[key].astype(np.float64) for key in ("scale", "weights", "bias")]
        scale, weights, bias = kept
        size = len(names), len(about["classes"])
        whole = [one.shape for one in kept] == [size[:1], size, size[1:]] and size[1] > 1
        if not whole or not all(np.isfinite(one).all() for one in kept):
            raise ValueError("weights are missing")
        classes, (one, two) = tuple(map(str, about["classes"])), about["sure"]
        sure, rows = (float(one), float(two)), int(about["rows"])
        return Scorer(str(about["task"]), classes, names, scale, weights, bias, sure, rows)


def train(
    task: str, rows: Rows, labels: Sequence[str], groups: Sequence[Any]
) -> tuple[Scorer, list[str], list[float]]:
    """Train on traits and labels, and on all folds but one for each fold.

    Returns the model, and for each row the class that the model without its fold gave it and how
    sure that is. The same rows give the same model. Raises TableError where there is too little to
    learn from.
    """
    y = np.array(labels)
    classes = np.unique(y)
    _check_enough(classes, len(y), len(set(groups)))
    scores, fold = np.full((len(y), len(classes)), _UNSEEN), np.zeros(len(y), dtype=int)
    for n, (use, rest) in enumerate(folds(y, groups)):
        part = fit(task, [rows[i] for i in use], y[use])
        seen = np.searchsorted(classes, part.classes)
        scores[np.ix_(rest, seen)] = part.scores([rows[i] for i in rest])
        fold[rest] = n
    found, margin, sure = classes[scores.argmax(axis=1)], _margin(scores), np.zeros(len(y))
    for n in range(FOLDS):
        here = fold == n
        sure[here] = _sure(margin[here], _line(margin[~here], (found == y)[~here]))
    model = fit(task, rows, y, _line(margin, found == y))
    return model, found.tolist(), sure.round(4).tolist()


def folds(
    y: NDArray[Any], groups: Sequence[Any], seed: int = 0
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield the rows to train on and those held out: no article (or text) on both sides."""
    from sklearn.model_selection import StratifiedGroupKFold

    cut = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    yield from cut.split(y, y, np.array([str(g) for g in groups]))


def _line(margin: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Fit how often a class with such a lead is right."""
    from sklearn.linear_model import LogisticRegression

    if right.all() or not right.any():
        return 0.0, float(np.log((right.sum() + 1) / ((~right).sum() + 1)))
    line = LogisticRegression().fit(margin[:, None], right)
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def _check_enough(classes: NDArray[Any], rows: int, groups: int) -> None:
    if rows < FEWEST:
        raise TableError(f"{rows} rows are too few to learn from; give at least {FEWEST}")
    if len(classes) < 2:
        raise TableError(
            f"all rows have the label '{classes[0]}'; give rows of at least two classes"
        )
    if groups < FOLDS:
        raise TableError(
            f"{groups} articles are too few for {FOLDS}-fold cross-validation; give rows from at "
            f"least {FOLDS}"
        )


def fit(task: str, rows: Rows, y: NDArray[Any], sure: tuple[float, float] = (1.0, 0.0)) -> Scorer:
    """Fit one model: the vocabulary of traits that come twice or more, their scale and weights."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    columns = DictVectorizer()
    amounts = columns.fit_transform(_amounts(rows))
    seen = amounts.getnnz(axis=0)
    kept = np.flatnonzero(seen >= (2 if len(rows) < 2000 else 3))
    names = tuple(columns.get_feature_names_out()[kept].tolist())
    most = abs(amounts).max(axis=0).toarray()[0, kept]
    rarity = np.log((1 + len(rows)) / (1 + seen[kept])) + 1
    trust = {"reader": 1 / most, "rules": _TRUST / most}
    scale = np.array([trust.get(_room(name), rarity)[k] for k, name in enumerate(names)])
    bare = Scorer(task, (), names, scale, np.zeros(0), np.zeros(0), sure, len(rows))
    with threadpool_limits(1):  # on matrices of this size more threads wait for each other
        found = LogisticRegression(max_iter=500, class_weight="balanced").fit(bare.matrix(rows), y)
    weights, bias = found.coef_.T, found.intercept_
    if len(found.classes_) == 2:  # one column for both
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return replace(bare, classes=tuple(found.classes_.tolist()), weights=weights, bias=bias)


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
