"""Score rows that a researcher has coded already: a table in, the same table with scores out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.codebook import Codebook
    from rhetoric.reading.documents import Document
    from rhetoric.scoring.acts import Piece
    from rhetoric.scoring.lexicon import Lexicon
    from rhetoric.scoring.syntax import Syntax

Row = dict[str, Any]
Span = tuple[int, int]
VECTOR = "vector"  # of a verdict: numbers that a scorer can be trained on


def score_agreement(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, model: str | Path | None = None
) -> pd.DataFrame:
    """Score how far a holder agrees with a marked concept.

    `frame` has `text`, `concept_start`, `concept_end` (code points), and may have `holder`.
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


_NUMBERS: dict[str, Any] = {"agreement": "Int64", "confidence": "float64", "act_value": "float64"}
NEEDED = {
    "acts": ("text", "source", "target"),
    "agreement": ("text", "concept_start", "concept_end"),
    "targets": ("text", "target_start", "target_end"),
}  # the columns of each task


def _score(
    frame: pd.DataFrame, task: str, book: Codebook | None, model: str | Path | None
) -> pd.DataFrame:
    from rhetoric.scoring.learned import learned
    from rhetoric.scoring.learning import Model

    weights = None if model is None else Model.load(model, task)
    scored = [
        verdict if weights is None else learned(s, lex, row, weights, verdict)
        for s, lex, row, verdict in judged(frame, task, book)
    ]
    names = [name for name in (scored[0] if scored else ()) if name != VECTOR]
    return frame.assign(**{name: _column(name, scored, frame.index) for name in names})


def judged(
    frame: pd.DataFrame, task: str, book: Codebook | None = None
) -> Iterator[tuple[Syntax, Lexicon, Row, Row]]:
    """Yield each row with its parse and what is said of it as things ship.

    Acts are judged by rules; agreement and targets by the reader, whose `VECTOR` comes along.
    Raises TableError, before the first, where a row is wrong.
    """
    from rhetoric.codebook import load_codebook
    from rhetoric.scoring.lexicon import compile_book
    from rhetoric.scoring.reader.marked import parse
    from rhetoric.scoring.syntax import Syntax

    rows = check(frame, task)
    lex = compile_book(book or load_codebook())
    for document, row in zip(parse(row["text"] for row in rows), rows, strict=True):
        s = Syntax(document.doc)
        judge = _target if task == "targets" else _agreement
        yield s, lex, row, _act(s, lex, row) if task == "acts" else judge(document, s, lex, row)


def check(frame: pd.DataFrame, task: str) -> list[Row]:
    """Return the rows of a table. Raises TableError that names row and field where one is wrong."""
    needed = NEEDED[task]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise TableError(
            f"column '{missing[0]}' is missing; needed are {', '.join(needed)}, "
            f"found are {', '.join(map(str, frame.columns)) or 'none'}"
        )
    rows = [
        dict(zip(frame.columns, values, strict=True)) for values in frame.itertuples(index=False)
    ]
    for label, row in zip(frame.index, rows, strict=True):
        _check(label, row, needed)
    return rows


def parties(row: Row, task: str) -> dict[str, tuple[int, int]]:
    """Return the code points of what a row is about: source and target, concept, or target."""
    if task != "acts":
        name = "concept" if task == "agreement" else "target"
        return {name: (int(row[f"{name}_start"]), int(row[f"{name}_end"]))}
    named = {n: row[n].strip() for n in ("source", "target") if not _unnamed(row[n])}
    at = {name: row["text"].index(words) for name, words in named.items()}
    return {name: (start, start + len(named[name])) for name, start in at.items()}


def marks(s: Syntax, row: Row, task: str) -> dict[str, tuple[int, int]]:
    """Return the tokens of what a row is about."""
    return {name: s.tokens(*span) for name, span in parties(row, task).items()}


def _column(name: str, scored: list[Row], index: pd.Index) -> pd.Series:
    """Make one column; text columns stay objects, so that null is None."""
    import pandas as pd

    values = [row[name] for row in scored]
    made: pd.Series = pd.Series(values, index=index, dtype=_NUMBERS.get(name, "object"))
    return made


def _check(label: Any, row: Row, needed: Iterable[str]) -> None:
    text = row["text"]
    if not isinstance(text, str) or not text.strip():
        raise TableError(f"row {label}, field 'text': is empty; give the words of a sentence")
    starts = [name for name in needed if name.endswith("_start")]
    for name in starts:
        end = name.replace("_start", "_end")
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
    for name in ("source", "target"):
        if name in needed and not _unnamed(row[name]) and row[name].strip() not in text:
            raise TableError(
                f"row {label}, field '{name}': {row[name]!r} does not occur in the text; give it "
                "as it is written there, or leave it empty where nobody is named"
            )


def _unnamed(words: Any) -> bool:
    """Tell whether a party is left open: empty, or PLOVER's "an actor", "a recipient"."""
    return not isinstance(words, str) or words.strip().lower() in ("", "an actor", "a recipient")


def _spans(s: Syntax, pieces: Iterable[Piece]) -> list[Row]:
    text = s.string
    return [
        {
            "start": s.start[p.first], "end": s.end[p.last - 1], "part": p.part, "entry": p.entry,
            "text": text[s.start[p.first] : s.end[p.last - 1]], "value": float(p.value),
        }
        for p in pieces
    ]  # fmt: skip


def _agreement(document: Document, s: Syntax, lex: Lexicon, row: Row) -> Row:
    from rhetoric.scoring.conditions import find_condition
    from rhetoric.scoring.reader.marked import judge_concept
    from rhetoric.scoring.reader.model import load

    span, wanted = parties(row, "agreement")["concept"], row.get("holder")
    told = judge_concept(load(), document, s, span, wanted if isinstance(wanted, str) else None)
    condition = find_condition(s, lex, 0, len(s.text))
    if not isinstance(wanted, str):
        wanted = None if told.holder is None else row["text"][slice(*told.holder)]
    shown = [("holder", told.holder)] if told.holder else []
    return {
        "agreement": told.side, "holder": wanted, "confidence": told.confidence,
        "condition": condition.name if condition else None,
        "evidence": _words(row["text"], [("concept", span), *shown], told.cue),
        VECTOR: told.vector,
    }  # fmt: skip


def _words(text: str, named: list[tuple[str, Span]], cue: Iterable[Span]) -> list[Row]:
    spans = [*named, *(("cue", span) for span in cue)]
    return [
        {"start": a, "end": b, "part": part, "entry": f"reader: {part}", "text": text[a:b],
         "value": None}
        for part, (a, b) in spans
    ]  # fmt: skip


def _act(s: Syntax, lex: Lexicon, row: Row) -> Row:
    from rhetoric.scoring.acts import find_act

    named = marks(s, row, "acts")
    found = find_act(s, lex, (0, len(s.text)), named.get("source"), named.get("target"))
    if found is None:
        return dict.fromkeys(("act", "quad", "binary", "act_value", "modality", "confidence")) | {
            "evidence": []
        }
    quad, value = lex.book.values[found.root]
    return {
        "act": found.root, "quad": quad, "binary": quad[2:], "act_value": value,
        "modality": found.modality, "confidence": found.confidence,
        "evidence": _spans(s, found.pieces),
    }  # fmt: skip


def _target(document: Document, s: Syntax, lex: Lexicon, row: Row) -> Row:
    from rhetoric.scoring.reader.marked import judge_target
    from rhetoric.scoring.reader.model import load

    span = parties(row, "targets")["target"]
    told = judge_target(load(), document, s, span)
    return {
        "target_sentiment": ("negative", "neutral", "positive")[told.side + 1],
        "confidence": told.confidence,
        "evidence": _words(row["text"], [("target", span)], told.cue), VECTOR: told.vector,
    }  # fmt: skip
