"""GraphML of osmnx: read as the graph that was saved; whatever else is refused in one message."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
import shapely

from sim.errors import NetworkError
from sim.sources.assemble import assemble
from sim.sources.graphml import read_graphml
from sim.sources.osmnx_graph import from_osmnx


def street() -> nx.MultiDiGraph:
    """A two-way street 1-2 with a bend and a one-way street 2-3 merged from two ways."""
    graph = nx.MultiDiGraph(crs="epsg:4326", created_date="2024-05-06 07:08:09", simplified=True)
    for node in range(1, 4):
        graph.add_node(node, x=114.0 + node / 100, y=22.5, street_count=1)
    bend = shapely.LineString([(114.01, 22.5), (114.015, 22.503), (114.02, 22.5)])
    data: dict[str, Any] = {"osmid": 7, "length": 1200.5, "highway": "primary", "oneway": False, "name": "深南大道"}
    graph.add_edge(1, 2, reversed=False, geometry=bend, **data)
    graph.add_edge(2, 1, reversed=True, geometry=shapely.reverse(bend), **data)
    merged: dict[str, Any] = {"osmid": [8, 9], "highway": ["trunk", "primary"], "maxspeed": ["80", "60"]}
    graph.add_edge(2, 3, oneway=True, reversed=False, length=1030.0, **merged)
    return graph


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    ox.save_graphml(street(), tmp_path / "street.graphml")
    return tmp_path / "street.graphml"


def test_saved_graph_is_read(saved: Path) -> None:
    raw = read_graphml(saved)
    network = assemble(raw, name="street", source=saved.name)
    live = from_osmnx(street(), name="street")
    assert network.sha256() == live.sha256()
    assert (network.nodes, network.links, network.edges) == (3, 2, 3)
    assert network.link_length_m.tolist() == [1200.5, 1030.0]
    assert list(network.link_name_zh) == ["深南大道", ""]
    assert network.link_maxspeed_kph[1] == 60.0
    assert network.way_id.tolist() == [8, 9]
    assert network.line(0)[1].tolist() == [114.015, 22.503]


def test_date(saved: Path) -> None:
    assert read_graphml(saved).date == dt.date(2024, 5, 6)
    assert read_graphml(saved, date=dt.date(2020, 2, 2)).date == dt.date(2020, 2, 2)
    saved.write_text(saved.read_text().replace("2024-05-06", "yesterday"))
    os.utime(saved, (0, 86400 * 365))
    assert read_graphml(saved).date == dt.date(1971, 1, 1)


def test_other_encodings_are_read(saved: Path) -> None:
    text = saved.read_text().replace("utf-8", "utf-16")
    saved.write_bytes(text.encode("utf-16"))
    assert read_graphml(saved).way_id.tolist() == [7, 8]


ENTITIES = '<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
FOREIGN = '<!DOCTYPE graphml SYSTEM "file:///etc/hostname">'


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[: len(text) // 2], "damaged or no XML .* save the graph again with osmnx.save_graphml"),
        (lambda _: "", "damaged or no XML"),
        (lambda _: "PK\x03\x04", "damaged or no XML"),
        (lambda _: "<html><body/></html>", "XML, but not GraphML .*<html>"),
        (swap("<graphml", ENTITIES + "<graphml"), "declares a document type or entities.*writes none"),
        (
            lambda text: swap("<graphml", ENTITIES + "<graphml")(text.replace("primary", "&c;")),
            "declares a document type",
        ),
        (swap("<graphml", FOREIGN + "<graphml"), "declares a document type"),
        (swap('edgedefault="directed"', 'edgedefault="undirected"'), "no directions"),
        (swap("LINESTRING (", "LINE ("), "not GraphML as osmnx writes it"),
        (swap("1030.0", "far"), "not GraphML as osmnx writes it .*far"),
        (swap("1030.0", "nan"), "1 of 3 edges have no valid length.*add_edge_lengths"),
        (swap("[8, 9]", "9" * 5000), "not GraphML as osmnx writes it"),
        (swap("epsg:4326", "epsg:999999"), "unknown coordinate reference system"),
        (swap("114.0", "2114.0"), "the coordinates look like metres"),
        (swap('<node id="1">', '<node id="one">'), "not GraphML as osmnx writes it"),
    ],
)
def test_bad_files_are_refused(saved: Path, change: Callable[[str], str], message: str) -> None:
    saved.write_text(change(saved.read_text()))
    with pytest.raises(NetworkError, match=message) as caught:
        read_graphml(saved)
    assert str(caught.value).startswith(str(saved))
    assert "\n" not in str(caught.value)


def without_lengths(graph: nx.MultiDiGraph) -> None:
    for *_, data in graph.edges(data=True):
        del data["length"]


def without_positions(graph: nx.MultiDiGraph) -> None:
    del graph.nodes[2]["y"]


def in_metres(graph: nx.MultiDiGraph) -> None:
    del graph.graph["crs"]
    for _, data in graph.nodes(data=True):
        data.update(x=data["x"] * 5000, y=data["y"] * 100000)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            without_lengths,
            r"3 of 3 edges have no valid length in metres; add them with osmnx\.distance\.add_edge_lengths",
        ),
        (without_positions, r"1 of 3 nodes have no x and y \(such as 2\)"),
        (in_metres, "no coordinate reference system is stated, but the coordinates look like metres"),
    ],
)
def test_incomplete_graphs_are_refused(tmp_path: Path, spoil: Callable[[nx.MultiDiGraph], None], message: str) -> None:
    graph = street()
    spoil(graph)
    ox.save_graphml(graph, tmp_path / "bad.graphml")
    with pytest.raises(NetworkError, match=message) as caught:
        read_graphml(tmp_path / "bad.graphml")
    assert str(caught.value).startswith(str(tmp_path / "bad.graphml"))


def test_graphml_that_osmnx_did_not_write_is_refused(tmp_path: Path) -> None:
    nx.write_graphml(nx.MultiDiGraph([(1, 2, {"length": 3.5})]), tmp_path / "typed.graphml")
    with pytest.raises(NetworkError, match="not GraphML as osmnx writes it"):
        read_graphml(tmp_path / "typed.graphml")


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"none\.graphml: no such file"):
        read_graphml(tmp_path / "none.graphml")
    with pytest.raises(NetworkError, match="is a folder; give a GraphML file"):
        read_graphml(tmp_path)


def test_projected_graph_is_read_in_degrees(tmp_path: Path) -> None:
    ox.save_graphml(ox.project_graph(street()), tmp_path / "utm.graphml")
    raw = read_graphml(tmp_path / "utm.graphml")
    np.testing.assert_allclose(sorted(set(np.round(raw.point_lon, 9))), [114.01, 114.015, 114.02, 114.03], atol=1e-8)
