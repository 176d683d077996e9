"""Lines of OPL, the text format of libosmium with one object a line, read in bulk.

(https://osmcode.org/opl-file-format/: ``w<id> T<tags> N<nodes>`` and ``n<id> T<tags> x<longitude> y<latitude>`` where
metadata is left out; signs that would be ambiguous are written as their hexadecimal number between per cent signs.)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import osmium
import pyarrow as pa
from pyarrow import csv

from sim.network import Floats

_ESCAPED = re.compile(r"%([0-9a-fA-F]+)%")
_FORMAT = "opl,locations_on_ways=true,add_metadata=none"
_COLUMNS = {"node": pa.int64(), "lon": pa.float64(), "lat": pa.float64()}


class Points(NamedTuple):
    """Ids of nodes and where they are; degrees are NaN where that is not known."""

    node: npt.NDArray[np.int64]
    lon: Floats
    lat: Floats


def write_roads(source: Path, target: Path, highways: Collection[str]) -> None:
    """Write the roads of an OpenStreetMap file, with the positions of their nodes, and all nodes with barriers.

    All of it happens in libosmium, none of it object by object in Python.

    Parameters
    ----------
    source
        Any OpenStreetMap file; nodes stand before the ways.
    target
        The file to write; there is none yet.
    highways
        The values of `highway` that are wanted.
    """
    roads = osmium.filter.TagFilter(*(("highway", value) for value in highways))
    barriers = osmium.filter.KeyFilter("barrier")
    roads.enable_for(osmium.osm.WAY)
    barriers.enable_for(osmium.osm.NODE)
    positions = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    positions.ignore_errors()
    with (
        osmium.SimpleWriter(osmium.io.File(target, _FORMAT)) as writer,
        osmium.io.Reader(source, osmium.osm.NODE | osmium.osm.WAY) as reader,
    ):
        osmium.apply(reader, positions, barriers, roads, writer)


def lines_of(path: Path) -> Iterator[list[bytes]]:
    """Go over the lines of a file, cut into fields: what it is and its id, its tags, its nodes or position."""
    with path.open("rb") as stream:
        for line in stream:
            yield line.rstrip().split(b" ")


def tags_of(field: bytes) -> dict[str, str]:
    """Read the field of the tags, ``T`` included."""
    pairs = (pair.split("=", 1) for pair in field[1:].decode().split(",") if pair)
    return {_plain(key): _plain(value) for key, value in pairs}


def turned(field: bytes) -> bytes:
    """Return the field of the nodes of a way turned round."""
    return b"N" + b",".join(reversed(field[1:].split(b",")))


def points_of(fields: list[bytes]) -> Points:
    """Read the nodes of some ways, one after the other.

    Parameters
    ----------
    fields
        The fields of nodes, ``N`` included, none of them empty.
    """
    text = b"\n".join(fields).replace(b"N", b"").replace(b",", b"\n").replace(b"n", b"")
    text = text.replace(b"xy", b"xnanynan").replace(b"x", b",").replace(b"y", b",")
    table = csv.read_csv(
        pa.BufferReader(text),
        csv.ReadOptions(column_names=list(_COLUMNS), use_threads=False, block_size=len(text)),
        convert_options=csv.ConvertOptions(column_types=_COLUMNS, null_values=[]),
    )
    node, lon, lat = (table.column(name).combine_chunks() for name in _COLUMNS)
    # by way of DLPack, for `to_numpy` would import pandas
    return Points(_numpy(node, np.int64), _numpy(lon, np.float64), _numpy(lat, np.float64))


def _numpy(column: pa.Array, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.from_dlpack(column).astype(kind, copy=False)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "%" in text else text
