"""How long every edge takes: speed by class, area, vehicle and law, and the congestion of the hour."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from scenarios.tables import read_table
from sim.daytypes import DAY_TYPES, day_type
from sim.errors import InputError
from sim.network import ROAD_CLASSES, Floats, Ints, RoadNetwork

VehicleKind = Literal["truck", "van", "car"]
Bools = npt.NDArray[np.bool_]
AREAS: tuple[str, ...] = ("core", "urban", "open")
MEAN_PEAK_EXCESS = 0.71
"""Mean of the four cities' peak index less 1; the table of peaks is for a city of this excess."""
KPH = 1 / 3.6
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class LinkTimes:
    """What is needed to know the time of every link of a network at any hour, for one kind of vehicle.

    Attributes
    ----------
    empty_s : (links,) float64
        Seconds on the empty road.
    excess : (day types, links) float64
        Travel time in the worst hour of the day over that on the empty road, less 1.
    """

    empty_s: Floats
    excess: Floats

    def seconds(self, day: str, hour: int) -> Floats:
        """Return the seconds of every link, shape (links,), on a type of day at an hour (0 to 23)."""
        kind = DAY_TYPES.index(day)
        factor: Floats = 1.0 + self.excess[kind] * _hour_shares()[kind, hour]
        return self.empty_s * factor


@functools.lru_cache(maxsize=6)
def link_times(network: RoadNetwork, kind: VehicleKind) -> LinkTimes:
    """Return the link times of a kind of vehicle, from the tables of speeds, caps and congestion; kept for the next call.

    The speed on the empty road is the class's free-flow speed, scaled where a limit is signed, and at most the legal
    cap of the vehicle.

    Parameters
    ----------
    network
        The roads.
    kind
        ``truck``, ``van`` or ``car``.

    Raises
    ------
    InputError
        If there is no such kind of vehicle.
    """
    area, scale = link_areas(network)
    limit, free, cap, peak = _speed_tables()
    if kind not in cap:
        message = f"there is no kind of vehicle {kind!r}; there are {', '.join(cap)}"
        raise InputError(message)
    classes = network.link_class
    signed = network.link_maxspeed_kph / limit[classes, area]
    speed = free[classes, area] * np.where(np.isnan(signed), 1.0, signed)
    speed = np.minimum(speed, cap[kind][classes])
    excess = peak[:, classes, area] - 1.0
    scaled = np.where(_motorways()[classes], 1.0, scale)
    return LinkTimes(network.link_length_m / (speed * KPH), excess * scaled)


def edge_seconds(
    network: RoadNetwork,
    kind: VehicleKind,
    moment: dt.datetime | tuple[str, int],
    closed_links: Bools | None = None,
) -> Floats:
    """Return the seconds of every edge, shape (edges,), inf where the road is closed.

    The times are those of the hour of departure and stay the same for the whole trip.

    Parameters
    ----------
    network
        The roads.
    kind
        ``truck``, ``van`` or ``car``.
    moment
        Local date and time of departure, or (day type, hour 0 to 23).
    closed_links : (links,) bool, optional
        True where nobody may drive.
    """
    day, hour = (day_type(moment.date()), moment.hour) if isinstance(moment, dt.datetime) else moment
    seconds = link_times(network, kind).seconds(day, hour)
    if closed_links is not None:
        seconds = np.where(closed_links, math.inf, seconds)
    return seconds[network.edge_link]


def matching_links(network: RoadNetwork, names: Iterable[str]) -> Bools:
    """Return which links are meant by refs, names or ids, shape (links,).

    Upper and lower case are the same. A link with several refs (``G4;G15``) is meant by each of them.

    Parameters
    ----------
    network
        The roads.
    names
        Refs (``G4``), names in either language, or link ids.

    Raises
    ------
    InputError
        If a name fits no link of the network.
    """
    mask = np.zeros(network.links, bool)
    index = _link_index(network)
    for name in names:
        found = index.get(name.strip().casefold())
        if found is None:
            near = difflib.get_close_matches(name.casefold(), index, n=3)
            hint = f"did you mean {', '.join(map(repr, near))}?" if near else "give a ref (G4), a name or a link id"
            message = f"network {network.name!r} of {network.date} has no road {name!r}; {hint}"
            raise InputError(message)
        mask[found] = True
    return mask


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
    points = np.diff(network.first_point)
    before, after = (network.first_point[:-1] + part for part in ((points - 1) // 2, points // 2))
    lon = np.radians((network.point_lon[before] + network.point_lon[after]) / 2)
    lat = np.radians((network.point_lat[before] + network.point_lat[after]) / 2)
    area = np.full(network.links, AREAS.index("open"), np.int32)
    scale = np.ones(network.links)
    for ring in ("urban", "core"):
        level = AREAS.index(ring)
        for row in read_table("urban_cores.csv"):
            x = (lon - math.radians(float(row["lon"]))) * math.cos(math.radians(float(row["lat"])))
            y = lat - math.radians(float(row["lat"]))
            inside = np.hypot(x, y) * EARTH_RADIUS_KM <= float(row[f"{ring}_km"])
            city = (float(row["peak_index"]) - 1.0) / MEAN_PEAK_EXCESS
            scale[inside] = np.where(area[inside] == level, np.maximum(scale[inside], city), city)
            area[inside] = level
    return area, scale


def _link_index(network: RoadNetwork) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    texts = (network.link_id, network.link_name_en, network.link_name_zh)
    for link in range(network.links):
        refs = re.split(r"[;,/]", str(network.link_ref[link]))
        for name in {*(str(text[link]).casefold() for text in texts), *(ref.strip().casefold() for ref in refs)}:
            if name:
                index.setdefault(name, []).append(link)
    return index


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
def _hour_shares() -> Floats:
    rows = {row["day_type"]: row for row in read_table("congestion_hours.csv")}
    return np.array([[float(rows[day][f"h{hour:02d}"]) for hour in range(24)] for day in DAY_TYPES])
