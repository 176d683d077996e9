"""Reading OpenStreetMap files written by hand, where every figure is known; see `test_osm_real` for real ones."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import itertools
import json
import math
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from sim.errors import InputError, NetworkError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm

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


def osm_xml(*ways: tuple[list[int], dict[str, str]], nodes: Mapping[int, Mapping[str, str]] | None = None) -> str:
    body = ""
    for number, (lon, lat) in NODES.items():
        facts = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in (nodes or {}).get(number, {}).items())
        body += f'<node id="{number}" version="1" lon="{lon}" lat="{lat}">{facts}</node>'
    for number, (refs, tags) in enumerate(ways, start=101):
        points = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        facts = "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        body += f'<way id="{number}" version="1">{points}{facts}</way>'
    return f'<?xml version="1.0"?><osm version="0.6" generator="hand">{body}</osm>'


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


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.bz2"])
def test_formats_give_the_same_network(tmp_path: Path, suffix: str) -> None:
    text = osm_xml(([1, 2, 4, 5], ROAD), ([2, 3], ROAD)).encode()
    path = tmp_path / f"town{suffix}"
    path.write_bytes({".osm": text, ".osm.gz": gzip.compress(text), ".osm.bz2": bz2.compress(text)}[suffix])
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


def test_classes_and_service_roads_are_left_out_at_reading(tmp_path: Path) -> None:
    ways = [([1, 2], ROAD), ([2, 3], {"highway": "service"}), ([2, 4], {"highway": "road"})]
    path = tmp_path / "town.osm"
    path.write_text(osm_xml(*ways), encoding="utf-8")
    assert read_osm(path).way_id.tolist() == [101, 102, 103]
    assert read_osm(path, service=False).way_id.tolist() == [101, 103]
    assert read_osm(path, classes=["unclassified"]).way_id.tolist() == [103]
    with pytest.raises(InputError, match="autobahn"):
        read_osm(path, classes=["autobahn"])
    with pytest.raises(NetworkError, match="or more road classes"):
        read_osm(path, classes=["motorway"])


def test_barriers_on_roads_are_read_and_counted(tmp_path: Path) -> None:
    barriers = {2: {"barrier": "bollard"}, 4: {"barrier": "gate"}, 10: {"barrier": "block"}}
    path = tmp_path / "town.osm"
    path.write_text(osm_xml(([1, 2, 4, 5], ROAD), nodes=barriers), encoding="utf-8")
    raw = read_osm(path)
    assert raw.blocked_node.tolist() == [2]
    assert raw.notes["barriers"] == {"bollard": 1, "gate": 1}
    assert edges(built(path)) == {("1", "2"), ("2", "1"), ("5", "2"), ("2", "5")}


def test_the_report_counts_what_was_odd_and_left_out(tmp_path: Path) -> None:
    network = read(
        tmp_path,
        ([1, 2], ROAD | {"maxspeed": "600"}), ([2, 3], ROAD | {"maxspeed": "600"}), ([2, 4], ROAD | {"maxspeed": "60"}),
        ([4, 5], ROAD | {"oneway": "reversible"}), ([5, 6], ROAD | {"access": "no"}), ([6, 999, 7, 8], ROAD),
    )  # fmt: skip
    notes = network.notes
    assert notes["absurd_maxspeed"] == {"600": 2}
    assert (notes["changing_direction"], notes["shut_ways"], notes["missing_nodes"]) == (1, 1, 1)
    assert (notes["raw_ways"], notes["raw_nodes"]) == (4, 6)
    assert notes["parts"] == {
        "strongly_connected": 2, "largest_share": 4 / 6, "weakly_connected": 2, "largest_weak_share": 4 / 6,
    }  # fmt: skip
    assert json.loads(json.dumps(notes)) == notes


def test_the_date_is_the_files_own(tmp_path: Path) -> None:
    path = tmp_path / "town.osm.pbf"
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2023-01-20T21:20:59Z")
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for number, place in NODES.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        writer.add_way(osmium.osm.mutable.Way(id=7, nodes=[1, 2], tags=ROAD))
    assert read_osm(path).date == dt.date(2023, 1, 20)
    assert read_osm(path, date=dt.date(2020, 2, 2)).date == dt.date(2020, 2, 2)
    plain = tmp_path / "town.osm"
    plain.write_text(osm_xml(([1, 2], ROAD)), encoding="utf-8")
    os.utime(plain, (1.6e9, 1.6e9))
    assert read_osm(plain).date == dt.date(2020, 9, 13)


WHOLE = osm_xml(([1, 2], ROAD)).encode()
NODES_LAST = b'<osm version="0.6"><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>' + (
    WHOLE[WHOLE.index(b"<node") : WHOLE.index(b"<way")] + b"</osm>"
)
BAD_FILES = {
    "empty.osm.pbf": (b"", "is empty"),
    "torn.osm.pbf": (b"\x00\x00\x00\x0dnot a blob at all", "cannot be read"),
    "xml.osm.pbf": (WHOLE, "cannot be read"),
    "torn.osm": (WHOLE[:-30], "cannot be read"),
    "page.osm": (b"<html><body>504 Gateway Time-out</body></html>", "cannot be read"),
    "table.osm": (b"a,b,c\n1,2,3\n", "cannot be read"),
    "torn.osm.gz": (gzip.compress(WHOLE)[:-12], "cannot be read"),
    "torn.osm.bz2": (bz2.compress(WHOLE)[:-12], "cannot be unpacked"),
    "nothing.osm.gz": (gzip.compress(b""), "cannot be read"),
    "roads.txt": (WHOLE, "not an OpenStreetMap file by its name"),
    "paths.osm": (WHOLE.replace(b"primary", b"footway"), "no roads wanted in it"),
    "sorted-badly.osm": (NODES_LAST, r"no node of its roads stands before .*osmium sort"),
    "coordinates.osm": (WHOLE.replace(b'lon="114.0"', b'lon="514.0"'), "cannot be read"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_say_what_to_do(tmp_path: Path, name: str) -> None:
    content, message = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NetworkError, match=message) as caught:
        read_osm(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="no such file"):
        read_osm(tmp_path / "nowhere.osm.pbf")
    (tmp_path / "folder.osm").mkdir()
    with pytest.raises(NetworkError, match="this is a folder"):
        read_osm(tmp_path / "folder.osm")


def test_a_cut_pbf_is_told_wherever_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in NODES.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        writer.add_way(osmium.osm.mutable.Way(id=7, nodes=[1, 2, 4], tags=ROAD))
    whole = path.read_bytes()
    assert read_osm(path).way_id.tolist() == [7]
    for size in range(1, len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(NetworkError):
            read_osm(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are set the Linux way")
def test_xml_entities_are_refused_in_little_memory_and_time(tmp_path: Path) -> None:
    path = tmp_path / "laughs.osm"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghijkl"))
    doctype = f'<!DOCTYPE osm [<!ENTITY a "{"ha" * 50}">{entities}]>'
    path.write_text(
        f'<?xml version="1.0"?>{doctype}<osm version="0.6">'
        '<node id="1" lat="22" lon="114"><tag k="name" v="&l;"/></node></osm>'
    )
    code = """
        import resource, sys
        from pathlib import Path
        from sim.errors import InputError, NetworkError
        from sim.sources.osm_file import read_osm
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 300 * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        try:
            read_osm(Path(sys.argv[1]))
        except NetworkError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
    one_thread = {**os.environ, "OSMIUM_POOL_THREADS": "1"}  # each takes room, and there is one for every processor
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=one_thread)
    assert "XML entities are not supported" in run.stdout, run.stderr
