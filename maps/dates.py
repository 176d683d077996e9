"""Moments of a run on the axes of a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from scenarios import Scenario
from scenarios.calendars import WEEKDAYS
from sim.mainoutcome import place_calendar
from sim.results import Run
from sim.workdays import is_working_day

DAY_MIN = 24 * 60


def date_numbers(run: Run, minutes: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return minutes since a run's start as the numbers that matplotlib takes for dates.

    Parameters
    ----------
    run
        Gives the start.
    minutes
        Any of them may be missing (NaN).
    """
    start: float = date_number(run.scenario.start)
    return start + np.asarray(minutes, dtype=np.float64) / DAY_MIN


def date_number(moment: dt.datetime) -> Any:
    """Return a moment as the number that matplotlib takes for it."""
    return mdates.date2num(moment)  # type: ignore[no-untyped-call] # matplotlib


def date_axis(axes: Axes, scenario: Scenario) -> None:
    """Write month and day below the axes, in the scenario's time zone."""
    zone = ZoneInfo(scenario.timezone)
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%m-%d", tz=zone))  # type: ignore[no-untyped-call]
    axes.grid(alpha=0.25)


def shade_holidays(axes: Axes, scenario: Scenario, place: str, label: str) -> None:
    """Shade the days on which a place is closed though its weekdays say that it works.

    Parameters
    ----------
    axes
        Where to.
    scenario
        Gives calendars, start and end.
    place
        Plant or warehouse.
    label
        For the legend.
    """
    for start in _holidays(scenario, place):
        axes.axvspan(
            date_number(start), date_number(start + dt.timedelta(days=1)), color="#999", alpha=0.15, lw=0, label=label
        )
        label = "_nolegend_"


def _holidays(scenario: Scenario, place: str) -> Iterator[dt.datetime]:
    calendar, zone = place_calendar(scenario, place), ZoneInfo(scenario.timezone)
    first, last = (moment.astimezone(zone).date() for moment in (scenario.start, scenario.end))
    for offset in range((last - first).days + 1):
        day = first + dt.timedelta(days=offset)
        start = dt.datetime.combine(day, dt.time(), zone)
        usual = WEEKDAYS[day.weekday()] in calendar.weekdays or day in calendar.closed
        if usual and not is_working_day(calendar, day) and scenario.start <= start <= scenario.end:
            yield start
