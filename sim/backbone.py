"""The bundled network of main roads, compiled from tables of junctions and links."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence

import numpy as np
from pyproj import Geod

from scenarios.tables import list_tables, read_table
from sim.columns import Texts
from sim.errors import NetworkError
from sim.network import ROAD_CLASSES, Floats, RoadNetwork, forward_star, without_rules

NAME = "backbone"
ATTRIBUTION = "Roads: one-hour-circle backbone (generalised), © OpenStreetMap contributors, ODbL"
LEAST_OVER_STRAIGHT = 0.98
ROUNDING_M = 250.0
"""A link may be shorter than its straight line by the rounding of coordinates (75 m an end) and length (0.1 km) only."""

Row = dict[str, str]


@functools.lru_cache(maxsize=8)
def backbone(date: dt.date) -> RoadNetwork:
    """Return the bundled network of the Pearl River Delta's main roads as it was on a day.

    Junctions that no open link touches are left out.

    Parameters
    ----------
    date
        Links opened after this day, or closed on it or before, are left out.

    Raises
    ------
    NetworkError
        If a table is damaged: an unknown junction, class or date, or a length shorter than the straight line.
    """
    junctions = [row for name in list_tables("backbone/junctions_") for row in read_table(name)]
    links = [row for name in list_tables("backbone/links_") for row in read_table(name)]
    return compile_roads(junctions, links, date)


def compile_roads(junctions: Sequence[Row], links: Sequence[Row], date: dt.date) -> RoadNetwork:
    """Return the network that rows of junctions and links describe, as it was on a day.

    Parameters
    ----------
    junctions, links
        Rows with the columns of the tables in `scenarios/data/backbone`.
    date
        As in `backbone`.

    Raises
    ------
    NetworkError
        As in `backbone`.
    """
    by_id = _unique(junctions)
    kept = [row for row in links if _checked(by_id, row) and _open_on(row, date)]
    if not kept:
        message = f"the backbone network has no roads on {date}"
        raise NetworkError(message)
    return _assemble(by_id, kept, date)


def _unique(rows: Sequence[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        if row["junction"] in found:
            message = f"backbone: junction {row['junction']!r} stands twice; give every junction one row"
            raise NetworkError(message)
        found[row["junction"]] = row
    return found


def _checked(junctions: dict[str, Row], row: Row) -> bool:
    where = f"backbone: link {row['from']} - {row['to']}"
    for end in (row["from"], row["to"]):
        if end not in junctions:
            message = f"{where}: no junction {end!r}; add it to a junctions table or mend the id"
            raise NetworkError(message)
    if row["from"] == row["to"]:
        message = f"{where}: leads back to itself"
        raise NetworkError(message)
    if row["class"] not in ROAD_CLASSES:
        message = f"{where}: no road class {row['class']!r}; there are {', '.join(ROAD_CLASSES[:4])}"
        raise NetworkError(message)
    return True


def _open_on(row: Row, date: dt.date) -> bool:
    try:
        opened, closed = (dt.date.fromisoformat(row[key]) if row[key] else None for key in ("opened", "closed"))
    except ValueError as error:
        message = f"backbone: link {row['from']} - {row['to']}: a date reads 2024-06-30: {error}"
        raise NetworkError(message) from error
    return (opened is None or opened <= date) and (closed is None or date < closed)


def _assemble(junctions: dict[str, Row], links: list[Row], date: dt.date) -> RoadNetwork:
    used = {row[end] for row in links for end in ("from", "to")}
    nodes = [row for key, row in junctions.items() if key in used]
    index = {row["junction"]: i for i, row in enumerate(nodes)}
    start = np.array([index[row["from"]] for row in links], np.int32)
    end = np.array([index[row["to"]] for row in links], np.int32)
    lines = [_line(junctions, row) for row in links]
    points = np.concatenate(lines)
    first_point = np.zeros(len(links) + 1, np.int32)
    np.cumsum([len(line) for line in lines], out=first_point[1:])
    star = forward_star(len(nodes), start, end, np.ones(len(links), bool))
    return RoadNetwork(
        name=NAME,
        source="scenarios/data/backbone",
        attribution=ATTRIBUTION,
        date=date,
        generalised=True,
        node_id=_texts(nodes, "junction"),
        node_name_en=_texts(nodes, "name_en"),
        node_name_zh=_texts(nodes, "name_zh"),
        node_lon=np.array([float(row["lon"]) for row in nodes]),
        node_lat=np.array([float(row["lat"]) for row in nodes]),
        **star._asdict(),
        link_id=Texts.of(_link_ids(links)),
        link_ref=_texts(links, "ref"),
        link_name_en=_texts(links, "name_en"),
        link_name_zh=_texts(links, "name_zh"),
        link_class=np.array([ROAD_CLASSES.index(row["class"]) for row in links], np.int8),
        link_length_m=np.array([_length_m(row, line) for row, line in zip(links, lines, strict=True)]),
        **without_rules(len(links)),
        link_lanes=np.array([int(row["lanes"] or 0) for row in links], np.int8),
        link_toll=np.array([row["toll"] == "yes" for row in links]),
        link_structure=_texts(links, "structure"),
        point_lon=points[:, 0].copy(),
        point_lat=points[:, 1].copy(),
        first_point=first_point,
    )


def _texts(rows: list[Row], key: str) -> Texts:
    return Texts.of(row[key] for row in rows)


def _link_ids(links: list[Row]) -> list[str]:
    """Name links by their ends; parallel roads between the same ends get a number."""
    seen: dict[str, int] = {}
    ids = []
    for row in links:
        key = f"{row['from']}--{row['to']}"
        seen[key] = seen.get(key, 0) + 1
        ids.append(key if seen[key] == 1 else f"{key}--{seen[key]}")
    return ids


def _line(junctions: dict[str, Row], row: Row) -> Floats:
    ends = [(float(junctions[row[end]]["lon"]), float(junctions[row[end]]["lat"])) for end in ("from", "to")]
    try:
        bends = [tuple(map(float, point.split())) for point in row.get("bends", "").split(";") if point.strip()]
        return np.array([ends[0], *bends, ends[1]], dtype=np.float64)
    except ValueError as error:
        message = f"backbone: link {row['from']} - {row['to']}: bends read 'lon lat;lon lat': {error}"
        raise NetworkError(message) from error


def _length_m(row: Row, line: Floats) -> float:
    length_m = float(row["length_km"]) * 1000
    _, _, straight_m = Geod(ellps="WGS84").inv(*line[0], *line[-1])
    shortest_m = straight_m * LEAST_OVER_STRAIGHT - ROUNDING_M
    if length_m < shortest_m or length_m <= 0:
        message = (
            f"backbone: link {row['from']} - {row['to']}: {length_m / 1000:.1f} km is shorter than the straight line "
            f"between its ends, {straight_m / 1000:.1f} km"
        )
        raise NetworkError(message)
    return length_m
