"""Road networks from osmnx graphs and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely

from sim.columns import Numbers, TextColumn, Texts
from sim.errors import NetworkError
from sim.network import Floats, RoadNetwork
from sim.sources.assemble import assemble
from sim.sources.edge_tags import link_tags
from sim.sources.fact_table import FactTable
from sim.sources.graph_edges import TOO_LARGE, GraphEdges, read_edges, streets
from sim.sources.positions import wgs84
from sim.sources.ranges import ranges
from sim.sources.raw import ATTRIBUTION, RawRoads

CREATED = "created_date"
"""Under this name osmnx notes in a graph when it was made."""
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_Indices = npt.NDArray[np.int64]


def from_osmnx(
    graph: nx.MultiDiGraph, *, name: str = "osmnx", date: dt.date | None = None, simplify: bool = True
) -> RoadNetwork:
    """Make a road network of an osmnx graph.

    The graph may be simplified or not and projected or not. Its directed edges tell what is one-way; the two
    directions of a street become one two-way link, if their ways, tags, lengths and lines are the same. Lengths are
    those of the graph, so shortest distances between the nodes that are kept are the graph's. Edges that no motor
    vehicle may use are left out. What becomes of tags with several values is told at `sim.sources.edge_tags.edge_tags`.

    Parameters
    ----------
    graph
        Nodes have `x` and `y`, edges `length` in metres, and the graph has `crs` unless its coordinates are degrees.
    name
        What the network is called.
    date
        The day the roads are of; by default the graph's `created_date`, or else today.
    simplify
        Whether nodes are removed at which a road merely goes on. The nodes of a graph that is marked as simplified
        all stay, for that has been done.

    Returns
    -------
    network
        Node ids are the graph's nodes as text.

    Raises
    ------
    NetworkError
        If the graph has no roads, lengths, positions or directions, or coordinates in metres without `crs`.
    """
    raw, label = _raw_roads(graph, date, "osmnx graph", simplify=simplify)
    credit = str(graph.graph.get("attribution", ATTRIBUTION))
    network = assemble(raw, name=name, source="osmnx graph", attribution=credit)
    if not label:
        return network
    return replace(network, node_id=_ids_of([label.get(int(number), number) for number in network.node_id]))


def graph_roads(
    graph: nx.MultiDiGraph, *, date: dt.date | None = None, simplify: bool = True, source: str = "osmnx graph"
) -> RawRoads:
    """Return the drivable edges of an osmnx graph as ways, the two directions of a street as one.

    Parameters
    ----------
    graph, date, simplify
        As for `from_osmnx`. Nodes that are no whole numbers are numbered from 1.
    source
        What the graph is called in messages.

    Raises
    ------
    NetworkError
        As for `from_osmnx`.
    """
    return _raw_roads(graph, date, source, simplify=simplify)[0]


def graph_date(graph: nx.MultiDiGraph) -> dt.date | None:
    """Return the day on which osmnx made a graph, None if the graph does not tell."""
    try:
        return dt.date.fromisoformat(str(graph.graph.get(CREATED, ""))[:10])
    except ValueError:
        return None


def to_osmnx(network: RoadNetwork) -> nx.MultiDiGraph:
    """Return a road network as a graph that osmnx takes.

    Nodes have `x`, `y` and `street_count`; edges `osmid`, `length` in metres, `geometry`, `oneway`, `reversed` and, where known,
    `highway`, `maxspeed`, `lanes`, `name`, `ref`, `toll`, `bridge`, `tunnel` and the limits of weight and height, as
    texts in the manner of OpenStreetMap. osmnx wants whole numbers for nodes, each once: where an id is none, or that
    of another node too (at a barrier the road is severed), a node's id is the attribute `label`.

    Parameters
    ----------
    network
        Any road network.

    Returns
    -------
    graph
        In degrees, WGS-84; marked as simplified.
    """
    graph = nx.MultiDiGraph(
        crs="epsg:4326",
        created_date=f"{network.date} 00:00:00",
        created_with="one-hour circle simulator",
        simplified=True,
        name=network.name,
        attribution=network.attribution,
    )
    node = _distinct(_whole_numbers(network.node_id))
    along = ~network.edge_reversed
    ends = np.concatenate([network.edge_tail[along], network.edge_head[along]])
    columns = (network.node_lon, network.node_lat, np.bincount(ends, minlength=network.nodes))
    for number, label, lon, lat, streets_there in zip(
        node, network.node_id, *(map(np.ndarray.tolist, columns)), strict=True
    ):
        kept = {} if label == str(number) else {"label": label}
        graph.add_node(number, x=lon, y=lat, street_count=streets_there, **kept)
    links = _link_data(network)
    edges = zip(network.edge_tail.tolist(), network.edge_head.tolist(), network.edge_link.tolist(), strict=True)
    graph.add_edges_from(
        (node[tail], node[head], _edge_data(links[link], backwards=backwards))
        for (tail, head, link), backwards in zip(edges, network.edge_reversed.tolist(), strict=True)
    )
    return graph


def _edge_data(data: dict[str, Any], *, backwards: bool) -> dict[str, Any]:
    line = shapely.reverse(data["geometry"]) if backwards else data["geometry"]
    return data | {"reversed": backwards, "geometry": line}


def _link_data(network: RoadNetwork) -> list[dict[str, Any]]:
    ids = [[number] for number in _whole_numbers(network.link_id)]
    for link, way in zip(network.way_link.tolist(), network.way_id.tolist(), strict=True):
        if way not in ids[link]:
            ids[link].append(way)
    points = np.column_stack([network.point_lon, network.point_lat])
    lines = shapely.linestrings(points, indices=np.repeat(np.arange(network.links), np.diff(network.first_point)))
    oneway = np.bincount(network.edge_link, minlength=network.links) == 1
    rows = zip(ids, network.link_length_m.tolist(), oneway.tolist(), lines, link_tags(network), strict=True)
    return [
        {"osmid": several[0] if len(several) == 1 else several, "length": length_m, "oneway": one, "geometry": line}
        | tags
        for several, length_m, one, line, tags in rows
    ]


def _whole_numbers(ids: TextColumn) -> list[int]:
    """Return ids as whole numbers; texts that are none get numbers from 1."""
    texts = list(ids)
    if all(map(_WHOLE.fullmatch, texts)):
        return [int(text) for text in texts]
    number = {text: index for index, text in enumerate(dict.fromkeys(texts), start=1)}
    return [number[text] for text in texts]


def _distinct(numbers_of: list[int]) -> list[int]:
    """Replace what has come before by numbers below all others."""
    fresh = min([0, *numbers_of]) - 1
    seen: set[int] = set()
    distinct = []
    for number in numbers_of:
        distinct.append(number if number not in seen else fresh)
        fresh -= number in seen
        seen.add(number)
    return distinct


def _ids_of(labels: list[str]) -> TextColumn:
    if all(map(_WHOLE.fullmatch, labels)):
        return Numbers(np.array([int(label) for label in labels], np.int64))
    return Texts.of(labels)


def _raw_roads(
    graph: nx.MultiDiGraph, date: dt.date | None, source: str, *, simplify: bool
) -> tuple[RawRoads, dict[int, str]]:
    """Return the roads, and what the nodes are called where that is not their number."""
    _check(graph, source)
    ids, label = _node_ids(graph)
    position = _positions(graph, source)
    edges = read_edges(graph, dict(zip(graph.nodes, range(ids.size), strict=True)), position, source)
    x, y = np.concatenate([position, edges.points]).T
    lon, lat = wgs84(x, y, graph.graph.get("crs"), source=source, remedy='state it as graph.graph["crs"]')
    today = dt.datetime.now(tz=dt.UTC).date()
    raw = _ways(edges, ids, np.column_stack([lon, lat]), date or graph_date(graph) or today)
    if not raw.way_id.size:
        raise NetworkError(f"{source}: no edge of the graph is a road for motor vehicles, by its highway tag")
    lonely = ids.size - np.unique([edges.tail, edges.head]).size
    raw = replace(raw, notes={**raw.notes, "isolated_nodes": lonely})
    return (raw if simplify and not graph.graph.get("simplified") else _unmergeable(raw)), label


def _unmergeable(raw: RawRoads) -> RawRoads:
    """Give every way facts of its own, so that all ends of ways stay nodes."""
    facts = tuple(raw.facts[fact] for fact in raw.way_fact)
    return replace(raw, facts=facts, way_fact=np.arange(raw.way_id.size, dtype=np.int32))


def _node_ids(graph: nx.MultiDiGraph) -> tuple[_Indices, dict[int, str]]:
    """Return whole numbers for nodes, and what the nodes are called where that is not their number."""
    nodes = list(graph.nodes)
    ids = nodes if all(map(_is_whole, nodes)) else range(1, len(nodes) + 1)
    called = zip(ids, graph.nodes(data="label"), strict=True)
    labels = {int(number): str(node if label is None else label) for number, (node, label) in called}
    return np.array(ids, np.int64), {number: label for number, label in labels.items() if label != str(number)}


def _check(graph: nx.MultiDiGraph, source: str) -> None:
    if not graph.is_directed():
        raise NetworkError(f"{source}: the graph has no directions; give the directed graph that osmnx made at first")
    if not any(graph.adj.values()):
        raise NetworkError(f"{source}: the graph has no edges; make it of an area that has roads")


def _is_whole(node: Hashable) -> bool:
    return isinstance(node, int | np.integer) and abs(int(node)) < TOO_LARGE


def _positions(graph: nx.MultiDiGraph, source: str) -> Floats:
    bare = [node for node, data in graph.nodes(data=True) if data.get("x") is None or data.get("y") is None]
    if bare:
        raise NetworkError(
            f"{source}: {len(bare)} of {len(graph)} nodes have no x and y (such as {bare[0]}); "
            "every node needs its position, as osmnx makes it"
        )
    try:
        return np.array([(float(data["x"]), float(data["y"])) for _, data in graph.nodes(data=True)])
    except (TypeError, ValueError) as error:
        raise NetworkError(f"{source}: x and y of a node are no numbers ({error}); give numbers") from error


def _ways(edges: GraphEdges, ids: _Indices, points: Floats, date: dt.date) -> RawRoads:
    """Make a way of every street that may be driven; points between nodes get ids of their own below all others."""
    kept, two_way = streets(edges)
    table = FactTable()
    plain = {"highway": "unclassified"}
    found = [
        table.find((plain | edges.tags[edges.tags_of[edge]] | {"oneway": "no" if both else "yes"}).get)
        for edge, both in zip(kept, two_way, strict=True)
    ]
    driven = np.array([each is not None for each in found], bool)
    kept = kept[driven]
    osmid = [edges.osmid[edge] or (-1 - int(edge),) for edge in kept]
    more = [(way, each) for way, several in enumerate(osmid) for each in several[1:]]
    notes = table.notes()
    other = int((~driven).sum()) - notes["shut_ways"]
    bare = sum("highway" not in edges.tags[edges.tags_of[edge]] for edge in kept)
    return RawRoads(
        facts=table.facts,
        way_fact=np.array([each.fact for each in found if each is not None], np.int32),
        way_id=np.array([several[0] for several in osmid], np.int64),
        **_points(edges, kept, ids, points),
        blocked_node=np.zeros(0, np.int64),
        date=date,
        way_length_m=edges.length_m[kept],
        more_id=np.array([each for _, each in more], np.int64),
        more_way=np.array([way for way, _ in more], np.int32),
        notes={**notes, "streets_of_no_road_class": other, "without_highway": bare},
    )


def _points(edges: GraphEdges, kept: _Indices, ids: _Indices, points: Floats) -> dict[str, Any]:
    """Lay out the points of some edges; `points` are those of the nodes, then those between them."""
    inner = np.diff(edges.first_point)[kept]
    first = np.concatenate([[0], np.cumsum(inner + 2)])
    is_inner = np.ones(first[-1], bool)
    is_inner[first[:-1]] = is_inner[first[1:] - 1] = False
    row = np.empty(first[-1], np.int64)
    row[first[:-1]], row[first[1:] - 1] = edges.tail[kept], edges.head[kept]
    row[is_inner] = ids.size + ranges(edges.first_point[kept], inner)
    node = np.empty(first[-1], np.int64)
    node[~is_inner] = ids[row[~is_inner]]
    node[is_inner] = min(int(ids.min()), 0) - 1 - np.arange(inner.sum())
    return {"first_point": first, "point_node": node, "point_lon": points[row, 0], "point_lat": points[row, 1]}
