"""How places off the road are joined to the network: legs to the nearest points on the roads around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from sim import mercator
from sim.access import Access, Position, straight_km
from sim.boarding import Boarding, boarding
from sim.errors import OffNetworkError
from sim.nearlines import lines_on_map, links_near
from sim.network import Bools, Floats, Ints, RoadNetwork
from sim.offnetwork import OffRoad, nowhere_message, off_message
from sim.vehicles import RoadVehicle

NEAREST = 6
FARTHER_RATIO = 2.0
FARTHER_KM = 1.5
FIRST_REACH_KM = 0.5
REACH_GROWTH = 4.0
END_SHARE = 1e-9
"""So near to an end of a link a point is the end itself."""
HIGHEST_LON, HIGHEST_LAT = 180.0, 85.0


@dataclass(frozen=True)
class Spots:
    """Points on roads near places, by place, the nearest first.

    Attributes
    ----------
    place : (spots,) int
    link : (spots,) int32
    share : (spots,) float64
    lon, lat : (spots,) float64
        The point on the road, degrees.
    km : (spots,) float64
        Straight line between the place and the point.
    """

    place: npt.NDArray[np.intp]
    link: Ints
    share: Floats
    lon: Floats
    lat: Floats
    km: Floats

    def take(self, rows: npt.NDArray[Any]) -> Spots:
        """Return some of the spots."""
        return Spots(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

    @classmethod
    def joined(cls, parts: list[Spots]) -> Spots:
        """Return the spots of several lists as one."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))


def snap_to_roads(
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    vehicle: RoadVehicle | None = None,
    access_speed_kph: float = 30.0,
    access_detour: float = 1.3,
    max_access_km: float = 8.0,
) -> dict[str, Access]:
    """Join places to the network at the nearest points of the roads around.

    A place gets legs to up to six roads, not to the nearest alone: which of them a trip uses is for the shortest path to
    say, so a place beside a motorway far from an interchange is not thrown to the wrong side. Roads twice as far as
    the nearest (and 1.5 km farther) get no leg, so that none swims across an estuary. Where one gets on at all, see
    `sim.boarding.boarding`.

    Parameters
    ----------
    network
        The roads.
    sites
        Longitude and latitude in degrees, by id.
    vehicle
        Gets no leg to roads where it may never drive.
    access_speed_kph
        Speed on the legs.
    access_detour
        Road length over straight line on the legs.
    max_access_km
        Straight line beyond which a place counts as off the network.

    Raises
    ------
    OffNetworkError
        Naming every place that is too far from the network, how far, the nearest road, and whether its longitude and
        latitude look swapped; or if the network has no roads that the vehicle may drive there and back.
    """
    where = boarding(network, vehicle)
    lon, lat = np.array(list(sites.values()), np.float64).reshape(-1, 2).T
    spots = nearest_spots(network, where, lon, lat, max_access_km)
    legs = np.bincount(spots.place, minlength=lon.size)
    if not legs.all():
        if not where.links.size and not where.node.size:
            raise OffNetworkError(nowhere_message(network, vehicle))
        names = list(sites)
        lost = [(names[place], sites[names[place]]) for place in np.flatnonzero(legs == 0)]
        raise OffNetworkError(_explained(network, where, lost, len(sites), max_access_km))
    first = np.concatenate([[0], np.cumsum(legs)])
    return {
        site: _access(
            position, spots.take(np.arange(first[row], first[row + 1])), where, access_speed_kph, access_detour
        )
        for row, (site, position) in enumerate(sites.items())
    }


def nearest_spots(network: RoadNetwork, where: Boarding, lon: Floats, lat: Floats, max_access_km: float) -> Spots:
    """Return the points at which places are joined to the roads, none for places farther away than `max_access_km`.

    Parameters
    ----------
    network
        The roads.
    where
        The links and junctions at which one gets on.
    lon, lat : (places,) float64
        Degrees.
    max_access_km
        Straight line, kilometres.
    """
    waiting = np.flatnonzero(on_earth(lon, lat))
    reach_km = min(FIRST_REACH_KM, max_access_km)
    parts = [_within(network, where, lon[:0], lat[:0], reach_km)]
    while waiting.size:
        spots = _within(network, where, lon[waiting], lat[waiting], reach_km)
        spots, settled = _legs(spots, waiting.size, reach_km, max_access_km)
        parts.append(replace(spots, place=waiting[spots.place]))
        waiting, reach_km = waiting[~settled], min(reach_km * REACH_GROWTH, max_access_km)
    every = Spots.joined(parts)
    return every.take(np.lexsort((every.km, every.place)))


def on_earth(lon: Floats, lat: Floats) -> Bools:
    """Return which places are longitudes and latitudes on the map at all, in degrees; the poles are not."""
    found: Bools = (np.abs(lon) <= HIGHEST_LON) & (np.abs(lat) <= HIGHEST_LAT)
    return found


def nearest_anywhere(network: RoadNetwork, where: Boarding, lon: Floats, lat: Floats) -> Spots:
    """Return the one nearest point on the roads of each place, however far away.

    Parameters
    ----------
    network, where, lon, lat
        See `nearest_spots`.
    """
    shapes = _shapes(network, where, where.links)
    lon, lat = np.nan_to_num(lon), np.nan_to_num(lat)
    inside = np.clip(lon, -HIGHEST_LON, HIGHEST_LON), np.clip(lat, -HIGHEST_LAT, HIGHEST_LAT)
    points = shapely.points(*mercator.to_map(*inside))
    place, shape = shapely.STRtree(shapes).query_nearest(points, all_matches=False)
    return _spots(where, where.links, shapes, points, inside, place, shape)


def _within(network: RoadNetwork, where: Boarding, lon: Floats, lat: Floats, reach_km: float) -> Spots:
    """Return all points on roads within a distance of places, one per link and node, by place, the nearest first."""
    links = links_near(network, where.links, lon, lat, reach_km) if lon.size else where.links[:0]
    shapes = _shapes(network, where, links)
    points = shapely.points(*mercator.to_map(lon, lat))
    reach = reach_km * 1000 * mercator.scale(lat)
    place, shape = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=reach)
    spots = _spots(where, links, shapes, points, (lon, lat), place, shape)
    spots = spots.take(np.lexsort((spots.link, spots.km, spots.place)))
    node = np.where(spots.share == 0, where.start[spots.link], where.end[spots.link]).astype(np.int64)
    between = (spots.share > 0) & (spots.share < 1)
    key = np.where(between, spots.link, network.links + node) + spots.place * np.int64(network.links + network.nodes)
    return spots.take(np.sort(np.unique(key, return_index=True)[1]))


def _shapes(network: RoadNetwork, where: Boarding, links: Ints) -> npt.NDArray[np.object_]:
    """Return the lines of some links and the junctions at which one gets on, as shapes on the map."""
    junctions = shapely.points(*mercator.to_map(network.node_lon[where.node], network.node_lat[where.node]))
    return np.concatenate([lines_on_map(network, links), junctions])


def _spots(
    where: Boarding,
    links: Ints,
    shapes: npt.NDArray[np.object_],
    points: npt.NDArray[np.object_],
    at: tuple[Floats, Floats],
    place: npt.NDArray[np.intp],
    shape: npt.NDArray[np.intp],
) -> Spots:
    """Return the nearest points of shapes to places, pair by pair."""
    link = np.concatenate([links, where.node_link])[shape]
    share = np.concatenate([np.zeros(links.size), where.node_share])[shape]
    lines = shape < links.size
    share[lines] = shapely.line_locate_point(shapes[shape[lines]], points[place[lines]], normalized=True)
    share = np.nan_to_num(share)  # a line without length has no shares
    share[share < END_SHARE] = 0.0
    share[share > 1 - END_SHARE] = 1.0
    on_road = shapes[shape]
    on_road[lines] = shapely.line_interpolate_point(on_road[lines], share[lines], normalized=True)
    lon, lat = mercator.from_map(shapely.get_x(on_road), shapely.get_y(on_road))
    km = straight_km(at[0][place], at[1][place], lon, lat)
    return Spots(place, link.astype(np.int32), share, lon, lat, km)


def _legs(spots: Spots, places: int, reach_km: float, max_access_km: float) -> tuple[Spots, Bools]:
    """Return the spots that become legs, of the places whose legs are all known, and which places these are."""
    first = np.searchsorted(spots.place, np.arange(places + 1))
    found = np.diff(first)
    nearest = np.full(places, np.inf)
    nearest[found > 0] = spots.km[first[:-1][found > 0]]
    limit = np.minimum(max_access_km, np.maximum(nearest * FARTHER_RATIO, nearest + FARTHER_KM))
    settled = (found >= NEAREST) | (limit <= reach_km) | (reach_km >= max_access_km)
    rank = np.arange(spots.place.size) - first[spots.place]
    return spots.take(settled[spots.place] & (rank < NEAREST) & (spots.km <= limit[spots.place])), settled


def _access(at: Position, legs: Spots, where: Boarding, speed_kph: float, detour: float) -> Access:
    km = legs.km * detour
    return Access(
        lon=at[0],
        lat=at[1],
        link=legs.link,
        share=legs.share,
        point_lon=legs.lon,
        point_lat=legs.lat,
        km=km,
        seconds=km / speed_kph * 3600,
        start=where.start[legs.link],
        end=where.end[legs.link],
        along=where.along[legs.link],
        against=where.against[legs.link],
        speed_kph=speed_kph,
        detour=detour,
    )


def _explained(
    network: RoadNetwork, where: Boarding, lost: list[tuple[str, Position]], places: int, max_access_km: float
) -> str:
    """Return the message for places that are too far from the network."""
    lon, lat = np.array([position for _, position in lost]).T
    nearest = nearest_anywhere(network, where, lon, lat)
    swapped = np.bincount(nearest_spots(network, where, lat, lon, max_access_km).place, minlength=len(lost)) > 0
    off = [
        OffRoad(
            site=site,
            lon=position[0],
            lat=position[1],
            on_earth=bool(on_earth(lon, lat)[row]),
            km=float(nearest.km[row]),
            link=int(nearest.link[row]),
            road_lon=float(nearest.lon[row]),
            road_lat=float(nearest.lat[row]),
            swapped=bool(swapped[row]),
        )
        for row, (site, position) in enumerate(lost)
    ]
    return off_message(network, off, places)
