"""Assembling: nothing is lost, nothing is joined that was not, and what can be merged is merged."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from pyproj import Geod
from scipy.sparse.csgraph import dijkstra

from sim.columns import Numbers, Texts
from sim.errors import NetworkError
from sim.network import RoadNetwork
from sim.sources.assemble import assemble
from sim.sources.raw import RawRoads
from tests.sim.sources.raw_roads import (
    ONE_WAY,
    OTHER,
    TWO_WAY,
    Way,
    lengths,
    place,
    random_roads,
    raw_roads,
    same_nodes,
)


def build(raw: RawRoads, *, simplify: bool = True) -> RoadNetwork:
    return assemble(raw, name="town", source="town.osm", attribution="nobody", simplify=simplify)


def ends(network: RoadNetwork) -> Counter[tuple[str, str]]:
    pairs = zip(network.node_id.take(network.edge_tail), network.node_id.take(network.edge_head), strict=True)
    return Counter(pairs)


def both(*pairs: tuple[int, int]) -> Counter[tuple[str, str]]:
    return Counter([(str(a), str(b)) for pair in pairs for a, b in (pair, pair[::-1])])


def along(*pairs: tuple[int, int]) -> Counter[tuple[str, str]]:
    return Counter([(str(a), str(b)) for a, b in pairs])


def metres(*nodes: int) -> float:
    lon, lat = zip(*map(place, nodes), strict=True)
    return float(Geod(ellps="WGS84").line_length(lon, lat))


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ([([1, 2], TWO_WAY), ([2, 3], TWO_WAY)], both((1, 3))),
        ([([1, 2], TWO_WAY), ([3, 2], TWO_WAY)], both((1, 3))),
        ([([1, 2], ONE_WAY), ([2, 3], ONE_WAY)], along((1, 3))),
        ([([2, 3], ONE_WAY), ([1, 2], ONE_WAY)], along((1, 3))),
        ([([1, 2], ONE_WAY), ([3, 2], ONE_WAY)], along((1, 2), (3, 2))),
        ([([2, 1], ONE_WAY), ([2, 3], ONE_WAY)], along((2, 1), (2, 3))),
        ([([1, 2], TWO_WAY), ([2, 3], ONE_WAY)], both((1, 2)) + along((2, 3))),
        ([([1, 2], TWO_WAY), ([2, 3], OTHER)], both((1, 2), (2, 3))),
        ([([1, 2], TWO_WAY), ([2, 3], TWO_WAY), ([2, 4], TWO_WAY)], both((1, 2), (2, 3), (2, 4))),
        ([([1, 2, 3], TWO_WAY), ([1, 4, 3], TWO_WAY), ([1, 5], TWO_WAY), ([3, 6], TWO_WAY)],
         both((1, 3), (1, 3), (1, 5), (3, 6))),
        ([([1, 2, 3, 1], TWO_WAY)], both((1, 3), (1, 3))),
        ([([1, 2, 3, 1], ONE_WAY)], along((1, 3), (3, 1))),
        ([([1, 2], ONE_WAY), ([2, 3], ONE_WAY), ([3, 1], ONE_WAY)], along((1, 3), (3, 1))),
        ([([1, 2], TWO_WAY), ([2, 3, 4, 2], TWO_WAY)], both((1, 2), (2, 4), (2, 4))),
        ([([1, 2, 2, 3], TWO_WAY), ([4, 4], TWO_WAY)], both((1, 3))),
        ([([1, 2, 3, 2, 4], TWO_WAY)], both((1, 2), (2, 3), (2, 3), (2, 4))),
    ],
)  # fmt: skip
def test_what_is_merged(ways: list[Way], expected: Counter[tuple[str, str]]) -> None:
    network = build(raw_roads(*ways))
    assert ends(network) == expected
    drawn = sum(metres(*refs) for refs, _ in ways)
    assert network.link_length_m.sum() == pytest.approx(drawn, abs=1e-9)


def test_a_merged_link_keeps_line_length_and_all_ids() -> None:
    network = build(raw_roads(([5, 4, 3], TWO_WAY), ([7, 6, 5], TWO_WAY), ([7, 8], TWO_WAY), ([8, 9], OTHER)))
    merged = next(link for link in range(2) if network.link_name_en[link] == "")
    line = network.line(merged)
    assert line.tolist() == [list(place(node)) for node in (3, 4, 5, 6, 7, 8)]
    assert network.link_length_m[merged] == pytest.approx(metres(3, 4, 5, 6, 7, 8), abs=1e-9)
    assert network.link_id[merged] == "101"
    assert network.way_id[network.way_link == merged].tolist() == [101, 102, 103]
    assert not (network.way_link == 1 - merged).any()
    assert network.notes["chains_merged"] == 2


def test_further_ids_of_a_way_come_along() -> None:
    raw = raw_roads(
        ([1, 2], TWO_WAY), ([2, 3], TWO_WAY), ([3, 4], OTHER), ([4, 5], ONE_WAY),
        more_id=np.array([901, 902]), more_way=np.array([1, 2], np.int32),
    )  # fmt: skip
    network = build(raw)
    found = {network.link_id[link]: network.way_id[network.way_link == link].tolist() for link in range(3)}
    assert found == {"101": [101, 102, 901], "103": [103, 902], "104": []}


def test_a_barrier_severs_the_road_and_leaves_dead_ends() -> None:
    network = build(raw_roads(([1, 2, 3], TWO_WAY), blocked=[2]))
    assert ends(network) == both((1, 2), (3, 2))
    assert network.nodes == 4
    assert network.notes["severed"] == 1
    assert network.notes["parts"]["strongly_connected"] == 2
    between_ways = build(raw_roads(([1, 2], TWO_WAY), ([2, 3], TWO_WAY), blocked=[2]))
    assert between_ways.notes["parts"]["strongly_connected"] == 2
    every_point = build(raw_roads(([1, 2, 3], TWO_WAY), blocked=[2]), simplify=False)
    assert every_point.notes["parts"]["strongly_connected"] == 2


def test_a_barrier_at_a_junction_or_a_dead_end_severs_nothing() -> None:
    network = build(raw_roads(([1, 2, 3], TWO_WAY), ([2, 4], TWO_WAY), blocked=[2, 3, 99]))
    assert ends(network) == both((1, 2), (2, 3), (2, 4))
    assert network.notes["parts"]["strongly_connected"] == 1
    assert (network.notes["severed"], network.notes["barriers_at_junctions"]) == (0, 1)


def test_a_ring_with_a_barrier_is_a_road_with_two_ends() -> None:
    network = build(raw_roads(([1, 2, 3, 1], TWO_WAY), blocked=[1]))
    assert ends(network) == both((1, 1))
    assert network.nodes == 2


def test_gaps_are_not_bridged() -> None:
    network = build(raw_roads(([1, 2, 9, 3, 4, 9, 5], TWO_WAY), ([9, 6], TWO_WAY), missing=[9]))
    assert ends(network) == both((1, 2), (3, 4))
    assert network.notes["missing_nodes"] == 1
    with pytest.raises(NetworkError, match=r"town\.osm: no roads"):
        build(raw_roads(([1, 9], TWO_WAY), missing=[9]))


def test_stated_lengths_are_kept_and_shared_out() -> None:
    ways: list[Way] = [([1, 2, 3], TWO_WAY), ([2, 4], OTHER), ([4, 5], TWO_WAY)]
    network = build(raw_roads(*ways, way_length_m=np.array([300.0, 70.0, math.nan])))
    by_id = dict.fromkeys(("101", "102", "103"), 0.0)
    for way, length_m in zip(network.link_id, network.link_length_m, strict=True):
        by_id[way] += length_m
    assert by_id == pytest.approx({"101": 300.0, "102": 70.0, "103": metres(4, 5)})
    first = network.link_length_m[network.link_id.is_one_of(["101"])]
    assert first.max() / first.min() == pytest.approx(max(metres(1, 2), metres(2, 3)) / min(metres(1, 2), metres(2, 3)))


def test_a_stated_length_holds_even_where_the_line_has_no_extent() -> None:
    raw = raw_roads(([1, 2, 3], TWO_WAY), way_length_m=np.array([40.0]))
    flat = dataclasses.replace(raw, point_lon=np.full(3, 114.0), point_lat=np.full(3, 22.5))
    assert build(flat).link_length_m.tolist() == [40.0]
    assert build(flat, simplify=False).link_length_m.tolist() == [20.0, 20.0]


def test_arrays_are_shut_compact_and_sorted() -> None:
    network = build(raw_roads(([1, 2, 3, 4], TWO_WAY), ([3, 5, 6], ONE_WAY), ([6, 7], OTHER), ([5, 8], OTHER)))
    for field in dataclasses.fields(network):
        value = getattr(network, field.name)
        columns = [value]
        if isinstance(value, Texts | Numbers):
            columns = [getattr(value, part.name) for part in dataclasses.fields(value)]
        assert all(not column.flags.writeable for column in columns if isinstance(column, np.ndarray)), field.name
    kinds = {"edge_tail": "i4", "link_class": "i1", "link_lanes": "i1", "link_maxspeed_kph": "f4", "link_toll": "?",
             "link_barred": "u1", "link_length_m": "f8", "first_point": "i4", "way_id": "i8", "way_link": "i4"}  # fmt: skip
    assert {name: getattr(network, name).dtype.str[1:] for name in kinds} == kinds | {"link_toll": "b1"}
    assert np.all(np.diff(network.edge_tail) >= 0)
    forward = ~network.edge_reversed
    tail_of_link = np.empty(network.links, np.int32)
    tail_of_link[network.edge_link[forward]] = network.edge_tail[forward]
    assert np.all(np.diff(tail_of_link) >= 0)


def touching(network: RoadNetwork) -> list[list[tuple[int, bool]]]:
    """For every node the links that touch it, and whether they begin there."""
    found: list[list[tuple[int, bool]]] = [[] for _ in range(network.nodes)]
    for edge in np.flatnonzero(~network.edge_reversed):
        found[network.edge_tail[edge]].append((network.edge_link[edge], True))
        found[network.edge_head[edge]].append((network.edge_link[edge], False))
    return found


def steps(network: RoadNetwork) -> Counter[frozenset[tuple[float, float]]]:
    lines = (list(map(tuple, network.line(link))) for link in range(network.links))
    return Counter(frozenset(pair) for line in lines for pair in itertools.pairwise(line))


@settings(max_examples=120, deadline=None)
@given(random_roads())
def test_simplifying_loses_no_metre_no_point_and_no_path(raw: RawRoads) -> None:
    full, simple = build(raw, simplify=False), build(raw)
    assert simple.link_length_m.sum() == pytest.approx(full.link_length_m.sum(), abs=1e-9)
    assert steps(simple) == steps(full)
    here, there = same_nodes(simple, full)
    assert here.size >= simple.nodes - 2 * simple.notes["severed"]
    found = dijkstra(lengths(simple))[np.ix_(here, here)]
    expected = dijkstra(lengths(full))[np.ix_(there, there)]
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert simple.notes["parts"]["weakly_connected"] == full.notes["parts"]["weakly_connected"]
    assert simple.notes["severed"] == full.notes["severed"]


@settings(max_examples=120, deadline=None)
@given(random_roads())
def test_the_graph_is_sound_and_no_more_can_be_merged(raw: RawRoads) -> None:
    network = build(raw)
    assert np.all(network.edge_tail != network.edge_head)
    assert np.array_equal(np.diff(network.first_edge), np.bincount(network.edge_tail, minlength=network.nodes))
    at = np.column_stack([network.node_lon, network.node_lat])
    for edge in range(network.edges):
        line = network.line(network.edge_link[edge])[:: -1 if network.edge_reversed[edge] else 1]
        assert np.array_equal(line[[0, -1]], at[[network.edge_tail[edge], network.edge_head[edge]]])
    two_way = np.bincount(network.edge_link, minlength=network.links) == 2
    heads, tails = np.empty(network.links, int), np.empty(network.links, int)
    forward = ~network.edge_reversed
    tails[network.edge_link[forward]] = network.edge_tail[forward]
    heads[network.edge_link[forward]] = network.edge_head[forward]
    for links in touching(network):
        if len(links) != 2:
            continue
        (a, begins_a), (b, begins_b) = links
        alike = two_way[a] == two_way[b] and network.link_name_en[a] == network.link_name_en[b]
        fits = alike and (two_way[a] or begins_a != begins_b)
        assert not fits or {tails[a], heads[a]} == {tails[b], heads[b]}  # the halves of a loop


@settings(max_examples=60, deadline=None)
@given(random_roads())
def test_every_way_is_found_again(raw: RawRoads) -> None:
    network = build(raw)
    known = {int(way) for way in network.link_id} | set(network.way_id.tolist())
    has_extent = [
        len(set(raw.point_node[a:b].tolist())) > 1 for a, b in zip(raw.first_point, raw.first_point[1:], strict=False)
    ]
    assert known == set(raw.way_id[has_extent].tolist())
    assert np.all(np.diff(network.way_link) >= 0)
    rows = Counter(network.way_link.tolist())
    assert all(count > 1 for count in rows.values())
    for link in rows:
        assert int(network.link_id[link]) == network.way_id[network.way_link == link][0]
