"""How the time to a place, or from it, spreads over the roads while the clock runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim._kernel_clock import pass_link
from sim.access import Access, Gates
from sim.network import Floats, RoadNetwork
from sim.profiles import SpeedProfiles
from sim.routing import Graph, backward, forward, timed_seconds

Direction = Literal["to", "from"]


@dataclass(frozen=True, eq=False)
class Spread:
    """The time between a place and every node, within a budget.

    From a place it counts from leaving there, to a place back from being there. Where the moment is that of the other
    end (departure for times *to* a place, arrival for times *from* it), it is set so that the budget ends at the moment:
    a node is in it if who leaves there at the departure is at the place when the budget ends.

    Attributes
    ----------
    network, access, direction
        Roads, place, and whether it is left or reached.
    profiles, moment_s
        The speeds with the clock as the spread grows (backwards for times to a place), and the second it begins.
    budget_s
        The end of it.
    seconds : (nodes,) float64
        inf beyond the budget, or beyond what was asked for in addition.
    arrive
        Whether the moment is one of arrival.
    """

    network: RoadNetwork
    access: Access
    direction: Direction
    profiles: SpeedProfiles
    moment_s: float
    budget_s: float
    seconds: Floats
    arrive: bool = False

    @property
    def holds_smaller(self) -> bool:
        """Whether it tells what lies within smaller budgets too; else each budget needs a spread of its own."""
        return counts_from_place(self.direction, arrive=self.arrive)


def counts_from_place(direction: Direction, *, arrive: bool) -> bool:
    """Return whether the moment is that at which one is at the place itself, so that one search serves all budgets."""
    return (direction == "to") == arrive


def spread(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    access: Access,
    direction: Direction,
    moment_s: float,
    budget_s: float,
    *,
    arrive: bool = False,
    beyond_s: float = 0.0,
) -> Spread:
    """Return how far one gets.

    Leaving later never means arriving earlier. So who leaves a node at a departure is at the place a budget later exactly
    if the latest departure for being there by then is not before it, and who has to be at a node by a moment can leave
    the place a budget earlier exactly if the earliest arrival is not after it: one search answers for all nodes.

    Parameters
    ----------
    network, profiles
        The roads and the speeds on them.
    access
        The place's access legs.
    direction
        ``from`` the place to the nodes, or from the nodes ``to`` the place.
    moment_s
        Second of `profiles` at which one leaves, the place or the nodes; with `arrive` the second by which one arrives.
    budget_s
        Nodes beyond it count as not reached.
    arrive
        Whether the moment is one of arrival.
    beyond_s
        Nodes are told the seconds of for so much longer than the budget.
    """
    there_s = moment_s
    if not counts_from_place(direction, arrive=arrive):
        there_s += budget_s if direction == "to" else -budget_s
    growing, begin_s = (profiles.mirrored(there_s), 0.0) if direction == "to" else (profiles, there_s)
    gates = access.gates(direction)
    starts = [(gates.node, gate_seconds(gates, growing, begin_s))]
    graph = graph_for(network, direction)
    cutoff_s = budget_s + beyond_s
    times, _ = timed_seconds(graph, profiles, network, starts, there_s, cutoff_s, with_parents=False)
    return Spread(network, access, direction, growing, begin_s, budget_s, times[0], arrive)


def graph_for(network: RoadNetwork, direction: Direction) -> Graph:
    """Return the network in the sense in which a circle grows: against the traffic for times *to* its centre."""
    return backward(network) if direction == "to" else forward(network)


def gate_seconds(gates: Gates, profiles: SpeedProfiles, moment_s: float) -> Floats:
    """Return the seconds between a place and each of its gates, shape (gates,), for who sets out at a moment.

    Parameters
    ----------
    gates
        Of the place.
    profiles, moment_s
        Speeds, and the second of setting out; both mirrored for ways to the place.
    """
    empty_s, profile = profiles.link_empty_s[gates.link], profiles.link_profile[gates.link]
    found = gates.leg_s + 0.0
    for gate in np.flatnonzero(gates.part > 0):
        part_s, enter_s = gates.part[gate] * empty_s[gate], moment_s + gates.leg_s[gate]
        found[gate] = pass_link(part_s, profile[gate], profiles.factor, profiles.slot_end_s, enter_s) - moment_s
    return found
