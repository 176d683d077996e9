"""Tolls by lanes and class, and the crossings with a fee of their own."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import pytest

from sim.backbone import backbone
from sim.columns import Texts
from sim.errors import InputError
from sim.tolls import link_tolls
from tests.sim.hand_roads import Road, hand_network
from tests.sim.small_roads import small_network


def test_guangshen_expressway_costs_what_the_approved_rates_say() -> None:
    network = small_network()
    long = dataclasses.replace(
        network, link_length_m=np.full(network.links, 122_800.0), link_toll=np.ones(network.links, bool)
    )
    for toll_class, yuan in ((1, 74), (2, 155), (6, 301)):
        assert link_tolls(long, toll_class)[0] == pytest.approx(yuan, abs=0.8)


def test_free_roads_cost_nothing_and_four_lanes_less_than_six() -> None:
    network = small_network()
    assert link_tolls(network, 2)[~network.link_toll].max() == 0
    narrow = dataclasses.replace(network, link_lanes=np.full(network.links, 4, np.int32))
    toll = network.link_toll
    assert link_tolls(narrow, 1)[toll] == pytest.approx(link_tolls(network, 1)[toll] * 0.45 / 0.60)


def test_a_one_way_carriageway_has_half_the_lanes_of_its_road() -> None:
    both = small_network()
    carriageway = small_network(one_way=(2, 3))
    lanes = carriageway.link_lanes.copy()
    lanes[[2, 3]] = [3, 2]  # of six and four in both directions together
    tolls = link_tolls(dataclasses.replace(carriageway, link_lanes=lanes), 1)
    assert tolls[2] == pytest.approx(22 * 0.60)
    assert tolls[3] == pytest.approx(33 * 0.45)
    assert tolls[5:] == pytest.approx(link_tolls(both, 1)[5:])


def test_a_crossing_of_two_carriageways_costs_its_fee_each_way() -> None:
    places = {"west": (113.5, 22.5), "isle": (113.6, 22.5), "east": (113.7, 22.5)}
    there = [Road("west", "isle", "motorway", one_way=True), Road("isle", "east", "motorway", one_way=True)]
    back = [Road("east", "isle", "motorway", one_way=True), Road("isle", "west", "motorway", one_way=True)]
    one_name: dict[str, Any] = {"link_name_zh": Texts.of(["深中大桥"] * 4), "link_toll": np.ones(4, bool)}
    tolls = link_tolls(hand_network(places, [*there, *back], **one_name), 2)
    assert tolls[:2].sum() == pytest.approx(66 * 2.1)
    assert tolls[2:].sum() == pytest.approx(66 * 2.1)


def test_shenzhen_zhongshan_link_costs_its_own_fee_once() -> None:
    network = backbone(dt.date(2025, 1, 1))
    crossing = np.array([name.startswith("深中") for name in network.link_name_zh])
    assert network.link_length_m[crossing].sum() == pytest.approx(24_000, rel=0.05)
    assert link_tolls(network, 1)[crossing].sum() == pytest.approx(66)


def test_unknown_class() -> None:
    with pytest.raises(InputError, match="no toll class 9"):
        link_tolls(small_network(), 9)
