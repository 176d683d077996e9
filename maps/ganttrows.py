"""What a Gantt chart shows: a row for every station and for everyone who sends, its bars packed so that none hides another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from scenarios import Scenario, Text
from scenarios.production import Warehouse
from scenarios.supply import Supplier
from sim.errors import InputError
from sim.frames import rows
from sim.pasttables import replication_tables
from sim.results import Run
from sim.workcalendar import WorkCalendar, minute_of, work_calendar

STATION_STAGES = ("work", "rework", "blocked")
TRIP_STAGES = ("production", "transit", "customs", "road")
MOST_BARS = 8_000
"""More bars than this do not fit into a page that can be mailed: shorter times are shown then."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage of a lot or shipment, in a lane of its row."""

    lane: int
    begin_min: float
    end_min: float
    stage: str
    item: str
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """A station with its lots, or a supplier, plant or warehouse with its shipments; `closed` are (begin, end) of no work."""

    name: Text
    lanes: int
    bars: tuple[Bar, ...]
    closed: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """Rows from one minute to another; `cut` tells that the end was drawn in to keep the page small."""

    begin_min: float
    end_min: float
    rows: tuple[Row, ...]
    cut: bool


def gantt_rows(
    run: Run,
    replication: int = 0,
    from_: dt.datetime | None = None,
    until: dt.datetime | None = None,
    station: str | None = None,
) -> Gantt:
    """Return the rows of a Gantt chart.

    Parameters
    ----------
    run, replication
        What to show.
    from_, until
        From the start to the last thing that happened where missing.
    station
        Only this station.

    Raises
    ------
    InputError
        If there is no such station or replication, or nothing happened in that time.
    """
    steps = replication_tables(run, replication)["steps"]
    end_min = minute_of(run.scenario.end, run.scenario.start)
    steps = steps.assign(end_min=steps["end_min"].fillna(end_min))
    known = dict.fromkeys(steps.loc[steps["journey"] == "lot", "place"])
    if station is not None and station not in known:
        message = f"no lot was at a station {station!r}; stations with lots: {', '.join(known) or 'none'}"
        raise InputError(message)
    shown = steps[_shown(steps, station)]
    begin = 0.0 if from_ is None else minute_of(from_, run.scenario.start)
    last = shown["end_min"].max() if until is None else minute_of(until, run.scenario.start)
    shown = shown[(shown["end_min"] > begin) & (shown["begin_min"] < last)].sort_values("begin_min", kind="stable")
    if shown.empty:
        message = "nothing was worked on or on the road in that time; choose another one with --from and --until"
        raise InputError(message)
    cut = len(shown) > MOST_BARS
    if cut:
        last, shown = float(shown["begin_min"].iloc[MOST_BARS]), shown.iloc[:MOST_BARS]
    found = tuple(_rows(run.scenario, shown, float(begin), float(last)))
    return Gantt(float(begin), float(last), found, cut)


def _shown(steps: pd.DataFrame, station: str | None) -> Any:
    lots = (steps["journey"] == "lot") & steps["stage"].isin(STATION_STAGES)
    if station is not None:
        return lots & (steps["place"] == station)
    return lots | ((steps["journey"] == "shipment") & steps["stage"].isin(TRIP_STAGES) & (steps["place"] != ""))


def _rows(scenario: Scenario, shown: pd.DataFrame, begin: float, end: float) -> Iterator[Row]:
    closed = _closed_hours(scenario, begin, end)
    groups: dict[tuple[str, str], Any] = {
        (str(key[0]), str(key[1])): group
        for key, group in shown.groupby(["journey", "place"], sort=False, observed=True)
    }
    names = _station_names(scenario)
    order = {name: number for number, name in enumerate((*names, *scenario.suppliers))}
    for kind, place in sorted(groups, key=lambda key: (key[0] != "lot", order.get(key[1], len(order)))):
        lanes, bars = _packed(groups[kind, place], begin, end)
        if kind == "lot":
            name, calendar = names.get(place, (Text(en=place, zh=place), ""))
        else:
            name, calendar = _sender(scenario, place)
        yield Row(name, lanes, bars, closed.get(calendar, ()))


def _sender(scenario: Scenario, place: str) -> tuple[Text, str]:
    """Return name and calendar of who sends shipments; a plant is called as its site is."""
    entry: Supplier | Warehouse | None = scenario.suppliers.get(place) or scenario.warehouses.get(place)
    if entry is not None:
        return entry.name, entry.calendar
    plant = scenario.plants.get(place)
    return (scenario.sites[plant.site].name, plant.calendar) if plant else (Text(en=place, zh=place), "")


def _station_names(scenario: Scenario) -> dict[str, tuple[Text, str]]:
    """Return name and calendar of every station; the id of one that several plants have starts with the plant's."""
    found: dict[str, tuple[Text, str]] = {}
    for plant_id, plant in scenario.plants.items():
        for key, station in plant.stations.items():
            entry = (station.name, station.calendar or plant.calendar)
            found |= {key: entry, f"{plant_id}_{key}": entry}
    return found


def _packed(steps: pd.DataFrame, begin: float, end: float) -> tuple[int, tuple[Bar, ...]]:
    """Give every bar the first lane that is free; return the number of lanes and the bars."""
    free: list[int] = []
    busy: list[tuple[float, int]] = []
    bars, lanes = [], 0
    for row in rows(steps):
        while busy and busy[0][0] <= row.begin_min:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, lanes = lanes, lanes + 1
        heappush(busy, (row.end_min, lane))
        bars.append(Bar(lane, max(row.begin_min, begin), min(row.end_min, end), row.stage, row.item, row.number))
    return lanes, tuple(bars)


def _closed_hours(scenario: Scenario, begin: float, end: float) -> dict[str, tuple[tuple[float, float], ...]]:
    zone = ZoneInfo(scenario.timezone)
    laid = {key: work_calendar(entry, scenario.start, scenario.end, zone) for key, entry in scenario.calendars.items()}
    return {key: tuple(_gaps(calendar, begin, end)) for key, calendar in laid.items()}


def _gaps(calendar: WorkCalendar, begin: float, end: float) -> Iterator[tuple[float, float]]:
    at = begin
    for opens, closes in zip(calendar.opens, calendar.closes, strict=True):
        if closes <= begin or opens >= end:
            continue
        if opens > at:
            yield at, opens
        at = closes
    if at < end:
        yield at, end
