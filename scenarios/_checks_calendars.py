"""Calendars: shifts that do not overlap, and working time within the scenario for all who go by them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

from scenarios._findings import Finding
from scenarios._points import places_of
from scenarios._yaml import KeyPath
from scenarios.calendars import WEEKDAYS, Calendar, minute_of_day
from scenarios.model import Scenario

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


def calendars(scenario: Scenario) -> Iterator[Finding]:
    """Check that the shifts of a calendar do not overlap, and that no day is both closed and worked."""
    for name, calendar in scenario.calendars.items():
        path = ("calendars", name)
        if _overlap(calendar.shifts):
            wrong = f"the shifts overlap: {', '.join(calendar.shifts)}"
            yield Finding((*path, "shifts"), wrong, "let each start when the one before has ended")
        for index, extra in enumerate(calendar.overtime):
            at = (*path, "overtime", str(index))
            if _overlap(extra.shifts):
                wrong = f"the hours overlap: {', '.join(extra.shifts)}"
                yield Finding((*at, "shifts"), wrong, "let each start when the one before has ended")
            if extra.from_ is not None and extra.until is not None and extra.until < extra.from_:
                wrong = f"its last day ({extra.until}) comes before its first ({extra.from_})"
                yield Finding((*at, "until"), wrong, "exchange `from` and `until`, or correct one of them")
        for day in sorted(set(calendar.closed) & set(calendar.worked)):
            wrong = f"{day} stands under both `closed` and `worked`"
            yield Finding((*path, "worked"), wrong, "take it out of one of them")


def working_time(scenario: Scenario) -> Iterator[Finding]:
    """Refuse a calendar by which somebody works, loads, clears or drives, but never within the scenario."""
    users: dict[str, list[str]] = {}
    for path, key in calendar_users(scenario):
        users.setdefault(key, []).append(".".join(path))
    for name, paths in users.items():
        calendar = scenario.calendars.get(name)
        if calendar is None or next(open_spans(calendar, scenario), None) is not None:
            continue
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        wrong = f"it has no working time from {scenario.start:%Y-%m-%d %H:%M} to {scenario.end:%Y-%m-%d %H:%M}"
        wrong += f", but {paths[0]}{more} goes by it"
        closed = ("closed",) if calendar.closed else ()
        remedy = "take days out of `closed:`, add weekdays or days under `worked:`, or let the scenario last longer"
        yield Finding(("calendars", name, *closed), wrong, remedy)


def calendar_users(scenario: Scenario) -> Iterator[tuple[KeyPath, str]]:
    """Yield the key path of everything that goes by a calendar, and the calendar."""
    found: list[tuple[KeyPath, str | None]] = []
    for path, place in places_of(scenario):
        found += [((*path, "calendar"), place.calendar), ((*path, "dock_calendar"), place.dock_calendar)]
    for name, plant in scenario.plants.items():
        found += [(("plants", name, "stations", key, "calendar"), one.calendar) for key, one in plant.stations.items()]
    for name, supplier in scenario.suppliers.items():
        path = ("suppliers", name)
        found += [((*path, "calendar"), supplier.calendar), ((*path, "dock_calendar"), supplier.dock_calendar)]
        if supplier.inbound is not None:
            found.append(((*path, "inbound", "customs_calendar"), supplier.inbound.customs_calendar))
        for item, offer in supplier.items.items():
            if offer.expedite is not None and offer.expedite.inbound is not None:
                at = (*path, "items", item, "expedite", "inbound", "customs_calendar")
                found.append((at, offer.expedite.inbound.customs_calendar))
    found += [(("vehicles", name, "calendar"), vehicle.calendar) for name, vehicle in scenario.vehicles.items()]
    yield from ((path, name) for path, name in found if name is not None)


def open_spans(calendar: Calendar, scenario: Scenario) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield the spans of working time within a scenario, day by day, overtime after the shifts of a day.

    Parameters
    ----------
    calendar
        Shifts, weekdays, holidays, overtime.
    scenario
        Gives start, end and time zone.
    """
    zone = ZoneInfo(scenario.timezone)
    day, last = scenario.start.astimezone(zone).date(), scenario.end.astimezone(zone).date()
    while day <= last:
        for shift in _shifts(calendar, day):
            start, _, end = shift.partition("-")
            midnight = dt.datetime.combine(day, dt.time(), zone)
            opens = max(midnight + dt.timedelta(minutes=minute_of_day(start)), scenario.start)
            closes = min(midnight + dt.timedelta(minutes=minute_of_day(end)), scenario.end)
            if closes > opens:
                yield opens, closes
        day += ONE_DAY


def _shifts(calendar: Calendar, day: dt.date) -> Iterator[str]:
    if _works(calendar, day):
        yield from calendar.shifts
    for extra in calendar.overtime:
        inside = (extra.from_ or day) <= day <= (extra.until or day)
        if inside and WEEKDAYS[day.weekday()] in extra.weekdays:
            yield from extra.shifts


def _works(calendar: Calendar, day: dt.date) -> bool:
    """Say whether a calendar may work on a day; bridging weekends of a holiday count as weekends here."""
    if day in calendar.worked or day in calendar.closed:
        return day in calendar.worked
    ordinary = WEEKDAYS[day.weekday()] in calendar.weekdays
    if calendar.public_holidays is None:
        return ordinary
    public = _china(day.year)
    make_up = day.weekday() >= SATURDAY and public.is_working_day(day)
    return make_up or (ordinary and day not in public)


@functools.lru_cache(maxsize=64)
def _china(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=(year - 1, year, year + 1))


def _overlap(shifts: tuple[str, ...]) -> bool:
    halves = (shift.partition("-") for shift in shifts)
    spans = sorted((minute_of_day(start), minute_of_day(end)) for start, _, end in halves)
    return any(start < end for (_, end), (start, _) in pairwise(spans))
