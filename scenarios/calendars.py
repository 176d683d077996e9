"""When people work: shifts, weekdays, public holidays and make-up days."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from scenarios.base import Day, Frozen, Number, Sourced

TWO_DIGITS = 2
MINUTES_AN_HOUR = 60
MINUTES_A_DAY = 24 * MINUTES_AN_HOUR


def _check_shift(text: str) -> str:
    start, _, end = text.partition("-")
    minutes = [minute_of_day(part) for part in (start, end)]
    if minutes[0] >= minutes[1]:
        message = f"a shift ends after it starts, on the same day (24:00 is midnight), not {text!r}"
        raise ValueError(message)
    return text


def minute_of_day(text: str) -> int:
    """Return the minutes since midnight of a time such as ``08:00``; ``24:00`` is the midnight that ends the day.

    Parameters
    ----------
    text
        Hours and minutes.

    Raises
    ------
    ValueError
        If it does not read so, or there is no such time of day.
    """
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdigit() and len(minute) == TWO_DIGITS and minute.isdigit()):
        message = f"a time of day reads 08:00, not {text!r}"
        raise ValueError(message)
    value = int(hour) * 60 + int(minute)
    if int(minute) >= MINUTES_AN_HOUR or value > MINUTES_A_DAY:
        message = f"there is no time of day {text!r}"
        raise ValueError(message)
    return value


Shift = Annotated[str, AfterValidator(_check_shift)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Overtime(Frozen):
    """Hours over and above the shifts, paid at a higher rate."""

    shifts: Annotated[tuple[Shift, ...], Field(min_length=1)]
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    """Days of overtime, also where the calendar does not work on them."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    """First day; the scenario's where missing."""
    until: Day | None = None
    """Last day; the scenario's where missing."""
    pay: Annotated[Number, Field(ge=1, le=10)] = 1.5
    """Wages as a multiple of the ordinary ones. The Labour Law of the PRC asks for at least 1.5, on a rest day 2, on a public
    holiday 3 (article 44)."""


class Calendar(Sourced):
    """Working hours of a site, a supplier or a station."""

    shifts: Annotated[tuple[Shift, ...], Field(min_length=1)] = ("08:00-12:00", "13:30-17:30")
    """Working spans of a working day, ``08:00-12:00``; must not overlap."""
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    public_holidays: Literal["CN"] | None = None
    """Country whose public holidays and make-up days apply as the default (package ``holidays``)."""
    closed: tuple[Day, ...] = ()
    """Days without work, over and above; they win over `weekdays` and `public_holidays`."""
    worked: tuple[Day, ...] = ()
    """Days of work, such as make-up days; they win over all else."""
    overtime: tuple[Overtime, ...] = ()

    def spans_min(self) -> tuple[tuple[int, int], ...]:
        """Return the working spans as (start, end) minutes of the day, in order."""
        spans = (shift.partition("-") for shift in self.shifts)
        return tuple(sorted((minute_of_day(start), minute_of_day(end)) for start, _, end in spans))
