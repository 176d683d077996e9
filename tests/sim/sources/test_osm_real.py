"""Real extracts, where there are any: what comes out is what went in, and as far from each other."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod
from scipy.sparse.csgraph import dijkstra

from sim.network import RoadNetwork
from sim.sources.assemble import assemble
from sim.sources.osm_file import read_osm
from sim.sources.raw import RawRoads
from tests.sim.sources.raw_roads import lengths, same_nodes

FOLDER = os.environ.get("ONEHOUR_OSM_DATA", "")
EXTRACTS = sorted(path.name for path in Path(FOLDER).glob("*.osm.pbf")) if FOLDER else ["none"]
# kilometres of carriageway: the counts that came with the files, shut and private roads included
KNOWN_KM = {
    "shenzhen-central.osm.pbf": 1480,
    "dongguan-humen-changan.osm.pbf": 1969,
    "huizhou-shenzhen-east.osm.pbf": 3163,
    "guangzhou-fringe.osm.pbf": 2811,
}
SOURCES = 12

pytestmark = pytest.mark.skipif(not FOLDER, reason="ONEHOUR_OSM_DATA is not set: no real extracts to read")


def build(raw: RawRoads, *, simplify: bool = True) -> RoadNetwork:
    return assemble(raw, name="real", source="real", simplify=simplify)


@pytest.mark.parametrize("name", EXTRACTS)
def test_every_extract_is_built_whole(name: str) -> None:
    raw = read_osm(Path(FOLDER) / name)
    simple, full = build(raw), build(raw, simplify=False)
    lon, lat = raw.point_lon, raw.point_lat
    step_m = Geod(ellps="WGS84").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    step_m[raw.first_point[1:-1] - 1] = 0.0
    assert simple.link_length_m.sum() / 1000 == pytest.approx(step_m.sum() / 1000, abs=1e-6)
    assert full.link_length_m.sum() / 1000 == pytest.approx(step_m.sum() / 1000, abs=1e-6)
    if name in KNOWN_KM:
        assert step_m.sum() / 1000 == pytest.approx(KNOWN_KM[name], rel=0.04)
    assert 112 < simple.node_lon.min() < simple.node_lon.max() < 116
    assert simple.notes["parts"]["largest_share"] > 0.8
    assert simple.nodes < 0.9 * full.nodes
    straight_m = Geod(ellps="WGS84").inv(
        simple.node_lon[simple.edge_tail], simple.node_lat[simple.edge_tail],
        simple.node_lon[simple.edge_head], simple.node_lat[simple.edge_head],
    )[2]  # fmt: skip
    assert np.all(simple.link_length_m[simple.edge_link] >= straight_m - 0.01)


@pytest.mark.parametrize("name", EXTRACTS)
def test_distances_are_those_of_the_network_with_every_point(name: str) -> None:
    raw = read_osm(Path(FOLDER) / name)
    simple, full = build(raw), build(raw, simplify=False)
    here, there = same_nodes(simple, full)
    assert here.size > 0.95 * simple.nodes
    sample = np.random.default_rng(5).choice(here.size, SOURCES, replace=False)
    found = dijkstra(lengths(simple), indices=here[sample])[:, here]
    expected = dijkstra(lengths(full), indices=there[sample])[:, there]
    assert np.array_equal(np.isinf(found), np.isinf(expected))
    reached = np.isfinite(found)
    assert reached.sum() > SOURCES
    np.testing.assert_allclose(found[reached], expected[reached], rtol=0, atol=1e-6)
