"""map.html: one file that opens with no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from branca.element import MacroElement

from maps.basemaps import add_places, add_roads
from maps.framing import Framing
from maps.labels import TidyLabels
from maps.layers import add_flows, add_isochrones, add_sites, add_suppliers
from maps.meaning import circle_meaning, truck_bound
from maps.offline import offline_map
from maps.panel import Panel, add_panel
from maps.roadlines import Bounds
from maps.shut import add_shut
from maps.timeline import add_hours
from sim.access import Position
from sim.headline import headlines
from sim.network import RoadNetwork
from sim.output import replacing
from sim.results import Run
from sim.suppliers.scenario_circle import circle

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
    bounds = bounds_of(polygons, sites)
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
        bound=truck_bound(run.scenario),
        suppliers=True,
        hours=True,
    )
    west, south, east, north = (float(value) for value in polygons.total_bounds)
    return save(chart, panel, network, Path(path), (west, south, east, north))


def bounds_of(frame: gpd.GeoDataFrame, places: Sequence[Position]) -> Bounds:
    """Return the box of polygons, of which some or all may be empty, and places.

    Parameters
    ----------
    frame
        The polygons.
    places
        Longitude and latitude, degrees.
    """
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


def save(
    chart: folium.Map, panel: Panel, network: RoadNetwork, path: Path, bounds: Bounds, *programs: MacroElement
) -> Path:
    """Put panel and controls on a map, fit the view, and write the file.

    Parameters
    ----------
    chart
        The map with all its layers.
    panel
        What the box says.
    network
        The roads.
    path
        The file.
    bounds
        What is seen first.
    programs
        What runs at the end, when all else is on the page.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    add_panel(chart, panel, network)
    control = folium.LayerControl(collapsed=False)
    control.add_to(chart)
    for program in (Framing(bounds, control), *programs, TidyLabels()):
        chart.add_child(program)
    with replacing(path) as temporary:
        chart.save(str(temporary))
    return path
