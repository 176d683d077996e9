"""Joining places to the junctions of the network."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from sim.backbone import backbone
from sim.columns import Texts
from sim.errors import OffNetworkError
from sim.junctions import access_nodes, snap, straight_km
from tests.sim.small_roads import small_network


def test_straight_line_agrees_with_the_ellipsoid() -> None:
    futian, tianhe = (114.058, 22.543), (113.330, 23.130)
    _, _, metres = Geod(ellps="WGS84").inv(*futian, *tianhe)
    assert straight_km(futian, tianhe) == pytest.approx(metres / 1000, rel=0.004)
    assert straight_km(futian, tianhe) == pytest.approx(99, abs=1)


def test_nearest_first_with_detour_and_speed() -> None:
    network = small_network()
    legs = snap(network, {"site": (113.93, 22.76)}, access_speed_kph=20, access_detour=1.5)["site"]
    assert network.node_id[legs.nodes[0]] == "guangming"
    assert legs.km[0] == pytest.approx(1.5 * 1.112, rel=0.01)
    assert legs.seconds == pytest.approx(legs.km / 20 * 3600)
    assert (np.diff(legs.km) >= 0).all()


def test_a_place_between_junctions_gets_legs_to_both() -> None:
    network = small_network()
    middle = ((113.93 + 114.02) / 2, (22.75 + 22.72) / 2)
    legs = snap(network, {"site": middle})["site"]
    assert set(network.node_id.take(legs.nodes)) == {"guangming", "longhua"}


def test_no_leg_swims_across_an_estuary() -> None:
    network = small_network()
    legs = snap(network, {"site": (113.532, 22.80)}, max_access_km=20)["site"]
    assert set(network.node_id.take(legs.nodes)) == {"nansha"}


def test_one_does_not_get_on_inside_a_motorway_bridge() -> None:
    network = small_network()
    open_nodes = set(network.node_id.take(access_nodes(network)))
    assert "west" not in open_nodes  # the bridge end: motorway on both sides
    assert "futian" in open_nodes  # an interchange of the generalised network
    full = dataclasses.replace(network, generalised=False)
    assert set(full.node_id.take(access_nodes(full))) == {
        "longhua",
        "guangming",
        "songshan_lake",
        "dongguan",
        "nansha",
        "tianhe",
    }


def test_a_scrap_cut_off_from_the_rest_is_no_place_to_get_on() -> None:
    network = backbone(dt.date(2023, 1, 16))
    assert access_nodes(network).mean() > 0.9
    # one-way ends: nothing leads back from the last node of a dead end that may only be driven in
    ends = small_network(one_way=(0,))
    assert "futian" not in set(ends.node_id.take(access_nodes(ends)))


def test_all_sites_off_the_network_are_named_with_distance_and_place() -> None:
    places = {"here": (113.93, 22.75), "sea": (114.5, 21.9), "shanghai": (121.47, 31.23)}
    with pytest.raises(OffNetworkError) as caught:
        snap(small_network(), places)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "'sea'" in lines[0]
    assert "Futian" in lines[0]
    assert " km from the network 'small'" in lines[0]
    assert "raise roads.max_access_km" in lines[0]
    assert "'shanghai'" in lines[1]


def test_swapped_coordinates_are_recognised() -> None:
    with pytest.raises(OffNetworkError, match=r"look swapped: lon 113\.93, lat 22\.75 lies on the network"):
        snap(small_network(), {"site": (22.75, 113.93)})


def test_a_place_without_a_name_is_described_by_its_roads() -> None:
    network = small_network()
    nameless = dataclasses.replace(
        network,
        node_name_en=Texts.of([""] * network.nodes),
        node_name_zh=Texts.of([""] * network.nodes),
    )
    with pytest.raises(OffNetworkError, match="a junction on S28"):
        snap(nameless, {"sea": (114.5, 21.9)})


@given(st.one_of(st.floats(-180, 180), st.floats(113.2, 114.2)), st.one_of(st.floats(-89, 89), st.floats(22.4, 23.2)))
def test_anywhere_on_earth_gives_legs_or_the_error(lon: float, lat: float) -> None:
    network = small_network()
    usable = access_nodes(network)
    places = zip(network.node_lon[usable], network.node_lat[usable], strict=True)
    nearest_km = min(straight_km((lon, lat), place) for place in places)
    if nearest_km > 8.1:
        with pytest.raises(OffNetworkError, match="'site'"):
            snap(network, {"site": (lon, lat)})
    elif nearest_km < 7.9:
        legs = snap(network, {"site": (lon, lat)}, max_access_km=12)["site"]
        assert legs.km[0] <= 12 * 1.3


def test_neighbours_go_directly_and_far_places_do_not() -> None:
    network = small_network()
    places = {"a": (113.96, 22.77), "b": (113.962, 22.771), "c": (114.02, 22.73)}
    legs = snap(network, places)
    seconds, km = legs["a"].direct(legs["b"])
    assert km == pytest.approx(straight_km(places["a"], places["b"]) * 1.3)
    assert seconds == pytest.approx(km / 30 * 3600)
    assert legs["a"].direct(legs["a"]) == (0, 0)
    assert np.isinf(legs["a"].direct(legs["c"])[0])


def test_many_places_off_mean_a_network_that_is_too_small() -> None:
    network = small_network()
    far = {f"site{number}": (117.0 + number, 30.0) for number in range(7)}
    with pytest.raises(OffNetworkError, match="7 of 7 places lie off the road network") as caught:
        snap(network, far)
    assert "too small" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
