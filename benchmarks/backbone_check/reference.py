"""The reference roads: an OSM extract as arrays of straight segments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray

from .geometry import project

FILE_NAME = "prd-major-roads-2021.osm.pbf"
REFERENCE_DATE = dt.date(2021, 2, 1)
CLASS_CODES = {"motorway": 0, "trunk": 1, "primary": 2, "secondary": 3}
OTHER = 4  # whatever else is drivable, here the joins over gaps
CLASS_NAMES = ("motorway", "trunk", "primary", "secondary", "other")
SPEED_KPH = np.array([100.0, 60.0, 50.0, 40.0, 30.0])  # by class code, equal on both networks


@dataclass(frozen=True)
class Reference:
    """Straight road segments between numbered nodes; `xy` in local metres.

    `forward` and `backward` say in which direction a segment may be driven.
    """

    xy: NDArray[np.float64]  # (nodes, 2)
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    length_m: NDArray[np.float64]
    code: NDArray[np.int64]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]

    def lines(self, which: NDArray[np.int64]) -> NDArray[np.object_]:
        """Draw some segments as shapely lines in local metres."""
        ends = np.stack([self.xy[self.u[which]], self.xy[self.v[which]]], axis=1)
        return np.asarray(shapely.linestrings(ends))

    def of_class(self, codes: tuple[int, ...]) -> NDArray[np.int64]:
        """Give the numbers of the segments of some classes."""
        return np.flatnonzero(np.isin(self.code, codes))


def read_ways(path: Path) -> Iterable[osmium.osm.Way]:
    """Read the ways with a `highway` tag, their nodes with positions."""
    ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(osmium.filter.KeyFilter("highway"))
    return cast(Iterable[osmium.osm.Way], ways)


def read_reference(path: Path) -> Reference:
    """Read the reference roads from an OSM file.

    Parameters
    ----------
    path
        An .osm.pbf (or .osm) file of drivable ways.

    Returns
    -------
    reference
        Every way cut into its straight segments; both ways unless `oneway` says otherwise.
    """
    number: dict[int, int] = {}
    lon_lat: list[tuple[float, float]] = []
    rows: list[tuple[int, int, int, bool, bool]] = []
    for way in read_ways(path):
        nodes: list[int] = []
        for node in way.nodes:
            if node.ref not in number:
                number[node.ref] = len(lon_lat)
                lon_lat.append((node.lon, node.lat))
            nodes.append(number[node.ref])
        oneway = way.tags.get("oneway", "no")
        code = CLASS_CODES.get(way.tags["highway"].removesuffix("_link"), OTHER)
        there, back = oneway != "-1", oneway not in {"yes", "1", "true"}
        rows.extend((a, b, code, there, back) for a, b in pairwise(nodes) if a != b)
    xy = project(*np.array(lon_lat).T)
    u, v, code_of, forward, backward = np.array(rows, dtype=np.int64).T
    length_m = np.hypot(*(xy[u] - xy[v]).T)
    return Reference(xy, u, v, length_m, code_of, forward.astype(bool), backward.astype(bool))
