"""How results are shown: self-contained maps and reports."""

from maps.mapfile import draw, draw_isochrones
from maps.ramp import ramp_picture
from maps.report import report

__all__ = ["draw", "draw_isochrones", "ramp_picture", "report"]
