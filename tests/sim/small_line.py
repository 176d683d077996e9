"""One straight road, cut into as many links as wanted: what the tests of sums along a way share."""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim.columns import Texts
from sim.network import ROAD_CLASSES, RoadNetwork, forward_star, without_rules

START = dt.datetime(2023, 1, 16, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def straight_road(
    pieces: int, *, km: float = 60.0, road_class: str = "trunk", lon: float = 114.058, lat: float = 22.545
) -> RoadNetwork:
    """Return a two-way road whose points all lie within a few hundred metres of one place, however long it is."""
    node = np.arange(pieces + 1)
    lons = np.linspace(lon, lon + 0.003, pieces + 1, dtype=np.float64)
    lats = np.full(node.size, lat)
    ends = np.stack([node[:-1], node[1:]], axis=1).ravel()
    star = forward_star(
        node.size, node[:-1].astype(np.int32), node[1:].astype(np.int32), np.ones(pieces, dtype=np.bool_)
    )
    empty = Texts.of([""] * pieces)
    return RoadNetwork(
        name="line",
        source="made by hand",
        attribution="made by hand",
        date=dt.date(2023, 1, 1),
        generalised=True,
        node_id=Texts.of([str(number) for number in node]),
        node_name_en=Texts.of([""] * node.size),
        node_name_zh=Texts.of([""] * node.size),
        node_lon=lons,
        node_lat=lats,
        **star._asdict(),
        link_id=Texts.of([f"l{number}" for number in range(pieces)]),
        link_ref=empty,
        link_name_en=empty,
        link_name_zh=empty,
        link_class=np.full(pieces, ROAD_CLASSES.index(road_class), np.int8),
        link_length_m=np.full(pieces, km * 1000.0 / pieces),
        **without_rules(pieces),
        link_lanes=np.zeros(pieces, np.int8),
        link_toll=np.zeros(pieces, np.bool_),
        link_structure=empty,
        point_lon=lons[ends],
        point_lat=lats[ends],
        first_point=np.arange(0, 2 * pieces + 1, 2, dtype=np.int32),
    )
