"""`onehour isochrone --by`: minutes by hexagon or by the areas of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.mercator import CRS
from sim.stages import Counting

if TYPE_CHECKING:
    from sim.cli.isochroneanswer import Asked
    from sim.reach.reach import Reach

HEXAGON = "hexagon"


def minutes_by_area(asked: Asked, counting: Counting) -> tuple[gpd.GeoDataFrame, list[dict[str, Any]]]:
    """Return the minutes over the roads of each area, a row per place, moment and area, and where each reach is clipped.

    Parameters
    ----------
    asked
        What was asked.
    counting
        Told how many of how many tables are done.

    Raises
    ------
    InputError
        If there are no such areas, or too many hexagons.
    """
    import sim
    from sim.geofiles.areas import ladder
    from sim.geofiles.frame import KEY, parameters_of

    options, by = asked.options, asked.request.by or ""
    given = None if _resolution(by) is not None else _file_areas(by)
    cutoffs, key = options.pop("cutoffs_min"), "arrive" if "arrive" in options else "depart"
    moments = options.pop(key)
    tables, terms, rows = [], [], []
    for number, moment in enumerate(moments, start=1):
        reach = sim.reached(asked.network, asked.places, cutoffs_min=ladder(cutoffs), **{key: moment}, **options)
        terms.append(reach.terms)
        for table, row in _tables(reach, cutoffs, _hexagons(reach, by) if given is None else given):
            table.insert(1, key, moment.isoformat())
            tables.append(table if given is not None else table[table["reached_km"] > 0])
            rows.append(row)
        counting(number, len(moments))
    found = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), geometry="geometry", crs=CRS)
    found.attrs[KEY] = parameters_of(asked.network, terms)
    return found, rows


def _tables(
    reach: Reach, cutoffs_min: Sequence[float], areas: gpd.GeoDataFrame
) -> Iterator[tuple[gpd.GeoDataFrame, dict[str, Any]]]:
    """Yield the table of each place, and where its reach is clipped."""
    from sim.geofiles.areas import times_by_area
    from sim.reach.clipped import clipped
    from sim.reach.nodetimes import node_minutes

    network, most = reach.network, max(cutoffs_min)
    for group in reach.groups:
        minutes = node_minutes(network, reach.profiles, reach.access[group.site], reach.terms, most)
        steps = zip(reach.cutoffs_min, group.extents[0], strict=True)
        within = {cutoff: extent.stretches for cutoff, extent in steps}
        table = times_by_area(network, minutes, within, areas, cutoffs_min)
        table.insert(0, "site", group.site)
        yield table, {"site": group.site, "minutes": most, "clipped": clipped(network, group.extents[0][-1]).text}


def _resolution(by: str) -> int | None:
    """Return the resolution of hexagons; None where areas of a file are meant."""
    from sim.geofiles.hexagons import RESOLUTION

    kind, colon, text = by.partition(":")
    if kind != HEXAGON:
        return None
    if not colon:
        return RESOLUTION
    if not text.isdecimal():
        raise InputError(f"--by {by}: a resolution is a whole number from 0 to 15, for example --by hexagon:7")
    return int(text)


def _file_areas(by: str) -> gpd.GeoDataFrame:
    from sim.geofiles.areafile import read_areas

    if Path(by).is_file():
        return read_areas(Path(by))
    path, _, column = by.rpartition(":")
    if not Path(path).is_file():
        raise InputError(
            f"--by {by}: this is no file; write hexagon, hexagon:7 or a file of polygons, with the column that names them "
            "behind a colon, such as districts.geojson:name"
        )
    return read_areas(Path(path), column)


def _hexagons(reach: Reach, by: str) -> gpd.GeoDataFrame:
    """Return the hexagons that cover all roads within reach."""
    from sim.geofiles.hexagons import hexagons

    network = reach.network
    met = np.zeros(network.links, bool)
    for group in reach.groups:
        met[group.extents[0][-1].stretches.link] = True
    points = np.repeat(met, np.diff(network.first_point))
    places = [(access.lon, access.lat) for access in reach.access.values()]
    lon, lat = np.concatenate([np.column_stack([network.point_lon, network.point_lat])[points], places]).T
    box = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    return hexagons(box, _resolution(by) or 0)
