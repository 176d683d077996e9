"""What must hold across the entries of a scenario. Every check yields findings; none stops at its first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenarios._checks_materials import shares, supply, unbroken_bills
from scenarios._checks_places import coordinates, gateways, loads
from scenarios._checks_references import demand_references, item_references, place_references, supplier_references
from scenarios._checks_roads import exemptions, road_choices
from scenarios._checks_settings import key_paths, marks
from scenarios._checks_times import calendars, crew_steps, moments, policies, spans
from scenarios._findings import Finding
from scenarios.model import Scenario

CHECKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    place_references,
    item_references,
    supplier_references,
    demand_references,
    unbroken_bills,
    supply,
    shares,
    coordinates,
    gateways,
    loads,
    road_choices,
    exemptions,
    calendars,
    crew_steps,
    policies,
    moments,
    spans,
    key_paths,
    marks,
)


def check(scenario: Scenario) -> list[Finding]:
    """Return everything that does not fit together, in the order of the checks.

    Parameters
    ----------
    scenario
        A scenario whose single fields are valid.
    """
    return [finding for step in CHECKS for finding in step(scenario)]
