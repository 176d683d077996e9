"""Read an OpenStreetMap extract into a `RoadNetwork`."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import osmium
from pyproj import Geod

from sim.columns import Numbers, Texts
from sim.errors import NetworkError
from sim.network import Floats, RoadNetwork, without_rules
from sim.sources.osm_tags import WayFacts, way_facts

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
ATTRIBUTION = "© OpenStreetMap contributors"
_GEOD = Geod(ellps="WGS84")
_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Ways:
    """Drivable ways with their points, one after the other; one-way roads run along their points."""

    way_id: list[int]
    facts: list[WayFacts]
    node: _Indices  # (points,) OSM node ids
    lon: Floats  # (points,) degrees, NaN where the extract lacks the node
    lat: Floats
    first: _Indices  # (ways + 1,)


@dataclass(frozen=True)
class _Cut:
    """Ways cut into links at the graph's nodes: link `i` has the points `start[i]..end[i]`, both included."""

    way: _Indices
    start: _Indices
    end: _Indices


def read_osm(path: Path, *, name: str | None = None, date: dt.date | None = None) -> RoadNetwork:
    """Read the roads for motor vehicles from an OpenStreetMap file.

    Ways are cut where they meet; a way that leaves the extract is cut there too. One pass; the positions of all nodes
    are held while it lasts (16 bytes each). Lengths are geodesic. Pieces of one way share its id as link id. Nodes
    must stand before the ways, as they do in every published extract. Turn restrictions are not read.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file.
    name
        What the network is called; by default the file's name without suffix.
    date
        The day the roads are of; by default the file's own timestamp, or else the day the file was written.

    Returns
    -------
    network
        All roads, disconnected pieces included.

    Raises
    ------
    NetworkError
        If there is no such file, it cannot be read as OpenStreetMap data, or it has no roads.
    """
    suffix = next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), None)
    if not path.is_file():
        raise NetworkError(f"{path}: no such file; give the path of an OpenStreetMap extract")
    if suffix is None:
        raise NetworkError(f"{path}: not an OpenStreetMap file by its name; one of {', '.join(SUFFIXES)} is needed")
    try:
        ways = _without_missing(_read_ways(path))
        made_on = date or _date_of(path)
    except (RuntimeError, ValueError) as error:
        raise NetworkError(f"{path}: cannot be read as OpenStreetMap data ({error}); is the file whole?") from error
    if not ways.facts:
        raise NetworkError(
            f"{path}: no roads for motor vehicles in it; take an extract with highway ways and their nodes"
        )
    return _assemble(ways, name=name or path.name[: -len(suffix)], source=path.name, date=made_on)


def _read_ways(path: Path) -> _Ways:
    way_id: list[int] = []
    facts: list[WayFacts] = []
    node, lon, lat, first = array("q"), array("d"), array("d"), array("q", [0])
    everything = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways_only = everything.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in cast(Iterable[osmium.osm.Way], ways_only.with_filter(osmium.filter.KeyFilter("highway"))):
        found = way_facts(dict(way.tags))
        if found is None:
            continue
        points = list(reversed(way.nodes) if found.direction < 0 else way.nodes)
        points = [each for i, each in enumerate(points) if i == 0 or each.ref != points[i - 1].ref]
        if len(points) > 1:
            way_id.append(way.id)
            facts.append(found)
            node.extend(each.ref for each in points)
            lon.extend(each.lon if each.location.valid() else np.nan for each in points)
            lat.extend(each.lat if each.location.valid() else np.nan for each in points)
            first.append(len(node))
    return _Ways(way_id, facts, *(np.array(column) for column in (node, lon, lat, first)))


def _date_of(path: Path) -> dt.date:
    header = osmium.io.Reader(str(path), osmium.osm.NOTHING).header()
    for key in ("osmosis_replication_timestamp", "timestamp"):
        if stamp := header.get(key):
            return dt.datetime.fromisoformat(stamp).date()
    return dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()


def _without_missing(ways: _Ways) -> _Ways:
    """Split ways where the extract lacks a node, so that no piece bridges the gap."""
    present = np.isfinite(ways.lon)
    if present.all():
        return ways
    way_id: list[int] = []
    facts: list[WayFacts] = []
    pieces: list[_Indices] = [np.zeros(0, dtype=np.int64)]
    for i, (start, end) in enumerate(pairwise(ways.first)):
        gaps = np.flatnonzero(np.diff(present[start:end])) + 1
        for piece in np.split(np.arange(start, end), gaps):
            if present[piece[0]] and piece.size > 1:
                way_id.append(ways.way_id[i])
                facts.append(ways.facts[i])
                pieces.append(piece)
    kept = np.concatenate(pieces)
    first = np.cumsum([piece.size for piece in pieces])
    return _Ways(way_id, facts, ways.node[kept], ways.lon[kept], ways.lat[kept], first)


def _cut_at_nodes(ways: _Ways, point: _Indices) -> _Cut:
    """Cut ways at their ends and wherever a node is used more than once; a bare loop also half way round."""
    is_cut = np.bincount(point)[point] > 1
    is_cut[ways.first[:-1]] = is_cut[ways.first[1:] - 1] = True
    cut = _between(is_cut, ways)
    loop = point[cut.start] == point[cut.end]
    is_cut[(cut.start[loop] + cut.end[loop]) // 2] = True
    return _between(is_cut, ways)


def _between(is_cut: npt.NDArray[np.bool_], ways: _Ways) -> _Cut:
    at = np.flatnonzero(is_cut)
    way = np.searchsorted(ways.first, at, side="right") - 1
    same_way = way[:-1] == way[1:]  # from the end of a way to the start of the next there is no road
    return _Cut(way[:-1][same_way], at[:-1][same_way], at[1:][same_way])


def _assemble(ways: _Ways, *, name: str, source: str, date: dt.date) -> RoadNetwork:
    node, index, point = np.unique(ways.node, return_index=True, return_inverse=True)
    cut = _cut_at_nodes(ways, point)
    used, ends = np.unique(np.concatenate([point[cut.start], point[cut.end]]), return_inverse=True)
    tail, head = ends[: cut.way.size], ends[cut.way.size :]
    facts = [ways.facts[way] for way in cut.way]
    no_names = Texts.coded(np.zeros(used.size, np.int32), [""])
    return RoadNetwork(
        name=name,
        source=source,
        attribution=ATTRIBUTION,
        date=date,
        generalised=False,
        node_id=Numbers(node[used]),
        node_name_en=no_names,
        node_name_zh=no_names,
        node_lon=ways.lon[index[used]],
        node_lat=ways.lat[index[used]],
        **_edges(tail, head, facts, used.size),
        link_id=Numbers(np.array([ways.way_id[way] for way in cut.way])),
        link_ref=Texts.of([fact.ref for fact in facts]),
        link_name_en=Texts.of([fact.name_en for fact in facts]),
        link_name_zh=Texts.of([fact.name_zh for fact in facts]),
        link_class=np.array([fact.road_class for fact in facts], dtype=np.int8),
        link_lanes=np.array([fact.lanes for fact in facts], dtype=np.int8),
        **without_rules(cut.way.size)
        | {"link_maxspeed_kph": np.array([fact.maxspeed_kph for fact in facts], np.float32)},
        link_toll=np.array([fact.toll for fact in facts]),
        link_structure=Texts.of([fact.structure for fact in facts]),
        **_lines(ways, cut),
    )


def _edges(tail: _Indices, head: _Indices, facts: list[WayFacts], nodes: int) -> dict[str, Any]:
    """Make the directed edges of links: one each way, or one where the way is one-way."""
    back = np.flatnonzero([fact.direction == 0 for fact in facts])
    edge_tail = np.concatenate([tail, head[back]])
    edge_head = np.concatenate([head, tail[back]])
    edge_link = np.concatenate([np.arange(tail.size), back])
    order = np.lexsort((edge_link, edge_head, edge_tail))
    return {
        "first_edge": np.searchsorted(edge_tail[order], np.arange(nodes + 1)).astype(np.int32),
        "edge_tail": edge_tail[order].astype(np.int32),
        "edge_head": edge_head[order].astype(np.int32),
        "edge_link": edge_link[order].astype(np.int32),
        "edge_reversed": order >= tail.size,
    }


def _lines(ways: _Ways, cut: _Cut) -> dict[str, Any]:
    """Measure and lay out the line of every link."""
    first_point = np.concatenate([[0], np.cumsum(cut.end - cut.start + 1)])
    drawn = np.arange(first_point[-1]) + np.repeat(cut.start - first_point[:-1], np.diff(first_point))
    steps_m = _GEOD.inv(ways.lon[:-1], ways.lat[:-1], ways.lon[1:], ways.lat[1:])[2]
    travelled_m = np.concatenate([[0.0], np.cumsum(steps_m)])
    return {
        "link_length_m": travelled_m[cut.end] - travelled_m[cut.start],
        "point_lon": ways.lon[drawn],
        "point_lat": ways.lat[drawn],
        "first_point": first_point.astype(np.int32),
    }
