"""The files of `onehour isochrone`: layers of polygons, roads, points and places, or a page with a map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from scenarios import Text
from sim.mercator import CRS

if TYPE_CHECKING:
    from sim.cli.isochroneanswer import Asked
    from sim.reach.clipped import Clipped
    from sim.reach.reach import Reach

MOST_ROAD_LAYERS = 24
"""Roads and the points at which they are cut are written for so many places times moments; beyond, polygons alone."""


def write_polygons(frame: gpd.GeoDataFrame, asked: Asked, out: Path) -> None:
    """Write polygons in the format that a name ends in.

    A GPKG also holds the places, the points at which the edge of the roads clips a reach, and for few places and moments
    the reached roads and the points at which a cutoff cuts them.

    Parameters
    ----------
    frame
        What `sim.isochrones` or `sim.reach_difference` gave.
    asked
        What was asked.
    out
        The file.
    """
    from sim.geofiles.files import write_reach

    if out.suffix.lower() == ".html":
        _draw(frame, asked, out)
        return
    name = "difference" if "change" in frame else "isochrones"
    layers: dict[str, pd.DataFrame] = {name: frame}
    if out.suffix.lower() == ".gpkg":
        layers |= _other_layers(frame, asked)
    write_reach(out, layers)


def _draw(frame: gpd.GeoDataFrame, asked: Asked, out: Path) -> None:
    import maps
    from sim.reach.places import names_of

    names = {site: Text(en=en, zh=zh) for site, (en, zh) in names_of(asked.places, asked.scenario).items()}
    edges = _all_edges(frame, asked)
    versus = asked.request.versus or ""
    maps.draw_isochrones(frame, asked.network, asked.places, out, names=names, edges=edges, versus=versus)


def _other_layers(frame: gpd.GeoDataFrame, asked: Asked) -> dict[str, pd.DataFrame]:
    """Return the layers beside the polygons."""
    layers: dict[str, pd.DataFrame] = {}
    if "change" not in frame and len(asked.places) * len(asked.request.moments) <= MOST_ROAD_LAYERS:
        reaches = list(_reaches(asked))
        layers["roads"] = _stacked([reach.roads() for reach in reaches], reaches)
        layers["cuts"] = _stacked([reach.cuts() for reach in reaches], reaches)
    layers["sites"] = gpd.GeoDataFrame(
        {"site": list(asked.places)}, geometry=gpd.points_from_xy(*zip(*asked.places.values(), strict=True)), crs=CRS
    )
    if edges := _all_edges(frame, asked):
        layers["edges"] = _edge_layer(edges)
    return layers


def _reaches(asked: Asked) -> Iterator[Reach]:
    """Yield what is within reach at each moment, along the roads."""
    import sim

    options = asked.options
    key = "arrive" if "arrive" in options else "depart"
    for moment in options.pop(key):
        yield sim.reached(asked.network, asked.places, **{key: moment}, **options).combined(asked.request.combine)


def _widest(frame: gpd.GeoDataFrame, asked: Asked) -> Reach:
    """Return what is within reach at the moment at which most is."""
    import sim

    options = asked.options
    key = "arrive" if "arrive" in options else "depart"
    moments = options.pop(key)
    if key in frame and len(moments) > 1:
        areas = frame.groupby(key)["area_km2"].sum()
        moments = [max(moments, key=lambda moment: areas.get(moment.isoformat(), 0.0))]
    found: Reach = sim.reached(asked.network, asked.places, **{key: moments[0]}, **options)
    return found.combined(asked.request.combine)


def _is_clipped(frame: gpd.GeoDataFrame) -> bool:
    return "clipped" in frame and bool(frame["clipped"].fillna("").astype(str).any())


def _all_edges(frame: gpd.GeoDataFrame, asked: Asked) -> dict[str, Clipped]:
    """Return where the edge of the roads clips what is drawn; of a comparison, where it clips more of the two."""
    if not _is_clipped(frame):
        return {}
    edges = _edges(_widest(frame, asked))
    if asked.request.versus:
        for site, where in _edges(_widest(frame, asked.changed(asked.request.other()))).items():
            if site not in edges or len(where.roads) > len(edges[site].roads):
                edges[site] = where
    return edges


def _edges(reach: Reach) -> dict[str, Clipped]:
    """Return where the edge of the roads clips the reach of each place within the largest cutoff."""
    from sim.reach.clipped import clipped

    found = {group.site: clipped(reach.network, group.extents[0][-1]) for group in reach.groups}
    return {site: where for site, where in found.items() if where}


def _edge_layer(edges: dict[str, Clipped]) -> gpd.GeoDataFrame:
    columns = {
        "site": [site for site, where in edges.items() for _ in where.roads],
        "side": [word for where in edges.values() for word in where.compass],
        "road": [road for where in edges.values() for road in where.roads],
    }
    lon = [value for where in edges.values() for value in where.lon.tolist()]
    lat = [value for where in edges.values() for value in where.lat.tolist()]
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=CRS)


def _stacked(frames: list[gpd.GeoDataFrame], reaches: list[Reach]) -> gpd.GeoDataFrame:
    """Return frames of several moments as one, with the moment of each."""
    for frame, reach in zip(frames, reaches, strict=True):
        frame.insert(1, "arrive" if reach.terms.arrive else "depart", reach.terms.moment.isoformat())
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=CRS)
