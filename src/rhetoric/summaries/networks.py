"""Discourse networks as Discourse Network Analyzer defines them, and what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.csv_files import to_csv
from rhetoric.errors import TableError
from rhetoric.files import whole
from rhetoric.summaries.counts_and_means import Period, placed
from rhetoric.summaries.rows_and_intervals import COUNTED, Floats, bootstrap, seed_of, sided
from rhetoric.tables import Tables

if TYPE_CHECKING:
    import networkx as nx

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


def coalitions(
    tables: Tables,
    *,
    by: Literal["article", "statement"] = "article",
    least: int = 2,
    seed: int = 0,
    draws: int = 200,
) -> pd.DataFrame:
    """Part the holders into coalitions, and say how firmly each belongs to its own.

    A coalition is a community (Louvain: Blondel et al. 2008) of the network of congruence less
    conflict, both shares, as in `congruence_network`; ties that are not above zero fall away.
    Returns one row for each holder who is for or against `least` concepts or more: holder,
    `coalition` (1 is the largest; null: tied to nobody), n statements, the concepts that it
    `supports` and `opposes`, `stability`, how often it stands with the others of its coalition in
    `draws` bootstrap samples of articles, or of statements (0…1; consensus clustering: Monti et al.
    2003), `elsewhere`, how often with those of the next one, both null where there is nothing to
    draw, and `modularity` of the whole (near 0: there are no coalitions).
    """
    rows = sided(tables)
    rows = rows[rows.groupby("holder")["concept"].transform("nunique") >= least]
    cross = Cross.of(rows)
    sides = cross.sides()
    found, modularity = camps(sides, seed)
    units = rows["doc_id"] if by == "article" else rows.index
    together = _together(cross.redrawn(units, np.random.default_rng(seed), draws), seed, len(found))
    means = together.T.groupby(found).mean().T.drop(columns=-1, errors="ignore")
    own = found[:, None] == means.columns.to_numpy()
    table = pd.DataFrame({
        "holder": cross.holders,
        "coalition": pd.array(found + 1, "Int64"),
        "n": rows.groupby("holder").size().to_numpy(),
        "supports": [" ".join(cross.concepts[one > 0]) for one in sides],
        "opposes": [" ".join(cross.concepts[one < 0]) for one in sides],
        "stability": means.where(own).max(axis=1),
        "elsewhere": means.mask(own).max(axis=1),
        "modularity": modularity,
    })  # fmt: skip
    table.loc[found < 0, ["coalition", "stability", "elsewhere"]] = None
    order = {"coalition": True, "stability": False, "n": False, "holder": True}
    return table.sort_values([*order], ascending=[*order.values()], ignore_index=True)


def camps(sides: Floats, seed: int) -> tuple[NDArray[np.int64], float]:
    """Give each row of holders × concepts a community, the largest 0, and the modularity.

    −1 is who is tied to nobody.
    """
    import networkx as nx

    active = np.abs(sides).sum(axis=1)
    mean = np.maximum((active[:, None] + active) / 2, 1)
    ties = np.triu((sides @ sides.T / mean).clip(min=0), 1)
    found = np.full(len(sides), -1)
    graph = nx.from_numpy_array(ties)
    graph.remove_nodes_from(list(nx.isolates(graph)))
    if not graph:
        return found, float("nan")
    parts = nx.community.louvain_communities(graph, seed=seed)
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        found[list(part)] = number
    return found, float(nx.community.modularity(graph, parts))


def _together(drawn: Iterable[Floats], seed: int, many: int) -> pd.DataFrame:
    """Say of each two holders in what share of the draws that have both they stand together."""
    both, same = np.zeros((2, many, many))
    for sides in drawn:
        found, _ = camps(sides, seed)
        there = sides.any(axis=1)
        both += np.outer(there, there)
        same += (found[:, None] == found) & (found >= 0)
    np.fill_diagonal(both, 0)
    return pd.DataFrame(same / np.where(both > 0, both, np.nan))


def backbone(tables: Tables) -> pd.DataFrame:
    """Rank the concepts by how much of the congruence network rests on them.

    Concept after concept is taken away, each time the one without which the network of all holders
    stays most like the whole. Returns one row for each concept, that which outlasts all others
    first: concept, n_for and n_against (holders), and `likeness` of the network of this concept and
    those above it to the whole: the cosine of how often each two holders take the same side (0…1).
    The first rows that reach, say, .95 are the backbone. After the nested backbone of Leifeld's
    rDNA, which compares spectra where this compares pairs.
    """
    cross = Cross.of(sided(tables))
    signed = [(cross.sides() == sign).astype(int) for sign in (1, -1)]
    counts = np.array([one.T @ other for one in signed for other in signed])
    pairs = (counts * (counts - 1)).sum(axis=0)  # who agree on the one concept and on the other
    kept = list(range(len(pairs)))
    made: list[tuple[Any, ...]] = []
    while kept:
        left = [[one for one in kept if one != gone] for gone in kept]
        least = int(np.argmax([_likeness(pairs, few) for few in left]))
        held = (int(one[:, kept[least]].sum()) for one in signed)
        made.insert(0, (cross.concepts[kept[least]], *held, _likeness(pairs, kept)))
        kept = left[least]
    return pd.DataFrame(made, columns="concept n_for n_against likeness".split())


def _likeness(pairs: NDArray[np.int64], kept: list[int]) -> float:
    within = pairs[np.ix_(kept, kept)].sum()
    return float(pairs[kept].sum() / np.sqrt(within * pairs.sum())) if within else 0.0


def scaling(tables: Tables, *, least: int = 2, seed: int = 0, draws: int = 2000) -> pd.DataFrame:
    """Place the holders on one dimension: the one that parts best who says what.

    That is the first axis of a correspondence analysis (Greenacre 2017) of how often each holder
    is for and against each concept. Left out is who takes fewer than `least` sides, a side that
    fewer than `least` holders take (the rare would be its ends), and what nothing links to the
    rest. Returns one row for each holder and each side of a concept: `kind` (holder, for,
    against), name, n statements, `place`, with `low`…`high`, and `inertia`, the share of all
    differences that this axis holds, the same in each row. A holder stands at the mean of what it
    says; the 95 % interval draws whole articles, while what is said stays in its place (partial
    bootstrap: Lebart 2007). The end that endorses cooperation more is positive. What the axis
    means, only its ends can tell.
    """
    rows = _linked(sided(tables), least)
    counts = pd.crosstab(rows["holder"], rows["said"])
    if min(counts.shape) < 3:  # two stand at two ends, whatever they say
        return pd.DataFrame(columns="kind name n place low high inertia".split())
    share = counts.to_numpy() / len(rows)
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    _, sizes, axes = np.linalg.svd((share - expected) / np.sqrt(expected), full_matrices=False)
    rows["place"] = rows["said"].map(
        pd.Series(axes[0] / np.sqrt(share.sum(axis=0)), counts.columns)
    )
    if np.dot(rows["place"], rows["endorsed"].astype(float)) < 0:
        rows["place"] *= -1
    words = rows["agreement"].map({1: "for", -1: "against"})
    both = [
        rows.assign(kind=words, name=rows["concept"]),
        rows.assign(kind="holder", name=rows["holder"]),
    ]
    made = []
    for (kind, name), group in pd.concat(both).groupby(["kind", "name"]):
        interval = bootstrap(group["place"], group["doc_id"], seed_of(seed, name), draws)
        made.append((kind, name, len(group), group["place"].mean(), *interval))
    table = pd.DataFrame(made, columns="kind name n place low high".split())
    table["inertia"] = sizes[0] ** 2 / (sizes**2).sum()
    return table.sort_values(["place", "kind", "name"], ignore_index=True)


def _linked(rows: pd.DataFrame, least: int) -> pd.DataFrame:
    """Keep who and what has enough ties, and of that the largest part that concepts link."""
    import networkx as nx

    rows = rows.assign(said=rows["concept"] + np.where(rows["agreement"] > 0, " +", " -"))
    for column in ("said", "concept"):
        ends = pd.DataFrame({"holder": "@" + rows["holder"], "other": rows[column]})
        graph = nx.Graph(ends.itertuples(index=False, name=None))
        parts = nx.connected_components(graph)
        kept = nx.k_core(graph, least) if column == "said" else max(parts, key=len, default=())
        rows = rows[ends.isin(list(kept)).all(axis=1)]
    return rows.reset_index(drop=True)


def polarisation(
    tables: Tables, *, period: Period = "year", window: int = 1, seed: int = 0, draws: int = 500
) -> pd.DataFrame:
    """Say of each period how far the holders oppose each other, and whether in blocs.

    Each row looks at the `window` periods around one (an odd number): `period`, n positions for or
    against and n_articles in them, `holders` who share a concept with another, `pairs` (of holders,
    counted on each concept on which both take a side), `conflict`, the share of these pairs who
    take opposite sides (0 all of one mind; near .5 two equal camps on every concept), with its
    95 % bootstrap interval `low`…`high` over whole articles, and `modularity` of the coalitions
    then (`coalitions`; null where nobody is tied). A holder's side is that of most of its
    statements in the window. Periods without positions, and what has no date, have no row.
    """
    rows = placed(tables, sided(tables), period, window).dropna(subset=["at"])
    made = []
    for at, name in sorted({*zip(rows["at"], rows["period"], strict=True)}):
        near = rows[rows["at"].sub(at).abs() <= window // 2]
        cross = Cross.of(near)
        sides = cross.sides()
        rng = np.random.default_rng(seed_of(seed, name))
        drawn = [_opposed(one)[1] for one in cross.redrawn(near["doc_id"], rng, draws)]
        some = np.isfinite(drawn).any()
        interval = np.nanpercentile(drawn, [2.5, 97.5]) if some else (np.nan, np.nan)
        holders = int(sides[:, np.abs(sides).sum(axis=0) > 1].any(axis=1).sum())
        counts = name, len(near), near["doc_id"].nunique(), holders
        made.append((*counts, *_opposed(sides), *interval, camps(sides, seed)[1]))
    columns = "period n n_articles holders pairs conflict low high modularity".split()
    return pd.DataFrame(made, columns=columns)


def _opposed(sides: Floats) -> tuple[int, float]:
    """Count the pairs who share a concept, and say which share of them is of two minds."""
    up, down = (sides > 0).sum(axis=0), (sides < 0).sum(axis=0)
    pairs = int(((up + down) * (up + down - 1)).sum()) // 2
    return pairs, float((up * down).sum() / pairs) if pairs else float("nan")
