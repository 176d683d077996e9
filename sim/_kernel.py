"""The compiled shortest-path kernel: a bucket queue over forward-star arrays, for fixed times or times by the clock.

Nodes wait in a ring of buckets, each `width_s` seconds wide; those beyond the ring wait in one list until it comes to
them. A bucket is emptied in rounds until nothing falls back into it, so a bucket wider than the shortest edge costs
repeated work but never a wrong answer: when the queue is empty, no edge can improve any node, which is what makes the
times the least. (Dial 1969; Meyer and Sanders 2003, "Delta-stepping", in one thread.) With speeds by the clock the same
holds, because who leaves a node later never arrives earlier.

What makes it fast: a round is done in three passes over short lists (gather the edges, try them, enter the nodes they
improve), the first two without a branch that the processor could not foresee, and the edges of a node are asked for
when it is gathered and used when all are. Arguments that are None are known to the compiler: what is not asked for costs
nothing. Indices are unsigned in the inner loops (a signed one is tested for counting from the end at every access).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from sim._kernel_clock import pass_before, slot_at
from sim._kernel_prefetch import prefetch
from sim.network import Floats, Ints

# compiled with sim._kernel_clock da8fe49de5b6
# compiled with sim._kernel_prefetch 72413d07e733

RING = 1024
RING_MASK = RING - 1
POOL = 4096
CHUNK = 512
FEW = 4
END = -1
NEVER = 2**62

Clock = tuple[Ints, Floats, Floats]
"""Of each edge its profile; (slots, profiles) factors; the second at which each slot ends, the start being 0."""
Later = tuple[int, int, int]
"""The first entry beyond the ring, their number, and the earliest bucket among them."""


class Queue(NamedTuple):
    """Entries in a pool, chained by bucket; `free` is a stack of the places of the pool that are not in use."""

    bucket: Ints
    node: Ints
    second: Floats
    following: Ints
    free: Ints


class Batch(NamedTuple):
    """Edges to be tried with the second at their tail; then the nodes that were improved, when, and by which edge."""

    edge: Ints
    leave_s: Floats
    head: Ints
    arrival_s: Floats
    by: Ints


@njit(cache=True, nogil=True)
def gather_seconds(edge_s: Floats, order: Ints | None, ordered: Floats | None) -> float:
    """Put `edge_s[order]` into `ordered`, if asked for; return the longest time.

    The longest is of those that are not inf, and -1 if one is negative or not a number. One pass over the edges.
    """
    longest = 0.0
    wrong = 0
    for place in range(edge_s.size):
        if order is None:
            seconds = edge_s[place]
        else:
            seconds = edge_s[np.uint64(order[place])]
            ordered[place] = seconds  # type: ignore[index] # there where `order` is
        wrong += not seconds >= 0.0
        longest = max(longest, seconds if seconds < math.inf else 0.0)
    return -1.0 if wrong else longest


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
    edge_name: Ints | None = None,
    clock: Clock | None = None,
) -> None:
    """Fill `time_s` and `parent` of every node; see `sim.routing.shortest_seconds` and `timed_seconds`.

    Without a clock `edge_s` are seconds, with one they are those on the empty road. Parents are called by `edge_name`.
    """
    pool = max(POOL + time_s.size // 16, 2 * start_node.size)
    graph = (first_edge, edge_head, edge_s)
    starts = (start_node, start_s)
    while not _attempt(graph, starts, cutoff_s, width_s, time_s, parent, clock, pool):
        pool *= 4
    if parent is not None and edge_name is not None:
        for node in range(parent.size):
            if parent[node] != END:
                parent[node] = edge_name[np.uint64(parent[node])]


@njit(cache=True, nogil=True)
def _attempt(
    graph: tuple[Ints, Ints, Floats],
    starts: tuple[Ints, Floats],
    cutoff_s: float,
    width_s: float,
    time_s: Floats,
    parent: Ints | None,
    clock: Clock | None,
    pool: int,
) -> bool:
    """Do the same with room for `pool` waiting entries; False if that was too little."""
    time_s[:] = np.nextafter(cutoff_s, math.inf)  # so that one comparison finds what is earlier and within the cutoff
    if parent is not None:
        parent[:] = END
    queue, batch = _room(pool)
    inverse = 1.0 / width_s
    number = 0  # of the bucket at hand
    free, later = _begin(starts, queue, time_s, inverse, pool)
    while free < pool:
        if pool - free == later[1]:
            number = later[2]
        if number >= later[2]:
            later = _refill(queue, later[0], number, inverse)
        slot = np.uint64(number & RING_MASK)
        while queue.bucket[slot] != END:
            entry = queue.bucket[slot]
            queue.bucket[slot] = END
            while entry != END:
                entry, free, count, least_s = _gather(graph, queue, batch, time_s, clock, entry, free)
                if count < 0:
                    return False
                found = _try(graph, batch, count, least_s, time_s, parent, clock)
                if found > free:
                    return False
                free, later = _enter(queue, batch, found, time_s, parent, inverse, number, free, later)
        number += 1
    _forget_beyond(cutoff_s, time_s)
    return True


@njit(cache=True, nogil=True)
def _forget_beyond(cutoff_s: float, time_s: Floats) -> None:
    """Set what is not within the cutoff to inf."""
    for node in range(time_s.size):
        if time_s[node] > cutoff_s:
            time_s[node] = math.inf


@njit(cache=True, nogil=True)
def _room(pool: int) -> tuple[Queue, Batch]:
    """Return an empty queue and an empty batch."""
    free = np.arange(pool - 1, -1, -1).astype(np.int32)
    queue = Queue(
        np.full(RING, END, np.int32), np.empty(pool, np.int32), np.empty(pool), np.empty(pool, np.int32), free
    )
    batch = Batch(
        np.empty(pool, np.int32), np.empty(pool), np.empty(pool, np.int32), np.empty(pool), np.empty(pool, np.int32)
    )
    return queue, batch


@njit(cache=True, nogil=True)
def _begin(starts: tuple[Ints, Floats], queue: Queue, time_s: Floats, inverse: float, pool: int) -> tuple[int, Later]:
    """Enter the starts; return how much room is left, and what waits beyond the ring."""
    start_node, start_s = starts
    for start in range(start_node.size):
        time_s[start_node[start]] = min(start_s[start], time_s[start_node[start]])
    batch = Batch(start_node, start_s, start_node, start_s, start_node)
    return _enter(queue, batch, start_node.size, time_s, None, inverse, 0, pool, (END, 0, NEVER))


@njit(cache=True, nogil=True)
def _gather(
    graph: tuple[Ints, Ints, Floats],
    queue: Queue,
    batch: Batch,
    time_s: Floats,
    clock: Clock | None,
    entry: int,
    free: int,
) -> tuple[int, int, int, float]:
    """List the edges out of the nodes in a chain of entries until there are many.

    Return the rest of the chain, the room in the queue, the number of edges (-1 if the batch is too small) and the
    earliest second.
    """
    first_edge, edge_head, edge_s = graph
    count = np.uint64(0)
    least_s = math.inf
    while entry != END and count < CHUNK:
        place = np.uint64(entry)
        node = np.uint64(queue.node[place])
        second = queue.second[place]
        entry = queue.following[place]
        queue.free[np.uint64(free)] = place
        free += 1
        first = first_edge[node]
        degree = int(first_edge[node + np.uint64(1)] - first)
        for end in (np.uint64(first), np.uint64(first + FEW - 1)):
            prefetch(edge_head, end)
            prefetch(edge_s, end)
            if clock is not None:
                prefetch(clock[0], end)
        for more in range(FEW):  # without a branch: what is too much is written over
            batch.edge[count + np.uint64(more)] = first + more
            batch.leave_s[count + np.uint64(more)] = second
        if degree > FEW:
            if int(count) + degree > batch.edge.size - FEW:
                return entry, free, -1, least_s
            for more in range(FEW, degree):
                batch.edge[count + np.uint64(more)] = first + more
                batch.leave_s[count + np.uint64(more)] = second
        least_s = min(least_s, second)
        count += np.uint64(degree) * np.uint64(time_s[node] == second)  # else a better way has come since
    return entry, free, int(count), least_s


@njit(cache=True, nogil=True)
def _try(
    graph: tuple[Ints, Ints, Floats],
    batch: Batch,
    count: int,
    least_s: float,
    time_s: Floats,
    parent: Ints | None,
    clock: Clock | None,
) -> int:
    """Go over the edges of a batch, improve the times at their heads, list what was improved; return how many."""
    _, edge_head, edge_s = graph
    if clock is not None:
        profile, factor, slot_end_s = clock
        slot = slot_at(slot_end_s, least_s)
        slower = factor[slot]
        end_s = slot_end_s[slot]
    found = np.uint64(0)
    for at in range(count):
        place = np.uint64(at)
        edge = np.uint64(batch.edge[place])
        leave_s = batch.leave_s[place]
        head = np.uint64(edge_head[edge])
        known_s = time_s[head]
        if clock is None:
            arrival_s = leave_s + edge_s[edge]
        else:
            column = int(profile[edge])
            arrival_s = leave_s + edge_s[edge] * slower[np.uint64(column)]
            if not arrival_s < end_s:  # also where both are inf, or one is not a number
                arrival_s = pass_before(edge_s[edge], column, factor, slot_end_s, leave_s, known_s)
        time_s[head] = min(arrival_s, known_s)
        batch.head[found] = head
        batch.arrival_s[found] = arrival_s
        if parent is not None:
            batch.by[found] = edge
        found += np.uint64(arrival_s < known_s)
    return int(found)


@njit(cache=True, nogil=True)
def _enter(  # noqa: PLR0913, PLR0917
    queue: Queue,
    batch: Batch,
    found: int,
    time_s: Floats,
    parent: Ints | None,
    inverse: float,
    number: int,
    free: int,
    later: Later,
) -> tuple[int, Later]:
    """Enter the improved nodes; return how much room is left, and what waits beyond the ring."""
    beyond, far, earliest = later
    for at in range(found):
        head = np.uint64(batch.head[np.uint64(at)])
        second = batch.arrival_s[np.uint64(at)]
        if time_s[head] != second:
            continue  # improved once more
        if parent is not None:
            parent[head] = batch.by[np.uint64(at)]
        free -= 1
        new = queue.free[np.uint64(free)]
        place = np.uint64(new)
        queue.node[place] = head
        queue.second[place] = second
        ahead = int(second * inverse)
        if ahead - number < RING:
            target = np.uint64(ahead & RING_MASK)
            queue.following[place] = queue.bucket[target]
            queue.bucket[target] = new
        else:
            queue.following[place] = beyond
            beyond = new
            far += 1
            earliest = min(earliest, ahead)
    return free, (beyond, far, earliest)


@njit(cache=True, nogil=True)
def _refill(queue: Queue, beyond: int, number: int, inverse: float) -> Later:
    """Take into the ring, which begins at bucket `number`, what has come within its reach; return the rest."""
    rest, far, earliest = END, 0, NEVER
    entry = beyond
    while entry != END:
        following = queue.following[entry]
        ahead = int(queue.second[entry] * inverse)
        if ahead - number < RING:
            queue.following[entry] = queue.bucket[ahead & RING_MASK]
            queue.bucket[ahead & RING_MASK] = entry
        else:
            queue.following[entry] = rest
            rest = entry
            far += 1
            earliest = min(earliest, ahead)
        entry = following
    return rest, far, earliest
