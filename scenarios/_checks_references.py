"""Ids that point nowhere: sites, vehicles, calendars, items, plants, stations, suppliers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios._findings import Finding, did_you_mean
from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.production import Item


def place_references(scenario: Scenario) -> Iterator[Finding]:
    """Check the circle's centre and vehicle, and the sites and calendars of the plants."""
    yield from _known(("reach", "centre"), scenario.reach.centre, scenario.sites, "site")
    yield from _known(("reach", "vehicle"), scenario.reach.vehicle, scenario.vehicles, "vehicle")
    for name, plant in scenario.plants.items():
        yield from _known(("plants", name, "site"), plant.site, scenario.sites, "site")
        yield from _known(("plants", name, "calendar"), plant.calendar, scenario.calendars, "calendar")
        for key, station in plant.stations.items():
            path = ("plants", name, "stations", key, "calendar")
            yield from _known(path, station.calendar, scenario.calendars, "calendar")


def item_references(scenario: Scenario) -> Iterator[Finding]:
    """Check components, plants and stations of the items; a route and a plant belong together."""
    for name, item in scenario.items.items():
        for component in item.bom:
            yield from _known(("items", name, "bom", component), component, scenario.items, "item")
        yield from _known(("items", name, "plant"), item.plant, scenario.plants, "plant")
        if item.route and item.plant is None:
            yield Finding(("items", name), f"{name} has a route but no plant", "add `plant:`, where it is made")
        if item.bom and not item.route:
            wrong = f"{name} has a bill of materials but no route"
            yield Finding(("items", name), wrong, "add `route:`, how it is made, or take `bom:` away if it is bought")
        yield from _route(scenario, name, item)


def supplier_references(scenario: Scenario) -> Iterator[Finding]:
    """Check sites, calendars, vehicles, items and gateways of the suppliers, and the suppliers of outages."""
    for name, supplier in scenario.suppliers.items():
        path = ("suppliers", name)
        yield from _known((*path, "site"), supplier.site, scenario.sites, "site")
        yield from _known((*path, "calendar"), supplier.calendar, scenario.calendars, "calendar")
        yield from _known((*path, "vehicle"), supplier.vehicle, scenario.vehicles, "vehicle")
        for item in supplier.items:
            yield from _known((*path, "items", item), item, scenario.items, "item")
        if supplier.inbound is not None:
            yield from _known((*path, "inbound", "gateway"), supplier.inbound.gateway, scenario.sites, "site")
    for name, outage in scenario.outages.items():
        yield from _known(("outages", name, "supplier"), outage.supplier, scenario.suppliers, "supplier")


def demand_references(scenario: Scenario) -> Iterator[Finding]:
    """Check items, customers and vehicles of the demands, and the items of milestones."""
    for name, demand in scenario.demands.items():
        path = ("demands", name)
        yield from _known((*path, "item"), demand.item, scenario.items, "item")
        yield from _known((*path, "customer"), demand.customer, scenario.sites, "site")
        yield from _known((*path, "vehicle"), demand.vehicle, scenario.vehicles, "vehicle")
        item = scenario.items.get(demand.item)
        if item is not None and not item.route:
            wrong = f"{demand.item} is bought, not made"
            yield Finding((*path, "item"), wrong, "name an item with a route, or give this one a route")
    wanted: dict[str, int] = {}
    for demand in scenario.demands.values():
        wanted[demand.item] = wanted.get(demand.item, 0) + demand.quantity
    for name, milestone in scenario.milestones.items():
        yield from _known(("milestones", name, "item"), milestone.item, wanted, "demanded item")
        if milestone.item in wanted and milestone.unit > wanted[milestone.item]:
            wrong = f"unit {milestone.unit} lies beyond the {wanted[milestone.item]} units demanded"
            yield Finding(("milestones", name, "unit"), wrong, "name a unit within the demand, or demand more")


def _route(scenario: Scenario, name: str, item: Item) -> Iterator[Finding]:
    plant = scenario.plants.get(item.plant) if item.plant else None
    for index, step in enumerate(item.route):
        path = ("items", name, "route", str(index))
        if step.first_pass_yield < 1 and step.rework is None:
            wrong = f"pieces fail here (first_pass_yield {step.first_pass_yield}) but nothing is said of their rework"
            yield Finding(path, wrong, "add rework: {station: …, work_min: …}, or set first_pass_yield: 1")
        if plant is None:
            continue
        yield from _known((*path, "station"), step.station, plant.stations, f"station of plant {item.plant}")
        if step.rework is not None:
            at = (*path, "rework", "station")
            yield from _known(at, step.rework.station, plant.stations, f"station of plant {item.plant}")


def _known(path: KeyPath, name: str | None, known: Mapping[str, object], what: str) -> Iterator[Finding]:
    if name is not None and name not in known:
        yield Finding(path, f"there is no {what} {name!r}", did_you_mean(name, known, "known"))
