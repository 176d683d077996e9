"""The road network as arrays: nodes, directed edges, and the two-way links that the edges belong to."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios import roadrules
from sim.columns import TextColumn, Texts

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]

ROAD_CLASSES: tuple[str, ...] = roadrules.ROAD_CLASSES
"""OpenStreetMap `highway` values; a link's class is an index into this."""
BARRED: dict[str, int] = {"truck": 1, "van": 2, "car": 4}
"""The bit of each kind of vehicle in `RoadNetwork.link_barred`."""


HASHED = (
    "node_lon",
    "node_lat",
    "edge_tail",
    "edge_head",
    "edge_link",
    "link_class",
    "link_toll",
    "link_length_m",
    "link_maxspeed_kph",
    "link_truck_maxspeed_kph",
    "link_lanes",
    "link_barred",
    "link_max_t",
    "link_max_height_m",
    "point_lon",
    "point_lat",
    "first_point",
    "link_id",
    "link_ref",
    "link_name_en",
    "link_name_zh",
    "link_structure",
    "way_id",
    "way_link",
)
"""The fields that make travel times what they are: lines tell where a place is joined, names and ids what is closed."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A directed road graph in forward-star order, with the drawn line of every link.

    Two networks are equal only if they are the same object: compare `sha256` instead.

    An *edge* is one direction of travel. A *link* is a piece of road between two nodes; a two-way link has two edges,
    a one-way link has one. Edges are sorted by tail, so the edges out of node ``v`` are
    ``first_edge[v]:first_edge[v + 1]``. Arrays cannot be written to.

    Attributes
    ----------
    name, source, attribution
        What it is called, what it was made from, and the credit that every drawing of it carries.
    date
        The roads are those of this day.
    generalised
        True for a network of main roads only, such as the bundled backbone.
    node_id : (nodes,) text
    node_name_en, node_name_zh : (nodes,) text
        Empty where a node has no name.
    node_lon, node_lat : (nodes,) float64, degrees, WGS-84
    first_edge : (nodes + 1,) int32
    edge_tail, edge_head : (edges,) int32, node indices
    edge_link : (edges,) int32, link index
    edge_reversed : (edges,) bool, True where the edge runs against its link's line
    link_id, link_ref, link_name_en, link_name_zh : (links,) text
    link_class : (links,) int8, index into `ROAD_CLASSES`
    link_length_m : (links,) float64
    link_maxspeed_kph : (links,) float32, NaN where not signed
    link_truck_maxspeed_kph : (links,) float32
        The limit signed for goods vehicles, NaN where there is none of their own.
    link_lanes : (links,) int8, 0 where unknown
        Of all directions in which the link may be driven.
    link_toll : (links,) bool
    link_structure : (links,) text, ``bridge``, ``tunnel`` or empty
    link_barred : (links,) uint8
        Bits of `BARRED`: the kinds of vehicle that may never drive here.
    link_max_t, link_max_height_m : (links,) float32
        Signed limits of gross weight in tonnes and of height; NaN where there is none.
    way_id : (ways,) int64, way_link : (ways,) int32
        Ids of the ways that a link was merged from and that link, where `link_id` names only the first of them.
    point_lon, point_lat : (points,) float64
        The points of all lines, one after the other, ends included.
    first_point : (links + 1,) int32
    notes
        What the building of the network found: plain values, ready for JSON. Travel times do not depend on them.
    known_sha256
        The hash, where it is known already.
    """

    name: str
    source: str
    attribution: str
    date: dt.date
    generalised: bool
    node_id: TextColumn
    node_name_en: Texts
    node_name_zh: Texts
    node_lon: Floats
    node_lat: Floats
    first_edge: Ints
    edge_tail: Ints
    edge_head: Ints
    edge_link: Ints
    edge_reversed: Bools
    link_id: TextColumn
    link_ref: Texts
    link_name_en: Texts
    link_name_zh: Texts
    link_class: Bytes
    link_length_m: Floats
    link_maxspeed_kph: Singles
    link_truck_maxspeed_kph: Singles
    link_lanes: Bytes
    link_toll: Bools
    link_structure: Texts
    link_barred: npt.NDArray[np.uint8]
    link_max_t: Singles
    link_max_height_m: Singles
    way_id: npt.NDArray[np.int64]
    way_link: Ints
    point_lon: Floats
    point_lat: Floats
    first_point: Ints
    notes: Mapping[str, Any] = field(default_factory=dict)
    known_sha256: str = ""

    def __post_init__(self) -> None:
        """Keep views that cannot be written to: frozen, and of one kind for the compiled searches."""
        for name, array in list(vars(self).items()):
            if isinstance(array, np.ndarray) and array.flags.writeable:
                view = array.view()
                view.flags.writeable = False
                object.__setattr__(self, name, view)

    def __repr__(self) -> str:
        """Return name, day and size; the arrays are too long to be read."""
        return f"<RoadNetwork {self.name!r} of {self.date}: {self.nodes:,} nodes, {self.links:,} links>"

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
        if self.known_sha256:
            return self.known_sha256
        digest = hashlib.sha256(self.date.isoformat().encode())
        digest.update(bytes([self.generalised]))
        for name in HASHED:
            column = getattr(self, name)
            for array in [column] if isinstance(column, np.ndarray) else column.arrays():
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def without_rules(links: int) -> dict[str, Any]:
    """Return the fields of a network on whose links nothing but the class is signed.

    Parameters
    ----------
    links
        Number of links.
    """
    unknown = np.full(links, np.nan, np.float32)
    return {
        "link_maxspeed_kph": unknown,
        "link_truck_maxspeed_kph": unknown,
        "link_barred": np.zeros(links, np.uint8),
        "link_max_t": unknown,
        "link_max_height_m": unknown,
        "way_id": np.zeros(0, np.int64),
        "way_link": np.zeros(0, np.int32),
    }


class ForwardStar(NamedTuple):
    """The edge arrays of a `RoadNetwork`, under the same names."""

    first_edge: Ints
    edge_tail: Ints
    edge_head: Ints
    edge_link: Ints
    edge_reversed: Bools


def forward_star(nodes: int, start: Ints, end: Ints, two_way: Bools) -> ForwardStar:
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
