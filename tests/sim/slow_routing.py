"""Least times found slowly and plainly, in Python alone: what the compiled search has to agree with."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

import numpy as np

from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles

Steps = list[list[tuple[int, int]]]


def through(empty_s: float, column: Sequence[float], ends_s: Sequence[float], enter_s: float) -> float:
    """When a stretch lies behind: as soon as the empty road's seconds driven since `enter_s` are `empty_s`."""
    driven_s, begin_s = 0.0, enter_s
    for factor, end_s in zip(column, ends_s, strict=True):
        if end_s <= begin_s:
            continue
        if math.isfinite(factor):
            part_s = (end_s - begin_s) / factor
            if driven_s + part_s >= empty_s:
                return begin_s + (empty_s - driven_s) * factor
            driven_s += part_s
        begin_s = end_s
    return math.inf


def steps_of(network: RoadNetwork, *, against: bool) -> Steps:
    """Return of every node the nodes that come next, each with the link that leads there."""
    tail, head = (network.edge_head, network.edge_tail) if against else (network.edge_tail, network.edge_head)
    steps: Steps = [[] for _ in range(network.nodes)]
    for edge in range(network.edges):
        steps[int(tail[edge])].append((int(head[edge]), int(network.edge_link[edge])))
    return steps


def slow_seconds(
    steps: Steps, profiles: SpeedProfiles, starts: Sequence[tuple[int, float]], moment_s: float, cutoff_s: float
) -> np.ndarray:
    """Return the least seconds to every node for leaving at a moment; inf beyond the cutoff."""
    columns = profiles.factor.T.tolist()
    profile, empty_s = profiles.link_profile.tolist(), profiles.link_empty_s.tolist()
    ends_s = (profiles.slot_end_s - moment_s).tolist()
    times = np.full(len(steps), np.inf)
    waiting = [(second, node) for node, second in starts if second <= cutoff_s]
    heapq.heapify(waiting)
    while waiting:
        second, node = heapq.heappop(waiting)
        if second >= times[node]:
            continue
        times[node] = second
        for head, link in steps[node]:
            arrival = through(empty_s[link], columns[profile[link]], ends_s, second)
            if arrival < times[head] and arrival <= cutoff_s:
                heapq.heappush(waiting, (arrival, head))
    return times
