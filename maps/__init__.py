"""How results are shown: self-contained maps and reports."""

from maps.circlepage import draw_supplier_circle
from maps.compare import compare
from maps.gantt import draw_gantt
from maps.mapfile import draw
from maps.ramp import ramp_picture
from maps.reachpage import draw_isochrones
from maps.report import report
from maps.resiliencepage import draw_resilience
from maps.study.page import study_report
from maps.study.twopoints import compare_points
from maps.tracepage import draw_trace

__all__ = [
    "compare",
    "compare_points",
    "draw",
    "draw_gantt",
    "draw_isochrones",
    "draw_resilience",
    "draw_supplier_circle",
    "draw_trace",
    "ramp_picture",
    "report",
    "study_report",
]
