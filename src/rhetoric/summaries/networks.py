"""Discourse networks as Discourse Network Analyzer defines them, for networkx, Gephi and visone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from rhetoric.cells import to_csv
from rhetoric.errors import TableError
from rhetoric.summaries.rows import COUNTED, NARRATION, UNRESOLVED, positions_of
from rhetoric.tables import Tables
from rhetoric.whole import whole

if TYPE_CHECKING:
    import networkx as nx

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def discourse_network(tables: Tables) -> pd.DataFrame:
    """List who is linked to which concept, and by which side: the affiliation network.

    Returns one row for each holder, concept and side: holder, concept, axis, `agreement` (+1 for,
    −1 against), n statements, n_reported (that another voice reports) and `statements` (their
    ids). Neutral and unscored positions take no side and tie nobody. Nor do the article itself and
    speakers who are not resolved: each would stand for many. Leifeld (2017).
    """
    rows = positions_of(tables)
    sided = rows[rows["agreement"].isin([-1, 1]) & ~rows["holder"].isin([NARRATION, UNRESOLVED])]
    keys = ["holder", "concept", "axis", "agreement"]
    table: pd.DataFrame = sided.groupby(keys, as_index=False).agg(**COUNTED)
    return table.astype({"axis": "int64", "agreement": "int64"})


def congruence_network(tables: Tables) -> pd.DataFrame:
    """List which holders take the same sides, and which opposite ones.

    Returns one row for each pair of holders that share a concept: holder, other, `congruence` (on
    how many concepts they take the same side), `conflict` (opposite sides), both divided by
    the mean number of concepts that the two take a side on (`congruence_share`, `conflict_share`:
    Discourse Network Analyzer's average activity normalization, without which whoever talks most
    agrees most), and `agreed`, `disputed` (the concepts). How often a side is repeated does not
    count; who takes both sides of a concept both agrees and conflicts with others on it. Leifeld
    (2017).
    """
    sides = discourse_network(tables)[["holder", "concept", "agreement"]].drop_duplicates()
    sides["active"] = sides.groupby("holder")["concept"].transform("nunique")
    pairs = sides.merge(sides.rename(columns={"holder": "other"}), on="concept")
    pairs = pairs[pairs["holder"] < pairs["other"]].sort_values("concept", kind="stable")
    same = pairs["agreement_x"] == pairs["agreement_y"]
    pairs["agreed"] = pairs["concept"].where(same)
    pairs["disputed"] = pairs["concept"].where(~same)
    table = pairs.groupby(["holder", "other"], as_index=False).agg(
        congruence=("agreed", "count"),
        conflict=("disputed", "count"),
        active=("active_x", "first"),
        other_active=("active_y", "first"),
        agreed=("agreed", _once),
        disputed=("disputed", _once),
    )
    active = (table.pop("active") + table.pop("other_active")) / 2
    table.insert(4, "congruence_share", table["congruence"] / active)
    table.insert(5, "conflict_share", table["conflict"] / active)
    return table


def _once(names: pd.Series[str]) -> str:
    return " ".join(dict.fromkeys(names.dropna()))


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
