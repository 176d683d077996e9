"""What is made and where: items and bills of materials, stations, crews, plants, warehouses."""

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
    Number,
    Positive,
    PositiveCount,
    Sourced,
    Text,
)
from scenarios.operations import Operation
from scenarios.policies import Policy, Stocking
from scenarios.transport import Departures

Sourcing = Literal["split", "primary_backup", "cheapest", "soonest"]
Crews = Annotated[int, Field(ge=1, le=10_000, strict=True)]


class Item(Sourced):
    """A product, an assembly or a part. Made if it has a `route`, bought otherwise.

    The lots that the demands need are all open from the start; each is released when the components of the whole lot are
    in stock. The most urgent go first, at release and for crews: lots for the demand, of the item itself or of what it goes
    into, that is due first (a lot counts by its first piece, and opening stock serves what is due first); then those of which
    a smaller share of the item's lots was released before.
    With a stock policy an item is made or bought to stock instead; then what counts second is what is in stock and in released
    lots, less what is owed, as a share of its level: `order_up_to`, `reorder_point` plus `order_quantity`, or the pieces of all cards.
    """

    name: Text
    bom: dict[Id, Positive] = {}
    """Pieces of each component in one piece of this item."""
    route: tuple[Operation, ...] = ()
    plant: Id | None = None
    """Where it is made."""
    plants: tuple[Id, ...] = ()
    """Other plants that make it too, by the same route."""
    lot_size: PositiveCount = 1
    """Pieces per production lot; a lot moves from station to station as a whole. What is ordered and not released yet is put
    together, so that all lots but the last are of this size."""
    opening_stock: Count = 0
    """Pieces at the plant when the scenario starts."""
    policy: Policy = Policy()
    sourcing: Sourcing = "split"
    """Who of several suppliers gets a lot: the one who has had least pieces for its `share`; the first by `rank` whom no outage
    keeps from work, now or when it would open next (of all, where every one is out); the one whose pieces cost least with
    their part of the costs of this order and of transport; the one whose lot is expected first (what nobody would bring before
    the scenario ends is shared evenly). Where two are alike, the one that the file names first. Of ``primary_backup`` and
    ``cheapest`` one supplier gets the whole order."""
    wip_limit: PositiveCount | None = None
    """CONWIP: lots of it in production at most."""
    family: Id | None = None
    """Items of one family need no changeover between them."""
    value_cny: Amount = 0.0
    mass_kg: Amount = 0.0
    holding_cost_cny_per_day: Amount | None = None
    """Per piece in stock; `value_cny` times `Scenario.holding_rate_per_year` where missing."""
    critical: StrictBool = False
    """No second source is qualified."""


class CrewStep(Frozen):
    """From this day on the station has so many crews."""

    date: Day
    crews: Count


class Hire(Frozen):
    """Crews that join on a day, over and above, and need training."""

    date: Day
    crews: Crews
    training_days: Amount = 0.0
    """Calendar days until they work as fast as the others."""
    first_day_share: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Their speed at first; it grows evenly to 1 over the training. The work of a lot is divided by the speed of its crew when
    it starts, and the fastest free crew takes it. When some crews of the station are absent, all who joined together and those
    from the start lack the same share."""


class Batch(Frozen):
    """A station that takes several lots of one operation at once, as a steriliser does; its work is per batch, not per piece."""

    most_pieces: PositiveCount
    """Pieces that fit in."""
    least_pieces: PositiveCount = 1
    """It starts with no fewer, unless `longest_wait_h` is over."""
    longest_wait_h: Hours | None = None
    """Hours after which the lot that waits longest starts with what is there; as long as it takes where missing."""


class Team(Sourced):
    """People whom several stations share."""

    name: Text
    people: Crews
    skills: Annotated[tuple[Id, ...], Field(min_length=1)]
    """What they can do; a station names the one skill that it needs."""
    steps: tuple[CrewStep, ...] = ()
    """Later changes of `people`."""
    cost_cny_per_h: Amount = 0.0
    """Paid for all open hours of the plant and all people, at work or not."""


class Station(Sourced):
    """A group of equal work places; each crew works on one lot at a time."""

    name: Text
    crews: Crews
    crew_steps: tuple[CrewStep, ...] = ()
    """Later changes of the number of crews, in order of date; they replace `crews` from that day on."""
    hires: tuple[Hire, ...] = ()
    """Crews that join and are trained, in order of date."""
    calendar: Id | None = None
    """The plant's where missing."""
    skill: Id | None = None
    """Each crew needs a person of a team with this skill besides, of those who are free the one of the team with fewest skills. A
    person whom several stations could use goes to the most urgent of the lots whose turn it is there; to the one that came
    first, where all of these wait by ``fifo``."""
    buffer_lots: Count | None = None
    """Places for lots that wait here, besides one with every free crew. When all are taken, a lot that is done elsewhere keeps
    its crew there (blocking after service), one that rests stays where it rests, and one that is to start here is not
    released; first come, first let in, those that are not released last, of these the most urgent first. Rework and what is
    tested again are never held up and take no place; nor are moves held up that would close a circle of waits. No limit where
    missing."""
    discipline: Literal["due", "fifo"] = "due"
    """Whose lot is next when a crew is free in open hours: the most urgent, see `Item`, or the one that came first; then the
    one that was released first."""
    batch: Batch | None = None
    crew_cost_cny_per_h: Amount = 0.0
    """Paid for all open hours of all crews, at work, absent or not needed; `Overtime.pay` comes on top. A crew that leaves in the
    midst of a lot finishes it without pay."""


class Plant(Sourced):
    """A factory: a site with stations and docks."""

    site: Id
    calendar: Id
    docks: PositiveCount = 1
    """Trucks unloaded at a time."""
    dock_calendar: Id | None = None
    """Hours of unloading and of receiving; the plant's where missing."""
    receiving_min: Minutes = 0.0
    """Receiving and incoming inspection per shipment, after unloading, in the dock's hours; needs no dock."""
    stations: Annotated[dict[Id, Station], Field(min_length=1)]
    teams: dict[Id, Team] = {}
    stock: dict[Id, Stocking] = {}
    """Items that it keeps otherwise than the items say."""
    departures: Departures | None = None
    """When vehicles leave for customers and other places; at once where missing."""


class Warehouse(Sourced):
    """A store: it receives, keeps and sends on."""

    name: Text
    site: Id
    calendar: Id
    docks: PositiveCount = 1
    dock_calendar: Id | None = None
    receiving_min: Minutes = 0.0
    stock: Annotated[dict[Id, Stocking], Field(min_length=1)]
    departures: Departures | None = None
