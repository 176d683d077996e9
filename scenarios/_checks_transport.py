"""Transport: drones that get there and back, departures that happen, faster ways that are faster."""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

from scenarios._checks_policies import stock_levels
from scenarios._explosion import SPARE, gross_pieces
from scenarios._findings import Finding
from scenarios._points import Want, home_of, needed, places_by_id, places_of, stockings, wants
from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.places import Site
from scenarios.transport import Departures

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""


def vehicles(scenario: Scenario) -> Iterator[Finding]:
    """Check that drones have a speed, and that only drones have one of their own."""
    for name, vehicle in scenario.vehicles.items():
        path = ("vehicles", name)
        if vehicle.mode == "drone" and vehicle.speed_kph is None:
            yield Finding((*path, "speed_kph"), "a drone without a speed", "add speed_kph: 60")
        given = [key for key in ("speed_kph", "range_km") if getattr(vehicle, key) is not None]
        if vehicle.mode == "road" and given:
            wrong = f"{' and '.join(given)} {'are' if len(given) > 1 else 'is'} for drones, but this drives on the road"
            yield Finding((*path, given[0]), wrong, "write mode: drone, or take it away")


def ranges(scenario: Scenario) -> Iterator[Finding]:
    """Check that a drone's range is enough for the way there and back."""
    for path, name, begin, end in _flights(scenario):
        vehicle, ends = scenario.vehicles.get(name), [scenario.sites.get(site) for site in (begin, end)]
        if vehicle is None or vehicle.mode != "drone" or vehicle.range_km is None or ends[0] is None or ends[1] is None:
            continue
        way_km = 2 * straight_km(ends[0], ends[1])
        if way_km > vehicle.range_km:
            wrong = f"from {begin} to {end} and back are {way_km:.1f} km by air, beyond the {vehicle.range_km:g} km of {name}"
            yield Finding(path, wrong, f"choose a vehicle that gets so far, or correct vehicles.{name}.range_km")


def departures(scenario: Scenario) -> Iterator[Finding]:
    """Check that vehicles leave at some time: timed ones have times, full loads come together."""
    rules: list[tuple[KeyPath, Departures | None, dict[str, set[str]]]] = [
        ((*path, "departures"), place.departures, _sent_from(scenario, path[1])) for path, place in places_of(scenario)
    ]
    rules += [
        (("suppliers", name, "departures"), supplier.departures, {key: {supplier.vehicle} for key in supplier.items})
        for name, supplier in scenario.suppliers.items()
    ]
    for path, rule, sent in rules:
        if rule is None:
            continue
        if rule.kind == "timed" and not rule.times:
            yield Finding((*path, "times"), "timed departures without times", 'add times: ["08:00", "14:00"]')
        if rule.kind != "timed" and rule.times:
            wrong = f"times are given, but departures are {rule.kind}"
            yield Finding((*path, "times"), wrong, "write kind: timed, or take them away")
        if rule.kind == "full_load" and rule.longest_wait_h is None:
            yield from _full_loads(scenario, path, rule.fill_share, sent)


def _full_loads(scenario: Scenario, path: KeyPath, fill_share: float, sent: dict[str, set[str]]) -> Iterator[Finding]:
    """Refuse to wait for loads that can never be full: of what weighs nothing, or of less than a load in all."""
    known = [name for name in sent if name in scenario.items]
    light = [name for name in known if scenario.items[name].mass_kg == 0]
    if light:
        wrong = f"{light[0]} has no mass_kg, so it never fills a vehicle and never leaves"
        yield Finding((*path, "longest_wait_h"), wrong, f"add longest_wait_h:, or items.{light[0]}.mass_kg")
        return
    loads = [scenario.vehicles[key].capacity_kg for name in known for key in sent[name] if key in scenario.vehicles]
    gross = gross_pieces(scenario)
    if gross is None or not loads:
        return
    levels = stock_levels(scenario)
    whole_kg = sum((gross[name] + levels.get(name, 0.0)) * scenario.items[name].mass_kg for name in known)
    least_kg = min(loads) * fill_share
    if whole_kg * SPARE < least_kg:
        wrong = f"a load is full at {least_kg:,.0f} kg, and all that is ever sent from here is about {whole_kg:,.0f} kg"
        yield Finding(
            (*path, "longest_wait_h"), wrong, "add longest_wait_h: 24, a smaller vehicle or a smaller fill_share"
        )


def expedites(scenario: Scenario) -> Iterator[Finding]:
    """Check that a faster way differs from the usual one."""
    for name, supplier in scenario.suppliers.items():
        for item, offer in supplier.items.items():
            faster, path = offer.expedite, ("suppliers", name, "items", item, "expedite")
            if (
                faster is not None
                and faster.vehicle is None
                and faster.inbound is None
                and faster.production_share == 1
            ):
                wrong = "nothing says what is faster about it"
                yield Finding(path, wrong, "add vehicle:, inbound: or production_share: below 1")


def straight_km(begin: Site, end: Site) -> float:
    """Return the length of the great circle between two sites, kilometres (haversine formula)."""
    lon, lat = (radians(end.lon - begin.lon) / 2, radians(end.lat - begin.lat) / 2)
    part = sin(lat) ** 2 + cos(radians(begin.lat)) * cos(radians(end.lat)) * sin(lon) ** 2
    return 2 * EARTH_KM * asin(sqrt(part))


def _flights(scenario: Scenario) -> Iterator[tuple[KeyPath, str, str, str]]:
    """Yield key path, vehicle, and both sites of every way on which a drone may be sent."""
    if all(vehicle.mode == "road" for vehicle in scenario.vehicles.values()):
        return
    yield from _from_suppliers(scenario)
    places = places_by_id(scenario)
    for path, point, stocking in stockings(scenario):
        if stocking.from_ in places and stocking.vehicle is not None:
            yield (*path, "vehicle"), stocking.vehicle, places[stocking.from_].site, places[point.place].site
    for want in wants(scenario):
        place = _served_from(scenario, want)
        if want.vehicle is not None and place in places:
            yield (*want.path, "vehicle"), want.vehicle, places[place].site, want.customer


def _from_suppliers(scenario: Scenario) -> Iterator[tuple[KeyPath, str, str, str]]:
    places = places_by_id(scenario)
    brought = {point for _, point, stocking in stockings(scenario) if stocking.from_ is not None}
    bought: dict[str, list[str]] = {}
    for point in needed(scenario):
        if point not in brought:
            bought.setdefault(point.item, []).append(places[point.place].site)
    for name, supplier in scenario.suppliers.items():
        path: KeyPath = ("suppliers", name)
        origin = supplier.inbound.gateway if supplier.inbound is not None else supplier.site
        for item, offer in supplier.items.items():
            faster = offer.expedite.vehicle if offer.expedite is not None else None
            for site in dict.fromkeys(bought.get(item, ())):
                yield (*path, "vehicle"), supplier.vehicle, origin, site
                if faster is not None:
                    yield (*path, "items", item, "expedite", "vehicle"), faster, origin, site


def _sent_from(scenario: Scenario, place: str) -> dict[str, set[str]]:
    """Return the items that leave a plant or warehouse, each with the vehicles that take it."""
    sent: dict[str, set[str]] = {}
    for _, point, stocking in stockings(scenario):
        if stocking.from_ == place and stocking.vehicle is not None:
            sent.setdefault(point.item, set()).add(stocking.vehicle)
    for want in wants(scenario):
        if want.vehicle is not None and _served_from(scenario, want) == place:
            sent.setdefault(want.item, set()).add(want.vehicle)
    return sent


def _served_from(scenario: Scenario, want: Want) -> str | None:
    return want.place or (home_of(scenario, want.item) if want.item in scenario.items else None)
