"""Closures and openings as links of a network, each with its time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scenarios import Scenario
from scenarios.roadrules import RoadChoice, RoadOpening
from sim.errors import InputError
from sim.network import Bools, RoadNetwork
from sim.restrictions import network_openings
from sim.selectors import chosen_links, present_links


@dataclass(frozen=True)
class Closure:
    """Closed links and when: open-ended where a moment is None."""

    links: Bools
    start: dt.datetime | None
    end: dt.datetime | None


def scenario_closures(scenario: Scenario, network: RoadNetwork) -> dict[str, Closure]:
    """Return the closures of a scenario, by id, as links of a network; openings are closures before and after.

    Raises
    ------
    InputError
        If a closure or an opening names a road that the network does not have.
    """
    roads = scenario.roads
    found = {
        key: Closure(_links(network, ("closures", key), closure), closure.from_, closure.until)
        for key, closure in roads.closures.items()
    }
    if roads.shipped_openings:
        found |= opening_closures(network)
    for key, opening in roads.openings.items():
        found |= _outside(key, opening, _links(network, ("openings", key), opening))
    return found


def opening_closures(network: RoadNetwork) -> dict[str, Closure]:
    """Return the closures of a network's roads before the openings that come with the program, by id.

    Parameters
    ----------
    network
        The roads; the bundled network is dated already, so that there are none.
    """
    found: dict[str, Closure] = {}
    for key, opening in network_openings(network).items():
        links = present_links(network, opening)
        if links.any():
            found |= _outside(key, opening, links)
    return found


def _outside(key: str, opening: RoadOpening, links: Bools) -> dict[str, Closure]:
    """Return the closures of an opening's links before it and after it; a dot keeps their ids apart from all others."""
    found = {}
    if opening.from_ is not None:
        found[f"{key}.from"] = Closure(links, None, opening.from_)
    if opening.until is not None:
        found[f"{key}.until"] = Closure(links, opening.until, None)
    return found


def _links(network: RoadNetwork, path: tuple[str, str], choice: RoadChoice) -> Bools:
    try:
        return chosen_links(network, choice)
    except InputError as error:
        message = f"roads.{'.'.join(path)}.roads: {error}"
        raise InputError(message) from error
