"""Score rows that a researcher has coded already: a table in, the same table with scores out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rhetoric import attribution
from rhetoric.codebook import Codebook, load_codebook
from rhetoric.errors import TableError
from rhetoric.gold_standard import SIDES
from rhetoric.grammar import Syntax
from rhetoric.reading import documents
from rhetoric.reading.articles import Article, Block
from rhetoric.reading.documents import Document
from rhetoric.reading.typography import plain
from rhetoric.scoring.acts import find_act
from rhetoric.scoring.lexicon import Lexicon, Span, compile_book, find_condition, span_row, words_of
from rhetoric.scoring.reader import BIAS, Asked, Floats, ReadWindow, load, softmax
from rhetoric.scoring.reader.inputs import ReaderView, pieces_of, windows
from rhetoric.scoring.scorer import Scorer, Trait, traits

Row = dict[str, Any]
VECTOR = "vector"  # of a verdict: numbers that a scorer can be trained on
NEEDED = {
    "acts": ("text", "source", "target"),
    "agreement": ("text", "concept_start", "concept_end"),
    "targets": ("text", "target_start", "target_end"),
}  # the columns of each task
LABELS = {"acts": "act", "agreement": "agreement", "targets": "target_sentiment"}
_SHOWN, _SHARE = 3, 0.25  # spans of evidence; the least, as a share of the heaviest's weight
_FORM = "form"  # of a row in plain form: its text as it is, and the way back
_NUMBERS: dict[str, Any] = {"agreement": "Int64", "confidence": "float64", "act_value": "float64"}


def score_agreement(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, model: str | Path | None = None
) -> pd.DataFrame:
    """Score how far a holder agrees with a marked concept.

    `frame` has `text`, `concept_start`, `concept_end` (code points), and may have `holder`. Where
    that names nobody in the text, and the words are those of a concept that the reader has learned
    but mean another thing here ("would compromise their safety"), nobody takes a side: 0.
    `model` is a file of `rhetoric train agreement`; without it the reader that ships decides.
    Returns the frame with `agreement` (−1, 0, +1), `holder`, `confidence`, `condition` and
    `evidence` (a list of spans) added; index and other columns stay.
    Raises TableError that names row and field, ModelError for a file that is no such model.
    """
    return _score(frame, "agreement", codebook, model)


def score_acts(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, model: str | Path | None = None
) -> pd.DataFrame:
    """Score the act of a source towards a target: PLOVER root code and quad class.

    `frame` has `text`, `source`, `target` (words of the text, or empty where nobody is named).
    `model` is a file of `rhetoric train acts`; without it the rules decide.
    Returns the frame with `act`,
    `quad`, `binary` (COOP or CONF), `act_value`, `modality`, `confidence` and `evidence` added.
    Raises TableError that names row and field, ModelError for a file that is no such model.
    """
    return _score(frame, "acts", codebook, model)


def score_targets(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, model: str | Path | None = None
) -> pd.DataFrame:
    """Score the sentiment of a sentence towards a target in it.

    `frame` has `text`, `target_start`, `target_end`. `model` is a file of `rhetoric train targets`;
    without it the reader that ships decides. Returns the frame with `target_sentiment` (negative,
    neutral, positive), `confidence` and `evidence` (the target, and words that show it) added.
    Raises TableError that names row and field, ModelError for a file that is no such model.
    """
    return _score(frame, "targets", codebook, model)


def _score(
    frame: pd.DataFrame, task: str, book: Codebook | None, model: str | Path | None
) -> pd.DataFrame:
    weights = None if model is None else Scorer.load(model, task)
    scored = [
        _in_own_form(one[2], one[-1] if weights is None else _learned(*one, weights))
        for one in judged(frame, task, book)
    ]
    made = {
        name: pd.Series(  # text columns stay objects, so that null is None
            [row[name] for row in scored], frame.index, _NUMBERS.get(name, "object")
        )
        for name in (scored[0] if scored else ()) if name != VECTOR
    }  # fmt: skip
    return frame.assign(**made)


def judged(
    frame: pd.DataFrame, task: str, book: Codebook | None = None
) -> Iterator[tuple[Syntax, Lexicon, Row, Row]]:
    """Yield each row with its parse and what is said of it as things ship.

    Acts are judged by rules; agreement and targets by the reader, whose `VECTOR` comes along. Rows
    and what is said of them are in plain form.
    Raises TableError, before the first, where a row is wrong.
    """
    rows = [_in_plain_form(row, task) for row in check(frame, task)]
    lex = compile_book(book or load_codebook())
    judge = {"acts": _act, "agreement": _agreement, "targets": _target}[task]
    for document, row in zip(parse(row["text"] for row in rows), rows, strict=True):
        s = Syntax(document.doc)
        yield s, lex, row, judge(document, s, lex, row)


def _in_plain_form(row: Row, task: str) -> Row:
    form, named = plain(row["text"]), dict[str, Any]()
    for name, given in parties(row, task).items():
        start, end = form.there(*given)
        acts = {name: form.text[start:end]}
        named |= acts if task == "acts" else dict(zip(NEEDED[task][1:], (start, end), strict=True))
    return row | named | {"text": form.text, _FORM: (row["text"], form)}


def _in_own_form(row: Row, told: Row) -> Row:
    """Take spans of evidence, and a holder that was found, back to the text as it is."""
    text, form = row[_FORM]
    evidence = []
    for one in told["evidence"]:
        start, end = form.back(one["start"], one["end"])
        evidence.append(one | {"start": start, "end": end, "text": text[start:end]})
    held = [one["text"] for one in evidence if one["part"] == "holder"]
    found = {"holder": held[0]} if held and row.get("holder") != told["holder"] else {}
    return told | found | {"evidence": evidence}


def check(frame: pd.DataFrame, task: str) -> list[Row]:
    """Return the rows of a table. Raises TableError that names row and field where one is wrong."""
    check_columns(frame, NEEDED[task])
    rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]
    for label, row in zip(frame.index, rows, strict=True):
        text = row["text"]
        if not isinstance(text, str) or not text.strip():
            raise TableError(f"row {label}, field 'text': is empty; give the words of a sentence")
        (_check_parties if task == "acts" else _check_span)(label, row, NEEDED[task][1:])
    return rows


def check_columns(frame: pd.DataFrame, needed: Sequence[str]) -> None:
    """Raise TableError where a table lacks a column that is needed."""
    for name in needed:
        if name not in frame.columns:
            raise TableError(
                f"column '{name}' is missing; needed are {', '.join(needed)}, "
                f"found are {', '.join(map(str, frame.columns)) or 'none'}"
            )


def _check_span(label: Any, row: Row, names: tuple[str, ...]) -> None:
    text, (name, end) = row["text"], names
    a, b = row[name], row[end]
    try:
        fits = int(a) == a and int(b) == b and 0 <= a < b <= len(text)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise TableError(
            f"row {label}, fields '{name}' and '{end}': [{a}, {b}) lies outside the text; "
            f"give code points with 0 <= start < end <= {len(text)}"
        )
    if not text[int(a) : int(b)].strip():
        raise TableError(f"row {label}, field '{name}': the span holds no words")


def _check_parties(label: Any, row: Row, names: tuple[str, ...]) -> None:
    for name in names:
        if not _unnamed(row[name]) and row[name].strip() not in row["text"]:
            raise TableError(
                f"row {label}, field '{name}': {row[name]!r} does not occur in the text; give it "
                "as it is written there, or leave it empty where nobody is named"
            )


def _unnamed(words: Any) -> bool:
    """Tell whether a party is left open: empty, or PLOVER's "an actor", "a recipient"."""
    return not isinstance(words, str) or words.strip().lower() in ("", "an actor", "a recipient")


def parties(row: Row, task: str) -> dict[str, Span]:
    """Return the code points of what a row is about: source and target, concept, or target."""
    if task != "acts":
        _, start, end = NEEDED[task]
        return {start.removesuffix("_start"): (int(row[start]), int(row[end]))}
    named = {n: row[n].strip() for n in ("source", "target") if not _unnamed(row[n])}
    at = {name: row["text"].index(words) for name, words in named.items()}
    return {name: (start, start + len(named[name])) for name, start in at.items()}


def marks(s: Syntax, row: Row, task: str) -> dict[str, Span]:
    """Return the tokens of what a row is about."""
    return {name: s.tokens(*span) for name, span in parties(row, task).items()}


def parse(texts: Iterable[str]) -> Iterator[Document]:
    """Yield each text parsed as one block of running text."""
    rows = (Article(str(k), text, (Block(0, len(text), "body"),)) for k, text in enumerate(texts))
    return documents.parse_many(rows)


def _agreement(document: Document, s: Syntax, lex: Lexicon, row: Row) -> Row:
    """Say which side a holder takes on a concept: whom the row names, else the likeliest."""
    span, wanted = parties(row, "agreement")["concept"], row.get("holder")
    seen = _seen(ReaderView(document, s, attribution.attribute(document)), span)
    w = seen.weigh(Asked(*span, s.top(*s.tokens(*span))))
    assert w is not None  # `_seen` has found the window
    words = set(wanted.split()) if isinstance(wanted, str) else set()
    tokens = [seen.holder(w, k) for k in range(len(w.holders))]
    named = [k for k, token in enumerate(tokens) if token is not None and s.text[token] in words]
    best = max(named, key=lambda k: float(w.odds[k])) if named else int(w.odds.argmax())
    token = tokens[best]
    holder = None if token is None else s.span(token)
    if not isinstance(wanted, str):
        wanted = None if holder is None else row["text"][slice(*holder)]
    condition = find_condition(s, lex, 0, len(s.text))
    side, told = _told(seen, w.pieces, w.sides[best], w.hidden[best], concept=span, holder=holder)
    learned = s.lemma[s.top(*s.tokens(*span))] in words_of(lex.book, seen.model.concepts)
    if learned and not named and (odds := seen.inside(w.pieces)) < -BIAS:
        side, told["confidence"] = 1, 1 / (1 + math.exp(odds))
    made = {"agreement": side - 1, "holder": wanted, "confidence": told.pop("confidence")}
    return made | {"condition": condition.name if condition else None} | told


def _target(document: Document, s: Syntax, lex: Lexicon, row: Row) -> Row:
    """Say how a text speaks of a target."""
    span, small = parties(row, "targets")["target"], load().small
    seen = _seen(ReaderView(document, s, ()), span)  # no attributions, as it has learned targets
    pieces = pieces_of(seen.window, *span)
    assert pieces is not None  # `_seen` has found the window
    hidden: Floats = np.tanh(seen.columns.target[slice(*pieces)].mean(0))
    scores = hidden @ small["sentiment.weight"].T + small["sentiment.bias"]
    side, told = _told(seen, pieces, scores, hidden, target=span)
    return {"target_sentiment": SIDES[side]} | told


def _seen(view: ReaderView, span: Span) -> ReadWindow:
    """Return the window of a text that holds a span, and what the graph says of it."""
    model = load()
    held = next(w for w in windows(view, model.tokenizer) if pieces_of(w, *span))
    [(_, columns)] = model.read([held])
    return ReadWindow(model, view, held, columns)


def _told(
    seen: ReadWindow, pieces: Span, scores: Floats, hidden: Floats, **named: Span | None
) -> tuple[int, Row]:
    """Return the likeliest side, and how sure it is, its evidence and vector.

    The evidence is what is asked about, and the words that show the side.
    """
    odds, text = softmax(scores), seen.view.document.article.text
    side = int(odds.argmax())
    spans = [*named.items(), *(("cue", span) for span in seen.cue(*pieces))]
    return side, {
        "confidence": float(odds[side]),
        "evidence": [
            span_row(text, span, part, f"reader: {part}", None) for part, span in spans if span
        ],
        VECTOR: np.concatenate([hidden, scores]),
    }


def _act(document: Document, s: Syntax, lex: Lexicon, row: Row) -> Row:
    named = marks(s, row, "acts")
    found = find_act(s, lex, (0, len(s.text)), named.get("source"), named.get("target"))
    if found is None:
        none = dict.fromkeys(("act", "quad", "binary", "act_value", "modality", "confidence"))
        return none | {"evidence": []}
    quad, value = lex.book.values[found.root]
    return {
        "act": found.root, "quad": quad, "binary": quad[2:], "act_value": value,
        "modality": found.modality, "confidence": found.confidence,
        "evidence": [
            span_row(s.string, s.points(p.first, p.last), p.part, p.entry, p.value)
            for p in found.pieces
        ],
    }  # fmt: skip


def row_traits(s: Syntax, lex: Lexicon, row: Row, verdict: Row, task: str) -> list[Trait]:
    """Return the traits of a row: of acts its words and the rules' verdict; else the reader's."""
    shown = [e for e in verdict["evidence"] if e["part"] != "concept"] or verdict["evidence"]
    named = marks(s, row, task)
    spans = [s.tokens(e["start"], e["end"]) for e in shown] or list(named.values()) or [(0, 1)]
    if task != "acts":
        return [Trait(f"reader:{k}", *spans[0], float(v)) for k, v in enumerate(verdict[VECTOR])]
    act, sure = verdict["act"], verdict["confidence"] or 0
    rules = Counter((f"{act}", f"{act} {sure:.1f}", f"{verdict['quad']}"))
    return [*traits(s, named), *(Trait(f"rules:{n}", *spans[0], v) for n, v in rules.items())]


def _learned(s: Syntax, lex: Lexicon, row: Row, verdict: Row, model: Scorer) -> Row:
    """Return what a model says of a row, in the columns of the verdict as things ship."""
    task = model.task
    found = row_traits(s, lex, row, verdict, task)
    label, sure = str(model.best([found])[0]), round(float(model.sureness([found])[0]), 3)
    made = verdict | {LABELS[task]: int(label) if task == "agreement" else label}
    made["confidence"] = sure
    if task == "acts":
        masked = frozenset(i for span in marks(s, row, task).values() for i in range(*span))
        quad, value = lex.book.values.get(label, (None, None))
        made |= {"quad": quad, "binary": quad and quad[2:], "act_value": value}
        made["evidence"] = list(_evidence(s, list(model.speaks(found, label)), label, masked))
    return made


def _evidence(
    s: Syntax, parts: Sequence[tuple[Trait, float]], label: str, masked: frozenset[int]
) -> Iterator[Row]:
    """Yield the words of a text whose traits weigh most for a class, the heaviest first.

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
    least = max(_SHARE * weights[tokens[0]], 0)
    for i in [i for n, i in enumerate(tokens[:_SHOWN]) if not n or weights[i] > least]:
        here = [(weight, t.name) for t, weight in parts if t.first <= i < t.last]
        entry = f"model {label}: {max(here)[1] if here else 'no other class'}"
        yield span_row(s.string, s.points(i, i + 1), "weight", entry, weights[i])
