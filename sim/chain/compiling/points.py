"""Stock points: every item at every place where it is made, used, kept or asked for, and how it gets there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Literal, NamedTuple

from scenarios import Scenario
from scenarios.demands import Demand, OrderStream
from scenarios.policies import STOCK_POLICIES, Policy, Stocking
from sim.errors import InputError

Source = Literal["made", "bought", "brought", "unused"]


class Point(NamedTuple):
    """An item at one place; the place is None where nobody needs the item."""

    item: str
    place: str | None


@dataclass(frozen=True)
class Points:
    """All stock points of a scenario.

    Attributes
    ----------
    scenario
        Whose.
    entries
        In the order of the items, then of plants and warehouses.
    sources
        How each is filled.
    """

    scenario: Scenario
    entries: tuple[Point, ...]
    sources: dict[Point, Source]

    @cached_property
    def index(self) -> dict[Point, int]:
        """Index of every point in the plan."""
        return {point: index for index, point in enumerate(self.entries)}

    @cached_property
    def labels(self) -> dict[Point, str]:
        """Item id where the item is at one place only, else ``item@place``."""
        places: dict[str, int] = {}
        for point in self.entries:
            places[point.item] = places.get(point.item, 0) + 1
        return {
            point: point.item if places[point.item] == 1 else f"{point.item}@{point.place}" for point in self.entries
        }

    @cached_property
    def by_item(self) -> dict[str, tuple[Point, ...]]:
        """The points of every item."""
        found: dict[str, list[Point]] = {item: [] for item in self.scenario.items}
        for point in self.entries:
            found[point.item].append(point)
        return {item: tuple(points) for item, points in found.items()}

    @cached_property
    def takers(self) -> dict[Point, tuple[Point, ...]]:
        """Points that each is a component of, or that are filled from it."""
        found: dict[Point, list[Point]] = {point: [] for point in self.entries}
        for point in self.entries:
            for below, _ in self.inputs(point):
                found[below].append(point)
        return {point: tuple(takers) for point, takers in found.items()}

    def inputs(self, point: Point) -> Iterator[tuple[Point, float]]:
        """Yield what a piece of a point takes: components at the same place, or itself at the place that it comes from."""
        yield from _inputs(self.scenario, point, self.sources[point])

    def stocking(self, point: Point) -> Stocking | None:
        """Return what the place says of how it keeps the item."""
        return stocking(self.scenario, point)

    def policy(self, point: Point) -> Policy:
        """Return the policy in force: the place's, else the item's."""
        entry = self.stocking(point)
        return entry.policy if entry and entry.policy else self.scenario.items[point.item].policy

    def stock_driven(self, point: Point) -> bool:
        """Tell whether the policy goes by the stock, whatever the demands that are known need."""
        return self.policy(point).kind in STOCK_POLICIES

    def opening(self, point: Point) -> int:
        """Return the opening stock: the place's, with the item's where it has its home.

        Raises
        ------
        InputError
            If the item has opening stock and it is not clear where.
        """
        entry, item = self.stocking(point), self.scenario.items[point.item]
        kept = entry.opening_stock if entry else 0
        alone = self.labels[point] == point.item
        if item.opening_stock and (alone or point.place == home(self.scenario, point.item)):
            return kept + item.opening_stock
        return kept

    def served(self, entry: Demand | OrderStream) -> Point:
        """Return the point that serves a demand or a stream of orders."""
        return Point(entry.item, entry.place or home(self.scenario, entry.item))


def stock_points(scenario: Scenario) -> Points:
    """Find every item at every place where it is needed, and how it gets there.

    Raises
    ------
    InputError
        If an item is needed where it is neither made, nor bought, nor brought, if a bill of materials goes round in a
        circle, if places bring an item to each other, or if it is not clear which place serves a demand.
    """
    _refuse_circles(scenario)
    wanted = [Point(entry.item, entry.place or home(scenario, entry.item)) for entry in scenario.demands.values()]
    wanted += [
        Point(entry.item, entry.place or home(scenario, entry.item)) for entry in scenario.order_streams.values()
    ]
    wanted += [Point(item, name) for name, plant in scenario.plants.items() for item in plant.stock]
    wanted += [Point(item, name) for name, store in scenario.warehouses.items() for item in store.stock]
    sources: dict[Point, Source] = {}
    needed_by: dict[Point, str] = {}
    while wanted:
        point = wanted.pop()
        if point in sources:
            continue
        sources[point] = _source(scenario, point, needed_by.get(point, ""))
        for below, _ in _inputs(scenario, point, sources[point]):
            needed_by.setdefault(below, point.item)
            wanted.append(below)
    used = {point.item for point in sources}
    sources |= {Point(item, None): "unused" for item in scenario.items if item not in used}
    items = {item: index for index, item in enumerate(scenario.items)}
    places = {place: index for index, place in enumerate((None, *scenario.plants, *scenario.warehouses))}
    entries = sorted(sources, key=lambda point: (items[point.item], places[point.place]))
    found = Points(scenario, tuple(entries), sources)
    in_order(found)
    return found


def in_order(points: Points) -> tuple[Point, ...]:
    """Return the points so that each comes before what it takes.

    Raises
    ------
    InputError
        If places bring an item to each other in a circle.
    """
    sorter = TopologicalSorter({point: tuple(below for below, _ in points.inputs(point)) for point in points.entries})
    try:
        return tuple(reversed(tuple(sorter.static_order())))
    except CycleError as error:
        way = " -> ".join(f"{point.item} at {point.place}" for point in error.args[1])
        message = f"places bring an item to each other in a circle: {way}; let one of them make or buy it"
        raise InputError(message) from error


def review_turns(points: Points) -> tuple[int, ...]:
    """Return the place of every point when several are looked at at one moment, from 0.

    Whoever takes a point's pieces comes before it: so what places order and lots open at a moment is known when what they take
    is looked at, wherever it stands in the file. Of points that are equally far from the customers, the first in the file is first.
    """
    levels: dict[Point, int] = {}
    for point in in_order(points):
        levels[point] = 1 + max((levels[taker] for taker in points.takers[point]), default=-1)
    in_turn = sorted(points.entries, key=lambda point: (levels[point], points.index[point]))
    turns = {point: turn for turn, point in enumerate(in_turn)}
    return tuple(turns[point] for point in points.entries)


def stocking(scenario: Scenario, point: Point) -> Stocking | None:
    """Return what a place says of how it keeps an item; None where it says nothing."""
    if point.place in scenario.plants:
        return scenario.plants[point.place].stock.get(point.item)
    if point.place in scenario.warehouses:
        return scenario.warehouses[point.place].stock.get(point.item)
    return None


def home(scenario: Scenario, name: str) -> str:
    """Return the place of an item for which none is named: where it is made, else where it is kept or used.

    Raises
    ------
    InputError
        If that is not exactly one place.
    """
    if makers := made_at(scenario, name):
        return makers[0]
    if place := _only_home(scenario, name):
        return place
    message = (
        f"items.{name}: it is not clear at which place it is; name the place (`place:` of a demand or stream, "
        f"`opening_stock` in the `stock:` of a plant or warehouse)"
    )
    raise InputError(message)


def made_at(scenario: Scenario, name: str) -> tuple[str, ...]:
    """Return the plants that make an item; none for what is bought.

    Raises
    ------
    InputError
        If it has a route and no plant, and there is not exactly one.
    """
    item = scenario.items[name]
    if not item.route:
        return ()
    named = tuple(dict.fromkeys(plant for plant in (item.plant, *item.plants) if plant))
    if named:
        return named
    if len(scenario.plants) == 1:
        return tuple(scenario.plants)
    message = f"items.{name}: it has a route but no plant; add `plant:`, where it is made"
    raise InputError(message)


def _only_home(scenario: Scenario, name: str) -> str | None:
    item, places = scenario.items[name], (*scenario.plants, *scenario.warehouses)
    if item.plant:
        return item.plant
    if len(places) == 1:
        return places[0]
    kept = {place for place in places if _kept(scenario, Point(name, place))}
    users = (other for other, entry in scenario.items.items() if name in entry.bom)
    used = {plant for user in users for plant in made_at(scenario, user) if not _brought(scenario, Point(name, plant))}
    for candidates in (kept | used, set(scenario.plants)):
        if candidates:
            return candidates.pop() if len(candidates) == 1 else None
    return None


def _kept(scenario: Scenario, point: Point) -> bool:
    return stocking(scenario, point) is not None and not _brought(scenario, point)


def _brought(scenario: Scenario, point: Point) -> bool:
    entry = stocking(scenario, point)
    return entry is not None and entry.from_ is not None


def _inputs(scenario: Scenario, point: Point, source: Source) -> Iterator[tuple[Point, float]]:
    if source == "made":
        yield from ((Point(below, point.place), amount) for below, amount in scenario.items[point.item].bom.items())
    elif source == "brought":
        entry = stocking(scenario, point)
        yield Point(point.item, entry.from_ if entry else None), 1.0


def _source(scenario: Scenario, point: Point, parent: str) -> Source:
    if _brought(scenario, point):
        return "brought"
    makers = made_at(scenario, point.item)
    if point.place in makers:
        return "made"
    if not makers:
        return "bought"
    why = f" for {parent!r}" if parent else ""
    message = (
        f"items.{point.item}: it is needed at {point.place!r}{why}, but it is neither made there ({', '.join(makers)} "
        f"make it) nor brought there; add it to the `stock:` of {point.place!r} with `from:` and `vehicle:`, or name "
        f"{point.place!r} among its `plants:`"
    )
    raise InputError(message)


def _refuse_circles(scenario: Scenario) -> None:
    try:
        TopologicalSorter({name: tuple(item.bom) for name, item in scenario.items.items()}).prepare()
    except CycleError as error:
        message = f"the bill of materials goes round in a circle: {' -> '.join(error.args[1])}; take one of them out"
        raise InputError(message) from error
