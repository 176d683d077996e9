"""Sites and places inside an area in which a vehicle may not drive at certain hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely

from scenarios import Scenario
from scenarios.roadrules import RoadChoice, RoadRestriction
from sim.access import Position
from sim.restrictions import concerns, in_force, scenario_restrictions
from sim.vehicles import RoadVehicle, road_vehicles, scenario_vehicle


@dataclass(frozen=True)
class BannedSite:
    """A vehicle that waits at a site, or on the way to it, while a restriction of the roads around is in force.

    Attributes
    ----------
    site, vehicle, restriction
        Ids of the scenario.
    hours
        Hours of the restriction, as ``07:00-09:00``.
    """

    site: str
    vehicle: str
    restriction: str
    hours: tuple[str, ...]


@dataclass(frozen=True)
class BannedPlace:
    """A place at which a vehicle may not drive while a restriction is in force.

    Attributes
    ----------
    place, restriction
        Their ids.
    hours
        Hours of the restriction, as ``07:00-09:00``.
    """

    place: str
    restriction: str
    hours: tuple[str, ...]


def banned_places(
    places: Mapping[str, Position],
    vehicle: RoadVehicle,
    restrictions: Mapping[str, RoadRestriction],
    start: dt.datetime,
    end: dt.datetime,
) -> tuple[BannedPlace, ...]:
    """Return which places lie inside an area that is shut to a vehicle at some time between two moments.

    Only areas all of whose roads are restricted count. Motorways that are left out of a restriction may still lead away
    from the place.

    Parameters
    ----------
    places
        Longitude and latitude in degrees, by id.
    vehicle
        What drives.
    restrictions
        By id.
    start, end
        Aware moments; the time zone of the first is that of the clock.
    """
    rules = _area_rules(restrictions, start, end)
    return tuple(
        BannedPlace(place, key, rule.hours)
        for place, (lon, lat) in places.items()
        for key, rule in rules
        if concerns(rule, vehicle, key) and _inside(rule, lon, lat)
    )


def banned_sites(scenario: Scenario) -> tuple[BannedSite, ...]:
    """Return which vehicles of a scenario have to serve sites inside an area that is shut to them at certain hours.

    Only areas all of whose roads are restricted count, and only restrictions that are in force at some time of the
    scenario. Motorways that are left out of a restriction may still lead away from the site.

    Parameters
    ----------
    scenario
        Its suppliers, plants and demands say which vehicles drive where.
    """
    restrictions = _area_rules(scenario_restrictions(scenario), scenario.start, scenario.end)
    vehicles = {name: scenario_vehicle(vehicle) for name, vehicle in road_vehicles(scenario).items()}
    return tuple(
        BannedSite(site, vehicle, key, rule.hours)
        for site, vehicle in sorted(set(_served(scenario)))
        if vehicle in vehicles
        for key, rule in restrictions
        if concerns(rule, vehicles[vehicle], key) and _inside(rule, scenario.sites[site].lon, scenario.sites[site].lat)
    )


def _area_rules(
    restrictions: Mapping[str, RoadRestriction], start: dt.datetime, end: dt.datetime
) -> list[tuple[str, RoadRestriction]]:
    """Return the restrictions of whole areas that are in force at some time between two moments."""
    return [
        (key, rule)
        for key, rule in restrictions.items()
        if not (rule.roads or rule.classes) and in_force(rule, start, end)
    ]


def _served(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield sites on the roads and vehicles that go there."""
    plants = [plant.site for plant in scenario.plants.values()]
    for supplier in scenario.suppliers.values():
        begin = supplier.inbound.gateway if supplier.inbound else supplier.site
        yield from ((site, supplier.vehicle) for site in (begin, *plants))
    for demand in scenario.demands.values():
        yield from ((site, demand.vehicle) for site in (demand.customer, *plants))


def _inside(rule: RoadChoice, lon: float, lat: float) -> bool:
    areas = [] if rule.bbox is None else [shapely.box(*rule.bbox)]
    if rule.polygon is not None:
        areas.append(shapely.make_valid(shapely.Polygon(rule.polygon)))
    return all(bool(shapely.intersects_xy(area, lon, lat)) for area in areas)
