"""Roads as one closes them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.columns import Texts
from sim.selectors import matching_links
from sim.suppliers.closable import LONG_M, Road, roads_of
from tests.sim.hand_roads import Road as Link
from tests.sim.hand_roads import hand_network
from tests.sim.small_roads import small_network

LINE = {name: (113.5 + 0.02 * number, 22.5) for number, name in enumerate("abcdef")}


def by_name(found: list[Road]) -> dict[str, Road]:
    return {road.road: road for road in found}


def test_refs_and_a_named_bridge_in_the_order_of_the_way() -> None:
    network = small_network()
    found = roads_of(network, [8, 7, 3, 1])
    assert [(road.road, road.kind) for road in found] == [
        ("S20", "road"),
        ("虎门大桥", "bridge"),
        ("G94", "road"),
        ("S31", "road"),
    ]
    bridge = by_name(found)["虎门大桥"]
    assert (bridge.name_en, bridge.name_zh, bridge.links, bridge.named) == ("Humen Bridge", "虎门大桥", (7,), True)
    assert by_name(found)["S31"].links == (1,)
    for road in found:
        assert np.array_equal(road.closed, matching_links(network, [road.road]))
    assert by_name(found)["S31"].closed.sum() == 2  # one of them is not on this way


def test_a_road_of_several_refs_is_each_of_them() -> None:
    names = Texts.of(["G4;G15", "G15"])
    network = hand_network({name: LINE[name] for name in "abc"}, [Link("a", "b"), Link("b", "c")], link_ref=names)
    found = by_name(roads_of(network, [0, 1]))
    assert {name: road.links for name, road in found.items()} == {"G4": (0,), "G15": (0, 1)}


def test_a_street_with_a_bridge_in_it_is_a_road_and_a_bridge_by_its_own_name_is_not() -> None:
    links = [
        Link("a", "b", length_km=3, name="High Street"),
        Link("b", "c", length_km=1, name="High Street", structure="bridge"),
        Link("c", "d", length_km=2, name="Long Tunnel", structure="tunnel"),
        Link("d", "e", length_km=1, name="Long Tunnel"),
    ]
    network = hand_network({name: LINE[name] for name in "abcde"}, links)
    found = by_name(roads_of(network, [0, 1, 2, 3]))
    assert {name: (road.kind, road.links) for name, road in found.items()} == {
        "High Street": ("road", (0, 1)),
        "Long Tunnel": ("tunnel", (2, 3)),
    }


@pytest.mark.parametrize("half_km", [LONG_M / 2000, LONG_M / 2000 - 0.001])
def test_long_bridges_without_a_name_are_told_by_where_they_are(half_km: float) -> None:
    links = [
        Link("a", "b"),
        Link("b", "c", length_km=half_km, structure="bridge"),
        Link("d", "c", length_km=half_km, structure="bridge"),
        Link("d", "e", length_km=9, structure="tunnel"),
        Link("e", "f", length_km=9, structure="bridge"),
    ]
    found = roads_of(hand_network(LINE, links), [0, 1, 3])
    tunnel = found[-1]
    assert (tunnel.road, tunnel.kind, tunnel.named) == ("tunnel 113.5700, 22.5000", "tunnel", False)
    assert np.flatnonzero(tunnel.closed).tolist() == [3]
    if half_km * 2000 < LONG_M:
        assert len(found) == 1
    else:
        bridge, _ = found
        assert (bridge.links, np.flatnonzero(bridge.closed).tolist()) == ((1,), [1, 2])


def test_nothing_of_nothing() -> None:
    assert roads_of(small_network(), []) == []
