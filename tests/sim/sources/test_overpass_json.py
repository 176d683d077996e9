"""Answers put together: every way once and whole, whatever answers it came in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sim.sources.areas import Area, box_area
from sim.sources.overpass_json import Elements, elements, merged, touching, write_extract

RECEIVED = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
NODES = {number: (round(114 + 0.01 * (number % 7), 7), round(22.5 + 0.01 * (number // 7), 7)) for number in range(49)}
WAYS = st.dictionaries(
    st.integers(1, 10**10), st.lists(st.sampled_from(sorted(NODES)), min_size=2, max_size=6), min_size=1, max_size=8
)


def answer(ways: dict[int, list[int]], moment: str | None = "2024-01-01T00:00:00Z", **tags: str) -> dict[str, Any]:
    used = sorted({node for nodes in ways.values() for node in nodes} & NODES.keys())
    found: list[dict[str, Any]] = [
        {"type": "node", "id": node, "lon": NODES[node][0], "lat": NODES[node][1]} for node in used
    ]
    found += [{"type": "way", "id": way, "nodes": nodes, "tags": tags} for way, nodes in ways.items()]
    return {"elements": found} | ({} if moment is None else {"osm3s": {"timestamp_osm_base": moment}})


def plain(found: Elements) -> tuple[Any, ...]:
    ways = {way: (nodes.tolist(), dict(tags)) for way, (nodes, tags) in sorted(found.ways.items())}
    nodes = list(zip(found.node_id.tolist(), found.node_lon.tolist(), found.node_lat.tolist(), strict=True))
    return ways, nodes, found.node_tags, found.moment


@given(ways=WAYS, data=st.data())
def test_ways_in_several_answers_are_there_once(ways: dict[int, list[int]], data: st.DataObject) -> None:
    parts = [
        {way: ways[way] for way in data.draw(st.sets(st.sampled_from(sorted(ways))))}
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    parts.append({way: nodes for way, nodes in ways.items() if not any(way in part for part in parts)})
    together = merged(elements(answer(part), RECEIVED) for part in parts)
    assert plain(together) == plain(elements(answer(ways), RECEIVED))


@given(ways=WAYS, west=st.floats(113.99, 114.06), south=st.floats(22.49, 22.56), size=st.floats(0.001, 0.05))
def test_the_cut_keeps_the_ways_that_touch_and_nothing_else(
    ways: dict[int, list[int]], west: float, south: float, size: float
) -> None:
    area = box_area((west, south, west + size, south + size))
    kept = touching(elements(answer(ways), RECEIVED), area)
    assert set(kept.ways) == {
        way
        for way, nodes in ways.items()
        if shapely.LineString([NODES[node] for node in nodes]).intersects(area.outline)
    }
    assert kept.node_id.tolist() == sorted({node for way in kept.ways for node in ways[way]})
    for way, (nodes, _) in kept.ways.items():
        assert nodes.tolist() == ways[way]


def test_the_newest_stands_and_the_oldest_moment_is_told() -> None:
    old = elements(answer({1: [0, 1], 2: [1, 2]}, "2023-12-31T00:00:00Z", highway="primary"), RECEIVED)
    new = elements(answer({1: [0, 8]}, highway="trunk"), RECEIVED)
    for parts in ([old, new], [new, old]):
        together = merged(parts)
        assert together.ways[1][0].tolist() == [0, 8]
        assert together.ways[1][1] == {"highway": "trunk"}
        assert together.ways[2][1] == {"highway": "primary"}
        assert together.moment == dt.datetime(2023, 12, 31, tzinfo=dt.UTC)


def test_an_answer_without_its_moment_is_of_when_it_came() -> None:
    assert elements(answer({1: [0, 1]}, None), RECEIVED).moment == RECEIVED
    assert elements(answer({1: [0, 1]}, ""), RECEIVED).moment == RECEIVED
    assert elements(answer({1: [0, 1]}, "2024-01-01"), RECEIVED).moment.tzinfo is not None


def test_nodes_that_a_server_left_out_are_left_out() -> None:
    area = Area("all", shapely.box(113, 22, 115, 23))
    kept = touching(elements(answer({1: [0, 900, 1], 2: [0, 901], 3: [902, 903]}), RECEIVED), area)
    assert list(kept.ways) == [1]
    assert kept.node_id.tolist() == [0, 1]
    nothing = touching(elements(answer({}), RECEIVED), area)
    assert not nothing.ways
    assert nothing.node_id.size == 0


@given(ways=WAYS)
def test_the_extract_says_what_the_answers_said(ways: dict[int, list[int]], tmp_path_factory: Any) -> None:
    path: Path = tmp_path_factory.mktemp("extract") / "roads.osm.pbf"
    found = elements(answer(ways, highway="primary", name="深南大道"), RECEIVED)
    write_extract(found, path)
    read_nodes, read_ways = {}, {}
    for each in osmium.FileProcessor(str(path)):
        if isinstance(each, osmium.osm.Node):
            read_nodes[each.id] = (each.lon, each.lat)
        elif isinstance(each, osmium.osm.Way):
            read_ways[each.id] = ([node.ref for node in each.nodes], dict(each.tags))
    assert read_ways == {way: (nodes.tolist(), tags) for way, (nodes, tags) in found.ways.items()}
    assert list(read_nodes) == found.node_id.tolist()
    assert (
        np.array(list(read_nodes.values())).ravel().tolist()
        == np.column_stack([found.node_lon, found.node_lat]).ravel().tolist()
    )
    header = osmium.io.Reader(str(path), osmium.osm.NOTHING).header()
    assert header.get("osmosis_replication_timestamp") == "2024-01-01T00:00:00Z"
