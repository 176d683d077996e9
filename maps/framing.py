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
    beside_px, below
        The room that is taken on the left of a wide map, pixels, and at the bottom of a narrow one, as a share of it.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
          var map = {{ this._parent.get_name() }}, control = {{ this.control.get_name() }};
          var size = map.getSize(), narrow = size.x <= {{ this.narrow_px }}, bounds = {{ this.bounds|tojson }};
          if (narrow) { map.zoomControl.remove(); control.remove(); control.options.collapsed = true; control.addTo(map); }
          var snap = map.options.zoomSnap;
          map.options.zoomSnap = 0.25;
          map.fitBounds(bounds, narrow
            ? {animate: false, paddingTopLeft: [10, 10], paddingBottomRight: [10, Math.round(size.y * {{ this.below }}) + 10]}
            : {animate: false, paddingTopLeft: [{{ this.beside_px }}, 10], paddingBottomRight: [10, 10]});
          map.options.zoomSnap = snap;
          map.panBy([0, 0]); // puts the canvas on whole pixels
        })();
        {% endmacro %}
    """)

    def __init__(
        self,
        bounds: tuple[float, float, float, float],
        control: folium.LayerControl,
        *,
        beside_px: int = 360,
        below: float = 0.4,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "Framing"
        self.control, self.narrow_px, self.beside_px, self.below = control, NARROW_PX, beside_px, below
        self.bounds = [[bounds[1], bounds[0]], [bounds[3], bounds[2]]]
