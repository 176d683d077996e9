"""Which links a rule is about: by ref, name or id, box, polygon or class, quickly at a million links."""

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
from sim.network import ROAD_CLASSES, Bools, Floats, Ints, RoadNetwork

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
        Refs, names or ids, of which one must fit; a box and a polygon that any part of the link's line must touch;
        classes that it must or must not have.

    Raises
    ------
    InputError
        If a name fits no link of the network, or no link fits everything.
    """
    mask = np.zeros(network.links, bool)
    mask[_chosen(network, choice.roads, _wanted(choice))] = True
    if not mask.any():
        raise InputError(_nothing(network, choice))
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
        mask[_chosen(network, known, _wanted(choice))] = True
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


class _Wanted(NamedTuple):
    """What a choice says beside names."""

    bbox: tuple[float, ...] | None
    polygon: Ring | None
    classes: tuple[str, ...]


def _wanted(choice: RoadChoice) -> _Wanted:
    return _Wanted(choice.bbox, choice.polygon, choice.road_classes())


def _nothing(network: RoadNetwork, choice: RoadChoice) -> str:
    of_roads = f" of {', '.join(choice.roads)}" if choice.roads else ""
    in_area = " in this area" if choice.bbox or choice.polygon else ""
    message = f"network {network.name!r} of {network.date} has no road{of_roads}{in_area}"
    if not (choice.classes or choice.except_classes):
        return f"{message}; correct the area"
    there = sorted({ROAD_CLASSES[number] for number in np.unique(network.link_class)}, key=ROAD_CLASSES.index)
    of_classes = ", ".join(choice.road_classes())
    return f"{message} with one of the classes {of_classes}; correct them or the area (it has {', '.join(there)})"


@functools.lru_cache(maxsize=128)
def _chosen(network: RoadNetwork, names: tuple[str, ...], wanted: _Wanted) -> Ints:
    """Return the links that fit everything, as indices; kept, since closures and restrictions are asked for often."""
    links: Rows = np.flatnonzero(matching_links(network, names)) if names else np.arange(network.links)
    areas = [] if wanted.bbox is None else [shapely.box(*wanted.bbox)]
    if wanted.polygon is not None:
        areas.append(shapely.make_valid(shapely.Polygon(wanted.polygon)))
    for area in areas:
        links = links[_near(network, links, area)]
    if len(wanted.classes) < len(ROAD_CLASSES):
        links = links[np.isin(ROAD_CLASSES, wanted.classes)[network.link_class[links]]]
    for area in areas:
        links = links[_touches(network, links, area)]
    return links.astype(np.int32)


def _near(network: RoadNetwork, links: Rows, area: shapely.Geometry) -> Bools:
    """Return which links have a box around them that meets the one around an area: a quick first look."""
    west, south, east, north = area.bounds
    lon_low, lon_high, lat_low, lat_high = (bound[links] for bound in _boxes(network))
    near: Bools = (lon_low <= east) & (lon_high >= west) & (lat_low <= north) & (lat_high >= south)
    return near


def _touches(network: RoadNetwork, links: Rows, area: shapely.Geometry) -> Bools:
    """Return of which links any part lies in an area."""
    points, owner = _points(network, links)
    lines = shapely.linestrings(network.point_lon[points], network.point_lat[points], indices=owner)
    shapely.prepare(area)
    touches: Bools = shapely.intersects(area, lines)
    return touches


@functools.lru_cache(maxsize=4)
def _boxes(network: RoadNetwork) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the least and greatest longitude and latitude of each link; kept, since many rules have an area."""
    starts = network.first_point[:-1]
    lon, lat = network.point_lon, network.point_lat
    least, greatest = np.minimum.reduceat, np.maximum.reduceat
    return least(lon, starts), greatest(lon, starts), least(lat, starts), greatest(lat, starts)


def _points(network: RoadNetwork, links: Rows) -> tuple[Rows, Rows]:
    """Return the points of some links one after the other, as indices, and the number of the link that has each."""
    first = network.first_point[links].astype(np.int64)
    count = network.first_point[links + 1] - first
    owner = np.repeat(np.arange(links.size), count)
    begin = np.cumsum(count) - count
    return np.arange(owner.size) - begin[owner] + first[owner], owner
