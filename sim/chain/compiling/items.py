"""The items of a plan: bill of materials, route, offers, home plant, urgency."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import ceil
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling.stations import compile_route
from sim.chain.compiling.suppliers import compile_offers
from sim.chain.plans.items import NOWHERE, ItemPlan
from sim.errors import InputError

if TYPE_CHECKING:
    from scenarios.production import Item
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0
SPARE_SHARE = 1.25
"""Learning curves are laid out this much beyond the requirement, for pieces that replace scrap or are tested again."""


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
        store=frame.stores.index(plant) if plant else NOWHERE,
        rank=requirement.rank[name],
        bom=tuple((names.index(component), amount) for component, amount in item.bom.items()),
        parents=tuple(names.index(parent) for parent in requirement.parents[name] if scenario.items[parent].route),
        route=compile_route(name, item, plant, frame, expected) if plant else (),
        lot_size=item.lot_size,
        opening=item.opening_stock,
        mass_kg=item.mass_kg,
        offers=compile_offers(name, item, plant, frame) if plant and not item.route else (),
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
