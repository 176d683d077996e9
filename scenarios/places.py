"""Where things are and which roads join them: sites, road settings, vehicles, the meaning of "one hour"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.base import Amount, Day, Id, Minutes, Moment, Number, Positive, PositiveCount, Share, Sourced, Text
from scenarios.roadrules import RoadClosure, RoadOpening, RoadRestriction, VehicleKind

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


class Vehicle(Sourced):
    """A class of vehicle with its speed caps and costs."""

    name: Text
    kind: VehicleKind
    """Chooses the legal speed caps."""
    capacity_kg: Positive
    """Rated load; restrictions by load go by it."""
    gross_t: Annotated[Number, Field(gt=0, le=200)] | None = None
    """Permitted gross weight in tonnes, for signed limits and restrictions; by kind and load where missing."""
    height_m: Annotated[Number, Field(gt=0, le=10)] | None = None
    """Height of the loaded vehicle, for signed limits; by kind and load where missing."""
    exempt_from: tuple[Id, ...] = ()
    """Restrictions that do not hold for it, such as those of a city for which it has a pass: ids of `Roads.restrictions`
    or of the table that comes with the program."""
    count: PositiveCount | None = None
    """Vehicles for hire at once; as many as needed where missing."""
    toll_class: Annotated[int, Field(ge=1, le=6, strict=True)] = 1
    """JT/T 489-2019 class of truck, 1 to 6."""
    cost_cny_per_km: Amount = 0.0
    cost_cny_per_h: Amount = 0.0
    co2_kg_per_km: Amount = 0.0
    loading_min: Minutes = 0.0
    unloading_min: Minutes = 0.0


class Inbound(Sourced):
    """The leg of an imported part before it reaches the road network."""

    mode: Literal["air", "sea", "rail"]
    gateway: Id
    """The airport, port or station where it lands; a site on the road network."""
    transit_h: Positive
    """Door of the maker to gateway, elapsed hours."""
    customs_h: Amount = 0.0
    """At the gateway, elapsed hours."""
    departures_per_week: Annotated[Number, Field(gt=0, le=168)] = 7.0
    """Evenly spaced departures."""
    cost_cny_per_kg: Amount = 0.0
    co2_kg_per_kg: Amount = 0.0
    time_cv: Share = 0.0
    """Coefficient of variation of transit and customs together (log-normal)."""
