"""Where things are and which roads join them: sites, road settings, the meaning of "one hour"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import Day, Id, Minutes, Moment, Number, Positive, Share, Sourced, Text
from scenarios.roadrules import RoadClosure, RoadOpening, RoadRestriction

Cutoff = Annotated[Number, Field(gt=0, le=1_440)]
"""Minutes of travel, a day at most."""
SiteKind = Literal["plant", "supplier", "airport", "port", "hospital", "warehouse", "abroad"]
Direction = Literal["from", "to"]


class Site(Sourced):
    """A place on the map, WGS-84.

    ``abroad`` is every place beyond the road network, in the same country or not: what comes from there has an
    `Inbound` leg to a gateway on the network. All other sites must lie within `Roads.max_access_km` of a road.
    """

    name: Text
    kind: SiteKind
    lon: Annotated[Number, Field(ge=-180, le=180)]
    """Longitude, degrees."""
    lat: Annotated[Number, Field(ge=-90, le=90)]
    """Latitude, degrees."""
    city: Text | None = None
    district: Text | None = None


class Roads(Sourced):
    """Which road network, of which day, and how surely its times are kept."""

    network: str = "backbone"
    """``backbone`` (bundled), the name of a network built with ``onehour roads build``, or a path."""
    date: Day
    """The network is that of this day: roads opened later are not in it."""
    closures: dict[Id, RoadClosure] = {}
    openings: dict[Id, RoadOpening] = {}
    restrictions: dict[Id, RoadRestriction] = {}
    """Bans of some vehicles by the clock, over and above the table that comes with the program."""
    shipped_restrictions: bool = True
    """Whether the truck restrictions that come with the program are in force."""
    shipped_openings: bool = True
    """Whether roads of a built network stay shut until the day that comes with the program as their opening."""
    access_speed_kph: Positive = 30.0
    """Speed between a site and the nearest roads."""
    access_detour: Annotated[Number, Field(ge=1, le=3)] = 1.3
    """Road length over straight line between a site and the nearest roads."""
    max_access_km: Positive = 8.0
    """A site farther than this from the network is an error."""
    time_cv: Share = 0.15
    """Coefficient of variation of a trip's time about its median (log-normal)."""


class Reach(Sourced):
    """What "one hour" means in this scenario."""

    centre: Id
    """The site at the centre of the circle."""
    vehicle: Id
    depart: Moment
    """The departure shown on the map; the reach table has every hour of its day."""
    direction: Direction = "to"
    """``to`` the centre (can they deliver within the hour) or ``from`` it."""
    cutoffs_min: Annotated[tuple[Cutoff, ...], Field(min_length=1)] = (15.0, 30.0, 45.0, 60.0)
    circle_min: Cutoff = 60.0
    """The cutoff that counts as inside."""
    loading_min: Minutes = 0.0
    unloading_min: Minutes = 0.0
    percentile: Annotated[Number, Field(gt=0, lt=100)] = 50.0
    access_m: Positive | None = None
    """How far off a reached road the polygon goes; by default 100 m on a network with streets, 1,000 m on main roads."""
