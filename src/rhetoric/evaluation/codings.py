"""Draw a sample for coders, and read what they have filled in.

They get a sheet each; read is a file for each, or a table with a column for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.csv_files import Row, Source, place_of, read_rows, write_rows
from rhetoric.errors import TableError, listed
from rhetoric.evaluation.coders import majority, parted
from rhetoric.exchange import table_files
from rhetoric.exchange.annotations import NONE, positions
from rhetoric.files import check_new_or_ours, whole
from rhetoric.tables import OF_POSITION, UNSCORED, Tables, records

VARIABLES = ("agreement", "act", "condition")
SPAN = ("concept_start", "concept_end")
POSITION = "position"  # whether there is one at all: where some say none
SHEET = (
    "id", "doc_id", "holder", "concept", "before", "text", "after", "start", "concept_start",
    "concept_end", "agreement", "note",
)  # fmt: skip
MACHINE = ("id", "stratum", "weight", "agreement", "confidence", "source", "act", "condition")
NOTHING = "no concept found"
STRATA = ("holder", "concept", "doc_id", "kind", "agreement", "act", "condition")


@dataclass(frozen=True)
class Codings:
    """By variable a table of codes, a row a unit and a column a coder; and each unit's row."""

    codes: dict[str, pd.DataFrame]
    rows: dict[str, Row]

    @property
    def texts(self) -> dict[str, str]:
        """Return the text of each unit."""
        return {unit: row.get("text", "") for unit, row in self.rows.items()}

    def with_coder(self, name: str, codes: pd.DataFrame) -> Codings:
        """Add a coder: a column a variable, a row a unit; only what people coded counts."""
        made = {
            variable: table.assign(**{name: codes[variable]}) if variable in codes else table
            for variable, table in self.codes.items()
        }
        return Codings(made, self.rows)

    def compared(self) -> dict[str, pd.DataFrame]:
        """Return the codes to compare: 'none' is no point of agreement, but one of `position`."""
        made = dict(self.codes)
        agreement = made.get("agreement")
        if agreement is not None and (agreement == NONE).to_numpy().any():
            there = (agreement != NONE).map({True: "yes", False: "no"}.get)
            made[POSITION] = there.where(agreement.notna())
            made["agreement"] = agreement.mask(agreement == NONE)
        return made

    def settled(self) -> list[Row]:
        """Return the rows whose agreement a majority of people gives, with it as `agreement`."""
        common = majority(parted(self._agreement())[0]).dropna()
        return [self._plain(str(unit)) | {"agreement": str(code)} for unit, code in common.items()]

    def marked(self) -> pd.DataFrame:
        """Return the units as `score_agreement` takes them: where the concept stands is a number.

        Raises TableError where nobody coded agreement.
        """
        self._agreement()
        rows = {unit: self._plain(unit) for unit in self.rows}
        made = pd.DataFrame.from_dict(rows, orient="index").rename_axis("unit")
        numbers = {
            name: pd.to_numeric(made[name], errors="coerce") for name in made if name in SPAN
        }
        return made.assign(**numbers)

    def _agreement(self) -> pd.DataFrame:
        if "agreement" not in self.codes:
            raise TableError(
                f"no column of agreement, only of {listed(list(self.codes))}; a table of codes "
                "has columns 'agreement.CODER'"
            )
        return self.codes["agreement"]

    def _plain(self, unit: str) -> Row:
        row = {k: v for k, v in self.rows[unit].items() if "." not in k}
        if row.get("concept_start") == "":  # a concept that a coder found: nobody marked its words
            row |= dict(zip(SPAN, ("0", str(len(row["text"]))), strict=True))
        return row


def read(paths: Source | Sequence[Source]) -> Codings:
    """Read sheets, one a coder, and tables with columns such as `agreement.ann`, one a coder.

    A table may be a DataFrame. The coder of a sheet is what stands last in its name: ann.csv, or
    week1.ann.csv. A unit is known by its `id`, without that by its `doc_id`; agreement is −1, 0, 1,
    none, or empty (not coded).
    Raises TableError or InputError by row: a row twice, a code that is none, two texts for one id.
    """
    cells: dict[str, dict[str, dict[str, str]]] = {}
    rows: dict[str, Row] = {}
    several = [paths] if isinstance(paths, str | Path | pd.DataFrame) else paths
    for source in several:
        sheet_of = "" if isinstance(source, pd.DataFrame) else Path(source).stem.rpartition(".")[2]
        seen: dict[str, str] = {}
        for place, row in read_rows(source, ("doc_id", "id"), every=False):
            unit = row.get("id") or row.get("doc_id") or ""
            if not unit or unit in seen:
                what = f"'{unit}' is there already, at {seen[unit]}" if unit else "no id or doc_id"
                raise TableError(f"{place}: {what}; give each row its own")
            seen[unit] = place
            known = rows.setdefault(unit, row)
            if known.get("text") and row.get("text", known["text"]) != known["text"]:
                raise TableError(
                    f"{place}: '{unit}' has another text than in the first file; code one sample"
                )
            if not known.get("text"):
                rows[unit] = row
            for variable, coder, value in _codes(sheet_of, place, row):
                cells.setdefault(variable, {}).setdefault(coder, {})[unit] = value
    if not cells:
        wanted = ", ".join(f"'{name}'" for name in VARIABLES)
        raise TableError(
            f"{place_of(several[0])}: no column to compare; a sheet (.csv) has {wanted}, "
            "a table 'agreement.CODER'"
        )
    codes = {variable: _table(by_coder, list(rows)) for variable, by_coder in cells.items()}
    return Codings(codes, rows)


def of_tables(tables: Tables, coded: Codings) -> pd.DataFrame:
    """Return what tables say on each unit, as a coder would: agreement, condition, act, entries.

    A unit is a position of the tables by its id, or by article and concept; agreement is 'none'
    where there is no such position. `entries` lists what the agreement rests on. Raises
    TableError where the tables have none of the units: they are of other articles.
    """
    entries: dict[tuple[str, ...], list[str]] = {}
    of = itemgetter(*OF_POSITION)
    for proof in records(tables.evidence[tables.evidence["score"] == "agreement"]):
        entries.setdefault(of(proof), []).append(proof["entry"])
    scores = {row["statement_id"]: row for row in records(tables.scores)}
    found: dict[object, dict[str, Any]] = {}
    for row, name in positions(tables):
        score = scores[row["statement_id"]]
        codes = {
            "agreement": None if row["agreement"] is None else str(row["agreement"]),
            "condition": score["condition"] or NONE,
            "act": score["act"] or NONE,
            "entries": entries.get(of(row), []),
        }
        for key in (name, (row["doc_id"], row["concept"])):
            found.setdefault(key, codes)
    missing: dict[str, Any] = {"agreement": NONE, "condition": None, "act": None, "entries": []}
    made = {
        unit: found.get(unit if row.get("id") else (unit, row.get("concept")), missing)
        for unit, row in coded.rows.items()
    }
    if made and all(codes is missing for codes in made.values()):
        raise TableError(
            f"the tables have none of the {len(made)} units that were coded; give the tables from "
            "which they were drawn, or of the articles that were coded"
        )
    return pd.DataFrame.from_dict(made, orient="index", dtype=object)


def of_scores(scores: pd.DataFrame, coded: Codings) -> pd.DataFrame:
    """Return what `score_agreement` says on each unit of `coded.marked()`, as `of_tables` does."""
    codes = {
        "agreement": [None if pd.isna(sign) else str(sign) for sign in scores["agreement"]],
        "condition": scores["condition"].fillna(NONE),
        "entries": scores["evidence"].map(lambda spans: [span["entry"] for span in spans]),
    }
    return pd.DataFrame(codes, index=scores.index, dtype=object).reindex(list(coded.rows))


def _codes(sheet_of: str, place: str, row: Row) -> list[tuple[str, str, str]]:
    wide = [(name.partition("."), value) for name, value in row.items() if "." in name]
    named = [(variable, coder, value) for (variable, _, coder), value in wide]
    if sheet_of and not named:
        named = [(name, sheet_of, row[name]) for name in VARIABLES if name in row]
    return [
        (name, coder, table_files.code(value, place) if name == "agreement" else value.strip())
        for name, coder, value in named
    ]


def _table(by_coder: dict[str, dict[str, str]], units: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(by_coder, index=units, dtype=object)
    return table.where(table.notna() & (table != ""), None)


def sample(
    tables: Tables, n: int, *, by: Sequence[str] = ("holder", "concept"), seed: int = 0
) -> pd.DataFrame:
    """Draw `n` rows to code, as even over the strata of `by` as they allow.

    A row is a statement and a concept that was found in it; a statement in which none was found is
    a row without concept, so that misses can be seen as well. Every stratum gives the same number,
    small ones all they have; where there are more strata than `n`, some are drawn.
    Returns the columns of the sheet (`SHEET`: text with the sentences before and after it, offsets
    in code points, `agreement` empty) and of what the coders do not see (`MACHINE`), the latter
    with the prefix `machine_`: the scores, the stratum, and `weight`, how many rows of the stratum
    one drawn row stands for. The same seed gives the same rows.
    Raises TableError for an unknown stratum or where there is nothing to draw from.
    """
    if unknown := [name for name in by if name not in STRATA]:
        raise TableError(f"cannot sample by '{unknown[0]}'; allowed are {', '.join(STRATA)}")
    rows = drawable(tables)
    if rows.empty or n < 1:
        raise TableError(
            "there is nothing to draw; give tables with statements, and n of 1 or more"
        )
    rng = np.random.default_rng(seed)
    names = [f"machine_{name}" if name in MACHINE else name for name in by]
    strata = rows[names].astype(object).fillna("").astype(str).agg(" · ".join, axis=1)
    rows["machine_stratum"] = strata.mask(rows["concept"].isna() & ("concept" in by), NOTHING)
    shuffled = rows.iloc[rng.permutation(len(rows))]
    groups = [group for _, group in shuffled.groupby("machine_stratum", sort=True)]
    groups = [groups[i] for i in rng.permutation(len(groups))[:n]]
    quotas = _quotas([len(group) for group in groups], n)
    drawn = [
        group.head(quota).assign(machine_weight=f"{len(group) / quota:.4g}")
        for group, quota in zip(groups, quotas, strict=True)
    ]
    return pd.concat(drawn).sort_index(ignore_index=True)


def check_sheets(place: str | Path) -> tuple[Path, Path]:
    """Return the files that `write` writes: the sheet, and `<name>.machine.csv` beside it.

    Raises InputError where one of them is there: it may be a coder's work; OutputError where
    nothing can be written.
    """
    out = Path(place)
    hidden = out.with_suffix(".machine.csv")
    return check_new_or_ours(out, endings=(".csv",)), check_new_or_ours(hidden)


def write(drawn: pd.DataFrame, place: str | Path) -> Path:
    """Write the sheet to `place` (.csv), what the machine says to `<name>.machine.csv` beside it.

    Returns the second. Raises as `check_sheets` does.
    """
    out, hidden = check_sheets(place)
    plain = drawn.astype(object).where(drawn.notna(), "")
    plain.loc[plain["concept"] == "", "machine_agreement"] = NONE
    columns = ["id", *(f"machine_{name}" for name in MACHINE[1:])]
    for path, header, shown in ((out, SHEET, list(SHEET)), (hidden, MACHINE, columns)):
        with whole(path) as beside:
            write_rows(beside, header, plain[shown].itertuples(index=False))
    return hidden


def _quotas(sizes: list[int], n: int) -> list[int]:
    """Share `n` evenly; what small strata cannot give goes to the others."""
    quotas = [0] * len(sizes)
    while n > 0 and (open_ := [i for i, size in enumerate(sizes) if quotas[i] < size]):
        for i in open_[:n]:
            quotas[i] += 1
        n -= len(open_[:n])
    return quotas


def drawable(tables: Tables) -> pd.DataFrame:
    """Join statements with their positions, scores and neighbours, in the order of the text."""
    said = [row for row in records(tables.statements) if row["kind"] not in UNSCORED]
    around = _neighbours(said)
    scores = {row["statement_id"]: row for row in records(tables.scores)}
    words = {(r["doc_id"], r["start"], r["end"]): r["text"] for r in records(tables.evidence)}
    found: dict[str, list[tuple[dict[str, Any], str]]] = {}
    for row, name in positions(tables):
        found.setdefault(row["statement_id"], []).append((row, name))
    made = []
    for row in said:
        name = row["statement_id"]
        before, after = around[row["doc_id"], row["sentence"]]
        for position, position_id in found.get(name, [({}, name)]):
            start, text, said_before = row["start"], row["text"], before
            named = words.get((row["doc_id"], position.get("start"), position.get("end")))
            if named and not start <= position["start"] <= position["end"] <= row["end"]:
                # another clause of the sentence names it: the row quotes that, to be found again
                start, text, said_before = position["start"], named, f"{before} {text}".lstrip()
            span = {k: position[k] - start for k in ("start", "end") if position}
            machine = {k: position.get(k) for k in ("agreement", "confidence", "source")}
            machine |= {k: scores[name][k] for k in ("act", "condition")}
            made.append({
                **row, "id": position_id, "before": said_before, "after": after, "start": start,
                "text": text,
                "holder": (position or row)["holder"], "concept": position.get("concept"),
                "concept_start": span.get("start"), "concept_end": span.get("end"),
                "agreement": None, "note": None,
                **{f"machine_{k}": value for k, value in machine.items()},
            })  # fmt: skip
    numbers = ("concept_start", "concept_end", "machine_agreement")
    return pd.DataFrame(made, columns=None if made else numbers).astype(
        dict.fromkeys(numbers, "Int64")
    )


def _neighbours(said: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, str]]:
    """Return the text of the sentence before and of the one after, by article and sentence."""
    sentences: dict[tuple[str, int], str] = {}
    for row in said:
        key = row["doc_id"], row["sentence"]
        sentences[key] = max(sentences.get(key, ""), row["text"], key=len)
    return {
        (doc, n): (sentences.get((doc, n - 1), ""), sentences.get((doc, n + 1), ""))
        for doc, n in sentences
    }
