"""Ids and labels of a scenario in words: places, items at places, stations, teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scenarios import Scenario, Text

if TYPE_CHECKING:
    from scenarios.production import Station, Team


def place_text(scenario: Scenario, place: str) -> Text:
    """Return the name of a plant (that of its site) or of a warehouse.

    Parameters
    ----------
    scenario
        Gives the names.
    place
        Its id.
    """
    if place in scenario.plants:
        return scenario.sites[scenario.plants[place].site].name
    if place in scenario.warehouses:
        return scenario.warehouses[place].name
    return Text(en=place, zh=place)


def item_text(scenario: Scenario, label: str) -> Text | None:
    """Return the name of an item, with its place where the label names one; None where there is no such item.

    Parameters
    ----------
    scenario
        Gives the names.
    label
        An item id, or ``item@place``.
    """
    item, _, place = label.partition("@")
    if item not in scenario.items:
        return None
    name = scenario.items[item].name
    if not place:
        return name
    where = place_text(scenario, place)
    return Text(en=f"{name.en}, at {where.en}", zh=f"{name.zh}（{where.zh}）")


def station_text(scenario: Scenario, label: str) -> Text | None:
    """Return the name of a station; None where there is no such station.

    Parameters
    ----------
    scenario
        Gives the names.
    label
        The station's id, or ``plant_station`` where several plants have a station of that id.
    """
    return _in_plants(scenario, label, {key: plant.stations for key, plant in scenario.plants.items()})


def team_text(scenario: Scenario, label: str) -> Text | None:
    """Return the name of a team of people; None where there is no such team.

    Parameters
    ----------
    scenario
        Gives the names.
    label
        The team's id, or ``plant_team`` where several plants have a team of that id.
    """
    return _in_plants(scenario, label, {key: plant.teams for key, plant in scenario.plants.items()})


def _in_plants(scenario: Scenario, label: str, entries: Mapping[str, Mapping[str, Station | Team]]) -> Text | None:
    """Return the name of what plants have, with the plant where the label names it; None where there is no such entry."""
    for key, named in entries.items():
        for name, entry in named.items():
            if label == f"{key}_{name}":
                where = place_text(scenario, key)
                return Text(en=f"{entry.name.en}, at {where.en}", zh=f"{entry.name.zh}（{where.zh}）")
    return next((named[label].name for named in entries.values() if label in named), None)
