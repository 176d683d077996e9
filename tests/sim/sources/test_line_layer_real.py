"""Line layers: the main roads of the whole delta."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from sim.errors import NetworkError
from sim.network import ROAD_CLASSES
from sim.sources.assemble import assemble
from sim.sources.line_layer import read_lines


def test_real_delta(osm_data: Path) -> None:
    path = osm_data / "osm-2021-z7-network-edges.geojson"
    with pytest.raises(NetworkError, match=r"not known: join \(2417 lines\)"):
        read_lines(path)
    raw = read_lines(path, class_map={"join": "unclassified"})
    network = assemble(raw, name="layer", source="layer.gpkg")
    frame = gpd.read_file(path)
    zero = int((shapely.length(frame.geometry.array) == 0).sum())
    assert raw.way_id.size == len(frame) == 31_917
    assert np.unique(frame[["u", "v"]]).size == 22_876
    assert raw.notes["lines_too_short"] == zero
    assert network.notes["parts"]["weakly_connected"] == 1
    assert 0 <= network.links - (len(frame) - zero - network.notes["chains_merged"]) < 30  # loops are cut in two
    lengths_km = network.link_length_m.sum() / 1000
    assert lengths_km == pytest.approx(frame["m"].sum() / 1000, rel=2e-3)
    by_class = {
        name: network.link_length_m[network.link_class == number].sum() for number, name in enumerate(ROAD_CLASSES)
    }
    for theirs, ours in (
        ("motorway", "motorway"),
        ("trunk", "trunk"),
        ("primary", "primary"),
        ("join", "unclassified"),
    ):
        assert by_class[ours] == pytest.approx(frame["m"][frame["class"] == theirs].sum(), rel=3e-3)
    assert set(network.link_structure) == {"", "bridge", "tunnel"}


def shortest(tail: Any, head: Any, cost: Any, nodes: int, start: int) -> np.ndarray:
    """Return least costs from a node over roads of two directions, by SciPy."""
    tails, heads, costs = np.concatenate([tail, head]), np.concatenate([head, tail]), np.concatenate([cost, cost])
    order = np.argsort(-costs, kind="stable")
    best = dict(zip(zip(tails[order], heads[order], strict=True), costs[order], strict=True))
    ends = np.array(list(best)).T
    matrix = coo_array((np.maximum(list(best.values()), 1e-9), ends), shape=(nodes, nodes)).tocsr()
    found: np.ndarray = dijkstra(matrix, indices=start)
    return found


def test_real_delta_is_as_far_apart_as_its_own_graph_says(osm_data: Path) -> None:
    """From Canton Tower, against SciPy on the columns u, v and m; Futian is 78 min off by the note on the data.

    Positions are rounded to 1.1 m there, so that some ends of one node lie as far apart as that.
    """
    path = osm_data / "osm-2021-z7-network-edges.geojson"
    network = assemble(
        read_lines(path, class_map={"join": "unclassified"}, tolerance_m=2), name="layer", source="layer.gpkg"
    )
    along = ~network.edge_reversed
    tail, head, link = (each[along] for each in (network.edge_tail, network.edge_head, network.edge_link))
    tree = KDTree(np.column_stack([network.node_lon * 0.92, network.node_lat]))
    _, (tower, futian) = tree.query([(113.3191 * 0.92, 23.1066), (114.055 * 0.92, 22.5364)])
    ours_m = shortest(tail, head, network.link_length_m[link], network.nodes, tower)
    kph = np.array([100.0, 60.0, 50.0, 30.0, 30.0, 30.0])[np.minimum(network.link_class, 5)]
    minutes = shortest(tail, head, (network.link_length_m / 1000 / kph * 60)[link], network.nodes, tower)
    assert minutes[futian] == pytest.approx(78, abs=4)
    frame = gpd.read_file(path)
    places = shapely.get_coordinates(shapely.get_point(np.asarray(frame.geometry.array)[:, None], [0, -1]).ravel())
    theirs = dict(zip(map(tuple, places), frame[["u", "v"]].to_numpy().ravel(), strict=True))
    position = zip(network.node_lon, network.node_lat, strict=True)
    same = {number: theirs[place] for number, place in enumerate(position) if place in theirs}
    assert len(same) > 0.99 * network.nodes
    own_m = shortest(
        frame["u"], frame["v"], frame["m"].astype(float), int(frame[["u", "v"]].max().max()) + 1, same[tower]
    )
    np.testing.assert_allclose(
        ours_m[list(same)], own_m[list(same.values())], rtol=0.005, atol=30
    )  # theirs on a sphere
