"""Who supplies what."""

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
    Moment,
    Number,
    Positive,
    PositiveCount,
    Provenance,
    Sourced,
    Text,
)
from scenarios.chance import Family, Spread
from scenarios.operations import Sampling
from scenarios.policies import Arrival
from scenarios.transport import Departures, Expedite, Inbound


class Offer(Sourced):
    """One item as one supplier offers it."""

    lot_size: PositiveCount
    """Pieces per delivery."""
    min_order: Count = 0
    """Pieces; a smaller order is raised to it."""
    price_cny: Amount = 0.0
    """Per piece."""
    order_cost_cny: Amount = 0.0
    """Per order."""
    lead_time_h: Hours | None = None
    """The supplier's where missing."""
    defect_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of pieces refused at receiving."""
    lot_failure_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of shipments that are refused as a whole, whatever their pieces are like."""
    sampling: Sampling | None = None
    """Only a sample is looked at on receiving: a shipment that fails goes back as a whole; bad pieces of one that passes go on
    unseen and are counted."""
    share: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """``split``: share of the item's orders that go to this supplier; the shares of an item add up to 1."""
    rank: PositiveCount = 1
    """``primary_backup``: 1 is asked first."""
    pipeline: tuple[Arrival, ...] = ()
    """What is under way from this supplier when the scenario starts; to the first place that buys the item."""
    expedite: Expedite | None = None


class CapacityStep(Frozen):
    """From this day on the supplier makes so many pieces a working day."""

    date: Day
    capacity_per_day: Positive


class Supplier(Sourced):
    """A supplier of one or more items, at one site.

    An order waits its lead time; then its lots are made one after the other in the supplier's working hours, those of
    several items mixed in proportion. Every lot leaves when it is ready, or with the next of `departures`, in one vehicle or
    as many as its mass needs.
    """

    name: Text
    """Trade and place for a generic supplier."""
    site: Id
    calendar: Id
    vehicle: Id
    capacity_per_day: Positive | None
    """Pieces a working day, all items together. With null there is no limit: all lots of an order are ready when its lead time
    is over and the supplier works, and leave together."""
    steps: tuple[CapacityStep, ...] = ()
    """Later changes, in order of date."""
    lead_time_h: Hours = 0.0
    """Elapsed hours between an order and the start of its production."""
    lead_time_cv: Spread = 0.0
    """Coefficient of variation of the lead time and of a lot's production time."""
    distribution: Family = "lognormal"
    items: Annotated[dict[Id, Offer], Field(min_length=1)]
    inbound: Inbound | None = None
    """For suppliers beyond the road network."""
    docks: PositiveCount | None = None
    """Vehicles loaded at a time; as many as needed where missing. Of imports: at the gateway."""
    dock_calendar: Id | None = None
    """Hours of loading; at any hour where missing."""
    departures: Departures | None = None
    """When vehicles leave; at once where missing. Of imports: from the gateway."""


class Milestone(Sourced):
    """What is publicly known of the course of events, to hold the simulation against."""

    name: Text
    item: Id
    unit: PositiveCount
    at: Moment


class Variant(Sourced):
    """A named set of overrides: one reading of the facts, or one policy."""

    name: Text
    set: dict[str, object] = {}
    """Key path to value."""


class Replaced(Frozen):
    """What stood at a key path before the variant or the user put something else there."""

    value: object = None
    absent: StrictBool = False
    """There was no such entry."""
    marks: dict[str, Provenance] = {}
    """The marks that stood at the path or below it, by key path."""


class Resolution(Frozen):
    """How a resolved scenario came about, so that its base can be had back. Written by the program.

    Its presence tells that the variant in force has been applied.
    """

    variant: Id | None = None
    """The variant that was applied."""
    set: dict[str, object] = {}
    """What the user set, by key path; wins over the variant."""
    replaced: dict[str, Replaced] = {}
    """What variant and user replaced, by key path, in the order of replacing."""


class Lever(Sourced):
    """A number that was set to meet a target; reports show it beside its value in every variant."""

    key: str
    name: Text
    unit: str
    role: Literal["calibrated", "policy"] = "calibrated"
