"""The items of a plan: bill of materials, route, offers, home plant, urgency."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import ceil
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.learning import LearningTable, learning_table
from sim.chain.plan import NOWHERE, ItemPlan, OfferPlan, OperationPlan
from sim.errors import InputError
from sim.streams import log_sigma, stream_key

if TYPE_CHECKING:
    from scenarios.production import Item, Operation
    from scenarios.supply import Offer
    from sim.chain.frame import Frame

HOUR_MIN = 60.0
SPARE_SHARE = 1.25
"""Learning curves are laid out this much beyond the requirement, for pieces that replace scrap or are tested again."""

ROUNDING = 1e-12
"""700 kg over 0.07 kg is 9999.999999999998 in floating point: no piece is lost to that."""


@dataclass(frozen=True)
class Requirement:
    """What the demands need of every item.

    Attributes
    ----------
    order
        Items, every parent before its components.
    pieces
        Gross requirement, without scrap.
    rank
        Index of the earliest due date that the item serves; one past the last where it serves none.
    parents
        Items that take it.
    demanded_dates
        Number of due dates.
    """

    order: tuple[str, ...]
    pieces: dict[str, float]
    rank: dict[str, int]
    parents: dict[str, tuple[str, ...]]
    demanded_dates: int

    def needed(self, item: str) -> bool:
        """Tell whether a demand can need the item: opening stock may do, but scrap can use it up."""
        return self.rank[item] < self.demanded_dates


def explode(scenario: Scenario) -> Requirement:
    """Explode the demands through the bills of materials.

    Raises
    ------
    InputError
        If an item contains itself.
    """
    sorter = TopologicalSorter({name: tuple(item.bom) for name, item in scenario.items.items()})
    try:
        order = tuple(reversed(tuple(sorter.static_order())))
    except CycleError as error:
        message = f"the bill of materials goes round in a circle: {' -> '.join(error.args[1])}; take one of them out"
        raise InputError(message) from error
    dues = sorted({demand.due for demand in scenario.demands.values()})
    pieces = dict.fromkeys(scenario.items, 0.0)
    rank = dict.fromkeys(scenario.items, len(dues))
    for demand in scenario.demands.values():
        pieces[demand.item] += demand.quantity
        rank[demand.item] = min(rank[demand.item], dues.index(demand.due))
    for name in order:
        for component, amount in scenario.items[name].bom.items():
            pieces[component] += max(0.0, pieces[name] - scenario.items[name].opening_stock) * amount
            rank[component] = min(rank[component], rank[name])
    parents = {
        name: tuple(other for other, entry in scenario.items.items() if name in entry.bom) for name in scenario.items
    }
    return Requirement(order, pieces, rank, parents, len(dues))


def compile_item(name: str, item: Item, frame: Frame, requirement: Requirement) -> ItemPlan:
    """Return the plan of one item."""
    scenario = frame.scenario
    names = list(scenario.items)
    plant = home_plant(scenario, name) if requirement.needed(name) else None
    expected = ceil(requirement.pieces[name] * SPARE_SHARE) + item.lot_size
    return ItemPlan(
        name=name,
        made=bool(item.route),
        plant=frame.plants.index(plant) if plant else NOWHERE,
        rank=requirement.rank[name],
        bom=tuple((names.index(component), amount) for component, amount in item.bom.items()),
        parents=tuple(names.index(parent) for parent in requirement.parents[name] if scenario.items[parent].route),
        route=_route(name, item, plant, frame, expected) if plant else (),
        lot_size=item.lot_size,
        opening=item.opening_stock,
        mass_kg=item.mass_kg,
        offers=_offers(name, item, plant, frame) if plant and not item.route else (),
        reorder=item.policy.kind == "reorder",
        reorder_point=item.policy.reorder_point,
        order_up_to=item.policy.order_up_to,
        margin=item.policy.margin,
    )


def home_plant(scenario: Scenario, name: str) -> str:
    """Return the plant that has an item in stock: where it is made, or where it is used.

    Raises
    ------
    InputError
        If that is not exactly one plant.
    """
    item = scenario.items[name]
    if len(scenario.plants) == 1:
        return next(iter(scenario.plants))
    users = [other for other, entry in scenario.items.items() if name in entry.bom and entry.route]
    plants = {item.plant} if item.plant else {scenario.items[user].plant for user in users}
    strangers = [user for user in users if scenario.items[user].plant not in plants]
    if len(plants) == 1 and None not in plants and not strangers:
        return next(plant for plant in plants if plant)
    message = (
        f"items.{name}: it is not clear at which plant it is, and pieces are not moved between plants; "
        f"give {name!r} and what it goes into ({', '.join(users) or 'nothing'}) one and the same plant, "
        "or name a second item for the second plant"
    )
    raise InputError(message)


def truck_load(scenario: Scenario, name: str, mass_kg: float, vehicle: str) -> int:
    """Return the most pieces of an item on one truck.

    Raises
    ------
    InputError
        If the vehicle cannot carry one piece.
    """
    capacity = scenario.vehicles[vehicle].capacity_kg
    if mass_kg > capacity:
        message = f"items.{name}.mass_kg: a piece of {mass_kg} kg is too heavy for {vehicle!r} ({capacity} kg)"
        raise InputError(message + "; choose a larger vehicle")
    if mass_kg * 1e9 <= capacity:
        return 10**9
    return int(capacity / mass_kg * (1 + ROUNDING))


def _route(name: str, item: Item, plant: str, frame: Frame, expected: int) -> tuple[OperationPlan, ...]:
    return tuple(
        _operation(f"operation:{name}:{index}", operation, plant, frame, expected)
        for index, operation in enumerate(item.route)
    )


def _operation(stream: str, operation: Operation, plant: str, frame: Frame, expected: int) -> OperationPlan:
    rework = operation.rework
    return OperationPlan(
        station=frame.stations[plant, operation.station],
        work_min=operation.work_min,
        setup_min=operation.setup_min,
        sigma=log_sigma(operation.cv),
        learning=_learning(operation, expected),
        fail_share=1.0 - operation.first_pass_yield,
        scrap_share=operation.scrap_rate,
        wait_min=operation.wait_h * HOUR_MIN,
        rework_station=frame.stations[plant, rework.station] if rework else NOWHERE,
        rework_min=rework.work_min if rework else 0.0,
        work_stream=stream_key(f"{stream}:work"),
        yield_stream=stream_key(f"{stream}:yield"),
        scrap_stream=stream_key(f"{stream}:scrap"),
    )


def _learning(operation: Operation, expected: int) -> LearningTable | None:
    curve = operation.learning
    if curve is None:
        return None
    return learning_table(curve.model, curve.rate, curve.prior_pieces, curve.floor, expected)


def _offers(name: str, item: Item, plant: str, frame: Frame) -> tuple[OfferPlan, ...]:
    return tuple(
        _offer(name, item, supplier, frame.scenario.suppliers[supplier].items[name], plant, frame)
        for supplier in frame.suppliers
        if name in frame.scenario.suppliers[supplier].items
    )


def _offer(name: str, item: Item, supplier: str, offer: Offer, plant: str, frame: Frame) -> OfferPlan:
    entry = frame.scenario.suppliers[supplier]
    origin = entry.inbound.gateway if entry.inbound else entry.site
    destination = frame.scenario.plants[plant].site
    return OfferPlan(
        supplier=frame.suppliers.index(supplier),
        lot_size=offer.lot_size,
        share=offer.share,
        defect_share=offer.defect_rate,
        load=truck_load(frame.scenario, name, item.mass_kg, entry.vehicle),
        lane=frame.lane(entry.vehicle, origin, destination, f"supplier:{supplier}:road"),
        defect_stream=stream_key(f"offer:{supplier}:{name}:refused"),
    )
