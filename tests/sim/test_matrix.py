"""Travel-time matrices: tables, routes, tolls, what is unreachable, and bad questions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

import sim
from scenarios.tables import read_table
from sim.backbone import backbone
from sim.closures import Closure
from sim.errors import InputError, OffNetworkError
from sim.matrix import travel_time_matrix, usual_co2_kg_per_km
from sim.matrixtable import Route, TravelTimeMatrix, Unreachable
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import (
    NODES,
    QUARTER,
    THREE_QUARTERS,
    Road,
    hand_network,
    line_km,
    ring,
    somewhere,
)

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_8 = dt.datetime(2023, 1, 16, 8, tzinfo=ZONE)
HOUR = dt.timedelta(hours=1)
TRUCK = road_vehicle("truck")


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
