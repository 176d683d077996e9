"""What a travel-time matrix holds: minutes, kilometres, tolls, carbon dioxide, and the way of every trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sim.access import Access
from sim.errors import InputError
from sim.mercator import CRS
from sim.network import Floats, RoadNetwork
from sim.pairs import Speeds
from sim.profiles import SpeedProfiles
from sim.stages import Counting
from sim.tripway import Way, drawn, road_names, ways
from sim.vehicles import RoadVehicle

SHOWN_ROWS = 10


class Unreachable(NamedTuple):
    """A pair of places between which no road leads at a moment."""

    moment: dt.datetime
    origin: str
    destination: str


@dataclass(frozen=True, eq=False)
class Route:
    """The quickest way of one trip.

    Attributes
    ----------
    origin, destination
        Ids of the places.
    departure, arrival
        Local moments at the doors.
    minutes, km, toll_cny, co2_kg
        From door to door, the access legs included.
    access_origin_km, access_destination_km
        Length of the legs between the doors and the roads, which the line does not show.
    links
        The links in the order they are driven, the first and the last only in part; none for neighbours that go without
        the network.
    roads
        What they are called, each once in a row.
    line
        The way on the roads, cut where the legs meet them, degrees; straight between the doors where there are no links.
    """

    origin: str
    destination: str
    departure: dt.datetime
    arrival: dt.datetime
    minutes: float
    km: float
    toll_cny: float
    co2_kg: float
    access_origin_km: float
    access_destination_km: float
    links: tuple[int, ...]
    roads: tuple[str, ...]
    line: shapely.LineString


@dataclass(frozen=True, eq=False)
class TravelTimeMatrix:
    """Travel times between origins and destinations, leaving at moments or arriving by them.

    Times are exact for speeds that change while one is under way, on the parts of roads at both ends too.

    Attributes
    ----------
    network
        The roads.
    origins, destinations
        Ids, in the order of the arrays' axes.
    moments
        Local departures; arrivals where `arrive` is True.
    arrive
        Whether the moments are those by which one arrives.
    vehicle, co2_kg_per_km
        What drives.
    minutes, km, toll_cny : (moments, origins, destinations) float64
        From door to door, of the quickest way; NaN where no road leads.
    access_origin_km, access_destination_km : same shape
        Length of the access legs, part of `km`. Neighbours that go without the network have all of it at the origin.
    access
        The access legs of every place, by id: of origins and of destinations.
    profiles
        The speeds that hold for each moment.
    link_toll_cny : (links,) float64
    percentile_minutes
        By percentile the minutes that so many sampled days do not exceed, shape as `minutes`; see
        `sim.sampledmatrix.with_percentiles`.
    """

    network: RoadNetwork
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    moments: tuple[dt.datetime, ...]
    arrive: bool
    vehicle: RoadVehicle
    co2_kg_per_km: float
    minutes: Floats
    km: Floats
    toll_cny: Floats
    access_origin_km: Floats
    access_destination_km: Floats
    access: tuple[Mapping[str, Access], Mapping[str, Access]]
    profiles: tuple[SpeedProfiles, ...]
    link_toll_cny: Floats
    percentile_minutes: Mapping[float, Floats] = field(default_factory=dict)

    @property
    def co2_kg(self) -> Floats:
        """Carbon dioxide of every trip, shape as `km`."""
        return self.km * self.co2_kg_per_km

    @property
    def unreachable(self) -> list[Unreachable]:
        """The trips that no road allows, in the order of the axes."""
        return [
            Unreachable(self.moments[moment], self.origins[origin], self.destinations[destination])
            for moment, origin, destination in np.argwhere(np.isnan(self.minutes)).tolist()
        ]

    def frame(self) -> pd.DataFrame:
        """Return a row per trip, in the order of the axes.

        Columns: departure (local), origin, destination, minutes, km, toll_cny, co2_kg, access_origin_km and
        access_destination_km; minutes_p90 and the like for percentiles; in a matrix of arrivals also arrive_by. NaN,
        and no departure, where no road leads.
        """
        shape = self.minutes.shape
        moment, origin, destination = (axis.ravel() for axis in np.indices(shape, dtype=np.int32))
        moments = pd.DatetimeIndex(self.moments).as_unit("ms").take(moment)
        leaving = moments - pd.to_timedelta(self.minutes.ravel(), unit="min").ceil("ms") if self.arrive else moments
        columns: dict[str, object] = {
            "departure": leaving.as_unit("ms"),
            "origin": pd.array(list(self.origins), dtype="str").take(origin),
            "destination": pd.array(list(self.destinations), dtype="str").take(destination),
            "minutes": self.minutes.ravel(),
            "km": self.km.ravel(),
            "toll_cny": self.toll_cny.ravel(),
            "co2_kg": self.co2_kg.ravel(),
            "access_origin_km": self.access_origin_km.ravel(),
            "access_destination_km": self.access_destination_km.ravel(),
            **{f"minutes_p{at:g}": minutes.ravel() for at, minutes in self.percentile_minutes.items()},
        }
        return pd.DataFrame({**columns, "arrive_by": moments} if self.arrive else columns)

    def route(self, origin: str, destination: str, moment: dt.datetime | None = None) -> Route | None:
        """Return the quickest way of one trip; None where no road leads.

        Parameters
        ----------
        origin, destination
            Ids.
        moment
            One of the matrix's moments; the first where None.

        Raises
        ------
        InputError
            If the matrix has no such place or moment.
        """
        at = 0
        if moment is not None:
            wanted = moment.replace(tzinfo=self.moments[0].tzinfo) if moment.tzinfo is None else moment
            at = _index(self.moments, wanted, "moment")
        start, end = _index(self.origins, origin, "origin"), _index(self.destinations, destination, "destination")
        return next(self._routes(at, slice(start, start + 1), slice(end, end + 1)), None)

    def routes(self, progress: Counting | None = None) -> gpd.GeoDataFrame:
        """Return the quickest ways of all trips that roads allow, with their lines on the roads, EPSG:4326.

        Parameters
        ----------
        progress
            Told how many of how many searches are done.

        Returns
        -------
        GeoDataFrame
            The columns of `frame` (departure as ISO text) and roads (text); by moment, and by the places searched from:
            origins, or destinations in a matrix of arrivals.
        """
        every = slice(None)
        found: list[Route] = []
        searches = [
            (at, place)
            for at in range(len(self.moments))
            for place in range(len(self.destinations if self.arrive else self.origins))
        ]
        for done, (at, place) in enumerate(searches, 1):
            one = slice(place, place + 1)
            found += self._routes(at, every, one) if self.arrive else self._routes(at, one, every)
            if progress:
                progress(done, len(searches))
        names = (
            "origin",
            "destination",
            "minutes",
            "km",
            "toll_cny",
            "co2_kg",
            "access_origin_km",
            "access_destination_km",
        )
        table = {
            "departure": [route.departure.isoformat(timespec="seconds") for route in found],
            **{name: [getattr(route, name) for route in found] for name in names},
            "roads": [", ".join(route.roads) for route in found],
        }
        return gpd.GeoDataFrame(table, geometry=[route.line for route in found], crs=CRS)

    def _routes(self, at: int, origins: slice, destinations: slice) -> Iterator[Route]:
        """Yield the ways of one moment between some places, of which those that are searched from are one."""
        speeds = Speeds.of(self.network, self.profiles[at], self.link_toll_cny)
        starts, ends = self.origins[origins], self.destinations[destinations]
        first, last = [self.access[0][start] for start in starts], [self.access[1][end] for end in ends]
        place, others = (last[0], first) if self.arrive else (first[0], last)
        moment_s = self.profiles[at].second(self.moments[at])
        trips = [(start, end) for start in starts for end in ends]
        for trip, way in zip(trips, ways(speeds, place, others, moment_s, arrive=self.arrive), strict=True):
            if way is not None:
                yield self._route(at, *trip, way)

    def _route(self, at: int, origin: str, destination: str, way: Way) -> Route:
        took = dt.timedelta(seconds=way.seconds)
        moment = self.moments[at].astimezone(dt.UTC)
        departure, arrival = (moment - took, moment) if self.arrive else (moment, moment + took)
        zone = self.moments[at].tzinfo
        doors = [(access.lon, access.lat) for access in (self.access[0][origin], self.access[1][destination])]
        links = tuple(piece.link for piece in way.pieces)
        return Route(
            origin=origin,
            destination=destination,
            departure=departure.astimezone(zone),
            arrival=arrival.astimezone(zone),
            minutes=way.seconds / 60,
            km=way.km,
            toll_cny=way.toll_cny,
            co2_kg=way.km * self.co2_kg_per_km,
            access_origin_km=way.origin_km,
            access_destination_km=way.destination_km,
            links=links,
            roads=road_names(self.network, links),
            line=drawn(self.network, way.pieces) if links else shapely.LineString(doors),
        )

    def _repr_html_(self) -> str:
        """Show what it is and its first rows."""
        what = "arriving by" if self.arrive else "leaving at"
        moments = ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in self.moments[:3])
        more = f" and {len(self.moments) - 3} more" if len(self.moments) > 3 else ""  # noqa: PLR2004
        return (
            f"<p>{len(self.origins)} origins × {len(self.destinations)} destinations by {self.vehicle.kind}, {what} "
            f"{moments}{more}; {int(np.isnan(self.minutes).sum())} unreachable</p>"
            f"{self.frame().head(SHOWN_ROWS).to_html(index=False)}"
        )


def _index(known: tuple[object, ...], wanted: object, what: str) -> int:
    try:
        return known.index(wanted)
    except ValueError as error:
        some = ", ".join(map(str, known[:SHOWN_ROWS]))
        message = (
            f"the matrix has no {what} {str(wanted)!r}; there are {some}{', …' if len(known) > SHOWN_ROWS else ''}"
        )
        raise InputError(message) from error
