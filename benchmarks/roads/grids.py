"""Jittered grids of streets with a hierarchy and one-ways, as they come and as this program keeps its roads."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.columns import Numbers, Texts
from sim.network import ROAD_CLASSES, Floats, Ints, RoadNetwork, forward_star, without_rules
from sim.profiles import SpeedProfiles
from sim.sources.hilbert import hilbert_order

BLOCK_M = 150.0
METRES_PER_DEGREE = 111_000.0
KPH_BY_RANK = ((48, 100.0), (12, 60.0), (4, 45.0), (1, 25.0))
ONE_WAY_SHARE = 0.25
MISSING_SHARE = 0.05
PROFILES = 200
HOURS = 24
HOUR_S = 3600.0


class Links(NamedTuple):
    """Links of a grid and the positions of its nodes."""

    x_m: Floats
    y_m: Floats
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    two_way: npt.NDArray[np.bool_]
    seconds: Floats


class Streets(NamedTuple):
    """A network, the seconds of its edges, and the node in the middle."""

    network: RoadNetwork
    link_s: Floats
    edge_s: Floats
    middle: int


class Grid(NamedTuple):
    """The same streets in the order they were made in, row by row, and in that of a network of this program."""

    as_made: Streets
    as_kept: Streets
    rank: Ints
    """The node of `as_kept` for every node of `as_made`."""


def grid(side: int, seed: int = 0) -> Grid:
    """Return a jittered grid of `side` x `side` nodes: every 4th street faster, every 12th and 48th faster still."""
    links = _links(side, np.random.default_rng(seed))
    middle = side * side // 2 + side // 2
    order = hilbert_order(links.x_m, links.y_m)
    rank = np.empty(order.size, np.int32)
    rank[order] = np.arange(order.size)
    start, end = rank[links.start], rank[links.end]
    moved = np.lexsort((end, start))
    kept = Links(
        links.x_m[order], links.y_m[order], start[moved], end[moved], links.two_way[moved], links.seconds[moved]
    )
    return Grid(_streets(links, middle), _streets(kept, int(rank[middle])), rank)


def _links(side: int, rng: np.random.Generator) -> Links:
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    x, y = ((axis + rng.uniform(-0.3, 0.3, axis.shape)).ravel() * BLOCK_M for axis in (column, row))
    node = np.arange(side * side).reshape(side, side)
    a = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    b = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    street = np.concatenate([row[:, :-1].ravel(), column[:-1].ravel()])
    kph = np.select([street % every == 0 for every, _ in KPH_BY_RANK], [speed for _, speed in KPH_BY_RANK])
    seconds = np.hypot(x[a] - x[b], y[a] - y[b]) * rng.uniform(1.0, 1.2, a.size) / (kph / 3.6)
    kept = (rng.random(a.size) > MISSING_SHARE) | (kph >= 45)
    two_way = (rng.random(a.size) > ONE_WAY_SHARE) | (kph >= 60)
    return Links(x, y, a[kept], b[kept], two_way[kept], seconds[kept])


def _streets(links: Links, middle: int) -> Streets:
    """Return the network of some links."""
    nodes, count = links.x_m.size, links.start.size
    lon, lat = links.x_m / METRES_PER_DEGREE, links.y_m / METRES_PER_DEGREE
    ends = np.column_stack([links.start, links.end]).ravel()
    no_names, no_words = (Texts.coded(np.zeros(size, np.int32), [""]) for size in (nodes, count))
    network = RoadNetwork(
        name="grid",
        source="drawn by lot",
        attribution="none",
        date=dt.date(2023, 1, 16),
        generalised=False,
        node_id=Numbers(np.arange(nodes)),
        node_name_en=no_names,
        node_name_zh=no_names,
        node_lon=lon,
        node_lat=lat,
        **forward_star(nodes, links.start.astype(np.int32), links.end.astype(np.int32), links.two_way)._asdict(),
        link_id=Numbers(np.arange(count)),
        link_ref=no_words,
        link_name_en=no_words,
        link_name_zh=no_words,
        link_class=np.full(count, ROAD_CLASSES.index("residential"), np.int8),
        link_length_m=links.seconds,
        **without_rules(count),
        link_lanes=np.zeros(count, np.int8),
        link_toll=np.zeros(count, bool),
        link_structure=no_words,
        point_lon=lon[ends],
        point_lat=lat[ends],
        first_point=np.arange(0, 2 * count + 1, 2, dtype=np.int32),
    )
    return Streets(network, links.seconds, links.seconds[network.edge_link], middle)


def rush_hours(streets: Streets) -> SpeedProfiles:
    """Return speeds that change every hour: 200 profiles with factors between 0.7 and 1.3, drawn by lot."""
    rng = np.random.default_rng(2)
    return SpeedProfiles(
        start=dt.datetime(2023, 1, 16, tzinfo=dt.UTC),
        slot_end_s=np.append(np.arange(1, HOURS) * HOUR_S, np.inf),
        factor=rng.uniform(0.7, 1.3, (HOURS, PROFILES)),
        link_profile=rng.integers(0, PROFILES, streets.link_s.size, np.int32),
        link_empty_s=streets.link_s,
    )
