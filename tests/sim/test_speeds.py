"""Speeds by class, law, vehicle and hour, and finding roads by name."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.backbone import backbone
from sim.columns import Texts
from sim.daytypes import DAY_TYPES
from sim.errors import InputError
from sim.network import ROAD_CLASSES
from sim.speeds import AREAS, edge_seconds, link_areas, link_times, matching_links
from tests.sim.small_roads import small_network

ZONE = ZoneInfo("Asia/Shanghai")
MOTORWAY = ROAD_CLASSES.index("motorway")


def kph(network_length_m: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    speeds: np.ndarray = network_length_m / seconds * 3.6
    return speeds


@given(st.sampled_from(["truck", "van"]), st.sampled_from(DAY_TYPES), st.integers(0, 23))
def test_goods_vehicles_never_exceed_the_legal_caps(kind: str, day: str, hour: int) -> None:
    network = backbone(dt.date(2023, 1, 16))
    speeds = kph(network.link_length_m, link_times(network, kind).seconds(day, hour))  # type: ignore[arg-type]
    motorway = network.link_class == MOTORWAY
    assert speeds[motorway].max() <= 100 + 1e-9
    assert speeds[~motorway].max() <= 80 + 1e-9
    assert speeds.min() > 10


def test_cars_may_do_120_where_trucks_do_100_on_an_empty_motorway_outside_town() -> None:
    network = backbone(dt.date(2023, 1, 16))
    open_motorway = (network.link_class == MOTORWAY) & (link_areas(network)[0] == AREAS.index("open"))
    assert open_motorway.any()
    for kind, expected in (("car", 120), ("truck", 100), ("van", 100)):
        speeds = kph(network.link_length_m, link_times(network, kind).seconds("workday", 3))  # type: ignore[arg-type]
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


@pytest.mark.parametrize("name", ["虎门大桥", "humen bridge", "humen--west"])
def test_a_link_is_found_by_either_name_or_id(name: str) -> None:
    network = small_network()
    assert np.flatnonzero(matching_links(network, [name])).tolist() == [7]


def test_a_ref_means_all_its_links_and_each_of_several_refs_counts() -> None:
    network = small_network()
    assert np.flatnonzero(matching_links(network, ["s20", "S28"])).tolist() == [0, 7, 8]
    shared = dataclasses.replace(network, link_ref=Texts.of(["G4;G15", *list(network.link_ref)[1:]]))
    assert matching_links(shared, ["G15"])[0]
    assert matching_links(shared, ["G4"])[[0, 5, 6]].all()


def test_unknown_road_suggests_near_ones() -> None:
    with pytest.raises(InputError, match="did you mean 'humen bridge'"):
        matching_links(small_network(), ["Human Bridge"])


def test_unknown_vehicle() -> None:
    with pytest.raises(InputError, match="no kind of vehicle 'tank'"):
        link_times(small_network(), "tank")  # type: ignore[arg-type]


def test_areas_by_place() -> None:
    network = backbone(dt.date(2023, 1, 16))
    area, scale = link_areas(network)
    at = list(network.node_id).index("gz_tianhe")
    links = network.edge_link[network.first_edge[at] : network.first_edge[at + 1]]
    assert (area[links] == AREAS.index("core")).all()
    assert scale[links] == pytest.approx(0.887 / 0.71)
    assert (scale[area == AREAS.index("open")] == 1).all()
