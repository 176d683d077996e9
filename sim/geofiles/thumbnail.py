"""A small drawing of polygons as inline SVG, for notebooks."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from sim.geofiles.colours import band_colour

WIDTH_PX, HEIGHT_PX = 320, 240
MARGIN_PX = 4
TOLERANCE_PX = 0.4
MOST_SHAPES = 200


def thumbnail(frame: gpd.GeoDataFrame) -> str:
    """Return a drawing of a frame's polygons as SVG: shorter minutes darker and above; empty where there is nothing.

    Parameters
    ----------
    frame
        Polygons in degrees with a column ``minutes``. Of several moments the first is drawn, and at most 200 polygons.
    """
    if not {"minutes", frame.active_geometry_name} <= set(frame.columns):
        return ""
    rows = gpd.GeoDataFrame(frame)[~(frame.geometry.is_empty | frame.geometry.isna()).to_numpy()]
    for column in ("depart", "arrive"):
        if column in rows.columns and len(rows):
            rows = rows[(rows[column] == rows[column].iloc[0]).to_numpy()]
    if rows.empty:
        return ""
    minutes = sorted(set(frame["minutes"]))
    rows = rows.sort_values("minutes", ascending=False, kind="stable").tail(MOST_SHAPES)
    shapes, height_px = _fitted(rows.geometry.to_numpy())
    paths = "".join(
        f'<path d="{_path(shape)}" fill="{band_colour(minutes.index(value), len(minutes))}" fill-rule="evenodd"'
        f' stroke="#ffffff" stroke-width="0.5"><title>{html.escape(f"{value:g} min")}</title></path>'
        for shape, value in zip(shapes, rows["minutes"], strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{height_px}" '
        f'viewBox="0 0 {WIDTH_PX} {height_px}" role="img">{paths}</svg>'
    )


def _fitted(shapes: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the shapes in pixels, north up, and the height of the drawing."""
    west, south, east, north = shapely.total_bounds(shapes)
    narrow = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH_PX - 2 * MARGIN_PX) / wide, (HEIGHT_PX - 2 * MARGIN_PX) / tall)
    height_px = round(tall * scale) + 2 * MARGIN_PX
    factors, corner = np.array([narrow * scale, -scale]), np.array([west, north])
    placed = shapely.transform(shapes, lambda points: (points - corner) * factors + MARGIN_PX)
    return shapely.simplify(placed, TOLERANCE_PX), height_px


def _path(shape: shapely.Geometry) -> str:
    return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring[:-1])}Z" for ring in _rings(shape))


def _rings(shape: shapely.Geometry) -> Iterator[np.ndarray]:
    for part in shapely.get_parts(shape):
        for ring in shapely.get_rings(part):
            yield shapely.get_coordinates(ring)
