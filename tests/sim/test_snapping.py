"""Joining places to the nearest points of the roads around."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import mercator
from sim.access import Access, direct_km, straight_km
from sim.backbone import backbone
from sim.boarding import access_nodes, boarding
from sim.columns import Texts
from sim.errors import OffNetworkError
from sim.nearlines import lines_on_map, links_near
from sim.network import BARRED, ROAD_CLASSES, RoadNetwork
from sim.snapping import NEAREST, nearest_spots, snap_to_roads
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.vehicles import RoadVehicle, road_vehicle
from tests.sim.hand_roads import POSITIONS, Road, hand_network, hand_networks, line_km
from tests.sim.small_roads import small_network

WEST, EAST = (113.90, 22.70), (113.98, 22.70)
PLACE = (113.92, 22.71)


def one_road(**fields: object) -> RoadNetwork:
    """Return a road from west to east of 8.2 km, and a way back far in the south."""
    nodes = {"west": WEST, "east": EAST, "south": (113.94, 22.40)}
    roads = [Road("west", "east", **fields), Road("east", "south"), Road("south", "west")]  # type: ignore[arg-type]
    return hand_network(nodes, roads)


def leg_on(access: Access, link: int) -> int:
    return access.link.tolist().index(link)


def dense(network: RoadNetwork, links: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points on roads, 500 a road, as longitudes and latitudes."""
    lines = lines_on_map(network, links)
    points = shapely.line_interpolate_point(lines[:, None], np.linspace(0, 1, 501), normalized=True)
    return mercator.from_map(shapely.get_x(points).ravel(), shapely.get_y(points).ravel())


def test_the_nearest_point_lies_within_the_road() -> None:
    network = one_road()
    access = snap_to_roads(network, {"site": PLACE}, access_speed_kph=20, access_detour=1.5)["site"]
    assert access.link[0] == 0
    assert access.share[0] == pytest.approx(0.25, abs=1e-4)
    assert (access.point_lon[0], access.point_lat[0]) == pytest.approx((113.92, 22.70), abs=1e-6)
    straight = float(straight_km(*PLACE, 113.92, 22.70))
    assert straight == pytest.approx(1.1075, abs=1e-3)
    assert access.km[0] == pytest.approx(1.5 * straight, rel=1e-6)
    assert access.seconds[0] == pytest.approx(access.km[0] / 20 * 3600)
    assert access.speed_kph == 20


def test_a_two_way_road_is_one_leg_with_two_ways_on_and_a_one_way_road_one_with_one() -> None:
    for one_way in (False, True):
        network = one_road(one_way=one_way)
        access = snap_to_roads(network, {"site": PLACE})["site"]
        leg = leg_on(access, 0)
        assert access.link.tolist().count(0) == 1
        on, off = access.gates("from"), access.gates("to")
        ways = {
            (int(network_node), round(part, 3))
            for network_node, part in zip(on.node[on.leg == leg], on.part[on.leg == leg], strict=True)
        }
        back = {
            (int(network_node), round(part, 3))
            for network_node, part in zip(off.node[off.leg == leg], off.part[off.leg == leg], strict=True)
        }
        assert ways == ({(1, 0.75)} if one_way else {(0, 0.25), (1, 0.75)})
        assert back == ({(0, 0.25)} if one_way else {(0, 0.25), (1, 0.75)})


def test_a_place_beyond_the_end_of_a_one_way_road_gets_to_its_junction() -> None:
    access = snap_to_roads(one_road(one_way=True), {"site": (113.985, 22.701)})["site"]
    assert access.share[0] in {0.0, 1.0}
    assert 1 in access.gates("from").node[access.gates("from").part == 0]
    assert 1 in access.gates("to").node[access.gates("to").part == 0]
    assert access.gates("from").leg_s.min() == access.seconds[0]


def test_roads_that_meet_at_the_nearest_junction_share_a_leg() -> None:
    nodes = {str(number): (113.9 + 0.02 * np.cos(number), 22.7 - 0.02 * abs(np.sin(number))) for number in range(8)}
    network = hand_network({**nodes, "hub": (113.9, 22.7)}, [Road("hub", node) for node in nodes])
    access = snap_to_roads(network, {"site": (113.9, 22.702)})["site"]
    at_hub = (access.point_lon == 113.9) & (np.abs(access.point_lat - 22.7) < 1e-9)
    assert at_hub.sum() == 1


@settings(max_examples=80, deadline=None)
@given(hand_networks(), POSITIONS)
def test_no_point_of_any_road_is_nearer_than_the_leg(network: RoadNetwork, place: tuple[float, float]) -> None:
    access = snap_to_roads(network, {"site": place}, max_access_km=30, access_detour=1.0)["site"]
    links = boarding(network).links
    lon, lat = dense(network, links)
    km = straight_km(np.full(lon.size, place[0]), np.full(lon.size, place[1]), lon, lat)
    assert access.km[0] <= km.min() * 1.0005 + 1e-6
    apart_km = max(line_km(network.line(int(link))) for link in links) / 500
    assert access.km[0] >= km.min() - apart_km
    assert access.km == pytest.approx(
        straight_km(*np.array([place] * access.km.size).T, access.point_lon, access.point_lat)
    )


@settings(max_examples=80, deadline=None)
@given(hand_networks(), POSITIONS)
def test_the_share_leads_to_the_point(network: RoadNetwork, place: tuple[float, float]) -> None:
    access = snap_to_roads(network, {"site": place}, max_access_km=30)["site"]
    for link, share, lon, lat in zip(access.link, access.share, access.point_lon, access.point_lat, strict=True):
        line = network.line(int(link))
        along = np.concatenate([[0.0], np.cumsum(straight_km(*line[:-1].T, *line[1:].T))])
        stop = share * along[-1]
        there = [np.interp(stop, along, line[:, axis]) for axis in (0, 1)]
        assert float(straight_km(*there, lon, lat)) <= 0.001 * along[-1] + 1e-6


@settings(max_examples=60, deadline=None)
@given(hand_networks(), POSITIONS, st.floats(0.5, 20))
def test_legs_are_few_near_and_on_roads_of_their_own(
    network: RoadNetwork, place: tuple[float, float], most_km: float
) -> None:
    try:
        access = snap_to_roads(network, {"site": place}, max_access_km=most_km, access_detour=1.0)["site"]
    except OffNetworkError:
        lon, lat = dense(network, boarding(network).links)
        assert straight_km(np.full(lon.size, place[0]), np.full(lon.size, place[1]), lon, lat).min() > most_km * 0.999
        return
    assert 1 <= access.link.size <= NEAREST
    assert (np.diff(access.km) >= 0).all()
    limit = min(most_km, max(2 * access.km[0], access.km[0] + 1.5))
    assert access.km[-1] <= limit * 1.001
    inside = (access.share > 0) & (access.share < 1)
    assert np.unique(access.link[inside]).size == inside.sum()
    assert not np.isin(access.link, np.flatnonzero(network.link_class == ROAD_CLASSES.index("motorway"))).any()


def test_nobody_gets_on_along_a_motorway_or_ramp_unless_there_is_nothing_else() -> None:
    for road_class in ("motorway", "motorway_link", "primary_link"):
        network = one_road(road_class=road_class)
        access = snap_to_roads(network, {"site": PLACE}, max_access_km=50)["site"]
        assert 0 not in access.link
        only = dataclasses.replace(network, link_class=np.full(3, ROAD_CLASSES.index(road_class), np.int8))
        assert 0 in snap_to_roads(only, {"site": PLACE})["site"].link


def test_a_generalised_network_is_joined_along_roads_and_at_interchanges_but_not_inside_a_motorway_bridge() -> None:
    network = small_network()
    where = boarding(network)
    assert {network.link_id[link] for link in where.links} == {
        "longhua--guangming",
        "songshan_lake--dongguan",
        "nansha--tianhe",
    }
    assert {network.node_id[node] for node in where.node} == {"futian"}  # humen and west are ends of the bridge
    futian = snap_to_roads(network, {"site": (114.06, 22.55)})["site"]
    assert futian.share.tolist() == [0.0]
    gates = futian.gates("from")
    assert network.node_id[gates.node[gates.part == 0][0]] == "futian"


def test_junctions_at_which_one_gets_on() -> None:
    network = small_network()
    inside = {"humen", "west"}  # the ends of the bridge, with motorways alone
    everywhere = set(network.node_id)
    assert set(network.node_id.take(np.flatnonzero(access_nodes(network)))) == everywhere - inside
    full = dataclasses.replace(network, generalised=False)
    assert set(full.node_id.take(np.flatnonzero(access_nodes(full)))) == everywhere - inside - {"futian"}
    ends = small_network(one_way=(0,))  # nothing leads back from Futian
    assert not access_nodes(ends)[0]
    assert access_nodes(backbone(dt.date(2023, 1, 16))).mean() > 0.9


def test_a_scrap_or_dead_end_that_leads_nowhere_is_kept_out() -> None:
    nodes = {"a": WEST, "b": EAST, "c": (113.92, 22.72), "d": (113.93, 22.72)}
    network = hand_network(nodes, [Road("a", "b"), Road("c", "d")])
    assert set(snap_to_roads(network, {"site": (113.92, 22.719)})["site"].link) == {0}
    one_way_out = hand_network(nodes, [Road("a", "b"), Road("b", "c"), Road("c", "d", one_way=True)])
    assert 2 not in snap_to_roads(one_way_out, {"site": (113.929, 22.7205)})["site"].link


def test_a_vehicle_gets_no_leg_to_a_road_that_is_barred_to_it() -> None:
    network = one_road()
    barred = dataclasses.replace(network, link_barred=np.array([BARRED["truck"], 0, 0], np.uint8))
    low = dataclasses.replace(network, link_max_height_m=np.array([2.5, np.nan, np.nan], np.float32))
    weak = dataclasses.replace(network, link_max_t=np.array([3.0, np.nan, np.nan], np.float32))
    car, truck = road_vehicle("car"), RoadVehicle("truck", 5, 9, 3.5)
    for ruled in (barred, low, weak):
        legs = {
            vehicle: snap_to_roads(ruled, {"site": PLACE}, vehicle=vehicle, max_access_km=50)["site"].link
            for vehicle in (car, truck, None)
        }
        assert 0 in legs[car]
        assert 0 in legs[None]
        assert 0 not in legs[truck]


@pytest.mark.parametrize("vehicle", [None, road_vehicle("truck")])
def test_roads_that_nobody_can_get_on_are_named_as_what_is_wrong(vehicle: RoadVehicle | None) -> None:
    no_return = hand_network({"west": WEST, "east": EAST}, [Road("west", "east", one_way=True)])
    with pytest.raises(OffNetworkError, match=r"network 'hand' has no roads .* and come back"):
        snap_to_roads(no_return, {"site": PLACE}, vehicle=vehicle)
    barred = dataclasses.replace(one_road(), link_barred=np.full(3, BARRED["truck"], np.uint8))
    assert snap_to_roads(barred, {"site": PLACE}, max_access_km=50)
    with pytest.raises(OffNetworkError, match=r"'hand' has no roads that a truck of .* t .* m may drive"):
        snap_to_roads(barred, {"site": PLACE}, vehicle=road_vehicle("truck"))


def test_no_leg_swims_across_an_estuary() -> None:
    access = snap_to_roads(small_network(), {"site": (113.532, 22.80)}, max_access_km=20)["site"]
    assert access.km[-1] <= access.km[0] + 1.5 * 1.3
    assert access.link.tolist() == [9]


def test_all_sites_off_the_network_are_named_with_distance_and_road() -> None:
    places = {"here": (113.93, 22.75), "sea": (114.5, 21.9), "shanghai": (121.47, 31.23)}
    with pytest.raises(OffNetworkError) as caught:
        snap_to_roads(small_network(), places)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "'sea'" in lines[0]
    assert "is 84.5 km from the network 'small'" in lines[0]
    assert "the nearest road is S28 near Futian (lon 114.058, lat 22.543)" in lines[0]
    assert "raise roads.max_access_km" in lines[0]
    assert "'shanghai'" in lines[1]


def test_the_limit_is_settable_and_measured_to_the_road() -> None:
    network = one_road()
    assert snap_to_roads(network, {"site": PLACE}, max_access_km=1.12)
    with pytest.raises(
        OffNetworkError, match=r"is 1\.1 km from the network 'hand'; the nearest road is a primary road"
    ):
        snap_to_roads(network, {"site": PLACE}, max_access_km=1.10)


@pytest.mark.parametrize("place", [(22.75, 113.93), (22.75, 80.0), (float("nan"), 22.5), (float("inf"), 22.5)])
def test_coordinates_that_are_none_or_swapped(place: tuple[float, float]) -> None:
    with pytest.raises(OffNetworkError, match="'site'"):
        snap_to_roads(small_network(), {"site": place})
    if place == (22.75, 113.93):
        with pytest.raises(OffNetworkError, match=r"look swapped: lon 113\.93, lat 22\.75 lies on the network"):
            snap_to_roads(small_network(), {"site": place})


def test_a_nearest_road_without_a_name_is_called_by_its_class() -> None:
    network = dataclasses.replace(
        small_network(), node_name_en=Texts.of([""] * 9), node_name_zh=Texts.of([""] * 9), link_ref=Texts.of([""] * 10)
    )
    with pytest.raises(OffNetworkError, match="the nearest road is a motorway road without a name"):
        snap_to_roads(network, {"sea": (114.5, 21.9)})


def test_many_places_off_mean_a_network_that_is_too_small() -> None:
    far = {f"site{number}": (117.0 + number, 30.0) for number in range(7)}
    with pytest.raises(OffNetworkError, match="7 of 7 places lie off the road network") as caught:
        snap_to_roads(small_network(), far)
    assert "too small" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_neighbours_go_directly_and_far_places_do_not() -> None:
    places = {"a": (113.96, 22.77), "b": (113.962, 22.771), "c": (114.02, 22.73)}
    legs = list(snap_to_roads(small_network(), places).values())
    seconds, km = legs[0].direct(legs[1])
    assert km == pytest.approx(float(straight_km(*places["a"], *places["b"])) * 1.3)
    assert seconds == pytest.approx(km / 30 * 3600)
    assert legs[0].direct(legs[0]) == (0, 0)
    table = direct_km(legs, legs)
    assert table == pytest.approx(np.array([[a.direct(b)[1] for b in legs] for a in legs]))
    assert np.isinf(table[0, 2])


def test_no_places_no_legs() -> None:
    assert snap_to_roads(small_network(), {}) == {}


def test_places_do_not_depend_on_each_other() -> None:
    network = backbone(dt.date(2023, 1, 16))
    rng = np.random.default_rng(3)
    places = {str(number): (rng.uniform(113.0, 114.3), rng.uniform(22.4, 23.3)) for number in range(40)}
    together = snap_to_roads(network, places, max_access_km=60)
    for key, at in places.items():
        alone = snap_to_roads(network, {key: at}, max_access_km=60)[key]
        assert alone.link.tolist() == together[key].link.tolist()
        assert alone.share == pytest.approx(together[key].share)


@settings(max_examples=40, deadline=None)
@given(st.lists(POSITIONS, min_size=1, max_size=4), st.floats(0.1, 10))
def test_the_coarse_grid_loses_no_road(places: list[tuple[float, float]], reach_km: float) -> None:
    network = backbone(dt.date(2023, 1, 16))
    links = np.arange(network.links, dtype=np.int32)
    lon, lat = np.array(places).T
    near = links_near(network, links, lon, lat, reach_km)
    x, y = mercator.to_map(lon, lat)
    apart = shapely.distance(lines_on_map(network, links)[:, None], shapely.points(x, y)) / mercator.scale(lat)
    assert set(links[(apart <= reach_km * 1000).any(axis=1)]) <= set(near)
    assert (apart[near].min(axis=1) <= reach_km * 1000 * 6 + 40_000).all()


def test_streets_of_a_city(osm_data: Path) -> None:
    network = assemble(read_osm(osm_data / "shenzhen-central.osm.pbf"), name="shenzhen", source="test")
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(113.96, 114.11, 400), rng.uniform(22.50, 22.60, 400)
    where = boarding(network, road_vehicle("truck"))
    spots = nearest_spots(network, where, lon, lat, 8.0)
    first = np.unique(spots.place, return_index=True)[1]
    lines = lines_on_map(network, where.links)
    points = shapely.points(*mercator.to_map(lon, lat))
    _, nearest = shapely.STRtree(lines).query_nearest(points, all_matches=False)
    expected = shapely.distance(points, lines[nearest]) / mercator.scale(lat) / 1000
    assert spots.km[first] == pytest.approx(expected, rel=2e-3, abs=1e-6)
    assert np.bincount(spots.place).max() <= NEAREST
    reachable = (network.link_barred[spots.link] & BARRED["truck"]) == 0
    assert reachable.all()
