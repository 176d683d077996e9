"""Read a GraphML file that osmnx has saved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sim.sources.raw import RawRoads

SUFFIXES = (".graphml",)


def read_graphml(path: Path, *, date: dt.date | None = None) -> RawRoads:
    """Read a graph saved by osmnx.save_graphml; the day is the graph's `created_date` unless given."""
    raise NotImplementedError
