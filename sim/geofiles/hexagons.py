"""Hexagons of equal size as areas: the cells of H3."""

from __future__ import annotations

import geopandas as gpd
import h3
import shapely

from sim.errors import InputError
from sim.mercator import CRS

RESOLUTION = 7
"""Cells of 5.2 km2 on average, about 2.4 km across; each step finer has a seventh of that area."""
FINEST = 15
MOST_CELLS = 500_000
KM_PER_DEGREE = 111.32


def hexagons(bounds: tuple[float, float, float, float], resolution: int = RESOLUTION) -> gpd.GeoDataFrame:
    """Return the hexagons that cover a box.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.
    resolution
        Of H3, 0 to 15; see https://h3geo.org/docs/core-library/restable.

    Returns
    -------
    GeoDataFrame
        ``area`` (the cell's H3 index as hexadecimal text, ascending) and ``geometry`` (EPSG:4326).

    Raises
    ------
    InputError
        If there is no such resolution, or the box takes more than 500,000 of its hexagons.
    """
    if not 0 <= resolution <= FINEST:
        raise InputError(f"hexagons have a resolution from 0 (largest) to {FINEST}, not {resolution}; 7 is 5 km2")
    if (count := _about(bounds, resolution)) > MOST_CELLS:
        raise InputError(
            f"hexagons of resolution {resolution} would be about {count:,.0f}, more than {MOST_CELLS:,}; "
            f"take a smaller number, which makes them larger"
        )
    west, south, east, north = bounds
    box = h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])
    cells = sorted(h3.polygon_to_cells_experimental(box, resolution, contain="overlap"))
    if not cells:  # the box is a point or a line
        cells = [h3.latlng_to_cell((south + north) / 2, (west + east) / 2, resolution)]
    shapes = [shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]) for cell in cells]
    return gpd.GeoDataFrame({"area": cells}, geometry=shapes, crs=CRS)


def _about(bounds: tuple[float, float, float, float], resolution: int) -> float:
    """Return about how many hexagons cover a box, at the equator's width."""
    west, south, east, north = bounds
    km2 = (east - west) * (north - south) * KM_PER_DEGREE**2
    return km2 / float(h3.average_hexagon_area(resolution, unit="km^2"))
