"""The bundled network: it reads, hangs together, and is of its day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from sim.access import straight_km
from sim.backbone import backbone, compile_roads
from sim.errors import NetworkError
from sim.network import ROAD_CLASSES, RoadNetwork

RAMP = dt.date(2023, 1, 16)
HUBS = {
    "sz_futian",
    "sz_nanshan",
    "sz_longhua",
    "sz_guangming",
    "sz_pingshan",
    "sz_baoan_airport",
    "dg_centre",
    "dg_songshan_lake",
    "dg_humen",
    "gz_tianhe",
    "gz_science_city",
    "gz_nansha",
}


def crossing(network: RoadNetwork) -> np.ndarray:
    return np.array([name.startswith("深中") for name in network.link_name_zh])


def test_size_and_hubs() -> None:
    network = backbone(RAMP)
    assert network.nodes >= 350
    assert network.links >= 550
    assert network.edges == 2 * network.links
    assert set(network.node_id) >= HUBS
    assert network.generalised


def test_it_is_one_piece() -> None:
    network = backbone(RAMP)
    ends = (np.ones(network.edges), (network.edge_tail, network.edge_head))
    pieces, _ = connected_components(csr_matrix(ends, shape=(network.nodes,) * 2), connection="strong")
    assert pieces == 1


def test_shenzhen_zhongshan_link_exists_from_the_day_it_opened() -> None:
    assert not crossing(backbone(dt.date(2023, 1, 16))).any()
    assert not crossing(backbone(dt.date(2024, 6, 29))).any()
    opened = backbone(dt.date(2024, 6, 30))
    assert crossing(opened).any()
    assert opened.nodes >= backbone(RAMP).nodes
    assert (opened.link_class[crossing(opened)] == ROAD_CLASSES.index("motorway")).all()


def test_lines_begin_and_end_at_their_nodes_and_are_no_longer_than_said() -> None:
    network = backbone(RAMP)
    forward = np.flatnonzero(~network.edge_reversed)
    for edge in forward:
        line = network.line(int(network.edge_link[edge]))
        tail, head = network.edge_tail[edge], network.edge_head[edge]
        assert tuple(line[0]) == (network.node_lon[tail], network.node_lat[tail])
        assert tuple(line[-1]) == (network.node_lon[head], network.node_lat[head])
        straight = float(straight_km(*line[0], *line[-1]))
        assert network.link_length_m[network.edge_link[edge]] / 1000 >= straight * 0.98 - 0.25


def test_ids_are_unique() -> None:
    network = backbone(RAMP)
    assert len(set(network.link_id)) == network.links
    assert len(set(network.node_id)) == network.nodes


ROW = {
    "from": "a",
    "to": "b",
    "ref": "G1",
    "name_zh": "",
    "name_en": "",
    "class": "motorway",
    "length_km": "10.0",
    "lanes": "4",
    "toll": "yes",
    "structure": "",
    "opened": "",
    "closed": "",
    "bends": "",
}
JUNCTIONS = [
    {"junction": name, "name_zh": "", "name_en": "", "lon": lon, "lat": "23.0"}
    for name, lon in (("a", "113.0"), ("b", "113.09"))
]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to": "c"}, "no junction 'c'"),
        ({"to": "a"}, "back to itself"),
        ({"class": "highway"}, "no road class 'highway'"),
        ({"length_km": "5.0"}, "shorter than the straight line"),
        ({"opened": "June 2024"}, "a date reads 2024-06-30"),
        ({"bends": "113.05"}, "bends read"),
        ({"opened": "2999-01-01"}, "no roads on"),
    ],
)
def test_damaged_tables_are_refused(change: dict[str, str], message: str) -> None:
    with pytest.raises(NetworkError, match=message):
        compile_roads(JUNCTIONS, [{**ROW, **change}], RAMP)


def test_closed_roads_are_left_out_from_their_last_day() -> None:
    rows = [ROW, {**ROW, "ref": "old", "closed": "2023-01-16"}]
    assert compile_roads(JUNCTIONS, rows, dt.date(2023, 1, 15)).link_ref.words == ["G1", "old"]
    assert compile_roads(JUNCTIONS, rows, RAMP).link_ref.words == ["G1"]


def test_a_junction_may_stand_only_once() -> None:
    with pytest.raises(NetworkError, match="'a' stands twice"):
        compile_roads([*JUNCTIONS, JUNCTIONS[0]], [ROW], RAMP)
