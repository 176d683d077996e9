"""The compiled shortest-path kernel: a bucket queue over forward-star arrays.

Nodes wait in a ring of buckets, each `width_s` seconds wide; those beyond the ring wait in one overflow list. A bucket
is emptied in rounds until nothing falls back into it, so a bucket wider than the shortest edge costs repeated work but
never a wrong answer: when the queue is empty, no edge can improve any node, which is what makes the times the least.
(Dial 1969; Meyer and Sanders 2003, "Delta-stepping", in one thread.)

Indices are unsigned in the inner loop (a signed one is tested for counting from the end at every access) and no array is
ever swapped for a longer one: both together make it more than twice as fast.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim._kernel_clock import pass_from, pass_link, slot_at
from sim.network import Floats, Ints

__all__ = ["longest_finite", "pass_link", "shortest", "site_matrix"]

Clock = tuple[Ints, Floats, Floats]

RING = 1024
RING_MASK = RING - 1
POOL = 4096
END = -1


@njit(cache=True, nogil=True)
def longest_finite(edge_s: Floats) -> float:
    """Return the longest time that is not inf, or -1 if one is negative or not a number; one pass over the edges."""
    longest = 0.0
    for seconds in edge_s:
        if not seconds >= 0.0:
            return -1.0
        if longest < seconds < math.inf:
            longest = seconds
    return longest


@njit(cache=True, nogil=True)
def shortest(  # noqa: PLR0913, PLR0917 - arrays, as the compiler wants them
    first_edge: Ints,
    edge_head: Ints,
    edge_s: Floats,
    start_node: Ints,
    start_s: Floats,
    cutoff_s: float,
    width_s: float,
    time_s: Floats,
    parent: Ints | None,
    clock: Clock | None = None,
) -> None:
    """Fill `time_s` and `parent` of every node; see `sim.routing.shortest_seconds` and `timed_seconds`.

    Without a clock `edge_s` are seconds; with one they are those of the empty road, and the clock holds the profile of
    each edge, the factors and the ends of the slots, second 0 being the start. `None` is known to the compiler: what is
    not asked for costs nothing.
    """
    pool = max(POOL + time_s.size // 8, 2 * start_node.size)
    while not _attempt(
        first_edge, edge_head, edge_s, start_node, start_s, cutoff_s, width_s, time_s, parent, clock, pool
    ):
        pool *= 4


@njit(cache=True, nogil=True)
def _attempt(  # noqa: PLR0913, PLR0917
    first_edge: Ints,
    edge_head: Ints,
    edge_s: Floats,
    start_node: Ints,
    start_s: Floats,
    cutoff_s: float,
    width_s: float,
    time_s: Floats,
    parent: Ints | None,
    clock: Clock | None,
    pool: int,
) -> bool:
    """Do the same with room for `pool` waiting entries; False if that was too little."""
    time_s[:] = math.inf
    if parent is not None:
        parent[:] = -1
    bucket = np.full(RING, END, np.int32)
    entry_node = np.empty(pool, np.int32)
    entry_s = np.empty(pool, np.float64)
    entry_next = np.empty(pool, np.int32)
    graph = (first_edge, edge_head, edge_s)
    queue = (bucket, entry_node, entry_s, entry_next)
    used = _begin(start_node, start_s, cutoff_s, time_s, entry_node, entry_s, entry_next)
    # places of the pool that were used and are free again, entries beyond the ring, number of entries in the ring
    free, overflow, waiting = END, used - 1, 0
    number = np.int64(0)  # of the bucket at hand
    inverse = 1.0 / width_s
    while waiting > 0 or overflow != END:
        if waiting == 0:
            number, overflow, waiting = _refill(bucket, entry_s, entry_next, overflow, inverse)
        slot = np.uint64(number & RING_MASK)
        while bucket[slot] != END:
            entry = bucket[slot]
            bucket[slot] = END
            while entry != END:
                place = np.uint64(entry)
                node = np.uint64(entry_node[place])
                seconds = entry_s[place]
                following = entry_next[place]
                entry_next[place] = free
                free = entry
                entry = following
                waiting -= 1
                if seconds > time_s[node]:
                    continue  # a better way has come since
                free, used, overflow, waiting = _relax(
                    graph,
                    time_s,
                    parent,
                    clock,
                    queue,
                    (node, seconds),
                    (cutoff_s, inverse, number),
                    free,
                    used,
                    overflow,
                    waiting,
                )
                if used > pool:
                    return False
        number += 1
    return True


@njit(cache=True, nogil=True)
def _relax(  # noqa: PLR0913, PLR0917
    graph: tuple[Ints, Ints, Floats],
    time_s: Floats,
    parent: Ints | None,
    clock: Clock | None,
    queue: tuple[Ints, Ints, Floats, Ints],
    settled: tuple[np.uint64, float],
    bounds: tuple[float, float, np.int64],
    free: int,
    used: int,
    overflow: int,
    waiting: int,
) -> tuple[int, int, int, int]:
    """Go over the edges out of a node and enter the nodes they improve; `used` beyond the pool where it is full."""
    first_edge, edge_head, edge_s = graph
    bucket, entry_node, entry_s, entry_next = queue
    node, seconds = settled
    cutoff_s, inverse, number = bounds
    if clock is not None:
        profile, factor, slot_end_s = clock
        slot = slot_at(slot_end_s, seconds)
        end = slot_end_s[slot]
    edge = np.uint64(first_edge[node])
    last = np.uint64(first_edge[node + np.uint64(1)])
    while edge < last:
        head = np.uint64(edge_head[edge])
        if clock is None:
            arrival = seconds + edge_s[edge]
        else:
            arrival = seconds + edge_s[edge] * factor[slot, profile[edge]]
            if not arrival < end:
                arrival = pass_from(edge_s[edge], profile[edge], factor, slot_end_s, slot, seconds)
        if arrival < time_s[head] and arrival <= cutoff_s:
            time_s[head] = arrival
            if parent is not None:
                parent[head] = edge
            if free != END:
                new = free
                free = entry_next[np.uint64(new)]
            elif used < entry_s.size:
                new = used
                used += 1
            else:
                return free, used + 1, overflow, waiting
            place = np.uint64(new)
            entry_node[place] = head
            entry_s[place] = arrival
            ahead = np.int64(arrival * inverse)
            if ahead - number < RING:
                target = np.uint64(ahead & RING_MASK)
                entry_next[place] = bucket[target]
                bucket[target] = new
                waiting += 1
            else:
                entry_next[place] = overflow
                overflow = new
        edge += np.uint64(1)
    return free, used, overflow, waiting


@njit(cache=True, nogil=True)
def _begin(
    start_node: Ints,
    start_s: Floats,
    cutoff_s: float,
    time_s: Floats,
    entry_node: Ints,
    entry_s: Floats,
    entry_next: Ints,
) -> int:
    """Enter the starts, chained from the last to the first; return their number."""
    used = 0
    for start in range(start_node.size):
        node = start_node[start]
        if start_s[start] < time_s[node] and start_s[start] <= cutoff_s:
            time_s[node] = start_s[start]
            entry_node[used] = node
            entry_s[used] = start_s[start]
            entry_next[used] = used - 1
            used += 1
    return used


@njit(cache=True, nogil=True)
def _refill(
    bucket: Ints, entry_s: Floats, entry_next: Ints, overflow: int, inverse: float
) -> tuple[np.int64, int, int]:
    """Let the empty ring begin at the earliest entry beyond it; return bucket number, the rest, entries in the ring."""
    earliest = math.inf
    entry = overflow
    while entry != END:
        earliest = min(earliest, entry_s[entry])
        entry = entry_next[entry]
    number = np.int64(earliest * inverse)
    beyond = END
    waiting = 0
    entry = overflow
    while entry != END:
        following = entry_next[entry]
        ahead = np.int64(entry_s[entry] * inverse)
        if ahead - number < RING:
            entry_next[entry] = bucket[ahead & RING_MASK]
            bucket[ahead & RING_MASK] = entry
            waiting += 1
        else:
            entry_next[entry] = beyond
            beyond = entry
        entry = following
    return number, beyond, waiting


@njit(cache=True, nogil=True)
def site_matrix(  # noqa: PLR0913, PLR0917
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
