"""Operations, stations and plants, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.chain.shop.learning import LearningTable
from sim.streams import Key
from sim.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """A step of a route."""

    station: int
    work_min: float
    setup_min: float
    sigma: float
    learning: LearningTable | None
    fail_share: float
    scrap_share: float
    wait_min: float
    rework_station: int
    rework_min: float
    work_stream: Key
    yield_stream: Key
    scrap_stream: Key


@dataclass(frozen=True, slots=True)
class StationPlan:
    """A station: crews by time.

    Attributes
    ----------
    crews
        (from minute, crews), the first at minute 0.
    """

    name: str
    calendar_name: str
    calendar: WorkCalendar
    crews: tuple[tuple[float, int], ...]

    def crew_minutes(self, until_min: float) -> float:
        """Return the open minutes of all crews together from the start to a moment."""
        steps = [self.crews[0], *(step for step in self.crews[1:] if step[0] < until_min)]
        ends = [*(begin for begin, _ in steps[1:]), until_min]
        return sum(
            crews * self.calendar.work_between(begin, end) for (begin, crews), end in zip(steps, ends, strict=True)
        )
