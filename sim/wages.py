"""What an hour costs: the open hours of a calendar with their pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from scenarios.calendars import Calendar
from sim.workcalendar import laid_out

HOUR_MIN = 60.0


class Wages(NamedTuple):
    """What people cost.

    Attributes
    ----------
    labour_cny
        All their open hours at the ordinary rate.
    overtime_cny
        What overtime costs over and above.
    """

    labour_cny: float
    overtime_cny: float


NO_WAGES = Wages(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PaidHours:
    """The open hours of a calendar, as planned: an outage does not stop wages.

    Attributes
    ----------
    spans
        (from, to, pay): minutes since the scenario's start, wages as a multiple of the ordinary ones.
    """

    spans: tuple[tuple[float, float, float], ...]

    def wages(self, people: Sequence[tuple[float, float]], cny_per_h: float, end_min: float) -> Wages:
        """Return what people cost from the start to the end.

        Parameters
        ----------
        people
            (from minute, people), in order of time, each holding to the next.
        cny_per_h
            Ordinary pay of one of them.
        end_min
            Nothing is paid past this minute.
        """
        ends = [*(min(begin, end_min) for begin, _ in people[1:]), end_min]
        opens, closes, pays = np.array(self.spans, dtype=np.float64).reshape(-1, 3).T
        open_min = extra_min = 0.0
        for (begin, count), end in zip(people, ends, strict=True):
            minutes = np.maximum(np.minimum(closes, end) - np.maximum(opens, begin), 0.0) * count
            open_min += float(minutes.sum())
            extra_min += float((minutes * (pays - 1)).sum())
        return Wages(open_min / HOUR_MIN * cny_per_h, extra_min / HOUR_MIN * cny_per_h)


def paid_hours(calendar: Calendar, start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> PaidHours:
    """Lay the paid hours of a calendar out; the parameters are those of `sim.workcalendar.work_calendar`."""
    return PaidHours(tuple(laid_out(calendar, start, end, zone)))
