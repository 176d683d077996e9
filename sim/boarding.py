"""Where on a network one may get on and off: along which links, and at which junctions."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sim.network import ROAD_CLASSES, Bools, Floats, Ints, RoadNetwork
from sim.speeds import empty_seconds
from sim.vehicles import RoadVehicle

MOTORWAY = ROAD_CLASSES.index("motorway")
RAMPS = [index for index, name in enumerate(ROAD_CLASSES) if name.endswith("_link")]


@dataclass(frozen=True, eq=False)
class Boarding:
    """Where one gets on and off.

    Attributes
    ----------
    links : (links,) int32
        The links along which one does so at any point.
    node, node_link, node_share : (junctions,)
        Junctions at which one does so though none of these links meets there, each with a link that ends there and the
        end (0 or 1) of that link's line.
    start, end : (network links,) int32
        Nodes at both ends of every link's line.
    along, against : (network links,) bool
        Whether each link may be driven in the direction of its line, and against it.
    """

    links: Ints
    node: Ints
    node_link: Ints
    node_share: Floats
    start: Ints
    end: Ints
    along: Bools
    against: Bools


@functools.lru_cache(maxsize=6)
def boarding(network: RoadNetwork, vehicle: RoadVehicle | None = None) -> Boarding:
    """Return where one gets on and off a network.

    Only in the largest part of the network whose nodes all reach each other, over roads that the vehicle may drive. In a
    full network along every road but motorways and ramps. In a generalised one along every road but motorways, and at
    the junctions of motorways except inside their bridges and tunnels. A network of nothing but motorways and ramps is
    open everywhere.

    Parameters
    ----------
    network
        The roads.
    vehicle
        Keeps off the roads where it may never drive; all roads where missing.
    """
    allowed = np.ones(network.links, bool) if vehicle is None else np.isfinite(empty_seconds(network, vehicle))
    whole = largest_part(network, allowed)
    reached = np.zeros(network.links, bool)
    inside = whole[network.edge_tail] & whole[network.edge_head]
    reached[network.edge_link[inside]] = True
    reached &= allowed
    closed_to_boarding = network.link_class == MOTORWAY
    if not network.generalised:
        closed_to_boarding |= np.isin(network.link_class, RAMPS)
    links = reached & ~closed_to_boarding
    junctions = _interchanges(network, links, reached) if network.generalised else np.zeros(0, np.int32)
    if not links.any() and not junctions.size:
        links = reached
    start, end, along, against = link_ends(network)
    edge = _first_edges(network, reached)[junctions]
    return Boarding(
        links=np.flatnonzero(links).astype(np.int32),
        node=junctions,
        node_link=network.edge_link[edge],
        node_share=network.edge_reversed[edge].astype(np.float64),
        start=start,
        end=end,
        along=along,
        against=against,
    )


def access_nodes(network: RoadNetwork) -> Bools:
    """Return the junctions at which one gets on and off a network, shape (nodes,).

    Parameters
    ----------
    network
        The roads.
    """
    where = boarding(network)
    found = np.zeros(network.nodes, bool)
    for nodes in (where.node, where.start[where.links], where.end[where.links]):
        found[nodes] = True
    return found


def largest_part(network: RoadNetwork, allowed: Bools) -> Bools:
    """Return the nodes of the largest part within which all reach each other, shape (nodes,).

    Parameters
    ----------
    network
        The roads.
    allowed : (links,) bool
        The links that may be driven.
    """
    edges = allowed[network.edge_link]
    first = np.concatenate([[0], np.cumsum(edges)])[network.first_edge].astype(np.int32)
    head = network.edge_head[edges]
    graph = csr_array((np.ones(head.size, np.int8), head, first), shape=(network.nodes, network.nodes))
    _, part = connected_components(graph, directed=True, connection="strong")
    largest: Bools = part == np.bincount(part).argmax()
    return largest


def link_ends(network: RoadNetwork) -> tuple[Ints, Ints, Bools, Bools]:
    """Return start and end node of every link's line, and whether it may be driven along the line and against it."""
    start, end = np.zeros((2, network.links), np.int32)
    ways = []
    for reverse in (False, True):
        edges = np.flatnonzero(network.edge_reversed == reverse)
        link = network.edge_link[edges]
        ends = (network.edge_tail[edges], network.edge_head[edges])
        start[link], end[link] = ends[::-1] if reverse else ends
        way = np.zeros(network.links, bool)
        way[link] = True
        ways.append(way)
    return start, end, ways[0], ways[1]


def _interchanges(network: RoadNetwork, links: Bools, reached: Bools) -> Ints:
    """Return the nodes between motorways of a generalised network at which one gets on and off."""
    inside_structure = (network.link_class == MOTORWAY) & network.link_structure.filled
    shut, joined, met = (_ends(network, mask) for mask in (inside_structure, links, reached))
    return np.flatnonzero(met & ~shut & ~joined).astype(np.int32)


def _ends(network: RoadNetwork, links: Bools) -> Bools:
    """Return the nodes at which one of some links begins or ends."""
    edges = links[network.edge_link]
    found = np.zeros(network.nodes, bool)
    found[network.edge_tail[edges]] = True
    found[network.edge_head[edges]] = True
    return found


def _first_edges(network: RoadNetwork, links: Bools) -> Ints:
    """Return the first edge out of every node along one of some links, 0 where there is none."""
    edges = np.flatnonzero(links[network.edge_link])[::-1]
    found = np.zeros(network.nodes, np.int32)
    found[network.edge_tail[edges]] = edges
    return found
