"""Compiled: how much of every link is driven by the end of a budget, by who enters it at its nodes' seconds."""

from __future__ import annotations

import math

from numba import njit

from sim.network import Bools, Floats, Ints


@njit(cache=True, nogil=True)
def driven_shares(
    first_edge: Ints,
    name: Ints | None,
    links: tuple[Ints, Bools, Ints, Floats],
    clock: tuple[Floats, Floats, Floats],
    node_s: Floats,
    budget_s: float,
    head: Floats,
    tail: Floats,
) -> None:
    """Raise `head` and `tail` of the links to what is reached of them from the start and from the end of their lines.

    Parameters
    ----------
    first_edge, name
        `first_edge` and `edge` of a `sim.routing.Graph`.
    links
        Of every edge its link, and whether it runs against the line; of every link its profile, and its seconds on the
        empty road.
    clock
        Stops, and by stop and profile what is driven of the empty road's seconds until then, and how fast it goes from
        then on (see `sim.reach.reached.stops`); the first stop is the moment at which `node_s` begins.
    node_s : (nodes,) float64
        When the nodes are reached.
    budget_s
        When it ends.
    head, tail : (links,) float64
        Written to.
    """
    edge_link, edge_reversed, link_profile, empty_s = links
    stop_s, behind_s, speed = clock
    last = stop_s.size - 1
    for node in range(node_s.size):
        if not node_s[node] <= budget_s:
            continue
        now = stop_s[0] + node_s[node]
        slot = 0
        while slot + 1 < last and stop_s[slot + 1] <= now:
            slot += 1
        for place in range(first_edge[node], first_edge[node + 1]):
            if name is None:
                edge = place
                from_start = not edge_reversed[edge]
            else:
                edge = name[place]
                from_start = edge_reversed[edge]
            link = edge_link[edge]
            profile = link_profile[link]
            whole_s = empty_s[link]
            driven_s = behind_s[last, profile] - behind_s[slot, profile] - (now - stop_s[slot]) * speed[slot, profile]
            if whole_s > 0:
                share = min(driven_s / whole_s, 1.0) if whole_s < math.inf else 0.0
            else:  # nobody passes a link that is shut, though it takes no time
                share = 1.0 if driven_s > 0 or speed[slot, profile] > 0 else 0.0
            if from_start:
                head[link] = max(head[link], share)
            else:
                tail[link] = max(tail[link], share)
