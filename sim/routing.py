"""Least travel times over a road network: fixed or by the clock, from one place or many, forward or backward."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim._kernel import Clock, gather_seconds, shortest
from sim.network import Floats, Ints, RoadNetwork
from sim.profiles import SpeedProfiles

WIDTH_SAMPLE = 2048
MOST_BUCKETS = 1e15
THREADS = 2
NETWORKS_KEPT = 4

Starts = Sequence[tuple[Ints, Floats | None]]


@dataclass(frozen=True, eq=False)
class Graph:
    """A network as the kernel walks it: along its edges, or against them.

    Attributes
    ----------
    first_edge : (nodes + 1,) int32
    edge_head : (edges,) int32
    edge : (edges,) int32, optional
        The network's edge at each place of a graph against the direction of travel; None forward.
    """

    first_edge: Ints
    edge_head: Ints
    edge: Ints | None = None

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.first_edge.size - 1

    @property
    def is_backward(self) -> bool:
        """Whether it is walked against the direction of travel."""
        return self.edge is not None


@lru_cache(maxsize=NETWORKS_KEPT)
def forward(network: RoadNetwork) -> Graph:
    """Return the network as it is driven: times *from* the start."""
    # Arrays of a memory map are read-only, which is another type to the compiler: a copy spares compiling twice.
    return Graph(*(np.require(array, np.int32, ["C", "W", "A"]) for array in (network.first_edge, network.edge_head)))


@lru_cache(maxsize=NETWORKS_KEPT)
def backward(network: RoadNetwork) -> Graph:
    """Return the network against the direction of travel: times *to* the start."""
    order = np.argsort(network.edge_head, kind="stable").astype(np.int32)
    first = np.zeros(network.nodes + 1, np.int32)
    np.cumsum(np.bincount(network.edge_head, minlength=network.nodes), out=first[1:])
    return Graph(first, network.edge_tail[order], order)


@dataclass(frozen=True, eq=False)
class Weights:
    """The seconds of all edges, checked and laid out for a graph: for many questions with the same seconds.

    Attributes
    ----------
    edge_s : (edges,) float64
        In the order of the graph.
    longest_s
        The longest that is not inf.
    width_s
        A width of the kernel's buckets that suits them; any width gives the same times.
    """

    edge_s: Floats
    longest_s: float
    width_s: float


def weigh(graph: Graph, edge_seconds: Floats) -> Weights:
    """Check the seconds of the edges and lay them out for a graph.

    Parameters
    ----------
    graph
        `forward` or `backward` of a network.
    edge_seconds : (edges,) float64
        In the order of the network; 0 or more, inf where closed. Not to be written to while the weights are in use.

    Raises
    ------
    ValueError
        If an edge's time is negative or not a number, or the array does not fit the graph.
    """
    if edge_seconds.shape != graph.edge_head.shape:
        message = f"{edge_seconds.shape} seconds for {graph.edge_head.shape} edges"
        raise ValueError(message)
    seconds = np.require(edge_seconds, np.float64, ["C", "W", "A"])
    ordered = seconds if graph.edge is None else np.empty(seconds.size)
    longest_s = gather_seconds(seconds, graph.edge, None if graph.edge is None else ordered)
    if longest_s < 0:
        message = "an edge's seconds are 0 or more, and inf where it is closed"
        raise ValueError(message)
    sample = ordered[:: max(1, ordered.size // WIDTH_SAMPLE)]
    sample = sample[np.isfinite(sample) & (sample > 0)]
    typical = float(np.median(sample)) / 4 if sample.size else 1.0
    # the number of a bucket has to fit an int64
    return Weights(ordered, longest_s, max(typical, longest_s * (ordered.size / MOST_BUCKETS)))


def shortest_seconds(
    graph: Graph,
    edge_seconds: Floats | Weights,
    start_nodes: Ints,
    start_seconds: Floats | None = None,
    cutoff_s: float = math.inf,
) -> tuple[Floats, Ints]:
    """Return the least time to every node from a place, and the edge by which it is reached.

    Parameters
    ----------
    graph
        `forward` or `backward` of a network.
    edge_seconds : (edges,) float64, or what `weigh` made of them for this graph
        In the order of the network; 0 or more, inf where closed.
    start_nodes : (starts,) int
        The nodes by which the place is joined to the network.
    start_seconds : (starts,) float64, optional
        Time from the place to each of them; 0 where missing.
    cutoff_s
        Nodes beyond this time count as not reached.

    Returns
    -------
    seconds : (nodes,) float64
        inf where not reached.
    parent : (nodes,) int32
        The network's edge by which the least time comes about; -1 at starts and where not reached.

    Raises
    ------
    ValueError
        If an edge's time is negative or not a number, or the arrays do not fit the graph.
    """
    seconds, parents = many_seconds(graph, edge_seconds, [(start_nodes, start_seconds)], cutoff_s)
    return seconds[0], parents[0]


def many_seconds(
    graph: Graph,
    edge_seconds: Floats | Weights,
    starts: Starts,
    cutoff_s: float = math.inf,
    threads: int = THREADS,
    *,
    with_parents: bool = True,
) -> tuple[Floats, Ints]:
    """Return `shortest_seconds` for many places at once, each as one row; the places are shared among threads.

    Parameters
    ----------
    graph, edge_seconds, cutoff_s
        See `shortest_seconds`.
    starts
        Nodes and seconds of every place.
    threads
        How many to use; the result does not depend on it.
    with_parents
        False saves the time and room for the edges.

    Returns
    -------
    seconds : (places, nodes) float64
    parent : (places, nodes) int32
        Of shape (places, 0) if not asked for.
    """
    weights = edge_seconds if isinstance(edge_seconds, Weights) else weigh(graph, edge_seconds)
    task = Task(graph, weights.edge_s, weights.width_s, None, cutoff_s)
    return _run(task, starts, threads, with_parents=with_parents)


def timed_seconds(
    graph: Graph,
    profiles: SpeedProfiles,
    network: RoadNetwork,
    starts: Starts,
    moment_s: float,
    cutoff_s: float = math.inf,
    threads: int = THREADS,
    *,
    with_parents: bool = True,
) -> tuple[Floats, Ints]:
    """Return the least times by the clock: for leaving places at a moment, or for arriving there by a moment.

    Parameters
    ----------
    graph
        `forward` of the network to leave the places, `backward` to arrive there.
    profiles
        Speeds of all links at all times.
    network
        The network that graph and profiles belong to.
    starts
        Nodes by which every place is joined to the network, and the seconds between it and each of them.
    moment_s
        Second of `profiles` at which one leaves the places, or by which one has to be there.
    cutoff_s
        Nodes beyond this time count as not reached.
    threads
        How many to use; the result does not depend on it.
    with_parents
        False saves the time and room for the edges.

    Returns
    -------
    seconds : (places, nodes) float64
        Seconds after leaving, or before the moment of arrival; inf where not reached.
    parent : (places, nodes) int32
        The network's edge by which the least time comes about; -1 at starts and where not reached. Of shape
        (places, 0) if not asked for.

    Raises
    ------
    ValueError
        If the profiles do not fit the network, a factor is not above 0, or the last slot does not end at inf.
    """
    empty, profile, typical, slowest = _timed_edges(graph, profiles, network)
    if graph.is_backward:
        profiles, moment_s = profiles.mirrored(moment_s), 0.0
    factor = np.ascontiguousarray(profiles.factor, dtype=np.float64)
    slot_end_s = np.ascontiguousarray(profiles.slot_end_s - moment_s, dtype=np.float64)
    latest_s = empty.longest_s * slowest * profile.size + abs(float(slot_end_s[:-1].max(initial=0.0)))
    width_s = max(empty.width_s * typical, latest_s / MOST_BUCKETS)
    task = Task(graph, empty.edge_s, width_s, (profile, factor, slot_end_s), cutoff_s)
    return _run(task, starts, threads, with_parents=with_parents)


@lru_cache(maxsize=2 * NETWORKS_KEPT)
def _timed_edges(graph: Graph, profiles: SpeedProfiles, network: RoadNetwork) -> tuple[Weights, Ints, float, float]:
    """Return the edges on the empty road, their profiles in the order of the graph, the median and the largest factor."""
    check_profiles(profiles, network)
    never = np.asarray(np.isinf(profiles.factor).all(axis=0))  # spares looking through all slots for one that is open
    empty_s = np.where(never[profiles.link_profile], math.inf, profiles.link_empty_s)
    link = network.edge_link if graph.edge is None else network.edge_link[graph.edge]
    finite = profiles.factor[np.isfinite(profiles.factor)]
    typical, slowest = (float(np.median(finite)), float(finite.max())) if finite.size else (1.0, 1.0)
    return weigh(graph, empty_s[network.edge_link]), profiles.link_profile[link].astype(np.int32), typical, slowest


def check_profiles(profiles: SpeedProfiles, network: RoadNetwork) -> None:
    """Raise ValueError if speed profiles are not as their description says, or not of this network."""
    factor, ends, used, links = profiles.factor, profiles.slot_end_s, profiles.link_profile, network.links
    if profiles.link_empty_s.shape != (links,) or used.shape != (links,):
        message = f"the speed profiles are of {profiles.link_empty_s.size} links, the network has {links}"
        raise ValueError(message)
    if factor.ndim != 2 or factor.shape[0] != ends.size or not (factor > 0).all():  # noqa: PLR2004
        message = "the factors of speed profiles are above 0, a row for every slot"
        raise ValueError(message)
    if not ends.size or ends[-1] != math.inf or not (np.diff(ends[:-1]) >= 0).all():
        message = "the slots of speed profiles end one after the other, the last one never"
        raise ValueError(message)
    if used.size and not 0 <= used.min() <= used.max() < factor.shape[1]:
        message = f"there are {factor.shape[1]} speed profiles, links ask for others"
        raise ValueError(message)


@dataclass(frozen=True, eq=False)
class Task:
    """What the kernel is asked for, but for the places: see its arguments."""

    graph: Graph
    edge_s: Floats
    width_s: float
    clock: Clock | None
    cutoff_s: float


def _run(task: Task, starts: Starts, threads: int, *, with_parents: bool) -> tuple[Floats, Ints]:
    """Run the kernel for every place."""
    graph = task.graph
    seconds = np.empty((len(starts), graph.nodes))
    parents = np.empty((len(starts), graph.nodes if with_parents else 0), np.int32)

    def run(row: int) -> None:
        nodes, delays = _checked_start(graph, *starts[row])
        shortest(
            graph.first_edge,
            graph.edge_head,
            task.edge_s,
            nodes,
            delays,
            task.cutoff_s,
            task.width_s,
            seconds[row],
            parents[row] if with_parents else None,
            graph.edge if with_parents else None,
            task.clock,
        )

    if len(starts) == 1 or threads == 1:
        for row in range(len(starts)):
            run(row)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, range(len(starts))))
    return seconds, parents


def _checked_start(graph: Graph, nodes: Ints, delays: Floats | None) -> tuple[Ints, Floats]:
    """Return the start nodes of a place and their seconds as the kernel takes them."""
    nodes = np.atleast_1d(np.asarray(nodes, np.int32))
    delays = np.zeros(nodes.size) if delays is None else np.asarray(delays, np.float64)
    if not (delays >= 0).all():
        message = "the seconds between a place and its start nodes are 0 or more"
        raise ValueError(message)
    if nodes.size != delays.size or (nodes.size and not 0 <= nodes.min() <= nodes.max() < graph.nodes):
        message = "start nodes must be nodes of the graph, each with its seconds"
        raise ValueError(message)
    leads_on = np.isfinite(delays)
    return nodes[leads_on], delays[leads_on]


def way_back(parent: Ints, step: Ints, node: int) -> list[int]:
    """Return the edges between the start and a node, in the order they were found from the start.

    Parameters
    ----------
    parent : (nodes,) int32
        From `shortest_seconds`.
    step : (edges,) int32
        The node before each edge as the graph is walked: `edge_tail` forward, `edge_head` backward.
    node
        Where the way ends.
    """
    edges: list[int] = []
    while (edge := int(parent[node])) >= 0:
        edges.append(edge)
        node = int(step[edge])
    return edges[::-1]
