"""Travel-time matrices: exact against SciPy, by the clock, on parts of roads; routes; what is unreachable."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import sim
from scenarios.tables import read_table
from sim.access import Access
from sim.backbone import backbone
from sim.closures import Closure
from sim.errors import InputError, OffNetworkError
from sim.matrix import travel_time_matrix, usual_co2_kg_per_km
from sim.matrixtable import Route, TravelTimeMatrix, Unreachable
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.snapping import snap_to_roads
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.tolls import link_tolls
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import POSITIONS, Road, hand_network, hand_networks, line_km

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


# Roads by hand: a ring, of which the road from a to b may be one-way.
NODES = {"a": (113.90, 22.70), "b": (113.98, 22.70), "c": (113.94, 22.76)}
QUARTER, THREE_QUARTERS = (113.92, 22.70), (113.96, 22.70)


def ring(**first: object) -> RoadNetwork:
    return hand_network(NODES, [Road("a", "b", **first), Road("b", "c"), Road("c", "a")])  # type: ignore[arg-type]


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


def somewhere(count: int, seed: int) -> dict[str, tuple[float, float]]:
    rng = np.random.default_rng(seed)
    return {f"p{number}": (rng.uniform(113.2, 114.2), rng.uniform(22.5, 23.2)) for number in range(count)}


def delta(*moments: dt.datetime, seed: int = 4, **options: object) -> TravelTimeMatrix:
    """Return a matrix between places of the delta on the bundled roads."""
    network = backbone(MONDAY_8.date())
    places = somewhere(5, seed)
    return sim.travel_time_matrix(
        network,
        places,
        dict(list(places.items())[2:]),
        departures=moments,
        max_access_km=60,
        **options,  # type: ignore[arg-type]
    )


def test_the_frame_has_a_row_a_trip_in_order() -> None:
    matrix = delta(MONDAY_8, MONDAY_8 + HOUR, co2_kg_per_km=0.5)
    frame = matrix.frame()
    assert list(frame.columns) == [
        "departure",
        "origin",
        "destination",
        "minutes",
        "km",
        "toll_cny",
        "co2_kg",
        "access_origin_km",
        "access_destination_km",
    ]
    assert len(frame) == 2 * 5 * 3
    row = frame.iloc[15 + 3 * 1 + 2]
    assert (row["departure"], row["origin"], row["destination"]) == (MONDAY_8 + HOUR, "p1", "p4")
    assert row["minutes"] == matrix.minutes[1, 1, 2]
    assert (frame["co2_kg"] == frame["km"] * 0.5).all()
    assert matrix.minutes[0, 2, 0] == 0  # from a place to itself
    assert matrix.unreachable == []
    assert "5 origins × 3 destinations by truck, leaving at 2023-01-16 08:00" in matrix._repr_html_()


def test_every_departure_stands_for_itself_in_the_order_given() -> None:
    moments = [MONDAY_8 + 3 * 24 * HOUR, MONDAY_8, MONDAY_8 + dt.timedelta(minutes=90), MONDAY_8 - 60 * 24 * HOUR]
    matrix = delta(*moments)
    assert matrix.moments == tuple(moments)
    for row, moment in enumerate(moments):
        assert delta(moment).minutes[0] == pytest.approx(matrix.minutes[row], abs=1e-9)
    assert np.abs(matrix.minutes[1] - matrix.minutes[2]).max() > 0.5


def test_the_clock_is_the_local_one() -> None:
    naive, utc = MONDAY_8.replace(tzinfo=None), MONDAY_8.astimezone(dt.UTC)
    assert (delta(naive).minutes == delta(MONDAY_8).minutes).all()
    assert (delta(utc).minutes == delta(MONDAY_8).minutes).all()
    assert delta(utc).moments[0].utcoffset() == dt.timedelta(hours=8)


def test_arriving_by_tells_when_to_leave() -> None:
    network, places = backbone(MONDAY_8.date()), somewhere(4, 6)
    matrix = sim.travel_time_matrix(network, places, places, arrive_by=[MONDAY_8, MONDAY_8 + HOUR], max_access_km=60)
    frame = matrix.frame()
    took = (frame["arrive_by"] - frame["departure"]).dt.total_seconds() / 60
    assert took.to_numpy() == pytest.approx(frame["minutes"].to_numpy(), abs=0.001)
    for row in frame.sample(5, random_state=1).itertuples():
        leaving = sim.travel_time_matrix(
            network,
            {"o": places[row.origin]},
            {"d": places[row.destination]},
            departures=row.arrive_by - dt.timedelta(minutes=row.minutes),
            max_access_km=60,
        )
        assert leaving.minutes[0, 0, 0] == pytest.approx(row.minutes, abs=1e-4)
    route = matrix.route("p0", "p1", MONDAY_8 + HOUR)
    assert route is not None
    assert route.arrival == MONDAY_8 + HOUR
    assert route.minutes == matrix.minutes[1, 0, 1]
    assert route.km == matrix.km[1, 0, 1]


def check_route(matrix: TravelTimeMatrix, route: Route, at: int) -> None:
    """Check a route against the matrix and the network."""
    row, column = matrix.origins.index(route.origin), matrix.destinations.index(route.destination)
    assert route.minutes == matrix.minutes[at, row, column]
    assert route.km == matrix.km[at, row, column]
    assert route.toll_cny == matrix.toll_cny[at, row, column]
    assert (route.arrival - route.departure).total_seconds() == pytest.approx(route.minutes * 60, abs=1e-3)
    if not route.links:
        return
    network = matrix.network
    line = shapely.get_coordinates(route.line)
    for access, end in zip(
        (matrix.access[0][route.origin], matrix.access[1][route.destination]), line[[0, -1]], strict=True
    ):
        apart = np.hypot(access.point_lon - end[0], access.point_lat - end[1])
        assert apart.min() < 1e-7
    ends = [
        {*network.edge_tail[network.edge_link == link], *network.edge_head[network.edge_link == link]}
        for link in route.links
    ]
    assert all(one & next_ for one, next_ in itertools.pairwise(ends))
    inner = network.link_length_m[list(route.links[1:-1])].sum() / 1000
    assert inner <= route.km + 1e-9


def test_routes_agree_with_the_matrix_and_hang_together() -> None:
    for arrive in (False, True):
        network, places = backbone(MONDAY_8.date()), somewhere(6, 9)
        moments = [MONDAY_8, MONDAY_8 + 12 * HOUR]
        when = {"arrive_by": moments} if arrive else {"departures": moments}
        matrix = travel_time_matrix(network, places, places, max_access_km=60, **when)  # type: ignore[arg-type]
        for at, origin, destination in itertools.product(range(2), places, places):
            route = matrix.route(origin, destination, moments[at])
            assert route is not None
            check_route(matrix, route, at)
        table = matrix.routes()
        assert len(table) == matrix.minutes.size
        assert table.crs.to_epsg() == 4326
        assert table["km"].sum() == pytest.approx(matrix.km.sum())


def test_the_line_of_a_route_is_as_long_as_its_kilometres(osm_data: Path) -> None:
    network = assemble(read_osm(osm_data / "dongguan-humen-changan.osm.pbf"), name="humen", source="test")
    rng = np.random.default_rng(2)
    places = {str(number): (rng.uniform(113.70, 113.85), rng.uniform(22.75, 22.85)) for number in range(6)}
    matrix = travel_time_matrix(network, places, places, departures=MONDAY_8)
    assert matrix.unreachable == []
    driven = 0
    for origin, destination in itertools.permutations(places, 2):
        route = matrix.route(origin, destination)
        assert route is not None
        check_route(matrix, route, 0)
        if route.links:
            road_km = route.km - route.access_origin_km - route.access_destination_km
            assert line_km(shapely.get_coordinates(route.line)) == pytest.approx(road_km, rel=2e-3, abs=2e-3)
            driven += 1
    assert driven > 20


def test_a_route_starts_and_ends_within_its_links() -> None:
    network = ring(one_way=True)
    matrix = travel_time_matrix(network, {"o": THREE_QUARTERS}, {"d": QUARTER}, departures=MONDAY_8)
    route = matrix.route("o", "d")
    assert route is not None
    assert route.links == (0, 1, 2, 0)
    assert shapely.get_coordinates(route.line) == pytest.approx(
        np.array([THREE_QUARTERS, NODES["b"], NODES["c"], NODES["a"], QUARTER]), abs=1e-5
    )
    straight = travel_time_matrix(network, {"o": QUARTER}, {"d": THREE_QUARTERS}, departures=MONDAY_8).route("o", "d")
    assert straight is not None
    assert straight.links == (0,)
    assert shapely.get_coordinates(straight.line) == pytest.approx(np.array([QUARTER, THREE_QUARTERS]), abs=1e-5)


def test_tolls_by_lanes_and_axle_class() -> None:
    nodes = {"a": (113.90, 22.70), "b": (113.98, 22.70), "c": (114.06, 22.70)}
    roads = [
        Road("a", "b", "trunk", toll=True, lanes=4, length_km=10),
        Road("b", "c", "trunk", toll=True, lanes=6, length_km=10),
    ]
    network = hand_network(nodes, roads)
    for toll_class, factor in ((1, 1), (2, 2.1), (3, 3.16), (4, 3.75), (5, 3.86), (6, 4.09)):
        ends = {"a": nodes["a"], "c": nodes["c"], "quarter": QUARTER}
        matrix = travel_time_matrix(network, ends, {"c": nodes["c"]}, departures=MONDAY_8, toll_class=toll_class)
        assert matrix.toll_cny[0, :, 0] == pytest.approx([factor * 10.5, 0, factor * (0.45 * 7.5 + 6)], abs=1e-3)
    with pytest.raises(InputError, match="no toll class 9"):
        travel_time_matrix(network, ends, ends, departures=MONDAY_8, toll_class=9)


def test_unreachable_pairs_are_nan_and_listed() -> None:
    network = hand_network({**NODES, "d": (113.99, 22.76)}, [Road("a", "b"), Road("b", "c"), Road("c", "d")])
    closures = {"cut": Closure(np.array([False, True, False]), None, None)}
    places = {"west": QUARTER, "north": (113.97, 22.76)}
    matrix = travel_time_matrix(network, places, places, departures=[MONDAY_8, MONDAY_8 + HOUR], closures=closures)
    assert matrix.unreachable == [
        Unreachable(MONDAY_8, "west", "north"),
        Unreachable(MONDAY_8, "north", "west"),
        Unreachable(MONDAY_8 + HOUR, "west", "north"),
        Unreachable(MONDAY_8 + HOUR, "north", "west"),
    ]
    frame = matrix.frame()
    lost = frame["minutes"].isna()
    assert lost.sum() == 4
    assert (
        frame.loc[lost, ["km", "toll_cny", "co2_kg", "access_origin_km", "access_destination_km"]].isna().all(axis=None)
    )
    assert matrix.route("west", "north") is None
    assert len(matrix.routes()) == 4
    back = travel_time_matrix(network, places, places, arrive_by=MONDAY_8, closures=closures)
    assert [trip[1:] for trip in back.unreachable] == [("west", "north"), ("north", "west")]
    assert back.frame()["departure"].isna().sum() == 2


def test_nothing_to_reach_at_all() -> None:
    network = hand_network(NODES, [Road("a", "b"), Road("b", "c")])
    closures = {"cut": Closure(np.array([True, True]), None, None)}
    matrix = travel_time_matrix(
        network, {"a": QUARTER}, {"c": (113.95, 22.745)}, departures=MONDAY_8, closures=closures
    )
    assert np.isnan(matrix.minutes).all()
    assert matrix.routes().empty


def test_a_truck_goes_round_where_a_car_goes_through() -> None:
    network = ring()
    barred = dataclasses.replace(network, link_barred=np.array([1, 0, 0], np.uint8))
    ends = {"a": NODES["a"]}, {"b": NODES["b"]}
    truck, car = (travel_time_matrix(barred, *ends, departures=MONDAY_8, vehicle=kind) for kind in ("truck", "car"))
    assert truck.km[0, 0, 0] == pytest.approx(line_km(network.line(1)) + line_km(network.line(2)), rel=1e-6)
    assert car.km[0, 0, 0] == pytest.approx(line_km(network.line(0)), rel=1e-6)


def test_an_id_may_mean_two_places() -> None:
    network = ring()
    matrix = travel_time_matrix(network, {"x": QUARTER}, {"x": THREE_QUARTERS}, departures=MONDAY_8)
    assert matrix.km[0, 0, 0] == pytest.approx(line_km(network.line(0)) / 2, rel=1e-4)


def test_carbon_dioxide_of_every_kind_has_its_source() -> None:
    for row in read_table("emissions.csv"):
        assert row["mark"] in {"fact", "estimate", "assumption"}
        assert row["source"]
        assert usual_co2_kg_per_km(row["kind"]) == float(row["co2_kg_per_km"]) > 0
        assert delta(MONDAY_8, vehicle=row["kind"]).co2_kg_per_km == float(row["co2_kg_per_km"])
    with pytest.raises(InputError, match="no kind of vehicle 'tank'"):
        usual_co2_kg_per_km("tank")


def test_bad_questions() -> None:
    network, here = ring(), {"a": NODES["a"]}
    with pytest.raises(InputError, match="either departures or arrive_by"):
        travel_time_matrix(network, here, here)
    with pytest.raises(InputError, match="either departures or arrive_by"):
        travel_time_matrix(network, here, here, departures=MONDAY_8, arrive_by=MONDAY_8)
    with pytest.raises(InputError, match="there are no destinations"):
        travel_time_matrix(network, here, {}, departures=MONDAY_8)
    with pytest.raises(InputError, match="no kind of vehicle 'tank'"):
        travel_time_matrix(network, here, here, departures=MONDAY_8, vehicle="tank")
    with pytest.raises(OffNetworkError, match=r"'sea'.*\n.*'shanghai'"):
        travel_time_matrix(network, {"sea": (114.5, 21.9)}, {"shanghai": (121.5, 31.2)}, departures=MONDAY_8)
    matrix = travel_time_matrix(network, here, here, departures=MONDAY_8)
    with pytest.raises(InputError, match="the matrix has no origin 'b'; there are a"):
        matrix.route("b", "a")
    with pytest.raises(InputError, match="the matrix has no moment"):
        matrix.route("a", "a", MONDAY_8 + HOUR)


def test_progress_counts_every_search() -> None:
    told: list[tuple[int, int]] = []
    network, places = backbone(MONDAY_8.date()), somewhere(3, 1)
    moments = [MONDAY_8, MONDAY_8 + 100 * HOUR]
    matrix = travel_time_matrix(
        network, places, places, departures=moments, max_access_km=60, progress=lambda *count: told.append(count)
    )
    assert told[-1] == (6, 6)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    told.clear()
    matrix.routes(lambda *count: told.append(count))
    assert told[-1] == (6, 6)
