"""Actors: which names in the tables mean one and the same, and what a researcher knows of each."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pandas as pd
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from rhetoric.attribution import AUTHOR, QUESTION
from rhetoric.attribution.cast import compatible
from rhetoric.attribution.lexicon import GIVEN, NATIONS, country, derived, fold, nations_in
from rhetoric.attribution.speakers.descriptions import CABINETS
from rhetoric.codebook import Texts, fault
from rhetoric.csv_files import Source, place_of, read_rows, to_csv
from rhetoric.errors import TableError, count
from rhetoric.files import content
from rhetoric.storage import ACTORS, actors_table
from rhetoric.tables import OF_POSITION, Tables

T = TypeVar("T", bound=Tables)
Of = Callable[[str, str], str]
Likely = tuple[str, str, str, str, str]
_ONE = [*OF_POSITION]  # on a concept a holder has one position in each statement
_MANY = re.compile(r",| and ")
_OWNED = re.compile(r"(.+?)['’]s? (.+)")  # "Ann Reed's party"
_PRONOUN = re.compile(r"(he|she)$|(his|her) ")
_PROPER = re.compile(r"(?:the )?([A-ZÀ-ÖØ-Þ][\w.-]*(?: [A-ZÀ-ÖØ-Þ][\w.-]*)*)")
_HEAD = """\
# Who is who, for you to fill in: an entry for each name in the tables, the most frequent first.
# As it stands it merges nothing. Take away the # before an alias and it is called as its actor is.
# sure: an article itself calls the actor so; likely: nothing in the tables speaks against it;
# open: something does, or it is for you to say. A whole entry behind # is of a name that may be
# another's alias: take away the # there or here, not in both. Your own columns: more.bloc = "East".
"""
_Given = Annotated[str | None, AfterValidator(lambda text: text or None)]  # "": as a blank cell


class _Actor(BaseModel, extra="forbid", frozen=True):
    name: str = Field(min_length=1, description="what tables and figures call the actor")
    aliases: Texts = Field((), description="a list of other names that the tables have")
    within: dict[str, Texts] = Field({}, description="such a list for each article, by doc_id")
    kind: _Given = Field(None, description="person, state, body, …")
    country: _Given = Field(None, description="a text")
    party: _Given = Field(None, description="a text")
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
        evidence=tables.evidence.assign(holder=named(tables.evidence, "holder")),
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
    seen = _seen(tables)
    columns = ["name", "alias", "sure", "why", "evidence"]
    return pd.DataFrame([*_people(seen), *_states(seen)], columns=columns)


def draft(tables: Tables, suggested: pd.DataFrame) -> str:
    """Return a file of actors (TOML) to fill in: each name in the tables, the most frequent first.

    What `suggest` found, and a country that an article gives someone, stand behind a # with their
    evidence: as it is, the file merges nothing.
    """
    seen = _seen(tables)
    seen["states"] = _named_states(seen)[1]
    known, merges = dict(iter(seen.groupby("holder"))), dict(iter(suggested.groupby("name")))
    size = {str(name): rows["statement_id"].nunique() for name, rows in known.items()}
    for name, rows in merges.items():  # a state may be named by its government alone
        size.setdefault(str(name), max(size[alias] for alias in rows["alias"]))
    forms, aliases, lines = Counter(map(_folded, size)), {*suggested["alias"]}, [_HEAD]
    for name in sorted(size, key=lambda name: (-size[name], name)):
        entry = _entry(name, known.get(name, seen[:0]), merges.get(name, suggested[:0]))
        other = forms[_folded(name)] > 1 or name in aliases
        lines += [*(f"# {line}" for line in entry), ""] if other else [*entry, ""]
    return "\n".join(lines)


def _entry(name: str, seen: pd.DataFrame, merges: pd.DataFrame) -> list[str]:
    """Return the lines of an actor: how often it is in the tables, and what may be filled in."""
    said, articles = seen["statement_id"].nunique(), seen["doc_id"].nunique()
    note = f"  # {count(said, 'statement')}, {count(articles, 'article')}"
    aliases = [
        f"    # {_quoted(alias)},  # {_line(f'{sure}: {why}; {evidence}')}"
        for _, alias, sure, why, evidence in merges.itertuples(index=False)
    ]
    of, states = 'country = ""', set[str]().union(*seen["states"])
    if len(states) == 1 and not _MANY.search(name):
        of = f"# country = {_quoted(*states)}  # {_line(_proof(seen[seen['states'].astype(bool)]))}"
    inside = ["aliases = [", *aliases, "]"] if aliases else ["aliases = []"]
    return ["[[actor]]", f"name = {_quoted(name)}{note}", *inside, 'kind = ""', of, 'party = ""']


def _seen(tables: Tables) -> pd.DataFrame:
    """Return a row for each statement of a voice, and each position, with the holder's mention."""
    said = tables.statements[["statement_id", "doc_id", "attribution_id", "holder", "text"]]
    mentions = tables.attributions.set_index("attribution_id")["mention"]
    voices = said.assign(mention=said["attribution_id"].map(mentions))
    held = tables.positions[["statement_id", "holder", "mention"]]
    held = held.merge(said.drop(columns="holder"), on="statement_id")
    seen = pd.concat([voices, held], ignore_index=True).dropna(subset="holder")
    seen = seen[~seen["holder"].isin([AUTHOR, QUESTION])].fillna({"mention": ""})
    seen["called"] = seen["mention"].map(_folded)
    return seen


def _line(text: str) -> str:
    return re.sub(r"[\x00-\x20\x7f]+", " ", text)


def _quoted(name: object) -> str:
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")


def _proof(rows: pd.DataFrame) -> str:
    row = rows.iloc[0]
    called = row["mention"].rstrip(":") or row["holder"]
    return f"{called}: “{row['text'][:90]}” ({row['statement_id']})"


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
    states, named_in = _named_states(seen)
    for name, own in seen.groupby("holder", sort=False):
        owner, thing = _parted(str(name).removeprefix("the "))
        words, state, proof = " ".join(owner), None, own
        if thing in CABINETS:
            state = country(words) or states.get(words)
            theirs = seen[whose.isin([(owner, "")]) & named_in.astype(bool)]
            named = set().union(*named_in[theirs.index])
            if not state and len(named) == 1:  # a person's: of the one state that titles name
                [state], proof = named, theirs
        elif not thing:
            state = NATIONS.get(words) or NATIONS.get(words.removesuffix("s"))
        if state and state != name:
            why = f"the government of {state}" if thing else f"a people, or short for {state}"
            yield state, str(name), "open", why, _proof(proof)


def _named_states(seen: pd.DataFrame) -> tuple[dict[str, str], pd.Series[Any]]:
    """Return states by name and adjective, and for each row those that its mention names.

    A state that no list has is one that somebody is of ("Minister Ann Reed of Norland") and that
    has a government ("Norland's government", "the Norlandic government").
    """
    parted = {name: _parted(name.removeprefix("the ")) for name in seen["holder"].unique()}
    ruled = {(" ".join(w), name) for name, (w, thing) in parted.items() if thing in CABINETS}
    called = seen.loc[seen["mention"].str.contains(" of "), ["holder", "mention"]].drop_duplicates()
    named = zip(called["holder"].str.split().str[-1], called["mention"], strict=True)
    places = {_PROPER.match(mention.partition(f"{last} of ")[2]) for last, mention in named}
    states = dict(NATIONS)
    for place in {found[1].rstrip(".") for found in places if found}:
        words = tuple(_folded(place).split())
        for owner, name in ruled if words[0] not in NATIONS else ():
            if derived(owner, words) or (owner == " ".join(words) and _OWNED.match(name)):
                states |= {owner: place, " ".join(words): place}
    words_of = seen["called"].str.findall(r"[\w.]+")
    return states, words_of.map(lambda words: nations_in(words, states))
