"""The state of stations and teams."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from simpy import Event

from sim.chain.clock import NEVER
from sim.chain.journey import Lot, Stage
from sim.chain.plans.learning import PracticePlan
from sim.chain.plans.stations import StationPlan
from sim.chain.shop.training import Training, training_of


@dataclass(slots=True, eq=False)
class Batch:
    """Lots that are worked on together.

    Attributes
    ----------
    inside
        Lots that have not left the work place.
    """

    inside: int


@dataclass(slots=True, eq=False)
class Request:
    """A lot that asks for a crew.

    Attributes
    ----------
    station
        Where.
    again
        The pieces are tested again.
    counted
        The lot has a place in the station's buffer, or it was let in because a crew was free.
    since
        When it came.
    done
        Happens when the work is done.
    ends
        When that is, from the moment it starts.
    team
        The team whose person works on it; -1 for none.
    batch
        Those that it is worked on with; None where lots are worked on one at a time.
    cohort
        Whose crew works on it, see `sim.chain.shop.training`.
    practises
        What is forgotten in a break, which this is not.
    """

    lot: Lot
    operation: int
    station: int
    stage: Stage
    pieces: int
    again: bool
    counted: bool
    since: float
    done: Event
    ends: float = NEVER
    team: int = -1
    batch: Batch | None = None
    cohort: int = 0
    practises: tuple[PracticePlan, ...] = ()


Waiting = tuple[tuple[float, float], int, Request]
"""(what goes first, lot number, request)."""
Group = tuple[str, int, Stage]
"""Requests that can be in one batch: kind, visit of the route, stage."""


@dataclass(slots=True)
class StationState:
    """Crews of one station and the lots that wait for them, the next one first.

    Attributes
    ----------
    idle
        Free crews; less than 0 while crews that are to leave finish their lots.
    queue
        A heap; empty at a batch station.
    groups
        Those that wait to be worked on together, at a batch station; sorted.
    opens_at
        The opening that the queue was last made to wait for.
    fills_at
        When the oldest group will have waited long enough.
    spans
        (begin, end) of all work, an entry per crew.
    waited_lots, waited_min
        Lots that waited in open hours, and how long.
    let_in, let_in_pieces
        Lots that have room here and have not been started.
    returning
        Lots in the queue that came without asking for room: for rework, to be tested again, for a later operation.
    blocked
        (event, pieces, what keeps a crew elsewhere) of lots that wait for room here, the longest first; None where a lot
        keeps no crew.
    held_back
        Items whose next lot is released when there is room here, and its pieces.
    last_left
        The lot that left last.
    set_up
        What each free work place last worked on, the longest free first; kept only where setups depend on it.
    crews
        (from minute, crews), as it came about.
    leaving
        Since when crews that are to leave finish their lots.
    stayed
        (since, until) of crews that finished their lots after they should have left.
    blocked_spans
        (begin, end) of crews kept by lots that are done.
    queue_min
        Minutes in the queue of all lots started, calendar time.
    started, served
        Lots whose work has begun, and is done.
    training
        Who is free where crews are trained; None elsewhere.
    """

    idle: int
    queue: list[Waiting] = field(default_factory=list)
    groups: dict[Group, list[Waiting]] = field(default_factory=dict)
    opens_at: float = -1.0
    fills_at: float = -1.0
    spans: list[tuple[float, float]] = field(default_factory=list)
    waited_lots: int = 0
    waited_min: float = 0.0
    let_in: int = 0
    let_in_pieces: int = 0
    returning: int = 0
    blocked: deque[tuple[Event, int, Request | None]] = field(default_factory=deque)
    held_back: dict[int, int] = field(default_factory=dict)
    last_left: Lot | None = None
    set_up: deque[str] = field(default_factory=deque)
    crews: list[tuple[float, int]] = field(default_factory=list)
    leaving: list[float] = field(default_factory=list)
    stayed: list[tuple[float, float]] = field(default_factory=list)
    blocked_spans: list[tuple[float, float]] = field(default_factory=list)
    queue_min: float = 0.0
    started: int = 0
    served: int = 0
    training: Training | None = None

    def waiting(self) -> Iterator[Request]:
        """Return all that wait for a crew, in no order."""
        yield from (request for _, _, request in self.queue)
        for group in self.groups.values():
            yield from (request for _, _, request in group)


@dataclass(slots=True)
class TeamState:
    """People of one team.

    Attributes
    ----------
    idle
        Free people; less than 0 while people that are to leave finish their work.
    people, leaving, stayed
        As `crews`, `leaving` and `stayed` of a station.
    spans
        (begin, end, station) of all work, an entry per person; in the hours of that station.
    """

    idle: int
    people: list[tuple[float, int]] = field(default_factory=list)
    leaving: list[float] = field(default_factory=list)
    stayed: list[tuple[float, float]] = field(default_factory=list)
    spans: list[tuple[float, float, int]] = field(default_factory=list)


def new_station(plan: StationPlan) -> StationState:
    """Return a station at minute 0: all crews free, nothing set up."""
    state = StationState(idle=plan.crews[0][1], crews=[plan.crews[0]], training=training_of(plan.cohorts))
    if plan.changeover:
        state.set_up.extend([""] * state.idle)
    return state
