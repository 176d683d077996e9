"""Compiled: the quickest ways of many places to one, each searched towards it; see `sim.suppliers.towards`.

The search of Hart, Nilsson and Raphael (1968, "A*"): the node is taken next whose time from the start, with the least
time that it can be from there to the end, is the least. A node is entered again whenever a quicker way to it is found,
so nothing depends on the rounding of these least times.
"""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numba import njit

from sim._kernel_clock import pass_link
from sim._matrix import Found, Places, Roads, piece_end, quickest
from sim.network import Floats, Ints

# compiled with sim._kernel_clock da8fe49de5b6
# compiled with sim._matrix 5eff09805f38

ROUNDING_S = 1e-6
"""So much longer than the quickest way found a way may seem, by rounding, and yet be looked at."""


class Graph(NamedTuple):
    """The graph as it is driven, and what is known of the way on from each node.

    Attributes
    ----------
    first_edge : (nodes + 1,) int32
    edge_head : (edges,) int32
    floor_s : (nodes,) float64
        No way from a node to the place at the end takes less; inf where none leads there.
    """

    first_edge: Ints
    edge_head: Ints
    floor_s: Floats


class Reached(NamedTuple):
    """What a search has found: the seconds at every node, the edge by which it came there, and the nodes touched."""

    seconds: Floats
    parent: Ints
    touched: Ints


@njit(cache=True, nogil=True)
def seconds_to_one(
    graph: Graph, roads: Roads, rows: Places, row_gate_s: Floats, column: Places, seconds: Floats
) -> None:
    """Fill the seconds of the quickest ways from all rows to one place.

    Parameters
    ----------
    graph, roads
        The network, and its speeds by the clock.
    rows, row_gate_s
        The places that are left, and the seconds to their gates.
    column
        The place at the end, alone.
    seconds : (rows,)
        What to fill; NaN where no road leads.
    """
    nodes = graph.first_edge.size - 1
    reached = Reached(np.full(nodes, math.inf), np.full(nodes, -1, np.int32), np.empty(nodes, np.int32))
    found = Found(np.empty(1), np.empty(1), np.empty(1), np.empty(1), np.empty(1), np.empty(1, np.int32))
    for row in range(seconds.size):
        count = _search(graph, roads, rows, row, row_gate_s, column, reached)
        quickest(roads, rows, row, row_gate_s, reached.seconds, reached.parent, column, found)
        seconds[row] = found.seconds[0]
        for node in reached.touched[:count]:
            reached.seconds[node], reached.parent[node] = math.inf, -1


@njit(cache=True, nogil=True)
def _search(
    graph: Graph, roads: Roads, rows: Places, row: int, row_gate_s: Floats, column: Places, reached: Reached
) -> int:
    """Search until no node is left that could lead to a quicker way; return how many were touched."""
    queue = [(0.0, 0.0, np.int64(0)) for _ in range(0)]
    count, best_s = 0, math.inf
    for gate in range(rows.first_gate[row], rows.first_gate[row + 1]):
        count += _enter(graph, reached, queue, rows.gate_node[gate], row_gate_s[gate], -1, count)
    while queue:
        least_s, at_s, node = heappop(queue)
        if not least_s <= best_s + ROUNDING_S:
            break
        if at_s > reached.seconds[node]:
            continue
        best_s = min(best_s, _end_s(roads, column, node, at_s))
        for edge in range(graph.first_edge[node], graph.first_edge[node + 1]):
            link = roads.edge_link[edge]
            arrival_s = pass_link(roads.empty_s[link], roads.profile[link], roads.factor, roads.slot_end_s, at_s)
            count += _enter(graph, reached, queue, graph.edge_head[edge], arrival_s, edge, count)
    return count


@njit(cache=True, nogil=True)
def _enter(
    graph: Graph,
    reached: Reached,
    queue: list[tuple[float, float, np.int64]],
    node: int,
    at_s: float,
    edge: int,
    count: int,
) -> int:
    """Enter a node by an edge if that is quicker; return 1 if it was never entered before, else 0."""
    before_s = reached.seconds[node]
    if not (at_s < before_s and graph.floor_s[node] < math.inf):
        return 0
    reached.seconds[node], reached.parent[node] = at_s, edge
    heappush(queue, (at_s + graph.floor_s[node], at_s, np.int64(node)))
    if before_s < math.inf:
        return 0
    reached.touched[count] = node
    return 1


@njit(cache=True, nogil=True)
def _end_s(roads: Roads, column: Places, node: int | np.int64, at_s: float) -> float:
    """Return when one is at the place if one is at a node at some second; inf if the node is none of its gates."""
    best_s = math.inf
    for gate in range(column.gate_node.size):
        if column.gate_node[gate] == node:
            leg = column.gate_leg[gate]
            arrival_s = piece_end(roads, column.leg_link[leg], column.gate_part[gate], at_s) + column.leg_s[leg]
            best_s = min(best_s, arrival_s)
    return best_s
