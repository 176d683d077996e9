"""A picture of the tables over the reference roads, to see by eye what is wrong."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from .reference import REFERENCE_DATE, read_ways
from .tables import Tables, read_tables

REFERENCE_COLOURS = {"motorway": "#f2a65a", "trunk": "#a8c686", "primary": "#c9c9c9"}
OWN_COLOURS = {"motorway": "#b00020", "trunk": "#1b6e1b", "primary": "#303030", "secondary": "#7a4fa3"}
Window = tuple[float, float, float, float]


def draw(folder: Path, reference_file: Path, window: Window, out: Path) -> None:
    """Draw the window: reference roads pale, our links dark (dashed if opened later), junctions with their ids."""
    west, south, east, north = window
    figure, axes = plt.subplots(figsize=(16, 16 * (north - south) / (east - west) * 1.08))
    _reference(axes, reference_file)
    _own(axes, read_tables(folder), window)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    axes.minorticks_on()
    axes.grid(which="major", linewidth=0.6, color="#88a")
    axes.grid(which="minor", linewidth=0.3, color="#ccd")
    axes.set_title("reference pale: motorway orange, trunk green, primary grey; ours dark: red, green, black, violet")
    figure.savefig(out, dpi=110, bbox_inches="tight")
    plt.close(figure)


def _reference(axes: Axes, path: Path) -> None:
    lines: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in REFERENCE_COLOURS}
    for way in read_ways(path):
        if way.tags.get("highway") in lines:
            lines[way.tags["highway"]].append([(node.lon, node.lat) for node in way.nodes])
    for name, paths in reversed(lines.items()):
        axes.add_collection(LineCollection(paths, colors=REFERENCE_COLOURS[name], linewidths=2.2))


def _own(axes: Axes, tables: Tables, window: Window) -> None:
    for link in tables.links:
        start, end = tables.junctions[link.start], tables.junctions[link.end]
        points = np.array([(start.lon, start.lat), *link.bends, (end.lon, end.lat)])
        style = "-" if link.is_open(REFERENCE_DATE) else "--"
        axes.plot(*points.T, style, color=OWN_COLOURS[link.road_class], linewidth=0.9)
    west, south, east, north = window
    for junction in tables.junctions.values():
        if west <= junction.lon <= east and south <= junction.lat <= north:
            axes.plot(junction.lon, junction.lat, "o", color="#0040c0", markersize=3)
            at = (junction.lon, junction.lat)
            axes.annotate(junction.id, at, fontsize=6, xytext=(3, 3), textcoords="offset points")
