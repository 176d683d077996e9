"""map.html: one file that opens with no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from maps.basemaps import add_places, add_roads
from maps.framing import Framing
from maps.layers import add_flows, add_isochrones, add_sites, add_suppliers
from maps.meaning import circle_meaning, isochrone_meaning, truck_bound
from maps.offline import offline_map
from maps.panel import Panel, add_panel
from maps.roadlines import Bounds
from maps.shut import add_shut
from maps.style import PLANT
from maps.text import safe
from maps.timeline import add_hours
from scenarios import Text
from sim.headline import headlines
from sim.network import RoadNetwork
from sim.output import replacing
from sim.reach.scenario_circle import circle
from sim.results import Run

ZOOM = 10


def draw(run: Run, path: Path | str) -> Path:
    """Draw a run on a map of its own roads; a circle that the run does not bring is drawn anew.

    Parameters
    ----------
    run
        The run.
    path
        The HTML file to write.

    Returns
    -------
    Path
        The file: self-contained, nothing is loaded from anywhere.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    reach, network = run.scenario.reach, run.travel_times.network
    centre = run.scenario.sites[reach.centre]
    chart = offline_map(centre.lon, centre.lat, ZOOM, network.attribution)
    polygons = circle(run.scenario, run.travel_times) if run.isochrones is None else run.isochrones
    sites = [(site.lon, site.lat) for site in run.scenario.sites.values() if site.kind != "abroad"]
    bounds = _bounds(polygons, sites)
    add_roads(chart, network, bounds)
    _add_circle(chart, run, polygons)
    add_flows(chart, run)
    add_shut(chart, run, bounds)
    add_sites(chart, run)
    add_suppliers(chart, run)
    add_places(chart)
    panel = Panel(
        title=run.scenario.name,
        meaning=circle_meaning(run),
        cutoffs_min=reach.cutoffs_min,
        headlines=tuple(headlines(run)),
        bound=truck_bound(run),
        suppliers=True,
        hours=True,
    )
    return _save(chart, panel, network, Path(path), polygons.total_bounds)


def draw_isochrones(
    frame: gpd.GeoDataFrame, network: RoadNetwork, places: Mapping[str, tuple[float, float]], path: Path | str
) -> Path:
    """Draw isochrones alone.

    Parameters
    ----------
    frame
        What `sim.isochrones` gave.
    network
        The roads they were computed on.
    places
        Their origins: name to longitude and latitude.
    path
        The HTML file to write.
    """
    lon, lat = np.mean(np.array(list(places.values())), axis=0)
    chart = offline_map(float(lon), float(lat), ZOOM, network.attribution)
    add_roads(chart, network, _bounds(frame, list(places.values())))
    add_isochrones(chart, frame, f"place_{frame['direction'].iloc[0]}", show=True)
    for name, (x, y) in places.items():
        label = str(safe(name))
        folium.CircleMarker((y, x), 8, tooltip=label, color="#fff", fill_color=PLANT, fill_opacity=1).add_to(chart)
    add_places(chart)
    title = Text(en="Isochrones", zh="等时圈")
    cutoffs = tuple(sorted(float(value) for value in frame["minutes"].unique()))
    return _save(
        chart,
        Panel(title=title, meaning=isochrone_meaning(frame), cutoffs_min=cutoffs),
        network,
        Path(path),
        frame.total_bounds,
    )


def _bounds(frame: gpd.GeoDataFrame, places: Sequence[tuple[float, float]]) -> Bounds:
    """Return the box of polygons, of which some or all may be empty, and places."""
    corners = np.vstack([frame.total_bounds.reshape(2, 2), np.array(places)])
    low, high = np.nanmin(corners, axis=0), np.nanmax(corners, axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _add_circle(chart: folium.Map, run: Run, frame: gpd.GeoDataFrame) -> None:
    reach = run.scenario.reach
    departs = pd.to_datetime(frame["depart"])
    at_hour = departs == pd.Timestamp(reach.depart)
    for direction in ("from", "to"):
        rows = frame[at_hour & (frame["direction"] == direction) & frame["minutes"].isin(reach.cutoffs_min)]
        if len(rows):
            add_isochrones(chart, rows, f"isochrones_{direction}", show=direction == reach.direction)
    add_hours(
        chart,
        frame[(frame["direction"] == reach.direction) & (frame["minutes"] == reach.circle_min)],
        reach.depart.hour,
    )


def _save(chart: folium.Map, panel: Panel, network: RoadNetwork, path: Path, bounds: npt.NDArray[np.float64]) -> Path:
    add_panel(chart, panel, network)
    control = folium.LayerControl(collapsed=False)
    control.add_to(chart)
    west, south, east, north = (float(value) for value in bounds)
    chart.add_child(Framing((west, south, east, north), control))
    with replacing(path) as temporary:
        chart.save(str(temporary))
    return path
