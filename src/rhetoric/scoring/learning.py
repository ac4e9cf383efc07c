"""A scorer that learns from rows that a researcher has coded: a linear model over traits of a text.

Multinomial logistic regression (Pedregosa et al. 2011). Agreement and targets are learned from what
the reader's frozen encoder makes of the marked words; acts from `traits`, each room of traits
weighted by inverse document frequency and brought to one length, beside the rules' verdict. A
model is arrays and JSON in an .npz file: no code, no texts, no pickle.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.arrays import read_arrays
from rhetoric.errors import ModelError, TableError
from rhetoric.scoring.traits import Trait
from rhetoric.whole import check_writable, whole

if TYPE_CHECKING:
    from rhetoric.scoring.syntax import Syntax

Floats = NDArray[Any]
FORMAT = 1
FEWEST = 30  # rows to train on
FOLDS = 5
_C = 1.0  # inverse strength of the ridge
_SHOWN, _SHARE = 3, 0.25  # spans of evidence; the least, as a share of the heaviest's weight
_FREE = frozenset(
    {"reader", "rules"}
)  # rooms of measured values: scaled, not brought to one length
_TRUST = 0.2  # of the rules' verdict on acts beside the words, so that words can overrule it


@dataclass(frozen=True, eq=False)
class Model:
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
    def load(path: str | Path, task: str) -> Model:
        """Return the model of a file. Raises ModelError where it is missing, foreign or no such."""
        model = _load(str(path))
        if model.task != task:
            raise ModelError(
                f"{path}: a model for {model.task}, not for {task}; name another, or train one: "
                f"rhetoric train {task} TABLE --out MODEL"
            )
        return model

    def save(self, path: str | Path) -> None:
        """Write the model to one file, whole or not at all. Raises as `check_place` does."""
        place = check_place(path)
        about = {
            "format": FORMAT, "task": self.task, "classes": self.classes, "sure": self.sure,
            "rows": self.rows,
        }  # fmt: skip
        arrays = {
            "about": np.array(json.dumps(about)),
            "names": np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8),
            "scale": self.scale.astype(np.float16),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias.astype(np.float16),
        }
        with whole(place) as made, made.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # NumPy's stub
        _load.cache_clear()

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def predict(self, found: Sequence[Trait]) -> tuple[str, float, list[tuple[Trait, float]]]:
        """Return the class, how sure it is (0–1), and the traits that speak for it, by weight.

        Sure is how often such a class was right in the folds that were left out in training.
        """
        places = [self._numbers.get(_name(t), -1) for t in found]
        columns, values = vector(found, places, self.scale)
        weights = self.weights[columns]
        scores = values @ weights + self.bias
        best = int(np.argmax(scores))
        speaks = values * (weights[:, best] - weights.mean(axis=1))
        ways = Counter(places)
        share = {n: v / ways[n] for n, v in zip(columns.tolist(), speaks.tolist(), strict=True)}
        parts = [(t, share[n]) for t, n in zip(found, places, strict=True) if n >= 0]
        return self.classes[best], float(_sure(scores[None], self.sure)[0]), parts


def _name(t: Trait) -> str:
    return f"{t.room}:{t.name}"


def vector(
    found: Sequence[Trait], places: Sequence[int], scale: Floats
) -> tuple[NDArray[np.int64], Floats]:
    """Return the columns of traits in a model, and their values there; place −1 is in none."""
    rooms: dict[str, dict[int, float]] = defaultdict(dict)
    for t, column in zip(found, places, strict=True):
        if column >= 0:
            room = rooms[t.room]
            room[column] = (room.get(column, 0.0) + t.value) if t.room in _FREE else t.value
    columns, values = [], []
    for name, room in rooms.items():
        own = np.fromiter(room, dtype=np.int64, count=len(room))
        much = np.fromiter(room.values(), dtype=np.float64, count=len(room)) * scale[own]
        columns.append(own)
        values.append(much if name in _FREE else much / np.sqrt(much @ much))
    if not columns:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    return np.concatenate(columns), np.concatenate(values)


def _sure(scores: Floats, line: tuple[float, float]) -> Floats:
    """Turn scores into the odds that the best class is right."""
    return 1 / (1 + np.exp(-(line[0] * _margin(scores) + line[1])))


def _margin(scores: Floats) -> Floats:
    """Return the log odds of the best class against all others."""
    order = np.sort(scores, axis=1)
    others = order[:, :-1] - order[:, -1:]
    margin: Floats = -np.log(np.exp(others).sum(axis=1))
    return margin


def evidence(
    s: Syntax, parts: Sequence[tuple[Trait, float]], label: str, masked: frozenset[int]
) -> list[dict[str, Any]]:
    """Return the words of a text whose traits weigh most for a class, the heaviest first.

    Tokens `masked` count only where there are no others.
    """
    weights = [0.0] * len(s.text)
    for trait, weight in parts:
        span = range(trait.first, trait.last)
        own = [i for i in span if i not in masked] or span
        for i in own:
            weights[i] += weight / len(own)
    words = [i for i, word in enumerate(s.text) if not word.isspace()]
    tokens = sorted((i for i in words if i not in masked), key=lambda i: -weights[i]) or words
    least = _SHARE * weights[tokens[0]]
    kept = [i for n, i in enumerate(tokens[:_SHOWN]) if not n or weights[i] > max(least, 0)]
    rows = []
    for i in kept:
        here = [(weight, _name(t)) for t, weight in parts if t.first <= i < t.last]
        name = max(here)[1] if here else "no other class"
        start, end = s.start[i], s.end[i]
        rows.append({
            "start": start, "end": end, "part": "weight", "entry": f"model {label}: {name}",
            "text": s.string[start:end], "value": weights[i],
        })  # fmt: skip
    return rows


def check_place(path: str | Path) -> Path:
    """Return the path to write a model to.

    Raises ModelError where something else is there, OutputError where nothing can be written.
    """
    place = Path(path)
    if place.suffix != ".npz":
        raise ModelError(f"{place}: a model is a file with the ending .npz; name it so")
    check_writable(place)
    if place.exists():
        try:
            _load(str(place))
        except ModelError as error:
            raise ModelError(f"{place}: is there and is no model; name a new file") from error
    return place


@lru_cache(maxsize=4)
def _load(path: str) -> Model:
    try:
        arrays, about = read_arrays(path)
        if about["format"] != FORMAT:
            raise ModelError(f"{path}: a model of another version; train it anew")
        names = tuple(arrays["names"].tobytes().decode().split("\n"))
        scale, weights, bias = (
            arrays[key].astype(np.float64) for key in ("scale", "weights", "bias")
        )
        one, two = about["sure"]
        shapes = scale.shape, weights.shape, bias.shape
        sizes = len(names), len(about["classes"])
        finite = all(np.isfinite(a).all() for a in (scale, weights, bias))
        if shapes != ((sizes[0],), sizes, (sizes[1],)) or not finite or sizes[1] < 2:
            raise ValueError("weights are missing")
        return Model(
            str(about["task"]), tuple(map(str, about["classes"])), names, scale, weights, bias,
            (float(one), float(two)), int(about["rows"]),
        )  # fmt: skip
    except FileNotFoundError as error:
        raise ModelError(f"no model at {path}; train one, or name another") from error
    except ModelError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as e:
        raise ModelError(f"{path} is no model of 'rhetoric train'; train one anew") from e


@dataclass(frozen=True)
class Trained:
    """A model, and for each row what the folds that were trained without it said."""

    model: Model
    labels: list[str]
    found: list[str]
    confidence: list[float]


def train(
    task: str, rows: Sequence[Sequence[Trait]], labels: Sequence[str], groups: Sequence[Any],
    *, folds: int = FOLDS,
) -> Trained:  # fmt: skip
    """Train on traits and labels, and on all folds but one for each fold.

    Rows of one group (article, or the same text) are never on both sides of a fold. The same rows
    give the same model. Raises TableError where there is too little to learn from.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold

    y = np.array(labels)
    classes = np.unique(y)
    _check_enough(classes, len(y), len(set(groups)), folds)
    scores = np.full((len(y), len(classes)), -50.0)  # of classes that a fold has not seen
    fold_of = np.zeros(len(y), dtype=int)
    cut = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    for n, (use, rest) in enumerate(cut.split(y, y, np.array([str(g) for g in groups]))):
        part = fit_scorer(task, [rows[i] for i in use], y[use])
        seen = np.searchsorted(classes, part.classes)
        scores[np.ix_(rest, seen)] = _scores(part, [rows[i] for i in rest])
        fold_of[rest] = n
    right, margin = classes[scores.argmax(axis=1)] == y, _margin(scores)[:, None]

    def line(use: NDArray[np.bool_]) -> tuple[float, float]:
        if right[use].all() or not right[use].any():
            return 0.0, float(np.log((right[use].sum() + 1) / ((~right[use]).sum() + 1)))
        fit = LogisticRegression().fit(margin[use], right[use])
        return float(fit.coef_[0, 0]), float(fit.intercept_[0])

    sure = np.zeros(len(y))
    for n in range(folds):
        sure[fold_of == n] = _sure(scores[fold_of == n], line(fold_of != n))
    whole = fit_scorer(task, rows, y, line(np.ones(len(y), dtype=bool)))
    return Trained(
        whole, list(labels), classes[scores.argmax(axis=1)].tolist(), sure.round(4).tolist()
    )


def _check_enough(classes: NDArray[Any], rows: int, groups: int, folds: int) -> None:
    if rows < FEWEST:
        raise TableError(f"{rows} rows are too few to learn from; give at least {FEWEST}")
    if len(classes) < 2:
        raise TableError(
            f"all rows have the label '{classes[0]}'; give rows of at least two classes"
        )
    if groups < folds:
        raise TableError(
            f"{groups} articles are too few for {folds}-fold cross-validation; give rows from at "
            f"least {folds}"
        )


def fit_scorer(
    task: str, rows: Sequence[Sequence[Trait]], y: NDArray[Any],
    sure: tuple[float, float] = (1.0, 0.0),
) -> Model:  # fmt: skip
    """Fit one model: the vocabulary of traits that come twice or more, their scale and weights."""
    from sklearn.linear_model import LogisticRegression

    seen: Counter[str] = Counter()
    most: dict[str, float] = defaultdict(float)
    for row in rows:
        total: dict[str, float] = defaultdict(float)
        for t in row:
            total[_name(t)] += t.value
        seen.update(total.keys())
        for name, value in total.items():
            most[name] = max(most[name], abs(value))
    least = 2 if len(rows) < 2000 else 3
    names = tuple(sorted(n for n, count in seen.items() if count >= least))
    scale = np.array([
        (_TRUST if n.startswith("rules:") else 1) / most[n]
        if n.split(":", 1)[0] in _FREE
        else np.log((1 + len(rows)) / (1 + seen[n])) + 1
        for n in names
    ])  # fmt: skip
    bare = Model(task, (), names, scale, np.zeros(0), np.zeros(0), sure, len(rows))
    fit = LogisticRegression(C=_C, max_iter=500, class_weight="balanced").fit(
        _matrix(bare, rows), y
    )
    weights, bias = fit.coef_.T, fit.intercept_
    if len(fit.classes_) == 2:  # one column for both
        weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return Model(task, tuple(fit.classes_.tolist()), names, scale, weights, bias, sure, len(rows))


def _matrix(model: Model, rows: Sequence[Sequence[Trait]]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # it has no annotations

    numbers = model._numbers
    places = [[numbers.get(_name(t), -1) for t in row] for row in rows]
    parts = [vector(*one, model.scale) for one in zip(rows, places, strict=True)]
    ends = np.cumsum([0, *(len(columns) for columns, _ in parts)])
    columns, values = (np.concatenate(side) for side in zip(*parts, strict=True))
    return csr_matrix((values, columns, ends), shape=(len(rows), len(model.names)))


def _scores(model: Model, rows: Sequence[Sequence[Trait]]) -> Floats:
    scores: Floats = _matrix(model, rows) @ model.weights + model.bias
    return scores
