"""Colours of reach, one definition for maps, notebooks and QGIS."""

from __future__ import annotations

INSIDE = "#00796b"
OUTSIDE = "#c62828"
PLANT = "#0d47a1"
NEUTRAL = "#546e7a"
CHANGES = {"lost": OUTSIDE, "gained": PLANT, "kept": NEUTRAL}
SITE_HUES = ("#1b6ca8", "#c8553d", "#2e7d32", "#7b3f98", "#b8860b", "#00838f", "#ad1457", "#5d4037")
"""Areas of sites side by side, in turn."""
BAND_COLOURS = ("#00695c", "#26a69a", "#80cbc4", "#cdeae6")
"""Isochrones from the nearest cutoff to the farthest: one hue that only grows lighter, so that it is read without seeing
colours."""


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
