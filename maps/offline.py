"""Pages that load nothing: Leaflet goes into the file itself."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from importlib import resources

import folium

NO_IMAGE = "none"
IMAGE_URL = re.compile(r"url\([^)]*\)")


def offline_map(lon: float, lat: float, zoom: int) -> folium.Map:
    """Return an empty folium map that needs no network: no tiles, Leaflet inlined.

    Parameters
    ----------
    lon, lat
        Centre, degrees WGS-84.
    zoom
        Leaflet zoom level.
    """
    chart = folium.Map(location=(lat, lon), zoom_start=zoom, tiles=None, prefer_canvas=True, control_scale=True)
    # On the instance: the class lists are shared by every folium map of the process.
    chart.default_js = [("leaflet", _data_uri("leaflet.js", "text/javascript"))]
    chart.default_css = [("leaflet_css", _data_uri("leaflet.css", "text/css"))]
    return chart


@lru_cache(maxsize=2)
def _data_uri(name: str, media_type: str) -> str:
    text = resources.files("maps").joinpath("vendor", name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        # Leaflet's own marker and control pictures are not used here and would be looked for beside the page.
        text = IMAGE_URL.sub(NO_IMAGE, text)
    return f"data:{media_type};base64,{base64.b64encode(text.encode()).decode()}"
