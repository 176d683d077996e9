"""Assemble the roads of any source into a routable, simplified network."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sim.columns import Numbers, Texts
from sim.errors import NetworkError
from sim.network import ForwardStar, Ints, RoadNetwork, forward_star
from sim.sources.chains import Chains, chains_of
from sim.sources.hilbert import hilbert_order
from sim.sources.osm_tags import WayFacts
from sim.sources.pieces import Lines, cut, lay
from sim.sources.ranges import ranges, starts
from sim.sources.raw import ATTRIBUTION, RawRoads
from sim.sources.strokes import Indices, Vertices, strokes_of


def assemble(
    raw: RawRoads, *, name: str, source: str, attribution: str = ATTRIBUTION, simplify: bool = True
) -> RoadNetwork:
    """Make a network of ways.

    Ways are cut where they meet; pieces are merged again at nodes where just two of them meet and all their facts are
    equal (two-way with two-way, one-way with what goes on in its direction). Every point of every line and every metre
    is kept: a link's length is the sum of the geodesic steps along it, or its share of what the source states. Dead
    ends and parallel links stay. A road that ends where it starts is cut half way, so that no link is a loop. At a
    barrier the road is severed: two nodes of the same id, with no link between them. Ways are split where the source
    lacks a node.

    Nodes are sorted along a Hilbert curve, links and edges by their tail. No array of the result can be written to.

    Parameters
    ----------
    raw
        What a reader made.
    name, source, attribution
        What the network is called, what it was made from, and the credit that every drawing of it carries: by default
        that of OpenStreetMap.
    simplify
        False makes every point of every way a node.

    Returns
    -------
    network
        All roads, disconnected pieces included. Its `notes` are those of the reader and `raw_ways`, `raw_nodes`
        (distinct points of the ways), `missing_nodes`, `chains_merged` (nodes that merging did away with), `severed`
        and `barriers_at_junctions` (these sever nothing), and `parts`: numbers of strongly and weakly connected parts
        and the share of all nodes in the largest of each.

    Raises
    ------
    NetworkError
        If there are no roads.
    """
    drawn = _drawn(raw, source, simplify=simplify)
    vertices, lines = drawn.vertices, drawn.lines
    nodes = _nodes(drawn)
    order = np.lexsort((nodes.end, nodes.start))
    way = drawn.way[lines.first_piece[order]]
    fact = raw.way_fact[way]
    two_way = np.array([each.direction == 0 for each in raw.facts])[fact]
    graph = forward_star(nodes.vertex.size, nodes.start[order], nodes.end[order], two_way)
    no_names = Texts.coded(np.zeros(nodes.vertex.size, np.int32), [""])
    network = RoadNetwork(
        name=name,
        source=source,
        attribution=attribution,
        date=raw.date,
        generalised=False,
        node_id=Numbers(vertices.number[nodes.vertex]),
        node_name_en=no_names,
        node_name_zh=no_names,
        node_lon=vertices.lon[nodes.vertex],
        node_lat=vertices.lat[nodes.vertex],
        **graph._asdict(),
        link_id=Numbers(raw.way_id[way]),
        link_length_m=lines.length_m[order],
        **_facts(raw.facts, fact),
        **_ways(raw, drawn.way, drawn.chain, lines.chain[order]),
        **_points(vertices, lines, order),
        notes={**raw.notes, **drawn.notes, "parts": _parts(graph)},
    )
    _freeze(network)
    return network


class _Drawn(NamedTuple):
    """Lines of links over vertices, copies of severed ones last, and the ways and chains of their pieces in order."""

    vertices: Vertices
    severed: Indices
    lines: Lines
    way: Indices
    chain: Indices
    notes: dict[str, Any]


def _drawn(raw: RawRoads, source: str, *, simplify: bool) -> _Drawn:
    strokes = strokes_of(raw)
    if not strokes.way.size:
        raise NetworkError(f"{source}: no roads for motor vehicles in it; take an extract with roads and their points")
    pieces = cut(strokes, raw.blocked_node, everywhere=not simplify)
    fact = raw.way_fact[pieces.way].astype(np.int64)
    alone = np.arange(fact.size)
    chains = Chains(alone, alone, np.zeros(alone.size, bool))
    if simplify:
        one_way = np.array([each.direction != 0 for each in raw.facts], bool)
        chains = chains_of(pieces.start, pieces.end, fact, one_way[fact])
    notes = {
        "raw_ways": raw.way_id.size,
        "raw_nodes": strokes.vertices.number.size,
        "missing_nodes": strokes.missing,
        "chains_merged": alone.size - np.unique(chains.chain).size,
        "severed": pieces.severed.size,
        "barriers_at_junctions": pieces.barriers_at_junctions,
    }
    lines = lay(strokes, pieces, chains)
    return _Drawn(strokes.vertices, pieces.severed, lines, pieces.way[chains.piece], chains.chain, notes)


class _Nodes(NamedTuple):
    """The vertices that are nodes, along the curve, and the nodes at the ends of each link."""

    vertex: Indices
    start: Ints
    end: Ints


def _nodes(drawn: _Drawn) -> _Nodes:
    used, ends = np.unique(np.concatenate([drawn.lines.start, drawn.lines.end]), return_inverse=True)
    copies = used - drawn.vertices.number.size
    vertex = used.copy()
    vertex[copies >= 0] = drawn.severed[copies[copies >= 0]]
    curve = hilbert_order(drawn.vertices.lon[vertex], drawn.vertices.lat[vertex])
    node = np.empty(used.size, np.int32)
    node[curve] = np.arange(used.size, dtype=np.int32)
    start, end = np.split(node[ends], 2)
    return _Nodes(vertex[curve], start, end)


def _facts(facts: tuple[WayFacts, ...], fact: Ints) -> dict[str, Any]:
    """Return the columns of links with some facts."""

    def numbers(field: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        return np.array([getattr(each, field) for each in facts], kind)[fact]

    def texts(field: str) -> Texts:
        return Texts.of([getattr(each, field) for each in facts]).take(fact)

    return {
        "link_ref": texts("ref"),
        "link_name_en": texts("name_en"),
        "link_name_zh": texts("name_zh"),
        "link_structure": texts("structure"),
        "link_class": numbers("road_class", np.int8),
        "link_maxspeed_kph": numbers("maxspeed_kph", np.float32),
        "link_truck_maxspeed_kph": numbers("truck_maxspeed_kph", np.float32),
        "link_lanes": numbers("lanes", np.int8),
        "link_toll": numbers("toll", np.bool_),
        "link_barred": numbers("barred", np.uint8),
        "link_max_t": numbers("max_t", np.float32),
        "link_max_height_m": numbers("max_height_m", np.float32),
    }


def _ways(raw: RawRoads, way: Indices, chain: Indices, link_chain: Indices) -> dict[str, Any]:
    """Return the ids of ways of those links that have several, by link; `way` and `chain` are those of pieces."""
    owner = np.concatenate([np.arange(raw.way_id.size), raw.more_way])
    by_owner = np.argsort(owner, kind="stable")
    ids = np.concatenate([raw.way_id, raw.more_id])[by_owner]
    first_id = starts(owner, raw.way_id.size)
    new = (np.diff(way, prepend=-1) != 0) | (np.diff(chain, prepend=-1) != 0)
    way, chain = way[new], chain[new]
    count = np.diff(first_id)[way]
    chain_ids, chain = ids[ranges(first_id[way], count)], np.repeat(chain, count)
    new = (np.diff(chain_ids, prepend=-1) != 0) | (np.diff(chain, prepend=-1) != 0)  # ways may share an id
    chain_ids, chain = chain_ids[new], chain[new]
    first = starts(chain, int(chain[-1]) + 1)
    several = np.diff(first)[link_chain]
    several[several == 1] = 0
    return {
        "way_id": chain_ids[ranges(first[link_chain], several)],
        "way_link": np.repeat(np.arange(link_chain.size, dtype=np.int32), several),
    }


def _points(vertices: Vertices, lines: Lines, order: Indices) -> dict[str, Any]:
    points = np.diff(lines.first)[order]
    vertex = lines.vertex[ranges(lines.first[:-1][order], points)]
    return {
        "point_lon": vertices.lon[vertex],
        "point_lat": vertices.lat[vertex],
        "first_point": np.concatenate([[0], np.cumsum(points)]).astype(np.int32),
    }


def _parts(graph: ForwardStar) -> dict[str, Any]:
    """Count the parts that no road joins, and the share of all nodes in the largest."""
    nodes = graph.first_edge.size - 1
    matrix = csr_array((np.ones(graph.edge_head.size, bool), graph.edge_head, graph.first_edge), shape=(nodes, nodes))
    strong, strong_part = connected_components(matrix, connection="strong")
    weak, weak_part = connected_components(matrix, connection="weak")
    return {
        "strongly_connected": int(strong),
        "largest_share": float(np.bincount(strong_part).max() / nodes),
        "weakly_connected": int(weak),
        "largest_weak_share": float(np.bincount(weak_part).max() / nodes),
    }


def _freeze(network: RoadNetwork) -> None:
    """Shut the columns of text for writing; a network shuts its own arrays."""
    for value in vars(network).values():
        if isinstance(value, Texts | Numbers):
            for part in dataclasses.fields(value):
                getattr(value, part.name).flags.writeable = False
