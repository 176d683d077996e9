"""When vehicles leave and milk runs start: moments of a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scenarios.calendars import WEEKDAYS, minute_of_day
from sim.chain.plans.ways import DeparturePlan
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios.transport import Departures
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0


def compile_departures(departures: Departures | None, frame: Frame) -> DeparturePlan | None:
    """Return when vehicles leave; None where they leave at once."""
    if departures is None or departures.kind == "at_once":
        return None
    if departures.kind == "timed":
        return DeparturePlan(moments_of(departures.times, departures.weekdays, frame))
    wait_h = departures.longest_wait_h
    return DeparturePlan(None, departures.fill_share, float("inf") if wait_h is None else wait_h * HOUR_MIN)


def moments_of(times: Sequence[str], weekdays: Sequence[str], frame: Frame) -> tuple[float, ...]:
    """Return all moments of a timetable from the start to the end of the scenario, in order.

    Parameters
    ----------
    times
        Times of day of the scenario's time zone.
    weekdays
        Days of the week.
    frame
        Start, end and time zone.
    """
    scenario, zone = frame.scenario, frame.zone
    day, last = (moment.astimezone(zone).date() for moment in (scenario.start, scenario.end))
    end_min = minute_of(scenario.end, scenario.start)
    found = set()
    while day <= last:
        if WEEKDAYS[day.weekday()] in weekdays:
            found |= {minute_of(_moment(day, time, frame), scenario.start) for time in times}
        day += dt.timedelta(days=1)
    return tuple(sorted(moment for moment in found if 0 <= moment <= end_min))


def _moment(day: dt.date, time: str, frame: Frame) -> dt.datetime:
    days, minute = divmod(minute_of_day(time), 24 * 60)
    local = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(minute // 60, minute % 60), frame.zone)
    return local.astimezone(dt.UTC)  # differences between moments of one zone would be those of the clock on the wall
