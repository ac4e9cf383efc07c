"""Score attributions against a gold standard, and list the worst errors with their text.

Words alone count, so that the marks at the edge of a span cannot change a score. A found
attribution is a gold one if their words of content agree with F1 ≥ .5, one to one, the best pairs
first. It has the right source if the head of one mention lies inside the other, or if neither has
a source.
The measure is that of the work on PARC 3 and PolNeAR (Pareti 2016; Newell, Margolin & Ruths 2018),
made lenient; `exact spans` is theirs as it is. Intervals are percentile bootstraps over documents
(Efron & Tibshirani 1993).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.summaries.rows_and_intervals import Floats, divided, interval

Span = tuple[int, int]
KINDS = ("all", "direct", "indirect", "mixed")
ENOUGH = 0.5  # F1 of the words of content from which two attributions are one
COLUMNS = "depth measure kind precision recall f1 low high gold found".split()
ERRORS = (
    "doc_id error kind words agreement gold_source gold_cue gold_content found_source found_cue "
    "found_content start text gold_spans found_spans"
).split()

_ROLES = ("content", "source", "cue")
_ROWS = [
    *[("words of content", kind) for kind in KINDS],
    *[(f"words of {what}", "all") for what in ("source", "cue", "content with its source")],
    *product(("attributions", "attributions with their source"), KINDS),
    *product(("sources of those found",), KINDS),
    *[(f"exact spans of {role}", "all") for role in _ROLES],
]
_Counts = dict[tuple[str, str], tuple[int, int, int, int]]  # right of gold, gold; of found, found

_WORD = re.compile(r"[^\W_]+(?:[-.,'’][^\W_]+)*")
_MARK = re.compile(r"``|''|[\"“«„”»]")
_ONLY_OPEN, _ONLY_SHUT = frozenset(("“", "«", "„", "``")), frozenset("”»")
_AFTER_HEAD = re.compile(
    r"[,(;:—]|--| - |"
    r"\b(?:of|for|from|in|at|on|with|who|whom|whose|that|which|to|near|and)\b"
)
_PRONOUNS = frozenset("i we you he she it they who that this these those one someone".split())


class Marking(Protocol):
    """An attribution as marked: its spans in code points of the text."""

    @property
    def source(self) -> Span | None: ...
    @property
    def cue(self) -> Sequence[Span]: ...
    @property
    def content(self) -> Sequence[Span]: ...


class Finding(Marking, Protocol):
    """An attribution as found: 0 deep, or nested in others."""

    @property
    def depth(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the attributions that a person marked in it, and those that were found."""

    doc_id: str
    text: str
    gold: Sequence[Marking]
    found: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class _Read:
    """An attribution as the numbers of its words."""

    spans: Marking
    content: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]
    kind: str
    head: int | None  # of the source
    name: str  # that its head is; empty for a pronoun or common noun

    def same_source(self, other: _Read) -> bool:
        """Whether two have one mention as source, or neither has a source."""
        if self.head is None or other.head is None:
            return self.head is other.head
        return self.head in other.source or other.head in self.source

    def same_name(self, other: _Read) -> bool:
        """Whether two have one source, or mentions of one name in two places."""
        return self.same_source(other) or (bool(self.name) and self.name == other.name)


class _Text:
    """A text, its words, and which of them stand in quotation marks."""

    def __init__(self, text: str) -> None:
        bounds = np.array([m.span() for m in _WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)
        self.text, self.starts, self.ends = text, bounds[:, 0], bounds[:, 1]
        self.quoted = _quoted(text)[self.starts]

    def words(self, spans: Iterable[Span]) -> frozenset[int]:
        """Return the words that spans touch."""
        found: set[int] = set()
        for start, end in spans:
            first = int(np.searchsorted(self.ends, start, "right"))
            found.update(range(first, int(np.searchsorted(self.starts, end, "left"))))
        return frozenset(found)

    def read(self, marked: Iterable[Marking]) -> list[_Read]:
        """Return the attributions that hold a word of content."""
        made = []
        for one in marked:
            content = self.words(one.content)
            if content:
                source = self.words([one.source] if one.source else [])
                inside = int(self.quoted[list(content)].sum())
                kind = "direct" if inside >= 0.9 * len(content) else "mixed"
                head, cue = self._head(source), self.words(one.cue)
                name = "" if head is None else self._name(head)
                made.append(
                    _Read(one, content, source, cue, kind if inside else "indirect", head, name)
                )
        return made

    def _head(self, source: frozenset[int]) -> int | None:
        """Return the last word before what only describes the source (comma, preposition, who)."""
        if not source:
            return None
        first, last = min(source), max(source)
        cut = _AFTER_HEAD.search(self.text, int(self.ends[first]), int(self.ends[last]))
        if cut is None:
            return last
        return max((i for i in source if self.ends[i] <= cut.start()), default=last)

    def _name(self, word: int) -> str:
        bare = re.sub("['’]s$", "", self.text[self.starts[word] : self.ends[word]])
        low = bare.lower()
        return low if bare[:1].isupper() and low not in _PRONOUNS else ""


def _quoted(text: str) -> NDArray[np.bool_]:
    """Tell the characters in double quotation marks; a mark left open reaches to its line's end."""
    inside = np.zeros(len(text) + 1, dtype=bool)
    at = 0
    for line in text.splitlines(keepends=True):
        start = None
        for mark in _MARK.finditer(line):
            if start is None:
                start = None if mark[0] in _ONLY_SHUT else mark.start()
            elif mark[0] not in _ONLY_OPEN:
                inside[at + start : at + mark.end()] = True
                start = None
        if start is not None:
            inside[at + start : at + len(line)] = True
        at += len(line)
    return inside


def evaluate(cases: Sequence[Case], *, seed: int = 0, draws: int = 1000) -> pd.DataFrame:
    """Score what was found against the gold standard.

    Returns a row for each depth ("outermost": attributions nested in no other, as most gold
    standards mark them; "all"), measure and kind: precision, recall and F1 (0–1), the F1's
    95 % bootstrap interval `low`…`high` over documents (null with fewer than two), and how many
    words, attributions or spans are marked (`gold`) and found. Null is "nothing to score".
    `sources of those found` has one number, the share whose source is right.
    """
    made: list[tuple[Any, ...]] = []
    for depth in ("outermost", "all"):
        counts = [_count(case, depth) for case in cases]
        table = np.array([[c[row] for row in _ROWS] for c in counts], dtype=float)
        table = table.reshape(len(cases), len(_ROWS), 4)
        total = table.sum(axis=0)
        low, high = interval(table, lambda c: _ratios(c)[2], np.random.default_rng(seed), draws)
        for row, sums, *numbers in zip(_ROWS, total, *_ratios(total), low, high, strict=True):
            made.append((depth, *row, *numbers, int(sums[1]), int(sums[3])))
    return pd.DataFrame(made, columns=COLUMNS)


def errors(cases: Iterable[Case]) -> pd.DataFrame:
    """List the errors among the outermost attributions, the most words first.

    Returns a row for each: `error` (missed, false, wrong source, wrong bounds; a wrong source
    goes before wrong bounds), `kind` as marked (as found, if false), `words` of content that it
    costs, `agreement` of the contents (F1; null where there is one only), source, cue and content
    as marked and as found, and the passage: `text`, its `start`, the spans of content.
    """
    rows = [row for case in cases for row in _errors(case)]
    table = pd.DataFrame(rows, columns=ERRORS)
    return table.sort_values("words", ascending=False, kind="stable", ignore_index=True)


def _sides(case: Case, depth: str) -> tuple[list[_Read], list[_Read]]:
    """Return what is marked in a text and what was found in it."""
    text = _Text(case.text)
    found = [one for one in case.found if depth == "all" or not one.depth]
    return text.read(case.gold), text.read(found)


def _count(case: Case, depth: str) -> _Counts:
    """Count by measure and kind what is right of the gold standard, and of what was found."""
    gold, found = _sides(case, depth)
    made: _Counts = {}
    for role in _ROLES:
        runs = ({r for one in side for r in _runs(getattr(one, role))} for side in (gold, found))
        made[f"exact spans of {role}", "all"] = _overlap(*runs)
        made[f"words of {role}", "all"] = _overlap(_words(gold, role), _words(found, role))
    marked, seen = _words(gold, "content"), _words(found, "content")
    pairs = [(gold[g], found[f]) for g, f in _pairs(gold, found).items()]
    for kind in KINDS:
        if kind != "all":
            mine = _words([r for r in gold if r.kind == kind], "content")
            theirs = _words([r for r in found if r.kind == kind], "content")
            made["words of content", kind] = (
                *_overlap(mine, seen)[:2],
                *_overlap(marked, theirs)[2:],
            )
        made |= {(measure, kind): n for measure, n in _count_attributions(gold, found, pairs, kind)}
    # given to the right source, however they are grouped
    right = set().union(*(a.content & b.content for a, b in product(gold, found) if a.same_name(b)))
    made["words of content with its source", "all"] = len(right), len(marked), len(right), len(seen)
    return made


def _overlap(gold: set[Any], found: set[Any]) -> tuple[int, int, int, int]:
    right = len(gold & found)
    return right, len(gold), right, len(found)


def _words(side: list[_Read], role: str) -> set[int]:
    return {word for one in side for word in getattr(one, role)}


def _runs(words: frozenset[int]) -> list[Span]:
    """Return the first and last word of each run of consecutive words."""
    ordered = sorted(words)
    cuts = [n for n, (a, b) in enumerate(pairwise(ordered), 1) if b > a + 1]
    edges = [0, *cuts, len(ordered)] if ordered else []
    return [(ordered[a], ordered[b - 1]) for a, b in pairwise(edges)]


def _count_attributions(
    gold: list[_Read], found: list[_Read], pairs: list[tuple[_Read, _Read]], kind: str
) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    same = [(g, f) for g, f in pairs if g.same_source(f)]

    def size(side: Iterable[_Read]) -> int:
        return sum(kind in ("all", one.kind) for one in side)

    for measure, right in (("attributions", pairs), ("attributions with their source", same)):
        of_gold, of_found = (size(pair[n] for pair in right) for n in range(2))
        yield measure, (of_gold, size(gold), of_found, size(found))
    good, sourced = (size(g for g, _ in some if g.source) for some in (same, pairs))
    yield "sources of those found", (good, sourced, good, sourced)


def _pairs(gold: list[_Read], found: list[_Read]) -> dict[int, int]:
    """Pair attributions whose contents agree, one to one, the best first."""
    ranked = sorted(
        (-agreement, g, f)
        for (g, a), (f, b) in product(enumerate(gold), enumerate(found))
        if (agreement := _agreement(a, b)) >= ENOUGH
    )
    taken: dict[int, int] = {}
    for _, g, f in ranked:
        if g not in taken and f not in taken.values():
            taken[g] = f
    return taken


def _agreement(a: _Read, b: _Read) -> float:
    return 2 * len(a.content & b.content) / (len(a.content) + len(b.content))


def rates(
    right_of_gold: Floats, gold: Floats, right_of_found: Floats, found: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F1 of counts; F1 is 0 where nothing is right."""
    recall, precision = divided(right_of_gold, gold), divided(right_of_found, found)
    f1 = np.nan_to_num(divided(2 * precision * recall, precision + recall))
    return precision, recall, f1


def _ratios(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F1 of counts, whose last axis holds the four of them."""
    right_of_gold, gold, right_of_found, found = (counts[..., n] for n in range(4))
    precision, recall, f1 = rates(right_of_gold, gold, right_of_found, found)
    return precision, recall, np.where((gold == 0) & (found == 0), np.nan, f1)


def _errors(case: Case) -> Iterator[dict[str, Any]]:
    gold, found = _sides(case, "outermost")
    pairs = _pairs(gold, found)
    for g, one in enumerate(gold):
        other = found[pairs[g]] if g in pairs else None
        if other is None or not one.same_source(other):
            error = "wrong source" if other else "missed"
            yield _row(case, error, one, other, len(one.content))
        elif one.content != other.content:
            yield _row(case, "wrong bounds", one, other, len(one.content ^ other.content))
    for f in sorted(set(range(len(found))) - set(pairs.values())):
        yield _row(case, "false", None, found[f], len(found[f].content))


def _row(
    case: Case, error: str, gold: _Read | None, found: _Read | None, words: int
) -> dict[str, Any]:
    text, kind = case.text, gold.kind if gold else found.kind if found else ""
    sides = {"gold": gold.spans if gold else None, "found": found.spans if found else None}
    row: dict[str, Any] = {"doc_id": case.doc_id, "error": error, "kind": kind, "words": words}
    row["agreement"] = _agreement(gold, found) if gold and found else None
    spans: list[Span] = []
    for side, one in sides.items():
        source = [one.source] if one and one.source else []
        cue, content = (list(one.cue), list(one.content)) if one else ([], [])
        for role, parts in (("source", source), ("cue", cue), ("content", content)):
            row[f"{side}_{role}"] = " … ".join(text[a:b] for a, b in parts) or None
            spans += parts
        row[f"{side}_spans"] = content
    start = text.rfind("\n", 0, min(a for a, _ in spans)) + 1
    end = text.find("\n", max(b for _, b in spans) - 1)
    return row | {"start": start, "text": text[start : end if end >= 0 else len(text)]}
