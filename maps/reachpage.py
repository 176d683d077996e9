"""The map of isochrones: any number of places, moments and cutoffs, what of them overlaps, and what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from branca.element import MacroElement
from jinja2 import Template
from markupsafe import Markup

from maps.basemaps import add_places, add_roads
from maps.files import page_file
from maps.mapfile import ZOOM, bounds_of, save
from maps.offline import offline_map
from maps.panel import TEMPLATES, Panel
from maps.raw import Raw
from maps.reachlayers import Piece, ReachLayers, reach_layers
from maps.reachwords import TITLES, clipped_warning, compared, reach_meaning
from maps.shapes import Shapes, packed
from maps.sitelayers import add_edges, add_sites_of, site_colours
from maps.text import both
from scenarios import Text
from sim.access import Position
from sim.drawing.ground import default_access_m
from sim.network import RoadNetwork
from sim.reach.clipped import Clipped

OPACITY = {"each": 0.5, "union": 0.6, "nearest": 0.65, "overlap": 0.8, "change": 0.65}
ROADS_OPACITY = 0.55
"""Roads lie on the polygons and must not drown them."""
SEVERAL_OPACITY = 0.4
"""Of layers that may lie on each other."""
MOST_GRADES = 4
"""Columns of areas in the panel; of more grades some are named, as evenly as can be."""
MEANING = Text(en="What these minutes mean", zh="本图分钟数的含义")
AREA, AREA_BY_MINUTES = Text(en="Area, km²", zh="面积 km²"), Text(en="km² within … min", zh="…分钟内 km²")
ALL, NONE = Text(en="all", zh="全选"), Text(en="none", zh="全不选")
LEAVING, ARRIVING = Text(en="Leaving", zh="出发时刻"), Text(en="Arriving by", zh="到达时刻")
CHOOSE = Text(en="{} layers, not all shown: tick those to show.", zh="共 {} 个图层，未全部显示，请勾选要显示的。")


class ReachProgram(MacroElement):
    """Draws the layers of isochrones that the page holds as data.

    Parameters
    ----------
    data
        See `page_data`.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        drawReach({{ this._parent.get_name() }}, JSON.parse(document.getElementById("reach-data").textContent));
        {% endmacro %}
    """)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "ReachProgram"
        # A "<" could end the element that holds the data.
        self.json = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")

    def render(self, **kwargs: Any) -> str:
        """Put the data and the program on the page, then what starts it."""
        root: Any = self.get_root()
        root.html.add_child(Raw(f'<script type="application/json" id="reach-data">{self.json}</script>'))
        root.script.add_child(Raw(page_file("reach.js")), name="reach-program")
        return str(super().render(**kwargs))  # type: ignore[no-untyped-call] # branca


def draw_isochrones(
    frame: gpd.GeoDataFrame,
    network: RoadNetwork,
    places: Mapping[str, Position],
    path: Path | str,
    *,
    names: Mapping[str, Text] | None = None,
    edges: Mapping[str, Clipped] | None = None,
    title: Text | None = None,
    versus: str = "",
) -> Path:
    """Draw isochrones, or what changed between two, on a map of their roads.

    A layer a place (or how many places reach, or what changed), with the area of every cutoff; a slider where there are
    several moments.

    Parameters
    ----------
    frame
        What `sim.isochrones` or `sim.reach_difference` gave.
    network
        The roads they were computed on.
    places
        What they are of: longitude and latitude, degrees, by id.
    path
        The HTML file to write.
    names
        Names of the places in both languages, by id; those that are missing go by their id.
    edges
        Where the network ends within reach, by place.
    title
        Of the page.
    versus
        What `frame` is a comparison with, as ``key=value`` (``closed=G4``); its parameters tell where this is empty.

    Returns
    -------
    Path
        The file: self-contained, nothing is loaded from anywhere.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written, or is too much for one page.
    """
    names = names or {}
    layers = reach_layers(frame, names)
    access_m = float(frame["access_m"].iloc[0]) if "access_m" in frame else default_access_m(network)
    shapes = packed(list(frame.geometry), access_m)
    lon, lat = np.mean(np.array(list(places.values())), axis=0)
    chart = offline_map(float(lon), float(lat), ZOOM, network.attribution)
    bounds = bounds_of(frame, list(places.values()))
    add_roads(chart, network, bounds, opacity=ROADS_OPACITY)
    add_edges(chart, edges or {})
    colours = site_colours(places, list(frame["site"])) if layers.kind in {"each", "nearest"} else ()
    add_sites_of(chart, places, names, colours)
    add_places(chart)
    comparison = compared(frame, versus)
    panel = Panel(
        headlines=(comparison,) if comparison else (),
        title=title or TITLES[layers.kind],
        meaning=reach_meaning(frame, network, shapes.tolerance_m),
        meaning_title=MEANING,
        warning=clipped_warning(frame, names, layers.kind),
        tables=_areas(layers, arriving="arrive" in frame and bool(frame["arrive"].fillna("").astype(str).any())),
    )
    return save(chart, panel, network, Path(path), bounds, ReachProgram(page_data(layers, shapes)))


def page_data(layers: ReachLayers, shapes: Shapes) -> dict[str, Any]:
    """Return what the page's program draws, as plain values.

    Parameters
    ----------
    layers, shapes
        The layers, and the polygons of the same table.
    """

    def entry(piece: Piece) -> list[float]:
        return [piece.grade, shapes.places[piece.row], piece.area_km2]

    several = layers.kind == "each" and len(layers.layers) > 1
    return {
        "units": shapes.units_per_deg,
        "opacity": SEVERAL_OPACITY if several else OPACITY[layers.kind],
        "grades": [str(both(grade)) for grade in layers.grades],
        "moments": [moment[:16].replace("T", " ") for moment in layers.moments],
        "shapes": shapes.rings,
        "layers": [
            {
                "label": str(both(layer.label)),
                "colours": layer.colours,
                "line": "" if layers.kind == "change" else layer.colours[0],
                "steps": [[entry(piece) for piece in step] for step in layer.steps],
            }
            for layer in layers.layers
        ],
    }


def _areas(layers: ReachLayers, *, arriving: bool) -> Markup:
    """Return the slider over the moments, and the table of areas that is the legend too."""
    count = len(layers.grades)
    told = sorted({round(place) for place in np.linspace(0, count - 1, min(count, MOST_GRADES))})
    hidden = sum(not layer.show for layer in layers.layers)
    note = Text(en=CHOOSE.en.format(len(layers.layers)), zh=CHOOSE.zh.format(len(layers.layers)))
    html = TEMPLATES.get_template("areas.html.j2").render(
        moments=len(layers.moments),
        slider_label=both(ARRIVING if arriving else LEAVING),
        note=both(note) if hidden and layers.kind == "each" else "",
        head=both(AREA if layers.kind in {"overlap", "change"} else AREA_BY_MINUTES),
        all=both(ALL),
        nothing=both(NONE),
        grades=[(number, both(layers.heads[number])) for number in told],
        layers=[{"label": both(layer.label), "show": layer.show, "colours": layer.colours} for layer in layers.layers],
    )
    return Markup(html)  # noqa: S704 - the template escapes what is a user's
