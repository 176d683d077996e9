"""Read the roads of an OpenStreetMap file, streaming."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from array import array
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osmium

from sim.errors import NetworkError
from sim.sources import opl
from sim.sources.fact_table import FactTable, Found
from sim.sources.osm_tags import wanted_highways
from sim.sources.raw import RawRoads
from sim.sources.unpacking import UNPACKED_LIMIT_BYTES, check_unpacked
from sim.sources.vehicle_rules import blocks

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
_BLOCK_BYTES = 2**19


def read_osm(
    path: Path,
    *,
    classes: Collection[str] | None = None,
    service: bool = True,
    date: dt.date | None = None,
    unpacked_limit_bytes: int = UNPACKED_LIMIT_BYTES,
) -> RawRoads:
    """Read the roads for motor vehicles from an OpenStreetMap file.

    One pass; the positions of all nodes are held while it lasts (16 bytes each). libosmium looks for the roads and
    writes them to a temporary file (35 bytes a point), from which they are read in bulk: four times faster than way by
    way. Nodes must stand before the ways, as they do in every published extract. Turn restrictions are not read.

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
    with tempfile.TemporaryDirectory(prefix="onehour-") as folder:
        roads = Path(folder) / "roads.opl"
        opl.write_roads(path, roads, highways)
        for what, tags, *points in opl.lines_of(roads):
            if what.startswith(b"n"):
                barriers.add(int(what[1:]), opl.tags_of(tags))
            elif found := table.of_text(tags, opl.tags_of):
                ways.add(int(what[1:]), found, points[0])
    fields = ways.fields()
    return RawRoads(facts=table.facts, date=date, **fields, **barriers.on(fields["point_node"], table.notes()))


class _Ways:
    """The ways met so far; their points are read many ways at a time."""

    def __init__(self) -> None:
        self._id, self._fact, self._first = array("q"), array("i"), array("q", [0])
        self._node, self._lon, self._lat = array("q"), array("d"), array("d")
        self._fields: list[bytes] = []
        self._waiting_bytes = 0

    def add(self, number: int, found: Found, points: bytes) -> None:
        """Add a way, turned round if need be; a single point is no road."""
        count = points.count(b"n")
        if count < 2:  # noqa: PLR2004
            return
        self._id.append(number)
        self._fact.append(found.fact)
        self._first.append(self._first[-1] + count)
        self._fields.append(opl.turned(points) if found.turned else points)
        self._waiting_bytes += len(points)
        if self._waiting_bytes > _BLOCK_BYTES:
            self._read_points()

    def _read_points(self) -> None:
        if self._fields:
            points = opl.points_of(self._fields)
            self._node.frombytes(points.node.data.cast("B"))
            self._lon.frombytes(points.lon.data.cast("B"))
            self._lat.frombytes(points.lat.data.cast("B"))
        self._fields, self._waiting_bytes = [], 0

    def fields(self) -> dict[str, Any]:
        """Return the fields of `RawRoads` that speak of ways."""
        self._read_points()
        return {
            "way_fact": _array(self._fact, np.int32),
            "way_id": _array(self._id, np.int64),
            "first_point": _array(self._first, np.int64),
            "point_node": _array(self._node, np.int64),
            "point_lon": _array(self._lon, np.float64),
            "point_lat": _array(self._lat, np.float64),
        }


class _Barriers:
    """The barriers met so far."""

    def __init__(self) -> None:
        self._node, self._kind, self._blocks = array("q"), list[str](), array("b")

    def add(self, node: int, tags: Mapping[str, str]) -> None:
        self._node.append(node)
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


def _array(column: array[Any], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return the array over what stands in a column, without a copy."""
    return np.frombuffer(column, kind) if column else np.zeros(0, kind)


def _date_of(path: Path) -> dt.date:
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
    for key in ("osmosis_replication_timestamp", "timestamp"):
        if stamp := header.get(key):
            return dt.datetime.fromisoformat(stamp).date()
    return dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
