"""Score rows that a researcher has coded already: a table in, the same table with scores out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

    from rhetoric.codebook import Codebook
    from rhetoric.scoring.lexicon import Lexicon
    from rhetoric.scoring.syntax import Syntax
    from rhetoric.scoring.valence import Piece

Row = dict[str, Any]


def score_agreement(
    frame: pd.DataFrame, codebook: Codebook | None = None, *, model: str | Path | None = None
) -> pd.DataFrame:
    """Score how far a holder agrees with a marked concept.

    `frame` has `text`, `concept_start`, `concept_end` (code points), and may have `holder`.
    `model` is a file of `rhetoric train agreement`; without it the rules decide.
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
    without it the model that ships decides. Returns the frame with `target_sentiment` (negative,
    neutral, positive), `confidence` and `evidence` (the words that weigh most) added.
    Raises TableError that names row and field, ModelError for a file that is no such model.
    """
    from rhetoric.scoring.learning import TARGETS

    return _score(frame, "targets", codebook, model or TARGETS)


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
        rules(s, lex, row, task) if weights is None else learned(s, lex, row, weights)
        for s, lex, row in parsed(frame, task, book)
    ]
    names = list(scored[0]) if scored else []
    return frame.assign(**{name: _column(name, scored, frame.index) for name in names})


def parsed(
    frame: pd.DataFrame, task: str, book: Codebook | None = None
) -> Iterator[tuple[Syntax, Lexicon, Row]]:
    """Yield each row with its parse. Raises TableError, before the first, where a row is wrong."""
    from rhetoric.codebook import load_codebook
    from rhetoric.documents import load_model
    from rhetoric.scoring.lexicon import compile_book
    from rhetoric.scoring.syntax import Syntax

    rows = check(frame, task)
    lex = compile_book(book or load_codebook())
    docs = load_model().pipe([row["text"] for row in rows])
    for doc, row in zip(docs, rows, strict=True):
        yield Syntax(doc), lex, row


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


def rules(s: Syntax, lex: Lexicon, row: Row, task: str) -> Row:
    """Return what the rules alone say of a row."""
    scorer: Callable[[Syntax, Lexicon, Row], Row]
    scorer = {"acts": _act, "agreement": _agreement, "targets": _target}[task]
    return scorer(s, lex, row)


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


def _agreement(s: Syntax, lex: Lexicon, row: Row) -> Row:
    from rhetoric.scoring.agreement import read
    from rhetoric.scoring.concepts import find_concepts
    from rhetoric.scoring.conditions import find_condition

    a, b = int(row["concept_start"]), int(row["concept_end"])
    first, last = s.tokens(a, b)
    head = s.top(first, last)
    clause = (
        s.pos[head] in ("VERB", "AUX")
        and s.child(head, "nsubj", "nsubjpass", "csubj", "expl") is not None
    )
    named = [m for m in find_concepts(s, lex, first, last) if m.head == head]
    concept = lex.book.concepts[named[0].concept] if named else None
    if not named and last - first == 1 and s.pos[head] == "VERB":
        return _no_concept(row, a, b)
    readings = read(s, lex, head, (first, last), (0, len(s.text)), concept=concept, clause=clause)
    condition = find_condition(s, lex, 0, len(s.text))
    reading = readings[0]
    wanted = row.get("holder")
    if isinstance(wanted, str):
        for r in readings:
            if r.holder is not None and r.holder >= 0 and s.text[r.holder] in wanted.split():
                reading = r
    holder = wanted
    if not isinstance(holder, str):
        holder = (
            None
            if reading.holder is None or reading.holder < 0
            else s.string[slice(*s.span(reading.holder))]
        )
    entry = named[0].entry if named else "concept as marked"
    evidence = [
        {
            "start": a,
            "end": b,
            "part": "concept",
            "entry": entry,
            "text": row["text"][a:b],
            "value": None,
        },
        *_spans(s, reading.pieces),
    ]
    return {
        "agreement": reading.sign, "holder": holder, "confidence": reading.confidence,
        "condition": condition.name if condition else None, "evidence": evidence,
    }  # fmt: skip


def _no_concept(row: Row, a: int, b: int) -> Row:
    """Score a verb that names no approach in this use ("compromise safety"): no stance."""
    span = {
        "start": a, "end": b, "part": "concept", "entry": "a verb that no concept has",
        "text": row["text"][a:b], "value": None,
    }  # fmt: skip
    return {
        "agreement": 0, "holder": row.get("holder"), "confidence": 0.4, "condition": None,
        "evidence": [span],
    }  # fmt: skip


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


def _target(s: Syntax, lex: Lexicon, row: Row) -> Row:
    from rhetoric.scoring.sentiment import towards

    sentiment, pieces = towards(s, *marks(s, row, "targets")["target"])
    return {"target_sentiment": sentiment, "confidence": None, "evidence": _spans(s, pieces)}
