"""The circle by the hour: a slider over the polygons of a day."""

from __future__ import annotations

from typing import Any

import folium
import geopandas as gpd
import pandas as pd
from branca.element import MacroElement
from jinja2 import Template

from maps.layers import light
from maps.style import PLANT
from maps.text import word
from sim.frames import rows


class HourSlider(MacroElement):
    """Shows one polygon of a day at a time, chosen by the slider ``#hour`` of the panel.

    Parameters
    ----------
    shapes
        24 GeoJSON geometries, the hour being the index.
    areas_km2
        Their areas.
    first
        The hour shown first.
    group
        The layer that switches them on and off.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          var shapes = {{ this.shapes|tojson }}, areas = {{ this.areas_km2|tojson }};
          var group = {{ this.group.get_name() }}, map = {{ this._parent.get_name() }};
          var slider = document.getElementById("hour"), caption = document.getElementById("hour-caption");
          var style = {color: {{ this.colour|tojson }}, weight: 1.5, fillOpacity: 0.08, interactive: false};
          function show() {
            var hour = Number(slider.value);
            group.clearLayers();
            if (shapes[hour]) { L.geoJSON(shapes[hour], style).addTo(group); }
            caption.textContent = String(hour).padStart(2, "0") + ":00 · " + Math.round(areas[hour]).toLocaleString() + " km²";
          }
          slider.addEventListener("input", function () {
            if (!map.hasLayer(group)) { map.addLayer(group); }
            show();
          });
          slider.value = {{ this.first }};
          show();
        })();
        {% endmacro %}
    """)

    def __init__(
        self, shapes: list[dict[str, Any] | None], areas_km2: list[float], first: int, group: folium.FeatureGroup
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "HourSlider"
        self.shapes, self.areas_km2, self.first, self.group, self.colour = shapes, areas_km2, first, group, PLANT


def add_hours(chart: folium.Map, frame: gpd.GeoDataFrame, first_hour: int) -> None:
    """Add the slider for the polygons of one cutoff at every hour of a day.

    Parameters
    ----------
    chart
        The map.
    frame
        Rows of one cutoff and direction, with a ``depart`` an hour.
    first_hour
        The hour shown first.
    """
    hours = pd.to_datetime(frame["depart"]).dt.hour
    shapes: list[dict[str, Any] | None] = [None] * 24
    areas = [0.0] * 24
    for hour, row in zip(hours, rows(frame), strict=True):
        shapes[hour], areas[hour] = light(row.geometry), round(float(row.area_km2), 1)
    group = folium.FeatureGroup(name=str(word("hours")), show=False)
    group.add_to(chart)
    chart.add_child(HourSlider(shapes, areas, first_hour, group))
