"""Checks that need the whole of the tables: duplicates, loose ends, lengths against the drawn line, hubs."""

from __future__ import annotations

from collections import Counter

import numpy as np
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .geometry import project
from .hubs import HUBS
from .tables import Junction, Link, Problem, Tables

SHORT_LINK_KM = 0.6
TWIN_M = 150.0
WINDING = 1.5  # a link this much longer than its drawn line wants bends
_GEOD = Geod(ellps="WGS84")


def check_whole(tables: Tables) -> None:
    """Add the problems and hints that only show over all tables together (in place)."""
    _check_ends(tables)
    _check_duplicates(tables)
    _check_lengths(tables)
    _check_connected(tables)
    _check_twins(tables)
    for hub in HUBS:
        if hub not in tables.junctions:
            tables.problems.append(Problem("hubs", f"{hub} is missing", "add this junction: its id is fixed"))


def polyline_km(link: Link, junctions: dict[str, Junction]) -> float:
    """Measure the drawn line of a link on the WGS-84 ellipsoid, in km."""
    start, end = junctions[link.start], junctions[link.end]
    points = [(start.lon, start.lat), *link.bends, (end.lon, end.lat)]
    return float(_GEOD.line_length([p[0] for p in points], [p[1] for p in points])) / 1000.0


def _check_ends(tables: Tables) -> None:
    degree = Counter(name for link in tables.links for name in (link.start, link.end))
    for junction in tables.junctions.values():
        if degree[junction.id] == 0:
            tables.problems.append(Problem(junction.place, f"{junction.id} has no link", "link it or drop it"))


def _check_duplicates(tables: Tables) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for link in tables.links:
        key = (frozenset((link.start, link.end)), link.ref, link.name_zh, link.opened)
        if key in seen:
            text = f"{link.label} is already in {seen[key]}"
            tables.problems.append(Problem(link.place, text, "links are two-way: keep one (or tell them apart by ref)"))
        seen.setdefault(key, link.place)


def _check_lengths(tables: Tables) -> None:
    for link in tables.links:
        drawn_km = polyline_km(link, tables.junctions)
        if link.length_km + 0.051 < drawn_km * 0.999:
            text = f"{link.label}: {link.length_km} km, but its drawn line is {drawn_km:.2f} km"
            tables.problems.append(Problem(link.place, text, "mend the length, an end or the bends"))
        elif link.length_km > WINDING * drawn_km + 0.1:
            text = f"{link.label}: {link.length_km} km, drawn {drawn_km:.2f} km"
            tables.hints.append(Problem(link.place, text, "add bends or mend the length"))
        if link.length_km < SHORT_LINK_KM:
            text = f"{link.label}: only {link.length_km} km"
            tables.hints.append(Problem(link.place, text, "links under 0.6 km are better left out"))


def _check_connected(tables: Tables) -> None:
    names = list(tables.junctions)
    number = {name: i for i, name in enumerate(names)}
    u = [number[link.start] for link in tables.links]
    v = [number[link.end] for link in tables.links]
    graph = coo_array((np.ones(len(u)), (u, v)), shape=(len(names), len(names)))
    count, part = connected_components(graph, directed=False)
    sizes = np.bincount(part, minlength=count)
    for p in np.flatnonzero(sizes < sizes.max(initial=0)):
        if sizes[p] > 1:  # a single one is told as having no link
            members = [names[i] for i in np.flatnonzero(part == p)]
            text = f"{sizes[p]} junctions are cut off from the rest: {', '.join(members[:12])}"
            tables.problems.append(Problem(tables.junctions[members[0]].place, text, "link them to the network"))


def _check_twins(tables: Tables) -> None:
    junctions = list(tables.junctions.values())
    if not junctions:
        return
    xy = project([j.lon for j in junctions], [j.lat for j in junctions])
    for a, b in sorted(cKDTree(xy).query_pairs(TWIN_M)):
        text = f"{junctions[a].id} and {junctions[b].id} ({junctions[b].place}) are within {TWIN_M:.0f} m"
        tables.hints.append(Problem(junctions[a].place, text, "merge them if they are one place"))
