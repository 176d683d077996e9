"""Which links a rule is about: by ref, name or id, by box or polygon, quickly at a million links."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.roadrules import RoadChoice
from sim.columns import Texts
from sim.errors import InputError
from sim.network import Bools, Floats, Ints, RoadNetwork

REFS = re.compile(r"[;,/]")
"""What stands between the refs of a road with several."""
NUMBER = re.compile(r"-?[0-9]{1,18}")
"""Ids of ways fit into 64 bits."""
Rows = npt.NDArray[np.signedinteger[Any]]
Ring = tuple[tuple[float, ...], ...]


def chosen_links(network: RoadNetwork, choice: RoadChoice) -> Bools:
    """Return the links that fit everything that a rule says of its roads, shape (links,).

    Parameters
    ----------
    network
        The roads.
    choice
        Refs, names or ids, of which one must fit; a box and a polygon that any part of the link's line must touch.

    Raises
    ------
    InputError
        If a name fits no link of the network, or no link fits everything.
    """
    mask = np.zeros(network.links, bool)
    mask[_chosen(network, choice.roads, choice.bbox, choice.polygon)] = True
    if not mask.any():
        of_roads = f" of {', '.join(choice.roads)}" if choice.roads else ""
        message = f"network {network.name!r} of {network.date} has no road{of_roads} in this area; correct the area"
        raise InputError(message)
    return mask


def present_links(network: RoadNetwork, choice: RoadChoice) -> Bools:
    """Return the links that a rule is about, shape (links,); none where the network lacks its roads.

    Parameters
    ----------
    network
        The roads.
    choice
        As in `chosen_links`; names that fit nothing are passed over.
    """
    known = tuple(name for name in choice.roads if _links_named(network, name) is not None)
    mask = np.zeros(network.links, bool)
    if known or not choice.roads:
        mask[_chosen(network, known, choice.bbox, choice.polygon)] = True
    return mask


def matching_links(network: RoadNetwork, names: Iterable[str]) -> Bools:
    """Return which links are meant by refs, names or ids, shape (links,).

    Upper and lower case are the same. A link with several refs (``G4;G15``) is meant by each of them, and by the id of
    each way that it was merged from.

    Parameters
    ----------
    network
        The roads.
    names
        Refs (``G4``), names in either language, or ids of links or ways.

    Raises
    ------
    InputError
        If a name fits no link of the network.
    """
    mask = np.zeros(network.links, bool)
    for name in names:
        found = _links_named(network, name)
        if found is None:
            raise InputError(_unknown(network, name))
        mask[found] = True
    return mask


class _Words(NamedTuple):
    """The words of a network's texts: for each one, small letters, (column, code) of all texts that are it."""

    columns: tuple[Texts, ...]
    places: dict[str, list[tuple[int, int]]]


@functools.lru_cache(maxsize=4)
def _words(network: RoadNetwork) -> _Words:
    ids = (network.link_id,) if isinstance(network.link_id, Texts) else ()
    columns = (network.link_ref, network.link_name_en, network.link_name_zh, *ids)
    places: dict[str, list[tuple[int, int]]] = {}
    for number, column in enumerate(columns):
        for code, word in enumerate(column.words):
            parts = REFS.split(word) if number == 0 else (word,)
            for part in {part.strip().casefold() for part in parts} - {""}:
                places.setdefault(part, []).append((number, code))
    return _Words(columns, places)


@functools.lru_cache(maxsize=256)
def _links_named(network: RoadNetwork, name: str) -> Ints | None:
    """Return the links that a name fits, as indices; None if there are none."""
    words = _words(network)
    sought = name.strip().casefold()
    found = [
        np.flatnonzero(words.columns[number].code == code).astype(np.int32)
        for number, code in words.places.get(sought, ())
    ]
    if NUMBER.fullmatch(sought):
        if not isinstance(network.link_id, Texts):
            found.append(np.flatnonzero(network.link_id.is_one_of([sought])).astype(np.int32))
        found.append(network.way_link[network.way_id == int(sought)])
    links = np.unique(np.concatenate([*found, np.zeros(0, np.int32)]))
    return links if links.size else None  # a table may hold words that no link has any more


def _unknown(network: RoadNetwork, name: str) -> str:
    near = difflib.get_close_matches(name.casefold(), _words(network).places, n=3)
    hint = f"did you mean {', '.join(map(repr, near))}?" if near else "give a ref (G4), a name or a link id"
    return f"network {network.name!r} of {network.date} has no road {name!r}; {hint}"


@functools.lru_cache(maxsize=128)
def _chosen(network: RoadNetwork, names: tuple[str, ...], bbox: tuple[float, ...] | None, polygon: Ring | None) -> Ints:
    """Return the links that fit everything, as indices; kept, since closures and restrictions are asked for often."""
    links: Rows = np.flatnonzero(matching_links(network, names)) if names else np.arange(network.links)
    areas = [] if bbox is None else [shapely.box(*bbox)]
    if polygon is not None:
        areas.append(shapely.make_valid(shapely.Polygon(polygon)))
    for area in areas:
        links = _touching(network, links, area)
    return links.astype(np.int32)


def _touching(network: RoadNetwork, links: Rows, area: shapely.Geometry) -> Rows:
    """Return those links of which any part lies in an area."""
    west, south, east, north = area.bounds
    bounds = [_ends(network, links, axis) for axis in (network.point_lon, network.point_lat)]
    (lon_low, lon_high), (lat_low, lat_high) = bounds
    near: Rows = links[(lon_low <= east) & (lon_high >= west) & (lat_low <= north) & (lat_high >= south)]
    if not near.size:
        return near
    points, owner = _points(network, near)
    lines = shapely.linestrings(network.point_lon[points], network.point_lat[points], indices=owner)
    shapely.prepare(area)
    touching: Rows = near[shapely.intersects(area, lines)]
    return touching


def _ends(network: RoadNetwork, links: Rows, values: Floats) -> tuple[Floats, Floats]:
    """Return the least and the greatest value of each link's points."""
    if links.size == network.links:
        starts = network.first_point[:-1]
        return np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    if not links.size:
        return np.zeros(0), np.zeros(0)
    points, owner = _points(network, links)
    begin = np.flatnonzero(np.diff(owner, prepend=-1))
    return np.minimum.reduceat(values[points], begin), np.maximum.reduceat(values[points], begin)


def _points(network: RoadNetwork, links: Rows) -> tuple[Rows, Rows]:
    """Return the points of some links one after the other, as indices, and the number of the link that has each."""
    first = network.first_point[links].astype(np.int64)
    count = network.first_point[links + 1] - first
    owner = np.repeat(np.arange(links.size), count)
    begin = np.cumsum(count) - count
    return np.arange(owner.size) - begin[owner] + first[owner], owner
