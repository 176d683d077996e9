"""The minutes between a place and every node: against slow searches, the matrix of trips, and SciPy."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.access import Access
from sim.closures import Closure
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.reach import nodetimes
from sim.reach.growth import extents, hours_needed, sampled_days
from sim.reach.nodetimes import node_minutes
from sim.reach.spread import Direction, spread
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from tests.sim.random_roads import START, Timed, timed_roads
from tests.sim.reach.reach_roads import MONDAY, TRUCK, WAYS, roads, site, speeds, steady, two_way_line
from tests.sim.reach.slow_reach import SlowReach, busy_roads, place_on, places

HALF_S = 0.5
ROUNDING_S = 1e-4
FUTIAN = (114.055, 22.541)


@settings(max_examples=80, deadline=None)
@given(st.one_of(busy_roads(), timed_roads()), st.sampled_from(WAYS), st.floats(-50, 250), st.floats(0.5, 4), st.data())
def test_every_node_is_as_late_as_a_slow_search_says(
    timed: Timed, way: tuple[Direction, bool], moment_s: float, cutoff_min: float, data: st.DataObject
) -> None:
    """Within half a second, or exactly where one search is enough: in reach with a little more time, not with less."""
    network = timed.network
    profiles = dataclasses.replace(timed.profiles, slot_end_s=np.round(timed.profiles.slot_end_s, 3))
    access, moment = data.draw(places(network)), START + dt.timedelta(seconds=moment_s + 0.123457)
    terms = Terms(moment, TRUCK, *way)
    seconds = node_minutes(network, profiles, access, terms, cutoff_min) * 60
    exact = (terms.direction == "to") == terms.arrive
    off_s = ROUNDING_S if exact else HALF_S + ROUNDING_S

    def reached(budget_s: float) -> np.ndarray:
        leave_s = profiles.second(moment) - (budget_s if terms.arrive else 0.0)
        return SlowReach(network, profiles, access, terms.direction, leave_s, budget_s).nodes()

    late = reached(cutoff_min * 60 + ROUNDING_S)
    assert not (np.isfinite(seconds) & ~late).any()
    assert not (np.isinf(seconds) & reached(cutoff_min * 60 - ROUNDING_S)).any()
    for node in np.flatnonzero(np.isfinite(seconds)):
        assert reached(seconds[node] + off_s)[node]
        assert not reached(seconds[node] - off_s)[node]


@pytest.mark.parametrize("hour", [3.0, 8.7, 21.5])
def test_trips_from_every_junction_take_what_the_matrix_says(hour: float) -> None:
    moment = MONDAY.replace(hour=0) + dt.timedelta(hours=hour)
    terms = Terms(moment, TRUCK)
    profiles = speeds(terms, (50.0,))
    found = node_minutes(roads(), profiles, site(), terms, 50.0) * 60
    nodes = np.arange(0, roads().nodes, 5)
    origins = [at_node(roads(), int(node)) for node in nodes]
    table = Speeds.of(roads(), profiles, np.zeros(roads().links))
    trips = pairs(table, origins, [site()], [profiles.second(moment)]).seconds.ravel()
    near = np.isfinite(found[nodes])
    assert near.sum() > 50
    assert (trips[~near] > 50 * 60 - HALF_S).all()
    assert found[nodes][near] == pytest.approx(trips[near], abs=HALF_S)
    if hour == 3.0:
        assert found[nodes][near] == pytest.approx(trips[near], abs=1e-6)


def at_node(network: RoadNetwork, node: int) -> Access:
    """Return a place that stands at a junction, far from all neighbours."""
    edge = int(network.first_edge[node])
    place = place_on(network, [(int(network.edge_link[edge]), float(network.edge_reversed[edge]), 0.0)])
    return dataclasses.replace(place, lon=0.0, lat=0.0)


def test_a_ladder_of_few_searches_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def counting(*args: object, **kwargs: object) -> object:
        asked.append(float(args[5]))  # type: ignore[arg-type]
        return spread(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(nodetimes, "spread", counting)
    for hour, most in ((3.0, 1), (8.0, 1), (8.75, 200)):
        terms = Terms(MONDAY.replace(hour=0) + dt.timedelta(hours=hour), TRUCK)
        profiles = speeds(terms, (55.0,))
        asked.clear()
        node_minutes(roads(), profiles, site(), terms, 55.0)
        assert 1 <= len(asked) <= most
        assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
@pytest.mark.parametrize("close_h", [8.25, 8.6])
def test_roads_that_close_or_open_on_the_way_do_not_blur_the_minutes(
    direction: Direction, arrive: bool, close_h: float
) -> None:
    """A junction lies within a cutoff by its minutes exactly if it does by the search for that cutoff."""
    shut = np.zeros(roads().links, bool)
    shut[::3] = True
    begin = MONDAY.replace(hour=0) + dt.timedelta(hours=close_h)
    closed = {"a third": Closure(shut, begin, begin + dt.timedelta(minutes=10))}
    terms = Terms(MONDAY + dt.timedelta(minutes=50 if arrive else 0), TRUCK, direction, arrive)
    profiles = speed_profiles(roads(), TRUCK, *hours_needed(terms, (50.0,)), closed)
    found = node_minutes(roads(), profiles, site(), terms, 50.0) * 60
    for budget_s in (1000.0, 1800.0, 2222.0, 2900.0):
        grown = spread(roads(), profiles, site(), direction, profiles.second(terms.moment), budget_s, arrive=arrive)
        clear = np.abs(found - budget_s) > HALF_S
        assert ((found <= budget_s) == np.isfinite(grown.seconds))[clear].all()


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_a_node_within_a_cutoff_by_its_minutes_is_where_reached_roads_meet(direction: Direction, arrive: bool) -> None:
    terms = Terms(MONDAY.replace(hour=8, minute=40), TRUCK, direction, arrive, handling_min=5, percentile=80)
    profiles = speeds(terms)
    minutes = node_minutes(roads(), profiles, site(), terms, 60.0)
    (extent,) = extents(roads(), profiles, site(), terms, (45.0,))[0]
    ends = np.zeros(roads().nodes, bool)
    for edge in range(roads().edges):
        at_begin = extent.stretches.link == roads().edge_link[edge]
        touched = (
            extent.stretches.end[at_begin] == 1
            if roads().edge_reversed[edge]
            else extent.stretches.begin[at_begin] == 0
        )
        ends[roads().edge_tail[edge]] |= bool(touched.any())
    clear = np.abs(minutes - 45) * 60 > HALF_S * terms.factor
    assert ((minutes <= 45) == ends)[clear].all()
    assert ends.any()


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_percentiles_and_shares_are_taken_day_by_day_and_departure_by_departure(
    direction: Direction, arrive: bool
) -> None:
    terms = Terms(
        MONDAY, TRUCK, direction, arrive, handling_min=7, percentile=60, samples=5, window_min=20, shares=(0.2, 0.6)
    )
    profiles = speeds(terms)
    found = node_minutes(roads(), profiles, site(), terms, 50.0)
    by_moment = []
    for moment in terms.moments:
        one = Terms(moment, TRUCK, direction, arrive)
        days = sampled_days(roads(), profiles, terms)
        daily = [node_minutes(roads(), day, site(), one, 43.0, tolerance_s=6.0) for day in days]
        by_moment.append(np.sort(daily, axis=0)[2])  # 60 % of 5 days
    expected = np.sort(by_moment, axis=0)[1] + 7  # 60 % of 3 departures, rounded up
    both = np.isfinite(found) & np.isfinite(expected)
    assert both.sum() > 50
    assert (np.isfinite(found) == np.isfinite(expected)).all()
    assert found[both] == pytest.approx(expected[both], abs=1e-9)


def test_sampled_days_are_told_within_three_seconds() -> None:
    terms = Terms(MONDAY.replace(hour=8, minute=40), TRUCK, percentile=90, samples=8)
    profiles = speeds(terms)
    found, finer = (
        node_minutes(roads(), profiles, site(), terms, 50.0, tolerance_s=width_s) for width_s in (None, 0.5)
    )
    both = np.isfinite(found) & np.isfinite(finer)
    assert both.sum() > 50
    assert 0 < np.abs(found[both] - finer[both]).max() * 60 <= 3 + 0.25


def test_islands_and_what_handling_leaves_no_time_for_are_never_reached() -> None:
    network = two_way_line()
    access, profiles = place_on(network, [(1, 0.5, 60.0)]), steady(network, 60)
    terms = Terms(START, TRUCK, handling_min=2.0)
    found = node_minutes(network, profiles, access, terms, 30.0)
    assert found.tolist() == pytest.approx([12, 6, 6, 12, math.inf, math.inf])
    assert np.isinf(node_minutes(network, profiles, access, terms, 2.0)).all()


def central(folder: Path) -> RoadNetwork:
    return assemble(read_osm(folder / "shenzhen-central.osm.pbf"), name="central", source="test")


@pytest.mark.parametrize("cutoff_min", [6.0, 11.0])
def test_central_shenzhen_agrees_with_scipy_node_by_node_and_edge_by_edge(osm_data: Path, cutoff_min: float) -> None:
    network = central(osm_data)
    moving = speed_profiles(network, TRUCK, MONDAY, 1)
    seconds = moving.link_seconds(0.0)
    profiles = SpeedProfiles(START, np.array([np.inf]), np.ones((1, 1)), np.zeros(network.links, np.int32), seconds)
    access = snap_to_roads(network, {"Futian": FUTIAN}, vehicle=TRUCK)["Futian"]
    for direction, arrive in WAYS:
        terms = Terms(START, TRUCK, direction, arrive, handling_min=1.0)
        budget_s = (cutoff_min - 1) * 60
        expected = scipy_seconds(network, seconds, access, direction)
        found = node_minutes(network, profiles, access, terms, cutoff_min)
        within = expected <= budget_s
        assert 200 < within.sum() < network.nodes
        assert (np.isfinite(found) == within).all()
        assert found[within] == pytest.approx(expected[within] / 60 + 1, abs=1e-9)
        (extent,) = extents(network, profiles, access, terms, (cutoff_min,))[0]
        elsewhere = ~np.isin(np.arange(network.links), access.link)
        share = scipy_shares(network, seconds, expected, budget_s, direction)
        reached = np.bincount(
            extent.stretches.link, extent.stretches.end - extent.stretches.begin, minlength=network.links
        )
        assert reached[elsewhere] == pytest.approx(share[elsewhere], abs=2e-9)
        assert ((share > 0) & (share < 1)).sum() > 0


def scipy_seconds(network: RoadNetwork, seconds: np.ndarray, access: Access, direction: Direction) -> np.ndarray:
    """Return the seconds between a place and all nodes, by SciPy's Dijkstra over a node more: the place."""
    gates = access.gates(direction)
    tail, head = network.edge_tail, network.edge_head
    tail, head = (head, tail) if direction == "to" else (tail, head)
    tail = np.append(tail, np.full(gates.node.size, network.nodes))
    head = np.append(head, gates.node)
    part_s = np.where(gates.part > 0, gates.part * seconds[gates.link], 0.0)
    weight = np.append(seconds[network.edge_link], gates.leg_s + part_s)
    order = np.lexsort((weight, head, tail))  # of parallel roads the quickest
    order = order[np.isfinite(weight[order])]
    first = np.ones(order.size, bool)
    first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    chosen = order[first]
    size = network.nodes + 1
    graph = csr_array((np.maximum(weight[chosen], 1e-12), (tail[chosen], head[chosen])), shape=(size, size))
    found: np.ndarray = dijkstra(graph, indices=network.nodes)[:-1]
    return found


def scipy_shares(
    network: RoadNetwork, seconds: np.ndarray, at_node: np.ndarray, budget_s: float, direction: Direction
) -> np.ndarray:
    """Return which share of every link is reached from its ends in the time that is left there."""
    near = network.edge_head if direction == "to" else network.edge_tail
    left_s = np.maximum(budget_s - at_node[near], 0.0)
    link_s = seconds[network.edge_link]
    share = np.where(np.isfinite(link_s) & (left_s > 0), np.minimum(left_s / np.maximum(link_s, 1e-12), 1.0), 0.0)
    both: np.ndarray = np.minimum(np.bincount(network.edge_link, share, minlength=network.links), 1.0)
    return both
