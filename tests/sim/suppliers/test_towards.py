"""Searching towards one place: the same seconds as the search of everything."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.backbone import backbone
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.reliability import possible_days
from sim.snapping import snap_to_roads
from sim.sources.build import build_roads
from sim.suppliers.towards import FIRST_LOOK_S, seconds_towards
from sim.tolls import link_tolls
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import POSITIONS, hand_networks, somewhere
from tests.sim.random_roads import rush

MONDAY = dt.datetime(2023, 1, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
TRUCK = road_vehicle("truck")


def compared(
    network: RoadNetwork, profiles: SpeedProfiles, places: dict[str, tuple[float, float]], moments: list[float]
) -> np.ndarray:
    """Return the seconds from all places to the first one, checked against `pairs` to the bit."""
    access = list(snap_to_roads(network, places, vehicle=TRUCK, max_access_km=80).values())
    speeds = Speeds.of(network, profiles, link_tolls(network, 1))
    found = seconds_towards(speeds, access, access[0], moments)
    assert np.array_equal(found, pairs(speeds, access, access[:1], moments).seconds[:, :, 0], equal_nan=True)
    return found


@given(network=hand_networks(), places=st.lists(POSITIONS, min_size=2, max_size=5), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_any_roads_with_speeds_that_jump(network: RoadNetwork, places: list[tuple[float, float]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    profiles = rush(rng.uniform(10, 600, network.links) * rng.choice([1, 1, 1, math.inf], network.links), seed)
    compared(network, profiles, {str(number): at for number, at in enumerate(places)}, [0.0, 700.0, 3000.0])


def test_the_backbone_by_the_hour_and_on_other_days() -> None:
    network = backbone(MONDAY.date())
    profiles = speed_profiles(network, TRUCK, MONDAY, 48)
    hours = [3600.0 * hour for hour in (0, 7, 8, 18)]
    usual = compared(network, profiles, somewhere(12, seed=1), hours)
    other = compared(network, possible_days(network, profiles, seed=3).day(0), somewhere(12, seed=1), hours)
    assert np.all(usual[1] >= usual[0])
    assert not np.array_equal(usual, other)


def test_a_trip_that_waits_for_longer_than_the_first_look() -> None:
    network = backbone(MONDAY.date())
    profiles = speed_profiles(network, TRUCK, MONDAY, 48)
    shut = profiles.factor.copy()
    shut[:6] = math.inf
    waiting = SpeedProfiles(profiles.start, profiles.slot_end_s, shut, profiles.link_profile, profiles.link_empty_s)
    found = compared(network, waiting, somewhere(4, seed=2), [0.0])
    assert np.nanmin(found[0, 1:]) > 6 * 3600 > FIRST_LOOK_S
    never = SpeedProfiles(
        profiles.start,
        profiles.slot_end_s,
        profiles.factor,
        profiles.link_profile,
        np.full_like(profiles.link_empty_s, math.inf),
    )
    assert np.isnan(compared(network, never, somewhere(4, seed=2), [0.0])[0, 1:]).all()


def test_real_roads(osm_data: Path) -> None:
    network = build_roads(osm_data / "prd-major-roads-2021.osm.pbf")
    profiles = speed_profiles(network, TRUCK, MONDAY, 48)
    west, east = network.node_lon.min(), network.node_lon.max()
    south, north = network.node_lat.min(), network.node_lat.max()
    rng = np.random.default_rng(5)
    places = {str(number): (rng.uniform(west, east), rng.uniform(south, north)) for number in range(8)}
    found = compared(network, profiles, places, [3600.0 * 8, 3600.0 * 12])
    assert np.nanmax(found) > 1800
