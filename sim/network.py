"""The road network as arrays: nodes, directed edges, and the two-way links that the edges belong to."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Strings = npt.NDArray[np.str_]

ROAD_CLASSES: tuple[str, ...] = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "motorway_link",
    "trunk_link",
    "primary_link",
    "secondary_link",
    "tertiary_link",
)
"""OpenStreetMap `highway` values; an edge's class is an index into this."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A directed road graph in forward-star order, with the drawn line of every link.

    Two networks are equal only if they are the same object: compare `sha256` instead.

    An *edge* is one direction of travel. A *link* is a piece of road between two nodes; a two-way link has two edges,
    a one-way link has one. Edges are sorted by tail, so the edges out of node ``v`` are
    ``first_edge[v]:first_edge[v + 1]``. Arrays must not be written to.

    Attributes
    ----------
    name, source, attribution
        What it is called, what it was made from, and the credit that every drawing of it carries.
    date
        The roads are those of this day.
    generalised
        True for a network of main roads only, such as the bundled backbone.
    node_id : (nodes,) str
    node_name_en, node_name_zh : (nodes,) str
        Empty where a node has no name.
    node_lon, node_lat : (nodes,) float64, degrees, WGS-84
    first_edge : (nodes + 1,) int32
    edge_tail, edge_head : (edges,) int32, node indices
    edge_link : (edges,) int32, link index
    edge_reversed : (edges,) bool, True where the edge runs against its link's line
    link_id, link_ref, link_name_en, link_name_zh : (links,) str
    link_class : (links,) int32, index into `ROAD_CLASSES`
    link_length_m : (links,) float64
    link_maxspeed_kph : (links,) float64, NaN where not signed
    link_lanes : (links,) int32, both directions together, 0 where unknown
    link_toll : (links,) bool
    link_structure : (links,) str, ``bridge``, ``tunnel`` or empty
    point_lon, point_lat : (points,) float64
        The points of all lines, one after the other, ends included.
    first_point : (links + 1,) int32
    """

    name: str
    source: str
    attribution: str
    date: dt.date
    generalised: bool
    node_id: Strings
    node_name_en: Strings
    node_name_zh: Strings
    node_lon: Floats
    node_lat: Floats
    first_edge: Ints
    edge_tail: Ints
    edge_head: Ints
    edge_link: Ints
    edge_reversed: npt.NDArray[np.bool_]
    link_id: Strings
    link_ref: Strings
    link_name_en: Strings
    link_name_zh: Strings
    link_class: Ints
    link_length_m: Floats
    link_maxspeed_kph: Floats
    link_lanes: Ints
    link_toll: npt.NDArray[np.bool_]
    link_structure: Strings
    point_lon: Floats
    point_lat: Floats
    first_point: Ints

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.node_lon.size

    @property
    def edges(self) -> int:
        """Number of directed edges."""
        return self.edge_tail.size

    @property
    def links(self) -> int:
        """Number of links."""
        return self.link_class.size

    def line(self, link: int) -> Floats:
        """Return the drawn line of a link, shape (points, 2): longitude, latitude."""
        part = slice(self.first_point[link], self.first_point[link + 1])
        return np.column_stack([self.point_lon[part], self.point_lat[part]])

    def sha256(self) -> str:
        """Return the hash of everything that travel times depend on, as hexadecimal text."""
        digest = hashlib.sha256(self.date.isoformat().encode())
        for array in (self.node_lon, self.node_lat, self.edge_tail, self.edge_head, self.edge_link, self.link_class):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(np.ascontiguousarray(self.link_toll).tobytes())
        for array in (self.link_length_m, self.link_maxspeed_kph, self.link_lanes):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


class ForwardStar(NamedTuple):
    """The edge arrays of a `RoadNetwork`, under the same names."""

    first_edge: Ints
    edge_tail: Ints
    edge_head: Ints
    edge_link: Ints
    edge_reversed: npt.NDArray[np.bool_]


def forward_star(nodes: int, start: Ints, end: Ints, two_way: npt.NDArray[np.bool_]) -> ForwardStar:
    """Make the directed edges of links, sorted by tail.

    Parameters
    ----------
    nodes
        Number of nodes.
    start, end : (links,) node indices of the ends of each link, in the direction of its line
    two_way : (links,) bool
        False for links that may only be driven from start to end.
    """
    links = np.arange(start.size)
    tail = np.concatenate([start, end[two_way]])
    head = np.concatenate([end, start[two_way]])
    link = np.concatenate([links, links[two_way]])
    backwards = np.concatenate([np.zeros(start.size, bool), np.ones(int(two_way.sum()), bool)])
    order = np.lexsort((backwards, link, tail))
    first = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=first[1:])
    tail, head, link = (array[order].astype(np.int32) for array in (tail, head, link))
    return ForwardStar(first, tail, head, link, backwards[order])
