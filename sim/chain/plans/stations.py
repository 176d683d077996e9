"""Operations, stations and teams, made ready to run."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from sim.chain.draws import Chance
from sim.chain.plans.inspection import SamplingPlan
from sim.chain.plans.learning import LearningPlan, PracticePlan
from sim.chain.plans.training import CohortPlan
from sim.streams import Key
from sim.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """A step of a route.

    Attributes
    ----------
    chance, rework_chance
        How the work of a lot varies, and that of its rework; None if it does not.
    kind
        What a work place is set up for: the item's family, else the item. Lots of one kind go into one batch.
    visit
        How often the route has been at this station before.
    changeover
        The setup is made only where the work place last worked on another kind.
    gated
        A lot needs room in the station's buffer before it may come.
    gate
        The station of the next operation if that one is `gated`, else -1.
    practices
        Whatever its pieces are counted for; empty where nobody learns from them.
    forgets
        Some of these is forgotten in a break.
    sampling
        How a lot is judged by a sample; None where all pieces are worked on.
    """

    station: int
    work_min: float
    setup_min: float
    chance: Chance | None
    learning: LearningPlan | None
    fail_share: float
    scrap_share: float
    wait_min: float
    rework_station: int
    rework_min: float
    rework_chance: Chance | None
    yield_stream: Key
    scrap_stream: Key
    changeover: bool
    kind: str = ""
    visit: int = 0
    gated: bool = False
    gate: int = -1
    practices: tuple[PracticePlan, ...] = ()
    forgets: bool = False
    sampling: SamplingPlan | None = None


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """How a station takes several lots at once; see `scenarios.production.Batch`.

    `longest_wait_min` is infinity where lots wait as long as it takes.
    """

    most_pieces: int
    least_pieces: int
    longest_wait_min: float


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """People whom several stations share.

    Attributes
    ----------
    calendar
        Hours in which any of `stations` is open.
    people
        (from minute, people), the first at minute 0.
    stations
        Those that need a skill of theirs.
    store, overtime
        As of a station.
    """

    name: str
    calendar: WorkCalendar
    people: tuple[tuple[float, int], ...]
    stations: tuple[int, ...]
    store: int = -1
    overtime: WorkCalendar | None = None


@dataclass(frozen=True, slots=True)
class StationPlan:
    """A station: crews by time.

    Attributes
    ----------
    crews
        (from minute, crews), the first at minute 0.
    buffer_lots
        Places for lots that wait; None for no limit.
    fifo
        The lot that came first is next, not the most urgent.
    batch
        None where a crew works on one lot at a time.
    teams
        Teams with the skill that a crew needs, those with the fewest skills first; empty where it needs none.
    changeover
        Some operation's setup depends on what a work place last worked on.
    plain
        Nothing but crews and lots one at a time: no batch, no team, no changeover, nobody in training.
    cohorts
        Crews that join later and are trained, in the order of their dates; `crews` counts them too.
    store
        Index of the plant.
    overtime
        Those hours that are paid at more than the ordinary rate; None where there are none.
    """

    name: str
    calendar_name: str
    calendar: WorkCalendar
    crews: tuple[tuple[float, int], ...]
    buffer_lots: int | None
    fifo: bool
    batch: BatchPlan | None
    teams: tuple[int, ...]
    changeover: bool
    plain: bool
    cohorts: tuple[CohortPlan, ...] = ()
    store: int = -1
    overtime: WorkCalendar | None = None

    def crews_at(self, now_min: float) -> int:
        """Return the crews at a moment, none of them absent."""
        return self.crews[bisect_right(self.crews, now_min, key=itemgetter(0)) - 1][1]

    def crew_minutes(self, until_min: float) -> float:
        """Return the open minutes of all crews together from the start to a moment."""
        steps = [self.crews[0], *(step for step in self.crews[1:] if step[0] < until_min)]
        ends = [*(begin for begin, _ in steps[1:]), until_min]
        return sum(
            crews * self.calendar.work_between(begin, end) for (begin, crews), end in zip(steps, ends, strict=True)
        )
