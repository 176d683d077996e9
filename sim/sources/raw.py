"""Roads as they stand in a source, before they are cut into links: what every reader makes and `assemble` takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.network import Floats, Ints
from sim.sources.osm_tags import WayFacts

ATTRIBUTION = "© OpenStreetMap contributors"
"""The credit that every drawing of OpenStreetMap data carries."""


@dataclass(frozen=True, eq=False)
class RawRoads:
    """Drivable ways with their points, one way after the other.

    Attributes
    ----------
    facts
        The distinct facts; one-way roads run along their points (a reader turns those with ``oneway=-1`` round).
    way_fact : (ways,) int32, index into `facts`
    way_id : (ways,) int64
    first_point : (ways + 1,) int64
    point_node : (points,) int64
        Ids of nodes: ways meet where they have a node in common.
    point_lon, point_lat : (points,) float64, degrees, NaN where the source lacks the node
    blocked_node : (blocked,) int64
        Nodes that no motor vehicle passes, such as bollards.
    date
        The roads are of this day.
    way_length_m : (ways,) float64, optional
        Lengths that the source states; measured along the points where missing or NaN.
    more_id : (more,) int64, more_way : (more,) int32
        Further ids of ways, and the way whose they are too: a source such as an osmnx graph may have merged several.
    notes
        What the reader found worth saying: plain values, ready for JSON.
    """

    facts: tuple[WayFacts, ...]
    way_fact: Ints
    way_id: npt.NDArray[np.int64]
    first_point: npt.NDArray[np.int64]
    point_node: npt.NDArray[np.int64]
    point_lon: Floats
    point_lat: Floats
    blocked_node: npt.NDArray[np.int64]
    date: dt.date
    way_length_m: Floats | None = None
    more_id: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    more_way: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    notes: Mapping[str, Any] = field(default_factory=dict)
