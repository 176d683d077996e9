"""The city of a road: the nearest centre, and none far from all."""

from __future__ import annotations

import numpy as np

from sim.regions import ELSEWHERE, link_cities
from tests.sim.small_line import straight_road
from tests.sim.small_roads import LINKS, small_network


def test_a_road_belongs_to_the_city_of_the_nearest_centre() -> None:
    cities, city = link_cities(small_network())
    found = {link[:2]: cities[city[at]] for at, link in enumerate(LINKS)}
    assert found["futian", "longhua"] == "shenzhen"
    assert found["humen", "dongguan"] == "dongguan"
    assert found["nansha", "tianhe"] in {"guangzhou", "foshan"}
    assert cities[0] == ELSEWHERE
    assert list(cities) == sorted(set(cities))


def test_far_from_all_centres_there_is_no_city() -> None:
    assert not link_cities(straight_road(3, lon=106.55, lat=29.56))[1].any()


def test_cutting_a_road_leaves_its_city() -> None:
    for pieces in (1, 10):
        cities, city = link_cities(straight_road(pieces))
        assert np.all(city == cities.index("shenzhen"))
