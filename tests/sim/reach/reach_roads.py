"""Roads, a place and terms that the tests of reach share: the bundled roads on a Monday, and a straight road."""

from __future__ import annotations

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import numpy as np

from sim.access import Access
from sim.backbone import backbone
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.profiles import SpeedProfiles
from sim.reach.growth import hours_needed
from sim.reach.spread import Direction
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network
from tests.sim.random_roads import START

TRUCK = road_vehicle("truck")
LONGHUA = (114.020, 22.720)
MONDAY = dt.datetime(2023, 1, 16, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
CUTOFFS = (15.0, 30.0, 45.0, 60.0)
DIRECTIONS: tuple[Direction, ...] = ("to", "from")
WAYS = [(direction, arrive) for direction in DIRECTIONS for arrive in (False, True)]


@functools.cache
def roads() -> RoadNetwork:
    return backbone(MONDAY.date())


@functools.cache
def site() -> Access:
    return snap_to_roads(roads(), {"site": LONGHUA}, vehicle=TRUCK)["site"]


def speeds(terms: Terms, cutoffs_min: tuple[float, ...] = CUTOFFS, network: RoadNetwork | None = None) -> SpeedProfiles:
    return speed_profiles(network or roads(), TRUCK, *hours_needed(terms, cutoffs_min))


def two_way_line(**changes: object) -> RoadNetwork:
    """Return three roads in a row, each 6 km long, and an island of a road."""
    nodes = {name: (113.5 + number / 20, 22.5) for number, name in enumerate(("a", "b", "c", "d", "e", "f"))}
    road = [Road(*ends, length_km=6.0) for ends in (("a", "b"), ("b", "c"), ("c", "d"), ("e", "f"))]
    return hand_network(nodes, [road[0]._replace(**changes), *road[1:]])  # type: ignore[arg-type]


def steady(network: RoadNetwork, kph: float) -> SpeedProfiles:
    """Return speeds that never change."""
    seconds = network.link_length_m / (kph / 3.6)
    return SpeedProfiles(START, np.array([np.inf]), np.ones((1, 1)), np.zeros(network.links, np.int32), seconds)
