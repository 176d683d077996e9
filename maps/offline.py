"""Pages that load nothing: Leaflet goes into the file itself."""

from __future__ import annotations

import base64
import re
from functools import lru_cache

import folium
from branca.element import MacroElement
from jinja2 import Template

from maps.files import page_file
from maps.text import safe

NO_IMAGE = "none"
IMAGE_URL = re.compile(r"url\([^)]*\)")


def offline_map(lon: float, lat: float, zoom: int, attribution: str) -> folium.Map:
    """Return an empty folium map that needs no network: no tiles, Leaflet inlined.

    Parameters
    ----------
    lon, lat
        Centre, degrees WGS-84.
    zoom
        Leaflet zoom level.
    attribution
        The credit of the road data, shown in the corner.
    """
    chart = folium.Map(location=(lat, lon), zoom_start=zoom, tiles=None, prefer_canvas=True, control_scale=True)
    # On the instance: the class lists are shared by every folium map of the process.
    chart.default_js = [("leaflet", _data_uri("leaflet.js", "text/javascript"))]
    chart.default_css = [("leaflet_css", _data_uri("leaflet.css", "text/css"))]
    chart.add_child(Credit(attribution))
    return chart


class Credit(MacroElement):
    """The credit of the data in the corner of the map.

    Parameters
    ----------
    text
        Plain text.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl.setPrefix("Leaflet").addAttribution({{ this.text|tojson }});
        {% endmacro %}
    """)

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "Credit"
        self.text = str(safe(text))


@lru_cache(maxsize=2)
def _data_uri(name: str, media_type: str) -> str:
    text = page_file(name, "vendor")
    if name.endswith(".css"):
        # Leaflet's own marker and control pictures are not used here and would be looked for beside the page.
        text = IMAGE_URL.sub(NO_IMAGE, text)
    return f"data:{media_type};base64,{base64.b64encode(text.encode()).decode()}"
