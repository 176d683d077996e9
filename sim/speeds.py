"""How long every edge takes: speed by class, area, vehicle and law, and the congestion of the hour."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.tables import read_table
from sim.daytypes import DAY_TYPES
from sim.network import BARRED, ROAD_CLASSES, Bools, Floats, Ints, RoadNetwork
from sim.vehicles import RoadVehicle, goods_kinds

AREAS: tuple[str, ...] = ("core", "urban", "open")
MEAN_PEAK_EXCESS = 0.71
"""Mean of the four cities' peak index less 1; the table of peaks is for a city of this excess."""
KPH = 1 / 3.6
EARTH_RADIUS_KM = 6371.0088


class Congestion(NamedTuple):
    """How much slower than the empty road the links are: those of a class, area and city are alike.

    Attributes
    ----------
    group : (links,) int32
    excess : (day types, groups) float64
        Travel time in the worst hour of the day over that on the empty road, less 1.
    """

    group: Ints
    excess: Floats


@functools.lru_cache(maxsize=8)
def empty_seconds(network: RoadNetwork, vehicle: RoadVehicle) -> Floats:
    """Return the seconds of every link on the empty road, shape (links,); kept for the next call, not to be written to.

    The speed is the class's free-flow speed, scaled where a limit is signed, and at most the legal cap of the vehicle
    and what is signed for goods vehicles. It is inf where the kind of vehicle is barred, or where the vehicle is
    heavier or higher than the signs allow.

    Parameters
    ----------
    network
        The roads.
    vehicle
        What drives.
    """
    area, _ = link_areas(network)
    limit, free, cap, _ = _speed_tables()
    classes = network.link_class
    signed = network.link_maxspeed_kph / limit[classes, area]
    speed = free[classes, area] * np.where(np.isnan(signed), 1.0, signed)
    speed = np.minimum(speed, cap[vehicle.kind][classes])
    if vehicle.kind in goods_kinds():
        speed = np.fmin(speed, network.link_truck_maxspeed_kph)
    barred = (network.link_barred & BARRED[vehicle.kind]) != 0
    barred |= (vehicle.gross_t > network.link_max_t) | (vehicle.height_m > network.link_max_height_m)
    seconds: Floats = np.where(barred, math.inf, network.link_length_m / (speed * KPH))
    seconds.setflags(write=False)
    return seconds


@functools.lru_cache(maxsize=4)
def congestion(network: RoadNetwork) -> Congestion:
    """Return the congestion of a network by groups of like links; kept for the next call, not to be written to.

    The excess of a city's roads is scaled to the city's index, but for motorways and what flows like them.

    Parameters
    ----------
    network
        The roads.
    """
    area, scale = link_areas(network)
    scales, of_link = np.unique(scale, return_inverse=True)
    key = (network.link_class.astype(np.int32) * len(AREAS) + area) * scales.size + of_link
    keys, group = np.unique(key, return_inverse=True)
    place, scaled = np.divmod(keys, scales.size)
    classes, areas = np.divmod(place, len(AREAS))
    peak = _speed_tables()[3][:, classes, areas]
    excess = (peak - 1.0) * np.where(_motorways()[classes], 1.0, scales[scaled])
    found = Congestion(group.astype(np.int32), excess)
    for array in found:
        array.setflags(write=False)
    return found


def link_areas(network: RoadNetwork) -> tuple[Ints, Floats]:
    """Return the area of every link (index into `AREAS`) by its midpoint, and the scale of its city's congestion.

    Parameters
    ----------
    network
        The roads.

    Returns
    -------
    area : (links,) int32
    scale : (links,) float64
        The excess of the city's peak index over that of the mean city; 1 outside of all cities.
    """
    lon, lat = _midpoints(network)
    area = np.full(network.links, AREAS.index("open"), np.int32)
    scale = np.ones(network.links)
    for ring in ("urban", "core"):
        level = AREAS.index(ring)
        for row in read_table("urban_cores.csv"):
            inside = _within(lon, lat, (float(row["lon"]), float(row["lat"])), float(row[f"{ring}_km"]))
            city = (float(row["peak_index"]) - 1.0) / MEAN_PEAK_EXCESS
            scale[inside] = np.where(area[inside] == level, np.maximum(scale[inside], city), city)
            area[inside] = level
    return area, scale


def _midpoints(network: RoadNetwork) -> tuple[Floats, Floats]:
    """Return longitude and latitude of the middle of every link's line by number of points, degrees."""
    points = np.diff(network.first_point)
    before, after = (network.first_point[:-1] + part for part in ((points - 1) // 2, points // 2))
    lon = (network.point_lon[before] + network.point_lon[after]) / 2
    lat = (network.point_lat[before] + network.point_lat[after]) / 2
    return lon, lat


def _within(lon: Floats, lat: Floats, centre: tuple[float, float], radius_km: float) -> npt.NDArray[np.intp]:
    """Return which points lie within a radius of a centre, as indices."""
    height = math.degrees(radius_km / EARTH_RADIUS_KM)
    near = np.flatnonzero(np.abs(lat - centre[1]) <= height)  # most points of a province are farther: look no further
    x = np.radians(lon[near] - centre[0]) * math.cos(math.radians(centre[1]))
    y = np.radians(lat[near] - centre[1])
    found: npt.NDArray[np.intp] = near[np.hypot(x, y) * EARTH_RADIUS_KM <= radius_km]
    return found


@functools.lru_cache(maxsize=1)
def _speed_tables() -> tuple[Floats, Floats, dict[str, Floats], Floats]:
    """Return limit and free flow (classes, areas), caps by kind (classes,), peak factors (days, classes, areas)."""
    shape = (len(ROAD_CLASSES), len(AREAS))
    limit, free, peak = np.full(shape, math.nan), np.full(shape, math.nan), np.full((len(DAY_TYPES), *shape), math.nan)
    rows = read_table("congestion.csv")
    peaks = {(row["class"], row["area"]): [float(row[day]) for day in DAY_TYPES] for row in rows}
    for row in read_table("speeds.csv"):
        at = ROAD_CLASSES.index(row["class"]), AREAS.index(row["area"])
        limit[at], free[at] = float(row["limit_kph"]), float(row["free_flow_kph"])
        peak[:, at[0], at[1]] = peaks[row["flows_like"], row["area"]]
    caps: dict[str, Floats] = {}
    for row in read_table("legal_caps.csv"):
        cap = caps.setdefault(row["kind"], np.full(len(ROAD_CLASSES), math.nan))
        chosen = np.isnan(cap) if row["class"] == "*" else np.arange(cap.size) == ROAD_CLASSES.index(row["class"])
        cap[chosen] = float(row["cap_kph"])
    return limit, free, caps, peak


@functools.lru_cache(maxsize=1)
def _motorways() -> Bools:
    rows = read_table("speeds.csv")
    alike = {row["class"] for row in rows if row["flows_like"] == "motorway"}
    return np.array([name in alike for name in ROAD_CLASSES])


@functools.lru_cache(maxsize=1)
def hour_shares() -> Floats:
    """Return the share of the worst hour's excess in every hour, shape (day types, 24)."""
    rows = {row["day_type"]: row for row in read_table("congestion_hours.csv")}
    return np.array([[float(rows[day][f"h{hour:02d}"]) for hour in range(24)] for day in DAY_TYPES])
