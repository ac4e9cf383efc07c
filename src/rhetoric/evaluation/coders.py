"""How far coders agree: people with each other, and the machine with people.

Krippendorff's α (Krippendorff 2019, *Content Analysis*, 4th ed., ch. 12), by the library
`krippendorff`: any number of coders, any value missing. 1 is perfect, 0 what chance gives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

MACHINE = "machine"
MAJORITY = "majority"
EVERYONE = "all people"
Level = Literal["nominal", "ordinal", "interval", "ratio"]
ORDERED = {"agreement": ("-1", "0", "1")}  # coded on a scale; any other variable is nominal


def alpha(
    codes: pd.DataFrame,
    level: Level = "nominal",
    *,
    domain: Sequence[str] | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[float, float, float]:
    """Measure Krippendorff's α of `codes`, a row a unit, a column a coder; null is not coded.

    `domain` gives the values in their order, for an ordinal level; others count as null there.
    Returns α and its 95 % percentile bootstrap interval over units (Efron & Tibshirani 1993).
    All are null where α is not defined: no unit that two have coded, or only one value ever used.

    Examples:
        >>> ben, gerry = "a a b b d c c c e d d a".split(), "b a b b b c c c e d d d".split()
        >>> round(alpha(pd.DataFrame({"Ben": ben, "Gerry": gerry}))[0], 3)  # Krippendorff 2011, B
        0.692
    """
    counts, values = _counts(codes, domain)
    whole = _alpha(counts, values, level)
    if np.isnan(whole):
        return whole, whole, whole
    rng = np.random.default_rng(seed)
    drawn = [
        _alpha(counts[rng.integers(len(counts), size=len(counts))], values, level)
        for _ in range(draws)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return whole, float(low), float(high)


def _counts(
    codes: pd.DataFrame, domain: Sequence[str] | None
) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Count each unit's values; units that fewer than two have coded say nothing."""
    values = list(domain or sorted({v for name in codes for v in codes[name].dropna()}))
    counts = np.array([(codes == value).sum(axis=1) for value in values], dtype=np.int64)
    counts = counts.reshape(len(values), len(codes)).T
    return counts[counts.sum(axis=1) > 1], values


def _alpha(counts: npt.NDArray[np.int64], values: Sequence[str], level: Level) -> float:
    import krippendorff

    if (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    metric = level in ("interval", "ratio")
    domain = [float(v) if metric else n for n, v in enumerate(values)]
    return float(
        krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
    )


def scale(variable: str) -> tuple[Level, tuple[str, ...] | None]:
    """Return the level of measurement of a variable, and its values in order if it has one."""
    domain = ORDERED.get(variable)
    return ("ordinal" if domain else "nominal"), domain


def majority(codes: pd.DataFrame) -> pd.Series[str]:
    """Return what more than half of those who coded a unit say; null where nothing is."""
    counts = codes.apply(lambda row: row.value_counts(), axis=1).fillna(0)
    if counts.empty:
        return pd.Series(None, index=codes.index, dtype=object)
    best: pd.Series[str] = counts.idxmax(axis=1)
    return best.where(counts.max(axis=1) * 2 > counts.sum(axis=1))


def reliability(
    codings: Mapping[str, pd.DataFrame], *, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Measure by variable how far all people agree, each two of them, and the machine with each.

    `codings` has for each variable a table, a row a unit, a column a coder; the coder `machine` is
    no person, and is compared with people's majority as well where there are two or more.
    Returns one row for each variable and group: n (units that at least two coded), `same` (share of
    pairs of codes that are the same), `alpha` with its 95 % interval `low`…`high`.
    """
    made = []
    for variable, codes in codings.items():
        level, domain = scale(variable)
        for name, group in _groups(codes):
            value, low, high = alpha(group, level, domain=domain, draws=draws, seed=seed)
            counts, _ = _counts(group, domain)
            n, pairs = len(counts), float(_pairs(counts.sum(axis=1)).sum())
            same = float(_pairs(counts).sum()) / pairs if pairs else float("nan")
            made.append((variable, level, name, n, same, value, low, high))
    columns = ["variable", "level", "coders", "n", "same", "alpha", "low", "high"]
    return pd.DataFrame(made, columns=columns)


def in_words(table: pd.DataFrame) -> str:
    """Say what a table of `reliability` shows of its first group and its last."""
    return " ".join(map(_said, table.iloc[[0, -1]].drop_duplicates().to_dict("records")))


def _said(row: Mapping[Any, Any]) -> str:
    if not row["n"]:
        return f"{row['coders']}: no statement has two codes."
    over = f"Over {row['n']} statement{'s' if row['n'] > 1 else ''}, {row['coders']}"
    value, low, high = (f"{row[name]:.2f}".replace("-", "−") for name in ("alpha", "low", "high"))
    if math.isnan(row["alpha"]):
        return f"{over} use one code alone, of which α says nothing."
    return f"{over} reaches α = {value}" + ("." if low == "nan" else f" ({low} to {high}).")


def unmeasured(codings: Mapping[str, pd.DataFrame]) -> list[str]:
    """Say in a sentence each where `reliability` has no α, and why; nothing where it has all."""
    made = []
    for variable, codes in codings.items():
        if len(codes.columns) < 2:
            made.append(f"{variable}: coded by {codes.columns[0]} alone; α needs two coders")
        for name, group in _groups(codes):
            counts, values = _counts(group, scale(variable)[1])
            used = [v for v, n in zip(values, counts.sum(axis=0), strict=True) if n]
            if not used:
                made.append(f"{variable}, {name}: no unit that two of them have coded, so no α")
            elif len(used) == 1:
                made.append(f"{variable}, {name}: all codes are '{used[0]}'; α needs two values")
    return made


def _pairs(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return counts * (counts - 1)


def parted(codes: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str] | None]:
    """Part people's codes from the machine's: None where that is no coder."""
    return codes.drop(columns=MACHINE, errors="ignore"), codes.get(MACHINE)


def _groups(codes: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    people, machine = parted(codes)
    made = [(EVERYONE, people)] if len(people.columns) > 2 else []
    made += [(f"{a} – {b}", codes[[a, b]]) for a, b in combinations(people, 2)]
    if machine is not None:
        made += [(f"{MACHINE} – {a}", codes[[MACHINE, a]]) for a in people]
        if len(people.columns) > 1:
            joint = codes[[MACHINE]].assign(**{MAJORITY: majority(people)})
            made.append((f"{MACHINE} – {MAJORITY}", joint))
    return made


def categories(codes: pd.DataFrame) -> pd.DataFrame:
    """Say of each category how far coders agree when one of them uses it.

    Returns one row for each: `used` (codes, in units that at least two coded) and `agreement`, the
    chance that another coder of the unit uses it too (0–1; Cicchetti & Feinstein 1990); null where
    no unit with it was coded by two.
    """
    counts, values = _counts(codes, None)
    others = (counts.sum(axis=1, keepdims=True) - 1).clip(1)
    both = (_pairs(counts) / others).sum(axis=0)
    used = counts.sum(axis=0)
    table = pd.DataFrame({"category": values, "used": used})
    return table.assign(agreement=both / np.where(used, used, np.nan)).sort_values(
        "used", ascending=False, ignore_index=True
    )


def disagreements(codings: Mapping[str, pd.DataFrame], texts: Mapping[str, str]) -> pd.DataFrame:
    """List the units that are not coded the same by all: variable, unit, a column a coder, text."""
    made = []
    for variable, codes in codings.items():
        for unit, row in codes[codes.nunique(axis=1) > 1].iterrows():
            given = {str(name): value for name, value in row.items()}
            made.append({"variable": variable, "unit": unit, **given, "text": texts[str(unit)]})
    return pd.DataFrame(made, columns=None if made else ["variable", "unit", "text"])


def overruled(machine: pd.Series[str], people: pd.Series[str], entries: pd.Series) -> pd.DataFrame:
    """Rank the entries of the codebook by how often people overruled what they led to.

    `machine` and `people` are codes by unit, `entries` the lists of entries that each of the
    machine's codes rests on. Returns entry, n (units with both codes), overruled, and share (0–1),
    the worst first.
    """
    both = machine.notna() & people.notna()
    rows = pd.DataFrame({"entry": entries[both], "wrong": (machine != people)[both]})
    rows = rows.assign(entry=rows["entry"].map(lambda names: sorted(set(names)))).explode("entry")
    table = rows.groupby("entry", as_index=False).agg(
        n=("wrong", "size"), overruled=("wrong", "sum")
    )
    table["share"] = table["overruled"] / table["n"]
    return table.sort_values(
        ["overruled", "share", "entry"], ascending=[False, False, True], ignore_index=True
    )
