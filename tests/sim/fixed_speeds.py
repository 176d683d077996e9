"""Times of links and edges at an hour that never ends, by the tables: what the speeds by the clock are held against."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np

from scenarios.roadrules import VehicleKind
from sim.daytypes import DAY_TYPES, day_type
from sim.network import Bools, Floats, RoadNetwork
from sim.speeds import congestion, empty_seconds, hour_shares
from sim.vehicles import road_vehicle


@dataclass(frozen=True)
class LinkTimes:
    """Seconds on the empty road, (links,), and the excess of the worst hour, (day types, links)."""

    empty_s: Floats
    excess: Floats

    def seconds(self, day: str, hour: int) -> Floats:
        """Return the seconds of every link on a type of day at an hour (0 to 23)."""
        kind = DAY_TYPES.index(day)
        factor: Floats = 1.0 + self.excess[kind] * hour_shares()[kind, hour]
        return self.empty_s * factor


def link_times(network: RoadNetwork, kind: VehicleKind) -> LinkTimes:
    """Return the link times of the usual vehicle of a kind."""
    group, excess = congestion(network)
    return LinkTimes(empty_seconds(network, road_vehicle(kind)), excess[:, group])


def edge_seconds(
    network: RoadNetwork,
    kind: VehicleKind,
    moment: dt.datetime | tuple[str, int],
    closed_links: Bools | None = None,
) -> Floats:
    """Return the seconds of every edge in the hour of a moment, inf where the road is closed."""
    day, hour = (day_type(moment.date()), moment.hour) if isinstance(moment, dt.datetime) else moment
    seconds = link_times(network, kind).seconds(day, hour)
    if closed_links is not None:
        seconds = np.where(closed_links, math.inf, seconds)
    return seconds[network.edge_link]
