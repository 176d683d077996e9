"""Cut an area into tiles small enough for one question to a server."""

from __future__ import annotations

import math

from shapely import box

from scenarios.errors import InputError
from sim.sources.areas import DECIMALS, Area, Box, size_km

MAX_TILES = 200
"""The most tiles that one download asks for: 125,000 km² at 25 km. For more there are extract files, ready made."""
_LEAST_TILE_KM = 1.0


def tiles(area: Area, tile_km: float) -> tuple[Box, ...]:
    """Cut an area into tiles, row by row from the south-west.

    Parameters
    ----------
    area
        What is wanted.
    tile_km
        The greatest width and height of a tile in kilometres.

    Returns
    -------
    boxes
        Together they cover the area; each is as small as its part of the area allows, and none is without one.

    Raises
    ------
    InputError
        If the tiles are too small, or more than `MAX_TILES` are needed.
    """
    if not tile_km >= _LEAST_TILE_KM:
        raise InputError(f"tiles of {tile_km:g} km: at least {_LEAST_TILE_KM:g} km are needed")
    west, south, east, north = area.outline.bounds
    width_km, height_km = size_km((west, south, east, north))
    columns, rows = max(1, math.ceil(width_km / tile_km)), max(1, math.ceil(height_km / tile_km))
    if columns * rows > 50 * MAX_TILES:  # not worth cutting to see how many hold a part of the area
        raise _too_large(area, columns * rows, tile_km)
    lon = [west + (east - west) * column / columns for column in range(columns)] + [east]
    lat = [south + (north - south) * row / rows for row in range(rows)] + [north]
    cells = (box(lon[i], lat[j], lon[i + 1], lat[j + 1]) for j in range(rows) for i in range(columns))
    parts = [part for cell in cells if (part := cell.intersection(area.outline)).area > 0]
    if len(parts) > MAX_TILES:
        raise _too_large(area, len(parts), tile_km)
    return tuple(_outward(part.bounds) for part in parts)


def _outward(bounds: Box) -> Box:
    """Round so that nothing of the tile is lost."""
    scale = 10**DECIMALS
    west, south, east, north = (each * scale for each in bounds)
    slack = 1e-3  # of the last decimal: what is round already stays as it is
    return (
        math.floor(west + slack) / scale,
        math.floor(south + slack) / scale,
        math.ceil(east - slack) / scale,
        math.ceil(north - slack) / scale,
    )


def _too_large(area: Area, count: int, tile_km: float) -> InputError:
    width_km, height_km = size_km(area.outline.bounds)
    return InputError(
        f"{area.name}: {width_km:,.0f} x {height_km:,.0f} km ({area.km2:,.0f} km²) is too much to ask a server for: "
        f"{count:,} tiles of {tile_km:g} km, at most {MAX_TILES} are allowed; choose a smaller area, or download an "
        "extract file (.osm.pbf) of the province and build from that"
    )
