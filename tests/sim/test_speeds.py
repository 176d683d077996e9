"""Speeds by class, law, vehicle and hour."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.backbone import backbone
from sim.daytypes import DAY_TYPES
from sim.errors import InputError
from sim.network import ROAD_CLASSES
from sim.selectors import matching_links
from sim.speeds import AREAS, congestion, empty_seconds, link_areas
from sim.vehicles import RoadVehicle, road_vehicle
from tests.sim.fixed_speeds import edge_seconds, link_times
from tests.sim.small_roads import small_network

ZONE = ZoneInfo("Asia/Shanghai")
MOTORWAY = ROAD_CLASSES.index("motorway")


def kph(network_length_m: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    speeds: np.ndarray = network_length_m / seconds * 3.6
    return speeds


@given(st.sampled_from(["truck", "van"]), st.sampled_from(DAY_TYPES), st.integers(0, 23))
def test_goods_vehicles_never_exceed_the_legal_caps(kind: str, day: str, hour: int) -> None:
    network = backbone(dt.date(2023, 1, 16))
    speeds = kph(network.link_length_m, link_times(network, kind).seconds(day, hour))
    motorway = network.link_class == MOTORWAY
    assert speeds[motorway].max() <= 100 + 1e-9
    assert speeds[~motorway].max() <= 80 + 1e-9
    assert speeds.min() > 10


def test_cars_may_do_120_where_trucks_do_100_on_an_empty_motorway_outside_town() -> None:
    network = backbone(dt.date(2023, 1, 16))
    open_motorway = (network.link_class == MOTORWAY) & (link_areas(network)[0] == AREAS.index("open"))
    assert open_motorway.any()
    for kind, expected in (("car", 120), ("truck", 100), ("van", 100)):
        speeds = kph(network.link_length_m, link_times(network, kind).seconds("workday", 3))
        assert speeds[open_motorway] == pytest.approx(expected)


def test_a_signed_limit_wins_over_the_class_but_not_over_the_law() -> None:
    network = small_network()
    for signed, expected in ((60.0, 60.0), (120.0, 100.0)):
        with_sign = dataclasses.replace(network, link_maxspeed_kph=np.full(network.links, signed))
        speeds = kph(with_sign.link_length_m, link_times(with_sign, "truck").seconds("workday", 3))
        assert speeds[network.link_class == MOTORWAY] == pytest.approx(expected)


def test_rush_hour_slows_the_core_far_more_than_a_motorway() -> None:
    network = backbone(dt.date(2023, 1, 16))
    times = link_times(network, "truck")
    ratio = times.seconds("workday", 8) / times.seconds("workday", 3)
    area, _ = link_areas(network)
    motorway = network.link_class == MOTORWAY
    assert ratio[motorway].max() <= 1.3 + 1e-9
    assert ratio[motorway].min() >= 1.1 - 1e-9
    core = (network.link_class == ROAD_CLASSES.index("primary")) & (area == AREAS.index("core"))
    assert core.any()
    assert ratio[core].min() > 1.5
    assert ratio[core].max() < 2.0


def test_sunday_morning_is_easier_than_monday_morning() -> None:
    network = small_network()
    monday, sunday = (edge_seconds(network, "truck", dt.datetime(2023, 1, day, 8, tzinfo=ZONE)) for day in (16, 15))
    assert (sunday < monday).all()


def test_make_up_day_has_the_traffic_of_a_workday() -> None:
    network = small_network()
    made_up, workday, plain = (
        edge_seconds(network, "truck", dt.datetime(2023, 1, day, 8, tzinfo=ZONE)) for day in (28, 30, 14)
    )
    assert (made_up == workday).all()
    assert (made_up > plain).all()


def test_closed_links_take_for_ever_and_others_do_not() -> None:
    network = small_network()
    closed = matching_links(network, ["Humen Bridge"])
    seconds = edge_seconds(network, "truck", ("workday", 8), closed)
    assert (np.isinf(seconds) == closed[network.edge_link]).all()
    assert np.isinf(seconds).sum() == 2


def test_unknown_vehicle() -> None:
    with pytest.raises(InputError, match="no kind of vehicle 'tank'"):
        link_times(small_network(), "tank")


def test_areas_by_place() -> None:
    network = backbone(dt.date(2023, 1, 16))
    area, scale = link_areas(network)
    at = list(network.node_id).index("gz_tianhe")
    links = network.edge_link[network.first_edge[at] : network.first_edge[at + 1]]
    assert (area[links] == AREAS.index("core")).all()
    assert scale[links] == pytest.approx(0.887 / 0.71)
    assert (scale[area == AREAS.index("open")] == 1).all()


def test_a_limit_for_goods_vehicles_caps_them_and_not_cars() -> None:
    network = small_network()
    signed = dataclasses.replace(network, link_truck_maxspeed_kph=np.full(network.links, 50, np.float32))
    motorway = network.link_class == MOTORWAY
    for kind, expected in (("truck", 50.0), ("van", 50.0)):
        speeds = kph(network.link_length_m, empty_seconds(signed, road_vehicle(kind)))
        assert speeds[motorway] == pytest.approx(expected)
        assert speeds.max() <= 50 + 1e-6
    cars = road_vehicle("car")
    assert (empty_seconds(signed, cars) == empty_seconds(network, cars)).all()
    unhurried = dataclasses.replace(network, link_truck_maxspeed_kph=np.full(network.links, 120, np.float32))
    truck = road_vehicle("truck")
    assert (empty_seconds(unhurried, truck) == empty_seconds(network, truck)).all()


def test_barred_heavy_and_high_vehicles_never_pass() -> None:
    network = small_network()
    barred, max_t, max_height = np.zeros(10, np.uint8), np.full(10, np.nan, np.float32), np.full(10, np.nan, np.float32)
    barred[0], barred[1], max_t[2], max_height[3] = 1, 4, 5.0, 3.0
    ruled = dataclasses.replace(network, link_barred=barred, link_max_t=max_t, link_max_height_m=max_height)
    expected = {
        RoadVehicle("truck", 2, 5.0, 3.0): [0],
        RoadVehicle("truck", 2, 5.1, 3.0): [0, 2],
        RoadVehicle("truck", 2, 5.0, 3.1): [0, 3],
        RoadVehicle("van", 1, 3.5, 2.0): [],
        RoadVehicle("car", 0.4, 2.0, 1.6): [1],
    }
    for vehicle, links in expected.items():
        assert np.flatnonzero(np.isinf(empty_seconds(ruled, vehicle))).tolist() == links


def test_a_city_index_is_never_applied_to_a_motorway() -> None:
    network = backbone(dt.date(2023, 1, 16))
    group, excess = congestion(network)
    area, scale = link_areas(network)
    motorway = network.link_class == MOTORWAY
    jammed = motorway & (area == AREAS.index("core")) & (scale > 1.2)  # Guangzhou: index 1.887
    assert jammed.any()
    assert excess[:, group[motorway]].max() <= 0.3 + 1e-9
    assert np.ptp(excess[:, group[motorway & (area == AREAS.index("core"))]], axis=1).max() == 0


def test_groups_say_the_same_of_every_link_as_its_class_area_and_city() -> None:
    network = backbone(dt.date(2023, 1, 16))
    group, excess = congestion(network)
    area, scale = link_areas(network)
    of_group: dict[int, set[tuple[int, int, float]]] = {}
    for link in range(network.links):
        of_group.setdefault(int(group[link]), set()).add((network.link_class[link], area[link], scale[link]))
    assert all(len(kinds) == 1 for kinds in of_group.values())
    assert excess.shape == (len(DAY_TYPES), len(of_group))
    assert (excess >= 0).all()


def test_kept_arrays_cannot_be_written_to() -> None:
    network = small_network()
    with pytest.raises(ValueError, match="read-only"):
        empty_seconds(network, road_vehicle("truck"))[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        congestion(network).excess[0] = 0
