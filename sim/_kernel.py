"""The compiled shortest-path kernel: a bucket queue over forward-star arrays.

Nodes wait in a ring of buckets, each `width_s` seconds wide; those beyond the ring wait in one overflow list. A bucket
is emptied in rounds until nothing falls back into it, so a bucket wider than the shortest edge costs repeated work but
never a wrong answer: when the queue is empty, no edge can improve any node, which is what makes the times the least.
(Dial 1969; Meyer and Sanders 2003, "Delta-stepping", in one thread.)
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim.network import Floats, Ints

RING = 1024
RING_MASK = RING - 1
FIRST_ENTRIES = 1024


@njit(cache=True, nogil=True)
def _grown(array, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    bigger = np.empty(size, array.dtype)
    bigger[: array.size] = array
    return bigger


@njit(cache=True, nogil=True)
def shortest(
    first_edge: Ints,
    edge_head: Ints,
    edge_s: Floats,
    start_node: Ints,
    start_s: Floats,
    cutoff_s: float,
    width_s: float,
    time_s: Floats,
    parent: Ints,
) -> None:
    """Fill `time_s` and `parent` of every node; see `sim.routing.shortest_seconds`."""
    time_s[:] = math.inf
    parent[:] = -1
    bucket = np.full(RING, -1, np.int32)
    # entries of all lists lie in one pool and are used again, so that the pool stays in the cache
    entry_node = np.empty(FIRST_ENTRIES, np.int32)
    entry_s = np.empty(FIRST_ENTRIES, np.float64)
    entry_next = np.empty(FIRST_ENTRIES, np.int32)
    used = 0
    free = -1
    overflow = -1
    waiting = 0  # entries in the ring
    now = 0  # number of the bucket at hand
    inverse = 1.0 / width_s

    for i in range(start_node.size):
        if start_s[i] < time_s[start_node[i]] and start_s[i] <= cutoff_s:
            time_s[start_node[i]] = start_s[i]
            if used == entry_node.size:
                entry_node = _grown(entry_node, 2 * used)
                entry_s = _grown(entry_s, 2 * used)
                entry_next = _grown(entry_next, 2 * used)
            entry_node[used] = start_node[i]
            entry_s[used] = start_s[i]
            entry_next[used] = overflow
            overflow = used
            used += 1

    while True:
        if waiting == 0:
            if overflow == -1:
                break
            # nothing left in the ring: start it again at the earliest entry beyond it
            earliest = math.inf
            entry = overflow
            while entry != -1:
                earliest = min(earliest, entry_s[entry])
                entry = entry_next[entry]
            now = np.int64(earliest * inverse)
            entry = overflow
            overflow = -1
            while entry != -1:
                following = entry_next[entry]
                number = np.int64(entry_s[entry] * inverse)
                if number - now < RING:
                    entry_next[entry] = bucket[number & RING_MASK]
                    bucket[number & RING_MASK] = entry
                    waiting += 1
                else:
                    entry_next[entry] = overflow
                    overflow = entry
                entry = following
        slot = now & RING_MASK
        while bucket[slot] != -1:
            entry = bucket[slot]
            bucket[slot] = -1
            while entry != -1:
                node = entry_node[entry]
                seconds = entry_s[entry]
                following = entry_next[entry]
                entry_next[entry] = free
                free = entry
                entry = following
                waiting -= 1
                if seconds > time_s[node]:
                    continue  # a better way has come since
                for edge in range(first_edge[node], first_edge[node + 1]):
                    head = edge_head[edge]
                    arrival = seconds + edge_s[edge]
                    if arrival < time_s[head] and arrival <= cutoff_s:
                        time_s[head] = arrival
                        parent[head] = edge
                        if free != -1:
                            new = free
                            free = entry_next[new]
                        else:
                            if used == entry_node.size:
                                entry_node = _grown(entry_node, 2 * used)
                                entry_s = _grown(entry_s, 2 * used)
                                entry_next = _grown(entry_next, 2 * used)
                            new = used
                            used += 1
                        entry_node[new] = head
                        entry_s[new] = arrival
                        number = np.int64(arrival * inverse)
                        if number - now < RING:
                            entry_next[new] = bucket[number & RING_MASK]
                            bucket[number & RING_MASK] = new
                            waiting += 1
                        else:
                            entry_next[new] = overflow
                            overflow = new
        now += 1


@njit(cache=True, nogil=True)
def site_matrix(
    first_edge: Ints,
    edge_tail: Ints,
    edge_head: Ints,
    edge_s: Floats,
    edge_km: Floats,
    edge_toll: Floats,
    first_leg: Ints,
    leg_node: Ints,
    leg_s: Floats,
    leg_km: Floats,
    width_s: float,
    seconds: Floats,
    km: Floats,
    toll: Floats,
) -> None:
    """Fill seconds, km and toll of the quickest way between all sites, each (sites, sites); NaN where there is none."""
    nodes = first_edge.size - 1
    time_s = np.empty(nodes)
    parent = np.empty(nodes, np.int32)
    start_km = np.empty(nodes)
    for origin in range(first_leg.size - 1):
        legs = slice(first_leg[origin], first_leg[origin + 1])
        shortest(first_edge, edge_head, edge_s, leg_node[legs], leg_s[legs], math.inf, width_s, time_s, parent)
        for leg in range(first_leg[origin], first_leg[origin + 1]):
            start_km[leg_node[leg]] = leg_km[leg]
        for destination in range(first_leg.size - 1):
            best = -1
            least = math.inf
            for leg in range(first_leg[destination], first_leg[destination + 1]):
                if time_s[leg_node[leg]] + leg_s[leg] < least:
                    least = time_s[leg_node[leg]] + leg_s[leg]
                    best = leg
            if best == -1:
                seconds[origin, destination] = math.nan
                km[origin, destination] = math.nan
                toll[origin, destination] = math.nan
                continue
            node = leg_node[best]
            length = leg_km[best]
            fee = 0.0
            while parent[node] >= 0:
                edge = parent[node]
                length += edge_km[edge]
                fee += edge_toll[edge]
                node = edge_tail[edge]
            seconds[origin, destination] = least
            km[origin, destination] = length + start_km[node]
            toll[origin, destination] = fee
