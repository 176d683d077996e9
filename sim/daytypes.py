"""The kind of a day as traffic sees it: workday, saturday, sunday or holiday."""

from __future__ import annotations

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import holidays

from scenarios.model import DEFAULT_TIMEZONE

DAY_TYPES: tuple[str, ...] = ("workday", "saturday", "sunday", "holiday")
HOUR = dt.timedelta(hours=1)
LONGEST_BREAK_D = 12


def local_moment(moment: dt.datetime, timezone: str = DEFAULT_TIMEZONE) -> dt.datetime:
    """Return a moment on the local clock, by which roads are busy; one without a time zone is local already.

    Parameters
    ----------
    moment
        Any moment.
    timezone
        Name of the time zone of the clock.
    """
    zone = ZoneInfo(timezone)
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


@functools.lru_cache(maxsize=4096)
def day_type(date: dt.date) -> str:
    """Return the day type of a date in China.

    A weekend day on which people make up for a holiday is a workday. A weekend day inside a break that holds a public
    holiday (21 January 2023, the eve of the Spring Festival) is a holiday.

    The State Council announces make-up days and bridging days only in the autumn before. For years that the package
    ``holidays`` does not know yet, the statutory holidays by the calendar are holidays, and all else goes by weekday.

    Parameters
    ----------
    date
        Local date.
    """
    public = _china(date.year)
    if public.is_working_day(date):
        return "workday"
    if date in public or _in_holiday_break(date):
        return "holiday"
    return "saturday" if date.isoweekday() == 6 else "sunday"  # noqa: PLR2004 - ISO: 6 is Saturday


def is_announced(year: int) -> bool:
    """Tell whether the installed package knows which days make up for the holidays of a year.

    Without them the holidays of that year are those of the law alone, see `day_type`.
    """
    return any(day.year == year for day in _china(year).weekend_workdays)


def _in_holiday_break(date: dt.date) -> bool:
    """Whether the unbroken run of days off around a weekend day holds a public holiday."""
    for step in (-1, 1):
        for days in range(1, LONGEST_BREAK_D):
            other = date + dt.timedelta(days=step * days)
            public = _china(other.year)
            if public.is_working_day(other):
                break
            if other in public:
                return True
    return False


@functools.lru_cache(maxsize=64)
def _china(year: int) -> holidays.HolidayBase:
    # the year before and after: a make-up day for New Year may lie across the turn of the year
    return holidays.country_holidays("CN", years=(year - 1, year, year + 1), language="en_US")
