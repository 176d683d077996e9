"""The roads within reach as lines, each part once with the cutoff by which it is reached."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import shapely.ops

from sim import mercator
from sim.mercator import CRS
from sim.nearlines import lines_on_map
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.reach.stretches import Stretches, without

COLUMNS = ("minutes", "link", "begin", "end", "road_class", "name_zh", "name_en", "ref", "km", "geometry")


def road_layer(network: RoadNetwork, cutoffs_min: Sequence[float], reached: Sequence[Stretches]) -> gpd.GeoDataFrame:
    """Return the reached roads, cut exactly where each cutoff falls.

    Parameters
    ----------
    network
        The roads.
    cutoffs_min
        Ascending.
    reached
        What is reached by each; each holds the one before.

    Returns
    -------
    GeoDataFrame
        A row per part of a link, EPSG:4326: minutes (the smallest of the cutoffs that reaches it), link, begin and end
        (shares of the link's length), road_class, name_zh, name_en, ref, km, geometry (a line).
    """
    nothing = Stretches(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))
    bands = [without(larger, smaller) for smaller, larger in itertools.pairwise([nothing, *reached])]
    frames = [_band(network, minutes, band) for minutes, band in zip(cutoffs_min, bands, strict=True)]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=CRS)


def _band(network: RoadNetwork, minutes: float, parts: Stretches) -> gpd.GeoDataFrame:
    columns = {
        "minutes": np.full(parts.link.size, float(minutes)),
        "link": parts.link,
        "begin": parts.begin,
        "end": parts.end,
        "road_class": np.array(ROAD_CLASSES, dtype=object)[network.link_class[parts.link]],
        "name_zh": [str(network.link_name_zh[link]) for link in parts.link],
        "name_en": [str(network.link_name_en[link]) for link in parts.link],
        "ref": [str(network.link_ref[link]) for link in parts.link],
        "km": parts.length_m(network) / 1000,
        "geometry": lines(network, parts),
    }
    return gpd.GeoDataFrame(columns, columns=list(COLUMNS), geometry="geometry", crs=CRS)


def lines(network: RoadNetwork, parts: Stretches) -> npt.NDArray[np.object_]:
    """Return parts of roads as lines in degrees, shape (stretches,)."""
    drawn = lines_on_map(network, parts.link)
    for row in np.flatnonzero(~parts.whole):
        drawn[row] = shapely.ops.substring(drawn[row], parts.begin[row], parts.end[row], normalized=True)

    def degrees(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(mercator.from_map(points[:, 0], points[:, 1]))

    found: npt.NDArray[np.object_] = shapely.transform(drawn, degrees)
    return found


def cut_layer(network: RoadNetwork, cutoffs_min: Sequence[float], reached: Sequence[Stretches]) -> gpd.GeoDataFrame:
    """Return the points at which roads cross a cutoff, and those at which the reach begins in the middle of a road.

    Parameters
    ----------
    network, cutoffs_min, reached
        As for `road_layer`.

    Returns
    -------
    GeoDataFrame
        A row per point, EPSG:4326: minutes (the cutoff), link, at (share of the link's length), geometry.
    """
    frames = []
    for minutes, parts in zip(cutoffs_min, reached, strict=True):
        link = np.concatenate([parts.link, parts.link])
        at = np.concatenate([parts.begin, parts.end])
        inner = (at > 0) & (at < 1)
        link, at = link[inner], at[inner]
        order = np.lexsort((at, link))
        link, at = link[order], at[order]
        points = shapely.line_interpolate_point(lines_on_map(network, link), at, normalized=True)
        lon, lat = mercator.from_map(shapely.get_x(points), shapely.get_y(points))
        columns = {"minutes": np.full(link.size, float(minutes)), "link": link, "at": at}
        frames.append(gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=CRS))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=CRS)
