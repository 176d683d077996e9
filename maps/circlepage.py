"""The page on the supplier circle of a scenario: a map, and beside it who delivers when, how surely, and over what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from jinja2 import Template

from maps.basemaps import add_places, add_roads
from maps.circlelayers import (
    OUTLINES,
    add_circle_suppliers,
    add_crossings,
    add_loads,
    add_outlines,
    add_plants,
    crossing_lines,
    load_steps,
)
from maps.circlesections import coverage_section, crossings_section, strip_rows, suppliers_section
from maps.circlewords import DAYS, MEDIAN_DAY, NINETY_DAYS, STATES, assumed, supply_headlines, supply_meaning
from maps.files import page_file
from maps.framing import Framing
from maps.hourstrips import STATE_COLOURS, hour_scale, state_colour
from maps.labels import TidyLabels
from maps.mapfile import ZOOM, bounds_of
from maps.meaning import truck_bound
from maps.offline import offline_map
from maps.page import page_templates
from maps.panel import PLANNING, roads_note
from maps.raw import Raw
from maps.reachwords import clipped_warning
from maps.roadlines import Bounds
from maps.style import CLOSED, PLANT
from maps.text import LANGUAGE_CSS, LANGUAGE_JS, safe, word
from scenarios import Text
from sim.output import replacing
from sim.suppliers.supplier_circle import SupplierCircle

ROADS_OPACITY = 0.5
BELOW = 0.2
"""Share of the map that the legend takes."""
TITLE = Text(en="The supplier circle: {}", zh="供应圈：{}")
HOURS_TITLE = Text(en="Hour by hour", zh="逐时可达")
HOURS_NOTE = Text(
    en="Each cell is an hour of departure, 0 to 24; the framed one is that of the map, and the minutes are those from door to "
    "door at that hour (on the median day, on 90 of 100 days).",
    zh="每格为一个出发小时（0–24 时），加框者为地图所示时刻；分钟数为该时刻的门到门用时（中位日、100 日中有 90 日）。",
)
NAME, DELIVERIES = Text(en="Supplier", zh="供应商"), Text(en="deliveries over a road", zh="次到货经过")


class CircleProgram(MacroElement):
    """Shows a road on the map when its row of the table is pressed, and fits the map to the paper.

    Parameters
    ----------
    lines
        GeoJSON geometries in the order of the table.
    bounds
        What is printed: west, south, east and north, degrees.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        (function () {
        {{ this.program }}
        tellCrossings({{ this._parent.get_name() }}, {{ this.lines }});
        printMap({{ this._parent.get_name() }}, {{ this.bounds }});
        })();
        {% endmacro %}
    """)

    def __init__(self, lines: list[dict[str, Any]], bounds: Bounds) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca
        self._name = "CircleProgram"
        self.program, self.lines = page_file("circle.js"), json.dumps(lines)
        west, south, east, north = bounds
        self.bounds = [[south, west], [north, east]]


def draw_supplier_circle(circle: SupplierCircle, path: Path | str) -> Path:
    """Draw the supplier circle of a scenario on one page, which can be printed.

    Parameters
    ----------
    circle
        From `sim.supplier_circle`.
    path
        The HTML file to write.

    Returns
    -------
    Path
        The file: self-contained, nothing is loaded from anywhere.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    network = circle.network
    centre = circle.scenario.sites[circle.scenario.reach.centre]
    chart = offline_map(centre.lon, centre.lat, ZOOM, network.attribution)
    sites = [(point.x, point.y) for point in circle.suppliers.geometry]
    bounds = bounds_of(circle.outlines, [*sites, (centre.lon, centre.lat)])
    add_roads(chart, network, bounds, opacity=ROADS_OPACITY)
    add_outlines(chart, circle)
    add_loads(chart, circle)
    add_crossings(chart, circle)
    add_plants(chart, circle)
    add_circle_suppliers(chart, circle)
    add_places(chart)
    control = folium.LayerControl(collapsed=True)
    control.add_to(chart)
    for program in (
        Framing(bounds, control, beside_px=10, below=BELOW),
        CircleProgram(crossing_lines(circle), bounds),
        TidyLabels(),
    ):
        chart.add_child(program)
    _add_page(chart, circle)
    with replacing(Path(path)) as temporary:
        chart.save(str(temporary))
    return Path(path)


def _add_page(chart: folium.Map, circle: SupplierCircle) -> None:
    """Put what stands beside the map on the page."""
    scenario = circle.scenario
    title = Text(en=TITLE.en.format(scenario.name.en), zh=TITLE.zh.format(scenario.name.zh))
    note = assumed(circle)
    html = (
        page_templates()
        .get_template("circle.html.j2")
        .render(
            title=title,
            headlines=[*supply_headlines(circle), *([note] if note else [])],
            warning=clipped_warning(
                circle.outlines, {scenario.reach.centre: scenario.sites[scenario.reach.centre].name}
            ),
            meaning=supply_meaning(circle),
            bound=truck_bound(scenario),
            dots=_dots(),
            outlines=[(fill, word(name)) for fill, _, name in OUTLINES.values()],
            loads=load_steps(circle),
            loads_label=DELIVERIES,
            sections=[coverage_section(circle), crossings_section(circle), suppliers_section(circle)],
            hours_title=HOURS_TITLE,
            hours_note=HOURS_NOTE,
            states=[(STATE_COLOURS[state], text) for state, text in STATES.items()],
            name_head=NAME,
            p50_head=MEDIAN_DAY,
            p90_head=NINETY_DAYS,
            days=list(DAYS.values()),
            scale=hour_scale(),
            strips=strip_rows(circle).values(),
            roads_note=roads_note(circle.network),
            planning=PLANNING,
            attribution=circle.network.attribution,
        )
    )
    css = "".join(page_file(name) for name in ("map.css", "report.css", "circle.css")) + LANGUAGE_CSS
    root: Any = chart.get_root()
    root.header.add_child(Raw(f"<title>{safe(title.zh)} · {safe(title.en)}</title>"))
    root.header.add_child(Raw('<link rel="icon" href="data:,">'))
    root.header.add_child(Raw(f"<style>{css}</style>"))
    root.html.add_child(Raw(html))
    root.script.add_child(Raw(LANGUAGE_JS))


def _dots() -> list[tuple[str, Text]]:
    dots = [(state_colour(state), text) for state, text in STATES.items() if state != "none"]
    return [(PLANT, Text(en="plant", zh="工厂")), *dots, (CLOSED, Text(en="bridge or tunnel", zh="桥梁、隧道"))]
