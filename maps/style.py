"""Colours and line widths, one definition for map and report."""

from __future__ import annotations

from sim.geofiles import colours

INSIDE = colours.INSIDE
OUTSIDE = colours.OUTSIDE
IMPORT = "#6a1b9a"
PLANT = colours.PLANT
NEUTRAL = colours.NEUTRAL
CLOSED = "#d81b60"
AMBER = "#e09f3e"
ROAD_STYLE: dict[str, tuple[str, float]] = {
    "motorway": (AMBER, 2.2),
    "trunk": ("#b8a06a", 1.5),
    "primary": ("#c3c7c4", 1.1),
    "secondary": ("#d5d8d6", 0.9),
}
BAND_COLOURS = colours.BAND_COLOURS
band_colour = colours.band_colour


def status_colour(kind: str) -> str:
    """Return the colour of a supplier that is ``inside``, ``outside`` or ``import``."""
    return {"inside": INSIDE, "outside": OUTSIDE, "import": IMPORT}[kind]
