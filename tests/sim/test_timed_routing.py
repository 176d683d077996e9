"""Shortest paths by the clock: against a slow and plain search, and the laws that hold for any speeds."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim._kernel_clock import pass_link
from sim.profiles import SpeedProfiles
from sim.routing import backward, forward, shortest_seconds, timed_seconds, way_back
from tests.sim.random_roads import LENGTHS_S, Timed, plain_network, profiles_of, rush, street_grid, timed_roads
from tests.sim.slow_routing import slow_seconds, steps_of, through

ROUNDING_S = 1e-6
TICK_S = 1e-3
MOMENTS = st.floats(-50, 300)


def leave_at(roads: Timed, node: int, moment_s: float, cutoff_s: float = math.inf) -> np.ndarray:
    start = [(np.array([node]), None)]
    return timed_seconds(forward(roads.network), roads.profiles, roads.network, start, moment_s, cutoff_s)[0][0]


def arrive_by(roads: Timed, node: int, moment_s: float) -> np.ndarray:
    start = [(np.array([node]), None)]
    return timed_seconds(backward(roads.network), roads.profiles, roads.network, start, moment_s)[0][0]


def same(times: np.ndarray, expected: np.ndarray) -> None:
    assert (np.isinf(times) == np.isinf(expected)).all()
    assert times == pytest.approx(expected, rel=1e-9, abs=ROUNDING_S)


@settings(max_examples=200, deadline=None)
@given(timed_roads(), MOMENTS, st.data())
def test_leaving_agrees_with_the_slow_search(roads: Timed, moment_s: float, data: st.DataObject) -> None:
    node = st.integers(0, roads.network.nodes - 1)
    starts = data.draw(st.lists(st.tuples(node, st.floats(0, 100)), min_size=1, max_size=3))
    cutoff_s = data.draw(st.one_of(st.just(math.inf), st.floats(1, 500)))
    expected = slow_seconds(steps_of(roads.network, against=False), roads.profiles, starts, moment_s, math.inf)
    at_the_edge = np.isfinite(expected) & np.isclose(expected, cutoff_s, rtol=0, atol=ROUNDING_S)
    expected[expected > cutoff_s] = np.inf
    nodes, delays = (np.array([start[at] for start in starts]) for at in (0, 1))
    graph = forward(roads.network)
    times, parents = timed_seconds(graph, roads.profiles, roads.network, [(nodes, delays)], moment_s, cutoff_s)
    same(times[0][~at_the_edge], expected[~at_the_edge])
    bare, none = timed_seconds(
        graph, roads.profiles, roads.network, [(nodes, delays)], moment_s, cutoff_s, with_parents=False
    )
    assert (bare == times).all()
    assert none.shape == (1, 0)
    assert (parents[0][~np.isfinite(times[0])] == -1).all()


@settings(max_examples=200, deadline=None)
@given(timed_roads(), MOMENTS, st.data())
def test_arriving_agrees_with_the_slow_search_on_the_reversed_roads(
    roads: Timed, moment_s: float, data: st.DataObject
) -> None:
    node = data.draw(st.integers(0, roads.network.nodes - 1))
    mirrored = roads.profiles.mirrored(moment_s)
    expected = slow_seconds(steps_of(roads.network, against=True), mirrored, [(node, 0.0)], 0.0, math.inf)
    same(arrive_by(roads, node, moment_s), expected)


@settings(max_examples=150, deadline=None)
@given(timed_roads(LENGTHS_S), MOMENTS, st.data())  # a link of 0 s that opens at the very moment is open one way only
def test_arriving_by_a_moment_is_leaving_as_late_as_one_can(roads: Timed, moment_s: float, data: st.DataObject) -> None:
    goal = data.draw(st.integers(0, roads.network.nodes - 1))
    before_s = arrive_by(roads, goal, moment_s)
    for node in range(roads.network.nodes):
        if not np.isfinite(before_s[node]) or before_s[node] > 1e5:  # further back a millisecond is lost in rounding
            assert np.isfinite(before_s[node]) or leave_at(roads, node, -1e8)[goal] - 1e8 > moment_s
            continue
        latest_s = moment_s - before_s[node]
        in_time = latest_s - ROUNDING_S
        assert in_time + leave_at(roads, node, in_time)[goal] <= moment_s + ROUNDING_S
        too_late = latest_s + TICK_S
        assert too_late + leave_at(roads, node, too_late)[goal] > moment_s


@settings(max_examples=100, deadline=None)
@given(timed_roads(), st.lists(MOMENTS, min_size=2, max_size=8), st.data())
def test_who_leaves_later_never_arrives_earlier(roads: Timed, moments: list[float], data: st.DataObject) -> None:
    node = data.draw(st.integers(0, roads.network.nodes - 1))
    ends = roads.profiles.slot_end_s[:-1]
    moments_s = np.sort(np.concatenate([moments, ends, ends - TICK_S]))
    arrivals = np.array([moment_s + leave_at(roads, node, moment_s) for moment_s in moments_s])
    for earlier in range(moments_s.size):
        later = arrivals[earlier + 1 :]
        assert (later >= arrivals[earlier] - ROUNDING_S).all()


@settings(max_examples=100, deadline=None)
@given(timed_roads(), MOMENTS, st.data())
def test_a_closure_never_shortens_a_path_and_more_speed_never_lengthens_one(
    roads: Timed, moment_s: float, data: st.DataObject
) -> None:
    node = data.draw(st.integers(0, roads.network.nodes - 1))
    table = roads.profiles.factor
    cells = data.draw(st.lists(st.booleans(), min_size=table.size, max_size=table.size))
    chosen = np.reshape(cells, table.shape)
    share = data.draw(st.floats(0.1, 1))

    def times(factor: np.ndarray) -> np.ndarray:
        return leave_at(roads._replace(profiles=dataclasses.replace(roads.profiles, factor=factor)), node, moment_s)

    usual = times(table)
    slack_s = ROUNDING_S + 1e-12 * np.where(np.isfinite(usual), usual, 0)
    assert (times(np.where(chosen, np.inf, table)) >= usual - slack_s).all()
    assert (times(np.where(chosen, table * share, table)) <= usual + slack_s).all()


@settings(max_examples=100, deadline=None)
@given(timed_roads(), MOMENTS, st.data())
def test_parents_lead_back_in_just_the_time(roads: Timed, moment_s: float, data: st.DataObject) -> None:
    network, profiles = roads
    node = data.draw(st.integers(0, network.nodes - 1))
    start = [(np.array([node]), None)]
    times, parents = timed_seconds(forward(network), profiles, network, start, moment_s)
    for goal in np.flatnonzero(np.isfinite(times[0])):
        now, at = moment_s, node
        for edge in way_back(parents[0], network.edge_tail, int(goal)):
            link = network.edge_link[edge]
            assert network.edge_tail[edge] == at
            column = profiles.factor[:, profiles.link_profile[link]]
            now, at = through(profiles.link_empty_s[link], column, profiles.slot_end_s, now), network.edge_head[edge]
        assert at == goal
        assert now - moment_s == pytest.approx(times[0][goal], rel=1e-9, abs=ROUNDING_S)


@pytest.mark.parametrize("against", [False, True])
def test_a_grid_in_the_rush_agrees_with_the_slow_search(*, against: bool) -> None:
    network, empty_s = street_grid(40, seed=1)
    profiles = rush(empty_s, seed=2)
    graph = backward(network) if against else forward(network)
    nodes = range(0, network.nodes, 400)
    starts = [(np.array([node]), np.array([30.0])) for node in nodes]
    times, parents = timed_seconds(graph, profiles, network, starts, 1000.0)
    seen, begin_s = (profiles.mirrored(1000.0), 0.0) if against else (profiles, 1000.0)
    steps = steps_of(network, against=against)
    for row, node in enumerate(nodes):
        same(times[row], slow_seconds(steps, seen, [(node, 30.0)], begin_s, math.inf))
    alone = timed_seconds(graph, profiles, network, starts, 1000.0, threads=1)
    assert (alone[0] == times).all()
    assert (alone[1] == parents).all()


def test_a_single_slot_is_the_fixed_search_to_the_bit() -> None:
    network, empty_s = street_grid(30, seed=3)
    rng = np.random.default_rng(4)
    profiles = profiles_of(empty_s, rng.integers(0, 5, empty_s.size), rng.uniform(0.5, 2, (1, 5)), [])
    seconds = profiles.link_seconds(0.0)[network.edge_link]
    for graph in (forward(network), backward(network)):
        start = [(np.array([7]), None)]
        times, parents = timed_seconds(graph, profiles, network, start, 123.0)
        fixed, edges = shortest_seconds(graph, seconds, np.array([7]))
        assert (times[0] == fixed).all()
        assert (parents[0] == edges).all()


def hour_boundary(factor: list[float]) -> Timed:
    """Return one link of 600 s on the empty road; the factors hold until 3600, until 7200 and from then on."""
    table = np.reshape(factor, (3, 1))
    return Timed(
        plain_network(2, [(0, 1, False)]), profiles_of(np.array([600.0]), np.zeros(1), table, [3600.0, 7200.0])
    )


@pytest.mark.parametrize(
    ("factor", "moment_s", "seconds"),
    [
        ([1.0, 2.0, 1.0], 0.0, 600.0),
        ([1.0, 2.0, 1.0], 3000.0, 600.0),  # there as the hour strikes
        ([1.0, 2.0, 1.0], 3300.0, 300 + 2 * 300.0),
        ([2.0, 1.0, 1.0], 3300.0, 300 + 450.0),
        ([1.0, 2.0, 1.0], 3600.0, 1200.0),
        ([1.0, math.inf, 1.0], 3300.0, 300 + 3600 + 300.0),
        ([1.0, math.inf, 2.0], 5000.0, 2200 + 1200.0),
        ([1.0, 20.0, 0.5], 3300.0, 300 + 3600 + 0.5 * (300 - 3600 / 20)),
        ([1.0, 1.0, math.inf], 6900.0, math.inf),
    ],
)
def test_one_link_across_the_hour(factor: list[float], moment_s: float, seconds: float) -> None:
    roads = hour_boundary(factor)
    assert leave_at(roads, 0, moment_s)[1] == pytest.approx(seconds)
    arrival_s = moment_s + seconds
    stretch = pass_link(600.0, 0, roads.profiles.factor, roads.profiles.slot_end_s, moment_s)
    assert stretch == pytest.approx(arrival_s)
    if math.isfinite(seconds) and math.isfinite(roads.profiles.factor[roads.profiles.slot(moment_s), 0]):
        assert arrive_by(roads, 1, arrival_s)[0] == pytest.approx(seconds)


def test_a_stretch_of_no_length_is_passed_at_once_but_for_a_closure() -> None:
    profiles = hour_boundary([1.0, math.inf, 1.0]).profiles
    assert pass_link(0.0, 0, profiles.factor, profiles.slot_end_s, 100.0) == 100.0
    assert pass_link(0.0, 0, profiles.factor, profiles.slot_end_s, 3700.0) == 7200.0
    assert pass_link(math.inf, 0, profiles.factor, profiles.slot_end_s, 100.0) == math.inf


def test_a_closure_of_days_is_waited_for_where_there_is_no_way_round() -> None:
    days_s = 5 * 86400.0
    network = plain_network(4, [(0, 1, False), (1, 2, False), (0, 3, False), (3, 2, False)])
    factor = np.array([[1.0, math.inf, math.inf], [1.0, 1.0, math.inf], [1.0, 1.0, 1.0]])
    profiles = profiles_of(np.full(4, 0.5), np.array([0, 1, 0, 2]), factor, [days_s, 2 * days_s])
    assert leave_at(Timed(network, profiles), 0, 0.0).tolist() == [0.0, 0.5, days_s + 0.5, 0.5]


def broken(profiles: SpeedProfiles) -> dict[str, SpeedProfiles]:
    """Return speed profiles that are wrong, by what the refusal says."""
    factor, ends = profiles.factor, profiles.slot_end_s
    changes = {
        "of 2 links, the network has 1": {"link_empty_s": np.ones(2)},
        "above 0": {"factor": factor * 0},
        "a row for every slot": {"factor": factor[1:]},
        "the last one never": {"slot_end_s": np.array([3600.0, 7200.0, 10800.0])},
        "one after the other": {"slot_end_s": ends[[1, 0, 2]]},
        "links ask for others": {"link_profile": np.array([3], np.int32)},
        "0 or more": {"link_empty_s": np.array([-1.0])},
    }
    return {text: dataclasses.replace(profiles, **change) for text, change in changes.items()}  # type: ignore[arg-type]


@pytest.mark.parametrize("text", list(broken(hour_boundary([1.0, 1.0, 1.0]).profiles)))
def test_wrong_profiles_are_refused(text: str) -> None:
    roads = hour_boundary([1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match=text):
        leave_at(roads._replace(profiles=broken(roads.profiles)[text]), 0, 0.0)


def test_a_place_cannot_lie_behind_its_start() -> None:
    roads = hour_boundary([1.0, 1.0, 1.0])
    start = [(np.array([0]), np.array([-1.0]))]
    with pytest.raises(ValueError, match="0 or more"):
        timed_seconds(forward(roads.network), roads.profiles, roads.network, start, 0.0)
