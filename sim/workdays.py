"""What a calendar says of a single day: whether it works, and in which hours, for which pay."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Mapping
from importlib.metadata import version
from itertools import pairwise

from scenarios.calendars import WEEKDAYS, Calendar, Overtime, minute_of_day
from sim.daytypes import day_type, is_announced
from sim.errors import CalendarWarning

FRIDAY = 5
ORDINARY = 1.0
"""Pay of the hours of the shifts."""

PaidSpan = tuple[int, int, float]
"""(from, to, pay): minutes of the day, wages as a multiple of the ordinary ones."""


def is_working_day(calendar: Calendar, day: dt.date) -> bool:
    """Tell whether a calendar works on a day: `worked`, then `closed`, then public holidays, then weekdays decide.

    Overtime makes no working day.
    """
    if day in calendar.worked:
        return True
    if day in calendar.closed:
        return False
    if calendar.public_holidays is not None:
        kind = day_type(day)
        if kind == "holiday":
            return False
        if kind == "workday" and day.isoweekday() > FRIDAY:
            return True  # a make-up day
    return WEEKDAYS[day.weekday()] in calendar.weekdays


def tell_unannounced(calendars: Mapping[str, Calendar], first: dt.date, last: dt.date) -> None:
    """Warn of years whose make-up days are not known, where calendars go by them.

    Parameters
    ----------
    calendars
        By name.
    first, last
        Days of the scenario.
    """
    names = [name for name, calendar in calendars.items() if calendar.public_holidays is not None]
    years = [str(year) for year in range(first.year, last.year + 1) if not is_announced(year)]
    if names and years:
        message = (
            f"the package holidays {version('holidays')} does not know the bridging and make-up days of "
            f"{', '.join(years)}: the holidays of the law stand alone in the calendars {', '.join(names)}; install a newer "
            "holidays package, or give these days as `closed` and `worked`"
        )
        warnings.warn(message, CalendarWarning, stacklevel=2)


def paid_spans(calendar: Calendar, day: dt.date) -> list[PaidSpan]:
    """Return the hours of a day in order, none overlapping.

    Hours of the shifts of a working day are paid as ordinary ones even where overtime is put down for them; where two
    kinds of overtime meet, the better paid holds.

    Parameters
    ----------
    calendar
        Shifts and overtime.
    day
        A day of the scenario's time zone.
    """
    shifts: list[PaidSpan] = []
    if is_working_day(calendar, day):
        shifts = [(opened, closed, ORDINARY) for opened, closed in calendar.spans_min()]
    extra = [span for overtime in calendar.overtime for span in _overtime(overtime, day)]
    return _apart(shifts, extra) if extra else shifts


def _overtime(overtime: Overtime, day: dt.date) -> list[PaidSpan]:
    begun = overtime.from_ is None or overtime.from_ <= day
    ended = overtime.until is not None and overtime.until < day
    if not begun or ended or WEEKDAYS[day.weekday()] not in overtime.weekdays:
        return []
    spans = (shift.partition("-") for shift in overtime.shifts)
    return [(minute_of_day(opened), minute_of_day(closed), overtime.pay) for opened, _, closed in spans]


def _apart(shifts: list[PaidSpan], extra: list[PaidSpan]) -> list[PaidSpan]:
    """Cut all spans where one begins or ends, and give every piece one pay."""
    bounds = sorted({bound for span in (*shifts, *extra) for bound in span[:2]})
    spans: list[PaidSpan] = []
    for begin, end in pairwise(bounds):
        ordinary = [pay for opened, closed, pay in shifts if opened <= begin and end <= closed]
        pays = ordinary or [pay for opened, closed, pay in extra if opened <= begin and end <= closed]
        if pays:
            spans.append((begin, end, max(pays)))
    return spans
