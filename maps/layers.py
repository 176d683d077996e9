"""What lies on the ground: isochrones, suppliers, flows and sites."""

from __future__ import annotations

from collections import Counter
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from maps.bars import hour_bars
from maps.roadlines import DECIMALS
from maps.style import IMPORT, NEUTRAL, PLANT, band_colour, status_colour
from maps.text import WORDS, both, safe, word
from scenarios import Text
from scenarios.places import Site
from sim.frames import rows
from sim.results import Run

SIMPLIFY_DEG = 0.0008
"""About 80 m: well under the access distance that the polygons are drawn with."""
FLOW_WEIGHT = (1.5, 9.0)


def add_isochrones(chart: folium.Map, frame: gpd.GeoDataFrame, label_key: str, *, show: bool) -> None:
    """Draw nested polygons, the largest first.

    Parameters
    ----------
    chart
        The map.
    frame
        Rows of one direction and departure, see `sim.isochrones`.
    label_key
        Names the layer; a key of `maps.text.WORDS`.
    show
        Whether the layer is on at first.
    """
    group = folium.FeatureGroup(name=str(word(label_key)), show=show)
    cutoffs = sorted(frame["minutes"].unique())
    for row in rows(frame.sort_values("minutes", ascending=False)):
        colour = band_colour(cutoffs.index(row.minutes), len(cutoffs))
        label = both(
            Text(en=f"{row.minutes:g} min, {row.area_km2:,.0f} km²", zh=f"{row.minutes:g}分钟，{row.area_km2:,.0f} km²")
        )
        style = {"color": band_colour(0), "weight": 1.2, "fillColor": colour, "fillOpacity": 0.5, "opacity": 0.9}
        geojson([_feature(light(row.geometry), label)], style).add_to(group)
    group.add_to(chart)


def light(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a polygon as GeoJSON, simplified and rounded for drawing only."""
    simple = shapely.simplify(shape, SIMPLIFY_DEG)
    geometry: dict[str, Any] = shapely.geometry.mapping(shapely.set_precision(simple, 10.0**-DECIMALS))
    return geometry


def add_suppliers(chart: folium.Map, run: Run) -> None:
    """Draw a dot a supplier's site, coloured by inside, outside or import, with its minutes by the hour."""
    dots: dict[str, dict[str, list[tuple[Markup, Markup]]]] = {"import": {}, "outside": {}, "inside": {}}
    for supplier, hours in run.reach.sort_values("hour").groupby("supplier", sort=True, observed=True):
        now = hours[hours["hour"] == run.scenario.reach.depart.hour].iloc[0]
        kind = "import" if now["outside_reason"] == "import" else ("inside" if now["inside"] else "outside")
        texts = (_supplier_label(now, kind), _supplier_card(run, str(supplier), hours))
        # several suppliers may share a gateway: their dots would hide each other
        dots[kind].setdefault(str(now["site"]), []).append(texts)
    for kind, sites in dots.items():
        group = folium.FeatureGroup(name=str(word(f"suppliers_{kind}")))
        style = {"radius": 7, "color": "#ffffff", "weight": 1.5, "fillOpacity": 0.95}
        style["fillColor"] = status_colour(kind)
        features = [_supplier_dot(run.scenario.sites[site], texts) for site, texts in sites.items()]
        if features:
            geojson(features, style, popup=True).add_to(group)
        group.add_to(chart)


def _supplier_dot(site: Site, texts: list[tuple[Markup, Markup]]) -> dict[str, Any]:
    labels, cards = zip(*texts, strict=True)
    dot = _point(site, Markup("<br>").join(labels))
    dot["properties"]["card"] = str(Markup("<hr>").join(cards))
    return dot


def add_flows(chart: folium.Map, run: Run) -> None:
    """Draw the mean number of delivery trips on every road, at the routes of the map's departure."""
    trips: Counter[int] = Counter()
    counts = run.shipments.groupby(["vehicle", "origin", "destination"], observed=True, sort=True).size()
    for row in rows(counts.reset_index(name="shipments")):
        if row.vehicle not in run.travel_times.vehicles:
            continue  # what flies, or what nothing drives
        for link in run.travel_times.route(row.vehicle, row.origin, row.destination, run.scenario.reach.depart):
            trips[int(link)] += int(row.shipments)
    if not trips:
        return
    network, most, replications = run.travel_times.network, max(trips.values()), len(run.replications)
    group = folium.FeatureGroup(name=str(word("flows")))
    for weight in range(1, 6):
        links = [link for link, count in trips.items() if np.ceil(5 * count / most) == weight]
        features = [_flow_feature(network.line(link), trips[link] / replications) for link in sorted(links)]
        width = FLOW_WEIGHT[0] + (FLOW_WEIGHT[1] - FLOW_WEIGHT[0]) * (weight - 1) / 4
        if features:
            geojson(features, {"color": PLANT, "weight": width, "opacity": 0.55}).add_to(group)
    group.add_to(chart)


def add_sites(chart: folium.Map, run: Run) -> None:
    """Draw plants, gateways and customers."""
    group = folium.FeatureGroup(name=str(word("sites")))
    shown = {
        "plant": (PLANT, 11),
        "airport": (IMPORT, 7),
        "port": (IMPORT, 7),
        "hospital": (NEUTRAL, 7),
        "warehouse": (NEUTRAL, 7),
    }
    for colour, radius in dict.fromkeys(shown.values()):
        dots = [
            _point(site, both(site.name))
            for site in run.scenario.sites.values()
            if shown.get(site.kind) == (colour, radius)
        ]
        style = {"radius": radius, "color": "#ffffff", "weight": 2.5, "fillColor": colour, "fillOpacity": 1.0}
        if dots:
            geojson(dots, style).add_to(group)
    group.add_to(chart)


def geojson(features: list[dict[str, Any]], style: dict[str, Any], *, popup: bool = False) -> folium.GeoJson:
    """Return features of one kind and style as what a layer takes.

    Parameters
    ----------
    features
        GeoJSON features with a property ``label``; at least one.
    style
        Leaflet's options of a path, or of a circle marker for points.
    popup
        Whether their property ``card`` opens where one presses them.
    """
    point = features[0]["geometry"]["type"] == "Point"
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda _: style,
        marker=folium.CircleMarker(**style) if point else None,
        tooltip=folium.GeoJsonTooltip(fields=["label"], labels=False, sticky=not point),
        popup=folium.GeoJsonPopup(fields=["card"], labels=False, max_width=360) if popup else None,
    )


def _feature(geometry: dict[str, Any], label: Markup) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"label": str(label)}, "geometry": geometry}


def _point(site: Site, label: Markup) -> dict[str, Any]:
    return _feature({"type": "Point", "coordinates": [site.lon, site.lat]}, label)


def _flow_feature(line: np.ndarray[Any, Any], trips: float) -> dict[str, Any]:
    words = WORDS["trips"]
    label = both(Text(en=f"{trips:,.0f} {words.en}", zh=f"{words.zh} {trips:,.0f}"))
    coordinates = np.round(line, DECIMALS).tolist()
    return _feature({"type": "LineString", "coordinates": coordinates}, label)


def _supplier_label(row: pd.Series, kind: str) -> Markup:
    minutes = f"{row['door_to_door_min']:.0f}"
    state = WORDS[kind]
    return both(
        Text(
            en=f"{row['name_en']}: {minutes} min, {state.en}",
            zh=f"{row['name_zh']}：{minutes}分钟，{state.zh}",
        )
    )


def _supplier_card(run: Run, supplier: str, rows: pd.DataFrame) -> Markup:
    now = rows[rows["hour"] == run.scenario.reach.depart.hour].iloc[0]
    items = run.scenario.suppliers[supplier].items
    names = [run.scenario.items[item].name for item in items]
    parts = both(Text(en=", ".join(name.en for name in names), zh="、".join(name.zh for name in names)))
    hours = rows.loc[rows["inside"], "hour"]
    inside = word("never") if hours.empty else Markup.escape(_hour_ranges([int(hour) for hour in hours]))
    return Markup(
        '<div class="card"><b>{}</b><p>{}: {}</p>{}<p>{}: {}</p><p>{:.0f} {}, {:.0f} km, {}</p><p class="small">{}</p></div>'
    ).format(
        both(Text(en=str(now["name_en"]), zh=str(now["name_zh"]))),
        word("parts"),
        parts,
        hour_bars(rows["door_to_door_min"].tolist(), run.scenario.reach.circle_min),
        word("all_day"),
        inside,
        now["door_to_door_min"],
        word("minutes_door_to_door"),
        now["km"],
        safe(str(now["crossings"])),
        word("assumed"),
    )


def _hour_ranges(hours: list[int]) -> str:
    """Write hours as ranges: 0-6, 10-16."""
    ranges: list[list[int]] = []
    for hour in hours:
        if ranges and ranges[-1][1] == hour - 1:
            ranges[-1][1] = hour
        else:
            ranges.append([hour, hour])
    return ", ".join(f"{first:02d}-{last + 1:02d}" for first, last in ranges)
