"""Names written on the map; where two would lie on each other, the lesser one is left out."""

from __future__ import annotations

import folium
from branca.element import MacroElement
from jinja2 import Template

from maps.files import page_file
from maps.text import both
from scenarios import Text
from sim.access import Position

RANKS = {"site": 3, "city": 2, "district": 1, "water": 0}
"""Of two names that would lie on each other the one of the higher rank is written."""


class TidyLabels(MacroElement):
    """Hides names that would lie on others, anew at every zoom and in every language."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
        {{ this.program }}
        tidyLabels({{ this._parent.get_name() }});
        })();
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "TidyLabels"
        self.program = page_file("labels.js")


def add_name(group: folium.FeatureGroup | folium.Map, name: Text, at: Position, kind: str) -> None:
    """Write a name on the map.

    Parameters
    ----------
    group
        The layer.
    name
        The name; it is escaped.
    at
        Longitude and latitude, degrees.
    kind
        One of `RANKS`.
    """
    html = f'<div class="place place-{kind}" data-rank="{RANKS.get(kind, 0)}">{both(name)}</div>'
    icon = folium.DivIcon(html=html, icon_size=(0, 0), icon_anchor=(0, 0), class_name="place-anchor")
    folium.Marker((at[1], at[0]), icon=icon).add_to(group)
