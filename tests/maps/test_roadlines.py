"""The roads of a street network on a map: few features, near what is shown."""

from __future__ import annotations

import folium
import numpy as np
import pytest
import shapely

from maps import basemaps
from maps.roadlines import links_within, whole_roads
from tests.sim.hand_roads import Road, hand_network

NODES = {"a": (113.90, 22.50), "b": (113.92, 22.50), "c": (113.94, 22.51), "d": (113.96, 22.50), "far": (116.0, 22.5)}
ROADS = [
    Road("a", "b", "motorway", name="Ring"),
    Road("b", "c", "motorway", name="Ring"),
    Road("c", "d", "motorway"),
    Road("d", "far", "trunk", name="East"),
    Road("far", "d", "primary", name="Back"),
]
BOUNDS = (113.8, 22.4, 114.0, 22.6)


def test_the_links_of_a_road_are_one_feature() -> None:
    features = whole_roads(hand_network(NODES, ROADS), np.arange(3))
    assert [len(feature["geometry"]["coordinates"]) for feature in features] == [1, 1]
    ring = next(feature for feature in features if "Ring" in feature["properties"]["label"])
    assert ring["geometry"]["coordinates"] == [[[113.9, 22.5], [113.92, 22.5], [113.94, 22.51]]]
    nameless = next(feature for feature in features if feature is not ring)
    assert "road" in nameless["properties"]["label"]


def test_every_line_is_drawn_once() -> None:
    network = hand_network(NODES, ROADS)
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in whole_roads(network, np.arange(5))]
    wanted = sum(shapely.LineString(network.line(link)).length for link in range(5))
    assert sum(shape.length for shape in shapes) == pytest.approx(wanted, rel=1e-3)


def test_links_within_a_box() -> None:
    network = hand_network(NODES, ROADS)
    assert links_within(network, np.arange(5), BOUNDS).tolist() == [0, 1, 2, 3]
    assert links_within(network, np.arange(2, 5), (115.0, 22.0, 117.0, 23.0)).tolist() == [4]


def drawn(*, generalised: bool) -> int:
    chart = folium.Map()
    basemaps.add_roads(chart, hand_network(NODES, ROADS, generalised=generalised), BOUNDS)
    return chart.get_root().render().count('"LineString"') + chart.get_root().render().count('"MultiLineString"')


def test_a_street_network_is_drawn_around_the_bounds_and_a_generalised_one_whole() -> None:
    assert drawn(generalised=False) == 3
    assert drawn(generalised=True) == 5


def test_classes_are_left_out_from_the_finest_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basemaps, "MAX_POINTS", 6)
    assert drawn(generalised=False) == 2
