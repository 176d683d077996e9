"""Roads that are shut: the closures of a scenario, and the restrictions that its vehicle meets on the day of the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import folium
import numpy as np

from maps.roadlines import Bounds, Links, links_within, whole_roads
from maps.style import CLOSED
from maps.text import both, word
from scenarios import Text
from sim.closures import scenario_closures
from sim.network import Bools
from sim.restrictions import concerns, in_force, scenario_restrictions
from sim.results import Run
from sim.selectors import present_links
from sim.vehicles import scenario_vehicle

Shut = tuple[Text, Bools]
"""What is said of some links, and which they are."""
DASHES = {"color": CLOSED, "weight": 4, "opacity": 0.9, "dashArray": "6 6"}


def add_shut(chart: folium.Map, run: Run, bounds: Bounds) -> None:
    """Draw the roads that are shut, each kind on a layer of its own; none where there are none.

    Parameters
    ----------
    chart
        The map.
    run
        Its scenario is asked.
    bounds
        Roads outside of this box are left out.
    """
    for key, shuts, show in (("shut", _closed(run), True), ("restricted", _restricted(run), False)):
        features = list(_features(run, shuts, bounds))
        if features:
            group = folium.FeatureGroup(name=str(word(key)), show=show)
            folium.GeoJson(
                {"type": "FeatureCollection", "features": features},
                style_function=lambda _: DASHES,
                tooltip=folium.GeoJsonTooltip(fields=["label"], labels=False, sticky=True),
            ).add_to(group)
            group.add_to(chart)


def _closed(run: Run) -> Iterator[Shut]:
    scenario = run.scenario
    for key, closure in scenario_closures(scenario, run.travel_times.network).items():
        begin, end = (_moment(moment, run) for moment in (closure.start, closure.end))
        yield Text(en=f"{key}: closed {begin} – {end}", zh=f"{key}：封闭 {begin} – {end}"), closure.links


def _restricted(run: Run) -> Iterator[Shut]:
    scenario, network = run.scenario, run.travel_times.network
    vehicle = scenario_vehicle(scenario.vehicles[scenario.reach.vehicle])
    start = scenario.reach.depart.replace(hour=0, minute=0, second=0, microsecond=0)
    for key, rule in scenario_restrictions(scenario).items():
        if concerns(rule, vehicle, key) and in_force(rule, start, start + dt.timedelta(days=1)):
            hours = ", ".join(rule.hours)
            yield Text(en=f"{key}: restricted {hours}", zh=f"{key}：限行 {hours}"), present_links(network, rule)


def _features(run: Run, shuts: Iterable[Shut], bounds: Bounds) -> Iterator[dict[str, Any]]:
    network = run.travel_times.network
    for said, mask in shuts:
        links: Links = links_within(network, np.flatnonzero(mask), bounds)
        for feature in whole_roads(network, links) if links.size else ():
            feature["properties"]["label"] = f"{both(said)}<br>{feature['properties']['label']}"
            yield feature


def _moment(moment: dt.datetime | None, run: Run) -> str:
    return f"{moment.astimezone(run.travel_times.start.tzinfo):%Y-%m-%d %H:%M}" if moment else "…"
