"""Codebooks: a TOML file that a researcher can read and change, loaded into frozen objects.

A codebook names concepts, acts, conditions, hedges and boosters.
Patterns are rows of words, matched against lemmas by a matcher that cannot backtrack:
`ease|lift *2 sanction/N` is "ease" or "lift", up to two words, the noun "sanction".
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from rhetoric.errors import CodebookError
from rhetoric.patterns import Pattern, PatternError, compile_pattern
from rhetoric.whole import content

CONDITIONS = ("precondition", "reciprocal", "deadline")
ACT_PARTS = ("root", "commit", "refuse", "ask", "threat", "reduce", "end", "light")
QUADS = ("V-COOP", "M-COOP", "V-CONF", "M-CONF")


@dataclass(frozen=True, slots=True)
class Concept:
    """An approach or policy that people are for or against."""

    name: str
    label: str
    axis: int
    definition: str
    literature: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    excludes: tuple[Pattern, ...]
    clauses: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """A PLOVER root code, or an operator that turns one code into another (agree to, refuse to)."""

    name: str
    part: str
    quad: str | None
    value: float | None
    definition: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes one step depend on another: words that mark it, and words it must be about."""

    name: str
    definition: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """A codebook as loaded: nothing in it changes; `sha256` is that of the file's bytes."""

    name: str
    version: str
    description: str
    sha256: str
    path: str
    concepts: dict[str, Concept]
    acts: tuple[Act, ...]
    conditions: dict[str, Condition]
    words: dict[str, tuple[Pattern, ...]]

    def __hash__(self) -> int:
        return hash(self.sha256)

    @cached_property
    def values(self) -> dict[str, tuple[str, float]]:
        """Give quad class and conflict–cooperation value of each root code."""
        return {
            a.name: (a.quad, a.value)
            for a in self.acts
            if a.quad is not None and a.value is not None
        }


_TEXT, _WHOLE, _NUMBER, _LIST = (str,), (int,), (int, float), (list,)
_SCHEMA: dict[str, dict[str, tuple[tuple[type, ...], bool]]] = {
    "codebook": {"name": (_TEXT, True), "version": (_TEXT, True), "description": (_TEXT, False)},
    "concept": {
        "name": (_TEXT, True), "label": (_TEXT, True), "axis": (_WHOLE, True),
        "definition": (_TEXT, True), "literature": (_LIST, False), "patterns": (_LIST, True),
        "not": (_LIST, False), "clauses": (_LIST, False),
        "examples": (_LIST, False), "counter_examples": (_LIST, False),
    },
    "act": {
        "name": (_TEXT, True), "part": (_TEXT, False), "quad": (_TEXT, False),
        "value": (_NUMBER, False), "definition": (_TEXT, False), "patterns": (_LIST, True),
        "examples": (_LIST, False),
    },
    "condition": {
        "name": (_TEXT, True), "definition": (_TEXT, False), "patterns": (_LIST, True),
        "examples": (_LIST, False), "counter_examples": (_LIST, False),
    },
}  # fmt: skip
_WORD_LISTS = (
    "hedges", "boosters", "parties", "relief", "pressure", "concession", "must", "demand",
)  # fmt: skip
_SCHEMA["words"] = dict.fromkeys(_WORD_LISTS, (_LIST, False))


class _Reader:
    """Checks one file's tables; every message names file, table and key."""

    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, table: str, key: str, message: str) -> CodebookError:
        return CodebookError(f"{self.path}: [{table}] key '{key}': {message}")

    def check(self, table: str, kind: str, row: Any) -> dict[str, Any]:
        schema = _SCHEMA[kind]
        if not isinstance(row, dict):
            raise self.fail(table, kind, "expected a table")
        for key, value in row.items():
            if key not in schema:
                raise self.fail(table, key, f"unknown; allowed are {', '.join(schema)}")
            if not isinstance(value, schema[key][0]) or isinstance(value, bool):
                kinds = " or ".join(t.__name__ for t in schema[key][0])
                raise self.fail(table, key, f"must be of type {kinds}, is {value!r}")
            if isinstance(value, list) and not all(isinstance(v, str) and v for v in value):
                raise self.fail(table, key, "every entry must be a text that is not empty")
        for key, (_, required) in schema.items():
            if required and key not in row:
                raise self.fail(table, key, "missing")
        return row

    def among(self, table: str, key: str, value: Any, allowed: tuple[Any, ...]) -> Any:
        if value not in allowed:
            raise self.fail(table, key, f"{value!r} is not one of {', '.join(map(str, allowed))}")
        return value

    def patterns(self, table: str, key: str, sources: Any) -> tuple[Pattern, ...]:
        made = []
        for source in sources:
            try:
                made.append(compile_pattern(source))
            except PatternError as error:
                raise self.fail(table, key, f"pattern '{source}': {error}") from error
        return tuple(made)

    def concept(self, table: str, row: dict[str, Any]) -> Concept:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", row["name"]):
            raise self.fail(table, "name", "use small letters, digits and _, a letter first")
        clauses = row.get("clauses", [])
        for clause in clauses:
            self.among(table, "clauses", clause, CONDITIONS)
        return Concept(
            name=row["name"],
            label=row["label"],
            axis=self.among(table, "axis", row["axis"], tuple(range(-3, 4))),
            definition=row["definition"],
            literature=tuple(row.get("literature", ())),
            patterns=self.patterns(table, "patterns", row["patterns"]),
            excludes=self.patterns(table, "not", row.get("not", ())),
            clauses=tuple(clauses),
            examples=tuple(row.get("examples", ())),
            counter_examples=tuple(row.get("counter_examples", ())),
        )

    def act(self, table: str, row: dict[str, Any]) -> Act:
        part = self.among(table, "part", row.get("part", "root"), ACT_PARTS)
        if part == "root":
            self.among(table, "quad", row.get("quad"), QUADS)
            if not -10 <= row.get("value", 99) <= 10:
                raise self.fail(table, "value", "must be between -10 and 10")
        return Act(
            name=row["name"],
            part=part,
            quad=row.get("quad"),
            value=float(row["value"]) if "value" in row else None,
            definition=row.get("definition", ""),
            patterns=self.patterns(table, "patterns", row["patterns"]),
            examples=tuple(row.get("examples", ())),
        )

    def condition(self, table: str, row: dict[str, Any]) -> Condition:
        return Condition(
            name=self.among(table, "name", row["name"], CONDITIONS),
            definition=row.get("definition", ""),
            patterns=self.patterns(table, "patterns", row["patterns"]),
            examples=tuple(row.get("examples", ())),
            counter_examples=tuple(row.get("counter_examples", ())),
        )

    def rows(self, data: dict[str, Any], kind: str) -> list[Any]:
        rows = data.get(kind, [])
        if not isinstance(rows, list):
            raise self.fail(kind, kind, f"write it as [[{kind}]], one table each")
        made: dict[str, Any] = {}
        for number, row in enumerate(rows, 1):
            name = row.get("name", number) if isinstance(row, dict) else number
            table = f"{kind} {name}"
            entry = getattr(self, kind)(table, self.check(table, kind, row))
            if entry.name in made:
                raise self.fail(table, "name", f"duplicate {kind} '{entry.name}'")
            made[entry.name] = entry
        return list(made.values())


def _read(source: str | Path | None) -> tuple[str, bytes]:
    if source is None or (isinstance(source, str) and re.fullmatch(r"[a-z_]+", source)):
        shipped = resources.files("rhetoric") / "codebooks" / f"{source or 'diplomacy'}.toml"
        if shipped.is_file():
            return f"{source or 'diplomacy'}.toml", shipped.read_bytes()
    path = Path(str(source))
    try:
        return str(path), content(path)
    except OSError as error:
        raise CodebookError(
            f"{path}: cannot read the codebook ({error.strerror}); give a TOML file, or leave it "
            "out for the shipped 'diplomacy'"
        ) from error


def load_codebook(source: str | Path | None = None) -> Codebook:
    """Load a codebook and check all of it.

    `source` is a TOML file; None is the shipped codebook "diplomacy". Returns a frozen `Codebook`.
    Raises CodebookError that names file, table and key.
    """
    path, raw = _read(source)
    read = _Reader(path)
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # of its bytes, its TOML, a number too long
        raise CodebookError(f"{path}: is not TOML in UTF-8: {error}") from error
    for key in data:
        if key not in _SCHEMA:
            raise read.fail("top", key, f"unknown; allowed are {', '.join(_SCHEMA)}")
    head = read.check("codebook", "codebook", data.get("codebook", {}))
    lists = read.check("words", "words", data.get("words", {}))
    concepts = read.rows(data, "concept")
    if not concepts:
        raise read.fail("concept", "concept", "a codebook needs at least one concept")
    words = {key: read.patterns("words", key, lists.get(key, ())) for key in _WORD_LISTS}
    return _complete(
        Codebook(
            name=head["name"],
            version=head["version"],
            description=head.get("description", ""),
            sha256=hashlib.sha256(raw).hexdigest(),
            path=path,
            concepts={c.name: c for c in concepts},
            acts=tuple(read.rows(data, "act")),
            conditions={c.name: c for c in read.rows(data, "condition")},
            words=words,
        )
    )


def _complete(book: Codebook) -> Codebook:
    """Borrow from the shipped codebook what a researcher's file leaves out.

    A file may hold concepts alone: acts, conditions and hedges are the same for any of them.
    """
    if book.acts and book.conditions and any(book.words.values()):
        return book
    base = load_codebook(None)
    return Codebook(
        name=book.name,
        version=book.version,
        description=book.description,
        sha256=hashlib.sha256((book.sha256 + base.sha256).encode()).hexdigest(),
        path=book.path,
        concepts=book.concepts,
        acts=book.acts or base.acts,
        conditions=book.conditions or base.conditions,
        words={key: value or base.words[key] for key, value in book.words.items()},
    )
