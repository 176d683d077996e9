"""The `.roads` file: a road network as raw arrays, opened by memory map (the layout is that of `sim.arrayfile`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.arrayfile import DamagedError, read_arrays, write_arrays
from sim.arrayfile import read_recipe as _read_recipe
from sim.columns import Numbers, Texts
from sim.network import ROAD_CLASSES, RoadNetwork

FORMAT = 2
"""To be raised with every change of the layout or of the fields; 1 were .npz files."""
SUFFIX = ".roads"
DTYPES: dict[str, str] = {
    "node_lon": "<f8",
    "node_lat": "<f8",
    "first_edge": "<i4",
    "edge_tail": "<i4",
    "edge_head": "<i4",
    "edge_link": "<i4",
    "edge_reversed": "|b1",
    "link_class": "|i1",
    "link_length_m": "<f8",
    "link_maxspeed_kph": "<f4",
    "link_truck_maxspeed_kph": "<f4",
    "link_lanes": "|i1",
    "link_toll": "|b1",
    "link_barred": "|u1",
    "link_max_t": "<f4",
    "link_max_height_m": "<f4",
    "way_id": "<i8",
    "way_link": "<i4",
    "point_lon": "<f8",
    "point_lat": "<f8",
    "first_point": "<i4",
}
"""Type of each array of a `RoadNetwork`."""
TEXTS: tuple[str, ...] = (
    "node_id",
    "node_name_en",
    "node_name_zh",
    "link_id",
    "link_ref",
    "link_name_en",
    "link_name_zh",
    "link_structure",
)
"""Columns of text; each is kept as the arrays of `Texts` or of `Numbers`."""
_PARTS = {"code": "<i4", "first_byte": "<i8", "utf8": "|u1", "number": "<i8"}
_HEAD = ("name", "source", "attribution", "generalised")


def write_roads(network: RoadNetwork, path: Path, recipe: Mapping[str, Any] | None = None) -> None:
    """Write a network to a file, as a whole or not at all.

    Parameters
    ----------
    network
        The roads.
    path
        The file, replaced if there is one.
    recipe
        What the network was built from (see `sim.sources.build`): plain values, ready for JSON.

    Raises
    ------
    OutputError
        If the file cannot be written.
    TypeError, ValueError
        If the network is not as its documentation says: a wrong type or length of an array, notes that are not plain.
    """
    if problem := _misfit(network):
        raise ValueError(problem)
    head = {key: getattr(network, key) for key in _HEAD}
    head |= {"date": network.date.isoformat(), "sha256": network.sha256(), "notes": dict(network.notes)}
    write_arrays(path, FORMAT, _arrays(network), head, recipe)


def read_roads(path: Path) -> RoadNetwork:
    """Open a network by memory map, after checking the whole file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    RoadNetwork
        Its arrays are read-only views of the file; it is read as they are used.

    Raises
    ------
    OtherVersionError
        If the file has another format version.
    DamagedError
        If the file is not a network or not what was written.
    """
    head, recipe, arrays = read_arrays(path, FORMAT)
    try:
        columns: dict[str, Any] = {name: arrays[name] for name in DTYPES}
        columns |= {name: _column(name, arrays) for name in TEXTS}
        columns |= {key: head[key] for key in (*_HEAD, "notes")}
        network = RoadNetwork(**columns, date=dt.date.fromisoformat(head["date"]), known_sha256=head["sha256"])
        problem = _misfit(network)
    except (KeyError, TypeError, ValueError) as error:
        problem = str(error)
    if problem:
        raise DamagedError(f"{path} is damaged: {problem}", recipe)
    return network


def read_recipe(path: Path) -> dict[str, Any]:
    """Return what a network was built from, without opening it; empty where that is not known.

    Raises
    ------
    OtherVersionError, DamagedError
        As in `read_roads`, as far as the header tells.
    """
    return _read_recipe(path, FORMAT)


def _arrays(network: RoadNetwork) -> dict[str, npt.NDArray[Any]]:
    found: dict[str, npt.NDArray[Any]] = {name: getattr(network, name) for name in DTYPES}
    for name in TEXTS:
        column: Texts | Numbers = getattr(network, name)
        found |= {f"{name}.{part.name}": getattr(column, part.name) for part in dataclasses.fields(column)}
    return found


def _column(name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Texts | Numbers:
    if f"{name}.number" in arrays:
        return Numbers(arrays[f"{name}.number"])
    return Texts(*(arrays[f"{name}.{part.name}"] for part in dataclasses.fields(Texts)))


def _misfit(network: RoadNetwork) -> str:
    """Say what makes a network unusable: compiled code reads these arrays without looking at their bounds."""
    for name, array in _arrays(network).items():
        wanted = np.dtype(DTYPES.get(name) or _PARTS[name.partition(".")[2]])
        if array.dtype != wanted or array.ndim != 1:
            return f"{name} is {array.ndim}-dimensional {array.dtype} instead of {wanted}"
    sizes = {"node": network.nodes, "edge": network.edges, "link": network.links}
    sizes |= {"way": network.way_id.size, "point": network.point_lon.size}
    for name in (*DTYPES, *TEXTS):
        if not name.startswith("first_") and len(getattr(network, name)) != sizes[name.partition("_")[0]]:
            return f"{name} has {len(getattr(network, name))} rows, others like it {sizes[name.partition('_')[0]]}"
    for name, rows, end in (
        ("first_edge", network.nodes, network.edges),
        ("first_point", network.links, network.point_lon.size),
    ):
        first = getattr(network, name)
        if first.size != rows + 1 or first[0] != 0 or first[-1] != end or (np.diff(first) < 0).any():
            return f"{name} does not divide {end} rows into {rows} parts"
    limits = {"edge_tail": network.nodes, "edge_head": network.nodes, "edge_link": network.links}
    limits |= {"way_link": network.links, "link_class": len(ROAD_CLASSES)}
    for name, limit in limits.items():
        if (index := getattr(network, name)).size and not 0 <= index.min() <= index.max() < limit:
            return f"{name} holds numbers beyond 0 to {limit - 1}"
    return ""
