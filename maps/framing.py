"""What part of the map is seen first, beside the panel on a wide screen and above it on a narrow one."""

from __future__ import annotations

import folium
from branca.element import MacroElement
from jinja2 import Template

NARROW_PX = 700
"""Up to this width the style sheet puts the panel below the map."""


class Framing(MacroElement):
    """Fits the view into the room that the panel leaves, and clears it of controls where room is scarce.

    Parameters
    ----------
    bounds
        West, south, east and north, degrees.
    control
        The layer control; it must have been added before.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          var map = {{ this._parent.get_name() }}, control = {{ this.control.get_name() }};
          var size = map.getSize(), narrow = size.x <= {{ this.narrow_px }}, bounds = {{ this.bounds|tojson }};
          if (narrow) { map.zoomControl.remove(); control.remove(); control.options.collapsed = true; control.addTo(map); }
          map.fitBounds(bounds, narrow
            ? {paddingTopLeft: [10, 10], paddingBottomRight: [10, Math.round(size.y * 0.4) + 10]}
            : {paddingTopLeft: [360, 10], paddingBottomRight: [10, 10]});
        })();
        {% endmacro %}
    """)

    def __init__(self, bounds: tuple[float, float, float, float], control: folium.LayerControl) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "Framing"
        self.control, self.narrow_px = control, NARROW_PX
        self.bounds = [[bounds[1], bounds[0]], [bounds[3], bounds[2]]]
