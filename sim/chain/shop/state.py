"""The state of stations."""

from __future__ import annotations

from dataclasses import dataclass, field

from simpy import Event

from sim.chain.journey import Lot, Stage


@dataclass(slots=True)
class Request:
    """A lot that asks for a crew."""

    lot: Lot
    operation: int
    stage: Stage
    pieces: int
    again: bool
    since: float
    done: Event


@dataclass(slots=True)
class StationState:
    """Crews of one station and the lots that wait for them, most urgent first."""

    idle: int
    queue: list[tuple[tuple[float, float], int, Request]] = field(default_factory=list)
    opens_at: float = -1.0
    spans: list[tuple[float, float]] = field(default_factory=list)
    waited_lots: int = 0
    waited_min: float = 0.0
