"""Truck restrictions and dated openings that come with the program, and when a rule by the clock is in force."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from scenarios import Scenario
from scenarios.model import DEFAULT_TIMEZONE
from scenarios.roadrules import RoadChoice, RoadOpening, RoadRestriction
from scenarios.tables import read_table
from sim.backbone import NAME as BACKBONE
from sim.daytypes import day_type
from sim.network import RoadNetwork
from sim.selectors import present_links
from sim.vehicles import RoadVehicle

RESTRICTIONS = "truck_restrictions.csv"
OPENINGS = "road_openings.csv"
LOOK_D = 15
"""Days before and after a span in which the end of a ban that runs on is sought; the longest public holiday has nine."""
DAY = dt.timedelta(days=1)
Span = tuple[dt.datetime | None, dt.datetime | None]
"""First moment and end; None where there is none."""


@dataclass(frozen=True)
class RestrictionMatch:
    """How much of a network one rule of the shipped tables is about.

    Attributes
    ----------
    id
        The row of the table.
    links, km
        Number and length of the links that it fits; 0 where the network lacks its roads.
    rule
        The rule itself.
    mark, source, note_en, note_zh
        Where it comes from and what it says.
    """

    id: str
    links: int
    km: float
    rule: RoadChoice
    mark: str
    source: str
    note_en: str
    note_zh: str


@functools.cache
def shipped_restrictions() -> Mapping[str, RoadRestriction]:
    """Return the truck restrictions that come with the program, by id."""
    return {row["id"]: RoadRestriction.model_validate(_restriction(row)) for row in read_table(RESTRICTIONS)}


@functools.cache
def shipped_openings() -> Mapping[str, RoadOpening]:
    """Return the dated openings of roads that come with the program, by id."""
    return {row["id"]: RoadOpening.model_validate(_choice(row)) for row in read_table(OPENINGS)}


def scenario_restrictions(scenario: Scenario) -> dict[str, RoadRestriction]:
    """Return the restrictions that a scenario wants, by id: its own, which win, and the shipped ones unless switched off.

    Parameters
    ----------
    scenario
        Its `roads` are used.
    """
    shipped = shipped_restrictions() if scenario.roads.shipped_restrictions else {}
    return {**shipped, **scenario.roads.restrictions}


def network_openings(network: RoadNetwork) -> Mapping[str, RoadOpening]:
    """Return the shipped openings that hold for a network: none for the bundled one, which is that of a day anyway.

    Parameters
    ----------
    network
        The roads.
    """
    return {} if network.name == BACKBONE else shipped_openings()


def restriction_report(network: RoadNetwork) -> tuple[RestrictionMatch, ...]:
    """Return how much of a network each row of the shipped restrictions and openings is about, in their order.

    Parameters
    ----------
    network
        The roads.
    """
    rules = ((RESTRICTIONS, shipped_restrictions()), (OPENINGS, network_openings(network)))
    matches = []
    for table, found in rules:
        for row in read_table(table):
            if row["id"] in found:
                links = present_links(network, found[row["id"]])
                km = float(network.link_length_m[links].sum()) / 1000
                said = {key: row[key] for key in ("mark", "source", "note_en", "note_zh")}
                matches.append(RestrictionMatch(row["id"], int(links.sum()), km, found[row["id"]], **said))
    return tuple(matches)


def concerns(restriction: RoadRestriction, vehicle: RoadVehicle, key: str = "") -> bool:
    """Return whether a restriction holds for a vehicle.

    Parameters
    ----------
    restriction
        Its kinds and both its thresholds must fit, where it has them.
    vehicle
        What drives.
    key
        The id of the restriction: it does not hold for vehicles that are exempt from it.
    """
    return (
        key not in vehicle.exempt_from
        and vehicle.kind in restriction.kinds
        and (restriction.min_load_t is None or vehicle.load_t >= restriction.min_load_t)
        and (restriction.min_gross_t is None or vehicle.gross_t >= restriction.min_gross_t)
    )


def in_force(restriction: RoadRestriction, start: dt.datetime, end: dt.datetime) -> tuple[Span, ...]:
    """Return when a restriction is in force between two moments: spans in order that do not touch.

    A span that has begun before `start` or goes on after `end` is given whole; its first moment or its end is None where
    it lasts for more than two weeks from there.

    Parameters
    ----------
    restriction
        Its hours are those of the local clock.
    start, end
        Aware moments; the time zone of the first is that of the clock.
    """
    merged: list[list[dt.datetime]] = []
    for begin, until in _windows(restriction, start, end):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(until, merged[-1][1])
        else:
            merged.append([begin, until])
    first, last = start - (LOOK_D - 1) * DAY, end + (LOOK_D - 1) * DAY
    return tuple(
        (None if begin <= first else begin, None if until >= last else until)
        for begin, until in merged
        if begin < end and until > start
    )


def _windows(
    restriction: RoadRestriction, start: dt.datetime, end: dt.datetime
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield the windows of the clock day by day, cut to the period of the rule, as moments in UTC."""
    zone = start.tzinfo
    first, last = start.date() - LOOK_D * DAY, end.astimezone(zone).date() + LOOK_D * DAY
    spans = sorted(restriction.spans_min())
    for number in range((last - first).days + 1):
        day = first + number * DAY
        if day_type(day) not in restriction.days:
            continue
        for span in spans:
            moments = [_at(day, minute, zone) for minute in span]
            begin = max(moments[0], restriction.from_) if restriction.from_ else moments[0]
            until = min(moments[1], restriction.until) if restriction.until else moments[1]
            if begin < until:
                yield begin.astimezone(dt.UTC), until.astimezone(dt.UTC)


def _at(day: dt.date, minute: int, zone: dt.tzinfo | None) -> dt.datetime:
    """Return the moment at which the local clock shows so many minutes after the midnight that starts a day."""
    days, rest = divmod(minute, 24 * 60)
    return dt.datetime.combine(day + days * DAY, dt.time(rest // 60, rest % 60), zone)


def _restriction(row: dict[str, str]) -> dict[str, Any]:
    data = _choice(row)
    for key in ("kinds", "days", "hours"):
        if row[key]:
            data[key] = tuple(row[key].split(";"))
    return {**data, **{key: float(row[key]) for key in ("min_load_t", "min_gross_t") if row[key]}}


def _choice(row: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {"roads": tuple(name for name in row["roads"].split(";") if name)}
    for key in ("classes", "except_classes"):
        if row.get(key):
            data[key] = tuple(row[key].split(";"))
    if row["bbox"]:
        data["bbox"] = tuple(map(float, row["bbox"].split()))
    if row["polygon"]:
        data["polygon"] = tuple(tuple(map(float, point.split())) for point in row["polygon"].split(";"))
    zone = ZoneInfo(DEFAULT_TIMEZONE)
    for key, column in (("from", "valid_from"), ("until", "valid_to")):
        if row[column]:
            moment = dt.datetime.fromisoformat(row[column]).replace(tzinfo=zone)
            whole_day = column == "valid_to" and "T" not in row[column]  # a last day is valid to its end
            data[key] = moment + DAY if whole_day else moment
    return data
