"""Put the answers of an Overpass server together: every way once, those of the area only, as an extract file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osmium
import shapely

from sim.network import Floats
from sim.sources.areas import Area

Tags = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Elements:
    """Nodes and ways of OpenStreetMap.

    Attributes
    ----------
    node_id : (nodes,) int64, ascending
    node_lon, node_lat : (nodes,) float64, degrees
    node_tags
        By id, of those nodes that have any.
    ways
        By id: the nodes and the tags of each way.
    moment
        The state of OpenStreetMap that they are of.
    """

    node_id: npt.NDArray[np.int64]
    node_lon: Floats
    node_lat: Floats
    node_tags: Mapping[int, Tags]
    ways: Mapping[int, tuple[npt.NDArray[np.int64], Tags]]
    moment: dt.datetime


def elements(answer: Mapping[str, Any], received: dt.datetime) -> Elements:
    """Read a whole answer.

    Parameters
    ----------
    answer
        The parsed JSON.
    received
        When it came: the moment of its elements if it names none itself.
    """
    nodes = [each for each in answer["elements"] if each["type"] == "node"]
    ways = [each for each in answer["elements"] if each["type"] == "way"]
    node_id, first = np.unique(np.array([node["id"] for node in nodes], np.int64), return_index=True)
    position = np.array([(node["lon"], node["lat"]) for node in nodes], float).reshape(-1, 2)[first]
    return Elements(
        node_id=node_id,
        node_lon=position[:, 0],
        node_lat=position[:, 1],
        node_tags={node["id"]: node["tags"] for node in nodes if node.get("tags")},
        ways={way["id"]: (np.array(way["nodes"], np.int64), way.get("tags", {})) for way in ways},
        moment=_moment(answer) or received,
    )


def merged(parts: Iterable[Elements]) -> Elements:
    """Put answers together; of an element that is in several, the newest stands. The moment is the oldest one."""
    newest_first = sorted(parts, key=lambda part: part.moment, reverse=True)
    node_id, first = np.unique(np.concatenate([part.node_id for part in newest_first]), return_index=True)
    node_tags: dict[int, Tags] = {}
    ways: dict[int, tuple[npt.NDArray[np.int64], Tags]] = {}
    for part in reversed(newest_first):
        for node in set(part.node_id.tolist()) & node_tags.keys():
            del node_tags[node]
        node_tags |= part.node_tags
        ways |= part.ways
    return Elements(
        node_id=node_id,
        node_lon=np.concatenate([part.node_lon for part in newest_first])[first],
        node_lat=np.concatenate([part.node_lat for part in newest_first])[first],
        node_tags=node_tags,
        ways=dict(sorted(ways.items())),
        moment=newest_first[-1].moment,
    )


def touching(found: Elements, area: Area) -> Elements:
    """Return the ways whose line has a point in common with the area, each of them whole, and their nodes."""
    ids, nodes = list(found.ways), [refs for refs, _ in found.ways.values()]
    row, known = _rows(found.node_id, np.concatenate([np.zeros(0, np.int64), *nodes]))
    way = np.repeat(np.arange(len(ids)), [refs.size for refs in nodes])
    drawn = known & (np.bincount(way[known], minlength=len(ids)) > 1)[way]
    drawn_way, line = np.unique(way[drawn], return_inverse=True)
    points = np.column_stack([found.node_lon[row[drawn]], found.node_lat[row[drawn]]])
    lines = shapely.linestrings(points, indices=line) if line.size else np.zeros(0, object)
    shapely.prepare(area.outline)
    kept_way = drawn_way[shapely.intersects(lines, area.outline)]
    used = np.unique(row[known & np.isin(way, kept_way)])
    node_id = found.node_id[used]
    held = set(node_id.tolist())
    return Elements(
        node_id=node_id,
        node_lon=found.node_lon[used],
        node_lat=found.node_lat[used],
        node_tags={node: tags for node, tags in found.node_tags.items() if node in held},
        ways={ids[each]: found.ways[ids[each]] for each in kept_way.tolist()},
        moment=found.moment,
    )


def write_extract(found: Elements, path: Path) -> None:
    """Write an .osm.pbf file as any other extract."""
    header = osmium.io.Header()
    header.set("generator", "one-hour-circle")
    header.set("osmosis_replication_timestamp", f"{found.moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}")
    node = osmium.osm.mutable.Node
    positions = zip(found.node_id.tolist(), found.node_lon.tolist(), found.node_lat.tolist(), strict=True)
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for each, lon, lat in positions:
            writer.add_node(node(id=each, version=1, location=(lon, lat), tags=dict(found.node_tags.get(each, {}))))
        for way, (refs, tags) in sorted(found.ways.items()):
            writer.add_way(osmium.osm.mutable.Way(id=way, version=1, nodes=refs.tolist(), tags=dict(tags)))


def _rows(
    ascending: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the row of each wanted id, and whether it is there at all."""
    if not ascending.size:
        return np.zeros(wanted.size, np.int64), np.zeros(wanted.size, bool)
    row = np.minimum(np.searchsorted(ascending, wanted), ascending.size - 1)
    return row, ascending[row] == wanted


def _moment(answer: Mapping[str, Any]) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(answer["osm3s"]["timestamp_osm_base"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
