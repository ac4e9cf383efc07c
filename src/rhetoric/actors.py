"""Actors: which names in the tables mean one and the same, and what a researcher knows of each."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel, Field, ValidationError

from rhetoric.attribution import AUTHOR, QUESTION
from rhetoric.attribution.cast import compatible
from rhetoric.attribution.lexicon import GIVEN, NATIONS, country, fold, nations_in
from rhetoric.attribution.speakers.descriptions import CABINETS
from rhetoric.codebook import Texts, fault
from rhetoric.csv_files import Source, place_of, read_rows, to_csv
from rhetoric.errors import TableError
from rhetoric.files import content
from rhetoric.storage import ACTORS, actors_table
from rhetoric.tables import Tables

T = TypeVar("T", bound=Tables)
Of = Callable[[str, str], str]
Likely = tuple[str, str, str, str, str]
_ONE = ["statement_id", "holder", "concept"]  # on a concept a holder has one position in each
_MANY = re.compile(r",| and ")
_OWNED = re.compile(r"(.+?)['’]s? (.+)")  # "Ann Reed's party"
_PRONOUN = re.compile(r"(he|she)$|(his|her) ")
_HEAD = """\
# Likely merges, to be read and edited: once merged, an alias is called as its actor's name says.
# sure: an article itself calls the actor so; likely: nothing here speaks against it; open, behind
# a #: decide. Add kind, country, party, and columns of your own (more.bloc = "East").
"""


class _Actor(BaseModel, extra="forbid", frozen=True):
    name: str = Field(min_length=1, description="what tables and figures call the actor")
    aliases: Texts = Field((), description="a list of other names that the tables have")
    within: dict[str, Texts] = Field({}, description="such a list for each article, by doc_id")
    kind: str | None = Field(None, description="person, state, body, …")
    country: str | None = Field(None, description="a text")
    party: str | None = Field(None, description="a text")
    more: dict[str, str | int | float] = Field({}, description="columns of your own: more.bloc")


class _File(BaseModel, extra="forbid", frozen=True):
    actor: tuple[_Actor, ...] = Field(description="who is who")


@dataclass(frozen=True)
class Actors:
    """A file of actors: whom a name means in an article, or in all, and what provenance notes."""

    names: dict[tuple[str | None, str], str]
    noted: dict[str, Any]


def load_actors(source: Source) -> Actors:
    """Load a file of actors and check all of it.

    `source` is TOML, with an `[[actor]]` each, or CSV or a DataFrame with the columns name and
    aliases, where semicolons part the aliases. Raises TableError that names file, actor and field.
    """
    path = Path(place_of(source))
    try:
        raw = to_csv(source).encode() if isinstance(source, pd.DataFrame) else content(path)
        if isinstance(source, pd.DataFrame) or path.suffix.lower() == ".csv":
            data: dict[str, Any] = {"actor": list(_table(source))}
        else:
            data = {"actor": [], **tomllib.loads(raw.decode())}
        actors = _File.model_validate(data).actor
    except ValidationError as error:
        raise fault(str(path), data, error, _File, TableError) from error
    except (OSError, ValueError, RecursionError) as error:
        raise TableError(f"{path}: no TOML (UTF-8) or CSV file of actors: {error}") from error
    rows = [one.more | one.model_dump(mode="json", exclude={"more"}) for one in actors]
    made_by = {"file": path.name, "sha256": hashlib.sha256(raw).hexdigest(), "rows": rows}
    return Actors(_names(path, actors), {ACTORS: made_by})


def _table(source: Source) -> Iterator[dict[str, Any]]:
    for _, row in read_rows(source, ("name", "aliases")):
        given: dict[str, Any] = {key: cell for key, cell in row.items() if cell}
        names = given.pop("aliases", "").split(";")
        more = {key: given.pop(key) for key in [*given] if key not in _Actor.model_fields}
        yield {**given, "aliases": [one.strip() for one in names if one.strip()], "more": more}


def _names(path: Path, actors: tuple[_Actor, ...]) -> dict[tuple[str | None, str], str]:
    """Index the actors by every name. Raises TableError where one names two, as a cycle does."""
    made: dict[tuple[str | None, str], _Actor] = {}
    for actor in actors:
        everywhere: dict[str | None, Texts] = {None: (actor.name, *actor.aliases)}
        for doc, name in (
            (d, n) for d, names in (everywhere | actor.within).items() for n in names
        ):
            other = made.setdefault((doc, _folded(name)), actor)
            if other is not actor:
                key = "within" if doc else "name" if name == actor.name else "aliases"
                raise TableError(
                    f"{path}: [actor {actor.name}] key '{key}': '{name}' is a name of the actor "
                    f"'{other.name}', too; a name means one actor: take it from one of them, or "
                    "say in which article it means whom (within)"
                )
    return {key: actor.name for key, actor in made.items()}


def _folded(name: str) -> str:
    return fold(" ".join(name.split()))


def merge(tables: T, actors: Actors) -> T:
    """Call every speaker and holder as a file of actors does; who is not in it keeps the name.

    Names are compared in full, without regard to capitals and accents. `mention` keeps the words of
    the article, and all offsets stay. Where a statement then gives an actor two positions on one
    concept, the surer stays, as in reading. The tables' `actors` has what is known of each.
    Raises TableError where actors are merged already.
    """
    if len(tables.actors):
        raise TableError("these tables have actors already; take the tables as they were analyzed")

    def of(doc_id: str, name: str) -> str:
        keys = (doc_id, _folded(name)), (None, _folded(name))
        return next((actors.names[key] for key in keys if key in actors.names), name)

    return _renamed(tables, of, actors_table(actors.noted), _ONE)


def grouped(tables: T, by: str) -> T:
    """Put an attribute of the actors in their place: every figure is then of parties, countries, ….

    Who has no value keeps the name. Two sides of a group in one statement stay both.
    Raises TableError where the tables' `actors` has no such column.
    """
    allowed = [str(column) for column in tables.actors.columns[1:]]
    if by not in allowed:
        among = ", ".join(allowed) or "none, before a file of actors is merged"
        raise TableError(f"no column '{by}' in the table of actors; allowed are {among}")
    given = tables.actors.dropna(subset=by)
    values = dict(zip(given["name"], given[by].astype(str), strict=True))
    keys = [*_ONE, "agreement"]
    return _renamed(tables, lambda _, name: values.get(name, name), pd.DataFrame(), keys)


def _renamed(tables: T, of: Of, actors: pd.DataFrame, one: list[str]) -> T:
    def named(table: pd.DataFrame, column: str, of: Of = of) -> pd.Series[Any]:
        pairs = zip(table["doc_id"], table[column], strict=True)
        names = [of(doc, name) if isinstance(name, str) else name for doc, name in pairs]
        return pd.Series(names, table.index, table[column].dtype)

    def chain(doc: str, voices: str) -> str:  # who reports nobody else stands there once
        pairs = [("", ""), *((name, of(doc, name)) for name in voices.split(" > "))]
        return " > ".join(b for (old, a), (name, b) in pairwise(pairs) if a != b or old == name)

    said, held = tables.statements, tables.positions
    return replace(
        tables,
        attributions=tables.attributions.assign(speaker=named(tables.attributions, "speaker")),
        statements=said.assign(holder=named(said, "holder"), chain=named(said, "chain", chain)),
        positions=_distinct(held.assign(holder=named(held, "holder")), held["holder"], one),
        actors=actors,
    )


def _distinct(rows: pd.DataFrame, was: pd.Series[Any], one: list[str]) -> pd.DataFrame:
    """Leave one of the positions that merging made one holder's: a person's, a side, the surer."""
    rank = 4 * (rows["source"] == "coder") + 2 * (rows["agreement"].fillna(0) != 0)
    rank = (rank + rows["confidence"].fillna(1)).sort_values(ascending=False, kind="stable")
    lesser = rows.loc[rank.index].duplicated(one).reindex(rows.index)
    several = was.groupby([rows[key] for key in one], dropna=False).transform("nunique") > 1
    return rows[~(lesser & several)].reset_index(drop=True)


def suggest(tables: Tables) -> pd.DataFrame:
    """List names that may be one actor's: a surname and a full name, a state and its government.

    Returns a row for each: `name` and the `alias` that may mean it, `sure` (sure: an article calls
    the actor so; likely: nothing in the tables speaks against it; open: something does, two actors
    come into question, or it is a state's government), `why`, and `evidence`: mention, words and
    id of a statement.
    """
    said = tables.statements[["statement_id", "doc_id", "attribution_id", "holder", "text"]]
    mentions = tables.attributions.set_index("attribution_id")["mention"]
    voices = said.assign(mention=said["attribution_id"].map(mentions))
    held = tables.positions[["statement_id", "holder", "mention"]]
    held = held.merge(said.drop(columns="holder"), on="statement_id")
    seen = pd.concat([voices, held], ignore_index=True).dropna(subset="holder")
    seen = seen[~seen["holder"].isin([AUTHOR, QUESTION])].fillna({"mention": ""})
    seen["called"] = seen["mention"].map(_folded)
    columns = ["name", "alias", "sure", "why", "evidence"]
    return pd.DataFrame([*_people(seen), *_states(seen)], columns=columns)


def draft(suggested: pd.DataFrame) -> str:
    """Return what `suggest` found as a file of actors (TOML), to be edited."""
    lines = [_HEAD]
    for name, rows in suggested.groupby("name", sort=False):
        lines.append(f"[[actor]]\nname = {_quoted(name)}\naliases = [")
        for _, alias, sure, why, evidence in rows.itertuples(index=False):
            note = re.sub(r"[\x00-\x20\x7f]+", " ", f"{sure}: {why}; {evidence}")
            lines.append(f"    {'# ' * (sure == 'open')}{_quoted(alias)},  # {note}")
        lines.append("]\n")
    return "\n".join(lines)


def _quoted(name: object) -> str:
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")


def _proof(rows: pd.DataFrame) -> str:
    row = rows.iloc[0]
    return f"{row['mention'] or row['holder']}: “{row['text'][:90]}” ({row['statement_id']})"


def _parted(name: str) -> tuple[tuple[str, ...], str]:
    """Part whose it is from what it is: "Ann Reed's party", "Reed government", "Ann Reed"."""
    folded = _folded(name)
    owner, thing = found.groups() if (found := _OWNED.fullmatch(folded)) else (folded, "")
    *before, last = owner.split() or [""]
    compound = not thing and before and last in CABINETS
    return (tuple(before), last) if compound else ((*before, last), thing)


def _people(seen: pd.DataFrame) -> Iterator[Likely]:
    """Match the names of people, and of what is theirs, who share a surname, full names first."""
    counts = seen["holder"].value_counts()
    parted = {name: _parted(name) for name in counts.index if not _MANY.search(name)}
    spoken = seen[seen["called"].str.match(_PRONOUN)]
    known = {owner for owner, _ in map(_parted, spoken["holder"].unique())}
    full = {n for n, (w, _) in parted.items() if len(w) > 1 and (w[0] in GIVEN or w in known)}
    single = {n: w[0] for n, (w, _) in parted.items() if len(w) == 1}
    short = {n for n, word in single.items() if not (country(word) or word in NATIONS)}
    groups: dict[tuple[str, str], list[list[str]]] = {}
    for name in sorted(full | short, key=lambda n: (-len(parted[n][0]), -counts[n], n)):
        words, thing = parted[name]
        near = groups.setdefault((words[-1], thing), [])
        fit = [g for g in near if compatible(parted[g[0]][0], words)]
        if len(fit) == 1:
            fit[0].append(name)
        elif not fit and name in full:
            near.append([name])
        names = [group[0] for group in fit]
        for one in names if len(fit) > 1 else ():
            proof = _proof(seen[seen["holder"] == name])
            yield one, name, "open", f"may be {' or '.join(names)}", proof
    for group in (group for near in groups.values() for group in near):
        yield from (_person(seen, group, alias) for alias in group[1:])


def _person(seen: pd.DataFrame, group: list[str], alias: str) -> Likely:
    own, others = seen[seen["holder"] == alias], seen[seen["holder"].isin({*group} - {alias})]
    same = others[others["called"] == _folded(alias)]
    sure, why, proof = "likely", "the only such name in the tables", own
    if both := {*own["doc_id"]} & {*others["doc_id"]}:
        sure, why = "open", f"article {min(both)} has both as voices of their own"
    elif len(same):
        who, where = same[["holder", "doc_id"]].iloc[0]
        sure, why, proof = "sure", f"article {where} calls {who} so", same
    return group[0], alias, sure, why, _proof(proof)


def _states(seen: pd.DataFrame) -> Iterator[Likely]:
    """Match governments and peoples with their states; whether they are one, the reader decides."""
    whose = seen["holder"].map(_parted)
    nations = seen["called"].map(lambda called: nations_in(re.findall(r"[\w.]+", called)))
    for name, own in seen.groupby("holder", sort=False):
        owner, thing = _parted(str(name).removeprefix("the "))
        words, state, proof = " ".join(owner), None, own
        if thing in CABINETS:
            state = country(words) or NATIONS.get(words)
            theirs = seen[whose.isin([(owner, "")]) & nations.astype(bool)]
            named = set().union(*nations[theirs.index])
            if not state and len(named) == 1:  # a person's: of the one state that titles name
                [state], proof = named, theirs
        elif not thing:
            state = NATIONS.get(words) or NATIONS.get(words.removesuffix("s"))
        if state and state != name:
            why = f"the government of {state}" if thing else f"a people, or short for {state}"
            yield state, str(name), "open", why, _proof(proof)
