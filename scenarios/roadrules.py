"""Rules laid over the roads: closures, openings, restrictions by the clock, and which roads they are about."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from scenarios.base import Moment, Number, Positive, Sourced
from scenarios.calendars import minute_of_day

CORNERS = 4
LEAST_POINTS = 3
WHOLE_DAY = "00:00-24:00"
VehicleKind = Literal["truck", "van", "car"]
DayType = Literal["workday", "saturday", "sunday", "holiday"]
DAY_TYPES: tuple[DayType, ...] = ("workday", "saturday", "sunday", "holiday")
RoadClass = Literal[
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "motorway_link",
    "trunk_link",
    "primary_link",
    "secondary_link",
    "tertiary_link",
]
ROAD_CLASSES: tuple[RoadClass, ...] = get_args(RoadClass)
"""OpenStreetMap `highway` values of the roads of a network."""


def _check_bbox(corners: tuple[float, ...]) -> tuple[float, ...]:
    reads = "a box reads [west, south, east, north] in degrees, such as [113.2, 23.0, 113.4, 23.2]"
    if len(corners) != CORNERS:
        raise ValueError(reads)
    west, south, east, north = corners
    if not (_on_earth(west, south) and _on_earth(east, north)):
        message = f"longitudes lie within 180, latitudes within 90 degrees: {reads}"
        raise ValueError(message)
    if west >= east or south >= north:
        message = f"west must be less than east, and south less than north: {reads}"
        raise ValueError(message)
    return corners


def _check_polygon(points: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    reads = "a polygon reads [[113.2, 23.0], [113.4, 23.0], [113.3, 23.2]]: longitude, latitude"
    if any(len(point) != 2 or not _on_earth(*point) for point in points):  # noqa: PLR2004 - longitude and latitude
        raise ValueError(reads)
    if len(set(points)) < LEAST_POINTS:
        message = f"give at least three different points: {reads}"
        raise ValueError(message)
    return points


def _on_earth(lon: float, lat: float) -> bool:
    return abs(lon) <= 180 and abs(lat) <= 90  # noqa: PLR2004 - degrees


def _check_hours(text: str) -> str:
    begin, end = hours_min(text)
    if begin == end:
        message = f"hours begin and end at different times ({WHOLE_DAY} is the whole day), not {text!r}"
        raise ValueError(message)
    return text


def hours_min(text: str) -> tuple[int, int]:
    """Return begin and end of hours such as ``07:00-22:00`` as minutes of the day; the end may be that of the next day.

    Parameters
    ----------
    text
        ``22:00-06:00`` runs over midnight and belongs to the day on which it begins.

    Raises
    ------
    ValueError
        If it does not read so, or there is no such time of day.
    """
    parts = text.partition("-")
    return minute_of_day(parts[0]), minute_of_day(parts[2])


Bbox = Annotated[tuple[Number, ...], AfterValidator(_check_bbox)]
Polygon = Annotated[tuple[tuple[Number, ...], ...], AfterValidator(_check_polygon)]
Hours = Annotated[str, AfterValidator(_check_hours)]
RoadName = Annotated[str, Field(min_length=1)]


class RoadChoice(Sourced):
    """Which roads a rule is about: those that fit everything that is said, and something must be said."""

    roads: tuple[RoadName, ...] = ()
    """Refs (``G4``), names in either language, or ids of links or ways; one of them must fit."""
    bbox: Bbox | None = None
    """West, south, east, north in degrees, WGS-84: roads with any part inside."""
    polygon: Polygon | None = None
    """Corners of an area, longitude and latitude in degrees, WGS-84: roads with any part inside."""
    classes: tuple[RoadClass, ...] = ()
    """Roads of these OpenStreetMap classes only; ramps are classes of their own (``motorway_link``)."""
    except_classes: tuple[RoadClass, ...] = ()
    """Roads of these classes are left out, such as the motorways that cross an area."""

    def road_classes(self) -> tuple[RoadClass, ...]:
        """Return the classes that the rule is about, in the order of `ROAD_CLASSES`: all where nothing is said."""
        wanted = set(self.classes or ROAD_CLASSES) - set(self.except_classes)
        return tuple(name for name in ROAD_CLASSES if name in wanted)


class RoadClosure(RoadChoice):
    """Roads shut for a while."""

    from_: Annotated[Moment | None, Field(alias="from")] = None
    """First moment of the closure; from the start of the scenario where missing."""
    until: Moment | None = None
    """End of the closure; to the end of the scenario where missing."""


class RoadOpening(RoadChoice):
    """Roads open for a while only, such as those opened to traffic during the scenario."""

    from_: Annotated[Moment | None, Field(alias="from")] = None
    """First moment at which they are open; from the start of the scenario where missing."""
    until: Moment | None = None
    """End of the opening; to the end of the scenario where missing."""


class RoadRestriction(RoadChoice):
    """Roads on which some vehicles may not drive at certain hours: they wait, or go another way."""

    kinds: Annotated[tuple[VehicleKind, ...], Field(min_length=1)] = ("truck",)
    min_load_t: Positive | None = None
    """Vehicles with a rated load of so many tonnes and more; any load where missing."""
    min_gross_t: Positive | None = None
    """Vehicles with a permitted gross weight of so many tonnes and more; any weight where missing."""
    days: Annotated[tuple[DayType, ...], Field(min_length=1)] = DAY_TYPES
    """Types of day; a make-up day is a workday."""
    hours: Annotated[tuple[Hours, ...], Field(min_length=1)] = (WHOLE_DAY,)
    """``07:00-22:00``; over midnight too (``22:00-06:00``), counted to the day on which it begins."""
    from_: Annotated[Moment | None, Field(alias="from")] = None
    """First moment at which the rule is in force."""
    until: Moment | None = None
    """End of the rule."""

    def spans_min(self) -> tuple[tuple[int, int], ...]:
        """Return the hours as (begin, end) minutes after the midnight that starts a day; the end may pass 1,440."""
        spans = (hours_min(text) for text in self.hours)
        return tuple((begin, end if end > begin else end + 24 * 60) for begin, end in spans)
