"""The roads within reach as lines, each part once with the cutoff by which it is reached."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from sim.mercator import CRS
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.reach.along import lines_along
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
        "geometry": lines_along(network, parts),
    }
    return gpd.GeoDataFrame(columns, columns=list(COLUMNS), geometry="geometry", crs=CRS)
