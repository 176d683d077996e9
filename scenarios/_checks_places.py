"""Places: where sites can lie, what reaches them, what fits into a vehicle. Distance from roads is checked by sim."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding
from scenarios._points import places_of, stockings, wants
from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.transport import Inbound

BACKBONE_BOX = (111.5, 21.2, 116.0, 24.6)
"""West, south, east, north of the region that the bundled network covers."""
GATEWAYS = {"air": ("airport",), "sea": ("port",), "rail": ("port", "warehouse")}


def coordinates(scenario: Scenario) -> Iterator[Finding]:
    """Check that sites lie in the region of the bundled network, unless they are abroad."""
    if scenario.roads.network != "backbone":
        return
    west, south, east, north = BACKBONE_BOX
    for name, site in scenario.sites.items():
        inside = west <= site.lon <= east and south <= site.lat <= north
        if site.kind == "abroad" or inside:
            continue
        if west <= site.lat <= east and south <= site.lon <= north:
            remedy = "lon and lat look swapped: exchange them"
        else:
            remedy = "correct lon and lat (degrees east and north), or make it `kind: abroad` if it comes by air or sea"
        wrong = f"({site.lon}, {site.lat}) lies outside the bundled road network ({west}-{east} E, {south}-{north} N)"
        yield Finding(("sites", name, "lat" if west <= site.lon <= east else "lon"), wrong, remedy)


def gateways(scenario: Scenario) -> Iterator[Finding]:
    """Check that what lies beyond the roads comes through a gateway, and that nothing else does."""
    for name, supplier in scenario.suppliers.items():
        path, site = ("suppliers", name), scenario.sites.get(supplier.site)
        for item, offer in supplier.items.items():
            if offer.expedite is not None and offer.expedite.inbound is not None:
                faster = (*path, "items", item, "expedite", "inbound")
                yield from _gateway(scenario, faster, offer.expedite.inbound)
                if supplier.inbound is None:
                    wrong = "a faster leg for imports, but the supplier has no inbound leg"
                    yield Finding(faster, wrong, "take it away, or add inbound: to the supplier")
        if supplier.inbound is None:
            if site is not None and site.kind == "abroad":
                wrong = f"its site {supplier.site} is abroad, but nothing is said of the way to the road network"
                yield Finding(path, wrong, "add inbound: {mode: air, gateway: …, transit_h: …}")
            continue
        if site is not None and site.kind != "abroad":
            wrong = f"it has an inbound leg, but its site {supplier.site} is no site abroad"
            yield Finding((*path, "inbound"), wrong, "make the site `kind: abroad`, or take `inbound:` away")
        yield from _gateway(scenario, (*path, "inbound"), supplier.inbound)
    yield from _on_the_road(scenario)


def loads(scenario: Scenario) -> Iterator[Finding]:
    """Check that one piece of everything that is driven fits into its vehicle."""
    for path, item, vehicle in driven(scenario):
        if item not in scenario.items or vehicle not in scenario.vehicles:
            continue
        mass_kg, capacity_kg = scenario.items[item].mass_kg, scenario.vehicles[vehicle].capacity_kg
        if mass_kg > capacity_kg:
            wrong = f"one {item} ({mass_kg:g} kg) is heavier than a {vehicle} carries ({capacity_kg:g} kg)"
            yield Finding(path, wrong, "choose a larger vehicle")


def driven(scenario: Scenario) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield what is brought by which vehicle, with the key path that says so."""
    for name, supplier in scenario.suppliers.items():
        for item, offer in supplier.items.items():
            yield ("suppliers", name, "vehicle"), item, supplier.vehicle
            if offer.expedite is not None and offer.expedite.vehicle is not None:
                yield ("suppliers", name, "items", item, "expedite", "vehicle"), item, offer.expedite.vehicle
    for path, point, stocking in stockings(scenario):
        if stocking.vehicle is not None:
            yield (*path, "vehicle"), point.item, stocking.vehicle
    for want in wants(scenario):
        if want.vehicle is not None:
            yield (*want.path, "vehicle"), want.item, want.vehicle


def _gateway(scenario: Scenario, path: KeyPath, inbound: Inbound) -> Iterator[Finding]:
    gateway, kinds = scenario.sites.get(inbound.gateway), GATEWAYS[inbound.mode]
    if gateway is not None and gateway.kind not in kinds:
        wrong = f"{inbound.gateway} is no place to arrive by {inbound.mode}"
        yield Finding((*path, "gateway"), wrong, f"name a site of kind {' or '.join(kinds)}")


def _on_the_road(scenario: Scenario) -> Iterator[Finding]:
    """Check that no plant, warehouse, customer or centre is abroad."""
    places: list[tuple[KeyPath, str]] = [(("reach", "centre"), scenario.reach.centre)]
    places += [((*path, "site"), place.site) for path, place in places_of(scenario)]
    places += [((*want.path, "customer"), want.customer) for want in wants(scenario)]
    for path, name in places:
        if name in scenario.sites and scenario.sites[name].kind == "abroad":
            yield Finding(path, f"the site {name} is abroad, beyond the road network", "name a site on the roads")
