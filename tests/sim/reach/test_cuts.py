"""Where roads cross a cutoff, against a dense resampling of the roads, and the table of what is reached."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from pyproj import Geod

from sim.network import RoadNetwork
from sim.pairs import Speeds, pairs
from sim.reach.cuts import cut_points
from sim.reach.growth import extents
from sim.reach.roadlayer import road_layer
from sim.reach.spread import Direction
from sim.reach.terms import Terms
from tests.sim.hand_roads import Road, hand_network
from tests.sim.random_roads import START
from tests.sim.reach.reach_roads import MONDAY, TRUCK, WAYS, roads, site, speeds, steady, two_way_line
from tests.sim.reach.slow_reach import place_on
from tests.sim.slow_routing import slow_seconds, steps_of, through

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_a_trip_between_the_place_and_a_cut_takes_the_cutoff(direction: Direction, arrive: bool) -> None:
    terms = Terms(MONDAY.replace(hour=8, minute=40), TRUCK, direction, arrive, handling_min=4)
    profiles, cutoffs = speeds(terms, (25.0, 45.0)), (25.0, 45.0)
    found = cut_points(roads(), extents(roads(), profiles, site(), terms, cutoffs)[0], cutoffs, [site()])
    assert min((found.minutes == cutoff).sum() for cutoff in cutoffs) > 20
    chosen = np.arange(0, found.link.size, 4)
    others = [
        dataclasses.replace(place_on(roads(), [(int(found.link[row]), float(found.share[row]), 0.0)]), lon=0.0, lat=0.0)
        for row in chosen
    ]
    ends = (others, [site()]) if direction == "to" else ([site()], others)
    for cutoff in cutoffs:
        moment_s = profiles.second(terms.moment)
        if arrive:
            moment_s -= (cutoff - 4) * 60
        trips = pairs(Speeds.of(roads(), profiles, np.zeros(roads().links)), *ends, [moment_s]).seconds.ravel()
        same = found.minutes[chosen] == cutoff
        assert trips[same] == pytest.approx((cutoff - 4) * 60, abs=1e-3)


def crooked() -> RoadNetwork:
    """Return a few crooked roads of 2 to 15 km, one of them one-way."""
    nodes = {"a": (113.50, 22.50), "b": (113.58, 22.52), "c": (113.55, 22.60), "d": (113.64, 22.61)}
    bends = ((113.53, 22.53), (113.531, 22.525), (113.56, 22.50))
    kinds = [
        Road("a", "b", bends=bends),
        Road("b", "c", one_way=True, bends=((113.56, 22.57),)),
        Road("c", "a"),
        Road("c", "d", bends=((113.60, 22.62), (113.60, 22.60))),
        Road("b", "d"),
    ]
    return hand_network(nodes, kinds)


@pytest.mark.parametrize("cutoff_min", [4.0, 9.5, 14.0])
def test_cuts_lie_within_a_metre_of_a_dense_resampling(cutoff_min: float) -> None:
    """Every road as points a metre apart on the ellipsoid; the last one in time on each side of it is the cut."""
    network = crooked()
    profiles = dataclasses.replace(steady(network, 45), slot_end_s=np.array([200.0, 500.0, np.inf]))
    profiles = dataclasses.replace(profiles, factor=np.array([[1.3], [0.9], [1.7]]))
    access = place_on(network, [(0, 0.0, 30.0)])
    found = cut_points(
        network, extents(network, profiles, access, Terms(START, TRUCK, "from"), (cutoff_min,))[0], [cutoff_min]
    )
    cuts = sorted(zip(found.link.tolist(), found.lon.tolist(), found.lat.tolist(), strict=True))
    expected = sorted(
        dense_cuts(network, profiles.factor[:, 0].tolist(), profiles.slot_end_s.tolist(), cutoff_min * 60)
    )
    assert len(expected) > 0
    assert [cut[0] for cut in cuts] == [cut[0] for cut in expected]
    for cut in cuts:
        gap = min(GEOD.inv(*cut[1:], *other[1:])[2] for other in expected if other[0] == cut[0])
        assert gap <= 1.0


def dense_cuts(
    network: RoadNetwork, factor: list[float], ends_s: list[float], budget_s: float
) -> list[tuple[int, float, float]]:
    """Return the last point in time of every road that is entered and not passed, of points a metre apart."""
    empty_s = (network.link_length_m / (45 / 3.6)).tolist()
    profiles = dataclasses.replace(steady(network, 45), slot_end_s=np.array(ends_s), factor=np.array(factor)[:, None])
    at_node = slow_seconds(steps_of(network, against=False), profiles, [(0, 30.0)], 0.0, math.inf)
    ahead: dict[int, list[np.ndarray]] = {}
    for edge in range(network.edges):
        link = int(network.edge_link[edge])
        line = network.line(link)[:: -1 if network.edge_reversed[edge] else 1]
        points = np.concatenate([between(line[at], line[at + 1]) for at in range(len(line) - 1)])
        gone = np.cumsum(np.append(0.0, GEOD.inv(*points[:-1].T, *points[1:].T)[2]))
        times = [
            through(empty_s[link] * along, factor, ends_s, float(at_node[network.edge_tail[edge]]))
            for along in gone / gone[-1]
        ]
        within = np.array(times) <= budget_s
        if within.any():
            ahead.setdefault(link, []).append(points[within])
    cuts = []
    for link, reached in ahead.items():
        whole_m = float(GEOD.line_length(*network.line(link).T))
        lengths = [float(GEOD.line_length(*points.T)) for points in reached]
        if sum(lengths) < whole_m - 2:
            cuts += [
                (link, *points[-1].tolist()) for points, length in zip(reached, lengths, strict=True) if length > 1
            ]
    return cuts


def between(begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return points at most a metre apart on a straight piece, the second end left out but for one in a million."""
    count = math.ceil(GEOD.inv(*begin, *end)[2])
    share = np.linspace(0, 1 - 1e-6, count + 1)[:, None]
    points: np.ndarray = begin + share * (end - begin)
    return points


def test_a_one_way_road_is_not_cut_behind_the_place() -> None:
    network = two_way_line(one_way=True)
    access = place_on(network, [(0, 0.25, 0.0)])
    (extent,) = extents(network, steady(network, 60), access, Terms(START, TRUCK, "from"), (3.0,))[0]
    assert extent.stretches.begin.tolist() == [0.25]
    found = cut_points(network, [extent], [3.0], [access])
    assert found.share.tolist() == pytest.approx([0.75])
    assert found.minutes.tolist() == [3.0]
    assert found.lon.tolist() == pytest.approx([113.5 + 0.05 * 0.75], abs=1e-6)
    assert cut_points(network, [extent], [3.0]).share.tolist() == pytest.approx([0.25, 0.75])


def test_the_layer_of_roads_has_every_part_once_with_its_cutoff() -> None:
    network = two_way_line()
    access = place_on(network, [(1, 0.5, 0.0)])
    cutoffs = (2.0, 6.0)
    found = extents(network, steady(network, 60), access, Terms(START, TRUCK), cutoffs)[0]
    table = road_layer(network, cutoffs, [extent.stretches for extent in found])
    assert table["minutes"].tolist() == [2.0, 6.0, 6.0, 6.0, 6.0]
    assert table["link"].tolist() == [1, 0, 1, 1, 2]
    assert table["begin"].tolist() == pytest.approx([1 / 6, 0.5, 0.0, 5 / 6, 0.0])
    assert table["end"].tolist() == pytest.approx([5 / 6, 1.0, 1 / 6, 1.0, 0.5])
    assert table["km"].tolist() == pytest.approx([4.0, 3.0, 1.0, 1.0, 3.0])
    assert table.geometry.iloc[1].coords[-1] == pytest.approx(table.geometry.iloc[2].coords[0])


def test_nothing_reached_is_an_empty_table_and_no_cuts() -> None:
    network = two_way_line()
    terms = Terms(START, TRUCK, handling_min=10)
    found = extents(network, steady(network, 60), place_on(network, [(1, 0.5, 0.0)]), terms, (5.0,))[0]
    assert road_layer(network, (5.0,), [found[0].stretches]).empty
    assert cut_points(network, found, (5.0,)).link.size == 0
