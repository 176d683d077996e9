"""How things are made: items and bills of materials, operations, stations, learning, plants."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from scenarios.base import (
    Amount,
    Count,
    Day,
    Frozen,
    Hours,
    Id,
    Minutes,
    Moment,
    Number,
    Positive,
    PositiveCount,
    Share,
    Sourced,
    Text,
)


class Learning(Sourced):
    """Wright's learning curve: work falls to `rate` of itself with every doubling of the pieces made.

    Pieces are counted for each operation of each item, across crews, with those that are tested again.
    """

    model: Literal["unit_time", "cumulative_average"] = "unit_time"
    """``unit_time`` (Crawford: the time of piece n) or ``cumulative_average`` (Wright: the mean of the first n)."""
    rate: Annotated[Number, Field(gt=0.5, le=1)]
    """0.85 means 15 % less work at twice the experience."""
    prior_pieces: Amount = 0.0
    """Pieces made before the scenario starts."""
    floor: Share = 0.0
    """Work never falls below this share of the first piece's."""


class Rework(Frozen):
    """What happens to a piece that fails its test: rework there, then the test again."""

    station: Id
    work_min: Positive
    """Work per failed piece."""


class Operation(Sourced):
    """One step of an item's route.

    A lot waits for a crew of the station, then that crew works on the whole lot: setup, then `work_min` a piece. Pieces
    that fail are reworked and tested again by themselves until all have passed; the lot goes on as a whole. The last
    thing is `wait_h`, which needs no crew and runs through nights and holidays.
    """

    station: Id
    work_min: Minutes
    """Crew work per piece, for the first piece."""
    setup_min: Minutes = 0.0
    """Per lot."""
    cv: Share = 0.0
    """Coefficient of variation of the lot's work (log-normal)."""
    learning: Learning | None = None
    first_pass_yield: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Share of pieces that pass the first time; the others go through `rework` and this operation again."""
    rework: Rework | None = None
    scrap_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of pieces lost at the end of the operation."""
    wait_h: Hours = 0.0
    """Elapsed hours after the work before the next operation (curing, aeration, release)."""


class Policy(Sourced):
    """How a bought item is ordered: ``push`` the whole requirement at once, or ``reorder`` when stock runs low.

    The net requirement is what the demands need through the bills of materials, less the opening stocks on the way.
    Whole supplier lots are ordered. Pieces refused at receiving or scrapped later are ordered again by themselves.
    """

    kind: Literal["push", "reorder"] = "push"
    reorder_point: Count = 0
    order_up_to: Count = 0
    margin: Amount = 0.0
    """``push``: pieces ordered beyond the net requirement, as a share of it."""


class Item(Sourced):
    """A product, an assembly or a part. Made if it has a `route`, bought otherwise.

    The lots that the demands need are all open from the start; each is released when the components of the whole lot are
    in stock, those of the earliest due date first.
    """

    name: Text
    bom: dict[Id, Positive] = {}
    """Pieces of each component in one piece of this item."""
    route: tuple[Operation, ...] = ()
    plant: Id | None = None
    """Where it is made."""
    lot_size: PositiveCount = 1
    """Pieces per production lot; a lot moves from station to station as a whole."""
    opening_stock: Count = 0
    """Pieces at the plant when the scenario starts."""
    policy: Policy = Policy()
    value_cny: Amount = 0.0
    mass_kg: Amount = 0.0
    critical: StrictBool = False
    """No second source is qualified."""


class CrewStep(Frozen):
    """From this day on the station has so many crews."""

    date: Day
    crews: Count


class Station(Sourced):
    """A group of equal work places; each crew works on one lot at a time."""

    name: Text
    crews: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    crew_steps: tuple[CrewStep, ...] = ()
    """Later changes of the number of crews, in order of date; they replace `crews` from that day on."""
    calendar: Id | None = None
    """The plant's where missing."""
    crew_cost_cny_per_h: Amount = 0.0


class Plant(Sourced):
    """A factory: a site with stations and docks."""

    site: Id
    calendar: Id
    docks: PositiveCount = 1
    """Trucks unloaded at a time."""
    receiving_min: Minutes = 0.0
    """Receiving and incoming inspection per shipment, after unloading, in the plant's working hours; needs no dock."""
    stations: Annotated[dict[Id, Station], Field(min_length=1)]


class Demand(Sourced):
    """So many pieces of a product, by a date, at a customer's site."""

    item: Id
    quantity: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    due: Moment
    customer: Id
    """The site they are delivered to."""
    vehicle: Id
