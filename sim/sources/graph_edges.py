"""The edges of an osmnx graph as arrays, and which two of them are the two directions of one street."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely

from sim.errors import NetworkError
from sim.network import Floats
from sim.sources.edge_tags import edge_tags, texts

SAME_M = 1e-6
"""Two directions of a street are as long as each other, but for rounding."""
SAME_SHARE = 1e-9
"""Points of two lines are the same if they differ by less than this share of the larger coordinate (about 1 cm)."""
TOO_LARGE = 10**18
"""Ids of at least this do not fit an array."""
_ID = re.compile(r"-?[0-9]{1,18}")
_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GraphEdges:
    """The edges of a graph, each with the points between its nodes in the direction of travel.

    Attributes
    ----------
    tail, head : (edges,) int64, node indices
    length_m : (edges,) float64
    tags_of
        For each edge an index into `tags`.
    tags
        Distinct tags, none of them of the direction.
    osmid
        For each edge the ids of its ways; empty if the graph has none.
    backwards, oneway
        For each edge, whether it runs against its way, and whether it is said to be one-way.
    points : (points, 2) float64
        The points between the nodes, in the units of the graph.
    first_point : (edges + 1,) int64
    """

    tail: _Indices
    head: _Indices
    length_m: Floats
    tags_of: list[int]
    tags: tuple[dict[str, str], ...]
    osmid: list[tuple[int, ...]]
    backwards: list[bool]
    oneway: list[bool]
    points: Floats
    first_point: _Indices


def read_edges(graph: nx.MultiDiGraph, number: Mapping[Any, int], nodes: Floats, source: str) -> GraphEdges:
    """Return the edges of a graph.

    Parameters
    ----------
    graph
        The graph; it has edges.
    number
        The index of each node.
    nodes : (nodes, 2) float64
        Positions of the nodes, in the units of the graph's lines.
    source
        What the graph is called in messages.

    Raises
    ------
    NetworkError
        If an edge has no length, or its geometry is no line.
    """
    index: dict[tuple[tuple[str, str], ...], int] = {}
    tails, heads, tags_of, osmid, backwards, oneway = [], [], [], [], [], []
    for tail, head, data in graph.edges(data=True):
        tails.append(number[tail])
        heads.append(number[head])
        tags_of.append(index.setdefault(tuple(sorted(edge_tags(data).items())), len(index)))
        osmid.append(_ids(data.get("osmid")))
        backwards.append(_is_true(data.get("reversed")))
        oneway.append(_is_true(data.get("oneway")))
    tail_of, head_of = np.array(tails, np.int64), np.array(heads, np.int64)
    lines = _lines([line for _, _, line in graph.edges(data="geometry")], source)
    points, first = _between_nodes(lines, nodes[tail_of], nodes[head_of])
    return GraphEdges(
        tail=tail_of,
        head=head_of,
        length_m=_lengths([length for _, _, length in graph.edges(data="length")], source),
        tags_of=tags_of,
        tags=tuple(map(dict, index)),
        osmid=osmid,
        backwards=backwards,
        oneway=oneway,
        points=points,
        first_point=first,
    )


def streets(edges: GraphEdges) -> tuple[_Indices, npt.NDArray[np.bool_]]:
    """Find the edges that are the two directions of one street.

    Two edges are one street if they join the same nodes in opposite directions, with the same ways, tags and length,
    along the same line, and are not said to be one-way.

    Parameters
    ----------
    edges
        The edges of a graph.

    Returns
    -------
    kept : (streets,) int64
        One edge of each street, if possible one that runs along its way.
    two_way : (streets,) bool
    """
    waiting: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    kept: list[int] = []
    two_way: list[bool] = []
    for edge, (tail, head) in enumerate(zip(edges.tail.tolist(), edges.head.tolist(), strict=True)):
        same = (edges.oneway[edge], edges.tags_of[edge], frozenset(edges.osmid[edge]))
        opposite = [] if edges.oneway[edge] else waiting[head, tail, *same]
        street = next((street for street in opposite if _is_return(edges, kept[street], edge)), None)
        if street is None:
            waiting[tail, head, *same].append(len(kept))
            kept.append(edge)
            two_way.append(False)
            continue
        opposite.remove(street)
        two_way[street] = True
        if edges.backwards[kept[street]] and not edges.backwards[edge]:
            kept[street] = edge
    return np.array(kept, np.int64), np.array(two_way, bool)


def _is_return(edges: GraphEdges, there: int, back: int) -> bool:
    if abs(edges.length_m[there] - edges.length_m[back]) > SAME_M:
        return False
    one, other = (edges.points[slice(*edges.first_point[edge : edge + 2])] for edge in (there, back))
    return one.shape == other.shape and (one.size == 0 or bool(np.all(_are_same(one, other[::-1]))))


def _are_same(one: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    near = SAME_SHARE * np.maximum(1.0, np.maximum(np.abs(one), np.abs(other)))
    found: npt.NDArray[np.bool_] = np.all(np.abs(one - other) <= near, axis=-1)
    return found


def _between_nodes(lines: npt.NDArray[np.object_], tails: Floats, heads: Floats) -> tuple[Floats, _Indices]:
    """Return the points of lines without those of the nodes, in the direction of travel."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    size = np.bincount(line, minlength=lines.size)
    first = np.concatenate([[0], np.cumsum(size)])
    has = size > 0
    begin, end = tails.copy(), heads.copy()
    begin[has], end[has] = points[first[:-1][has]], points[first[1:][has] - 1]
    flip = _gap(begin, heads) + _gap(end, tails) < _gap(begin, tails) + _gap(end, heads)
    within = np.arange(line.size) - first[:-1][line]
    points = points[np.where(flip[line], first[1:][line] - 1 - within, np.arange(line.size))]
    begin[flip], end[flip] = end[flip], begin[flip]
    inner = np.ones(line.size, bool)
    inner[first[:-1][has & _are_same(begin, tails)]] = False
    inner[first[1:][has & _are_same(end, heads)] - 1] = False
    kept = np.bincount(line[inner], minlength=lines.size)
    return points[inner], np.concatenate([[0], np.cumsum(kept)])


def _gap(one: Floats, other: Floats) -> Floats:
    gap: Floats = np.hypot(*(one - other).T)
    return gap


def _lines(lines: list[Any], source: str) -> npt.NDArray[np.object_]:
    found = np.empty(len(lines), object)
    found[:] = [line if isinstance(line, shapely.Geometry) else None for line in lines]
    empty = np.array([line is None or isinstance(line, float) for line in lines])
    wrong = np.flatnonzero(~(empty | (shapely.get_type_id(found) == shapely.GeometryType.LINESTRING)))
    if wrong.size:
        raise NetworkError(
            f"{source}: the geometry of {wrong.size} edges is no LineString (it is {str(lines[wrong[0]])[:40]!r}); "
            "load GraphML with osmnx.load_graphml, which reads geometry"
        )
    return found


def _lengths(lengths: list[Any], source: str) -> Floats:
    found = np.array([_number(length) for length in lengths])
    lost = int((~(found >= 0) | ~np.isfinite(found)).sum())
    if lost:
        raise NetworkError(
            f"{source}: {lost} of {found.size} edges have no valid length in metres; add them with "
            "osmnx.distance.add_edge_lengths(graph), before the graph is simplified or projected"
        )
    return found


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _ids(value: Any) -> tuple[int, ...]:
    """Return the ids of ways in the order of the graph."""
    if isinstance(value, int):
        return (value,) if abs(value) < TOO_LARGE else ()
    several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    whole = (int(text) for each in several for text in texts(each) if _ID.fullmatch(text))
    return tuple(dict.fromkeys(whole))


def _is_true(value: Any) -> bool:
    """Tell whether a mark is set for all ways of an edge."""
    if isinstance(value, bool):
        return value
    several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    return {str(each) for each in several} == {"True"}
