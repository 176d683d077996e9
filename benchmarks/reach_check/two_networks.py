"""The one-hour truck circle of Longhua on the bundled backbone and on a connected network of OpenStreetMap's main roads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import sim
from sim.drawing.measure import area_km2
from sim.network import ROAD_CLASSES, RoadNetwork

LONGHUA = (114.02, 22.72)
PLACES = {
    "Guangming": (113.92, 22.75),
    "Songshan Lake": (113.885, 22.92),
    "Humen": (113.675, 22.815),
    "Tianhe": (113.33, 23.13),
}
"""Longitude and latitude, WGS-84, good to 1 to 3 km."""
HELD = {"Guangming": True, "Songshan Lake": True, "Humen": True, "Tianhe": False}
DEPARTURE = dt.datetime(2023, 1, 16, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTES = 60
WINDOW = (113.15, 114.85, 22.35, 23.35)
"""West, east, south, north of the pictures."""
DRAWN_CLASSES = ("motorway", "trunk", "primary")
GROUND, ROAD, CENTRE = "#2b7bba", "#9a9a9a", "#b2182b"


@dataclass(frozen=True)
class Circle:
    """The circle on one network.

    Attributes
    ----------
    title, network, polygon
        What it is drawn on, and the area.
    km2
        Its area.
    minutes
        Door to door to Longhua, by place.
    holds
        Whether the area holds each place.
    """

    title: str
    network: RoadNetwork
    polygon: shapely.Geometry
    km2: float
    minutes: dict[str, float]
    holds: dict[str, bool]


def circle(title: str, network: RoadNetwork) -> Circle:
    """Compute the circle of Longhua on a network, and the times of the places around."""
    frame = sim.isochrones(network, {"Longhua": LONGHUA}, cutoffs_min=[MINUTES], depart=DEPARTURE, direction="to")
    polygon = frame.geometry.iloc[0]
    matrix = sim.travel_time_matrix(network, PLACES, {"Longhua": LONGHUA}, departures=DEPARTURE)
    minutes = dict(zip(PLACES, matrix.minutes[0, :, 0].tolist(), strict=True))
    holds = {name: bool(polygon.contains(shapely.Point(place))) for name, place in PLACES.items()}
    return Circle(title, network, polygon, area_km2(polygon), minutes, holds)


def both(delta: Path) -> tuple[Circle, Circle, float]:
    """Return the circle on the backbone, that on the connected network, and the area that they share in km²."""
    backbone = circle("Bundled backbone", sim.open_roads("backbone", DEPARTURE.date()))
    connected = circle("Main roads of OpenStreetMap, 2021", sim.build_roads(delta, name="reach-check-delta"))
    return backbone, connected, area_km2(shapely.intersection(backbone.polygon, connected.polygon))


def picture(circles: tuple[Circle, Circle], path: Path) -> None:
    """Draw the two circles side by side."""
    chart = Figure(figsize=(11, 4.2), layout="constrained")
    for axes, each in zip(chart.subplots(1, 2), circles, strict=True):
        _draw(axes, each)
    credits_ = sorted(
        {each.network.attribution for each in circles} | {"© MapTiler (tile set of the right-hand roads)"}
    )
    chart.supxlabel("; ".join(credits_), fontsize=7)
    chart.savefig(path, dpi=110, metadata={"Software": None})


def _draw(axes: Axes, each: Circle) -> None:
    network = each.network
    main = np.flatnonzero(np.isin(network.link_class, [ROAD_CLASSES.index(name) for name in DRAWN_CLASSES]))
    lines = gpd.GeoSeries([shapely.LineString(network.line(int(link))) for link in main])
    gpd.GeoSeries([each.polygon]).plot(ax=axes, facecolor=GROUND, edgecolor=GROUND, alpha=0.35)
    lines.plot(ax=axes, color=ROAD, linewidth=0.4)
    axes.plot(*LONGHUA, "o", color=CENTRE)
    axes.annotate("Longhua", LONGHUA, xytext=(5, -10), textcoords="offset points", fontsize=8)
    for name, place in PLACES.items():
        axes.plot(*place, "o", color="black", markersize=4)
        told = f"{name}, {each.minutes[name]:.0f} min"
        axes.annotate(told, place, xytext=(5, 5), textcoords="offset points", fontsize=8)
    axes.set_xlim(WINDOW[0], WINDOW[1])
    axes.set_ylim(WINDOW[2], WINDOW[3])
    axes.set_aspect(1 / np.cos(np.radians((WINDOW[2] + WINDOW[3]) / 2)))
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    axes.set_title(f"{each.title}: {each.km2:,.0f} km² within {MINUTES} min of Longhua", fontsize=9)
