"""Discourse networks as Discourse Network Analyzer defines them, for networkx, Gephi and visone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.cells import to_csv
from rhetoric.errors import TableError
from rhetoric.summaries.rows import COUNTED, NARRATION, UNRESOLVED, positions_of
from rhetoric.tables import Tables
from rhetoric.whole import whole

if TYPE_CHECKING:
    import networkx as nx

Floats = NDArray[np.float64]
_TIES = (("congruence", 1), ("conflict", -1))
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def discourse_network(tables: Tables) -> pd.DataFrame:
    """List who is linked to which concept, and by which side: the affiliation network.

    Returns one row for each holder, concept and side: holder, concept, axis, `agreement` (+1 for,
    −1 against), n statements, n_reported (that another voice reports) and `statements` (their
    ids). Neutral and unscored positions take no side and tie nobody. Nor do the article itself and
    speakers who are not resolved: each would stand for many. Leifeld (2017).
    """
    keys = ["holder", "concept", "axis", "agreement"]
    table: pd.DataFrame = sided(tables).groupby(keys, as_index=False).agg(**COUNTED)
    return table.astype({"axis": "int64", "agreement": "int64"})


def sided(tables: Tables) -> pd.DataFrame:
    """Take the positions for or against a concept, whose holder is somebody."""
    rows = positions_of(tables)
    nobody = rows["holder"].isin([NARRATION, UNRESOLVED])
    return rows[rows["agreement"].isin([-1, 1]) & ~nobody].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Cross:
    """Holders × concepts, to be made of the same rows again, with other weights."""

    holders: pd.Index[str]
    concepts: pd.Index[str]
    cells: NDArray[np.int64]
    signs: Floats

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Cross:
        """Take the rows of `sided`."""
        first, holders = pd.factorize(rows["holder"], sort=True)
        second, concepts = pd.factorize(rows["concept"], sort=True)
        signs = rows["agreement"].to_numpy(dtype=float)
        return cls(holders, concepts, first * len(concepts) + second, signs)

    def sides(self, weights: NDArray[Any] | float = 1.0) -> Floats:
        """Say on which side each holder stands by most of its statements: 1, −1, or 0 for none."""
        shape = len(self.holders), len(self.concepts)
        net = np.bincount(self.cells, self.signs * weights, shape[0] * shape[1])
        return np.sign(net).reshape(shape)

    def redrawn(self, units: Any, rng: np.random.Generator, draws: int) -> Iterator[Floats]:
        """Yield the sides in bootstrap samples of whole units; none where there is one alone."""
        codes, names = pd.factorize(units)
        even = np.full(len(names), 1 / max(len(names), 1))
        for _ in range(draws if len(names) > 1 else 0):
            yield self.sides(rng.multinomial(len(names), even)[codes])


def congruence_network(tables: Tables) -> pd.DataFrame:
    """List which holders take the same sides, and which opposite ones.

    Returns one row for each pair of holders that share a concept: holder, other, `congruence` (on
    how many concepts they take the same side), `conflict` (opposite sides), both divided by
    the mean number of concepts that the two take a side on (`congruence_share`, `conflict_share`:
    Discourse Network Analyzer's average activity normalization, without which whoever talks most
    agrees most), and `agreed`, `disputed` (the concepts; none is in both). A holder's side on a
    concept is that of most of its statements, so that one stray mark among many makes no ties;
    whoever is as often for as against takes none. Leifeld (2017), who counts either side.
    """
    cross = Cross.of(sided(tables))
    sides = cross.sides().astype("int8")
    active = (sides != 0).sum(axis=1)
    one, other = np.nonzero(np.triu(sides.astype(bool) @ sides.T.astype(bool), 1))
    product = sides[one] * sides[other]
    mean = (active[one] + active[other]) / 2
    made = {"holder": cross.holders[one], "other": cross.holders[other]}
    counts = {tie: (product == sign).sum(axis=1) for tie, sign in _TIES}
    shares = {f"{tie}_share": counts[tie] / mean for tie in counts}
    named = [[" ".join(cross.concepts[row == sign]) for row in product] for _, sign in _TIES]
    return pd.DataFrame(
        made | counts | shares | dict(zip(("agreed", "disputed"), named, strict=True))
    )


def network(table: pd.DataFrame) -> nx.MultiGraph[str]:
    """Turn the table of `discourse_network` or `congruence_network` into a networkx graph.

    Its first two columns are the ends of the edges, all others their attributes. Nodes have a
    `label` and a `kind`, holder or concept; a concept also its `axis`.
    """
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiGraph()
    first, second = table.columns[:2]
    for row in table.to_dict("records"):
        ends = []
        for column in (first, second):
            kind = "concept" if column == "concept" else "holder"
            name = _NO_XML.sub("\ufffd", str(row.pop(column)))
            more = {"axis": int(row["axis"])} if kind == "concept" else {}
            graph.add_node(f"{kind}: {name}", label=name, kind=kind, **more)
            ends.append(f"{kind}: {name}")
        graph.add_edge(*ends, **{str(k): _plain(v) for k, v in row.items() if not pd.isna(v)})
    return graph


def write_network(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a network as GraphML (Gephi, visone, igraph) or as a CSV of its edges.

    `path` ends in .graphml or .csv. All attributes go along; in GraphML, characters that XML cannot
    hold become U+FFFD. Returns the path. Raises TableError for another ending, OutputError where it
    cannot be written.
    """
    import networkx as nx

    place = Path(path)
    if place.suffix not in (".graphml", ".csv"):
        raise TableError(f"{place}: a network is written as .graphml or .csv; end the path so")
    with whole(place) as beside:
        if place.suffix == ".csv":
            beside.write_bytes(to_csv(table).encode("utf-8-sig"))
        else:
            nx.write_graphml(network(table), beside)
    return place


def _plain(value: Any) -> Any:
    """Give a value as GraphML holds it: a plain number, or text."""
    if isinstance(value, str):
        return _NO_XML.sub("\ufffd", value)
    return value.item() if hasattr(value, "item") else value
