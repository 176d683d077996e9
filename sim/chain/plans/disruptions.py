"""What goes wrong, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.disruptions import DisruptionKind
from sim.chain.draws import Chance

Window = tuple[float, float]
"""Begin and end, minutes since the start."""


@dataclass(frozen=True, slots=True)
class Turns:
    """How a disruption comes again and again: time to the next, how long it lasts, time to the next, and so on.

    Attributes
    ----------
    every_min, duration_min
        Mean minutes from the end of one to the next, and of one.
    every, duration
        How they vary; None where they do not.
    """

    every_min: float
    duration_min: float
    every: Chance | None = None
    duration: Chance | None = None


@dataclass(frozen=True, slots=True)
class DisruptionPlan:
    """One thing that goes wrong, and whom it strikes.

    Attributes
    ----------
    name, kind, target
        As in the scenario; `target` is empty for closed roads.
    begin_min, end_min
        Fixed in time: the window. By chance: nothing comes before the one, or goes on beyond the other.
    turns
        How it comes by chance; None where it is fixed in time.
    stations, suppliers, stores, teams, items, demands, streams
        Indices of what it strikes.
    share
        What is left of the capacity or the people.
    delay_min, factor
        Of imports and of demand.
    closure
        Its place among the closures of roads, from 0; -1 for all else.
    waits
        Whether vehicles on the road stand until it is open again.
    """

    name: str
    kind: DisruptionKind
    target: str
    begin_min: float
    end_min: float
    turns: Turns | None = None
    stations: tuple[int, ...] = ()
    suppliers: tuple[int, ...] = ()
    stores: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    demands: tuple[int, ...] = ()
    streams: tuple[int, ...] = ()
    share: float = 0.0
    delay_min: float = 0.0
    factor: float = 1.0
    closure: int = -1
    waits: bool = False
