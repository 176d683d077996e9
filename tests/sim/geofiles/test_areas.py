"""Minutes by area: closed forms on lines, brute force on real roads, and what holds for all."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.geofiles.areas import ladder, times_by_area
from sim.geofiles.hexagons import hexagons
from sim.network import RoadNetwork
from sim.reach.along import points_along
from sim.reach.stretches import Stretches, stretches
from sim.roads import open_roads
from tests.sim.hand_roads import Road, hand_network

# along a parallel, so that shares of length are shares of longitude; 20 minutes from end to end
LINE = hand_network({"A": (114.0, 22.6), "B": (114.2, 22.6)}, [Road("A", "B", length_km=20.0)])


def _boxes(*bounds: tuple[float, float]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(west, 22.5, east, 22.7) for west, east in bounds]
    return gpd.GeoDataFrame({"area": [f"area {number}" for number in range(len(shapes))]}, geometry=shapes, crs=4326)


def _from_a(cutoffs: list[float]) -> dict[float, Stretches]:
    """Return what is reached from A, a minute each kilometre."""
    return {cutoff: stretches([0], [0.0], [min(cutoff / 20, 1.0)]) for cutoff in cutoffs}


def test_a_line_from_its_end() -> None:
    areas = _boxes((113.9, 114.05), (114.05, 114.3), (113.0, 113.1))
    found = times_by_area(LINE, np.array([0.0, np.inf]), _from_a([10.0, 15.0]), areas)
    assert found["area"].tolist() == ["area 0", "area 1", "area 2"]
    assert found["road_km"].to_numpy() == pytest.approx([5, 15, 0], abs=1e-6)
    assert found["reached_km"].to_numpy() == pytest.approx([5, 10, 0], abs=1e-6)
    assert found["minutes_min"].to_numpy() == pytest.approx([0, 5, np.nan], abs=1e-6, nan_ok=True)
    assert found["minutes_max"].to_numpy() == pytest.approx([5, 15, np.nan], abs=1e-6, nan_ok=True)
    assert found["minutes_mean"].to_numpy() == pytest.approx([2.5, 10, np.nan], abs=1e-6, nan_ok=True)
    assert found["minutes_median"].to_numpy() == pytest.approx([2.5, 10, np.nan], abs=1e-6, nan_ok=True)
    assert found["share_within_10"].to_numpy() == pytest.approx([1, 1 / 3, np.nan], abs=1e-6, nan_ok=True)
    assert found["share_within_15"].to_numpy() == pytest.approx([1, 2 / 3, np.nan], abs=1e-6, nan_ok=True)
    assert found.geometry.tolist() == areas.geometry.tolist()


def test_a_road_reached_from_both_ends_is_told_to_one_step() -> None:
    """Both ends are 2 minutes away and the middle 12; with the ends alone it would be 2 everywhere."""
    cutoffs = [12.0]
    rungs = ladder(cutoffs)
    within = {
        cutoff: stretches([0, 0], [0.0, 1 - (cutoff - 2) / 20], [(cutoff - 2) / 20, 1.0]) if cutoff > 2 else _NOTHING
        for cutoff in rungs
    }
    found = times_by_area(LINE, np.array([2.0, 2.0]), within, _boxes((113.9, 114.3)), cutoffs).iloc[0]
    assert found["minutes_max"] == pytest.approx(12, abs=1.0)
    assert found["minutes_mean"] == pytest.approx(7, abs=0.1)
    assert found["minutes_median"] == pytest.approx(7, abs=1e-6)
    alone = times_by_area(LINE, np.array([2.0, 2.0]), {12.0: within[12.0]}, _boxes((113.9, 114.3))).iloc[0]
    assert alone["minutes_median"] == pytest.approx(2, abs=1e-6)
    assert [name for name in found.index if name.startswith("share")] == ["share_within_12"]


_NOTHING = Stretches(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))


def test_a_ring_is_cut_where_it_crosses() -> None:
    """The ring begins in the middle of one of the pieces."""
    corners = ((114.1, 22.65), (114.1, 22.55), (113.9, 22.55), (113.9, 22.65))
    ring = hand_network({"A": (114.0, 22.65)}, [Road("A", "A", bends=corners)])
    areas = _boxes((113.8, 113.95), (113.95, 114.05), (114.05, 114.2))
    found = times_by_area(ring, np.array([0.0]), {60.0: stretches([0], [0.0], [1.0])}, areas)
    whole = ring.link_length_m[0] / 1000
    assert found["road_km"].sum() == pytest.approx(whole, rel=1e-6)
    assert found["road_km"].iloc[0] == pytest.approx(found["road_km"].iloc[2], rel=1e-3)
    assert found["share_within_60"].to_numpy() == pytest.approx(1.0)


def test_ladder_holds_the_cutoffs_and_ends_with_the_largest() -> None:
    assert ladder([2.5, 4.0]) == [1.0, 2.0, 2.5, 3.0, 4.0]
    assert ladder([45.0], 15.0) == [15.0, 30.0, 45.0]
    assert ladder([0.5]) == [0.5]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.5, 25), min_size=1, max_size=6, unique=True),
    st.lists(st.floats(113.9, 114.3), min_size=2, max_size=6, unique=True),
)
def test_what_holds_for_all(cutoffs: list[float], borders: list[float]) -> None:
    borders.sort()
    areas = _boxes(*itertools.pairwise(borders))
    end = 20.0 if max(cutoffs) >= 20 else np.inf
    found = times_by_area(LINE, np.array([0.0, end]), _from_a(cutoffs), areas)
    inside = np.clip([114.0, 114.2], borders[0], borders[-1])
    assert found["road_km"].sum() == pytest.approx((inside[1] - inside[0]) * 100, abs=1e-6)
    there = found[found["reached_km"] > 1e-9]
    order = there[["minutes_min", "minutes_median", "minutes_max"]].to_numpy()
    assert (np.diff(order, axis=1) >= -1e-6).all()
    assert there["minutes_mean"].between(there["minutes_min"] - 1e-6, there["minutes_max"] + 1e-6).all()
    assert (there["minutes_max"] <= min(max(cutoffs), 20) + 1e-6).all()
    shares = found.filter(like="share_within").dropna().to_numpy()
    assert ((shares >= 0) & (shares <= 1 + 1e-9)).all()
    assert (np.diff(shares, axis=1) >= -1e-9).all()


def _by_points(network: RoadNetwork, within: dict[float, Stretches], areas: gpd.GeoDataFrame) -> np.ndarray:
    """Return road_km and km within each cutoff by area, from a point every 50 m."""
    count = np.ceil(network.link_length_m / 50).astype(int)
    link = np.repeat(np.arange(network.links, dtype=np.int32), count)
    share = (np.concatenate([np.arange(each) for each in count]) + 0.5) / np.repeat(count, count)
    km = np.repeat(network.link_length_m / count, count) / 1000
    points = shapely.points(*points_along(network, link, share))
    area, point = shapely.STRtree(points).query(areas.geometry.to_numpy(), predicate="contains")
    columns = [np.bincount(area, km[point], minlength=len(areas))]
    for held in within.values():
        begin, end = np.full((2, network.links), 2.0)
        begin[held.link], end[held.link] = held.begin, held.end
        reached = (share >= begin[link]) & (share < end[link])
        columns.append(np.bincount(area, (km * reached)[point], minlength=len(areas)))
    return np.column_stack(columns)


def test_lengths_agree_with_points_along_the_backbone() -> None:
    network = open_roads("backbone")
    rng = np.random.default_rng(4)
    link = np.arange(0, network.links, 2, dtype=np.int32)
    begin, first, second = np.sort(rng.random((3, link.size)), axis=0)
    within = {30.0: Stretches(link, begin, first), 60.0: Stretches(link, begin, second)}
    areas = hexagons((113.6, 22.5, 114.3, 23.1), 6)
    found = times_by_area(network, np.full(network.nodes, 45.0), within, areas)
    got = np.column_stack([found["road_km"], *(found[f"share_within_{each}"] * found["road_km"] for each in (30, 60))])
    expected = _by_points(network, within, areas)
    assert len(areas) > 100
    assert np.nan_to_num(got).sum(axis=0) == pytest.approx(expected.sum(axis=0), rel=2e-3)
    assert np.abs(np.nan_to_num(got) - expected).max() < 0.5
