"""A town on a server of this machine, and downloading it: what the tests of downloads share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.sources.areas import Box
from sim.sources.assemble import assemble
from sim.sources.download import download
from sim.sources.patience import Patience
from sim.sources.raw import RawRoads
from tests.sim.sources.local_overpass import Extract, Fault, LocalServer

TOWN: Box = (114.0, 22.5, 114.15, 22.59)  # 15.4 x 10 km
HALVES = 12.0  # kilometres that cut the town into 2 tiles
QUARTERS = 8.0  # and into 2 x 2
REMARK = Fault(body=b'{"elements": [], "remark": "runtime error: open64: 2 No such file or directory /osm3s_v0.7"}')
TWICE = Patience(tries=2, first_wait_s=0.01, total_wait_s=5.0, pause_s=0.0)
QUICK = Patience(tries=3, first_wait_s=0.01, total_wait_s=5.0, pause_s=0.0)


def town() -> Extract:
    """Return a grid of streets 1 km apart that runs out of the town on all sides, and what else is on the road."""
    nodes: dict[int, Any] = {
        100 * row + column: (113.985 + 0.01 * column, 22.485 + 0.01 * row, {})
        for row in range(13)
        for column in range(20)
    }
    nodes[505] = (*nodes[505][:2], {"barrier": "bollard"})
    nodes[606] = (*nodes[606][:2], {"highway": "traffic_signals"})
    ways = {
        1000 + row: ([100 * row + column for column in range(20)], {"highway": "primary", "name": f"{row} 路"})
        for row in range(13)
    } | {
        2000 + column: ([100 * row + column for row in range(13)], {"highway": "residential", "maxweight": "10"})
        for column in range(20)
    }
    ways[2003] = (ways[2003][0], {"highway": "motorway", "oneway": "-1", "maxspeed": "100", "hgv": "no"})
    ways[2004] = (ways[2004][0], {"highway": "service"})
    ways[2007] = (ways[2007][0], {"highway": "footway"})
    ways[2008] = (ways[2008][0], {"highway": "secondary", "access": "private"})
    ways[2009] = (ways[2009][0], {"highway": "pedestrian", "area": "yes"})
    ways[3001] = ([0, 101], {"highway": "tertiary"})  # outside, but within the 500 m that osmnx adds
    return Extract(nodes, ways)


def fetch(server: LocalServer, folder: Path, where: str | Box = TOWN, **changes: Any) -> RawRoads:
    settings: dict[str, Any] = {"tile_km": HALVES, "patience": QUICK, "timeout_s": 5.0} | changes
    return download(where, folder, overpass_url=server.overpass_url, nominatim_url=server.url, **settings)


def described(roads: RawRoads) -> dict[int, Any]:
    """Return all that is known of every way, by its id."""
    found = {}
    for number, way in enumerate(roads.way_id.tolist()):
        points = slice(roads.first_point[number], roads.first_point[number + 1])
        line = zip(roads.point_node[points], roads.point_lon[points], roads.point_lat[points], strict=True)
        found[way] = (roads.facts[roads.way_fact[number]], [tuple(point) for point in line])
    assert len(found) == roads.way_id.size
    return found


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def network_hash(roads: RawRoads) -> str:
    return assemble(roads, name="town", source="town", attribution="").sha256()
