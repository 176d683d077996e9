"""Which parts of which roads lie within a cutoff: the truth behind every isochrone, exact along every edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from sim.network import Floats, RoadNetwork
from sim.routing import Graph, backward, forward, shortest_seconds
from sim.snapping import Access
from sim.speeds import Bools

Direction = Literal["to", "from"]


@dataclass(frozen=True)
class Reached:
    """How much of every link lies within a cutoff.

    Attributes
    ----------
    head, tail : (links,) float64
        The share of the link's length that is reached from the start and from the end of its line; both together may
        exceed 1. A link is reached whole where `whole` says so.
    """

    head: Floats
    tail: Floats

    @property
    def whole(self) -> Bools:
        """Links reached along their full length, shape (links,)."""
        full: Bools = self.head + self.tail >= 1
        return full

    def pieces(self) -> list[tuple[int, float, float]]:
        """Return the reached pieces of links that are not whole: (link, from, to) as shares of the line's length."""
        heads = [(int(link), 0.0, float(self.head[link])) for link in np.flatnonzero((self.head > 0) & ~self.whole)]
        tails = [
            (int(link), 1.0 - float(self.tail[link]), 1.0) for link in np.flatnonzero((self.tail > 0) & ~self.whole)
        ]
        return heads + tails


def graph_for(network: RoadNetwork, direction: Direction) -> Graph:
    """Return the network in the sense in which a circle grows: against the traffic for times *to* its centre."""
    return backward(network) if direction == "to" else forward(network)


def node_seconds(
    network: RoadNetwork, edge_seconds: Floats, access: Access, direction: Direction, cutoff_s: float = np.inf
) -> Floats:
    """Return the time between a place and every node, shape (nodes,), with the access leg; inf beyond the cutoff.

    Parameters
    ----------
    network, edge_seconds, cutoff_s
        See `sim.routing.shortest_seconds`.
    access
        The place's access legs.
    direction
        ``from`` the place to the nodes, or from the nodes ``to`` the place.
    """
    graph = graph_for(network, direction)
    return shortest_seconds(graph, edge_seconds, access.nodes, access.seconds, cutoff_s)[0]


def reached_links(
    network: RoadNetwork, edge_seconds: Floats, seconds: Floats, direction: Direction, cutoff_s: float
) -> Reached:
    """Return how much of every link lies within a cutoff, cut exactly where the cutoff falls.

    Parameters
    ----------
    network
        The roads.
    edge_seconds : (edges,) float64
    seconds : (nodes,) float64
        From `node_seconds`, with the same direction and a cutoff no smaller.
    direction
        As in `node_seconds`.
    cutoff_s
        The cutoff.
    """
    near = network.edge_head if direction == "to" else network.edge_tail
    left = cutoff_s - seconds[near]
    usable = np.isfinite(edge_seconds) & (left >= 0)
    share = np.zeros(network.edges)
    share[usable] = np.minimum(left[usable], edge_seconds[usable])
    moving = usable & (edge_seconds > 0)
    share[moving] /= edge_seconds[moving]
    share[usable & ~moving] = 1.0
    at_start = network.edge_reversed == (direction == "to")  # the edge is entered at the start of the link's line
    head, tail = np.zeros(network.links), np.zeros(network.links)
    np.maximum.at(head, network.edge_link[at_start], share[at_start])
    np.maximum.at(tail, network.edge_link[~at_start], share[~at_start])
    return Reached(head, tail)


def cut(lines: npt.NDArray[np.object_], pieces: list[tuple[int, float, float]]) -> npt.NDArray[np.object_]:
    """Return pieces of lines, each as a line.

    Parameters
    ----------
    lines : (links,) shapely lines
    pieces
        Link, and where the piece begins and ends as shares of the line's length.
    """
    parts = [_substring(shapely.get_coordinates(lines[link]), begin, end) for link, begin, end in pieces]
    if not parts:
        return np.empty(0, dtype=object)
    indices = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    made: npt.NDArray[np.object_] = np.asarray(shapely.linestrings(np.concatenate(parts), indices=indices))
    return made


def _substring(points: Floats, begin: float, end: float) -> Floats:
    """Return the points of a line between two shares of its length, the cut points included."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    stops = np.array([begin, end]) * along[-1]
    between = (along > stops[0]) & (along < stops[1])
    ends = np.column_stack([np.interp(stops, along, points[:, axis]) for axis in (0, 1)])
    return np.concatenate([ends[:1], points[between], ends[1:]])
