"""osmnx graphs: the same distances in a network, the same network back from a graph."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmium
import osmnx as ox
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from sim.errors import NetworkError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.sources.edge_tags import edge_tags
from sim.sources.osmnx_graph import from_osmnx, graph_roads, to_osmnx
from tests.sim.small_roads import small_network

CENTRE = osmium.osm.Box(114.050, 22.525, 114.065, 22.540)
RULES = ("access", "vehicle", "motor_vehicle", "motorcar", "hgv", "goods", "area")


def town(**attributes: Any) -> nx.MultiDiGraph:
    """Four nodes: a two-way street 0-1 with a bend, a one-way street 1-2, a two-way street 2-3 without geometry."""
    graph = nx.MultiDiGraph(crs="epsg:4326", created_date="2024-05-06 07:08:09", **attributes)
    for node in range(4):
        graph.add_node(node, x=114.0 + node / 100, y=22.5 + node / 200)
    bend = shapely.LineString([(114.0, 22.5), (114.005, 22.504), (114.01, 22.505)])
    first = {"osmid": [11, 12], "length": 1300.0, "highway": "primary", "oneway": False, "name": "深南大道"}
    graph.add_edge(0, 1, reversed=False, geometry=bend, **first)
    graph.add_edge(1, 0, reversed=True, geometry=shapely.reverse(bend), **{**first, "osmid": [12, 11]})
    graph.add_edge(1, 2, osmid=21, length=1200.0, highway="motorway_link", oneway=True, reversed=False, lanes="2")
    last = {"osmid": 31, "length": 1250.0, "highway": "residential", "oneway": False, "maxspeed": "30"}
    graph.add_edge(3, 2, reversed=True, **last)
    graph.add_edge(2, 3, reversed=False, **last)
    return graph


def distances(network: RoadNetwork) -> np.ndarray:
    """Return shortest lengths between all nodes, by SciPy."""
    best: dict[tuple[int, int], float] = {}
    ends = zip(network.edge_tail.tolist(), network.edge_head.tolist(), network.edge_link.tolist(), strict=True)
    for tail, head, link in ends:
        best[tail, head] = min(best.get((tail, head), math.inf), max(network.link_length_m[link], 1e-12))
    tails, heads = np.array(list(best)).T
    return dijkstra(coo_array((list(best.values()), (tails, heads)), shape=(network.nodes,) * 2).tocsr())


def assert_same_distances(graph: nx.MultiDiGraph, network: RoadNetwork, origins: int = 10) -> None:
    index = {node: number for number, node in enumerate(network.node_id)}
    found = distances(network)
    common = [node for node in graph if str(node) in index]
    columns = [index[str(node)] for node in common]
    assert common
    for node in common[:: max(1, len(common) // origins)]:
        wanted = nx.single_source_dijkstra_path_length(graph, node, weight="length")
        expected = [wanted.get(other, math.inf) for other in common]
        np.testing.assert_allclose(found[index[str(node)], columns], expected, rtol=0, atol=1e-6)


def links(network: RoadNetwork) -> Counter[tuple[Any, ...]]:
    """Return what each edge is: its ends, class, names and whether its link is one-way."""
    two_way = np.bincount(network.edge_link, minlength=network.links) == 2
    return Counter(
        (
            known(network.node_id[network.edge_tail[edge]]),
            known(network.node_id[network.edge_head[edge]]),
            ROAD_CLASSES[network.link_class[link]],
            network.link_name_zh[link],
            network.link_name_en[link],
            network.link_ref[link],
            network.link_structure[link],
            str(network.link_maxspeed_kph[link]),
            int(network.link_lanes[link]),
            bool(two_way[link]),
        )
        for edge, link in enumerate(network.edge_link)
    )


def known(node: str) -> str:
    """Return a node's id; of nodes that cut a loop half way the ids say nothing."""
    return "half way" if node.startswith("-") else node


def assert_same_network(one: RoadNetwork, other: RoadNetwork) -> None:
    assert list(one.node_id) == list(other.node_id)
    assert (one.nodes, one.edges, one.links) == (other.nodes, other.edges, other.links)
    assert links(one) == links(other)
    np.testing.assert_allclose(sorted(one.link_length_m), sorted(other.link_length_m), atol=1e-6)
    np.testing.assert_allclose(distances(one), distances(other), atol=1e-6)


@pytest.fixture(scope="module")
def centre(osm_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The open roads of a part of Shenzhen as OSM XML."""
    extract, cut = osm_data / "shenzhen-central.osm.pbf", tmp_path_factory.mktemp("osm") / "centre.osm"
    inside = {
        node.id
        for node in osmium.FileProcessor(extract, osmium.osm.NODE)
        if isinstance(node, osmium.osm.Node) and CENTRE.contains(node.location)
    }
    with osmium.BackReferenceWriter(cut, ref_src=extract) as writer:
        for way in osmium.FileProcessor(extract, osmium.osm.WAY):
            is_open = isinstance(way, osmium.osm.Way) and not any(key in way.tags for key in RULES)
            if is_open and any(node.ref in inside for node in way.nodes):
                writer.add(way)
    return cut


@pytest.mark.parametrize("simplified", [False, True])
@pytest.mark.parametrize("simplify", [False, True])
def test_real_graph_keeps_its_distances(centre: Path, simplified: bool, simplify: bool) -> None:
    graph = ox.graph_from_xml(centre, simplify=simplified, retain_all=True)
    network = from_osmnx(graph, simplify=simplify)
    assert_same_distances(nx.MultiDiGraph(graph), network)
    assert network.edges > 500
    assert network.link_length_m[network.edge_link].sum() == pytest.approx(
        sum(length for *_, length in graph.edges(data="length"))
    )
    if simplified or not simplify:
        loops = {(node, round(length, 3)) for node, other, length in graph.edges(data="length") if node == other}
        assert network.nodes - len(graph) == len(loops)


def test_real_network_goes_to_osmnx_and_back(centre: Path, tmp_path: Path) -> None:
    network = from_osmnx(ox.graph_from_xml(centre, simplify=False, retain_all=True), name="centre")
    graph = to_osmnx(network)
    assert_same_network(network, from_osmnx(graph))
    ox.save_graphml(graph, tmp_path / "centre.graphml")
    assert_same_network(network, from_osmnx(ox.load_graphml(tmp_path / "centre.graphml")))
    edges = ox.convert.graph_to_gdfs(ox.routing.add_edge_travel_times(ox.routing.add_edge_speeds(graph)), nodes=False)
    assert (edges["travel_time"] > 0).all()
    signed = edges["maxspeed"].notna()
    assert signed.any()
    assert (edges["speed_kph"][signed] == edges["maxspeed"][signed].astype(float)).all()
    assert ox.stats.basic_stats(graph)["m"] == network.edges


def test_real_projected_graph_is_turned_back(centre: Path) -> None:
    graph = ox.graph_from_xml(centre, simplify=True, retain_all=True)
    plain, turned = from_osmnx(graph), from_osmnx(ox.project_graph(graph))
    assert links(turned) == links(plain)
    np.testing.assert_allclose(sorted(turned.link_length_m), sorted(plain.link_length_m))
    place = {node: number for number, node in enumerate(plain.node_id)}
    same = [place[node] for node in turned.node_id if not node.startswith("-")]
    mine = [number for number, node in enumerate(turned.node_id) if not node.startswith("-")]
    np.testing.assert_allclose(turned.node_lon[mine], plain.node_lon[same], atol=1e-8)
    np.testing.assert_allclose(turned.node_lat[mine], plain.node_lat[same], atol=1e-8)
    assert turned.point_lon.size == plain.point_lon.size


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Small graphs with parallel edges, loops, dead ends, streets of two directions, with and without lines."""
    graph = nx.MultiDiGraph(crs="epsg:4326")
    nodes = draw(st.integers(2, 7))
    for node in range(nodes):
        graph.add_node(node * 7 - 14, x=114 + 0.01 * math.cos(node), y=22.5 + 0.01 * math.sin(node))
    ends = st.sampled_from(list(graph))
    for osmid in range(1, draw(st.integers(1, 12)) + 1):
        tail, head = draw(ends), draw(ends)
        length = draw(st.floats(0.5, 5000))
        data = {"osmid": osmid, "length": length, "highway": draw(st.sampled_from(["primary", "service"]))}
        places = st.tuples(st.floats(114, 114.1), st.floats(22.5, 22.6))
        inner = draw(st.lists(places, max_size=3, min_size=2 if tail == head else 0))
        first, last = ((graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (tail, head))
        line = shapely.LineString([first, *inner, last])
        drawn = bool(inner) or draw(st.booleans())
        graph.add_edge(tail, head, reversed=False, **data, **({"geometry": line} if drawn else {}))
        if draw(st.booleans()):
            back = data | {"length": draw(st.sampled_from([length, length + 100]))}
            graph.add_edge(head, tail, reversed=True, **back, **({"geometry": line.reverse()} if drawn else {}))
    return graph


@settings(max_examples=60, deadline=None)
@given(graphs(), st.booleans())
def test_any_graph_keeps_its_distances_and_goes_there_and_back(graph: nx.MultiDiGraph, simplify: bool) -> None:
    network = from_osmnx(graph, simplify=simplify)
    assert_same_distances(graph, network)
    assert_same_network(network, from_osmnx(to_osmnx(network)))


def test_two_directions_become_one_street() -> None:
    network = from_osmnx(town(), name="town", simplify=False)
    assert (network.name, network.nodes, network.links, network.edges) == ("town", 4, 3, 5)
    assert network.date == dt.date(2024, 5, 6)
    assert sorted(network.link_length_m) == [1200.0, 1250.0, 1300.0]
    bent = int(np.argmax(network.link_length_m))
    assert network.line(bent).tolist() == [[114.0, 22.5], [114.005, 22.504], [114.01, 22.505]]
    assert (network.link_id[bent], network.link_name_zh[bent]) == ("11", "深南大道")
    assert network.way_id[network.way_link == bent].tolist() == [11, 12]
    assert not network.edge_reversed[[network.node_id[tail] == "0" for tail in network.edge_tail]].any()
    assert network.edge_reversed.sum() == 2


@pytest.mark.parametrize(
    ("change", "edges"),
    [
        ({"length": 1250.1}, 5),  # as long as the other direction, or it is a street of its own
        ({"highway": "service"}, 5),
        ({"osmid": 32}, 5),
        ({"geometry": shapely.LineString([(114.02, 22.51), (114.027, 22.51), (114.03, 22.515)])}, 5),
        ({"maxspeed": "30 km/h"}, 5),
        ({"oneway": True}, 5),
    ],
)
def test_unlike_directions_stay_two_one_way_streets(change: dict[str, Any], edges: int) -> None:
    graph = town()
    graph[2][3][0].update(change)
    network = from_osmnx(graph, simplify=False)
    assert (network.links, network.edges) == (4, edges)
    assert_same_distances(graph, network)


def test_streets_between_the_same_nodes_are_kept_apart() -> None:
    graph = town()
    detour = shapely.LineString([(114.0, 22.5), (114.002, 22.51), (114.01, 22.505)])
    same = {"osmid": [11, 12], "length": 1300.0, "highway": "primary", "name": "深南大道"}
    graph.add_edge(1, 0, reversed=False, geometry=detour.reverse(), **same)
    network = from_osmnx(graph, simplify=False)
    assert (network.links, network.edges) == (4, 6)


def test_a_line_drawn_against_its_edge_is_turned() -> None:
    graph = town()
    graph[0][1][0]["geometry"] = graph[0][1][0]["geometry"].reverse()
    assert from_osmnx(graph).links == from_osmnx(town()).links
    assert from_osmnx(graph, simplify=False).line(0)[0].tolist() == [114.0, 22.5]


def test_a_street_goes_on_where_its_facts_do() -> None:
    graph = nx.MultiDiGraph(crs="epsg:4326")
    for node in range(4):
        graph.add_node(node, x=114 + node / 100, y=22.5)
    for node in range(3):
        graph.add_edge(node, node + 1, osmid=5, length=1000.0, highway="primary", maxspeed=60 if node < 2 else 80.0)
    assert from_osmnx(graph).links == 2
    assert from_osmnx(graph, simplify=False).links == 3
    graph.graph["simplified"] = True
    assert from_osmnx(graph).links == 3
    assert len(from_osmnx(graph).way_id) == 0


@pytest.mark.parametrize(
    ("data", "tags"),
    [
        ({"highway": ["trunk", "primary"]}, {"highway": "primary"}),
        ({"highway": ["trunk_link", "trunk"]}, {"highway": "trunk"}),
        ({"highway": ["primary_link", "trunk_link"]}, {"highway": "primary_link"}),
        ({"highway": ["residential", "footway"]}, {"highway": "footway"}),
        ({"maxspeed": ["100", "60", "none"]}, {"maxspeed": "60"}),
        ({"maxspeed": ["40 mph", "70"]}, {"maxspeed": "40 mph"}),
        ({"lanes": ["10", "9"], "maxweight": ["2500 kg", "3"]}, {"lanes": "9", "maxweight": "2500 kg"}),
        ({"name": ["B", "A"], "ref": {"G4", "G15"}}, {"name": "A;B", "ref": "G15;G4"}),
        (
            {"bridge": ["no", "viaduct"], "access": ["permissive", "private"]},
            {"bridge": "viaduct", "access": "private"},
        ),
        ({"name": None, "ref": math.nan, "maxspeed": 60.0, "toll": ""}, {"maxspeed": "60"}),
        ({"oneway": True, "length": 3.0, "reversed": False}, {}),
    ],
)
def test_of_several_values_the_one_that_promises_least(data: dict[str, Any], tags: dict[str, str]) -> None:
    assert {key: value for key, value in edge_tags(data).items() if value} == tags


def test_what_is_no_road_is_left_out_and_counted() -> None:
    graph = town()
    graph.add_edge(0, 3, length=1.0, highway="footway")
    graph.add_edge(0, 3, length=1.0, highway="service", access=["yes", "private"])
    graph.add_edge(0, 2, length=5000.0)
    graph.add_node(99, x=114.5, y=22.5)
    network = from_osmnx(graph, simplify=False)
    assert network.links == 4
    assert network.notes["streets_of_no_road_class"] == 1
    assert network.notes["shut_ways"] == 1
    assert network.notes["without_highway"] == 1
    assert network.notes["isolated_nodes"] == 1


def test_text_nodes_keep_their_names() -> None:
    graph = nx.relabel_nodes(town(), {0: "north", 1: "east", 2: "south", 3: "west"})
    network = from_osmnx(graph, simplify=False)
    assert set(network.node_id) == {"north", "east", "south", "west"}
    assert_same_distances(graph, network)


def test_backbone_like_network_with_text_ids_comes_back() -> None:
    network = small_network(one_way=(0, 3))
    graph = to_osmnx(network)
    assert all(isinstance(node, int) for node in graph)
    back = from_osmnx(graph, date=network.date)
    assert Counter(back.node_id) == Counter(network.node_id)
    assert links(back) == links(network)
    index = [list(back.node_id).index(node) for node in network.node_id]
    np.testing.assert_allclose(distances(back)[np.ix_(index, index)], distances(network), atol=1e-6)


def test_severed_node_stays_severed(tmp_path: Path) -> None:
    network = from_osmnx(town(), simplify=False)
    column = network.node_id.take(np.array([0, 1, 2, 0]))
    twice = to_osmnx(RoadNetwork(**{**vars(network), "node_id": column}))
    assert len(twice) == 4
    ox.save_graphml(twice, tmp_path / "twice.graphml")
    assert Counter(from_osmnx(ox.load_graphml(tmp_path / "twice.graphml")).node_id) == Counter(column)


def test_limits_and_bars_come_back() -> None:
    graph = town()
    graph[1][2][0].update(
        {"hgv": "no", "maxweight": "4.5", "maxheight": "2.1 m", "maxspeed:hgv": "50 mph", "toll": "yes"}
    )
    network = from_osmnx(graph)
    back = from_osmnx(to_osmnx(network))
    for name in ("link_barred", "link_max_t", "link_max_height_m", "link_truck_maxspeed_kph", "link_toll"):
        np.testing.assert_array_equal(getattr(back, name), getattr(network, name))
    limited = np.isfinite(network.link_max_t)
    assert (network.link_barred[limited].tolist(), network.link_max_t[limited].tolist()) == ([1], [4.5])


def test_date_comes_from_the_caller_first() -> None:
    assert graph_roads(town(), date=dt.date(2020, 1, 1)).date == dt.date(2020, 1, 1)
    graph = town()
    del graph.graph["created_date"]
    before = dt.datetime.now(tz=dt.UTC).date()
    assert before <= graph_roads(graph).date <= dt.datetime.now(tz=dt.UTC).date()


def without(graph: nx.MultiDiGraph, *, node: str = "", edge: str = "", key: str = "") -> nx.MultiDiGraph:
    for _, data in graph.nodes(data=True):
        data.pop(node, None)
    for _, _, data in graph.edges(data=True):
        data.pop(edge, None)
    graph.graph.pop(key, None)
    return graph


def moved(graph: nx.MultiDiGraph, factor: float) -> nx.MultiDiGraph:
    for _, data in graph.nodes(data=True):
        data["x"] *= factor
    return graph


def altered(graph: nx.MultiDiGraph, **data: Any) -> nx.MultiDiGraph:
    graph[1][2][0].update(data)
    return graph


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.MultiDiGraph(), "no edges; make it of an area that has roads"),
        (nx.MultiGraph([(1, 2)]), "no directions; give the directed graph"),
        (without(town(), node="x"), r"4 of 4 nodes have no x and y \(such as 0\)"),
        (without(town(), edge="length"), r"5 of 5 edges have no valid length.*add_edge_lengths"),
        (altered(town(), length=math.nan), "1 of 5 edges have no valid length"),
        (altered(town(), length=-1.0), "1 of 5 edges have no valid length"),
        (altered(town(), length="long"), "1 of 5 edges have no valid length"),
        (altered(town(), geometry=shapely.Point(1, 1)), "geometry of 1 edges is no LineString"),
        (altered(town(), geometry="LINESTRING (0 0, 1 1)"), r"no LineString \(it is 'LINESTRING"),
        (moved(without(town(), key="crs"), 5000), r"no coordinate reference system is stated.*metres.*graph\.graph"),
        (moved(town(), 5000), "WGS-84 degrees are stated, but the coordinates look like metres"),
        (moved(town(), math.nan), "4 of 10 positions are missing or infinite"),
        (nx.MultiDiGraph(town(), crs="epsg:999999"), "unknown coordinate reference system"),
        (nx.MultiDiGraph([(1, 2, {"length": 1.0, "highway": "footway"})]), "nodes have no x and y"),
    ],
)
def test_bad_graphs_are_refused(graph: nx.MultiDiGraph, message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        from_osmnx(graph)


def test_graph_without_roads_is_refused() -> None:
    graph = town()
    for *_, data in graph.edges(data=True):
        data["highway"] = "footway"
    with pytest.raises(NetworkError, match="no edge of the graph is a road for motor vehicles"):
        from_osmnx(graph)
