"""The public tables: a pandera schema each, and `Tables`, which holds one of each.

This module is the table reference: `docs/tables.md` is generated from the descriptions here.
Offsets are Unicode code points, half-open, into the article's text exactly as read.
Null is "not scored", 0 is "neutral".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from rhetoric.errors import TableError

KINDS = ("direct", "indirect", "mixed", "transcript", "narration", "dateline", "furniture")
ROLES = ("furniture", "title", "dek", "dateline", "label", "body")
UNSCORED = KINDS[-2:]  # of a page, nobody says it
SOURCES = ("rules", "model", "coder")


def _column(dtype: Any, description: str, **options: Any) -> pa.Column:
    return pa.Column(dtype, description=description, coerce=True, **options)


def _integer(description: str, *, nullable: bool = False, **options: Any) -> pa.Column:
    return _column("Int64" if nullable else "int64", description, nullable=nullable, **options)


def _number(description: str, low: float, high: float, *, nullable: bool = True) -> pa.Column:
    return _column(float, description, checks=pa.Check.in_range(low, high), nullable=nullable)


OF_POSITION = ("statement_id", "concept", "holder")  # a position by these columns, and its evidence
_text, _spans = partial(_column, str), partial(_column, object)
_COLUMNS = {
    "articles": {
        "doc_id": _text("the record's own id, else the file name's stem", unique=True),
        "title": _text("headline, as written", nullable=True),
        "dek": _text("the line below the headline, as written", nullable=True),
        "dateline": _text("place, date and agency before the first sentence", nullable=True),
        "outlet": _text("who published it", nullable=True),
        "published": _text("date, ISO 8601; less precise where the source is", nullable=True),
        "url": _text("where it came from", nullable=True),
        "n_chars": _integer("length of the text in code points"),
        "sha256": _text("SHA-256 of the text in UTF-8"),
    },
    "attributions": {
        "attribution_id": _text("doc_id/aN, N in order of the content's start", unique=True),
        "doc_id": _text("the article"),
        "parent_id": _text("the attribution this one is nested in", nullable=True),
        "depth": _integer("0 outermost, 1 nested once, …", checks=pa.Check.ge(0)),
        "kind": _text("how it is said", checks=pa.Check.isin(KINDS[:4])),
        "speaker": _text("canonical speaker; null where unresolved", nullable=True),
        "speaker_how": _text(
            "why this speaker: name, nominal, pronoun, metonym, carried, headline, group, unnamed, "
            "document, unresolved"
        ),
        "named": _column(bool, "whether the speaker is a named person or body"),
        "mention": _text("the source as written next to the cue", nullable=True),
        "mention_start": _integer("start of the mention", nullable=True),
        "mention_end": _integer("end of the mention", nullable=True),
        "cue": _text("the words of saying, as written", nullable=True),
        "cue_spans": _spans("[[start, end], …] of the cue; empty where there is none"),
        "content_spans": _spans("[[start, end], …] of what is said, quotation marks included"),
        "rule": _text("the rule or model that found it"),
        "confidence": _number("0–1, of span and speaker together", 0, 1, nullable=False),
    },
    "statements": {
        "statement_id": _text("doc_id/sN for narration, doc_id/sN/aM for a voice", unique=True),
        "doc_id": _text("the article"),
        "sentence": _integer("number of the sentence in the article, from 1"),
        "attribution_id": _text("the attribution; null in narration", nullable=True),
        "depth": _integer("of the attribution; 0 in narration"),
        "holder": _text("the innermost source, canonical; null in narration", nullable=True),
        "cue": _text("the words of saying: said, denied, doubts; null where none", nullable=True),
        "chain": _text("speakers from outermost to holder, joined by ' > '", nullable=True),
        "kind": _text(
            "of the attribution; else narration, dateline, furniture", checks=pa.Check.isin(KINDS)
        ),
        "role": _text("part of the article it stands in", checks=pa.Check.isin(ROLES)),
        "start": _integer("start of the text"),
        "end": _integer("end of the text"),
        "text": _text("the words: text[start:end] of the article"),
    },
    "positions": {
        "statement_id": _text("the statement it is read from"),
        "doc_id": _text("the article"),
        "holder": _text(
            "whose position it is: mostly the innermost voice; it may be a voice around it, or "
            "somebody whom the words tell of",
            nullable=True,
        ),
        "mention": _text(
            "the words of the article that name the holder; null where the voice speaks of itself",
            nullable=True,
        ),
        "concept": _text("the concept's name in the codebook"),
        "axis": _integer(
            "how coercive (−3) or cooperative (+3) the concept is (VICS utterance scale)",
            checks=pa.Check.in_range(-3, 3),
        ),
        "agreement": _integer(
            "+1 for, −1 against, 0 mentioned without stance; null not scored",
            nullable=True,
            checks=pa.Check.isin([-1, 0, 1]),
        ),
        "confidence": _number(
            "probability that a coder gives the holder this side in this sentence, by whatever "
            "name of the concept; null of coders",
            0,
            1,
        ),
        "start": _integer("start of the words that name the concept"),
        "end": _integer("end of the words that name the concept"),
        "source": _text("rules, model or coder", checks=pa.Check.isin(SOURCES)),
    },
    "scores": {
        "statement_id": _text("the statement", unique=True),
        "doc_id": _text("the article"),
        "act": _text("PLOVER root code", nullable=True),
        "quad": _text("V-COOP, M-COOP, V-CONF or M-CONF", nullable=True),
        "act_value": _number("conflict (−10) to cooperation (+10), PLOVER manual", -10, 10),
        "act_source": _text("who acts, as written", nullable=True),
        "act_target": _text("towards whom, as written", nullable=True),
        "act_modality": _text("actual, future, hypothetical or negated", nullable=True),
        "condition": _text("precondition, reciprocal or deadline", nullable=True),
        "hedges": _integer(
            "words that weaken the claim (Hyland 2005); null in page furniture", nullable=True
        ),
        "boosters": _integer("words that strengthen it (Hyland 2005)", nullable=True),
        "polarity": _number("TextBlob: −1 negative to +1 positive", -1, 1),
        "subjectivity": _number("TextBlob: 0 objective to 1 subjective", 0, 1),
        "source": _text(
            "of act and condition: rules, model or coder; null in page furniture",
            nullable=True,
            checks=pa.Check.isin(SOURCES),
        ),
    },
    "evidence": {
        "statement_id": _text("the statement whose score it proves"),
        "doc_id": _text("the article"),
        "score": _text(
            "agreement, act, condition, hedge, booster, polarity",
            checks=pa.Check.isin(["agreement", "act", "condition", "hedge", "booster", "polarity"]),
        ),
        "concept": _text("for agreement: which concept", nullable=True),
        "holder": _text("for agreement: whose position", nullable=True),
        "part": _text("what the words do: concept, cue, holder, condition, …"),
        "start": _integer("start of the words"),
        "end": _integer("end of the words"),
        "text": _text("the words: text[start:end] of the article"),
        "entry": _text("the codebook entry or rule that fired"),
        "value": _column(float, "what it adds (sign, polarity)", nullable=True),
    },
    "failures": {
        "doc_id": _text("the article that is in no other table"),
        "where": _text("the file and the row or line"),
        "what": _text("why it could not be read or analyzed, and what to do"),
        "sha256": _text("SHA-256 of the text in UTF-8; null where there is none", nullable=True),
    },
}
SCHEMAS = {
    name: pa.DataFrameSchema(columns, name=name, strict=True, ordered=True)
    for name, columns in _COLUMNS.items()
}


def frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make the table `name` from rows, in column order and validated against its schema."""
    try:
        return _checked(name, rows) if rows else _empty(name).copy()
    except pa.errors.SchemaErrors as error:
        raise TableError(f"table '{name}': {error}") from error


def _checked(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    schema = SCHEMAS[name]
    table = pd.DataFrame(rows, columns=list(schema.columns))
    with suppress(Exception):  # whatever a value raises, the schema says it as it says all
        coerced = {key: of.dtype.coerce(table[key]) for key, of in schema.columns.items()}
        if all(_holds(coerced[key], of) for key, of in schema.columns.items()):
            return pd.DataFrame(coerced)
    return schema.validate(table, lazy=True)


def _holds(values: pd.Series[Any], column: pa.Column) -> bool:
    """Tell whether a coerced column is right: `validate`, which says what is wrong, takes long."""
    return (
        (column.nullable or not values.isna().any())
        and (not column.unique or values.is_unique)
        and all(check(values).check_passed for check in column.checks)
    )


@cache
def _empty(name: str) -> pd.DataFrame:
    """Validation takes most of the time of a short text, and most of its tables are empty."""
    return _checked(name, [])


def frames(made: Iterable[Mapping[str, list[dict[str, Any]]]]) -> dict[str, pd.DataFrame]:
    """Make all tables, by name, from the rows of each that every item of `made` holds."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for one in made:
        for name, more in one.items():
            rows[name] += more
    return {name: frame(name, rows[name]) for name in SCHEMAS}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, as `frame` takes them: None for every missing value."""
    names = [str(name) for name in table.columns]
    columns = (_plain(values) for _, values in table.items())
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(values: pd.Series[Any]) -> list[Any]:
    """Give the values of a column as Python has them, None for every missing one."""
    pairs = zip(values.tolist(), values.isna().tolist(), strict=True)
    return [
        None if missing else value.item() if isinstance(value, np.generic) else value
        for value, missing in pairs
    ]


@dataclass(frozen=True)
class Tables:
    """One of each public table, over one article or many.

    `actors` is empty until `rhetoric.actors.merge`: name, kind, country, party, a researcher's own.
    """

    articles: pd.DataFrame
    attributions: pd.DataFrame
    statements: pd.DataFrame
    positions: pd.DataFrame
    scores: pd.DataFrame
    evidence: pd.DataFrame
    failures: pd.DataFrame = field(default_factory=lambda: frame("failures", []))
    actors: pd.DataFrame = field(default_factory=pd.DataFrame)
