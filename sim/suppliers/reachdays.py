"""The days of the supplier circle: a workday and a Saturday, hour by hour."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sim.daytypes import HOUR, day_type

DAYS: dict[str, str] = {"weekday": "workday", "saturday": "saturday"}
"""What the days are called, and the day type (`sim.daytypes`) that each has."""
LONGEST_TRIP_H = 24
"""So long after the last departure speeds go by the clock, as in `sim.matrix`."""


def reach_days(moment: dt.datetime, timezone: str) -> dict[str, dt.date]:
    """Return the first workday and the first ordinary Saturday from a moment's day on.

    A Saturday inside a holiday, or one on which people make up for a holiday, is passed over.

    Parameters
    ----------
    moment
        An aware moment; its day counts too.
    timezone
        Name of the time zone of the clock.

    Returns
    -------
    dict
        ``weekday`` and ``saturday``, dates on the local clock.
    """
    first = moment.astimezone(ZoneInfo(timezone)).date()
    found = {}
    for name, kind in DAYS.items():
        day = first
        while day_type(day) != kind:
            day += dt.timedelta(days=1)
        found[name] = day
    return found


def day_hours(day: dt.date, timezone: str) -> list[dt.datetime]:
    """Return the 24 hours of the clock on a day, aware."""
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(timezone))
    return [midnight.replace(hour=hour) for hour in range(24)]


def hours_covered(day: dt.date, timezone: str) -> int:
    """Return how many hours of speeds the trips of a day need from its midnight on."""
    hours = day_hours(day, timezone)
    return round((hours[-1].astimezone(dt.UTC) - hours[0].astimezone(dt.UTC)) / HOUR) + LONGEST_TRIP_H


def hour_text(hours: list[int]) -> str:
    """Return hours of the day as text: ``00-06, 09, 20-23``; empty for none.

    Parameters
    ----------
    hours
        Hours of departure, 0 to 23, ascending; the last one of a span is in it.
    """
    spans: list[list[int]] = []
    for hour in hours:
        if spans and hour == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], hour]
        else:
            spans.append([hour])
    return ", ".join("-".join(f"{end:02d}" for end in span) for span in spans)
