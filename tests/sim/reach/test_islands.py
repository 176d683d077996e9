"""Places by roads that lead nowhere are told of, with the size of the island and the way to the other roads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.access import straight_km
from sim.network import RoadNetwork
from sim.reach.islands import island_lines, on_islands
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network


@pytest.fixture(scope="module")
def roads() -> RoadNetwork:
    """A square of roads, and 5 km east of it an island of two."""
    nodes = {"a": (114.0, 22.5), "b": (114.0, 22.52), "c": (114.02, 22.52), "x": (114.07, 22.5), "y": (114.07, 22.52)}
    nodes |= {"z": (114.08, 22.52)}
    return hand_network(nodes, [Road("a", "b"), Road("b", "c"), Road("c", "a"), Road("x", "y"), Road("y", "z")])


def test_an_island_is_told_with_its_size_and_the_way_to_the_others(roads: RoadNetwork) -> None:
    places = {"mainland": (114.001, 22.51), "island": (114.071, 22.519), "between": (114.03, 22.52)}
    (found,) = on_islands(roads, places)
    assert (found.place, found.roads) == ("island", 2)
    assert found.road_km == pytest.approx(roads.link_length_m[3:].sum() / 1000)
    assert found.connected_km == pytest.approx(straight_km([114.071], [22.519], [114.02], [22.52])[0], rel=1e-3)
    (line,) = island_lines([found])
    assert line.startswith("island lies by an island in the network (2 roads, 3.2 km, ")
    assert "the nearest connected road is 5.2 km away" in line


def test_far_places_too_and_many_in_short(roads: RoadNetwork) -> None:
    places = {f"p{number}": (114.2, 22.5 + number / 1e4) for number in range(7)}
    assert on_islands(roads, places) == ()  # far from both
    places = {f"p{number}": (114.07, 22.5 + number / 1e4) for number in range(7)}
    lines = island_lines(on_islands(roads, places))
    assert len(lines) == 6
    assert lines[-1] == "and 2 more places on islands"


def test_none_where_all_roads_hang_together() -> None:
    whole = hand_network({"a": (114.0, 22.5), "b": (114.0, 22.6)}, [Road("a", "b")])
    assert on_islands(whole, {"far": (115.0, 23.0)}) == ()
    assert on_islands(whole, {}) == ()


def test_central_shenzhen(osm_data: Path) -> None:
    network = sim.build_roads(osm_data / "shenzhen-central.osm.pbf")
    middle = np.linspace(114.03, 114.06, 20)
    places = {f"street {number}": (lon, 22.543) for number, lon in enumerate(middle.tolist())}
    (found,) = on_islands(network, {**places, "lost": network_island(network)}, road_vehicle("truck"))
    assert found.place == "lost"
    assert found.connected_km > 0.5


def network_island(network: RoadNetwork) -> tuple[float, float]:
    """Return a place on the road that lies farthest outside of all that hang together."""
    from sim.boarding import boarding
    from sim.reach.islands import _connected_km, _parts

    _, apart = _parts(network)
    points = network.first_point[apart]
    lon, lat = network.point_lon[points], network.point_lat[points]
    far = int(np.argmax(_connected_km(network, boarding(network, road_vehicle("truck")), lon, lat)))
    return float(lon[far]), float(lat[far])
