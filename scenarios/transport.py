"""How goods move: vehicles, departures, milk runs, legs by air and sea, faster ways at a price."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from scenarios.base import Amount, Frozen, Hours, Id, Minutes, Number, Positive, PositiveCount, Share, Sourced, Text
from scenarios.calendars import WEEKDAYS, Weekday, minute_of_day
from scenarios.chance import Family, Spread
from scenarios.roadrules import VehicleKind


def _check_time(text: str) -> str:
    minute_of_day(text)
    return text


TimeOfDay = Annotated[str, AfterValidator(_check_time)]


class Vehicle(Sourced):
    """A class of vehicle with its speed caps and costs."""

    name: Text
    mode: Literal["road", "drone"] = "road"
    """A drone flies straight, at `speed_kph`; what it costs and emits by the kilometre goes by the straight line."""
    kind: VehicleKind
    """Chooses the legal speed caps; of no account for a drone."""
    speed_kph: Annotated[Number, Field(gt=0, le=300)] | None = None
    """Of a drone."""
    range_km: Positive | None = None
    """Longest way of a drone, there and back."""
    calendar: Id | None = None
    """Hours in which it may leave; at any hour where missing."""
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
    """At the gateway: elapsed hours, or working hours of `customs_calendar`."""
    customs_calendar: Id | None = None
    departures_per_week: Annotated[Number, Field(gt=0, le=168)] = 7.0
    """Evenly spaced departures."""
    cost_cny_per_kg: Amount = 0.0
    co2_kg_per_kg: Amount = 0.0
    time_cv: Spread = 0.0
    """Coefficient of variation of transit and customs together."""
    distribution: Family = "lognormal"


class Departures(Frozen):
    """When vehicles leave with what is ready."""

    kind: Literal["at_once", "full_load", "timed"] = "at_once"
    """As soon as a shipment is ready; when a vehicle is full; or at `times` with all that is ready for one destination, each
    shipment, in order of coming, in the first vehicle that still has room for it.

    ``full_load``: what goes to one destination in one class of vehicle is loaded in order of coming; the vehicle leaves when
    it holds `fill_share` of its rated load, or when something waits that does not fit any more. A trip that several
    shipments share is paid by mass."""
    times: tuple[TimeOfDay, ...] = ()
    """``timed``: times of day at which loading begins; vehicles are on the road after their `loading_min`."""
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    """``timed``: days on which they leave."""
    fill_share: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """``full_load``: share of the rated load that counts as full."""
    longest_wait_h: Hours | None = None
    """``full_load``: hours after which what is there leaves all the same; as long as it takes where missing."""


class MilkRun(Sourced):
    """A vehicle that starts at a plant or warehouse by the clock, collects at several suppliers in turn, and brings all of it back.

    What these suppliers send to this place goes by its milk runs only. A run does not start when nothing waits for it. At a stop
    it takes what waits there and fits, also what comes while it waits for a dock and is loaded; the rest waits for the next. The
    whole round is paid by what it brings, by mass.
    """

    name: Text
    vehicle: Id
    place: Id
    """The plant or warehouse."""
    stops: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Suppliers in the order of the round."""
    times: Annotated[tuple[TimeOfDay, ...], Field(min_length=1)]
    """When it starts."""
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS


class Expedite(Sourced):
    """A faster way for one item of one supplier, taken when a lot stands still for want of it.

    As many shipments as the lot lacks are sent this way: first those that wait for a departure, then those that are still
    being made, when they are ready. They leave without waiting for others. What is on the road or in the air stays there, and
    no shipment is hurried twice.
    """

    vehicle: Id | None = None
    """Another vehicle of the same road leg, such as a van or a drone; the supplier's where missing."""
    inbound: Inbound | None = None
    """Another leg for imports, such as air for sea."""
    production_share: Share = 1.0
    """What is left of the supplier's production time and lead time when it is asked to hurry; orders placed before gain nothing."""
    cost_cny_per_shipment: Amount = 0.0
    """Over and above what the faster way costs."""
    cover_h: Hours = 0.0
    """Taken already when the stock lasts less than this, by the use of the last seven days; only when a lot stands still
    where 0."""
