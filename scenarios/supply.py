"""Who supplies what, and what goes wrong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from scenarios.base import (
    Amount,
    Frozen,
    Hours,
    Id,
    Moment,
    Number,
    Positive,
    PositiveCount,
    Provenance,
    Share,
    Sourced,
    Text,
)
from scenarios.places import Inbound


class Offer(Sourced):
    """One item as one supplier offers it."""

    lot_size: PositiveCount
    """Pieces per delivery."""
    price_cny: Amount = 0.0
    """Per piece."""
    defect_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of pieces refused at receiving."""
    share: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Share of the item's orders that go to this supplier; the shares of an item add up to 1."""


class Supplier(Sourced):
    """A supplier of one or more items, at one site.

    An order waits its lead time; then its lots are made one after the other in the supplier's working hours, those of
    several items mixed in proportion. Every lot leaves when it is ready, in one vehicle or as many as its mass needs.
    """

    name: Text
    """Trade and place for a generic supplier."""
    site: Id
    calendar: Id
    vehicle: Id
    capacity_per_day: Positive
    """Pieces a working day, all items together."""
    lead_time_h: Hours = 0.0
    """Elapsed hours between an order and the start of its production."""
    lead_time_cv: Share = 0.0
    """Coefficient of variation of the lead time and of a lot's production time (log-normal)."""
    items: Annotated[dict[Id, Offer], Field(min_length=1)]
    inbound: Inbound | None = None
    """For suppliers beyond the road network."""


class Outage(Sourced):
    """A supplier works at a share of its capacity for a while."""

    supplier: Id
    from_: Annotated[Moment, Field(alias="from")]
    until: Moment
    capacity_share: Share = 0.0


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
