"""Quickest ways between many places: how far a search goes changes nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.access import Access
from sim.network import RoadNetwork
from sim.pairs import Pairs, Speeds, pairs
from sim.snapping import snap_to_roads
from sim.tripway import ways
from tests.sim.random_roads import profiles_of, rush, street_grid

MOMENTS_S = [0.0, 200.0, 350.0, 700.0, 1000.0, 1800.0, 2400.0, 4000.0]


def grid_speeds(seed: int) -> Speeds:
    network, seconds = street_grid(40, seed)
    return Speeds.of(network, rush(seconds, seed), np.arange(network.links) % 7 / 10)


def some_places(network: RoadNetwork, seed: int) -> list[Access]:
    nodes = np.random.default_rng(seed).integers(0, network.nodes, 12)
    sites = {f"s{i}": (network.node_lon[node], network.node_lat[node]) for i, node in enumerate(nodes)}
    return list(snap_to_roads(network, sites, access_detour=1.0).values())


def alone(speeds: Speeds, places: list[Access], *, arrive: bool) -> list[Pairs]:
    """Return the pairs of each moment and place, found on their own: nothing is known of how far to go."""
    return [pairs(speeds, places, places, [moment_s], arrive=arrive) for moment_s in MOMENTS_S]


@pytest.mark.parametrize("arrive", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_other_moments_took_changes_nothing(seed: int, *, arrive: bool) -> None:
    speeds = grid_speeds(seed)
    places = some_places(speeds.network, seed)
    together = pairs(speeds, places, places, MOMENTS_S, arrive=arrive)
    for i, single in enumerate(alone(speeds, places, arrive=arrive)):
        for name in ("seconds", "km", "toll_cny", "origin_km", "destination_km"):
            assert np.array_equal(getattr(together, name)[i], getattr(single, name)[0], equal_nan=True)
    assert np.ptp(together.seconds.max(axis=(1, 2))) > 0  # not all moments have to go as far


def test_a_place_that_is_out_of_reach_for_a_while_does_not_hide_the_others() -> None:
    network, seconds = street_grid(20, 3)
    factor = np.array([[1.0, 1.0], [math.inf, 1.0], [1.0, 1.0]])
    profile = (np.arange(network.links) < 40).astype(np.int64)
    for ends_s in ([10.0, 1e6], [10.0, math.inf]):
        last = 3 if ends_s[-1] < math.inf else 2
        speeds = Speeds.of(
            network, profiles_of(seconds, 1 - profile, factor[:last], ends_s[: last - 1]), np.zeros(network.links)
        )
        places = some_places(network, 3)
        together = pairs(speeds, places, places, [0.0, 5.0, 100.0])
        for i, moment_s in enumerate([0.0, 5.0, 100.0]):
            single = pairs(speeds, places, places, [moment_s])
            assert np.array_equal(together.seconds[i], single.seconds[0], equal_nan=True)
            assert np.array_equal(together.km[i], single.km[0], equal_nan=True)


@pytest.mark.parametrize("arrive", [False, True])
@pytest.mark.parametrize("within_s", [0.0, 100.0, 400.0, 1e5])
def test_a_guess_of_how_long_the_ways_take_changes_none(within_s: float, *, arrive: bool) -> None:
    speeds = grid_speeds(4)
    place, *others = some_places(speeds.network, 4)
    wanted = ways(speeds, place, others, 500.0, arrive=arrive)
    assert ways(speeds, place, others, 500.0, arrive=arrive, within_s=within_s) == wanted
