"""Reading OpenStreetMap files: hand-written ones, where every figure is known, and real extracts if there are any."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sim.errors import NetworkError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.sources.osm_tags import maxspeed_kph, way_facts

# A cross at node 2, with node 10 far off the roads:   3
#                                                       |
#                                                1 - 2 - 4 - 5 (a bend, no junction)
NODES = {
    1: (114.000, 22.500),
    2: (114.010, 22.500),
    3: (114.010, 22.510),
    4: (114.020, 22.505),
    5: (114.030, 22.500),
    6: (114.040, 22.500),
    7: (114.045, 22.505),
    8: (114.040, 22.510),
    10: (115.0, 23.0),
}
# kilometres of carriageway per extract: the counts that came with the files, shut and private roads included
EXTRACTS = {
    "shenzhen-central.osm.pbf": 1480,
    "dongguan-humen-changan.osm.pbf": 1969,
    "huizhou-shenzhen-east.osm.pbf": 3163,
    "guangzhou-fringe.osm.pbf": 2811,
}


def osm_xml(*ways: tuple[list[int], dict[str, str]], header: str = "") -> str:
    nodes = "".join(f'<node id="{i}" version="1" lon="{lon}" lat="{lat}"/>' for i, (lon, lat) in NODES.items())
    body = ""
    for number, (refs, tags) in enumerate(ways, start=101):
        points = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        facts = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        body += f'<way id="{number}" version="1">{points}{facts}</way>'
    return f'<?xml version="1.0"?><osm version="0.6" generator="hand" {header}>{nodes}{body}</osm>'


def read(folder: Path, *ways: tuple[list[int], dict[str, str]]) -> RoadNetwork:
    path = folder / "town.osm"
    path.write_text(osm_xml(*ways), encoding="utf-8")
    return built(path, date=dt.date(2023, 1, 16))


def built(path: Path, date: dt.date | None = None) -> RoadNetwork:
    return assemble(read_osm(path, date=date), name=path.name.split(".")[0], source=path.name)


def edges(network: RoadNetwork) -> set[tuple[str, str]]:
    return set(zip(network.node_id.take(network.edge_tail), network.node_id.take(network.edge_head), strict=True))


def metres(*nodes: int) -> float:
    lon, lat = zip(*(NODES[node] for node in nodes), strict=True)
    return float(Geod(ellps="WGS84").line_length(lon, lat))


ROAD = {"highway": "primary"}


def test_ways_are_cut_where_they_meet_and_only_there(tmp_path: Path) -> None:
    network = read(tmp_path, ([1, 2, 4, 5], ROAD), ([2, 3], ROAD))
    assert set(network.node_id) == {"1", "2", "3", "5"}
    assert edges(network) == {("1", "2"), ("2", "1"), ("2", "5"), ("5", "2"), ("2", "3"), ("3", "2")}
    assert network.links == 3
    assert sorted(network.link_id) == ["101", "101", "102"]


def test_length_and_line_keep_the_bend(tmp_path: Path) -> None:
    network = read(tmp_path, ([1, 2, 4, 5], ROAD), ([2, 3], ROAD))
    lines = {tuple(np.round(network.line(link)[-1], 3)): link for link in range(3)}
    bend, spur = lines[NODES[5]], lines[NODES[3]]
    assert network.link_length_m[bend] == pytest.approx(metres(2, 4, 5), abs=1e-6)
    assert network.link_length_m.sum() == pytest.approx(metres(1, 2, 4, 5) + metres(2, 3), abs=1e-6)
    assert network.line(bend) == pytest.approx(np.array([NODES[2], NODES[4], NODES[5]]), abs=1e-7)
    assert network.line(spur) == pytest.approx(np.array([NODES[2], NODES[3]]), abs=1e-7)


def test_a_way_crossing_itself_is_cut_there(tmp_path: Path) -> None:
    network = read(tmp_path, ([1, 2, 4, 3, 2, 5], ROAD))
    assert {"1", "2", "5"} < set(network.node_id)
    assert network.link_length_m.sum() == pytest.approx(metres(1, 2, 4, 3, 2, 5))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, {("1", "2"), ("2", "1")}),
        ({"oneway": "yes"}, {("1", "2")}),
        ({"oneway": "-1"}, {("2", "1")}),
        ({"highway": "motorway"}, {("1", "2")}),
        ({"highway": "motorway", "oneway": "no"}, {("1", "2"), ("2", "1")}),
        ({"highway": "motorway_link"}, {("1", "2"), ("2", "1")}),
    ],
)
def test_direction(tmp_path: Path, tags: dict[str, str], expected: set[tuple[str, str]]) -> None:
    network = read(tmp_path, ([1, 2], ROAD | tags))
    assert edges(network) == expected
    for edge in range(network.edges):
        line = network.line(network.edge_link[edge])
        start = line[-1 if network.edge_reversed[edge] else 0]
        tail = network.edge_tail[edge]
        assert start.tolist() == pytest.approx([network.node_lon[tail], network.node_lat[tail]])


def test_a_roundabout_runs_one_way_and_a_bare_loop_stays_whole(tmp_path: Path) -> None:
    circle = ([5, 6, 7, 8, 5], ROAD | {"junction": "roundabout"})
    network = read(tmp_path, ([2, 5], ROAD), circle)
    assert network.link_length_m.sum() == pytest.approx(metres(2, 5) + metres(5, 6, 7, 8, 5))
    assert edges(network) == {("2", "5"), ("5", "2"), ("5", "7"), ("7", "5")}
    around = network.link_id.is_one_of(["102"])
    assert around.sum() == 2
    assert not network.edge_reversed[np.isin(network.edge_link, np.flatnonzero(around))].any()


def test_facts_of_a_way(tmp_path: Path) -> None:
    tags = {
        "highway": "motorway", "name": "虎门大桥", "name:en": "Humen Bridge", "ref": "G9411", "maxspeed": "100",
        "lanes": "3", "toll": "yes", "bridge": "yes",
    }  # fmt: skip
    network = read(tmp_path, ([1, 2], tags), ([2, 3], {"highway": "service"}))
    assert ROAD_CLASSES[network.link_class[0]] == "motorway"
    assert (network.link_name_zh[0], network.link_name_en[0]) == ("虎门大桥", "Humen Bridge")
    assert (network.link_ref[0], network.link_structure[0]) == ("G9411", "bridge")
    assert (network.link_maxspeed_kph[0], network.link_lanes[0], bool(network.link_toll[0])) == (100.0, 3, True)
    assert math.isnan(network.link_maxspeed_kph[1])
    assert (network.link_lanes[1], bool(network.link_toll[1]), network.link_structure[1]) == (0, False, "")
    assert network.attribution == "© OpenStreetMap contributors"


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "service", "area": "yes"},
        {"highway": "service", "access": "private"},
        {"highway": "primary", "motor_vehicle": "no"},
        {"highway": "primary", "oneway": "reversible"},
    ],
)
def test_not_for_motor_vehicles(tags: dict[str, str]) -> None:
    assert way_facts(tags) is None


def test_the_most_specific_access_decides() -> None:
    assert way_facts({"highway": "service", "access": "no", "motor_vehicle": "yes"}) is not None


@pytest.mark.parametrize(
    ("text", "kph"),
    [("80", 80.0), ("60 km/h", 60.0), ("50 mph", 80.4672), ("", None), ("CN:urban", None), ("none", None), ("1", None)],
)
def test_maxspeed(text: str, kph: float | None) -> None:
    assert maxspeed_kph(text) == pytest.approx(math.nan if kph is None else kph, nan_ok=True)


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.bz2"])
def test_formats_give_the_same_network(tmp_path: Path, suffix: str) -> None:
    text = osm_xml(([1, 2, 4, 5], ROAD), ([2, 3], ROAD)).encode()
    path = tmp_path / f"town{suffix}"
    path.write_bytes({".osm": bytes, ".osm.gz": gzip.compress, ".osm.bz2": bz2.compress}[suffix](text))
    network = built(path, date=dt.date(2023, 1, 16))
    assert network.sha256() == read(tmp_path, ([1, 2, 4, 5], ROAD), ([2, 3], ROAD)).sha256()
    assert (network.name, network.source) == ("town", f"town{suffix}")


def test_a_way_leaving_the_extract_is_cut_not_bridged(tmp_path: Path) -> None:
    network = read(tmp_path, ([1, 2, 999, 5, 6], ROAD))
    assert edges(network) == {("1", "2"), ("2", "1"), ("5", "6"), ("6", "5")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(sorted(NODES)), min_size=2, max_size=7).filter(lambda refs: len(set(refs)) > 1),
            st.sampled_from(["", "yes", "-1", "no"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_cutting_loses_no_metre_and_keeps_order(tmp_path: Path, ways: list[tuple[list[int], str]]) -> None:
    network = read(tmp_path, *((refs, ROAD | {"oneway": oneway}) for refs, oneway in ways))
    assert network.link_length_m.sum() == pytest.approx(sum(metres(*refs) for refs, _ in ways), rel=1e-6)
    one_way = sum(oneway in {"yes", "-1"} for _, oneway in ways)
    pieces = {str(number): oneway in {"yes", "-1"} for number, (_, oneway) in enumerate(ways, start=101)}
    assert network.edges == sum(1 if pieces[way] else 2 for way in network.link_id)
    assert one_way < len(ways) or not network.edge_reversed.any()
    assert np.all(network.edge_tail != network.edge_head)
    assert np.array_equal(np.diff(network.first_edge), np.bincount(network.edge_tail, minlength=network.nodes))
    at = np.column_stack([network.node_lon, network.node_lat])
    for edge in range(network.edges):
        line = network.line(network.edge_link[edge])[:: -1 if network.edge_reversed[edge] else 1]
        assert np.array_equal(line[[0, -1]], at[[network.edge_tail[edge], network.edge_head[edge]]])


def test_bad_files_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="no such file"):
        read_osm(tmp_path / "nowhere.osm.pbf")
    (tmp_path / "roads.txt").write_text("x")
    with pytest.raises(NetworkError, match=r"\.osm\.pbf"):
        read_osm(tmp_path / "roads.txt")
    (tmp_path / "torn.osm.pbf").write_bytes(b"\x00\x00\x00\x0dnot a blob at all")
    with pytest.raises(NetworkError, match="cannot be read"):
        read_osm(tmp_path / "torn.osm.pbf")
    (tmp_path / "torn.osm").write_text(osm_xml(([1, 2], ROAD))[:-30])
    with pytest.raises(NetworkError, match="cannot be read"):
        read_osm(tmp_path / "torn.osm")
    with pytest.raises(NetworkError, match="no roads"):
        read(tmp_path, ([1, 2], {"highway": "footway"}))


def folder_of_extracts() -> Path:
    folder = os.environ.get("ONEHOUR_OSM_DATA")
    if not folder:
        pytest.skip("ONEHOUR_OSM_DATA is not set: no real extracts to read")
    return Path(folder)


@pytest.mark.parametrize("name", EXTRACTS)
def test_real_extract(name: str) -> None:
    network = built(folder_of_extracts() / name)
    assert network.link_length_m.sum() / 1000 == pytest.approx(EXTRACTS[name], rel=0.04)
    assert np.all(np.diff(network.edge_tail) >= 0)
    assert np.array_equal(np.diff(network.first_edge), np.bincount(network.edge_tail, minlength=network.nodes))
    west, east = network.point_lon.min(), network.point_lon.max()
    assert 112 < west < east < 116
    graph = csr_array((np.ones(network.edges), (network.edge_tail, network.edge_head)), shape=[network.nodes] * 2)
    _, part = connected_components(graph, connection="strong")
    assert np.bincount(part).max() / network.nodes > 0.80
    straight = Geod(ellps="WGS84").inv(
        network.node_lon[network.edge_tail], network.node_lat[network.edge_tail],
        network.node_lon[network.edge_head], network.node_lat[network.edge_head],
    )[2]  # fmt: skip
    assert np.all(network.link_length_m[network.edge_link] >= straight - 0.01)
    # a node is an end of a way, a place where roads meet, or half of a bare loop; never a mere bend
    assert network.nodes < network.links + 1000


def test_real_major_roads_hold_together() -> None:
    network = built(folder_of_extracts() / "prd-major-roads-2021.osm.pbf")
    graph = csr_array((np.ones(network.edges), (network.edge_tail, network.edge_head)), shape=[network.nodes] * 2)
    count, _ = connected_components(graph, connection="weak")
    assert count < 0.005 * network.nodes
    assert network.edges == 2 * network.links  # this file says no direction at all
