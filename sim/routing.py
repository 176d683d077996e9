"""Least travel times over a road network: one start or many, forward or backward, with the way back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from sim._kernel import longest_finite, shortest
from sim.network import Floats, Ints, RoadNetwork

WIDTH_SAMPLE = 2048
MOST_BUCKETS = 1e15
THREADS = 2


@dataclass(frozen=True)
class Graph:
    """A network as the kernel walks it: along its edges, or against them.

    Attributes
    ----------
    first_edge : (nodes + 1,) int32
    edge_head : (edges,) int32
    edge : (edges,) int32, optional
        The network's edge at each place; None where the order is the network's own.
    """

    first_edge: Ints
    edge_head: Ints
    edge: Ints | None = None

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.first_edge.size - 1


def forward(network: RoadNetwork) -> Graph:
    """Return the network as it is driven: times *from* the start."""
    return Graph(network.first_edge, network.edge_head)


def backward(network: RoadNetwork) -> Graph:
    """Return the network against the direction of travel: times *to* the start."""
    order = np.argsort(network.edge_head, kind="stable").astype(np.int32)
    first = np.zeros(network.nodes + 1, np.int32)
    np.cumsum(np.bincount(network.edge_head, minlength=network.nodes), out=first[1:])
    return Graph(first, network.edge_tail[order], order)


def bucket_width(seconds: Floats) -> float:
    """Return a width of the kernel's buckets that suits the edges, in seconds; any width gives the same times.

    Parameters
    ----------
    seconds : (edges,) float64

    Raises
    ------
    ValueError
        If an edge's time is negative or not a number.
    """
    sample = seconds[:: max(1, seconds.size // WIDTH_SAMPLE)]
    sample = sample[np.isfinite(sample) & (sample > 0)]
    typical = float(np.median(sample)) / 2 if sample.size else 1.0
    longest = longest_finite(seconds)
    if longest < 0:
        message = "an edge's seconds are 0 or more, and inf where it is closed"
        raise ValueError(message)
    return max(typical, longest * (seconds.size / MOST_BUCKETS))  # the number of a bucket has to fit an int64


def shortest_seconds(
    graph: Graph,
    edge_seconds: Floats,
    start_nodes: Ints,
    start_seconds: Floats | None = None,
    cutoff_s: float = math.inf,
) -> tuple[Floats, Ints]:
    """Return the least time to every node from a place, and the edge by which it is reached.

    Parameters
    ----------
    graph
        `forward` or `backward` of a network.
    edge_seconds : (edges,) float64
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
    edge_seconds: Floats,
    starts: Sequence[tuple[Ints, Floats | None]],
    cutoff_s: float = math.inf,
    threads: int = THREADS,
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

    Returns
    -------
    seconds : (places, nodes) float64
    parent : (places, nodes) int32
    """
    if edge_seconds.shape != graph.edge_head.shape:
        message = f"{edge_seconds.shape} seconds for {graph.edge_head.shape} edges"
        raise ValueError(message)
    ordered = edge_seconds if graph.edge is None else edge_seconds[graph.edge]
    ordered = np.ascontiguousarray(ordered, dtype=np.float64)
    width = bucket_width(ordered)
    seconds = np.empty((len(starts), graph.nodes))
    parents = np.empty((len(starts), graph.nodes), np.int32)

    def run(row: int) -> None:
        nodes, delays = starts[row]
        nodes = np.atleast_1d(np.asarray(nodes, np.int32))
        delays = np.zeros(nodes.size) if delays is None else np.asarray(delays, np.float64)
        if nodes.size != delays.size or (nodes.size and not 0 <= nodes.min() <= nodes.max() < graph.nodes):
            message = "start nodes must be nodes of the graph, each with its seconds"
            raise ValueError(message)
        shortest(graph.first_edge, graph.edge_head, ordered, nodes, delays, cutoff_s, width, seconds[row], parents[row])
        if graph.edge is not None:
            found = parents[row] >= 0
            parents[row][found] = graph.edge[parents[row][found]]

    if len(starts) == 1 or threads == 1:
        for row in range(len(starts)):
            run(row)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run, range(len(starts))))
    return seconds, parents


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
