"""Key paths in words: ``items.console.route.0.work_min`` becomes "ECMO console, Final assembly: work (min)"."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from scenarios import Scenario, Text
from scenarios.base import child
from scenarios.demands import Demand, OrderStream
from scenarios.operations import Operation
from scenarios.production import Plant, Station
from sim.fieldwords import FIELDS, field_text

KEYED_BY_ITEM = (["items"], ["stock"])
"""What suppliers offer and places keep goes by the name of the item."""
NAMELESS = {
    "calendars": Text(en="calendar", zh="日历"),
    "disruptions": Text(en="disruption", zh="扰动"),
    "outages": Text(en="outage", zh="停产"),
}
"""Sections whose entries have no name: they go by their id."""


def key_text(scenario: Scenario, key: str) -> Text:
    """Put a key path into words, with the names of the entries that it goes through.

    Parameters
    ----------
    scenario
        Gives the names.
    key
        Dotted key path of a number.
    """
    names: list[Text] = []
    rest: list[str] = []
    node: Any = scenario
    for part in key.split("."):
        node = child(node, part)
        name = _name(scenario, node)
        if isinstance(node, Station) and len(scenario.plants) == 1:
            names.clear()  # of one plant the station says enough
        if name is None and rest and rest[0] in NAMELESS and len(rest) == 1:
            word = NAMELESS[rest[0]]
            name = Text(en=f"{word.en} {part}", zh=f"{word.zh} {part}")
        if name is None and part in scenario.items and rest[-1:] in KEYED_BY_ITEM:
            name = scenario.items[part].name
        if name is not None:
            names.append(name)
            rest.clear()
        elif not part.isdigit() or not names:
            rest.append(part)
    tail = [field_text(rest)] if rest else []
    return Text(
        en=": ".join([*([", ".join(name.en for name in names)] if names else []), *(text.en for text in tail)]),
        zh="：".join([*(["，".join(name.zh for name in names)] if names else []), *(text.zh for text in tail)]),
    )


def lever_text(scenario: Scenario, key: str, name: Text) -> Text:
    """Return the name of a factor; the scenario's own name of a lever with what is counted: "Functional test: crews".

    Parameters
    ----------
    scenario
        Gives the levers.
    key
        Key path of the factor; empty where it has none.
    name
        Its name.
    """
    unit = next((lever.unit for lever in scenario.levers if (lever.key, lever.name) == (key, name)), None)
    words = FIELDS.get(unit or "")
    return Text(en=f"{name.en}: {words.en}", zh=f"{name.zh}：{words.zh}") if words is not None else name


def _name(scenario: Scenario, node: Any) -> Text | None:
    """Return the name of an entry; an operation goes by its station."""
    if isinstance(node, Operation):
        stations = (plant.stations.get(node.station) for plant in scenario.plants.values())
        return next((station.name for station in stations if station is not None), None)
    if isinstance(node, (Demand, OrderStream)):
        item, customer = scenario.items[node.item].name, scenario.sites[node.customer].name
        return Text(en=f"{item.en} for {customer.en}", zh=f"{customer.zh}订购{item.zh}")
    if isinstance(node, Plant):
        return scenario.sites[node.site].name
    name = getattr(node, "name", None) if isinstance(node, BaseModel) and node is not scenario else None
    return name if isinstance(name, Text) else None
