"""The shortest-path kernel against SciPy's."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sim.backbone import backbone
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.profiles import SpeedProfiles
from sim.routing import Graph, backward, forward, many_seconds, shortest_seconds, timed_seconds, way_back, weigh
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.vehicles import road_vehicle
from tests.sim.fixed_speeds import edge_seconds
from tests.sim.random_roads import street_grid
from tests.sim.slow_routing import slow_seconds, steps_of
from tests.sim.small_roads import small_network

TOLERANCE_S = 0.01
TINY_S = 1e-9
CUTOFF_S = 400.0


def matrix_of(tail: np.ndarray, head: np.ndarray, seconds: np.ndarray, nodes: int) -> csr_matrix:
    """What SciPy takes: of parallel edges the quickest, and edges of 0 s kept (a sparse matrix drops them)."""
    order = np.lexsort((seconds, head, tail))
    order = order[np.isfinite(seconds[order])]
    pair = tail[order].astype(np.int64) * nodes + head[order]
    order = order[np.unique(pair, return_index=True)[1]]
    return csr_matrix((np.maximum(seconds[order], TINY_S), (tail[order], head[order])), shape=(nodes, nodes))


def oracle(tail: np.ndarray, head: np.ndarray, seconds: np.ndarray, nodes: int, start: int, limit: float) -> np.ndarray:
    """SciPy's times."""
    times: np.ndarray = dijkstra(matrix_of(tail, head, seconds, nodes), indices=start, limit=limit)
    return times


def same(times: np.ndarray, expected: np.ndarray) -> None:
    assert (np.isinf(times) == np.isinf(expected)).all()
    reached = np.isfinite(expected)
    assert np.abs(times[reached] - expected[reached]).max(initial=0) <= TOLERANCE_S


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """Draw few nodes and many edges: loops, parallel and closed ones, of 0 s, of very different length, one-ways."""
    nodes = draw(st.integers(1, 12))
    node = st.integers(0, nodes - 1)
    length = st.one_of(
        st.just(0.0), st.just(np.inf), st.floats(0.1, 100), st.floats(0.1, 0.2), st.floats(1e4, 1e7), st.just(5.0)
    )
    edges = draw(st.lists(st.tuples(node, node, length), max_size=40))
    edges.sort(key=lambda edge: edge[0])
    tail, head = (np.array([edge[at] for edge in edges], dtype=np.int32) for at in (0, 1))
    return nodes, tail, head, np.array([edge[2] for edge in edges], dtype=np.float64)


def graph_of(nodes: int, tail: np.ndarray, head: np.ndarray) -> Graph:
    first = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=first[1:])
    return Graph(first, head)


@settings(max_examples=300, deadline=None)
@given(graphs(), st.data())
def test_random_graphs_agree_with_scipy(
    drawn: tuple[int, np.ndarray, np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    nodes, tail, head, seconds = drawn
    start = data.draw(st.integers(0, nodes - 1))
    cutoff = data.draw(st.one_of(st.just(np.inf), st.floats(0.5, 300)))
    expected = oracle(tail, head, seconds, nodes, start, np.inf)
    near_cutoff = np.isfinite(expected) & np.isclose(
        expected, cutoff, rtol=0, atol=TOLERANCE_S
    )  # there the answer hangs on rounding
    expected[expected > cutoff] = np.inf
    times, _ = shortest_seconds(graph_of(nodes, tail, head), seconds, np.array([start]), cutoff_s=cutoff)
    same(times[~near_cutoff], expected[~near_cutoff])


@settings(max_examples=100, deadline=None)
@given(graphs(), st.data())
def test_parents_lead_back_in_just_the_time(
    drawn: tuple[int, np.ndarray, np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    nodes, tail, head, seconds = drawn
    start = data.draw(st.integers(0, nodes - 1))
    times, parent = shortest_seconds(graph_of(nodes, tail, head), seconds, np.array([start]))
    for node in np.flatnonzero(np.isfinite(times)):
        edges = way_back(parent, tail, int(node))
        assert len(edges) < nodes
        assert sum(seconds[edge] for edge in edges) == pytest.approx(times[node], abs=1e-6)
        stops = [start, *(int(head[edge]) for edge in edges)]
        assert stops == [*(int(tail[edge]) for edge in edges), int(node)]


def check_network(network: RoadNetwork, seconds: np.ndarray, starts: range) -> None:
    places = [(np.array([start], np.int32), None) for start in starts]
    for graph, (tail, head) in (
        (forward(network), (network.edge_tail, network.edge_head)),
        (backward(network), (network.edge_head, network.edge_tail)),
    ):
        matrix = matrix_of(tail, head, seconds, network.nodes)
        same(many_seconds(graph, seconds, places)[0], dijkstra(matrix, indices=list(starts)))
        times, _ = many_seconds(graph, seconds, places[:1], CUTOFF_S, with_parents=False)
        same(times[0], dijkstra(matrix, indices=starts[0], limit=CUTOFF_S))


@pytest.mark.parametrize("seed", range(3))
def test_grids_agree_with_scipy_both_ways(seed: int) -> None:
    network, empty_s = street_grid(60, seed)
    check_network(network, empty_s[network.edge_link], range(seed, network.nodes, 250))


def test_real_extracts_agree_with_scipy_both_ways_at_any_hour(osm_data: Path) -> None:
    truck, start = road_vehicle("truck"), dt.datetime(2025, 1, 15, 6, tzinfo=dt.UTC)
    paths = sorted(osm_data.glob("*.osm.pbf"))
    assert paths
    for path in paths:
        network = assemble(read_osm(path), name=path.stem, source=path.name)
        profiles = speed_profiles(network, truck, start, 18)
        starts = range(0, network.nodes, network.nodes // 5)
        for hour in (2, 11):
            seconds = profiles.link_seconds(hour * 3600.0)
            check_network(network, seconds[network.edge_link], starts)
            check_lasting_hour(network, profiles, seconds, starts)


def check_lasting_hour(network: RoadNetwork, profiles: SpeedProfiles, seconds: np.ndarray, starts: range) -> None:
    """The search by the clock, if one hour lasted for ever."""
    lasting = dataclasses.replace(
        profiles,
        factor=np.ones((1, 1)),
        slot_end_s=np.array([np.inf]),
        link_profile=np.zeros(network.links, np.int32),
        link_empty_s=seconds,
    )
    places = [(np.array([start], np.int32), None) for start in starts]
    for graph in (forward(network), backward(network)):
        times, _ = timed_seconds(graph, lasting, network, places, 0.0)
        assert (times == many_seconds(graph, seconds[network.edge_link], places)[0]).all()


def test_real_extracts_by_the_clock_agree_with_the_slow_search(osm_data: Path) -> None:
    truck, start = road_vehicle("truck"), dt.datetime(2025, 1, 15, 6, tzinfo=dt.UTC)
    for path in sorted(osm_data.glob("*.osm.pbf")):
        network = assemble(read_osm(path), name=path.stem, source=path.name)
        profiles = speed_profiles(network, truck, start, 18)
        node, moment_s = network.nodes // 2, 2.9 * 3600
        for graph, against in ((forward(network), False), (backward(network), True)):
            seen, begin_s = (profiles.mirrored(moment_s), 0.0) if against else (profiles, moment_s)
            expected = slow_seconds(steps_of(network, against=against), seen, [(node, 60.0)], begin_s, np.inf)
            times, _ = timed_seconds(graph, profiles, network, [(np.array([node]), np.array([60.0]))], moment_s)
            same(times[0], expected)


def test_small_network_with_one_ways_and_a_closure_agrees_with_scipy_both_ways() -> None:
    network = small_network(one_way=(1, 4))
    closed = network.link_ref.is_one_of(["S20"])
    check_network(network, edge_seconds(network, "truck", ("workday", 8), closed), range(network.nodes))


def test_backbone_agrees_with_scipy_both_ways() -> None:
    network = backbone(dt.date(2023, 1, 16))
    seconds = edge_seconds(network, "truck", ("workday", 8))
    check_network(network, seconds, range(0, network.nodes, max(1, network.nodes // 25)))


def test_several_starts_with_delays_take_the_best() -> None:
    network = small_network()
    seconds = edge_seconds(network, "truck", ("workday", 8))
    starts = (np.array([0, 3], np.int32), np.array([120.0, 40.0]))
    both, _ = shortest_seconds(forward(network), seconds, *starts)
    single, _ = many_seconds(forward(network), seconds, [(np.array([node]), None) for node in (0, 3)])
    assert both == pytest.approx(np.minimum(single[0] + 120, single[1] + 40))


def test_threads_do_not_change_the_result() -> None:
    network = small_network()
    seconds = edge_seconds(network, "van", ("sunday", 17))
    places = [(np.array([node]), None) for node in range(network.nodes)]
    one, two = (many_seconds(forward(network), seconds, places, threads=threads) for threads in (1, 2))
    assert (one[0] == two[0]).all()
    assert (one[1] == two[1]).all()


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_negative_or_missing_times_are_refused(bad: float) -> None:
    network = small_network()
    seconds = np.full(network.edges, bad)
    with pytest.raises(ValueError, match="0 or more"):
        shortest_seconds(forward(network), seconds, np.array([0]))


def test_weights_are_made_once_for_many_questions() -> None:
    network = small_network()
    seconds = edge_seconds(network, "truck", ("workday", 8))
    for graph in (forward(network), backward(network)):
        weights = weigh(graph, seconds)
        for node in range(network.nodes):
            start = np.array([node])
            assert (shortest_seconds(graph, weights, start)[0] == shortest_seconds(graph, seconds, start)[0]).all()


def test_starts_outside_of_the_graph_are_refused() -> None:
    network = small_network()
    with pytest.raises(ValueError, match="start nodes"):
        shortest_seconds(forward(network), np.ones(network.edges), np.array([network.nodes]))


def test_more_nodes_waiting_at_once_than_there_was_room_for() -> None:
    leaves = 20_000
    rng = np.random.default_rng(0)
    tail, head = np.zeros(leaves, np.int32), np.arange(1, leaves + 1, dtype=np.int32)
    seconds = rng.uniform(1, 1e6, leaves)
    times, parent = shortest_seconds(graph_of(leaves + 1, tail, head), seconds, np.array([0]))
    assert (times[1:] == seconds).all()
    assert (parent[1:] == np.arange(leaves)).all()


def test_a_start_that_is_never_reached_is_no_start() -> None:
    network = small_network()
    seconds = edge_seconds(network, "truck", ("workday", 8))
    both = shortest_seconds(forward(network), seconds, np.array([0, 4], np.int32), np.array([np.inf, 10.0]))
    one = shortest_seconds(forward(network), seconds, np.array([4], np.int32), np.array([10.0]))
    assert (both[0] == one[0]).all()
    none, _ = shortest_seconds(forward(network), seconds, np.array([0], np.int32), np.array([np.inf]))
    assert np.isinf(none).all()
