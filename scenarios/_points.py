"""Where items are: plants and warehouses, who makes what, and every item at every place where somebody needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.policies import Stocking
from scenarios.production import Item, Plant, Warehouse


class Point(NamedTuple):
    """An item at a plant or warehouse."""

    item: str
    place: str


class Want(NamedTuple):
    """What a demand or an order stream wants."""

    path: KeyPath
    item: str
    customer: str
    vehicle: str | None
    place: str | None


def wants(scenario: Scenario) -> Iterator[Want]:
    """Yield what demands and order streams want, in the order of the file."""
    for name, demand in scenario.demands.items():
        yield Want(("demands", name), demand.item, demand.customer, demand.vehicle, demand.place)
    for name, stream in scenario.order_streams.items():
        yield Want(("order_streams", name), stream.item, stream.customer, stream.vehicle, stream.place)


def places_of(scenario: Scenario) -> Iterator[tuple[KeyPath, Plant | Warehouse]]:
    """Yield every plant and warehouse with its key path, plants first."""
    for name, plant in scenario.plants.items():
        yield ("plants", name), plant
    for name, warehouse in scenario.warehouses.items():
        yield ("warehouses", name), warehouse


def places_by_id(scenario: Scenario) -> dict[str, Plant | Warehouse]:
    """Return plants and warehouses by id."""
    return {**scenario.plants, **scenario.warehouses}


def stockings(scenario: Scenario) -> Iterator[tuple[KeyPath, Point, Stocking]]:
    """Yield every item that a place keeps in a way of its own, with its key path."""
    for path, place in places_of(scenario):
        for item, stocking in place.stock.items():
            yield (*path, "stock", item), Point(item, path[1]), stocking


def makers_of(item: Item) -> tuple[str, ...]:
    """Return the plants that make an item; none if it has no route."""
    return (*((item.plant,) if item.plant else ()), *item.plants) if item.route else ()


def home_of(scenario: Scenario, item: str) -> str | None:
    """Return the place of an item where nothing says which; None if there is none or several.

    It is where the item is made; if it is bought, the only place where suppliers deliver it to be kept or used, or the
    only place or plant at all.

    Parameters
    ----------
    scenario
        The scenario.
    item
        Id of an item.
    """
    entry, places = scenario.items[item], list(places_by_id(scenario))
    if entry.plant is not None or len(places) == 1:
        return entry.plant or places[0]
    if entry.route:
        return None
    brought = {path[1] for path, place in places_of(scenario) if item in place.stock and place.stock[item].from_}
    found = {path[1] for path, place in places_of(scenario) if item in place.stock}
    found |= {plant for other in scenario.items.values() if item in other.bom for plant in makers_of(other)}
    candidates = (found - brought) or set(scenario.plants)
    return candidates.pop() if len(candidates) == 1 else None


def needed(scenario: Scenario) -> dict[Point, KeyPath]:
    """Return every item at every place where it is kept or needed, with the key path of what needs it first.

    What demands, order streams and stocks need is followed through the bills of materials and from place to place. Ids
    that lead nowhere are passed over.

    Parameters
    ----------
    scenario
        The scenario.
    """
    kept = {point: stocking.from_ for _, point, stocking in stockings(scenario)}
    found: dict[Point, KeyPath] = {}
    todo = [(point, path) for path, point, _ in reversed(list(stockings(scenario)))]
    for want in reversed(list(wants(scenario))):
        if want.item in scenario.items:
            place = want.place or home_of(scenario, want.item)
            todo += [(Point(want.item, place), (*want.path, "place" if want.place else "item"))] if place else []
    places = places_by_id(scenario)
    while todo:
        point, path = todo.pop()
        if point in found or point.item not in scenario.items or point.place not in places:
            continue
        found[point] = path
        item, origin = scenario.items[point.item], kept.get(point)
        if origin is not None:
            todo.append((Point(point.item, origin), (*path_of(scenario, point), "from")))
        elif point.place in makers_of(item):
            todo += [(Point(part, point.place), ("items", point.item, "bom", part)) for part in reversed(item.bom)]
    return found


def path_of(scenario: Scenario, point: Point) -> KeyPath:
    """Return the key path at which a place says how it keeps an item."""
    return ("plants" if point.place in scenario.plants else "warehouses", point.place, "stock", point.item)
