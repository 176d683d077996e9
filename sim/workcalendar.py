"""Working time as arithmetic: when work ends that starts now, with every break, night and holiday on the way."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from zoneinfo import ZoneInfo

from scenarios.calendars import Calendar
from sim.workdays import paid_spans

SNAP_MIN = 1e-6
"""Work that would miss the end of a shift by less than this is done with the shift: rounding must not cost a night."""
DAY_MIN = 24 * 60

Span = tuple[float, float, float]


@dataclass(frozen=True)
class WorkCalendar:
    """The working spans of one calendar between minute 0 and the end of a scenario.

    Attributes
    ----------
    opens, closes
        Start and end of every span, minutes since the scenario's start, in order, not touching.
    rates
        Work done in a minute of each span: 1, or less under an outage.
    minutes_per_day
        Open minutes of an ordinary working day, without overtime.
    """

    opens: tuple[float, ...]
    closes: tuple[float, ...]
    rates: tuple[float, ...]
    minutes_per_day: float

    @cached_property
    def _done(self) -> list[float]:
        """Work done by the end of every span."""
        total, done = 0.0, []
        for opened, closed, rate in zip(self.opens, self.closes, self.rates, strict=True):
            total += (closed - opened) * rate
            done.append(total)
        return done

    def next_open(self, t_min: float) -> float:
        """Return the first open minute at or after `t_min`; infinity when there is none before the end."""
        span = bisect_right(self.closes, t_min)
        return max(t_min, self.opens[span]) if span < len(self.closes) else float("inf")

    def add_work(self, t_min: float, work_min: float) -> float:
        """Return when `work_min` of work is done that starts at `t_min`, suspended in every break.

        Infinity when it is not done before the end of the scenario.
        """
        if work_min <= 0:
            return t_min
        closes = self.closes
        span = bisect_right(closes, t_min)
        if span == len(closes):
            return float("inf")
        begin, rate = max(t_min, self.opens[span]), self.rates[span]
        left = (closes[span] - begin) * rate
        if work_min <= left + SNAP_MIN:
            return min(begin + work_min / rate, closes[span])
        target = self._done[span] - left + work_min
        last = bisect_left(self._done, target - SNAP_MIN, span + 1)
        if last == len(closes):
            return float("inf")
        return min(self.opens[last] + (target - self._done[last - 1]) / self.rates[last], closes[last])

    def work_before(self, t_min: float) -> float:
        """Return the work that can be done between minute 0 and `t_min`."""
        span = bisect_right(self.closes, t_min)
        done = self._done[span - 1] if span else 0.0
        if span < len(self.closes) and t_min > self.opens[span]:
            done += (t_min - self.opens[span]) * self.rates[span]
        return done

    def work_between(self, from_min: float, to_min: float) -> float:
        """Return the work that can be done from `from_min` to `to_min`."""
        return self.work_before(to_min) - self.work_before(from_min)

    def slowed(self, windows: Iterable[tuple[float, float, float]]) -> WorkCalendar:
        """Return this calendar with less work a minute in some windows.

        Parameters
        ----------
        windows
            (from, until, share) in minutes since the start; where windows overlap their shares multiply.
        """
        spans: list[Span] = list(zip(self.opens, self.closes, self.rates, strict=True))
        for start, stop, share in windows:
            first = bisect_right(spans, start, key=itemgetter(1))
            last = max(first, bisect_left(spans, stop, key=itemgetter(0)))
            spans[first:last] = [piece for span in spans[first:last] for piece in _slow(span, start, stop, share)]
        return _from_spans(spans, self.minutes_per_day)


def work_calendar(calendar: Calendar, start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> WorkCalendar:
    """Lay a calendar of the scenario out in minutes since the scenario's start.

    Parameters
    ----------
    calendar
        Shifts, weekdays, holidays, overtime; its days are days of `zone`.
    start, end
        The scenario's minute 0 and last moment, aware.
    zone
        The scenario's time zone.
    """
    spans = [(opens, closes, 1.0) for opens, closes, _ in laid_out(calendar, start, end, zone)]
    return _from_spans(spans, float(sum(closed - opened for opened, closed in calendar.spans_min())))


def laid_out(calendar: Calendar, start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> list[Span]:
    """Return (from, to, pay) of all open hours, overtime too, in minutes since the scenario's start.

    The parameters are those of `work_calendar`.
    """
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    end_min = (end - start).total_seconds() / 60
    spans: list[Span] = []
    while day <= last:
        for opened, closed, pay in paid_spans(calendar, day):
            moments = (_minute(day, minute, start, zone) for minute in (opened, closed))
            opens, closes = (min(max(moment, 0.0), end_min) for moment in moments)
            if closes > opens:
                spans.append((opens, closes, pay))
        day += dt.timedelta(days=1)
    return spans


def minute_of(moment: dt.datetime, start: dt.datetime) -> float:
    """Return a moment as minutes since the scenario's start."""
    return (moment - start).total_seconds() / 60


def _minute(day: dt.date, minute: int, start: dt.datetime, zone: ZoneInfo) -> float:
    whole_days, rest = divmod(minute, DAY_MIN)
    moment = dt.datetime.combine(day + dt.timedelta(days=whole_days), dt.time(rest // 60, rest % 60), zone)
    return (moment.astimezone(dt.UTC) - start.astimezone(dt.UTC)).total_seconds() / 60


def _slow(span: Span, start: float, stop: float, share: float) -> Iterable[Span]:
    opened, closed, rate = span
    middle = (max(opened, start), min(closed, stop))
    if middle[0] >= middle[1]:
        return (span,)
    pieces = ((opened, middle[0], rate), (*middle, rate * share), (middle[1], closed, rate))
    return tuple(piece for piece in pieces if piece[0] < piece[1])


def _from_spans(spans: Sequence[Span], minutes_per_day: float) -> WorkCalendar:
    """Join touching spans of one rate; leave out those without work."""
    joined: list[Span] = []
    for opened, closed, rate in sorted(spans):
        if rate <= 0:
            continue
        if joined and opened <= joined[-1][1] and rate == joined[-1][2]:
            joined[-1] = (joined[-1][0], max(closed, joined[-1][1]), rate)
        else:
            joined.append((opened, closed, rate))
    columns = list(zip(*joined, strict=True)) or [(), (), ()]
    return WorkCalendar(columns[0], columns[1], columns[2], minutes_per_day)
