"""The quickest ways between places: exact against SciPy, by the clock, on parts of roads at both ends."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.access import Access
from sim.backbone import backbone
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.snapping import snap_to_roads
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.tolls import link_tolls
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import (
    NODES,
    POSITIONS,
    QUARTER,
    THREE_QUARTERS,
    Road,
    hand_network,
    hand_networks,
    ring,
    somewhere,
)

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_8 = dt.datetime(2023, 1, 16, 8, tzinfo=ZONE)
HOUR = dt.timedelta(hours=1)
TRUCK = road_vehicle("truck")


def fixed(network: RoadNetwork, link_seconds: np.ndarray, slots: int) -> Speeds:
    """Return speeds that never change, told in one slot or in several alike."""
    ends = np.append(600.0 * np.arange(1, slots), math.inf)
    links = np.arange(network.links, dtype=np.int32)
    profiles = SpeedProfiles(MONDAY_8, ends, np.ones((slots, network.links)), links, link_seconds)
    return Speeds.of(network, profiles, link_tolls(network, 1))


Edges = dict[tuple[int, int], float]


def by_scipy(network: RoadNetwork, link_s: np.ndarray, origins: list[Access], destinations: list[Access]) -> np.ndarray:
    """Return seconds between places, with places and snapped points as nodes of a graph of their own."""
    edges: Edges = {}
    ends = zip(network.edge_tail.tolist(), network.edge_head.tolist(), network.edge_link.tolist(), strict=True)
    for tail, head, link in ends:
        add(edges, tail, head, link_s[link])
    number, doors = itertools.count(network.nodes), []
    points: dict[int, list[tuple[int, float]]] = {}
    for access in [*origins, *destinations]:
        doors.append(next(number))
        for leg in range(access.link.size):
            point = next(number)
            there = (doors[-1], point) if len(doors) <= len(origins) else (point, doors[-1])
            add(edges, *there, access.seconds[leg])
            add_point(edges, points, access, leg, point, link_s)
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            add(edges, doors[row], doors[len(origins) + column], origin.direct(destination)[0])
    (tails, heads), seconds = np.array(list(edges)).T, np.array(list(edges.values()))
    graph = csr_array((seconds + 1e-9, (tails, heads)), shape=(next(number),) * 2)  # csgraph drops zeros
    found = dijkstra(graph, indices=doors[: len(origins)])[:, doors[len(origins) :]]
    return np.where(np.isinf(found), np.nan, found)


def add(edges: Edges, tail: int, head: int, seconds: float) -> None:
    if math.isfinite(seconds):
        edges[tail, head] = min(seconds, edges.get((tail, head), math.inf))


def add_point(
    edges: Edges,
    points: dict[int, list[tuple[int, float]]],
    access: Access,
    leg: int,
    point: int,
    link_s: np.ndarray,
) -> None:
    """Join a point on a link to both its ends and to the points that lie on it already."""
    link, share = int(access.link[leg]), float(access.share[leg])
    along, against = bool(access.along[leg]), bool(access.against[leg])
    start, end = int(access.start[leg]), int(access.end[leg])
    for open_, tail, head, part in (
        (along or share == 0, start, point, share),
        (along or share == 1, point, end, 1 - share),
        (against or share == 1, end, point, 1 - share),
        (against or share == 0, point, start, share),
    ):
        if open_:
            add(edges, tail, head, part * link_s[link] if part else 0.0)
    for other, there in points.get(link, []):
        for tail, head, ahead in ((point, other, there - share), (other, point, share - there)):
            if (ahead >= 0 and along) or (ahead <= 0 and against):
                add(edges, tail, head, abs(ahead) * link_s[link] if ahead else 0.0)
    points.setdefault(link, []).append((point, share))


@pytest.mark.parametrize("file", ["shenzhen-central", "dongguan-humen-changan", "prd-major-roads-2021"])
def test_equals_scipy_on_real_roads(osm_data: Path, file: str) -> None:
    network = assemble(read_osm(osm_data / f"{file}.osm.pbf"), name=file, source="test")
    profiles = speed_profiles(network, TRUCK, MONDAY_8, 1, restrictions=False)  # nobody waits for ever at 8 o'clock
    link_s = profiles.link_seconds(0.0)
    rng = np.random.default_rng(11)
    corners = [np.quantile(degrees, [0.2, 0.8]) for degrees in (network.node_lon, network.node_lat)]
    places = {str(key): (rng.uniform(*corners[0]), rng.uniform(*corners[1])) for key in range(25)}
    access = list(snap_to_roads(network, places, vehicle=TRUCK, max_access_km=30).values())
    origins, destinations = access[:15], access[12:]  # one slot: backward from the fewer side
    expected = by_scipy(network, link_s, origins, destinations)
    assert np.isfinite(expected).all()
    for slots, arrive in ((1, False), (4, False), (4, True)):
        found = pairs(fixed(network, link_s, slots), origins, destinations, [900.0], arrive=arrive)
        assert np.abs(found.seconds[0] - expected).max() < 0.01, (slots, arrive)


def timed(network: RoadNetwork, link_s: list[float], factors: list[list[float]], ends: list[float]) -> Speeds:
    """Return speeds with a profile per link, and their factors by slot."""
    links = np.arange(network.links, dtype=np.int32)
    profiles = SpeedProfiles(MONDAY_8, np.array([*ends, math.inf]), np.array(factors), links, np.array(link_s))
    return Speeds.of(network, profiles, link_tolls(network, 1))


def between(network: RoadNetwork, speeds: Speeds, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the seconds from a place to another, leaving at second 0."""
    access = snap_to_roads(network, {"start": start, "end": end}, max_access_km=0.01)
    return float(pairs(speeds, [access["start"]], [access["end"]], [0.0]).seconds[0, 0, 0])


def test_a_part_of_a_road_takes_its_part_of_the_time() -> None:
    network = ring(length_km=20.0, toll=True)
    speeds = timed(network, [1000.0, 5000.0, 5000.0], [[1, 1, 1]], [])
    access = list(snap_to_roads(network, {"a": NODES["a"], "quarter": QUARTER, "three": THREE_QUARTERS}).values())
    found = pairs(speeds, access, access, [0.0])
    assert found.seconds[0] == pytest.approx(np.array([[0, 250, 750], [250, 0, 500], [750, 500, 0]]), abs=0.1)
    assert found.km[0] == pytest.approx(np.array([[0, 5, 15], [5, 0, 10], [15, 10, 0]]), abs=0.002)
    assert found.toll_cny[0] == pytest.approx(found.km[0] * 0.45, abs=1e-3)


def test_on_a_one_way_road_one_goes_round_to_get_back() -> None:
    network = ring(one_way=True)
    speeds = timed(network, [1000.0, 300.0, 400.0], [[1, 1, 1]], [])
    assert between(network, speeds, QUARTER, THREE_QUARTERS) == pytest.approx(500, abs=0.1)
    assert between(network, speeds, THREE_QUARTERS, QUARTER) == pytest.approx(250 + 300 + 400 + 250, abs=0.1)
    assert between(network, speeds, NODES["b"], QUARTER) == pytest.approx(300 + 400 + 250, abs=0.1)


def test_on_a_two_way_road_the_way_round_is_taken_where_it_is_quicker() -> None:
    network = ring()
    speeds = timed(network, [9000.0, 300.0, 400.0], [[1, 1, 1]], [])
    assert between(network, speeds, THREE_QUARTERS, QUARTER) == pytest.approx(4500, abs=1)
    speeds = timed(network, [20_000.0, 30.0, 40.0], [[1, 1, 1]], [])
    end = (113.905, 22.70)
    assert between(network, speeds, (113.975, 22.70), end) == pytest.approx(20_000 / 8 + 70, abs=1)


def test_a_part_of_a_road_goes_by_the_clock() -> None:
    network = ring()
    speeds = timed(network, [1000.0, 9000.0, 9000.0], [[1, 1, 1], [2, 2, 2]], [100.0])
    assert between(network, speeds, QUARTER, THREE_QUARTERS) == pytest.approx(100 + 2 * 400, abs=0.2)
    access = snap_to_roads(network, {"start": QUARTER, "end": THREE_QUARTERS, "b": NODES["b"], "c": NODES["c"]})
    start, end, b, c = access.values()
    back = pairs(speeds, [start], [end], [900.0], arrive=True)
    assert back.seconds[0, 0, 0] == pytest.approx(900, abs=0.3)
    into = pairs(timed(network, [1000.0, 50.0, 9000.0], [[1, 1, 1], [2, 2, 2]], [100.0]), [c], [end], [0.0])
    assert into.seconds[0, 0, 0] == pytest.approx(50 + 50 + 2 * 200, abs=0.2)
    out_of = pairs(timed(network, [1000.0, 50.0, 9000.0], [[1, 1, 1], [2, 2, 2]], [100.0]), [end], [b], [0.0])
    assert out_of.seconds[0, 0, 0] == pytest.approx(100 + 2 * 150, abs=0.2)


def test_legs_come_before_and_after_the_road_and_take_their_time() -> None:
    network = ring(length_km=20.0)
    speeds = timed(network, [1000.0, 9000.0, 9000.0], [[1, 1, 1], [2, 2, 2]], [600.0])
    access = snap_to_roads(network, {"start": (113.92, 22.68), "end": (113.96, 22.69)}, access_speed_kph=30)
    start, end = access.values()
    found = pairs(speeds, [start], [end], [0.0])
    enter_s = start.km[0] / 30 * 3600
    assert 300 < enter_s < 600
    driven_s = (600 - enter_s) + 2 * (500 - (600 - enter_s))
    assert found.seconds[0, 0, 0] == pytest.approx(enter_s + driven_s + end.seconds[0], abs=0.5)
    assert found.origin_km[0, 0, 0] == start.km[0]
    assert found.destination_km[0, 0, 0] == end.km[0]
    assert found.km[0, 0, 0] == pytest.approx(start.km[0] + 10 + end.km[0], abs=0.01)


def test_closed_roads_keep_one_waiting_or_out() -> None:
    network = hand_network(NODES, [Road("a", "b"), Road("b", "c")])
    shut = timed(network, [100.0, 100.0], [[1, math.inf], [1, 1]], [3600.0])
    assert between(network, shut, NODES["a"], NODES["c"]) == pytest.approx(3700)
    never = timed(network, [100.0, 100.0], [[1, 1], [1, math.inf]], [50.0])
    assert math.isnan(between(network, never, NODES["a"], NODES["c"]))
    assert between(network, never, NODES["a"], NODES["b"]) == pytest.approx(100)


@settings(max_examples=40, deadline=None)
@given(hand_networks(), st.lists(POSITIONS, min_size=2, max_size=5, unique=True), st.data())
def test_leaving_at_and_arriving_by_agree(
    network: RoadNetwork, places: list[tuple[float, float]], data: st.DataObject
) -> None:
    factors = st.lists(st.sampled_from([1.0, 1.3, 2.0, 4.0]), min_size=network.links, max_size=network.links)
    slots = data.draw(st.lists(factors, min_size=1, max_size=4))
    speeds = timed(network, (network.link_length_m / 15).tolist(), slots, [900.0 * n for n in range(1, len(slots))])
    sites = {str(number): place for number, place in enumerate(places)}
    access = list(snap_to_roads(network, sites, max_access_km=50).values())
    moment_s = data.draw(st.floats(-1000, 4000))
    out = pairs(speeds, access[:2], access, [moment_s])
    for row, column in itertools.product(range(2), range(len(access))):
        seconds = out.seconds[0, row, column]
        back = pairs(speeds, [access[row]], [access[column]], [moment_s + seconds], arrive=True)
        assert back.seconds[0, 0, 0] == pytest.approx(seconds, abs=1e-6)
        later = pairs(speeds, [access[row]], [access[column]], [moment_s + 60.0])
        assert later.seconds[0, 0, 0] + 60 >= seconds - 1e-6


@settings(max_examples=40, deadline=None)
@given(st.data(), st.booleans(), st.booleans())
def test_a_point_on_a_road_is_like_a_junction_there(data: st.DataObject, one_way: bool, arrive: bool) -> None:
    factors = st.sampled_from([1.0, 1.3, 2.0, 4.0, math.inf])
    rows = st.lists(factors, min_size=3, max_size=3)
    slots = [*data.draw(st.lists(rows, max_size=4)), [1.0, 1.5, 2.0]]
    ends = [300.0 * number for number in range(1, len(slots))]
    whole = ring(one_way=one_way, length_km=8.0)
    split = hand_network(
        {**NODES, "q": QUARTER, "t": THREE_QUARTERS},
        [
            Road("a", "q", one_way=one_way, length_km=2.0),
            Road("b", "c"),
            Road("c", "a"),
            Road("q", "t", one_way=one_way, length_km=4.0),
            Road("t", "b", one_way=one_way, length_km=2.0),
        ],
    )
    tables = []
    for network, link_s, columns in (
        (whole, [1000.0, 300.0, 400.0], [0, 1, 2]),
        (split, [250.0, 300.0, 400.0, 500.0, 250.0], [0, 1, 2, 0, 0]),
    ):
        speeds = timed(network, link_s, np.array(slots)[:, columns].tolist(), ends)
        sites = {"q": QUARTER, "t": THREE_QUARTERS, "c": NODES["c"]}
        access = list(snap_to_roads(network, sites, max_access_km=0.01).values())
        moments_s = [0.37, 411.31, 2003.73]  # never on the very edge of a closure, where arrivals jump
        found = pairs(speeds, access, access, moments_s, arrive=arrive)
        tables.append(found.seconds)
    assert tables[0] == pytest.approx(tables[1], abs=0.1, nan_ok=True)


def test_threads_and_company_change_nothing() -> None:
    network = backbone(MONDAY_8.date())
    speeds = Speeds.of(network, speed_profiles(network, TRUCK, MONDAY_8, 12), link_tolls(network, 1))
    access = list(snap_to_roads(network, somewhere(12, 2), max_access_km=60).values())
    whole = pairs(speeds, access, access, [0.0, 3600.0], threads=2)
    for row, place in enumerate(access):
        alone = pairs(speeds, [place], access, [3600.0], threads=1)
        for one, all_ in ((alone.seconds, whole.seconds), (alone.km, whole.km), (alone.toll_cny, whole.toll_cny)):
            assert (one[0, 0] == all_[1, row]).all()
