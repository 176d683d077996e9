"""Read the roads of an OpenStreetMap file, streaming."""

from __future__ import annotations

import datetime as dt
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import osmium

from sim.errors import NetworkError
from sim.sources.fact_table import FactTable, Found
from sim.sources.osm_tags import wanted_highways
from sim.sources.raw import RawRoads
from sim.sources.unpacking import UNPACKED_LIMIT_BYTES, check_unpacked
from sim.sources.vehicle_rules import BARRIER_KEYS, blocks

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
_HEAD_BYTES = 9  # byte order, type, number of points
_ALL_NODES = osmium.geom.use_nodes.ALL


def read_osm(
    path: Path,
    *,
    classes: Collection[str] | None = None,
    service: bool = True,
    date: dt.date | None = None,
    unpacked_limit_bytes: int = UNPACKED_LIMIT_BYTES,
) -> RawRoads:
    """Read the roads for motor vehicles from an OpenStreetMap file.

    One pass; the positions of all nodes are held while it lasts (16 bytes each). Nodes must stand before the ways, as
    they do in every published extract. Turn restrictions are not read.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file.
    classes
        The road classes wanted, of `sim.network.ROAD_CLASSES`; all of them where missing.
    service
        Whether service roads are wanted.
    date
        The day the roads are of; by default the file's own timestamp, or else the day the file was written.
    unpacked_limit_bytes
        A packed file that unpacks to more than this is refused.

    Returns
    -------
    roads
        Ways and their points. `notes` counts, in ways, `absurd_maxspeed` (by value), `changing_direction` (left out),
        `shut_ways` (left out); and in nodes `barriers` on the roads (by value).

    Raises
    ------
    NetworkError
        If there is no such file, it cannot be read as OpenStreetMap data, or it has no roads.
    InputError
        If a class is not known.
    """
    highways = wanted_highways(classes, service=service)
    suffix_of(path)
    _check_file(path)
    check_unpacked(path, unpacked_limit_bytes)
    try:
        roads = _read(path, highways, date or _date_of(path))
    except (OSError, RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise NetworkError(
            f"{path}: cannot be read as OpenStreetMap data ({error}); it may be damaged or cut short: fetch it again"
        ) from error
    if not roads.way_id.size:
        raise NetworkError(f"{path}: no roads wanted in it; take an extract with highway ways, or more road classes")
    if np.isnan(roads.point_lon).all():
        raise NetworkError(
            f"{path}: no node of its roads stands before the roads; sort it (osmium sort), extract it with its nodes, "
            "or give it positive ids (osmium renumber)"
        )
    return roads


def suffix_of(path: Path) -> str:
    """Return the suffix of an OpenStreetMap file's name.

    Raises
    ------
    NetworkError
        If it is none of `SUFFIXES`.
    """
    suffix = next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise NetworkError(f"{path}: not an OpenStreetMap file by its name; one of {', '.join(SUFFIXES)} is needed")
    return suffix


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise NetworkError(f"{path}: this is a folder; give the path of one OpenStreetMap file in it")
    if not path.is_file():
        raise NetworkError(f"{path}: no such file; give the path of an OpenStreetMap extract")
    if not path.stat().st_size:
        raise NetworkError(f"{path}: the file is empty; fetch it again")


def _read(path: Path, highways: frozenset[str], date: dt.date) -> RawRoads:
    table, ways, barriers = FactTable(highways), _Ways(), _Barriers()
    for thing in _roads_and_barriers(path, highways):
        if isinstance(thing, osmium.osm.Node):
            barriers.add(thing)
        elif found := table.find(thing.tags.get):
            ways.add(thing, found)
    fields = ways.fields()
    return RawRoads(facts=table.facts, date=date, **fields, **barriers.on(fields["point_node"], table.notes()))


class _Ways:
    """The ways met so far."""

    def __init__(self) -> None:
        self._id, self._fact, self._first = array("q"), array("i"), array("q", [0])
        self._node, self._lon_lat = array("q"), array("d")
        self._line = osmium.geom.WKBFactory()

    def add(self, way: osmium.osm.Way, found: Found) -> None:
        """Add a way, turned round if need be; its positions come in one piece, as well-known binary."""
        nodes = [node.ref for node in way.nodes]
        if len(nodes) < 2:  # noqa: PLR2004 - a single point is no road
            return
        try:
            lon_lat = array("d", bytes.fromhex(self._line.create_linestring(way, use_nodes=_ALL_NODES))[_HEAD_BYTES:])
        except osmium.InvalidLocationError:
            lon_lat = _points_with_gaps(way)
        if found.turned:
            nodes.reverse()
            lon_lat.reverse()
            lon_lat[::2], lon_lat[1::2] = lon_lat[1::2], lon_lat[::2]
        self._id.append(way.id)
        self._fact.append(found.fact)
        self._node.fromlist(nodes)
        self._lon_lat.extend(lon_lat)
        self._first.append(len(self._node))

    def fields(self) -> dict[str, Any]:
        """Return the fields of `RawRoads` that speak of ways."""
        lon_lat = _array(self._lon_lat, np.float64)
        return {
            "way_fact": _array(self._fact, np.int32),
            "way_id": _array(self._id, np.int64),
            "first_point": _array(self._first, np.int64),
            "point_node": _array(self._node, np.int64),
            "point_lon": lon_lat[::2],
            "point_lat": lon_lat[1::2],
        }


def _array(column: array[Any], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return the array over what stands in a column, without a copy."""
    return np.frombuffer(column, kind) if column else np.zeros(0, kind)


class _Barriers:
    """The barriers met so far."""

    def __init__(self) -> None:
        self._node, self._kind, self._blocks = array("q"), list[str](), array("b")

    def add(self, node: osmium.osm.Node) -> None:
        tags = {key: value for key in BARRIER_KEYS if (value := node.tags.get(key)) is not None}
        self._node.append(node.id)
        self._kind.append(sys.intern(tags["barrier"]))
        self._blocks.append(blocks(tags))

    def on(self, point_node: npt.NDArray[np.int64], notes: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of `RawRoads` that speak of barriers; those off the roads are left out."""
        node = _array(self._node, np.int64)
        on_road = np.isin(node, point_node)
        kinds = Counter(kind for kind, on in zip(self._kind, on_road, strict=True) if on)
        return {
            "blocked_node": node[on_road & (_array(self._blocks, np.int8) > 0)],
            "notes": notes | {"barriers": dict(kinds.most_common())},
        }


def _roads_and_barriers(path: Path, highways: frozenset[str]) -> Iterator[osmium.osm.Node | osmium.osm.Way]:
    """Go over the ways of some kinds and the nodes with barriers; the rest is passed over without Python."""
    roads = osmium.filter.TagFilter(*(("highway", value) for value in highways))
    barriers = osmium.filter.KeyFilter("barrier")
    roads.enable_for(osmium.osm.WAY)
    barriers.enable_for(osmium.osm.NODE)
    processor = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    return cast(Iterator[Any], iter(processor.with_filter(barriers).with_filter(roads)))


def _points_with_gaps(way: osmium.osm.Way) -> array[float]:
    points = array("d")
    for node in way.nodes:
        points.extend((node.lon, node.lat) if node.location.valid() else (np.nan, np.nan))
    return points


def _date_of(path: Path) -> dt.date:
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
    for key in ("osmosis_replication_timestamp", "timestamp"):
        if stamp := header.get(key):
            return dt.datetime.fromisoformat(stamp).date()
    return dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
