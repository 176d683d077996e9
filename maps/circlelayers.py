"""What of a supplier circle lies on its map: outlines, ways by load, crossings, suppliers."""

from __future__ import annotations

from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from markupsafe import Markup

from maps.circlesections import MOST_TITLED, StripRow, in_order, strip_rows
from maps.circlewords import DAYS, KINDS, road_name
from maps.hourstrips import STATE_COLOURS, State, hour_scale, hours_of_day, state_colour
from maps.layers import geojson, light
from maps.roadlines import DECIMALS, NAMELESS, TOLERANCE_DEG
from maps.style import CLOSED, PLANT
from maps.text import both, safe, word
from scenarios import Text
from sim.frames import rows
from sim.suppliers.supplier_circle import SupplierCircle

OUTLINES = {50.0: ("#a9dbd5", 0.75, "circle_p50"), 90.0: ("#5fb8ad", 0.75, "circle_p90")}
"""Fill, its opacity and name of the circle at a percentile; the greater circle is drawn first."""
LIGHTEST, DARKEST = "#5b8fe0", "#0a2472"
STEPS = 5
LINE_PX = (2.0, 8.0)
LOAD = Text(
    en="{suppliers} suppliers, {deliveries} deliveries, {lines} part lines",
    zh="{suppliers} 家供应商，{deliveries} 次到货，{lines} 种零部件",
)


def add_outlines(chart: folium.Map, circle: SupplierCircle) -> None:
    """Draw the circle on the median day, and on 90 of 100 days."""
    for row in rows(circle.outlines):
        if float(row.percentile) not in OUTLINES:
            continue
        fill, opacity, name = OUTLINES[float(row.percentile)]
        style = {"color": "#00695c", "weight": 0.7, "fillColor": fill, "fillOpacity": opacity}
        area = f"{row.area_km2:,.0f} km²"
        label = Markup("{} · {}").format(word(name), area)
        feature = {"type": "Feature", "properties": {"label": str(label)}, "geometry": light(row.geometry)}
        group = folium.FeatureGroup(name=str(word(name)))
        geojson([feature], style).add_to(group)
        group.add_to(chart)


def add_loads(chart: folium.Map, circle: SupplierCircle) -> None:
    """Draw the roads that deliveries take, wider and darker the more there are."""
    if circle.loads.empty:
        return
    group = folium.FeatureGroup(name=str(word("ways_by_load")))
    step = _steps(circle)
    for number in range(1, STEPS + 1):
        part = circle.loads[step == number]
        style = {"color": load_colour(number), "weight": load_width(number), "opacity": 0.85}
        if len(part):
            geojson(_loads(part), style).add_to(group)
    group.add_to(chart)


def add_crossings(chart: folium.Map, circle: SupplierCircle) -> None:
    """Mark the bridges and tunnels on the ways."""
    group = folium.FeatureGroup(name=str(word("crossings")))
    for row in rows(circle.crossings):
        if row.kind == "road" or row.geometry.is_empty:
            continue
        at = (
            row.geometry.interpolate(0.5, normalized=True)
            if row.geometry.geom_type == "LineString"
            else row.geometry.centroid
        )
        name, kind = road_name(row), KINDS[str(row.kind)]
        label = both(Text(en=f"{name.en} ({kind.en})", zh=f"{name.zh}（{kind.zh}）"))
        folium.CircleMarker(
            (at.y, at.x), 5, tooltip=str(label), color=CLOSED, weight=2.5, fill_color="#fff", fill_opacity=1
        ).add_to(group)
    group.add_to(chart)


def add_circle_suppliers(chart: folium.Map, circle: SupplierCircle) -> None:
    """Draw suppliers as dots, by whether they are inside; several at one place are one dot, coloured by the nearest."""
    strips, few = strip_rows(circle, titles=False), len(circle.suppliers) <= MOST_TITLED
    now = circle.hours[(circle.hours["day"] == "weekday") & (circle.hours["hour"] == circle.depart.hour)]
    by_key = dict(list(now.groupby(["supplier", "plant"], observed=True, sort=False)))
    sites: dict[tuple[float, float], list[tuple[State, Markup, Markup]]] = {}
    for row in rows(in_order(circle)):
        key = (str(row.supplier), str(row.plant))
        hours = hours_of_day(by_key[key], circle.cutoff_min, imported=row.kind == "import")
        label = Markup("{} · {} ({}) {}").format(strips[key].name, strips[key].p50, strips[key].p90, word("minutes"))
        told = (hours[circle.depart.hour].state, label, _card(row, strips[key], hours=few))
        sites.setdefault((row.geometry.x, row.geometry.y), []).append(told)
    group = folium.FeatureGroup(name=str(word("suppliers")))
    for state in reversed(STATE_COLOURS):
        style = {"radius": 7, "color": "#fff", "weight": 1.5, "fillOpacity": 0.95, "fillColor": state_colour(state)}
        dots = [_dot(at, told) for at, told in sites.items() if told[0][0] == state]
        if dots:
            geojson(dots, style, popup=True).add_to(group)
    group.add_to(chart)


def _dot(at: tuple[float, float], told: list[tuple[State, Markup, Markup]]) -> dict[str, Any]:
    _, labels, cards = zip(*told, strict=True)
    texts = {"label": str(Markup("<br>").join(labels)), "card": str(Markup("<hr>").join(cards))}
    return {"type": "Feature", "properties": texts, "geometry": {"type": "Point", "coordinates": at}}


def add_plants(chart: folium.Map, circle: SupplierCircle) -> None:
    """Mark the plants."""
    group = folium.FeatureGroup(name=str(word("plant")), control=False)
    for plant in dict.fromkeys(circle.suppliers["plant"]):
        site = circle.scenario.sites[circle.scenario.plants[str(plant)].site]
        folium.CircleMarker(
            (site.lat, site.lon),
            10,
            color="#fff",
            weight=2.5,
            fill_color=PLANT,
            fill_opacity=1,
            tooltip=str(both(site.name)),
        ).add_to(group)
    group.add_to(chart)


def crossing_lines(circle: SupplierCircle) -> list[dict[str, Any]]:
    """Return the lines of all crossings as GeoJSON, in the order of the table, for the page's program."""
    return [_line(geometry) for geometry in circle.crossings.geometry]


def load_colour(step: int) -> str:
    """Return the colour of a road by its load, 1 for the lightest."""
    ends = [np.array(list(bytes.fromhex(colour[1:])), dtype=float) for colour in (LIGHTEST, DARKEST)]
    mixed = ends[0] + (ends[1] - ends[0]) * (step - 1) / (STEPS - 1)
    return "#" + "".join(f"{round(float(part)):02x}" for part in mixed)


def load_width(step: int) -> float:
    """Return the width of a road by its load, pixels."""
    return LINE_PX[0] + (LINE_PX[1] - LINE_PX[0]) * (step - 1) / (STEPS - 1)


def load_steps(circle: SupplierCircle) -> list[tuple[str, float]]:
    """Return the colour and the most deliveries of each step that the legend shows: the lightest, the middle, the most."""
    most = float(circle.loads["deliveries"].max()) if len(circle.loads) else 0.0
    return [(load_colour(step), most * step / STEPS) for step in (1, 3, STEPS)] if most else []


def _steps(circle: SupplierCircle) -> np.ndarray[Any, Any]:
    deliveries = circle.loads["deliveries"].to_numpy(dtype=float)
    steps: np.ndarray[Any, Any] = np.clip(np.ceil(STEPS * deliveries / max(deliveries.max(), 1e-9)), 1, STEPS)
    return steps


def _loads(part: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return a feature for all links that say the same."""
    lines: dict[str, list[Any]] = {}
    for row in rows(part):
        lines.setdefault(_load_label(row), []).append(_line(row.geometry)["coordinates"])
    return [
        {
            "type": "Feature",
            "properties": {"label": label},
            "geometry": {"type": "MultiLineString", "coordinates": found},
        }
        for label, found in lines.items()
    ]


def _load_label(row: Any) -> str:
    numbers = {
        "suppliers": f"{row.suppliers:,}",
        "deliveries": f"{row.deliveries:,.0f}",
        "lines": f"{row.part_lines:,}",
    }
    en, zh = (" ".join(filter(None, (str(row.ref or ""), str(name or "")))) for name in (row.name_en, row.name_zh))
    words = Text(en=LOAD.en.format(**numbers), zh=LOAD.zh.format(**numbers))
    return str(both(Text(en=f"{en or NAMELESS.en}: {words.en}", zh=f"{zh or NAMELESS.zh}：{words.zh}")))


def _line(shape: shapely.Geometry) -> dict[str, Any]:
    simple = shapely.simplify(shape, TOLERANCE_DEG)
    rounded = shapely.transform(simple, lambda points: np.round(points, DECIMALS))
    geometry: dict[str, Any] = shapely.geometry.mapping(rounded)
    return geometry


def _card(row: Any, strip: StripRow, *, hours: bool) -> Markup:
    first = Markup("<b>{}</b><p>{} {} ({})</p>").format(strip.name, strip.p50, word("minutes_door_to_door"), strip.p90)
    days = Markup("").join(
        Markup('<p class="small">{}</p>{}{}').format(both(DAYS[day]), hour_scale(), drawn)
        for day, drawn in (("weekday", strip.weekday), ("saturday", strip.saturday))
        if hours
    )
    last = Markup("<p>{:,.0f} km · {:,.0f} CNY · {}: {}</p>").format(
        row.km, row.toll_cny, word("depends_on"), safe(str(row.depends_on or "-"))
    )
    return Markup('<div class="card">{}{}{}</div>').format(first, days, last)
