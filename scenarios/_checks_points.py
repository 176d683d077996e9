"""Items at places: what a place keeps, where it comes from, and whether it can come from there at all."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._checks_materials import cycles
from scenarios._findings import Finding, known
from scenarios._points import Point, makers_of, needed, path_of, places_by_id, stockings
from scenarios.model import Scenario


def places(scenario: Scenario) -> Iterator[Finding]:
    """Check that there is a place at all, and that no plant and warehouse share an id."""
    if not scenario.plants and not scenario.warehouses:
        wrong = "there is neither a plant nor a warehouse"
        yield Finding(("plants",), wrong, "add one, under `plants:` or `warehouses:`")
    for name in scenario.warehouses:
        if name in scenario.plants:
            wrong = f"{name} is the id of a plant and of a warehouse, so nothing can name one of them"
            yield Finding(("warehouses", name), wrong, "give one of them another id")


def stocks(scenario: Scenario) -> Iterator[Finding]:
    """Check items, origins and vehicles of what the places keep."""
    by_id = places_by_id(scenario)
    for path, point, stocking in stockings(scenario):
        yield from known(path, point.item, scenario.items, "item")
        yield from known((*path, "from"), stocking.from_, by_id, "plant or warehouse")
        yield from known((*path, "vehicle"), stocking.vehicle, scenario.vehicles, "vehicle")
        if stocking.from_ is None and stocking.vehicle is not None:
            wrong = "a vehicle is named, but no place that it comes from"
            yield Finding((*path, "vehicle"), wrong, "add `from:`, or take `vehicle:` away: suppliers have their own")
        origin = by_id.get(stocking.from_ or "")
        if origin is not None and stocking.vehicle is None and origin.site != by_id[point.place].site:
            yield Finding((*path, "from"), f"nothing says what brings it from {stocking.from_}", "add `vehicle:`")


def pipelines(scenario: Scenario) -> Iterator[Finding]:
    """Check that what is under way at the start comes in later, and comes from somewhere."""
    found = [(path, stocking.pipeline) for path, _, stocking in stockings(scenario)]
    for path, _, stocking in stockings(scenario):
        if stocking.pipeline and stocking.from_ is None:
            wrong = "pieces are under way, but no place is named that they come from"
            yield Finding((*path, "pipeline"), wrong, "add `from:`; what suppliers send stands at their items")
    for name, supplier in scenario.suppliers.items():
        found += [(("suppliers", name, "items", item), offer.pipeline) for item, offer in supplier.items.items()]
    for path, pipeline in found:
        for index, arrival in enumerate(pipeline):
            if arrival.at < scenario.start:
                wrong = f"it came in ({arrival.at:%Y-%m-%d %H:%M}) before the scenario starts"
                yield Finding(
                    (*path, "pipeline", str(index), "at"), wrong, "count it in opening_stock, or correct the moment"
                )


def unbroken_ways(scenario: Scenario) -> Iterator[Finding]:
    """Refuse places that get an item from each other in a circle."""
    origins: dict[str, dict[str, tuple[str, ...]]] = {}
    for _, point, stocking in stockings(scenario):
        if stocking.from_ is not None:
            origins.setdefault(point.item, {})[point.place] = (stocking.from_,)
    for item, ways in origins.items():
        for cycle in cycles(ways):
            around = " ← ".join((*cycle, cycle[0]))
            wrong = f"{item} goes round in a circle of places: {around}"
            path = (*path_of(scenario, Point(item, cycle[0])), "from")
            yield Finding(path, wrong, "let one of them make it or buy it: take its `from:` away")


def ways_to_get(scenario: Scenario) -> Iterator[Finding]:
    """Check that every item can come to every place where it is needed: made there, bought, or brought from elsewhere."""
    supplied = {item for supplier in scenario.suppliers.values() for item in supplier.items}
    kept = {point: path for path, point, _ in stockings(scenario)}
    brought = {point for _, point, stocking in stockings(scenario) if stocking.from_ or stocking.vehicle}
    for point, path in needed(scenario).items():
        item = scenario.items[point.item]
        makers = makers_of(item)
        if point in brought or point.item in supplied or item.plant is None or point.place in makers or not makers:
            continue  # it comes there, or what is missing is said elsewhere
        wrong = (
            f"{point.item} is needed at {point.place}, but it is made at {' and '.join(makers)} and nothing brings it"
        )
        remedy = f"add {'.'.join(path_of(scenario, point))}: {{from: {makers[0]}, vehicle: …}}"
        if point.place in scenario.plants:
            remedy += f", or add {point.place} to items.{point.item}.plants"
        yield Finding(kept.get(point, path), wrong, remedy)
