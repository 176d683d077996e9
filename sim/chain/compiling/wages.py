"""Wages of a plan: what the crews of all stations and the people of all teams cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.wages import PaidHours, Wages, paid_hours
from sim.workcalendar import WorkCalendar, laid_out, minute_of

if TYPE_CHECKING:
    from sim.chain.compiling.frame import Frame
    from sim.chain.plans.stations import StationPlan, TeamPlan

HOUR_MIN = 60.0
Paid = tuple[str, Sequence[tuple[float, int]], float]
"""Calendar, (from minute, people), pay by the hour."""


def compile_wages(frame: Frame, stations: Sequence[StationPlan], teams: Sequence[TeamPlan]) -> Wages:
    """Return what all people cost from the end of the warm-up to the end of the scenario.

    Everybody is paid for all open hours as planned, at work or not: outages and absences do not stop wages. Crews of a
    station are paid in its hours, people of a team in those of the plant; who leaves is paid until then.

    Parameters
    ----------
    frame
        What the parts of a plan share.
    stations, teams
        Those of the plan, in its order.
    """
    scenario = frame.scenario
    end_min, since_min = minute_of(scenario.end, scenario.start), scenario.warm_up_h * HOUR_MIN
    hours: dict[str, PaidHours] = {}
    labour = overtime = 0.0
    for calendar, people, cny_per_h in _paid(frame, stations, teams):
        if calendar not in hours:
            hours[calendar] = paid_hours(scenario.calendars[calendar], scenario.start, scenario.end, frame.zone)
        counted = [(max(begin, since_min), count) for begin, count in people]
        wages = hours[calendar].wages(counted, cny_per_h, end_min)
        labour += wages.labour_cny
        overtime += wages.overtime_cny
    return Wages(labour, overtime)


def overtime_hours(frame: Frame, calendar: str) -> WorkCalendar | None:
    """Return the hours of a calendar that are paid at more than the ordinary rate; None where there are none."""
    scenario = frame.scenario
    if not scenario.calendars[calendar].overtime:
        return None
    hours = laid_out(scenario.calendars[calendar], scenario.start, scenario.end, frame.zone)
    spans = sorted((opens, closes) for opens, closes, pay in hours if pay > 1)
    if not spans:
        return None
    opens, closes = zip(*spans, strict=True)
    return WorkCalendar(opens, closes, (1.0,) * len(spans), 0.0)


def _paid(frame: Frame, stations: Sequence[StationPlan], teams: Sequence[TeamPlan]) -> Iterator[Paid]:
    plants = frame.scenario.plants
    for (plant, name), station in zip(frame.stations, stations, strict=True):
        cny_per_h = plants[plant].stations[name].crew_cost_cny_per_h
        if cny_per_h:
            yield station.calendar_name, station.crews, cny_per_h
    for (plant, name), team in zip(frame.teams, teams, strict=True):
        cny_per_h = plants[plant].teams[name].cost_cny_per_h
        if cny_per_h:
            yield plants[plant].calendar, team.people, cny_per_h
