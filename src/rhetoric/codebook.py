"""Codebooks: a TOML file that a researcher can read and change, loaded into frozen objects.

The models say what a file may hold: the checks, the JSON Schema for editors and the table of keys
in the docs come from them. Patterns are rows of words, matched against lemmas by a matcher that
cannot backtrack: `ease|lift *2 sanction/N` is "ease" or "lift", up to two words, the noun
"sanction".
"""

from __future__ import annotations

import hashlib
import re
import reprlib
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, Field, PlainValidator, ValidationError
from pydantic import model_validator as checked
from pydantic.json_schema import SkipJsonSchema

from rhetoric.errors import CodebookError, RhetoricError, listed
from rhetoric.files import content
from rhetoric.patterns import Pattern, compile_pattern

MADE = ("AGREE", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION", "COERCE")
_SAID = {  # of a fault, in place of pydantic's words; "must …" goes on with what is there
    "extra_forbidden": "unknown; allowed are {allowed}",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "missing": "missing",
    "model_type": "expected a table",
    "string_pattern_mismatch": "use small letters, digits and _, a letter first",
    "string_too_short": "every entry must be a text that is not empty",
    "string_type": "must be a text",
    "too_short": "a codebook needs at least one {kind}",
    "tuple_type": "must be a list",
}


def _compiled(source: Any) -> Pattern:
    if not isinstance(source, str) or not source:
        raise ValueError("every entry must be a text that is not empty")
    try:
        return compile_pattern(source)
    except ValueError as error:
        raise ValueError(f"pattern '{source}': {error}") from error


def _single(pattern: Pattern) -> Pattern:
    if len(pattern.elements) > 1 or pattern.elements[0].pos:
        raise ValueError(f"'{pattern.source}' is looked up: write one word, without a mark")
    return pattern


_Text = Annotated[str, Field(min_length=1)]
_Pattern = Annotated[Pattern, PlainValidator(_compiled, json_schema_input_type=_Text)]
Texts = tuple[_Text, ...]
Patterns = tuple[_Pattern, ...]
Lemmas = tuple[Annotated[_Pattern, AfterValidator(_single)], ...]
Terms = Literal["precondition", "reciprocal", "deadline"]
Axis = Annotated[int, Field(strict=True, ge=-3, le=3)]
Part = Literal["root", "commit", "refuse", "ask", "threat", "reduce", "end", "light"]
Quad = Literal["V-COOP", "M-COOP", "V-CONF", "M-CONF"]
Value = Annotated[float, Field(strict=True, ge=-10, le=10, allow_inf_nan=False)]


class _Table(BaseModel, extra="forbid", frozen=True):
    """A table of the file: a key that it does not know is a mistake."""


class _Head(_Table):
    name: str = Field(description="the codebook's name, for reports")
    version: str = Field(description="which state of the codebook it is, for reports")
    description: str = Field("", description="what the codebook is about; a note for people")


class _Entry(_Table):
    name: str = Field(description="what tables and evidence call it")
    definition: str = Field("", description="what it stands for; a note for people")
    patterns: Patterns = Field(description="the words that show it; may be `[]`")
    examples: Texts = Field((), description="sentences in which `check` must find it")
    counter_examples: Texts = Field((), description="sentences in which `check` must not find it")


class Concept(_Entry):
    """An approach or policy that people are for or against."""

    name: str = Field(pattern="^[a-z][a-z0-9_]*$", description="small letters, digits and `_`")
    label: str = Field(description="its name in `rhetoric codebook list`")
    axis: Axis = Field(description="from −3 (coercive) to 3 (cooperative); 0 where neither")
    definition: str = Field(description="one sentence that another coder could apply")
    opposite: str | SkipJsonSchema[None] = Field(
        None,
        description="name of its opposite: to be for the one is to be against the other",
    )
    excludes: Patterns = Field((), alias="not", description="words that look like it and are not")
    clauses: tuple[Terms, ...] = Field((), description="terms that a clause sets to state it")
    literature: Texts = Field((), description="where it comes from; a note for people")


class Act(_Entry):
    """A PLOVER root code, or an operator that turns one code into another (agree to, refuse to)."""

    part: Part = Field("root", description="an act (root), or which operator on acts")
    quad: Quad | SkipJsonSchema[None] = Field(None, description="its class; a root needs it")
    value: Value | SkipJsonSchema[None] = Field(
        None, description="from −10 (conflict) to 10 (cooperation); a root needs it"
    )

    @checked(mode="after")
    def _scaled(self) -> Self:
        if self.part == "root" and None in (self.quad, self.value):
            raise ValueError("the part 'root' needs the keys 'quad' and 'value'")
        return self


class Condition(_Entry):
    """What makes one step depend on another: words that mark it."""

    name: Terms = Field(description="which terms the words set")


class _Words(_Table):
    hedges: Patterns = Field((), description="words that weaken a claim (Hyland 2005)")
    boosters: Patterns = Field((), description="words that strengthen a claim (Hyland 2005)")
    parties: Lemmas = Field((), description="whom an act can be aimed at")
    relief: Patterns = Field((), description="what one side gives or withholds")
    pressure: Patterns = Field((), description="what one side threatens")
    concession: Patterns = Field((), description="what is asked of the other side")
    must: Patterns = Field((), description="words that oblige: with a date, a deadline")
    demand: Lemmas = Field((), description='words before "first" that make it a precondition')


Named = TypeVar("Named", Act, Concept, Condition)


def _distinct(rows: tuple[Named, ...]) -> tuple[Named, ...]:
    for name, count in Counter(row.name for row in rows).items():
        if count > 1:
            raise ValueError(f"duplicate {type(rows[0]).__name__.lower()} '{name}'")
    return rows


def _turned(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """Refuse acts without a code that operators and negation make of others."""
    if lost := set(MADE) - {act.name for act in acts if act.part == "root"}:
        raise ValueError(
            f"lacks {listed(sorted(lost), len(MADE))}, which operators and negation make of other "
            "acts; keep the shipped entry, with patterns = [] where no word is to show it"
        )
    return acts


def _opposed(rows: tuple[Concept, ...]) -> tuple[Concept, ...]:
    names = {row.name for row in rows}
    for row in rows:
        known = {row.opposite, *(one.name for one in rows if one.opposite == row.name)} - {None}
        if len(known) > 1 or known - names | known & {row.name}:
            raise ValueError(
                f"concept '{row.name}' has the opposites {listed(sorted(map(str, known)))}; "
                "allowed is one, the name of another concept of this file"
            )
    return rows


class CodebookFile(_Table):
    """What the file of a codebook may hold."""

    codebook: _Head = Field(description="what codebook this is")
    concept: Annotated[tuple[Concept, ...], AfterValidator(_distinct), AfterValidator(_opposed)] = (
        Field(min_length=1, description="what people are for or against")
    )
    act: Annotated[tuple[Act, ...], AfterValidator(_distinct), AfterValidator(_turned)] = Field(
        (), description="what people do to each other, and what turns one act into another"
    )
    condition: Annotated[tuple[Condition, ...], AfterValidator(_distinct)] = Field(
        (), description="what makes one step depend on another"
    )
    words: _Words = Field(_Words(), description="lists of words")


@dataclass(frozen=True)
class Codebook:
    """A codebook as loaded: nothing in it changes; `sha256` is that of the file's bytes.

    `own` names the tables that the file itself has: the others are of the shipped codebook.
    """

    name: str
    version: str
    description: str
    sha256: str
    path: str
    own: frozenset[str]
    concepts: dict[str, Concept]
    acts: tuple[Act, ...]
    conditions: dict[str, Condition]
    words: dict[str, tuple[Pattern, ...]]

    def __hash__(self) -> int:
        return hash(self.sha256)

    @cached_property
    def opposites(self) -> dict[str, str]:
        """Give the opposite of each concept that has one, whichever of the two names the other."""
        named = {c.name: c.opposite for c in self.concepts.values() if c.opposite}
        return named | {other: name for name, other in named.items()}

    @cached_property
    def values(self) -> dict[str, tuple[str, float]]:
        """Give quad class and conflict–cooperation value of each root code."""
        return {a.name: (a.quad, a.value) for a in self.acts if a.quad and a.value is not None}


def load_codebook(source: str | Path | None = None) -> Codebook:
    """Load a codebook and check all of it.

    `source` is a TOML file; None is the shipped codebook "diplomacy". A table or list of words that
    the file leaves out is taken from there. Returns a frozen `Codebook`.
    Raises CodebookError that names file, table and key.
    """
    book = _parsed(*_read(source))
    lacking = CodebookFile.model_fields.keys() - book.own
    partial = lacking or book.words.keys() != _Words.model_fields.keys()
    base = load_codebook() if partial else book
    sha256 = book.sha256
    if partial:
        sha256 = hashlib.sha256((book.sha256 + base.sha256).encode()).hexdigest()
    return replace(
        book,
        sha256=sha256,
        concepts={**book.concepts},
        acts=base.acts if "act" in lacking else book.acts,
        conditions={**(base if "condition" in lacking else book).conditions},
        words=base.words | book.words,
    )


@lru_cache(maxsize=8)
def _parsed(path: str, raw: bytes) -> Codebook:
    """Check a file as it stands, once as long as its bytes are the same.

    Its dicts are for `load_codebook` to copy: what one caller does to them is not another's.
    """
    try:
        data = {"codebook": {}, "concept": []} | tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # of its bytes, its TOML, a number too long
        raise CodebookError(f"{path}: is not TOML in UTF-8: {error}") from error
    try:
        file = CodebookFile.model_validate(data)
    except ValidationError as error:
        raise fault(path, data, error) from error
    return Codebook(
        **dict(file.codebook),
        sha256=hashlib.sha256(raw).hexdigest(),
        path=path,
        own=frozenset(file.model_fields_set),
        concepts={one.name: one for one in file.concept},
        acts=file.act,
        conditions={one.name: one for one in file.condition},
        words={key: one for key, one in file.words if key in file.words.model_fields_set},
    )


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


def fault(
    path: str, data: dict[str, Any], error: ValidationError,
    file: type[BaseModel] = CodebookFile, of: type[RhetoricError] = CodebookError,
) -> RhetoricError:  # fmt: skip
    """Say one fault of a file; an unknown key first, for its right spelling may be missing."""
    found = min(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
    kind, *at = map(str, found["loc"])
    place, model = kind, file.model_fields
    if kind in model:
        within = model[kind].annotation
        model = (*get_args(within), within)[0].model_fields
    else:
        place, at = "top", [kind]
    if at and at[0].isdecimal():
        number = int(at.pop(0))
        row = data[kind][number]
        place = f"{kind} {row.get('name', number + 1) if isinstance(row, dict) else number + 1}"
    keys = {field.alias or name: field for name, field in model.items()}
    said = found["msg"].removeprefix("Value error, ").replace("Input should", "must")
    if found["type"] in _SAID:
        said = _SAID[found["type"]].format(allowed=", ".join(keys), kind=kind)
    if said.startswith("must"):
        said = f"{said}, is {reprlib.repr(found['input'])}"
        said = (
            f"{said}; wanted: {keys[at[0]].description}"
            if at
            else f"write [[{kind}]], one table each"
        )
    key = f" key '{at[0]}'" if at else ""
    return of(f"{path}: [{place}]{key}: {said}")
