"""The circle of a scenario: its isochrones in both directions, and the circle itself at every hour of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import pandas as pd

from scenarios import Scenario
from sim.access import Position
from sim.daytypes import local_moment
from sim.network import RoadNetwork
from sim.overlays import scenario_profiles
from sim.percentiles import percentile_factor
from sim.profiles import SpeedProfiles
from sim.reach.ground import default_access_m
from sim.reach.isochrone import hours_of, isochrones
from sim.reach.spread import Direction
from sim.routing import THREADS
from sim.travel import TravelTimes
from sim.vehicles import RoadVehicle, scenario_vehicle

OTHER: dict[str, Direction] = {"to": "from", "from": "to"}


def circle(scenario: Scenario, travel_times: TravelTimes) -> gpd.GeoDataFrame:
    """Return all polygons that the map of a scenario shows.

    First the cutoffs of `scenario.reach` at its departure, in its direction and in the other one; then the circle's own
    cutoff at every hour of that day. Loading and unloading are part of the minutes, so a supplier lies in the polygon
    when its door-to-door time does not exceed the cutoff.

    Parameters
    ----------
    scenario
        The scenario.
    travel_times
        Gives the network.

    Returns
    -------
    GeoDataFrame
        As `sim.reach.isochrone.isochrones`; rows are told apart by direction, depart and minutes.
    """
    reach = scenario.reach
    depart = reach.depart.astimezone(travel_times.start.tzinfo)
    cutoffs = sorted({*reach.cutoffs_min, reach.circle_min})
    midnight = depart.replace(hour=0, minute=0, second=0, microsecond=0)
    hours = [midnight.replace(hour=hour) for hour in range(24) if midnight.replace(hour=hour) != depart]
    vehicle = scenario_vehicle(scenario.vehicles[reach.vehicle])
    factor = percentile_factor(reach.percentile, scenario.roads.time_cv)
    day = scenario_profiles(scenario, travel_times.network, vehicle, midnight, 24 + hours_of(max(cutoffs) / factor))
    alike = _alike(day, hours, reach.circle_min / factor * 60)
    jobs: list[tuple[Direction, dt.datetime, Sequence[float]]] = [
        (reach.direction, depart, cutoffs),
        (OTHER[reach.direction], depart, cutoffs),
        *((reach.direction, moment, (reach.circle_min,)) for moment in dict.fromkeys(alike.values())),
    ]
    centre = scenario.sites[reach.centre]
    place = {reach.centre: (centre.lon, centre.lat)}

    def draw(job: tuple[Direction, dt.datetime, Sequence[float]]) -> gpd.GeoDataFrame:
        direction, moment, minutes = job
        return scenario_isochrones(
            scenario,
            travel_times.network,
            place,
            cutoffs_min=minutes,
            depart=moment,
            direction=direction,
            vehicle=vehicle,
            profiles=day,
        )

    with ThreadPoolExecutor(THREADS) as pool:
        drawn = dict(zip(((job[0], job[1]) for job in jobs), pool.map(draw, jobs), strict=True))
    by_hour = [drawn[reach.direction, alike[moment]].assign(depart=moment.isoformat()) for moment in hours]
    frames = [drawn[reach.direction, depart], drawn[OTHER[reach.direction], depart], *by_hour]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=frames[0].crs)


def _alike(day: SpeedProfiles, hours: list[dt.datetime], length_s: float) -> dict[dt.datetime, dt.datetime]:
    """Return for each hour the first one with the same speeds from then on, so that each polygon is drawn once."""
    first: dict[bytes, dt.datetime] = {}
    return {moment: first.setdefault(day.signature(day.second(moment), length_s), moment) for moment in hours}


def scenario_isochrones(  # noqa: PLR0913 - each is one part of what "one hour" means
    scenario: Scenario,
    network: RoadNetwork,
    places: Mapping[str, Position],
    *,
    cutoffs_min: Sequence[float],
    depart: dt.datetime,
    direction: Direction,
    vehicle: RoadVehicle,
    percentile: float | None = None,
    handling_min: float | None = None,
    profiles: SpeedProfiles | None = None,
) -> gpd.GeoDataFrame:
    """Return isochrones with a scenario's access to the roads, closures, percentile and handling.

    Parameters
    ----------
    scenario
        Gives what is not said below.
    network
        The roads.
    places
        Longitude and latitude in degrees, by id.
    cutoffs_min, depart, direction, vehicle
        See `sim.reach.isochrone.isochrones`.
    percentile, handling_min
        The scenario's own where None.
    profiles
        The speeds of that vehicle in this scenario, where they are known already.

    Raises
    ------
    InputError, OffNetworkError
        See `sim.reach.isochrone.isochrones`.
    """
    reach, roads = scenario.reach, scenario.roads
    percentile = reach.percentile if percentile is None else percentile
    depart = local_moment(depart, scenario.timezone)
    if profiles is None:
        start = depart.replace(minute=0, second=0, microsecond=0)
        hours = hours_of(max(cutoffs_min) / percentile_factor(percentile, roads.time_cv))
        profiles = scenario_profiles(scenario, network, vehicle, start, hours)
    handling = reach.loading_min + reach.unloading_min if handling_min is None else handling_min
    return isochrones(
        network,
        places,
        cutoffs_min=cutoffs_min,
        depart=depart,
        direction=direction,
        vehicle=vehicle,
        percentile=percentile,
        time_cv=roads.time_cv,
        handling_min=handling,
        access_m=reach.access_m or default_access_m(network),
        access_speed_kph=roads.access_speed_kph,
        access_detour=roads.access_detour,
        max_access_km=roads.max_access_km,
        timezone=scenario.timezone,
        profiles=profiles,
    )
