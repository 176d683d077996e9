"""Ids that lead nowhere: sites, vehicles, calendars, items, plants, stations, suppliers."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding, known
from scenarios._points import makers_of, places_by_id, places_of
from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.production import Item
from scenarios.transport import Inbound


def place_references(scenario: Scenario) -> Iterator[Finding]:
    """Check the circle's centre and vehicle, and the sites and calendars of plants, stations and warehouses."""
    yield from known(("reach", "centre"), scenario.reach.centre, scenario.sites, "site")
    yield from known(("reach", "vehicle"), scenario.reach.vehicle, scenario.vehicles, "vehicle")
    for path, place in places_of(scenario):
        yield from known((*path, "site"), place.site, scenario.sites, "site")
        for key in ("calendar", "dock_calendar"):
            yield from known((*path, key), getattr(place, key), scenario.calendars, "calendar")
    for name, plant in scenario.plants.items():
        for key, station in plant.stations.items():
            path = ("plants", name, "stations", key, "calendar")
            yield from known(path, station.calendar, scenario.calendars, "calendar")
    for name, vehicle in scenario.vehicles.items():
        yield from known(("vehicles", name, "calendar"), vehicle.calendar, scenario.calendars, "calendar")


def item_references(scenario: Scenario) -> Iterator[Finding]:
    """Check components, plants and stations of the items; a route and a plant belong together."""
    for name, item in scenario.items.items():
        for component in item.bom:
            yield from known(("items", name, "bom", component), component, scenario.items, "item")
        yield from known(("items", name, "plant"), item.plant, scenario.plants, "plant")
        if item.route and item.plant is None:
            yield Finding(("items", name), f"{name} has a route but no plant", "add `plant:`, where it is made")
        yield from _other_plants(scenario, name, item)
        if item.bom and not item.route:
            wrong = f"{name} has a bill of materials but no route"
            yield Finding(("items", name), wrong, "add `route:`, how it is made, or take `bom:` away if it is bought")
        yield from _route(scenario, name, item)


def supplier_references(scenario: Scenario) -> Iterator[Finding]:
    """Check sites, calendars, vehicles, items and gateways of the suppliers, and the suppliers of outages."""
    for name, supplier in scenario.suppliers.items():
        path = ("suppliers", name)
        yield from known((*path, "site"), supplier.site, scenario.sites, "site")
        for key in ("calendar", "dock_calendar"):
            yield from known((*path, key), getattr(supplier, key), scenario.calendars, "calendar")
        yield from known((*path, "vehicle"), supplier.vehicle, scenario.vehicles, "vehicle")
        if supplier.inbound is not None:
            yield from _inbound(scenario, (*path, "inbound"), supplier.inbound)
        for item, offer in supplier.items.items():
            at = (*path, "items", item)
            yield from known(at, item, scenario.items, "item")
            if offer.expedite is not None:
                faster = (*at, "expedite")
                yield from known((*faster, "vehicle"), offer.expedite.vehicle, scenario.vehicles, "vehicle")
                if offer.expedite.inbound is not None:
                    yield from _inbound(scenario, (*faster, "inbound"), offer.expedite.inbound)
    for name, outage in scenario.outages.items():
        yield from known(("outages", name, "supplier"), outage.supplier, scenario.suppliers, "supplier")


def milk_run_references(scenario: Scenario) -> Iterator[Finding]:
    """Check vehicles, places and stops of the milk runs."""
    places = places_by_id(scenario)
    for name, run in scenario.milk_runs.items():
        path = ("milk_runs", name)
        yield from known((*path, "vehicle"), run.vehicle, scenario.vehicles, "vehicle")
        yield from known((*path, "place"), run.place, places, "plant or warehouse")
        for index, stop in enumerate(run.stops):
            at = (*path, "stops", str(index))
            yield from known(at, stop, scenario.suppliers, "supplier")
            if stop in run.stops[:index]:
                yield Finding(at, f"{stop} is a stop twice in one round", "name every supplier once")


def _inbound(scenario: Scenario, path: KeyPath, inbound: Inbound) -> Iterator[Finding]:
    yield from known((*path, "gateway"), inbound.gateway, scenario.sites, "site")
    yield from known((*path, "customs_calendar"), inbound.customs_calendar, scenario.calendars, "calendar")


def _other_plants(scenario: Scenario, name: str, item: Item) -> Iterator[Finding]:
    for index, plant in enumerate(item.plants):
        path = ("items", name, "plants", str(index))
        yield from known(path, plant, scenario.plants, "plant")
        if plant in (item.plant, *item.plants[:index]):
            yield Finding(path, f"{plant} is named twice as a plant of {name}", "name it once")
    if item.plants and not item.route:
        wrong = f"{name} has plants that make it but no route"
        yield Finding(("items", name, "plants"), wrong, "add `route:`, how it is made, or take `plants:` away")


def _route(scenario: Scenario, name: str, item: Item) -> Iterator[Finding]:
    makers = [plant for plant in makers_of(item) if plant in scenario.plants]
    for index, step in enumerate(item.route):
        path = ("items", name, "route", str(index))
        if step.first_pass_yield < 1 and step.rework is None:
            wrong = f"pieces fail here (first_pass_yield {step.first_pass_yield}) but nothing is said of their rework"
            yield Finding(path, wrong, "add rework: {station: …, work_min: …}, or set first_pass_yield: 1")
        for plant in makers:
            stations, what = scenario.plants[plant].stations, f"station of plant {plant}"
            yield from known((*path, "station"), step.station, stations, what)
            if step.rework is not None:
                yield from known((*path, "rework", "station"), step.rework.station, stations, what)
