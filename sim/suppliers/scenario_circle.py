"""The circle of a scenario: its isochrones in both directions, and the circle itself at every hour of the day."""

from __future__ import annotations

import functools
import math

import geopandas as gpd
import pandas as pd

from scenarios import Scenario
from sim.closures import scenario_closures
from sim.network import RoadNetwork
from sim.overlays import scenario_profiles
from sim.percentiles import percentile_factor
from sim.reach.asking import ReachOptions
from sim.reach.isochrone import isochrones
from sim.reach.spread import Direction
from sim.restrictions import scenario_restrictions
from sim.travel import TravelTimes
from sim.vehicles import RoadVehicle, scenario_vehicle

OTHER: dict[str, Direction] = {"to": "from", "from": "to"}


def circle(scenario: Scenario, travel_times: TravelTimes) -> gpd.GeoDataFrame:
    """Return all polygons that the map of a scenario shows.

    First the cutoffs of `scenario.reach` at its departure, in its direction and in the other one, drawn exactly; then
    the circle's own cutoff at every hour of that day, drawn fast. Loading and unloading are part of the minutes, so a
    supplier lies in the polygon when its door-to-door time does not exceed the cutoff.

    Parameters
    ----------
    scenario
        The scenario.
    travel_times
        Gives the network.

    Returns
    -------
    GeoDataFrame
        As `sim.isochrones`; rows are told apart by direction, depart and minutes.
    """
    reach, network = scenario.reach, travel_times.network
    depart = reach.depart.astimezone(travel_times.start.tzinfo)
    cutoffs = sorted({*reach.cutoffs_min, reach.circle_min})
    midnight = depart.replace(hour=0, minute=0, second=0, microsecond=0)
    hours = [midnight.replace(hour=hour) for hour in range(24) if midnight.replace(hour=hour) != depart]
    options = scenario_options(scenario, network)
    longest_min = max(cutoffs) / percentile_factor(reach.percentile, scenario.roads.time_cv)
    vehicle = scenario_vehicle(scenario.vehicles[reach.vehicle])
    hours_in_all = 24 + math.ceil(longest_min / 60) + 1
    options["profiles"] = scenario_profiles(scenario, network, vehicle, midnight, hours_in_all)
    other = options.copy()
    other["direction"] = OTHER[reach.direction]
    centre = scenario.sites[reach.centre]
    place = {reach.centre: (centre.lon, centre.lat)}
    draw = functools.partial(isochrones, network, place, access_m=reach.access_m)
    frames = [
        draw(cutoffs_min=cutoffs, depart=depart, **options),
        draw(cutoffs_min=cutoffs, depart=depart, **other),
        draw(cutoffs_min=(reach.circle_min,), depart=hours, mode="fast", **options),
    ]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=frames[0].crs)


def scenario_options(scenario: Scenario, network: RoadNetwork, vehicle: RoadVehicle | None = None) -> ReachOptions:
    """Return what a scenario says of a reach: its closures, bans, access to the roads, percentile, handling, direction.

    Parameters
    ----------
    scenario
        The scenario.
    network
        The roads.
    vehicle
        What drives; the vehicle of `scenario.reach` where missing.

    Returns
    -------
    dict
        For `sim.reached` and `sim.isochrones`.

    Raises
    ------
    InputError
        If a closure or opening names a road that the network does not have.
    """
    reach, roads = scenario.reach, scenario.roads
    return {
        "direction": reach.direction,
        "vehicle": vehicle or scenario_vehicle(scenario.vehicles[reach.vehicle]),
        "percentile": reach.percentile,
        "time_cv": roads.time_cv,
        "handling_min": reach.loading_min + reach.unloading_min,
        "access_speed_kph": roads.access_speed_kph,
        "access_detour": roads.access_detour,
        "max_access_km": roads.max_access_km,
        "closures": scenario_closures(scenario, network),
        "restrictions": scenario_restrictions(scenario),
        "openings": False,
        "timezone": scenario.timezone,
    }
