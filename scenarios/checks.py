"""What must hold across the entries of a scenario. Every check yields findings; none stops at its first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenarios import (
    _checks_calendars,
    _checks_chance,
    _checks_demands,
    _checks_disruptions,
    _checks_materials,
    _checks_places,
    _checks_points,
    _checks_policies,
    _checks_references,
    _checks_roads,
    _checks_settings,
    _checks_shop,
    _checks_sizes,
    _checks_sweep,
    _checks_times,
    _checks_transport,
)
from scenarios._findings import Finding
from scenarios.model import Scenario

CHECKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    _checks_points.places,
    _checks_references.place_references,
    _checks_references.item_references,
    _checks_references.supplier_references,
    _checks_references.milk_run_references,
    _checks_demands.demand_references,
    _checks_demands.milestones,
    _checks_demands.streams,
    _checks_points.stocks,
    _checks_points.pipelines,
    _checks_points.unbroken_ways,
    _checks_points.ways_to_get,
    _checks_materials.unbroken_bills,
    _checks_materials.supply,
    _checks_materials.shares,
    _checks_materials.ranks,
    _checks_places.coordinates,
    _checks_places.gateways,
    _checks_places.loads,
    _checks_roads.road_choices,
    _checks_roads.exemptions,
    _checks_calendars.calendars,
    _checks_calendars.working_time,
    _checks_shop.steps_in_order,
    _checks_shop.crews,
    _checks_shop.batches,
    _checks_shop.samples,
    _checks_shop.learning,
    _checks_policies.policies,
    _checks_policies.containers,
    _checks_chance.families,
    _checks_chance.quantities,
    _checks_transport.vehicles,
    _checks_transport.ranges,
    _checks_transport.departures,
    _checks_transport.expedites,
    _checks_disruptions.targets,
    _checks_disruptions.fields,
    _checks_disruptions.ends,
    _checks_sizes.sizes,
    _checks_times.moments,
    _checks_times.spans,
    _checks_times.warm_up,
    _checks_settings.key_paths,
    _checks_settings.marks,
    _checks_sweep.factors,
    _checks_sweep.designs,
    _checks_sweep.marks,
)
OF_KEYS = (
    _checks_settings.key_paths,
    _checks_settings.marks,
    _checks_sweep.factors,
    _checks_sweep.designs,
    _checks_sweep.marks,
)
"""What other values at the same keys cannot break."""


def check(scenario: Scenario) -> list[Finding]:
    """Return everything that does not fit together, in the order of the checks.

    Parameters
    ----------
    scenario
        A scenario whose single fields are valid.
    """
    return [finding for step in CHECKS for finding in step(scenario)]


def check_values(scenario: Scenario) -> list[Finding]:
    """Return what does not fit together where only single values have changed: all checks but those of keys and marks.

    Parameters
    ----------
    scenario
        A scenario that was right before, with the same keys.
    """
    return [finding for step in CHECKS if step not in OF_KEYS for finding in step(scenario)]
