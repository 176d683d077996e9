"""Seconds of many trips to one place at many hours, on one day: as exact as `sim.pairs`, and much quicker.

A search from each origin towards the place looks at few roads beside the quickest way, since the least that is left from
any node is known: the time to the place if every road were all the while as fast as at its fastest in the hours that the
trips take. One search against the traffic gives these least times for all origins.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim._matrix import Places, gate_seconds
from sim.access import Access, direct_km
from sim.network import Floats
from sim.pairs import Speeds, places
from sim.routing import backward, forward, shortest_seconds
from sim.suppliers._towards import Graph, seconds_to_one

FIRST_LOOK_S = 2 * 3600.0
"""Trips are first taken to end within so long."""


def seconds_towards(
    speeds: Speeds, origins: Sequence[Access], destination: Access, moments_s: Sequence[float]
) -> Floats:
    """Return the seconds of the quickest ways from all origins to one place, shape (moments, origins).

    Equal to those of `sim.pairs.pairs`: with the access legs at both ends, NaN where no road leads.

    Parameters
    ----------
    speeds
        The roads.
    origins, destination
        The places.
    moments_s
        Departures, seconds of the profiles.
    """
    rows, column = places(origins, "from", against=False), places([destination], "to", against=False)
    seconds = np.empty((len(moments_s), len(origins)))
    for moment, moment_s in enumerate(moments_s):
        _fill(speeds, rows, column, moment_s, seconds[moment])
    beside_s = direct_km(origins, [destination])[:, 0] / np.array([place.speed_kph for place in origins]) * 3600
    quicker = np.isfinite(beside_s) & ~(seconds <= beside_s)
    return np.where(quicker, beside_s, seconds)


def _fill(speeds: Speeds, rows: Places, column: Places, moment_s: float, seconds: Floats) -> None:
    """Fill the seconds of one departure; look farther ahead until all trips end within what was looked at."""
    graph, roads = forward(speeds.network), speeds.search(moment_s, against=False)
    gate_s = np.empty(rows.gate_leg.size)
    gate_seconds(roads, rows, gate_s)
    look_s, last_slot = FIRST_LOOK_S, speeds.profiles.slot_end_s.size - 1
    while True:
        floor_s = _floor_s(speeds, column, moment_s, look_s)
        known = Graph(graph.first_edge, graph.edge_head, floor_s)
        seconds_to_one(known, roads, rows, gate_s, column, seconds)
        if (seconds <= look_s).all() or speeds.profiles.slot(moment_s + look_s) == last_slot:
            return
        look_s *= 2


def _floor_s(speeds: Speeds, column: Places, moment_s: float, look_s: float) -> Floats:
    """Return the least time from every node to a place over some time, shape (nodes,)."""
    profiles = speeds.profiles
    fastest = profiles.factor[profiles.slot(moment_s) : profiles.slot(moment_s + look_s) + 1].min(axis=0)
    of_link = fastest[profiles.link_profile]
    link_s = np.full(of_link.size, np.inf)
    np.multiply(profiles.link_empty_s, of_link, out=link_s, where=np.isfinite(of_link))
    link = column.leg_link[column.gate_leg]
    inside_s = np.zeros(link.size)
    np.multiply(column.gate_part, link_s[link], out=inside_s, where=column.gate_part > 0)
    start_s = inside_s + column.leg_s[column.gate_leg]
    graph = backward(speeds.network)
    return shortest_seconds(graph, link_s[speeds.network.edge_link], column.gate_node, start_s)[0]
