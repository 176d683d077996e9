"""Colours and line widths, one definition for map and report."""

from __future__ import annotations

INSIDE = "#00796b"
OUTSIDE = "#c62828"
IMPORT = "#6a1b9a"
PLANT = "#0d47a1"
NEUTRAL = "#546e7a"
CLOSED = "#d81b60"
AMBER = "#e09f3e"
ROAD_STYLE: dict[str, tuple[str, float]] = {
    "motorway": (AMBER, 2.2),
    "trunk": ("#b8a06a", 1.5),
    "primary": ("#c3c7c4", 1.1),
    "secondary": ("#d5d8d6", 0.9),
}
BAND_COLOURS = ("#00695c", "#26a69a", "#80cbc4", "#cdeae6")
"""Isochrones from the nearest cutoff to the farthest."""


def band_colour(rank: int, bands: int = len(BAND_COLOURS)) -> str:
    """Return the fill of an isochrone.

    Parameters
    ----------
    rank
        0 for the smallest cutoff.
    bands
        How many there are; more than `BAND_COLOURS` share the same range of colours in finer steps.
    """
    last = len(BAND_COLOURS) - 1
    place = rank * min(1.0, last / max(bands - 1, 1))
    below = min(int(place), last)
    one, two = (bytes.fromhex(BAND_COLOURS[index][1:]) for index in (below, min(below + 1, last)))
    mixed = (round(a + (b - a) * (place - below)) for a, b in zip(one, two, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def status_colour(kind: str) -> str:
    """Return the colour of a supplier that is ``inside``, ``outside`` or ``import``."""
    return {"inside": INSIDE, "outside": OUTSIDE, "import": IMPORT}[kind]
