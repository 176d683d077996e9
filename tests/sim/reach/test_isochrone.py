"""Isochrones: what must hold for every one, and what is known of the delta's."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import sim
from sim.backbone import backbone
from sim.boarding import access_nodes
from sim.closures import Closure
from sim.drawing.drawing import Mode
from sim.drawing.measure import area_km2
from sim.errors import InputError, OffNetworkError
from sim.network import Floats, RoadNetwork
from sim.overlays import speed_profiles
from sim.reach.isochrone import isochrones
from sim.reach.spread import Direction, spread
from sim.selectors import matching_links
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle
from tests.sim.small_roads import small_network

ZONE = ZoneInfo("Asia/Shanghai")
RAMP = dt.date(2023, 1, 16)
MONDAY_8 = dt.datetime(2023, 1, 16, 8, tzinfo=ZONE)
FUTIAN, LONGHUA, TIANHE = (114.058, 22.543), (114.020, 22.720), (113.330, 23.130)
WITHIN_THE_HOUR_OF_LONGHUA = {
    "Guangming": (113.930, 22.750),
    "Songshan Lake": (113.885, 22.920),
    "Humen": (113.675, 22.815),
}
COLUMNS = [
    "site",
    "minutes",
    "share",
    "sites_at_least",
    "direction",
    "depart",
    "arrive",
    "vehicle",
    "percentile",
    "handling_min",
    "access_m",
    "mode",
    "outline_error_m",
    "area_error_km2",
    "clipped",
    "roads",
    "roads_date",
    "area_km2",
    "geometry",
]


def node_seconds(
    network: RoadNetwork, place: tuple[float, float], depart: dt.datetime, direction: Direction, minutes: float
) -> Floats:
    profiles = speed_profiles(network, road_vehicle("truck"), depart, 3, restrictions=False)
    access = snap_to_roads(network, {"site": place})["site"]
    return spread(network, profiles, access, direction, 0.0, minutes * 60).seconds


def test_rows_and_columns() -> None:
    frame = isochrones(
        small_network(), {"b": LONGHUA, "a": FUTIAN}, cutoffs_min=[60, 15, 15], depart=MONDAY_8, handling_min=5
    )
    assert list(frame.columns) == COLUMNS
    assert frame["site"].tolist() == ["b", "b", "a", "a"]
    assert frame["minutes"].tolist() == [15, 60, 15, 60]
    assert frame.crs == "EPSG:4326"
    row = frame.iloc[0]
    assert (row["direction"], row["vehicle"], row["roads"]) == ("to", "truck", "small")
    assert row["depart"] == "2023-01-16T08:00:00+08:00"
    assert row["roads_date"] == "2023-01-01"
    assert (row["percentile"], row["handling_min"]) == (50, 5)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["to", "from"]),
    st.integers(0, 23),
    st.lists(st.floats(1, 90), min_size=2, max_size=4, unique=True),
    st.floats(0, 20),
)
def test_valid_nested_and_around_the_origin(
    pick: int, direction: Direction, hour: int, cutoffs: list[float], handling: float
) -> None:
    network = backbone(RAMP)
    open_nodes = np.flatnonzero(access_nodes(network))
    node = open_nodes[pick % open_nodes.size]
    place = (float(network.node_lon[node]) + 0.004, float(network.node_lat[node]))
    frame = isochrones(
        network,
        {"site": place},
        cutoffs_min=cutoffs,
        depart=MONDAY_8.replace(hour=hour),
        direction=direction,
        handling_min=handling,
    )
    shapes = list(frame.geometry)
    assert frame.is_valid.all()
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert (np.diff(frame["area_km2"]) >= 0).all()
    for minutes, shape in zip(frame["minutes"], shapes, strict=True):
        assert shape.is_empty == (minutes <= handling)
        assert shape.is_empty or shape.contains(shapely.Point(place))
    for smaller, larger in pairwise(shapes):
        assert smaller.is_empty or larger.contains(smaller)


@pytest.mark.parametrize("direction", ["to", "from"])
def test_the_polygon_is_the_ground_near_reached_nodes_and_no_other(direction: Direction) -> None:
    network, access_m = backbone(RAMP), 1000.0
    frame = isochrones(
        network,
        {"site": LONGHUA},
        cutoffs_min=[45],
        depart=MONDAY_8,
        direction=direction,
        access_m=access_m,
        restrictions=False,
    )
    times = node_seconds(network, LONGHUA, MONDAY_8, direction, 45)
    points = shapely.points(network.node_lon, network.node_lat)
    inside = shapely.contains(frame.geometry.iloc[0], points)
    assert inside[times <= 45 * 60].all()
    # a node beyond the cutoff lies inside only beside a road that is reached
    later = node_seconds(network, LONGHUA, MONDAY_8, direction, 75)
    edge_ok = times[network.edge_head if direction == "to" else network.edge_tail] <= 45 * 60
    reached_ends = np.zeros(network.nodes, bool)
    reached_ends[network.edge_tail[edge_ok]] = reached_ends[network.edge_head[edge_ok]] = True
    assert np.isfinite(later[inside & ~reached_ends]).all()


def test_a_departure_without_a_time_zone_is_local_and_one_of_another_zone_is_the_same_moment() -> None:
    network = small_network()
    naive, utc = (
        isochrones(network, {"s": LONGHUA}, cutoffs_min=[20], depart=depart)
        for depart in (MONDAY_8.replace(tzinfo=None), MONDAY_8.astimezone(dt.UTC))
    )
    assert naive["depart"].iloc[0] == utc["depart"].iloc[0] == MONDAY_8.isoformat()
    assert naive["area_km2"].iloc[0] == utc["area_km2"].iloc[0]


def test_to_and_from_differ_on_a_one_way_road() -> None:
    network = small_network(one_way=(2,))
    to, away = (
        isochrones(network, {"s": (113.931, 22.751)}, cutoffs_min=[20], depart=MONDAY_8, direction=direction)
        for direction in ("to", "from")
    )
    songshan_lake = shapely.Point(113.885, 22.920)
    assert away.geometry.iloc[0].contains(songshan_lake)
    assert not to.geometry.iloc[0].contains(songshan_lake)


def test_surer_slower_handled_and_closed_circles_are_smaller() -> None:
    network = backbone(RAMP)

    def area(**changes: object) -> float:
        settled: dict[str, object] = {"cutoffs_min": [45], "depart": MONDAY_8, **changes}
        return float(isochrones(network, {"site": LONGHUA}, **settled)["area_km2"].iloc[0])  # type: ignore[arg-type]

    usual = area()
    assert area(percentile=95) < usual < area(percentile=20)
    assert area(handling_min=10) < usual
    assert area(vehicle="car", depart=MONDAY_8.replace(hour=3)) > area(depart=MONDAY_8.replace(hour=3)) > usual
    assert area(closures={"ring": Closure(matching_links(network, ["G94"]), None, None)}) < usual


def test_percentile_and_handling_scale_the_cutoff() -> None:
    network = backbone(RAMP)
    factor = 1.2776  # exp(1.6449 * sqrt(log(1.0225)))
    sure = isochrones(
        network, {"s": LONGHUA}, cutoffs_min=[30 * factor + 10], depart=MONDAY_8, percentile=95, handling_min=10
    )
    plain = isochrones(network, {"s": LONGHUA}, cutoffs_min=[30], depart=MONDAY_8)
    assert sure["area_km2"].iloc[0] == pytest.approx(plain["area_km2"].iloc[0], rel=1e-3)


def test_a_lucky_trip_meets_all_the_hours_that_it_drives_through() -> None:
    """A percentile below 50 lets a circle grow for longer than its cutoff, and the rush hour is on its way too."""
    network, depart = backbone(RAMP), MONDAY_8.replace(hour=5, minute=55)
    lucky = {"cutoffs_min": [60], "depart": depart, "percentile": 5, "time_cv": 0.4}  # 60 are 112 median minutes
    whole_day = speed_profiles(network, road_vehicle("truck"), depart.replace(hour=5, minute=0), 24)
    found, expected = (
        isochrones(network, {"s": LONGHUA}, **lucky, **known)["area_km2"].iloc[0]  # type: ignore[arg-type]
        for known in ({}, {"profiles": whole_day})
    )
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("day", [15, 16], ids=["sunday", "workday"])
def test_no_truck_from_central_shenzhen_reaches_tianhe_within_the_hour(day: int) -> None:
    """It is 99 km in a straight line, and a truck may do 100 km/h."""
    network = backbone(RAMP)
    hours = [dt.datetime(2023, 1, day, hour, tzinfo=ZONE) for hour in range(24)]
    ends = {"futian": FUTIAN, "tianhe": TIANHE}
    assert sim.travel_time_matrix(network, ends, ends, departures=hours).minutes[:, [0, 1], [1, 0]].min() > 60
    for hour in (3, 8):
        depart = dt.datetime(2023, 1, day, hour, tzinfo=ZONE)
        shape = isochrones(
            network, {"futian": FUTIAN}, cutoffs_min=[60], depart=depart, direction="from"
        ).geometry.iloc[0]
        assert not shape.contains(shapely.Point(TIANHE))
        assert _km(shape, TIANHE) > 5


@pytest.mark.parametrize("hour", [8, 10])
@pytest.mark.parametrize("direction", ["to", "from"])
def test_longhua_has_guangming_songshan_lake_and_humen_within_the_hour(hour: int, direction: Direction) -> None:
    frame = isochrones(
        backbone(RAMP),
        {"longhua": LONGHUA},
        cutoffs_min=[60],
        depart=MONDAY_8.replace(hour=hour),
        direction=direction,
    )
    shape = frame.geometry.iloc[0]
    for name, place in WITHIN_THE_HOUR_OF_LONGHUA.items():
        assert shape.contains(shapely.Point(place)), name
    assert not shape.contains(shapely.Point(TIANHE))


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_longhua_has_them_on_a_connected_network_of_real_roads_too(osm_data: Path, mode: Mode) -> None:
    roads = sim.build_roads(osm_data / "prd-major-roads-2021.osm.pbf", name="delta of isochrones")
    places = {**WITHIN_THE_HOUR_OF_LONGHUA, "Tianhe": TIANHE}
    depart = MONDAY_8.replace(hour=10)
    shape = isochrones(roads, {"longhua": LONGHUA}, cutoffs_min=[60], depart=depart, mode=mode).geometry.iloc[0]
    assert [name for name, place in places.items() if shape.contains(shapely.Point(place))] == [
        *WITHIN_THE_HOUR_OF_LONGHUA
    ]
    minutes = sim.travel_time_matrix(roads, places, {"longhua": LONGHUA}, departures=depart).minutes[0, :, 0]
    assert (minutes <= 60).tolist() == [True, True, True, False]


def test_the_new_crossing_brings_zhongshan_nearer() -> None:
    airport = {"airport": (113.815, 22.640)}
    before, after = (
        isochrones(backbone(date), airport, cutoffs_min=[55], depart=MONDAY_8, direction="from")
        for date in (RAMP, dt.date(2024, 7, 15))
    )
    torch_zone = shapely.Point(113.48, 22.56)
    assert not before.geometry.iloc[0].contains(torch_zone)
    assert after.geometry.iloc[0].contains(torch_zone)


def test_area_agrees_with_the_ellipsoid() -> None:
    box = shapely.box(113, 22.3, 114.5, 23.5).segmentize(0.01)
    assert area_km2(box) == pytest.approx(Geod(ellps="WGS84").geometry_area_perimeter(box)[0] / 1e6, rel=1e-6)
    assert area_km2(shapely.Polygon()) == 0


@pytest.mark.parametrize("cutoffs", [[], [0], [30, -1]])
def test_cutoffs_lie_above_zero(cutoffs: list[float]) -> None:
    with pytest.raises(InputError, match="minutes above 0"):
        isochrones(small_network(), {"s": LONGHUA}, cutoffs_min=cutoffs, depart=MONDAY_8)


def test_unknown_direction_and_a_place_in_the_sea() -> None:
    with pytest.raises(InputError, match="'to' or 'from'"):
        isochrones(small_network(), {"s": LONGHUA}, cutoffs_min=[30], depart=MONDAY_8, direction="via")  # type: ignore[arg-type]
    with pytest.raises(OffNetworkError, match="'s'"):
        isochrones(small_network(), {"s": (114.5, 21.5)}, cutoffs_min=[30], depart=MONDAY_8)


def test_what_is_within_reach_is_told_of_in_a_line() -> None:
    found = sim.reached(small_network(), {"s": LONGHUA}, cutoffs_min=[15, 30], depart=MONDAY_8, direction="to")
    assert repr(found) == "<Reach to s, within 15, 30 min, on 'small'>"


def _km(shape: shapely.Geometry, place: tuple[float, float]) -> float:
    near = shapely.ops.nearest_points(shape, shapely.Point(place))[0]
    _, _, metres = Geod(ellps="WGS84").inv(near.x, near.y, *place)
    return float(metres) / 1000
